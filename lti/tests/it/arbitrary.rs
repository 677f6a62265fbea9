//! Whatever a platform sends: no reader panics.

use lti::services::assignment_and_grade::{Filter, line_items, parse_line_item, results};
use lti::services::names_and_roles::{Query, members};
use lti::services::{Answer, groups, notices, token};
use proptest::prelude::*;
use serde_json::{Map, Value};
use url::Url;

use crate::support::{
    at, claims, deep_linking_claims, policy, registration, review_claims, with_policy,
};

/// Any JSON value of little depth, with names that the readers look for among its own.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        "(https?|javascript)://[a-z@:/]{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        "[a-z]{1,6}",
        Just("id".to_owned()),
        Just("user_id".to_owned()),
        Just("userId".to_owned()),
        Just("roles".to_owned()),
        Just("message".to_owned()),
        Just("label".to_owned()),
        Just("scoreMaximum".to_owned()),
        Just("members".to_owned()),
        Just("groups".to_owned()),
        Just("access_token".to_owned()),
        Just("expires_in".to_owned()),
        Just("url".to_owned()),
        Just("custom".to_owned()),
    ];
    leaf.prop_recursive(3, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_of_a_service_makes_it_panic(body in json(), link in "[ -~]{0,80}") {
        let url = Url::parse("https://lms.example.org/x?y=1").unwrap();
        let answer = Answer {
            status: 200,
            headers: vec![("link".into(), link.into_bytes())],
            body: body.to_string().into_bytes(),
        };
        let _ = members(&url, &Query::default()).take(&answer, at(0));
        let _ = line_items(&url, &Filter::default()).take(&answer, at(0));
        let _ = results(&url, None, None).take(&answer, at(0));
        let _ = groups::groups(&url, None, None).take(&answer, at(0));
        let _ = groups::sets(&url).take(&answer, at(0));
        let _ = parse_line_item(&answer, at(0));
        let _ = notices::parse_handlers(&answer, at(0));
        let _ = notices::tokens(&answer.body);
        let _ = lti::registration::dynamic::Registered::parse(&answer);
        if let Ok(token) = token::parse(&answer, &["a"], at(0)) {
            prop_assert!(token.expires_at() <= at(3600));
            prop_assert!(token.scopes().iter().all(|scope| scope == "a"));
        }
    }

    /// A signed message with any claim replaced by anything: no panic, and nobody else's launch.
    #[test]
    fn no_claim_makes_it_panic(
        message in 0..3_usize,
        index in any::<prop::sample::Index>(),
        value in json(),
    ) {
        let mut claims = [claims(), deep_linking_claims(), review_claims()][message].clone();
        let names: Vec<String> = claims.as_object().unwrap().keys().cloned().collect();
        let name = index.get(&names).clone();
        claims[&name] = value;
        if let Ok(message) = with_policy(&claims, &policy()) {
            let launch = message.launch();
            prop_assert_eq!(&launch.issuer, &registration().issuer);
            prop_assert_eq!(&launch.client_id, &registration().client_id);
            prop_assert_eq!(&launch.deployment_id, "1");
            prop_assert!(launch.presentation.return_url.as_ref().is_none_or(
                |url| matches!(url.scheme(), "http" | "https") && url.username().is_empty()
            ));
        }
    }
}
