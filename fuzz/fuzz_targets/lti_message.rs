#![no_main]
//! What a platform sends through the browser: parameters of a login and its answer, keys, and
//! signed and unsigned tokens of launches and notices.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use lti::deep_linking::{Posting, Response};
use lti::id_token::Limits;
use lti::jwks::KeySet;
use lti::jws::Unverified;
use lti::launch::{self, Launch, Message, MessageType, Policy};
use lti::login::{self, AuthenticationResponse, Initiation, Proof, Proven, Secrets};
use lti::registration::{Deployment, Registration};
use lti::services::notices;
use lti::tool_keys::ToolKey;
use serde_json::{Map, Value};
use url::Url;

const CLAIM: &str = "https://purl.imsglobal.org/spec/lti/claim/";
const NOW: i64 = 1_795_439_600;
const TOOL: &str = "http://127.0.0.1:9471/";

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    match kind {
        b'k' => keys(rest),
        b'p' => parameters(rest),
        b'n' => notice(rest),
        b't' => unsigned(rest),
        _ => launched(rest),
    }
});

struct Platform {
    registration: Registration,
    key: EcdsaKeyPair,
    keys: KeySet,
    tool_key: ToolKey,
}

fn platform() -> &'static Platform {
    static PLATFORM: OnceLock<Platform> = OnceLock::new();
    PLATFORM.get_or_init(|| {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = key.public_key().as_ref();
        let set = format!(
            r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"k1","x":"{}","y":"{}"}}]}}"#,
            URL_SAFE_NO_PAD.encode(&point[1..33]),
            URL_SAFE_NO_PAD.encode(&point[33..])
        );
        Platform {
            registration: Registration {
                issuer: "http://127.0.0.1:8085".into(),
                client_id: "bkRAGrXdWe84VZS".into(),
                authorization_endpoint: Url::parse("http://127.0.0.1:8085/auth").unwrap(),
                jwks_uri: Url::parse("http://127.0.0.1:8085/certs").unwrap(),
                redirect_uri: format!("{TOOL}launch"),
                deployments: vec![Deployment::approved("1")],
                trusted_audiences: vec!["trusted".into()],
            },
            keys: KeySet::parse(set.as_bytes()).unwrap(),
            key,
            tool_key: ToolKey::generate("tool").unwrap(),
        }
    })
}

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn token(payload: &[u8]) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"k1","typ":"JWT"}"#),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = platform().key.sign(&SystemRandom::new(), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()))
}

fn proven() -> Proven {
    let initiation = Initiation {
        issuer: "http://127.0.0.1:8085".into(),
        login_hint: "5".into(),
        target_link_uri: format!("{TOOL}launch"),
        message_hint: None,
        client_id: None,
        deployment_id: None,
        storage_target: None,
    };
    let secrets = Secrets {
        state: "state".into(),
        nonce: "9b856895f17e4594b74cf326edf28de1".into(),
        browser: "browser".into(),
        storage: None,
    };
    let tool = Url::parse(TOOL).unwrap();
    let (_, pending) = login::begin(
        &initiation,
        &platform().registration,
        &tool,
        &secrets,
        now(),
    )
    .unwrap();
    pending.prove(Proof::Cookie("browser"), now()).unwrap()
}

/// Whatever the signed claims are: a message that is taken is for us, of now, of this login.
fn launched(payload: &[u8]) {
    let Platform {
        registration, keys, ..
    } = platform();
    let policy = Policy::serving(&MessageType::ALL);
    let token = token(payload);
    let Ok(message) = launch::verify(&token, registration, keys, &proven(), &policy, now()) else {
        return;
    };
    let claims: Map<String, Value> = serde_json::from_slice(payload).unwrap();
    sound(&claims);
    let lti = |name: &str| claims[&format!("{CLAIM}{name}")].as_str();
    assert_eq!(claims["nonce"], "9b856895f17e4594b74cf326edf28de1");
    assert_eq!(lti("target_link_uri"), Some(&*format!("{TOOL}launch")));
    let (launch, kind): (&Launch, MessageType) = match &message {
        Message::ResourceLink(request) => (&request.launch, MessageType::ResourceLink),
        Message::DeepLinking(request) => (&request.launch, MessageType::DeepLinking),
        Message::SubmissionReview(request) => (&request.launch, MessageType::SubmissionReview),
        Message::DataPrivacy(request) => (&request.launch, MessageType::DataPrivacy),
    };
    assert_eq!(lti("message_type"), Some(kind.name()));
    assert_eq!(launch.deployment_id, "1");
    assert_eq!(
        launch.subject.as_deref(),
        claims.get("sub").and_then(Value::as_str)
    );
    if let Message::DeepLinking(request) = &message {
        answered(request);
    }
}

