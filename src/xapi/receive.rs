//! `POST` and `PUT` of statements: read, validate, append.

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;
use xapi_schemas::{BatchCheck, Version, Violation, json};

use super::body::{collect, shorten};
use super::multipart::{self, Declared, Parts};
use super::negotiation::Spoken;
use super::parameters::uuid;
use crate::credentials::{Caller, Scope};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{AppendError, Appended, NewStatement, PrepareError};

/// Scopes that may write.
const WRITING: &[Scope] = &[Scope::All, Scope::StatementsWrite];

/// Stores one statement or a batch; answers with the identifiers in order.
pub(super) async fn post(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Vec<Uuid>>, Problem> {
    caller.require(WRITING)?;
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        return Err(Problem::new(
            Kind::InvalidParameter,
            format!("POST takes no parameters, but got {:?}.", shorten(&query)),
        ));
    }
    let received = receive(&app, &headers, body, |text| {
        match json::elements(text, app.config.limits.batch) {
            json::Elements::List(texts) => read_batch(version, &texts),
            json::Elements::TooMany => Err(too_many(&app)),
            json::Elements::Other => read_one(version, text, None),
        }
    })
    .await?;
    Ok(Json(append(&app, &caller, received).await?.ids))
}

/// Stores one statement under the identifier in the address.
pub(super) async fn put(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    caller.require(WRITING)?;
    let id = statement_id(query.as_deref().unwrap_or_default())?;
    let read = |text: &str| read_one(version, text, Some(id));
    let received = receive(&app, &headers, body, read).await?;
    append(&app, &caller, received).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn statement_id(query: &str) -> Result<Uuid, Problem> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (Some((name, value)), None) = (pairs.next(), pairs.next()) else {
        return Err(Problem::new(
            Kind::InvalidParameter,
            "PUT needs the parameter statementId and no other.",
        ));
    };
    if name != "statementId" {
        return Err(Problem::new(
            Kind::InvalidParameter,
            format!(
                "There is no parameter {:?}; PUT needs statementId.",
                shorten(&name)
            ),
        ));
    }
    uuid(&value).ok_or_else(|| {
        Problem::new(
            Kind::InvalidParameter,
            format!("statementId is {:?}, not a UUID.", shorten(&value)),
        )
    })
}

/// Statements that may be stored, and the attachments that they declare.
#[derive(Default)]
struct Received {
    statements: Vec<NewStatement>,
    attachments: Vec<Declared>,
    /// Whether they came as a list.
    batch: bool,
}

/// Takes a request's statements and the contents of their attachments in.
async fn receive(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    read: impl Fn(&str) -> Result<Received, Problem>,
) -> Result<Received, Problem> {
    let limit = app.config.limits.body_bytes;
    let refused = |what: String| {
        let mend = "send application/json, or multipart/mixed with the contents of attachments";
        Problem::new(Kind::BadRequest, format!("{what}; {mend}."))
    };
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        // Some libraries leave a semicolon behind.
        .and_then(|value| {
            value
                .trim_end_matches([';', ' '])
                .parse::<mime::Mime>()
                .ok()
        })
        .ok_or_else(|| refused("Content-Type is missing or malformed".into()))?;
    match kind.essence_str() {
        "application/json" => {
            let received = read(&text(collect(headers, body, limit).await?)?)?;
            multipart::missing(&received.attachments, |_| false)?;
            Ok(received)
        }
        "multipart/mixed" => {
            let mut parts = Parts::begin(&kind, body)?;
            let outcome = async {
                let received = read(&text(parts.statements(limit).await?)?)?;
                parts.contents(app, &received.attachments).await?;
                Ok(received)
            }
            .await;
            if outcome.is_err() {
                parts.linger(limit).await?;
            }
            outcome
        }
        other => Err(refused(format!("The body is {}", shorten(other)))),
    }
}

fn text(bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        Problem::new(
            Kind::MalformedJson,
            format!(
                "The body is not UTF-8 at byte {}.",
                error.utf8_error().valid_up_to()
            ),
        )
    })
}

