//! What is written down in a review interview: to read, and as a form for the coach who holds it.

use maud::{Markup, html};
use serde::Deserialize;

use super::compared::written;
use super::plans::day;
use super::review::Shown;
use super::{Visitor, used_rows};
use crate::coaching::reviews::{Agreed, Rated, Record};
use crate::coaching::{LONGEST_TEXT, LONGEST_TITLE};
use crate::projector::date_of;

/// Empty rows that a form has for further goals.
const FURTHER: usize = 3;

/// What was written down, as it was filled in: a list for each column.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    pub(super) state: String,
    notes: String,
    rated: Vec<String>,
    rating: Vec<String>,
    rating_note: Vec<String>,
    goal: Vec<String>,
    goal_kind: Vec<String>,
    goal_competency: Vec<String>,
    goal_due: Vec<String>,
}

impl Filled {
    /// The form of a review as it stands: a row for each competency that it looks at.
    pub(super) fn of(shown: &Shown) -> Self {
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
    pub(super) fn record(&self, visitor: &Visitor, before: &Record) -> Result<Record, String> {
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

/// What was written down, to read.
pub(super) fn record(visitor: &Visitor, shown: &Shown) -> Markup {
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

/// The form to write it down, and to close the review.
pub(super) fn hold_form(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    html! {
        section.card {
            h2 { (visitor.text("review-record")) }
            form.wide method="post" action=(visitor.path(&format!("reviews/{}", shown.review.id))) {
                input type="hidden" name="state" value=(filled.state);
                p.field {
                    label for="notes" { (visitor.text("review-notes")) }
                    textarea #notes name="notes" rows="6" maxlength=(LONGEST_TEXT) { (filled.notes) }
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
                            input name="goal" value=(at(&filled.goal, row)) maxlength=(LONGEST_TITLE) aria-label=(goal);
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
