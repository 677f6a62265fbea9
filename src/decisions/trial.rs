//! What another vocabulary would make of statements that are kept: of the newest, and of those with
//! the verbs that its rules speak of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::projector::{ActKind, EngagementKind, EvidenceKind, Reading, Unused, Vocabulary, read};
use crate::statements::{self, Direction, Filter, Query, StoredStatement};
use crate::store::Tx;

use super::DecisionError;

/// The newest statements that are looked at.
const NEWEST: i64 = 2000;
/// Statements that are looked at of each verb, and verbs.
const OF_VERB: usize = 300;
const VERBS: usize = 20;
/// Statements that are named of each turn.
const SAMPLES: usize = 3;

/// What a vocabulary makes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// What was done, and what it counts as.
    Act(ActKind, EngagementKind, EvidenceKind),
    /// Known, and without effect.
    Nothing,
    /// Nothing can be made of it.
    Unused(Unused),
}

/// Statements that would come to something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// How many.
    pub statements: usize,
    /// Some of them.
    pub samples: Vec<Uuid>,
}

/// What another vocabulary would make of what is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// The version that it would have.
    pub version: String,
    /// Statements that were looked at.
    pub looked_at: usize,
    /// What would change, by what it is and what it would be.
    pub turns: BTreeMap<(Outcome, Outcome), Turn>,
}

impl Trial {
    /// Statements that would come to something else.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.turns.values().map(|turn| turn.statements).sum()
    }
}

/// Tries a vocabulary out beside the one in force; none is the one that is shipped.
pub async fn try_out(
    tx: &mut Tx,
    zone: &TimeZone,
    old: &Vocabulary,
    document: Option<&str>,
) -> Result<Trial, DecisionError> {
    let new = Vocabulary::load(document)?;
    let head = statements::head(tx).await?.seq;
    let newest = statements::following(tx, (head - NEWEST).max(0), NEWEST).await?;
    let mut found: BTreeMap<i64, StoredStatement> = BTreeMap::new();
    let mut take = |list: Vec<StoredStatement>| {
        found.extend(list.into_iter().map(|stored| (stored.seq, stored)));
    };
    take(newest.0);
    let verbs: BTreeSet<&str> = new.verbs_unlike(old).collect();
    for verb in verbs.into_iter().take(VERBS) {
        let query = Query {
            filter: Filter {
                verb: Some(verb.to_owned()),
                ..Filter::default()
            },
            direction: Direction::Descending,
            limit: OF_VERB,
            position: None,
        };
        take(statements::page(tx, &query).await?.statements);
    }
    let mut trial = Trial {
        version: new.version.clone(),
        ..Trial::default()
    };
    for stored in found.into_values() {
        // One that cannot be read was changed from outside, which the projector tells of.
        let Ok(statement) = stored.value() else {
            continue;
        };
        if stored.voids || stored.voided {
            continue;
        }
        trial.looked_at += 1;
        let outcome = |vocabulary| match read(vocabulary, zone, &stored, &statement) {
            Reading::Act(act) => match act.unused {
                Some(reason) => Outcome::Unused(reason),
                None => Outcome::Act(act.kind, act.engagement, act.evidence),
            },
            Reading::Nothing => Outcome::Nothing,
            Reading::Unused(reason) => Outcome::Unused(reason),
        };
        let (before, after) = (outcome(old), outcome(&new));
        if before != after {
            let turn = trial.turns.entry((before, after)).or_default();
            turn.statements += 1;
            if turn.samples.len() < SAMPLES {
                turn.samples.push(stored.id);
            }
        }
    }
    Ok(trial)
}
