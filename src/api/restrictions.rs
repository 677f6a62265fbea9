//! Restrictions of one's own data and objections to uses of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json, object};
use crate::privacy;
use crate::problem::Problem;
use crate::restrictions::{self, Claim, Ground, Restriction, Use};
use crate::state::App;
use crate::statements::format_time;

/// A use of somebody's data that is switched off, or asked to be.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RestrictionItem {
    /// Identifier.
    id: Uuid,
    /// Whose data they are.
    person: Uuid,
    /// What is not done with them: `everything`, or `alerts`, `boards`, `reports`, `reviews` or
    /// `suggestions`.
    #[serde(rename = "use")]
    purpose: &'static str,
    /// Why: `accuracy`, `unlawful`, `claims` or `objection` (GDPR, article 18(1), a to d).
    ground: &'static str,
    /// What the person says of it.
    words: Option<String>,
    /// Whether an administrator wrote it down for them.
    by_letter: bool,
    /// `asked`, `granted`, `ending`, `over` or `withdrawn`.
    state: &'static str,
    /// Whether the use is switched off now.
    holds: bool,
    /// When it was asked for.
    asked_at: String,
    /// By when it has to be answered.
    due_at: Option<String>,
    /// Whether it was granted; absent before it is answered.
    granted: Option<bool>,
    /// What was answered.
    answer: Option<String>,
    /// When.
    answered_at: Option<String>,
    /// Why it ends.
    notice: Option<String>,
    /// When it ends; absent until the person knows of it.
    ends_at: Option<String>,
    /// Since when it holds no more.
    over_at: Option<String>,
}

impl RestrictionItem {
    pub(super) fn of(app: &App, one: Restriction) -> Self {
        let waits = one.state() == restrictions::State::Asked;
        Self {
            due_at: waits.then(|| format_time(one.due(&app.zone).as_microsecond())),
            id: one.id,
            person: one.person.0,
            purpose: one.purpose().word(),
            ground: one.ground().word(),
            by_letter: one.by_letter(),
            state: one.state().word(),
            holds: one.holds(),
            asked_at: format_time(one.asked_at),
            granted: one.granted(),
            answered_at: one.answered_at.map(format_time),
            ends_at: one.ends_at.map(format_time),
            over_at: one.over_at.map(format_time),
            words: Some(one.words).filter(|words| !words.is_empty()),
            answer: one.answer,
            notice: one.notice,
        }
    }

    pub(super) const fn key(&self) -> Uuid {
        self.id
    }
}

/// What the asker has asked for, the latest first. Whoever reads it knows of the ends that it tells of.
#[utoipa::path(
    get, path = "/me/restrictions", tag = "me", params(PageParameters),
    responses((status = 200, body = List<RestrictionItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<RestrictionItem>>, Problem> {
    let actor = asker.person()?;
    let found = restrictions::seen(&app.db, actor.person, app.clock.now()).await?;
    let items = found.into_iter();
    let items = items.map(|one| RestrictionItem::of(&app, one)).collect();
    page.of(items, RestrictionItem::key).map(json)
}

/// What is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRestriction {
    /// What is not to be done with the data: `everything`, or with the ground `objection` also
    /// `alerts`, `boards`, `reports`, `reviews` or `suggestions`.
    #[serde(rename = "use")]
    #[schema(value_type = String)]
    purpose: Use,
    /// Why: `accuracy`, `unlawful`, `claims` or `objection`.
    #[schema(value_type = String)]
    ground: Ground,
    /// What there is to say of it, in at most 2000 characters. An objection has to say why.
    #[serde(default)]
    words: String,
}

impl NewRestriction {
    pub(super) fn claim(&self) -> Result<Claim, Problem> {
        Ok(Claim::new(self.purpose, self.ground, &self.words)?)
    }
}

/// Something that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AskedRestriction {
    /// By which it can be taken back.
    id: Uuid,
}

pub(super) fn asked(id: Uuid) -> Response {
    (StatusCode::CREATED, Json(AskedRestriction { id })).into_response()
}

/// Asks that one's data be only kept, or objects to a use of them; an administrator answers within a
/// month. An objection holds at once. What stands already for the same use stays as it is.
#[utoipa::path(
    post, path = "/me/restrictions", tag = "me", request_body = NewRestriction,
    responses((status = 201, body = AskedRestriction))
)]
pub(super) async fn ask(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Response, Problem> {
    let actor = asker.person()?;
    let claim = object::<NewRestriction>(&body)?.claim()?;
    let by = (&asker.author(&app), false);
    let mut tx = app.db.write().await?;
    let id = privacy::restrict(&mut tx, actor.person, &claim, by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(asked(id))
}

/// Takes back what one has asked for, which ends it at once.
#[utoipa::path(
    delete, path = "/me/restrictions/{restriction}", tag = "me",
    params(("restriction" = Uuid, Path, description = "What was asked for")),
    responses((status = 204), (status = 409))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    privacy::withdraw_restriction(&mut tx, (actor.person, id), &by, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
