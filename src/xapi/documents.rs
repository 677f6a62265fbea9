//! State, activity profiles and agent profiles (xAPI 1.0.3, Communication 2.2, 2.3, 2.6 and 2.7;
//! IEEE 9274.1.1, 4.1.6).

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use xapi_schemas::{Version, json};

use super::body::{collect, shorten};
use super::moment::http_date;
use super::negotiation::Spoken;
use super::parameters::{Parameters, wrong};
use crate::credentials::{Caller, Scope};
use crate::documents::{
    self, Document, MergeError, Outcome, Preconditions, Subject, Tag, Tags, is_json, merge,
};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{check_key, is_barred};

/// How often a change is tried anew when another writer was quicker.
const TRIES: usize = 50;

/// One of the three resources.
#[derive(Debug, Clone, Copy)]
pub(super) enum Resource {
    /// `activities/state`.
    State,
    /// `activities/profile`.
    ActivityProfile,
    /// `agents/profile`.
    AgentProfile,
}

impl Resource {
    const fn name_parameter(self) -> &'static str {
        match self {
            Self::State => "stateId",
            Self::ActivityProfile | Self::AgentProfile => "profileId",
        }
    }

    const fn reading(self) -> &'static [Scope] {
        match self {
            Self::State => &[Scope::All, Scope::AllRead, Scope::State],
            Self::ActivityProfile | Self::AgentProfile => {
                &[Scope::All, Scope::AllRead, Scope::Profile]
            }
        }
    }

    const fn writing(self) -> &'static [Scope] {
        match self {
            Self::State => &[Scope::All, Scope::State],
            Self::ActivityProfile | Self::AgentProfile => &[Scope::All, Scope::Profile],
        }
    }

    fn subject(self, parameters: &mut Parameters, version: Version) -> Result<Subject, Problem> {
        let subject = match self {
            Self::State => Subject::State {
                activity: activity(parameters)?,
                agent: Parameters::required(parameters.agent(version)?, "agent")?,
                registration: parameters.uuid("registration")?,
            },
            Self::ActivityProfile => Subject::Activity {
                activity: activity(parameters)?,
            },
            Self::AgentProfile => Subject::Agent {
                agent: Parameters::required(parameters.agent(version)?, "agent")?,
            },
        };
        Ok(subject)
    }

    /// What a `PUT` has to say of what it replaces (xAPI 1.0.3, Communication 3.1: profiles;
    /// IEEE 9274.1.1, 4.1.4: state, too, but not of what is new).
    const fn guard(self, version: Version) -> Guard {
        match (self, version) {
            (Self::State, Version::V1_0_3) => Guard::None,
            (Self::ActivityProfile | Self::AgentProfile, Version::V1_0_3) => Guard::Always,
            (_, Version::V2_0) => Guard::IfStored,
        }
    }

    /// Its routes.
    pub(super) fn routes(self) -> MethodRouter<App> {
        axum::routing::get(async move |asked: Asked| self.get(asked).await)
            .put(async move |asked: Asked, body: Body| self.write(asked, body, Put).await)
            .post(async move |asked: Asked, body: Body| self.write(asked, body, Post).await)
            .delete(async move |asked: Asked| self.delete(asked).await)
    }

    /// One document, or the names of all.
    async fn get(self, asked: Asked) -> Result<Response, Problem> {
        let (State(app), Spoken(version), caller, RawQuery(query), headers) = asked;
        caller.require(self.reading())?;
        let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
        let subject = self.subject(&mut parameters, version)?;
        let name = name(&mut parameters, self.name_parameter())?;
        let since = parameters.time("since")?;
        parameters.end()?;
        let mut tx = app.db.read().await?;
        let Some(name) = name else {
            let since = since.map(jiff::Timestamp::as_microsecond);
            let names = documents::names(&mut tx, &subject, since).await?;
            return Ok(Json(names).into_response());
        };
        let document = documents::find(&mut tx, &subject, &name)
            .await?
            .ok_or_else(|| {
                Problem::new(
                    Kind::NotFound,
                    format!("No document named {:?} is stored.", shorten(&name)),
                )
            })?;
        let known = preconditions(&headers)?.has_already(&document.tag);
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            content(&document)
        };
        response.headers_mut().extend(version_headers(&document));
        Ok(response)
    }

    async fn write(self, asked: Asked, body: Body, how: Write) -> Result<Response, Problem> {
        let (State(app), Spoken(version), caller, RawQuery(query), headers) = asked;
        caller.require(self.writing())?;
        let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
        let subject = self.subject(&mut parameters, version)?;
        may_write(&caller, &subject)?;
        let name = name(&mut parameters, self.name_parameter())?;
        let name = Parameters::required(name, self.name_parameter())?;
        parameters.end()?;
        let preconditions = preconditions(&headers)?;
        let content_type = content_type(&headers)?;
        let content = collect(&headers, body, app.config.limits.body_bytes).await?;
        if is_json(&content_type) {
            json::parse(&content, json::Limits::default()).map_err(malformed)?;
        }
        let guard = match how {
            Put => self.guard(version),
            Post => Guard::None,
        };
        for _ in 0..TRIES {
            let mut tx = app.db.write().await?;
            if let Subject::State { agent, .. } | Subject::Agent { agent } = &subject
                && is_barred(&mut tx, &app.key, std::slice::from_ref(agent), None).await?
            {
                return Err(Problem::new(
                    Kind::Erased,
                    "The document was not stored. An administrator can admit the identifier again.",
                ));
            }
            let stored = documents::find(&mut tx, &subject, &name).await?;
            judge(&preconditions, stored.as_ref(), guard)?;
            let (content_type, content) = match &stored {
                Some(stored) if how == Post => (
                    stored.content_type.clone(),
                    merged(
                        stored,
                        &content_type,
                        &content,
                        app.config.limits.body_bytes,
                    )?,
                ),
                _ => (content_type.clone(), content.clone()),
            };
            let now = app.clock.now().as_microsecond();
            let document = Document {
                tag: Tag::of(&content),
                content_type,
                content,
                updated_at: stored.as_ref().map_or(now, |it| now.max(it.updated_at + 1)),
            };
            let old = stored.as_ref();
            if documents::replace(&mut tx, &subject, &name, old, Some(&document)).await? {
                tx.commit().await?;
                return Ok((StatusCode::NO_CONTENT, version_headers(&document)).into_response());
            }
        }
        Err(busy())
    }

    /// One document, or (of state) all of them.
    async fn delete(self, asked: Asked) -> Result<StatusCode, Problem> {
        let (State(app), Spoken(version), caller, RawQuery(query), headers) = asked;
        caller.require(self.writing())?;
        let mut parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
        let subject = self.subject(&mut parameters, version)?;
        may_write(&caller, &subject)?;
        let name = name(&mut parameters, self.name_parameter())?;
        parameters.end()?;
        let preconditions = preconditions(&headers)?;
        let Some(name) = name else {
            if !matches!(self, Self::State) {
                return Err(wrong(self.name_parameter(), "is missing"));
            }
            if headers.contains_key(header::IF_MATCH) || headers.contains_key(header::IF_NONE_MATCH)
            {
                return Err(Problem::new(
                    Kind::BadRequest,
                    "If-Match and If-None-Match speak of one document. Send stateId with them, or \
                     delete all of the state without them.",
                ));
            }
            let mut tx = app.db.write().await?;
            documents::delete_all(&mut tx, &subject).await?;
            tx.commit().await?;
            return Ok(StatusCode::NO_CONTENT);
        };
        for _ in 0..TRIES {
            let mut tx = app.db.write().await?;
            let stored = documents::find(&mut tx, &subject, &name).await?;
            judge(&preconditions, stored.as_ref(), Guard::None)?;
            if documents::replace(&mut tx, &subject, &name, stored.as_ref(), None).await? {
                tx.commit().await?;
                return Ok(StatusCode::NO_CONTENT);
            }
        }
        Err(busy())
    }
}

