//! Alerts: what holds, what has become of it, and what a coach does with it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Nothing, Writer, date, day, signed};
use crate::alerts::{self as kept, AlertError, AlertId, Event, Hush, Kept, Standing};
use crate::api::paging::{List, Listed, PageParameters};
use crate::api::{Asker, day_asked, json};
use crate::coaching::reviews::Review;
use crate::engagement::{AlertRule, Severity};
use crate::groups::{self, GroupId};
use crate::inbox::{self as inboxes, Question};
use crate::people::{Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

/// Somebody, as alerts name them.
#[derive(Debug, Serialize, ToSchema)]
struct Who {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
}

impl From<Person> for Who {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.0,
            name: person.name,
        }
    }
}

/// An alert that holds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandingAlert {
    /// Identifier; absent for a past day, and in the moment before the alert is opened.
    id: Option<Uuid>,
    /// The group.
    group: Uuid,
    /// Its name, where one is known.
    group_name: Option<String>,
    /// What it is about.
    rule: AlertRule,
    /// How urgent.
    severity: Severity,
    /// The figure behind it: percent, days, hours or effective voices, by the rule.
    value: f64,
    /// Whom it is about.
    person: Option<Who>,
    /// The question or goal it is about, by its statement.
    statement: Option<Uuid>,
    /// What the question or goal is called.
    title: Option<String>,
    /// Since when.
    opened: Option<String>,
    /// Why it need not be looked at: `absent` (the member is away) or `snoozed`.
    silent: Option<&'static str>,
    /// How it was put off.
    snooze: Option<Snooze>,
    /// Whether the asker has had it before their eyes.
    seen: bool,
}

/// How an alert was put off.
#[derive(Debug, Serialize, ToSchema)]
struct Snooze {
    /// The last day.
    until: String,
    /// Who put it off.
    by: Option<Uuid>,
    /// Why.
    reason: Option<String>,
}

fn snooze_of(alert: &Kept) -> Option<Snooze> {
    Some(Snooze {
        until: date(alert.snoozed_until?),
        by: alert.snoozed_by.map(|person| person.0),
        reason: alert.snooze_reason.clone(),
    })
}

impl From<Standing> for StandingAlert {
    fn from(standing: Standing) -> Self {
        let kept = standing.kept.as_ref();
        Self {
            id: kept.map(|kept| kept.id.0),
            opened: kept.map(|kept| format_time(kept.opened_at)),
            snooze: kept.and_then(snooze_of),
            group: standing.group.id.0,
            group_name: standing.group.name,
            rule: standing.alert.rule,
            severity: standing.alert.severity,
            value: standing.alert.value,
            person: standing.person.map(Who::from),
            statement: standing.alert.statement,
            title: standing.title,
            silent: standing.hush.map(|hush| match hush {
                Hush::Absent => "absent",
                Hush::Snoozed => "snoozed",
            }),
            seen: standing.seen,
        }
    }
}

/// The day to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct At {
    /// The day (`YYYY-MM-DD`); today if left out. Of a past day it is told what held, not what has
    /// become of it.
    at: Option<String>,
}

/// The alerts of a group, the most urgent first.
#[utoipa::path(
    get, path = "/groups/{group}/alerts", tag = "alerts",
    params(("group" = Uuid, Path, description = "The group"), At, PageParameters),
    responses((status = 200, body = List<StandingAlert>))
)]
pub(super) async fn of_group(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { choice, page }: Listed<At>,
) -> Result<Json<List<StandingAlert>>, Problem> {
    let at = day_asked(&app, choice.at.as_deref())?;
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, GroupId(group)).await?;
    let found = groups::find(&mut tx, GroupId(group)).await?;
    let found = [found.ok_or_else(Problem::not_found)?];
    let policy = app.policy(&mut tx).await?;
    let standing = if at == app.today() {
        let viewer = match &asker {
            Asker::Person(actor) => Some(actor.person),
            Asker::System(_) => None,
        };
        kept::of_groups(&mut tx, &found, viewer, at, &policy).await?
    } else {
        kept::as_of(&mut tx, &found, at, &policy).await?
    };
    drop(tx);
    let persons: Vec<_> = standing.iter().filter_map(|one| one.alert.person).collect();
    asker.looked(&app, &persons).await?;
    let standing = standing.into_iter().map(StandingAlert::from).collect();
    page.of(standing, |one| {
        (
            one.rule,
            one.person.as_ref().map(|who| who.id),
            one.statement,
        )
    })
    .map(json)
}

/// A question without a reply that no alert tells of yet.
#[derive(Debug, Serialize, ToSchema)]
struct OpenQuestion {
    /// The group.
    group: Uuid,
    /// Its name, where one is known.
    group_name: Option<String>,
    /// The statement that asks it.
    statement: Uuid,
    /// Who asks.
    person: Option<Who>,
    /// What it is called.
    title: Option<String>,
    /// Working days that it has waited.
    waiting: i64,
}

