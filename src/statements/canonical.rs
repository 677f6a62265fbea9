//! What the record store knows of activities and verbs: the definitions and displays that
//! statements have brought, joined, the latest winning (xAPI 1.0.3, Communication 2.1.3 "canonical"
//! and 2.5).
//!
//! Only credentials that may define contribute. PostgreSQL's text has no U+0000, so the JSON text
//! keeps it escaped, as statements do.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use super::store::{self, Described, LogHead, Placed};
use crate::store::{StoreError, Tx};

/// Activities and verbs whose contributions are remembered; the memory is dropped when it is full.
const REMEMBERED: usize = 100_000;
/// Different contributions remembered of one activity.
const VARIANTS: usize = 8;
/// Largest joined definition in bytes: beyond it the latest contribution stands alone, so that
/// apps cannot make it grow without end by ever new languages or extensions.
const LARGEST: usize = 64 * 1024;

/// Contributions that change nothing any more, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Canonical {
    /// The end of the log that this is known of; whoever moved it may have changed a definition.
    as_of: i64,
    known: HashMap<Described, Vec<u64>>,
}

/// What a transaction found, remembered once it has committed.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    /// Whether another gateway has written meanwhile.
    overtaken: bool,
    contributions: Vec<(Described, u64, Change)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// All was known.
    None,
    /// The earlier contributions may count anew.
    Changed,
}

impl Canonical {
    /// Joins what new statements say of their activities and verbs to what is stored. The
    /// transaction holds the log's lock.
    pub(super) async fn learn(
        &self,
        tx: &mut Tx,
        head: LogHead,
        placed: &[Placed<'_>],
    ) -> Result<Learnt, StoreError> {
        let overtaken = self.as_of != head.seq;
        let known = |described: &Described, hash: u64| {
            !overtaken
                && self
                    .known
                    .get(described)
                    .is_some_and(|hashes| hashes.contains(&hash))
        };
        let mut news: BTreeMap<Described, Vec<(u64, &str)>> = BTreeMap::new();
        for place in placed.iter().filter(|place| place.defines) {
            for (described, text) in contributions(place) {
                let hash = hash(text);
                let earlier = news.get(&described).and_then(|list| list.last());
                if earlier.map_or_else(|| known(&described, hash), |(last, _)| *last == hash) {
                    continue;
                }
                news.entry(described).or_default().push((hash, text));
            }
        }
        let mut learnt = Learnt {
            overtaken,
            ..Learnt::default()
        };
        if news.is_empty() {
            return Ok(learnt);
        }
        let stored = store::descriptions(tx, news.keys()).await?;
        let mut changed = Vec::new();
        for (described, contributions) in news {
            let before = stored.get(&described);
            let mut joined = before.cloned();
            for (hash, text) in contributions {
                let after = join(joined.as_deref(), text);
                let change = if joined.as_deref() == Some(after.as_str()) {
                    Change::None
                } else {
                    Change::Changed
                };
                learnt.contributions.push((described, hash, change));
                joined = Some(after);
            }
            if joined.as_ref() != before
                && let Some(joined) = joined
            {
                changed.push((described, joined));
            }
        }
        store::describe(tx, &changed).await?;
        Ok(learnt)
    }

    /// Remembers what a transaction found, once it has committed with this end of the log.
    pub(super) fn remember(&mut self, end: LogHead, learnt: Learnt) {
        self.as_of = end.seq;
        if learnt.overtaken || self.known.len() + learnt.contributions.len() > REMEMBERED {
            self.known.clear();
        }
        for (described, hash, change) in learnt.contributions {
            let hashes = self.known.entry(described).or_default();
            if change == Change::Changed || hashes.len() >= VARIANTS {
                hashes.clear();
            }
            hashes.push(hash);
        }
    }
}

/// What a statement says of its verb and activities.
fn contributions<'p>(place: &'p Placed<'_>) -> impl Iterator<Item = (Described, &'p str)> {
    let new = place.statement;
    let display = new.display.as_deref();
    let verb = display.map(|text| (Described::Verb(place.keys.verb), text));
    let iris = new.activities.keys().zip(&place.keys.activities);
    let activities = iris.filter_map(|(iri, (key, _))| {
        let text = new.definitions.get(iri)?;
        Some((Described::Activity(*key), text.as_str()))
    });
    verb.into_iter().chain(activities)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Members of a definition that describe one interaction together.
const INTERACTION: [&str; 7] = [
    "interactionType",
    "correctResponsesPattern",
    "choices",
    "scale",
    "source",
    "target",
    "steps",
];

/// A description with a later one joined to it: maps of languages and of extensions are united,
/// all else is replaced by what the later one brings.
fn join(earlier: Option<&str>, later: &str) -> String {
    let parse = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    let (Some(mut joined), Some(new)) = (earlier.and_then(parse), parse(later)) else {
        return later.to_owned();
    };
    if new.contains_key("interactionType") {
        joined.retain(|name, _| !INTERACTION.contains(&name.as_str()));
    }
    for (name, value) in new {
        match (joined.get_mut(&name), value) {
            (Some(Value::Object(united)), Value::Object(value)) => united.extend(value),
            (_, value) => {
                joined.insert(name, value);
            }
        }
    }
    let text = Value::Object(joined).to_string();
    if text.len() > LARGEST {
        return later.to_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_united_and_the_latest_wins() {
        let earlier = r#"{"name":{"en":"Old","de":"Alt"},"type":"https://example.org/t"}"#;
        let later = r#"{"name":{"en":"New"},"moreInfo":"https://example.org/m"}"#;
        assert_eq!(
            join(Some(earlier), later),
            r#"{"moreInfo":"https://example.org/m","name":{"de":"Alt","en":"New"},"type":"https://example.org/t"}"#
        );
        assert_eq!(join(None, later), later);
    }

    #[test]
    fn another_interaction_takes_the_place_of_the_earlier_one() {
        let earlier = r#"{"interactionType":"choice","choices":[{"id":"a"}],"name":{"en":"Q"}}"#;
        let later = r#"{"interactionType":"true-false","correctResponsesPattern":["true"]}"#;
        assert_eq!(
            join(Some(earlier), later),
            r#"{"correctResponsesPattern":["true"],"interactionType":"true-false","name":{"en":"Q"}}"#
        );
    }

    #[test]
    fn a_description_does_not_grow_without_end() {
        let earlier = format!(r#"{{"name":{{"de":"{}"}}}}"#, "x".repeat(LARGEST));
        let later = r#"{"name":{"en":"New"}}"#;
        assert_eq!(join(Some(&earlier), later), later);
    }
}
