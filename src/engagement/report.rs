//! Groups as pages and the API show them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::board::{Board, Entry, Viewer, board};
use super::graph::{Graph, graph};
use super::health::{Health, Observed, health};
use super::matrix;
use super::membership::{answered_aside, restricted};
use super::policy::Policy;
use super::roster::{Roster, roster};
use super::score::{Counters, Likes, Score, Window, count};
use crate::competency::Sources;
use crate::cores;
use crate::groups::{self, BoardMode, Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{
    self, ActKind, Fact, GroupFacts, GroupSetting, activity_names, coached_groups, facts_of_group,
    facts_of_groups, group_settings,
};
use crate::restrictions::{self, Use};
use crate::rules::{self, RuleSet};
use crate::statements;
use crate::store::{StoreError, Tx};

/// A group in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSummary {
    /// The group.
    pub group: Group,
    /// Learners in it.
    pub members: usize,
    /// Its state.
    pub health: Health,
    /// Contributions of each of the last twelve weeks, the oldest first.
    pub weeks: Vec<usize>,
    /// Who they are.
    pub learners: Vec<PersonId>,
    /// Those whom its alerts are about.
    pub concerned: Vec<Person>,
}

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

/// Something said in a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The statement.
    pub statement: Uuid,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// Who.
    pub person: Option<Person>,
    /// What was done.
    pub act: ActKind,
    /// Its title.
    pub title: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// What it replies to.
    pub reply_to: Option<String>,
    /// Likes that count.
    pub likes: usize,
    /// Whether it is a question that nobody has answered.
    pub unanswered: bool,
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
    /// The last contributions, the newest first.
    pub discussion: Vec<Contribution>,
    /// Competencies it works on: key, IRI, name.
    pub competencies: Vec<(i64, String, String)>,
    /// Further ones that members aim at in it.
    pub aimed_at: Vec<(i64, String, String)>,
}

/// Weeks of the small charts.
const WEEKS: usize = 12;
const DAYS_OF_WEEKS: i64 = 84;
/// Contributions of the feed.
const FEED: usize = 12;

/// Groups that a person coaches, by name.
pub async fn my_groups(tx: &mut Tx, person: PersonId) -> Result<Vec<Group>, StoreError> {
    let mut found = match projector::current(tx).await? {
        Some(current) => {
            let coached = coached_groups(tx, current.generation, person, i64::MAX).await?;
            groups::find_all(tx, &coached).await?
        }
        None => groups::coached_by_launch(tx, person).await?,
    };
    found.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    Ok(found)
}

/// Whether a person coaches a group.
pub async fn is_coach(tx: &mut Tx, group: GroupId, person: PersonId) -> Result<bool, StoreError> {
    if groups::is_coach_by_launch(tx, group, person).await? {
        return Ok(true);
    }
    let Some(current) = projector::current(tx).await? else {
        return Ok(false);
    };
    let settings = group_settings(tx, current.generation, &[group], i64::MAX).await?;
    let setting = settings.get(&group);
    Ok(setting.is_some_and(|setting| setting.coaches.contains(&person)))
}

/// The order of every list of people.
pub(super) fn by_name(left: &Person, right: &Person) -> std::cmp::Ordering {
    (&left.name, left.id).cmp(&(&right.name, right.id))
}

/// Summaries of groups at the end of `today`, in the order given.
pub async fn group_summaries(
    tx: &mut Tx,
    list: &[Group],
    today: i64,
    policy: &Policy,
) -> Result<Vec<GroupSummary>, StoreError> {
    summaries(tx, list, (today, None), policy).await
}

/// A group's state as it was at a moment (microseconds since the epoch) of a day, by what is known
/// of that time now. What was looked at on the day itself is left out: it is kept by the day.
pub async fn health_then(
    tx: &mut Tx,
    group: &Group,
    (day, at): (i64, i64),
    policy: &Policy,
) -> Result<Health, StoreError> {
    let found = summaries(tx, std::slice::from_ref(group), (day, Some(at)), policy).await?;
    let health = found.into_iter().map(|summary| summary.health).next();
    Ok(health.unwrap_or_default())
}

