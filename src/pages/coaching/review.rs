//! One review interview: prepared, held, closed, printed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{sheet, ui};
use super::choice::Choices;
use super::compared::{compared, written};
use super::plans::day;
use super::reviews::stage;
use super::{Visitor, mendable, naming, used_rows};
use crate::access;
use crate::agreement;
use crate::coaching::reviews::{self, Agreed, Preparation, Rated, Record, Review, Stage};
use crate::competency::person_report;
use crate::exports::Subject;
use crate::locale::Locale;
use crate::people::{self, Person};
use crate::problem::{Kind, Problem};
use crate::projector::date_of;
use crate::restrictions::{self, Use};
use crate::sso::Actor;
use crate::state::App;

/// Empty rows that a form has for further goals.
const FURTHER: usize = 3;

/// What was written down, as it was filled in: a list for each column.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    state: String,
    notes: String,
    rated: Vec<String>,
    rating: Vec<String>,
    rating_note: Vec<String>,
    goal: Vec<String>,
    goal_kind: Vec<String>,
    goal_competency: Vec<String>,
    goal_due: Vec<String>,
}

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
    prepared: Option<Preparation>,
    record: Record,
    choices: Choices,
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
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, review)): Path<(Uuid, Uuid)>,
) -> Result<Markup, Problem> {
    let mut visitor = Visitor::enter(app, locale, actor, person).await?;
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

/// What was written down, to read.
fn record(visitor: &Visitor, shown: &Shown) -> Markup {
    let Record {
        notes,
        ratings,
        goals,
    } = &shown.record;
    let locale = visitor.locale;
    html! {
        section.card {
            h2 { (visitor.text("review-record")) }
            @if notes.is_empty() && ratings.is_empty() && goals.is_empty() {
                p.note { (visitor.text("review-record-none")) }
            }
            @if !notes.is_empty() { p.written { (notes) } }
            @if !ratings.is_empty() {
                h3 { (visitor.text("review-ratings")) }
                ul.list { @for rated in ratings {
                    li { span {
                        (shown.choices.name(&rated.competency)) ": "
                        (shown.choices.level(locale, &rated.competency, rated.level))
                        @if let Some(note) = &rated.note { " – " (note) }
                    } }
                } }
            }
            @if !goals.is_empty() {
                h3 { (visitor.text("review-goals")) }
                ul.list { @for goal in goals {
                    li { span {
                        (goal.title)
                        @for competency in &goal.competencies { " · " (shown.choices.name(competency)) }
                        @if let Some(due) = &goal.due {
                            " · " (locale.with("plan-due", &[("date", written(locale, due).into())]))
                        }
                    } }
                } }
            }
        }
    }
}

fn hold_form(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    html! {
        section.card {
            h2 { (visitor.text("review-record")) }
            form.wide method="post" action=(visitor.path(&format!("reviews/{}", shown.review.id))) {
                input type="hidden" name="state" value=(filled.state);
                p.field {
                    label for="notes" { (visitor.text("review-notes")) }
                    textarea #notes name="notes" rows="6" maxlength="10000" { (filled.notes) }
                }
                h3 { (visitor.text("review-ratings")) }
                p.note { (visitor.text("review-ratings-note")) }
                (ratings(visitor, shown, filled))
                h3 { (visitor.text("review-goals")) }
                (goals(visitor, shown, filled))
                div.actions {
                    button type="submit" { (visitor.text("review-save")) }
                    details.confirm {
                        summary { (visitor.text("review-close")) }
                        p.note { (visitor.text("review-close-note")) }
                        button type="submit"
                            formaction=(visitor.path(&format!("reviews/{}/close", shown.review.id))) {
                            (visitor.text("review-close-now"))
                        }
                    }
                }
            }
        }
    }
}

fn ratings(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    let locale = visitor.locale;
    let labels = ["plan-competency", "review-level", "review-rating-note"];
    let labels = labels.map(|key| visitor.text(key));
    let [_, level, note] = &labels;
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    html! {
        div.table { table.cards.form {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody {
                @for (row, iri) in filled.rated.iter().enumerate() {
                    @let name = shown.choices.name(iri);
                    tr {
                        th scope="row" { (name) input type="hidden" name="rated" value=(iri); }
                        td data-label=(level) {
                            (shown.choices.levels(locale, "rating", iri, 0, at(&filled.rating, row).parse().ok(), &format!("{level}: {name}")))
                        }
                        td data-label=(note) {
                            input name="rating_note" value=(at(&filled.rating_note, row)) maxlength="2000" aria-label={ (note) ": " (name) };
                        }
                    }
                }
            }
        } }
    }
}

fn goals(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    let locale = visitor.locale;
    let labels = [
        "review-goal",
        "review-goal-kind",
        "plan-competency",
        "plan-due-label",
    ]
    .map(|key| visitor.text(key));
    let [goal, kind, competency, due] = &labels;
    let used = used_rows(&[&filled.goal, &filled.goal_competency, &filled.goal_due]);
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    html! {
        div.table { table.cards.form {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody {
                @for row in 0..used + FURTHER {
                    tr {
                        td data-label=(goal) {
                            input name="goal" value=(at(&filled.goal, row)) maxlength="300" aria-label=(goal);
                        }
                        td data-label=(kind) {
                            @let chosen = at(&filled.goal_kind, row);
                            select name="goal_kind" aria-label=(kind) {
                                option value="goal" { (visitor.text("goal-kind-goal")) }
                                option value="step" selected[chosen == "step"] { (visitor.text("goal-kind-step")) }
                            }
                        }
                        td data-label=(competency) {
                            (shown.choices.competencies(locale, "goal_competency", &format!("goal-competency-{row}"), &at(&filled.goal_competency, row), competency))
                        }
                        td data-label=(due) {
                            input type="date" name="goal_due" value=(at(&filled.goal_due, row)) aria-label=(due);
                        }
                    }
                }
            }
        } }
    }
}

fn own_note(visitor: &Visitor, shown: &Shown) -> Markup {
    html! {
        section.card.screen-only {
            h2 { (visitor.text("review-own-note")) }
            form.fields method="post" action=(visitor.path(&format!("reviews/{}/note", shown.review.id))) {
                p.field {
                    label.hidden for="text" { (visitor.text("review-own-note")) }
                    textarea #text name="text" rows="3" maxlength="10000" { (shown.own_note.clone().unwrap_or_default()) }
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

impl Filled {
    /// The form of a review as it stands: a row for each competency that it looks at.
    fn of(shown: &Shown) -> Self {
        let Record {
            notes,
            ratings,
            goals,
        } = &shown.record;
        let looked_at = shown.prepared.iter().flat_map(|it| &it.competencies);
        let mut rated: Vec<String> = looked_at.map(|it| it.competency.clone()).collect();
        for rating in ratings {
            if !rated.contains(&rating.competency) {
                rated.push(rating.competency.clone());
            }
        }
        let of = |iri: &String| ratings.iter().find(|it| it.competency == *iri);
        let goal = |text: &dyn Fn(&Agreed) -> String| goals.iter().map(text).collect();
        Self {
            state: shown.review.tag(),
            notes: notes.clone(),
            rating: rated
                .iter()
                .map(|iri| of(iri).map_or_else(String::new, |it| it.level.to_string()))
                .collect(),
            rating_note: rated
                .iter()
                .map(|iri| of(iri).and_then(|it| it.note.clone()).unwrap_or_default())
                .collect(),
            rated,
            goal: goal(&|it| it.title.clone()),
            goal_kind: goal(&|it| if it.step { "step" } else { "goal" }.to_owned()),
            goal_competency: goal(&|it| it.competencies.first().cloned().unwrap_or_default()),
            goal_due: goal(&|it| it.due.clone().unwrap_or_default()),
        }
    }

    /// What is to be written down; a row without a level, or without a title, is none.
    fn record(&self, visitor: &Visitor, before: &Record) -> Result<Record, String> {
        let cell = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
        let some = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let mut ratings = Vec::new();
        for (row, competency) in self.rated.iter().enumerate() {
            let level = cell(&self.rating, row);
            if level.is_empty() {
                if some(cell(&self.rating_note, row)).is_some() {
                    return Err(visitor.text("form-rating-level"));
                }
                continue;
            }
            ratings.push(Rated {
                competency: competency.clone(),
                level: level.parse().map_err(|_| visitor.text("form-level"))?,
                note: some(cell(&self.rating_note, row)),
            });
        }
        let mut goals = Vec::new();
        for (row, title) in self.goal.iter().enumerate() {
            if title.trim().is_empty() {
                continue;
            }
            let due = day(visitor, &cell(&self.goal_due, row))?;
            if due.is_some_and(|due| due < visitor.app.today()) {
                return Err(visitor.text("form-past"));
            }
            let chosen = some(cell(&self.goal_competency, row));
            // The form names one competency; further ones that a program wrote down stay.
            let known = before.goals.iter().find(|goal| goal.title == *title);
            let further = known.map_or(&[][..], |goal| goal.competencies.get(1..).unwrap_or(&[]));
            goals.push(Agreed {
                title: title.clone(),
                step: cell(&self.goal_kind, row) == "step",
                competencies: chosen.into_iter().chain(further.iter().cloned()).collect(),
                due: due.map(|due| date_of(due).to_string()),
            });
        }
        Ok(Record {
            notes: self.notes.trim().to_owned(),
            ratings,
            goals,
        })
    }
}

pub(super) async fn hold(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, review)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let visitor = Visitor::enter(app, locale, actor, person).await?;
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
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, review)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let visitor = Visitor::enter(app, locale, actor, person).await?;
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
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, review)): Path<(Uuid, Uuid)>,
    Form(note): Form<Note>,
) -> Result<Response, Problem> {
    let visitor = Visitor::enter(app, locale, actor, person).await?;
    let desk = visitor.app.desk();
    desk.note_privately(visitor.acting(), review, &note.text)
        .await?;
    Ok(visitor.to(&format!("reviews/{review}")).into_response())
}

pub(super) async fn cancel(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, review)): Path<(Uuid, Uuid)>,
    Form(seen): Form<Seen>,
) -> Result<Response, Problem> {
    let visitor = Visitor::enter(app, locale, actor, person).await?;
    let desk = visitor.app.desk();
    desk.cancel(visitor.acting(), review, Some(&seen.state))
        .await?;
    Ok(visitor.to("reviews").into_response())
}
