//! Links that sign in once.

use jiff::Timestamp;

use super::roles::Roles;
use super::session::{SessionError, Visit, packed, unpacked};
use super::store;
use crate::people::PersonId;
use crate::seal::{random_secret, sha256};
use crate::store::{Db, StoreError, Tx};

/// Whom a one-time link signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The person.
    pub person: PersonId,
    /// What they may do.
    pub roles: Roles,
    /// How the platform shows us to them.
    pub visit: Option<Visit>,
}

impl Link {
    fn read(row: store::LinkRow, now: Timestamp) -> Option<Self> {
        (now.as_microsecond() < row.expires_at).then(|| Self {
            person: row.person,
            roles: row.roles.parse().unwrap_or_default(),
            visit: unpacked(row.visit.as_deref()),
        })
    }
}

/// Whom a link would sign in, without using it up.
pub async fn look_at_link(
    db: &Db,
    token: &str,
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let mut tx = db.read().await?;
    let found = store::link(&mut tx, &sha256(token.as_bytes())).await?;
    Ok(found.and_then(|row| Link::read(row, now)))
}

/// Uses a link up: it works once.
pub async fn take_link(db: &Db, token: &str, now: Timestamp) -> Result<Option<Link>, StoreError> {
    let mut tx = db.write().await?;
    let found = store::take_link(&mut tx, &sha256(token.as_bytes())).await?;
    tx.commit().await?;
    Ok(found.and_then(|row| Link::read(row, now)))
}

/// Makes a link that signs a person in once; returns its token.
pub async fn make_link(
    db: &Db,
    person: PersonId,
    roles: Roles,
    now: Timestamp,
    minutes: i64,
) -> Result<String, SessionError> {
    let mut tx = db.write().await?;
    let token = make_link_within(&mut tx, person, roles, None, now, minutes).await?;
    tx.commit().await?;
    Ok(token)
}

/// The same, also for whoever comes from a platform, as part of other work, with which it becomes
/// durable.
pub async fn make_link_within(
    tx: &mut Tx,
    person: PersonId,
    roles: Roles,
    visit: Option<&Visit>,
    now: Timestamp,
    minutes: i64,
) -> Result<String, SessionError> {
    let token = random_secret()?;
    let now = now.as_microsecond();
    let expires = now + minutes * 60 * 1_000_000;
    store::add_link(
        tx,
        &sha256(token.as_bytes()),
        person,
        &roles.to_string(),
        packed(visit).as_deref(),
        now,
        expires,
    )
    .await?;
    Ok(token)
}
