//! People as others name them: by their identifier here, or by an e-mail address.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::error::CoachingError;
use crate::engagement;
use crate::groups::GroupId;
use crate::people::{self, PersonId};
use crate::projector::{self, group_settings};
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// The person whom a text names, if there is one. An address names nobody whom whoever reads knows by a
/// pseudonym alone: the answer would tell who that is.
pub async fn person_named(tx: &mut Tx, text: &str) -> Result<Option<PersonId>, StoreError> {
    let text = text.trim();
    if let Ok(id) = text.parse::<Uuid>() {
        let found = people::find(tx, PersonId(id)).await?;
        return Ok(found.map(|person| person.id));
    }
    // An address is written as it comes; most systems tell it in small letters.
    for address in [text.to_owned(), text.to_lowercase()] {
        let identity = Identity::Mbox(format!("mailto:{address}"));
        if let Some(agent) = statements::find_agent(tx, &identity).await?
            && let Some(person) = people::by_agent(tx, agent).await?
            && tx.veil().is_none_or(|veil| veil.knows(person.0))
        {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Those with whom somebody coaches a group.
pub async fn fellow_coaches(
    tx: &mut Tx,
    coach: PersonId,
    today: i64,
) -> Result<BTreeSet<PersonId>, CoachingError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(BTreeSet::new());
    };
    let groups = engagement::my_groups(tx, coach).await?;
    let groups: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let settings = group_settings(tx, current.generation, &groups, today).await?;
    let mut fellows: BTreeSet<PersonId> = settings
        .into_values()
        .flat_map(|setting| setting.coaches)
        .collect();
    fellows.remove(&coach);
    Ok(fellows)
}
