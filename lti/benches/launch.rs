//! What the validation of one launch costs besides the network, beside what no validation can go
//! below: the bare check of the token's RSA signature, in the same run.
//!
//! `cargo bench -p lti --bench launch`

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use lti::jwks::KeySet;
use lti::launch::{MessageType, Policy, verify};
use lti::login::{Initiation, Proof, Secrets, begin};
use lti::registration::{Deployment, Registration};
use lti::tool_keys::{ToolKey, key_set};
use serde_json::Value;
use url::Url;

const MOODLE: &str = include_str!("../../fixtures/lti/moodle45-LtiResourceLinkRequest.json");
const NOW: i64 = 1_795_439_600;
/// Repetitions of each measured act.
const TIMES: usize = 20_000;
/// What a validation may cost.
const TARGET: Duration = Duration::from_micros(150);

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

/// Median, 99th percentile and throughput of an act on one core.
fn measure(what: &str, mut act: impl FnMut()) -> Duration {
    for _ in 0..TIMES / 20 {
        act();
    }
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let (median, high) = (times[TIMES / 2], times[TIMES * 99 / 100]);
    println!(
        "{what:<46} median {median:>9.1?}  99 % {high:>9.1?}  {:>8.0} a second",
        1.0 / median.as_secs_f64()
    );
    median
}

fn main() {
    let claims: Value = serde_json::from_str(MOODLE).unwrap();
    let key = ToolKey::generate("platform").unwrap();
    let jwk = key.public_jwk();
    let set = key_set(std::slice::from_ref(&jwk)).to_string();
    let keys = KeySet::parse(set.as_bytes()).unwrap();
    let token = key.sign(&claims).unwrap();
    let registration = Registration {
        issuer: text(&claims, "iss").into(),
        client_id: text(&claims, "aud").into(),
        authorization_endpoint: Url::parse("http://127.0.0.1:8085/mod/lti/auth.php").unwrap(),
        jwks_uri: Url::parse("http://127.0.0.1:8085/mod/lti/certs.php").unwrap(),
        redirect_uri: "http://127.0.0.1:9471/launch".into(),
        deployments: vec![Deployment::approved("1")],
        trusted_audiences: Vec::new(),
    };
    let initiation = Initiation::parse([
        ("iss", text(&claims, "iss")),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
    ])
    .unwrap();
    let secrets = Secrets {
        state: "state".into(),
        nonce: text(&claims, "nonce").into(),
        browser: "browser".into(),
        storage: None,
    };
    let tool = Url::parse("http://127.0.0.1:9471/").unwrap();
    let now = Timestamp::from_second(NOW).unwrap();
    let (_, pending) = begin(&initiation, &registration, &tool, &secrets, now).unwrap();
    let policy = Policy::serving(&[MessageType::ResourceLink]);

    println!(
        "a launch of Moodle 4.5, {} bytes, RS256, 2048 bits",
        token.len()
    );
    let whole = measure("proof of the browser and whole validation", || {
        let login = pending
            .clone()
            .prove(Proof::Cookie("browser"), now)
            .unwrap();
        let message = verify(&token, &registration, &keys, &login, &policy, now);
        black_box(message.unwrap());
    });

    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let part = |name: &str| URL_SAFE_NO_PAD.decode(text(&jwk, name)).unwrap();
    let components = RsaPublicKeyComponents {
        n: part("n"),
        e: part("e"),
    };
    let parsed = components
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .unwrap();
    let bare = measure("limit: the bare signature, key decoded before", || {
        parsed.verify_sig(signed.as_bytes(), &signature).unwrap();
    });
    measure("the bare signature, key decoded each time", || {
        components
            .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
            .unwrap();
    });
    measure("begin of a login", || {
        black_box(begin(&initiation, &registration, &tool, &secrets, now).unwrap());
    });

    println!(
        "validation is {:.2} times the limit; all but the signature takes {:.1?}; target {TARGET:?}: {}",
        whole.as_secs_f64() / bare.as_secs_f64(),
        whole.saturating_sub(bare),
        if whole < TARGET { "met" } else { "MISSED" }
    );
    assert!(whole < TARGET, "a validation takes {whole:?}");
}
