//! Tells a page that is open what is new where it looks, as server-sent events: how many
//! contributions and alerts there are that it does not show yet, which the page shows when it is asked
//! to, and that the roster stands otherwise than it says, which it shows at once.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use futures_util::{Stream, StreamExt, stream};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access;
use crate::alerts;
use crate::courses::{self, RosterState};
use crate::engagement;
use crate::groups::GroupId;
use crate::locale::Locale;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::projector;
use crate::sso::{Actor, Role};
use crate::state::App;
use crate::statements;
use crate::store::{StoreError, Tx};

/// A stream ends after this long, so that whoever reads it is asked again who they are. Browsers
/// come back by themselves.
const LIFE: Duration = Duration::from_secs(300);
/// A stream on which nothing is told says so this often, so that nobody between ends it.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Alerts follow facts by this long at most.
const ALERTS: Duration = Duration::from_secs(5);
/// What comes within this time is told at once.
const PACE: Duration = Duration::from_millis(500);

/// Up to where a page shows what happened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Since {
    /// The last statement of the log that facts were derived of.
    seq: i64,
    /// When, microseconds since the epoch.
    at: i64,
}

impl Since {
    /// Now; taken before what the page shows is read, so that nothing is missed.
    pub(super) async fn now(app: &App, tx: &mut Tx) -> Result<Self, StoreError> {
        let current = projector::current(tx).await?;
        Ok(Self {
            seq: current.map_or(0, |current| current.seq),
            at: app.clock.now().as_microsecond(),
        })
    }

    /// Whether the page shows what was stored until a moment.
    pub(super) async fn shows(self, tx: &mut Tx, at: i64) -> Result<bool, StoreError> {
        Ok(statements::position_at(tx, at).await? <= self.seq)
    }

    /// The place where a page says what is new in all groups that the coach coaches.
    pub(super) fn everywhere(self) -> Markup {
        place(&self.address())
    }

    /// The same of one group, with how the page says that its roster stands, if it says so.
    pub(super) fn within(self, group: GroupId, roster: Option<&RosterState>) -> Markup {
        let mut address = format!("{}&group={group}", self.address());
        if let Some(roster @ (RosterState::Awaited | RosterState::Failing { .. })) = roster {
            address += &format!("&roster={}", roster.word());
        }
        place(&address)
    }

    fn address(self) -> String {
        format!("/live?since={}&at={}", self.seq, self.at)
    }
}

/// The place where a page says what is new, with the address that tells it.
pub(super) fn place(address: &str) -> Markup {
    html! { p.news role="status" data-live=(address) {} }
}

/// What an open page is to be told.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    since: Option<i64>,
    at: Option<i64>,
    group: Option<Uuid>,
    /// How the page says that the group's roster stands.
    roster: Option<String>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            Message::new("refused-coaches-inbox"),
        ));
    }
    let (Some(since), Some(at)) = (asked.since, asked.at) else {
        return Err(Problem::new(
            Kind::InvalidParameter,
            Message::new("refused-since"),
        ));
    };
    let group = asked.group.map(GroupId);
    if let Some(group) = group {
        let mut tx = app.read(&actor).await?;
        access::see_group(&mut tx, &actor, group).await?;
    }
    let watcher = Watcher {
        derived: app.events.derived(),
        end: Instant::now() + LIFE,
        app,
        actor,
        locale,
        roster: asked.roster.zip(group),
        group,
        shown_by: None,
        position: since,
        at,
        news: News::default(),
        told: News::default(),
    };
    let events = stream::unfold(watcher, async |mut watcher: Watcher| {
        let next = tokio::time::timeout_at(watcher.end, watcher.next());
        let (event, text) = match next.await.ok()?? {
            Told::News(news) => ("news", news.text(watcher.locale)),
            Told::Roster => ("roster", watcher.locale.text("live-roster")),
        };
        Some((Ok(told(watcher.locale, event, &text)), watcher))
    });
    Ok(streamed(events))
}

fn told(locale: Locale, event: &str, text: &str) -> Event {
    let body = json!({ "text": text, "show": locale.text("live-show") });
    Event::default().event(event).data(body.to_string())
}

