//! A group as pages and the API show it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::board::{Board, Entry, Viewer, board};
use super::discussion::{Contribution, Featured, discussion, featured};
use super::gathered::{
    aims_in, by_name, group_keys, in_group, likes_received, names, persons, sources,
};
use super::graph::{Graph, graph};
use super::health::{Health, Observed, health};
use super::matrix;
use super::membership::{answered_aside, restricted};
use super::policy::Policy;
use super::roster::{Roster, roster};
use super::score::{Counters, Likes, Score, Window, count};
use crate::groups::{self, BoardMode, Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{self, ActKind, Fact, GroupFacts, facts_of_group, group_settings};
use crate::restrictions::{self, Use};
use crate::rules::{self, RuleSet};
use crate::store::{StoreError, Tx};

/// A member in a group's report.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberReport {
    /// Who.
    pub person: Person,
    /// The day of joining.
    pub since: i64,
    /// The last day with an own action.
    pub last_active: Option<i64>,
    /// Engagement in the window.
    pub score: Score,
    /// Whether the member wants to be on the leader board.
    pub on_board: bool,
}

/// What happened on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// The day.
    pub day: i64,
    /// Contributions.
    pub contributions: usize,
    /// Everything else that members did.
    pub other: usize,
}

/// All about one group on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupReport {
    /// The group.
    pub group: Group,
    /// The day.
    pub today: i64,
    /// The window.
    pub window: Window,
    /// The rules that the numbers were made by.
    pub rules: Arc<RuleSet>,
    /// Learners, by name.
    pub members: Vec<MemberReport>,
    /// Learners whose data are only kept, by name: nothing else is told of them or counted.
    pub restricted: Vec<Person>,
    /// Coaches, by name.
    pub coaches: Vec<Person>,
    /// What whoever asked sees of the leader board.
    pub board: Board,
    /// How the board is shown here.
    pub board_mode: BoardMode,
    /// Whether it is told which members are quiet.
    pub tells_of_quiet: bool,
    /// Members of whom no alert tells, because they object to it.
    pub unwatched: BTreeSet<PersonId>,
    /// Its state.
    pub health: Health,
    /// Who replies to whom and likes whom in the window.
    pub graph: Graph,
    /// Each day of the window.
    pub activity: Vec<Activity>,
    /// The last contributions and older open questions, the newest first.
    pub discussion: Vec<Contribution>,
    /// What its coaches feature, the latest first.
    pub featured: Vec<Featured>,
    /// Competencies it works on: key, IRI, name.
    pub competencies: Vec<(i64, String, String)>,
    /// Further ones that members aim at in it.
    pub aimed_at: Vec<(i64, String, String)>,
}

/// A group at the end of `today` as somebody sees it; none for a group that does not exist.
pub async fn group_report(
    tx: &mut Tx,
    group: GroupId,
    viewer: Viewer,
    (window, today): (Window, i64),
    policy: &Policy,
) -> Result<Option<GroupReport>, StoreError> {
    let Some(group) = groups::find(tx, group).await? else {
        return Ok(None);
    };
    let Some(current) = projector::current(tx).await? else {
        return Ok(None);
    };
    let facts = facts_of_group(tx, current.generation, group.id, today).await?;
    let received = likes_received(tx, current.generation, std::iter::once(&facts), today).await?;
    let names = names(tx, std::iter::once(&facts), &received).await?;
    let keys = group_keys(tx, &received).await?;
    let setting = group_settings(tx, current.generation, &[group.id], today)
        .await?
        .remove(&group.id)
        .unwrap_or_default();
    let rules = rules::in_force(tx).await?;
    let sources = sources(persons(&names), &setting);
    let roster = roster(&facts.presence(), &sources);
    let likes = Likes::of(
        &received,
        |like| in_group(like, &keys, group.id),
        &sources,
        rules.progress.likes_a_month,
    );
    let counters = count(&facts, &likes, &sources);
    let by_id: BTreeMap<PersonId, &Person> =
        names.values().map(|person| (person.id, person)).collect();
    let chosen = groups::board_choices(tx, group.id).await?;
    let unranked = restrictions::withheld(tx, Use::Boards).await?;
    let unwatched = restrictions::withheld(tx, Use::Alerts).await?;
    let willing =
        |who| !unranked.contains(&who) && chosen.get(&who).copied().unwrap_or(policy.opt_out);
    let board_mode = policy.mode(groups::board_mode(tx, group.id).await?);
    let members = member_reports(
        &roster,
        |who| counters.score(&rules.engagement, who, window, today),
        &counters,
        &by_id,
        willing,
    );
    let learners: Vec<PersonId> = roster.members.iter().map(|member| member.person).collect();
    let absent = people::absent_on(tx, &learners, today).await?;
    let aims = aims_in(tx, std::iter::once(&facts), &sources.persons, today).await?;
    let health = health(&Observed {
        rules: &rules,
        facts: &facts.acts,
        sources: &sources,
        roster: &roster,
        counters: &counters,
        absent: &absent,
        answered: &answered_aside(&facts),
        unwatched: &unwatched,
        aims: &aims,
        policy,
        today,
    });
    let discussion = discussion(tx, &facts, &likes.given, &names, &health).await?;
    let learners = learners.into_iter().collect();
    let graph = graph(
        &facts.acts,
        &likes.given,
        &sources,
        &learners,
        &window.ending(today),
    );
    let (competencies, aimed_at) = topics(tx, &facts.acts, &setting.competencies).await?;
    let coaches = coaches(tx, &roster, &by_id).await?;
    Ok(Some(GroupReport {
        today,
        window,
        board: board(
            board_mode,
            viewer,
            rules.engagement.smallest_board,
            &entries(&members),
        ),
        board_mode,
        tells_of_quiet: policy.member_alerts,
        restricted: restricted(tx, &facts, &setting).await?,
        unwatched,
        activity: activity(&facts, window, today),
        competencies,
        aimed_at,
        group,
        rules,
        members,
        coaches,
        health,
        graph,
        discussion,
        featured: featured(tx, &facts, &sources, &names).await?,
    }))
}

