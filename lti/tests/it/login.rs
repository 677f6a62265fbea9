//! Login initiation, the authentication request, and the proof of the browser.

use lti::login::{
    AuthenticationResponse, Initiation, LoginError, Outcome, Proof, ProofError, begin, is_own,
};
use lti::registration::{Registration, SelectError, select};
use lti::storage::{Deposit, Withdrawal};
use proptest::prelude::*;
use url::Url;

use crate::support::{at, initiation, pending, registration, secrets};

#[test]
fn the_login_is_sent_as_platforms_want_it() {
    let initiation = Initiation::parse([
        ("iss", "http://127.0.0.1:8085"),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
        ("lti_message_hint", r#"{"cmid":2,"launchid":"a b&c"}"#),
        ("deployment_id", "1"),
        ("something_else", "x"),
    ])
    .unwrap();
    assert_eq!(initiation.deployment_id.as_deref(), Some("1"));
    let mut secrets = secrets();
    secrets.state = "S".into();
    secrets.nonce = "N".into();
    let tool = Url::parse("http://127.0.0.1:9471/").unwrap();
    let (url, _) = begin(&initiation, &registration(), &tool, &secrets, at(0)).unwrap();
    insta::assert_snapshot!(url, @"http://127.0.0.1:8085/mod/lti/auth.php?x=1&scope=openid&response_type=id_token&response_mode=form_post&prompt=none&client_id=bkRAGrXdWe84VZS&redirect_uri=http%3A%2F%2F127.0.0.1%3A9471%2Flaunch&login_hint=5&state=S&nonce=N&lti_message_hint=%7B%22cmid%22%3A2%2C%22launchid%22%3A%22a+b%26c%22%7D");
}

#[test]
fn no_session_without_the_browsers_proof() {
    let proved = |proof, second| pending().prove(proof, at(second)).map(|_| ());
    assert_eq!(proved(Proof::Cookie("browser"), 599), Ok(()));
    assert_eq!(proved(Proof::Storage("storage"), 599), Ok(()));
    for wrong in ["", "Browser", "storage", "browser "] {
        assert_eq!(
            proved(Proof::Cookie(wrong), 0),
            Err(ProofError::Foreign),
            "{wrong}"
        );
    }
    // The cookie's secret is not the storage's, nor is the frame's name that a form may carry.
    for wrong in ["", "browser", "_parent", "post_message_forwarding"] {
        assert_eq!(proved(Proof::Storage(wrong), 0), Err(ProofError::Foreign));
    }
    assert_eq!(
        proved(Proof::Cookie("browser"), 600),
        Err(ProofError::Expired)
    );
    assert_eq!(
        proved(Proof::Cookie("browser"), -1),
        Err(ProofError::Expired),
        "a clock set back"
    );
    let mut cookie_only = pending();
    cookie_only.storage_sha256 = None;
    assert!(!cookie_only.offers_storage());
    assert_eq!(
        cookie_only.prove(Proof::Storage("storage"), at(0)),
        Err(ProofError::NotOffered)
    );
}

#[test]
fn what_is_stored_at_the_platform() {
    let mut initiation = initiation();
    initiation.storage_target = Some("post_message_forwarding".into());
    let deposit = Deposit::new(&initiation, &registration(), &secrets()).unwrap();
    assert_eq!(deposit.key, "lti_state_state");
    assert_eq!(deposit.value, "storage");
    assert_eq!(deposit.frame.as_deref(), Some("post_message_forwarding"));
    assert_eq!(deposit.platform_origin, "http://127.0.0.1:8085");
    let withdrawal = Withdrawal::new("state", None, &registration());
    assert_eq!((withdrawal.key, withdrawal.frame), (deposit.key, None));
    initiation.storage_target = Some("</script><script>".into());
    let odd = Deposit::new(&initiation, &registration(), &secrets()).unwrap();
    assert_eq!(odd.frame, None);
    let mut none = secrets();
    none.storage = None;
    assert_eq!(Deposit::new(&initiation, &registration(), &none), None);
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", secrets());
    assert!(!shown.contains("browser") && !shown.contains("storage"));
}

#[test]
fn what_the_platform_posts_is_read() {
    let parse = |pairs: &[(&str, &str)]| AuthenticationResponse::parse(pairs.iter().copied());
    let sound = parse(&[
        ("state", "s"),
        ("id_token", "a.b.c"),
        ("lti_storage_target", "_parent"),
        ("authenticity_token", "x"),
    ])
    .unwrap();
    assert_eq!(sound.state, "s");
    assert_eq!(sound.outcome, Outcome::Token("a.b.c".into()));
    assert_eq!(sound.storage_target.as_deref(), Some("_parent"));
    assert!(!format!("{sound:?}").contains("a.b.c"));
    let long = "x".repeat(1000);
    let refused = parse(&[
        ("state", "s"),
        ("error", "login\r\n_required"),
        ("error_description", &long),
        ("id_token", "a.b.c"),
    ]);
    let Outcome::Refused {
        error, description, ..
    } = refused.unwrap().outcome
    else {
        panic!("an error comes first")
    };
    assert_eq!(error, "login_required");
    assert_eq!(description.unwrap().len(), 200);
    for (pairs, expected) in [
        (vec![("id_token", "a")], LoginError::Missing("state")),
        (
            vec![("state", ""), ("id_token", "a")],
            LoginError::Missing("state"),
        ),
        (vec![("state", "s")], LoginError::Missing("id_token")),
        (
            vec![("state", "s"), ("id_token", "")],
            LoginError::Missing("id_token"),
        ),
        (
            vec![("state", "s"), ("id_token", "a"), ("id_token", "b")],
            LoginError::Malformed("id_token"),
        ),
        (
            vec![("state", long.as_str()), ("id_token", "a")],
            LoginError::Malformed("state"),
        ),
    ] {
        assert_eq!(parse(&pairs), Err(expected));
    }
}

#[test]
fn bad_logins_are_refused() {
    let sound = [
        ("iss", "http://127.0.0.1:8085"),
        ("login_hint", "5"),
        ("target_link_uri", "http://127.0.0.1:9471/launch"),
    ];
    for (index, (name, _)) in sound.iter().enumerate() {
        let mut missing = sound.to_vec();
        missing.remove(index);
        assert_eq!(Initiation::parse(missing), Err(LoginError::Missing(name)));
        let mut twice = sound.to_vec();
        twice.push((name, "other"));
        assert_eq!(Initiation::parse(twice), Err(LoginError::Malformed(name)));
        let mut again = sound.to_vec();
        again.push(sound[index]);
        assert!(
            Initiation::parse(again).is_ok(),
            "the same in query and body"
        );
        let long = "x".repeat(8193);
        let mut flood = sound.to_vec();
        flood[index].1 = &long;
        assert_eq!(Initiation::parse(flood), Err(LoginError::Malformed(name)));
    }
}

#[test]
fn a_target_is_the_tools_own() {
    let tool = Url::parse("https://tool.example.org/coachlight/").unwrap();
    for good in [
        "https://tool.example.org/coachlight/",
        "https://tool.example.org/coachlight/x?y#z",
    ] {
        assert!(is_own(good, &tool), "{good}");
    }
    for bad in [
        "https://tool.example.org/",
        "https://tool.example.org/coachlightx",
        "http://tool.example.org/coachlight/",
        "https://tool.example.org:444/coachlight/",
        "https://tool.example.org.evil.org/coachlight/",
        "https://evil@tool.example.org/coachlight/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//tool.example.org/coachlight/",
        "https:\\\\tool.example.org\\coachlight\\",
        "https://tool.example.org/coachlight/../x",
        "https://tool.example.org/coachlight/%2e%2e/x",
        "",
    ] {
        assert!(!is_own(bad, &tool), "{bad}");
    }
}

#[test]
fn a_registration_is_chosen_only_when_there_is_no_doubt() {
    let first = registration();
    let second = Registration {
        client_id: "two".into(),
        ..registration()
    };
    let issuer = first.issuer.clone();
    let all = [first.clone(), second.clone()];
    assert_eq!(select(&all, &issuer, None), Err(SelectError::Ambiguous));
    assert_eq!(select(&all, &issuer, Some("two")), Ok(&second));
    assert_eq!(select(&all[..1], &issuer, None), Ok(&first));
    assert_eq!(
        select(&all, &issuer, Some("three")),
        Err(SelectError::Unknown)
    );
    assert_eq!(
        select(&all, "http://127.0.0.1:8085/", None),
        Err(SelectError::Unknown)
    );
}

#[test]
fn a_launch_is_for_the_registration_of_its_login() {
    let mut other = pending();
    other.client_id = "two".into();
    let other = other.prove(Proof::Cookie("browser"), at(0)).unwrap();
    let error = lti::launch::verify(
        "x",
        &registration(),
        &crate::support::keys(&[]),
        &other,
        &crate::support::policy(),
        at(0),
    );
    assert_eq!(error.unwrap_err().code(), "registration");
}

proptest! {
    #[test]
    fn no_target_makes_it_panic(text in ".{0,80}") {
        let tool = Url::parse("https://tool.example.org/coachlight/").unwrap();
        if is_own(&text, &tool) {
            prop_assert!(text.trim().to_ascii_lowercase().starts_with("https:"));
        }
    }
}
