//! All SQL of the role tables.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Hold, Requirement};
use crate::people::PersonId;
use crate::store::{
    StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, id_list, list as listed, sql,
};

sql! {
    LIST = "SELECT id, title, step, version, changed_at FROM role_profile ORDER BY title, step, id";
    BY_ID = "SELECT id, title, step, version, changed_at FROM role_profile WHERE id = $1";
    BY_NAME = "SELECT id, title, step, version, changed_at FROM role_profile
               WHERE title = $1 AND step = $2";
    PUT = "INSERT INTO role_profile (id, title, step, version, changed_at)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO UPDATE SET version = excluded.version,
               changed_at = excluded.changed_at";
    LAST_VERSION = "SELECT coalesce(max(version), 0) FROM role_version WHERE role = $1";
    ADD_VERSION = "INSERT INTO role_version (role, version, requirements, source, made_at)
                   VALUES ($1, $2, $3, $4, $5)";
    VERSIONS = "SELECT version, requirements, source, made_at FROM role_version
                WHERE role = $1 ORDER BY version";
    CLEAR = "DELETE FROM role_requirement WHERE role = $1";
    REQUIRE = {
        sqlite: "INSERT INTO role_requirement (role, competency, level)
                 SELECT $1, value->>0, value->>1 FROM json_each($2)",
        postgres: "INSERT INTO role_requirement (role, competency, level)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    REQUIREMENTS = {
        sqlite: "SELECT r.role, r.competency, r.level, a.iri FROM role_requirement r
                 JOIN activity a ON a.key = r.competency
                 WHERE r.role IN (SELECT unhex(value) FROM json_each($1))
                 ORDER BY r.role, r.competency",
        postgres: "SELECT r.role, r.competency, r.level, a.iri FROM role_requirement r
                   JOIN activity a ON a.key = r.competency
                   WHERE r.role IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   ORDER BY r.role, r.competency",
    };
    ASKED_OF = {
        sqlite: "SELECT p.person, r.competency, r.level FROM person_role p
                 JOIN role_requirement r ON r.role = p.role
                 WHERE p.person IN (SELECT unhex(value) FROM json_each($1))
                 ORDER BY r.role, r.competency",
        postgres: "SELECT p.person, r.competency, r.level FROM person_role p
                   JOIN role_requirement r ON r.role = p.role
                   WHERE p.person IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   ORDER BY r.role, r.competency",
    };
    ASKED_FOR = {
        sqlite: "SELECT DISTINCT p.person FROM role_requirement r
                 JOIN person_role p ON p.role = r.role
                 WHERE r.competency IN (SELECT value FROM json_each($1)) ORDER BY 1",
        postgres: "SELECT DISTINCT p.person FROM role_requirement r
                   JOIN person_role p ON p.role = r.role
                   WHERE r.competency IN
                       (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                   ORDER BY 1",
    };
    ASSIGN = "INSERT INTO person_role (person, hold, role, since) VALUES ($1, $2, $3, $4)
              ON CONFLICT (person, hold) DO UPDATE SET role = excluded.role, since = excluded.since";
    RELEASE = "DELETE FROM person_role WHERE person = $1 AND hold = $2";
    HELD_BY = {
        sqlite: "SELECT person, role FROM person_role
                 WHERE person IN (SELECT unhex(value) FROM json_each($1)) AND hold = $2",
        postgres: "SELECT person, role FROM person_role
                   WHERE person IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                       AND hold = $2",
    };
    HELD = "SELECT p.hold, r.id, r.title, r.step, r.version, r.changed_at, p.since
            FROM person_role p JOIN role_profile r ON r.id = p.role
            WHERE p.person = $1 ORDER BY p.hold";
}

/// A role, or a step of a career in it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Role {
    /// Its identifier.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// The step; empty where there is but one.
    pub step: String,
    /// The current version, from 1 on.
    pub version: i64,
    /// When it last changed, microseconds since the epoch.
    pub changed_at: i64,
}

/// A version of a role.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct RoleVersion {
    /// Its number.
    pub version: i64,
    /// What it asks for: pairs of a competency's uri and a level, as JSON text.
    pub requirements: String,
    /// Where it came from.
    pub source: String,
    /// When it came, microseconds since the epoch.
    pub made_at: i64,
}

/// What a role asks for, with the uri of the competency.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Part {
    /// The role.
    pub role: Uuid,
    /// The key of the competency.
    pub competency: i64,
    /// The level that is asked for.
    pub level: i64,
    /// The uri of the competency.
    pub iri: String,
}

