//! Goals and transfer steps of a person, by their facts. Pure.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact, ONE};
use crate::statements::AgentKey;

/// How a goal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AimState {
    /// Reached, or the step done.
    Achieved,
    /// Given up.
    GivenUp,
    /// Still to be reached.
    Open,
}

/// A goal, or a step that is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// The statement that set it.
    pub statement: Uuid,
    /// What it is.
    pub object: i64,
    /// What it is for.
    pub competencies: Vec<i64>,
    /// The group that it belongs to, by the key that facts name it by.
    pub group: Option<i64>,
    /// When it was set, microseconds since the epoch.
    pub at: i64,
    /// The day of that.
    pub since: i64,
    /// The day it is due.
    pub due: Option<i64>,
    /// The coach who set it or vouches for it.
    pub set_by: Option<PersonId>,
    /// How it stands.
    pub state: AimState,
    /// The day of that.
    pub closed: Option<i64>,
    /// Progress noted last, millionths.
    pub done: i64,
}

/// A transfer step that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The statement that reports it.
    pub statement: Uuid,
    /// What was done.
    pub object: Option<i64>,
    /// What it is for.
    pub competencies: Vec<i64>,
    /// When it was done, microseconds since the epoch.
    pub at: i64,
    /// The day of that.
    pub day: i64,
    /// The coach's word that stands.
    pub verification: Option<Verification>,
}

/// A coach's word on what somebody says of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verification {
    /// The statement.
    pub statement: Uuid,
    /// Who vouches.
    pub by: PersonId,
    /// The day.
    pub day: i64,
    /// How far it is so, millionths: of a step how well it was done, and 0 of what is not so.
    pub mark: i64,
}

/// Goals and planned steps, the newest first. Of one thing planned several times the last counts.
#[must_use]
pub fn aims(facts: &[Fact], person: PersonId, sources: &Sources) -> Vec<Aim> {
    let who = |agent: AgentKey| sources.persons.get(&agent).copied();
    let owner = |fact: &Fact| who(fact.recipient.unwrap_or(fact.actor));
    // What somebody plans for a group that they coach is its topic, not a goal of theirs.
    let topic = |fact: &Fact| {
        let coached = sources.tenures.cover(person, fact.day);
        fact.group.is_some() && fact.instructor.is_none() && coached
    };
    let mut latest: BTreeMap<i64, &Fact> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.act == ActKind::Plan) {
        let Some(object) = fact.object else { continue };
        if fact.level.is_some() || owner(fact) != Some(person) || topic(fact) {
            continue;
        }
        let known = latest.entry(object).or_insert(fact);
        if (known.at, known.id) < (fact.at, fact.id) {
            *known = fact;
        }
    }
    let mut aims: Vec<Aim> = latest
        .into_iter()
        .map(|(object, plan)| {
            let about = |fact: &&Fact| {
                (fact.at, fact.id) > (plan.at, plan.id)
                    && (fact.target == Some(plan.id)
                        || (fact.object == Some(object) && owner(fact) == Some(person)))
            };
            let last = |is: &dyn Fn(ActKind) -> bool| {
                let of = facts.iter().filter(|fact| is(fact.act));
                of.filter(about).max_by_key(|fact| (fact.at, fact.id))
            };
            let closed = last(&ActKind::ends_an_aim);
            let noted = last(&|act| act == ActKind::Progress).and_then(|fact| fact.quality);
            let state = match closed.map(|fact| fact.act) {
                None if noted == Some(ONE) => AimState::Achieved,
                None => AimState::Open,
                Some(ActKind::Unplan) => AimState::GivenUp,
                Some(_) => AimState::Achieved,
            };
            let achieved = state == AimState::Achieved;
            Aim {
                statement: plan.id,
                object,
                competencies: plan.competencies.clone(),
                group: plan.group,
                at: plan.at,
                since: plan.day,
                due: plan.due_day,
                set_by: plan.instructor.and_then(who),
                state,
                closed: closed.map(|fact| fact.day),
                done: if achieved { ONE } else { noted.unwrap_or(0) },
            }
        })
        .collect();
    aims.sort_by_key(|aim| std::cmp::Reverse((aim.at, aim.statement)));
    aims
}

/// The coach's word that stands for what a person says of themselves: the last one about the
/// statement, or about the step.
#[must_use]
pub(super) fn verification(
    facts: &[Fact],
    claim: &Fact,
    person: PersonId,
    sources: &Sources,
) -> Option<Verification> {
    let who = |agent: AgentKey| sources.persons.get(&agent).copied();
    let coach = |fact: &Fact| {
        let vouching = [Some(fact.actor), fact.instructor].into_iter().flatten();
        let mut persons = vouching.filter_map(who);
        persons.find(|it| *it != person && sources.tenures.cover(*it, fact.day))
    };
    let is_step = claim.act == ActKind::Transfer && claim.object.is_some();
    let words = facts.iter().filter(|fact| {
        fact.vouches()
            && match fact.target {
                Some(target) => target == claim.id,
                None => is_step && fact.object == claim.object,
            }
    });
    let standing = words
        .filter_map(|fact| Some((fact, coach(fact)?)))
        .max_by_key(|(fact, _)| (fact.at, fact.id));
    standing.map(|(fact, by)| Verification {
        statement: fact.id,
        by,
        day: fact.day,
        mark: fact.quality.unwrap_or(0),
    })
}