/// An answer can be made, or is refused with a reason; what is made can be posted.
fn answered(request: &lti::launch::DeepLinkingRequest) {
    let Ok(response) = Response::to(request) else {
        return;
    };
    let Posting { url, jwt } = response.sign(&platform().tool_key, "jti", now()).unwrap();
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    let claims = jwt.split('.').nth(1).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["aud"], "http://127.0.0.1:8085");
    assert_eq!(claims["iss"], "bkRAGrXdWe84VZS");
}

/// The parties and times of a message that was taken, read naively.
fn sound(claims: &Map<String, Value>) {
    assert_eq!(claims["iss"], "http://127.0.0.1:8085");
    let ours = |audience: &Value| audience == "bkRAGrXdWe84VZS";
    match &claims["aud"] {
        Value::Array(list) => assert!(list.iter().any(ours)),
        one => assert!(ours(one)),
    }
    assert!(claims["exp"].as_f64().unwrap() > (NOW - 61) as f64);
    assert!((claims["iat"].as_f64().unwrap() - NOW as f64).abs() < 662.0);
    assert_eq!(claims[&format!("{CLAIM}version")], "1.3.0");
}

fn notice(payload: &[u8]) {
    let Platform {
        registration, keys, ..
    } = platform();
    let _ = notices::tokens(payload);
    let token = token(payload);
    if let Ok(notice) = notices::verify(&token, registration, keys, Limits::default(), now()) {
        let claims: Map<String, Value> = serde_json::from_slice(payload).unwrap();
        sound(&claims);
        assert!(!claims.contains_key(&format!("{CLAIM}message_type")));
        assert!((1..=255).contains(&notice.id.len()));
        assert_eq!(notice.deployment_id, "1");
    }
}

/// A token that our key has not signed is never taken.
fn unsigned(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Platform {
        registration, keys, ..
    } = platform();
    let policy = Policy::serving(&MessageType::ALL);
    assert!(launch::verify(text, registration, keys, &proven(), &policy, now()).is_err());
    if let Ok(token) = Unverified::parse(text) {
        let _ = token.claimed_issuer();
        if let Ok(key) = keys.find(token.key_id(), token.algorithm()) {
            assert!(token.verify(key).is_err());
        }
    }
}

/// Keys can be read or not; whichever is found signs nothing that it has not signed.
fn keys(data: &[u8]) {
    let Some(keys) = KeySet::parse(data) else {
        return;
    };
    let policy = Policy::serving(&MessageType::ALL);
    let registration = &platform().registration;
    let token = token(b"{}");
    assert!(launch::verify(&token, registration, &keys, &proven(), &policy, now()).is_err());
    let count = keys.len();
    assert_eq!(keys.is_empty(), count == 0);
}

fn parameters(data: &[u8]) {
    let pairs: Vec<_> = url::form_urlencoded::parse(data).collect();
    let pairs = || pairs.iter().map(|(name, value)| (&**name, &**value));
    if let Ok(response) = AuthenticationResponse::parse(pairs()) {
        assert!(!response.state.is_empty());
    }
    let Ok(initiation) = Initiation::parse(pairs()) else {
        return;
    };
    let secrets = Secrets {
        state: "state".into(),
        nonce: "nonce".into(),
        browser: "browser".into(),
        storage: None,
    };
    let registration = &platform().registration;
    let tool = Url::parse(TOOL).unwrap();
    if let Ok((address, _)) = login::begin(&initiation, registration, &tool, &secrets, now()) {
        assert_eq!(
            address.origin(),
            registration.authorization_endpoint.origin()
        );
        assert!(login::is_own(&initiation.target_link_uri, &tool));
        let of = |wanted: &str| {
            let mut found = address.query_pairs().filter(|(name, _)| name == wanted);
            let value = found.next().unwrap().1.into_owned();
            assert!(found.next().is_none(), "{wanted} twice: {address}");
            value
        };
        assert_eq!(of("state"), "state");
        assert_eq!(of("redirect_uri"), registration.redirect_uri);
        assert_eq!(of("login_hint"), initiation.login_hint);
    }
}
