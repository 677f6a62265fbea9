//! What is told to apps: groups that are made and led here or elsewhere, invitations, hints and
//! goals, as a log of events of its own, as a live stream, and by signed webhooks.
//!
//! - The log of statements is the queue, as it is for forwardings: an event comes from the fact that
//!   a statement came to, whoever sent it, and the place up to which statements were read moves in
//!   the transaction that writes the events and what is to be sent of them. So each is told once,
//!   whatever stops when, and however many gateways there are (see
//!   `docs/decisions/0014-events-come-from-the-log.md`).
//! - Events stand in one order, and are kept for some days. Whoever was away asks for those after
//!   the last one they have.
//! - A webhook is a lane of the outbox. Events of one subject (a group, a person) are sent in order.

mod derive;
pub mod erasing;
mod follow;
mod held;
mod store;
pub mod webhooks;

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

pub use follow::{Events, Teller};
pub use held::without_withheld;
pub use store::{Event, after, oldest};

use crate::people::PersonId;
use crate::statements::format_time;
use crate::store::coded;

coded! {
    /// What an event tells.
    pub enum Kind {
        /// A goal was reached, given up, or taken back.
        GoalClosed = 11 "goal.closed",
        /// A goal, a transfer step or a level of a competency is aimed at.
        GoalSet = 10 "goal.set",
        /// What a group is, or who coaches it, has changed.
        GroupChanged = 2 "group.changed",
        /// A coach has closed a group.
        GroupClosed = 3 "group.closed",
        /// There is a new group.
        GroupCreated = 1 "group.created",
        /// A closed group goes on.
        GroupReopened = 4 "group.reopened",
        /// A coach gave a hint to a person or a group.
        HintGiven = 8 "hint.given",
        /// A hint was taken back.
        HintWithdrawn = 9 "hint.withdrawn",
        /// Whoever was invited has joined.
        InvitationAccepted = 7 "invitation.accepted",
        /// A coach has invited somebody to a group.
        InvitationMade = 5 "invitation.made",
        /// A coach has reminded somebody of an invitation.
        InvitationReminded = 12 "invitation.reminded",
        /// An invitation was taken back.
        InvitationWithdrawn = 6 "invitation.withdrawn",
    }
}

impl Kind {
    /// The kind with a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

impl Event {
    /// What apps are sent: the form of Standard Webhooks.
    #[must_use]
    pub fn body(&self) -> Value {
        message(&self.kind, self.told_at, &self.data())
    }

    /// What it tells.
    #[must_use]
    pub fn data(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_default()
    }

    /// Everybody whom it names.
    fn named(&self) -> BTreeSet<PersonId> {
        let mut found = BTreeSet::new();
        named_in(&self.data(), &mut found);
        found
    }
}

/// People are the objects that have agents.
fn named_in(value: &Value, found: &mut BTreeSet<PersonId>) {
    match value {
        Value::Object(members) => {
            if let (Some(id), true) = (members.get("id"), members.contains_key("agents")) {
                found.extend(PersonId::deserialize(id));
            }
            members.values().for_each(|value| named_in(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| named_in(value, found)),
        _ => {}
    }
}

fn message(kind: &str, at: i64, data: &Value) -> Value {
    json!({ "type": kind, "timestamp": format_time(at), "data": data })
}

/// Events are named by what they tell and the statement that it comes from.
const NAMESPACE: Uuid = Uuid::from_u128(0x1b7c_93f2_0d6e_4c58_8a41_5e2f_c7d3_9a06);

fn name(kind: Kind, statement: Uuid) -> Uuid {
    Uuid::new_v5(
        &NAMESPACE,
        format!("{} {statement}", kind.word()).as_bytes(),
    )
}
