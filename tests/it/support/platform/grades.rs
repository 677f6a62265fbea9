//! Assignment and Grade Services with Moodle's habits: a query in every address, whole seconds in
//! timestamps, media types compared exactly.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::token::authorise;
use super::{Misbehaviour, Shared};

const ITEM: &str = "application/vnd.ims.lis.v2.lineitem+json";
const ITEMS: &str = "application/vnd.ims.lis.v2.lineitemcontainer+json";
const SCORE: &str = "application/vnd.ims.lis.v1.score+json";
const RESULTS: &str = "application/vnd.ims.lis.v2.resultcontainer+json";

/// A line item with what was scored.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineItem {
    /// The item as it is sent, without its identifier.
    pub(crate) item: Value,
    /// Scores as they came, by user, the latest last.
    pub(crate) scores: BTreeMap<String, Vec<Value>>,
}

type Parameters = Query<BTreeMap<String, String>>;

fn address(shared: &Shared, number: u64) -> String {
    format!(
        "{}/services/2/lineitems/{number}/lineitem?type_id=1",
        shared.base
    )
}

fn shown(shared: &Shared, number: u64, found: &LineItem) -> Value {
    let mut item = found.item.clone();
    item["id"] = json!(address(shared, number));
    item
}

fn typed(kind: &'static str, body: &Value) -> Response {
    verbatim(kind, body.to_string())
}

fn verbatim(kind: &'static str, body: String) -> Response {
    let kind = format!("{kind}; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn has_type(headers: &HeaderMap, name: header::HeaderName, kind: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()) == Some(kind)
}

/// A page of a list, with the header that leads to the next.
pub(super) fn paged(
    shared: &Shared,
    path: &str,
    asked: &BTreeMap<String, String>,
    all: Vec<Value>,
    wrap: impl FnOnce(Vec<Value>) -> Value,
    kind: &'static str,
) -> Response {
    if let Some(body) = shared.known().verbatim.get(path) {
        return verbatim(kind, body.clone());
    }
    let number = |name: &str| asked.get(name).and_then(|text| text.parse::<usize>().ok());
    let most = shared.known().page_size;
    let size = number("limit")
        .into_iter()
        .chain(most)
        .min()
        .unwrap_or(usize::MAX)
        .max(1);
    let from = number("from").unwrap_or(0);
    let goes_on = from.saturating_add(size) < all.len();
    let page: Vec<Value> = all.into_iter().skip(from).take(size).collect();
    let mut response = typed(kind, &wrap(page));
    let mut kept: Vec<String> = asked
        .iter()
        .filter(|(name, _)| *name != "from")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut next = None;
    if shared.does(Misbehaviour::NextIsALoop) {
        next = Some(format!("{}{path}?{}", shared.base, kept.join("&")));
    } else if shared.does(Misbehaviour::NextIsForeign) {
        next = Some("http://evil.example.org/services/2/next".to_owned());
    } else if goes_on {
        kept.push(format!("from={}", from + size));
        next = Some(format!("{}{path}?{}", shared.base, kept.join("&")));
    }
    if let Some(next) = next {
        let link = if shared.does(Misbehaviour::LinkOfMoodle) {
            format!("<{}>; rel=\u{201c}next\u{201d}", next.replace('&', "&amp;"))
        } else {
            format!("<{next}>; rel=\"next\"")
        };
        let link = HeaderValue::from_bytes(link.as_bytes()).unwrap();
        response.headers_mut().append(header::LINK, link);
    }
    response
}

pub(super) async fn list(
    State(shared): State<Shared>,
    Query(asked): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["lineitem", "lineitem.readonly"]) {
        return *refusal;
    }
    if !has_type(&headers, header::ACCEPT, ITEMS) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let known = shared.known();
    let all: Vec<Value> = known
        .line_items
        .iter()
        .filter(|(_, found)| {
            [
                ("resource_link_id", "resourceLinkId"),
                ("resource_id", "resourceId"),
                ("tag", "tag"),
            ]
            .into_iter()
            .all(|(name, member)| {
                asked
                    .get(name)
                    .is_none_or(|wanted| found.item[member] == wanted.as_str())
            })
        })
        .map(|(number, found)| shown(&shared, *number, found))
        .collect();
    drop(known);
    paged(
        &shared,
        "/services/2/lineitems",
        &asked,
        all,
        Value::Array,
        ITEMS,
    )
}

