//! Who looked at whom: kept for the person looked at, and durable before the viewer gets an answer.
//!
//! Looks queue to one writer, which stores many in one transaction while the answer is still being
//! worked out. A second look of the hour is known already and costs nothing.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::PersonId;
use crate::store::{Db, Identifier, StoreError, Tx, execute, fetch_all, id_list, list, sql};

sql! {
    ADD_LOOKS = {
        sqlite: "INSERT INTO look (id, person, viewer, system, kind, at)
                 SELECT unhex(value->>0), unhex(value->>1), unhex(value->>2), value->>3, value->>4,
                     value->>5
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO look (id, person, viewer, system, kind, at)
                   SELECT (r->>0)::uuid, (r->>1)::uuid, (r->>2)::uuid, r->>3, r->>4, (r->>5)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    LOOKS_AT = "SELECT l.id, l.at, l.kind, l.system, l.viewer, v.name
                FROM look l LEFT JOIN person v ON v.id = l.viewer
                WHERE l.person = $1 AND (l.at, l.id) < ($2, $3)
                ORDER BY l.at DESC, l.id DESC LIMIT $4";
    FORGET_LOOKS = {
        sqlite: "DELETE FROM look WHERE at < $1
                     AND person NOT IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "DELETE FROM look WHERE at < $1
                       AND person NOT IN (SELECT value::uuid
                                          FROM jsonb_array_elements_text($2::jsonb))",
    };
}

/// Identifiers of looks are made from what makes them one.
const LOOK_NAMESPACE: Uuid = Uuid::from_u128(0x2f0c_5b0e_9a3d_4d51_8f37_61c2_7d9e_4b02);
const HOUR: i64 = 3600 * 1_000_000;
/// Looks of one transaction.
const GROUP: usize = 500;
/// Looks of the hour that are remembered.
const REMEMBERED: usize = 100_000;

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// A person.
    Person(PersonId),
    /// Another system, by what it is known by.
    System(String),
}

/// What they look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Data by the API.
    Api,
    /// An export.
    Export,
    /// The page of a group that the person is in.
    Group,
    /// What needs a coach, on a page.
    Inbox,
    /// A page within a learning platform.
    Platform,
    /// The person's page.
    Page,
    /// Statements of the person.
    Statement,
}

impl View {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Api,
        Self::Export,
        Self::Group,
        Self::Inbox,
        Self::Platform,
        Self::Page,
        Self::Statement,
    ];

    /// The word it is stored as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Export => "export",
            Self::Group => "group",
            Self::Inbox => "inbox",
            Self::Platform => "platform",
            Self::Page => "page",
            Self::Statement => "statement",
        }
    }
}

/// Somebody looked at a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Look {
    /// Identifier.
    pub id: Uuid,
    /// When first in that hour, microseconds since the epoch.
    pub at: i64,
    /// The word of the [`View`].
    pub kind: String,
    /// The system that looked, if it was one.
    pub system: Option<String>,
    /// The person who looked, if it was one.
    pub viewer: Option<PersonId>,
    /// Their name, where it is known.
    pub name: Option<String>,
}

struct Row {
    id: Uuid,
    person: PersonId,
    viewer: Viewer,
    view: View,
    at: i64,
}

struct Job {
    rows: Vec<Row>,
    answer: oneshot::Sender<Result<(), Arc<StoreError>>>,
}

/// Looks of the hour that are stored.
#[derive(Debug, Default)]
struct Stored {
    hour: i64,
    ids: HashSet<Uuid>,
}

/// Takes looks to be kept.
#[derive(Debug, Clone)]
pub struct Looks {
    queue: mpsc::UnboundedSender<Job>,
    stored: Arc<Mutex<Stored>>,
}

/// A look that is being kept. Dropped, it is kept all the same.
#[derive(Debug)]
#[must_use = "the answer has to wait until the look is kept"]
pub struct Noting(Option<oneshot::Receiver<Result<(), Arc<StoreError>>>>);

/// Why a look could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The database refused.
    #[error("keeping who looked")]
    Store(Arc<StoreError>),
    /// The gateway is stopping.
    #[error("the gateway stopped before it was kept who looked")]
    Stopped,
}

impl Noting {
    /// Waits until it is durable.
    pub async fn done(self) -> Result<(), LookError> {
        let Some(answer) = self.0 else { return Ok(()) };
        answer
            .await
            .map_err(|_| LookError::Stopped)?
            .map_err(LookError::Store)
    }
}

