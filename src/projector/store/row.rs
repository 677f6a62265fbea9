//! Facts as they are read, and what of them counts on a day.

use uuid::Uuid;

use crate::projector::fact::Fact;
use crate::projector::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::statements::AgentKey;

/// The columns of a fact as [`Row`] reads them.
macro_rules! columns {
    () => {
        "f.seq, f.id, f.act, f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, \
         f.recipient, f.recipient_since, f.object, f.anchor, f.group_key, f.group_since, \
         f.quality, f.target, f.level, f.due_day, f.expires_day"
    };
}

/// What progress is worked out from; the same as in the index `fact_evidence`.
macro_rules! speaks_of_progress {
    () => {
        "(f.evidence <> 0 OR f.creates OR f.act IN (12, 19, 31))"
    };
}

/// What counts at the end of the day `$3`: not what came later, what was sent again, and what was
/// withdrawn by then.
macro_rules! counts {
    () => {
        "f.day <= $3 AND NOT f.resent AND (f.withdrawn_day IS NULL OR f.withdrawn_day > $3)"
    };
}

/// What counts of a group at the end of the day `$3`.
macro_rules! counts_there {
    () => {
        concat!(
            counts!(),
            " AND (f.group_since IS NULL OR f.group_since <= $3)"
        )
    };
}

/// The facts of groups, each beside its group.
macro_rules! facts_of {
    (sqlite) => {
        "FROM group_identifier i
         CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key"
    };
    (postgres) => {
        "FROM group_identifier i
         JOIN fact f ON f.generation = $1 AND f.group_key = i.key"
    };
}

/// That a group is one of the list `$2`.
macro_rules! these_groups {
    (sqlite) => {
        "i.group_id IN (SELECT unhex(value) FROM json_each($2))"
    };
    (postgres) => {
        "i.group_id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))"
    };
}

pub(super) use {columns, counts, counts_there, facts_of, speaks_of_progress, these_groups};

/// In the order of [`columns`], by which packs hold it.
#[derive(Clone, Copy, sqlx::FromRow, serde::Serialize, serde::Deserialize)]
pub(super) struct Row {
    pub(super) seq: i64,
    pub(super) id: Uuid,
    pub(super) act: i64,
    pub(super) engagement: i64,
    pub(super) evidence: i64,
    pub(super) at: i64,
    pub(super) day: i64,
    pub(super) actor: i64,
    pub(super) instructor: Option<i64>,
    pub(super) recipient: Option<i64>,
    pub(super) recipient_since: Option<i64>,
    pub(super) object: Option<i64>,
    pub(super) anchor: Option<i64>,
    pub(super) group_key: Option<i64>,
    pub(super) group_since: Option<i64>,
    pub(super) quality: Option<i64>,
    pub(super) target: Option<Uuid>,
    pub(super) level: Option<i64>,
    pub(super) due_day: Option<i64>,
    pub(super) expires_day: Option<i64>,
}

impl Row {
    /// As it was known at the end of a day; none for codes of a later release, which this one
    /// cannot weigh.
    pub(super) fn fact(self, until: i64) -> Option<Fact> {
        let known = |since: Option<i64>| since.is_none_or(|since| since <= until);
        Some(Fact {
            seq: self.seq,
            id: self.id,
            act: ActKind::from_code(self.act)?,
            engagement: EngagementKind::from_code(self.engagement)?,
            evidence: EvidenceKind::from_code(self.evidence)?,
            at: self.at,
            day: self.day,
            actor: self.actor as AgentKey,
            instructor: self.instructor,
            recipient: self.recipient.filter(|_| known(self.recipient_since)),
            object: self.object,
            anchor: self.anchor,
            group: self.group_key.filter(|_| known(self.group_since)),
            quality: self.quality,
            target: self.target,
            level: self.level,
            due_day: self.due_day,
            expires_day: self.expires_day,
            competencies: Vec::new(),
        })
    }
}
