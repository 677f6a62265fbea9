//! The JSON API under `/api/v1`: the same facts that pages show, for the organisation's other
//! systems. Callers are people with a session, who see what they see on pages, or API keys with
//! the scope `reports/read`, which see everything.

mod administration;
mod agreement;
mod answers;
mod coaching;
mod description;
mod events;
mod exports;
mod frameworks;
mod groups;
mod matrix;
mod me;
mod meaning;
mod merges;
mod overview;
mod paging;
mod people;
mod reasons;
mod reports;
mod restrictions;
mod roles;
mod search;
mod sessions;
mod settings;
mod webhooks;
mod wishes;

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::civil::Date;
use serde::Serialize;
use tower_http::csrf::CsrfLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access;
use crate::audit::Author;
use crate::credentials::{Caller, Scope};
use crate::groups::GroupId;
use crate::people::{PersonId, View};
use crate::problem::{Kind, Problem, ProblemDocument};
use crate::projector::days_since_epoch;
use crate::sso::{self, Actor, Role};
use crate::state::App;
use crate::store::{StoreError, Tx};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Coachlight reporting API",
        description = "Groups, engagement, people, competency progress and the evidence behind it."
    ),
    servers((url = "/api/v1")),
    components(schemas(ProblemDocument))
)]
struct Document;

/// Every route of the API, and its description.
pub fn router() -> Router<App> {
    let (routes, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(groups::list))
        .routes(routes!(groups::engagement))
        .routes(routes!(matrix::get))
        .routes(routes!(people::list))
        .routes(routes!(people::progress))
        .routes(routes!(people::evidence))
        .routes(routes!(overview::activity))
        .routes(routes!(overview::contributions))
        .routes(routes!(reasons::trend))
        .routes(routes!(reasons::statement))
        .routes(routes!(me::who))
        .routes(routes!(me::looks))
        .routes(routes!(me::mentored))
        .routes(routes!(overview::mine))
        .routes(routes!(sessions::list, sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(settings::get, settings::put))
        .routes(routes!(wishes::get, wishes::ask, wishes::withdraw))
        .routes(routes!(restrictions::list, restrictions::ask))
        .routes(routes!(restrictions::withdraw))
        .routes(routes!(merges::suggested, merges::look))
        .routes(routes!(merges::answer))
        .routes(routes!(merges::list, merges::make))
        .routes(routes!(merges::undo))
        .routes(routes!(meaning::unmapped_verbs))
        .routes(routes!(meaning::unused_statements))
        .routes(routes!(frameworks::list))
        .routes(routes!(frameworks::tree))
        .routes(routes!(frameworks::item))
        .routes(routes!(frameworks::weights, frameworks::weigh))
        .routes(routes!(roles::list))
        .routes(routes!(roles::one))
        .routes(routes!(roles::held, roles::assign))
        .routes(routes!(search::find))
        .routes(routes!(events::read))
        .routes(routes!(agreement::get))
        .routes(routes!(agreement::put))
        .routes(routes!(reports::list))
        .routes(routes!(reports::one, reports::renew))
        .routes(routes!(exports::list, exports::ask))
        .routes(routes!(exports::one, exports::remove))
        .routes(routes!(exports::file))
        .routes(routes!(webhooks::list, webhooks::make))
        .routes(routes!(webhooks::one, webhooks::delete))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::switch))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::replay))
        .merge(coaching::routes())
        .merge(administration::routes())
        .split_for_parts();
    description::complete(&mut document);
    let document = Arc::new(document);
    let described = get(async move || describe(&document));
    let routes = routes
        .route("/openapi.json", described)
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(answers::finish));
    Router::new().nest("/api/v1", routes)
}

fn describe(document: &utoipa::openapi::OpenApi) -> Response {
    match document.to_json() {
        Ok(text) => (
            [(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            )],
            text,
        )
            .into_response(),
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// Who asks.
#[derive(Debug)]
enum Asker {
    /// A system with an API key: sees everything.
    System(Caller),
    /// A person: sees what their pages show.
    Person(Actor),
}

impl FromRequestParts<App> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Self::with(
            &[Scope::All, Scope::AllRead, Scope::ReportsRead],
            parts,
            app,
        )
        .await
    }
}

impl Asker {
    /// A person with a session, or a system whose key has one of some scopes.
    async fn with(scopes: &[Scope], parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if !parts.headers.contains_key(header::AUTHORIZATION)
            && let Some(actor) =
                <Actor as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?
        {
            return Ok(Self::Person(actor));
        }
        let caller = <Caller as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        caller.require(scopes)?;
        Ok(Self::System(caller))
    }

    async fn see_group(&self, tx: &mut Tx, group: GroupId) -> Result<(), Problem> {
        match self {
            Self::System(_) => match crate::groups::find(tx, group).await? {
                Some(_) => Ok(()),
                None => Err(Problem::not_found()),
            },
            Self::Person(actor) => access::see_group(tx, actor, group).await,
        }
    }

    async fn see_person(&self, tx: &mut Tx, person: PersonId) -> Result<(), Problem> {
        match self {
            Self::System(_) => match crate::people::find(tx, person).await? {
                Some(_) => access::use_data_of(tx, None, person).await,
                None => Err(Problem::not_found()),
            },
            Self::Person(actor) => access::see_person(tx, actor, person).await.map(|_sight| ()),
        }
    }
}

