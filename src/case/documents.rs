//! `CFDocuments`: the frameworks, filtered, sorted and in pages.

use std::cmp::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::Asked;
use super::filter::Filter;
use super::one::{alone, matches_tag, not_modified};
use super::status::Refusal;
use crate::frameworks::{self, Class};
use crate::seal::{hex, sha256};
use crate::state::App;

/// Documents of a page when the asker names no limit, and the most it gets.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;
/// Members of a stand-alone document; others cannot be sorted or selected by.
const FIELDS: [&str; 21] = [
    "identifier",
    "uri",
    "frameworkType",
    "caseVersion",
    "creator",
    "title",
    "lastChangeDateTime",
    "officialSourceURL",
    "publisher",
    "description",
    "subject",
    "subjectURI",
    "language",
    "version",
    "adoptionStatus",
    "statusStartDate",
    "statusEndDate",
    "licenseURI",
    "notes",
    "CFPackageURI",
    "extensions",
];

struct Choice {
    limit: usize,
    offset: usize,
    sort: Option<String>,
    descending: bool,
    filter: Option<Filter>,
    fields: Vec<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let choice = Choice::read(uri.query().unwrap_or_default())?;
    let mut tx = app.db.read().await?;
    let documents = frameworks::documents(&mut tx).await?;
    let states: Vec<u8> = documents
        .iter()
        .flat_map(|(_, _, state)| *state.as_bytes())
        .chain(uri.to_string().bytes())
        .collect();
    let tag = format!("\"{}\"", &hex(&sha256(&states))[..32]);
    if matches_tag(&headers, &tag) {
        return Ok(not_modified(&tag));
    }
    let mut all: Vec<Map<String, Value>> = documents
        .iter()
        .filter_map(
            |(_, document, _)| match alone(Class::Document, document, document, &asked) {
                Value::Object(members) => Some(members),
                _ => None,
            },
        )
        .filter(|document| choice.filter.as_ref().is_none_or(|it| it.meets(document)))
        .collect();
    if let Some(field) = &choice.sort {
        all.sort_by(|left, right| compare(left.get(field), right.get(field)));
        if choice.descending {
            all.reverse();
        }
    }
    let total = all.len();
    let page = all.into_iter().skip(choice.offset).take(choice.limit);
    let page: Vec<Map<String, Value>> = page
        .map(|mut document| {
            if !choice.fields.is_empty() {
                document.retain(|name, _| choice.fields.iter().any(|field| field == name));
            }
            document
        })
        .collect();
    let mut response = Json(json!({ "CFDocuments": page })).into_response();
    let into = response.headers_mut();
    into.insert(
        HeaderName::from_static("x-total-count"),
        HeaderValue::from(total),
    );
    let links = links(&asked, uri.query().unwrap_or_default(), &choice, total);
    for (name, value) in [(header::LINK, links), (header::ETAG, tag)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            into.insert(name, value);
        }
    }
    Ok(response)
}

impl Choice {
    fn read(query: &str) -> Result<Self, Refusal> {
        let mut choice = Self {
            limit: PAGE,
            offset: 0,
            sort: None,
            descending: false,
            filter: None,
            fields: Vec::new(),
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| *limit > 0);
                    let limit: usize = limit
                        .ok_or_else(|| Refusal::selection("limit is a whole number from 1 on."))?;
                    choice.limit = limit.min(LARGEST_PAGE);
                }
                "offset" => {
                    choice.offset = value
                        .parse()
                        .map_err(|_| Refusal::selection("offset is a whole number from 0 on."))?;
                }
                "sort" => {
                    if !FIELDS.contains(&&*value) {
                        let detail = format!("There is no field {value:?} to sort by.");
                        return Err(Refusal::sort(detail));
                    }
                    choice.sort = Some(value.into_owned());
                }
                "orderBy" => {
                    choice.descending = match &*value {
                        "asc" => false,
                        "desc" => true,
                        _ => return Err(Refusal::sort("orderBy is asc or desc.")),
                    }
                }
                "filter" => {
                    choice.filter =
                        Some(Filter::read(&value, &FIELDS).map_err(Refusal::selection)?);
                }
                "fields" => {
                    let fields = value.split(',').map(str::trim).filter(|it| !it.is_empty());
                    choice.fields.extend(fields.map(str::to_owned));
                }
                other => {
                    let detail = format!("There is no parameter {other:?}.");
                    return Err(Refusal::selection(detail));
                }
            }
        }
        if let Some(unknown) = choice
            .fields
            .iter()
            .find(|it| !FIELDS.contains(&it.as_str()))
        {
            return Err(Refusal::selection(format!(
                "There is no field {unknown:?}."
            )));
        }
        Ok(choice)
    }
}

/// Documents without the field come last.
fn compare(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match (left, right) {
        (Some(left), Some(right)) => text(left).cmp(&text(right)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Addresses of the first, previous, next and last page (RFC 8288).
fn links(asked: &Asked, query: &str, choice: &Choice, total: usize) -> String {
    let last = total.saturating_sub(1) / choice.limit * choice.limit;
    let next = choice.offset + choice.limit;
    let places = [
        ("first", Some(0)),
        (
            "prev",
            (choice.offset > 0).then(|| choice.offset.saturating_sub(choice.limit)),
        ),
        ("next", (next < total).then_some(next)),
        ("last", Some(last)),
    ];
    let link = |(relation, offset): (&str, Option<usize>)| {
        let others = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name != "offset" && name != "limit");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair("limit", &choice.limit.to_string())
            .append_pair("offset", &offset?.to_string())
            .finish();
        Some(format!(
            "<{}/CFDocuments?{query}>; rel=\"{relation}\"",
            asked.base
        ))
    };
    let links: Vec<String> = places.into_iter().filter_map(link).collect();
    links.join(", ")
}
