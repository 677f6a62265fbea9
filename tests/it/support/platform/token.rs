//! The token endpoint, and the check of tokens at services.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde_json::json;

use super::login::verified_by;
use super::{Misbehaviour, Shared};

const AGS: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/";

/// Every scope that the platform can grant; those of grades come first.
pub(crate) const SCOPES: [&str; 6] = [
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly",
];

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Gives a token for an assertion that is sound, once.
pub(super) async fn grant(
    State(shared): State<Shared>,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    let get = |name: &str| asked.get(name).map_or("", String::as_str);
    let refuse = |why: &str| {
        // Moodle puts quotes into the text as they are.
        let body = format!(
            "{{\"error\":\"invalid_client\",\"error_description\":\"{why} \"is\" wrong\"}}"
        );
        (
            StatusCode::BAD_REQUEST,
            [(header::CONTENT_TYPE, "application/json")],
            body,
        )
            .into_response()
    };
    if shared.does(Misbehaviour::TokenIsRefused) {
        return refuse("the tool");
    }
    if get("grant_type") != "client_credentials" || get("client_assertion_type") != JWT_BEARER {
        return refuse("grant_type");
    }
    let assertion = get("client_assertion");
    let tools: Vec<_> = shared.known().tools.clone().into_iter().collect();
    for (client_id, tool) in tools {
        let Ok(claims) = verified_by(&shared, &tool, assertion).await else {
            continue;
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the platform has a clock of its own"
        )]
        let now = jiff::Timestamp::now().as_second();
        let lives = claims["exp"]
            .as_i64()
            .is_some_and(|exp| (now..=now + 3600).contains(&exp));
        let token_url = format!("{}/token", shared.base);
        if claims["iss"] != client_id.as_str() || claims["sub"] != client_id.as_str() {
            return refuse("iss or sub");
        }
        if claims["aud"] != token_url.as_str() || !lives {
            return refuse("aud or exp");
        }
        let mut known = shared.known();
        let jti = claims["jti"].as_str().unwrap_or_default().to_owned();
        if jti.is_empty() || !known.assertions.insert(jti) {
            drop(known);
            return refuse("jti");
        }
        let may = tool["scope"].as_str().unwrap_or_default();
        let mut scopes: BTreeSet<String> = get("scope")
            .split(' ')
            .filter(|scope| may.split(' ').any(|known| known == *scope))
            .map(str::to_owned)
            .collect();
        let switched_off = known
            .misbehaviours
            .contains(&Misbehaviour::RosterIsSwitchedOff);
        scopes.retain(|scope| !(switched_off && scope.contains("lti-nrps")));
        if switched_off && scopes.is_empty() {
            return (StatusCode::BAD_REQUEST, r#"{"error":"invalid_scope"}"#).into_response();
        }
        if known
            .misbehaviours
            .contains(&Misbehaviour::TokenWithoutScopes)
        {
            scopes.clear();
        }
        let token = format!("token-{}", uuid::Uuid::new_v4().simple());
        known.tokens.insert(token.clone(), scopes.clone());
        let does = |what| known.misbehaviours.contains(&what);
        let generous = does(Misbehaviour::TokenIsGenerous);
        let kind = if does(Misbehaviour::TokenOfAnotherType) {
            "mac"
        } else {
            "Bearer"
        };
        let mut list: Vec<&str> = scopes.iter().map(String::as_str).collect();
        if generous {
            list.push("https://example.org/scope/everything");
        }
        return Json(json!({
            "access_token": token, "token_type": kind, "scope": list.join(" "),
            "expires_in": if generous { 1_000_000_000_i64 } else { 3600 },
        }))
        .into_response();
    }
    refuse("the assertion")
}

/// Refuses a request to a service whose token does not hold one of the scopes (short names of
/// grades, or whole ones), and misbehaves where it is told to.
pub(super) fn authorise(
    shared: &Shared,
    headers: &HeaderMap,
    scopes: &[&str],
) -> Result<(), Box<Response>> {
    if shared.does(Misbehaviour::TooManyRequests) {
        let answer = (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7")]);
        return Err(Box::new(answer.into_response()));
    }
    if shared.does(Misbehaviour::ServicesFail) {
        return Err(Box::new(StatusCode::INTERNAL_SERVER_ERROR.into_response()));
    }
    if shared.does(Misbehaviour::CourseIsDeleted) {
        return Err(Box::new(StatusCode::NOT_FOUND.into_response()));
    }
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = given
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    let mut known = shared.known();
    if known
        .misbehaviours
        .remove(&Misbehaviour::TokenIsRefusedOnce)
    {
        known.tokens.remove(token);
    }
    let Some(held) = known.tokens.get(token) else {
        return Err(Box::new(StatusCode::UNAUTHORIZED.into_response()));
    };
    let holds = scopes
        .iter()
        .any(|scope| held.contains(*scope) || held.contains(&format!("{AGS}{scope}")));
    if holds {
        Ok(())
    } else {
        Err(Box::new(StatusCode::FORBIDDEN.into_response()))
    }
}
