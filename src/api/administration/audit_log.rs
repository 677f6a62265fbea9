//! What administrators did.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::paging::{List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::audit::{self, Act, Entry, Filter};
use crate::problem::{Kind, Problem};
use crate::seal::hex;
use crate::state::App;
use crate::statements::format_time;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// Only this kind of act, as entries name it.
    act: Option<String>,
}

/// Something that an administrator did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditEntry {
    /// Its number, from 1 on without gaps.
    sequence: i64,
    /// When.
    at: String,
    /// Who: a person's identifier, a key, or the command line.
    actor: String,
    /// Their name at that time, where it was known.
    actor_name: Option<String>,
    /// What was done.
    act: String,
    /// What was acted on.
    subject: String,
    /// How it was.
    before: Option<String>,
    /// How it was then.
    after: Option<String>,
    /// A digest, keyed, of it and of the entry before.
    digest: String,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        Self {
            sequence: entry.sequence,
            at: format_time(entry.at),
            actor: entry.actor,
            actor_name: entry.actor_name,
            act: entry.act,
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
            digest: hex(&entry.digest),
        }
    }
}

/// What administrators did, the latest first.
#[utoipa::path(
    get, path = "/audit-log", tag = "administration", params(Choice, PageParameters),
    responses((status = 200, body = List<AuditEntry>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { choice, page }: Listed<Choice>,
) -> Result<Json<List<AuditEntry>>, Problem> {
    asker.administrate()?;
    let act = choice.act.map(|word| {
        Act::of(&word).ok_or_else(|| {
            let known: Vec<&str> = Act::ALL.iter().map(|act| act.word()).collect();
            let detail = format!("There is no act {word:?}; known are {}.", known.join(", "));
            Problem::new(Kind::InvalidParameter, detail)
        })
    });
    let filter = Filter {
        act: act.transpose()?,
        before: page.after()?,
    };
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let mut tx = app.db.read().await?;
    let entries = audit::list(&mut tx, filter, limit).await?;
    let items = entries.into_iter().map(AuditEntry::from);
    page.page(items.collect(), |item| item.sequence).map(json)
}
