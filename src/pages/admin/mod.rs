//! Pages of administrators: what arrives, what it means, who is who, and what the gateway is
//! connected with.

mod agreement;
mod alone;
mod audit;
mod course_names;
mod deliveries;
mod documents;
mod erasures;
mod feeds;
mod frameworks;
mod keys;
mod likenesses;
mod merging;
mod overview;
mod paged;
mod people;
mod platform;
mod platform_courses;
mod platform_people;
mod platforms;
mod refusals;
mod restrictions;
mod retention;
pub(super) mod sign_in;
mod sources;
pub(super) mod statement;
mod statements;
mod unused;

use axum::routing::{get, post};
use axum::{Router, middleware};
use maud::{Markup, html};

use documents::{rules, vocabulary};

use super::layout::{Place, page};
use super::locale::Locale;
use crate::access;
use crate::merges::Decider;
use crate::problem::Problem;
use crate::sso::{self, Actor};
use crate::state::App;
use crate::store::Tx;

/// Every page of administrators.
pub(super) fn router(app: &App) -> Router<App> {
    // What reveals or changes much asks for a sign-in of not long ago.
    let recently = || middleware::from_fn_with_state(app.clone(), sso::recently);
    Router::new()
        .route(
            "/admin/keys",
            post(keys::create).layer(recently()).get(keys::get),
        )
        .route(
            "/admin/keys/{key}/rotate",
            post(keys::rotate).layer(recently()),
        )
        .route("/admin/keys/{key}/revoke", post(keys::revoke))
        .route("/admin/statements", get(statements::get))
        .route("/admin/statements/{statement}", get(statement::get))
        .route(
            "/admin/statements/{statement}/attachments/{hash}",
            get(statement::attachment),
        )
        .route("/admin/refusals", get(refusals::get))
        .merge(platforms_router())
        .merge(people_router(app))
        .route("/admin/sign-in", get(sign_in::get))
        .route("/admin/audit", get(audit::get))
        .route(
            "/admin/works-council",
            post(agreement::decide)
                .layer(recently())
                .get(agreement::get),
        )
        .route("/admin/works-council/data-sheet", get(agreement::show))
        .route(
            "/admin/works-council/impact-assessment",
            get(agreement::assess),
        )
        .route("/admin", get(overview::get))
        .route("/admin/frameworks", get(frameworks::get))
        .route("/admin/frameworks/import", post(frameworks::import))
        .route("/admin/frameworks/{framework}", get(frameworks::one::get))
        .route(
            "/admin/frameworks/{framework}/export",
            get(frameworks::one::export),
        )
        .route(
            "/admin/frameworks/{framework}/versions",
            post(frameworks::one::put_back),
        )
        .route(
            "/admin/frameworks/{framework}/items/{item}/weights",
            post(frameworks::one::weigh),
        )
        .route("/admin/deliveries", get(deliveries::get))
        .route("/admin/deliveries/{lane}", get(deliveries::one))
        .route(
            "/admin/deliveries/{lane}/retry",
            post(deliveries::retry_all),
        )
        .route(
            "/admin/deliveries/{lane}/{piece}/retry",
            post(deliveries::retry),
        )
        .route("/admin/sources", get(sources::get))
        .route(
            "/admin/vocabulary",
            post(vocabulary::decide)
                .layer(recently())
                .get(vocabulary::get),
        )
        .route("/admin/vocabulary/map", post(vocabulary::map))
        .route("/admin/vocabulary/try", post(vocabulary::try_out))
        .route(
            "/admin/vocabulary/restore",
            post(vocabulary::decide).layer(recently()),
        )
        .route(
            "/admin/rules",
            post(rules::decide).layer(recently()).get(rules::get),
        )
        .route("/admin/rules/try", post(rules::try_out))
        .route(
            "/admin/rules/restore",
            post(rules::decide).layer(recently()),
        )
        .route("/admin/unused", get(unused::get))
        .route("/admin/feeds", get(feeds::get))
        .route("/admin/feeds/{kind}/{feed}/{action}", post(feeds::act))
}

