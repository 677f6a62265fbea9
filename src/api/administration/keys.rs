//! API keys: who may write and read, since when, and used when last.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::credentials::{self, CredentialError, NewCredential, Pair, Scope};
use crate::problem::{Kind, Problem};
use crate::profiles::Check;
use crate::state::App;
use crate::statements::format_time;

/// How long a key works on after it was replaced.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// Longest label, in characters.
const LABEL: usize = 200;

/// A key; its secret is not to be had again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeyItem {
    /// The Basic user name.
    key: String,
    /// What it is for.
    label: String,
    /// What it may do.
    scopes: Vec<String>,
    /// Whether it can be used now.
    in_force: bool,
    /// When it was made.
    made_at: String,
    /// When it ends.
    expires_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
    /// When it was used last, to the minute.
    last_used_at: Option<String>,
    /// Most requests in a minute.
    requests_per_minute: Option<i64>,
    /// Home pages of the accounts that it may write about; empty: of all agents.
    home_pages: Vec<String>,
}

impl KeyItem {
    fn of(key: credentials::Listed, now: Timestamp) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Self {
            in_force: key.in_force(now),
            scopes: words(&key.scopes),
            home_pages: words(&key.home_pages),
            made_at: format_time(key.created_at),
            expires_at: key.expires_at.map(format_time),
            revoked_at: key.revoked_at.map(format_time),
            last_used_at: key.last_used_at.map(format_time),
            requests_per_minute: key.requests_per_minute,
            key: key.key,
            label: key.label,
        }
    }
}

/// API keys, the latest first; also those that have ended.
#[utoipa::path(
    get, path = "/keys", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<KeyItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<KeyItem>>, Problem> {
    asker.administrate()?;
    let now = app.clock.now();
    let all = credentials::all(&app.db).await?;
    let items = all.into_iter().rev().map(|key| KeyItem::of(key, now));
    page.of(items.collect(), |item| item.key.clone()).map(json)
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKey {
    /// What it is for, in at most 200 characters.
    label: String,
    /// What it may do, such as `reports/read`.
    scopes: Vec<String>,
    /// When it ends (RFC 3339); never if left out.
    expires_at: Option<String>,
    /// Most requests in a minute.
    requests_per_minute: Option<u32>,
    /// Home pages of the accounts that it may write about; left out or empty: of all agents.
    #[serde(default)]
    home_pages: Vec<String>,
    /// Whether its statements are checked against profiles: `off`, `report` or `refuse`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    profiles: Check,
    /// The key of the same application whose authority it shares.
    beside: Option<String>,
}

impl NewKey {
    fn read(self) -> Result<NewCredential, Problem> {
        let wrong = |detail: &str| Problem::new(Kind::BadRequest, detail);
        let label = self.label.trim().to_owned();
        if label.is_empty() || label.chars().count() > LABEL || label.contains('\0') {
            let detail = format!("The member label is a text of 1 to {LABEL} characters.");
            return Err(wrong(&detail));
        }
        let scopes: Result<Vec<Scope>, String> =
            self.scopes.iter().map(|scope| scope.parse()).collect();
        let scopes = scopes.map_err(|error| wrong(&format!("{error}.")))?;
        if scopes.is_empty() {
            return Err(wrong("The member scopes names what the key may do."));
        }
        if self.requests_per_minute == Some(0) {
            return Err(wrong(
                "The member requests_per_minute is a whole number from 1 on.",
            ));
        }
        let home_page = |page: &String| !page.is_empty() && !page.contains([' ', '\0', '\n']);
        if !self.home_pages.iter().all(home_page) {
            return Err(wrong(
                "The member home_pages holds addresses without blanks.",
            ));
        }
        let expires_at = self.expires_at.map(|text| text.parse()).transpose();
        Ok(NewCredential {
            label,
            scopes,
            expires_at: expires_at.map_err(|_| {
                wrong("The member expires_at is a moment such as 2027-01-31T12:00:00Z.")
            })?,
            requests_per_minute: self.requests_per_minute,
            home_pages: self.home_pages,
            profile_check: self.profiles,
            beside: self.beside,
        })
    }
}

/// A key with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeKey {
    /// The Basic user name.
    key: String,
    /// The Basic password.
    secret: String,
}

fn made(pair: Pair) -> Response {
    let item = MadeKey {
        key: pair.key,
        secret: pair.secret,
    };
    (StatusCode::CREATED, Json(item)).into_response()
}

fn failed(error: CredentialError) -> Problem {
    match error {
        CredentialError::Unknown(_) => Problem::not_found(),
        CredentialError::Store(error) => error.into(),
        CredentialError::Audit(error) => error.into(),
        error @ CredentialError::Seal(_) => Problem::internal(error),
    }
}

/// Makes a key.
#[utoipa::path(
    post, path = "/keys", tag = "administration", request_body = NewKey,
    responses((status = 201, body = MadeKey), (status = 404, description = "There is no key `beside`."))
)]
pub(super) async fn make(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Response, Problem> {
    asker.decide(&app)?;
    let new = read::<NewKey>(&body)?.read()?;
    let (home_page, by) = (app.base_url.as_str(), asker.author(&app));
    let made_pair = credentials::create(&app.db, &new, home_page, &by, app.clock.now()).await;
    made_pair.map(made).map_err(failed)
}

/// Makes a key that takes the place of another, which works on for 24 hours.
#[utoipa::path(
    post, path = "/keys/{key}/rotate", tag = "administration",
    params(("key" = String, Path, description = "The key")),
    responses((status = 201, body = MadeKey))
)]
pub(super) async fn rotate(
    State(app): State<App>,
    asker: Asker,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    asker.decide(&app)?;
    let (by, now) = (asker.author(&app), app.clock.now());
    let pair = credentials::rotate(&app.db, &key, OVERLAP, &by, now).await;
    pair.map(made).map_err(failed)
}

/// Revokes a key: within a second it is worth nothing.
#[utoipa::path(
    delete, path = "/keys/{key}", tag = "administration",
    params(("key" = String, Path, description = "The key")),
    responses((status = 204))
)]
pub(super) async fn revoke(
    State(app): State<App>,
    asker: Asker,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let by = asker.author(&app);
    let revoked = credentials::revoke(&app.db, &key, &by, app.clock.now()).await;
    if !revoked.map_err(failed)? {
        return Err(Problem::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}
