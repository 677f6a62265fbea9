//! The way in.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::locale::Locale;
use crate::state::App;

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    return_to: String,
}

pub(super) async fn get(
    State(app): State<App>,
    locale: Locale,
    Query(wish): Query<Wish>,
) -> Markup {
    let title = locale.text("sign-in-title");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", &wish.return_to)
        .finish();
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.text("sign-in-intro")) }
            @if app.provider.is_some() {
                p { a.button href={ "/sign-in/start?" (query) } { (locale.text("sign-in-button")) } }
            } @else {
                p.note { (locale.text("sign-in-none")) }
            }
        }
    };
    page(&app, locale, None, Place::Elsewhere, &title, body)
}
