//! Everything that is asked for by its identifier.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Asked;
use super::status::Refusal;
use crate::frameworks::{self, Class, Edition, link, write_package, write_value};
use crate::state::App;
use crate::store::Tx;

pub(super) async fn one(
    State(app): State<App>,
    asked: Asked,
    Path((_, class, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let known = Class::of_plural(&class);
    if known.is_none() && !matches!(class.as_str(), "CFPackages" | "CFItemAssociations") {
        return Err(Refusal::unknown());
    }
    let id = Uuid::parse_str(&id).map_err(|_| Refusal::no_uuid())?;
    let mut tx = app.db.read().await?;
    let found = match (known, class.as_str()) {
        (Some(Class::Document), _) | (None, "CFPackages") => Some((id, Value::Null)),
        (None, _) => frameworks::object(&mut tx, Class::Item, id).await?,
        (Some(class), _) => frameworks::object(&mut tx, class, id).await?,
    };
    let (framework, object) = found.ok_or_else(Refusal::unknown)?;
    let about = frameworks::by_id(&mut tx, framework).await?;
    let about = about.ok_or_else(Refusal::unknown)?;
    let tag = format!("\"{}-{}\"", about.state.simple(), asked.edition.path());
    if matches_tag(&headers, &tag) {
        return Ok(not_modified(&tag));
    }
    let document = frameworks::document(&mut tx, framework).await?;
    let document = document.ok_or_else(Refusal::unknown)?;
    let body = match (known, class.as_str()) {
        (Some(Class::Document), _) => alone(Class::Document, &document, &document, &asked),
        (None, "CFPackages") => package(&mut tx, framework, asked.edition).await?,
        (None, _) => associations(&mut tx, &object, &document, &asked).await?,
        (Some(class @ (Class::Concept | Class::Subject | Class::ItemType)), _) => {
            let all = frameworks::with_those_below(&mut tx, class, framework, &object).await?;
            let all = all.iter().map(|it| write_value(class, it, asked.edition));
            json!({ (class.plural()): all.collect::<Vec<_>>() })
        }
        (Some(class), _) => {
            if !says(class, &object, asked.edition) {
                return Err(Refusal::unknown());
            }
            alone(class, &object, &document, &asked)
        }
    };
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Writing a large framework takes a while of computing: not on the threads that answer others.
async fn package(tx: &mut Tx, framework: Uuid, edition: Edition) -> Result<Value, Refusal> {
    let package = frameworks::in_force(tx, framework).await?;
    let package = package.ok_or_else(Refusal::unknown)?;
    let written = tokio::task::spawn_blocking(move || write_package(&package, edition)).await;
    written.map_err(|error| crate::problem::Problem::internal(error).into())
}

/// `CFItemAssociations`: an item with every association it has.
async fn associations(
    tx: &mut Tx,
    item: &Value,
    document: &Value,
    asked: &Asked,
) -> Result<Value, Refusal> {
    let id = item.get("identifier").and_then(Value::as_str);
    let id = id
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or_else(Refusal::unknown)?;
    let all = frameworks::associations_of(tx, id).await?;
    let all = all
        .iter()
        .filter(|it| says(Class::Association, it, asked.edition));
    let all: Vec<Value> = all
        .map(|association| write_value(Class::Association, association, asked.edition))
        .collect();
    Ok(json!({ "CFItem": alone(Class::Item, item, document, asked), "CFAssociations": all }))
}

fn says(class: Class, object: &Value, edition: Edition) -> bool {
    let record = frameworks::Record {
        identifier: Uuid::nil(),
        members: object.as_object().cloned().unwrap_or_default(),
    };
    frameworks::is_written(class, &record, edition)
}

/// An object as it stands alone: with a link to where it belongs.
pub(super) fn alone(class: Class, object: &Value, document: &Value, asked: &Asked) -> Value {
    let mut written = write_value(class, object, asked.edition);
    let id = document
        .get("identifier")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let (name, list) = match class {
        Class::Document => ("CFPackageURI", "CFPackages"),
        Class::Item | Class::Association => ("CFDocumentURI", "CFDocuments"),
        _ => return written,
    };
    if let Value::Object(members) = &mut written {
        let to = link(document, Some(format!("{}/{list}/{id}", asked.base)));
        members.insert(name.to_owned(), to);
    }
    written
}

/// Whether the asker has this already (RFC 9110, 13.1.2).
pub(super) fn matches_tag(headers: &HeaderMap, tag: &str) -> bool {
    let asked = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|it| it.to_str().ok());
    let tags = asked.into_iter().flat_map(|tags| tags.split(','));
    tags.map(|it| it.trim().trim_start_matches("W/"))
        .any(|it| it == tag || it == "*")
}

/// An answer that it has not changed.
pub(super) fn not_modified(tag: &str) -> Response {
    let headers = [(header::ETAG, tag.to_owned())];
    (StatusCode::NOT_MODIFIED, headers).into_response()
}
