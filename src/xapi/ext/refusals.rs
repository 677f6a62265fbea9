//! Why requests of a credential were refused lately, for whoever develops the app.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::parameters::Parameters;
use crate::credentials::{Caller, CallerSlot};
use crate::problem::{Problem, Shown};
use crate::refusals::{self, KEPT, Refusal};
use crate::state::App;
use crate::statements::format_time;

/// Refusals on a page when the client names no number.
const PAGE: i64 = 100;

/// The caller's own refusals, newest first.
pub(in crate::xapi) async fn get(
    State(app): State<App>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let before = parameters.number("before")?.map_or(i64::MAX, signed);
    let limit = parameters
        .number("limit")?
        .map_or(PAGE, |limit| signed(limit).clamp(1, KEPT));
    parameters.end()?;
    let mut tx = app.db.read().await?;
    let found = refusals::latest_of(&mut tx, &caller.name, before, limit).await?;
    let refusals: Vec<Value> = found
        .iter()
        .map(|it| {
            json!({
                "id": it.id,
                "at": format_time(it.at),
                "request": it.request,
                "method": it.method,
                "path": it.path,
                "status": it.status,
                "type": format!("/problems/{}", it.problem),
                "detail": it.detail,
                "errors": serde_json::from_str::<Value>(&it.faults).unwrap_or_default(),
            })
        })
        .collect();
    Ok(Json(json!({ "refusals": refusals })))
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Middleware: keeps the refusals of known callers.
pub(in crate::xapi) async fn note(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let slot = CallerSlot::default();
    request.extensions_mut().insert(slot.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let id = request.headers().get("x-request-id").cloned();
    let response = next.run(request).await;
    let status = response.status();
    if let Some(caller) = slot.caller()
        && status.is_client_error()
        && let Some(shown) = response.extensions().get::<Shown>()
    {
        app.refusals.note(Refusal {
            at: app.clock.now().as_microsecond(),
            caller: caller.to_string(),
            request: id
                .as_ref()
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            method: method.to_string(),
            path,
            status: status.as_u16(),
            problem: shown.kind.slug().to_owned(),
            detail: shown.detail.to_string(),
            faults: json!(shown.faults).to_string(),
        });
    }
    response
}
