//! `POST` and `PUT` of statements: read, validate, append.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;
use xapi_schemas::{BatchCheck, Version, Violation, json};

use super::negotiation::Spoken;
use crate::credentials::{Caller, Scope};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{AppendError, Appended, NewStatement, PrepareError};

/// Scopes that may write.
const WRITING: &[Scope] = &[Scope::All, Scope::StatementsWrite];

/// How many times the limit is read of a body that is too large, so that its sender comes to the end
/// and reads the refusal.
const LINGER: usize = 4;

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
    let text = read(&app, &headers, body).await?;
    let (statements, batch) = match json::elements(&text, app.config.limits.batch) {
        json::Elements::List(texts) => (prepare_batch(version, &texts)?, true),
        json::Elements::TooMany => return Err(too_many(&app)),
        json::Elements::Other => (vec![prepare(version, &text)?], false),
    };
    Ok(Json(append(&app, &caller, statements, batch).await?.ids))
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
    let text = read(&app, &headers, body).await?;
    let mut value = parse(&text, "")?;
    xapi_schemas::validate_statement(version, &value).map_err(invalid)?;
    let own = value
        .get("id")
        .and_then(Value::as_str)
        .map(str::parse::<Uuid>);
    if let Some(Ok(own)) = own
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
    let statement = NewStatement::prepare(version, &text, &value, id).map_err(unprepared)?;
    append(&app, &caller, vec![statement], false).await?;
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
    value.parse().map_err(|_| {
        Problem::new(
            Kind::InvalidParameter,
            format!("statementId is {:?}, not a UUID.", shorten(&value)),
        )
    })
}

/// The body as text, if it is of a kind and size that can be taken.
async fn read(app: &App, headers: &HeaderMap, body: Body) -> Result<String, Problem> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<mime::Mime>().ok());
    match content_type {
        Some(kind) if kind.essence_str() == "application/json" => {}
        Some(kind) => {
            return Err(Problem::new(
                Kind::UnsupportedMediaType,
                format!(
                    "The body is {}; send application/json.",
                    shorten(kind.as_ref())
                ),
            ));
        }
        None => {
            return Err(Problem::new(
                Kind::UnsupportedMediaType,
                "Content-Type is missing or malformed; send application/json.",
            ));
        }
    }
    let limit = app.config.limits.body_bytes;
    let bytes = collect(headers, body, limit).await?;
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

/// The whole body, in one piece of memory from the start where its length is told.
async fn collect(headers: &HeaderMap, mut body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let told = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let waits = headers.contains_key(header::EXPECT);
    if told > LINGER * limit || (told > limit && waits) {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(if told > limit { 0 } else { told });
    while let Some(part) = next(&mut body).await? {
        if told > limit || bytes.len() + part.len() > limit {
            drop(bytes);
            linger(body, LINGER * limit).await?;
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Reads on for a while: a sender that is cut off while it sends never reads why.
async fn linger(mut body: Body, most: usize) -> Result<(), Problem> {
    let mut read = 0;
    while let Some(part) = next(&mut body).await?
        && read < most
    {
        read += part.len();
    }
    Ok(())
}

/// The body's next part.
async fn next(body: &mut Body) -> Result<Option<Bytes>, Problem> {
    while let Some(frame) = body.frame().await {
        // Trailers are not data.
        if let Ok(part) = frame.map_err(|error| unread(&error))?.into_data() {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        Kind::TooLarge,
        format!("The body has more than {limit} bytes. Send fewer statements at a time."),
    )
}

fn unread(error: &axum::Error) -> Problem {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(current) = cause {
        if current.is::<tower_http::timeout::TimeoutError>() {
            return Problem::new(Kind::RequestTimeout, "The body stopped arriving.");
        }
        cause = current.source();
    }
    Problem::new(
        Kind::BadRequest,
        format!("The body could not be read: {error}."),
    )
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

fn prepare(version: Version, text: &str) -> Result<NewStatement, Problem> {
    let value = parse(text, "")?;
    xapi_schemas::validate_statement(version, &value).map_err(invalid)?;
    NewStatement::prepare(version, text, &value, Uuid::new_v4()).map_err(unprepared)
}

/// One statement after another is parsed, checked and let go, so that a batch of many takes the
/// memory of one.
fn prepare_batch(version: Version, texts: &[&RawValue]) -> Result<Vec<NewStatement>, Problem> {
    let mut check = BatchCheck::new(version);
    let mut statements = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let text = text.get();
        let value = parse(text, &format!("/{index}"))?;
        if !check.add(&value) {
            break;
        }
        if check.sound() {
            let statement = NewStatement::prepare(version, text, &value, Uuid::new_v4());
            statements.push(statement.map_err(unprepared)?);
        }
    }
    check.finish().map_err(invalid)?;
    Ok(statements)
}

fn too_many(app: &App) -> Problem {
    let limit = app.config.limits.batch;
    Problem::new(
        Kind::TooLarge,
        format!("The batch has more than {limit} statements. Send them in parts."),
    )
}

async fn append(
    app: &App,
    caller: &Caller,
    statements: Vec<NewStatement>,
    batch: bool,
) -> Result<Appended, Problem> {
    app.log
        .append(statements, caller.authority.clone())
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
    let faults = violations
        .into_iter()
        .map(|violation| Fault {
            pointer: violation.pointer,
            rule: violation.rule,
            detail: violation.message,
        })
        .collect();
    let detail = if count == 1 {
        "Nothing was stored. One fault is named in errors.".to_owned()
    } else {
        format!("Nothing was stored. {count} faults are named in errors.")
    };
    Problem::new(Kind::InvalidStatement, detail).with_faults(faults)
}

fn unprepared(error: PrepareError) -> Problem {
    match error {
        PrepareError::Nul(_) => Problem::new(
            Kind::InvalidStatement,
            format!("Nothing was stored: {error}."),
        ),
        PrepareError::Json(_) | PrepareError::Missing(_) => Problem::internal(error),
    }
}

pub(super) fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}
