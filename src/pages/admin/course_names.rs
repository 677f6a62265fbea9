//! The courses of a learning platform: which group do their launches open, and what do apps' statements call
//! them, so that what happens there belongs to it?

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
use crate::course_list::{self, Listed, Place};
use crate::courses;
use crate::locale::Locale;
use crate::message::Message;
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

/// The group that launches are to open, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    group: String,
    /// Where the page begins.
    after: Option<Uuid>,
}

/// A form that is wrong: the course, what stands in it, and why.
struct Wrong<'w> {
    course: Uuid,
    field: Field,
    typed: &'w str,
    fault: String,
}

/// What is said of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Group,
    Activities,
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
    let list = course_list::listed(&mut tx, platform, place, PAGE as i64 + 1).await?;
    let list = Paged::of(list, PAGE);
    let ids = list.items.iter().map(|listed| listed.course.id);
    let mut called = courses::called(&mut tx, ids).await?;
    let rows: Vec<Row<'_>> = list
        .items
        .iter()
        .map(|listed| {
            let called = called.remove(&listed.course.id).unwrap_or_default();
            let proposed = courses::proposed(&found, &listed.course.context_id);
            let proposed = proposed.filter(|proposed| !called.contains(proposed));
            let called: Vec<String> = called.into_iter().collect();
            Row {
                listed,
                called: called.join("\n"),
                proposed,
            }
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
        @for row in &rows { (row.card(locale, &address, after, wrong)) }
        (list.next(locale, "course-names-more", |last| {
            format!("{address}/courses?after={}", last.course.id)
        }))
    };
    Ok(framed(app, locale, actor, Tab::Platforms, &title, body))
}

/// A course with what statements call it, and would call it as far as the product is known.
struct Row<'r> {
    listed: &'r Listed,
    called: String,
    proposed: Option<String>,
}

impl Row<'_> {
    fn card(
        &self,
        locale: Locale,
        platform: &str,
        after: Option<Uuid>,
        wrong: Option<&Wrong<'_>>,
    ) -> Markup {
        let course = &self.listed.course;
        let address = format!("{platform}/courses/{}", course.id);
        let wrong = wrong.filter(|wrong| wrong.course == course.id);
        let typed = |field| wrong.filter(|wrong| wrong.field == field);
        html! {
            section.card {
                h2 { (course.title.as_deref().unwrap_or(&course.context_id)) }
                p.facts { span { (locale.with("course-names-context", &[
                    ("context", course.context_id.as_str().into()),
                    ("deployment", course.deployment_id.as_str().into()),
                ])) } }
                (self.group(locale, &address, after, typed(Field::Group).map_or("", |wrong| wrong.typed)))
                (self.names(locale, &address, after, typed(Field::Activities)))
                @if let Some(proposed) = &self.proposed {
                    (self.proposal(locale, &address, after, proposed))
                }
            }
        }
    }

    /// Which group launches open, and the form that makes it another one.
    fn group(&self, locale: Locale, address: &str, after: Option<Uuid>, typed: &str) -> Markup {
        let field = format!("group-{}", self.listed.course.id);
        html! {
            p {
                (locale.text("course-names-group")) " "
                @match &self.listed.group {
                    Some(group) => strong { (ui::group_name(locale, group)) },
                    None => "–",
                }
            }
            details.confirm open[!typed.is_empty()] {
                summary { (locale.text("course-names-other-group")) }
                form.fields method="post" action={ (address) "/group" } {
                    (place(after))
                    p.field {
                        label for=(field) { (locale.text("course-names-group-address")) }
                        input id=(field) name="group" maxlength="2000" required value=(typed);
                        span.note { (locale.text("course-names-group-note")) }
                    }
                    button type="submit" { (locale.text("course-names-group-save")) }
                }
            }
            @if self.listed.linked {
                form.inline method="post" action={ (address) "/group/own" } {
                    (place(after))
                    button.plain type="submit" { (locale.text("course-names-own-group")) }
                }
            }
        }
    }

    fn names(
        &self,
        locale: Locale,
        address: &str,
        after: Option<Uuid>,
        wrong: Option<&Wrong<'_>>,
    ) -> Markup {
        let field = format!("called-{}", self.listed.course.id);
        html! {
            form.fields method="post" action=(address) {
                (place(after))
                p.field {
                    label for=(field) { (locale.text("course-names-called")) }
                    textarea id=(field) name="activities" rows="2" maxlength="50000" {
                        (wrong.map_or(self.called.as_str(), |wrong| wrong.typed))
                    }
                }
                button type="submit" { (locale.text("course-names-save")) }
            }
        }
    }

    /// What the product is known to call the course: taken over with one click, never by itself.
    fn proposal(
        &self,
        locale: Locale,
        address: &str,
        after: Option<Uuid>,
        proposed: &str,
    ) -> Markup {
        html! {
            form.inline method="post" action=(address) {
                (place(after))
                input type="hidden" name="activities" value={ (self.called) "\n" (proposed) };
                p.note { (locale.text("course-names-proposed")) " " code { (proposed) } }
                button.plain type="submit" { (locale.text("course-names-propose")) }
            }
        }
    }
}

