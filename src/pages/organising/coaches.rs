//! Who coaches a group: its coaches add a colleague or take one away, never the last.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Lead;
use crate::coaching::{self, CoachingError};
use crate::groups;
use crate::message::Message;
use crate::pages::form::mendable;
use crate::pages::ui;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};

/// Who is to coach, as it was filled in: one of the list, or somebody by address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    person: String,
    other: String,
}

/// What is needed to show the page.
struct Shown {
    /// Coaches whom the group's platform or its administrator names.
    fixed: BTreeSet<PersonId>,
    /// Colleagues of other groups, by name.
    fellows: Vec<Person>,
}

impl Shown {
    async fn of(lead: &Lead) -> Result<Self, Problem> {
        let mut tx = lead.app.read(&lead.actor).await?;
        let named = groups::appointed(&mut tx, &[lead.id()]).await?;
        let fixed = named.into_iter().filter(|(_, _, until)| until.is_none());
        let (coach, today) = (lead.actor.person, lead.app.today());
        let mut fellows = coaching::fellow_coaches(&mut tx, coach, today).await?;
        for coach in &lead.group.coaches {
            fellows.remove(&coach.id);
        }
        let fellows = people::find_all(&mut tx, fellows).await?;
        let mut fellows: Vec<Person> = fellows.into_values().collect();
        fellows.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        Ok(Self {
            fixed: fixed.map(|(_, person, _)| person).collect(),
            fellows,
        })
    }
}

pub(super) async fn get(lead: Lead) -> Result<Markup, Problem> {
    show(&lead, &Filled::default(), None).await
}

async fn show(lead: &Lead, filled: &Filled, wrong: Option<&str>) -> Result<Markup, Problem> {
    let shown = Shown::of(lead).await?;
    let body = html! {
        (ui::fault(lead.locale, wrong))
        section.card {
            h2 { (lead.text("coaches-now")) }
            ul.aims { @for coach in &lead.group.coaches { li { (entry(lead, &shown, coach)) } } }
            @if lead.group.coaches.len() == 1 { p.note { (lead.text("coaches-last")) } }
        }
        (form(lead, &shown, filled))
    };
    Ok(lead.page(&lead.text("coaches-title"), &body))
}

fn entry(lead: &Lead, shown: &Shown, coach: &Person) -> Markup {
    html! {
        div.row-head {
            strong { (ui::name(lead.locale, Some(coach))) }
            @if shown.fixed.contains(&coach.id) {
                span.chip.grey { (lead.text("coaches-fixed")) }
            } @else if lead.group.coaches.len() > 1 {
                form method="post" action=(lead.path(&format!("/coaches/{}/dismiss", coach.id))) {
                    button.plain type="submit" {
                        (lead.text(if coach.id == lead.actor.person { "coaches-leave" } else { "coaches-dismiss" }))
                    }
                }
            }
        }
    }
}

fn form(lead: &Lead, shown: &Shown, filled: &Filled) -> Markup {
    html! {
        section.card {
            h2 { (lead.text("coaches-add")) }
            form.fields method="post" action=(lead.path("/coaches")) {
                p.note { (lead.text("coaches-note")) }
                @if !shown.fellows.is_empty() {
                    p.field {
                        label for="person" { (lead.text("coaches-fellow")) }
                        select #person name="person" {
                            option value="" { (lead.text("choice-none")) }
                            @for fellow in &shown.fellows {
                                option value=(fellow.id) selected[filled.person == fellow.id.to_string()] {
                                    (ui::name(lead.locale, Some(fellow)))
                                }
                            }
                        }
                    }
                }
                p.field {
                    label for="other" {
                        (lead.text(if shown.fellows.is_empty() { "coaches-whom" } else { "coaches-other" }))
                    }
                    input #other name="other" value=(filled.other) maxlength="300";
                    span.note { (lead.text("coaches-other-note")) }
                }
                button type="submit" { (lead.text("coaches-appoint")) }
            }
        }
    }
}

/// Makes somebody a coach of the group.
pub(super) async fn appoint(lead: Lead, Form(filled): Form<Filled>) -> Result<Response, Problem> {
    let given = [&filled.other, &filled.person];
    let text = given.into_iter().find(|text| !text.trim().is_empty());
    let done = match text {
        None => Err(CoachingError::Wrong(Message::new("coaches-choose"))),
        Some(text) => {
            let mut tx = lead.app.read(&lead.actor).await?;
            let person = coaching::person_named(&mut tx, text).await?;
            drop(tx);
            match person {
                Some(person) => {
                    let desk = lead.app.desk();
                    desk.appoint(lead.actor.person, lead.id(), person).await
                }
                None => Err(CoachingError::Wrong(
                    Message::new("refused-nobody-named").with("text", text.trim()),
                )),
            }
        }
    };
    match done {
        Ok(_) => lead.once_derived("/coaches").await,
        Err(error) => again(&lead, &filled, error).await,
    }
}

/// Ends that somebody coaches the group; whoever leaves it themselves no longer sees it.
pub(super) async fn dismiss(
    lead: Lead,
    Path((_, person)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (coach, person) = (lead.actor.person, PersonId(person));
    let desk = lead.app.desk();
    match desk.dismiss(coach, lead.id(), person).await {
        Ok(_) if person == coach => {
            super::derived(&lead.app).await?;
            Ok(Redirect::to("/groups").into_response())
        }
        Ok(_) => lead.once_derived("/coaches").await,
        Err(error) => again(&lead, &Filled::default(), error).await,
    }
}

async fn again(lead: &Lead, filled: &Filled, error: CoachingError) -> Result<Response, Problem> {
    let wrong = mendable(lead.locale, error)?;
    let page = show(lead, filled, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}
