//! Identifiers of people who were erased. Nothing that names one of them is stored again, from
//! whichever app, platform or record store it comes.
//!
//! They are kept as digests with a key that is not in the database, so that a copy of the database
//! does not tell whose they are: a plain hash of an e-mail address is found by trying addresses.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::identity::Identity;
use super::new::NewStatement;
use super::store;
use super::writer::{AppendError, Author, vouch};
use crate::seal::{MasterKey, SealError};
use crate::store::{StoreError, Tx};

const PURPOSE: &str = "barred identifier";

/// The digest of an identifier.
pub type BarredDigest = Vec<u8>;

/// The digest of an agent's identifier. E-mail addresses are the same in any case.
pub fn digest_of_agent(key: &MasterKey, agent: &Identity) -> Result<BarredDigest, SealError> {
    let (kind, value, home_page) = agent.columns();
    let value = match agent {
        Identity::Mbox(mbox) => mbox.to_lowercase(),
        _ => value.to_owned(),
    };
    let text = serde_json::json!(["agent", kind, value, home_page]);
    key.tag(PURPOSE, text.to_string().as_bytes())
}

/// The digest of a subject of an identity provider or learning platform.
pub fn digest_of_subject(
    key: &MasterKey,
    issuer: &str,
    subject: &str,
) -> Result<BarredDigest, SealError> {
    let text = serde_json::json!(["subject", issuer, subject]);
    key.tag(PURPOSE, text.to_string().as_bytes())
}

/// Whether one of some agents is barred.
pub async fn is_barred(
    tx: &mut Tx,
    key: &MasterKey,
    agents: &[Identity],
    subject: Option<(&str, &str)>,
) -> Result<bool, StoreError> {
    // Without a digest nothing could be written either.
    let failed = |error: SealError| StoreError::from(sqlx::Error::Encode(error.into()));
    let mut digests = agents
        .iter()
        .map(|agent| digest_of_agent(key, agent))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    if let Some((issuer, subject)) = subject {
        digests.push(digest_of_subject(key, issuer, subject).map_err(failed)?);
    }
    for digest in digests {
        if store::is_barred(tx, &digest).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Bars identifiers. Takes the log's lock: when the transaction has committed, no instance stores
/// anything that names one.
pub async fn bar(tx: &mut Tx, digests: &[BarredDigest], now: Timestamp) -> Result<(), StoreError> {
    store::lock(tx).await?;
    for digest in digests {
        store::bar(tx, digest, now.as_microsecond()).await?;
    }
    store::count_bars(tx).await
}

/// Lets identifiers in again; how many had been barred.
pub async fn admit(tx: &mut Tx, digests: &[BarredDigest]) -> Result<u64, StoreError> {
    store::lock(tx).await?;
    let mut admitted = 0;
    for digest in digests {
        admitted += store::admit(tx, digest).await?;
    }
    store::count_bars(tx).await?;
    Ok(admitted)
}

/// The place of the first of some statements that the log would not store because it, or who
/// vouches for it, names somebody barred.
pub async fn first_barred(
    tx: &mut Tx,
    key: &MasterKey,
    statements: &mut [NewStatement],
    author: &Author,
) -> Result<Option<usize>, AppendError> {
    vouch(statements, author);
    let mut bars = Bars::new(key.clone());
    let read = bars.renew(tx).await;
    read.map_err(|error| AppendError::Store(Arc::new(error)))?;
    Ok(bars.first(statements)?)
}

/// What a writer remembers of barred identifiers.
#[derive(Debug)]
pub(super) struct Bars {
    key: MasterKey,
    /// How often identifiers had been barred or admitted when they were read.
    as_of: i64,
    digests: HashSet<BarredDigest>,
}

impl Bars {
    pub(super) fn new(key: MasterKey) -> Self {
        Self {
            key,
            as_of: 0,
            digests: HashSet::new(),
        }
    }

    /// Reads them again if others were barred meanwhile; whether that was so. The transaction holds
    /// the log's lock.
    pub(super) async fn renew(&mut self, tx: &mut Tx) -> Result<bool, StoreError> {
        let count = store::bars(tx).await?;
        if count == self.as_of {
            return Ok(false);
        }
        self.digests = store::barred(tx).await?.into_iter().collect();
        self.as_of = count;
        Ok(true)
    }

    /// The place of the first of some statements that names somebody barred.
    pub(super) fn first(&self, statements: &[NewStatement]) -> Result<Option<usize>, SealError> {
        if self.digests.is_empty() {
            return Ok(None);
        }
        for (place, statement) in statements.iter().enumerate() {
            for agent in statement.agents.keys() {
                if self.digests.contains(&digest_of_agent(&self.key, agent)?) {
                    return Ok(Some(place));
                }
            }
        }
        Ok(None)
    }
}
