//! Today: who and what needs me?

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{Place, page};
use super::ui;
use crate::access;
use crate::alerts::{self, AlertError, AlertId, Hush, Kept, Standing};
use crate::coaching::reviews::Review;
use crate::digests::{self, Subscription};
use crate::engagement::Severity;
use crate::groups::Group;
use crate::inbox::{Inbox, Question, inbox};
use crate::locale::Locale;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::{date_of, day, days_since_epoch};
use crate::sso::{Actor, Role};
use crate::state::App;
use crate::words;

/// Days that an alert is put off for, to choose from.
const PUT_OFF: [i64; 4] = [3, 7, 14, 28];
/// Days that somebody is away for, unless other ones are chosen.
const AWAY: i64 = 14;
/// Questions shown at once.
const QUESTIONS: usize = 20;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            "Only coaches have an inbox here.",
        ));
    }
    let today = app.today();
    let mut tx = app.db.read().await?;
    let inbox = inbox(&mut tx, actor.person, today, &app.policy())
        .await
        .map_err(Problem::internal)?;
    drop(tx);
    see(&app, &actor, &inbox).await?;
    digests::visited(&app.db, actor.person, locale, app.clock.now()).await?;
    let mut tx = app.db.read().await?;
    let letters = digests::subscription(&mut tx, actor.person).await?;
    let address = digests::address(&mut tx, actor.person).await?;
    drop(tx);
    let sent = letters.is_some_and(|letters| letters.email);
    let title = locale.text("today-title");
    let looked = Looked {
        app: &app,
        locale,
        today,
    };
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.day(today)) } }
        }
        (looked.body(&inbox))
        @if app.config.mail.smtp_url.is_some() { (looked.letters(sent, address.as_deref())) }
    };
    let place = Place::Today;
    Ok(page(&app, locale, Some(&actor), place, &title, body))
}

