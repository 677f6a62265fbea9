//! Which key a token is checked with, and when keys are fetched.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::jwks::{Cache, KeyError, KeySet};
use lti::jws::Algorithm;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{KEY, OTHER, at, claims, header, jwk, keys, launch, sign};

fn token(kid: Option<&str>) -> String {
    let mut header = header();
    match kid {
        Some(kid) => header["kid"] = json!(kid),
        None => drop(header.as_object_mut().unwrap().remove("kid")),
    }
    sign(&header, &claims().to_string(), &KEY)
}

fn code(token: &str, set: &KeySet) -> &'static str {
    launch(token, set).unwrap_err().code()
}

#[test]
fn keys_are_chosen_by_name() {
    let both = keys(&[jwk(&KEY, "k1"), jwk(&OTHER, "k2")]);
    assert!(launch(&token(Some("k1")), &both).is_ok());
    assert_eq!(code(&token(Some("k2")), &both), "token_signature");
    // Another platform's key of the same name is another key.
    assert_eq!(
        code(&token(Some("k1")), &keys(&[jwk(&OTHER, "k1")])),
        "token_signature"
    );
    for kid in [
        "k3",
        "../../etc/passwd",
        "' OR 1=1 --",
        "https://evil.example.org",
        "",
    ] {
        assert_eq!(code(&token(Some(kid)), &both), "key_unknown", "{kid}");
    }
    assert_eq!(
        code(&token(Some(&"k".repeat(600))), &both),
        "token_malformed"
    );
    assert_eq!(code(&token(None), &both), "key_ambiguous");
    assert!(launch(&token(None), &keys(&[jwk(&KEY, "k1")])).is_ok());
    assert_eq!(code(&token(None), &keys(&[])), "key_unknown");
    // Of two keys with one name the one that fits is taken.
    let mut longer = jwk(&OTHER, "k1");
    longer["alg"] = json!("RS512");
    assert!(launch(&token(Some("k1")), &keys(&[longer, jwk(&KEY, "k1")])).is_ok());
}

#[test]
fn keys_that_are_not_for_signatures_or_too_weak_are_not_there() {
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["sign"])),
        ("kty", json!("oct")),
        ("kty", json!("OKP")),
        ("n", json!(URL_SAFE_NO_PAD.encode([0xff; 128]))),
        ("n", json!(URL_SAFE_NO_PAD.encode([0xff; 2000]))),
        ("n", json!("!")),
        ("n", json!(7)),
        ("e", json!("")),
    ] {
        let mut key = jwk(&KEY, "k1");
        key[name] = value.clone();
        let set = keys(&[key]);
        assert!(set.is_empty(), "{name}");
        assert_eq!(
            code(&token(Some("k1")), &set),
            "key_unknown",
            "{name} {value:.20}"
        );
    }
    let mut padded = jwk(&KEY, "k1");
    let n = padded["n"].as_str().unwrap().to_owned();
    let modulus = URL_SAFE_NO_PAD.decode(n).unwrap();
    padded["n"] = json!(URL_SAFE_NO_PAD.encode([&[0], modulus.as_slice()].concat()));
    assert!(launch(&token(Some("k1")), &keys(&[padded])).is_ok());
    let mut unnamed = jwk(&KEY, "k1");
    unnamed.as_object_mut().unwrap().remove("alg");
    assert!(
        launch(&token(Some("k1")), &keys(&[unnamed])).is_ok(),
        "D2L's keys have no alg"
    );
}

#[test]
fn what_is_no_key_set_is_none() {
    for text in [
        "<html>",
        "{\"keys\":{}}",
        "{}",
        "[]",
        "",
        "{\"keys\":[],\"keys\":[]}",
    ] {
        assert!(KeySet::parse(text.as_bytes()).is_none(), "{text}");
    }
    let many: Vec<_> = (0..100).map(|id| jwk(&KEY, &id.to_string())).collect();
    assert_eq!(keys(&many).len(), 64);
    let odd = KeySet::parse(br#"{"keys":[null,7,"x",{},{"kty":"RSA"},{"kty":"EC"}]}"#);
    assert!(odd.unwrap().is_empty());
}

#[test]
fn keys_are_fetched_when_needed_and_no_more_often() {
    let algorithm = Algorithm::Rs256;
    let mut cache = Cache::default();
    assert!(cache.should_fetch(Some("k1"), algorithm, at(0)));
    cache.fetched(Some(keys(&[jwk(&KEY, "k1")])), at(0));
    assert!(!cache.should_fetch(Some("k1"), algorithm, at(3599)));
    assert!(cache.should_fetch(Some("k1"), algorithm, at(3600)));
    assert!(cache.should_fetch(Some("new"), algorithm, at(1)));
    cache.fetched(None, at(60));
    assert!(
        cache.keys().is_some(),
        "the last good keys stay while the platform is down"
    );
    assert!(!cache.should_fetch(Some("k1"), algorithm, at(100)));
    assert!(!cache.should_fetch(Some("new"), algorithm, at(69)));
    assert!(cache.should_fetch(Some("new"), algorithm, at(70)));
    assert!(
        cache.should_fetch(Some("k1"), algorithm, at(-10)),
        "a clock set back"
    );
}

#[test]
fn a_name_of_two_keys_decides_nothing() {
    let twice = keys(&[jwk(&KEY, "k1"), jwk(&OTHER, "k1")]);
    let found = twice.find(Some("k1"), Algorithm::Rs256);
    assert_eq!(found.unwrap_err(), KeyError::Ambiguous);
    // The same key, twice, is one.
    let same = keys(&[jwk(&KEY, "k1"), jwk(&KEY, "k1")]);
    assert!(same.find(Some("k1"), Algorithm::Rs256).is_ok());
}

#[test]
fn a_flood_of_unknown_keys_causes_few_fetches_and_one_new_key_is_found_at_once() {
    let algorithm = Algorithm::Rs256;
    let mut cache = Cache::default();
    let known = || Some(keys(&[jwk(&KEY, "k1")]));
    cache.fetched(known(), at(0));
    let mut fetches = 0;
    for second in 0..600 {
        for number in 0..50 {
            let id = format!("{second}-{number}");
            if cache.should_fetch(Some(&id), algorithm, at(second)) {
                fetches += 1;
                cache.fetched(known(), at(second));
            }
        }
    }
    // Five at once, and one a minute.
    assert_eq!(fetches, 14);
    // What the flood has used up comes back with time.
    for second in [900, 901, 902, 903, 904] {
        assert!(cache.should_fetch(Some("new"), algorithm, at(second)));
        cache.fetched(known(), at(second));
    }
    assert!(!cache.should_fetch(Some("new"), algorithm, at(905)));
    // A clock that was set back starts anew.
    cache.fetched(known(), at(-100));
    assert!(cache.should_fetch(Some("new"), algorithm, at(-99)));
}

proptest! {
    #[test]
    fn no_key_set_makes_it_panic(text in r#"\{"keys":\[\{"kty":"(RSA|EC)","crv":"P-256","(n|x)":"[A-Za-z0-9_-]{0,90}","(e|y)":"[A-Za-z0-9_-]{0,90}"\}\]\}"#) {
        let set = KeySet::parse(text.as_bytes());
        prop_assert!(set.is_some_and(|set| set.len() <= 1));
    }
}
