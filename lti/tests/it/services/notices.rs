//! Notices of a platform.

use lti::id_token::Limits;
use lti::services::Method;
use lti::services::notices::{
    Handler, Notice, NoticeError, handlers, parse_handler, parse_handlers, subscribe, tokens,
    verify,
};
use serde_json::{Value, json};
use url::Url;

use super::answer;
use crate::support::{
    CLAIM, KEY, NOW, OTHER, at, claims, header, jwk, keys, registration, remove, sign,
};

fn service() -> Url {
    Url::parse("https://lms.example.org/api/lti/notice-handlers/106").unwrap()
}

#[test]
fn a_handler_is_set_and_removed() {
    let handler = Url::parse("https://tool.example.org/lti/notices").unwrap();
    let call = subscribe(&service(), "LtiContextCopyNotice", Some(&handler));
    assert_eq!(call.method, Method::Put);
    assert_eq!(
        call.body.unwrap(),
        r#"{"handler":"https://tool.example.org/lti/notices","notice_type":"LtiContextCopyNotice"}"#
    );
    let removed = subscribe(&service(), "LtiContextCopyNotice", None);
    assert!(removed.body.unwrap().contains(r#""handler":"""#));
    let set = r#"{"notice_type":"LtiContextCopyNotice","handler":"https://tool.example.org/lti/notices"}"#;
    assert_eq!(
        parse_handler(&answer(200, set), at(0)),
        Ok(Handler {
            notice_type: "LtiContextCopyNotice".into(),
            handler: Some(handler)
        })
    );
    assert!(parse_handler(&answer(200, "{}"), at(0)).is_err());
    assert_eq!(handlers(&service()).method, Method::Get);
    let all =
        r#"{"client_id":7,"notice_handlers":[{"notice_type":"LtiHelloWorldNotice","handler":""}]}"#;
    let all = parse_handlers(&answer(200, all), at(0)).unwrap();
    assert_eq!((all.len(), &all[0].handler), (1, &None));
    assert!(parse_handlers(&answer(200, "[]"), at(0)).is_err());
}

fn notice_claims() -> Value {
    json!({
        "iss": registration().issuer, "aud": registration().client_id,
        "azp": registration().client_id, "iat": NOW - 5, "exp": NOW + 60, "nonce": "n",
        format!("{CLAIM}version"): "1.3.0",
        format!("{CLAIM}deployment_id"): "1",
        format!("{CLAIM}notice"): {
            "id": "7a70e604", "timestamp": "2026-11-23T12:33:15Z", "type": "LtiContextCopyNotice"
        },
        format!("{CLAIM}context"): { "id": "new" },
        format!("{CLAIM}origin_contexts"): ["old"],
    })
}

fn check(claims: &Value) -> Result<Notice, NoticeError> {
    let token = sign(&header(), &claims.to_string(), &KEY);
    let set = keys(&[jwk(&KEY, "k1")]);
    verify(&token, &registration(), &set, Limits::default(), at(0))
}

#[test]
fn a_notice_is_read() {
    let notice = check(&notice_claims()).unwrap();
    assert_eq!(notice.id, "7a70e604");
    assert_eq!(notice.notice_type, "LtiContextCopyNotice");
    assert_eq!(notice.deployment_id, "1");
    assert_eq!(notice.context.unwrap().id, "new");
    assert_eq!(notice.origin_contexts, ["old"]);
    assert_eq!(notice.remember_until, at(120));
}

#[test]
fn a_broken_notice_is_refused_for_just_that() {
    let notice = format!("{CLAIM}notice");
    let deployment = format!("{CLAIM}deployment_id");
    let version = format!("{CLAIM}version");
    for (code, name, value) in [
        ("issuer", "iss", json!("https://evil.example.org")),
        ("audience", "aud", json!("another")),
        ("expired", "exp", json!(NOW - 61)),
        ("issued_at", "iat", json!(NOW - 700)),
        ("version", version.as_str(), Value::Null),
        ("deployment_unknown", deployment.as_str(), json!("9")),
        (
            "deployment_disabled",
            deployment.as_str(),
            json!("disabled"),
        ),
        ("notice_type", notice.as_str(), Value::Null),
        ("notice_malformed", notice.as_str(), json!({ "id": "x" })),
    ] {
        let mut claims = notice_claims();
        claims[name] = value;
        assert_eq!(check(&claims).unwrap_err().code(), code, "{name}");
    }
    for member in ["id", "type", "timestamp"] {
        let mut claims = notice_claims();
        remove(&mut claims[&notice], member);
        assert_eq!(check(&claims), Err(NoticeError::Notice(member)));
    }
    assert_eq!(check(&claims()), Err(NoticeError::NoNotice), "a launch");
    let mut both = claims();
    both[&notice] = notice_claims()[&notice].clone();
    assert_eq!(check(&both), Err(NoticeError::NoNotice), "a launch with it");
    let foreign = sign(&header(), &notice_claims().to_string(), &OTHER);
    let set = keys(&[jwk(&KEY, "k1")]);
    let error = verify(&foreign, &registration(), &set, Limits::default(), at(0));
    assert_eq!(error.unwrap_err().code(), "token_signature");
}

#[test]
fn tokens_are_taken_out_of_what_is_posted() {
    let body = br#"{"notices":[{"jwt":"a.b.c"},{"jwt":"d.e.f"}]}"#;
    assert_eq!(tokens(body).unwrap(), ["a.b.c", "d.e.f"]);
    let flood = json!({ "notices": vec![json!({ "jwt": "x" }); 1001] }).to_string();
    for odd in [
        "",
        "[]",
        "{}",
        r#"{"notices":[{}]}"#,
        r#"{"notices":{}}"#,
        &flood,
    ] {
        assert_eq!(tokens(odd.as_bytes()), Err(NoticeError::Body));
    }
}