/// Learning platforms and their courses.
fn platforms_router() -> Router<App> {
    Router::new()
        .route("/admin/platforms", get(platforms::get).post(platforms::add))
        .route("/admin/platforms/invite", post(platforms::invite))
        .route("/admin/platforms/{platform}", get(platform::get))
        .route(
            "/admin/platforms/{platform}/live",
            get(platform_courses::tell),
        )
        .route(
            "/admin/platforms/{platform}/courses/{course}/roster",
            post(platform_courses::fetch),
        )
        .route(
            "/admin/platforms/{platform}/deployments",
            post(platform::decide),
        )
        .route(
            "/admin/platforms/{platform}/courses",
            get(course_names::get),
        )
        .route(
            "/admin/platforms/{platform}/courses/{course}",
            post(course_names::call),
        )
        .route(
            "/admin/platforms/{platform}/courses/{course}/group",
            post(course_names::open),
        )
        .route(
            "/admin/platforms/{platform}/courses/{course}/group/own",
            post(course_names::open_own),
        )
        .route(
            "/admin/platforms/{platform}/people",
            post(platform_people::say),
        )
        .route("/admin/platforms/{platform}/{action}", post(platform::act))
}

/// Begins to read for an administrator, and refuses whoever is none.
async fn read(app: &App, actor: &Actor) -> Result<Tx, Problem> {
    access::administrate(actor)?;
    Ok(app.db.read().await?)
}

/// Who is who.
fn people_router(app: &App) -> Router<App> {
    let recently = || middleware::from_fn_with_state(app.clone(), sso::recently);
    Router::new()
        .route("/admin/people", get(people::find))
        .route(
            "/admin/people/suggestions",
            get(likenesses::get).post(likenesses::look),
        )
        .route(
            "/admin/people/suggestions/{suggestion}/refuse",
            post(likenesses::refuse),
        )
        .route("/admin/people/alone", get(alone::get))
        .route("/admin/people/merges", get(merging::list))
        .route(
            "/admin/people/merges/{merge}/undo",
            post(merging::undo).layer(recently()),
        )
        .route(
            "/admin/people/{person}/merge",
            post(merging::merge)
                .layer(recently())
                .get(merging::consider),
        )
        .route("/admin/people/{person}", get(people::get))
        .route(
            "/admin/people/{person}/erasure",
            post(erasures::erase)
                .layer(recently())
                .get(erasures::preview),
        )
        .route(
            "/admin/retention",
            post(retention::decide)
                .layer(recently())
                .get(retention::get),
        )
        .route("/admin/erasures", get(erasures::list))
        .route("/admin/erasures/{wish}", post(erasures::decline))
        .route(
            "/admin/people/{person}/restrictions",
            get(restrictions::of_person).post(restrictions::write_down),
        )
        .route("/admin/restrictions", get(restrictions::list))
        .route(
            "/admin/restrictions/{restriction}/{action}",
            post(restrictions::act),
        )
        .route("/admin/people/{person}/{action}", post(people::act))
}

/// Pages of administrators, each in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Sources,
    Statements,
    Unused,
    Vocabulary,
    Rules,
    Frameworks,
    Refusals,
    People,
    Likenesses,
    Alone,
    Merges,
    Erasures,
    Restrictions,
    Retention,
    SignIn,
    Agreement,
    Keys,
    Platforms,
    Feeds,
    Deliveries,
    Audit,
}

/// A section: what it is called, and its pages with their addresses and names.
type Section = (&'static str, &'static [(Tab, &'static str, &'static str)]);

