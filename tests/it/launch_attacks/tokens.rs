//! Tokens and claims that are not sound: each is refused by its rule.

use serde_json::{Value, json};

use super::{is_refused, latest, persons, sam, statements};
use crate::support::both;
use crate::support::platform::{CLIENT, Opening, Platform, Signing, Visitor, claim, role};

/// Tokens as attackers make them.
pub(super) fn forged() -> Vec<(&'static str, Opening, &'static str)> {
    let header = |name, value: Value| sam().signed(Signing::Header(name, value));
    let long = "k".repeat(600);
    vec![
        (
            "no algorithm",
            sam().signed(Signing::None("none")),
            "token_algorithm",
        ),
        (
            "no algorithm, other case",
            sam().signed(Signing::None("nOnE")),
            "token_algorithm",
        ),
        (
            "shared secret",
            sam().signed(Signing::PublicKeyAsSecret),
            "token_algorithm",
        ),
        (
            "other padding",
            sam().signed(Signing::Pss),
            "token_algorithm",
        ),
        (
            "another algorithm",
            header("alg", json!("RS512")),
            "key_unfit",
        ),
        ("elliptic", header("alg", json!("ES256")), "key_unfit"),
        ("forged", sam().signed(Signing::Forged), "token_signature"),
        (
            "foreign key",
            sam().signed(Signing::Unknown("other".into())),
            "key_unknown",
        ),
        (
            "path",
            sam().signed(Signing::Unknown("../../etc/passwd".into())),
            "key_unknown",
        ),
        (
            "sql",
            sam().signed(Signing::Unknown("' OR 1=1 --".into())),
            "key_unknown",
        ),
        (
            "url",
            sam().signed(Signing::Unknown("http://169.254.169.254/".into())),
            "key_unknown",
        ),
        (
            "long key name",
            sam().signed(Signing::Unknown(long)),
            "token_malformed",
        ),
        ("critical", header("crit", json!(["exp"])), "token_critical"),
        ("changed", sam().signed(Signing::Changed), "token_signature"),
        ("stripped", sam().signed(Signing::Stripped), "token_parts"),
        (
            "four parts",
            sam().signed(Signing::FourParts),
            "token_parts",
        ),
        (
            "twice",
            sam().signed(Signing::Twice("aud")),
            "token_malformed",
        ),
        (
            "no base64",
            sam().signed(Signing::Nonsense("a!.b!.c!".into())),
            "token_malformed",
        ),
        (
            "empty parts",
            sam().signed(Signing::Nonsense("..".into())),
            "token_malformed",
        ),
        (
            "encrypted",
            sam().signed(Signing::Nonsense("a.b.c.d.e".into())),
            "token_parts",
        ),
        ("deep", sam().lti("custom", deep()), "token_malformed"),
    ]
}

fn deep() -> Value {
    (0..100).fold(json!(1), |inner, _| json!([inner]))
}

/// Claims of every signed token that break one rule each.
fn unsound_tokens() -> Vec<(&'static str, Opening, &'static str)> {
    let past = 1_000_000_i64;
    let far = 9_000_000_000_i64;
    vec![
        (
            "issuer",
            sam().with("iss", json!("https://lms.example.org")),
            "issuer",
        ),
        ("no issuer", sam().without("iss"), "issuer"),
        ("audience", sam().with("aud", json!("other")), "audience"),
        ("no audience", sam().with("aud", json!([])), "audience"),
        (
            "two audiences",
            sam().with("aud", json!([CLIENT, "other"])),
            "audience",
        ),
        (
            "authorized party",
            sam().with("azp", json!("other")),
            "authorized_party",
        ),
        ("expired", sam().with("exp", json!(past)), "expired"),
        ("no expiry", sam().without("exp"), "expired"),
        (
            "expiry in words",
            sam().with("exp", json!("tomorrow")),
            "expired",
        ),
        (
            "old",
            sam().with("iat", json!(past)).with("exp", json!(far)),
            "issued_at",
        ),
        (
            "from the future",
            sam().with("iat", json!(far)).with("exp", json!(far)),
            "issued_at",
        ),
        (
            "a slow clock",
            sam()
                .with("iat", json!(past))
                .with("exp", json!(past + 3600)),
            "issued_at",
        ),
        ("no time", sam().without("iat"), "issued_at"),
        ("nonce", sam().with("nonce", json!("another")), "nonce"),
        ("empty nonce", sam().with("nonce", json!("")), "nonce"),
        ("no nonce", sam().without("nonce"), "nonce"),
    ]
}

