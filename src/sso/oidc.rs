//! The relying party: the authorization request, and the check of what comes back.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, TokenResponse,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use super::claims;
use super::provider::{Metadata, Provider};
use crate::outbound;

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
/// Tolerated difference between a provider's clock and ours, in seconds.
pub(super) const SKEW: i64 = 60;
/// An ID token comes with the code, just made: one that was issued longer ago is somebody's old one.
const ISSUED: i64 = 10 * 60;
/// Longest subject (`OpenID` Connect Core 1.0, 2).
const SUBJECT: usize = 255;

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum OidcError {
    /// The provider could not be reached or described itself wrongly.
    #[error("discovering the identity provider: {0}")]
    Discovery(String),
    /// The provider could not be reached for the code's exchange.
    #[error("reaching the identity provider: {0}")]
    Down(String),
    /// The code could not be exchanged.
    #[error("exchanging the code: {0}")]
    Exchange(String),
    /// The provider sent no ID token.
    #[error("the identity provider sent no ID token")]
    NoIdToken,
    /// The ID token is not what it has to be.
    #[error("checking the ID token: {0}")]
    IdToken(String),
    /// The answer comes from another provider than was asked (RFC 9207).
    #[error("the answer names the issuer {0:?}")]
    Issuer(String),
    /// The person was to prove who they are, and the provider does not say that they did.
    #[error("the provider did not ask the person anew who they are")]
    NotAsked,
    /// User information contradicts the ID token.
    #[error("reading user information: {0}")]
    UserInfo(String),
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
    pub(super) id_token: String,
}

impl Provider {
    /// The authorization request; `anew`: the person has to prove who they are, even if the provider
    /// knows.
    pub(super) async fn request(
        &self,
        state: String,
        nonce: String,
        anew: bool,
    ) -> Result<Request, OidcError> {
        let metadata = self.metadata().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let party = self.relying_party(&metadata);
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (sent_state, sent_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut request = party
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || sent_state,
                || sent_nonce,
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge);
        if anew {
            request = request
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(Duration::ZERO);
        }
        let (url, _, _) = request.url();
        Ok(Request {
            url,
            state,
            nonce,
            verifier: verifier.secret().clone(),
        })
    }

    fn relying_party(&self, metadata: &Metadata) -> Party {
        let settings = &self.settings;
        let secret = settings
            .client_secret
            .as_ref()
            .map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let id = ClientId::new(settings.client_id.clone());
        CoreClient::from_provider_metadata(metadata.clone(), id, secret)
            .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone()))
    }

    /// Refuses an answer of another provider than was asked (RFC 9207, 2.4).
    pub(super) async fn check_issuer(&self, named: Option<&str>) -> Result<(), OidcError> {
        let metadata = self.metadata().await?;
        let promised = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        match named {
            Some(named) if named != metadata.issuer().as_str() => {
                Err(OidcError::Issuer(named.chars().take(200).collect()))
            }
            None if promised => Err(OidcError::Issuer(String::new())),
            _ => Ok(()),
        }
    }

    /// Exchanges the code and checks the ID token (`OpenID` Connect Core 1.0, 3.1.3.7).
    pub(super) async fn answer(
        &self,
        code: String,
        verifier: String,
        nonce: &str,
    ) -> Result<Identity, OidcError> {
        let mut metadata = self.metadata().await?;
        let party = self.relying_party(&metadata);
        let tokens = party
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::Exchange(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.client)
            .await
            .map_err(|error| match &error {
                RequestTokenError::Request(_) => OidcError::Down(describe(&error)),
                _ => OidcError::Exchange(describe(&error)),
            })?;
        let token = tokens.id_token().ok_or(OidcError::NoIdToken)?;
        let nonce = Nonce::new(nonce.to_owned());
        let issuer = match self.check(&metadata, token, &nonce) {
            // The keys may have been changed since they were read.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                metadata = self.newer(&metadata).await?;
                self.check(&metadata, token, &nonce)
            }
            checked => checked,
        };
        let issuer = issuer.map_err(|error| OidcError::IdToken(describe(&error)))?;
        let id_token = token.to_string();
        let mut claims = payload(&id_token)?;
        check_rest(&claims, &self.settings.client_id, self.clock.now())?;
        if !claims::has_roles(&self.settings, &claims)
            && let Some(address) = metadata.userinfo_endpoint()
        {
            let secret = tokens.access_token().secret();
            self.add_user_info(address.url(), secret, &mut claims)
                .await?;
        }
        Ok(Identity {
            issuer,
            claims,
            id_token,
        })
    }

    fn check(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<String, ClaimsVerificationError> {
        let party = self.relying_party(metadata);
        let since = u64::try_from(self.clock.now().as_microsecond()).unwrap_or_default();
        let since = Duration::from_micros(since);
        let verifier = party
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || (SystemTime::UNIX_EPOCH + since).into());
        let claims = token.claims(&verifier, nonce)?;
        Ok(claims.issuer().to_string())
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
            .map_err(|error| OidcError::Down(describe(&error)))?;
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

/// What the library leaves to us: the time of issue, for whom it was issued, and a subject that can
/// be kept.
fn check_rest(claims: &Value, client: &str, now: Timestamp) -> Result<(), OidcError> {
    let refused = |why: &str| Err(OidcError::IdToken(why.to_owned()));
    let now = now.as_second() as f64;
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let issued = seconds("iat").unwrap_or_default();
    if !(now - ISSUED as f64..=now + SKEW as f64).contains(&issued) {
        return refused("it was not issued just now; do both clocks run right?");
    }
    if seconds("nbf").is_some_and(|begin| begin > now + SKEW as f64) {
        return refused("it is not valid yet; do both clocks run right?");
    }
    if claims.get("azp").is_some_and(|party| party != client) {
        return refused("it was issued to another client (azp)");
    }
    match claims::text(claims, "sub") {
        Some(subject) if !subject.is_empty() && subject.len() <= SUBJECT => Ok(()),
        _ => refused("it names no subject that can be kept"),
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

pub(super) fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
