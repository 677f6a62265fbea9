//! What binds pages to where they are shown: in a window of their own, or in the frame of the
//! platform that somebody came from.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::form::derived;
use crate::engagement;
use crate::problem::Problem;
use crate::sso::{Actor, Seen};
use crate::state::App;
use crate::store::Tx;

/// Begins to read for somebody. Whoever has just come from a group's course is in the group as soon as facts
/// show it, which is waited for a moment: their first page is not to know less of them than the next.
pub(super) async fn read_arrived(app: &App, actor: &Actor) -> Result<Tx, Problem> {
    let mut tx = app.read(actor).await?;
    let Some(group) = actor.visit.as_ref().and_then(|visit| visit.group) else {
        return Ok(tx);
    };
    let membership = engagement::membership(&mut tx, group, app.today()).await?;
    if membership.has(actor.person) {
        return Ok(tx);
    }
    drop(tx);
    derived(app).await?;
    Ok(app.read(actor).await?)
}

/// Pages load our own style and scripts, ask us what is new, and nothing else; no script can make a
/// script or markup of a text.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                      script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Middleware: only the platform of the session may frame a page, and nobody if there is none.
pub(super) async fn bind(mut request: Request, next: Next) -> Response {
    let seen = Seen::default();
    request.extensions_mut().insert(seen.clone());
    let mut response = next.run(request).await;
    let framed_by = seen.visit().and_then(|visit| visit.framed_by.as_deref());
    let harmless = response.extensions().get::<Harmless>().is_some();
    let ancestors = framed_by.unwrap_or(if harmless { "*" } else { "'none'" });
    let policy = format!("{POLICY}; frame-ancestors {ancestors}");
    // Origins come from addresses that were read as such; what is none lets nobody frame.
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Marks an answer whose page says nothing of anybody and does nothing: anybody may frame it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Harmless;