fn streamed(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).text("nothing new");
    Sse::new(events).keep_alive(heartbeat).into_response()
}

/// Tells a page, once, that rosters stand otherwise than it says: when they do.
pub(super) fn rosters(
    stopping: CancellationToken,
    locale: Locale,
    changed: impl Future<Output = ()> + Send + 'static,
) -> Response {
    let event = async move {
        changed.await;
        Ok(told(locale, "roster", &locale.text("live-roster")))
    };
    let end = async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            () = tokio::time::sleep(LIFE) => {}
        }
    };
    let end = Box::pin(end);
    streamed(stream::once(event).chain(stream::pending()).take_until(end))
}

/// How much there is that a page does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct News {
    contributions: usize,
    alerts: usize,
}

impl News {
    fn text(self, locale: Locale) -> String {
        let counted = |key: &str, count: usize| {
            (count > 0).then(|| locale.with(key, &[("count", count.into())]))
        };
        let parts = [
            counted("live-contributions", self.contributions),
            counted("live-alerts", self.alerts),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

/// What a page is told.
enum Told {
    News(News),
    /// The roster stands otherwise than the page says.
    Roster,
}

struct Watcher {
    app: App,
    actor: Actor,
    locale: Locale,
    /// The group that the page shows; all that the coach coaches if it is none.
    group: Option<GroupId>,
    /// Wakes when facts were derived, by whichever instance.
    derived: watch::Receiver<i64>,
    /// How the page says that the roster stands, and of which group; none once it was told otherwise.
    roster: Option<(String, GroupId)>,
    /// The roster stands otherwise, which facts show from this place in the log on.
    shown_by: Option<i64>,
    /// Contributions were counted up to this place in the log.
    position: i64,
    at: i64,
    news: News,
    told: News,
    end: Instant,
}

impl Watcher {
    /// The next time there is more than was told, waited for; none when the gateway stops, the coach
    /// may no longer look, or the database fails, which ends the stream.
    async fn next(&mut self) -> Option<Told> {
        loop {
            self.derived.mark_unchanged();
            match self.look().await {
                Ok(true) if self.has_roster_changed() => return Some(Told::Roster),
                Ok(true) if self.news != self.told => {
                    self.told = self.news;
                    return Some(Told::News(self.news));
                }
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    tracing::warn!(%error, "a live page is told no more");
                    return None;
                }
            }
            tokio::select! {
                () = self.app.stopping.cancelled() => return None,
                () = tokio::time::sleep(ALERTS) => {}
                changed = self.derived.changed() => {
                    changed.ok()?;
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    }

    /// Counts what is new; says whether the coach may still look.
    async fn look(&mut self) -> Result<bool, StoreError> {
        let mut tx = self.app.db.read().await?;
        let groups: BTreeSet<GroupId> = match self.group {
            Some(group) if !access::may_see_group(&mut tx, &self.actor, group).await? => {
                return Ok(false);
            }
            Some(group) => [group].into(),
            None => {
                let mine = engagement::my_groups(&mut tx, self.actor.person).await?;
                mine.into_iter().map(|group| group.id).collect()
            }
        };
        loop {
            let viewer = self.actor.person;
            let (found, until) =
                engagement::contributions_since(&mut tx, &groups, viewer, self.position).await?;
            if until == self.position {
                break;
            }
            self.news.contributions += found;
            self.position = until;
        }
        let groups: Vec<GroupId> = groups.into_iter().collect();
        self.news.alerts = alerts::opened_since(&mut tx, &groups, self.at).await?;
        if let (Some((word, group)), None) = (&self.roster, self.shown_by) {
            let roster = courses::roster(&mut tx, *group).await?;
            if roster.is_none_or(|roster| roster.word() != word) {
                // Who came with it has joined by statements that may not have become facts yet.
                self.shown_by = Some(statements::head(&mut tx).await?.seq);
            }
        }
        Ok(true)
    }

    /// Whether the roster stands otherwise than the page says, and facts show it; true once.
    fn has_roster_changed(&mut self) -> bool {
        let derived = *self.derived.borrow();
        let changed = self.shown_by.take_if(|seq| *seq <= derived).is_some();
        if changed {
            self.roster = None;
        }
        changed
    }
}
