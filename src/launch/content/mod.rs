//! Choosing content for a platform (Deep Linking 2.0): whoever makes the course picks views of
//! their group, and the browser carries the signed answer back.
//!
//! Only the person of the launch may answer, in the session that it began, once, and to the address
//! that it named.

mod asked;
mod views;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::Form;
use jiff::{SignedDuration, Timestamp};
use lti::deep_linking::{FIELD, Response as Answer};
use lti::launch::DeepLinkingRequest;
use maud::html;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use self::asked::{opened, request};
use self::views::{View, item, views};
use super::screen::{self, Screen};
use super::store::{self, ChoiceRow};
use crate::locale::Locale;
use crate::people::PersonId;
use crate::platforms::{self, Platform, keys};
use crate::problem::{Kind, Problem};
use crate::seal::random_secret;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// Somebody has this long to choose.
const PATIENCE: SignedDuration = SignedDuration::from_hours(8);
/// Views that are listed at once.
const LISTED: usize = 100;

/// Keeps what a platform asks for until its person answers; returns where that is.
pub(super) async fn begin(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    person: PersonId,
    request: &DeepLinkingRequest,
    now: Timestamp,
) -> Result<String, Problem> {
    let row = ChoiceRow {
        id: Uuid::new_v4(),
        platform: platform.id,
        deployment_id: request.launch.deployment_id.clone(),
        person,
        settings_sealed: asked::sealed(app, &request.settings).map_err(Problem::internal)?,
        created_at: now.as_microsecond(),
    };
    store::add_choice(tx, &row, (now - PATIENCE).as_microsecond()).await?;
    Ok(format!("/lti/content/{}", row.id))
}

/// A choice of the person who acts.
async fn choice(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
    now: Timestamp,
) -> Result<ChoiceRow, Problem> {
    let oldest = (now - PATIENCE).as_microsecond();
    store::choice(tx, id)
        .await?
        .filter(|row| row.person == actor.person && row.created_at > oldest)
        .ok_or_else(Problem::not_found)
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// The views to pick from.
pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(id): Path<Uuid>,
    Query(search): Query<Search>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let row = choice(&mut tx, &actor, id, app.clock.now()).await?;
    let asked = opened(&app, &row)?;
    let wanted = search.q.to_lowercase();
    let found: Vec<View> = views(&mut tx, locale, &actor, app.today())
        .await?
        .into_iter()
        .filter(|view| view.title.to_lowercase().contains(&wanted))
        .take(LISTED)
        .collect();
    drop(tx);
    let columns = asked.accept_lineitem != Some(false);
    let kind = if asked.accept_multiple {
        "checkbox"
    } else {
        "radio"
    };
    let title = locale.text("content-title");
    let body = html! {
        h1 { (title) }
        form.filters method="get" {
            p.field {
                label for="q" { (locale.text("content-search")) }
                input #q name="q" value=(search.q) maxlength="100";
            }
            button.plain type="submit" { (locale.text("content-find")) }
        }
        form.fields method="post" {
            fieldset {
                legend { (locale.text("content-views")) }
                @for view in &found {
                    label.choice {
                        input type=(kind) name="item" value=(view.id);
                        span { strong { (view.title) } br; span.note { (locale.text(view.what)) } }
                    }
                    @if columns && view.column.is_some() {
                        label.choice.inner {
                            input type="checkbox" name="graded" value=(view.id);
                            span { (locale.with("content-column", &[("name", view.title.as_str().into())])) }
                        }
                    }
                }
                @if found.is_empty() { p.note { (locale.text("content-none")) } }
            }
            button #choose type="submit" { (locale.text("content-choose")) }
        }
    };
    Ok(shown(locale, &actor, &title, body, false, None))
}

fn shown(
    locale: Locale,
    actor: &Actor,
    title: &str,
    body: maud::Markup,
    wide: bool,
    posts_to: Option<&Url>,
) -> Response {
    let mut screen = Screen::new(locale, title, body);
    screen.framed_by = actor
        .visit
        .as_ref()
        .and_then(|visit| visit.framed_by.clone());
    screen.script = screen.framed_by.is_some() || wide;
    screen.posts_to = posts_to.map(|url| url.origin().ascii_serialization());
    screen::render(screen)
}

#[derive(Deserialize)]
pub(super) struct Picked {
    #[serde(default)]
    item: Vec<String>,
    #[serde(default)]
    graded: Vec<String>,
}

/// Signs what was picked; the browser posts it to the platform.
pub(super) async fn post(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
    Form(picked): Form<Picked>,
) -> Result<Response, Problem> {
    if headers
        .get("sec-fetch-site")
        .is_some_and(|from| from != "same-origin")
    {
        return Err(Problem::new(
            Kind::Forbidden,
            "This form is another site's.",
        ));
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let row = choice(&mut tx, &actor, id, now).await?;
    let platform = platforms::by_id(&mut tx, row.platform)
        .await?
        .ok_or_else(Problem::not_found)?;
    let asked = opened(&app, &row)?;
    let request = request(&platform, &row, &asked);
    let wrong = |error: lti::deep_linking::ResponseError| {
        Problem::new(Kind::InvalidParameter, error.to_string())
    };
    let mut answer = Answer::to(&request).map_err(wrong)?;
    for view in views(&mut tx, locale, &actor, app.today()).await? {
        if picked.item.contains(&view.id) {
            let graded = picked.graded.contains(&view.id) && asked.accept_lineitem != Some(false);
            answer.add(item(&app, view, graded)).map_err(wrong)?;
        }
    }
    // Answered is answered: the row goes with it.
    if !store::take_choice(&mut tx, id).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    let own = platform.own_keys.then_some(platform.id);
    let key = keys::signing(&app.db, &app.key, own, now).await;
    let nonce = random_secret().map_err(Problem::internal)?;
    let posting = answer.sign(&key.map_err(Problem::internal)?, &nonce, now);
    let posting = posting.map_err(Problem::internal)?;
    let title = locale.text("launch-opening");
    let body = html! {
        h1 { (title) }
        form method="post" action=(posting.url) data-lti="send" {
            input type="hidden" name=(FIELD) value=(posting.jwt);
            button type="submit" { (locale.text("launch-go-on")) }
        }
    };
    Ok(shown(
        locale,
        &actor,
        &title,
        body,
        true,
        Some(&posting.url),
    ))
}
