//! Access tokens.

use lti::jwks::KeySet;
use lti::jws::Unverified;
use lti::services::token::{AccessToken, Cache, CacheKey, Client, TokenError, parse, request};
use lti::services::{Method, Verdict};
use lti::tool_keys::{ToolKey, key_set};
use proptest::prelude::*;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::{answer, with_header};
use crate::support::{NOW, at};

const SCORE: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
const ROSTER: &str = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

fn client() -> Client {
    Client {
        client_id: "client".into(),
        token_endpoint: Url::parse("https://lms.example.org/token").unwrap(),
        audience: None,
    }
}

#[test]
fn the_assertion_is_as_platforms_want_it() {
    let key = ToolKey::generate("k").unwrap();
    let set = KeySet::parse(key_set(&[key.public_jwk()]).to_string().as_bytes()).unwrap();
    let claims = |client: &Client| {
        let call = request(client, &key, &[SCORE, ROSTER], "once", at(0)).unwrap();
        assert_eq!(call.method, Method::Post);
        assert_eq!(call.url.as_str(), "https://lms.example.org/token");
        assert_eq!(call.content_type, Some("application/x-www-form-urlencoded"));
        assert!(call.scopes.is_empty());
        let body = call.body.unwrap();
        let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let get = |name: &str| form.iter().find(|(own, _)| own == name).unwrap().1.clone();
        assert_eq!(get("grant_type"), "client_credentials");
        assert_eq!(
            get("client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        assert_eq!(get("scope"), format!("{SCORE} {ROSTER}"));
        let assertion = get("client_assertion");
        let token = Unverified::parse(&assertion).unwrap();
        let key = set.find(token.key_id(), token.algorithm()).unwrap();
        token.verify(key).unwrap()
    };
    let own = claims(&client());
    assert_eq!(
        (&own["iss"], &own["sub"]),
        (&json!("client"), &json!("client"))
    );
    assert_eq!(own["aud"], "https://lms.example.org/token");
    assert_eq!(own["jti"], "once");
    assert_eq!(own["iat"], NOW);
    assert_eq!(own["exp"], NOW + 300);
    let d2l = Client {
        audience: Some("https://api.brightspace.com/auth/token".into()),
        ..client()
    };
    assert_eq!(
        claims(&d2l)["aud"],
        "https://api.brightspace.com/auth/token"
    );
}

fn token(body: &str) -> Result<AccessToken, TokenError> {
    parse(&answer(200, body), &[SCORE, ROSTER], at(0))
}

#[test]
fn the_answers_scope_is_the_truth() {
    let granted = |scope: &str| {
        let body = json!({
            "access_token": "t", "token_type": "bearer", "expires_in": 3600, "scope": scope
        });
        token(&body.to_string()).unwrap().scopes().to_vec()
    };
    assert_eq!(granted(SCORE), [SCORE]);
    assert_eq!(granted(""), [""; 0]);
    assert_eq!(
        granted(&format!("{SCORE} https://lms.example.org/everything")),
        [SCORE],
        "nothing that was not asked for"
    );
    let untold = token(r#"{"access_token":"t"}"#).unwrap();
    assert_eq!(untold.scopes(), [SCORE, ROSTER]);
    assert_eq!(untold.expires_at(), at(300));
    assert!(!format!("{untold:?}").contains("\"t\""));
}

#[test]
fn odd_answers_are_no_tokens() {
    for (body, what) in [
        ("<html>", "JSON"),
        ("{}", "access_token"),
        (r#"{"access_token":""}"#, "access_token"),
        (r#"{"access_token":7}"#, "access_token"),
        (r#"{"access_token":"a b"}"#, "access_token"),
        ("{\"access_token\":\"a\\r\\nx: y\"}", "access_token"),
        (r#"{"access_token":"t","token_type":"mac"}"#, "token_type"),
        (r#"{"access_token":"t","expires_in":"soon"}"#, "expires_in"),
    ] {
        assert_eq!(token(body), Err(TokenError::Malformed(what)), "{body}");
    }
    for (life, expected) in [
        ("3600", 3600),
        ("\"60\"", 60),
        ("59.9", 59),
        ("1e300", 3600),
        ("999999999999", 3600),
        ("-5", 0),
        ("null", 300),
    ] {
        let body = format!(r#"{{"access_token":"t","expires_in":{life}}}"#);
        assert_eq!(token(&body).unwrap().expires_at(), at(expected), "{life}");
    }
}

#[test]
fn a_refusal_is_told_even_in_broken_json() {
    let refused = |status, body: &str| match parse(&answer(status, body), &[SCORE], at(0)) {
        Err(TokenError::Refused { error, verdict, .. }) => (error, verdict),
        other => panic!("{other:?}"),
    };
    // What Moodle sends: the quotes of its own text are not escaped.
    let moodle = r#"{"error" : "invalid_client_"x" y"}"#;
    assert_eq!(
        refused(400, moodle),
        (Some("invalid_client_".into()), Verdict::GiveUp)
    );
    assert_eq!(
        refused(400, r#"{"error":"invalid_scope","error_description":"x"}"#),
        (Some("invalid_scope".into()), Verdict::MissingScope),
        "the service is switched off, and nothing else is wrong"
    );
    assert_eq!(refused(401, ""), (None, Verdict::GiveUp));
    assert_eq!(refused(503, "<html>").1, Verdict::RetryAt(at(60)));
    let busy = with_header(answer(429, ""), "retry-after", "7");
    let error = parse(&busy, &[SCORE], at(0)).unwrap_err();
    assert!(
        matches!(error, TokenError::Refused { verdict: Verdict::RetryAt(when), .. } if when == at(7))
    );
}

fn good_for(seconds: i64, secret: &str) -> AccessToken {
    let body = json!({ "access_token": secret, "expires_in": seconds });
    token(&body.to_string()).unwrap()
}

#[test]
fn a_cached_token_is_for_one_client_and_one_set_of_scopes() {
    let key = CacheKey::new("https://a.example.org", &client(), None, &[SCORE, ROSTER]);
    let turned = CacheKey::new(
        "https://a.example.org",
        &client(),
        None,
        &[ROSTER, SCORE, SCORE],
    );
    assert_eq!(key, turned);
    let mut elsewhere = client();
    elsewhere.token_endpoint.set_path("/other");
    let mut other = client();
    other.client_id = "other".into();
    let others = [
        CacheKey::new("https://b.example.org", &client(), None, &[SCORE, ROSTER]),
        CacheKey::new(
            "https://a.example.org",
            &client(),
            Some("1"),
            &[SCORE, ROSTER],
        ),
        CacheKey::new("https://a.example.org", &client(), None, &[SCORE]),
        CacheKey::new("https://a.example.org", &elsewhere, None, &[SCORE, ROSTER]),
        CacheKey::new("https://a.example.org", &other, None, &[SCORE, ROSTER]),
    ];
    let mut cache = Cache::default();
    cache.keep(key.clone(), good_for(3600, "one"), at(0));
    for other in &others {
        assert_eq!(cache.find(other, at(0)), None);
    }
    assert_eq!(cache.find(&key, at(3539)).unwrap().secret(), "one");
    assert_eq!(cache.find(&key, at(3540)), None);
    assert_eq!(cache.find(&key, at(-1)), None, "a clock set back");
    // A refusal drops the token that was refused, and no newer one.
    cache.keep(key.clone(), good_for(3600, "two"), at(0));
    cache.refused(&key, &good_for(3600, "one"));
    assert!(cache.find(&key, at(0)).is_some());
    cache.refused(&key, &good_for(3600, "two"));
    assert_eq!(cache.find(&key, at(0)), None);
}

proptest! {
    #[test]
    fn the_cache_never_gives_an_expired_token(
        life in -100..10_000_i64,
        kept in 0..100_i64,
        asked in -100..20_000_i64,
    ) {
        let key = CacheKey::new("https://a.example.org", &client(), None, &[SCORE]);
        let mut cache = Cache::default();
        cache.keep(key.clone(), good_for(life, "t"), at(kept));
        if let Some(token) = cache.find(&key, at(asked)) {
            prop_assert!(at(asked) < token.expires_at());
        }
    }

    #[test]
    fn no_answer_makes_it_panic(status in 100..600_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = lti::services::Answer { status, headers: Vec::new(), body };
        prop_assert!(parse(&answer, &[SCORE], at(0)).is_err());
    }
}