fn read_item(headers: &HeaderMap, body: &str) -> Result<Value, StatusCode> {
    if !has_type(headers, header::CONTENT_TYPE, ITEM) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let item: Value = serde_json::from_str(body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let sound = item["label"].is_string() && item["scoreMaximum"].is_number();
    if sound {
        Ok(item)
    } else {
        Err(StatusCode::BAD_REQUEST)
    }
}

pub(super) async fn create(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["lineitem"]) {
        return *refusal;
    }
    let item = match read_item(&headers, &body) {
        Ok(item) => item,
        Err(status) => return status.into_response(),
    };
    let mut known = shared.known();
    let number = known
        .line_items
        .keys()
        .next_back()
        .map_or(1, |last| last + 1);
    let found = LineItem {
        item,
        ..LineItem::default()
    };
    let answer = shown(&shared, number, &found);
    known.line_items.insert(number, found);
    drop(known);
    (StatusCode::CREATED, typed(ITEM, &answer)).into_response()
}

pub(super) async fn get(
    State(shared): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["lineitem", "lineitem.readonly"]) {
        return *refusal;
    }
    let known = shared.known();
    match known.line_items.get(&number) {
        // Moodle keeps no dates.
        Some(found) => {
            let mut item = shown(&shared, number, found);
            if let Some(members) = item.as_object_mut() {
                members.remove("startDateTime");
                members.remove("endDateTime");
            }
            typed(ITEM, &item)
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn put(
    State(shared): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["lineitem"]) {
        return *refusal;
    }
    let item = match read_item(&headers, &body) {
        Ok(item) => item,
        Err(status) => return status.into_response(),
    };
    let mut known = shared.known();
    let Some(found) = known.line_items.get_mut(&number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    found.item = item;
    let answer = shown(&shared, number, found);
    typed(ITEM, &answer)
}

pub(super) async fn delete(
    State(shared): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["lineitem"]) {
        return *refusal;
    }
    match shared.known().line_items.remove(&number) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn seconds(score: &Value) -> Option<i64> {
    let at: jiff::Timestamp = score["timestamp"].as_str()?.parse().ok()?;
    Some(at.as_second())
}

pub(super) async fn score(
    State(shared): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["score"]) {
        return *refusal;
    }
    let score: Value = serde_json::from_str(&body).unwrap_or_default();
    if !has_type(&headers, header::CONTENT_TYPE, SCORE) || seconds(&score).is_none() {
        let reason = json!({ "status": 400, "reason": "Incorrect score received", "request": {} });
        return (StatusCode::BAD_REQUEST, Json(reason)).into_response();
    }
    let user = score["userId"].as_str().unwrap_or_default().to_owned();
    let mut known = shared.known();
    // Only students are gradable.
    let gradable = known
        .members
        .iter()
        .any(|member| member.id == user && member.is_learner());
    let Some(found) = known.line_items.get_mut(&number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !gradable {
        return (StatusCode::BAD_REQUEST, Json(json!([]))).into_response();
    }
    let scores = found.scores.entry(user).or_default();
    if scores
        .last()
        .is_some_and(|last| seconds(last) >= seconds(&score))
    {
        return (StatusCode::CONFLICT, Json(json!([]))).into_response();
    }
    scores.push(score);
    StatusCode::OK.into_response()
}

pub(super) async fn results(
    State(shared): State<Shared>,
    Path(number): Path<u64>,
    Query(asked): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &["result.readonly"]) {
        return *refusal;
    }
    let known = shared.known();
    let Some(found) = known.line_items.get(&number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let item = address(&shared, number);
    let maximum = found.item["scoreMaximum"].as_f64().unwrap_or(100.0);
    let all: Vec<Value> = found
        .scores
        .iter()
        .filter(|(user, _)| asked.get("user_id").is_none_or(|wanted| wanted == *user))
        .filter_map(|(user, scores)| {
            let last = scores.last()?;
            let (given, most) = (last["scoreGiven"].as_f64()?, last["scoreMaximum"].as_f64()?);
            // What is not graded in full is no result.
            (last["gradingProgress"] == "FullyGraded").then(|| {
                json!({
                    "id": format!("{item}&user={user}"), "scoreOf": item, "userId": user,
                    "resultScore": (given / most).clamp(0.0, 1.0) * maximum,
                    "resultMaximum": maximum, "comment": last["comment"],
                    "timestamp": last["timestamp"],
                })
            })
        })
        .collect();
    drop(known);
    let path = format!("/services/2/lineitems/{number}/lineitem/results");
    paged(&shared, &path, &asked, all, Value::Array, RESULTS)
}
