//! Waiting for what a gateway does beside requests. Each test's own time limit bounds it.

use std::time::Duration;

/// Between two looks: without it, whoever waits takes the cores and the locks from what is waited for.
const PAUSE: Duration = Duration::from_millis(10);

/// Waits until something is so.
pub(crate) async fn until(mut condition: impl AsyncFnMut() -> bool) {
    once(async || condition().await.then_some(())).await;
}

/// What is there, once it is.
pub(crate) async fn once<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    loop {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
