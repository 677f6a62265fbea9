//! Deep linking (DL): whoever authors a course picks what it links to.
//!
//! The request is kept until its answer, which only the person who launched may give, once, to the
//! address that the platform signed.

mod offer;
mod page;
mod store;

use std::collections::BTreeSet;

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use lti::deep_linking::{Item, ResponseError, Settings};
use lti::launch::DeepLinkingRequest;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use self::offer::Offer;
use self::store::Waiting;
use super::launch_uri;
use crate::competency::{self, PersonReport};
use crate::engagement::{self, GroupReport, Viewer, Window};
use crate::groups::GroupId;
use crate::locale::Locale;
use crate::message::Message;
use crate::people::PersonId;
use crate::platforms::{self, Platform, keys};
use crate::problem::{Kind, Problem};
use crate::seal::random_secret;
use crate::sso::{Actor, Role};
use crate::state::App;
use crate::store::Tx;

/// What the platform's settings are sealed for.
const PURPOSE: &str = "lti-deep-linking";
/// Learners whose progress a preview shows.
const PREVIEWED: usize = 5;
/// A column's maximum if nothing else is chosen, in points.
const MAXIMUM: u8 = 100;

/// Keeps the request of somebody who may author, and tells where it is answered.
pub(super) async fn begin(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    request: &DeepLinkingRequest,
    person: PersonId,
    group: Option<GroupId>,
) -> Result<String, Problem> {
    let settings = serde_json::to_vec(&request.settings).map_err(Problem::internal)?;
    let waiting = Waiting {
        platform: platform.id,
        deployment_id: request.launch.deployment_id.clone(),
        group_id: group,
        settings_sealed: app
            .key
            .seal(PURPOSE, &settings)
            .map_err(Problem::internal)?,
    };
    let id = store::add(tx, person, &waiting, app.clock.now()).await?;
    Ok(format!("/lti/deep-linking/{id}"))
}

/// What is looked for and picked.
#[derive(Debug, Default)]
struct Picked {
    search: String,
    words: BTreeSet<String>,
    graded: BTreeSet<String>,
    maximum: Option<u8>,
    cancelled: bool,
}

impl Picked {
    /// Reads the form's fields, of which some come many times.
    fn read(fields: &[(String, String)]) -> Self {
        let mut picked = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "q" => picked.search = value.chars().take(200).collect(),
                "item" => drop(picked.words.insert(value.clone())),
                "grade" => drop(picked.graded.insert(value.clone())),
                "maximum" => picked.maximum = value.trim().parse().ok(),
                "cancel" => picked.cancelled = true,
                _ => {}
            }
        }
        picked
    }

    fn is_picked(&self, offer: &Offer) -> bool {
        self.words.contains(&offer.word())
    }
}

/// What a page of a request needs.
struct Choice {
    id: Uuid,
    settings: Settings,
    report: GroupReport,
    learners: Vec<PersonReport>,
    offers: Vec<Offer>,
}

#[derive(Deserialize)]
pub(super) struct Named {
    id: Uuid,
}

/// Shows what can be picked.
pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(Named { id }): Path<Named>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let locale = locale.of(&actor);
    let mut tx = app.read(&actor).await?;
    let waiting = store::open(&mut tx, id, actor.person, app.clock.now()).await?;
    let waiting = waiting.ok_or_else(gone)?;
    let choice = choice(&app, &mut tx, &actor, locale, id, &waiting).await?;
    drop(tx);
    let picked = Picked::read(&fields);
    Ok(page::pick(
        locale,
        &actor,
        choice.as_ref(),
        id,
        &picked,
        None,
    ))
}

/// Gives the answer.
pub(super) async fn post(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(Named { id }): Path<Named>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let locale = locale.of(&actor);
    let now = app.clock.now();
    let picked = Picked::read(&fields);
    let mut tx = app.read(&actor).await?;
    let waiting = store::open(&mut tx, id, actor.person, now).await?;
    let waiting = waiting.ok_or_else(gone)?;
    let choice = choice(&app, &mut tx, &actor, locale, id, &waiting).await?;
    let settings = settings(&app, &waiting)?;
    let platform = platforms::by_id(&mut tx, waiting.platform).await?;
    let platform = platform.ok_or_else(gone)?;
    drop(tx);
    let mut response = lti::deep_linking::Response::resume(
        settings,
        &platform.issuer,
        &platform.client_id,
        &waiting.deployment_id,
    );
    if !picked.cancelled {
        let offers = choice.as_ref().map_or(&[][..], |choice| &choice.offers);
        let wanted: Vec<&Offer> = offers.iter().filter(|it| picked.is_picked(it)).collect();
        let again = |key: &str| {
            Ok(page::pick(
                locale,
                &actor,
                choice.as_ref(),
                id,
                &picked,
                Some(key),
            ))
        };
        if wanted.is_empty() {
            return again("pick-nothing");
        }
        let maximum = picked.maximum.filter(|points| (1..=100).contains(points));
        if !picked.graded.is_empty() && maximum.is_none() {
            return again("pick-maximum");
        }
        let target = Url::parse(&launch_uri(&app)).map_err(Problem::internal)?;
        for offer in wanted {
            let graded = picked.graded.contains(&offer.word());
            let item = offer.item(&target, maximum.filter(|_| graded));
            match response.add(Item::LtiResourceLink(Box::new(item))) {
                Ok(()) => {}
                Err(ResponseError::Several) => return again("pick-one"),
                Err(error) => {
                    tracing::info!(lti.rule = error.code(), "an item cannot be linked to");
                    return again("pick-not-taken");
                }
            }
        }
    }
    let own = platform.own_keys.then_some(platform.id);
    let key = keys::signing(&app.db, &app.key, own, now).await;
    let key = key.map_err(Problem::internal)?;
    let nonce = random_secret().map_err(Problem::internal)?;
    let posting = response
        .sign(&key, &nonce, now)
        .map_err(Problem::internal)?;
    // Taken last: whoever could not be answered may try again.
    let mut tx = app.db.write().await?;
    let taken = store::take(&mut tx, id, actor.person, now).await?;
    taken.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(page::answer(locale, &actor, &posting))
}

fn gone() -> Problem {
    Problem::new(Kind::NotFound, Message::new("refused-choice"))
}

fn settings(app: &App, waiting: &Waiting) -> Result<Settings, Problem> {
    let settings = app.key.open(PURPOSE, &waiting.settings_sealed);
    serde_json::from_slice(&settings.map_err(Problem::internal)?).map_err(Problem::internal)
}

/// What can be picked; none without a group whose coach somebody is.
async fn choice(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    locale: Locale,
    id: Uuid,
    waiting: &Waiting,
) -> Result<Option<Choice>, Problem> {
    let Some(group) = waiting.group_id.filter(|_| actor.roles.has(Role::Coach)) else {
        return Ok(None);
    };
    if !engagement::is_coach(tx, group, actor.person).await? {
        return Ok(None);
    }
    let today = app.today();
    let policy = app.policy(tx).await?;
    let Some(report) = engagement::group_report(
        tx,
        group,
        Viewer::Coach,
        (Window::default(), today),
        &policy,
    )
    .await?
    else {
        return Ok(None);
    };
    let mut learners = Vec::new();
    for member in report.members.iter().take(PREVIEWED) {
        learners.extend(competency::person_report(tx, member.person.id, today).await?);
    }
    Ok(Some(Choice {
        id,
        settings: settings(app, waiting)?,
        offers: offer::offers(locale, &report),
        report,
        learners,
    }))
}
