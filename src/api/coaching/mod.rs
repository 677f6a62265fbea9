//! What coaches and learners do: writing is for the person and their coaches, or for an API key with
//! the scope `coaching/write` that names one of them.

mod acts;
mod alerts;
mod alignments;
mod boards;
mod digests;
mod disagreements;
mod featured;
mod goals;
mod groups;
mod hints;
mod invitations;
mod naming;
mod pins;
mod plans;
mod reviews;

pub(super) use pins::PinItem;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{Asker, condition, read, tagged};
use crate::access;
use crate::coaching::Acting;
use crate::credentials::Scope;
use crate::engagement;
use crate::groups::GroupId;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::{date_of, days_since_epoch};
use crate::sso::Actor;
use crate::state::App;
use crate::store::{StoreError, Tx};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(groups::make))
        .routes(routes!(groups::one, groups::change))
        .routes(routes!(groups::close))
        .routes(routes!(groups::reopen))
        .routes(routes!(groups::appoint, groups::dismiss))
        .routes(routes!(groups::identifiers, groups::link))
        .routes(routes!(groups::unlink))
        .routes(routes!(goals::list, goals::set))
        .routes(routes!(goals::note))
        .routes(routes!(goals::achieve))
        .routes(routes!(goals::give_up))
        .routes(routes!(acts::steps, acts::report))
        .routes(routes!(acts::verify, acts::withdraw))
        .routes(routes!(acts::rate))
        .routes(routes!(acts::reflect))
        .routes(routes!(plans::list, plans::draft))
        .routes(routes!(plans::one, plans::change))
        .routes(routes!(plans::versions))
        .routes(routes!(plans::propose))
        .routes(routes!(plans::agree))
        .routes(routes!(plans::undo))
        .routes(routes!(pins::list, pins::set))
        .routes(routes!(pins::end))
        .routes(routes!(disagreements::list, disagreements::open))
        .routes(routes!(disagreements::answer))
        .routes(routes!(disagreements::close))
        .routes(routes!(hints::list, hints::give))
        .routes(routes!(hints::withdraw))
        .routes(routes!(hints::of_group, hints::give_group))
        .routes(routes!(hints::withdraw_group))
        .routes(routes!(featured::list, featured::feature))
        .routes(routes!(featured::remove))
        .routes(routes!(hints::absences, hints::leave))
        .routes(routes!(hints::come_back))
        .routes(routes!(alignments::list, alignments::add))
        .routes(routes!(alignments::take_back))
        .routes(routes!(alignments::table))
        .routes(routes!(alerts::inbox))
        .routes(routes!(alerts::of_group))
        .routes(routes!(alerts::one))
        .routes(routes!(alerts::snooze))
        .routes(routes!(alerts::wake))
        .routes(routes!(alerts::seen))
        .routes(routes!(digests::get))
        .routes(routes!(digests::subscription, digests::subscribe))
        .routes(routes!(boards::get, boards::choose_mode))
        .routes(routes!(boards::mine))
        .routes(routes!(boards::choose))
        .routes(routes!(reviews::list, reviews::schedule))
        .routes(routes!(reviews::one, reviews::hold))
        .routes(routes!(reviews::preparation))
        .routes(routes!(reviews::snapshot))
        .routes(routes!(reviews::close))
        .routes(routes!(naming::agree_to_name, naming::withdraw_name))
        .routes(routes!(reviews::cancel))
        .routes(routes!(reviews::private_note, reviews::note_privately))
        .routes(routes!(invitations::candidates))
        .routes(routes!(invitations::list, invitations::invite))
        .routes(routes!(invitations::invite_all))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::remind))
}

/// Who writes.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a request has one of them, for as long as it is answered"
)]
enum Writer {
    /// A system with an API key, for whomever it names.
    System,
    /// A person.
    Person(Actor),
}

impl FromRequestParts<App> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asker = Asker::with(&[Scope::All, Scope::CoachingWrite], parts, app).await?;
        Ok(match asker {
            Asker::System(_) => Self::System,
            Asker::Person(actor) => Self::Person(actor),
        })
    }
}

