//! What is on its way out, and does it arrive? Scores to platforms, events to webhooks, letters and
//! forwarded statements, by destination.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed};
use crate::access;
use crate::audit::{self, Act, Change};
use crate::digests;
use crate::events::webhooks;
use crate::outbox::{self, Lane, Outgoing};
use crate::platforms;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use crate::sync;

/// Pieces of work on a page.
const PAGE: usize = 50;

/// Where something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Forwarding,
    Letters,
    Platform,
    Webhook,
}

impl Kind {
    const ALL: [Self; 4] = [
        Self::Platform,
        Self::Webhook,
        Self::Letters,
        Self::Forwarding,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Forwarding => "forwarding",
            Self::Letters => "letters",
            Self::Platform => "platform",
            Self::Webhook => "webhook",
        }
    }
}

/// A destination, and how it takes what is sent.
pub(super) struct Destination {
    id: Uuid,
    kind: Kind,
    name: String,
    enabled: bool,
    lane: Lane,
    waiting: i64,
    given_up: i64,
}

impl Destination {
    /// Whether somebody should look at it.
    pub(super) const fn is_troubled(&self) -> bool {
        self.given_up > 0 || self.lane.failures > 0
    }
}

async fn of_lane(
    tx: &mut Tx,
    (id, kind): (Uuid, Kind),
    name: String,
    enabled: bool,
) -> Result<Destination, Problem> {
    Ok(Destination {
        id,
        kind,
        name,
        enabled,
        lane: outbox::lane(tx, id).await?,
        waiting: outbox::waiting(tx, id).await?,
        given_up: outbox::count_given_up(tx, id).await?,
    })
}

/// Every destination.
pub(super) async fn destinations(
    app: &App,
    locale: Locale,
    tx: &mut Tx,
) -> Result<Vec<Destination>, Problem> {
    let mut all = Vec::new();
    for platform in platforms::all(tx).await? {
        let key = (platform.id, Kind::Platform);
        all.push(of_lane(tx, key, platform.name, platform.enabled).await?);
    }
    for state in webhooks::list(tx, None).await.map_err(Problem::internal)? {
        let webhook = state.webhook;
        let name = if webhook.label.is_empty() {
            webhook.url
        } else {
            webhook.label
        };
        all.push(of_lane(tx, (webhook.id, Kind::Webhook), name, webhook.enabled).await?);
    }
    let letters = (digests::MAIL, Kind::Letters);
    let sends = app.config.mail.smtp_url.is_some();
    all.push(of_lane(tx, letters, locale.text("delivery-letters"), sends).await?);
    for feed in sync::all(tx).await.map_err(Problem::internal)? {
        if feed.kind != sync::Kind::Forward {
            continue;
        }
        all.push(Destination {
            id: feed.id,
            kind: Kind::Forwarding,
            name: feed.endpoint.clone(),
            enabled: feed.enabled,
            lane: Lane {
                failures: feed.failures,
                last_sent_at: feed.last_success_at,
                error: feed.last_error.clone(),
                error_at: feed.last_error_at,
                ..Lane::default()
            },
            waiting: feed.lag.unwrap_or(0),
            given_up: feed.set_aside,
        });
    }
    Ok(all)
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
    access::administrate(&actor)?;
    let mut tx = app.db.read().await?;
    let mut all = destinations(&app, locale, &mut tx).await?;
    drop(tx);
    let troubled = asked.troubled.is_some();
    all.retain(|one| asked.kind.is_empty() || one.kind.word() == asked.kind);
    all.retain(|one| !troubled || one.is_troubled());
    let title = locale.text("admin-deliveries");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.text("deliveries-note")) } }
        }
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
            section.card { (table(&app, locale, &all)) }
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Deliveries, &title, body))
}

