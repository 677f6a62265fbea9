//! One framework: its tree with weights and scales, what each competency is known from, its
//! versions, and what leaves.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::ui;
use super::super::{Tab, framed, read};
use super::difference;
use super::tree::{Coverage, tree};
use crate::access;
use crate::audit::{self, Act, Change};
use crate::frameworks::{self, Difference, Edition, Framework, FrameworkError, Item, Version};
use crate::locale::Locale;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

#[derive(Debug, Default, Deserialize)]
pub(in super::super) struct Asked {
    /// A version that is to be compared with the current one.
    version: Option<i64>,
}

async fn known(tx: &mut Tx, framework: Uuid) -> Result<Framework, Problem> {
    let found = frameworks::by_id(tx, framework).await?;
    found.ok_or_else(Problem::not_found)
}

fn failed(error: FrameworkError) -> Problem {
    match error {
        FrameworkError::NoFramework(_) | FrameworkError::NoVersion(_) => Problem::not_found(),
        FrameworkError::Store(error) => error.into(),
        FrameworkError::Faulty(faults) => {
            // A page has room for one sentence: the first thing to mend.
            let first = faults.said().into_iter().take(2).next_back();
            first.map_or_else(Problem::not_found, |first| {
                Problem::new(Kind::BadRequest, first)
            })
        }
        other => Problem::internal(other),
    }
}

pub(in super::super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(framework): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    show(&app, &actor, locale, framework, &asked, None).await
}

async fn show(
    app: &App,
    actor: &Actor,
    locale: Locale,
    framework: Uuid,
    asked: &Asked,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let mut tx = app.db.read().await?;
    let about = known(&mut tx, framework).await?;
    let items = frameworks::items(&mut tx, framework).await?;
    let keys: Vec<i64> = items.iter().map(|item| item.competency).collect();
    let structure = frameworks::structure(&mut tx, &keys).await?;
    let coverage = Coverage::of(&mut tx, &keys).await?;
    let versions = frameworks::versions(&mut tx, framework).await?;
    let compared = match asked.version.filter(|version| *version != about.version) {
        Some(version) => {
            let current = frameworks::package_of_version(&mut tx, framework, about.version).await;
            let other = frameworks::package_of_version(&mut tx, framework, version).await;
            let (current, other) = (current.map_err(failed)?, other.map_err(failed)?);
            Some((version, Difference::between(&current, &other)))
        }
        None => None,
    };
    drop(tx);
    let title = about.title.clone();
    let path = format!("/admin/frameworks/{framework}");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (locale.with("framework-version", &[("version", about.version.into())])) }
                span { (locale.with("framework-items", &[("count", about.items.into())])) }
                span { code { (about.uri) } }
            }
        }
        (ui::fault(locale, complaint))
        @if let Some((version, changes)) = &compared {
            section.card {
                h2 { (locale.with("framework-compared", &[("version", (*version).into())])) }
                (difference(locale, changes))
                form method="post" action={ (path) "/versions" } {
                    input type="hidden" name="version" value=(version);
                    button type="submit" { (locale.text("framework-put-back")) }
                }
            }
        }
        section.card {
            h2 { (locale.text("framework-tree")) }
            p.note { (locale.with("framework-coverage", &[
                ("known", coverage.known(&keys).into()), ("all", keys.len().into()),
            ])) }
            (tree(locale, &path, &items, &structure, &coverage))
        }
        section.card {
            h2 { (locale.text("framework-versions")) }
            ol.feed { @for version in versions.iter().rev() {
                li { (made(&actor.zone, locale, &path, version, about.version)) }
            } }
        }
        section.card {
            h2 { (locale.text("framework-export")) }
            div.actions {
                a.button href={ (path) "/export?form=case" } { "CASE 1.1" }
                a.button href={ (path) "/export?form=case-1.0" } { "CASE 1.0" }
                a.button href={ (path) "/export?form=moodle" } { "Moodle CSV" }
            }
            p.note { (locale.text("framework-export-note")) }
        }
    };
    Ok(framed(app, locale, actor, Tab::Frameworks, &title, body))
}

