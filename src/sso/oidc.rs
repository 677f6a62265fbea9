//! The relying party: discovery, the authorization request, and the check of what comes back.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::claims;
use crate::config::Sso;
use crate::outbound::{self, OutboundError};

/// Signing algorithms that are taken, whatever a provider offers: never `none`, never a shared
/// secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];
/// Discovery and keys are read again after this long.
const FRESH: Duration = Duration::from_secs(3600);
/// Keys that turn out unknown are looked for no more often than this.
const REFRESH: Duration = Duration::from_secs(60);

/// Why a sign-in failed. The person is told only that it did.
#[derive(Debug, thiserror::Error)]
pub(super) enum OidcError {
    /// The provider could not be reached or described itself wrongly.
    #[error("discovering the identity provider: {0}")]
    Discovery(String),
    /// The code could not be exchanged.
    #[error("exchanging the code: {0}")]
    Exchange(String),
    /// The provider sent no ID token.
    #[error("the identity provider sent no ID token")]
    NoIdToken,
    /// The ID token is not what it has to be.
    #[error("checking the ID token: {0}")]
    IdToken(String),
    /// User information contradicts the ID token.
    #[error("reading user information: {0}")]
    UserInfo(String),
    /// A setting is unusable.
    #[error("the setting {0} is unusable")]
    Setting(&'static str),
}

/// The organisation's identity provider.
#[derive(Debug)]
pub struct Provider {
    config: Sso,
    issuer: Url,
    redirect: Url,
    client: Fetcher,
    known: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

/// The shared client as the library wants to see it.
#[derive(Debug, Clone)]
struct Fetcher(reqwest::Client);

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

/// Where to send the browser, and what to remember meanwhile.
pub(super) struct Request {
    pub(super) url: Url,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// What the provider vouches for.
pub(super) struct Identity {
    pub(super) issuer: String,
    pub(super) claims: Value,
}

impl Provider {
    /// None where no provider is configured.
    #[must_use]
    pub fn new(config: &Sso, base: &Url, client: reqwest::Client) -> Option<Self> {
        Some(Self {
            issuer: config.issuer.clone()?,
            redirect: base.join("sign-in/callback").ok()?,
            config: config.clone(),
            client: Fetcher(client),
            known: Mutex::new(None),
        })
    }

    async fn metadata(&self, at_most: Duration) -> Result<Arc<CoreProviderMetadata>, OidcError> {
        let mut known = self.known.lock().await;
        if let Some((read, metadata)) = &*known
            && read.elapsed() < at_most
        {
            return Ok(metadata.clone());
        }
        // Providers write their issuer with or without a slash at the end; a parsed URL has one.
        let issuer = self.issuer.as_str();
        let bare = issuer
            .strip_suffix('/')
            .filter(|_| self.issuer.path() == "/")
            .unwrap_or(issuer);
        let discover = async |issuer: &str| {
            let issuer = IssuerUrl::new(issuer.to_owned())
                .map_err(|error| OidcError::Discovery(error.to_string()))?;
            CoreProviderMetadata::discover_async(issuer, &self.client)
                .await
                .map_err(|error| OidcError::Discovery(describe(&error)))
        };
        let found = match discover(bare).await {
            Ok(found) => found,
            Err(error) if bare == issuer => return Err(error),
            Err(_) => discover(issuer).await?,
        };
        let metadata = Arc::new(found);
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    /// The authorization request.
    pub(super) async fn request(&self, state: String, nonce: String) -> Result<Request, OidcError> {
        let metadata = self.metadata(FRESH).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.relying_party(&metadata)?;
        let scopes = self.config.scopes.iter().cloned().map(Scope::new);
        let (sent_state, sent_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || sent_state,
                || sent_nonce,
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        Ok(Request {
            url,
            state,
            nonce,
            verifier: verifier.secret().clone(),
        })
    }

    fn relying_party(&self, metadata: &CoreProviderMetadata) -> Result<Party, OidcError> {
        let id = self
            .config
            .client_id
            .clone()
            .ok_or(OidcError::Setting("sso.client_id"))?;
        let secret = self
            .config
            .client_secret
            .as_ref()
            .map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        Ok(
            CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(id), secret)
                .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone())),
        )
    }

    /// Exchanges the code and checks the ID token (`OpenID` Connect Core 3.1.3.7).
    pub(super) async fn answer(
        &self,
        code: String,
        verifier: String,
        nonce: &str,
    ) -> Result<Identity, OidcError> {
        let mut metadata = self.metadata(FRESH).await?;
        let party = self.relying_party(&metadata)?;
        let tokens = party
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::Exchange(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.client)
            .await
            .map_err(|error| OidcError::Exchange(describe(&error)))?;
        let token = tokens.id_token().ok_or(OidcError::NoIdToken)?;
        let nonce = Nonce::new(nonce.to_owned());
        let check = |metadata: &CoreProviderMetadata| {
            let party = self.relying_party(metadata)?;
            let verifier = party.id_token_verifier().set_allowed_algs(ALGORITHMS);
            token
                .claims(&verifier, &nonce)
                .map(|claims| claims.issuer().to_string())
                .map_err(|error| OidcError::IdToken(describe(&error)))
        };
        let issuer = match check(&metadata) {
            Ok(issuer) => issuer,
            // The keys may have been changed since they were read.
            Err(_) => {
                metadata = self.metadata(REFRESH).await?;
                check(&metadata)?
            }
        };
        let mut claims = payload(&token.to_string())?;
        if !claims::has_roles(&self.config, &claims)
            && let Some(address) = metadata.userinfo_endpoint()
        {
            self.add_user_info(address.url(), tokens.access_token_secret(), &mut claims)
                .await?;
        }
        Ok(Identity { issuer, claims })
    }

    /// Adds claims of the userinfo endpoint that the ID token leaves out.
    async fn add_user_info(
        &self,
        address: &Url,
        token: &str,
        claims: &mut Value,
    ) -> Result<(), OidcError> {
        let failed = |error: String| OidcError::UserInfo(error);
        let response = self
            .client
            .0
            .get(address.clone())
            .bearer_auth(token)
            .send()
            .await
            .map_err(|error| failed(error.to_string()))?;
        let body = outbound::body(response)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let more: Value =
            serde_json::from_slice(&body).map_err(|error| failed(error.to_string()))?;
        if more.get("sub") != claims.get("sub") {
            return Err(failed("it is about another subject".into()));
        }
        if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(())
    }
}

/// The client once endpoints of a discovered provider are known.
type Party = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// The access token's text.
trait AccessTokenSecret {
    fn access_token_secret(&self) -> &str;
}

impl AccessTokenSecret for openidconnect::core::CoreTokenResponse {
    fn access_token_secret(&self) -> &str {
        use openidconnect::OAuth2TokenResponse;
        self.access_token().secret()
    }
}

/// The claims of a token whose signature was checked.
fn payload(token: &str) -> Result<Value, OidcError> {
    let part = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|error| OidcError::IdToken(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| OidcError::IdToken(error.to_string()))
}

fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
