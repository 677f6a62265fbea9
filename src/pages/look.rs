//! That somebody looked at others on a page, which they can see.

use super::view;
use crate::people::{PersonId, View, Viewer};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Keeps that an actor looked at people; not at themselves. Durable when it returns.
pub(super) async fn looked(
    app: &App,
    actor: &Actor,
    people: &[PersonId],
    page: View,
) -> Result<(), Problem> {
    let viewer = Viewer::Person(actor.person);
    let noting = app
        .looks
        .note(&viewer, people, view(actor, page), app.clock.now());
    Ok(noting.done().await?)
}