impl Asker {
    /// Refuses whoever may not see a person, keeps that they look at them, and begins to read.
    async fn look_at(&self, app: &App, person: PersonId) -> Result<Tx, Problem> {
        let mut tx = self.read(app).await?;
        self.see_person(&mut tx, person).await?;
        drop(tx);
        self.looked(app, &[person]).await?;
        Ok(self.read(app).await?)
    }

    /// Begins to read for whoever asks: a system is told all names, a person those that they may know.
    async fn read(&self, app: &App) -> Result<Tx, StoreError> {
        match self {
            Self::System(_) => app.db.read().await,
            Self::Person(actor) => app.read(actor).await,
        }
    }

    /// Keeps that somebody looked at others, as pages do: whoever is looked at sees it. Nobody gets
    /// an answer before that is durable.
    async fn looked(&self, app: &App, seen: &[PersonId]) -> Result<(), Problem> {
        let view = match self {
            Self::Person(actor) if actor.visit.is_some() => View::Platform,
            _ => View::Api,
        };
        let viewer = self.exporter().viewer();
        let noted = app.looks.note(&viewer, seen, view, app.clock.now());
        Ok(noted.done().await?)
    }

    /// Whose act an entry of the audit log is.
    fn author(&self, app: &App) -> Author {
        match self {
            Self::System(caller) => {
                Author::new(&app.key, &*caller.name, Some(caller.label.to_string()))
            }
            Self::Person(actor) => app.author(actor),
        }
    }

    /// Who decides, in words.
    fn by(&self) -> String {
        match self {
            Self::System(caller) => caller.label.to_string(),
            Self::Person(actor) => {
                let name = actor.name.clone();
                name.unwrap_or_else(|| actor.person.to_string())
            }
        }
    }

    /// Refuses whoever may not change what the organisation works with.
    fn administrate(&self) -> Result<(), Problem> {
        match self {
            Self::System(caller) => caller.require(&[Scope::All]),
            Self::Person(actor) => access::administrate(actor),
        }
    }

    /// Refuses a person who may not administrate, or proved who they are too long ago; and a key
    /// that may not do everything.
    fn decide(&self, app: &App) -> Result<(), Problem> {
        self.administrate()?;
        match self {
            Self::Person(actor) if !sso::is_recent(app, actor) => Err(Problem::new(
                Kind::ReauthenticationNeeded,
                "This needs a sign-in of not long ago. Sign in again at /sign-in/again.",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses whoever may not note the roles of a person whom they see.
    fn change_roles(&self, person: PersonId, present: bool) -> Result<(), Problem> {
        match self {
            Self::System(caller) => caller.require(&[Scope::All]),
            Self::Person(actor) if actor.person == person && !present => Ok(()),
            Self::Person(actor) if actor.person != person && actor.roles.has(Role::Coach) => Ok(()),
            Self::Person(_) => Err(Problem::new(
                Kind::Forbidden,
                "A coach notes the role that a person has; the one wished for they note themselves, too.",
            )),
        }
    }
}

/// The day asked for, or today. A day to come is refused: nothing is known of it.
fn day_asked(app: &App, at: Option<&str>) -> Result<i64, Problem> {
    let today = app.today();
    let Some(text) = at else { return Ok(today) };
    let date: Date = text.parse().map_err(|_| {
        Problem::new(
            Kind::InvalidParameter,
            "The parameter at is a date such as 2026-11-23.",
        )
    })?;
    let day = days_since_epoch(date);
    if day > today {
        return Err(Problem::new(
            Kind::InvalidParameter,
            "The parameter at lies in the future.",
        ));
    }
    Ok(day)
}

/// Reads a body; an empty one is an empty object.
fn read<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, Problem> {
    object(if body.trim().is_empty() { "{}" } else { body })
}

/// Reads an object. A list of its members' values, which serde would take for one, is none.
fn object<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Problem> {
    if !text.trim_start().starts_with('{') {
        let detail = "The body is an object of JSON.";
        return Err(Problem::new(Kind::MalformedJson, detail));
    }
    serde_json::from_str(text)
        .map_err(|error| Problem::new(Kind::MalformedJson, format!("{error}.")))
}

/// Reads parameters; an unknown or wrong one is refused with its name.
struct Parameters<T>(T);

impl<T: serde::de::DeserializeOwned> FromRequestParts<App> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        deserialize(url::form_urlencoded::parse(query.as_bytes())).map(Self)
    }
}

fn deserialize<T, N>(pairs: impl Iterator<Item = (N, N)>) -> Result<T, Problem>
where
    T: serde::de::DeserializeOwned,
    N: AsRef<str>,
{
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    let query = query.finish();
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(
        url::form_urlencoded::parse(query.as_bytes()),
    ))
    .map_err(|error| Problem::new(Kind::InvalidParameter, format!("{error}.")))
}

fn json<T: Serialize>(value: T) -> Json<T> {
    Json(value)
}

/// An answer with its entity tag.
fn tagged(tag: &str, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The state that a change starts from, if the asker names one.
fn condition(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::IF_MATCH)?.to_str().ok()
}