impl Looks {
    /// Starts to write. The task ends, with all it has taken written, when every handle is dropped.
    #[must_use]
    pub fn start(db: Db) -> (Self, JoinHandle<()>) {
        // Nobody sends a second look before the first is answered: the queue has the length of the
        // requests under way.
        let (queue, jobs) = mpsc::unbounded_channel();
        let stored = Arc::<Mutex<Stored>>::default();
        let task = tokio::spawn(keep(db, jobs, stored.clone()));
        (Self { queue, stored }, task)
    }

    /// Begins to keep that somebody looks at others. At themselves they may look unnoted.
    pub fn note(&self, viewer: &Viewer, seen: &[PersonId], view: View, now: Timestamp) -> Noting {
        let at = now.as_microsecond();
        let hour = at.div_euclid(HOUR);
        let who = match viewer {
            Viewer::Person(person) => person.to_string(),
            Viewer::System(system) => format!("system {system}"),
        };
        let mut rows: Vec<Row> = seen
            .iter()
            .filter(|person| *viewer != Viewer::Person(**person))
            .map(|person| Row {
                id: Uuid::new_v5(
                    &LOOK_NAMESPACE,
                    format!("{person} {who} {} {hour}", view.word()).as_bytes(),
                ),
                person: *person,
                viewer: viewer.clone(),
                view,
                at,
            })
            .collect();
        {
            let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
            if stored.hour == hour {
                rows.retain(|row| !stored.ids.contains(&row.id));
            }
        }
        if rows.is_empty() {
            return Noting(None);
        }
        let (answer, answered) = oneshot::channel();
        // Where nobody takes it any more, the sender is dropped with it, and that is told.
        let _stopped = self.queue.send(Job { rows, answer });
        Noting(Some(answered))
    }
}

async fn keep(db: Db, mut jobs: mpsc::UnboundedReceiver<Job>, stored: Arc<Mutex<Stored>>) {
    let mut group = Vec::new();
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        let all: Vec<&Row> = group.iter().flat_map(|job| &job.rows).collect();
        let together = write(&db, &all).await;
        let alone = together.is_err() && group.len() > 1;
        let together = together.map_err(Arc::new);
        for job in group.drain(..) {
            // What one of them looked at may be gone meanwhile: the others' are kept all the same.
            let result = if alone {
                let rows: Vec<&Row> = job.rows.iter().collect();
                write(&db, &rows).await.map_err(Arc::new)
            } else {
                together.clone()
            };
            if result.is_ok() {
                remember(&stored, &job.rows);
            }
            // Whoever asked may have gone.
            let _gone = job.answer.send(result);
        }
    }
}

fn remember(stored: &Mutex<Stored>, rows: &[Row]) {
    let mut stored = stored.lock().unwrap_or_else(PoisonError::into_inner);
    for row in rows {
        let hour = row.at.div_euclid(HOUR);
        if stored.hour != hour || stored.ids.len() >= REMEMBERED {
            stored.hour = hour;
            stored.ids.clear();
        }
        stored.ids.insert(row.id);
    }
}

async fn write(db: &Db, rows: &[&Row]) -> Result<(), StoreError> {
    let rows = list(rows.iter().map(|row| {
        let (viewer, system) = match &row.viewer {
            Viewer::Person(person) => (Some(person.hex()), None),
            Viewer::System(system) => (None, Some(system)),
        };
        json!([
            row.id.hex(),
            row.person.hex(),
            viewer,
            system,
            row.view.word(),
            row.at
        ])
    }));
    let mut tx = db.write().await?;
    execute!(tx, ADD_LOOKS, &rows)?;
    tx.commit().await
}

/// At most `limit` looks at a person before a place in their order, latest first.
pub async fn looks_at(
    tx: &mut Tx,
    person: PersonId,
    before: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Look>, StoreError> {
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
    fetch_all!(tx, LOOKS_AT as Look, person, at, id, limit)
}

/// Forgets looks from before a moment, but those at some people; how many there were.
pub async fn forget_looks(
    tx: &mut Tx,
    before: Timestamp,
    but: &BTreeSet<PersonId>,
) -> Result<u64, StoreError> {
    let but = id_list(but);
    execute!(tx, FORGET_LOOKS, before.as_microsecond(), &but)
}
