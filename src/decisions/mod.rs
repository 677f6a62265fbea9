//! Putting the organisation's documents in force: its vocabulary and its rule set. The command line
//! and the pages check, try out and decide by what is here.

mod effect;
mod trial;

use jiff::Timestamp;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::projector::{self, Vocabulary, VocabularyError};
use crate::rulebook::{self, Faults, Kind};
use crate::rules;
use crate::store::{StoreError, Tx};

pub use effect::{Effect, Moved, effect};
pub use trial::{Outcome, Trial, Turn, try_out};

/// Why a document cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The vocabulary is wrong.
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
    /// The rule set is wrong.
    #[error("the rule set is wrong:\n{0}")]
    Rules(#[from] Faults),
    /// There is no such decision.
    #[error("there is no decision {0}")]
    NoDecision(i64),
    /// The audit log cannot be kept.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is shipped of a kind.
#[must_use]
pub const fn shipped(kind: Kind) -> &'static str {
    match kind {
        Kind::Vocabulary => projector::SHIPPED_VOCABULARY,
        Kind::RuleSet => rules::SHIPPED,
    }
}

/// The version that a document would have, or everything that is wrong with it.
pub fn check(kind: Kind, document: &str) -> Result<String, DecisionError> {
    Ok(match kind {
        Kind::Vocabulary => Vocabulary::load(Some(document))?.version,
        Kind::RuleSet => rules::parse(document)?.version,
    })
}

/// The document of an earlier decision; none for what is shipped, which is number 0.
pub async fn document_of(
    tx: &mut Tx,
    kind: Kind,
    number: i64,
) -> Result<Option<String>, DecisionError> {
    if number == 0 {
        return Ok(None);
    }
    let ruling = rulebook::find(tx, kind, number).await?;
    let ruling = ruling.ok_or(DecisionError::NoDecision(number))?;
    if let Some(document) = &ruling.document {
        check(kind, document)?;
    }
    Ok(ruling.document)
}

/// Puts a document in force, or (none) what is shipped, and keeps it in the audit log. Returns the
/// decision's number. Of a vocabulary the facts are to be derived anew after that.
pub async fn decide(
    tx: &mut Tx,
    kind: Kind,
    document: Option<&str>,
    (reason, by): (&str, &str),
    author: &Author,
    now: Timestamp,
) -> Result<i64, DecisionError> {
    if let Some(document) = document {
        check(kind, document)?;
    }
    let number = rulebook::add(tx, kind, document, reason, by, now).await?;
    let act = match kind {
        Kind::Vocabulary => Act::VocabularyDecided,
        Kind::RuleSet => Act::RulesDecided,
    };
    let change = Change::to(format!("decision {number}"), format!("{reason}, by {by}"));
    audit::record(tx, author, act, change, now).await?;
    Ok(number)
}