/// Notes what the coach has before their eyes now.
async fn see(app: &App, actor: &Actor, inbox: &Inbox) -> Result<(), Problem> {
    let fresh: Vec<AlertId> = inbox
        .alerts
        .iter()
        .filter(|one| one.hush.is_none() && !one.seen)
        .filter_map(|one| one.kept.as_ref())
        .map(|kept| kept.id)
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    alerts::mark_seen(&mut tx, &fresh, actor.person, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// A page of a day in a language.
struct Looked<'l> {
    app: &'l App,
    locale: Locale,
    today: i64,
}

impl Looked<'_> {
    fn body(&self, inbox: &Inbox) -> Markup {
        let locale = self.locale;
        if inbox.groups.is_empty() {
            return ui::empty(locale, "groups-empty-title", "groups-empty");
        }
        let (quiet, loud): (Vec<_>, Vec<_>) =
            inbox.alerts.iter().partition(|one| one.hush.is_some());
        let nothing = loud.is_empty()
            && inbox.questions.is_empty()
            && inbox.reviews.is_empty()
            && inbox.disagreeing.is_empty();
        html! {
            @if nothing {
                (ui::empty(locale, "today-empty-title", "today-empty"))
            }
            @if !loud.is_empty() {
                section.card {
                    h2 { (locale.with("today-alerts", &[("count", loud.len().into())])) }
                    ul.inbox { @for (place, one) in loud.iter().enumerate() { (self.alert(place, one)) } }
                }
            }
            @if !inbox.questions.is_empty() { (self.questions(&inbox.questions)) }
            @if !inbox.reviews.is_empty() || !inbox.disagreeing.is_empty() {
                section.card {
                    h2 { (locale.text("today-reviews")) }
                    ul.inbox {
                        @for (review, person) in &inbox.reviews { (self.review(review, person.as_ref())) }
                        @for (person, open) in &inbox.disagreeing {
                            li {
                                span.chip { (locale.text("today-disagreement")) }
                                div { (locale.with("today-disagrees", &[
                                    ("name", ui::name(locale, Some(person)).into()),
                                    ("count", (*open).into()),
                                ])) " " (ui::person_link(locale, person)) }
                            }
                        }
                    }
                }
            }
            @if !quiet.is_empty() {
                section.card {
                    details {
                        summary { (locale.with("today-quiet", &[("count", quiet.len().into())])) }
                        ul.inbox { @for one in &quiet { (self.hushed(one)) } }
                    }
                }
            }
        }
    }

    /// Whether a letter is sent each day, and the way to change that.
    fn letters(&self, sent: bool, address: Option<&str>) -> Markup {
        let locale = self.locale;
        let hour = self.app.config.mail.digest_hour;
        html! {
            section.card #digest {
                h2 { (locale.text("digest-title")) }
                @match address {
                    None => p { (locale.text("digest-no-address")) },
                    Some(address) if sent => p { (locale.with("digest-on", &[
                        ("hour", i64::from(hour).into()),
                        ("address", address.into()),
                    ])) },
                    Some(_) => p { (locale.text("digest-off")) },
                }
                @if address.is_some() {
                    form method="post" action="/today/letters" {
                        input type="hidden" name="email" value=(!sent);
                        button.plain type="submit" {
                            (locale.text(if sent { "digest-unsubscribe" } else { "digest-subscribe" }))
                        }
                    }
                }
            }
        }
    }

    fn group(&self, group: &Group) -> Markup {
        let name = group.name.clone();
        let name = name.unwrap_or_else(|| self.locale.text("group-unnamed"));
        html! { a href={ "/groups/" (group.id) } { (name) } }
    }

    fn sentence(&self, one: &Standing) -> String {
        let name = ui::name(self.locale, one.person.as_ref());
        words::alert(self.locale, &one.alert, &name)
    }

    /// Since when, where and about what an alert is.
    fn about(&self, one: &Standing) -> Markup {
        let locale = self.locale;
        let zone = self.app.zone();
        html! {
            p.meta {
                (self.group(&one.group))
                @if let Some(person) = &one.person { span { (ui::person_link(locale, person)) } }
                @if let Some(title) = &one.title { span { "“" (title) "”" } }
                @if let Some(kept) = &one.kept {
                    @let opened = locale.days_ago(Some(day(&zone, kept.opened_at)), self.today);
                    span { (locale.with("today-opened", &[("when", opened.into())])) }
                }
            }
        }
    }

    fn alert(&self, place: usize, one: &Standing) -> Markup {
        let locale = self.locale;
        html! {
            li {
                (ui::state(locale, Some(one.alert.severity)))
                div {
                    p.what {
                        (self.sentence(one)) " "
                        @if one.kept.is_some() && !one.seen {
                            span.chip { (locale.text("today-new")) }
                        }
                    }
                    (self.about(one))
                    @if let Some(kept) = &one.kept {
                        div.actions {
                            (self.put_off(place, kept))
                            @if one.alert.rule.is_about_a_member()
                                && let Some(person) = one.alert.person { (self.away(place, person)) }
                        }
                    }
                }
            }
        }
    }

    fn put_off(&self, place: usize, kept: &Kept) -> Markup {
        let locale = self.locale;
        html! {
            details.confirm {
                summary { (locale.text("today-put-off")) }
                form.fields method="post" action={ "/alerts/" (kept.id) "/snooze" } {
                    p.field {
                        label for={ "until-" (place) } { (locale.text("today-until")) }
                        select id={ "until-" (place) } name="until" {
                            @for days in PUT_OFF {
                                option value=(date_of(self.today + days)) selected[days == 7] {
                                    (locale.with("today-in-days", &[("days", days.into())]))
                                    ", " (locale.day(self.today + days))
                                }
                            }
                        }
                    }
                    p.field {
                        label for={ "reason-" (place) } { (locale.text("today-reason")) }
                        input id={ "reason-" (place) } name="reason" maxlength="500";
                    }
                    button type="submit" { (locale.text("today-put-off-now")) }
                }
            }
        }
    }

    fn away(&self, place: usize, person: PersonId) -> Markup {
        let locale = self.locale;
        let (from, to) = (date_of(self.today), date_of(self.today + AWAY));
        html! {
            details.confirm {
                summary { (locale.text("today-away")) }
                form.fields method="post" action={ "/people/" (person) "/absences" } {
                    p.field {
                        label for={ "from-" (place) } { (locale.text("today-away-from")) }
                        input type="date" id={ "from-" (place) } name="from" value=(from) required;
                    }
                    p.field {
                        label for={ "to-" (place) } { (locale.text("today-away-to")) }
                        input type="date" id={ "to-" (place) } name="to" value=(to) required;
                    }
                    button type="submit" { (locale.text("today-away-now")) }
                }
            }
        }
    }

    fn hushed(&self, one: &Standing) -> Markup {
        let locale = self.locale;
        let kept = one.kept.as_ref();
        let why = match (one.hush, kept) {
            (Some(Hush::Snoozed), Some(kept)) => {
                let until = kept.snoozed_until.unwrap_or(self.today);
                locale.with("today-snoozed-until", &[("day", locale.day(until).into())])
            }
            _ => locale.text("today-absent"),
        };
        html! {
            li {
                (ui::state(locale, Some(one.alert.severity)))
                div {
                    p.what { (self.sentence(one)) }
                    (self.about(one))
                    p.meta {
                        span { (why) }
                        @if one.hush == Some(Hush::Snoozed)
                            && let Some(reason) = kept.and_then(|kept| kept.snooze_reason.as_ref())
                        { span { (reason) } }
                    }
                    @if one.hush == Some(Hush::Snoozed) && let Some(kept) = kept {
                        form method="post" action={ "/alerts/" (kept.id) "/wake" } {
                            button.plain type="submit" { (locale.text("today-wake")) }
                        }
                    }
                }
            }
        }
    }

    fn questions(&self, questions: &[Question]) -> Markup {
        let locale = self.locale;
        html! {
            section.card {
                h2 { (locale.text("today-questions")) }
                ul.inbox {
                    @for question in questions.iter().take(QUESTIONS) {
                        li {
                            span.chip { (locale.text("act-ask")) }
                            div {
                                p.what {
                                    (ui::name(locale, question.asker.as_ref()))
                                    @if let Some(title) = &question.title { ": “" (title) "”" }
                                }
                                p.meta {
                                    (self.group(&question.group))
                                    span { (locale.with("today-waits", &[("days", question.waiting.into())])) }
                                }
                            }
                        }
                    }
                }
                @if questions.len() > QUESTIONS {
                    p.note { (locale.with("silent-more", &[("count", (questions.len() - QUESTIONS).into())])) }
                }
            }
        }
    }

    fn review(&self, review: &Review, person: Option<&Person>) -> Markup {
        let locale = self.locale;
        let severity = (review.day < self.today).then_some(Severity::Red);
        html! {
            li {
                @match severity {
                    Some(severity) => (ui::state(locale, Some(severity))),
                    None => span.chip { (locale.text("today-review")) },
                }
                div {
                    (locale.with("today-review-with", &[
                        ("name", ui::name(locale, person).into()),
                        ("day", locale.day(review.day).into()),
                    ])) " "
                    @if let Some(person) = person { (ui::person_link(locale, person)) }
                }
            }
        }
    }
}

