//! Requests to platforms: their keys, their tokens, their services.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use lti::jwks::KeySet;
use lti::jws::Unverified;
use lti::services::token::{self, AccessToken, Cache, CacheKey, Client, TokenError};
use lti::services::{Answer, Call, OriginError, Origins, Verdict};
use reqwest::{Method, header};
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use super::keys::{self, ToolKeyError};
use super::{CANVAS_DOMAIN, Platform};
use crate::clock::Clock;
use crate::outbound::{Guarded, KeyCaches, OutboundError, body_up_to, fetch_keys};
use crate::seal::MasterKey;
use crate::store::Db;

/// A service has this long for a page of its answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Keys have this long: somebody waits for the launch that needs them.
const KEYS_PATIENCE: Duration = Duration::from_secs(5);
/// Largest answer of a service, in bytes: a page of a large roster is one or two million.
const LARGEST: usize = 8 * 1024 * 1024;

/// Why a call brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The platform was registered without an address for tokens.
    #[error("the platform has no token endpoint")]
    NoTokenEndpoint,
    /// The platform grants none of the scopes that the call needs.
    #[error("the platform does not grant a scope that this needs")]
    MissingScope,
    /// A stored address is unusable.
    #[error("the registration's addresses are unusable")]
    Registration,
    /// The address is on an origin that the registration does not name.
    #[error("the address is not the platform's")]
    Origin(#[from] OriginError),
    /// Our own key cannot be had.
    #[error("signing for the platform")]
    Key(#[from] ToolKeyError),
    /// The platform gave no token.
    #[error("asking for a token")]
    Token(#[from] TokenError),
    /// The platform could not be asked.
    #[error("asking the platform")]
    Outbound(#[from] OutboundError),
}

impl CallError {
    /// A stable word for logs and pages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTokenEndpoint => "token_endpoint",
            Self::MissingScope => "service_scope",
            Self::Registration => "registration",
            Self::Origin(error) => error.code(),
            Self::Key(_) => "tool_key",
            Self::Token(error) => error.code(),
            Self::Outbound(OutboundError::Refused(_)) => "address_refused",
            Self::Outbound(OutboundError::TooLarge(_)) => "answer_too_large",
            Self::Outbound(OutboundError::Request(_)) => "unreachable",
        }
    }
}

/// What asks platforms: a handle that is cheap to clone.
#[derive(Debug, Clone)]
pub struct Platforms {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Opens our private keys.
    pub key: MasterKey,
    /// The guarded client.
    pub client: Guarded,
    /// Whether private addresses and plain http are allowed.
    pub allow_private: bool,
    signers: Arc<KeyCaches>,
    tokens: Arc<Tokens>,
}

/// Tokens, and a lock for each of them, so that one is asked for by one caller at a time.
#[derive(Debug, Default)]
struct Tokens {
    cache: std::sync::Mutex<Cache>,
    locks: std::sync::Mutex<HashMap<CacheKey, Arc<Mutex<()>>>>,
}

impl Tokens {
    fn find(&self, key: &CacheKey, now: jiff::Timestamp) -> Option<AccessToken> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.find(key, now).cloned()
    }

    fn change(&self, change: impl FnOnce(&mut Cache)) {
        change(&mut self.cache.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self, key: &CacheKey) -> Arc<Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.entry(key.clone()).or_default().clone()
    }
}

impl Platforms {
    /// What asks platforms through a guarded client.
    #[must_use]
    pub fn new(db: Db, clock: Clock, key: MasterKey, client: Guarded, allow_private: bool) -> Self {
        Self {
            db,
            clock,
            key,
            client,
            allow_private,
            signers: Arc::default(),
            tokens: Arc::default(),
        }
    }

    /// The keys to check a platform's token with: fetched when they are needed, one fetch at a time,
    /// and for keys that are not known as seldom as `lti::jwks::Cache` says.
    pub async fn keys_for(
        &self,
        platform: &Platform,
        jwks_uri: &Url,
        token: &Unverified<'_>,
    ) -> Option<KeySet> {
        self.signers
            .for_token(&self.clock, &platform.id.to_string(), token, async || {
                self.fetch_keys(jwks_uri).await
            })
            .await
    }

