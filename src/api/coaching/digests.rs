//! The daily digest of a coach.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{date, read};
use crate::alerts::Because;
use crate::api::{Asker, Parameters, day_asked, json};
use crate::digests::{self, Line, Subscription};
use crate::engagement::{AlertRule, Severity};
use crate::locale::Locale;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// The day of a digest.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct At {
    /// The day (`YYYY-MM-DD`); the last whose digest has ended if left out.
    at: Option<String>,
}

/// What an alert comes to.
#[derive(Debug, Serialize, ToSchema)]
struct DigestLine {
    /// The alert.
    alert: Uuid,
    /// The group.
    group: Uuid,
    /// Its name, where one is known.
    group_name: Option<String>,
    /// What it is about.
    rule: AlertRule,
    /// How urgent.
    severity: Severity,
    /// Whom it is about.
    person: Option<Uuid>,
    /// Their name, where one is known.
    name: Option<String>,
    /// What the question or goal is called.
    title: Option<String>,
    /// The figure behind it, where it holds.
    value: Option<f64>,
    /// Why it is over, if it is.
    because: Option<&'static str>,
}

impl From<Line> for DigestLine {
    fn from(line: Line) -> Self {
        Self {
            alert: line.alert.0,
            group: line.group.id.0,
            group_name: line.group.name,
            rule: line.rule,
            severity: line.severity,
            person: line.person.as_ref().map(|person| person.id.0),
            name: line.person.and_then(|person| person.name),
            title: line.title,
            value: line.value,
            because: line.because.map(Because::word),
        }
    }
}

/// What a coach is told on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DigestItem {
    /// The day.
    at: String,
    /// What has happened from here on.
    from: String,
    /// Up to here.
    to: String,
    /// Opened since.
    new: Vec<DigestLine>,
    /// Red since, amber before.
    escalated: Vec<DigestLine>,
    /// Over since.
    resolved: Vec<DigestLine>,
    /// Open since before, and not put off.
    open: Vec<DigestLine>,
}

/// The digest of the signed-in coach, over all their groups.
#[utoipa::path(
    get, path = "/me/digest", tag = "alerts", params(At),
    responses(
        (status = 200, body = DigestItem),
        (status = 404)
    )
)]
pub(super) async fn get(
    State(app): State<App>,
    asker: Asker,
    Parameters(choice): Parameters<At>,
) -> Result<Json<DigestItem>, Problem> {
    let actor = asker.coach()?;
    let (zone, hour) = (app.zone(), app.config.mail.digest_hour);
    let last = digests::last_day(&zone, hour, app.clock.now());
    let day = match &choice.at {
        Some(at) => day_asked(&app, Some(at))?,
        None => last,
    };
    if day > last {
        return Err(Problem::new(
            Kind::NotFound,
            "The digest of this day has not ended yet.",
        ));
    }
    let mut tx = asker.read(&app).await?;
    let policy = app.policy(&mut tx).await?;
    let digest = digests::digest(&mut tx, actor.person, (&zone, hour), day, &policy)
        .await?
        .ok_or_else(Problem::not_found)?;
    let lines = |lines: Vec<Line>| lines.into_iter().map(DigestLine::from).collect();
    let item = DigestItem {
        at: date(digest.day),
        from: digest.from.to_string(),
        to: digest.to.to_string(),
        new: lines(digest.new),
        escalated: lines(digest.escalated),
        resolved: lines(digest.resolved),
        open: lines(digest.open),
    };
    Ok(json(item))
}

/// How digests are sent by e-mail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SubscriptionItem {
    /// Whether they are sent.
    email: bool,
    /// Where to; absent if no address of the coach is known.
    address: Option<String>,
    /// The language they are written in, by its tag.
    language: &'static str,
    /// The hour of the organisation's day at which they are sent.
    hour: i8,
    /// Whether the gateway can send letters at all.
    configured: bool,
}

async fn item(app: &App, asker: &Asker) -> Result<SubscriptionItem, Problem> {
    let actor = asker.coach()?;
    let mut tx = asker.read(app).await?;
    let known = digests::subscription(&mut tx, actor.person).await?;
    let known = known.unwrap_or(Subscription {
        email: true,
        locale: Locale::ENGLISH,
    });
    Ok(SubscriptionItem {
        email: known.email,
        address: digests::address(&mut tx, actor.person).await?,
        language: known.locale.tag(),
        hour: app.config.mail.digest_hour,
        configured: app.config.mail.smtp_url.is_some(),
    })
}

/// How the signed-in coach's digests are sent by e-mail.
#[utoipa::path(
    get, path = "/me/digest/subscription", tag = "alerts",
    responses((status = 200, body = SubscriptionItem))
)]
pub(super) async fn subscription(
    State(app): State<App>,
    asker: Asker,
) -> Result<Json<SubscriptionItem>, Problem> {
    item(&app, &asker).await.map(json)
}

/// How digests are to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubscriptionChoice)]
pub(super) struct Wish {
    /// Whether they are sent.
    email: bool,
    /// The language they are written in, by the tag of one that pages are written in; as it is if left
    /// out. It follows the language in which the coach looks at the inbox.
    language: Option<String>,
}

/// Chooses whether the signed-in coach's digests are sent by e-mail.
#[utoipa::path(
    put, path = "/me/digest/subscription", tag = "alerts",
    request_body = Wish,
    responses((status = 200, body = SubscriptionItem))
)]
pub(super) async fn subscribe(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<SubscriptionItem>, Problem> {
    let actor = asker.coach()?;
    let wish: Wish = read(&body)?;
    let mut tx = app.db.write().await?;
    let known = digests::subscription(&mut tx, actor.person).await?;
    let locale = match wish.language.as_deref() {
        None => known.map_or(Locale::ENGLISH, |known| known.locale),
        Some(tag) => Locale::chosen(tag).map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?,
    };
    let subscription = Subscription {
        email: wish.email,
        locale,
    };
    digests::subscribe(&mut tx, actor.person, subscription, app.clock.now()).await?;
    tx.commit().await?;
    item(&app, &asker).await.map(json)
}
