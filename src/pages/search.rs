//! Search from any page.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::ui;
use crate::access;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::search::{self, Found, Kind, Scope, Wanted};
use crate::sso::Actor;
use crate::state::App;

/// Results of each kind that are shown together, and of one alone.
const SOME: usize = 8;
const MOST: usize = 200;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    /// Only this kind.
    kind: Option<Kind>,
}

impl Asked {
    /// The same question for one kind.
    fn only(&self, kind: Kind) -> String {
        let word = serde_json::to_value(kind).unwrap_or_default();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &self.q)
            .append_pair("kind", word.as_str().unwrap_or_default())
            .finish();
        format!("/search?{query}")
    }
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let scope = access::searches(&actor);
    let wanted = Wanted::of(&asked.q);
    let found = match &wanted {
        Some(wanted) => {
            let mut tx = app.read(&actor).await?;
            search::search(&mut tx, scope, wanted, asked.kind, app.today()).await?
        }
        None => Vec::new(),
    };
    let title = locale.text("search-title");
    let body = html! {
        div.head { h1 { (title) } }
        section.card {
            form.wide method="get" action="/search" role="search" aria-label=(locale.text("search-for")) {
                p.field {
                    label for="q" { (locale.text("search-for")) }
                    input #q type="search" name="q" value=(asked.q) maxlength="200" data-key="/";
                    span.note { (locale.text("search-note")) }
                }
                button type="submit" { (locale.text("search-title")) }
            }
        }
        @if wanted.is_some() {
            p role="status" { (locale.with("search-found", &[("count", found.len().into())])) }
            @if found.is_empty() { p.note { (locale.text("search-other")) } }
            @for kind in Kind::ALL {
                @let of: Vec<&Found> = found.iter().filter(|one| one.kind() == kind).collect();
                @if !of.is_empty() { (results(locale, &app, scope, &asked, kind, &of)) }
            }
            @if asked.kind.is_some() {
                p { a href={ "/search?" (query(&asked.q)) } { (locale.text("search-all-kinds")) } }
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Elsewhere,
        &title,
        body,
    ))
}

fn query(q: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", q)
        .finish()
}

fn results(
    locale: Locale,
    app: &App,
    scope: Scope,
    asked: &Asked,
    kind: Kind,
    found: &[&Found],
) -> Markup {
    let key = match kind {
        Kind::Person => "search-people",
        Kind::Group => "search-groups",
        Kind::Competency => "search-competencies",
        Kind::Contribution => "search-contributions",
    };
    let most = if asked.kind.is_some() { MOST } else { SOME };
    let more = found.len().saturating_sub(most);
    html! {
        section.card {
            h2 { (locale.with(key, &[("count", found.len().into())])) }
            ul.results { @for one in found.iter().take(most) { li { (result(locale, app, scope, one)) } } }
            @if more > 0 && asked.kind.is_none() {
                p { a href=(asked.only(kind)) { (locale.with("search-more", &[("count", more.into())])) } }
            } @else if more > 0 {
                p.note { (locale.text("search-narrow")) }
            }
        }
    }
}

fn result(locale: Locale, app: &App, scope: Scope, found: &Found) -> Markup {
    let personal = matches!(scope, Scope::Person { .. });
    html! {
        @match found {
            Found::Person(person) if personal => (ui::person_link(locale, person)),
            Found::Person(person) => a href={ "/admin/people?" (name(person.name.as_deref())) } {
                (ui::name(locale, Some(person)))
            },
            Found::Group { group, coached } => (place(locale, group, *coached, personal)),
            Found::Competency { iri, name, .. } => {
                @if personal {
                    a href={ "/me?" (competency(iri)) } { (name) }
                } @else {
                    (name)
                }
            }
            Found::Contribution { title, group, coached, day, .. } => {
                (ui::quoted(locale, title))
                span.note { (place(locale, group, *coached, personal)) " · " (locale.days_ago(Some(*day), app.today())) }
            }
        }
    }
}

/// A group with the way to what somebody sees of it.
fn place(locale: Locale, group: &crate::groups::Group, coached: bool, personal: bool) -> Markup {
    let name = ui::group_name(locale, group);
    html! {
        @if coached {
            a href={ "/groups/" (group.id) } { (name) }
        } @else if personal {
            a href={ "/groups/" (group.id) "/board" } { (name) }
        } @else {
            (name)
        }
    }
}

fn name(name: Option<&str>) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", name.unwrap_or_default())
        .finish()
}

fn competency(iri: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("competency", iri)
        .finish()
}
