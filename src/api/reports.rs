//! Figures of the organisation by month or quarter, without people.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json};
use crate::access;
use crate::problem::{Kind, Problem, ProblemDocument};
use crate::reports::{self, Period, Report};
use crate::state::App;
use crate::statements::format_time;

/// A period that can be reported on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PeriodItem {
    /// Its name: `2026-07` or `2026-Q3`.
    period: String,
    /// When its report was worked out; `null` if it has not been.
    made_at: Option<String>,
}

/// Refuses who may not see reports. A key sees them with the rest.
fn see(asker: &Asker) -> Result<(), Problem> {
    match asker {
        Asker::System(_) => Ok(()),
        Asker::Person(actor) => access::see_reports(actor),
    }
}

fn period(text: &str) -> Result<Period, Problem> {
    text.parse().map_err(|error| {
        Problem::new(
            Kind::InvalidParameter,
            format!("{text:?} is no period: {error}."),
        )
    })
}

/// Periods that can be reported on: the last ones, and those of which a report is kept.
#[utoipa::path(
    get, path = "/reports", tag = "reports", params(PageParameters),
    responses(
        (status = 200, body = List<PeriodItem>),
        (status = 400, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<PeriodItem>>, Problem> {
    see(&asker)?;
    let mut tx = app.db.read().await?;
    let kept = reports::list(&mut tx).await?;
    let length = app.config.reports.period;
    let mut items: Vec<PeriodItem> = reports::periods(length, app.today())
        .iter()
        .map(|period| PeriodItem {
            period: period.to_string(),
            made_at: None,
        })
        .collect();
    for one in kept {
        let made_at = Some(format_time(one.made_at));
        match items.iter_mut().find(|item| item.period == one.period) {
            Some(item) => item.made_at = made_at,
            None => items.push(PeriodItem {
                period: one.period,
                made_at,
            }),
        }
    }
    items.sort_by(|left, right| right.period.cmp(&left.period));
    let after: Option<String> = page.after()?;
    items.retain(|item| after.as_ref().is_none_or(|after| item.period < *after));
    Ok(json(page.page(items, |item| item.period.clone())?))
}

/// Figures of a month or quarter that is over. They are worked out once, and then stay as they are.
/// What is withheld is of fewer than five people, or would let such a number be worked out.
#[utoipa::path(
    get, path = "/reports/{period}", tag = "reports",
    params(("period" = String, Path, description = "A quarter such as 2026-Q3, or a month such as 2026-07")),
    responses(
        (status = 200, body = Report),
        (status = 400, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, body = ProblemDocument, content_type = "application/problem+json",
            description = "There is a report of another length with some of the same days.")
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<Report>, Problem> {
    see(&asker)?;
    let period = period(&name)?;
    let report = reports::report(&app.db, &app.clock, app.today(), period).await?;
    Ok(json(report))
}

/// Has a report worked out anew when it is asked for the next time. For administrators.
#[utoipa::path(
    delete, path = "/reports/{period}", tag = "reports",
    params(("period" = String, Path, description = "A quarter such as 2026-Q3, or a month such as 2026-07")),
    responses(
        (status = 204),
        (status = 400, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn renew(
    State(app): State<App>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    asker.decide(&app)?;
    let period = period(&name)?;
    if reports::renew(&app.db, &app.clock, &asker.author(&app), period).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
