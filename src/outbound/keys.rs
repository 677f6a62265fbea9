//! Key sets of servers that sign tokens for us, fetched when they are needed.

use std::collections::HashMap;
use std::sync::Arc;

use lti::jwks::{Cache, KeySet};
use lti::jws::Unverified;
use tokio::sync::Mutex;

use super::body;
use crate::clock::Clock;

/// Key sets by who signs with them. One fetch at a time for each.
#[derive(Debug, Default)]
pub struct KeyCaches(Mutex<HashMap<String, Arc<Mutex<Cache>>>>);

impl KeyCaches {
    /// The keys to check a token with: `fetch` gets them anew if the one it names is not known. None
    /// if no keys were ever to be had.
    pub async fn for_token(
        &self,
        clock: &Clock,
        signer: &str,
        token: &Unverified<'_>,
        fetch: impl AsyncFnOnce() -> Option<KeySet>,
    ) -> Option<KeySet> {
        let cache = self
            .0
            .lock()
            .await
            .entry(signer.to_owned())
            .or_default()
            .clone();
        let mut cache = cache.lock().await;
        if cache.should_fetch(token.key_id(), token.algorithm(), clock.now()) {
            let fetched = fetch().await;
            if fetched.is_none() {
                tracing::warn!(%signer, "the keys of a signer could not be fetched");
            }
            cache.fetched(fetched, clock.now());
        }
        cache.keys().cloned()
    }
}

/// Fetches a set of keys; none if what comes is no such set.
pub async fn fetch_keys(request: reqwest::RequestBuilder) -> Option<KeySet> {
    let response = request.send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    KeySet::parse(&body(response).await.ok()?)
}