fn state(locale: Locale, one: &Destination) -> Markup {
    let (class, key) = match one {
        one if !one.enabled => ("chip grey", "delivery-off"),
        one if one.lane.failures > 0 => ("chip red", "delivery-failing"),
        one if one.given_up > 0 => ("chip amber", "delivery-given-up"),
        _ => ("chip green", "delivery-well"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

fn table(app: &App, locale: Locale, all: &[Destination]) -> Markup {
    let labels = [
        "delivery-destination",
        "delivery-state",
        "delivery-waiting",
        "delivery-given-up",
        "delivery-last",
        "delivery-error",
    ]
    .map(|key| locale.text(key));
    let [_, state_label, waiting, given_up, last, error] = &labels;
    let moment = |at: Option<i64>| {
        at.map_or_else(|| locale.text("never"), |at| locale.moment(&app.zone(), at))
    };
    html! {
        div.table { table.cards {
            thead { tr { @for (index, label) in labels.iter().enumerate() {
                th.number[index == 2 || index == 3] scope="col" { (label) }
            } } }
            tbody { @for one in all { tr {
                th scope="row" {
                    @if one.kind == Kind::Forwarding {
                        a href="/admin/feeds" { (one.name) }
                    } @else {
                        a href={ "/admin/deliveries/" (one.id) } { (one.name) }
                    }
                    br; span.note { (locale.text(&format!("delivery-{}", one.kind.word()))) }
                }
                td data-label=(state_label) { (state(locale, one)) }
                td.number data-label=(waiting) { (locale.whole(one.waiting)) }
                td.number data-label=(given_up) { (locale.whole(one.given_up)) }
                td data-label=(last) { (moment(one.lane.last_sent_at)) }
                td.wrap data-label=(error) {
                    @match &one.lane.error {
                        Some(error) => { (error) @if let Some(at) = one.lane.error_at { ", " (locale.moment(&app.zone(), at)) } }
                        None => "–",
                    }
                }
            } } }
        } }
    }
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
    access::administrate(&actor)?;
    let mut tx = app.db.read().await?;
    let all = destinations(&app, locale, &mut tx).await?;
    let found = all
        .into_iter()
        .find(|one| one.id == lane && one.kind != Kind::Forwarding)
        .ok_or_else(Problem::not_found)?;
    let after = place.after.unwrap_or_default();
    let mut work = outbox::listed(&mut tx, lane, after, PAGE as i64 + 1).await?;
    drop(tx);
    let more = work.len() > PAGE;
    work.truncate(PAGE);
    let title = found.name.clone();
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (locale.text(&format!("delivery-{}", found.kind.word()))) }
                (state(locale, &found))
            }
        }
        @if let Some(error) = &found.lane.error { p { (error) } }
        @if work.is_empty() {
            (ui::empty(locale, "delivery-nothing-title", "delivery-nothing"))
        } @else {
            form method="post" action={ "/admin/deliveries/" (lane) "/retry" } {
                button type="submit" { (locale.text("delivery-retry-all")) }
            }
            section.card { ol.feed { @for piece in &work { li { (entry(&app, locale, lane, piece)) } } } }
        }
        @if more && let Some(last) = work.last() {
            p { a.button href={ "/admin/deliveries/" (lane) "?after=" (last.id) } {
                (locale.text("page-older"))
            } }
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Deliveries, &title, body))
}

/// What a piece of work is, by the first word of what it is about. The rest may name a person.
fn kind_of(about: &str) -> &'static str {
    match about.split(' ').next() {
        Some("column") => "work-column",
        Some("score") => "work-score",
        Some("digest") => "work-digest",
        Some("webhook") => "work-event",
        _ => "work-other",
    }
}

fn entry(app: &App, locale: Locale, lane: Uuid, piece: &Outgoing) -> Markup {
    let moment = |at: i64| locale.moment(&app.zone(), at);
    html! {
        p.meta {
            strong { (locale.text(kind_of(&piece.about))) }
            span { (moment(piece.created_at)) }
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
    locale: Locale,
    Path(lane): Path<Uuid>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let all = destinations(&app, locale, &mut tx).await?;
    if !all
        .iter()
        .any(|one| one.id == lane && one.kind != Kind::Forwarding)
    {
        return Err(Problem::not_found());
    }
    let count = outbox::retry_all(&mut tx, lane, now).await?;
    let change = Change::to(lane, format!("{count} given up, and all that waits"));
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::DeliveryRetried,
        change,
        now,
    )
    .await?;
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
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !outbox::retry(&mut tx, piece, now).await? {
        return Err(Problem::not_found());
    }
    let change = Change::to(piece, "tried again");
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::DeliveryRetried,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/deliveries/{lane}")))
}
