//! Claims: each rule broken alone is refused for just that.

use lti::id_token::IdTokenError;
use lti::launch::{LaunchError, Message, Policy, Target};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use crate::support::{
    CLAIM, NOW, claims, deep_linking_claims, policy, privacy_claims, registration, remove,
    review_claims, with, with_policy,
};

type Broken = (&'static str, &'static str, Value);

#[test]
fn each_broken_claim_is_refused_for_just_that() {
    let cases: Vec<Broken> = vec![
        ("issuer", "iss", json!("http://127.0.0.1:8085/")),
        ("issuer", "iss", json!("http://127.0.0.1:8086")),
        ("issuer", "iss", json!("HTTP://127.0.0.1:8085")),
        ("issuer", "iss", json!("http://x@127.0.0.1:8085")),
        ("issuer", "iss", Value::Null),
        ("audience", "aud", json!("other")),
        ("audience", "aud", json!([])),
        ("audience", "aud", Value::Null),
        ("audience", "aud", json!(["bkRAGrXdWe84VZS", "stranger"])),
        ("audience", "aud", json!(["bkRAGrXdWe84VZS", 7])),
        ("audience", "aud", json!(["trusted"])),
        (
            "authorized_party",
            "aud",
            json!(["bkRAGrXdWe84VZS", "trusted"]),
        ),
        ("authorized_party", "azp", json!("trusted")),
        ("authorized_party", "azp", json!(7)),
        ("expired", "exp", json!(NOW - 61)),
        ("expired", "exp", json!(NOW - 60)),
        ("expired", "exp", Value::Null),
        ("expired", "exp", json!("soon")),
        ("expired", "exp", json!("1795439653")),
        ("issued_at", "iat", json!(NOW + 61)),
        ("issued_at", "iat", json!(NOW - 700)),
        ("issued_at", "iat", Value::Null),
        ("issued_at", "iat", json!([NOW])),
        ("issued_at", "nbf", json!(NOW + 61)),
        ("nonce", "nonce", json!("another")),
        ("nonce", "nonce", json!("")),
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
}

#[test]
fn each_broken_claim_of_lti_is_refused_for_just_that() {
    let target = "target_link_uri";
    let cases: Vec<Broken> = vec![
        ("version", "version", json!("1.3")),
        ("version", "version", json!("2.0")),
        ("version", "version", Value::Null),
        (
            "message_type",
            "message_type",
            json!("LtiDeepLinkingRequest"),
        ),
        (
            "message_type",
            "message_type",
            json!("LtiDeepLinkingResponse"),
        ),
        ("message_type", "message_type", Value::Null),
        ("deployment_unknown", "deployment_id", json!("2")),
        ("deployment_disabled", "deployment_id", json!("disabled")),
        ("deployment", "deployment_id", json!("")),
        ("deployment", "deployment_id", json!("x".repeat(256))),
        ("deployment", "deployment_id", json!(1)),
        ("deployment", "deployment_id", Value::Null),
        (target, target, json!("http://127.0.0.1:9471/other")),
        (target, target, json!("http://127.0.0.1:9471/launch/")),
        (target, target, json!("http://evil.example.org/launch")),
        (target, target, json!("http://x@127.0.0.1:9471/launch")),
        (target, target, json!("http:\\\\127.0.0.1:9471\\launch")),
        (target, target, json!("//127.0.0.1:9471/launch")),
        (target, target, json!("javascript:alert(1)")),
        (target, target, json!("data:text/html,x")),
        (target, target, Value::Null),
        ("resource_link", "resource_link", json!({})),
        ("resource_link", "resource_link", json!({ "id": "" })),
        ("resource_link", "resource_link", json!({ "id": 1 })),
        (
            "resource_link",
            "resource_link",
            json!({ "id": "x".repeat(256) }),
        ),
        ("resource_link", "resource_link", Value::Null),
        ("roles", "roles", json!("Learner")),
        ("roles", "roles", json!({})),
    ];
    for (code, name, value) in cases {
        let error = with(|c| c[format!("{CLAIM}{name}")] = value.clone()).unwrap_err();
        assert_eq!(error.code(), code, "{name} {value}");
    }
}

#[test]
fn leeway_and_age_are_the_callers() {
    let mut strict = policy();
    strict.limits.leeway_seconds = 0;
    strict.limits.oldest_seconds = 5;
    assert_eq!(
        with_policy(&claims(), &strict).unwrap_err().code(),
        "issued_at",
        "issued seven seconds ago"
    );
    let mut ahead = claims();
    ahead["iat"] = json!(NOW + 1);
    assert_eq!(
        with_policy(&ahead, &strict).unwrap_err().code(),
        "issued_at"
    );
    ahead["iat"] = json!(NOW as f64 + 0.15);
    assert!(with_policy(&ahead, &policy()).is_ok(), "a fraction ahead");
    // No limit of age at all.
    let mut ageless = policy();
    ageless.limits.oldest_seconds = i64::MAX;
    let mut old = claims();
    old["iat"] = json!(0);
    assert!(with_policy(&old, &ageless).is_ok());
    // Far away expiry does not lengthen a token's life here.
    let mut far = claims();
    far["exp"] = json!(i64::MAX);
    let Message::ResourceLink(request) = with_policy(&far, &policy()).unwrap() else {
        panic!("a launch is asked for")
    };
    assert_eq!(request.launch.remember_until.as_second(), NOW - 7 + 660);
}

#[test]
fn a_target_may_be_any_of_the_tools_own_where_the_policy_says_so() {
    let policy = Policy {
        target: Target::Under(Url::parse("http://127.0.0.1:9471/").unwrap()),
        ..policy()
    };
    let mut claims = claims();
    let mut to = |target: &str| {
        claims[format!("{CLAIM}target_link_uri")] = json!(target);
        with_policy(&claims, &policy).map(|message| message.launch().target_link_uri.clone())
    };
    assert_eq!(
        to("http://127.0.0.1:9471/boards/7").unwrap(),
        "http://127.0.0.1:9471/boards/7"
    );
    for foreign in ["http://127.0.0.1:9472/", "javascript:alert(1)", "//x/", ""] {
        assert_eq!(to(foreign), Err(LaunchError::TargetLink), "{foreign}");
    }
}

#[test]
fn an_unknown_deployment_is_reported_for_approval() {
    let error = with(|c| c[format!("{CLAIM}deployment_id")] = json!("77")).unwrap_err();
    let LaunchError::IdToken(IdTokenError::UnknownDeployment(report)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(report.issuer, registration().issuer);
    assert_eq!(report.client_id, registration().client_id);
    assert_eq!(report.deployment_id, "77");
    let platform = report.platform.as_ref().unwrap();
    assert_eq!(platform.product_family_code.as_deref(), Some("moodle"));
    assert_eq!(report.context.as_ref().unwrap().id, "2");
    assert!(!format!("{report:?}").contains("student2"), "no person");
    // Whatever else is wrong comes first: only sound messages ask for approval.
    let broken = with(|c| {
        c[format!("{CLAIM}deployment_id")] = json!("77");
        c[format!("{CLAIM}resource_link")] = Value::Null;
    });
    assert_eq!(broken.unwrap_err(), LaunchError::ResourceLink);
}

#[test]
fn a_message_is_for_the_endpoint_that_serves_it() {
    use lti::launch::MessageType as Kind;
    for (kind, claims) in [
        (Kind::ResourceLink, claims()),
        (Kind::DeepLinking, deep_linking_claims()),
        (Kind::SubmissionReview, review_claims()),
        (Kind::DataPrivacy, privacy_claims()),
    ] {
        for served in Kind::ALL {
            let found = with_policy(&claims, &Policy::serving(&[served]));
            match found {
                Ok(message) => assert!(served == kind && message.message_type() == kind),
                Err(error) => assert!(served != kind && error == LaunchError::MessageType),
            }
        }
    }
}

#[test]
fn no_other_signed_message_passes_for_a_launch() {
    // A client assertion, a notice and the tool's own deep linking response.
    let strip = |names: &[&str]| {
        let mut claims = claims();
        for name in names {
            remove(&mut claims, &format!("{CLAIM}{name}"));
        }
        claims
    };
    let assertion = strip(&["version", "message_type", "deployment_id"]);
    assert_eq!(
        with_policy(&assertion, &policy()).unwrap_err().code(),
        "version"
    );
    let mut notice = strip(&["message_type", "target_link_uri", "resource_link"]);
    notice[format!("{CLAIM}notice")] = json!({ "id": "1", "type": "LtiHelloWorldNotice" });
    assert_eq!(
        with_policy(&notice, &policy()).unwrap_err().code(),
        "message_type"
    );
    let mut response = claims();
    response[format!("{CLAIM}message_type")] = json!("LtiDeepLinkingResponse");
    assert_eq!(
        with_policy(&response, &policy()).unwrap_err().code(),
        "message_type"
    );
}

proptest! {
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
        if let Ok(request) = with(|c| c[name] = value) {
            let launch = request.launch;
            prop_assert_eq!(launch.issuer, registration().issuer);
            prop_assert_eq!(launch.client_id, registration().client_id);
            prop_assert_eq!(launch.deployment_id, "1");
            prop_assert!(!launch.roles.is_instructor());
            prop_assert!(name == "sub" || launch.subject.as_deref() == Some("5"));
        }
    }
}
