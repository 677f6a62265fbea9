//! Invitations by need: people who are to learn what a group is for, and are not in it.

mod list;
mod need;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

pub use need::{Invitation, Need, Wanted, invitations, needs, urgency};

use super::acts::note;
use super::desk::Desk;
use super::error::CoachingError;
use super::known::person_of;
use super::organising;
use super::roles::{self, Requirement};
use super::statement::{Place, Saying};
use super::terms::{INVITED, INVITEE};
use crate::competency::{Cell, Sources, matrix};
use crate::engagement;
use crate::groups::{self, GroupId};
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::projector::{self, activity_names, aiming_at, comings_and_goings, group_settings};
use crate::restrictions::{self, Use};
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// People looked at together.
const AT_ONCE: usize = 200;

/// Somebody who needs what a group is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: Person,
    /// What they lack, the widest gap first.
    pub needs: Vec<Need>,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person joined on a day.
    Joined(i64),
    /// It waits.
    Open,
    /// It was taken back.
    Withdrawn,
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
    let members = engagement::membership(tx, group, today).await?;
    let unasked = restrictions::withheld(tx, Use::Suggestions).await?;
    let mut people: BTreeSet<PersonId> = aiming_at(tx, generation, &topics, among, today)
        .await?
        .into_iter()
        .collect();
    people.extend(roles::asked_for(tx, &topics).await?);
    people.retain(|person| {
        !members.has(*person)
            && !unasked.contains(person)
            && !setting.coaches.contains(person)
            && among.is_none_or(|among| among.contains(person))
    });
    let people: Vec<PersonId> = people.into_iter().collect();
    let mut found = Vec::new();
    for some in people.chunks(AT_ONCE) {
        let cells = matrix(tx, some, &topics, today).await?.cells;
        let asked = roles::asked_of(tx, some).await?;
        let needed = some.iter().map(|person| {
            let cells = cells.get(person).into_iter().flatten();
            let asked = asked.get(person).into_iter().flatten();
            (*person, needs_of(cells, asked, &topics))
        });
        let needed: BTreeMap<PersonId, Vec<Need>> =
            needed.filter(|(_, needs)| !needs.is_empty()).collect();
        let mut names = people::find_all(tx, needed.keys().copied()).await?;
        found.extend(needed.into_iter().filter_map(|(person, needs)| {
            let person = names.remove(&person)?;
            Some(Candidate { person, needs })
        }));
    }
    found.sort_by(|left, right| {
        let key = |it: &Candidate| (urgency(&it.needs), it.person.name.clone(), it.person.id);
        key(left).cmp(&key(right))
    });
    let iris = activity_names(tx, &topics).await?;
    let iris = iris.into_iter().map(|(key, (iri, _))| (key, iri));
    Ok((found, iris.collect()))
}

/// What somebody lacks of `topics`, by what they aim at and what their roles ask.
fn needs_of<'a>(
    cells: impl Iterator<Item = (&'a i64, &'a Cell)>,
    asked: impl Iterator<Item = &'a Requirement>,
    topics: &[i64],
) -> Vec<Need> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut reached = BTreeMap::new();
    for (competency, cell) in cells {
        reached.insert(*competency, i64::from(cell.progress.level));
        let plan = cell
            .plan
            .map(|plan| (*competency, plan.target, plan.due, true));
        wanted.extend(plan);
    }
    wanted.extend(asked.map(|part| (part.competency, part.level, None, false)));
    wanted.retain(|(competency, ..)| topics.contains(competency));
    needs(&wanted, &reached)
}

/// The verb of invitations in both of its namespaces.
const INVITING: [&str; 2] = [INVITED.0, "http://activitystrea.ms/schema/1.0/invite"];

/// Whether a statement names one of a group's identities, as activity or as group of agents.
pub(super) fn is_in(statement: &Value, identities: &[String]) -> bool {
    let grouping = statement.pointer("/context/contextActivities/grouping");
    let activities = grouping.and_then(Value::as_array).into_iter().flatten();
    let activities = activities.chain(statement.get("object"));
    let mut named: Vec<String> = activities
        .filter_map(|activity| Some(format!("activity {}", activity.get("id")?.as_str()?)))
        .collect();
    let team = statement.pointer("/context/team");
    named.extend(identities.iter().filter_map(|identity| {
        let place = Place::of(identity)?;
        let is =
            Identity::of(place.value()).is_some_and(|own| team.and_then(Identity::of) == Some(own));
        is.then(|| identity.clone())
    }));
    named.iter().any(|name| identities.contains(name))
}

/// The people whom a coach may look at: those in the groups that they coach.
pub async fn seen_by(
    tx: &mut Tx,
    coach: PersonId,
    today: i64,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let groups = engagement::my_groups(tx, coach).await?;
    let groups: Vec<GroupId> = groups.into_iter().map(|group| group.id).collect();
    let memberships = engagement::memberships(tx, &groups, today).await?;
    let members = memberships.into_values().flat_map(|it| it.members);
    Ok(members.map(|person| person.id).collect())
}

