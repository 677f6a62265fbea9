//! Derives everything anew beside what readers use, compares, and switches over: while the
//! gateway serves.

use super::follow::{Projector, ProjectorError, Step};
use super::store;
use crate::statements;

/// What a rebuild found different from what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Difference {
    /// Facts that stand on one side only.
    pub facts: i64,
    /// Links to competencies that stand on one side only.
    pub competencies: i64,
    /// Contributions that stand on one side only.
    pub contributions: i64,
}

/// The end of a rebuild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Statements read.
    pub statements: i64,
    /// What was different; with the same vocabulary and zone there is nothing.
    pub difference: Difference,
    /// Whether vocabulary or zone have changed, so that differences are meant.
    pub rules_changed: bool,
}

/// Rebuilds. `progress` is told how far it is and how far it has to go.
pub async fn rebuild(
    projector: &Projector,
    mut progress: impl FnMut(i64, i64),
) -> Result<Rebuilt, ProjectorError> {
    let now = projector.clock.now().as_microsecond();
    let mut tx = projector.db.write().await?;
    statements::lock(&mut tx).await?;
    let current = store::current(&mut tx)
        .await?
        .map(|current| current.generation);
    // What an interrupted rebuild left behind.
    for left in store::lock_all(&mut tx).await? {
        if Some(left.generation) != current {
            store::drop_generation(&mut tx, left.generation).await?;
        }
    }
    let (version, zone) = (&projector.vocabulary.version, &projector.zone_name);
    let next = store::add_generation(&mut tx, false, version, zone, now).await?;
    tx.commit().await?;
    let mut done = 0;
    loop {
        let mut tx = projector.db.read().await?;
        let head = statements::head(&mut tx).await?.seq;
        drop(tx);
        progress(done, head);
        if projector.step(next).await? == Step::End {
            break;
        }
        done = (done + super::follow::BATCH).min(head);
    }
    switch(projector, next).await
}

/// Brings the two generations to the same place, compares them and promotes the new one.
async fn switch(projector: &Projector, next: i64) -> Result<Rebuilt, ProjectorError> {
    loop {
        let mut tx = projector.db.write().await?;
        let generations = store::lock_all(&mut tx).await?;
        let current = store::current(&mut tx).await?;
        let made = generations
            .iter()
            .find(|generation| generation.generation == next);
        let (Some(old), Some(made)) = (current, made) else {
            return Err(ProjectorError::Store(sqlx::Error::RowNotFound.into()));
        };
        if old.seq != made.seq {
            let behind = if old.seq < made.seq {
                old.generation
            } else {
                next
            };
            drop(tx);
            projector.step(behind).await?;
            continue;
        }
        let [facts, competencies, contributions] =
            store::differences(&mut tx, old.generation, next).await?;
        store::promote(&mut tx, next).await?;
        store::drop_generation(&mut tx, old.generation).await?;
        let rebuilt = Rebuilt {
            statements: made.seq,
            difference: Difference {
                facts,
                competencies,
                contributions,
            },
            rules_changed: (&old.vocabulary, &old.time_zone) != (&made.vocabulary, &made.time_zone),
        };
        tx.commit().await?;
        return Ok(rebuilt);
    }
}
