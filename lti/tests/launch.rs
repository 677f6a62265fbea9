//! A sound launch, and the same with just one rule broken.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use lti::jwks::{Cache, KeySet};
use lti::launch::{Launch, LaunchError, verify};
use lti::login::{Initiation, LoginError, Pending, Secrets, begin, is_own};
use lti::registration::{Registration, SelectError, select};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

const MOODLE: &str = include_str!("../../fixtures/lti/moodle45-LtiResourceLinkRequest.json");
const MOODLE_DEEP_LINKING: &str =
    include_str!("../../fixtures/lti/moodle45-LtiDeepLinkingRequest.json");
const CLAIM: &str = "https://purl.imsglobal.org/spec/lti/claim/";
const NOW: i64 = 1_795_439_600;

static KEY: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static OTHER: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

fn jwk(key: &RsaKeyPair, id: &str) -> Value {
    let public = key.public_key();
    json!({
        "kty": "RSA", "kid": id, "use": "sig", "alg": "RS256",
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}

fn keys(list: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": list }).to_string().as_bytes()).unwrap()
}

fn sign(header: &Value, payload: &str, key: &RsaKeyPair) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn registration() -> Registration {
    Registration {
        issuer: "http://127.0.0.1:8085".into(),
        client_id: "bkRAGrXdWe84VZS".into(),
        authorization_endpoint: Url::parse("http://127.0.0.1:8085/mod/lti/auth.php?x=1").unwrap(),
        jwks_uri: Url::parse("http://127.0.0.1:8085/mod/lti/certs.php").unwrap(),
        redirect_uri: "http://127.0.0.1:9471/launch".into(),
        deployments: vec!["1".into()],
        trusted_audiences: vec!["trusted".into()],
    }
}

fn pending() -> Pending {
    let initiation = Initiation {
        issuer: "http://127.0.0.1:8085".into(),
        login_hint: "5".into(),
        target_link_uri: "http://127.0.0.1:9471/launch".into(),
        message_hint: Some(r#"{"cmid":2,"launchid":"a b"}"#.into()),
        client_id: None,
        deployment_id: None,
        storage_target: None,
    };
    let secrets = Secrets {
        state: "state".into(),
        nonce: "9b856895f17e4594b74cf326edf28de1".into(),
        browser: "browser".into(),
    };
    let tool = Url::parse("http://127.0.0.1:9471/").unwrap();
    let now = Timestamp::from_second(NOW).unwrap();
    begin(&initiation, &registration(), &tool, &secrets, now)
        .unwrap()
        .1
}

fn claims() -> Value {
    serde_json::from_str(MOODLE).unwrap()
}

fn launch(token: &str, keys: &KeySet) -> Result<Launch, LaunchError> {
    let now = Timestamp::from_second(NOW).unwrap();
    verify(token, &registration(), keys, &pending(), now, 60)
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "k1", "typ": "JWT" })
}

/// What becomes of the recorded launch after a change of its claims.
fn with(change: impl FnOnce(&mut Value)) -> Result<Launch, LaunchError> {
    let mut claims = claims();
    change(&mut claims);
    launch(
        &sign(&header(), &claims.to_string(), &KEY),
        &keys(&[jwk(&KEY, "k1")]),
    )
}

#[test]
fn a_recorded_moodle_launch_is_read() {
    let launch = with(|_| {}).unwrap();
    assert_eq!(launch.subject.as_deref(), Some("5"));
    assert!(launch.roles.is_learner() && !launch.roles.is_instructor());
    assert_eq!(
        launch.context.as_ref().unwrap().title.as_deref(),
        Some("Coachlight 101")
    );
    assert_eq!(launch.resource_link.id, "1");
    assert!(launch.presentation.framed);
    assert_eq!(launch.profile.sourced_id.as_deref(), Some("sis-student2"));
    // Null and unreplaced custom values are not available.
    assert!(!launch.custom.contains_key("unknown"));
    assert_eq!(launch.custom.get("item").map(String::as_str), Some("abc"));
    assert_eq!(launch.remember_until.as_second(), 1_795_439_653 + 60);
}

#[test]
fn what_platforms_leave_out_does_not_matter() {
    for name in [
        "context",
        "launch_presentation",
        "lis",
        "custom",
        "ext",
        "tool_platform",
        "roles",
    ] {
        assert!(
            with(|c| drop(c.as_object_mut().unwrap().remove(&format!("{CLAIM}{name}")))).is_ok()
        );
        assert!(
            with(|c| c[format!("{CLAIM}{name}")] = Value::Null).is_ok(),
            "{name}"
        );
    }
    let anonymous = with(|c| drop(c.as_object_mut().unwrap().remove("sub"))).unwrap();
    assert_eq!(anonymous.subject, None);
    assert!(with(|c| c["aud"] = json!(["bkRAGrXdWe84VZS"])).is_ok());
    assert!(
        with(|c| {
            c["aud"] = json!(["bkRAGrXdWe84VZS", "trusted"]);
            c["azp"] = json!("bkRAGrXdWe84VZS");
        })
        .is_ok()
    );
}

type Broken = (&'static str, &'static str, Value);

#[test]
fn each_broken_claim_is_refused_for_just_that() {
    let claim = |name: &str| format!("{CLAIM}{name}");
    let cases: Vec<Broken> = vec![
        ("issuer", "iss", json!("http://127.0.0.1:8085/")),
        ("issuer", "iss", json!("http://127.0.0.1:8086")),
        ("issuer", "iss", Value::Null),
        ("audience", "aud", json!("other")),
        ("audience", "aud", json!([])),
        ("audience", "aud", json!(["bkRAGrXdWe84VZS", "stranger"])),
        ("audience", "aud", json!(["bkRAGrXdWe84VZS", 7])),
        (
            "authorized_party",
            "aud",
            json!(["bkRAGrXdWe84VZS", "trusted"]),
        ),
        ("authorized_party", "azp", json!("trusted")),
        ("expired", "exp", json!(NOW - 61)),
        ("expired", "exp", Value::Null),
        ("expired", "exp", json!("soon")),
        ("issued_at", "iat", json!(NOW + 61)),
        ("issued_at", "iat", json!(NOW - 700)),
        ("issued_at", "iat", Value::Null),
        ("nonce", "nonce", json!("another")),
        ("nonce", "nonce", Value::Null),
        ("subject", "sub", json!("")),
        ("subject", "sub", json!("x".repeat(256))),
        ("subject", "sub", json!("Ü")),
        ("subject", "sub", json!(5)),
    ];
    for (code, name, value) in cases {
        let error = with(|c| c[name] = value.clone()).unwrap_err();
        assert_eq!(error.code(), code, "{name} {value}");
    }
    let own: Vec<Broken> = vec![
        ("version", "version", json!("1.3")),
        ("version", "version", Value::Null),
        (
            "message_type",
            "message_type",
            json!("LtiDeepLinkingRequest"),
        ),
        ("message_type", "message_type", Value::Null),
        ("deployment", "deployment_id", json!("2")),
        ("deployment", "deployment_id", json!(1)),
        ("deployment", "deployment_id", Value::Null),
        (
            "target_link_uri",
            "target_link_uri",
            json!("http://127.0.0.1:9471/other"),
        ),
        ("target_link_uri", "target_link_uri", Value::Null),
        ("resource_link", "resource_link", json!({})),
        (
            "resource_link",
            "resource_link",
            json!({ "id": "x".repeat(256) }),
        ),
        ("resource_link", "resource_link", Value::Null),
        ("roles", "roles", json!("Learner")),
    ];
    for (code, name, value) in own {
        let error = with(|c| c[claim(name)] = value.clone()).unwrap_err();
        assert_eq!(error.code(), code, "{name} {value}");
    }
}

#[test]
fn a_deep_linking_request_is_not_a_launch() {
    let mut claims: Value = serde_json::from_str(MOODLE_DEEP_LINKING).unwrap();
    claims["nonce"] = json!(pending().nonce);
    claims["iat"] = json!(NOW);
    claims["exp"] = json!(NOW + 60);
    let token = sign(&header(), &claims.to_string(), &KEY);
    assert_eq!(
        launch(&token, &keys(&[jwk(&KEY, "k1")])),
        Err(LaunchError::MessageType)
    );
}

#[test]
fn forged_and_odd_tokens_are_refused() {
    let set = keys(&[jwk(&KEY, "k1")]);
    let payload = claims().to_string();
    let code = |token: &str| launch(token, &set).unwrap_err().code();
    for alg in ["none", "None", "nOnE", "HS256", "PS256", "EdDSA", "", "RS1"] {
        let mut header = header();
        header["alg"] = json!(alg);
        assert_eq!(code(&sign(&header, &payload, &KEY)), "token", "{alg}");
    }
    let sound = sign(&header(), &payload, &KEY);
    let (signed, _) = sound.rsplit_once('.').unwrap();
    for token in [
        format!("{signed}."),
        signed.to_owned(),
        format!("{sound}.x"),
        format!("{sound}.x.y"),
        sound.replace('.', ""),
        format!("{sound}!"),
        "x".repeat(70_000),
        String::new(),
    ] {
        assert_eq!(code(&token), "token");
    }
    assert_eq!(code(&sign(&header(), &payload, &OTHER)), "token");
    let mut changed = claims();
    changed["sub"] = json!("3");
    let (head, rest) = sound.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let forged = format!(
        "{head}.{}.{signature}",
        URL_SAFE_NO_PAD.encode(changed.to_string())
    );
    assert_eq!(code(&forged), "token");
    let mut critical = header();
    critical["crit"] = json!(["exp"]);
    assert_eq!(code(&sign(&critical, &payload, &KEY)), "token");
    // Keys that the sender brings along are not looked at.
    let mut own = header();
    own["jwk"] = jwk(&OTHER, "k1");
    own["jku"] = json!("https://evil.example.org/keys");
    own["x5u"] = json!("https://evil.example.org/cert");
    assert_eq!(code(&sign(&own, &payload, &OTHER)), "token");
    assert!(launch(&sign(&own, &payload, &KEY), &set).is_ok());
    let twice = payload.replacen('{', "{\"sub\":\"3\",", 1);
    assert_eq!(code(&sign(&header(), &twice, &KEY)), "token");
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let deep = payload.replacen('{', &format!("{{\"x\":{deep},"), 1);
    assert_eq!(code(&sign(&header(), &deep, &KEY)), "token");
}

#[test]
fn keys_are_chosen_with_care() {
    let payload = claims().to_string();
    let token = |kid: Option<&str>| {
        let mut header = header();
        match kid {
            Some(kid) => header["kid"] = json!(kid),
            None => drop(header.as_object_mut().unwrap().remove("kid")),
        }
        sign(&header, &payload, &KEY)
    };
    let (mine, other) = (jwk(&KEY, "k1"), jwk(&OTHER, "k2"));
    let both = keys(&[mine.clone(), other]);
    assert!(launch(&token(Some("k1")), &both).is_ok());
    assert_eq!(
        launch(&token(Some("k2")), &both).unwrap_err().code(),
        "token"
    );
    for kid in [
        "k3",
        "../../etc/passwd",
        "' OR 1=1 --",
        "https://evil.example.org",
    ] {
        assert_eq!(launch(&token(Some(kid)), &both).unwrap_err().code(), "key");
    }
    assert_eq!(
        launch(&token(Some(&"k".repeat(600))), &both)
            .unwrap_err()
            .code(),
        "token"
    );
    assert_eq!(launch(&token(None), &both).unwrap_err().code(), "key");
    assert!(launch(&token(None), &keys(std::slice::from_ref(&mine))).is_ok());
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["sign"])),
        ("kty", json!("oct")),
    ] {
        let mut key = mine.clone();
        key[name] = value;
        assert_eq!(
            launch(&token(Some("k1")), &keys(&[key]))
                .unwrap_err()
                .code(),
            "key"
        );
    }
    let mut unfit = mine.clone();
    unfit["alg"] = json!("RS512");
    assert_eq!(
        launch(&token(Some("k1")), &keys(&[unfit]))
            .unwrap_err()
            .code(),
        "key"
    );
    let mut unnamed = mine.clone();
    unnamed.as_object_mut().unwrap().remove("alg");
    assert!(launch(&token(Some("k1")), &keys(&[unnamed])).is_ok());
    let mut weak = mine;
    weak["n"] = json!(URL_SAFE_NO_PAD.encode([0xff; 128]));
    assert_eq!(
        launch(&token(Some("k1")), &keys(&[weak]))
            .unwrap_err()
            .code(),
        "key"
    );
    assert_eq!(KeySet::parse(b"<html>"), None);
    assert_eq!(KeySet::parse(b"{\"keys\":{}}"), None);
}

