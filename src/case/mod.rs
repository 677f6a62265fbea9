//! The CASE endpoint: every framework as 1EdTech's Competencies and Academic Standards Exchange 1.0
//! and 1.1 serve them, for other systems to read (CASE 1.1 REST Binding). Strict: exactly what the
//! official schemas allow. Refusals are `imsx_StatusInfo` objects.

mod documents;
mod filter;
mod one;
mod status;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::get;

use crate::credentials::{Caller, Scope};
use crate::frameworks::Edition;
use crate::state::App;

use status::Refusal;

/// Every route of the endpoint.
pub fn router() -> Router<App> {
    Router::new()
        .route("/ims/case/{edition}/CFDocuments", get(documents::list))
        .route("/ims/case/{edition}/{class}/{id}", get(one::one))
}

/// A request that may read frameworks, and the edition it asks for.
struct Asked {
    edition: Edition,
    /// The address of the edition, without a slash at the end.
    base: String,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        if !app.config.frameworks.public {
            let caller = <Caller as FromRequestParts<App>>::from_request_parts(parts, app).await?;
            caller.require(&[
                Scope::All,
                Scope::AllRead,
                Scope::FrameworksRead,
                Scope::ReportsRead,
            ])?;
        }
        let Path(names) = Path::<Vec<(String, String)>>::from_request_parts(parts, app)
            .await
            .map_err(|_| Refusal::unknown())?;
        let edition = names.iter().find(|(name, _)| name == "edition");
        let edition: Edition = edition
            .filter(|(_, text)| text.starts_with('v'))
            .and_then(|(_, text)| text.parse().ok())
            .ok_or_else(Refusal::unknown)?;
        let host = app.base_url.as_str().trim_end_matches('/');
        Ok(Self {
            edition,
            base: format!("{host}/ims/case/{}", edition.path()),
        })
    }
}
