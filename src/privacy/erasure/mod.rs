//! Erasing a person (GDPR, article 17).
//!
//! What was counted stays, of nobody: each identifier becomes a pseudonym made by chance, which
//! nothing leads back from. What tells of the person goes, from every table, attachment and document.
//! See `docs/privacy.md` and decision 16.
//!
//! - [`begin`] is one transaction: from its commit on, nothing that names the person is stored, they
//!   are signed out, and nobody sees their name.
//! - [`Eraser`] does the rest in short transactions, each of which leaves the database whole; whatever
//!   is killed when, it goes on from there. One of several instances does it.

mod beginning;
mod job;
mod preview;
mod store;
mod texts;
mod words;

pub use beginning::{admit, begin};
pub use job::Eraser;
pub use preview::{ByHand, Mentions, Preview, preview};
pub use store::{Erasure, Phase, erasure, erasures, under_way};

use uuid::Uuid;

use crate::attachments::AttachmentError;
use crate::audit::AuditError;
use crate::people::PersonId;
use crate::seal::SealError;
use crate::store::StoreError;

/// Why a person cannot be erased.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// There is no such person.
    #[error("there is no person {0}")]
    NoPerson(PersonId),
    /// They are part of another person.
    #[error("this person is part of another; erase that one, or undo the merge first")]
    Merged,
    /// Their data are restricted, and they have not asked to be erased.
    #[error("the data of this person are restricted, and they have not asked to be erased")]
    Restricted,
    /// What is known of the erasure cannot be read.
    #[error("reading what erasure {0} searches for")]
    Secret(Uuid, #[source] serde_json::Error),
    /// A stored text is no JSON.
    #[error("reading a stored text")]
    Json(#[from] serde_json::Error),
    /// The key cannot be used.
    #[error("using the master key")]
    Seal(#[from] SealError),
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// An attachment could not be removed.
    #[error("removing an attachment")]
    Attachment(#[from] AttachmentError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}
