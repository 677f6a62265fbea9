//! What arrives, and from where.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::arrivals;
use crate::problem::Problem;
use crate::projector::date_of;
use crate::state::App;
use crate::statements::{self, format_time};

/// Days that are told.
const DAYS: i64 = 30;

/// Where statements come from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceItem {
    /// What it is called.
    name: String,
    /// The agent that the record store vouches for its statements by.
    #[schema(value_type = Object)]
    authority: Value,
    /// Statements in all.
    statements: i64,
    /// Statements by day, of the last 30 days.
    days: BTreeMap<String, i64>,
    /// When its last statement was stored.
    last_at: String,
    /// That statement.
    last_statement: Option<Uuid>,
}

/// Where statements come from, and how many on each of the last 30 days.
#[utoipa::path(
    get, path = "/sources", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<SourceItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<SourceItem>>, Problem> {
    asker.administrate()?;
    arrivals::count_up(&app.db, &app.zone()).await?;
    let mut tx = app.db.read().await?;
    let sources = arrivals::sources(&mut tx, app.today() - DAYS + 1).await?;
    let last: Vec<i64> = sources.iter().map(|source| source.last_seq).collect();
    let last = statements::at(&mut tx, &last).await?;
    let items = sources.into_iter().map(|source| SourceItem {
        name: source.name().to_owned(),
        last_statement: last.get(&source.last_seq).map(|(id, _)| *id),
        statements: source.statements,
        days: source
            .days
            .iter()
            .map(|(day, count)| (date_of(*day).to_string(), *count))
            .collect(),
        last_at: format_time(source.last_at),
        authority: source.authority,
    });
    page.of(items.collect(), |item| item.authority.to_string())
        .map(json)
}
