//! One review interview: prepared, held, closed, printed.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{sheet, ui};
use super::choice::Choices;
use super::compared::compared;
use super::record::{Filled, hold_form, record};
use super::reviews::stage;
use super::{Visitor, mendable, naming};
use crate::access;
use crate::agreement;
use crate::coaching::LONGEST_TEXT;
use crate::coaching::reviews::{self, Preparation, Record, Review, Stage};
use crate::competency::person_report;
use crate::exports::Subject;
use crate::people::{self, Person};
use crate::problem::{Kind, Problem};
use crate::restrictions::{self, Use};

/// What a button sends: the state that the person saw.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    state: String,
}

/// A note for oneself.
#[derive(Debug, Deserialize)]
pub(super) struct Note {
    text: String,
}

/// A review, and what is needed to show it.
pub(super) struct Shown {
    pub(super) review: Review,
    /// What it looks at: as it is now, or as it was when the review was closed.
    pub(super) prepared: Option<Preparation>,
    pub(super) record: Record,
    pub(super) choices: Choices,
    pub(super) coach: String,
    own_note: Option<String>,
    /// Whose it is, as whoever looks at it may know them.
    person: Person,
    /// Whether coaches see pseudonyms.
    pub(super) hides_names: bool,
    /// What coaches see in place of the person's name.
    pub(super) pseudonym: Option<String>,
    /// The person objects to numbers being put together for interviews.
    unprepared: bool,
}

impl Shown {
    async fn of(visitor: &Visitor, review: Uuid) -> Result<Self, Problem> {
        let mut tx = visitor.app.read(&visitor.actor).await?;
        let person = visitor.person.id;
        let review = reviews::find(&mut tx, person, review).await?;
        access::open_review(&mut tx, &visitor.actor, &review);
        let known = people::find(&mut tx, person).await?;
        let basis = visitor.app.config.agreement();
        let hides_names = agreement::hides_names(&mut tx, &basis).await?;
        let pseudonym = people::pseudonym_of(&mut tx, person).await?;
        let today = visitor.app.today();
        let report = person_report(&mut tx, person, today).await?;
        let choices = Choices::of(&mut tx, report.as_ref()).await?;
        let coach = people::find(&mut tx, review.coach).await?;
        let own_note = reviews::private_note(&mut tx, review.id, visitor.actor.person).await?;
        let (prepared, record) = reviews::shown(&mut tx, &review, today).await?;
        let unprepared = review.stage() == Stage::Open
            && restrictions::is_withheld(&mut tx, person, Use::Reviews).await?;
        Ok(Self {
            review,
            prepared,
            record,
            choices,
            coach: ui::name(visitor.locale, coach.as_ref()),
            own_note,
            person: known.ok_or_else(Problem::not_found)?,
            hides_names,
            pseudonym,
            unprepared,
        })
    }
}

pub(super) async fn get(
    mut visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
) -> Result<Markup, Problem> {
    let shown = Shown::of(&visitor, review).await?;
    visitor.person = shown.person.clone();
    let filled = Filled::of(&shown);
    Ok(show(&visitor, &shown, &filled, None))
}

fn show(visitor: &Visitor, shown: &Shown, filled: &Filled, complaint: Option<&str>) -> Markup {
    let review = &shown.review;
    let holds = review.stage() == Stage::Open && !visitor.is_own();
    let title = visitor.locale.with(
        "review-title",
        &[("date", visitor.locale.day(review.day).into())],
    );
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        (standing(visitor, shown))
        (naming::card(visitor, shown))
        @if shown.unprepared {
            section.card { p { (visitor.text("restriction-unprepared")) } }
        } @else if let Some(prepared) = &shown.prepared { (compared(visitor, prepared)) }
        @if holds {
            (hold_form(visitor, shown, filled))
        } @else {
            (record(visitor, shown))
        }
        (own_note(visitor, shown))
        @if holds { (call_off(visitor, review)) }
    };
    visitor.page(ui::PersonTab::Reviews, &title, &body)
}

