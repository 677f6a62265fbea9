//! Forwardings and pulls: does what is stored reach the other record stores, and what they store us?

use axum::extract::{Path, State};
use axum::response::Redirect;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, headed, read};
use crate::access;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::sync::{self, Kind, Refusal, Steer};

/// Statements set aside that are listed of a feed.
const LISTED: i64 = 20;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let feeds = sync::all(&mut tx).await.map_err(Problem::internal)?;
    let mut found = Vec::new();
    for feed in feeds {
        let refused = match feed.set_aside {
            0 => Vec::new(),
            _ => sync::refusals(&mut tx, feed.id, "", LISTED).await?,
        };
        found.push((feed, refused));
    }
    drop(tx);
    let body = html! {
        @if found.is_empty() {
            (ui::empty(locale, "feeds-empty-title", "feeds-empty"))
        }
        @for (feed, refused) in &found { (card(&actor.zone, locale, feed, refused)) }
    };
    Ok(headed(&app, locale, &actor, Tab::Feeds, body))
}

fn card(zone: &TimeZone, locale: Locale, feed: &sync::State, refused: &[Refusal]) -> Markup {
    let moment = |at: Option<i64>| ui::moment_if(locale, zone, at);
    let address = format!("/admin/feeds/{}/{}", feed.kind.word(), feed.id);
    html! {
        section.card {
            div.row-head {
                h2 {
                    (locale.text(match feed.kind {
                        Kind::Forward => "feeds-forward",
                        Kind::Pull => "feeds-pull",
                    }))
                    " " code { (feed.endpoint) }
                }
                (state(locale, feed))
            }
            dl.pairs {
                @if let Some(lag) = feed.lag {
                    dt { (locale.text("feeds-lag")) }
                    dd { (locale.with("feeds-lag-statements", &[("count", lag.into())])) }
                }
                @if let Some(reached) = &feed.reached {
                    dt { (locale.text("feeds-reached")) }
                    dd { (reached) }
                }
                dt { (locale.text("feeds-success")) }
                dd { (moment(feed.last_success_at)) }
                @if let Some(error) = &feed.last_error {
                    dt { (locale.text("feeds-error")) }
                    dd { (error) ", " (moment(feed.last_error_at)) }
                }
            }
            div.chips {
                @if feed.enabled {
                    (action(&address, "pause", &locale.text("feeds-pause")))
                } @else {
                    (action(&address, "resume", &locale.text("feeds-resume")))
                }
                @if feed.set_aside > 0 {
                    (action(&address, "retry", &locale.text("feeds-retry")))
                }
            }
            (set_aside(locale, feed, refused))
        }
    }
}

fn action(address: &str, what: &str, label: &str) -> Markup {
    html! {
        form method="post" action={ (address) "/" (what) } {
            button.plain type="submit" { (label) }
        }
    }
}

fn state(locale: Locale, feed: &sync::State) -> Markup {
    let (class, key) = match (feed.enabled, feed.failures) {
        (false, _) => ("chip grey", "feeds-paused"),
        (true, 0) => ("chip green", "feeds-running"),
        (true, _) => ("chip red", "feeds-failing"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

fn set_aside(locale: Locale, feed: &sync::State, refused: &[Refusal]) -> Markup {
    html! {
        @if !refused.is_empty() {
            h3 { (locale.with("feeds-aside", &[("count", feed.set_aside.into())])) }
            ul.faults {
                @for refusal in refused {
                    li {
                        @match (feed.kind, refusal.statement.parse::<Uuid>()) {
                            (Kind::Forward, Ok(id)) => {
                                a href={ "/admin/statements/" (id) } { (refusal.statement) }
                            }
                            _ => { code { (refusal.statement) } }
                        }
                        " "
                        @if let Some(status) = refusal.status { (status) " " }
                        (refusal.reason)
                    }
                }
            }
        }
    }
}

/// What can be done with a feed.
pub(super) async fn act(
    State(app): State<App>,
    actor: Actor,
    Path((kind, feed, action)): Path<(String, Uuid, String)>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let kind = Kind::ALL
        .iter()
        .copied()
        .find(|known| known.word() == kind)
        .ok_or_else(Problem::not_found)?;
    let steer = Steer::of_word(&action).ok_or_else(Problem::not_found)?;
    let by = app.author(&actor);
    let mut tx = app.db.write().await?;
    if !sync::steer(&mut tx, (kind, feed), steer, &by, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Redirect::to("/admin/feeds"))
}
