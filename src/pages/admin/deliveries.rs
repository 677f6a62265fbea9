//! What is on its way out, and does it arrive? Scores to platforms, events to webhooks, letters and
//! forwarded statements, by destination.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::{exports, sheet, ui};
use super::paged::Paged;
use super::{Tab, framed, headed, read};
use crate::access;
use crate::deliveries::{self, Destination, Kind};
use crate::exports::Subject;
use crate::exports::sheets::{self, destination_name, destination_state, work_name};
use crate::outbox::{self, Outgoing};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use crate::tables::Column;

/// Pieces of work on a page.
const PAGE: usize = 50;

/// Whether letters are sent.
fn letters(app: &App) -> bool {
    app.config.mail.smtp_url.is_some()
}

/// Every destination.
pub(super) async fn destinations(app: &App, tx: &mut Tx) -> Result<Vec<Destination>, Problem> {
    Ok(deliveries::destinations(tx, letters(app)).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Only destinations of a kind.
    kind: String,
    /// Only those that somebody should look at.
    troubled: Option<String>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let mut all = destinations(&app, &mut tx).await?;
    drop(tx);
    let troubled = asked.troubled.is_some();
    all.retain(|one| asked.kind.is_empty() || one.kind.word() == asked.kind);
    all.retain(|one| !troubled || one.is_troubled());
    let body = html! {
        form.filters method="get" action="/admin/deliveries" {
            p.field {
                label for="kind" { (locale.text("delivery-kind")) }
                select #kind name="kind" {
                    option value="" { (locale.text("delivery-all")) }
                    @for kind in Kind::ALL {
                        option value=(kind.word()) selected[kind.word() == asked.kind] {
                            (locale.text(&format!("delivery-{}", kind.word())))
                        }
                    }
                }
            }
            label.choice {
                input type="checkbox" name="troubled" value="yes" checked[troubled];
                span { (locale.text("delivery-troubled-only")) }
            }
            button type="submit" { (locale.text("filter-apply")) }
        }
        @if all.is_empty() {
            (ui::empty(locale, "delivery-empty-title", "delivery-empty"))
        } @else {
            section.card {
                (table(&actor, locale, &all))
                (exports::form(locale, Subject::Deliveries, &[]))
            }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Deliveries, body))
}

fn state(locale: Locale, one: &Destination) -> Markup {
    let state = destination_state(one);
    let class = match state {
        "off" => "chip grey",
        "failing" => "chip red",
        "given-up" => "chip amber",
        _ => "chip green",
    };
    html! { span class=(class) { (locale.text(&format!("delivery-{state}"))) } }
}

fn table(actor: &Actor, locale: Locale, all: &[Destination]) -> Markup {
    let reader = sheet::reader(actor, locale);
    let special = |column: &Column, one: &Destination| {
        match &*column.name {
        "destination" => Some(html! {
            @if one.kind == Kind::Forwarding {
                a href="/admin/feeds" { (destination_name(locale, one)) }
            } @else {
                a href={ "/admin/deliveries/" (one.id) } { (destination_name(locale, one)) }
            }
            br; span.note { (locale.text(&format!("delivery-{}", one.kind.word()))) }
        }),
        "state" => Some(state(locale, one)),
        "last" if one.lane.last_sent_at.is_none() => Some(html! { (locale.text("never")) }),
        "error" => one.lane.error.as_ref().map(|error| {
            html! { (error) @if let Some(at) = one.lane.error_at { ", " (ui::moment(locale, &actor.zone, at)) } }
        }),
        _ => None,
    }
    };
    sheet::table(&reader, &sheets::destinations(locale), all, special)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    /// The last piece of the page before.
    after: Option<Uuid>,
}

/// What waits for a destination, or was given up.
pub(super) async fn one(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(lane): Path<Uuid>,
    Query(place): Query<Place>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let found = deliveries::find(&mut tx, lane, letters(&app)).await;
    let found = found?.ok_or_else(Problem::not_found)?;
    let after = place.after.unwrap_or_default();
    let work = outbox::listed(&mut tx, lane, after, PAGE as i64 + 1).await?;
    drop(tx);
    let work = Paged::of(work, PAGE);
    let title = destination_name(locale, &found);
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (locale.text(&format!("delivery-{}", found.kind.word()))) }
                (state(locale, &found))
            }
        }
        @if let Some(error) = &found.lane.error { p { (error) } }
        @if work.items.is_empty() {
            (ui::empty(locale, "delivery-nothing-title", "delivery-nothing"))
        } @else {
            form method="post" action={ "/admin/deliveries/" (lane) "/retry" } {
                button type="submit" { (locale.text("delivery-retry-all")) }
            }
            section.card { ol.feed { @for piece in &work.items { li { (entry(&actor.zone, locale, lane, piece)) } } } }
        }
        (work.next(locale, "page-more", |last| format!("/admin/deliveries/{lane}?after={}", last.id)))
    };
    Ok(framed(&app, locale, &actor, Tab::Deliveries, &title, body))
}

fn entry(zone: &TimeZone, locale: Locale, lane: Uuid, piece: &Outgoing) -> Markup {
    let moment = |at: i64| locale.moment_there(zone, at);
    html! {
        p.meta {
            strong { (locale.text(work_name(piece))) }
            span { (ui::moment(locale, zone, piece.created_at)) }
            @match piece.given_up_at {
                Some(at) => span.chip.red { (locale.with("delivery-given-up-at", &[("when", moment(at).into())])) },
                None if piece.attempts > 0 => span.chip.amber { (locale.with("delivery-next", &[
                    ("when", moment(piece.next_at).into()), ("attempts", piece.attempts.into()),
                ])) },
                None => span.chip { (locale.text("delivery-waits")) },
            }
        }
        @if let Some(error) = &piece.error {
            p { @if let Some(status) = piece.status { (status) " " } (error) }
        }
        @if piece.given_up_at.is_some() || piece.attempts > 0 {
            form method="post" action={ "/admin/deliveries/" (lane) "/" (piece.id) "/retry" } {
                button.plain type="submit" { (locale.text("delivery-retry")) }
            }
        }
    }
}

/// Tries everything of a destination again at once.
pub(super) async fn retry_all(
    State(app): State<App>,
    actor: Actor,
    Path(lane): Path<Uuid>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    let found = deliveries::find(&mut tx, lane, letters(&app)).await;
    found?.ok_or_else(Problem::not_found)?;
    deliveries::retry_all(&mut tx, lane, &app.author(&actor), app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/deliveries/{lane}")))
}

/// Tries one piece of work again at once.
pub(super) async fn retry(
    State(app): State<App>,
    actor: Actor,
    Path((lane, piece)): Path<(Uuid, Uuid)>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    if !deliveries::retry(&mut tx, piece, &app.author(&actor), app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/deliveries/{lane}")))
}
