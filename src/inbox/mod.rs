//! What needs a coach today, over all their groups.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::alerts::{self, Standing};
use crate::coaching::reviews::{self, Review};
use crate::coaching::{CoachingError, disagreements};
use crate::competency;
use crate::engagement::{self, GroupSummary, Policy};
use crate::groups::{Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::activity_names;
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx};

/// Reviews are told of this many days ahead.
const AHEAD: i64 = 14;

/// A question that nobody has replied to, and that has not waited long enough for an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The group.
    pub group: Group,
    /// The statement that asks it.
    pub statement: Uuid,
    /// Who asks.
    pub asker: Option<Person>,
    /// What it is called.
    pub title: Option<String>,
    /// Working days that it has waited.
    pub waiting: i64,
}

/// What needs a coach.
#[derive(Debug)]
pub struct Inbox {
    /// The groups that they coach, by name.
    pub groups: Vec<Group>,
    /// Alerts that hold, the most urgent first; those that need no look say why.
    pub alerts: Vec<Standing>,
    /// Questions without a reply, the oldest first.
    pub questions: Vec<Question>,
    /// Reviews of theirs that are to take place soon or should have, the earliest first, with whom.
    pub reviews: Vec<(Review, Option<Person>)>,
    /// Members who disagree with a number, and how often.
    pub disagreeing: Vec<(Person, usize)>,
    /// Members of whose results some took less time than can be, and how many that a coach has not had a
    /// word on.
    pub hurried: Vec<(Person, usize)>,
}

impl Inbox {
    /// Everybody who is named in it, each once.
    #[must_use]
    pub fn persons(&self) -> Vec<PersonId> {
        let alerts = self.alerts.iter().filter_map(|one| one.person.as_ref());
        let askers = self.questions.iter().filter_map(|one| one.asker.as_ref());
        let reviewed = self.reviews.iter().filter_map(|(_, it)| it.as_ref());
        let disagreeing = self.disagreeing.iter().map(|(person, _)| person);
        let hurried = self.hurried.iter().map(|(person, _)| person);
        let all = alerts.chain(askers).chain(reviewed);
        let all = all.chain(disagreeing).chain(hurried);
        let all: BTreeSet<PersonId> = all.map(|person| person.id).collect();
        all.into_iter().collect()
    }
}

/// What needs a coach today.
pub async fn inbox(
    tx: &mut Tx,
    coach: PersonId,
    today: i64,
    policy: &Policy,
) -> Result<Inbox, CoachingError> {
    let groups = engagement::my_groups(tx, coach).await?;
    let summaries = engagement::group_summaries(tx, &groups, today, policy).await?;
    let alerts = alerts::of_summaries(tx, &summaries, Some(coach), today).await?;
    let questions = questions(tx, &summaries, &alerts).await?;
    let withheld = restrictions::withheld(tx, Use::Everything).await?;
    let mut open = reviews::open_with(tx, coach, today + AHEAD).await?;
    open.retain(|review| !withheld.contains(&review.person));
    let learners: BTreeSet<PersonId> = summaries
        .iter()
        .flat_map(|summary| summary.learners.iter().copied())
        .collect();
    let learners: Vec<PersonId> = learners.into_iter().collect();
    let disagreements = disagreements::open_of(tx, &learners).await?;
    // It is told of as alerts about members are, and not where those are switched off or objected to.
    let mut watched = learners;
    if !policy.member_alerts {
        watched.clear();
    }
    let unwatched = restrictions::withheld(tx, Use::Alerts).await?;
    watched.retain(|learner| !unwatched.contains(learner));
    let hurried = competency::hurried(tx, &watched, today).await?;
    let concerned = disagreements.keys().chain(hurried.keys()).copied();
    let concerned = concerned.chain(open.iter().map(|review| review.person));
    let people = people::find_all(tx, concerned).await?;
    let due = open.into_iter().map(|review| {
        let person = people.get(&review.person).cloned();
        (review, person)
    });
    let due = due.collect();
    Ok(Inbox {
        groups,
        alerts,
        questions,
        reviews: due,
        disagreeing: named(
            &people,
            disagreements.iter().map(|(who, open)| (*who, open.len())),
        ),
        hurried: named(&people, hurried),
    })
}

/// People with a number each, by name.
fn named(
    people: &BTreeMap<PersonId, Person>,
    counted: impl IntoIterator<Item = (PersonId, usize)>,
) -> Vec<(Person, usize)> {
    let named = counted.into_iter();
    let named = named.filter_map(|(person, count)| Some((people.get(&person)?.clone(), count)));
    let mut named: Vec<(Person, usize)> = named.collect();
    named.sort_by(|(left, _), (right, _)| (&left.name, left.id).cmp(&(&right.name, right.id)));
    named
}

/// Open questions that no alert tells of.
async fn questions(
    tx: &mut Tx,
    summaries: &[GroupSummary],
    alerts: &[Standing],
) -> Result<Vec<Question>, StoreError> {
    let told: BTreeSet<(GroupId, Option<Uuid>)> = alerts
        .iter()
        .map(|one| (one.group.id, one.alert.statement))
        .collect();
    let open = summaries.iter().flat_map(|summary| {
        let unanswered = summary.health.unanswered.iter();
        unanswered.map(move |question| (&summary.group, question))
    });
    let open: Vec<_> = open
        .filter(|(group, question)| !told.contains(&(group.id, Some(question.statement))))
        .collect();
    let objects: BTreeSet<i64> = open.iter().filter_map(|(_, it)| it.object).collect();
    let objects: Vec<i64> = objects.into_iter().collect();
    let titles = activity_names(tx, &objects).await?;
    let askers = people::find_all(tx, open.iter().map(|(_, question)| question.asker)).await?;
    let mut found: Vec<Question> = open
        .into_iter()
        .map(|(group, question)| Question {
            group: group.clone(),
            statement: question.statement,
            asker: askers.get(&question.asker).cloned(),
            title: question
                .object
                .and_then(|object| titles.get(&object)?.1.clone()),
            waiting: question.waiting,
        })
        .collect();
    found.sort_by_cached_key(|it| {
        let group = (it.group.name.clone(), it.group.id);
        (std::cmp::Reverse(it.waiting), group, it.statement)
    });
    Ok(found)
}