    /// A platform's keys as they are now.
    pub(super) async fn fetch_keys(&self, jwks_uri: &Url) -> Option<KeySet> {
        let request = self.client.request(Method::GET, jwks_uri.clone()).ok()?;
        fetch_keys(request.timeout(KEYS_PATIENCE)).await
    }

    /// Sends a call to a service of the platform, with a token for it. A token that is refused is
    /// asked for anew, once. That it failed is for whoever asked to note.
    pub async fn call(&self, platform: &Platform, call: &Call) -> Result<Answer, CallError> {
        self.origins(platform)?.allows(&call.url)?;
        let granted = platform.granted();
        let scope = call.scope(&granted).ok_or(CallError::MissingScope)?;
        let (key, token) = self.token(platform, &[scope]).await?;
        let answer = self.send(call, Some(token.secret())).await?;
        if Verdict::of(&answer, self.clock.now()) != Verdict::DropToken {
            return Ok(answer);
        }
        self.tokens.change(|cache| cache.refused(&key, &token));
        let (_, token) = self.token(platform, &[scope]).await?;
        Ok(self.send(call, Some(token.secret())).await?)
    }

    /// Where a token of the platform may go.
    pub fn origins(&self, platform: &Platform) -> Result<Origins, CallError> {
        let registration = platform
            .registration(&[], String::new())
            .ok_or(CallError::Registration)?;
        let mut origins = Origins::of(&registration, self.allow_private);
        if let Some(endpoint) = &platform.token_endpoint {
            origins = origins.with(&Url::parse(endpoint).map_err(|_| CallError::Registration)?);
        }
        if platform.is_canvas() {
            origins = origins.with_domain(CANVAS_DOMAIN);
        }
        Ok(origins)
    }

    /// A token for scopes, kept as long as it is good.
    pub async fn token(
        &self,
        platform: &Platform,
        scopes: &[&str],
    ) -> Result<(CacheKey, AccessToken), CallError> {
        let endpoint = platform.token_endpoint.as_deref();
        let endpoint = Url::parse(endpoint.ok_or(CallError::NoTokenEndpoint)?);
        let client = Client {
            client_id: platform.client_id.clone(),
            token_endpoint: endpoint.map_err(|_| CallError::Registration)?,
            audience: platform.audience.clone(),
        };
        let key = CacheKey::new(&platform.issuer, &client, None, scopes);
        let lock = self.tokens.lock(&key);
        let _one_at_a_time = lock.lock().await;
        let now = self.clock.now();
        if let Some(token) = self.tokens.find(&key, now) {
            return Ok((key, token));
        }
        let own = platform.own_keys.then_some(platform.id);
        let tool_key = keys::signing(&self.db, &self.key, own, now).await?;
        let jti = Uuid::new_v4().to_string();
        let call = token::request(&client, &tool_key, scopes, &jti, now);
        let call = call.map_err(ToolKeyError::from)?;
        let answer = self.send(&call, None).await?;
        let token = match token::parse(&answer, scopes, now) {
            Err(TokenError::Refused {
                verdict: Verdict::MissingScope,
                ..
            }) => return Err(CallError::MissingScope),
            answered => answered?,
        };
        if token.scopes().is_empty() {
            return Err(CallError::MissingScope);
        }
        self.tokens
            .change(|cache| cache.keep(key.clone(), token.clone(), now));
        Ok((key, token))
    }

    /// Sends a request as it is, by the guarded client, with limits on time and size.
    pub(super) async fn send(
        &self,
        call: &Call,
        bearer: Option<&str>,
    ) -> Result<Answer, OutboundError> {
        let method = match call.method {
            lti::services::Method::Get => Method::GET,
            lti::services::Method::Post => Method::POST,
            lti::services::Method::Put => Method::PUT,
            lti::services::Method::Delete => Method::DELETE,
        };
        let mut request = self
            .client
            .request(method, call.url.clone())?
            .header(header::ACCEPT, call.accept)
            .timeout(PATIENCE);
        if let Some(kind) = call.content_type {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect();
        let body = body_up_to(response, LARGEST).await?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}
