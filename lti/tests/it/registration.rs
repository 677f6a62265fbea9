//! Registration, dynamic and by hand.

use std::collections::BTreeMap;

use lti::launch::MessageType;
use lti::registration::dynamic::{Difference, RegisterError, Registered, register, update};
use lti::registration::manual::{PrivacyLevel, Values, canvas};
use lti::registration::{
    ConfigurationError, DeploymentStatus, Localized, PlatformConfiguration, Tool, ToolMessage,
    configuration,
};
use lti::services::assignment_and_grade::scope;
use lti::services::{Answer, Method, names_and_roles};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use crate::services::answer;

const MOODLE: &str = include_str!("../../../fixtures/lti/moodle45-openid-configuration.json");
const MOODLE_ANSWER: &str =
    include_str!("../../../fixtures/lti/moodle45-registration-response.json");
const TOOL: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";
const PLATFORM: &str = "https://purl.imsglobal.org/spec/lti-platform-configuration";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn tool() -> Tool {
    let mut launch = ToolMessage::new(MessageType::ResourceLink);
    launch.placements = vec!["course_navigation".into()];
    launch.label = Some(Localized::from("Progress").with("de", "Fortschritt"));
    let mut deep_linking = ToolMessage::new(MessageType::DeepLinking);
    deep_linking.target_link_uri = Some(url("https://tool.example.org/lti/choose"));
    deep_linking.placements = vec!["ContentArea".into(), "link_selection".into()];
    deep_linking.supported_types = vec!["ltiResourceLink".into()];
    Tool {
        name: Localized::from("Coachlight").with("de", "Coachlicht"),
        description: Localized::from("Competency progress").with("de", "Lernstand"),
        initiate_login_uri: url("https://tool.example.org/lti/login"),
        redirect_uris: vec![url("https://tool.example.org/lti/launch")],
        target_link_uri: url("https://tool.example.org:8443/lti/launch"),
        jwks_uri: url("https://tool.example.org/lti/keys"),
        logo_uri: Some(url("https://tool.example.org/logo.svg")),
        client_uri: None,
        policy_uri: Some(url("https://tool.example.org/privacy")),
        tos_uri: None,
        contacts: vec!["admin@example.org".into()],
        secondary_domains: Vec::new(),
        scopes: vec![
            scope::SCORE.into(),
            names_and_roles::SCOPE.into(),
            lti::services::groups::SCOPE.into(),
        ],
        claims: vec!["name".into(), "picture".into()],
        custom_parameters: BTreeMap::from([("context".to_owned(), "$Context.id".to_owned())]),
        messages: vec![
            launch,
            deep_linking,
            ToolMessage::new(MessageType::SubmissionReview),
        ],
    }
}

fn asked() -> Url {
    url("http://127.0.0.1:8085/mod/lti/openid-configuration.php")
}

fn read(change: impl FnOnce(&mut Value)) -> Result<PlatformConfiguration, ConfigurationError> {
    let mut found: Value = serde_json::from_str(MOODLE).unwrap();
    change(&mut found);
    PlatformConfiguration::parse(&answer(200, &found.to_string()), &asked(), true)
}

#[test]
fn moodles_configuration_is_read() {
    let platform = read(|_| {}).unwrap();
    assert_eq!(platform.issuer, "http://127.0.0.1:8085");
    assert_eq!(platform.product_family_code.as_deref(), Some("moodle"));
    assert_eq!(platform.messages_supported[1].placements, ["ContentArea"]);
    assert!(platform.variables.contains(&"Context.id".to_owned()));
    assert!(platform.foreign_endpoints.is_empty());
    assert_eq!(platform.authorization_server, None);
}

#[test]
fn nobody_speaks_for_another_host() {
    for issuer in [
        "https://lms.example.org",
        "http://127.0.0.1:8086",
        "http://127.0.0.1.evil.org:8085",
    ] {
        let error = read(|found| found["issuer"] = json!(issuer)).unwrap_err();
        assert!(
            matches!(error, ConfigurationError::Issuer { .. }),
            "{issuer}"
        );
    }
    let user = read(|found| found["issuer"] = json!("http://127.0.0.1:8085@evil.org"));
    assert_eq!(user, Err(ConfigurationError::Member("issuer")));
    let keys = "http://keys.example.org/jwks";
    let platform = read(|found| found["jwks_uri"] = json!(keys)).unwrap();
    assert_eq!(platform.foreign_endpoints, [("jwks_uri", url(keys))]);
}

#[test]
fn a_configuration_is_complete_and_secure() {
    for name in [
        "issuer",
        "authorization_endpoint",
        "registration_endpoint",
        "jwks_uri",
        "token_endpoint",
    ] {
        for value in [
            Value::Null,
            json!("file:///etc/passwd"),
            json!(""),
            json!(7),
        ] {
            let found = read(|found| found[name] = value.clone());
            assert_eq!(found, Err(ConfigurationError::Member(name)), "{value}");
        }
    }
    let plain = PlatformConfiguration::parse(&answer(200, MOODLE), &asked(), false);
    assert_eq!(
        plain,
        Err(ConfigurationError::Member("authorization_endpoint"))
    );
    let signing = "token_endpoint_auth_signing_alg_values_supported";
    assert_eq!(
        read(|found| found[signing] = json!(["ES256"])),
        Err(ConfigurationError::Algorithms(signing))
    );
    let tokens = "id_token_signing_alg_values_supported";
    assert_eq!(
        read(|found| found[tokens] = json!(["none", "HS256"])),
        Err(ConfigurationError::Algorithms(tokens))
    );
    for (status, body) in [(404, MOODLE), (200, "<html>"), (200, "[]"), (302, "")] {
        let found = PlatformConfiguration::parse(&answer(status, body), &asked(), true);
        assert_eq!(found, Err(ConfigurationError::Status(status)));
    }
}

