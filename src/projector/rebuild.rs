//! Derives everything anew beside what readers use, compares, and switches over: while the
//! gateway serves. A rebuild that was interrupted goes on where it stopped, and several instances
//! that rebuild at once work on the same generation, each portion done once.

use super::follow::{Projector, ProjectorError};
use super::store;
use crate::statements;

/// Statements of a portion: more than when following, since nobody waits for what is derived.
const PORTION: i64 = 4000;

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
    let next = begin(projector).await?;
    if let Some(mut place) = projector.place(next).await? {
        let mut ahead = projector.read(&place, PORTION).await?;
        while let Some(portion) = ahead {
            let behind = place.behind(&portion);
            // The next portion is understood while this one is written.
            let (read, written) = tokio::join!(
                projector.read(&behind, PORTION),
                projector.write(next, portion)
            );
            written?;
            ahead = read?;
            place = behind;
            let mut tx = projector.db.read().await?;
            progress(place.seq, statements::head(&mut tx).await?.seq);
        }
    }
    switch(projector, next).await
}

/// The generation to fill: one that was begun by the rules that are wanted now, or a new one.
async fn begin(projector: &Projector) -> Result<i64, ProjectorError> {
    let now = projector.clock.now().as_microsecond();
    let mut tx = projector.db.write().await?;
    statements::lock(&mut tx).await?;
    let vocabulary = projector.vocabularies.wanted(&mut tx).await?;
    let wanted = (&vocabulary.version, &projector.zone_name);
    let current = store::current(&mut tx)
        .await?
        .map(|current| current.generation);
    let mut begun = None;
    for left in store::lock_all(&mut tx).await? {
        if Some(left.generation) == current {
            continue;
        }
        if (&left.vocabulary, &left.time_zone) == wanted {
            begun = Some(left.generation);
        } else {
            store::drop_generation(&mut tx, left.generation).await?;
        }
    }
    let next = match begun {
        Some(begun) => begun,
        None => store::add_generation(&mut tx, false, wanted.0, wanted.1, now).await?,
    };
    tx.commit().await?;
    Ok(next)
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
        if old.generation == next {
            // Another instance that worked on the same generation has switched already.
            return Ok(Rebuilt {
                statements: made.seq,
                difference: Difference::default(),
                rules_changed: false,
            });
        }
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