fn made(zone: &TimeZone, locale: Locale, path: &str, version: &Version, current: i64) -> Markup {
    html! {
        p.meta {
            strong { (locale.with("framework-version", &[("version", version.version.into())])) }
            span { (ui::moment(locale, zone, version.made_at)) }
            span { (locale.with("framework-items", &[("count", version.items.into())])) }
            @if version.version == current { span.chip.green { (locale.text("document-in-force")) } }
        }
        p { (version.source) }
        @if version.version != current {
            p { a href={ (path) "?version=" (version.version) } { (locale.text("framework-compare")) } }
        }
    }
}

/// Weights as a form has them: parts by identifier.
pub(in super::super) async fn weigh(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((framework, item)): Path<(Uuid, Uuid)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    known(&mut tx, framework).await?;
    let parent = frameworks::item(&mut tx, framework, item).await?;
    let parent = parent.ok_or_else(Problem::not_found)?;
    let structure = frameworks::structure(&mut tx, &[parent.competency]).await?;
    let mut weights: Vec<(Item, i64)> = Vec::new();
    let mut wrong = None;
    for (name, value) in &pairs {
        let part = Uuid::parse_str(name).ok();
        let children = structure.children(parent.competency).iter();
        let mut children = children.filter_map(|child| structure.items.get(&child.competency));
        let part = children.find(|item| Some(item.identifier) == part);
        // What the form does not offer is not taken from it.
        let Some(part) = part else { continue };
        match frameworks::weight_of(value) {
            Ok(weight) => weights.push((part.clone(), weight)),
            Err(detail) => wrong = Some(format!("{}: {}", part.name, locale.say(&detail))),
        }
    }
    if let Some(wrong) = wrong {
        drop(tx);
        let asked = Asked::default();
        let page = show(&app, &actor, locale, framework, &asked, Some(&wrong)).await?;
        return Ok((Kind::BadRequest.status(), page).into_response());
    }
    frameworks::weigh(&mut tx, &parent, &weights, now)
        .await
        .map_err(failed)?;
    let told: Vec<String> = weights
        .iter()
        .map(|(part, weight)| format!("{} {}", part.identifier, *weight as f64 / 1e6))
        .collect();
    let change = Change::to(format!("{framework} {item}"), told.join(", "));
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::WeightsDecided,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/frameworks/{framework}#{item}")).into_response())
}

#[derive(Debug, Deserialize)]
pub(in super::super) struct Wish {
    version: i64,
}

/// Makes an earlier version the current one again.
pub(in super::super) async fn put_back(
    State(app): State<App>,
    actor: Actor,
    Path(framework): Path<Uuid>,
    Form(wish): Form<Wish>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let about = known(&mut tx, framework).await?;
    frameworks::put_back(&mut tx, framework, wish.version, now)
        .await
        .map_err(failed)?;
    let change = Change::to(framework, format!("version {}", wish.version));
    let change = change.from(format!("version {}", about.version));
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::FrameworkDecided,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/frameworks/{framework}")))
}

#[derive(Debug, Deserialize)]
pub(in super::super) struct Leaving {
    form: String,
}

/// The framework as a file.
pub(in super::super) async fn export(
    State(app): State<App>,
    actor: Actor,
    Path(framework): Path<Uuid>,
    Query(leaving): Query<Leaving>,
) -> Result<Response, Problem> {
    let mut tx = read(&app, &actor).await?;
    let package = frameworks::in_force(&mut tx, framework)
        .await
        .map_err(failed)?;
    let package = package.ok_or_else(Problem::not_found)?;
    drop(tx);
    let case = |edition| {
        let package = frameworks::write_package(&package, edition);
        serde_json::to_string_pretty(&package).map_err(Problem::internal)
    };
    let (kind, name, text) = match leaving.form.as_str() {
        "case" => ("application/json", "json", case(Edition::V1p1)?),
        "case-1.0" => ("application/json", "json", case(Edition::V1p0)?),
        "moodle" => {
            let table = frameworks::write_moodle(&package).map_err(Problem::internal)?;
            ("text/csv; charset=utf-8", "csv", table)
        }
        _ => {
            let detail = Message::new("refused-form-of-framework");
            return Err(Problem::new(Kind::InvalidParameter, detail));
        }
    };
    let disposition = format!("attachment; filename=\"framework-{framework}.{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, text).into_response())
}
