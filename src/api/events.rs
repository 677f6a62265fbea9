//! What apps are told: as pages of a log, and as a live stream of the same.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::sse::{Event as Sent, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Parameters;
use crate::credentials::{Caller, Scope};
use crate::events::{self, Event};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");
/// Events of a page when the asker names no limit, and the most it gets.
const PAGE: i64 = 100;
const LARGEST_PAGE: i64 = 500;
/// A stream ends after this long, so that whoever reads it is asked again who they are. Browsers
/// come back by themselves.
const LIFE: Duration = Duration::from_secs(600);
/// A stream on which nothing is told says so this often, so that nobody between ends it.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Which events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// Events after this place; 0 for all that are kept. A stream without it begins with the next.
    since: Option<i64>,
    /// Events of a page, 1 to 500; 100 if left out.
    limit: Option<i64>,
}

/// A part of the log of events.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventPage {
    /// The events, in the order in which they were told.
    items: Vec<EventItem>,
    /// The place to ask `since` next time.
    last: i64,
    /// Whether there is more now.
    more: bool,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
struct EventItem {
    /// Its place in the log of events.
    seq: i64,
    /// The same wherever it is told: what a webhook has in `webhook-id`.
    id: Uuid,
    /// What it tells, such as `group.created`.
    #[serde(rename = "type")]
    kind: String,
    /// When it was told first.
    timestamp: String,
    /// What it tells, in detail.
    #[schema(value_type = Object)]
    data: Value,
}

impl From<Event> for EventItem {
    fn from(event: Event) -> Self {
        Self {
            seq: event.seq,
            id: event.id,
            timestamp: format_time(event.told_at),
            data: event.data(),
            kind: event.kind,
        }
    }
}

/// What apps are told. With `Accept: text/event-stream` it comes as it is told, as server-sent events
/// whose `id` is the place; a reader that comes back with `Last-Event-ID` misses nothing.
#[utoipa::path(
    get, path = "/events", tag = "events", params(Choice),
    responses(
        (status = 200, body = EventPage),
        (status = 410)
    )
)]
pub(super) async fn read(
    State(app): State<App>,
    caller: Caller,
    Parameters(choice): Parameters<Choice>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.require(&[Scope::All, Scope::AllRead, Scope::EventsRead])?;
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let live = accepted.is_some_and(|accepted| accepted.contains("text/event-stream"));
    let seen = match headers.get(LAST_EVENT).filter(|_| live) {
        Some(last) => Some(
            last.to_str()
                .ok()
                .and_then(|last| last.trim().parse().ok())
                .ok_or_else(|| wrong("Last-Event-ID is not the id of an event of this stream."))?,
        ),
        None => choice.since,
    };
    let limit = choice.limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(wrong(
            "The parameter limit is a whole number from 1 to 500.",
        ));
    }
    let mut tx = app.db.read().await?;
    let (oldest, last) = events::oldest(&mut tx).await?;
    let since = match seen {
        Some(0) => oldest - 1,
        Some(seen) if seen < oldest - 1 => {
            return Err(Problem::new(
                Kind::Gone,
                format!(
                    "Events after {seen} are no longer kept; the oldest is {oldest}. Read what you \
                     need anew, and go on from since={last}."
                ),
            ));
        }
        Some(seen) if seen > last => {
            return Err(wrong("There is no event with this place yet."));
        }
        Some(seen) => seen,
        None if live => last,
        None => oldest - 1,
    };
    if live {
        drop(tx);
        return Ok(stream(app, since));
    }
    let mut found = events::after(&mut tx, since, limit + 1).await?;
    let more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let last = found.last().map_or(since, |event| event.seq);
    let found = events::without_withheld(&mut tx, found).await?;
    let page = EventPage {
        last,
        more,
        items: found.into_iter().map(EventItem::from).collect(),
    };
    Ok(Json(page).into_response())
}

fn wrong(detail: &str) -> Problem {
    Problem::new(Kind::InvalidParameter, detail)
}

fn stream(app: App, position: i64) -> Response {
    let reader = Reader {
        news: app.events.news(),
        app,
        position,
        end: Instant::now() + LIFE,
    };
    let events = stream::unfold(
        (reader, Vec::new()),
        async |(mut reader, mut waiting): (Reader, Vec<Event>)| {
            if waiting.is_empty() {
                waiting = tokio::time::timeout_at(reader.end, reader.more())
                    .await
                    .ok()??;
                waiting.reverse();
            }
            let event = waiting.pop()?;
            let sent = Sent::default()
                .id(event.seq.to_string())
                .event(&event.kind)
                .data(event.body().to_string());
            Some((Ok::<_, Infallible>(sent), (reader, waiting)))
        },
    );
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).text("nothing new");
    Sse::new(events).keep_alive(heartbeat).into_response()
}

struct Reader {
    app: App,
    /// Wakes when there is something new: one task for all streams looks.
    news: watch::Receiver<i64>,
    position: i64,
    end: Instant,
}

impl Reader {
    /// The next events, waited for; none when the gateway stops or the database fails, which ends the
    /// stream: its reader comes back.
    async fn more(&mut self) -> Option<Vec<Event>> {
        loop {
            self.news.mark_unchanged();
            match self.read().await {
                Ok(found) if !found.is_empty() => return Some(found),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "a live stream ends");
                    return None;
                }
            }
            tokio::select! {
                () = self.app.stopping.cancelled() => return None,
                changed = self.news.changed() => changed.ok()?,
            }
        }
    }

    async fn read(&mut self) -> Result<Vec<Event>, crate::store::StoreError> {
        let mut tx = self.app.db.read().await?;
        loop {
            let found = events::after(&mut tx, self.position, PAGE).await?;
            let Some(last) = found.last() else {
                return Ok(found);
            };
            self.position = last.seq;
            let told = events::without_withheld(&mut tx, found).await?;
            if !told.is_empty() {
                return Ok(told);
            }
        }
    }
}