/// What a request brings beside its body.
type Asked = (State<App>, Spoken, Caller, RawQuery, HeaderMap);

fn may_write(caller: &Caller, subject: &Subject) -> Result<(), Problem> {
    match subject {
        Subject::State { agent, .. } | Subject::Agent { agent } => caller.may_write_of(agent),
        Subject::Activity { .. } => Ok(()),
    }
}

/// When a change has to say what it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Always,
    IfStored,
    None,
}

/// How a content goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    /// In the place of what is stored.
    Put,
    /// Merged with what is stored.
    Post,
}
use Write::{Post, Put};

fn activity(parameters: &mut Parameters) -> Result<String, Problem> {
    let iri = Parameters::required(parameters.iri("activityId")?, "activityId")?;
    check_key(&[&iri]).map_err(|error| wrong("activityId", &error.to_string()))?;
    Ok(iri)
}

fn name(parameters: &mut Parameters, parameter: &str) -> Result<Option<String>, Problem> {
    let name = parameters.take(parameter);
    if let Some(name) = &name {
        check_key(&[name]).map_err(|error| wrong(parameter, &error.to_string()))?;
        if name.is_empty() {
            return Err(wrong(parameter, "is empty"));
        }
    }
    Ok(name)
}

fn content_type(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(mime::APPLICATION_OCTET_STREAM.to_string());
    };
    let kind = value.to_str().ok().filter(|text| text.len() <= 256);
    kind.filter(|text| text.parse::<mime::Mime>().is_ok())
        .map(str::to_owned)
        .ok_or_else(|| {
            Problem::new(
                Kind::UnsupportedMediaType,
                "Content-Type is malformed; send a media type such as application/json.",
            )
        })
}