impl From<Question> for OpenQuestion {
    fn from(question: Question) -> Self {
        Self {
            group: question.group.id.0,
            group_name: question.group.name,
            statement: question.statement,
            person: question.asker.map(Who::from),
            title: question.title,
            waiting: question.waiting,
        }
    }
}

/// A review interview that is to take place, or should have.
#[derive(Debug, Serialize, ToSchema)]
struct DueReview {
    /// Identifier.
    id: Uuid,
    /// The day.
    day: String,
    /// With whom.
    person: Option<Who>,
}

/// A member who disagrees with numbers.
#[derive(Debug, Serialize, ToSchema)]
struct Disagreeing {
    /// Who.
    person: Who,
    /// How many disagreements are open.
    open: usize,
}

/// A member whose results took less time than can be.
#[derive(Debug, Serialize, ToSchema)]
struct Hurried {
    /// Who.
    person: Who,
    /// How many results a coach has not had a word on.
    results: usize,
}

/// What needs a coach today.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Inbox {
    /// The day.
    at: String,
    /// Alerts that hold in the coach's groups, the most urgent first.
    alerts: Vec<StandingAlert>,
    /// Questions without a reply that no alert tells of yet, the oldest first.
    questions: Vec<OpenQuestion>,
    /// Reviews up to 14 days ahead, the earliest first.
    reviews: Vec<DueReview>,
    /// Members who disagree with numbers.
    disagreeing: Vec<Disagreeing>,
    /// Members of whose results of the last 28 days some took less time than can be.
    hurried: Vec<Hurried>,
}

/// What needs the signed-in coach today, over all their groups.
#[utoipa::path(
    get, path = "/me/inbox", tag = "alerts",
    responses((status = 200, body = Inbox))
)]
pub(super) async fn inbox(State(app): State<App>, asker: Asker) -> Result<Json<Inbox>, Problem> {
    let actor = asker.coach()?;
    let today = app.today();
    let mut tx = asker.read(&app).await?;
    let policy = app.policy(&mut tx).await?;
    let found = inboxes::inbox(&mut tx, actor.person, today, &policy)
        .await
        .map_err(Problem::from)?;
    drop(tx);
    asker.looked(&app, &found.persons()).await?;
    let review = |(review, person): (Review, Option<Person>)| DueReview {
        id: review.id,
        day: date(review.day),
        person: person.map(Who::from),
    };
    Ok(json(Inbox {
        at: date(today),
        alerts: found.alerts.into_iter().map(StandingAlert::from).collect(),
        questions: found
            .questions
            .into_iter()
            .map(OpenQuestion::from)
            .collect(),
        reviews: found.reviews.into_iter().map(review).collect(),
        disagreeing: found
            .disagreeing
            .into_iter()
            .map(|(person, open)| Disagreeing {
                person: person.into(),
                open,
            })
            .collect(),
        hurried: found
            .hurried
            .into_iter()
            .map(|(person, results)| Hurried {
                person: person.into(),
                results,
            })
            .collect(),
    }))
}

/// Something that happened to an alert.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertEvent)]
struct EventItem {
    /// When.
    at: String,
    /// `opened`, `escalated`, `eased`, `ended`, `snoozed` or `woken`.
    what: Option<&'static str>,
    /// How urgent it was from then on.
    severity: Option<Severity>,
    /// The figure then.
    value: Option<f64>,
    /// Who did it.
    by: Option<Uuid>,
    /// Why.
    reason: Option<String>,
    /// The last day that it is put off for.
    until: Option<String>,
}

impl From<Event> for EventItem {
    fn from(event: Event) -> Self {
        Self {
            at: format_time(event.at),
            what: event.what().map(kept::Happened::word),
            severity: event.severity(),
            value: event.value,
            by: event.by_person.map(|person| person.0),
            reason: event.reason,
            until: event.until_day.map(date),
        }
    }
}

/// An alert with its course.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertCourse {
    /// Identifier.
    id: Uuid,
    /// The group.
    group: Uuid,
    /// What it is about.
    rule: Option<AlertRule>,
    /// How urgent it is, or was last.
    severity: Severity,
    /// Whom it is about.
    person: Option<Uuid>,
    /// The question or goal it is about, by its statement.
    statement: Option<Uuid>,
    /// Since when.
    opened: String,
    /// Until when.
    ended: Option<String>,
    /// Why it is over: `resolved`, `undone` (statements were voided or came late, so that it never
    /// held), `absent`, `restricted` (the person's data are not to be used for alerts) or `rules`.
    because: Option<&'static str>,
    /// How it was put off.
    snooze: Option<Snooze>,
    /// All that happened to it, in order.
    history: Vec<EventItem>,
}

