//! Exports: asked for, followed, fetched, removed.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json, read};
use crate::credentials::Scope;
use crate::exports::{self, Choice, Job, State as How};
use crate::locale::Locale;
use crate::problem::{Kind, Problem};
use crate::sso;
use crate::state::App;
use crate::statements::format_time;

/// An export.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportItem {
    /// Identifier.
    id: Uuid,
    /// What was asked for.
    choice: Choice,
    /// How it stands.
    state: How,
    /// How much is done…
    done: i64,
    /// …of how much; 0 while that is not known.
    total: i64,
    /// Why it failed.
    reason: Option<String>,
    /// What the file is called.
    file_name: Option<String>,
    /// Bytes of the file; 0 while there is none.
    length: i64,
    /// When it was asked for.
    created_at: String,
    /// When it ended.
    finished_at: Option<String>,
    /// When its file is removed.
    expires_at: Option<String>,
}

impl TryFrom<Job> for ExportItem {
    type Error = Problem;

    fn try_from(job: Job) -> Result<Self, Problem> {
        Ok(Self {
            id: job.id,
            choice: job.choice()?,
            state: job.state(),
            done: job.done,
            total: job.total,
            file_name: job.file_name,
            length: job.length,
            created_at: format_time(job.created_at),
            finished_at: job.finished_at.map(format_time),
            expires_at: job.expires_at.map(format_time),
            reason: job.reason,
        })
    }
}

impl Asker {
    pub(super) fn exporter(&self) -> exports::Asker {
        match self {
            Self::Person(actor) => exports::Asker::Person(Box::new(actor.clone())),
            Self::System(caller) => exports::Asker::System {
                name: caller.name.to_string(),
                shown: if caller.label == caller.name {
                    caller.name.to_string()
                } else {
                    format!("{} ({})", caller.label, caller.name)
                },
                everything: caller.require(&[Scope::All, Scope::AllRead]).is_ok(),
            },
        }
    }

    /// Refuses somebody whose last sign-in is too long ago for what shows other people.
    fn prove(&self, app: &App, choice: &Choice) -> Result<(), Problem> {
        match self {
            Self::Person(actor) if choice.shows_others(actor) && !sso::is_recent(app, actor) => {
                Err(Problem::new(
                    Kind::ReauthenticationNeeded,
                    format!(
                        "This needs a sign-in of the last {} minutes. \
                         Sign in again at /sign-in/again.",
                        app.config.sso.reauthenticate_minutes
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

/// One's own exports, the latest first.
#[utoipa::path(
    get, path = "/exports", tag = "exports", params(PageParameters),
    responses((status = 200, body = List<ExportItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<ExportItem>>, Problem> {
    let before: Option<i64> = page.after()?;
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let before = before.unwrap_or(i64::MAX);
    let jobs = exports::list(&app, &asker.exporter(), before, limit).await?;
    let List { items, next } = page.page(jobs, |job| job.created_at)?;
    let items: Result<Vec<_>, _> = items.into_iter().map(ExportItem::try_from).collect();
    Ok(json(List {
        items: items?,
        next,
    }))
}

/// Asks for an export, which is made in the background. The language of its headings is that of the
/// request.
#[utoipa::path(
    post, path = "/exports", tag = "exports", request_body = Choice,
    responses((status = 202, body = ExportItem, description = "`Location` is where it can be followed."))
)]
pub(super) async fn ask(
    State(app): State<App>,
    asker: Asker,
    locale: Locale,
    body: String,
) -> Result<Response, Problem> {
    let choice: Choice = read(&body)?;
    asker.prove(&app, &choice)?;
    let exporter = asker.exporter();
    let made = exports::ask(&app, &exporter, &choice, locale).await?;
    let job = exports::find(&app, &exporter, made.id).await?;
    let location = format!("/api/v1/exports/{}", made.id);
    let item = ExportItem::try_from(job)?;
    Ok((
        StatusCode::ACCEPTED,
        [(header::LOCATION, location)],
        json(item),
    )
        .into_response())
}

/// How an export of one's own stands.
#[utoipa::path(
    get, path = "/exports/{export}", tag = "exports",
    params(("export" = Uuid, Path, description = "The export")),
    responses((status = 200, body = ExportItem))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(export): Path<Uuid>,
) -> Result<Json<ExportItem>, Problem> {
    let job = exports::find(&app, &asker.exporter(), export).await?;
    Ok(json(ExportItem::try_from(job)?))
}

/// The file of an export of one's own.
#[utoipa::path(
    get, path = "/exports/{export}/file", tag = "exports",
    params(("export" = Uuid, Path, description = "The export")),
    responses(
        (status = 200, description = "The file, in the media type of its format.", content(
            (String = "text/csv"),
            (Object = "application/json"),
            (String = "application/x-ndjson"),
            (String = "text/markdown"),
            (Vec<u8> = "application/vnd.apache.parquet"),
            (Vec<u8> = "application/zip"),
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 409,
            description = "There is no file: the export is not done, or was.")
    )
)]
pub(super) async fn file(
    State(app): State<App>,
    asker: Asker,
    Path(export): Path<Uuid>,
) -> Result<Response, Problem> {
    let job = exports::find(&app, &asker.exporter(), export).await?;
    let choice = job.choice()?;
    asker.prove(&app, &choice)?;
    if job.state() != How::Done {
        let detail = "There is no file of this export now.";
        return Err(Problem::new(Kind::Conflict, detail));
    }
    let media_type = HeaderValue::from_static(choice.format.media_type());
    let body = Body::from_stream(exports::content(&app, &job));
    Ok(([(header::CONTENT_TYPE, media_type)], body).into_response())
}

/// Calls an export of one's own off, or removes it once it has ended.
#[utoipa::path(
    delete, path = "/exports/{export}", tag = "exports",
    params(("export" = Uuid, Path, description = "The export")),
    responses((status = 204))
)]
pub(super) async fn remove(
    State(app): State<App>,
    asker: Asker,
    Path(export): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    exports::remove(&app, &asker.exporter(), export).await?;
    Ok(StatusCode::NO_CONTENT)
}