fn preconditions(headers: &HeaderMap) -> Result<Preconditions, Problem> {
    let read = |name: HeaderName| {
        headers
            .get(&name)
            .map(|value| {
                value.to_str().ok().and_then(Tags::parse).ok_or_else(|| {
                    Problem::new(
                        Kind::BadRequest,
                        format!("{name} holds no list of entity tags. Send the ETag of a GET."),
                    )
                })
            })
            .transpose()
    };
    Ok(Preconditions {
        if_match: read(header::IF_MATCH)?,
        if_none_match: read(header::IF_NONE_MATCH)?,
    })
}

fn judge(
    preconditions: &Preconditions,
    stored: Option<&Document>,
    guard: Guard,
) -> Result<(), Problem> {
    let outcome = preconditions.judge(stored.map(|document| &document.tag));
    match (outcome, guard, stored) {
        (Outcome::Unguarded, Guard::Always | Guard::IfStored, Some(_)) => Err(Problem::new(
            Kind::Conflict,
            "A document with this name is stored. Read it, and send If-Match with its ETag to \
             replace it, or If-None-Match: * if it was to be new.",
        )),
        (Outcome::Unguarded, Guard::Always, None) => Err(Problem::new(
            Kind::BadRequest,
            "PUT of a profile says what it replaces. Send If-None-Match: * for a new one, or \
             If-Match with the ETag of the one that was read.",
        )),
        (Outcome::Met | Outcome::Unguarded, ..) => Ok(()),
        (Outcome::Failed, ..) => Err(Problem::new(
            Kind::PreconditionFailed,
            match stored {
                Some(stored) => {
                    format!("The stored document has the entity tag \"{}\".", stored.tag)
                }
                None => "No document with this name is stored.".to_owned(),
            },
        )),
    }
}

/// What comes of merging: of at most `limit` bytes, like a document that is sent whole.
fn merged(
    stored: &Document,
    content_type: &str,
    sent: &[u8],
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    let refused = |detail: &str| Problem::new(Kind::BadRequest, detail);
    if !is_json(content_type) {
        return Err(refused(
            "POST merges JSON objects, but the body is not application/json. PUT replaces the \
             document.",
        ));
    }
    if !stored.is_json() {
        return Err(refused(
            "POST merges JSON objects, but the stored document is not application/json. PUT \
             replaces it.",
        ));
    }
    let too_large = |what: &str| {
        Problem::new(
            Kind::TooLarge,
            format!("Merged with what is stored, the document would have more than {what}."),
        )
    };
    let merged = merge(&stored.content, sent).map_err(|error| match error {
        MergeError::Stored => refused("The stored document is no JSON object. PUT replaces it."),
        MergeError::Sent => refused("The body is no JSON object. PUT replaces the document."),
        MergeError::Json(error) => malformed(error),
        MergeError::StoredJson(error) => refused(&format!(
            "The stored document cannot be read as JSON: {} PUT replaces it.",
            error.message
        )),
        MergeError::Values(most) => too_large(&format!("{most} values")),
    })?;
    if merged.len() > limit {
        return Err(too_large(&format!("{limit} bytes")));
    }
    Ok(merged.into_bytes())
}

fn malformed(error: json::Error) -> Problem {
    Problem::new(Kind::MalformedJson, "The document was not stored.").with_faults(vec![Fault {
        pointer: error.pointer,
        rule: error.rule.to_owned(),
        detail: error.message,
    }])
}

fn busy() -> Problem {
    Problem::unavailable("Many others are changing this document. Send the same request again.")
}

/// What an app keeps with us is never run in a browser as ours.
fn content(document: &Document) -> Response {
    let content_type = HeaderValue::from_str(&document.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (
        [
            (header::CONTENT_TYPE, content_type),
            (
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("sandbox; default-src 'none'"),
            ),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment"),
            ),
        ],
        document.content.clone(),
    )
        .into_response()
}

fn version_headers(document: &Document) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", document.tag)) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(date) = http_date(document.updated_at) {
        headers.insert(header::LAST_MODIFIED, date);
    }
    headers
}
