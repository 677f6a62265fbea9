//! Uses of a person's data that are switched off for them: all of them (restriction, GDPR article 18)
//! or one (objection, article 21). See `docs/privacy.md` and decision 23.
//!
//! - One list says what is switched off for whom and why; rooms that use data ask [`withheld`] for the
//!   people whom a use has to leave out. What is stored does not change, so all is there again at once
//!   when a restriction is over.
//! - An objection holds from the moment it is said until it is decided (article 18(1)(d)); every other
//!   restriction from the moment it is granted.
//! - None ends without the person knowing of it before (article 18(3)): it is announced, and is over
//!   [`NOTICE_DAYS`] after they have seen that or were told otherwise. They may end it themselves at once.

mod acts;
pub mod erasing;
mod merging;
mod store;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::audit::{AuditError, Change};
use crate::message::Message;
use crate::people::PersonId;
use crate::statements::{self, AgentKey, Identity, StoredStatement};
use crate::store::{StoreError, Tx, coded};

pub use acts::{announce_end, answer, any_due, ask, end_due, note_told, seen, withdraw};
pub use merging::{MovedRestrictions, move_restrictions, return_restrictions};
pub use store::{Restriction, find, is_withheld, last_end, of_person, standing};

/// Longest words of a person or answer to them, in characters.
pub const LONGEST: usize = 2000;
/// A restriction goes on for so long after the person knows that it ends.
pub const NOTICE_DAYS: i64 = 7;

coded! {
    /// What is not done with somebody's data.
    pub enum Use {
        /// Everything but keeping them.
        Everything = 1 "everything",
        /// Standing on leader boards.
        Boards = 2 "boards",
        /// Being suggested for groups by what one has still to learn.
        Suggestions = 3 "suggestions",
        /// Alerts about one's inactivity, goals, and results that took too little time.
        Alerts = 4 "alerts",
        /// Counting in reports of months and quarters.
        Reports = 5 "reports",
        /// Putting together what a review interview looks at.
        Reviews = 6 "reviews",
    }
}

coded! {
    /// Why a use is switched off (GDPR article 18(1), a to d).
    pub enum Ground {
        /// The person says that the data are wrong; it is being checked.
        Accuracy = 1 "accuracy",
        /// The data are used against the law, and the person does not want them erased.
        Unlawful = 2 "unlawful",
        /// Nobody else needs the data any more, but the person does, for legal claims.
        Claims = 3 "claims",
        /// The person objects by reason of their situation (article 21(1)).
        Objection = 4 "objection",
    }
}