/// Parses a statement that stands at `base` in the body.
fn parse(text: &str, base: &str) -> Result<Value, Problem> {
    json::parse(text.as_bytes(), json::Limits::default()).map_err(|error| {
        Problem::new(
            Kind::MalformedJson,
            "Nothing was stored. The fault is named in errors.",
        )
        .with_faults(vec![Fault {
            pointer: format!("{base}{}", error.pointer),
            rule: error.rule.to_owned(),
            detail: error.message,
        }])
    })
}

/// One statement, which is stored as `id` if that is given.
fn read_one(version: Version, text: &str, id: Option<Uuid>) -> Result<Received, Problem> {
    let mut value = parse(text, "")?;
    xapi_schemas::validate_statement(version, &value).map_err(invalid)?;
    if let Some(id) = id {
        let own = value.get("id").and_then(Value::as_str);
        if let Some(own) = own.and_then(|own| own.parse::<Uuid>().ok())
            && own != id
        {
            return Err(Problem::new(
                Kind::InvalidParameter,
                format!("The statement's id is {own}, the parameter statementId is {id}."),
            ));
        }
        if let Some(members) = value.as_object_mut() {
            members.insert("id".into(), id.to_string().into());
        }
    }
    let statement = NewStatement::prepare(version, text, &value, Uuid::new_v4());
    Ok(Received {
        statements: vec![statement.map_err(unprepared)?],
        attachments: Declared::of(&value, "")?,
        batch: false,
    })
}

/// One statement after another is parsed, checked and let go, so that a batch of many takes the
/// memory of one.
fn read_batch(version: Version, texts: &[&RawValue]) -> Result<Received, Problem> {
    let mut check = BatchCheck::new(version);
    let mut received = Received {
        batch: true,
        ..Received::default()
    };
    for (index, text) in texts.iter().enumerate() {
        let text = text.get();
        let base = format!("/{index}");
        let value = parse(text, &base)?;
        if !check.add(&value) {
            break;
        }
        if check.sound() {
            let statement = NewStatement::prepare(version, text, &value, Uuid::new_v4());
            received.statements.push(statement.map_err(unprepared)?);
            received.attachments.extend(Declared::of(&value, &base)?);
        }
    }
    check.finish().map_err(invalid)?;
    Ok(received)
}

fn too_many(app: &App) -> Problem {
    let limit = app.config.limits.batch;
    Problem::new(
        Kind::TooLarge,
        format!("The batch has more than {limit} statements. Send them in parts."),
    )
}

async fn append(app: &App, caller: &Caller, received: Received) -> Result<Appended, Problem> {
    let batch = received.batch;
    app.log
        .append(received.statements, caller.author())
        .await
        .map_err(|error| match error {
            AppendError::Conflict { index, id } => Problem::new(
                Kind::Conflict,
                format!("A different statement with the id {id} is stored. Nothing was stored."),
            )
            .with_faults(vec![Fault {
                pointer: if batch {
                    format!("/{index}/id")
                } else {
                    "/id".to_owned()
                },
                rule: "xapi/statement-immutability".into(),
                detail: "Give the statement a new id, or send the stored one unchanged.".into(),
            }]),
            AppendError::Stopping => Problem::new(
                Kind::Unavailable,
                "The gateway is stopping. Send the same request again.",
            )
            .with_header(header::RETRY_AFTER, header::HeaderValue::from_static("2")),
            AppendError::Store(error) => Problem::from_shared(&error),
        })
}

fn invalid(violations: Vec<Violation>) -> Problem {
    let count = violations.len();
    let faults = violations.into_iter().map(Fault::from).collect();
    let detail = if count == 1 {
        "Nothing was stored. One fault is named in errors.".to_owned()
    } else {
        format!("Nothing was stored. {count} faults are named in errors.")
    };
    Problem::new(Kind::InvalidStatement, detail).with_faults(faults)
}

fn unprepared(error: PrepareError) -> Problem {
    match error {
        PrepareError::Key(_) => Problem::new(
            Kind::InvalidStatement,
            format!("Nothing was stored: {error}."),
        ),
        PrepareError::Json(_) | PrepareError::Missing(_) => Problem::internal(error),
    }
}
