//! What a coach features in a group: a resource that somebody contributed, put above everything else.

use uuid::Uuid;

use super::desk::Desk;
use super::error::CoachingError;
use super::organising;
use super::statement::Saying;
use super::terms::FEATURED;
use crate::engagement::{MOST_FEATURED, featured_among, featured_in, on_the_web};
use crate::groups::GroupId;
use crate::message::Message;
use crate::people::PersonId;
use crate::projector::{self, activity_names, facts_of_group};
use crate::statements;

impl Desk {
    /// Features what a contribution to a group brought, if it has an address. That the coach coaches the
    /// group is decided before.
    pub async fn feature(
        &self,
        coach: PersonId,
        group: GroupId,
        contribution: Uuid,
    ) -> Result<Uuid, CoachingError> {
        let today = self.today();
        let mut tx = self.db.read().await?;
        organising::open(&organising::setting(&mut tx, group, today).await?)?;
        let current = projector::current(&mut tx).await?;
        let current = current.ok_or(CoachingError::Unknown)?;
        let facts = facts_of_group(&mut tx, current.generation, group, today).await?;
        let said = facts
            .acts
            .iter()
            .find(|fact| fact.id == contribution && fact.act.is_contribution())
            .ok_or(CoachingError::Unknown)?;
        let key = said.object;
        let key = key.ok_or_else(|| CoachingError::state("refused-no-address"))?;
        let names = activity_names(&mut tx, &[key]).await?;
        let address = names.get(&key).and_then(|(iri, _)| on_the_web(iri));
        let address = address.ok_or_else(|| CoachingError::state("refused-no-address"))?;
        let known = featured_among(&mut tx, current.generation, (group, &facts), today).await?;
        if known.iter().any(|one| one.address == address) {
            return Err(CoachingError::state("refused-featured"));
        }
        if known.len() >= MOST_FEATURED {
            return Err(CoachingError::State(
                Message::new("refused-featured-many").with("most", MOST_FEATURED as i64),
            ));
        }
        let stored = statements::one(&mut tx, contribution).await?;
        let stored = stored.ok_or(CoachingError::Unknown)?.value()?;
        let object = stored.get("object").ok_or(CoachingError::Unknown)?.clone();
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        drop(tx);
        let actor = self.agent(coach).await?;
        let id = Uuid::now_v7();
        let saying = Saying::new(id, &actor, FEATURED, object, self.now()).within(Some(&place));
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Features it no longer, if it was featured here.
    pub async fn feature_no_longer(
        &self,
        coach: PersonId,
        group: GroupId,
        feature: Uuid,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let known = featured_in(&mut tx, group, self.today()).await?;
        drop(tx);
        if !known.iter().any(|one| one.statement == feature) {
            return Err(CoachingError::Unknown);
        }
        self.void(coach, feature).await
    }
}
