//! The authorization endpoint, the platform's keys, and where answers of deep linking go.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::{Misbehaviour, Shared, signing};

pub(super) async fn authenticate(
    State(shared): State<Shared>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    answer(&shared, &asked)
}

pub(super) async fn authenticate_by_post(
    State(shared): State<Shared>,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    answer(&shared, &asked)
}

/// Checks a request for authentication as Moodle does, and answers with a form that posts itself.
fn answer(shared: &Shared, asked: &BTreeMap<String, String>) -> Response {
    let get = |name: &str| asked.get(name).map_or("", String::as_str);
    let refuse = |why: &str| (StatusCode::BAD_REQUEST, format!("refused: {why}")).into_response();
    for (name, value) in [
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("prompt", "none"),
    ] {
        if get(name) != value {
            return refuse(name);
        }
    }
    if get("nonce").is_empty() {
        return refuse("nonce");
    }
    let known = shared.known();
    let Some(tool) = known.tools.get(get("client_id")) else {
        return refuse("client_id");
    };
    // Byte for byte.
    let registered = tool["redirect_uris"].as_array().unwrap();
    if !registered.iter().any(|known| known == get("redirect_uri")) {
        return refuse("redirect_uri");
    }
    let hint: Value = serde_json::from_str(get("lti_message_hint")).unwrap_or_default();
    let Some(opening) = known
        .openings
        .get(hint["launchid"].as_str().unwrap_or_default())
    else {
        return refuse("lti_message_hint");
    };
    if opening.user != get("login_hint") {
        return refuse("login_hint");
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the platform has a clock of its own"
    )]
    let now = jiff::Timestamp::now().as_second();
    let target = hint["target"].as_str().unwrap_or_default();
    let token = opening.token(
        &known,
        &shared.base,
        get("client_id"),
        target,
        get("nonce"),
        now,
    );
    let field = |name: &str, value: &str| {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
    };
    let mut fields = field("state", get("state")) + &field("id_token", &token);
    if opening.storage {
        fields += &field("lti_storage_target", "_parent");
    }
    Html(format!(
        "<form id=\"ltiauth\" action=\"{}\" method=\"post\">{fields}</form>\
         <script>document.forms[0].submit()</script>",
        get("redirect_uri")
    ))
    .into_response()
}

/// The platform's keys.
pub(super) async fn keys(State(shared): State<Shared>) -> Response {
    let mut keys: Vec<Value> = shared
        .known()
        .keys
        .iter()
        .map(super::SigningKey::public)
        .collect();
    if shared.does(Misbehaviour::KeysAreDown) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if shared.does(Misbehaviour::KeysRedirect) {
        return Redirect::temporary("/keys?again").into_response();
    }
    if shared.does(Misbehaviour::KeysAreHtml) {
        return Html("<h1>Log in</h1>").into_response();
    }
    if shared.does(Misbehaviour::KeysAreHuge) {
        let padding = "x".repeat(2 * 1024 * 1024);
        return axum::Json(json!({ "keys": keys, "padding": padding })).into_response();
    }
    if shared.does(Misbehaviour::KeysAreSlow) {
        let begun = futures_util::stream::iter([Ok::<_, std::io::Error>("{\"keys\":[")]);
        let endless = futures_util::StreamExt::chain(begun, futures_util::stream::pending());
        return axum::body::Body::from_stream(endless).into_response();
    }
    if shared.does(Misbehaviour::KeyTwice) {
        let mut old = super::SigningKey::generate("old").public();
        old["kid"] = keys[0]["kid"].clone();
        keys.insert(0, old);
    }
    if shared.does(Misbehaviour::KeysAreEmpty) {
        keys.clear();
    }
    if shared.does(Misbehaviour::KeysAreForEncryption) {
        for key in &mut keys {
            key["use"] = json!("enc");
        }
    }
    axum::Json(json!({ "keys": keys })).into_response()
}

/// Takes an answer of deep linking if the tool has signed it for this platform.
pub(super) async fn deep_linking_return(
    State(shared): State<Shared>,
    Form(posted): Form<BTreeMap<String, String>>,
) -> Response {
    let refuse = |why: &'static str| (StatusCode::NOT_FOUND, why).into_response();
    let token = posted.get("JWT").cloned().unwrap_or_default();
    let tools: Vec<Value> = shared.known().tools.values().cloned().collect();
    for tool in tools {
        let Ok(claims) = verified_by(&shared, &tool, &token).await else {
            continue;
        };
        if claims["iss"] != tool["client_id"] || claims["aud"] != shared.base.as_str() {
            return refuse("iss or aud");
        }
        shared.known().deep_linking.push(claims);
        return (
            [(header::CONTENT_TYPE, "text/html")],
            "<script>parent.processContentItemReturnData({})</script>",
        )
            .into_response();
    }
    refuse("Exception - Expired token")
}

/// The claims of a token that a tool has signed, whose keys are fetched for it.
pub(super) async fn verified_by(
    shared: &Shared,
    tool: &Value,
    token: &str,
) -> Result<Value, &'static str> {
    let address = tool["jwks_uri"].as_str().ok_or("no jwks_uri")?;
    let answer = shared
        .client
        .get(address)
        .send()
        .await
        .map_err(|_| "no keys")?;
    let keys: Value = answer.json().await.map_err(|_| "no keys")?;
    signing::verified(token, &keys)
}
