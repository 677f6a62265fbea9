//! What is not told while the data of somebody are only kept: facts about them wait, and are told in
//! the order of the log once the data may be used again. What was told before is not handed out
//! meanwhile.

use std::collections::BTreeSet;

use super::store::Event;
use crate::people::{self, PersonId};
use crate::projector::{ActKind, Fact};
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    HOLD = "INSERT INTO event_held (statement_seq, released) VALUES ($1, 0)
            ON CONFLICT (statement_seq) DO UPDATE SET released = 0";
    RELEASE = "UPDATE event_held SET released = 1 WHERE released = 0";
    RELEASED = "SELECT statement_seq FROM event_held WHERE released = 1
                ORDER BY statement_seq LIMIT $1";
    TAKE = "DELETE FROM event_held WHERE statement_seq = $1 AND released = 1";
}

/// Acts that are about a group: they are told, without naming whose data are only kept.
const OF_GROUPS: [ActKind; 6] = [
    ActKind::AppointCoach,
    ActKind::ChangeGroup,
    ActKind::CloseGroup,
    ActKind::CreateGroup,
    ActKind::DismissCoach,
    ActKind::ReopenGroup,
];

/// Whether a fact is about somebody whose data are only kept. What is about a group is told all the same.
pub(super) async fn is_untold(
    tx: &mut Tx,
    fact: &Fact,
    withheld: &BTreeSet<PersonId>,
) -> Result<bool, StoreError> {
    if withheld.is_empty() || OF_GROUPS.contains(&fact.act) {
        return Ok(false);
    }
    let agents = [Some(fact.actor), fact.recipient, fact.instructor];
    for agent in agents.into_iter().flatten() {
        let person = people::by_agent(tx, agent).await?;
        if person.is_some_and(|person| withheld.contains(&person)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Has a statement wait.
pub(super) async fn hold(tx: &mut Tx, seq: i64) -> Result<(), StoreError> {
    execute!(tx, HOLD, seq)?;
    Ok(())
}

/// Has everything looked at again that waits.
pub(super) async fn release(tx: &mut Tx) -> Result<u64, StoreError> {
    execute!(tx, RELEASE)
}

/// At most `limit` statements to be looked at again, in the order of the log.
pub(super) async fn released(tx: &mut Tx, limit: i64) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, RELEASED as (i64,), limit)?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

/// Notes that a statement waits no more.
pub(super) async fn take(tx: &mut Tx, seq: i64) -> Result<(), StoreError> {
    execute!(tx, TAKE, seq)?;
    Ok(())
}

/// Those of some events that name nobody whose data are only kept.
pub async fn without_withheld(
    tx: &mut Tx,
    mut events: Vec<Event>,
) -> Result<Vec<Event>, StoreError> {
    let withheld = restrictions::withheld(tx, Use::Everything).await?;
    events.retain(|event| !event.names_one_of(&withheld));
    Ok(events)
}

impl Event {
    /// Whether it names one of some people.
    pub(super) fn names_one_of(&self, people: &BTreeSet<PersonId>) -> bool {
        !people.is_empty() && !self.named().is_disjoint(people)
    }
}
