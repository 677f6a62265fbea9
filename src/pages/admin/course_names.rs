//! The courses of a learning platform: what do apps' statements call them, so that what happens there
//! belongs to their groups?

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::ui;
use super::documents::vocabulary::progress;
use super::paged::Paged;
use super::{Tab, framed, read};
use crate::access;
use crate::courses::{self, Course};
use crate::locale::Locale;
use crate::platforms;
use crate::problem::{Kind, Problem};
use crate::projector;
use crate::sso::Actor;
use crate::state::App;

/// Courses on a page.
const PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The last course of the page before.
    after: Option<Uuid>,
}

/// What a course is called, as it was filled in: an IRI on each line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    activities: String,
    /// Where the page begins.
    after: Option<Uuid>,
}

/// A form that is wrong: the course, what stands in it, and why.
struct Wrong<'w> {
    course: Uuid,
    typed: &'w str,
    fault: String,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(platform): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    show((&app, &actor, locale), platform, asked.after, None).await
}

async fn show(
    (app, actor, locale): (&App, &Actor, Locale),
    platform: Uuid,
    after: Option<Uuid>,
    wrong: Option<&Wrong<'_>>,
) -> Result<Markup, Problem> {
    let mut tx = read(app, actor).await?;
    let found = platforms::by_id(&mut tx, platform).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let before = match after {
        Some(course) => courses::by_id(&mut tx, course).await?,
        None => None,
    };
    let place = before.as_ref().map_or(("", ""), |course| {
        (course.deployment_id.as_str(), course.context_id.as_str())
    });
    let list = courses::all(&mut tx, platform, place, PAGE as i64 + 1).await?;
    let list = Paged::of(list, PAGE);
    let mut called = courses::called(&mut tx, list.items.iter().map(|course| course.id)).await?;
    let rows: Vec<(&Course, String, Option<String>)> = list
        .items
        .iter()
        .map(|course| {
            let called = called.remove(&course.id).unwrap_or_default();
            let proposed = courses::proposed(&found, &course.context_id);
            let proposed = proposed.filter(|proposed| !called.contains(proposed));
            let called: Vec<String> = called.into_iter().collect();
            (course, called.join("\n"), proposed)
        })
        .collect();
    let renewal = projector::renewal(&mut tx).await?;
    drop(tx);
    let title = locale.text("course-names-title");
    let address = format!("/admin/platforms/{platform}");
    let body = html! {
        (ui::fault(locale, wrong.map(|wrong| wrong.fault.as_str())))
        div.head {
            h1 { (title) }
            p.facts { a href=(address) { (found.name) } }
        }
        (progress(locale, renewal))
        p { (locale.text("course-names-note")) }
        @if rows.is_empty() {
            (ui::empty(locale, "course-names-empty-title", "course-names-empty"))
        }
        @for (course, called, proposed) in &rows {
            @let typed = wrong.filter(|wrong| wrong.course == course.id);
            (card(locale, &address, after, course, typed.map_or(called.as_str(), |wrong| wrong.typed)))
            @if let Some(proposed) = proposed {
                (proposal(locale, &address, after, course, called, proposed))
            }
        }
        (list.next(locale, "course-names-more", |last| {
            format!("{address}/courses?after={}", last.id)
        }))
    };
    Ok(framed(app, locale, actor, Tab::Platforms, &title, body))
}

fn card(
    locale: Locale,
    platform: &str,
    after: Option<Uuid>,
    course: &Course,
    typed: &str,
) -> Markup {
    let field = format!("called-{}", course.id);
    html! {
        section.card {
            h2 { (course.title.as_deref().unwrap_or(&course.context_id)) }
            p.facts { span { (locale.with("course-names-context", &[
                ("context", course.context_id.as_str().into()),
                ("deployment", course.deployment_id.as_str().into()),
            ])) } }
            form.fields method="post" action={ (platform) "/courses/" (course.id) } {
                (place(after))
                p.field {
                    label for=(field) { (locale.text("course-names-called")) }
                    textarea id=(field) name="activities" rows="2" maxlength="50000" { (typed) }
                }
                button type="submit" { (locale.text("course-names-save")) }
            }
        }
    }
}

fn place(after: Option<Uuid>) -> Markup {
    html! {
        @if let Some(after) = after { input type="hidden" name="after" value=(after); }
    }
}

/// What the product is known to call the course: taken over with one click, never by itself.
fn proposal(
    locale: Locale,
    platform: &str,
    after: Option<Uuid>,
    course: &Course,
    called: &str,
    proposed: &str,
) -> Markup {
    html! {
        form.inline method="post" action={ (platform) "/courses/" (course.id) } {
            (place(after))
            input type="hidden" name="activities" value={ (called) "\n" (proposed) };
            p.note { (locale.text("course-names-proposed")) " " code { (proposed) } }
            button.plain type="submit" { (locale.text("course-names-propose")) }
        }
    }
}

/// Says what a course is called.
pub(super) async fn call(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    let found = courses::by_id(&mut tx, course).await?;
    let found = found.filter(|course| course.platform == platform);
    let found = found.ok_or_else(Problem::not_found)?;
    let lines = filled.activities.lines().map(str::trim);
    let iris = lines.filter(|line| !line.is_empty());
    let by = app.author(&actor);
    let changed = match courses::call(&mut tx, &found, iris, &by, app.clock.now()).await {
        Ok(changed) => changed,
        Err(error) => {
            drop(tx);
            let Some(said) = error.said() else {
                return Err(error.into());
            };
            let wrong = Wrong {
                course,
                typed: &filled.activities,
                fault: locale.say(&said),
            };
            let page = show((&app, &actor, locale), platform, filled.after, Some(&wrong)).await?;
            return Ok((Kind::BadRequest.status(), page).into_response());
        }
    };
    tx.commit().await?;
    if changed {
        app.renewals.ask();
    }
    let after = filled
        .after
        .map_or_else(String::new, |it| format!("?after={it}"));
    Ok(Redirect::to(&format!("/admin/platforms/{platform}/courses{after}")).into_response())
}
