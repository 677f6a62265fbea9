//! Hints to a group: what helps everybody on, and taking it back.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Lead;
use crate::coaching::{Hint, LONGEST_TEXT, group_hints};
use crate::exports::Subject;
use crate::pages::form::mendable;
use crate::pages::{sheet, ui};
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};

/// A hint, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    text: String,
}

pub(super) async fn get(lead: Lead) -> Result<Markup, Problem> {
    show(&lead, &Filled::default(), None).await
}

async fn show(lead: &Lead, filled: &Filled, wrong: Option<&str>) -> Result<Markup, Problem> {
    let mut tx = lead.app.read(&lead.actor).await?;
    let hints = group_hints(&mut tx, lead.id(), lead.app.today()).await?;
    let names = people::find_all(&mut tx, hints.iter().filter_map(|hint| hint.by)).await?;
    drop(tx);
    let body = html! {
        (ui::fault(lead.locale, wrong))
        section.card {
            h2 { (lead.text("hint-new")) }
            form.fields method="post" action=(lead.path("/hints")) {
                p.field.whole {
                    label for="text" { (lead.text("hint-text")) }
                    textarea #text name="text" rows="4" required maxlength=(LONGEST_TEXT) { (filled.text) }
                }
                p.note { (lead.text("hint-note")) }
                button type="submit" { (lead.text("hint-give")) }
            }
        }
        section.card {
            h2 { (lead.text("hint-given")) }
            @if hints.is_empty() {
                p.note { (lead.text("hint-none")) }
            } @else {
                ol.feed { @for hint in &hints { li { (entry(lead, &names, hint)) } } }
                (sheet::menu(lead.locale, Subject::Hints, &format!("&group={}", lead.id())))
            }
        }
    };
    Ok(lead.page(&lead.text("hint-title"), &body))
}

fn entry(lead: &Lead, names: &BTreeMap<PersonId, Person>, hint: &Hint) -> Markup {
    let by = hint.by.and_then(|by| names.get(&by));
    let mine = hint.by == Some(lead.actor.person);
    html! {
        div.meta {
            span { strong { (ui::name(lead.locale, by)) } }
            span { (ui::minute(lead.locale, &lead.actor.zone, hint.at)) }
            @if hint.withdrawn { span.chip.grey { (lead.text("hint-withdrawn")) } }
        }
        @if let Some(text) = &hint.text { blockquote { (text) } }
        @if mine && !hint.withdrawn {
            form method="post" action=(lead.path(&format!("/hints/{}/withdraw", hint.statement))) {
                button.plain type="submit" { (lead.text("hint-withdraw")) }
            }
        }
    }
}

pub(super) async fn give(lead: Lead, Form(filled): Form<Filled>) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    let coach = lead.actor.person;
    let given = desk.hint_group(coach, lead.id(), None, &filled.text).await;
    match given {
        Ok(_) => lead.once_derived("/hints").await,
        Err(error) => {
            let wrong = mendable(lead.locale, error)?;
            let page = show(&lead, &filled, Some(&wrong)).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}

pub(super) async fn withdraw(
    lead: Lead,
    Path((_, hint)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.withdraw_group_hint(lead.actor.person, lead.id(), hint)
        .await?;
    lead.once_derived("/hints").await
}
