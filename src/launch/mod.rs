//! LTI launches: what binds the `lti` crate to the web, the database and the people.
//!
//! A launch lands a learner on their own progress and an instructor on the group of the course.
//! The person is the one the statements speak of, by the rule the platform was registered with.
//!
//! The browser that ends a launch is the one that began it: it brings the cookie of the login, or,
//! where browsers keep cookies out of frames, the secret that the login page left in the platform's
//! storage or in the frame's own. Without either there is no session, whatever else is sound.

mod answer;
mod arrive;
mod deep_linking;
mod identify;
mod joining;
mod landing;
mod login;
mod refusal;
mod register;
mod screen;
mod statement;
mod store;
mod views;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lti::registration::Registration;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::message::Message;
use crate::platforms::{self, Platform};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::store::Tx;

/// Every route of launches. What a platform's page sends comes from another site; all else comes from
/// pages of ours.
pub fn router() -> Router<App> {
    Router::new()
        .route(
            "/lti/landing/{token}",
            get(landing::get).post(landing::with_access),
        )
        .route("/lti/join", get(landing::offer).post(landing::join))
        .route(
            "/lti/deep-linking/{id}",
            get(deep_linking::get).post(deep_linking::post),
        )
        .route("/lti/keys", get(register::keys))
        .route("/lti/registration", get(register::values))
        .route("/lti/canvas.json", get(register::canvas))
        .route("/lti/register", get(register::get).post(register::post))
        .layer(CsrfLayer::new().with_rejection_response(|_: ProtectionError| foreign_form()))
        .route("/lti/login", get(login::by_get).post(login::by_post))
        .route("/lti/launch", get(answer::get).post(answer::post))
}

/// Where platforms post their answers.
fn launch_uri(app: &App) -> String {
    format!("{}lti/launch", app.base_url)
}

/// The answer to a form that another site's page has sent.
fn foreign_form() -> Response {
    Problem::new(Kind::Forbidden, Message::new("refused-foreign-form")).into_response()
}

/// What the protocol needs of a platform.
async fn registered(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
) -> Result<Option<Registration>, Problem> {
    let deployments = platforms::deployments(tx, platform.id).await?;
    Ok(platform.registration(&deployments, launch_uri(app)))
}
