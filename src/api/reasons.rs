//! Why a number is what it is: how it grew, and the statements behind it.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{List, Listed, PageParameters};
use super::people::{At, report};
use super::{Asker, Parameters, day_asked, json};
use crate::access;
use crate::competency::{self, Progress};
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::date_of;
use crate::state::App;
use crate::statements;

/// Most days of a trend.
const DAYS: i64 = 32;
/// Days that a trend begins before its end when nobody says otherwise.
const PERIOD: i64 = 90;
/// The longest trend.
const LONGEST: i64 = 730;

/// Which days to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    /// The first day (`YYYY-MM-DD`), at most 730 before the last; 90 before it if left out.
    from: Option<String>,
    /// The last day (`YYYY-MM-DD`); today if left out.
    at: Option<String>,
}

/// Progress on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrendItem {
    /// The day.
    day: String,
    /// Share that the evidence shows.
    shown: f64,
    /// Share that the evidence contradicts.
    contradicted: f64,
    /// Share that is not known.
    unknown: f64,
    /// The level reached, 0 for none.
    level: u8,
}

impl From<(i64, Progress)> for TrendItem {
    fn from((day, progress): (i64, Progress)) -> Self {
        Self {
            day: date_of(day).to_string(),
            shown: progress.shown,
            contradicted: progress.contradicted,
            unknown: progress.unknown,
            level: progress.level,
        }
    }
}

/// How a number grew: at most 32 days evenly apart, the first and the last among them; days on which
/// nothing was known are left out.
#[utoipa::path(
    get, path = "/people/{person}/competencies/{competency}/trend", tag = "people",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("competency" = i64, Path, description = "The competency's key"),
        Period, PageParameters
    ),
    responses((status = 200, body = List<TrendItem>))
)]
pub(super) async fn trend(
    State(app): State<App>,
    asker: Asker,
    Path((person, competency)): Path<(Uuid, i64)>,
    Listed { choice, page }: Listed<Period>,
) -> Result<Json<List<TrendItem>>, Problem> {
    let person = PersonId(person);
    let last = day_asked(&app, choice.at.as_deref())?;
    let first = match &choice.from {
        Some(from) => day_asked(&app, Some(from))?,
        None => last - PERIOD,
    };
    if !(last - LONGEST..=last).contains(&first) {
        let detail = format!("The parameter from is a day at most {LONGEST} days before at.");
        return Err(Problem::new(Kind::InvalidParameter, detail));
    }
    let mut tx = asker.look_at(&app, person).await?;
    let days = competency::spread(first, last, DAYS);
    let trend = competency::trend(&mut tx, person, competency, &days).await?;
    let items = trend.into_iter().map(TrendItem::from).collect();
    page.of(items, |item: &TrendItem| item.day.clone())
        .map(json)
}

/// A statement that is evidence for a number of the person, as it stands in the log.
#[utoipa::path(
    get, path = "/people/{person}/statements/{statement}", tag = "people",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("statement" = Uuid, Path, description = "The statement"),
        At
    ),
    responses((status = 200, body = Object))
)]
pub(super) async fn statement(
    State(app): State<App>,
    asker: Asker,
    Path((person, statement)): Path<(Uuid, Uuid)>,
    Parameters(at): Parameters<At>,
) -> Result<Json<Value>, Problem> {
    let report = report(&app, &asker, PersonId(person), &at).await?;
    if !report.cites(statement) {
        return Err(Problem::not_found());
    }
    let mut tx = asker.read(&app).await?;
    let stored = statements::one(&mut tx, statement)
        .await?
        .ok_or_else(Problem::not_found)?;
    access::show_evidence(&mut tx, PersonId(person), &stored).await?;
    let shown = people::statement(&mut tx, &stored.to_json()).await?;
    Ok(json(
        serde_json::from_str(&shown).map_err(Problem::internal)?,
    ))
}
