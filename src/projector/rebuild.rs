//! Derives everything anew beside what readers use, compares, and switches over: while the
//! gateway serves. A rebuild that was interrupted goes on where it stopped, and several instances
//! that rebuild at once work on the same generation, each portion done once.

use std::time::Instant;

use super::follow::{BATCH, Projector, ProjectorError};
use super::store;
use crate::statements;

/// Whether others are at work meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// They are: portions are small, since who stores statements waits for each, and it rests as long
    /// as it works.
    Beside,
    /// They are not: as fast as it goes.
    Alone,
}

impl Pace {
    /// Statements of one transaction.
    const fn portion(self) -> i64 {
        match self {
            Self::Beside => BATCH,
            Self::Alone => 10_000,
        }
    }

    /// Leaves room for others after work that began at a moment.
    async fn rest(self, begun: Instant) {
        if self == Self::Beside {
            tokio::time::sleep(begun.elapsed()).await;
        }
    }
}

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
    pace: Pace,
    progress: impl FnMut(i64, i64),
) -> Result<Rebuilt, ProjectorError> {
    projector.db.expect_much(pace == Pace::Alone).await?;
    let rebuilt = derive_anew(projector, pace, progress).await;
    let restored = projector.db.expect_much(false).await;
    let rebuilt = rebuilt?;
    restored?;
    Ok(rebuilt)
}

async fn derive_anew(
    projector: &Projector,
    pace: Pace,
    mut progress: impl FnMut(i64, i64),
) -> Result<Rebuilt, ProjectorError> {
    let next = begin(projector, pace).await?;
    if let Some(mut place) = projector.place(next).await? {
        let mut ahead = projector.read(&place, pace.portion()).await?;
        while let Some(portion) = ahead {
            let begun = Instant::now();
            let behind = place.behind(&portion);
            // The next portion is understood while this one is written.
            let (read, written) = tokio::join!(
                projector.read(&behind, pace.portion()),
                projector.write(next, portion)
            );
            written?;
            ahead = read?;
            place = behind;
            let mut tx = projector.db.read().await?;
            progress(place.seq, statements::head(&mut tx).await?.seq);
            drop(tx);
            pace.rest(begun).await;
        }
    }
    switch(projector, pace, next).await
}

/// The generation to fill: one that was begun by the rules that are wanted now, or a new one.
async fn begin(projector: &Projector, pace: Pace) -> Result<i64, ProjectorError> {
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
        if Some(left.generation) == current || left.retired {
            continue;
        }
        if (&left.vocabulary, &left.time_zone) == wanted {
            begun = Some(left.generation);
        } else {
            store::retire(&mut tx, left.generation).await?;
        }
    }
    let next = match begun {
        Some(begun) => begun,
        None => store::add_generation(&mut tx, false, wanted.0, wanted.1, now).await?,
    };
    tx.commit().await?;
    drop_retired(projector, pace).await?;
    Ok(next)
}

/// Brings the two generations to the same place, compares them, promotes the new one and drops the
/// old.
async fn switch(projector: &Projector, pace: Pace, next: i64) -> Result<Rebuilt, ProjectorError> {
    let mut difference = None;
    let rebuilt = loop {
        // The comparison takes longer than writers should wait, so it is made of what one
        // transaction reads; both sides add the same to it until they are switched.
        let mut tx = match difference {
            None => projector.db.read().await?,
            Some(_) => projector.db.write().await?,
        };
        let generations = match difference {
            None => store::all(&mut tx).await?,
            Some(_) => store::lock_all(&mut tx).await?,
        };
        let current = store::current(&mut tx).await?;
        let made = generations
            .into_iter()
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
            let behind = if old.seq < made.seq { &old } else { &made };
            drop(tx);
            projector.step(behind.generation).await?;
            continue;
        }
        let Some(difference) = difference else {
            let [facts, competencies, contributions] =
                store::differences(&mut tx, old.generation, next, made.seq).await?;
            difference = Some(Difference {
                facts,
                competencies,
                contributions,
            });
            continue;
        };
        store::retire(&mut tx, old.generation).await?;
        store::promote(&mut tx, next).await?;
        tx.commit().await?;
        break Rebuilt {
            statements: made.seq,
            difference,
            rules_changed: (&old.vocabulary, &old.time_zone) != (&made.vocabulary, &made.time_zone),
        };
    };
    drop_retired(projector, pace).await?;
    Ok(rebuilt)
}

/// Drops all generations that are not used any more, bit by bit.
async fn drop_retired(projector: &Projector, pace: Pace) -> Result<(), ProjectorError> {
    let mut tx = projector.db.read().await?;
    let generations = store::all(&mut tx).await?;
    drop(tx);
    for retired in generations.iter().filter(|left| left.retired) {
        let mut after = 0;
        while after < retired.seq {
            let until = after + pace.portion();
            let begun = Instant::now();
            let mut tx = projector.db.write().await?;
            store::drop_portion(&mut tx, retired.generation, after, until).await?;
            tx.commit().await?;
            pace.rest(begun).await;
            after = until;
        }
        let mut tx = projector.db.write().await?;
        store::drop_generation(&mut tx, retired.generation).await?;
        tx.commit().await?;
    }
    Ok(())
}