/// An alert that the asker may see.
async fn find(app: &App, asker: &Asker, alert: Uuid) -> Result<(Kept, Vec<Event>), Problem> {
    let mut tx = asker.read(app).await?;
    let found = kept::with_history(&mut tx, AlertId(alert)).await?;
    let (alert, history) = found.ok_or_else(Problem::not_found)?;
    asker.see_group(&mut tx, alert.group_id).await?;
    let policy = app.policy(&mut tx).await?;
    let told = alert.rule().is_some_and(|rule| policy.raises(rule));
    if !told {
        return Err(Problem::not_found());
    }
    Ok((alert, history))
}

/// An alert, open or over, with all that happened to it.
#[utoipa::path(
    get, path = "/alerts/{alert}", tag = "alerts",
    params(("alert" = Uuid, Path, description = "The alert")),
    responses((status = 200, body = AlertCourse))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(alert): Path<Uuid>,
) -> Result<Json<AlertCourse>, Problem> {
    let (alert, history) = find(&app, &asker, alert).await?;
    let persons: Vec<_> = alert.person.into_iter().collect();
    asker.looked(&app, &persons).await?;
    Ok(json(AlertCourse {
        id: alert.id.0,
        group: alert.group_id.0,
        rule: alert.rule(),
        severity: alert.severity(),
        person: alert.person.map(|person| person.0),
        statement: alert.statement,
        opened: format_time(alert.opened_at),
        ended: alert.ended_at.map(format_time),
        because: alert.because().map(kept::Because::word),
        snooze: snooze_of(&alert).filter(|_| alert.ended_at.is_none()),
        history: history.into_iter().map(EventItem::from).collect(),
    }))
}

/// How to put an alert off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PutOff {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The last day (`YYYY-MM-DD`), today or up to 180 days ahead.
    until: String,
    /// Why, in at most 500 characters.
    reason: Option<String>,
}

signed!(PutOff);

pub(super) fn refused(error: AlertError) -> Problem {
    match error {
        AlertError::Over => Problem::new(
            Kind::Conflict,
            "This alert is over. What holds now is in the inbox.",
        ),
        AlertError::Day => Problem::new(
            Kind::BadRequest,
            "The member until is today or a day up to 180 days ahead.",
        ),
        AlertError::Reason => Problem::new(
            Kind::BadRequest,
            "The member reason is a text of at most 500 characters.",
        ),
        AlertError::Store(error) => error.into(),
    }
}

/// An alert, and the coach who acts on it with what the body says.
async fn acting<T: serde::de::DeserializeOwned + super::Signed>(
    app: &App,
    writer: &Writer,
    alert: Uuid,
    body: &str,
) -> Result<(Kept, PersonId, T), Problem> {
    let mut tx = writer.read(app).await?;
    let found = kept::with_history(&mut tx, AlertId(alert)).await?;
    drop(tx);
    let (alert, _) = found.ok_or_else(Problem::not_found)?;
    let (who, body) = writer.coach::<T>(app, alert.group_id.0, body).await?;
    Ok((alert, who, body))
}

/// Puts an alert off up to the end of a day, or until it becomes more urgent.
#[utoipa::path(
    post, path = "/alerts/{alert}/snooze", tag = "alerts",
    params(("alert" = Uuid, Path, description = "The alert")),
    request_body = PutOff,
    responses((status = 204))
)]
pub(super) async fn snooze(
    State(app): State<App>,
    writer: Writer,
    Path(alert): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (alert, who, wish) = acting::<PutOff>(&app, &writer, alert, &body).await?;
    let until = day("until", Some(&wish.until))?.unwrap_or_default();
    let mut tx = app.db.write().await?;
    let days = (until, app.today());
    kept::snooze(
        &mut tx,
        &alert,
        days,
        (who, wish.reason.as_deref()),
        app.clock.now(),
    )
    .await
    .map_err(refused)?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an alert up again that was put off.
#[utoipa::path(
    post, path = "/alerts/{alert}/wake", tag = "alerts",
    params(("alert" = Uuid, Path, description = "The alert")),
    request_body = Nothing,
    responses((status = 204))
)]
pub(super) async fn wake(
    State(app): State<App>,
    writer: Writer,
    Path(alert): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (alert, who, _) = acting::<Nothing>(&app, &writer, alert, &body).await?;
    let mut tx = app.db.write().await?;
    kept::wake(&mut tx, &alert, who, app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that a coach has had an alert before their eyes.
#[utoipa::path(
    post, path = "/alerts/{alert}/seen", tag = "alerts",
    params(("alert" = Uuid, Path, description = "The alert")),
    request_body = Nothing,
    responses((status = 204))
)]
pub(super) async fn seen(
    State(app): State<App>,
    writer: Writer,
    Path(alert): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (alert, who, _) = acting::<Nothing>(&app, &writer, alert, &body).await?;
    let mut tx = app.db.write().await?;
    kept::mark_seen(&mut tx, &[alert.id], who, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
