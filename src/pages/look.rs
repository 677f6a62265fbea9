//! That somebody looked at somebody else's pages, which the person can see.

use crate::people::{self, PersonId};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Keeps that an actor looked at people; not at themselves.
pub(super) async fn looked(app: &App, actor: &Actor, people: &[PersonId]) -> Result<(), Problem> {
    if people.iter().all(|person| *person == actor.person) {
        return Ok(());
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    for person in people.iter().filter(|person| **person != actor.person) {
        people::log_access(&mut tx, *person, actor.person, "coaching", now).await?;
    }
    tx.commit().await?;
    Ok(())
}
