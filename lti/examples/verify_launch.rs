//! A launch from the login to the verified message, with what a Moodle 4.5 really sent.
//!
//! The recording's signature is gone, so a key of our own stands in for the platform's.
//!
//! `cargo run -p lti --example verify_launch`

use std::error::Error;

use jiff::Timestamp;
use lti::jwks::{Cache, KeySet};
use lti::jws::Unverified;
use lti::launch::{Message, MessageType, Policy, verify};
use lti::login::{Initiation, Proof, Secrets, begin};
use lti::registration::{Deployment, Registration, select};
use lti::tool_keys::{ToolKey, key_set};
use serde_json::Value;
use url::Url;

const RECORDED: &str = include_str!("../../fixtures/lti/moodle45-LtiResourceLinkRequest.json");

fn main() -> Result<(), Box<dyn Error>> {
    let claims: Value = serde_json::from_str(RECORDED)?;
    let now = Timestamp::from_second(1_795_439_600)?;

    // What an administrator agreed with the platform.
    let registrations = [Registration {
        issuer: "http://127.0.0.1:8085".into(),
        client_id: "bkRAGrXdWe84VZS".into(),
        authorization_endpoint: Url::parse("http://127.0.0.1:8085/mod/lti/auth.php")?,
        jwks_uri: Url::parse("http://127.0.0.1:8085/mod/lti/certs.php")?,
        redirect_uri: "http://127.0.0.1:9471/launch".into(),
        deployments: vec![Deployment::approved("1")],
        trusted_audiences: Vec::new(),
    }];

    // 1. The platform sends the browser to the login address.
    let initiation = Initiation::parse([
        ("iss", "http://127.0.0.1:8085"),
        ("client_id", "bkRAGrXdWe84VZS"),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
    ])?;
    let registration = select(
        &registrations,
        &initiation.issuer,
        initiation.client_id.as_deref(),
    )?;
    // Random in earnest; the nonce is the recording's.
    let secrets = Secrets {
        state: "random-1".into(),
        nonce: "9b856895f17e4594b74cf326edf28de1".into(),
        browser: "random-2".into(),
        storage: None,
    };
    let tool = Url::parse("http://127.0.0.1:9471/")?;
    let (redirect, pending) = begin(&initiation, registration, &tool, &secrets, now)?;
    println!("send the browser to {redirect}");

    // 2. The platform's keys, fetched when the cache says so.
    let platform_key = ToolKey::generate("platform")?;
    let token = platform_key.sign(&claims)?;
    let unverified = Unverified::parse(&token)?;
    let mut cache = Cache::default();
    if cache.should_fetch(unverified.key_id(), unverified.algorithm(), now) {
        let fetched = key_set(&[platform_key.public_jwk()]).to_string();
        cache.fetched(KeySet::parse(fetched.as_bytes()), now);
    }
    let keys = cache.keys().ok_or("no keys were ever fetched")?;

    // 3. The browser brings the token, the state and its cookie.
    let login = pending.prove(Proof::Cookie("random-2"), now)?;
    let policy = Policy::serving(&[MessageType::ResourceLink, MessageType::DeepLinking]);
    match verify(&token, registration, keys, &login, &policy, now)? {
        Message::ResourceLink(request) => {
            let launch = &request.launch;
            println!(
                "{:?} opened the link {:?}; learner: {}, instructor: {}",
                launch.subject,
                request.resource_link.title,
                launch.roles.is_learner(),
                launch.roles.is_instructor()
            );
        }
        other => println!("another message: {:?}", other.message_type()),
    }
    Ok(())
}
