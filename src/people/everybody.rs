//! Everybody with all that they are known by, to see who may be who; and whom nobody vouches for.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::hints::{Hint, hints};
use super::{Person, PersonId};
use crate::statements::{AgentKey, Identity};
use crate::store::{StoreError, Tx, fetch_all, sql};

sql! {
    EVERY_NAME = "SELECT id, name FROM person WHERE id > $1 ORDER BY id LIMIT $2";
    EVERY_AGENT = "SELECT l.agent, l.person, a.kind, a.value, a.home_page
                   FROM person_agent l JOIN agent a ON a.key = l.agent
                   WHERE l.agent > $1 ORDER BY l.agent LIMIT $2";
    EVERY_SUBJECT = "SELECT issuer, subject, person FROM person_subject
                     WHERE (issuer, subject) > ($1, $2) ORDER BY issuer, subject LIMIT $3";
    /// Persons who are one identifier of statements and nothing else.
    ALONE = "SELECT l.agent, p.id, p.name, a.kind, a.value, a.home_page, l.linked_at,
                 (SELECT max(s.seq) FROM statement_agent s
                  WHERE s.agent = l.agent AND s.relation = 0) AS last_seq
             FROM person_agent l JOIN agent a ON a.key = l.agent
             JOIN person p ON p.id = l.person
             WHERE l.agent > $1 AND l.reason = 'first_seen'
                 AND NOT EXISTS (SELECT 1 FROM person_subject s WHERE s.person = l.person)
                 AND NOT EXISTS (SELECT 1 FROM person_agent o
                                 WHERE o.person = l.person AND o.agent <> l.agent)
             ORDER BY l.agent LIMIT $2";
}

/// Rows of one step.
const AT_ONCE: i64 = 5000;

/// Somebody with all that they are known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownBy {
    /// The name said last, if any was.
    pub name: Option<String>,
    /// Identifiers of statements.
    pub agents: Vec<Identity>,
    /// Issuers and subjects of platforms and providers.
    pub subjects: Vec<(String, String)>,
    /// What platforms said without vouching for it.
    pub hints: Vec<(Hint, String)>,
}

/// Everybody who is known by something, in steps that each take little.
pub async fn everybody(tx: &mut Tx) -> Result<BTreeMap<PersonId, KnownBy>, StoreError> {
    type Agent = (AgentKey, PersonId, i64, String, String);
    let mut all: BTreeMap<PersonId, KnownBy> = BTreeMap::new();
    let mut after = 0;
    loop {
        let rows = fetch_all!(tx, EVERY_AGENT as Agent, after, AT_ONCE)?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (_, person, kind, value, home_page) in rows {
            let agent = Identity::from_columns(kind, value, home_page);
            all.entry(person).or_default().agents.extend(agent);
        }
    }
    let mut after = (String::new(), String::new());
    loop {
        let (issuer, subject) = (&after.0, &after.1);
        let rows = fetch_all!(
            tx,
            EVERY_SUBJECT as (String, String, PersonId),
            issuer,
            subject,
            AT_ONCE
        )?;
        let Some((issuer, subject, _)) = rows.last() else {
            break;
        };
        after = (issuer.clone(), subject.clone());
        for (issuer, subject, person) in rows {
            let known = all.entry(person).or_default();
            known.subjects.push((issuer, subject));
        }
    }
    let mut after = Uuid::nil();
    loop {
        let rows = hints(tx, after, AT_ONCE).await?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (_, person, kind, value) in rows {
            // Whose identifiers went to another person is nobody to be found any more.
            if let (Some(known), Some(hint)) = (all.get_mut(&person), Hint::from_code(kind)) {
                known.hints.push((hint, value));
            }
        }
    }
    let mut after = PersonId(Uuid::nil());
    loop {
        let rows = fetch_all!(tx, EVERY_NAME as Person, after, AT_ONCE)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for person in rows {
            if let Some(known) = all.get_mut(&person.id) {
                known.name = person.name;
            }
        }
    }
    Ok(all)
}

/// Somebody who is one identifier of statements and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Alone {
    /// The identifier's key, in whose order they are listed.
    pub agent: AgentKey,
    /// Who they are.
    #[sqlx(flatten)]
    pub person: Person,
    kind: i64,
    value: String,
    home_page: String,
    /// Since when they are known, microseconds since the epoch.
    pub linked_at: i64,
    /// The last statement that they made or that is about them.
    pub last_seq: Option<i64>,
}

impl Alone {
    /// The identifier as people read it.
    #[must_use]
    pub fn identifier(&self) -> String {
        in_words(&self.value, &self.home_page)
    }
}

/// An agent's value with where it is used, as people read it.
pub(super) fn in_words(value: &str, home_page: &str) -> String {
    match home_page {
        "" => value.to_owned(),
        home_page => format!("{value} at {home_page}"),
    }
}

/// At most `limit` persons whom nobody vouches for, after one of them.
pub async fn alone(tx: &mut Tx, after: AgentKey, limit: i64) -> Result<Vec<Alone>, StoreError> {
    fetch_all!(tx, ALONE as Alone, after, limit)
}
