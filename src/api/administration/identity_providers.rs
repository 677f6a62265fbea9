//! The identity providers that people sign in at.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::problem::Problem;
use crate::state::App;

/// Where people sign in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IdentityProviderItem {
    /// Its name in the configuration; empty for the only one.
    name: String,
    /// What people see of it.
    label: String,
    /// Its issuer.
    issuer: String,
    /// Where it sends people back to; to be registered with it.
    redirect_uri: String,
    /// Why it does not answer; absent if it does.
    failure: Option<String>,
    /// The claim that roles are read from.
    roles_claim: String,
    /// Values of it that make an administrator.
    administrator: Vec<String>,
    /// Those that make a coach.
    coach: Vec<String>,
    /// Those that make somebody of HR.
    hr: Vec<String>,
}

/// The identity providers, and whether they answer.
#[utoipa::path(
    get, path = "/identity-providers", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<IdentityProviderItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<IdentityProviderItem>>, Problem> {
    asker.administrate()?;
    let mut items = Vec::new();
    for provider in app.providers.all() {
        let settings = provider.settings();
        items.push(IdentityProviderItem {
            name: provider.name().to_owned(),
            label: provider.label().to_owned(),
            issuer: settings.issuer.to_string(),
            redirect_uri: provider.redirect().to_string(),
            failure: provider.failure().await,
            roles_claim: settings.roles_claim.clone(),
            administrator: settings.administrator.clone(),
            coach: settings.coach.clone(),
            hr: settings.hr.clone(),
        });
    }
    page.of(items, |item| item.name.clone()).map(json)
}
