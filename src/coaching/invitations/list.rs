//! Inviting everybody whom a table names, or nobody if one of its lines is wrong.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::standing;
use crate::coaching::acts::note;
use crate::coaching::desk::Desk;
use crate::coaching::error::CoachingError;
use crate::coaching::naming::person_named;
use crate::coaching::organising;
use crate::coaching::statement::Saying;
use crate::coaching::terms::INVITED;
use crate::engagement::{self, Membership};
use crate::frameworks::{Fault, Faults, FrameworkError, Place, Table, read_table};
use crate::groups::GroupId;
use crate::message::Message;
use crate::people::PersonId;
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx};

/// Most people that one table invites.
const MOST: usize = 500;
/// The column that names people; a table without a header names them in its first one.
const PERSON: &str = "person";

/// Who may be invited.
struct Guests<'g> {
    members: Membership,
    invited: BTreeSet<PersonId>,
    withheld: BTreeSet<PersonId>,
    /// Those whom the coach sees; everybody if none is given.
    among: Option<&'g BTreeSet<PersonId>>,
}

impl Guests<'_> {
    /// The person whom a line names, or why they are not invited.
    async fn admit(
        &self,
        tx: &mut Tx,
        text: &str,
        before: &[PersonId],
    ) -> Result<Result<PersonId, Message>, StoreError> {
        let found = person_named(tx, text).await?;
        let seen = found.filter(|person| self.among.is_none_or(|among| among.contains(person)));
        let Some(person) = seen else {
            return Ok(Err(Message::new("fault-invite-unknown").with("text", text)));
        };
        let refusal = if before.contains(&person) {
            Some("fault-invite-twice")
        } else if self.members.has(person) {
            Some("refused-in-group")
        } else if self.invited.contains(&person) {
            Some("fault-invite-open")
        } else if self.withheld.contains(&person) {
            Some("refused-restricted")
        } else {
            None
        };
        Ok(refusal.map_or(Ok(person), |key| Err(Message::new(key))))
    }
}

/// Whom a table names, each with its line.
fn named(table: &Table) -> Vec<(u64, &str)> {
    let column = table
        .header
        .iter()
        .position(|name| name.eq_ignore_ascii_case(PERSON));
    let first = table.header.first().map(|text| (1, text.trim()));
    let head = first.filter(|_| column.is_none());
    let rows = table.rows.iter();
    let rows = rows.map(|row| (row.line, row.cell(column.unwrap_or(0))));
    head.into_iter().chain(rows).collect()
}

impl Desk {
    /// Invites everybody whom a table names by address or identifier. `source` is what the table is
    /// called, `among` are those whom whoever invites may name; everybody if none is given. `tx` reads as
    /// they may. That the coach coaches the group is decided before.
    pub async fn invite_all(
        &self,
        mut tx: Tx,
        coach: PersonId,
        group: GroupId,
        among: Option<&BTreeSet<PersonId>>,
        (source, bytes): (&str, &[u8]),
        said: Option<&str>,
    ) -> Result<Vec<Uuid>, CoachingError> {
        let said = note("note", said)?;
        let table = read_table(source, bytes)?;
        let today = self.today();
        organising::open(&organising::setting(&mut tx, group, today).await?)?;
        let open = standing(&mut tx, group, today).await?.into_iter();
        let guests = Guests {
            members: engagement::membership(&mut tx, group, today).await?,
            invited: open
                .filter(|one| one.joined.is_none())
                .map(|one| one.person)
                .collect(),
            withheld: restrictions::withheld(&mut tx, Use::Everything).await?,
            among,
        };
        let (mut people, mut faults) = (Vec::new(), Vec::new());
        for (line, text) in named(&table) {
            match guests.admit(&mut tx, text, &people).await? {
                Ok(person) => people.push(person),
                Err(detail) => faults.push(Fault::new(Place::Line(line), detail)),
            }
        }
        if people.len() > MOST {
            let detail = Message::new("fault-invite-many").with("most", MOST as i64);
            faults.push(Fault::new("", detail));
        }
        if !faults.is_empty() {
            let source = source.to_owned();
            return Err(FrameworkError::Faulty(Faults {
                source,
                all: faults,
            })
            .into());
        }
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        drop(tx);
        let actor = self.agent(coach).await?;
        let mut sayings = Vec::with_capacity(people.len());
        for person in people {
            let invited = self.agent(person).await?;
            let saying = Saying::new(Uuid::now_v7(), &actor, INVITED, invited, self.now());
            sayings.push(saying.within(Some(&place)).response(said.as_deref()));
        }
        self.write(&sayings).await?;
        Ok(sayings.iter().filter_map(Saying::id).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_stand_in_the_column_person_or_in_the_first_one() {
        let lines = |text: &str| {
            let table = read_table("t", text.as_bytes()).unwrap();
            let named = named(&table).into_iter();
            named
                .map(|(line, text)| (line, text.to_owned()))
                .collect::<Vec<_>>()
        };
        let two = [(1, "a@x.org".to_owned()), (2, "b@x.org".to_owned())];
        assert_eq!(lines("a@x.org\nb@x.org\n"), two);
        let below = two.map(|(line, text)| (line + 1, text));
        assert_eq!(lines("name;Person\nA;a@x.org\nB;b@x.org\n"), below);
    }
}
