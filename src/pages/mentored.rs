//! Those whom a mentor accompanies, as the platform has named them.

use axum::extract::State;
use maud::{Markup, html};

use super::layout::{Place, page};
use super::ui;
use crate::locale::Locale;
use crate::people;
use crate::problem::Problem;
use crate::restrictions::{self, Use};
use crate::sso::Actor;
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let visit = actor.visit.as_ref();
    let issuer = visit.and_then(|visit| visit.mentor_of.as_deref());
    let issuer = issuer.ok_or_else(Problem::not_found)?;
    let mut tx = app.read(&actor).await?;
    let found = people::mentored(&mut tx, actor.person, issuer).await?;
    let withheld = restrictions::withheld(&mut tx, Use::Everything).await?;
    drop(tx);
    let title = locale.text("mentored-title");
    let body = html! {
        div.head { h1 { (title) } }
        @if found.is_empty() {
            (ui::empty(locale, "mentored-empty-title", "mentored-empty"))
        } @else {
            section.card {
                ul.list { @for person in &found { li {
                    (ui::person_link(locale, person))
                    @if withheld.contains(&person.id) { " " span.chip { (locale.text("restriction-chip")) } }
                } } }
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Groups,
        &title,
        body,
    ))
}