/// Summaries at the end of a day, or at a moment of it.
async fn summaries(
    tx: &mut Tx,
    list: &[Group],
    (today, until): (i64, Option<i64>),
    policy: &Policy,
) -> Result<Vec<GroupSummary>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let ids: Vec<GroupId> = list.iter().map(|group| group.id).collect();
    let mut facts = facts_of_groups(tx, current.generation, &ids, today).await?;
    let mut received = likes_received(tx, current.generation, facts.values(), today).await?;
    if let Some(until) = until {
        received.retain(|like| like.at <= until);
        for facts in facts.values_mut() {
            facts.acts.retain(|fact| fact.at <= until);
            facts.visits.retain(|visits| visits.day < today);
        }
    }
    let names = names(tx, facts.values(), &received).await?;
    let keys = group_keys(tx, &received).await?;
    let mut settings = group_settings(tx, current.generation, &ids, today).await?;
    let rules = rules::in_force(tx).await?;
    let everybody: BTreeSet<PersonId> = names.values().map(|person| person.id).collect();
    let everybody: Vec<PersonId> = everybody.into_iter().collect();
    let absent = people::absent_on(tx, &everybody, today).await?;
    let unwatched = restrictions::withheld(tx, Use::Alerts).await?;
    let observed = list.iter().map(|group| {
        let facts = facts.remove(&group.id).unwrap_or_default();
        let setting = settings.remove(&group.id).unwrap_or_default();
        (group.clone(), facts, setting)
    });
    let beside = Arc::new(Beside {
        received,
        keys,
        names,
        rules,
        absent,
        unwatched,
        policy: *policy,
        today,
    });
    let summarised = move |part: Vec<(Group, GroupFacts, GroupSetting)>| {
        let part = part.into_iter();
        part.map(|(group, facts, setting)| beside.summary(group, &facts, &setting))
            .collect()
    };
    Ok(cores::on_all(observed.collect(), summarised).await)
}

/// What summaries are made of beside what happened in each group.
struct Beside {
    received: Vec<Fact>,
    keys: BTreeMap<i64, GroupId>,
    names: BTreeMap<i64, Person>,
    rules: Arc<RuleSet>,
    absent: BTreeSet<PersonId>,
    unwatched: BTreeSet<PersonId>,
    policy: Policy,
    today: i64,
}

impl Beside {
    fn summary(&self, group: Group, facts: &GroupFacts, setting: &GroupSetting) -> GroupSummary {
        let sources = sources(&self.names, setting);
        let roster = roster(&facts.presence(), &sources);
        let likes = Likes::of(
            &self.received,
            |like| in_group(like, &self.keys, group.id),
            &sources,
            self.rules.progress.likes_a_month,
        );
        let counters = count(facts, &likes, &sources);
        let health = health(&Observed {
            rules: &self.rules,
            facts: &facts.acts,
            sources: &sources,
            roster: &roster,
            counters: &counters,
            absent: &self.absent,
            answered: &answered_aside(facts),
            unwatched: &self.unwatched,
            policy: &self.policy,
            today: self.today,
        });
        let about: BTreeSet<PersonId> = health
            .alerts
            .iter()
            .filter_map(|alert| alert.person)
            .collect();
        let mut concerned: Vec<Person> = self
            .names
            .values()
            .filter(|person| about.contains(&person.id))
            .cloned()
            .collect();
        concerned.sort_by(by_name);
        concerned.dedup();
        GroupSummary {
            group,
            members: roster.members.len(),
            learners: roster.members.iter().map(|member| member.person).collect(),
            weeks: weeks(&facts.acts, self.today),
            health,
            concerned,
        }
    }
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
    let sources = sources(&names, &setting);
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
    let entries: Vec<Entry> = members
        .iter()
        .filter(|member| member.on_board)
        .map(|member| Entry {
            person: member.person.id,
            tenths: member.score.tenths,
            facets: member.score.facets.clone(),
        })
        .collect();
    let learners: Vec<PersonId> = roster.members.iter().map(|member| member.person).collect();
    let absent = people::absent_on(tx, &learners, today).await?;
    let health = health(&Observed {
        rules: &rules,
        facts: &facts.acts,
        sources: &sources,
        roster: &roster,
        counters: &counters,
        absent: &absent,
        answered: &answered_aside(&facts),
        unwatched: &unwatched,
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
            &entries,
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
    }))
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

