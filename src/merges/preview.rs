//! What a merge would come to, without it being made: counts before and after. The numbers
//! themselves are for the person and their coaches.

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{MergeError, merge};
use crate::alerts;
use crate::competency::{self, PersonReport};
use crate::people::{self, PersonId};
use crate::restrictions::{self, Use};
use crate::store::{Db, StoreError, Tx};

/// What belongs to a person, in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// By how many identifiers they are known.
    pub identifiers: usize,
    /// Groups they have acted in.
    pub groups: usize,
    /// Statements that are evidence of something.
    pub evidence: usize,
    /// Competencies there is a plan or evidence for.
    pub competencies: usize,
    /// Competencies of which a level is reached.
    pub reached: usize,
    /// Open alerts.
    pub alerts: usize,
    /// Those of them that a coach has put off.
    pub snoozed: usize,
}

/// What a merge would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preview {
    /// Who stays, before.
    pub kept: Standing,
    /// Who becomes part of them, before.
    pub merged: Standing,
    /// Both, after.
    pub together: Standing,
    /// Competencies in which who stays has a higher level after.
    pub rises: usize,
    /// Competencies in which the level is lower than the higher one of the two before.
    pub falls: usize,
}

/// Merges two persons, sees what it comes to, and leaves everything as it was.
pub async fn preview(
    db: &Db,
    (kept, merged): (PersonId, PersonId),
    today: i64,
    now: Timestamp,
) -> Result<Preview, MergeError> {
    let mut tx = db.write().await?;
    let (before, kept_levels) = standing(&mut tx, kept, today).await?;
    let (other, merged_levels) = standing(&mut tx, merged, today).await?;
    merge(&mut tx, kept, merged, "preview", "preview", now).await?;
    let (together, levels) = standing(&mut tx, kept, today).await?;
    // Dropped, the transaction leaves nothing of it.
    drop(tx);
    let level = |of: &[(i64, u8)], key: i64| {
        let found = of.iter().find(|(known, _)| *known == key);
        found.map_or(0, |(_, level)| *level)
    };
    let changed = |compare: fn(u8, u8, u8) -> bool| {
        let all = levels.iter().filter(|(key, after)| {
            compare(
                *after,
                level(&kept_levels, *key),
                level(&merged_levels, *key),
            )
        });
        all.count()
    };
    Ok(Preview {
        kept: before,
        merged: other,
        together,
        rises: changed(|after, kept, _| after > kept),
        falls: changed(|after, kept, merged| after < kept.max(merged)),
    })
}

/// What belongs to a person, and the levels reached by competency.
async fn standing(
    tx: &mut Tx,
    person: PersonId,
    today: i64,
) -> Result<(Standing, Vec<(i64, u8)>), StoreError> {
    let identifiers = people::identifiers(tx, person).await?.len();
    let (alerts, snoozed) = alerts::open_about(tx, person, today).await?;
    // Of whom data are only kept, it says no more than that they are there.
    let report = if restrictions::is_withheld(tx, person, Use::Everything).await? {
        None
    } else {
        competency::person_report(tx, person, today).await?
    };
    let levels = report.as_ref().map(levels).unwrap_or_default();
    let statements: BTreeSet<Uuid> = report
        .iter()
        .flat_map(|report| &report.competencies)
        .flat_map(|one| &one.evidence)
        .map(|item| item.statement)
        .collect();
    let standing = Standing {
        identifiers,
        groups: report.as_ref().map_or(0, |report| report.groups.len()),
        evidence: statements.len(),
        competencies: levels.len(),
        reached: levels.iter().filter(|(_, level)| *level > 0).count(),
        alerts,
        snoozed,
    };
    Ok((standing, levels))
}

fn levels(report: &PersonReport) -> Vec<(i64, u8)> {
    let all = report.competencies.iter();
    all.map(|one| (one.key, one.progress.level)).collect()
}
