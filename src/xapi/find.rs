//! `GET` of statements: one by its identifier, or a page of those that match a filter
//! (xAPI 1.0.3, Communication 2.1.3).

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::cursor::Cursor;
use super::receive::shorten;
use crate::credentials::{Caller, Scope};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{self, Direction, Filter, Identity, Query, format_time};

pub(super) const CONSISTENT_THROUGH: HeaderName =
    HeaderName::from_static("x-experience-api-consistent-through");
/// Statements on a page when the client names no limit, and the most it gets.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 500;

/// Answers one statement or a page.
pub(super) async fn get(
    State(app): State<App>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.require(&[
        Scope::All,
        Scope::AllRead,
        Scope::StatementsRead,
        Scope::StatementsReadMine,
    ])?;
    let query = query.unwrap_or_default();
    let mut parameters = Parameters::parse(&query)?;
    if let Some(token) = parameters.take("more") {
        parameters.end()?;
        let cursor = Cursor::open(&app, &token)?;
        let parameters = Parameters::parse(&cursor.query)?;
        return page(
            &app,
            &caller,
            cursor.query,
            parameters,
            Some(cursor.position),
        )
        .await;
    }
    match (
        parameters.take("statementId"),
        parameters.take("voidedStatementId"),
    ) {
        (None, None) => page(&app, &caller, query, parameters, None).await,
        (Some(id), None) => one(&app, &caller, parameters, &id, false).await,
        (None, Some(id)) => one(&app, &caller, parameters, &id, true).await,
        (Some(_), Some(_)) => Err(Problem::new(
            Kind::InvalidParameter,
            "Send either statementId or voidedStatementId, not both.",
        )),
    }
}

async fn one(
    app: &App,
    caller: &Caller,
    mut parameters: Parameters,
    id: &str,
    voided: bool,
) -> Result<Response, Problem> {
    parameters.only_exact()?;
    parameters.end()?;
    let id: Uuid = id.parse().map_err(|_| {
        Problem::new(
            Kind::InvalidParameter,
            format!("{:?} is not a UUID.", shorten(id)),
        )
    })?;
    let mut tx = app.db.read().await?;
    let head = statements::head(&mut tx).await?;
    let found = statements::one(&mut tx, id).await?;
    let mine = |authority: &str| !caller.reads_only_own() || authority == &*caller.authority;
    let statement = found
        .filter(|statement| statement.voided == voided && mine(&statement.authority))
        .ok_or_else(|| {
            Problem::new(
                Kind::NotFound,
                format!("No statement with the id {id} can be served."),
            )
        })?;
    let mut response = json(statement.to_json(), head.stored);
    if let Some(stored) = http_date(statement.stored) {
        response.headers_mut().insert(header::LAST_MODIFIED, stored);
    }
    Ok(response)
}

async fn page(
    app: &App,
    caller: &Caller,
    query: String,
    mut parameters: Parameters,
    position: Option<i64>,
) -> Result<Response, Problem> {
    parameters.only_exact()?;
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
    let filter = Filter {
        agent: parameters.agent()?,
        related_agents: parameters.flag("related_agents")?,
        verb: parameters.take("verb"),
        activity: parameters.take("activity"),
        related_activities: parameters.flag("related_activities")?,
        registration: parameters.uuid("registration")?,
        since: parameters.time("since")?,
        until: parameters.time("until")?,
        authority: caller
            .reads_only_own()
            .then(|| caller.authority.to_string()),
    };
    parameters.end()?;
    let mut tx = app.db.read().await?;
    let head = statements::head(&mut tx).await?;
    let found = statements::page(
        &mut tx,
        &Query {
            filter,
            direction,
            limit,
            position,
        },
    )
    .await?;
    let more = match found.statements.last() {
        Some(last) if found.more => Cursor::new(app, query, last.seq).link(app)?,
        _ => String::new(),
    };
    let statements: Vec<String> = found
        .statements
        .iter()
        .map(statements::StoredStatement::to_json)
        .collect();
    let more = Value::String(more);
    Ok(json(
        format!(
            "{{\"statements\":[{}],\"more\":{more}}}",
            statements.join(",")
        ),
        head.stored,
    ))
}

/// An answer with the time up to which nothing stored can be missing from it.
fn json(body: String, consistent_through: i64) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    if let Ok(time) = HeaderValue::from_str(&format_time(consistent_through)) {
        headers.insert(CONSISTENT_THROUGH, time);
    }
    (headers, body).into_response()
}

fn http_date(microseconds: i64) -> Option<HeaderValue> {
    let time = jiff::Timestamp::from_microsecond(microseconds).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&time)
        .ok()?;
    HeaderValue::from_str(&text).ok()
}

/// Parameters that have not been used yet; one that stays unused is unknown.
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn parse(query: &str) -> Result<Self, Problem> {
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if parameters
                .insert(name.clone().into_owned(), value.into_owned())
                .is_some()
            {
                return Err(wrong(&name, "is given twice"));
            }
        }
        Ok(Self(parameters))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.take(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(wrong(
                name,
                &format!("is {:?}, not true or false", shorten(other)),
            )),
        }
    }

    fn number(&mut self, name: &str) -> Result<Option<usize>, Problem> {
        self.take(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    wrong(
                        name,
                        &format!("is {:?}, not a whole number from 0 on", shorten(&text)),
                    )
                })
            })
            .transpose()
    }

    fn uuid(&mut self, name: &str) -> Result<Option<Uuid>, Problem> {
        self.take(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| wrong(name, &format!("is {:?}, not a UUID", shorten(&text))))
            })
            .transpose()
    }

    fn time(&mut self, name: &str) -> Result<Option<jiff::Timestamp>, Problem> {
        self.take(name)
            .map(|text| {
                xapi_schemas::timestamp(&text).ok_or_else(|| {
                    let hint = "is not a time with zone such as 2026-11-23T09:30:00Z";
                    wrong(name, &format!("{hint}: {:?}", shorten(&text)))
                })
            })
            .transpose()
    }

    fn agent(&mut self) -> Result<Option<Identity>, Problem> {
        let Some(text) = self.take("agent") else {
            return Ok(None);
        };
        let agent: Value = serde_json::from_str(&text)
            .map_err(|error| wrong("agent", &format!("is not JSON: {error}")))?;
        Identity::of(&agent).map(Some).ok_or_else(|| {
            wrong(
                "agent",
                "has none of mbox, mbox_sha1sum, openid and account",
            )
        })
    }

    /// `format=ids`, `format=canonical` and `attachments=true` are refused rather than ignored.
    fn only_exact(&mut self) -> Result<(), Problem> {
        match self.take("format").as_deref() {
            None | Some("exact") => {}
            Some(other) => {
                return Err(wrong(
                    "format",
                    &format!("is {:?}; exact is served", shorten(other)),
                ));
            }
        }
        if self.flag("attachments")? {
            return Err(wrong("attachments", "is true; attachments are not served"));
        }
        Ok(())
    }

    fn end(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            Some(name) => Err(wrong(
                &name,
                "is not a parameter here; names are case-sensitive",
            )),
            None => Ok(()),
        }
    }
}

fn wrong(name: &str, what: &str) -> Problem {
    Problem::new(
        Kind::InvalidParameter,
        format!("The parameter {:?} {what}.", shorten(name)),
    )
    .with_faults(vec![Fault {
        pointer: shorten(name),
        rule: "xapi/communication/2.1.3".into(),
        detail: what.to_owned(),
    }])
}
