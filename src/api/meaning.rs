//! What of the statements could not be used.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{List, Listed};
use super::{Asker, json};
use crate::access;
use crate::problem::Problem;
use crate::projector::{self, Unused, UnusedStatement};
use crate::state::App;
use crate::statements::{self, format_time};

/// How many to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A verb that no rule matches.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnmappedVerb {
    /// The verb.
    verb: String,
    /// Statements with it.
    statements: i64,
    /// When the first of them was stored.
    first_stored: Option<String>,
    /// When the last was.
    last_stored: Option<String>,
    /// The last, as an example.
    sample: Option<Uuid>,
}

/// Most verbs that are listed: whoever uses more has another problem.
const VERBS: i64 = 1000;

/// Verbs that no rule of the vocabulary matches, the most frequent first.
#[utoipa::path(
    get, path = "/unmapped-verbs", tag = "meaning", params(super::paging::PageParameters),
    responses((status = 200, body = List<UnmappedVerb>))
)]
pub(super) async fn unmapped_verbs(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Nothing>,
) -> Result<Json<List<UnmappedVerb>>, Problem> {
    see_sources(&asker)?;
    let mut tx = app.db.read().await?;
    let verbs = match projector::current(&mut tx).await? {
        Some(current) => projector::unmapped_verbs(&mut tx, current.generation, VERBS).await?,
        None => Vec::new(),
    };
    let seqs = verbs.iter().flat_map(|it| [it.first_seq, it.last_seq]);
    let seqs: Vec<i64> = seqs.collect();
    let placed = statements::at(&mut tx, &seqs).await?;
    let stored = |seq: i64| placed.get(&seq).map(|(_, at)| format_time(*at));
    let items = verbs.into_iter().map(|found| UnmappedVerb {
        first_stored: stored(found.first_seq),
        last_stored: stored(found.last_seq),
        sample: placed.get(&found.last_seq).map(|(id, _)| *id),
        verb: found.verb,
        statements: found.statements,
    });
    page.of(items.collect(), |item| item.verb.clone()).map(json)
}

/// A statement that counts for nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnusedItem {
    /// Its place in the log.
    seq: i64,
    /// Its identifier.
    statement: Uuid,
    /// Why.
    #[schema(value_type = String)]
    reason: Unused,
}

impl From<UnusedStatement> for UnusedItem {
    fn from(unused: UnusedStatement) -> Self {
        Self {
            seq: unused.seq,
            statement: unused.id,
            reason: unused.reason,
        }
    }
}

/// Statements that count for nothing, with the reason, the latest first. They stay in the log and
/// count as soon as the reason is gone.
#[utoipa::path(
    get, path = "/unused-statements", tag = "meaning", params(super::paging::PageParameters),
    responses((status = 200, body = List<UnusedItem>))
)]
pub(super) async fn unused_statements(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Nothing>,
) -> Result<Json<List<UnusedItem>>, Problem> {
    see_sources(&asker)?;
    let before: Option<i64> = page.after()?;
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let mut tx = app.db.read().await?;
    let found = match projector::current(&mut tx).await? {
        Some(current) => {
            let before = before.unwrap_or(i64::MAX);
            projector::unused_statements(&mut tx, current.generation, before, limit).await?
        }
        None => Vec::new(),
    };
    let items = found.into_iter().map(UnusedItem::from);
    page.page(items.collect(), |item| item.seq).map(json)
}

/// Refuses whoever may not see what comes in.
fn see_sources(asker: &Asker) -> Result<(), Problem> {
    match asker {
        Asker::System(_) => Ok(()),
        Asker::Person(actor) => access::administrate(actor),
    }
}
