//! The identity providers: what they say of themselves, read when it is needed and kept for a while.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, HttpRequest, HttpResponse, IssuerUrl,
    ProviderMetadata, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;

use super::oidc::{OidcError, describe};
use crate::clock::Clock;
use crate::config::{ProviderSettings, Sso, is_private};
use crate::outbound::{self, OutboundError};

/// Discovery and keys are read again after this long.
const FRESH: Duration = Duration::from_secs(3600);
/// A provider that could not be asked is asked again after this long.
const FAILED: Duration = Duration::from_secs(2);
/// While a provider cannot be asked, what it said before holds this long.
const STALE: Duration = Duration::from_secs(24 * 3600);
/// Keys that turn out unknown are looked for no more often than so many times in a minute.
const UNKNOWN: usize = 5;
const MINUTE: Duration = Duration::from_secs(60);

/// What the library does not read by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct More {
    /// Where to send somebody who signs out (`OpenID` Connect RP-Initiated Logout 1.0).
    pub(super) end_session_endpoint: Option<Url>,
    /// Whether each answer names its issuer (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The shared client as the library wants to see it.
#[derive(Debug, Clone)]
pub(super) struct Fetcher(pub(super) reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Fetcher {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let response = self
                .0
                .request(parts.method, parts.uri.to_string())
                .headers(parts.headers)
                .body(body)
                .send()
                .await?;
            let mut answer = HttpResponse::new(Vec::new());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            *answer.body_mut() = outbound::body(response).await?;
            Ok(answer)
        })
    }
}

/// What is known of a provider.
#[derive(Debug, Default)]
struct Known {
    metadata: Option<Arc<Metadata>>,
    read_at: Option<Instant>,
    failed: Option<(Instant, String)>,
    /// When it was read for a key that was unknown, in the last minute.
    searched_at: Vec<Instant>,
}

/// An identity provider.
#[derive(Debug)]
pub struct Provider {
    pub(super) settings: ProviderSettings,
    pub(super) redirect: Url,
    pub(super) signed_out: Url,
    pub(super) client: Fetcher,
    pub(super) clock: Clock,
    known: Mutex<Known>,
}

/// Every identity provider, in the order of the settings.
#[derive(Debug)]
pub struct Providers(Vec<Provider>);

impl Providers {
    /// Those of the configuration. None is asked before somebody signs in.
    pub fn new(
        config: &Sso,
        base: &Url,
        client: &reqwest::Client,
        clock: &Clock,
    ) -> Result<Self, url::ParseError> {
        let provider = |settings: ProviderSettings| {
            let path = match settings.name.as_str() {
                "" => "sign-in/callback".to_owned(),
                name => format!("sign-in/callback/{name}"),
            };
            Ok(Provider {
                redirect: base.join(&path)?,
                signed_out: base.join("sign-in")?,
                settings,
                client: Fetcher(client.clone()),
                clock: clock.clone(),
                known: Mutex::default(),
            })
        };
        let all: Result<Vec<Provider>, url::ParseError> =
            config.all().into_iter().map(provider).collect();
        all.map(Self)
    }

    /// Every provider.
    #[must_use]
    pub fn all(&self) -> &[Provider] {
        &self.0
    }

    /// The provider with a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Provider> {
        self.0
            .iter()
            .find(|provider| provider.settings.name == name)
    }

    /// The provider that may have issued a token.
    pub(super) fn of_issuer(&self, issuer: &str) -> Option<&Provider> {
        let bare = |text: &str| text.trim_end_matches('/').to_owned();
        self.0
            .iter()
            .find(|provider| bare(provider.settings.issuer.as_str()) == bare(issuer))
    }
}

