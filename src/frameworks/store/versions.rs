//! Frameworks and their versions, each kept whole.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::super::fault::FrameworkError;
use super::super::package::Package;
use super::super::read::package_of;
use super::super::write::write_package;
use super::super::{Edition, read::NAMESPACE};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    BY_ID = "SELECT id, uri, title, current AS version, items, changed_at, state FROM framework
             WHERE id = $1";
    LIST = "SELECT id, uri, title, current AS version, items, changed_at, state FROM framework
            ORDER BY title, id";
    DOCUMENTS = "SELECT id, document, state FROM framework ORDER BY title, id";
    DOCUMENT = "SELECT document FROM framework WHERE id = $1";
    ADD = "INSERT INTO framework (id, uri, title, current, items, document, changed_at, state)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (id) DO UPDATE SET uri = excluded.uri, title = excluded.title,
               current = excluded.current, items = excluded.items, document = excluded.document,
               changed_at = excluded.changed_at, state = excluded.state";
    TOUCH = "UPDATE framework SET changed_at = $2, state = $3 WHERE id = $1";
    LAST_VERSION = "SELECT coalesce(max(version), 0) FROM framework_version WHERE framework = $1";
    ADD_VERSION = "INSERT INTO framework_version
                       (framework, version, package, items, source, made_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
    VERSIONS = "SELECT version, items, source, made_at FROM framework_version
                WHERE framework = $1 ORDER BY version";
    PACKAGE = "SELECT package FROM framework_version WHERE framework = $1 AND version = $2";
    REMOVE_VERSIONS = "DELETE FROM framework_version WHERE framework = $1";
    REMOVE = "DELETE FROM framework WHERE id = $1";
}

/// A framework as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Framework {
    /// The identifier of its `CFDocument`.
    pub id: Uuid,
    /// Its address.
    pub uri: String,
    /// Its title.
    pub title: String,
    /// The current version, from 1 on.
    pub version: i64,
    /// Items of the current version.
    pub items: i64,
    /// When it last changed, microseconds since the epoch.
    pub changed_at: i64,
    /// Another one after every change: what entity tags are made of.
    pub state: Uuid,
}

/// A version of a framework.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Its items.
    pub items: i64,
    /// The file or address it came from.
    pub source: String,
    /// When it came, microseconds since the epoch.
    pub made_at: i64,
}

/// A framework by identifier.
pub async fn by_id(tx: &mut Tx, framework: Uuid) -> Result<Option<Framework>, StoreError> {
    fetch_optional!(tx, BY_ID as Framework, framework)
}

/// All frameworks, by title.
pub async fn list(tx: &mut Tx) -> Result<Vec<Framework>, StoreError> {
    fetch_all!(tx, LIST as Framework)
}

/// The `CFDocument` of every framework, by title, with its identifier and state.
pub async fn documents(tx: &mut Tx) -> Result<Vec<(Uuid, Value, Uuid)>, StoreError> {
    let rows = fetch_all!(tx, DOCUMENTS as (Uuid, String, Uuid))?;
    let parsed = rows
        .into_iter()
        .map(|(id, text, state)| Ok((id, stored(&text)?, state)));
    parsed.collect()
}

/// The `CFDocument` of a framework.
pub async fn document(tx: &mut Tx, framework: Uuid) -> Result<Option<Value>, StoreError> {
    let row = fetch_optional!(tx, DOCUMENT as (String,), framework)?;
    row.map(|(text,)| stored(&text)).transpose()
}

/// What we wrote is JSON; anything else is a broken row.
pub(super) fn stored(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Query(sqlx::Error::Decode(error.into())))
}

/// Puts a framework's current version in place.
pub(in crate::frameworks) async fn set_current(
    tx: &mut Tx,
    package: &Package,
    version: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let document = super::super::write::write(
        super::super::Class::Document,
        &package.document,
        Edition::V1p1,
    );
    let (id, at) = (package.document.identifier, now.as_microsecond());
    let (uri, title) = (package.document.uri(), package.document.name());
    let state = state(id, version, at);
    let items = package.items().len() as i64;
    execute!(
        tx,
        ADD,
        id,
        uri,
        title,
        version,
        items,
        document.to_string(),
        at,
        state
    )?;
    Ok(())
}

/// Notes that something of a framework has changed that its package does not say.
pub(in crate::frameworks) async fn touch(
    tx: &mut Tx,
    framework: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = now.as_microsecond();
    execute!(tx, TOUCH, framework, at, state(framework, -1, at))?;
    Ok(())
}

fn state(framework: Uuid, version: i64, at: i64) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{framework} {version} {at}").as_bytes())
}

/// Keeps a new version; returns its number.
pub(in crate::frameworks) async fn add_version(
    tx: &mut Tx,
    package: &Package,
    source: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let id = package.document.identifier;
    let (last,) = fetch_one!(tx, LAST_VERSION as (i64,), id)?;
    let text = write_package(package, Edition::V1p1).to_string();
    let (items, at) = (package.items().len() as i64, now.as_microsecond());
    execute!(tx, ADD_VERSION, id, last + 1, text, items, source, at)?;
    Ok(last + 1)
}

/// The versions of a framework, the oldest first.
pub async fn versions(tx: &mut Tx, framework: Uuid) -> Result<Vec<Version>, StoreError> {
    fetch_all!(tx, VERSIONS as Version, framework)
}

/// One version of a framework, as it was read.
async fn version(tx: &mut Tx, framework: Uuid, version: i64) -> Result<Option<String>, StoreError> {
    Ok(fetch_optional!(tx, PACKAGE as (String,), framework, version)?.map(|(text,)| text))
}

/// One version of a framework.
pub async fn package_of_version(
    tx: &mut Tx,
    framework: Uuid,
    number: i64,
) -> Result<Package, FrameworkError> {
    let text = version(tx, framework, number).await?;
    let text = text.ok_or(FrameworkError::NoVersion(number))?;
    let value = stored(&text)?;
    package_of("the stored version", value, Timestamp::UNIX_EPOCH)
}

/// The current version of a framework.
pub async fn package(tx: &mut Tx, framework: Uuid) -> Result<Option<Package>, FrameworkError> {
    let Some(known) = by_id(tx, framework).await? else {
        return Ok(None);
    };
    Ok(Some(
        package_of_version(tx, framework, known.version).await?,
    ))
}

/// Removes a framework's own rows.
pub(in crate::frameworks) async fn remove(
    tx: &mut Tx,
    framework: Uuid,
) -> Result<bool, StoreError> {
    execute!(tx, REMOVE_VERSIONS, framework)?;
    Ok(execute!(tx, REMOVE, framework)? > 0)
}
