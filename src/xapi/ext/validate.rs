//! Says what would become of statements, by the very code that stores them, and stores nothing.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::super::multipart::Purpose;
use super::super::negotiation::Spoken;
use super::super::receive::{self, Terms, WRITING, unappended};
use crate::credentials::Caller;
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{self, AppendError, NewStatement, equivalent};
use crate::store::Tx;

/// The refusal that the statements would meet, or for each of them whether it is stored already
/// and what it would be understood as.
pub(in crate::xapi) async fn post(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    caller.require(WRITING)?;
    let terms = Terms::of(&app, version, &caller).await?;
    let read = |text: &str| receive::read(&terms, text);
    let received = receive::receive(&app, &headers, body, Purpose::Checking, read).await;
    let mut received = match received {
        Ok(received) => received,
        Err(problem) => return refused(problem),
    };
    let mut tx = app.db.read().await?;
    let (statements, author) = (&mut received.statements, caller.author());
    let barred = statements::first_barred(&mut tx, &app.key, statements, &author).await;
    let barred = barred.map_err(|error| unappended(error, received.batch))?;
    if let Some(index) = barred {
        let erased = AppendError::Erased { index };
        return refused(unappended(erased, received.batch));
    }
    let vocabulary = app
        .vocabularies
        .current(&mut tx)
        .await
        .map_err(Problem::internal)?;
    let mut told = Vec::new();
    let mut valid = true;
    for new in &received.statements {
        let stored = stored(&mut tx, new).await?;
        valid &= stored != "different";
        let value = new.value().map_err(Problem::internal)?;
        let meaning = vocabulary.rule(&value).map(|rule| {
            json!({
                "rule": rule.id,
                "act": rule.act,
                "engagement": rule.engagement,
                "evidence": rule.evidence,
            })
        });
        told.push(json!({ "id": new.received_id(), "stored": stored, "meaning": meaning }));
    }
    let reported: Vec<Fault> = received
        .against_profiles
        .into_iter()
        .map(Fault::from)
        .collect();
    Ok(Json(
        json!({ "valid": valid, "statements": told, "reported": reported }),
    ))
}

/// The answer where the statements would meet a refusal; what has to do with this request only stays
/// what it is.
fn refused(problem: Problem) -> Result<Json<Value>, Problem> {
    let kind = problem.kind();
    if !kind.status().is_client_error() || kind == Kind::RequestTimeout {
        return Err(problem);
    }
    let problem = problem.document();
    Ok(Json(json!({ "valid": false, "problem": problem })))
}

/// Whether a statement with the same identifier is stored, and says the same.
async fn stored(tx: &mut Tx, new: &NewStatement) -> Result<&'static str, Problem> {
    let Some(id) = new.received_id() else {
        return Ok("new");
    };
    let Some(stored) = statements::one(tx, id).await? else {
        return Ok("new");
    };
    let (old, new) = (stored.value(), new.value());
    let same = equivalent(
        &old.map_err(Problem::internal)?,
        &new.map_err(Problem::internal)?,
    );
    Ok(if same { "equal" } else { "different" })
}
