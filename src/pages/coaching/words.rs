//! Hints that a person got, and what they think about their own learning.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{sheet, ui};
use super::choice::{self, Choices};
use super::{Visitor, mendable};
use crate::coaching::{
    CoachingError, Hint, LONGEST_TEXT, LONGEST_TITLE, Reflection, Wish, hints, known, reflections,
};
use crate::competency::person_report;
use crate::exports::Subject;
use crate::groups::{Group, GroupId};
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};

/// A hint or a reflection, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    title: String,
    competency: String,
    group: String,
    text: String,
}

impl Filled {
    fn wish(&self) -> Result<Wish, CoachingError> {
        let competency = Some(self.competency.clone()).filter(|iri| !iri.trim().is_empty());
        let group = Some(self.group.trim()).filter(|group| !group.is_empty());
        let group = group.map(str::parse).transpose();
        let group = group.map_err(|_| CoachingError::Wrong(Message::new("form-group")))?;
        Ok(Wish {
            title: self.title.trim().to_owned(),
            competencies: competency.into_iter().collect(),
            group: group.map(GroupId),
            note: Some(self.text.clone()),
            ..Wish::default()
        })
    }
}

/// What a link to the form chooses already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    group: Option<Uuid>,
}

pub(super) async fn get(visitor: Visitor, Query(chosen): Query<Chosen>) -> Result<Markup, Problem> {
    let filled = Filled {
        group: chosen
            .group
            .map_or_else(String::new, |group| group.to_string()),
        ..Filled::default()
    };
    show(&visitor, &filled, None).await
}

async fn show(
    visitor: &Visitor,
    filled: &Filled,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let (person, today) = (visitor.person.id, visitor.app.today());
    let mut tx = visitor.app.read(&visitor.actor).await?;
    let report = person_report(&mut tx, person, today).await?;
    let choices = Choices::of(&mut tx, report.as_ref()).await?;
    let known = known(&mut tx, person, today).await?;
    let given = hints(&mut tx, &known).await?;
    let who = visitor.actor.person;
    let groups = known.shared_groups(&mut tx, who, today).await?;
    let thoughts = reflections(&mut tx, &known).await?;
    let names = people::find_all(&mut tx, given.iter().filter_map(|hint| hint.by)).await?;
    drop(tx);
    let own = visitor.is_own();
    let form = form(visitor, (&choices, &groups), filled);
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        @if !own { (form) }
        section.card {
            h2 { (visitor.text("hints-given")) }
            @if given.is_empty() {
                p.note { (visitor.text("hints-none")) }
            } @else {
                ol.feed { @for hint in &given { li { (entry(visitor, &names, hint)) } } }
            }
        }
        @if own { (form) }
        section.card {
            h2 { (visitor.text("reflections-title")) }
            @if thoughts.is_empty() {
                p.note { (visitor.text("reflections-none")) }
            } @else {
                ol.feed { @for thought in &thoughts { li { (reflection(visitor, thought)) } } }
            }
        }
        @if !(given.is_empty() && thoughts.is_empty()) {
            section.card { (sheet::menu(visitor.locale, Subject::Hints, &format!("&person={person}"))) }
        }
    };
    let title = visitor.text("hints-title");
    Ok(visitor.page(ui::PersonTab::Words, &title, &body))
}

/// For a coach to give a hint; for the person to write down what they think.
fn form(visitor: &Visitor, (choices, groups): (&Choices, &[Group]), filled: &Filled) -> Markup {
    let locale = visitor.locale;
    let (rest, keys) = if visitor.is_own() {
        let keys = [
            "reflection-new",
            "reflection-text",
            "reflection-note",
            "reflection-say",
        ];
        ("reflections", keys)
    } else {
        (
            "hints",
            ["hints-new", "hints-text", "hints-note", "hints-say"],
        )
    };
    let [title, text, note, say] = keys.map(|key| locale.text(key));
    let about = locale.text("goals-for");
    html! {
        section.card {
            h2 { (title) }
            form.fields method="post" action=(visitor.path(rest)) {
                @if visitor.is_own() {
                    p.field {
                        label for="title" { (locale.text("reflection-name")) }
                        input #title name="title" value=(filled.title) maxlength=(LONGEST_TITLE);
                    }
                }
                p.field {
                    label for="text" { (text) }
                    textarea #text name="text" rows="4" required maxlength=(LONGEST_TEXT) { (filled.text) }
                    span.note { (note) }
                }
                p.field {
                    label for="competency" { (about) }
                    (choices.competencies(locale, "competency", "competency", &filled.competency, &about))
                }
                (choice::groups(locale, groups, &filled.group))
                button type="submit" { (say) }
            }
        }
    }
}

fn entry(visitor: &Visitor, names: &BTreeMap<PersonId, Person>, hint: &Hint) -> Markup {
    let by = hint.by.and_then(|by| names.get(&by));
    let mine = hint.by == Some(visitor.actor.person);
    html! {
        div.meta {
            span { strong { (ui::name(visitor.locale, by)) } }
            span { (ui::minute(visitor.locale, &visitor.actor.zone, hint.at)) }
            @if hint.withdrawn { span.chip.grey { (visitor.text("hint-withdrawn")) } }
        }
        @if let Some(text) = &hint.text { blockquote.written { (text) } }
        @if mine && !hint.withdrawn {
            form method="post" action=(visitor.path(&format!("hints/{}/withdraw", hint.statement))) {
                button.plain type="submit" { (visitor.text("hint-withdraw")) }
            }
        }
    }
}

fn reflection(visitor: &Visitor, thought: &Reflection) -> Markup {
    html! {
        div.meta { span { (ui::minute(visitor.locale, &visitor.actor.zone, thought.at)) } }
        @if let Some(title) = &thought.title { p.title { (title) } }
        @if let Some(text) = &thought.text { blockquote.written { (text) } }
    }
}

/// A coach helps the person on.
pub(super) async fn hint(
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let given = match filled.wish() {
        Ok(wish) => visitor.app.desk().hint(visitor.acting(), &wish).await,
        Err(error) => Err(error),
    };
    answer(&visitor, &filled, given).await
}

/// The person writes down what they think about their own learning.
pub(super) async fn reflect(
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let said = match filled.wish() {
        Ok(mut wish) => {
            if wish.title.is_empty() {
                wish.title = visitor.text("reflection-unnamed");
            }
            visitor.app.desk().reflect(visitor.acting(), &wish).await
        }
        Err(error) => Err(error),
    };
    answer(&visitor, &filled, said).await
}

/// A coach takes a hint of theirs back.
pub(super) async fn withdraw(
    visitor: Visitor,
    Path((_, hint)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let done = visitor
        .app
        .desk()
        .withdraw_hint(visitor.acting(), hint)
        .await;
    answer(&visitor, &Filled::default(), done).await
}

async fn answer(
    visitor: &Visitor,
    filled: &Filled,
    done: Result<Uuid, CoachingError>,
) -> Result<Response, Problem> {
    match done {
        Ok(_) => Ok(visitor.once_derived("hints").await?.into_response()),
        Err(error) => {
            let wrong = mendable(visitor.locale, error)?;
            let page = show(visitor, filled, Some(&wrong)).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}
