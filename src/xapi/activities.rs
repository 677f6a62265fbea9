//! `activities`: what is known of one (xAPI 1.0.3, Communication 2.5).

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use super::negotiation::Spoken;
use super::parameters::Parameters;
use crate::credentials::{Caller, Scope};
use crate::problem::Problem;
use crate::state::App;
use crate::statements;

/// The activity with its canonical definition; one that nobody has defined has none.
pub(super) async fn get(
    State(app): State<App>,
    _: Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    caller.require(&[
        Scope::All,
        Scope::AllRead,
        Scope::Define,
        Scope::Profile,
        Scope::State,
        Scope::StatementsRead,
        Scope::StatementsReadMine,
    ])?;
    let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let iri = Parameters::required(parameters.iri("activityId")?, "activityId")?;
    parameters.end()?;
    let mut tx = app.db.read().await?;
    let known = statements::definitions(&mut tx, std::iter::once(iri.as_str())).await?;
    let mut activity = json!({ "objectType": "Activity", "id": iri });
    if let Some(definition) = known.get(&iri) {
        activity["definition"] = serde_json::from_str(definition).map_err(Problem::internal)?;
    }
    Ok(Json(activity))
}