/// Claims of LTI that break one rule each.
fn unsound_messages() -> Vec<(&'static str, Opening, &'static str)> {
    let long = "x".repeat(256);
    vec![
        ("no version", sam().without(&claim("version")), "version"),
        ("version 1.3", sam().lti("version", json!("1.3")), "version"),
        ("version 2", sam().lti("version", json!("2.0.0")), "version"),
        (
            "no message",
            sam().without(&claim("message_type")),
            "message_type",
        ),
        (
            "unknown message",
            sam().lti("message_type", json!("LtiEverything")),
            "message_type",
        ),
        (
            "a notice",
            sam().without(&claim("message_type")).lti(
                "notice",
                json!({ "id": "1", "type": "LtiHelloWorldNotice",
                    "timestamp": "2026-11-23T12:33:15Z" }),
            ),
            "message_type",
        ),
        (
            "an answer of ours",
            sam().lti("message_type", json!("LtiDeepLinkingResponse")),
            "message_type",
        ),
        (
            "no deployment",
            sam().without(&claim("deployment_id")),
            "deployment",
        ),
        (
            "no text",
            sam().lti("deployment_id", json!(1)),
            "deployment",
        ),
        (
            "long deployment",
            sam().lti("deployment_id", json!(long)),
            "deployment",
        ),
        (
            "target",
            sam().lti("target_link_uri", json!("https://evil.example.org/")),
            "target_link_uri",
        ),
        (
            "script",
            sam().lti("target_link_uri", json!("javascript:alert(1)")),
            "target_link_uri",
        ),
        (
            "no link",
            sam().without(&claim("resource_link")),
            "resource_link",
        ),
        (
            "long link",
            sam().lti("resource_link", json!({ "id": long })),
            "resource_link",
        ),
        ("long subject", sam().with("sub", json!(long)), "subject"),
        ("subject no text", sam().with("sub", json!(4)), "subject"),
        (
            "roles no list",
            sam().lti("roles", json!("Instructor")),
            "roles",
        ),
        ("nobody", sam().without("sub"), "anonymous"),
    ]
}

/// Claims that break one rule each.
pub(super) fn unsound() -> Vec<(&'static str, Opening, &'static str)> {
    [unsound_tokens(), unsound_messages()].concat()
}
both! {
    async fn forged_tokens_are_refused_each_by_its_rule(app: TestApp) {
        let platform = Platform::of(&app).await;
        for (case, opening, rule) in forged() {
            let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
            is_refused(case, rule, answer).await;
            assert_eq!(latest(&app, &platform).await.0, rule, "{case}");
        }
        assert_eq!((persons(&app).await, statements(&app).await), (0, 0));
        // Keys that a token brings along are not looked at: its own signature is sound.
        for name in ["jku", "x5u", "jwk", "x5c"] {
            let value = json!("https://evil.example.org/keys");
            let opening = sam().signed(Signing::Header(name, value));
            let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
            assert_eq!(answer.status(), 303, "{name}");
        }
    }

    async fn unsound_claims_are_refused_each_by_its_rule(app: TestApp) {
        let platform = Platform::of(&app).await;
        for (case, opening, rule) in unsound() {
            let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
            is_refused(case, rule, answer).await;
            let (kept, detail) = latest(&app, &platform).await;
            assert_eq!(kept, rule, "{case}");
            assert!(!detail.contains("Sam") && !detail.contains("eyJ"), "{detail}");
        }
        assert_eq!((persons(&app).await, statements(&app).await), (0, 0));
    }

    async fn ten_thousand_roles_and_a_large_token_are_borne(app: TestApp) {
        let platform = Platform::of(&app).await;
        let many: Vec<String> = (0..500).map(|_| role("Learner")).collect();
        let answer = Visitor::of(&app.base)
            .launch(&platform, CLIENT, &sam().lti("roles", json!(many)))
            .await;
        assert_eq!(answer.headers()["location"], "/lti/join");
        let large = sam().lti("roles", json!(vec![role("Learner"); 10_000]));
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &large).await;
        is_refused("large", "login_malformed", answer).await;
    }
}
