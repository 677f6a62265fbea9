//! What was agreed with a works council.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asker, json, read};
use crate::agreement::{self, Standing, Switch};
use crate::problem::{Problem, ProblemDocument};
use crate::state::App;
use crate::statements::format_time;

/// How every switch stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Agreement {
    /// The switches.
    switches: Vec<SwitchItem>,
}

/// A switch.
#[derive(Debug, Serialize, ToSchema)]
struct SwitchItem {
    /// Its word: `no-ranks`, `chosen-boards`, `no-member-alerts`, `no-engagement-files` or
    /// `coach-pseudonyms`.
    switch: &'static str,
    /// Whether it is on.
    on: bool,
    /// Whether the configuration file has put it on, so that it cannot be switched here.
    fixed: bool,
    /// When it was switched last, as far as the audit log's last entries say.
    decided_at: Option<String>,
}

impl From<Standing> for SwitchItem {
    fn from(standing: Standing) -> Self {
        Self {
            switch: standing.switch.word(),
            on: standing.on,
            fixed: standing.fixed,
            decided_at: standing.decided.map(|(_, at)| format_time(at)),
        }
    }
}

/// What is wanted of a switch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SwitchWish {
    /// Whether it is to be on.
    on: bool,
}

/// The switches that were agreed with a works council. For administrators.
#[utoipa::path(
    get, path = "/works-council", tag = "works council",
    responses(
        (status = 200, body = Agreement),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn get(State(app): State<App>, asker: Asker) -> Result<Json<Agreement>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let standing = agreement::standing(&mut tx, &app.config.agreement()).await?;
    Ok(json(Agreement {
        switches: standing.into_iter().map(SwitchItem::from).collect(),
    }))
}

/// Puts a switch on or off, at once for every gateway that shares the database. For administrators
/// who signed in not long ago.
#[utoipa::path(
    put, path = "/works-council/{switch}", tag = "works council",
    params(("switch" = String, Path, description = "The switch's word")),
    request_body = SwitchWish,
    responses(
        (status = 200, body = Agreement),
        (status = 400, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, body = ProblemDocument, content_type = "application/problem+json",
            description = "The configuration file has put it on.")
    )
)]
pub(super) async fn put(
    State(app): State<App>,
    asker: Asker,
    Path(switch): Path<String>,
    body: String,
) -> Result<Json<Agreement>, Problem> {
    asker.decide(&app)?;
    let switch = Switch::of_word(&switch).ok_or_else(Problem::not_found)?;
    let wanted: SwitchWish = read(&body)?;
    let basis = app.config.agreement();
    let (author, now) = (asker.author(&app), app.clock.now());
    let mut tx = app.db.write().await?;
    agreement::decide(&mut tx, &author, (switch, wanted.on), &basis, now).await?;
    let standing = agreement::standing(&mut tx, &basis).await?;
    tx.commit().await?;
    Ok(json(Agreement {
        switches: standing.into_iter().map(SwitchItem::from).collect(),
    }))
}
