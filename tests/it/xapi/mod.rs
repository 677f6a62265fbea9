//! The record store as xAPI 1.0.3 and 2.0 (IEEE 9274.1.1) describe it, clause by clause.
//!
//! Each test names the clause that it holds: `Communication` and `Data` are parts 3 and 2 of xAPI
//! 1.0.3, `9274.1.1` is the standard of 2.0.

mod activities;
mod agents;
mod alternate;
pub(crate) mod attachments;
mod bounds;
mod consistency;
mod contents;
mod documents;
mod equality;
mod faulty_parts;
mod find;
mod forms;
mod model;
mod negotiation;
mod paging;
mod parameters;
mod preconditions;
mod references;
mod scopes;
mod send;
mod signatures;
mod voiding;
mod writers;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const STATEMENTS: &str = "/xapi/statements";
const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
/// The versions that are spoken, as requests name them.
const VERSIONS: [&str; 2] = ["1.0.3", "2.0.0"];

/// A request in a version, by whoever may do everything.
fn ask(app: &TestApp, version: &str, method: Method, path: &str) -> RequestBuilder {
    app.client
        .request(method, format!("{}{path}", app.base))
        .basic_auth(&app.key, Some(&app.secret))
        .header("X-Experience-API-Version", version)
}

/// A path with parameters.
fn with(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    format!("{path}?{}", query.finish())
}

/// Sends statements in a version.
async fn post_as(app: &TestApp, version: &str, statements: &Value) -> Answer {
    Answer::of(ask(app, version, Method::POST, STATEMENTS).json(statements)).await
}

/// Stores statements; fails if they are not.
async fn store(app: &TestApp, statements: &Value) {
    let answer = app.post(statements).await;
    assert_eq!(answer.status, 200, "{} {statements}", answer.body);
}

/// The statement with an identifier, as it is served.
async fn one(app: &TestApp, id: &str) -> Value {
    let answer = Answer::of(app.get(&with(STATEMENTS, &[("statementId", id)]))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The identifiers of all pages of an answer.
async fn ids(app: &TestApp, parameters: &[(&str, &str)]) -> Vec<String> {
    let mut path = with(STATEMENTS, parameters);
    let mut found = Vec::new();
    loop {
        let answer = Answer::of(app.get(&path)).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        found.extend(answer.body["statements"].as_array().unwrap().iter().map(id));
        assert!(found.len() < 10_000, "{path} leads nowhere");
        match answer.body["more"].as_str().unwrap() {
            "" => return found,
            more => path = more.to_owned(),
        }
    }
}

/// A statement's identifier.
fn id(statement: &Value) -> String {
    statement["id"].as_str().unwrap().to_owned()
}

fn fresh_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// An agent known by its mail address.
fn agent(name: &str) -> Value {
    json!({ "mbox": format!("mailto:{name}@example.org") })
}

/// An object that refers to a statement.
fn reference(id: &str) -> Value {
    json!({ "objectType": "StatementRef", "id": id })
}

/// A header of an answer; empty if it is not there.
fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers.get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// A statement with one member changed; `pointer` names a member of an object that is there.
fn changed(statement: &Value, pointer: &str, value: Value) -> Value {
    let mut other = statement.clone();
    let (holder, member) = pointer.rsplit_once('/').unwrap();
    let holder = other.pointer_mut(holder).unwrap();
    match holder {
        Value::Array(list) => list[member.parse::<usize>().unwrap()] = value,
        holder => holder[member] = value,
    }
    other
}