#[test]
fn only_addresses_of_the_web_are_asked() {
    let call = configuration("https://lms.example.org/c?x=1", false).unwrap();
    assert_eq!((call.method, call.scopes.len()), (Method::Get, 0));
    for odd in [
        "http://lms.example.org/c",
        "file:///etc/passwd",
        "gopher://lms.example.org/",
        "https://user@lms.example.org/",
        "//lms.example.org/",
        "lms.example.org",
        "",
    ] {
        assert_eq!(configuration(odd, false), Err(ConfigurationError::Address));
    }
    assert!(configuration("http://127.0.0.1/c", true).is_ok());
}

#[test]
fn a_platform_is_asked_only_for_what_it_has() {
    let call = register(&tool(), &read(|_| {}).unwrap());
    assert_eq!(call.method, Method::Post);
    assert_eq!(
        call.url.as_str(),
        "http://127.0.0.1:8085/mod/lti/openid-registration.php"
    );
    let body: Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    insta::assert_json_snapshot!(body);
    // Who says nothing is asked for all.
    let silent = read(|found| {
        found["scopes_supported"] = Value::Null;
        found["claims_supported"] = Value::Null;
        found[PLATFORM] = Value::Null;
    });
    let call = register(&tool(), &silent.unwrap());
    let body: Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    assert_eq!(body["scope"].as_str().unwrap().split(' ').count(), 3);
    assert_eq!(body[TOOL]["messages"].as_array().unwrap().len(), 3);
    assert_eq!(body[TOOL]["claims"], json!(["name", "picture"]));
}

#[test]
fn moodles_answer_is_read_and_compared() {
    let registered = Registered::parse(&answer(200, MOODLE_ANSWER)).unwrap();
    assert_eq!(registered.client_id, "bkRAGrXdWe84VZS");
    assert_eq!(registered.deployment_id.as_deref(), Some("1"));
    assert_eq!(registered.registration_client_uri, None);
    assert_eq!(
        registered.difference(&tool()),
        Difference {
            scopes_missing: vec![lti::services::groups::SCOPE.into()],
            messages_missing: vec![
                "LtiResourceLinkRequest".into(),
                "LtiSubmissionReviewRequest".into()
            ],
            claims_missing: vec!["picture".into()],
        }
    );
    let d2l = "https://api.brightspace.com/auth/token";
    let platform = read(|found| found["authorization_server"] = json!(d2l)).unwrap();
    let kept = registered.registration(&platform, &url("https://tool.example.org/lti/launch"));
    assert_eq!(kept.deployments[0].status, DeploymentStatus::Disabled);
    let client = registered.client(&platform);
    assert_eq!(client.audience.as_deref(), Some(d2l));
    let canvas = read(|found| found["authorization_server"] = json!("canvas.instructure.com"));
    assert_eq!(registered.client(&canvas.unwrap()).audience, None);
    assert_eq!(client.token_endpoint, platform.token_endpoint);
}

#[test]
fn answers_differ_and_refusals_are_told() {
    let secret = r#"{"client_id":10000000000001,"registration_access_token":"SECRET",
        "registration_client_uri":"https://lms.example.org/reg/7"}"#;
    let registered = Registered::parse(&answer(201, secret)).unwrap();
    assert_eq!(registered.client_id, "10000000000001");
    assert_eq!(registered.deployment_id, None);
    assert!(!format!("{registered:?}").contains("SECRET"));
    assert_eq!(
        Registered::parse(&answer(200, "{}")),
        Err(RegisterError::Client)
    );
    let refused = Registered::parse(&answer(
        400,
        r#"{"error":"invalid_client_metadata","error_description":"no domain"}"#,
    ));
    assert_eq!(
        refused,
        Err(RegisterError::Refused {
            status: 400,
            said: Some("no domain".into())
        })
    );
}

#[test]
fn a_registration_is_replaced_at_its_own_address() {
    let platform = read(|_| {}).unwrap();
    let at = url("https://lms.example.org/reg/7");
    let call = update(&at, "client", Some("1"), &tool(), &platform);
    assert_eq!((call.method, &call.url), (Method::Put, &at));
    let body: Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    assert_eq!(body["client_id"], "client");
    assert_eq!(body[TOOL]["deployment_id"], "1");
}

#[test]
fn values_to_paste() {
    let values = Values::of(&tool());
    assert_eq!(values.name, "Coachlight");
    assert_eq!(values.domain, "tool.example.org:8443");
    assert_eq!(values.custom_parameters, "context=$Context.id");
    assert_eq!(
        values.deep_linking_uri.unwrap().as_str(),
        "https://tool.example.org/lti/choose"
    );
}

#[test]
fn canvas_gets_its_file() {
    insta::assert_json_snapshot!(canvas(&tool(), "coachlight", PrivacyLevel::Public));
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic(status in 100..600_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = Answer { status, headers: Vec::new(), body };
        prop_assert!(PlatformConfiguration::parse(&answer, &asked(), true).is_err());
        prop_assert!(Registered::parse(&answer).is_err());
    }
}
