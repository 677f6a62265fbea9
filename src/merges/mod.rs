//! Two persons who turn out to be one, and back again: nothing is lost, and each merge says who
//! decided it and why.
//!
//! Facts name identifiers, and which person an identifier is stands in one place. So a merge moves
//! identifiers, keeps a list of what it moved, and needs no fact derived anew.

pub mod erasing;
mod likeness;
mod preview;
mod rounds;
mod store;
mod suggestions;

use jiff::Timestamp;
use uuid::Uuid;

use crate::alerts;
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::coaching;
use crate::courses;
use crate::groups;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::restrictions;
use crate::sso;
use crate::store::{StoreError, Tx};

pub use likeness::{Likeness, Reason, Signs, likenesses};
pub use preview::{Preview, Standing, preview};
pub use rounds::Rounds;
use store::Moved;
pub use store::{Merge, is_merged, list_all};
pub use suggestions::{
    Answer, Suggestion, count_suggestions, find_suggestion, last_look, look_for_likenesses,
    suggestions,
};

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
    /// There is no such suggestion, or it was answered before.
    #[error("there is no suggestion {0} that waits for an answer")]
    NoSuggestion(Uuid),
    /// A suggestion is about two others.
    #[error("the suggestion is not about person {0}")]
    NotSuggested(PersonId),
    /// The audit log cannot be kept.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The list of what was moved cannot be written or read.
    #[error("reading what a merge moved")]
    Moved(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MergeError {
    /// What whoever decides can mend, as they are told it; none where it is not theirs to mend.
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        let of = |key: &'static str, person: &PersonId| {
            Message::new(key).with("person", person.to_string())
        };
        let one = |key: &'static str, id: &Uuid| Message::new(key).with("id", id.to_string());
        Some(match self {
            Self::NoPerson(person) => of("refused-no-person", person),
            Self::Same => Message::new("refused-merge-same"),
            Self::Merged(person) => of("refused-merge-merged", person),
            Self::NoMerge(merge) => one("refused-merge-none", merge),
            Self::Later(person) => of("refused-merge-later", person),
            Self::NoSuggestion(suggestion) => one("refused-merge-answered", suggestion),
            Self::NotSuggested(person) => of("refused-merge-others", person),
            Self::Audit(_) | Self::Moved(_) | Self::Store(_) => return None,
        })
    }
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
        alerts: alerts::move_alerts(tx, merged, kept).await?,
        restrictions: restrictions::move_restrictions(tx, merged, kept).await?,
    };
    suggestions::settle(tx, kept, merged, now).await?;
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
    alerts::return_alerts(tx, from, to, &moved.alerts).await?;
    restrictions::return_restrictions(tx, from, &moved.restrictions).await?;
    store::undo(tx, id, now).await?;
    Ok(())
}

/// Who decides, as a merge and the audit log keep it.
#[derive(Debug, Clone)]
pub struct Decider {
    /// In words.
    pub by: String,
    /// For the audit log.
    pub author: Author,
}

/// [`merge`], kept in the audit log. A suggestion about the two is accepted by it.
pub async fn decide(
    tx: &mut Tx,
    (kept, merged): (PersonId, PersonId),
    reason: &str,
    decider: &Decider,
    now: Timestamp,
) -> Result<Uuid, MergeError> {
    let by = &decider.by;
    suggestions::accept_pair(tx, kept, merged, by, now).await?;
    let id = merge(tx, kept, merged, reason, by, now).await?;
    let change = Change::to(kept, format!("{merged} is part of it: {reason}, by {by}"));
    audit::record(tx, &decider.author, Act::PersonsMerged, change, now).await?;
    Ok(id)
}

/// [`unmerge`], kept in the audit log.
pub async fn undo(
    tx: &mut Tx,
    id: Uuid,
    author: &Author,
    now: Timestamp,
) -> Result<(), MergeError> {
    unmerge(tx, id, now).await?;
    let change = Change::to(id, "undone");
    audit::record(tx, author, Act::PersonsParted, change, now).await?;
    Ok(())
}

/// Says that two who were suggested are one, of whom `kept` is who they are from now on.
pub async fn accept(
    tx: &mut Tx,
    suggestion: Uuid,
    (kept, reason): (PersonId, &str),
    decider: &Decider,
    now: Timestamp,
) -> Result<Uuid, MergeError> {
    let found = suggestions::find_suggestion(tx, suggestion).await?;
    let found = found.ok_or(MergeError::NoSuggestion(suggestion))?;
    let merged = match kept {
        kept if kept == found.one.id => found.other.id,
        kept if kept == found.other.id => found.one.id,
        other => return Err(MergeError::NotSuggested(other)),
    };
    if found.answer.is_some() {
        return Err(MergeError::NoSuggestion(suggestion));
    }
    decide(tx, (kept, merged), reason, decider, now).await
}

/// Says that two who were suggested are two. They are not suggested again.
pub async fn refuse(
    tx: &mut Tx,
    suggestion: Uuid,
    decider: &Decider,
    now: Timestamp,
) -> Result<(), MergeError> {
    let found = suggestions::find_suggestion(tx, suggestion).await?;
    let found = found.ok_or(MergeError::NoSuggestion(suggestion))?;
    if !suggestions::refuse(tx, suggestion, &decider.by, now).await? {
        return Err(MergeError::NoSuggestion(suggestion));
    }
    let change = Change::to(found.one.id, format!("is not {}", found.other.id));
    audit::record(tx, &decider.author, Act::SuggestionRefused, change, now).await?;
    Ok(())
}