#[test]
fn keys_are_fetched_when_needed_and_no_more_often() {
    let at = |second: i64| Timestamp::from_second(NOW + second).unwrap();
    let algorithm = jsonwebtoken::Algorithm::RS256;
    let mut cache = Cache::default();
    assert!(cache.should_fetch(Some("k1"), algorithm, at(0)));
    cache.fetched(Some(keys(&[jwk(&KEY, "k1")])), at(0));
    assert!(!cache.should_fetch(Some("k1"), algorithm, at(3599)));
    assert!(cache.should_fetch(Some("k1"), algorithm, at(3600)));
    assert!(!cache.should_fetch(Some("new"), algorithm, at(59)));
    assert!(cache.should_fetch(Some("new"), algorithm, at(60)));
    cache.fetched(None, at(60));
    assert!(
        cache.keys().is_some(),
        "the last good keys stay while the platform is down"
    );
    assert!(!cache.should_fetch(Some("new"), algorithm, at(100)));
    assert!(
        cache.should_fetch(Some("k1"), algorithm, at(-10)),
        "a clock set back"
    );
}

#[test]
fn the_login_is_sent_as_platforms_want_it() {
    let initiation = Initiation::parse([
        ("iss", "http://127.0.0.1:8085"),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
        ("lti_message_hint", r#"{"cmid":2,"launchid":"a b&c"}"#),
        ("deployment_id", "1"),
        ("something_else", "x"),
    ])
    .unwrap();
    assert_eq!(initiation.deployment_id.as_deref(), Some("1"));
    let secrets = Secrets {
        state: "S".into(),
        nonce: "N".into(),
        browser: "B".into(),
    };
    let tool = Url::parse("http://127.0.0.1:9471/").unwrap();
    let now = Timestamp::from_second(NOW).unwrap();
    let (url, pending) = begin(&initiation, &registration(), &tool, &secrets, now).unwrap();
    insta::assert_snapshot!(url, @"http://127.0.0.1:8085/mod/lti/auth.php?x=1&scope=openid&response_type=id_token&response_mode=form_post&prompt=none&client_id=bkRAGrXdWe84VZS&redirect_uri=http%3A%2F%2F127.0.0.1%3A9471%2Flaunch&login_hint=5&state=S&nonce=N&lti_message_hint=%7B%22cmid%22%3A2%2C%22launchid%22%3A%22a+b%26c%22%7D");
    assert!(pending.belongs_to("B") && !pending.belongs_to("b") && !pending.belongs_to(""));
    let at = |second: i64| Timestamp::from_second(NOW + second).unwrap();
    assert!(
        !pending.is_expired(at(599)) && pending.is_expired(at(600)) && pending.is_expired(at(-1))
    );
}

#[test]
fn bad_logins_are_refused() {
    let sound = [
        ("iss", "http://127.0.0.1:8085"),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
    ];
    for (index, (name, _)) in sound.iter().enumerate() {
        let mut missing = sound.to_vec();
        missing.remove(index);
        assert_eq!(Initiation::parse(missing), Err(LoginError::Missing(name)));
        let mut twice = sound.to_vec();
        twice.push((name, "other"));
        assert_eq!(Initiation::parse(twice), Err(LoginError::Malformed(name)));
    }
    let tool = Url::parse("https://tool.example.org/coachlight/").unwrap();
    for good in [
        "https://tool.example.org/coachlight/",
        "https://tool.example.org/coachlight/x?y#z",
    ] {
        assert!(is_own(good, &tool), "{good}");
    }
    for bad in [
        "https://tool.example.org/",
        "https://tool.example.org/coachlightx",
        "http://tool.example.org/coachlight/",
        "https://tool.example.org:444/coachlight/",
        "https://tool.example.org.evil.org/coachlight/",
        "https://evil@tool.example.org/coachlight/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//tool.example.org/coachlight/",
        "https:\\\\tool.example.org\\coachlight\\",
        "https://tool.example.org/coachlight/../x",
        "",
    ] {
        assert!(!is_own(bad, &tool), "{bad}");
    }
}

#[test]
fn a_registration_is_chosen_only_when_there_is_no_doubt() {
    let first = registration();
    let second = Registration {
        client_id: "two".into(),
        ..registration()
    };
    let issuer = first.issuer.clone();
    let all = [first.clone(), second.clone()];
    assert_eq!(select(&all, &issuer, None), Err(SelectError::Ambiguous));
    assert_eq!(select(&all, &issuer, Some("two")), Ok(&second));
    assert_eq!(select(&all[..1], &issuer, None), Ok(&first));
    assert_eq!(
        select(&all, &issuer, Some("three")),
        Err(SelectError::Unknown)
    );
    assert_eq!(
        select(&all, "http://127.0.0.1:8085/", None),
        Err(SelectError::Unknown)
    );
}

proptest! {
    #[test]
    fn no_token_makes_it_panic(token in ".{0,300}") {
        prop_assert!(launch(&token, &keys(&[jwk(&KEY, "k1")])).is_err());
    }

    #[test]
    fn no_payload_makes_it_panic(payload in ".{0,200}") {
        let token = sign(&header(), &payload, &KEY);
        prop_assert!(launch(&token, &keys(&[jwk(&KEY, "k1")])).is_err());
    }

    /// A claim replaced by anything never changes for whom or from where a launch is.
    #[test]
    fn a_mutated_claim_never_passes_as_another(
        index in any::<prop::sample::Index>(),
        text in "[a-z0-9]{0,8}",
        kind in 0..4_usize,
    ) {
        let names: Vec<String> = claims().as_object().unwrap().keys().cloned().collect();
        let name = index.get(&names);
        let value = [json!(text), Value::Null, json!([text]), json!({ "id": text })][kind].clone();
        if let Ok(launch) = with(|c| c[name] = value) {
            prop_assert_eq!(launch.issuer, registration().issuer);
            prop_assert_eq!(launch.client_id, registration().client_id);
            prop_assert_eq!(launch.deployment_id, "1");
            prop_assert!(!launch.roles.is_instructor());
            prop_assert!(name == "sub" || launch.subject.as_deref() == Some("5"));
        }
    }
}
