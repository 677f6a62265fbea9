//! Tokens that are still good.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{AccessToken, Client};

/// A token is not used in its last seconds: a call with it may take a while, and clocks differ.
const MARGIN_SECONDS: i64 = 60;
/// Most tokens that are kept.
const MOST: usize = 10_000;

/// What a token is for. Tokens of one client are never used for another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CacheKey {
    issuer: String,
    client_id: String,
    deployment_id: Option<String>,
    token_endpoint: String,
    scopes: Vec<String>,
}

impl CacheKey {
    /// A key; the order of the scopes does not matter. The deployment is named where the platform
    /// gives tokens for one alone.
    #[must_use]
    pub fn new(
        issuer: &str,
        client: &Client,
        deployment_id: Option<&str>,
        scopes: &[&str],
    ) -> Self {
        let mut scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self {
            issuer: issuer.to_owned(),
            client_id: client.client_id.clone(),
            deployment_id: deployment_id.map(str::to_owned),
            token_endpoint: client.token_endpoint.to_string(),
            scopes,
        }
    }
}

/// Tokens by what they are for. One fetch at a time for each key is the host's to see to.
#[derive(Debug, Clone, Default)]
pub struct Cache(HashMap<CacheKey, Kept>);

#[derive(Debug, Clone)]
struct Kept {
    token: AccessToken,
    since: Timestamp,
    until: i64,
}

impl Kept {
    /// A clock that was set back makes a token's age unknown.
    fn is_good(&self, now: Timestamp) -> bool {
        self.since <= now && now.as_second() < self.until
    }
}

impl Cache {
    /// A token that is good for a call now.
    #[must_use]
    pub fn find(&self, key: &CacheKey, now: Timestamp) -> Option<&AccessToken> {
        let kept = self.0.get(key)?;
        kept.is_good(now).then_some(&kept.token)
    }

    /// Keeps a token. The last minute of its life is not used, or the last half of a shorter life.
    pub fn keep(&mut self, key: CacheKey, token: AccessToken, now: Timestamp) {
        if self.0.len() >= MOST {
            self.0.retain(|_, kept| kept.is_good(now));
        }
        let life = token.expires_at.as_second() - now.as_second();
        let until = token.expires_at.as_second() - MARGIN_SECONDS.min(life / 2);
        let kept = Kept {
            token,
            since: now,
            until,
        };
        if kept.is_good(now) && self.0.len() < MOST {
            self.0.insert(key, kept);
        }
    }

    /// Drops a token that a service answered 401 to, unless a newer one has taken its place.
    /// Then send the call once more with a new token; a second 401 is final.
    pub fn refused(&mut self, key: &CacheKey, token: &AccessToken) {
        if self
            .0
            .get(key)
            .is_some_and(|kept| kept.token.secret == token.secret)
        {
            self.0.remove(key);
        }
    }
}
