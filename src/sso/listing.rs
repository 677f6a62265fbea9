//! Sessions as their person, or an administrator, sees them.

use super::session::{SessionId, Terms};
use super::store;
use crate::people::PersonId;
use crate::state::App;
use crate::store::{StoreError, Tx};

/// Who let somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// A one-time link.
    Link,
    /// A launch from a learning platform.
    Platform,
    /// The provider with this name in the settings.
    Provider(String),
}

/// A session as its person, or an administrator, sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What it is known by.
    pub id: SessionId,
    /// Who let them in.
    pub door: Door,
    /// Browser and system, as far as the browser told; else empty.
    pub browser: String,
    /// Since when, microseconds since the epoch.
    pub created_at: i64,
    /// When it was last seen, to the minute.
    pub seen_at: i64,
}

/// A person's sessions that are in force, the one seen last first.
pub async fn sessions(app: &App, tx: &mut Tx, person: PersonId) -> Result<Vec<Listed>, StoreError> {
    let now = app.clock.now().as_microsecond();
    let terms = Terms::of(&app.config.sso);
    let rows = store::sessions_of(tx, person).await?;
    let in_force = rows
        .into_iter()
        .filter(|row| terms.hold(row.created_at, row.seen_at, now));
    Ok(in_force
        .map(|row| Listed {
            id: SessionId(row.token_sha256),
            door: match (row.provider, row.visit) {
                (Some(provider), _) => Door::Provider(provider),
                (None, Some(_)) => Door::Platform,
                (None, None) => Door::Link,
            },
            browser: row.browser,
            created_at: row.created_at,
            seen_at: row.seen_at,
        })
        .collect())
}
