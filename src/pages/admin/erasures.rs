//! Erasing people: who asked for it, what would go, and how far it is.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed, headed, read};
use crate::access;
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::privacy::{self, Erasure, ErasureError, Phase, Preview, Wish};
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;

/// Wishes and erasures on a page.
const SHOWN: i64 = 100;

pub(super) async fn list(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let wishes = privacy::open_wishes(&mut tx, SHOWN).await?;
    let named = people::find_all(&mut tx, wishes.iter().map(|wish| wish.person)).await?;
    let erasures = privacy::erasures(&mut tx, SHOWN).await?;
    drop(tx);
    let body = html! {
        section.card {
            h2 { (locale.text("erasures-wishes")) }
            @if wishes.is_empty() { p.note { (locale.text("erasures-no-wishes")) } }
            @for wish in &wishes {
                @if let Some(person) = named.get(&wish.person) {
                    (asked(&actor.zone, locale, wish, person))
                }
            }
        }
        section.card {
            h2 { (locale.text("erasures-done")) }
            @if erasures.is_empty() {
                p.note { (locale.text("erasures-none")) }
            } @else {
                (table(&actor.zone, locale, &erasures))
            }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Erasures, body))
}

fn asked(zone: &TimeZone, locale: Locale, wish: &Wish, person: &Person) -> Markup {
    html! {
        article {
            h3 { a href={ "/admin/people/" (person.id) "/erasure" } { (ui::name(locale, Some(person))) } }
            p.note { (ui::moment(locale, zone, wish.asked_at)) }
            @if !wish.reason.is_empty() { blockquote { (wish.reason) } }
            form method="post" action={ "/admin/erasures/" (wish.id) } {
                p.field {
                    label for={ "answer-" (wish.id) } { (locale.text("erasures-answer")) }
                    textarea id={ "answer-" (wish.id) } name="answer" rows="2" required
                        maxlength=(privacy::LONGEST) {}
                }
                button.plain type="submit" { (locale.text("erasures-decline")) }
            }
        }
    }
}

fn table(zone: &TimeZone, locale: Locale, erasures: &[Erasure]) -> Markup {
    let labels = [
        "erasures-mark",
        "erasures-begun",
        "erasures-state",
        "erasures-statements",
    ]
    .map(|key| locale.text(key));
    let [_, begun, state, statements] = &labels;
    html! {
        div.table { table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for erasure in erasures { tr {
                th scope="row" { code { (erasure.mark) } }
                td data-label=(begun) { (ui::moment(locale, zone, erasure.begun_at)) }
                td data-label=(state) { (phase(zone, locale, erasure)) }
                td data-label=(statements) { (erasure.rewritten) }
            } } }
        } }
    }
}

fn phase(zone: &TimeZone, locale: Locale, erasure: &Erasure) -> String {
    let key = match erasure.phase {
        Phase::Waiting => "erasures-waiting",
        Phase::Statements => "erasures-rewriting",
        Phase::Searching => "erasures-searching",
        Phase::Removing => "erasures-removing",
        Phase::Over => "erasures-over",
    };
    let over = erasure
        .over_at
        .map_or_else(String::new, |at| locale.moment_there(zone, at));
    locale.with(
        key,
        &[
            ("when", over.into()),
            ("part", erasure.position.into()),
            ("whole", erasure.until.into()),
        ],
    )
}

#[derive(Deserialize)]
pub(super) struct Answer {
    answer: String,
}

pub(super) async fn decline(
    State(app): State<App>,
    actor: Actor,
    Path(wish): Path<Uuid>,
    Form(form): Form<Answer>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let answer = privacy::answer(&form.answer);
    let answer = answer.map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !privacy::decline(&mut tx, wish, &answer, &app.author(&actor), now).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Redirect::to("/admin/erasures"))
}

pub(super) async fn preview(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let id = PersonId(person);
    let mut tx = app.db.read().await?;
    let person = people::find(&mut tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let found = privacy::preview(&mut tx, id).await.map_err(refused)?;
    drop(tx);
    let title = locale.with(
        "erase-title",
        &[("name", ui::name(locale, Some(&person)).into())],
    );
    let body = html! {
        div.head { h1 { (title) } p.facts { span { (locale.text("erase-note")) } } }
        (what_goes(locale, &found))
        section.card {
            h2 { (locale.text("erase-now")) }
            @if id == actor.person {
                p { (locale.text("erase-not-oneself")) }
            } @else {
                p { (locale.text("erase-warning")) }
                form method="post" action={ "/admin/people/" (id) "/erasure" } {
                    p.field { label {
                        input type="checkbox" name="sure" value="yes" required;
                        " " (locale.text("erase-sure"))
                    } }
                    button type="submit" { (locale.text("erase-do")) }
                }
            }
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Erasures, &title, body))
}

fn what_goes(locale: Locale, found: &Preview) -> Markup {
    let mentions = &found.mentions;
    let statements = [
        ("erase-statements", mentions.statements),
        ("erase-actor", mentions.actor),
        ("erase-object", mentions.object),
        ("erase-team", mentions.team),
        ("erase-context", mentions.context),
        ("erase-authority", mentions.authority),
        ("erase-attachments", mentions.attachments),
    ];
    let labels = ["erase-what", "erase-count"].map(|key| locale.text(key));
    let [_, count] = &labels;
    html! {
        section.card {
            h2 { (locale.text("erase-identifiers")) }
            ul.list { @for identifier in &found.identifiers { li { code { (identifier) } } } }
        }
        @if !found.by_hand.is_empty() {
            section.card {
                h2 { (locale.text("erase-by-hand")) }
                p { (locale.text("erase-by-hand-note")) }
                ul.list { @for one in &found.by_hand { li {
                    (locale.text(&format!("by-hand-{}", one.what.replace('_', "-"))))
                    " " code { (one.text) }
                } } }
            }
        }
        section.card {
            h2 { (locale.text("erase-goes")) }
            div.table { table.cards {
                thead { tr { @for (index, label) in labels.iter().enumerate() {
                    th.number[index == 1] scope="col" { (label) }
                } } }
                tbody {
                    @for (key, number) in statements {
                        @if number > 0 {
                            tr { th scope="row" { (locale.text(key)) } td.number data-label=(count) { (locale.whole(number)) } }
                        }
                    }
                    @for (what, number) in &found.held {
                        tr {
                            th scope="row" { (locale.text(&format!("held-{}", what.replace('_', "-")))) }
                            td.number data-label=(count) { (locale.whole(number)) }
                        }
                    }
                }
            } }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Sure {
    sure: String,
}

pub(super) async fn erase(
    State(app): State<App>,
    actor: Actor,
    Path(person): Path<Uuid>,
    Form(form): Form<Sure>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let id = PersonId(person);
    if id == actor.person || form.sure != "yes" {
        return Err(Problem::new(
            Kind::Conflict,
            Message::new("refused-erase-self"),
        ));
    }
    let mut tx = app.db.write().await?;
    privacy::begin(&mut tx, &app.key, id, &app.author(&actor), app.clock.now())
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/erasures"))
}

fn refused(error: ErasureError) -> Problem {
    match error {
        ErasureError::NoPerson(_) => Problem::not_found(),
        ErasureError::Merged => Problem::new(Kind::Conflict, Message::new("refused-erase-merged")),
        ErasureError::Restricted => {
            Problem::new(Kind::Conflict, Message::new("refused-erase-restricted"))
        }
        ErasureError::Store(error) => error.into(),
        ErasureError::Audit(error) => error.into(),
        other => Problem::internal(other),
    }
}
