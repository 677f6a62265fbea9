//! Competency frameworks come, change and go as CASE says.

mod endpoint;
mod lenient;
mod progress;
mod refusals;
mod remote;
mod scales;
mod structure;
mod tables;
mod versions;

use coachlight::frameworks::{self, Edition, FrameworkError, Imported, Package, Terms};
use coachlight::store::Tx;
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use crate::support::TestApp;

pub(crate) const TRANSVERSAL: &str = include_str!("../../../fixtures/frameworks/transversal.json");

pub(super) fn now() -> Timestamp {
    "2026-11-01T10:00:00Z".parse().unwrap()
}

/// Reads a file as the command line does.
pub(super) fn read(name: &str, text: &str) -> Result<Package, FrameworkError> {
    let base_url = Url::parse("https://coach.example.org/").unwrap();
    let terms = Terms {
        base_url: &base_url,
        prefix: None,
        title: "A table",
        key: "table",
        now: now(),
    };
    frameworks::read(
        name,
        text.as_bytes(),
        None,
        &std::collections::BTreeMap::new(),
        &terms,
    )
}

pub(super) async fn import(tx: &mut Tx, text: &str) -> Result<Imported, FrameworkError> {
    let package = read("the file", text)?;
    frameworks::import(tx, "the file", package, now()).await
}

/// Imports in a transaction of its own.
pub(crate) async fn imported(app: &TestApp, text: &str) -> Imported {
    let mut tx = app.db().write().await.unwrap();
    let imported = import(&mut tx, text).await.unwrap();
    tx.commit().await.unwrap();
    imported
}

/// The message of what is refused.
pub(super) fn refusal(text: &str) -> String {
    read("the file", text).unwrap_err().to_string()
}

/// The key of an item by its code.
pub(super) async fn key(tx: &mut Tx, code: &str) -> i64 {
    frameworks::resolve_item(tx, code)
        .await
        .unwrap()
        .unwrap()
        .competency
}

/// What our schema of an edition says against a package.
pub(super) fn faults(package: &Value, edition: Edition) -> Vec<String> {
    let schema = match edition {
        Edition::V1p0 => include_str!("../../../fixtures/frameworks/schema/package-v1p0.json"),
        Edition::V1p1 => include_str!("../../../fixtures/frameworks/schema/package-v1p1.json"),
    };
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    validator
        .iter_errors(package)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}