/// The likes and ratings that everybody who acted in groups has received, there or elsewhere.
async fn likes_received(
    tx: &mut Tx,
    generation: i64,
    facts: impl Iterator<Item = &GroupFacts>,
    today: i64,
) -> Result<Vec<Fact>, StoreError> {
    // Whom somebody liked makes their like no other one, whatever may be told of whom it was for.
    let authors: BTreeSet<i64> = facts
        .flat_map(|facts| facts.acts.iter().chain(facts.aside_acts()))
        .filter(|fact| fact.act.is_contribution())
        .map(|fact| fact.actor)
        .collect();
    let authors: Vec<i64> = authors.into_iter().collect();
    let authors = people::persons(tx, &authors).await?.into_values();
    let authors: BTreeSet<PersonId> = authors.collect();
    let authors: Vec<PersonId> = authors.into_iter().collect();
    projector::likes_received(tx, generation, &authors, today).await
}

/// The groups that likes fell in.
async fn group_keys(tx: &mut Tx, likes: &[Fact]) -> Result<BTreeMap<i64, GroupId>, StoreError> {
    let keys: BTreeSet<i64> = likes.iter().filter_map(|like| like.group).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    groups::ids(tx, &keys).await
}

fn in_group(like: &Fact, keys: &BTreeMap<i64, GroupId>, group: GroupId) -> bool {
    like.group.and_then(|key| keys.get(&key)) == Some(&group)
}

/// The persons behind everybody whom facts name.
pub(super) async fn names(
    tx: &mut Tx,
    facts: impl Iterator<Item = &GroupFacts>,
    likes: &[Fact],
) -> Result<BTreeMap<i64, Person>, StoreError> {
    let mut agents = BTreeSet::new();
    for like in likes {
        agents.insert(like.actor);
        agents.extend(like.recipient);
    }
    for facts in facts {
        agents.extend(facts.visits.iter().map(|visits| visits.actor));
        for fact in &facts.acts {
            agents.insert(fact.actor);
            agents.extend(fact.recipient);
        }
    }
    let agents: Vec<i64> = agents.into_iter().collect();
    people::names(tx, &agents).await
}

pub(super) fn sources(names: &BTreeMap<i64, Person>, setting: &GroupSetting) -> Sources {
    Sources {
        persons: names
            .iter()
            .map(|(agent, person)| (*agent, person.id))
            .collect(),
        coaches: setting.coaches.clone(),
        ..Sources::default()
    }
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

fn weeks(facts: &[Fact], today: i64) -> Vec<usize> {
    let start = today - DAYS_OF_WEEKS + 1;
    let mut weeks = vec![0; WEEKS];
    for fact in facts
        .iter()
        .filter(|fact| fact.act.is_contribution() && fact.day >= start)
    {
        let week = usize::try_from((fact.day - start) / 7).ok();
        if let Some(count) = week.and_then(|week| weeks.get_mut(week)) {
            *count += 1;
        }
    }
    weeks
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

async fn discussion(
    tx: &mut Tx,
    facts: &GroupFacts,
    likes: &[&Fact],
    names: &BTreeMap<i64, Person>,
    health: &Health,
) -> Result<Vec<Contribution>, StoreError> {
    let mut recent: Vec<&Fact> = facts
        .acts
        .iter()
        .filter(|fact| fact.act.is_contribution())
        .collect();
    let untold: BTreeSet<i64> = facts.aside_acts().filter_map(|fact| fact.object).collect();
    recent.sort_by_key(|fact| std::cmp::Reverse((fact.at, fact.id)));
    recent.truncate(FEED);
    let keys: Vec<i64> = recent
        .iter()
        .flat_map(|fact| [fact.object, fact.anchor])
        .flatten()
        .collect();
    let titles = activity_names(tx, &keys).await?;
    let title = |key: Option<i64>| titles.get(&key?).and_then(|(_, name)| name.clone());
    let mut feed = Vec::with_capacity(recent.len());
    for fact in recent {
        let text = match statements::one(tx, fact.id).await? {
            Some(stored) => stored
                .value()
                .ok()
                .and_then(|value| projector::said_to(tx, &value)),
            None => None,
        };
        feed.push(Contribution {
            statement: fact.id,
            at: fact.at,
            person: names.get(&fact.actor).cloned(),
            act: fact.act,
            title: fact
                .object
                .filter(|object| !untold.contains(object))
                .and_then(|object| title(Some(object))),
            text,
            reply_to: fact
                .anchor
                .filter(|anchor| fact.object != Some(*anchor) && !untold.contains(anchor))
                .and_then(|anchor| title(Some(anchor))),
            likes: likes
                .iter()
                .filter(|like| like.object == fact.object)
                .count(),
            unanswered: health
                .unanswered
                .iter()
                .any(|question| question.statement == fact.id),
        });
    }
    Ok(feed)
}
