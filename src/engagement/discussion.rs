//! What was said in a group last.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::health::Health;
use crate::people::{Person, PersonId};
use crate::projector::{self, ActKind, Fact, GroupFacts, activity_names};
use crate::statements;
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

/// The last contributions, the newest first.
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
    recent.truncate(FEED);
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
            dislikes: dislikes(fact),
            unanswered: health
                .unanswered
                .iter()
                .any(|question| question.statement == fact.id),
        });
    }
    Ok(feed)
}
