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
    HOLD = "INSERT INTO event_held (person, statement_seq, released) VALUES ($1, $2, 0)
            ON CONFLICT (person, statement_seq) DO UPDATE SET released = 0";
    RELEASE = "UPDATE event_held SET released = 1 WHERE person = $1";
    RELEASED = "SELECT statement_seq FROM event_held
                WHERE released = 1 AND statement_seq > 0 ORDER BY statement_seq LIMIT $1";
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

/// The people whose data are only kept and whom a fact is about, unless it is about a group.
pub(super) async fn concerned(
    tx: &mut Tx,
    fact: &Fact,
    withheld: &BTreeSet<PersonId>,
) -> Result<Vec<PersonId>, StoreError> {
    let mut found = Vec::new();
    if withheld.is_empty() || OF_GROUPS.contains(&fact.act) {
        return Ok(found);
    }
    let agents = [Some(fact.actor), fact.recipient, fact.instructor];
    for agent in agents.into_iter().flatten() {
        let person = people::by_agent(tx, agent).await?;
        found.extend(person.filter(|person| withheld.contains(person)));
    }
    Ok(found)
}

/// Has a statement wait that is about some people.
pub(super) async fn hold(tx: &mut Tx, seq: i64, persons: &[PersonId]) -> Result<(), StoreError> {
    for person in persons {
        execute!(tx, HOLD, *person, seq)?;
    }
    Ok(())
}

/// Has everything told that waits for a person.
pub async fn release(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, RELEASE, person)?;
    Ok(())
}

/// At most `limit` statements that may be told now, in the order of the log.
pub(super) async fn released(tx: &mut Tx, limit: i64) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, RELEASED as (i64,), limit)?;
    let mut places: Vec<i64> = rows.into_iter().map(|(seq,)| seq).collect();
    // Several people may have held one up.
    places.dedup();
    Ok(places)
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
    events.retain(|event| event.named(&withheld).next().is_none());
    Ok(events)
}

impl Event {
    /// Those of some people whom it names.
    pub(super) fn named<'p>(
        &self,
        people: &'p BTreeSet<PersonId>,
    ) -> impl Iterator<Item = PersonId> + use<'p, '_> {
        let named = |person: &&PersonId| self.data.contains(&person.to_string());
        people.iter().filter(named).copied()
    }
}
