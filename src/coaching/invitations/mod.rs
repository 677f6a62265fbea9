//! Invitations by need: people who are to learn what a group is for, and are not in it.

mod need;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

pub use need::{Invitation, Need, Wanted, invitations, needs, urgency};

use super::acts::note;
use super::desk::Desk;
use super::error::CoachingError;
use super::roles;
use super::statement::Saying;
use super::terms::INVITED;
use crate::competency::{Sources, person_report};
use crate::engagement;
use crate::groups::GroupId;
use crate::people::{self, Person, PersonId};
use crate::projector::{self, activity_names, aiming_at, facts_of_group, group_settings};
use crate::store::{StoreError, Tx};

/// Most people looked at for one list.
const MOST: usize = 300;

/// Somebody who needs what a group is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: Person,
    /// What they lack, the widest gap first.
    pub needs: Vec<Need>,
}

/// Candidates by need, and the addresses of the competencies that they lack.
pub type Candidates = (Vec<Candidate>, BTreeMap<i64, String>);

/// Who needs one of a group's competencies by their agreed plan or a role, is below the level and is
/// not in the group, by need. `among` are those who may be looked at; everybody if none is given.
pub async fn candidates(
    tx: &mut Tx,
    group: GroupId,
    among: Option<&BTreeSet<PersonId>>,
    today: i64,
) -> Result<Candidates, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Candidates::default());
    };
    let generation = current.generation;
    let mut settings = group_settings(tx, generation, &[group], today).await?;
    let setting = settings.remove(&group).unwrap_or_default();
    let topics: Vec<i64> = setting.competencies.into_iter().collect();
    let members = engagement::members(tx, group, today).await?;
    let members: BTreeSet<PersonId> = members.into_iter().map(|person| person.id).collect();
    let mut people: BTreeSet<PersonId> = aiming_at(tx, generation, &topics, today)
        .await?
        .into_iter()
        .collect();
    people.extend(roles::asked_for(tx, &topics).await?);
    people.retain(|person| {
        !members.contains(person)
            && !setting.coaches.contains(person)
            && among.is_none_or(|among| among.contains(person))
    });
    let mut found = Vec::new();
    for person in people.into_iter().take(MOST) {
        found.extend(candidate(tx, person, &topics, today).await?);
    }
    found.sort_by(|left, right| {
        let key = |it: &Candidate| (urgency(&it.needs), it.person.name.clone(), it.person.id);
        key(left).cmp(&key(right))
    });
    let iris = activity_names(tx, &topics).await?;
    let iris = iris.into_iter().map(|(key, (iri, _))| (key, iri));
    Ok((found, iris.collect()))
}

async fn candidate(
    tx: &mut Tx,
    person: PersonId,
    topics: &[i64],
    today: i64,
) -> Result<Option<Candidate>, StoreError> {
    let Some(report) = person_report(tx, person, today).await? else {
        return Ok(None);
    };
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut reached = BTreeMap::new();
    for found in &report.competencies {
        reached.insert(found.key, i64::from(found.progress.level));
        wanted.extend(
            found
                .plan
                .map(|plan| (found.key, plan.target, plan.due, true)),
        );
    }
    let held = roles::held(tx, person).await?;
    let held: Vec<Uuid> = held.into_iter().map(|holding| holding.role.id).collect();
    let asked = roles::requirements(tx, &held).await?;
    wanted.extend(
        asked
            .iter()
            .map(|part| (part.competency, part.level, None, false)),
    );
    wanted.retain(|(competency, ..)| topics.contains(competency));
    let needs = needs(&wanted, &reached);
    Ok((!needs.is_empty()).then_some(Candidate {
        person: report.person,
        needs,
    }))
}

/// The people whom a coach may look at: those in the groups that they coach.
pub async fn seen_by(
    tx: &mut Tx,
    coach: PersonId,
    today: i64,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let mut seen = BTreeSet::new();
    for group in engagement::my_groups(tx, coach).await? {
        let members = engagement::members(tx, group.id, today).await?;
        seen.extend(members.into_iter().map(|person| person.id));
    }
    Ok(seen)
}

/// The invitations to a group, the newest first.
pub async fn list(tx: &mut Tx, group: GroupId, today: i64) -> Result<Vec<Invitation>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let facts = facts_of_group(tx, current.generation, group, today)
        .await?
        .acts;
    let agents: BTreeSet<i64> = facts
        .iter()
        .flat_map(|fact| [Some(fact.actor), fact.recipient])
        .flatten()
        .collect();
    let agents: Vec<i64> = agents.into_iter().collect();
    let names = people::names(tx, &agents).await?;
    let mut settings = group_settings(tx, current.generation, &[group], today).await?;
    let sources = Sources {
        persons: names
            .iter()
            .map(|(agent, person)| (*agent, person.id))
            .collect(),
        coaches: settings.remove(&group).unwrap_or_default().coaches,
        ..Sources::default()
    };
    Ok(invitations(&facts, &sources))
}

impl Desk {
    /// Invites a person to a group. That the coach coaches it is decided before.
    pub async fn invite(
        &self,
        coach: PersonId,
        group: GroupId,
        person: PersonId,
        id: Option<Uuid>,
        said: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        let said = note("note", said)?;
        let mut tx = self.db.read().await?;
        if people::find(&mut tx, person).await?.is_none() {
            return Err(CoachingError::wrong(format!(
                "There is no person {person}."
            )));
        }
        let members = engagement::members(&mut tx, group, self.today()).await?;
        if members.iter().any(|member| member.id == person) {
            return Err(CoachingError::state("The person is in the group already."));
        }
        let place = self
            .place(&mut tx, group)
            .await?
            .ok_or(CoachingError::Unknown)?;
        drop(tx);
        let id = id.unwrap_or_else(Uuid::now_v7);
        let actor = self.agent(coach).await?;
        let invited = self.agent(person).await?;
        let saying = Saying::new(id, &actor, INVITED, invited, self.now())
            .within(Some(&place))
            .response(said.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Takes an invitation back, if it was written here and nobody has followed it.
    pub async fn uninvite(
        &self,
        coach: PersonId,
        group: GroupId,
        invitation: Uuid,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let all = list(&mut tx, group, self.today()).await?;
        drop(tx);
        let found = all.iter().find(|it| it.statement == invitation);
        let found = found.ok_or(CoachingError::Unknown)?;
        if found.joined.is_some() {
            return Err(CoachingError::state(
                "The person has joined the group since.",
            ));
        }
        self.void(coach, invitation).await
    }
}
