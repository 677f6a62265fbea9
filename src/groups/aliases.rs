//! All SQL of identifiers that somebody said belong to another group. An identifier is moved, and
//! with it whatever facts name by it; where it came from is kept, so that it can go back.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{Group, GroupId};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    BELONGS_TO = "SELECT group_id FROM group_identifier WHERE identity = $1";
    /// Groups that a learning platform's course stands for stay what they are.
    IS_OF_COURSE = "SELECT 1 FROM platform_context WHERE group_id = $1
                    UNION ALL SELECT 1 FROM group_coach WHERE group_id = $1
                    UNION ALL SELECT 1 FROM group_coached WHERE group_id = $1 LIMIT 1";
    ADD_GROUP = "INSERT INTO learning_group (id, name, name_at, created_at)
                 VALUES ($1, NULL, -9223372036854775808, $2) ON CONFLICT DO NOTHING";
    ADD_IDENTIFIER = "INSERT INTO group_identifier (identity, group_id) VALUES ($1, $2)
                      ON CONFLICT DO NOTHING";
    MOVE = "UPDATE group_identifier SET group_id = $2 WHERE identity = $1 RETURNING key";
    ADD = "INSERT INTO group_alias (id, key, group_id, was, reason, decided_by, decided_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "SELECT a.id, i.identity, a.reason, a.decided_by, a.decided_at, a.undone_at
            FROM group_alias a JOIN group_identifier i ON i.key = a.key
            WHERE a.group_id = $1 ORDER BY a.id DESC";
    STANDING = "SELECT a.was, i.identity FROM group_alias a JOIN group_identifier i ON i.key = a.key
                WHERE a.id = $1 AND a.group_id = $2 AND a.undone_at IS NULL
                    AND i.group_id = a.group_id";
    UNDO = "UPDATE group_alias SET undone_at = $2 WHERE id = $1";
}

/// Why an identifier cannot be linked.
#[derive(Debug, thiserror::Error)]
pub enum AliasError {
    /// It is the group's already.
    #[error("the identifier is the group's already")]
    Same,
    /// A learning platform's course stands for it.
    #[error("the identifier is that of a learning platform's course")]
    OfCourse,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An identifier that belongs to a group because somebody said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Alias {
    /// By which it can be undone.
    pub id: Uuid,
    /// What statements call it: a text such as "activity IRI".
    pub identity: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When, microseconds since the epoch.
    pub decided_at: i64,
    /// When it was undone.
    pub undone_at: Option<i64>,
}

/// The group that an identifier belongs to now; none if no statement has named it yet.
pub async fn belongs_to(tx: &mut Tx, identity: &str) -> Result<Option<GroupId>, StoreError> {
    let found = fetch_optional!(tx, BELONGS_TO as (GroupId,), identity)?;
    Ok(found.map(|(group,)| group))
}

/// The group that somebody names: by what statements call it, its identifier here, or the address of its
/// page.
pub async fn named(tx: &mut Tx, text: &str) -> Result<Option<Group>, StoreError> {
    let text = text.trim();
    if let Some(group) = belongs_to(tx, &format!("activity {text}")).await? {
        return super::find(tx, group).await;
    }
    let after = text.split_once("/groups/").map_or(text, |(_, after)| after);
    let id = after.split(['/', '?', '#']).next().unwrap_or_default();
    match Uuid::parse_str(id) {
        Ok(id) => super::find(tx, GroupId(id)).await,
        Err(_) => Ok(None),
    }
}

/// Makes what statements call `identity` the group `to`, from the first statement on.
pub async fn link(
    tx: &mut Tx,
    to: GroupId,
    identity: &str,
    (reason, by): (&str, &str),
    now: Timestamp,
) -> Result<Uuid, AliasError> {
    let at = now.as_microsecond();
    let was = match belongs_to(tx, identity).await? {
        Some(group) if group == to => return Err(AliasError::Same),
        Some(group) => group,
        None => {
            let own = GroupId::of(identity);
            execute!(tx, ADD_GROUP, own, at)?;
            execute!(tx, ADD_IDENTIFIER, identity, own)?;
            own
        }
    };
    if fetch_optional!(tx, IS_OF_COURSE as (i32,), was)?.is_some() {
        return Err(AliasError::OfCourse);
    }
    let id = Uuid::now_v7();
    if let Some((key,)) = fetch_optional!(tx, MOVE as (i64,), identity, to)? {
        execute!(tx, ADD, id, key, to, was, reason, by, at)?;
    }
    Ok(id)
}

/// The identifiers that were linked to a group, the latest first.
pub async fn aliases(tx: &mut Tx, group: GroupId) -> Result<Vec<Alias>, StoreError> {
    fetch_all!(tx, LIST as Alias, group)
}

/// Gives an identifier back to the group that it came from. False if there is nothing to undo.
pub async fn unlink(
    tx: &mut Tx,
    group: GroupId,
    alias: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found = fetch_optional!(tx, STANDING as (GroupId, String), alias, group)?;
    let Some((was, identity)) = found else {
        return Ok(false);
    };
    fetch_optional!(tx, MOVE as (i64,), &identity, was)?;
    execute!(tx, UNDO, alias, now.as_microsecond())?;
    Ok(true)
}
