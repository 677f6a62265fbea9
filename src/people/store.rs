//! All SQL of the people tables.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::everybody::in_words;
use super::pseudonyms::give;
use super::shown::shown;
use crate::statements::{AgentKey, Identity};
use crate::store::{
    Identifier, StoreError, Tx, execute, fetch_all, fetch_optional, id_list, identifier, list, sql,
};

sql! {
    /// Those of a list of agents that belong to nobody yet.
    UNLINKED = {
        sqlite: "SELECT value FROM json_each($1)
                 WHERE value NOT IN (SELECT agent FROM person_agent)",
        postgres: "SELECT l.value::bigint FROM jsonb_array_elements_text($1::jsonb) AS l
                   WHERE NOT EXISTS (SELECT 1 FROM person_agent a
                                     WHERE a.agent = l.value::bigint)",
    };
    ADD_PERSONS = {
        sqlite: "INSERT INTO person (id, name, name_at, created_at)
                 SELECT unhex(value->>0), NULL, -9223372036854775808, value->>1
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO person (id, name, name_at, created_at)
                   SELECT (r->>0)::uuid, NULL, -9223372036854775808, (r->>1)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    ADD_AGENTS = {
        sqlite: "INSERT INTO person_agent (agent, person, reason, linked_at)
                 SELECT value->>2, unhex(value->>0), 'first_seen', value->>1
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO person_agent (agent, person, reason, linked_at)
                   SELECT (r->>2)::bigint, (r->>0)::uuid, 'first_seen', (r->>1)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    /// Names said in statements: the latest wins, and of two at once the one that sorts last.
    NAME_AGENTS = {
        sqlite: "UPDATE person SET name = n.value->>1, name_at = n.value->>2
                 FROM json_each($1) AS n, person_agent AS a
                 WHERE a.agent = n.value->>0 AND person.id = a.person
                     AND (person.name_at < n.value->>2
                         OR (person.name_at = n.value->>2 AND person.name < n.value->>1))",
        postgres: "UPDATE person SET name = n->>1, name_at = (n->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS n, person_agent AS a
                   WHERE a.agent = (n->>0)::bigint AND person.id = a.person
                       AND (person.name_at < (n->>2)::bigint
                           OR (person.name_at = (n->>2)::bigint AND person.name < n->>1))",
    };
    FIND = {
        sqlite: "SELECT id, name FROM person
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, name FROM person
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    FIRST = {
        sqlite: "SELECT id, name FROM person ORDER BY coalesce(name, ''), id LIMIT $1",
        postgres: "SELECT id, name FROM person
                   ORDER BY coalesce(name, '') COLLATE \"C\", id LIMIT $1",
    };
    AFTER = {
        sqlite: "SELECT id, name FROM person
                 WHERE coalesce(name, '') >= $2 AND (coalesce(name, ''), id) > ($2, $3)
                 ORDER BY coalesce(name, ''), id LIMIT $1",
        postgres: "SELECT id, name FROM person
                   WHERE coalesce(name, '') COLLATE \"C\" >= $2
                       AND (coalesce(name, '') COLLATE \"C\", id) > ($2, $3)
                   ORDER BY coalesce(name, '') COLLATE \"C\", id LIMIT $1",
    };
    BY_AGENT = "SELECT person FROM person_agent WHERE agent = $1";
    AGENTS_OF = "SELECT agent FROM person_agent WHERE person = $1 ORDER BY agent";
    BY_SUBJECT = "SELECT person FROM person_subject WHERE issuer = $1 AND subject = $2";
    NAMES = {
        sqlite: "SELECT a.agent, p.id, p.name FROM person_agent a JOIN person p ON p.id = a.person
                 WHERE a.agent IN (SELECT value FROM json_each($1))",
        postgres: "SELECT a.agent, p.id, p.name
                   FROM person_agent a JOIN person p ON p.id = a.person
                   WHERE a.agent IN (SELECT value::bigint
                                     FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// Walks through all names: only a person at a command line or a page asks so.
    SEARCH = "SELECT id, name FROM person WHERE lower(name) LIKE $1 ESCAPE '\\'
              ORDER BY coalesce(name, ''), id LIMIT $2";
    AGENTS = "SELECT a.kind, a.value, a.home_page, l.reason FROM person_agent l
              JOIN agent a ON a.key = l.agent WHERE l.person = $1 ORDER BY l.agent";
    SUBJECTS = "SELECT issuer, subject, reason FROM person_subject
                WHERE person = $1 ORDER BY issuer, subject";
    PERSONS = {
        sqlite: "SELECT agent, person FROM person_agent
                 WHERE agent IN (SELECT value FROM json_each($1))",
        postgres: "SELECT agent, person FROM person_agent
                   WHERE agent IN (SELECT value::bigint
                                   FROM jsonb_array_elements_text($1::jsonb))",
    };
    ADD_PERSON = "INSERT INTO person (id, name, name_at, created_at)
                  VALUES ($1, $2, $3, $3) ON CONFLICT DO NOTHING";
    LINK_AGENT = "INSERT INTO person_agent (agent, person, reason, linked_at)
                  VALUES ($1, $2, $3, $4)
                  ON CONFLICT (agent) DO UPDATE
                  SET person = $2, reason = $3, linked_at = $4";
    LINK_SUBJECT = "INSERT INTO person_subject (issuer, subject, person, reason, linked_at)
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    RENAME = "UPDATE person SET name = $2, name_at = $3 WHERE id = $1 AND name_at <= $3";
}

/// Persons made from an agent have an identifier made from the agent's, so that a database built
/// again from the same log has the same persons.
const AGENT_NAMESPACE: Uuid = Uuid::from_u128(0x6c3f_7b1e_6a4d_4e0b_9d0c_3d5b_1f0a_7c01);

identifier! {
    /// A person's identifier.
    PersonId
}

/// Why two identifiers are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkReason {
    /// An administrator said so.
    Administrator,
    /// A registered platform vouched for it in a launch.
    LtiLaunch,
    /// A registered platform vouched for it in a roster.
    LtiRoster,
    /// The identity provider vouched for it at sign-in.
    SignIn,
}

impl LinkReason {
    const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::LtiLaunch => "lti_launch",
            Self::LtiRoster => "lti_roster",
            Self::SignIn => "sign_in",
        }
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// Identifier.
    pub id: PersonId,
    /// The name said last, if any was.
    pub name: Option<String>,
}

/// A name that a statement told: whose, what, when.
pub struct Named<'n> {
    /// The agent.
    pub agent: AgentKey,
    /// The name.
    pub name: &'n str,
    /// When the statement's act happened.
    pub at: i64,
}

/// Makes a person of every agent that belongs to nobody, and notes the names told.
pub async fn ensure(
    tx: &mut Tx,
    agents: &[(Identity, AgentKey)],
    names: &[Named<'_>],
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = list(agents.iter().map(|(_, key)| json!(key)));
    let unlinked: Vec<i64> = fetch_all!(tx, UNLINKED as (i64,), &keys)?
        .into_iter()
        .map(|(key,)| key)
        .collect();
    if !unlinked.is_empty() {
        let added: Vec<(PersonId, AgentKey)> = agents
            .iter()
            .filter(|(_, key)| unlinked.contains(key))
            .map(|(identity, key)| {
                let id = Uuid::new_v5(&AGENT_NAMESPACE, format!("{identity:?}").as_bytes());
                (PersonId(id), *key)
            })
            .collect();
        let rows = list(
            added
                .iter()
                .map(|(id, key)| json!([id.hex(), now.as_microsecond(), key])),
        );
        let added: Vec<PersonId> = added.into_iter().map(|(id, _)| id).collect();
        execute!(tx, ADD_PERSONS, &rows)?;
        execute!(tx, ADD_AGENTS, &rows)?;
        give(tx, &added).await?;
    }
    // Of several names for one agent only the last matters, and an UPDATE may see but one.
    let mut latest: BTreeMap<AgentKey, (i64, &str)> = BTreeMap::new();
    for named in names {
        let known = latest.entry(named.agent).or_insert((named.at, named.name));
        *known = (*known).max((named.at, named.name));
    }
    if !latest.is_empty() {
        let rows = list(
            latest
                .into_iter()
                .map(|(agent, (at, name))| json!([agent, name, at])),
        );
        execute!(tx, NAME_AGENTS, &rows)?;
    }
    Ok(())
}

/// For work that nobody reads: at most `limit` of all persons by name and identifier, after a place in that order.
pub async fn list_all(
    tx: &mut Tx,
    after: Option<(String, PersonId)>,
    limit: usize,
) -> Result<Vec<Person>, StoreError> {
    let limit = limit as i64;
    match after {
        None => fetch_all!(tx, FIRST as Person, limit),
        Some((name, id)) => fetch_all!(tx, AFTER as Person, limit, &name, id),
    }
}

/// A person by identifier, as whoever reads may know them.
pub async fn find(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(find_all(tx, [id]).await?.remove(&id))
}

/// People by their identifiers; those that are unknown are left out.
pub async fn find_all(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let ids: BTreeSet<PersonId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids = id_list(ids);
    let found = fetch_all!(tx, FIND as Person, &ids)?;
    let found = shown(tx, found).await?.into_iter();
    Ok(found.map(|person| (person.id, person)).collect())
}

/// For administrators: at most `limit` people whose name holds a text, in any case, by name.
pub async fn search(tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<Person>, StoreError> {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    fetch_all!(tx, SEARCH as Person, &pattern, limit)
}

/// Everything by which a person is known, and why it is theirs.
pub async fn identifiers(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<(String, String)>, StoreError> {
    type Agent = (i64, String, String, String);
    type Subject = (String, String, String);
    let mut found = Vec::new();
    for (_, value, home_page, reason) in fetch_all!(tx, AGENTS as Agent, person)? {
        found.push((in_words(&value, &home_page), reason));
    }
    for (issuer, subject, reason) in fetch_all!(tx, SUBJECTS as Subject, person)? {
        found.push((format!("{subject} at {issuer}"), reason));
    }
    Ok(found)
}

/// The person an agent belongs to.
pub async fn by_agent(tx: &mut Tx, agent: AgentKey) -> Result<Option<PersonId>, StoreError> {
    Ok(fetch_optional!(tx, BY_AGENT as (PersonId,), agent)?.map(|(person,)| person))
}

/// Every agent that a person is linked to.
pub async fn agents_of(tx: &mut Tx, person: PersonId) -> Result<Vec<AgentKey>, StoreError> {
    let rows = fetch_all!(tx, AGENTS_OF as (AgentKey,), person)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

/// The person behind a subject of a provider or platform.
pub async fn by_subject(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
) -> Result<Option<PersonId>, StoreError> {
    let found = fetch_optional!(tx, BY_SUBJECT as (PersonId,), issuer, subject)?;
    Ok(found.map(|(person,)| person))
}

/// The persons behind agents, as whoever reads may know them.
pub async fn names(
    tx: &mut Tx,
    agents: &[AgentKey],
) -> Result<BTreeMap<AgentKey, Person>, StoreError> {
    let keys = list(agents.iter().map(|key| json!(key)));
    let rows = fetch_all!(tx, NAMES as (i64, PersonId, Option<String>), &keys)?;
    let (agents, people): (Vec<AgentKey>, Vec<Person>) = rows
        .into_iter()
        .map(|(agent, id, name)| (agent, Person { id, name }))
        .unzip();
    Ok(agents.into_iter().zip(shown(tx, people).await?).collect())
}

/// The persons behind agents, without their names.
pub async fn persons(
    tx: &mut Tx,
    agents: &[AgentKey],
) -> Result<BTreeMap<AgentKey, PersonId>, StoreError> {
    let keys = list(agents.iter().map(|key| json!(key)));
    let rows = fetch_all!(tx, PERSONS as (i64, PersonId), &keys)?;
    Ok(rows.into_iter().collect())
}

/// Links an agent to a person, taking it from whomever it was linked to.
pub async fn link_agent(
    tx: &mut Tx,
    agent: AgentKey,
    person: PersonId,
    reason: LinkReason,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        LINK_AGENT,
        agent,
        person,
        reason.word(),
        now.as_microsecond()
    )?;
    Ok(())
}

/// Finds the person behind a subject, making one (or taking `known`) at its first appearance.
pub async fn link_subject(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    known: Option<PersonId>,
    name: Option<&str>,
    reason: LinkReason,
    now: Timestamp,
) -> Result<PersonId, StoreError> {
    let at = now.as_microsecond();
    if let Some(person) = by_subject(tx, issuer, subject).await? {
        return Ok(person);
    }
    let person = match known {
        Some(person) => person,
        None => {
            let person = PersonId(Uuid::new_v5(
                &AGENT_NAMESPACE,
                format!("subject {issuer} {subject}").as_bytes(),
            ));
            execute!(tx, ADD_PERSON, person, name, at)?;
            give(tx, &[person]).await?;
            person
        }
    };
    execute!(tx, LINK_SUBJECT, issuer, subject, person, reason.word(), at)?;
    Ok(person)
}

/// Notes a name that was told now.
pub async fn rename(
    tx: &mut Tx,
    person: PersonId,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, RENAME, person, name, now.as_microsecond())?;
    Ok(())
}