fn standing(visitor: &Visitor, shown: &Shown) -> Markup {
    let review = &shown.review;
    let coach = [("name", shown.coach.as_str().into())];
    html! {
        section.card {
            p.facts {
                (stage(visitor.locale, review.stage()))
                span { (visitor.locale.with("review-coach", &coach)) }
                @if let Some(at) = review.closed_at {
                    span { (visitor.locale.with("review-closed-on", &[("date", visitor.day_of(at).into())])) }
                }
            }
            @match review.stage() {
                Stage::Closed => { p.note { (visitor.text("review-closed-note")) } }
                Stage::Cancelled => { p.note { (visitor.text("review-cancelled-note")) } }
                Stage::Open => { p.note { (visitor.text(if visitor.is_own() { "review-open-own" } else { "review-open-note" })) } }
            }
            @if let Some(digest) = &review.digest {
                p.note { (visitor.text("review-digest")) " " code { (digest) } }
            }
            (sheet::menu(visitor.locale, Subject::Review, &format!(
                "&person={}&review={}", visitor.person.id, review.id,
            )))
        }
    }
}

fn own_note(visitor: &Visitor, shown: &Shown) -> Markup {
    html! {
        section.card.screen-only {
            h2 { (visitor.text("review-own-note")) }
            form.fields method="post" action=(visitor.path(&format!("reviews/{}/note", shown.review.id))) {
                p.field {
                    label.hidden for="text" { (visitor.text("review-own-note")) }
                    textarea #text name="text" rows="3" maxlength=(LONGEST_TEXT) { (shown.own_note.clone().unwrap_or_default()) }
                    span.note { (visitor.text("review-own-note-note")) }
                }
                button.plain type="submit" { (visitor.text("review-own-note-save")) }
            }
        }
    }
}

fn call_off(visitor: &Visitor, review: &Review) -> Markup {
    html! {
        section.card.screen-only {
            details.confirm {
                summary { (visitor.text("review-cancel")) }
                p.note { (visitor.text("review-cancel-note")) }
                form method="post" action=(visitor.path(&format!("reviews/{}/cancel", review.id))) {
                    input type="hidden" name="state" value=(review.tag());
                    button.plain type="submit" { (visitor.text("review-cancel-now")) }
                }
            }
        }
    }
}

pub(super) async fn hold(
    visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    match write_down(&visitor, review, &filled).await? {
        Ok(_) => Ok(visitor.to(&format!("reviews/{review}")).into_response()),
        Err(page) => Ok((Kind::BadRequest.status(), page).into_response()),
    }
}

/// Keeps what was filled in; else the page that says what is wrong with it.
async fn write_down(
    visitor: &Visitor,
    review: Uuid,
    filled: &Filled,
) -> Result<Result<Review, Markup>, Problem> {
    let shown = Shown::of(visitor, review).await?;
    let wrong = match filled.record(visitor, &shown.record) {
        Ok(record) => {
            let desk = visitor.app.desk();
            let state = Some(filled.state.as_str());
            match desk.hold(visitor.acting(), review, record, state).await {
                Ok(held) => return Ok(Ok(held)),
                Err(error) => mendable(visitor.locale, error)?,
            }
        }
        Err(wrong) => wrong,
    };
    Ok(Err(show(visitor, &shown, filled, Some(&wrong))))
}

/// Keeps what was filled in, and closes the review.
pub(super) async fn close(
    visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let held = match write_down(&visitor, review, &filled).await? {
        Ok(held) => held,
        Err(page) => return Ok((Kind::BadRequest.status(), page).into_response()),
    };
    let desk = visitor.app.desk();
    desk.close(visitor.acting(), review, Some(&held.tag()))
        .await?;
    Ok(visitor
        .once_derived(&format!("reviews/{review}"))
        .await?
        .into_response())
}

pub(super) async fn note(
    visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
    Form(note): Form<Note>,
) -> Result<Response, Problem> {
    let desk = visitor.app.desk();
    desk.note_privately(visitor.acting(), review, &note.text)
        .await?;
    Ok(visitor.to(&format!("reviews/{review}")).into_response())
}

pub(super) async fn cancel(
    visitor: Visitor,
    Path((_, review)): Path<(Uuid, Uuid)>,
    Form(seen): Form<Seen>,
) -> Result<Response, Problem> {
    let desk = visitor.app.desk();
    desk.cancel(visitor.acting(), review, Some(&seen.state))
        .await?;
    Ok(visitor.to("reviews").into_response())
}
