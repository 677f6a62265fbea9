//! Access tokens of identity providers (RFC 6750, RFC 9068): JSON Web Tokens that an issuer named
//! in the configuration has signed for us.

use lti::jws::Unverified;
use serde_json::{Map, Value, json};
use url::Url;

use super::{Caller, Scope};
use crate::config::Issuer;
use crate::outbound::fetch_keys;
use crate::outbound::{self, KeyCaches};
use crate::problem::Problem;
use crate::state::App;

/// Clocks may differ by this much, in seconds.
const LEEWAY: i64 = 60;

/// The issuers' keys.
#[derive(Debug, Default)]
pub struct Issuers {
    keys: KeyCaches,
}

/// Why a token is refused, as its sender may know it.
type Refusal = &'static str;

impl Issuers {
    /// Who calls with a token; the inner error is the token's fault.
    pub(super) async fn caller(
        &self,
        app: &App,
        token: &str,
    ) -> Result<Result<Caller, Refusal>, Problem> {
        let Ok(unverified) = Unverified::parse(token) else {
            return Ok(Err(
                "The token is no JSON Web Token with an asymmetric signature.",
            ));
        };
        let claimed = unverified.claimed_issuer();
        let issuers = &app.config.xapi.issuers;
        let Some(issuer) = issuers
            .iter()
            .find(|issuer| claimed.as_deref() == Some(issuer.issuer.as_str()))
        else {
            return Ok(Err("The token's issuer is not known here."));
        };
        let Some(keys) = self
            .keys
            .for_token(&app.clock, &issuer.issuer, &unverified, async || {
                fetch_keys(app.client.get(jwks_uri(app, issuer).await?)).await
            })
            .await
        else {
            tracing::warn!(issuer = %issuer.issuer, "the issuer's keys could not be fetched");
            return Err(Problem::unavailable(
                "The issuer's keys cannot be fetched. Send the same request again later.",
            ));
        };
        let key = keys.find(unverified.key_id(), unverified.algorithm());
        let claims = key.ok().and_then(|key| unverified.verify(key).ok());
        let Some(claims) = claims else {
            return Ok(Err("The token's signature is not that of its issuer."));
        };
        Ok(judge(issuer, &claims, app.clock.now().as_second()))
    }
}

/// Where an issuer's keys are: as configured, or as its own metadata say (RFC 8414, 3).
async fn jwks_uri(app: &App, issuer: &Issuer) -> Option<Url> {
    if let Some(address) = &issuer.jwks_uri {
        return Some(address.clone());
    }
    let base = issuer.issuer.trim_end_matches('/');
    let metadata = Url::parse(&format!("{base}/.well-known/openid-configuration")).ok()?;
    let response = app.client.get(metadata).send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let body = outbound::body(response).await.ok()?;
    let metadata: Value = serde_json::from_slice(&body).ok()?;
    if metadata.get("issuer")?.as_str()? != issuer.issuer {
        return None;
    }
    metadata.get("jwks_uri")?.as_str()?.parse().ok()
}

/// Judges the claims of a token whose signature is sound. `now` is in seconds since the epoch.
fn judge(issuer: &Issuer, claims: &Map<String, Value>, now: i64) -> Result<Caller, Refusal> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let for_us = match claims.get("aud") {
        Some(Value::String(audience)) => *audience == issuer.audience,
        Some(Value::Array(list)) => list.iter().any(|audience| *audience == issuer.audience),
        _ => false,
    };
    if text("iss") != Some(&issuer.issuer) || !for_us {
        return Err("The token is for somebody else.");
    }
    let expiry = seconds("exp").ok_or("The token says not when it ends.")?;
    if expiry <= (now - LEEWAY) as f64 {
        return Err("The token has ended. Get a new one.");
    }
    if ["nbf", "iat"]
        .iter()
        .any(|name| seconds(name).is_some_and(|begin| begin > (now + LEEWAY) as f64))
    {
        return Err("The token is not valid yet.");
    }
    let client = text("client_id").or_else(|| text("azp"));
    let account = |name: &str| {
        json!({
            "objectType": "Agent",
            "account": { "homePage": issuer.issuer, "name": name }
        })
    };
    // xAPI 1.0.3, Communication 4.2: an app for a person vouches together with the person.
    let authority = match (client, text("sub")) {
        (Some(client), Some(person)) if client != person => {
            json!({ "objectType": "Group", "member": [account(client), account(person)] })
        }
        (Some(one), _) | (None, Some(one)) => account(one),
        (None, None) => return Err("The token names neither a client nor a subject."),
    };
    let name = format!("{} {}", issuer.issuer, client.unwrap_or_default());
    let scopes = scopes(issuer, claims);
    Ok(Caller::of_token(
        &name,
        &authority,
        scopes,
        issuer.profile_check,
    ))
}

/// The scopes of a token that we know, whatever else it grants elsewhere.
fn scopes(issuer: &Issuer, claims: &Map<String, Value>) -> Vec<Scope> {
    let words: Vec<&str> = match claims.get(&issuer.scope_claim) {
        Some(Value::String(list)) => list.split_whitespace().collect(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    words
        .iter()
        .filter_map(|word| word.strip_prefix(&issuer.scope_prefix)?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::Check;

    fn issuer() -> Issuer {
        Issuer {
            issuer: "https://login.example.org".into(),
            audience: "coachlight".into(),
            jwks_uri: None,
            scope_claim: "scope".into(),
            scope_prefix: "xapi:".into(),
            profile_check: Check::Off,
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://login.example.org", "aud": ["other", "coachlight"], "exp": 2000,
            "iat": 1000, "client_id": "app", "sub": "anna",
            "scope": "openid xapi:statements/write xapi:fly all"
        })
    }

    fn judged(change: impl Fn(&mut Value)) -> Result<Caller, Refusal> {
        let mut claims = claims();
        change(&mut claims);
        judge(&issuer(), claims.as_object().unwrap(), 1500)
    }

    #[test]
    fn a_sound_token_grants_what_it_names_with_the_prefix() {
        let caller = judged(|_| ()).unwrap();
        assert!(caller.require(&[Scope::StatementsWrite]).is_ok());
        assert!(caller.require(&[Scope::All]).is_err());
        let authority: Value = serde_json::from_str(&caller.authority).unwrap();
        assert_eq!(authority["member"][1]["account"]["name"], "anna");
        let alone = judged(|claims| claims["sub"] = json!("app")).unwrap();
        let authority: Value = serde_json::from_str(&alone.authority).unwrap();
        assert_eq!(authority["account"]["name"], "app");
    }

    #[test]
    fn each_rule_broken_alone_refuses() {
        let broken: [(&str, Value); 8] = [
            ("iss", json!("https://login.example.org/")),
            ("aud", json!("other")),
            ("aud", json!([])),
            ("exp", json!(1400)),
            ("exp", Value::Null),
            ("nbf", json!(1600)),
            ("iat", json!(1600)),
            ("exp", json!("2000")),
        ];
        for (claim, value) in broken {
            assert!(
                judged(|claims| claims[claim] = value.clone()).is_err(),
                "{claim}"
            );
        }
        let nobody = judged(|claims| {
            claims["client_id"] = Value::Null;
            claims["sub"] = Value::Null;
        });
        assert!(nobody.is_err());
    }
}
