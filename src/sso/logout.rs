//! Back-channel logout: a provider says, server to server, that a session is over (`OpenID` Connect
//! Back-Channel Logout 1.0).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::jwks::KeySet;
use lti::jws::Unverified;
use serde_json::{Map, Value};

use super::oidc::SKEW;
use super::provider::Metadata;
use super::store;
use crate::problem::{Kind, Problem};
use crate::seal::sha256;
use crate::state::App;

/// What a logout token is about (2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Issued longer ago it is not taken, in seconds: nobody wants it delivered that late.
const ISSUED: i64 = 3600;

/// Why a logout token was refused: the rule of 2.6 that it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LogoutError {
    /// For another client.
    #[error("aud does not name this client")]
    Audience,
    /// Not about a logout.
    #[error("events does not say that this is a back-channel logout")]
    Event,
    /// Over.
    #[error("exp is missing or past")]
    Expired,
    /// Too old, or of the future.
    #[error("iat is missing, long ago, or to come")]
    IssuedAt,
    /// Of nobody we know.
    #[error("iss is not a provider of ours")]
    Issuer,
    /// No identifier of its own.
    #[error("jti is missing")]
    NoIdentifier,
    /// An ID token in disguise.
    #[error("nonce is there, which a logout token must not have")]
    Nonce,
    /// Used before.
    #[error("the token was used before")]
    Replayed,
    /// Whose signature it is is not known.
    #[error("the signature is not the provider's, or its algorithm is not taken")]
    Signature,
    /// Neither a session nor a person.
    #[error("neither sub nor sid says who is signed out")]
    Subject,
    /// A token of another kind.
    #[error("typ names another kind of token")]
    Type,
}

/// Whom a logout token signs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logout {
    pub(super) subject: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) identifier: String,
    /// Seconds since the epoch.
    pub(super) expires: i64,
}

/// Checks the claims of a logout token whose signature is sound (2.4 and 2.6). `now` is in seconds
/// since the epoch.
pub(super) fn check(
    claims: &Map<String, Value>,
    issuer: &str,
    client: &str,
    now: i64,
) -> Result<Logout, LogoutError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    if text("iss") != Some(issuer) {
        return Err(LogoutError::Issuer);
    }
    let for_us = match claims.get("aud") {
        Some(Value::String(audience)) => audience == client,
        Some(Value::Array(list)) => list.iter().any(|audience| audience == client),
        _ => false,
    };
    if !for_us {
        return Err(LogoutError::Audience);
    }
    let issued = seconds("iat").ok_or(LogoutError::IssuedAt)?;
    if !((now - ISSUED) as f64..=(now + SKEW) as f64).contains(&issued) {
        return Err(LogoutError::IssuedAt);
    }
    let expires = seconds("exp").ok_or(LogoutError::Expired)?;
    // Up to the year 9999.
    if !((now - SKEW) as f64..253_402_300_800.0).contains(&expires) {
        return Err(LogoutError::Expired);
    }
    let event = claims.get("events").and_then(|events| events.get(EVENT));
    if !event.is_some_and(Value::is_object) {
        return Err(LogoutError::Event);
    }
    if claims.contains_key("nonce") {
        return Err(LogoutError::Nonce);
    }
    let named = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(LogoutError::Subject),
    };
    let (subject, sid) = (named("sub")?, named("sid")?);
    if subject.is_none() && sid.is_none() {
        return Err(LogoutError::Subject);
    }
    let identifier = text("jti").filter(|id| !id.is_empty());
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    Ok(Logout {
        subject,
        sid,
        identifier: identifier.ok_or(LogoutError::NoIdentifier)?.to_owned(),
        expires: expires as i64,
    })
}

/// Refuses tokens that say in their header to be of another kind (2.4).
fn check_type(token: &str) -> Result<(), LogoutError> {
    let header = token.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    let header: Value = serde_json::from_slice(&header).unwrap_or_default();
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(kind)) => {
            let kind = kind.to_ascii_lowercase();
            let kind = kind.strip_prefix("application/").unwrap_or(&kind);
            let fits = matches!(kind, "logout+jwt" | "jwt");
            if fits { Ok(()) } else { Err(LogoutError::Type) }
        }
        Some(_) => Err(LogoutError::Type),
    }
}

fn signed(metadata: &Metadata, token: &Unverified<'_>) -> Option<Map<String, Value>> {
    let keys = serde_json::to_vec(metadata.jwks()).ok()?;
    let keys = KeySet::parse(&keys)?;
    let key = keys.find(token.key_id(), token.algorithm()).ok()?;
    token.verify(key).ok()
}

