//! Two persons who are one: what a merge would come to, making it, and undoing it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, decider, framed, headed, read};
use crate::access;
use crate::merges::{self, Merge, Preview, Standing};
use crate::people::{self, Person, PersonId};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Merges that are listed.
const LISTED: i64 = 200;
/// People found at once.
const FOUND: i64 = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The other person, by identifier.
    other: Option<Uuid>,
    /// A part of the other's name.
    name: String,
}

/// Somebody with everything by which they are known.
struct Side {
    person: Person,
    known_by: Vec<(String, String)>,
}

impl Side {
    async fn of(app: &App, id: PersonId) -> Result<Self, Problem> {
        let mut tx = app.db.read().await?;
        let person = people::find(&mut tx, id).await?;
        Ok(Self {
            person: person.ok_or_else(Problem::not_found)?,
            known_by: people::identifiers(&mut tx, id).await?,
        })
    }
}

/// By what somebody is known, with the reasons.
pub(super) fn identifiers(locale: Locale, known_by: &[(String, String)]) -> Markup {
    html! {
        ul.list { @for (identifier, reason) in known_by {
            li { span { code { (identifier) } " " span.note { (locale.text(&format!("known-{reason}"))) } } }
        } }
    }
}

/// Whom a person is to become one with, and what that would come to.
pub(super) async fn consider(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    show(&app, &actor, locale, PersonId(person), &asked, None).await
}

async fn show(
    app: &App,
    actor: &Actor,
    locale: Locale,
    kept: PersonId,
    asked: &Asked,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let kept = Side::of(app, kept).await?;
    let title = locale.with(
        "merge-title",
        &[("name", ui::name(locale, Some(&kept.person)).into())],
    );
    let body = match asked.other {
        Some(other) => {
            let other = Side::of(app, PersonId(other)).await?;
            let pair = (kept.person.id, other.person.id);
            let preview = merges::preview(&app.db, pair, app.today(), app.clock.now()).await;
            let preview = match preview {
                Ok(preview) => Ok(preview),
                Err(error) => Err(error.said().ok_or_else(|| Problem::from(error))?),
            };
            html! {
                (ui::fault(locale, complaint))
                @match preview {
                    Ok(preview) => (compared(locale, &kept, &other, &preview)),
                    Err(said) => (ui::fault(locale, Some(&locale.say(&said)))),
                }
            }
        }
        None => choose(app, locale, &kept, &asked.name).await?,
    };
    let body = html! { div.head { h1 { (title) } } (body) };
    Ok(framed(app, locale, actor, Tab::People, &title, body))
}

/// Finding the other by name.
async fn choose(app: &App, locale: Locale, kept: &Side, name: &str) -> Result<Markup, Problem> {
    let name = name.trim();
    let mut found = Vec::new();
    if !name.is_empty() {
        let mut tx = app.db.read().await?;
        for person in people::search(&mut tx, name, FOUND).await? {
            let known_by = people::identifiers(&mut tx, person.id).await?;
            if person.id != kept.person.id && !known_by.is_empty() {
                found.push(Side { person, known_by });
            }
        }
    }
    let address = format!("/admin/people/{}/merge", kept.person.id);
    Ok(html! {
        p { (locale.text("merge-choose")) }
        form.filters method="get" action=(address) {
            p.field {
                label for="name" { (locale.text("people-name")) }
                input #name name="name" value=(name);
            }
            button type="submit" { (locale.text("people-find")) }
        }
        @if !name.is_empty() && found.is_empty() {
            (ui::empty(locale, "people-none-title", "people-none"))
        }
        @for side in &found {
            section.card {
                h2 { (ui::name(locale, Some(&side.person))) }
                (identifiers(locale, &side.known_by))
                div.actions {
                    a.button href={ (address) "?other=" (side.person.id) } {
                        (locale.text("likeness-consider"))
                    }
                }
            }
        }
    })
}

fn compared(locale: Locale, kept: &Side, other: &Side, preview: &Preview) -> Markup {
    let (kept_name, other_name) = (
        ui::name(locale, Some(&kept.person)),
        ui::name(locale, Some(&other.person)),
    );
    html! {
        p { (locale.text("merge-note")) }
        section.card {
            div.columns.even {
                @for (side, label) in [(kept, "merge-kept"), (other, "merge-merged")] {
                    div {
                        h2 { (ui::name(locale, Some(&side.person))) }
                        p.note { (locale.text(label)) }
                        (identifiers(locale, &side.known_by))
                    }
                }
            }
            p.note { a href={
                "/admin/people/" (other.person.id) "/merge?other=" (kept.person.id)
            } { (locale.text("merge-exchange")) } }
        }
        section.card {
            h2 { (locale.text("merge-counts")) }
            (counts(locale, [&kept_name, &other_name], preview))
            p.note { (locale.with("merge-levels", &[
                ("rises", preview.rises.into()), ("falls", preview.falls.into()),
            ])) }
        }
        section.card {
            h2 { (locale.text("merge-decide")) }
            form.fields method="post" action={ "/admin/people/" (kept.person.id) "/merge" } {
                input type="hidden" name="other" value=(other.person.id);
                p.field {
                    label for="reason" { (locale.text("merge-reason")) }
                    input #reason name="reason" required maxlength="500";
                }
                button type="submit" { (locale.text("merge-now")) }
                p.note { (locale.text("merge-undo-note")) }
            }
        }
    }
}