fn back() -> Response {
    Redirect::to("/today").into_response()
}

/// An alert of a group that the actor coaches.
async fn alert(app: &App, actor: &Actor, alert: Uuid) -> Result<Kept, Problem> {
    let mut tx = app.db.read().await?;
    let found = alerts::with_history(&mut tx, AlertId(alert)).await?;
    let (alert, _) = found.ok_or_else(Problem::not_found)?;
    access::see_group(&mut tx, actor, alert.group_id).await?;
    Ok(alert)
}

fn refused(error: AlertError) -> Problem {
    match error {
        AlertError::Over => Problem::new(
            Kind::Conflict,
            "This alert is over. Look at the page again: it shows what holds now.",
        ),
        AlertError::Store(error) => error.into(),
        other => Problem::new(Kind::BadRequest, format!("{other}.")),
    }
}

fn date(text: &str) -> Result<i64, Problem> {
    let date: Result<Date, _> = text.parse();
    date.map(days_since_epoch)
        .map_err(|_| Problem::new(Kind::BadRequest, "This is no date such as 2026-11-23."))
}

#[derive(Deserialize)]
pub(super) struct PutOff {
    until: String,
    #[serde(default)]
    reason: String,
}

/// Puts an alert off.
pub(super) async fn snooze(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(wish): Form<PutOff>,
) -> Result<Response, Problem> {
    let alert = alert(&app, &actor, id).await?;
    let days = (date(&wish.until)?, app.today());
    let mut tx = app.db.write().await?;
    let why = (actor.person, Some(wish.reason.as_str()));
    alerts::snooze(&mut tx, &alert, days, why, app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(back())
}

/// Takes an alert up again.
pub(super) async fn wake(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let alert = alert(&app, &actor, id).await?;
    let mut tx = app.db.write().await?;
    alerts::wake(&mut tx, &alert, actor.person, app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(back())
}

#[derive(Deserialize)]
pub(super) struct Letters {
    email: bool,
}

/// Chooses whether a letter is sent each day.
pub(super) async fn letters(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(letters): Form<Letters>,
) -> Result<Response, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(Kind::Forbidden, "Only coaches get letters."));
    }
    let subscription = Subscription {
        email: letters.email,
        locale,
    };
    let mut tx = app.db.write().await?;
    digests::subscribe(&mut tx, actor.person, subscription, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back())
}

#[derive(Deserialize)]
pub(super) struct Away {
    from: String,
    to: String,
}

/// Notes that a member is away.
pub(super) async fn absent(
    State(app): State<App>,
    actor: Actor,
    Path(person): Path<Uuid>,
    Form(away): Form<Away>,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    let mut tx = app.db.read().await?;
    access::act_for(&mut tx, &actor, person).await?;
    drop(tx);
    let days = date(&away.from)?..=date(&away.to)?;
    if days.is_empty() {
        return Err(Problem::new(
            Kind::BadRequest,
            "The last day is before the first. Turn them round.",
        ));
    }
    let mut tx = app.db.write().await?;
    people::note_absence(&mut tx, person, days, actor.person, app.clock.now()).await?;
    alerts::look_again(&mut tx, person, app.today()).await?;
    tx.commit().await?;
    Ok(back())
}
