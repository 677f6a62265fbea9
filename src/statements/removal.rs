//! Taking statements out of the log when their time is over.
//!
//! The log has no gaps, and everything that reads it relies on that. So the row of a removed statement
//! stays, as that of a voided one, which nobody is shown; what it said, who said it, its index entries and
//! attachments go. Its identifier stays, so that the same statement is not stored again when an app
//! sends it once more.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::names::Names;
use super::new::{NewStatement, PrepareError, attachments};
use super::references::{DEEPEST, PIECE};
use super::store::{self, IndexRows};
use super::stored::StoredStatement;
use crate::store::{StoreError, Tx};

/// What stands in the place of a removed statement.
const PLACEHOLDER: &str = concat!(
    r#"{"actor":{"account":{"homePage":"https://coachlight.org/removed","name":"removed"}},"#,
    r#""verb":{"id":"https://coachlight.org/removed"},"#,
    r#""object":{"id":"https://coachlight.org/removed"}}"#
);
/// Who vouches for it.
const AUTHORITY: &str = concat!(
    r#"{"objectType":"Agent","#,
    r#""account":{"homePage":"https://coachlight.org/removed","name":"removed"}}"#
);

/// What was removed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// The statements' identifiers.
    pub ids: Vec<Uuid>,
    /// Hashes of contents that they needed.
    pub contents: BTreeSet<String>,
}

impl StoredStatement {
    /// Whether its time was over, so that nothing but its place is left.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.voided && is_placeholder(&self.text)
    }
}

/// Whether a statement's text says that its time was over.
pub(super) fn is_placeholder(text: &str) -> bool {
    text == PLACEHOLDER
}

/// Removes statements by their places in the log, which has to be locked. Their facts are to be removed
/// in the same transaction.
pub async fn remove(tx: &mut Tx, places: &[i64]) -> Result<Removed, StoreError> {
    let mut stored = store::by_seq(tx, places).await?;
    stored.retain(|statement| !statement.is_removed());
    let mut removed = Removed::default();
    let mut read = BTreeMap::new();
    for statement in &stored {
        removed.ids.push(statement.id);
        read.insert(statement.seq, new_statement(statement)?);
        let value = statement.value().map_err(unreadable)?;
        let hashes = attachments(&value).filter_map(|one| one.get("sha2")?.as_str());
        for hash in hashes.map(str::to_lowercase) {
            store::detach(tx, statement.seq, &hash).await?;
            removed.contents.insert(hash);
        }
    }
    let names = Names::default();
    let news: Vec<&NewStatement> = read.values().collect();
    let found = names.find(tx, &news, std::iter::once(AUTHORITY)).await?;
    let places: Vec<i64> = read.keys().copied().collect();
    let mut rows = IndexRows::default();
    // Whatever refers to one of them was found by what it says, too.
    for (place, referring, _) in store::referring(tx, &places, DEEPEST, usize::MAX).await? {
        if let Some(new) = read.get(&place) {
            rows.add(new, &names.keys(&found, new)?, referring, place);
        }
        if rows.len() >= PIECE {
            store::remove_index(tx, &std::mem::take(&mut rows)).await?;
        }
    }
    for (place, reached, _) in store::reached(tx, &places, DEEPEST).await? {
        if place == reached {
            continue;
        }
        for other in store::by_seq(tx, &[reached]).await? {
            let new = new_statement(&other)?;
            let found = names.find(tx, &[&new], std::iter::empty()).await?;
            rows.add(&new, &names.keys(&found, &new)?, place, reached);
        }
    }
    store::remove_index(tx, &rows).await?;
    let authority = names.authority(&found, AUTHORITY)?;
    store::empty(tx, &places, PLACEHOLDER, authority).await?;
    Ok(removed)
}

fn new_statement(stored: &StoredStatement) -> Result<NewStatement, StoreError> {
    NewStatement::from_stored(stored)
        .map_err(|error: PrepareError| sqlx::Error::Decode(error.into()).into())
}

fn unreadable(error: serde_json::Error) -> StoreError {
    sqlx::Error::Decode(error.into()).into()
}