coded! {
    /// How a restriction stands.
    pub enum State {
        /// It waits for an answer.
        Asked = 1 "asked",
        /// It was granted, or an objection upheld.
        Granted = 2 "granted",
        /// It still holds; the person is told, or to be told, that it ends.
        Ending = 3 "ending",
        /// It holds no more, or never did.
        Over = 4 "over",
        /// The person took it back.
        Withdrawn = 5 "withdrawn",
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RestrictionError {
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// It stands otherwise than what was asked for supposes.
    #[error("the restriction stands otherwise: {0:?}")]
    State(Message),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such person or restriction.
    #[error("there is no such person or restriction")]
    Unknown,
    /// What was said cannot be taken.
    #[error("what was said cannot be taken: {0:?}")]
    Wrong(Message),
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    purpose: Use,
    ground: Ground,
    words: String,
}

impl Claim {
    /// Puts it together. Of the grounds only an objection can be about one use, and it needs words: the
    /// law asks for grounds in the person's own situation.
    pub fn new(purpose: Use, ground: Ground, words: &str) -> Result<Self, RestrictionError> {
        if purpose != Use::Everything && ground != Ground::Objection {
            return Err(RestrictionError::Wrong(Message::new("refused-ground")));
        }
        let words = match ground {
            Ground::Objection => said(words, "refused-objection")?,
            _ if words.trim().is_empty() => String::new(),
            _ => said(words, "refused-reason")?,
        };
        Ok(Self {
            purpose,
            ground,
            words,
        })
    }
}

/// Words as they are kept, or what is wrong with them: a message by `key`.
fn said(words: &str, key: &'static str) -> Result<String, RestrictionError> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST {
        let wrong = Message::new(key).with("most", LONGEST as i64);
        return Err(RestrictionError::Wrong(wrong));
    }
    Ok(words.replace('\0', "\u{FFFD}"))
}

impl Restriction {
    /// By when it has to be answered: a month after it was asked for (article 12(3)).
    #[must_use]
    pub fn due(&self, zone: &TimeZone) -> Timestamp {
        let asked = Timestamp::from_microsecond(self.asked_at).unwrap_or(Timestamp::MIN);
        let due = zone.to_datetime(asked).saturating_add(1.month());
        zone.to_timestamp(due).unwrap_or(Timestamp::MAX)
    }

    /// Whether it should have been answered by now.
    #[must_use]
    pub fn is_overdue(&self, zone: &TimeZone, now: Timestamp) -> bool {
        self.state() == State::Asked && self.due(zone) < now
    }

    /// Whether an administrator may announce its end. An objection that was upheld lasts until the
    /// person takes it back.
    #[must_use]
    pub fn can_end(&self) -> bool {
        self.state() == State::Granted && self.ground() != Ground::Objection
    }

    /// Whether it is to end and the person does not know of it.
    fn is_unseen(&self) -> bool {
        self.state() == State::Ending && self.told_at.is_none()
    }

    fn change(&self, after: impl Into<String>) -> Change {
        let (purpose, ground) = (self.purpose().word(), self.ground().word());
        let what = format!("{purpose}, {ground}: {}", after.into());
        Change::to(self.person, what).from(self.state().word())
    }
}

/// The people whom a use has to leave out: those who have switched off it or everything.
pub async fn withheld(tx: &mut Tx, purpose: Use) -> Result<BTreeSet<PersonId>, StoreError> {
    store::withheld(tx, purpose).await
}

/// The agents that statements name the people by whose data are only kept.
pub async fn withheld_agents(tx: &mut Tx) -> Result<BTreeSet<AgentKey>, StoreError> {
    store::withheld_agents(tx).await
}

/// The identifiers by which statements name the people whose data are only kept.
pub async fn withheld_identities(tx: &mut Tx) -> Result<BTreeSet<Identity>, StoreError> {
    let agents: Vec<AgentKey> = withheld_agents(tx).await?.into_iter().collect();
    let known = statements::identities(tx, &agents).await?;
    Ok(known.into_iter().map(|(identity, _)| identity).collect())
}

/// Whether a statement names one of some agents anywhere.
pub fn concerns(
    stored: &StoredStatement,
    agents: &BTreeSet<Identity>,
) -> Result<bool, serde_json::Error> {
    if agents.is_empty() {
        return Ok(false);
    }
    let named = |agent: &Identity| agents.contains(agent);
    Ok(statements::names(&stored.value()?, &named))
}

/// Those of some people whom a use need not leave out, in their order.
pub async fn without_withheld(
    tx: &mut Tx,
    purpose: Use,
    persons: &[PersonId],
) -> Result<Vec<PersonId>, StoreError> {
    let withheld = withheld(tx, purpose).await?;
    let kept = persons.iter().filter(|person| !withheld.contains(person));
    Ok(kept.copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_objection_is_about_one_use_and_says_why() {
        let new = |purpose, ground, words| Claim::new(purpose, ground, words).is_ok();
        assert!(new(Use::Everything, Ground::Accuracy, ""));
        assert!(new(Use::Everything, Ground::Objection, "I am known here."));
        assert!(new(Use::Boards, Ground::Objection, "I am known here."));
        assert!(!new(Use::Boards, Ground::Objection, " "));
        assert!(!new(Use::Boards, Ground::Accuracy, "It is wrong."));
        assert!(!new(
            Use::Everything,
            Ground::Accuracy,
            &"x".repeat(LONGEST + 1)
        ));
    }

    #[test]
    fn an_answer_is_due_within_a_month_of_the_calendar() {
        let asked: Timestamp = "2026-01-31T10:00:00Z".parse().unwrap();
        let restriction = Restriction::of_test(asked);
        let zone = TimeZone::UTC;
        assert_eq!(restriction.due(&zone).to_string(), "2026-02-28T10:00:00Z");
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(!restriction.is_overdue(&zone, at("2026-02-28T09:59:00Z")));
        assert!(restriction.is_overdue(&zone, at("2026-02-28T10:01:00Z")));
    }
}
