//! A person's development plans, and beginning one.

use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{form, ui};
use super::{Visitor, mendable};
use crate::coaching::LONGEST_TITLE;
use crate::coaching::plans::{self, Beginning, Plan, State as Standing};
use crate::coaching::roles::{self, Role};
use crate::locale::Locale;
use crate::problem::{Kind, Problem};

/// What a plan is to begin with, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    title: String,
    role: String,
    copy_of: String,
    due: String,
}

pub(super) async fn get(visitor: Visitor) -> Result<Markup, Problem> {
    list(&visitor, &Filled::default(), None).await
}

async fn list(
    visitor: &Visitor,
    filled: &Filled,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let mut tx = visitor.app.read(&visitor.actor).await?;
    let all = plans::list(&mut tx, visitor.person.id).await?;
    let roles = roles::list(&mut tx).await?;
    drop(tx);
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        @if all.is_empty() {
            (visitor.empty("plans-empty-title", "plans-empty-own", "plans-empty"))
        } @else {
            section.card { div.table { (table(visitor, &all)) } }
        }
        (form(visitor, &all, &roles, filled))
    };
    let title = visitor.text("plans-title");
    Ok(visitor.page(ui::PersonTab::Plans, &title, &body))
}

/// How a version stands, in words and colour.
pub(super) fn standing(locale: Locale, state: Standing) -> Markup {
    let (class, key) = match state {
        Standing::Agreed => ("chip green", "plan-agreed"),
        Standing::Draft => ("chip grey", "plan-draft"),
        Standing::Proposed => ("chip amber", "plan-proposed"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

fn table(visitor: &Visitor, all: &[Plan]) -> Markup {
    let labels =
        ["plans-name", "plans-state", "plans-aims", "plans-changed"].map(|key| visitor.text(key));
    let [_, state, aims, changed] = &labels;
    html! {
        table.cards {
            thead { tr { @for (index, label) in labels.iter().enumerate() {
                th.number[index == 2] scope="col" { (label) }
            } } }
            tbody {
                @for plan in all {
                    @let current = plan.current();
                    tr {
                        th scope="row" { a href=(visitor.path(&format!("plans/{}", plan.id))) { (current.title) } }
                        td data-label=(state) { (standing(visitor.locale, current.state())) }
                        td.number data-label=(aims) { (current.items.len()) }
                        td data-label=(changed) { (ui::day_of(visitor.locale, &visitor.actor.zone, current.made_at)) }
                    }
                }
            }
        }
    }
}

fn form(visitor: &Visitor, all: &[Plan], roles: &[Role], filled: &Filled) -> Markup {
    html! {
        section.card {
            h2 { (visitor.text("plans-new")) }
            form.fields method="post" action=(visitor.path("plans")) {
                p.field {
                    label for="title" { (visitor.text("plans-name")) }
                    input #title name="title" value=(filled.title) required maxlength=(LONGEST_TITLE);
                }
                @if !roles.is_empty() {
                    p.field {
                        label for="role" { (visitor.text("plans-role")) }
                        select #role name="role" {
                            option value="" { (visitor.text("choice-none")) }
                            @for role in roles {
                                option value=(role.id) selected[role.id.to_string() == filled.role] { (role.title) }
                            }
                        }
                        span.note { (visitor.text("plans-role-note")) }
                    }
                    p.field {
                        label for="due" { (visitor.text("plans-due")) }
                        input #due type="date" name="due" value=(filled.due);
                    }
                }
                @if !all.is_empty() {
                    p.field {
                        label for="copy_of" { (visitor.text("plans-copy")) }
                        select #copy_of name="copy_of" {
                            option value="" { (visitor.text("choice-none")) }
                            @for plan in all {
                                option value=(plan.id) selected[plan.id.to_string() == filled.copy_of] {
                                    (plan.current().title)
                                }
                            }
                        }
                    }
                }
                button type="submit" { (visitor.text("plans-begin")) }
            }
        }
    }
}

/// A day of a form; none if the field was left empty.
pub(super) fn day(visitor: &Visitor, text: &str) -> Result<Option<i64>, String> {
    form::day(visitor.locale, text)
}

impl Filled {
    fn read(&self, visitor: &Visitor) -> Result<Beginning, String> {
        if self.title.trim().is_empty() {
            return Err(visitor.text("form-title"));
        }
        let due = day(visitor, &self.due)?;
        if due.is_some_and(|due| due < visitor.app.today()) {
            return Err(visitor.text("form-past"));
        }
        // What the form does not offer is not taken from it.
        let id = |text: &str| Uuid::parse_str(text).ok();
        Ok(Beginning {
            title: self.title.clone(),
            items: Vec::new(),
            role: id(&self.role),
            due,
            copy_of: id(&self.copy_of),
        })
    }
}

pub(super) async fn begin(
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let wrong = match filled.read(&visitor) {
        Ok(beginning) => {
            if let Some(copied) = beginning.copy_of {
                // Only a plan of this person: the form offers no other.
                let mut tx = visitor.app.read(&visitor.actor).await?;
                plans::find(&mut tx, visitor.person.id, copied).await?;
            }
            match visitor.app.desk().draft(visitor.acting(), beginning).await {
                Ok(plan) => {
                    return Ok(visitor.to(&format!("plans/{}", plan.id)).into_response());
                }
                Err(error) => mendable(visitor.locale, error)?,
            }
        }
        Err(wrong) => wrong,
    };
    let page = list(&visitor, &filled, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}
