//! `GET` of statements: one by its identifier, or a page of those that match a filter
//! (xAPI 1.0.3, Communication 2.1.3).

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;
use xapi_schemas::Version;

use super::cursor::Cursor;
use super::moment::http_date;
use super::multipart;
use super::negotiation::Spoken;
use super::parameters::{Parameters, wrong};
use crate::credentials::{Caller, Scope};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::{
    self, Direction, Filter, Format, Languages, LogHead, Query, StoredStatement, format_time,
};

pub(super) const CONSISTENT_THROUGH: HeaderName =
    HeaderName::from_static("x-experience-api-consistent-through");
/// Statements on a page when the client names no limit, and the most it gets.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 500;

/// How long past the moment may lie up to which an answer is complete, in microseconds.
const FRESH: i64 = 500_000;

/// Scopes that may read statements.
pub(super) const READING: &[Scope] = &[
    Scope::All,
    Scope::AllRead,
    Scope::StatementsRead,
    Scope::StatementsReadMine,
];

/// A reader of statements.
struct Reader<'r> {
    app: &'r App,
    caller: &'r Caller,
    version: Version,
    languages: &'r str,
}

/// Answers one statement or a page.
pub(super) async fn get(
    State(app): State<App>,
    Spoken(version): Spoken,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.require(READING)?;
    let languages = headers.get(header::ACCEPT_LANGUAGE);
    let reader = Reader {
        app: &app,
        caller: &caller,
        version,
        languages: languages
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    };
    reader.confirm().await;
    let query = query.unwrap_or_default();
    let mut parameters = Parameters::parse(&query)?;
    if let Some(token) = parameters.take("more") {
        parameters.end()?;
        let cursor = Cursor::open(&app, &token)?;
        let parameters = Parameters::parse(&cursor.query)?;
        let position = Some(cursor.position);
        return reader.page(cursor.query, parameters, position).await;
    }
    let wanted = parameters.uuid("statementId")?;
    let wanted_voided = parameters.uuid("voidedStatementId")?;
    match (wanted, wanted_voided) {
        (None, None) => reader.page(query, parameters, None).await,
        (Some(id), None) => reader.one(parameters, id, false).await,
        (None, Some(id)) => reader.one(parameters, id, true).await,
        (Some(_), Some(_)) => Err(wrong(
            "voidedStatementId",
            "is given beside statementId; send one of them",
        )),
    }
}

/// Middleware: every answer about statements says up to when it is complete, refusals too
/// (xAPI 1.0.3, Communication 2.1.3).
pub(super) async fn tell_consistency(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let concerned = request.uri().path() == "/xapi/statements";
    let mut response = next.run(request).await;
    if concerned && !response.headers().contains_key(CONSISTENT_THROUGH) {
        let value = HeaderValue::from_str(&format_time(app.log.stored())).ok();
        if let Some(value) = value {
            response.headers_mut().insert(CONSISTENT_THROUGH, value);
        }
    }
    response
}

