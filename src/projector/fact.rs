//! A fact as readers get it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::statements::AgentKey;

/// What one statement comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Place of the statement in the log.
    pub seq: i64,
    /// Identifier of the statement.
    pub id: Uuid,
    /// What was done.
    pub act: ActKind,
    /// What it counts as in the group.
    pub engagement: EngagementKind,
    /// What it is evidence of.
    pub evidence: EvidenceKind,
    /// When it happened, microseconds since the epoch.
    pub at: i64,
    /// The organisation's calendar day, days since the epoch.
    pub day: i64,
    /// Who did it.
    pub actor: AgentKey,
    /// Who vouches for it.
    pub instructor: Option<AgentKey>,
    /// Whom it concerns: named in the statement, or the author of what it is about.
    pub recipient: Option<AgentKey>,
    /// The activity that is its object.
    pub object: Option<i64>,
    /// The contribution it is about.
    pub anchor: Option<i64>,
    /// The group it happened in.
    pub group: Option<i64>,
    /// Millionths, 0 to 1,000,000.
    pub quality: Option<i64>,
    /// The statement it refers to.
    pub target: Option<Uuid>,
    /// The level a plan aims at.
    pub level: Option<i64>,
    /// The day a plan is due.
    pub due_day: Option<i64>,
    /// The day a credential ends.
    pub expires_day: Option<i64>,
    /// Competencies that the statement itself names.
    pub competencies: Vec<i64>,
}

impl Fact {
    /// Whether it vouches for what somebody says of themselves: as a verification, or as an approval of
    /// the statement, of which only what it approves tells whether it accepts an answer.
    #[must_use]
    pub fn vouches(&self) -> bool {
        match self.evidence {
            EvidenceKind::TransferVerified => true,
            EvidenceKind::AnswerAccepted => self.target.is_some(),
            _ => false,
        }
    }
}

/// What is known about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Everything that progress is worked out from, with the competencies that are named, in the
    /// order of the log.
    pub facts: Vec<Fact>,
    /// The groups that the person has acted in, by the keys that facts name them by.
    pub acted_in: BTreeSet<i64>,
}

/// What happened in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupFacts {
    /// What was done, in the order of the log.
    pub acts: Vec<Fact>,
    /// Who was there and looked at things. These are most of what happens and count only by their
    /// number, so they come summed up.
    pub visits: Vec<Visits>,
    /// What people did whose data are only kept: by it they are in the group, and nothing else is
    /// told of it.
    pub withheld: Option<Box<GroupFacts>>,
}

impl GroupFacts {
    /// What people did whose data are used, or that of whom they are only kept.
    pub(super) fn side(&mut self, kept_only: bool) -> &mut Self {
        if kept_only {
            self.withheld.get_or_insert_default()
        } else {
            self
        }
    }

    /// Adds what happened elsewhere in the group.
    pub(super) fn add(&mut self, more: Self) {
        self.acts.extend(more.acts);
        self.visits.extend(more.visits);
        if let Some(kept) = more.withheld {
            self.side(true).add(*kept);
        }
    }

    /// Who has been there by these facts, without those whose data are only kept.
    #[must_use]
    pub fn presence(&self) -> Presence {
        let mut presence = Presence::default();
        for fact in &self.acts {
            if matches!(fact.act, ActKind::Join | ActKind::Leave) {
                presence.moves.push(Move {
                    actor: fact.actor,
                    moment: (fact.at, fact.id),
                    day: fact.day,
                    joined: fact.act == ActKind::Join,
                });
            }
            if !fact.act.organises() {
                presence.acted(fact.actor, fact.day);
            }
        }
        for visits in &self.visits {
            presence.acted(visits.actor, visits.day);
        }
        presence
    }

    /// What was done of that.
    pub fn aside_acts(&self) -> impl Iterator<Item = &Fact> {
        self.withheld.iter().flat_map(|aside| &aside.acts)
    }
}

/// Who has been in a group, by its facts up to a day: all that membership depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    /// The day of the first own action that makes a member.
    pub first: BTreeMap<AgentKey, i64>,
    /// Who joined and who left.
    pub moves: Vec<Move>,
}

/// Somebody joined a group or left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub actor: AgentKey,
    /// When, microseconds since the epoch, and by which statement: the order of moves.
    pub moment: (i64, Uuid),
    /// The organisation's calendar day, days since the epoch.
    pub day: i64,
    /// Whether it was joining.
    pub joined: bool,
}

impl Presence {
    /// Notes an own action.
    pub fn acted(&mut self, actor: AgentKey, day: i64) {
        let first = self.first.entry(actor).or_insert(day);
        *first = day.min(*first);
    }
}

/// How often somebody looked at something, or was there otherwise, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visits {
    /// Who.
    pub actor: AgentKey,
    /// The organisation's calendar day, days since the epoch.
    pub day: i64,
    /// What it counts as: a view or a presence.
    pub engagement: EngagementKind,
    /// How often.
    pub count: i64,
}
