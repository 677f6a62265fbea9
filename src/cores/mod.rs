//! Work that is divided among the processor's cores.

use std::num::NonZero;
use std::thread::available_parallelism;

/// Gives each core a part of `items` and returns what `work` made of them, in their order.
/// A panic of `work` goes on in the caller.
pub async fn on_all<T, R, F>(mut items: Vec<T>, work: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(Vec<T>) -> Vec<R> + Clone + Send + 'static,
{
    let cores = available_parallelism().map_or(1, NonZero::get);
    let size = items.len().div_ceil(cores).max(1);
    let mut parts = Vec::new();
    while !items.is_empty() {
        let rest = items.split_off(size.min(items.len()));
        let part = std::mem::replace(&mut items, rest);
        let work = work.clone();
        parts.push(tokio::task::spawn_blocking(move || work(part)));
    }
    let mut made = Vec::new();
    for part in parts {
        match part.await {
            Ok(part) => made.extend(part),
            Err(stopped) => match stopped.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The process is ending, and nobody waits any more.
                Err(_cancelled) => std::future::pending().await,
            },
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_item_comes_back_in_its_place() {
        for count in [0, 1, 2, 3, 1000] {
            let items: Vec<u32> = (0..count).collect();
            let doubled = on_all(items.clone(), |part| {
                part.into_iter().map(|one| one * 2).collect()
            })
            .await;
            assert_eq!(
                doubled,
                items.iter().map(|one| one * 2).collect::<Vec<u32>>()
            );
        }
    }
}
