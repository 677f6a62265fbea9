//! Restrictions and objections: what waits for an answer, what holds, and what is written down for
//! somebody from a letter.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::look::looked;
use super::super::{restricting, ui};
use super::{Tab, framed, headed, read};
use crate::access;
use crate::locale::Locale;
use crate::people::{self, Person, PersonId, View};
use crate::privacy::{self, Step};
use crate::problem::Problem;
use crate::restrictions::{self, LONGEST, Restriction, State as Stands};
use crate::sso::Actor;
use crate::state::App;

/// Restrictions on a page.
const SHOWN: i64 = 200;

pub(super) async fn list(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let found = restrictions::standing(&mut tx, SHOWN).await?;
    let named = people::find_all(&mut tx, found.iter().map(|one| one.person)).await?;
    drop(tx);
    let persons: Vec<PersonId> = named.keys().copied().collect();
    looked(&app, &actor, &persons, View::Page).await?;
    let waits = |one: &Restriction| one.state() == Stands::Asked;
    let (waiting, holding): (Vec<_>, Vec<_>) = found.into_iter().partition(waits);
    let body = html! {
        section.card {
            h2 { (locale.text("restriction-waiting")) }
            @if waiting.is_empty() { p.note { (locale.text("restriction-waiting-none")) } }
            @for one in &waiting { (item((&app, &actor.zone), locale, one, named.get(&one.person))) }
        }
        section.card {
            h2 { (locale.text("restriction-holding")) }
            @if holding.is_empty() { p.note { (locale.text("restriction-holding-none")) } }
            @for one in &holding { (item((&app, &actor.zone), locale, one, named.get(&one.person))) }
            p.note { (locale.text("restriction-recipients")) }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Restrictions, body))
}

/// What one person has asked for, and forms to write down more.
pub(super) async fn of_person(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let id = PersonId(person);
    let mut tx = app.db.read().await?;
    let person = people::find(&mut tx, id).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    let all = restrictions::of_person(&mut tx, id).await?;
    drop(tx);
    looked(&app, &actor, &[id], View::Page).await?;
    let name = ui::name(locale, Some(&person));
    let title = locale.with("restriction-of", &[("name", name.into())]);
    let to = format!("/admin/people/{id}/restrictions");
    let body = html! {
        div.head { h1 { (title) } p.facts { a href={ "/admin/people/" (id) } { (locale.text("admin-people")) } } }
        @if !all.is_empty() {
            section.card {
                h2 { (locale.text("restriction-all")) }
                @for one in &all { (item((&app, &actor.zone), locale, one, Some(&person))) }
            }
        }
        section.card {
            h2 { (locale.text("restriction-write-down")) }
            p { (locale.text("restriction-write-down-note")) }
            (restricting::ask(locale, &to))
        }
        section.card {
            h2 { (locale.text("restriction-object")) }
            p { (locale.text("restriction-object-note")) }
            (restricting::object(locale, &to))
        }
    };
    Ok(framed(
        &app,
        locale,
        &actor,
        Tab::Restrictions,
        &title,
        body,
    ))
}

fn item(
    (app, zone): (&App, &TimeZone),
    locale: Locale,
    one: &Restriction,
    person: Option<&Person>,
) -> Markup {
    html! {
        article {
            h3 {
                a href={ "/admin/people/" (one.person) "/restrictions" } { (ui::name(locale, person)) }
                ": " (restricting::use_of(locale, one.purpose()))
                " " (restricting::state(locale, one))
                @if one.is_overdue(&app.zone(), app.clock.now()) {
                    " " span.chip.red { (locale.text("restriction-overdue")) }
                }
            }
            @if one.by_letter() { p.note { (locale.text("restriction-by-letter")) } }
            (restricting::course((app, zone), locale, one))
            (acts(locale, one))
        }
    }
}

/// What can be done with one.
fn acts(locale: Locale, one: &Restriction) -> Markup {
    let to = |action: &str| format!("/admin/restrictions/{}/{action}", one.id);
    let words = |label: &str| {
        html! {
            p.field {
                label for={ "words-" (one.id) } { (locale.text(label)) }
                textarea id={ "words-" (one.id) } name="words" rows="2" required maxlength=(LONGEST) {}
            }
        }
    };
    html! {
        @match one.state() {
            Stands::Asked => {
                form.fields method="post" action=(to("answer")) {
                    (words("restriction-answer"))
                    div.actions {
                        button type="submit" name="grants" value="yes" { (locale.text("restriction-grant")) }
                        button.plain type="submit" name="grants" value="no" { (locale.text("restriction-refuse")) }
                    }
                }
            }
            Stands::Granted if one.can_end() => {
                form.fields method="post" action=(to("end")) {
                    (words("restriction-notice"))
                    p.field { label {
                        input type="checkbox" name="told" value="yes";
                        " " (locale.text("restriction-told-already"))
                    } }
                    button.plain type="submit" { (locale.text("restriction-end")) }
                }
            }
            Stands::Ending if one.told_at.is_none() => {
                form method="post" action=(to("told")) {
                    button.plain type="submit" { (locale.text("restriction-told")) }
                }
            }
            _ => {}
        }
        @if !matches!(one.state(), Stands::Over | Stands::Withdrawn) {
            form method="post" action=(to("withdraw")) {
                button.plain type="submit" { (locale.text("restriction-withdraw-for")) }
            }
        }
    }
}

pub(super) async fn write_down(
    State(app): State<App>,
    actor: Actor,
    Path(person): Path<Uuid>,
    Form(asked): Form<restricting::Asked>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let claim = asked.claim()?;
    let by = (&app.author(&actor), true);
    let mut tx = app.db.write().await?;
    privacy::restrict(&mut tx, PersonId(person), &claim, by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!(
        "/admin/people/{person}/restrictions"
    )))
}

#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    words: String,
    #[serde(default)]
    grants: String,
    #[serde(default)]
    told: String,
}

pub(super) async fn act(
    State(app): State<App>,
    actor: Actor,
    Path((id, action)): Path<(Uuid, String)>,
    Form(said): Form<Said>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let (by, now) = (app.author(&actor), app.clock.now());
    let step = match action.as_str() {
        "answer" => Step::Answer(said.grants == "yes", &said.words),
        "end" => Step::End(&said.words, said.told == "yes"),
        "told" => Step::Told,
        "withdraw" => Step::Withdraw,
        _ => return Err(Problem::not_found()),
    };
    let mut tx = app.db.write().await?;
    let found = restrictions::find(&mut tx, id).await?;
    found.ok_or_else(Problem::not_found)?;
    privacy::step(&mut tx, id, step, &by, now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/restrictions"))
}