/// Takes a logout token: ends the sessions that it is about. How many there were.
pub(super) async fn take(app: &App, token: &str) -> Result<u64, Problem> {
    let refuse = |error: LogoutError| {
        tracing::info!(%error, "a logout token was refused");
        Problem::new(Kind::BadRequest, format!("The logout token: {error}."))
    };
    check_type(token).map_err(refuse)?;
    let unverified = Unverified::parse(token).map_err(|_| refuse(LogoutError::Signature))?;
    let claimed = unverified.claimed_issuer().unwrap_or_default();
    let provider = app
        .providers
        .of_issuer(&claimed)
        .ok_or_else(|| refuse(LogoutError::Issuer))?;
    let down = |error: super::oidc::OidcError| {
        tracing::warn!(%error, "a logout token could not be checked");
        Problem::unavailable("The identity provider's keys cannot be read. Send it again later.")
    };
    let mut metadata = provider.metadata().await.map_err(down)?;
    let mut claims = signed(&metadata, &unverified);
    if claims.is_none() {
        metadata = provider.newer(&metadata).await.map_err(down)?;
        claims = signed(&metadata, &unverified);
    }
    let claims = claims.ok_or_else(|| refuse(LogoutError::Signature))?;
    let issuer = metadata.issuer().as_str();
    let client = &provider.settings.client_id;
    let now = app.clock.now();
    let logout = check(&claims, issuer, client, now.as_second()).map_err(refuse)?;
    let identifier = sha256(logout.identifier.as_bytes());
    // As long as the token would be taken.
    let until = (logout.expires + SKEW).saturating_mul(1_000_000);
    let mut tx = app.db.write().await?;
    let at = now.as_microsecond();
    if !store::use_logout_token(&mut tx, issuer, &identifier, until, at).await? {
        return Err(refuse(LogoutError::Replayed));
    }
    let (subject, sid) = (logout.subject.as_deref(), logout.sid.as_deref());
    let ended = store::end_of(&mut tx, issuer, subject, sid).await?;
    tx.commit().await?;
    tracing::info!(ended, "a provider ended sessions");
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISS: &str = "https://login.example.org";

    fn claims() -> Value {
        json!({
            "iss": ISS, "aud": ["coachlight"], "iat": 1000, "exp": 1120, "jti": "1",
            "sub": "anna", "sid": "s1", "events": { EVENT: {} }
        })
    }

    fn checked(change: impl Fn(&mut Value)) -> Result<Logout, LogoutError> {
        let mut claims = claims();
        change(&mut claims);
        check(claims.as_object().unwrap(), ISS, "coachlight", 1010)
    }

    #[test]
    fn sound_tokens_name_whom_they_sign_out() {
        let found = checked(|_| ()).unwrap();
        assert_eq!(found.subject.as_deref(), Some("anna"));
        assert_eq!(found.sid.as_deref(), Some("s1"));
        for left_out in ["sub", "sid"] {
            assert!(
                checked(|claims| drop(claims.as_object_mut().unwrap().remove(left_out))).is_ok()
            );
        }
        assert!(checked(|claims| claims["aud"] = json!("coachlight")).is_ok());
    }

    #[test]
    fn each_rule_broken_alone_refuses() {
        let broken = [
            (
                "iss",
                json!("https://login.example.org/"),
                LogoutError::Issuer,
            ),
            ("iss", Value::Null, LogoutError::Issuer),
            ("aud", json!("other"), LogoutError::Audience),
            ("aud", json!([]), LogoutError::Audience),
            ("iat", Value::Null, LogoutError::IssuedAt),
            ("iat", json!(1100), LogoutError::IssuedAt),
            ("iat", json!(-3000), LogoutError::IssuedAt),
            ("exp", Value::Null, LogoutError::Expired),
            ("exp", json!(900), LogoutError::Expired),
            ("exp", json!("1120"), LogoutError::Expired),
            ("events", Value::Null, LogoutError::Event),
            ("events", json!({}), LogoutError::Event),
            ("events", json!({ EVENT: true }), LogoutError::Event),
            ("events", json!([EVENT]), LogoutError::Event),
            ("nonce", json!("n"), LogoutError::Nonce),
            ("nonce", Value::Null, LogoutError::Nonce),
            ("jti", Value::Null, LogoutError::NoIdentifier),
            ("jti", json!(""), LogoutError::NoIdentifier),
            ("sub", json!(7), LogoutError::Subject),
            ("sid", json!(""), LogoutError::Subject),
        ];
        for (claim, value, expected) in broken {
            let found = checked(|claims| claims[claim] = value.clone());
            assert_eq!(found, Err(expected), "{claim} {value}");
        }
        let nobody = checked(|claims| {
            let claims = claims.as_object_mut().unwrap();
            claims.remove("sub");
            claims.remove("sid");
        });
        assert_eq!(nobody, Err(LogoutError::Subject));
    }

    #[test]
    fn tokens_of_another_kind_are_refused() {
        let typed = |header: Value| {
            let header = URL_SAFE_NO_PAD.encode(header.to_string());
            check_type(&format!("{header}.x.x"))
        };
        for fine in [
            json!({}),
            json!({ "typ": "logout+jwt" }),
            json!({ "typ": "JWT" }),
            json!({ "typ": "application/logout+jwt" }),
        ] {
            assert_eq!(typed(fine.clone()), Ok(()), "{fine}");
        }
        for other in [
            json!({ "typ": "at+jwt" }),
            json!({ "typ": 1 }),
            json!({ "typ": "id" }),
        ] {
            assert_eq!(typed(other.clone()), Err(LogoutError::Type), "{other}");
        }
    }
}