impl Reader<'_> {
    /// Lets the answer be complete up to a moment just past, however long nothing was stored.
    async fn confirm(&self) {
        let now = self.app.clock.now().as_microsecond();
        if let Err(error) = self.app.log.confirm(now - FRESH).await {
            // Nothing can be written now: the answer says truly that it is complete up to earlier.
            tracing::debug!(%error, "the end of the log could not be confirmed");
        }
    }

    async fn one(
        &self,
        mut parameters: Parameters,
        id: Uuid,
        voided: bool,
    ) -> Result<Response, Problem> {
        let form = self.form(&mut parameters)?;
        parameters.end()?;
        let mut tx = self.app.db.read().await?;
        let head = statements::head(&mut tx).await?;
        let mine =
            |authority: &str| !self.caller.reads_only_own() || authority == &*self.caller.authority;
        let statement = statements::one(&mut tx, id)
            .await?
            .filter(|found| found.voided == voided && !found.is_removed())
            .filter(|found| mine(&found.authority))
            .ok_or_else(|| {
                Problem::new(
                    Kind::NotFound,
                    format!("No statement with the id {id} can be served."),
                )
            })?;
        let last_modified = http_date(statement.stored);
        let shown = [statement];
        let texts = statements::shape(&mut tx, &shown, &form.format, form.version).await?;
        // What follows may take as long as the reader does.
        drop(tx);
        let mut response = form.answer(self.app, texts, &shown, head, None).await?;
        if let Some(stored) = last_modified {
            response.headers_mut().insert(header::LAST_MODIFIED, stored);
        }
        Ok(response)
    }

    async fn page(
        &self,
        query: String,
        mut parameters: Parameters,
        position: Option<i64>,
    ) -> Result<Response, Problem> {
        let form = self.form(&mut parameters)?;
        let limit = match parameters.number("limit")? {
            None => PAGE,
            Some(0) => LARGEST_PAGE,
            Some(limit) => limit.min(LARGEST_PAGE),
        };
        let direction = if parameters.flag("ascending")? {
            Direction::Ascending
        } else {
            Direction::Descending
        };
        let filter = filter(&mut parameters, self.version, self.caller)?;
        parameters.end()?;
        // The page and the end of the log come from one statement.
        let mut tx = self.app.db.read_singly().await?;
        let wanted = Query {
            filter,
            direction,
            limit,
            position,
        };
        let found = statements::page(&mut tx, &wanted).await?;
        let texts = statements::shape(&mut tx, &found.statements, &form.format, form.version);
        let texts = texts.await?;
        drop(tx);
        // The form may leave room for fewer.
        let shown = found.statements.get(..texts.len()).unwrap_or_default();
        let more = match shown.last() {
            Some(last) if found.more || shown.len() < found.statements.len() => {
                Cursor::new(self.app, query, last.seq).link(self.app)?
            }
            _ => String::new(),
        };
        let newest = shown.iter().map(|found| found.stored).max();
        let answer = form.answer(self.app, texts, shown, found.head, Some(more));
        let mut response = answer.await?;
        if let Some(stored) = newest.and_then(http_date) {
            response.headers_mut().insert(header::LAST_MODIFIED, stored);
        }
        Ok(response)
    }

    fn form(&self, parameters: &mut Parameters) -> Result<Form, Problem> {
        let format = match parameters.take("format").as_deref() {
            None | Some("exact") => Format::Exact,
            Some("ids") => Format::Ids,
            Some("canonical") => Format::Canonical(Languages::parse(self.languages)),
            Some(_) => return Err(wrong("format", "is none of exact, ids and canonical")),
        };
        Ok(Form {
            version: self.version,
            format,
            attachments: parameters.flag("attachments")?,
        })
    }
}

/// Which statements are asked for, and may be read.
pub(super) fn filter(
    parameters: &mut Parameters,
    version: Version,
    caller: &Caller,
) -> Result<Filter, Problem> {
    let own = caller.reads_only_own();
    Ok(Filter {
        agent: parameters.agent(version)?,
        related_agents: parameters.flag("related_agents")?,
        verb: parameters.iri("verb")?,
        activity: parameters.iri("activity")?,
        related_activities: parameters.flag("related_activities")?,
        registration: parameters.uuid("registration")?,
        since: parameters.time("since")?,
        until: parameters.time("until")?,
        authority: own.then(|| caller.authority.to_string()),
    })
}

/// How statements are shown.
struct Form {
    version: Version,
    format: Format,
    attachments: bool,
}

impl Form {
    /// One statement, or a page of them with the address of the next, written as `texts`.
    async fn answer(
        &self,
        app: &App,
        texts: Vec<String>,
        statements: &[StoredStatement],
        head: LogHead,
        more: Option<String>,
    ) -> Result<Response, Problem> {
        let body = match more {
            None => texts.concat(),
            Some(more) => format!(
                "{{\"statements\":[{}],\"more\":{}}}",
                texts.join(","),
                Value::String(more)
            ),
        };
        let mut headers = HeaderMap::new();
        // The time up to which nothing stored can be missing from the answer.
        if let Ok(time) = HeaderValue::from_str(&format_time(head.stored)) {
            headers.insert(CONSISTENT_THROUGH, time);
        }
        if self.attachments {
            let values = statements.iter().map(StoredStatement::value);
            let values: Vec<Value> = values
                .collect::<Result<_, _>>()
                .map_err(Problem::internal)?;
            let hashes = multipart::hashes(values.iter());
            return multipart::answer(&app.attachments, body, hashes, headers).await;
        }
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        Ok((headers, body).into_response())
    }
}