/// Steps that were done, the newest first, with the coach's word that stands for each.
#[must_use]
pub fn steps(facts: &[Fact], person: PersonId, sources: &Sources) -> Vec<Step> {
    let who = |agent: AgentKey| sources.persons.get(&agent).copied();
    let done = facts
        .iter()
        .filter(|fact| fact.act == ActKind::Transfer && who(fact.actor) == Some(person));
    let mut steps: Vec<Step> = done
        .map(|step| Step {
            statement: step.id,
            object: step.object,
            competencies: step.competencies.clone(),
            at: step.at,
            day: step.day,
            verification: verification(facts, step, person, sources),
        })
        .collect();
    steps.sort_by_key(|step| std::cmp::Reverse((step.at, step.statement)));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projector::{EngagementKind, EvidenceKind, Tenure, Tenures};

    const ANNA: PersonId = PersonId(Uuid::from_u128(1));
    const COACH: PersonId = PersonId(Uuid::from_u128(2));
    const ALWAYS: Tenure = Tenure {
        first: i64::MIN,
        last: None,
    };

    fn fact(number: u128, act: ActKind) -> Fact {
        Fact {
            seq: i64::try_from(number).unwrap(),
            id: Uuid::from_u128(number),
            act,
            engagement: EngagementKind::None,
            evidence: EvidenceKind::None,
            at: i64::try_from(number).unwrap(),
            day: i64::try_from(number).unwrap(),
            actor: 1,
            instructor: None,
            recipient: None,
            object: Some(7),
            anchor: None,
            group: None,
            quality: None,
            target: None,
            level: None,
            due_day: None,
            expires_day: None,
            competencies: vec![],
        }
    }

    fn sources() -> Sources {
        Sources {
            persons: [(1, ANNA), (2, COACH), (3, PersonId(Uuid::from_u128(3)))].into(),
            tenures: Tenures::from_iter([(COACH, ALWAYS)]),
            ..Sources::default()
        }
    }

    fn state(facts: &[Fact]) -> AimState {
        aims(facts, ANNA, &sources())[0].state
    }

    #[test]
    fn a_goal_is_closed_by_what_comes_after_it_only() {
        let plan = fact(10, ActKind::Plan);
        let achieved = |number| Fact {
            object: None,
            target: Some(plan.id),
            ..fact(number, ActKind::Achieve)
        };
        assert_eq!(state(std::slice::from_ref(&plan)), AimState::Open);
        assert_eq!(state(&[plan.clone(), achieved(9)]), AimState::Open);
        assert_eq!(state(&[plan.clone(), achieved(11)]), AimState::Achieved);
        let given_up = fact(12, ActKind::Unplan);
        assert_eq!(
            state(&[given_up.clone(), achieved(11), plan.clone()]),
            AimState::GivenUp
        );
        // Planned again, it is open again.
        assert_eq!(
            state(&[given_up, plan, fact(13, ActKind::Plan)]),
            AimState::Open
        );
    }

    #[test]
    fn progress_is_what_was_noted_last() {
        let noted = |number, quality| Fact {
            quality: Some(quality),
            ..fact(number, ActKind::Progress)
        };
        let facts = [fact(1, ActKind::Plan), noted(3, 400_000), noted(2, 900_000)];
        let aim = &aims(&facts, ANNA, &sources())[0];
        assert_eq!((aim.done, aim.state), (400_000, AimState::Open));
        let facts = [fact(1, ActKind::Plan), noted(3, ONE)];
        assert_eq!(aims(&facts, ANNA, &sources())[0].state, AimState::Achieved);
    }

    #[test]
    fn a_level_or_another_persons_plan_is_no_goal() {
        let level = Fact {
            level: Some(2),
            ..fact(1, ActKind::Plan)
        };
        let other = Fact {
            actor: 3,
            ..fact(2, ActKind::Plan)
        };
        assert_eq!(aims(&[level, other], ANNA, &sources()), []);
    }

    #[test]
    fn of_several_words_on_a_step_the_coachs_last_stands() {
        let step = fact(1, ActKind::Transfer);
        let word = |number, actor, quality| Fact {
            actor,
            object: None,
            target: Some(step.id),
            quality: Some(quality),
            evidence: EvidenceKind::TransferVerified,
            ..fact(number, ActKind::Verify)
        };
        let facts = [
            step.clone(),
            word(5, 2, 1),
            word(4, 2, 2),
            word(6, 3, 3),
            word(7, 1, 4),
        ];
        let standing = steps(&facts, ANNA, &sources())[0].verification;
        assert_eq!(standing.map(|it| (it.mark, it.by)), Some((1, COACH)));
        assert_eq!(steps(&[step], ANNA, &sources())[0].verification, None);
    }
}
