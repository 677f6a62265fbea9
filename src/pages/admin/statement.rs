//! One statement: exactly what was stored, what refers to it, and its attachments.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde_json::Value;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed, read};
use crate::access;
use crate::attachments::Hash;
use crate::people::{self, PersonId, View, Viewer};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::statements::{self, Identity, StoredStatement, attachments, find_agent};

/// Statements that refer to one that are listed.
const REFERRING: i64 = 50;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(id): Path<Uuid>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let stored = statements::one(&mut tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let referring = statements::referring_to(&mut tx, id, REFERRING).await?;
    let vocabulary = app
        .vocabularies
        .current(&mut tx)
        .await
        .map_err(Problem::internal)?;
    drop(tx);
    let value: Value = serde_json::from_str(&stored.to_json()).map_err(Problem::internal)?;
    let whose = value.get("actor").and_then(Identity::of);
    log_looks(&app, &actor, whose.iter()).await?;
    let text = serde_json::to_string_pretty(&value).map_err(Problem::internal)?;
    let meaning = vocabulary.rule(&value).map(|rule| rule.id.clone());
    let title = locale.text("statement-title");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { code { (id) } }
                (happened(&actor.zone, locale, &stored))
                @if stored.voided { span.chip.red { (locale.text("statement-voided")) } }
                @if let Some(target) = stored.target {
                    a href={ "/admin/statements/" (target) } {
                        @if stored.voids { (locale.text("statement-voids")) }
                        @else { (locale.text("statement-refers")) }
                    }
                }
                span {
                    @match meaning {
                        Some(rule) => { (locale.with("statement-meaning", &[("rule", rule.into())])) }
                        None => { (locale.text("statement-no-meaning")) }
                    }
                }
            }
        }
        (attached(&app, locale, id, &value).await?)
        (referred(&actor.zone, locale, &referring))
        section.card {
            h2 { (locale.text("statement-json")) }
            pre tabindex="0" { (text) }
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Statements, &title, body))
}

/// Notes, where the persons themselves can see it, that somebody looked at what they did.
pub(super) async fn log_looks(
    app: &App,
    actor: &Actor,
    whose: impl Iterator<Item = &Identity>,
) -> Result<(), Problem> {
    let mut tx = app.db.read().await?;
    let mut persons = std::collections::BTreeSet::new();
    for identity in whose {
        if let Some(agent) = find_agent(&mut tx, identity).await?
            && let Some(person) = people::by_agent(&mut tx, agent).await?
            && person != actor.person
        {
            persons.insert(person);
        }
    }
    drop(tx);
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let viewer = Viewer::Person(actor.person);
    let noted = app
        .looks
        .note(&viewer, &persons, View::Statement, app.clock.now());
    noted.done().await?;
    Ok(())
}

async fn attached(
    app: &App,
    locale: Locale,
    id: Uuid,
    statement: &Value,
) -> Result<Markup, Problem> {
    let mut found = Vec::new();
    for attachment in attachments(statement) {
        let Some(hash) = attachment["sha2"].as_str().and_then(Hash::parse) else {
            continue;
        };
        let length = app.attachments.length(&hash).await;
        let length = length.map_err(Problem::internal)?;
        let display = attachment["display"].as_object();
        let name = display.and_then(|map| map.values().next()?.as_str());
        let kind = attachment["contentType"].as_str().unwrap_or_default();
        found.push((
            name.unwrap_or_default().to_owned(),
            kind.to_owned(),
            hash,
            length,
        ));
    }
    Ok(html! {
        @if !found.is_empty() {
            section.card {
                h2 { (locale.text("statement-attachments")) }
                ul.list {
                    @for (name, kind, hash, length) in &found {
                        li { div {
                            strong { (name) } " " span.note { (kind) } " "
                            @if let Some(length) = length {
                                a href={ "/admin/statements/" (id) "/attachments/" (hash) } download {
                                    (locale.with("statement-download", &[("bytes", (*length).into())]))
                                }
                            } @else {
                                span.note { (locale.text("statement-elsewhere")) }
                            }
                        } }
                    }
                }
            }
        }
    })
}

/// When something happened and when it was stored.
pub(in super::super) fn happened(
    zone: &TimeZone,
    locale: Locale,
    stored: &StoredStatement,
) -> Markup {
    html! {
        span { (locale.text("statement-happened")) " " (ui::moment(locale, zone, stored.timestamp)) }
        span { (locale.text("statement-stored")) " " (ui::moment(locale, zone, stored.stored)) }
    }
}

fn referred(zone: &TimeZone, locale: Locale, referring: &[StoredStatement]) -> Markup {
    html! {
        @if !referring.is_empty() {
            section.card {
                h2 { (locale.text("statement-referring")) }
                ul.list {
                    @for other in referring {
                        li {
                            a href={ "/admin/statements/" (other.id) } {
                                (ui::moment(locale, zone, other.stored))
                            }
                            span {
                                @if other.voids { (locale.text("statement-voids-this")) }
                                @else { code { (other.id) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// An attachment's content. It is never shown as a page of ours.
pub(super) async fn attachment(
    State(app): State<App>,
    actor: Actor,
    Path((id, hash)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let hash = Hash::parse(&hash).ok_or_else(Problem::not_found)?;
    let mut tx = app.db.read().await?;
    let stored = statements::one(&mut tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    let value = stored.value().map_err(Problem::internal)?;
    let hashed = |attachment: &Value| attachment["sha2"].as_str().and_then(Hash::parse);
    if !attachments(&value).any(|attachment| hashed(attachment).as_ref() == Some(&hash)) {
        return Err(Problem::not_found());
    }
    let content = app.attachments.read(&hash).await;
    let content = content
        .map_err(Problem::internal)?
        .ok_or_else(Problem::not_found)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment"),
        ),
    ];
    Ok((headers, Body::from_stream(content)).into_response())
}
