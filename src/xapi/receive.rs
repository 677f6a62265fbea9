//! `POST` and `PUT` of statements: read, validate, append.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;
use xapi_schemas::json as strict;
use xapi_schemas::{BatchCheck, Version, Violation};

use super::body::{collect, shorten};
use super::multipart::{self, Declared, Parts, Purpose};
use super::negotiation::Spoken;
use super::parameters::uuid;
use crate::credentials::{Caller, Scope};
use crate::problem::{Fault, Kind, Problem};
use crate::profiles::{self, Check, Compiled};
use crate::refusals::Refusal;
use crate::state::App;
use crate::statements::{AppendError, Appended, NewStatement, PrepareError};

/// Scopes that may write.
pub(super) const WRITING: &[Scope] = &[Scope::All, Scope::StatementsWrite];

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
    let terms = Terms::of(&app, version, &caller).await?;
    let take = |text: &str| read(&terms, text);
    let received = receive(&app, &headers, body, Purpose::Storing, take).await?;
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
    let terms = Terms::of(&app, version, &caller).await?;
    let read = |text: &str| read_one(&terms, text, Some(id));
    let received = receive(&app, &headers, body, Purpose::Storing, read).await?;
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
pub(super) struct Received {
    pub(super) statements: Vec<NewStatement>,
    attachments: Vec<Declared>,
    /// What breaks a profile.
    pub(super) against_profiles: Vec<Violation>,
    /// Whether they came as a list.
    pub(super) batch: bool,
}

/// Most faults against profiles that are told at once.
const REPORTED: usize = 20;

/// Takes a request's statements and the contents of their attachments in.
pub(super) async fn receive(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    purpose: Purpose,
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
                parts.contents(app, &received.attachments, purpose).await?;
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

/// A body that is UTF-8.
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
    strict::parse(text.as_bytes(), strict::Limits::default()).map_err(|error| {
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

/// What statements have to keep to.
pub(super) struct Terms<'c> {
    version: Version,
    caller: &'c Caller,
    profiles: Arc<Vec<Compiled>>,
    batch: usize,
}

impl<'c> Terms<'c> {
    /// The terms of a request.
    pub(super) async fn of(
        app: &App,
        version: Version,
        caller: &'c Caller,
    ) -> Result<Self, Problem> {
        let profiles = match caller.profile_check {
            Check::Off => Arc::default(),
            Check::Report | Check::Refuse => app.profiles.current(&app.db).await?,
        };
        Ok(Self {
            version,
            caller,
            profiles,
            batch: app.config.limits.batch,
        })
    }

    /// Takes a valid statement that stands at `base` in the body.
    fn take(
        &self,
        received: &mut Received,
        text: &str,
        value: &Value,
        base: &str,
    ) -> Result<(), Problem> {
        self.caller.may_write_about(&value["actor"])?;
        let statement = NewStatement::prepare(self.version, text, value, Uuid::new_v4());
        let statement = statement.map_err(unprepared)?;
        if !self.profiles.is_empty() && received.against_profiles.len() < REPORTED {
            // As it is stored, with lists where the text may have single activities.
            let value = statement.value().map_err(Problem::internal)?;
            let found = profiles::violations(&self.profiles, &value, base);
            received.against_profiles.extend(found);
        }
        received.attachments.extend(Declared::of(value, base)?);
        received.statements.push(statement);
        Ok(())
    }

    /// Refuses what breaks a profile, if the credential wants it so.
    fn judge(&self, received: Received) -> Result<Received, Problem> {
        if self.caller.profile_check == Check::Refuse && !received.against_profiles.is_empty() {
            return Err(invalid(received.against_profiles));
        }
        Ok(received)
    }
}

/// One statement or a batch.
pub(super) fn read(terms: &Terms<'_>, text: &str) -> Result<Received, Problem> {
    match strict::elements(text, terms.batch) {
        strict::Elements::List(texts) => read_batch(terms, &texts),
        strict::Elements::TooMany => Err(too_many(terms.batch)),
        strict::Elements::Other => read_one(terms, text, None),
    }
}

/// One statement, which is stored as `id` if that is given.
fn read_one(terms: &Terms<'_>, text: &str, id: Option<Uuid>) -> Result<Received, Problem> {
    let mut value = parse(text, "")?;
    xapi_schemas::validate_statement(terms.version, &value).map_err(invalid)?;
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
    let mut received = Received::default();
    terms.take(&mut received, text, &value, "")?;
    terms.judge(received)
}

/// One statement after another is parsed, checked and let go, so that a batch of many takes the
/// memory of one.
fn read_batch(terms: &Terms<'_>, texts: &[&RawValue]) -> Result<Received, Problem> {
    let mut check = BatchCheck::new(terms.version);
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
            terms.take(&mut received, text, &value, &base)?;
        }
    }
    check.finish().map_err(invalid)?;
    terms.judge(received)
}

fn too_many(limit: usize) -> Problem {
    Problem::new(
        Kind::TooLarge,
        format!("The batch has more than {limit} statements. Send them in parts."),
    )
}

async fn append(app: &App, caller: &Caller, received: Received) -> Result<Appended, Problem> {
    let batch = received.batch;
    let reported = received.against_profiles;
    let appended = app
        .log
        .append(received.statements, caller.author())
        .await
        .map_err(|error| unappended(error, batch))?;
    if !reported.is_empty() {
        report(app, caller, reported);
    }
    Ok(appended)
}

/// Why the log did not take statements, which came as a list or not.
pub(super) fn unappended(error: AppendError, batch: bool) -> Problem {
    match error {
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
        AppendError::Erased { index } => Problem::new(
            Kind::Erased,
            "Nothing of this request was stored. Leave out what is about this person; an \
             administrator can admit the identifier again.",
        )
        .with_faults(vec![Fault {
            pointer: if batch {
                format!("/{index}")
            } else {
                String::new()
            },
            rule: "coachlight/erased".into(),
            detail: "It names somebody whose data were erased.".into(),
        }]),
        AppendError::Wide { most } => Problem::new(
            Kind::TooLarge,
            format!(
                "Nothing was stored. By what these statements refer to, or by what refers to \
                 them, more than {most} index entries would be needed. Send fewer of them at a \
                 time; an administrator can raise limits.inherited."
            ),
        ),
        AppendError::Seal(error) => Problem::internal(error),
        AppendError::Stopping => {
            Problem::unavailable("The gateway is stopping. Send the same request again.")
        }
        AppendError::Store(error) => Problem::from_shared(&error),
    }
}

/// Keeps, for the app's developer, what breaks a profile and was stored all the same.
fn report(app: &App, caller: &Caller, violations: Vec<Violation>) {
    let faults: Vec<Fault> = violations.into_iter().map(Fault::from).collect();
    app.refusals.note(Refusal {
        at: app.clock.now().as_microsecond(),
        caller: caller.name.to_string(),
        request: String::new(),
        method: String::new(),
        path: "/xapi/statements".into(),
        status: StatusCode::OK.as_u16(),
        problem: Kind::InvalidStatement.slug().into(),
        detail: "The statements were stored, but break a profile.".into(),
        faults: json!(faults).to_string(),
    });
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