fn place(after: Option<Uuid>) -> Markup {
    html! {
        @if let Some(after) = after { input type="hidden" name="after" value=(after); }
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
    let found = courses::of_platform(&mut tx, platform, course).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let lines = filled.activities.lines().map(str::trim);
    let iris = lines.filter(|line| !line.is_empty());
    let by = app.author(&actor);
    match courses::call(&mut tx, &found, iris, &by, app.clock.now()).await {
        Ok(changed) => {
            app.renewals.commit(tx, changed).await?;
            Ok(back(platform, filled.after))
        }
        Err(error) => {
            drop(tx);
            let typed = (course, Field::Activities, filled.activities.as_str());
            let said = error.said().ok_or(error)?;
            refuse((&app, &actor, locale), platform, filled.after, typed, &said).await
        }
    }
}

/// Has launches from a course open a group that is there already.
pub(super) async fn open(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    Form(opened): Form<Opened>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    let (group, by) = (opened.group.as_str(), app.author(&actor));
    let found = courses::of_platform(&mut tx, platform, course).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let linked = course_list::link(&mut tx, Place::of(&found), group, &by, app.clock.now());
    match linked.await {
        Ok(linked) => {
            app.renewals.commit(tx, linked.regrouped).await?;
            Ok(back(platform, opened.after))
        }
        Err(error) => {
            drop(tx);
            let typed = (course, Field::Group, group);
            let said = error.said().ok_or(error)?;
            refuse((&app, &actor, locale), platform, opened.after, typed, &said).await
        }
    }
}

/// Has launches from a course open its own group again.
pub(super) async fn open_own(
    State(app): State<App>,
    actor: Actor,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    Form(Asked { after }): Form<Asked>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let by = app.author(&actor);
    let mut tx = app.db.write().await?;
    let found = courses::of_platform(&mut tx, platform, course).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let unlinked = course_list::unlink(&mut tx, Place::of(&found), &by, app.clock.now()).await?;
    app.renewals.commit(tx, unlinked.regrouped).await?;
    Ok(back(platform, after))
}

/// The page once more, with what was typed and what is wrong with it.
async fn refuse(
    asked: (&App, &Actor, Locale),
    platform: Uuid,
    after: Option<Uuid>,
    (course, field, typed): (Uuid, Field, &str),
    said: &Message,
) -> Result<Response, Problem> {
    let wrong = Wrong {
        course,
        field,
        typed,
        fault: asked.2.say(said),
    };
    let page = show(asked, platform, after, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}

fn back(platform: Uuid, after: Option<Uuid>) -> Response {
    let after = after.map_or_else(String::new, |it| format!("?after={it}"));
    Redirect::to(&format!("/admin/platforms/{platform}/courses{after}")).into_response()
}