/// Members who want to be on the leader board.
fn entries(members: &[MemberReport]) -> Vec<Entry> {
    let willing = members.iter().filter(|member| member.on_board);
    let entries = willing.map(|member| Entry {
        person: member.person.id,
        tenths: member.score.tenths,
        facets: member.score.facets.clone(),
    });
    entries.collect()
}

/// The coaches of a group, by name.
async fn coaches(
    tx: &mut Tx,
    roster: &Roster,
    known: &BTreeMap<PersonId, &Person>,
) -> Result<Vec<Person>, StoreError> {
    let (here, elsewhere): (Vec<PersonId>, Vec<PersonId>) =
        (roster.coaches.iter().copied()).partition(|coach| known.contains_key(coach));
    let here = here.iter().filter_map(|coach| known.get(coach));
    let mut coaches: Vec<Person> = here.map(|person| (*person).clone()).collect();
    coaches.extend(people::find_all(tx, elsewhere).await?.into_values());
    coaches.sort_by(by_name);
    Ok(coaches)
}

/// Competencies: key, IRI, name.
type Topics = Vec<(i64, String, String)>;

/// The competencies that a group works on, and further ones that members aim at in it.
async fn topics(
    tx: &mut Tx,
    facts: &[Fact],
    planned: &BTreeSet<i64>,
) -> Result<(Topics, Topics), StoreError> {
    // A plan's object is what it aims at.
    let aimed_at: BTreeSet<i64> = facts
        .iter()
        .filter(|fact| fact.act == ActKind::Plan && fact.level.is_some())
        .filter_map(|fact| fact.object)
        .collect();
    let keys: Vec<i64> = planned.union(&aimed_at).copied().collect();
    let topics = matrix::topics(tx, &keys).await?;
    let topics = topics.into_iter().map(|it| (it.key, it.iri, it.name));
    Ok(topics.partition(|(key, ..)| planned.contains(key)))
}

fn member_reports(
    roster: &Roster,
    score: impl Fn(PersonId) -> Score,
    counters: &Counters,
    names: &BTreeMap<PersonId, &Person>,
    willing: impl Fn(PersonId) -> bool,
) -> Vec<MemberReport> {
    let mut members: Vec<MemberReport> = roster
        .members
        .iter()
        .map(|member| MemberReport {
            person: names.get(&member.person).map_or(
                Person {
                    id: member.person,
                    name: None,
                },
                |person| (*person).clone(),
            ),
            since: member.since,
            last_active: counters.last_active(member.person),
            score: score(member.person),
            on_board: willing(member.person),
        })
        .collect();
    members.sort_by(|left, right| by_name(&left.person, &right.person));
    members
}

fn activity(facts: &GroupFacts, window: Window, today: i64) -> Vec<Activity> {
    let mut days: BTreeMap<i64, Activity> = window
        .ending(today)
        .map(|day| {
            (
                day,
                Activity {
                    day,
                    contributions: 0,
                    other: 0,
                },
            )
        })
        .collect();
    for visits in &facts.visits {
        if let Some(day) = days.get_mut(&visits.day) {
            day.other += usize::try_from(visits.count).unwrap_or(0);
        }
    }
    for fact in &facts.acts {
        if let Some(day) = days.get_mut(&fact.day) {
            if fact.act.is_contribution() {
                day.contributions += 1;
            } else {
                day.other += 1;
            }
        }
    }
    days.into_values().collect()
}
