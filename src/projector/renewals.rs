//! Deriving anew in a running gateway, whenever somebody has decided something else about meaning.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::follow::Projector;
use super::store;
use crate::statements;
use crate::store::{StoreError, Tx};

/// Asks for a new derivation.
#[derive(Debug, Clone, Default)]
pub struct Renewals(Arc<Notify>);

impl Renewals {
    /// Has it looked at whether all is to be derived anew. What is asked for while a derivation is
    /// under way is looked at after it.
    pub fn ask(&self) {
        self.0.notify_one();
    }

    /// Commits what was decided, and asks for a new derivation where that is needed.
    pub async fn commit(&self, tx: Tx, needed: bool) -> Result<(), StoreError> {
        tx.commit().await?;
        if needed {
            self.ask();
        }
        Ok(())
    }

    /// Derives anew each time that it was asked for and is needed, until `stop` is cancelled.
    /// `outdated` says whether it is needed at once.
    #[must_use]
    pub fn start(
        &self,
        projector: Projector,
        outdated: bool,
        stop: CancellationToken,
    ) -> JoinHandle<()> {
        let asked = self.0.clone();
        tokio::spawn(async move {
            let mut needed = outdated;
            while !stop.is_cancelled() {
                if needed {
                    projector.renew(stop.clone()).await;
                }
                if stop.run_until_cancelled(asked.notified()).await.is_none() {
                    return;
                }
                needed = match projector.prepare().await {
                    Ok(outdated) => outdated,
                    Err(error) => {
                        let error = anyhow::Error::from(error);
                        tracing::error!(
                            error = format!("{error:#}"),
                            "it is not known whether facts are to be derived anew"
                        );
                        false
                    }
                };
            }
        })
    }
}

/// How far a new derivation is: statements that are in, and those that there are. None while none is
/// under way.
pub async fn renewal(tx: &mut Tx) -> Result<Option<(i64, i64)>, StoreError> {
    let current = store::current(tx).await?.map(|current| current.generation);
    let generations = store::all(tx).await?;
    let next = generations
        .into_iter()
        .find(|it| Some(it.generation) != current && !it.retired);
    let head = statements::head(tx).await?.seq;
    Ok(next.map(|next| (next.seq, head)))
}