/// The invitations to a group that stand, the newest first.
pub async fn standing(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<Vec<Invitation>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let facts = comings_and_goings(tx, current.generation, group, today).await?;
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
        tenures: settings.remove(&group).unwrap_or_default().tenures,
        ..Sources::default()
    };
    Ok(invitations(&facts, &sources))
}

impl Desk {
    /// Every invitation to a group and how it stands, the newest first.
    pub async fn invitations(
        &self,
        tx: &mut Tx,
        group: GroupId,
    ) -> Result<Vec<(Invitation, Standing)>, CoachingError> {
        let standing = standing(tx, group, self.today()).await?;
        let mut all: Vec<(Invitation, Standing)> = standing
            .into_iter()
            .map(|one| {
                let standing = one.joined.map_or(Standing::Open, Standing::Joined);
                (one, standing)
            })
            .collect();
        let withdrawn = self.withdrawn(tx, group).await?;
        all.extend(withdrawn.into_iter().map(|one| (one, Standing::Withdrawn)));
        all.sort_by_key(|(one, _)| std::cmp::Reverse((one.day, one.statement)));
        Ok(all)
    }

    /// Invitations to a group by its coaches that were taken back.
    pub async fn withdrawn(
        &self,
        tx: &mut Tx,
        group: GroupId,
    ) -> Result<Vec<Invitation>, CoachingError> {
        let setting = organising::setting(tx, group, self.today()).await?;
        let mut agents = Vec::new();
        for coach in setting.tenures.people() {
            agents.extend(people::agents_of(tx, coach).await?);
        }
        let names = groups::identities(tx, group).await?;
        let withheld = restrictions::withheld(tx, Use::Everything).await?;
        let mut found = Vec::new();
        for stored in statements::voided_about(tx, &agents, &INVITING).await? {
            let value = stored.value()?;
            // A reminder is taken back with what it reminds of.
            if value.pointer("/context/statement").is_some() {
                continue;
            }
            let object = value.get("object").and_then(Identity::of);
            let invitee = value.pointer("/context/extensions");
            let invitee = invitee
                .and_then(|all| all.get(INVITEE))
                .and_then(Identity::of);
            let person = person_of(tx, object.or(invitee).as_ref()).await?;
            let by = value.get("actor").and_then(Identity::of);
            let by = person_of(tx, by.as_ref()).await?;
            let (Some(person), Some(by)) = (person, by) else {
                continue;
            };
            let told = setting.tenures.include(by) && !withheld.contains(&person);
            if told && is_in(&value, &names) {
                found.push(Invitation {
                    statement: stored.id,
                    person,
                    by,
                    day: projector::day(&self.zone, stored.timestamp),
                    reminders: Vec::new(),
                    joined: None,
                });
            }
        }
        Ok(found)
    }

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
            return Err(CoachingError::Wrong(
                Message::new("refused-no-person").with("person", person.to_string()),
            ));
        }
        organising::open(&organising::setting(&mut tx, group, self.today()).await?)?;
        let members = engagement::membership(&mut tx, group, self.today()).await?;
        if members.has(person) {
            return Err(CoachingError::state("refused-in-group"));
        }
        if restrictions::is_withheld(&mut tx, person, Use::Everything).await? {
            return Err(CoachingError::state("refused-restricted"));
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

    /// Reminds somebody of an invitation that they have not followed, at most once a day. That the
    /// coach coaches the group is decided before.
    pub async fn remind(
        &self,
        coach: PersonId,
        group: GroupId,
        invitation: Uuid,
        said: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        let said = note("note", said)?;
        let today = self.today();
        let mut tx = self.db.read().await?;
        let found = open_one(&mut tx, group, invitation, today).await?;
        if found.told_last() >= today {
            return Err(CoachingError::state("refused-reminded"));
        }
        organising::open(&organising::setting(&mut tx, group, today).await?)?;
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        drop(tx);
        let id = Uuid::now_v7();
        let actor = self.agent(coach).await?;
        let invited = self.agent(found.person).await?;
        let saying = Saying::new(id, &actor, INVITED, invited, self.now())
            .within(Some(&place))
            .recalling(found.statement)
            .response(said.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Takes an invitation back with all that reminded of it, if it was written here and nobody has
    /// followed it.
    pub async fn uninvite(
        &self,
        coach: PersonId,
        group: GroupId,
        invitation: Uuid,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let found = open_one(&mut tx, group, invitation, self.today()).await?;
        drop(tx);
        let reminders = found.reminders.iter().map(|(statement, _)| *statement);
        let all: Vec<Uuid> = std::iter::once(found.statement).chain(reminders).collect();
        self.void_all(coach, &all).await
    }
}

/// An invitation that nobody has followed, by its statement or by that of a reminder.
async fn open_one(
    tx: &mut Tx,
    group: GroupId,
    statement: Uuid,
    today: i64,
) -> Result<Invitation, CoachingError> {
    let all = standing(tx, group, today).await?;
    let mut all = all.into_iter();
    let found = all.find(|it| {
        it.statement == statement || it.reminders.iter().any(|(id, _)| *id == statement)
    });
    let found = found.ok_or(CoachingError::Unknown)?;
    if found.joined.is_some() {
        return Err(CoachingError::state("refused-joined"));
    }
    Ok(found)
}
