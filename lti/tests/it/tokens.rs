//! Forged and odd tokens.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{KEY, OTHER, claims, header, jwk, keys, launch, sign, sign_with, signed_part};

fn code(token: &str) -> &'static str {
    let set = keys(&[jwk(&KEY, "k1")]);
    launch(token, &set).unwrap_err().code()
}

#[test]
fn algorithms_outside_the_list_are_refused() {
    let payload = claims().to_string();
    for alg in [
        "none", "None", "nOnE", "HS256", "HS512", "PS256", "EdDSA", "", "RS1", "rs256", "ES256K",
    ] {
        let mut header = header();
        header["alg"] = json!(alg);
        assert_eq!(
            code(&sign(&header, &payload, &KEY)),
            "token_algorithm",
            "{alg}"
        );
        let unsigned = format!("{}.", signed_part(&header, &payload));
        assert_eq!(code(&unsigned), "token_algorithm", "{alg}");
    }
    for odd in [json!(["RS256"]), Value::Null] {
        let mut header = header();
        header["alg"] = odd;
        assert_eq!(code(&sign(&header, &payload, &KEY)), "token_algorithm");
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    let der = KEY.public_key().as_der().unwrap();
    let jwk = jwk(&KEY, "k1").to_string();
    for secret in [der.as_ref(), jwk.as_bytes()] {
        for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("RS256", hmac::HMAC_SHA256)] {
            let mut header = header();
            header["alg"] = json!(alg);
            let signed = signed_part(&header, &claims().to_string());
            let tag = hmac::sign(&hmac::Key::new(algorithm, secret), signed.as_bytes());
            let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag));
            assert!(code(&token).starts_with("token_"), "{alg}");
        }
    }
}

#[test]
fn every_approved_algorithm_is_checked() {
    let payload = claims().to_string();
    let longer: [(&str, &'static dyn RsaEncoding); 2] =
        [("RS384", &RSA_PKCS1_SHA384), ("RS512", &RSA_PKCS1_SHA512)];
    for (alg, encoding) in longer {
        let mut header = header();
        header["alg"] = json!(alg);
        let token = sign_with(&header, &payload, &KEY, encoding);
        let mut key = jwk(&KEY, "k1");
        assert_eq!(
            launch(&token, &keys(&[key.clone()])).unwrap_err().code(),
            "key_unfit",
            "the key is for RS256"
        );
        key["alg"] = json!(alg);
        assert!(launch(&token, &keys(&[key])).is_ok(), "{alg}");
        header["alg"] = json!("RS256");
        let confused = sign_with(&header, &payload, &KEY, encoding);
        assert_eq!(code(&confused), "token_signature", "{alg}");
    }
    let probabilistic = sign_with(&header(), &payload, &KEY, &RSA_PSS_SHA256);
    assert_eq!(code(&probabilistic), "token_signature");
}

#[test]
fn elliptic_curves_are_checked() {
    let curves: [(&str, &str, usize, &'static EcdsaSigningAlgorithm); 3] = [
        ("ES256", "P-256", 32, &ECDSA_P256_SHA256_FIXED_SIGNING),
        ("ES384", "P-384", 48, &ECDSA_P384_SHA384_FIXED_SIGNING),
        ("ES512", "P-521", 66, &ECDSA_P521_SHA512_FIXED_SIGNING),
    ];
    for (alg, curve, length, algorithm) in curves {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        let coordinate = |at: usize| URL_SAFE_NO_PAD.encode(&point[at..at + length]);
        let key = json!({
            "kty": "EC", "kid": "k1", "crv": curve, "x": coordinate(1), "y": coordinate(1 + length)
        });
        let header = json!({ "alg": alg, "kid": "k1" });
        let signed = signed_part(&header, &claims().to_string());
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        assert!(
            launch(&token, &keys(std::slice::from_ref(&key))).is_ok(),
            "{alg}"
        );
        let mut short = key.clone();
        short["x"] = json!(coordinate(2));
        assert!(launch(&token, &keys(&[short])).is_err());
        // The same bytes cut at another place are another key.
        let mut shifted = key.clone();
        shifted["x"] = json!(URL_SAFE_NO_PAD.encode(&point[1..length]));
        shifted["y"] = json!(URL_SAFE_NO_PAD.encode(&point[length..]));
        assert!(launch(&token, &keys(&[shifted])).is_err());
        let mut off = key;
        off["x"] = json!(URL_SAFE_NO_PAD.encode(vec![7; length]));
        assert_eq!(
            launch(&token, &keys(&[off])).unwrap_err().code(),
            "key_unknown",
            "no point of the curve"
        );
        // The RSA key is not for it.
        assert_eq!(code(&token), "key_unfit");
    }
}

#[test]
fn a_token_has_three_sound_parts() {
    let payload = claims().to_string();
    let sound = sign(&header(), &payload, &KEY);
    let (signed, signature) = sound.rsplit_once('.').unwrap();
    let (head, body) = signed.split_once('.').unwrap();
    for (token, expected) in [
        (format!("{signed}."), "token_signature"),
        (signed.to_owned(), "token_parts"),
        (format!("{sound}.x"), "token_parts"),
        (format!("{sound}.x.y"), "token_parts"),
        (sound.replace('.', ""), "token_parts"),
        (format!("{sound}!"), "token_malformed"),
        (format!("{sound}=="), "token_malformed"),
        (format!(" {sound}"), "token_malformed"),
        (format!("{head}.{body}\n.{signature}"), "token_signature"),
        (format!(".{body}.{signature}"), "token_malformed"),
        (format!("{head}..{signature}"), "token_signature"),
        ("x".repeat(70_000), "token_too_long"),
        (String::new(), "token_parts"),
    ] {
        assert_eq!(code(&token), expected, "{token:.80}");
    }
    assert_eq!(code(&sign(&header(), &payload, &OTHER)), "token_signature");
    let mut changed = claims();
    changed["sub"] = json!("3");
    let changed = URL_SAFE_NO_PAD.encode(changed.to_string());
    assert_eq!(
        code(&format!("{head}.{changed}.{signature}")),
        "token_signature"
    );
}

#[test]
fn headers_that_demand_or_bring_keys_are_of_no_use() {
    let payload = claims().to_string();
    let mut critical = header();
    critical["crit"] = json!(["exp"]);
    assert_eq!(code(&sign(&critical, &payload, &KEY)), "token_critical");
    // Keys that the sender brings along are not looked at.
    let mut own = header();
    own["jwk"] = jwk(&OTHER, "k1");
    own["jku"] = json!("https://evil.example.org/keys");
    own["x5u"] = json!("https://evil.example.org/cert");
    own["x5c"] = json!(["AAAA"]);
    assert_eq!(code(&sign(&own, &payload, &OTHER)), "token_signature");
    assert!(launch(&sign(&own, &payload, &KEY), &keys(&[jwk(&KEY, "k1")])).is_ok());
}

#[test]
fn a_payload_has_one_reading() {
    let payload = claims().to_string();
    let twice = payload.replacen('{', "{\"sub\":\"3\",", 1);
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let deep = payload.replacen('{', &format!("{{\"x\":{deep},"), 1);
    for payload in [twice.as_str(), deep.as_str(), "[]", "7", "", "\u{feff}{}"] {
        assert_eq!(
            code(&sign(&header(), payload, &KEY)),
            "token_malformed",
            "{payload:.40}"
        );
    }
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
}