const SECTIONS: &[Section] = &[
    (
        "section-overview",
        &[(Tab::Overview, "/admin", "admin-overview")],
    ),
    (
        "section-arriving",
        &[
            (Tab::Sources, "/admin/sources", "admin-sources"),
            (Tab::Statements, "/admin/statements", "admin-statements"),
            (Tab::Unused, "/admin/unused", "admin-unused"),
            (Tab::Refusals, "/admin/refusals", "admin-refusals"),
        ],
    ),
    (
        "section-meaning",
        &[
            (Tab::Vocabulary, "/admin/vocabulary", "admin-vocabulary"),
            (Tab::Rules, "/admin/rules", "admin-rules"),
            (Tab::Frameworks, "/admin/frameworks", "admin-frameworks"),
        ],
    ),
    (
        "section-people",
        &[
            (Tab::People, "/admin/people", "admin-people"),
            (
                Tab::Likenesses,
                "/admin/people/suggestions",
                "admin-likenesses",
            ),
            (Tab::Alone, "/admin/people/alone", "admin-alone"),
            (Tab::Merges, "/admin/people/merges", "admin-merges"),
            (Tab::Erasures, "/admin/erasures", "admin-erasures"),
            (
                Tab::Restrictions,
                "/admin/restrictions",
                "admin-restrictions",
            ),
            (Tab::Retention, "/admin/retention", "admin-retention"),
            (Tab::SignIn, "/admin/sign-in", "admin-sign-in"),
            (Tab::Agreement, "/admin/works-council", "admin-agreement"),
        ],
    ),
    (
        "section-connections",
        &[
            (Tab::Keys, "/admin/keys", "admin-keys"),
            (Tab::Platforms, "/admin/platforms", "admin-platforms"),
            (Tab::Feeds, "/admin/feeds", "admin-feeds"),
            (Tab::Deliveries, "/admin/deliveries", "admin-deliveries"),
        ],
    ),
    (
        "section-audit",
        &[(Tab::Audit, "/admin/audit", "admin-audit")],
    ),
];

impl Tab {
    /// What it is called.
    fn label(self) -> &'static str {
        let mut pages = SECTIONS.iter().flat_map(|(_, pages)| *pages);
        let page = pages.find(|(tab, ..)| *tab == self);
        page.map_or("admin-title", |(.., label)| *label)
    }

    /// What is said of it at the head of its page.
    const fn note(self) -> Option<&'static str> {
        Some(match self {
            Self::Sources => "sources-note",
            Self::Unused => "unused-note",
            Self::Refusals => "refusals-note",
            Self::People => "people-note",
            Self::Alone => "alone-note",
            Self::Merges => "merges-note",
            Self::Erasures => "erasures-note",
            Self::Restrictions => "restriction-admin-note",
            Self::Retention => "retention-note",
            Self::SignIn => "sign-in-test-note",
            Self::Agreement => "agreement-note",
            Self::Feeds => "feeds-note",
            Self::Deliveries => "deliveries-note",
            Self::Audit => "audit-note",
            Self::Overview
            | Self::Statements
            | Self::Vocabulary
            | Self::Rules
            | Self::Frameworks
            | Self::Likenesses
            | Self::Keys
            | Self::Platforms => return None,
        })
    }
}

/// Who decides, as it is kept with what they decide.
fn by(actor: &Actor) -> String {
    let name = actor.name.clone();
    name.unwrap_or_else(|| actor.person.to_string())
}

/// The same where people are made one or kept apart.
fn decider(app: &App, actor: &Actor) -> Decider {
    Decider {
        by: by(actor),
        author: app.author(actor),
    }
}

/// A page of administrators under its section.
fn framed(app: &App, locale: Locale, actor: &Actor, tab: Tab, title: &str, body: Markup) -> Markup {
    let here = |pages: &[(Tab, &str, &str)]| pages.iter().any(|(page, ..)| *page == tab);
    let body = html! {
        nav.tabs aria-label=(locale.text("admin-title")) {
            @for (label, pages) in SECTIONS {
                @if let Some((_, address, _)) = pages.first() {
                    a href=(address) aria-current=[here(pages).then_some("true")] {
                        (locale.text(label))
                    }
                }
            }
        }
        @for (label, pages) in SECTIONS {
            @if here(pages) && pages.len() > 1 {
                nav.tabs.inner aria-label=(locale.text(label)) {
                    @for (other, address, label) in *pages {
                        a href=(address) aria-current=[(*other == tab).then_some("page")] {
                            (locale.text(label))
                        }
                    }
                }
            }
        }
        (body)
    };
    page(app, locale, Some(actor), Place::Records, title, body)
}

/// The page that a tab leads to, headed by what the tab is called and what is said of it.
fn headed(app: &App, locale: Locale, actor: &Actor, tab: Tab, body: Markup) -> Markup {
    let title = locale.text(tab.label());
    let body = html! {
        div.head {
            h1 { (title) }
            @if let Some(note) = tab.note() { p.facts { span { (locale.text(note)) } } }
        }
        (body)
    };
    framed(app, locale, actor, tab, &title, body)
}
