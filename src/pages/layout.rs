//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use super::locale::Locale;
use crate::assets;
use crate::sso::{Actor, Role};
use crate::state::App;

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Groups,
    Me,
    Records,
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
    html! {
        (DOCTYPE)
        html lang=(locale.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (app.config.organisation) }
                link rel="stylesheet" href=(assets::path("app.css"));
                link rel="icon" type="image/svg+xml" href=(assets::path("icon.svg"));
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
                        @if let Some(actor) = actor { (who(locale, actor)) }
                    }
                }
                main #content { (body) }
                footer {
                    (locale.with("footer-version", &[("version", env!("CARGO_PKG_VERSION").into())]))
                }
            }
        }
    }
}

fn navigation(locale: Locale, actor: &Actor, place: Place) -> Markup {
    let current = |here: Place| (here == place).then_some("page");
    html! {
        @if actor.roles.has(Role::Coach) {
            a href="/groups" aria-current=[current(Place::Groups)] { (locale.text("nav-groups")) }
        }
        @if actor.roles.has(Role::Administrator) {
            a href="/admin/statements" aria-current=[current(Place::Records)] {
                (locale.text("admin-title"))
            }
        }
        a href="/me" aria-current=[current(Place::Me)] { (locale.text("nav-me")) }
    }
}

fn who(locale: Locale, actor: &Actor) -> Markup {
    html! {
        @if let Some(name) = &actor.name { span.who { (name) } }
        form method="post" action="/sign-out" {
            button.plain type="submit" { (locale.text("nav-sign-out")) }
        }
    }
}