fn counts(locale: Locale, names: [&str; 2], preview: &Preview) -> Markup {
    type Count = fn(&Standing) -> usize;
    let rows: [(&str, Count); 7] = [
        ("merge-identifiers", |it| it.identifiers),
        ("merge-groups", |it| it.groups),
        ("merge-evidence", |it| it.evidence),
        ("merge-competencies", |it| it.competencies),
        ("merge-reached", |it| it.reached),
        ("merge-alerts", |it| it.alerts),
        ("merge-snoozed", |it| it.snoozed),
    ];
    let after = locale.text("merge-after");
    html! {
        div.table { table.cards {
            thead { tr {
                th scope="col" { (locale.text("merge-what")) }
                th.number scope="col" { (names[0]) }
                th.number scope="col" { (names[1]) }
                th.number scope="col" { (after) }
            } }
            tbody { @for (label, count) in rows { tr {
                th scope="row" { (locale.text(label)) }
                td.number data-label=(names[0]) { (locale.whole(count(&preview.kept))) }
                td.number data-label=(names[1]) { (locale.whole(count(&preview.merged))) }
                td.number data-label=(after) { strong { (locale.whole(count(&preview.together))) } }
            } } }
        } }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    other: Uuid,
    #[serde(default)]
    reason: String,
}

/// Makes two persons one.
pub(super) async fn merge(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
    Form(wish): Form<Wish>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let (kept, merged) = (PersonId(person), PersonId(wish.other));
    let reason = wish.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 || reason.contains('\0') {
        let asked = Asked {
            other: Some(wish.other),
            ..Asked::default()
        };
        let complaint = locale.text("merge-no-reason");
        let page = show(&app, &actor, locale, kept, &asked, Some(&complaint)).await?;
        return Ok((axum::http::StatusCode::BAD_REQUEST, page).into_response());
    }
    let decider = decider(&app, &actor);
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    merges::decide(&mut tx, (kept, merged), reason, &decider, now).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/people/{person}")).into_response())
}

/// The merges that were made, the latest first.
pub(super) async fn list(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let all = merges::list_all(&mut tx, LISTED).await?;
    let people = all.iter().flat_map(|merge| [merge.kept, merge.merged]);
    let people = people::find_all(&mut tx, people).await?;
    drop(tx);
    let body = html! {
        @if all.is_empty() {
            (ui::empty(locale, "merges-empty-title", "merges-empty"))
        } @else {
            section.card { ol.feed { @for merge in &all {
                li { (made(&actor.zone, locale, merge, &people)) }
            } } }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Merges, body))
}

fn made(
    zone: &TimeZone,
    locale: Locale,
    merge: &Merge,
    people: &BTreeMap<PersonId, Person>,
) -> Markup {
    let [kept, merged] = [merge.kept, merge.merged].map(|it| ui::name(locale, people.get(&it)));
    html! {
        p.meta {
            strong { (merge.decided_by) }
            span { (ui::moment(locale, zone, merge.decided_at)) }
            @if let Some(at) = merge.undone_at {
                span.chip.grey { (locale.with("merges-undone", &[
                    ("when", locale.moment_there(zone, at).into()),
                ])) }
            }
        }
        p.title {
            a href={ "/admin/people/" (merge.merged) } { (merged) }
            " → "
            a href={ "/admin/people/" (merge.kept) } { (kept) }
        }
        p { (merge.reason) }
        @if merge.undone_at.is_none() {
            details.confirm {
                summary { (locale.text("merges-undo")) }
                p.note { (locale.text("merges-undo-note")) }
                form method="post" action={ "/admin/people/merges/" (merge.id) "/undo" } {
                    button type="submit" { (locale.text("merges-undo-now")) }
                }
            }
        }
    }
}

/// Undoes a merge.
pub(super) async fn undo(
    State(app): State<App>,
    actor: Actor,
    Path(merge): Path<Uuid>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let author = app.author(&actor);
    let mut tx = app.db.write().await?;
    merges::undo(&mut tx, merge, &author, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/people/merges"))
}
