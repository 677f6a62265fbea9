//! Keeping people out, and letting them in again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::end_sessions;
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::people::{self, PersonId};
use crate::store::Tx;

/// What an administrator does about somebody's access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Admission {
    /// Keeps them out; their sessions end.
    Disable,
    /// Lets them in again.
    Enable,
    /// Ends their sessions; they may sign in again.
    EndSessions,
}

/// Decides about somebody's access, and writes it to the audit log.
pub async fn admit(
    tx: &mut Tx,
    person: PersonId,
    admission: Admission,
    by: &Author,
    now: Timestamp,
) -> Result<(), AuditError> {
    let (act, change) = match admission {
        Admission::EndSessions => {
            let ended = end_sessions(tx, person).await?;
            let after = format!("{ended} sessions ended");
            (Act::SessionsEnded, Change::to(person, after))
        }
        Admission::Disable => {
            people::set_disabled(tx, person, true, now).await?;
            let ended = end_sessions(tx, person).await?;
            let after = format!("disabled, {ended} sessions ended");
            (
                Act::PersonDisabled,
                Change::to(person, after).from("enabled"),
            )
        }
        Admission::Enable => {
            people::set_disabled(tx, person, false, now).await?;
            let change = Change::to(person, "enabled").from("disabled");
            (Act::PersonEnabled, change)
        }
    };
    audit::record(tx, by, act, change, now).await
}
