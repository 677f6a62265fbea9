//! Choosing content for a platform (Deep Linking 2.0): whoever makes the course picks views of
//! their group, and the browser carries the signed answer back.
//!
//! Only the person of the launch may answer, in the session that it began, once, and to the address
//! that it named.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::Form;
use jiff::{SignedDuration, Timestamp};
use lti::claims::{Lis, Presentation, Profile};
use lti::deep_linking::{
    About, FIELD, Item, ItemLineItem, LtiResourceLink, Response as Answer, Settings,
};
use lti::launch::{DeepLinkingRequest, Launch};
use lti::roles::{ContextRole, Roles};
use maud::html;
use serde::Deserialize;
use serde_json::{Map, json};
use url::Url;
use uuid::Uuid;

use super::arrive::{COMPETENCY, VIEW};
use super::screen::{self, Screen};
use super::store::{self, ChoiceRow};
use crate::engagement::{self, Window};
use crate::locale::Locale;
use crate::people::PersonId;
use crate::platforms::{self, Platform, keys};
use crate::problem::{Kind, Problem};
use crate::seal::random_secret;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// What the platform's settings are sealed for.
const PURPOSE: &str = "lti-content-choice";
/// Somebody has this long to choose.
const PATIENCE: SignedDuration = SignedDuration::from_hours(8);
/// The maximum of a column: what every platform takes (Moodle allows no more).
const MAXIMUM: f64 = 100.0;
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
    let asked = &request.settings;
    let settings = json!({
        "return_url": asked.return_url,
        "accept_types": asked.accept_types,
        "targets": asked.accept_presentation_document_targets,
        "accept_multiple": asked.accept_multiple,
        "accept_lineitem": asked.accept_lineitem,
        "data": asked.data,
    });
    let row = ChoiceRow {
        id: Uuid::new_v4(),
        platform: platform.id,
        deployment_id: request.launch.deployment_id.clone(),
        person,
        settings_sealed: app
            .key
            .seal(PURPOSE, settings.to_string().as_bytes())
            .map_err(Problem::internal)?,
        created_at: now.as_microsecond(),
    };
    store::add_choice(tx, &row, (now - PATIENCE).as_microsecond()).await?;
    Ok(format!("/lti/content/{}", row.id))
}

/// The platform's request, as far as an answer needs it.
#[derive(Deserialize)]
struct Asked {
    return_url: Url,
    accept_types: Vec<String>,
    targets: Vec<String>,
    accept_multiple: bool,
    accept_lineitem: Option<bool>,
    data: Option<String>,
}

fn opened(app: &App, row: &ChoiceRow) -> Result<Asked, Problem> {
    let settings = app.key.open(PURPOSE, &row.settings_sealed);
    serde_json::from_slice(&settings.map_err(Problem::internal)?).map_err(Problem::internal)
}

/// The request again. Whoever had no authoring role has no choice to answer.
fn request(platform: &Platform, row: &ChoiceRow, asked: &Asked) -> DeepLinkingRequest {
    let author = ContextRole::Instructor.uri();
    DeepLinkingRequest {
        settings: Settings {
            return_url: asked.return_url.clone(),
            accept_types: asked.accept_types.clone(),
            accept_presentation_document_targets: asked.targets.clone(),
            accept_media_types: Vec::new(),
            accept_multiple: asked.accept_multiple,
            accept_lineitem: asked.accept_lineitem,
            auto_create: false,
            title: None,
            text: None,
            data: asked.data.clone(),
            others: Map::new(),
        },
        launch: Launch {
            issuer: platform.issuer.clone(),
            client_id: platform.client_id.clone(),
            deployment_id: row.deployment_id.clone(),
            subject: None,
            roles: Roles::read([author.as_str()]),
            mentored: Vec::new(),
            context: None,
            presentation: Presentation::default(),
            platform: None,
            profile: Profile::default(),
            lis: Lis::default(),
            for_user: None,
            custom: BTreeMap::new(),
            assignment_and_grade: None,
            names_and_roles: None,
            groups: None,
            notifications: None,
            migration: None,
            legacy_user_id: None,
            target_link_uri: String::new(),
            nonce: String::new(),
            remember_until: Timestamp::MIN,
            claims: Map::new(),
        },
    }
}

/// A view that can be picked.
struct View {
    /// What the form names it by.
    id: String,
    title: String,
    what: &'static str,
    custom: BTreeMap<String, String>,
    /// Our word for a column of the gradebook that shows it, and what that is about.
    column: Option<(&'static str, String)>,
}

/// The views of the course's group and of all that its coach's groups work on.
async fn views(
    tx: &mut Tx,
    locale: Locale,
    actor: &Actor,
    today: i64,
) -> Result<Vec<View>, Problem> {
    let mut groups: Vec<_> = engagement::my_groups(tx, actor.person)
        .await?
        .into_iter()
        .map(|group| group.id)
        .collect();
    groups.extend(actor.visit.as_ref().and_then(|visit| visit.group));
    groups.sort_unstable();
    groups.dedup();
    let mut topics = BTreeMap::new();
    for group in groups {
        let report = engagement::group_report(tx, group, Window::default(), today).await?;
        for (_, iri, name) in report.into_iter().flat_map(|report| report.competencies) {
            topics.insert(iri, name);
        }
    }
    let plain = |view: &str, title: &str, what| View {
        id: view.to_owned(),
        title: locale.text(title),
        what,
        custom: BTreeMap::from([(VIEW.to_owned(), view.to_owned())]),
        column: None,
    };
    let mut views = vec![
        plain("group", "content-group", "content-group-what"),
        plain("progress", "content-progress", "content-progress-what"),
        plain("board", "content-board", "content-board-what"),
    ];
    for (iri, name) in topics {
        for (view, title, what, tag) in [
            (
                "competency",
                "content-competency",
                "content-competency-what",
                "coachlight-competency",
            ),
            (
                "goal",
                "content-goal",
                "content-goal-what",
                "coachlight-goal",
            ),
        ] {
            views.push(View {
                id: format!("{view} {iri}"),
                title: locale.with(title, &[("name", name.as_str().into())]),
                what,
                custom: BTreeMap::from([
                    (VIEW.to_owned(), view.to_owned()),
                    (COMPETENCY.to_owned(), iri.clone()),
                ]),
                column: Some((tag, iri.clone())),
            });
        }
    }
    Ok(views)
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

fn item(app: &App, view: View, graded: bool) -> Item {
    let line_item = view
        .column
        .filter(|_| graded)
        .map(|(tag, about)| ItemLineItem {
            label: Some(view.title.clone()),
            score_maximum: MAXIMUM,
            resource_id: Some(about),
            tag: Some(tag.to_owned()),
            grades_released: None,
            submission_review: None,
        });
    Item::LtiResourceLink(Box::new(LtiResourceLink {
        url: Url::parse(&super::launch_uri(app)).ok(),
        about: About {
            title: Some(view.title),
            ..About::default()
        },
        custom: view.custom,
        line_item,
        ..LtiResourceLink::default()
    }))
}
