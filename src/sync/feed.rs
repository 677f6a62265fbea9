//! A feed: statements that flow to another record store, or from it to us.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use uuid::Uuid;
use xapi_schemas::Version;

use super::{SyncError, store};
use crate::seal::MasterKey;
use crate::statements::{self, Identity, Selection};
use crate::store::{Db, coded};

coded! {
    /// Which way statements flow.
    pub enum Kind {
        /// From us to the other record store.
        Forward = 1 "forward",
        /// From the other record store to us.
        Pull = 2 "pull",
    }
}

/// Which statements flow, and how they are treated.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Only statements with one of these verbs; a pull takes at most one.
    pub verbs: Vec<String>,
    /// Only statements on this activity.
    pub activity: Option<String>,
    /// Only statements of this agent (an agent object).
    pub agent: Option<Value>,
    /// Contents of attachments go along.
    pub attachments: bool,
    /// Pull: statements keep the authority that the other record store gives.
    pub trust_authority: bool,
    /// Pull: only statements stored after this moment.
    pub since: Option<Timestamp>,
    /// Pull: seconds from the end of one to the beginning of the next.
    pub every: u32,
}

impl Terms {
    /// The terms as a choice among statements of our own.
    #[must_use]
    pub fn selection(&self) -> Selection {
        Selection {
            verbs: self.verbs.clone(),
            activity: self.activity.clone(),
            agent: self.agent.as_ref().and_then(Identity::of),
        }
    }
}

/// A feed as the workers use it.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its identifier.
    pub id: Uuid,
    /// Which way statements flow.
    pub kind: Kind,
    /// The other record store's endpoint, ending with a slash.
    pub endpoint: String,
    /// The version spoken with it.
    pub version: Version,
    /// Our key there.
    pub key: String,
    pub(super) secret_sealed: Option<Vec<u8>>,
    /// Which statements flow.
    pub terms: Terms,
    pub(super) position: i64,
    pub(super) cursor: Option<String>,
    pub(super) failures: i64,
}

/// How a feed is doing, as an operator sees it. Times are microseconds since the epoch.
#[derive(Debug, Serialize)]
pub struct State {
    /// Its identifier.
    pub id: Uuid,
    /// Which way statements flow.
    pub kind: Kind,
    /// The other record store's endpoint.
    pub endpoint: String,
    /// Whether it is worked on.
    pub enabled: bool,
    /// Which statements flow.
    pub terms: Terms,
    /// A forwarding's place in the log: everything up to this number is done with.
    pub checkpoint: Option<i64>,
    /// A pull's place in the other log: when the last statement taken was stored there.
    pub reached: Option<String>,
    /// How many statements of the log a forwarding has still to look at.
    pub lag: Option<i64>,
    /// When the other end last took or gave what it was asked for.
    pub last_success_at: Option<i64>,
    /// When it last did not.
    pub last_error_at: Option<i64>,
    /// Why it did not.
    pub last_error: Option<String>,
    /// Attempts that have failed one after another since the last success.
    pub failures: i64,
    /// Statements set aside.
    pub set_aside: i64,
}

/// A feed to be made.
#[derive(Debug)]
pub struct NewFeed<'n> {
    /// Which way statements flow.
    pub kind: Kind,
    /// The other record store's endpoint.
    pub endpoint: &'n Url,
    /// The version spoken with it.
    pub version: Version,
    /// Our key there.
    pub key: &'n str,
    /// Our secret there.
    pub secret: &'n str,
    /// Which statements flow.
    pub terms: &'n Terms,
    /// Whether it is worked on at once.
    pub enabled: bool,
    /// Forward: begin with the first statement of the log, not with the next one stored.
    pub everything: bool,
}

/// Makes a feed.
pub async fn add(
    db: &Db,
    key: &MasterKey,
    new: &NewFeed<'_>,
    now: Timestamp,
) -> Result<Uuid, SyncError> {
    let id = Uuid::now_v7();
    let endpoint = normal(new.endpoint);
    let sealed = key.seal(&purpose(id, &endpoint), new.secret.as_bytes())?;
    let mut tx = db.write().await?;
    let position = match new.kind {
        Kind::Forward if !new.everything => statements::head(&mut tx).await?.seq,
        _ => 0,
    };
    store::insert(&mut tx, id, new, &endpoint, sealed, position, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes the endpoint. The secret was meant for the old one: it is wiped unless a new pair is
/// given, and then the feed stands still until it is.
pub async fn move_to(
    db: &Db,
    key: &MasterKey,
    feed: Uuid,
    endpoint: &Url,
    pair: Option<(&str, &str)>,
) -> Result<bool, SyncError> {
    let endpoint = normal(endpoint);
    let sealed = pair
        .map(|(_, secret)| key.seal(&purpose(feed, &endpoint), secret.as_bytes()))
        .transpose()?;
    let user_key = pair.map(|(user_key, _)| user_key);
    let mut tx = db.write().await?;
    let moved = store::set_endpoint(&mut tx, feed, &endpoint, user_key, sealed).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Resources are named relative to the endpoint, which therefore ends with a slash.
fn normal(endpoint: &Url) -> String {
    let mut endpoint = endpoint.clone();
    endpoint.set_query(None);
    endpoint.set_fragment(None);
    format!("{}/", endpoint.as_str().trim_end_matches('/'))
}

/// A secret is sealed for its endpoint: a row changed in the database sends it nowhere else.
pub(super) fn purpose(feed: Uuid, endpoint: &str) -> String {
    format!("feed {feed} {endpoint}")
}