/// A role that a person has or wishes for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Holding {
    hold: i64,
    /// The role.
    #[sqlx(flatten)]
    pub role: Role,
    /// Since when, microseconds since the epoch.
    pub since: i64,
}

impl Holding {
    /// Whether they have it or wish for it.
    #[must_use]
    pub fn hold(&self) -> Hold {
        Hold::from_code(self.hold).unwrap_or(Hold::Present)
    }
}

/// All roles, by title and step.
pub async fn list(tx: &mut Tx) -> Result<Vec<Role>, StoreError> {
    fetch_all!(tx, LIST as Role)
}

/// A role by identifier.
pub async fn by_id(tx: &mut Tx, role: Uuid) -> Result<Option<Role>, StoreError> {
    fetch_optional!(tx, BY_ID as Role, role)
}

pub(super) async fn by_name(
    tx: &mut Tx,
    title: &str,
    step: &str,
) -> Result<Option<Role>, StoreError> {
    fetch_optional!(tx, BY_NAME as Role, title, step)
}

/// Makes a new version of a role the current one.
pub(super) async fn put(
    tx: &mut Tx,
    role: &Role,
    requirements: &[Part],
    source: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (last,) = fetch_one!(tx, LAST_VERSION as (i64,), role.id)?;
    let (version, at) = (last + 1, now.as_microsecond());
    execute!(tx, PUT, role.id, &role.title, &role.step, version, at)?;
    let kept = listed(
        requirements
            .iter()
            .map(|part| json!([part.iri, part.level])),
    );
    execute!(tx, ADD_VERSION, role.id, version, kept, source, at)?;
    execute!(tx, CLEAR, role.id)?;
    let rows = listed(
        requirements
            .iter()
            .map(|part| json!([part.competency, part.level])),
    );
    execute!(tx, REQUIRE, role.id, rows)?;
    Ok(version)
}

/// The versions of a role, the oldest first.
pub async fn versions(tx: &mut Tx, role: Uuid) -> Result<Vec<RoleVersion>, StoreError> {
    fetch_all!(tx, VERSIONS as RoleVersion, role)
}

/// What some roles ask for, in one statement.
pub async fn requirements(tx: &mut Tx, roles: &[Uuid]) -> Result<Vec<Part>, StoreError> {
    let roles = id_list(roles);
    fetch_all!(tx, REQUIREMENTS as Part, roles)
}

impl From<&Part> for Requirement {
    fn from(part: &Part) -> Self {
        Self {
            competency: part.competency,
            level: part.level,
        }
    }
}

/// Gives a person a role, present or wished for, or takes it away.
pub async fn assign(
    tx: &mut Tx,
    person: PersonId,
    hold: Hold,
    role: Option<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match role {
        Some(role) => execute!(tx, ASSIGN, person, hold.code(), role, now.as_microsecond())?,
        None => execute!(tx, RELEASE, person, hold.code())?,
    };
    Ok(())
}

/// The roles that a person has and wishes for.
pub async fn held(tx: &mut Tx, person: PersonId) -> Result<Vec<Holding>, StoreError> {
    fetch_all!(tx, HELD as Holding, person)
}

/// The roles that some persons have or wish for.
pub async fn held_by(
    tx: &mut Tx,
    persons: &[PersonId],
    hold: Hold,
) -> Result<BTreeMap<PersonId, Uuid>, StoreError> {
    let persons = id_list(persons);
    let rows = fetch_all!(tx, HELD_BY as (PersonId, Uuid), persons, hold.code())?;
    Ok(rows.into_iter().collect())
}

/// What the roles of some persons ask for, present and wished for, by person.
pub async fn asked_of(
    tx: &mut Tx,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, Vec<Requirement>>, StoreError> {
    let persons = id_list(persons);
    let mut asked: BTreeMap<PersonId, Vec<Requirement>> = BTreeMap::new();
    let rows = fetch_all!(tx, ASKED_OF as (PersonId, i64, i64), persons)?;
    for (person, competency, level) in rows {
        let requirement = Requirement { competency, level };
        asked.entry(person).or_default().push(requirement);
    }
    Ok(asked)
}

/// Persons whose role, present or wished for, asks for one of some competencies.
pub async fn asked_for(tx: &mut Tx, competencies: &[i64]) -> Result<Vec<PersonId>, StoreError> {
    let competencies = listed(competencies.iter());
    let rows = fetch_all!(tx, ASKED_FOR as (PersonId,), competencies)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
