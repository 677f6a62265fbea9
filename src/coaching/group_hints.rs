//! Hints to groups: a coach helps everybody in a group on, and may take it back.

use uuid::Uuid;

use super::acts::long;
use super::desk::Desk;
use super::error::CoachingError;
use super::invitations::is_in;
use super::known::{Hint, person_of};
use super::organising::setting;
use super::statement::{self, Saying};
use super::terms::HINTED;
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::{self, ActKind, facts_of_group, said_to, words_of};
use crate::statements::{self, Identity};
use crate::store::Tx;

/// The hints given to a group, the newest first, also those that were taken back. Talk by somebody
/// who never coached it is none.
pub async fn group_hints(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<Vec<Hint>, CoachingError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let tenures = setting(tx, group, today).await?.tenures;
    let mut hints = Vec::new();
    let facts = facts_of_group(tx, current.generation, group, today).await?;
    let to_all = facts
        .acts
        .into_iter()
        .filter(|fact| fact.act == ActKind::Hint && fact.recipient.is_none());
    for fact in to_all {
        let by = people::by_agent(tx, fact.actor).await?;
        if !by.is_some_and(|by| tenures.cover(by, fact.day)) {
            continue;
        }
        hints.push(Hint {
            statement: fact.id,
            at: fact.at,
            by,
            text: None,
            withdrawn: false,
        });
    }
    let mut words = words_of(tx, hints.iter().map(|hint| hint.statement)).await?;
    for hint in &mut hints {
        let words = words.remove(&hint.statement);
        hint.text = words.and_then(|words| words.text);
    }
    // What was taken back is a fact no more, but a statement.
    let mut agents = Vec::new();
    for coach in tenures.people() {
        agents.extend(people::agents_of(tx, coach).await?);
    }
    let names = groups::identities(tx, group).await?;
    for stored in statements::voided_about(tx, &agents, &[HINTED.0]).await? {
        let value = stored.value()?;
        let to_person = value.get("object").and_then(Identity::of);
        let to_person = person_of(tx, to_person.as_ref()).await?.is_some();
        let by = value.get("actor").and_then(Identity::of);
        let by = person_of(tx, by.as_ref()).await?;
        if !to_person && by.is_some_and(|by| tenures.include(by)) && is_in(&value, &names) {
            hints.push(Hint {
                statement: stored.id,
                at: stored.timestamp,
                by,
                text: said_to(tx, &value),
                withdrawn: true,
            });
        }
    }
    hints.sort_by_key(|hint| std::cmp::Reverse((hint.at, hint.statement)));
    Ok(hints)
}

impl Desk {
    /// Helps a group on. That the coach coaches it is decided before.
    pub async fn hint_group(
        &self,
        coach: PersonId,
        group: GroupId,
        id: Option<Uuid>,
        said: &str,
    ) -> Result<Uuid, CoachingError> {
        let said = long("text", said)?;
        let mut tx = self.db.read().await?;
        let place = self
            .place(&mut tx, group)
            .await?
            .ok_or(CoachingError::Unknown)?;
        drop(tx);
        let id = id.unwrap_or_else(Uuid::now_v7);
        let actor = self.agent(coach).await?;
        let saying = Saying::new(id, &actor, HINTED, statement::group(&place), self.now())
            .response(Some(&said));
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Takes a hint to a group back, if it was given here by the same coach.
    pub async fn withdraw_group_hint(
        &self,
        coach: PersonId,
        group: GroupId,
        hint: Uuid,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let all = group_hints(&mut tx, group, self.today()).await?;
        drop(tx);
        let found = all.iter().find(|it| it.statement == hint && !it.withdrawn);
        let found = found.ok_or(CoachingError::Unknown)?;
        if found.by != Some(coach) {
            return Err(CoachingError::not_yours("refused-not-your-hint"));
        }
        self.void(coach, hint).await
    }
}
