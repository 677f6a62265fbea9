//! Taking along what pages show: at once, or made in the background and fetched from one's exports.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, body::Body, middleware};
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use uuid::Uuid;

use super::layout::{Place, page};
use super::sheet::format_name;
use super::ui;
use crate::assets;
use crate::exports::{self, Asker, Choice, Job, State as How, Subject};
use crate::locale::Locale;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::{self, Actor};
use crate::state::App;

/// Exports on the page.
const PAGE: i64 = 50;

pub(super) fn router(app: &App) -> Router<App> {
    let recently = || middleware::from_fn_with_state(app.clone(), sso::recently);
    let proved = middleware::from_fn_with_state(app.clone(), proved);
    Router::new()
        .route("/exports/now", get(now).layer(proved))
        .route("/exports", post(ask).layer(recently()))
        .route("/me/exports", get(list))
        .route("/me/exports/{export}/file", get(file).layer(recently()))
        .route("/me/exports/{export}/remove", post(remove))
}

/// Where an export is asked for that is made in the background. `of` says what of the subject.
pub(super) fn form(locale: Locale, what: Subject, of: &[(&str, String)]) -> Markup {
    html! {
        details.export {
            summary { (locale.text("export-title")) }
            form.actions method="post" action="/exports" {
                input type="hidden" name="what" value=(what.word());
                @for (name, value) in of { input type="hidden" name=(name) value=(value); }
                @for format in what.formats() {
                    button.plain type="submit" name="format" value=(format.word()) {
                        (format_name(locale, *format))
                    }
                }
            }
        }
    }
}

/// Lets through whoever takes along their own, and for all else whoever proved not long ago who
/// they are.
async fn proved(State(app): State<App>, actor: Actor, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    // What cannot be read is refused by the handler.
    let choice: Option<Choice> = serde_urlencoded::from_str(query).ok();
    if choice.is_some_and(|choice| !choice.shows_others(&actor)) {
        return next.run(request).await;
    }
    sso::recently(State(app), request, next).await
}

async fn now(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    choice.check()?;
    if !choice.what.is_small() {
        let detail = Message::new("refused-large-export");
        return Err(Problem::new(Kind::InvalidParameter, detail));
    }
    let made = exports::make(&app, &Asker::Person(Box::new(actor)), &choice, locale).await?;
    let body = Body::from_stream(made.content.stream());
    Ok(attached(choice.format.media_type(), &made.file_name, body))
}

/// A file to be saved.
fn attached(media_type: &'static str, name: &str, body: Body) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

async fn ask(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(choice): Form<Choice>,
) -> Result<Redirect, Problem> {
    exports::ask(&app, &Asker::Person(Box::new(actor)), &choice, locale).await?;
    Ok(Redirect::to("/me/exports"))
}

async fn list(State(app): State<App>, actor: Actor, locale: Locale) -> Result<Markup, Problem> {
    let asker = Asker::Person(Box::new(actor.clone()));
    let jobs = exports::list(&app, &asker, i64::MAX, PAGE).await?;
    let unfinished = jobs.iter().any(|job| job.state().is_open());
    let title = locale.text("exports-title");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.with("exports-note", &[("hours", app.config.exports.keep_hours.into())])) } }
        }
        @if jobs.is_empty() {
            (ui::empty(locale, "exports-empty-title", "exports-empty"))
        } @else {
            section.card #exports aria-live="polite" data-unfinished=[unfinished.then_some("yes")] {
                (table(&actor.zone, locale, &jobs)?)
                @if unfinished { p { a.button href="/me/exports" { (locale.text("exports-refresh")) } } }
            }
            script src=(assets::path("exports.js")) defer {}
        }
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

fn table(zone: &TimeZone, locale: Locale, jobs: &[Job]) -> Result<Markup, Problem> {
    let labels = [
        "exports-what",
        "exports-when",
        "exports-state",
        "exports-file",
    ];
    let labels = labels.map(|key| locale.text(key));
    let [_, when, state, file] = &labels;
    let mut rows = Vec::new();
    for job in jobs {
        let choice = job.choice()?;
        let what = locale.text(&format!("export-of-{}", choice.what.word()));
        rows.push((job, what, format_name(locale, choice.format)));
    }
    Ok(html! {
        div.table { table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for (job, what, format) in &rows { tr {
                th scope="row" { (what) " · " (format) }
                td data-label=(when) { (ui::moment(locale, zone, job.created_at)) }
                td.wrap data-label=(state) { (how(locale, job)) }
                td data-label=(file) {
                    @if job.state() == How::Done {
                        a download href={ "/me/exports/" (job.id) "/file" } {
                            (locale.text("exports-fetch")) " (" (size(locale, job.length)) ")"
                        }
                        @if let Some(until) = job.expires_at {
                            " " span.note { (locale.with("exports-until", &[("when", locale.moment_there(zone, until).into())])) }
                        }
                    }
                    form method="post" action={ "/me/exports/" (job.id) "/remove" } {
                        button.plain type="submit" {
                            (locale.text(if job.state().is_open() { "exports-cancel" } else { "exports-remove" }))
                            span.hidden { ": " (what) " · " (format) }
                        }
                    }
                }
            } } }
        } }
    })
}

fn how(locale: Locale, job: &Job) -> Markup {
    let state = job.state();
    let class = match state {
        How::Done => "chip green",
        How::Failed => "chip red",
        How::Running => "chip amber",
        How::Cancelled | How::Expired | How::Queued => "chip grey",
    };
    html! {
        span class=(class) { (locale.text(&format!("export-is-{}", state.word()))) }
        @if state == How::Running && job.total > 0 {
            " " progress max=(job.total) value=(job.done) aria-label=(locale.text("export-is-running")) {}
            " " (locale.percent(job.done as f64 / job.total as f64))
        }
        @if let Some(reason) = &job.reason { p.note { (reason) } }
    }
}

fn size(locale: Locale, bytes: i64) -> String {
    const KIB: f64 = 1024.0;
    let bytes = bytes as f64;
    if bytes < KIB * KIB {
        format!("{}\u{a0}KiB", locale.decimal(bytes / KIB))
    } else {
        format!("{}\u{a0}MiB", locale.decimal(bytes / KIB / KIB))
    }
}

async fn file(
    State(app): State<App>,
    actor: Actor,
    Path(export): Path<Uuid>,
) -> Result<Response, Problem> {
    let job = exports::find(&app, &Asker::Person(Box::new(actor)), export).await?;
    if job.state() != How::Done {
        let detail = Message::new("refused-no-file");
        return Err(Problem::new(Kind::Conflict, detail));
    }
    let body = Body::from_stream(exports::content(&app, &job));
    let name = job.file_name.clone().unwrap_or_default();
    Ok(attached(job.choice()?.format.media_type(), &name, body))
}

async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path(export): Path<Uuid>,
) -> Result<Redirect, Problem> {
    exports::remove(&app, &Asker::Person(Box::new(actor)), export).await?;
    Ok(Redirect::to("/me/exports"))
}
