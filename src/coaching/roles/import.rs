//! A table of roles: `role`, `step`, `competency`, `level`. Each role in it becomes what the table
//! says; roles that it does not name stay as they are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::store::{self, Part, Role};
use crate::frameworks::{
    Fault, Faults, FrameworkError, Rating, Row, Scale, check_header, columns, read_table,
    resolve_item,
};
use crate::message::Message;
use crate::statements::intern_activities;
use crate::store::{StoreError, Tx};

const COLUMNS: [&str; 4] = ["role", "step", "competency", "level"];

/// Why roles are not taken.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// The table is wrong; nothing was changed.
    #[error(transparent)]
    Table(#[from] FrameworkError),
    /// The database failed.
    #[error("storing roles")]
    Store(#[from] StoreError),
}

/// What became of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedRole {
    /// The role.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// The step.
    pub step: String,
    /// The version that is current now.
    pub version: i64,
    /// Competencies that it asks for.
    pub competencies: usize,
    /// Whether the table says something new.
    pub changed: bool,
}

/// A competency that a table names: its key, uri and scale.
type Named = (i64, String, std::sync::Arc<Scale>);

/// Takes a table of roles, whole or not at all.
pub async fn import(
    tx: &mut Tx,
    source: &str,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Vec<ImportedRole>, RoleError> {
    let table = read_table(source, bytes)?;
    let needed = ["role", "competency", "level"];
    let mut faults = check_header(&table.header, &COLUMNS, &needed);
    let [role, step, competency, level] = columns(&table.header, COLUMNS);
    let cell = |row: &Row, place: Option<usize>| {
        place.map_or_else(String::new, |place| row.cell(place).to_owned())
    };
    let mut known: BTreeMap<String, Result<Named, Message>> = BTreeMap::new();
    let mut roles: BTreeMap<(String, String), Vec<Part>> = BTreeMap::new();
    let rows = if faults.is_empty() {
        &table.rows[..]
    } else {
        &[]
    };
    for row in rows {
        let (title, text) = (cell(row, role), cell(row, competency));
        if title.is_empty() {
            faults.push(row.fault("role", Message::new("fault-role-name")));
            continue;
        }
        if !known.contains_key(&text) {
            let found = named(tx, &text).await?;
            known.insert(text.clone(), found);
        }
        let found = known.get(&text).and_then(|found| match found {
            Ok(found) => Some(found),
            Err(detail) => {
                faults.push(row.fault("competency", detail.clone()));
                None
            }
        });
        let Some((key, iri, scale)) = found else {
            continue;
        };
        let Some(level) = level_of(scale, &cell(row, level)) else {
            faults.push(row.fault("level", allowed(scale)));
            continue;
        };
        let parts = roles.entry((title, cell(row, step))).or_default();
        if parts.iter().any(|part| part.competency == *key) {
            faults.push(row.fault("competency", Message::new("fault-role-twice")));
            continue;
        }
        parts.push(Part {
            role: Uuid::nil(),
            competency: *key,
            level,
            iri: iri.clone(),
        });
    }
    if !faults.is_empty() {
        return Err(refused(source, faults));
    }
    let mut imported = Vec::new();
    for ((title, step), mut parts) in roles {
        parts.sort_by_key(|part| part.competency);
        imported.push(put(tx, source, title, step, parts, now).await?);
    }
    Ok(imported)
}

fn refused(source: &str, all: Vec<Fault>) -> RoleError {
    RoleError::Table(FrameworkError::Faulty(Faults {
        source: source.to_owned(),
        all,
    }))
}

async fn put(
    tx: &mut Tx,
    source: &str,
    title: String,
    step: String,
    parts: Vec<Part>,
    now: Timestamp,
) -> Result<ImportedRole, StoreError> {
    let before = store::by_name(tx, &title, &step).await?;
    let same = match &before {
        Some(role) => {
            let asked = store::requirements(tx, &[role.id]).await?;
            let pair = |part: &Part| (part.competency, part.level);
            asked.iter().map(pair).eq(parts.iter().map(pair))
        }
        None => false,
    };
    let role = before.unwrap_or_else(|| Role {
        id: Uuid::now_v7(),
        title,
        step,
        version: 0,
        changed_at: 0,
    });
    let version = if same {
        role.version
    } else {
        store::put(tx, &role, &parts, source, now).await?
    };
    Ok(ImportedRole {
        id: role.id,
        title: role.title,
        step: role.step,
        version,
        competencies: parts.len(),
        changed: !same,
    })
}

/// A competency of a framework, or one that only statements know, by its uri.
async fn named(tx: &mut Tx, text: &str) -> Result<Result<Named, Message>, StoreError> {
    Ok(match resolve_item(tx, text).await? {
        Ok(item) => Ok((item.competency, item.uri, item.scale)),
        Err(_) if fluent_uri::Uri::parse(text).is_ok() => {
            let found = intern_activities(tx, &[text]).await?;
            found
                .into_iter()
                .next()
                .map(|(uri, key)| (key, uri, std::sync::Arc::default()))
                .ok_or_else(|| Message::new("refused-no-competency").with("text", text))
        }
        Err(refusal) => Err(refusal),
    })
}

/// The number of a level that is told by its number or its name.
fn level_of(scale: &Scale, text: &str) -> Option<i64> {
    let by_name = scale
        .levels
        .iter()
        .find(|level| !text.is_empty() && level.title == text);
    let by_number = || scale.level(text.parse().ok()?);
    by_name
        .or_else(by_number)
        .map(|level| i64::from(level.number))
}

fn allowed(scale: &Scale) -> Message {
    if scale.rating == Rating::Unrated {
        return Message::new("fault-level-unrated");
    }
    let names: Vec<&str> = scale
        .levels
        .iter()
        .map(|level| level.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    let count = i64::try_from(scale.levels.len()).unwrap_or(i64::MAX);
    if names.is_empty() {
        return Message::new("fault-level").with("most", count);
    }
    Message::new("fault-level-named")
        .with("most", count)
        .with("names", names.join(", "))
}
