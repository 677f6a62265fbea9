//! Frameworks that come and go as files, and their versions.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, Parameters, json, read};
use crate::audit::{self, Act, Change};
use crate::frameworks::{
    self, Edition, Framework, FrameworkError, Imported, Package, Terms, Version,
};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// What a framework is called that nobody has named.
const TITLE: &str = "Framework";

fn failed(error: FrameworkError) -> Problem {
    match error {
        FrameworkError::NoFramework(_) | FrameworkError::NoVersion(_) => Problem::not_found(),
        FrameworkError::Store(error) => error.into(),
        faulty @ FrameworkError::Faulty(_) => Problem::new(Kind::BadRequest, faulty.to_string()),
        other => Problem::internal(other),
    }
}

async fn known(tx: &mut Tx, framework: Uuid) -> Result<Framework, Problem> {
    let found = frameworks::by_id(tx, framework).await?;
    found.ok_or_else(Problem::not_found)
}

/// A framework to bring in: as `package` or as `table`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFramework {
    /// A `CFPackage` of CASE 1.0 or 1.1.
    #[schema(value_type = Option<Object>)]
    package: Option<Value>,
    /// Comma-separated values, as Moodle exports them or with the columns of `docs/frameworks.md`.
    table: Option<String>,
    /// Of a table: what the framework is called.
    title: Option<String>,
    /// Of a table: what tells it from others, so that it is the same framework next time.
    key: Option<String>,
    /// Of a table: what addresses of its competencies begin with; ours if left out.
    prefix: Option<String>,
    /// Only says what it would come to.
    #[serde(default)]
    dry_run: bool,
}

impl NewFramework {
    fn read(&self, app: &App) -> Result<(String, Package), Problem> {
        let text = match (&self.package, &self.table) {
            (Some(package), None) => package.to_string(),
            (None, Some(table)) => table.clone(),
            _ => {
                return Err(Problem::new(
                    Kind::BadRequest,
                    "Bring one of the members package and table.",
                ));
            }
        };
        let title = self.title.as_deref().unwrap_or(TITLE);
        let terms = Terms {
            base_url: &app.base_url,
            prefix: self.prefix.as_deref().filter(|prefix| !prefix.is_empty()),
            title,
            key: self.key.as_deref().unwrap_or(title),
            now: app.clock.now(),
        };
        let source = self.title.as_deref().unwrap_or("the API").to_owned();
        let package = frameworks::read(&source, text.as_bytes(), None, &BTreeMap::new(), &terms);
        let package = package.map_err(|error| match error {
            FrameworkError::Store(error) => error.into(),
            told => Problem::new(Kind::BadRequest, told.to_string()),
        })?;
        Ok((source, package))
    }
}

/// What an import came to, or would.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportedFramework {
    /// Identifier of its CASE document.
    id: Uuid,
    /// Title.
    title: String,
    /// The version that is current then.
    version: i64,
    /// Items of it.
    items: usize,
    /// Whether it said anything new.
    changed: bool,
}

impl From<Imported> for ImportedFramework {
    fn from(imported: Imported) -> Self {
        Self {
            id: imported.framework,
            changed: !imported.is_same(),
            title: imported.title,
            version: imported.version,
            items: imported.items,
        }
    }
}

/// Brings a framework in: a new one, or a version of one that is known by its identifier.
#[utoipa::path(
    post, path = "/frameworks", tag = "frameworks", request_body = NewFramework,
    responses((status = 200, body = ImportedFramework))
)]
pub(super) async fn bring(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Json<ImportedFramework>, Problem> {
    asker.administrate()?;
    let new: NewFramework = read(&body)?;
    let (source, package) = new.read(&app)?;
    let (by, now) = (asker.author(&app), app.clock.now());
    let mut tx = app.db.write().await?;
    let imported = frameworks::import(&mut tx, &source, package, now).await;
    let imported = imported.map_err(failed)?;
    // Dropped, the transaction leaves nothing of it.
    if !new.dry_run {
        let after = format!(
            "{}, version {} from {source}",
            imported.title, imported.version
        );
        let change = Change::to(imported.framework, after);
        audit::record(&mut tx, &by, Act::FrameworkDecided, change, now).await?;
        tx.commit().await?;
    }
    Ok(json(imported.into()))
}

/// A version of a framework.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FrameworkVersion {
    /// Its number.
    version: i64,
    /// Items of it.
    items: i64,
    /// The file or address it came from.
    source: String,
    /// When it came.
    at: String,
    /// Whether it is the current one.
    current: bool,
}

/// The versions of a framework, the latest first.
#[utoipa::path(
    get, path = "/frameworks/{framework}/versions", tag = "frameworks",
    params(("framework" = Uuid, Path, description = "The framework"), PageParameters),
    responses((status = 200, body = List<FrameworkVersion>))
)]
pub(super) async fn versions(
    State(app): State<App>,
    asker: Asker,
    Path(framework): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<FrameworkVersion>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let about = known(&mut tx, framework).await?;
    let all = frameworks::versions(&mut tx, framework).await?;
    let item = |version: Version| FrameworkVersion {
        current: version.version == about.version,
        version: version.version,
        items: version.items,
        source: version.source,
        at: format_time(version.made_at),
    };
    let items = all.into_iter().rev().map(item);
    page.of(items.collect(), |item| item.version).map(json)
}

/// An earlier version that is to be the current one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlierVersion {
    /// Its number.
    version: i64,
}

/// Makes an earlier version the current one again.
#[utoipa::path(
    post, path = "/frameworks/{framework}/versions", tag = "frameworks",
    params(("framework" = Uuid, Path, description = "The framework")),
    request_body = EarlierVersion,
    responses((status = 204))
)]
pub(super) async fn put_back(
    State(app): State<App>,
    asker: Asker,
    Path(framework): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let EarlierVersion { version } = read(&body)?;
    let (by, now) = (asker.author(&app), app.clock.now());
    let mut tx = app.db.write().await?;
    let about = known(&mut tx, framework).await?;
    let put_back = frameworks::put_back(&mut tx, framework, version, now).await;
    put_back.map_err(failed)?;
    let change = Change::to(framework, format!("version {version}"));
    let change = change.from(format!("version {}", about.version));
    audit::record(&mut tx, &by, Act::FrameworkDecided, change, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The form of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaving {
    /// `case` (1.1, if left out), `case-1.0` or `moodle`.
    form: Option<String>,
}

/// A framework as a file: a package of CASE, or Moodle's table.
#[utoipa::path(
    get, path = "/frameworks/{framework}/file", tag = "frameworks",
    params(("framework" = Uuid, Path, description = "The framework"), Leaving),
    responses((status = 200, content(
        (Object = "application/json"),
        (String = "text/csv")
    )))
)]
pub(super) async fn file(
    State(app): State<App>,
    asker: Asker,
    Path(framework): Path<Uuid>,
    Parameters(leaving): Parameters<Leaving>,
) -> Result<Response, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let package = frameworks::in_force(&mut tx, framework).await;
    let package = package.map_err(failed)?.ok_or_else(Problem::not_found)?;
    drop(tx);
    let case = |edition| json(frameworks::write_package(&package, edition)).into_response();
    Ok(match leaving.form.as_deref() {
        None | Some("case") => case(Edition::V1p1),
        Some("case-1.0") => case(Edition::V1p0),
        Some("moodle") => {
            let table = frameworks::write_moodle(&package).map_err(Problem::internal)?;
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response()
        }
        Some(_) => {
            let detail = "The parameter form is case, case-1.0 or moodle.";
            return Err(Problem::new(Kind::InvalidParameter, detail));
        }
    })
}
