//! A platform's side of a launch, made of what a real one sent.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use lti::jwks::KeySet;
use lti::launch::{LaunchError, Message, MessageType, Policy, ResourceLinkRequest, verify};
use lti::login::{Initiation, Pending, Proof, Proven, Secrets, begin};
use lti::registration::{Deployment, DeploymentStatus, Registration};
use serde_json::{Value, json};
use url::Url;

const MOODLE: &str = include_str!("../../../fixtures/lti/moodle45-LtiResourceLinkRequest.json");
const MOODLE_DEEP_LINKING: &str =
    include_str!("../../../fixtures/lti/moodle45-LtiDeepLinkingRequest.json");
pub(crate) const CLAIM: &str = "https://purl.imsglobal.org/spec/lti/claim/";
pub(crate) const AGS: &str = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
pub(crate) const SETTINGS: &str =
    "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
pub(crate) const NOW: i64 = 1_795_439_600;

pub(crate) static KEY: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
pub(crate) static OTHER: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(NOW + second).unwrap()
}

pub(crate) fn jwk(key: &RsaKeyPair, id: &str) -> Value {
    let public = key.public_key();
    json!({
        "kty": "RSA", "kid": id, "use": "sig", "alg": "RS256",
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}

pub(crate) fn keys(list: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": list }).to_string().as_bytes()).unwrap()
}

pub(crate) fn header() -> Value {
    json!({ "alg": "RS256", "kid": "k1", "typ": "JWT" })
}

pub(crate) fn signed_part(header: &Value, payload: &str) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(payload)
    )
}

pub(crate) fn sign(header: &Value, payload: &str, key: &RsaKeyPair) -> String {
    sign_with(header, payload, key, &RSA_PKCS1_SHA256)
}

pub(crate) fn sign_with(
    header: &Value,
    payload: &str,
    key: &RsaKeyPair,
    encoding: &'static dyn RsaEncoding,
) -> String {
    let signed = signed_part(header, payload);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        encoding,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) fn registration() -> Registration {
    let disabled = Deployment {
        id: "disabled".into(),
        status: DeploymentStatus::Disabled,
    };
    Registration {
        issuer: "http://127.0.0.1:8085".into(),
        client_id: "bkRAGrXdWe84VZS".into(),
        authorization_endpoint: Url::parse("http://127.0.0.1:8085/mod/lti/auth.php?x=1").unwrap(),
        jwks_uri: Url::parse("http://127.0.0.1:8085/mod/lti/certs.php").unwrap(),
        redirect_uri: "http://127.0.0.1:9471/launch".into(),
        deployments: vec![Deployment::approved("1"), disabled],
        trusted_audiences: vec!["trusted".into()],
    }
}

pub(crate) fn initiation() -> Initiation {
    Initiation {
        issuer: "http://127.0.0.1:8085".into(),
        login_hint: "5".into(),
        target_link_uri: "http://127.0.0.1:9471/launch".into(),
        message_hint: Some(r#"{"cmid":2,"launchid":"a b"}"#.into()),
        client_id: None,
        deployment_id: None,
        storage_target: None,
    }
}

pub(crate) fn secrets() -> Secrets {
    Secrets {
        state: "state".into(),
        nonce: "9b856895f17e4594b74cf326edf28de1".into(),
        browser: "browser".into(),
        storage: Some("storage".into()),
    }
}

pub(crate) fn pending() -> Pending {
    let tool = Url::parse("http://127.0.0.1:9471/").unwrap();
    begin(&initiation(), &registration(), &tool, &secrets(), at(0))
        .unwrap()
        .1
}

pub(crate) fn proven() -> Proven {
    pending().prove(Proof::Cookie("browser"), at(0)).unwrap()
}

pub(crate) fn claims() -> Value {
    serde_json::from_str(MOODLE).unwrap()
}

/// Moodle's deep linking request, as an answer to this login.
pub(crate) fn deep_linking_claims() -> Value {
    let mut claims: Value = serde_json::from_str(MOODLE_DEEP_LINKING).unwrap();
    claims["nonce"] = json!(pending().nonce);
    claims["iat"] = json!(NOW);
    claims["exp"] = json!(NOW + 60);
    claims[format!("{CLAIM}target_link_uri")] = json!(pending().target_link_uri);
    claims
}

/// A submission review as the standard has it, on the recorded launch.
pub(crate) fn review_claims() -> Value {
    let mut claims = claims();
    claims[format!("{CLAIM}message_type")] = json!("LtiSubmissionReviewRequest");
    claims[format!("{CLAIM}for_user")] = json!({
        "user_id": "4", "name": "Sam One", "roles":
        ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]
    });
    claims
}

/// A data privacy launch as the standard has it, on the recorded launch.
pub(crate) fn privacy_claims() -> Value {
    let mut claims = review_claims();
    claims[format!("{CLAIM}message_type")] = json!("DataPrivacyLaunchRequest");
    for name in ["context", "resource_link"] {
        remove(&mut claims, &format!("{CLAIM}{name}"));
    }
    claims
}

pub(crate) fn policy() -> Policy {
    Policy::serving(&MessageType::ALL)
}

pub(crate) fn message(token: &str, keys: &KeySet, policy: &Policy) -> Result<Message, LaunchError> {
    verify(token, &registration(), keys, &proven(), policy, at(0))
}

pub(crate) fn with_policy(claims: &Value, policy: &Policy) -> Result<Message, LaunchError> {
    message(
        &sign(&header(), &claims.to_string(), &KEY),
        &keys(&[jwk(&KEY, "k1")]),
        policy,
    )
}

/// A resource link launch.
pub(crate) fn launch(token: &str, keys: &KeySet) -> Result<ResourceLinkRequest, LaunchError> {
    match message(token, keys, &Policy::serving(&[MessageType::ResourceLink]))? {
        Message::ResourceLink(request) => Ok(request),
        other => panic!("{other:?}"),
    }
}

/// What becomes of the recorded launch after a change of its claims.
pub(crate) fn with(change: impl FnOnce(&mut Value)) -> Result<ResourceLinkRequest, LaunchError> {
    let mut claims = claims();
    change(&mut claims);
    launch(
        &sign(&header(), &claims.to_string(), &KEY),
        &keys(&[jwk(&KEY, "k1")]),
    )
}

pub(crate) fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name);
}
