//! Two persons who turn out to be one, and back again: nothing is lost, and each merge says who
//! decided it and why.
//!
//! Facts name identifiers, and which person an identifier is stands in one place. So a merge moves
//! identifiers, keeps a list of what it moved, and needs no fact derived anew.

pub mod erasing;
mod store;

use jiff::Timestamp;
use uuid::Uuid;

use crate::coaching;
use crate::courses;
use crate::groups;
use crate::people::{self, PersonId};
use crate::sso;
use crate::store::{StoreError, Tx};

use store::Moved;
pub use store::{Merge, is_merged, list_all};

/// Why two persons cannot be merged or parted.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is no such person.
    #[error("there is no person {0}")]
    NoPerson(PersonId),
    /// Both names are the same person's.
    #[error("a person cannot be merged with themself")]
    Same,
    /// One of them is part of another person already.
    #[error("person {0} was merged before; name the person that they are part of now")]
    Merged(PersonId),
    /// There is no such merge, or it was undone.
    #[error("there is no merge {0} that could be undone")]
    NoMerge(Uuid),
    /// A later merge stands on this one.
    #[error("a later merge took person {0} on; undo that one first")]
    Later(PersonId),
    /// The list of what was moved cannot be written or read.
    #[error("reading what a merge moved")]
    Moved(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes `merged` part of `kept`: every identifier, role and place of theirs is from now on
/// `kept`'s. Sessions of `merged` end. Returns the number by which it can be undone.
pub async fn merge(
    tx: &mut Tx,
    kept: PersonId,
    merged: PersonId,
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<Uuid, MergeError> {
    if kept == merged {
        return Err(MergeError::Same);
    }
    for person in [kept, merged] {
        let found = people::find(tx, person).await?;
        let found = found.ok_or(MergeError::NoPerson(person))?;
        if store::is_merged(tx, person).await? {
            return Err(MergeError::Merged(person));
        }
        if person == merged
            && let Some(name) = found.name
            && people::find(tx, kept)
                .await?
                .is_some_and(|kept| kept.name.is_none())
        {
            people::rename(tx, kept, &name, now).await?;
        }
    }
    let moved = Moved {
        identifiers: people::move_identifiers(tx, merged, kept).await?,
        roles: groups::move_roles(tx, merged, kept).await?,
        places: courses::move_places(tx, merged, kept).await?,
        records: coaching::move_records(tx, merged, kept).await?,
    };
    sso::end_sessions(tx, merged).await?;
    let id = Uuid::now_v7();
    store::add(tx, id, (kept, merged), &moved, (reason, by), now).await?;
    Ok(id)
}

/// Undoes a merge: what was moved and is still there goes back. What came since stays.
pub async fn unmerge(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), MergeError> {
    let Some((merge, moved)) = store::standing(tx, id).await? else {
        return Err(MergeError::NoMerge(id));
    };
    if store::is_merged(tx, merge.kept).await? {
        return Err(MergeError::Later(merge.kept));
    }
    let (from, to) = (merge.merged, merge.kept);
    people::return_identifiers(tx, from, to, &moved.identifiers).await?;
    groups::return_roles(tx, from, to, &moved.roles).await?;
    courses::return_places(tx, from, to, &moved.places).await?;
    coaching::return_records(tx, from, to, &moved.records).await?;
    store::undo(tx, id, now).await?;
    Ok(())
}
