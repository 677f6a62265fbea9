//! What was said in a group last, what still waits for an answer, and what its coaches feature.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::gathered::{names, persons, sources};
use super::health::Health;
use crate::competency::Sources;
use crate::groups::GroupId;
use crate::people::{self, Person, PersonId};
use crate::projector::{
    self, ActKind, Fact, GroupFacts, activity_names, facts_of_group, group_settings,
};
use crate::store::{StoreError, Tx};

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
    /// Where it can be looked at, if it has an address on the web.
    pub address: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// What it replies to.
    pub reply_to: Option<String>,
    /// Likes that count.
    pub likes: usize,
    /// How many people disliked it: told, and of no weight.
    pub dislikes: usize,
    /// Whether it is a question that nobody has answered.
    pub unanswered: bool,
}

/// Contributions of the feed.
const FEED: usize = 12;
/// Older questions without an answer that stay in it.
const OPEN: usize = 20;

/// The last contributions and what was asked before and waits for an answer, the newest first.
pub(super) async fn discussion(
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
    let older = recent.split_off(recent.len().min(FEED));
    let waits = |fact: &&Fact| health.unanswered.iter().any(|it| it.statement == fact.id);
    recent.extend(older.into_iter().filter(waits).take(OPEN));
    let keys: Vec<i64> = recent
        .iter()
        .flat_map(|fact| [fact.object, fact.anchor])
        .flatten()
        .collect();
    let titles = activity_names(tx, &keys).await?;
    let title = |key: Option<i64>| titles.get(&key?).and_then(|(_, name)| name.clone());
    let dislikes = |said: &Fact| {
        let disliking = facts.acts.iter();
        let disliking =
            disliking.filter(|it| it.act == ActKind::Dislike && it.object == said.object);
        let people: BTreeSet<PersonId> = disliking
            .filter_map(|it| Some(names.get(&it.actor)?.id))
            .collect();
        people.len()
    };
    let mut addresses: BTreeMap<i64, String> = BTreeMap::new();
    for (key, (iri, _)) in titles.iter().filter(|(key, _)| !untold.contains(key)) {
        addresses.extend(shown_address(tx, iri).map(|address| (*key, address)));
    }
    let mut words = projector::words_of(tx, recent.iter().map(|fact| fact.id)).await?;
    let mut feed = Vec::with_capacity(recent.len());
    for fact in recent {
        feed.push(Contribution {
            statement: fact.id,
            at: fact.at,
            person: names.get(&fact.actor).cloned(),
            act: fact.act,
            title: fact
                .object
                .filter(|object| !untold.contains(object))
                .and_then(|object| title(Some(object))),
            address: fact.object.and_then(|key| addresses.get(&key).cloned()),
            text: words.remove(&fact.id).and_then(|words| words.text),
            reply_to: fact
                .anchor
                .filter(|anchor| fact.object != Some(*anchor) && !untold.contains(anchor))
                .and_then(|anchor| title(Some(anchor))),
            likes: likes
                .iter()
                .filter(|like| like.object == fact.object)
                .count(),
            dislikes: dislikes(fact),
            unanswered: health
                .unanswered
                .iter()
                .any(|question| question.statement == fact.id),
        });
    }
    Ok(feed)
}

/// What a coach features in a group: it stands above everything else there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Featured {
    /// The statement that features it.
    pub statement: Uuid,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// The coach.
    pub by: Option<Person>,
    /// What it is called.
    pub title: Option<String>,
    /// Where it is.
    pub address: String,
}

/// Most resources that are featured at once: the top has little room.
pub const MOST_FEATURED: usize = 5;

/// An identifier that is an address on the web, too.
#[must_use]
pub fn on_the_web(iri: &str) -> Option<String> {
    let is_web = iri.starts_with("https://") || iri.starts_with("http://");
    is_web.then(|| iri.to_owned())
}

/// The same, unless whoever reads may not know a name in it.
fn shown_address(tx: &Tx, iri: &str) -> Option<String> {
    on_the_web(iri).filter(|address| people::text(tx, address.clone()) == *address)
}

/// What is featured in a group at the end of a day, the latest first.
pub async fn featured_in(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<Vec<Featured>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let facts = facts_of_group(tx, current.generation, group, today).await?;
    featured_among(tx, current.generation, (group, &facts), today).await
}

/// The same, by what happened in the group.
pub async fn featured_among(
    tx: &mut Tx,
    generation: i64,
    (group, facts): (GroupId, &GroupFacts),
    today: i64,
) -> Result<Vec<Featured>, StoreError> {
    let mut settings = group_settings(tx, generation, &[group], today).await?;
    let names = names(tx, std::iter::once(facts), &[]).await?;
    let sources = sources(
        persons(&names),
        &settings.remove(&group).unwrap_or_default(),
    );
    featured(tx, facts, &sources, &names).await
}

/// What its coaches feature, the latest first; what several feature stands there once.
pub(super) async fn featured(
    tx: &mut Tx,
    facts: &GroupFacts,
    sources: &Sources,
    names: &BTreeMap<i64, Person>,
) -> Result<Vec<Featured>, StoreError> {
    let untold: BTreeSet<i64> = facts.aside_acts().filter_map(|fact| fact.object).collect();
    let is_by_a_coach = |fact: &&Fact| {
        let by = sources.persons.get(&fact.actor);
        by.is_some_and(|by| sources.tenures.cover(*by, fact.day))
    };
    let mut latest: BTreeMap<i64, &Fact> = BTreeMap::new();
    let all = facts
        .acts
        .iter()
        .filter(|fact| fact.act == ActKind::Feature);
    for fact in all.filter(is_by_a_coach) {
        let Some(object) = fact.object.filter(|object| !untold.contains(object)) else {
            continue;
        };
        let known = latest.entry(object).or_insert(fact);
        if (known.at, known.id) < (fact.at, fact.id) {
            *known = fact;
        }
    }
    if latest.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<i64> = latest.keys().copied().collect();
    let activities = activity_names(tx, &keys).await?;
    let mut featured: Vec<Featured> = latest
        .into_iter()
        .filter_map(|(object, fact)| {
            let (iri, title) = activities.get(&object)?;
            Some(Featured {
                statement: fact.id,
                at: fact.at,
                by: names.get(&fact.actor).cloned(),
                title: title.clone(),
                address: shown_address(tx, iri)?,
            })
        })
        .collect();
    featured.sort_by_key(|it| std::cmp::Reverse((it.at, it.statement)));
    Ok(featured)
}
