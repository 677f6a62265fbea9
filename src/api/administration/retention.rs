//! For how long data are kept.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::{Asker, json, read};
use crate::problem::Problem;
use crate::retention::{self, Kind, Period, Preview, Unit};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// For how long each kind of data is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionPeriods {
    /// Every kind that can have a period.
    kinds: Vec<RetentionItem>,
}

/// A kind of data, and for how long it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct RetentionItem {
    /// Its word: `texts`, `likes-and-views`, `documents`, `refusals`, `audit` or `left`.
    kind: &'static str,
    /// What its period is counted in: `days` or `months`.
    unit: &'static str,
    /// The period that is recommended.
    recommended: i64,
    /// The longest that can be decided; the shortest is 1.
    longest: i64,
    /// The period; null: it is kept for ever.
    period: Option<i64>,
    /// When that was decided.
    decided_at: Option<String>,
    /// How much has gone so far.
    gone: i64,
    /// When everything past its time had gone; null while that is under way.
    done_at: Option<String>,
}

impl RetentionItem {
    fn of(kind: Kind, period: Option<&Period>) -> Self {
        Self {
            kind: kind.word(),
            unit: match kind.unit() {
                Unit::Days => "days",
                Unit::Months => "months",
            },
            recommended: kind.recommended(),
            longest: kind.longest(),
            period: period.map(|it| it.period),
            decided_at: period.map(|it| format_time(it.decided_at)),
            gone: period.map_or(0, |it| it.gone),
            done_at: period.and_then(|it| it.done_at).map(format_time),
        }
    }
}

async fn all(tx: &mut Tx) -> Result<RetentionPeriods, Problem> {
    let periods = retention::periods(tx).await?;
    let item = |kind: &Kind| {
        let period = periods.iter().find(|period| period.kind == *kind);
        RetentionItem::of(*kind, period)
    };
    Ok(RetentionPeriods {
        kinds: Kind::ALL.iter().map(item).collect(),
    })
}

fn kind(word: &str) -> Result<Kind, Problem> {
    Kind::of_word(word).ok_or_else(Problem::not_found)
}

/// For how long each kind of data is kept. For administrators.
#[utoipa::path(
    get, path = "/retention", tag = "administration",
    responses((status = 200, body = RetentionPeriods))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
) -> Result<Json<RetentionPeriods>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    Ok(json(all(&mut tx).await?))
}

/// A period that is considered.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsideredPeriod {
    /// From 1 to the longest of the kind, in its unit.
    period: i64,
}

/// How much would go with a period.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionPreview {
    /// The kind.
    kind: &'static str,
    /// The period that is considered.
    period: i64,
    /// What is from before this moment goes.
    before: String,
    /// Statements whose texts go, or which go; documents; entries; people.
    count: i64,
}

/// How much would go with a period, changing nothing. For administrators.
#[utoipa::path(
    get, path = "/retention/{kind}/preview", tag = "administration",
    params(("kind" = String, Path, description = "The kind's word"), ConsideredPeriod),
    responses((status = 200, body = RetentionPreview))
)]
pub(super) async fn preview(
    State(app): State<App>,
    asker: Asker,
    Path(word): Path<String>,
    Query(considered): Query<ConsideredPeriod>,
) -> Result<Json<RetentionPreview>, Problem> {
    asker.administrate()?;
    let kind = kind(&word)?;
    let when = (app.clock.now(), &app.zone());
    let mut tx = app.db.read().await?;
    let Preview {
        period,
        before,
        count,
        ..
    } = retention::preview(&mut tx, kind, considered.period, when).await?;
    Ok(json(RetentionPreview {
        kind: kind.word(),
        period,
        before: format_time(before),
        count,
    }))
}

/// For how long a kind of data is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedPeriod {
    /// From 1 to the longest of the kind, in its unit; null: for ever.
    period: Option<i64>,
}

/// Decides for how long a kind of data is kept. What has gone stays gone. For administrators who
/// signed in not long ago.
#[utoipa::path(
    put, path = "/retention/{kind}", tag = "administration",
    params(("kind" = String, Path, description = "The kind's word")),
    request_body = WantedPeriod,
    responses((status = 200, body = RetentionPeriods))
)]
pub(super) async fn decide(
    State(app): State<App>,
    asker: Asker,
    Path(word): Path<String>,
    body: String,
) -> Result<Json<RetentionPeriods>, Problem> {
    asker.decide(&app)?;
    let kind = kind(&word)?;
    let wanted: WantedPeriod = read(&body)?;
    let mut tx = app.db.write().await?;
    let (author, now) = (asker.author(&app), app.clock.now());
    retention::decide(&mut tx, kind, wanted.period, &author, now).await?;
    let periods = all(&mut tx).await?;
    tx.commit().await?;
    Ok(json(periods))
}