/// A body that says for whom an API key acts.
trait Signed {
    fn by(&self) -> Option<Uuid>;
}

/// Bodies with a member `by`.
macro_rules! signed {
    ($($body:ty),+ $(,)?) => {
        $(impl $crate::api::coaching::Signed for $body {
            fn by(&self) -> Option<uuid::Uuid> { self.by }
        })+
    };
}
use signed;

/// Nothing to say but who says it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {
    /// For whom an API key acts.
    by: Option<Uuid>,
}

signed!(Nothing);

const NAME_SOMEBODY: &str = "An API key acts for somebody: name the person in the member by.";
const FOR_KEYS: &str = "The member by is for API keys: you act for yourself.";

impl Writer {
    /// Begins to read for whoever acts: a system is told all names, a person those that they may know.
    async fn read(&self, app: &App) -> Result<Tx, StoreError> {
        match self {
            Self::System => app.db.read().await,
            Self::Person(actor) => app.read(actor).await,
        }
    }

    /// Who acts for a person with what the body says. Whoever may not is told before the body is
    /// read.
    async fn act<T: DeserializeOwned + Signed>(
        &self,
        app: &App,
        person: Uuid,
        body: &str,
    ) -> Result<(Acting, T), Problem> {
        let mut tx = self.read(app).await?;
        let person = PersonId(person);
        if let Self::Person(actor) = self {
            access::act_for(&mut tx, actor, person).await?;
        }
        let body: T = read(body)?;
        let who = self.who(body.by())?;
        let known = people::find(&mut tx, person).await?.is_some();
        let may = who == person || access::coaches(&mut tx, who, person).await?;
        if !known || !may {
            return Err(Problem::not_found());
        }
        access::use_data_of(&mut tx, Some(who), person).await?;
        Ok((Acting { who, person }, body))
    }

    /// Who acts, for nobody in particular.
    async fn signed<T: DeserializeOwned + Signed>(
        &self,
        app: &App,
        body: &str,
    ) -> Result<(PersonId, T), Problem> {
        let body: T = read(body)?;
        let who = self.who(body.by())?;
        let mut tx = self.read(app).await?;
        if people::find(&mut tx, who).await?.is_none() {
            return Err(Problem::not_found());
        }
        Ok((who, body))
    }

    /// The coach who acts for a group.
    async fn coach<T: DeserializeOwned + Signed>(
        &self,
        app: &App,
        group: Uuid,
        body: &str,
    ) -> Result<(PersonId, T), Problem> {
        let mut tx = self.read(app).await?;
        let group = GroupId(group);
        if let Self::Person(actor) = self {
            access::see_group(&mut tx, actor, group).await?;
        }
        let body: T = read(body)?;
        let who = self.who(body.by())?;
        if !engagement::is_coach(&mut tx, group, who).await? {
            return Err(Problem::not_found());
        }
        Ok((who, body))
    }

    fn who(&self, by: Option<Uuid>) -> Result<PersonId, Problem> {
        match (self, by) {
            (Self::System, Some(by)) => Ok(PersonId(by)),
            (Self::System, None) => Err(Problem::new(Kind::BadRequest, NAME_SOMEBODY)),
            (Self::Person(actor), Some(by)) if by != actor.person.0 => {
                Err(Problem::new(Kind::BadRequest, FOR_KEYS))
            }
            (Self::Person(actor), _) => Ok(actor.person),
        }
    }
}

/// A day in a body.
fn day(field: &str, text: Option<&str>) -> Result<Option<i64>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let date: Option<Date> = text.parse().ok().filter(|_| text.len() == 10);
    match date {
        Some(date) => Ok(Some(days_since_epoch(date))),
        None => Err(Problem::new(
            Kind::BadRequest,
            format!("The member {field} is a date such as 2026-11-23."),
        )),
    }
}

fn date(day: i64) -> String {
    date_of(day).to_string()
}

/// What was said.
#[derive(Debug, Serialize, ToSchema)]
struct Said {
    /// The statement. What follows from it shows once it is derived, which takes a moment.
    statement: Uuid,
}

fn said(statement: Uuid) -> Response {
    (StatusCode::CREATED, Json(Said { statement })).into_response()
}
