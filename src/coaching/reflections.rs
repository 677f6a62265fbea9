//! What people have written about their own learning.

use std::cmp::Reverse;

use uuid::Uuid;

use super::error::CoachingError;
use super::known::Known;
use crate::projector::{ActKind, Fact, words_of};
use crate::store::Tx;

/// Reflections that are read, the newest first.
const MOST: usize = 50;

/// What somebody thinks about their own learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reflection {
    /// The statement.
    pub statement: Uuid,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// What it is called.
    pub title: Option<String>,
    /// What it says.
    pub text: Option<String>,
}

/// What a person has written about their own learning, the newest first.
pub async fn reflections(tx: &mut Tx, known: &Known) -> Result<Vec<Reflection>, CoachingError> {
    let own =
        |fact: &&Fact| fact.act == ActKind::Reflect && known.who(fact.actor) == Some(known.person);
    let mut found: Vec<&Fact> = known.facts.iter().filter(own).collect();
    found.sort_by_key(|fact| Reverse((fact.at, fact.id)));
    found.truncate(MOST);
    let mut words = words_of(tx, found.iter().map(|fact| fact.id)).await?;
    let reflection = |fact: &Fact| {
        let title = fact.object.and_then(|object| known.title(object));
        Reflection {
            statement: fact.id,
            at: fact.at,
            title: title.map(str::to_owned),
            text: words.remove(&fact.id).and_then(|words| words.text),
        }
    };
    Ok(found.into_iter().map(reflection).collect())
}
