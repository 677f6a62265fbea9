//! Whose names whoever looks at others as a coach or mentor is told. Every name and every text in which
//! one may stand is read by what is decided here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::{AgreementError, Basis, hides_names};
use crate::audit::{self, Act, Author, Change};
use crate::coaching::reviews::{self, Review};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::{self, acted_in, acting_in, coached_groups, group_settings};
use crate::store::{StoreError, Tx, Veil};

/// Draws over a transaction what hides people's names from a coach or mentor, if something is agreed
/// that does. Told they are their own name, those of people who have agreed to a review interview with
/// them that is still to be held, and those of their fellow coaches and of coaches of their own. In texts
/// the names of everybody in the coach's groups are hidden.
pub async fn draw_veil(tx: &mut Tx, basis: &Basis, onlooker: PersonId) -> Result<(), StoreError> {
    if !hides_names(tx, basis).await? {
        return Ok(());
    }
    let mut known = BTreeSet::from([onlooker]);
    known.extend(reviews::named_to(tx, onlooker).await?);
    let current = projector::current(tx).await?;
    let mut agents = Vec::new();
    if let Some(current) = current {
        let generation = current.generation;
        let coached = coached_groups(tx, generation, onlooker, i64::MAX).await?;
        let coached: BTreeSet<GroupId> = coached.into_iter().collect();
        known.extend(fellows(tx, generation, onlooker, &coached).await?);
        let coached: Vec<GroupId> = coached.into_iter().collect();
        agents = acting_in(tx, generation, &coached).await?;
    }
    let known = known.into_iter().map(|person| person.0).collect();
    tx.draw(Some(Veil::over_all_but(known)));
    // Whose name is read is hidden in texts from then on.
    people::names(tx, &agents).await?;
    Ok(())
}

/// The person of a review agrees that its coach knows them by name, or takes that back. To say again
/// what holds changes nothing.
pub async fn agree_to_name(
    tx: &mut Tx,
    by: &Author,
    basis: &Basis,
    (person, review): (PersonId, Uuid),
    agreed: bool,
    now: Timestamp,
) -> Result<Review, AgreementError> {
    reviews::find(tx, person, review).await?;
    if agreed && !hides_names(tx, basis).await? {
        return Err(AgreementError::NamesShown);
    }
    let (review, changed) = reviews::agree_to_name(tx, (person, review), agreed, now).await?;
    if changed {
        let act = if agreed {
            Act::NameShown
        } else {
            Act::NameHidden
        };
        let change = Change::to(format!("review {}", review.id), review.coach.to_string());
        audit::record(tx, by, act, change, now).await?;
    }
    Ok(review)
}

/// Those who coach a group that a coach coaches or learns in, and whom this one looks at nowhere: whoever
/// learns in a group of the coach's is a member there.
async fn fellows(
    tx: &mut Tx,
    generation: i64,
    coach: PersonId,
    coached: &BTreeSet<GroupId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let own = groups_of(tx, generation, &[coach]).await?;
    let own = own.into_values().flatten();
    let mine: BTreeSet<GroupId> = own.chain(coached.iter().copied()).collect();
    let mine: Vec<GroupId> = mine.into_iter().collect();
    let settings = group_settings(tx, generation, &mine, i64::MAX).await?;
    let coaches = settings.values().flat_map(|setting| &setting.coaches);
    let mut fellows: BTreeSet<PersonId> = coaches.copied().collect();
    let list: Vec<PersonId> = fellows.iter().copied().collect();
    let acted = groups_of(tx, generation, &list).await?;
    fellows.retain(|fellow| {
        let acted = acted.get(fellow).into_iter().flatten();
        let looked_at = acted.filter(|group| coached.contains(group));
        looked_at
            .filter_map(|group| settings.get(group))
            .all(|setting| setting.coaches.contains(fellow))
    });
    Ok(fellows)
}

/// The groups that people have acted in.
async fn groups_of(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, BTreeSet<GroupId>>, StoreError> {
    let acted = acted_in(tx, generation, persons, i64::MAX).await?;
    let keys: BTreeSet<i64> = acted.values().flatten().copied().collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let groups = groups::ids(tx, &keys).await?;
    let named = |keys: BTreeSet<i64>| {
        keys.iter()
            .filter_map(|key| groups.get(key))
            .copied()
            .collect()
    };
    Ok(acted
        .into_iter()
        .map(|(person, keys)| (person, named(keys)))
        .collect())
}
