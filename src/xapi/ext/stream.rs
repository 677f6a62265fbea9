//! The live stream: statements as they are stored, as server-sent events, by the filters of the
//! statements resource.
//!
//! An event's identifier is the statement's place in the log. A reader that comes back names the
//! last one it has seen in `Last-Event-ID`, as browsers do by themselves, and misses nothing.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream;
use tokio::time::Instant;
use xapi_schemas::Version;

use super::super::find::{READING, filter};
use super::super::negotiation::Spoken;
use super::super::parameters::{Parameters, wrong};
use crate::credentials::Caller;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::{self, Direction, Filter, Query, StoredStatement};
use crate::store::StoreError;

const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");
/// Statements read at once.
const AT_ONCE: usize = 100;
/// What another instance stored is looked for this often.
const LOOK: Duration = Duration::from_secs(1);
/// A stream ends after this long, so that whoever reads it is asked again who they are. Browsers
/// come back by themselves.
const LIFE: Duration = Duration::from_secs(600);

/// Statements as they come.
pub(in crate::xapi) async fn get(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    caller.require(READING)?;
    let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let filter = filter(&mut parameters, version, &caller)?;
    parameters.end()?;
    let position = match headers.get(LAST_EVENT) {
        Some(last) => last
            .to_str()
            .ok()
            .and_then(|last| last.parse().ok())
            .ok_or_else(|| wrong("Last-Event-ID", "is not the id of an event of this stream"))?,
        None => {
            let mut tx = app.db.read().await?;
            statements::head(&mut tx).await?.seq
        }
    };
    let reader = Reader {
        app,
        version,
        own_only: caller.reads_only_own(),
        headers,
        filter,
        position,
        asked: Instant::now(),
        end: Instant::now() + LIFE,
    };
    let events = stream::unfold(
        (reader, Vec::new()),
        async |(mut reader, mut waiting): (Reader, Vec<StoredStatement>)| {
            if waiting.is_empty() {
                waiting = tokio::time::timeout_at(reader.end, reader.more())
                    .await
                    .ok()??;
                waiting.reverse();
            }
            // Whoever reads slowly may be let in no longer meanwhile.
            let statement = waiting.pop().filter(|_| Instant::now() < reader.end)?;
            if !reader.is_let_in().await {
                return None;
            }
            let text = match statement.served(reader.version) {
                Ok(text) => text,
                Err(error) => {
                    tracing::error!(%error, seq = statement.seq, "a stored statement cannot be read");
                    return None;
                }
            };
            let event = Event::default()
                .id(statement.seq.to_string())
                .event("statement")
                .data(text);
            Some((Ok(event), (reader, waiting)))
        },
    );
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

struct Reader {
    app: App,
    version: Version,
    /// By which it was let in.
    headers: HeaderMap,
    /// Whether it may read only what is its own.
    own_only: bool,
    filter: Filter,
    position: i64,
    /// When it was seen last that it may read.
    asked: Instant,
    end: Instant,
}

impl Reader {
    /// The next statements, waited for; none when the gateway stops or the database fails, which
    /// ends the stream: its reader comes back.
    async fn more(&mut self) -> Option<Vec<StoredStatement>> {
        let mut committed = self.app.log.committed();
        loop {
            committed.mark_unchanged();
            if !self.is_let_in().await {
                return None;
            }
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
                _ = committed.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Whether whoever reads would be let in now, as they were at the beginning.
    async fn is_let_in(&mut self) -> bool {
        if self.asked.elapsed() < LOOK {
            return true;
        }
        self.asked = Instant::now();
        match self.app.authenticator.still(&self.app, &self.headers).await {
            Ok(Some(caller)) => {
                caller.require(READING).is_ok() && caller.reads_only_own() == self.own_only
            }
            Ok(None) => false,
            Err(_) => {
                tracing::warn!("a live stream ends: its reader could not be looked up");
                false
            }
        }
    }

    async fn read(&mut self) -> Result<Vec<StoredStatement>, StoreError> {
        let mut tx = self.app.db.read().await?;
        let query = Query {
            filter: self.filter.clone(),
            direction: Direction::Ascending,
            limit: AT_ONCE,
            position: Some(self.position),
        };
        let page = statements::page(&mut tx, &query).await?;
        let last = page.statements.last().map(|last| last.seq);
        self.position = last.filter(|_| page.more).unwrap_or(page.head.seq);
        Ok(page.statements)
    }
}
