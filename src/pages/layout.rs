//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use super::locale::Locale;
use crate::access;
use crate::assets;
use crate::locale::zone_name;
use crate::sso::{Actor, Role};
use crate::state::App;

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Today,
    Groups,
    Me,
    Records,
    Reports,
    Elsewhere,
}

/// A page with its frame.
pub(super) fn page(
    app: &App,
    locale: Locale,
    actor: Option<&Actor>,
    place: Place,
    title: &str,
    body: Markup,
) -> Markup {
    let visit = actor.and_then(|actor| actor.visit.as_ref());
    let framed = visit.is_some_and(|visit| visit.framed_by.is_some());
    let back = visit.and_then(|visit| visit.return_url.as_deref());
    html! {
        (DOCTYPE)
        html lang=(locale.tag()) dir=[locale.direction()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (app.config.organisation) }
                link rel="stylesheet" href=(assets::path("app.css"));
                link rel="icon" type="image/svg+xml" href=(assets::path("icon.svg"));
                @if actor.is_some() { script src=(assets::path("app.js")) defer {} }
                @if framed { script src=(assets::path("lti.js")) defer {} }
            }
            body {
                a.skip href="#content" { (locale.text("app-skip")) }
                header.bar {
                    div {
                        a.brand href="/" {
                            img src=(assets::path("icon.svg")) alt="" width="26" height="26";
                            (app.config.organisation)
                        }
                        nav { @if let Some(actor) = actor { (navigation(locale, actor, place)) } }
                        @if actor.is_some() { (search_box(locale)) }
                        @if let Some(back) = back {
                            // In a frame the platform may not know its own user: its cookies need not
                            // go with what another site's frame asks for.
                            a.back href=(back) rel="noreferrer" target=[framed.then_some("_top")] {
                                (locale.text("nav-back"))
                            }
                        }
                        @if let Some(actor) = actor { (who(locale, actor)) }
                    }
                }
                main #content { (body) }
                @if actor.is_some() { (keys(locale)) }
                footer {
                    (locale.with("footer-version", &[("version", env!("CARGO_PKG_VERSION").into())]))
                    @if let Some(actor) = actor {
                        a href="/me/settings" {
                            (locale.with("footer-zone", &[("zone", zone_name(&actor.zone).into())]))
                        }
                        button.plain type="button" data-keys hidden { (locale.text("keys-title")) }
                    }
                }
            }
        }
    }
}

fn navigation(locale: Locale, actor: &Actor, place: Place) -> Markup {
    let current = |here: Place| (here == place).then_some("page");
    html! {
        @if actor.roles.has(Role::Coach) {
            a href="/today" aria-current=[current(Place::Today)] { (locale.text("nav-today")) }
            a href="/groups" aria-current=[current(Place::Groups)] { (locale.text("nav-groups")) }
        }
        @if actor.visit.as_ref().is_some_and(|visit| visit.mentor_of.is_some()) {
            a href="/mentored" { (locale.text("mentored-title")) }
        }
        @if access::see_reports(actor).is_ok() {
            a href="/reports" aria-current=[current(Place::Reports)] {
                (locale.text("report-title"))
            }
        }
        @if actor.roles.has(Role::Administrator) {
            a href="/admin" aria-current=[current(Place::Records)] {
                (locale.text("admin-title"))
            }
        }
        a href="/me" aria-current=[current(Place::Me)] { (locale.text("nav-me")) }
    }
}

/// Search from any page.
fn search_box(locale: Locale) -> Markup {
    let label = locale.text("search-title");
    html! {
        form.search-box method="get" action="/search" role="search" {
            input type="search" name="q" maxlength="200" placeholder=(label) aria-label=(label)
                aria-keyshortcuts="/" data-key="/";
        }
    }
}

/// The keys that pages know where scripts run, and the switch that turns them off.
fn keys(locale: Locale) -> Markup {
    let known = [("/", "keys-search"), ("n", "keys-news"), ("?", "keys-help")];
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { (locale.text("keys-title")) }
            dl.pairs { @for (key, text) in known { dt { kbd { (key) } } dd { (locale.text(text)) } } }
            p.choice {
                input type="checkbox" #keys-on checked;
                label for="keys-on" { (locale.text("keys-on")) }
            }
            form method="dialog" { button type="submit" { (locale.text("keys-close")) } }
        }
    }
}

fn who(locale: Locale, actor: &Actor) -> Markup {
    html! {
        @if let Some(name) = &actor.name { span.who { (name) } }
        // In a platform's frame there is nothing to go on with after signing out.
        @if actor.visit.as_ref().is_none_or(|visit| visit.framed_by.is_none()) {
            form method="post" action="/sign-out" {
                button.plain type="submit" { (locale.text("nav-sign-out")) }
            }
        }
    }
}
