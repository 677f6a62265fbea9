//! Who asks for a page, in which language, and what its address names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::locale::Locale;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Reads them from the head of a request; `N` has a field for each part of the address that is wanted.
pub(super) async fn named<N: DeserializeOwned + Send>(
    parts: &mut Parts,
    app: &App,
) -> Result<(Actor, Locale, N), Response> {
    let actor = <Actor as FromRequestParts<App>>::from_request_parts(parts, app).await;
    let actor = actor.map_err(Problem::into_response)?;
    let Ok(locale) = Locale::from_request_parts(parts, app).await;
    let named = Path::from_request_parts(parts, app).await;
    let Path(named) = named.map_err(IntoResponse::into_response)?;
    Ok((actor, locale, named))
}