impl Provider {
    /// Its name in addresses and rows.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.settings.label
    }

    /// Its settings.
    #[must_use]
    pub const fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Where it sends browsers back to.
    #[must_use]
    pub const fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Why it could not be asked the last time, if it could not.
    pub async fn failure(&self) -> Option<String> {
        let known = self.known.lock().await;
        known.failed.as_ref().map(|(_, error)| error.clone())
    }

    /// What it says of itself and its keys. One request at a time, however many wait.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, OidcError> {
        let mut known = self.known.lock().await;
        let age = known.read_at.map(|read| read.elapsed());
        if let (Some(metadata), Some(age)) = (&known.metadata, age)
            && age < FRESH
        {
            return Ok(metadata.clone());
        }
        self.read(&mut known).await
    }

    /// The same, read anew for a key that `old` does not hold, unless somebody else has read it
    /// meanwhile, or it was looked for too often.
    pub(super) async fn newer(&self, old: &Arc<Metadata>) -> Result<Arc<Metadata>, OidcError> {
        let mut known = self.known.lock().await;
        if let Some(metadata) = &known.metadata
            && !Arc::ptr_eq(metadata, old)
        {
            return Ok(metadata.clone());
        }
        known.searched_at.retain(|at| at.elapsed() < MINUTE);
        if known.searched_at.len() >= UNKNOWN {
            return Ok(old.clone());
        }
        known.searched_at.push(Instant::now());
        self.read(&mut known).await
    }

    async fn read(&self, known: &mut Known) -> Result<Arc<Metadata>, OidcError> {
        let just_failed = known
            .failed
            .as_ref()
            .filter(|(at, _)| at.elapsed() < FAILED);
        let failure = match just_failed {
            Some((_, error)) => error.clone(),
            None => match self.discover().await {
                Ok(metadata) => {
                    let metadata = Arc::new(metadata);
                    known.metadata = Some(metadata.clone());
                    known.read_at = Some(Instant::now());
                    known.failed = None;
                    return Ok(metadata);
                }
                Err(error) => {
                    tracing::warn!(provider = %self.settings.issuer, %error, "an identity provider could not be read");
                    known.failed = Some((Instant::now(), error.clone()));
                    error
                }
            },
        };
        let old = known.read_at.is_some_and(|read| read.elapsed() < STALE);
        match &known.metadata {
            Some(metadata) if old => Ok(metadata.clone()),
            _ => Err(OidcError::Discovery(failure)),
        }
    }

    async fn discover(&self) -> Result<Metadata, String> {
        // Providers write their issuer with or without a slash at the end; a parsed URL has one.
        let issuer = self.settings.issuer.as_str();
        let bare = issuer
            .strip_suffix('/')
            .filter(|_| self.settings.issuer.path() == "/")
            .unwrap_or(issuer);
        let found = match self.discover_as(bare).await {
            Err(_) if bare != issuer => self.discover_as(issuer).await?,
            found => found?,
        };
        match open_endpoint(&found) {
            Some(open) => Err(format!("{open} is neither https nor on this machine")),
            None => Ok(found),
        }
    }

    async fn discover_as(&self, issuer: &str) -> Result<Metadata, String> {
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| error.to_string())?;
        Metadata::discover_async(issuer, &self.client)
            .await
            .map_err(|error| describe(&error))
    }

    /// Where a browser goes to be signed out at the provider, too; none if it has no such place.
    pub async fn end_session(&self, id_token: Option<&str>) -> Option<Url> {
        // Signing out here has to work while the provider does not.
        let metadata = self.metadata().await.ok()?;
        let mut url = metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("client_id", &self.settings.client_id);
            query.append_pair("post_logout_redirect_uri", self.signed_out.as_str());
            if let Some(id_token) = id_token {
                query.append_pair("id_token_hint", id_token);
            }
        }
        Some(url)
    }
}

/// An address of a provider between which and here somebody could listen.
fn open_endpoint(metadata: &Metadata) -> Option<Url> {
    let token = metadata.token_endpoint().map(TokenUrl::url);
    let userinfo = metadata.userinfo_endpoint().map(UserInfoUrl::url);
    let end = (metadata.additional_metadata().end_session_endpoint).as_ref();
    let all = [
        Some(metadata.authorization_endpoint().url()),
        token,
        userinfo,
        end,
    ];
    let open = all.into_iter().flatten().find(|url| !is_private(url));
    open.cloned()
}
