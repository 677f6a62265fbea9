//! The tool's own keys.

use lti::jwks::KeySet;
use lti::jws::Unverified;
use lti::tool_keys::{Generation, Rotation, ToolKey, ToolKeyError, key_set};
use proptest::prelude::*;
use serde_json::json;

use crate::support::at;

#[test]
fn what_a_key_signs_the_published_one_checks() {
    let key = ToolKey::generate("2026-11").unwrap();
    let public = key.public_jwk();
    for private in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(public.get(private).is_none());
    }
    let set = KeySet::parse(key_set(&[public]).to_string().as_bytes()).unwrap();
    let stored = ToolKey::from_pkcs8("2026-11", &key.to_pkcs8().unwrap()).unwrap();
    let token = stored.sign(&json!({ "sub": "me" })).unwrap();
    let unverified = Unverified::parse(&token).unwrap();
    assert_eq!(unverified.key_id(), Some("2026-11"));
    let found = set
        .find(unverified.key_id(), unverified.algorithm())
        .unwrap();
    assert_eq!(unverified.verify(found).unwrap()["sub"], "me");
    assert!(!format!("{key:?}").contains("RsaKeyPair"));
    assert_eq!(
        ToolKey::from_pkcs8("x", b"nonsense").unwrap_err(),
        ToolKeyError::Read
    );
}

fn generation(id: &str, second: i64) -> Generation {
    Generation {
        id: id.into(),
        created_at: at(second),
    }
}

#[test]
fn a_new_key_waits_until_platforms_can_know_it() {
    let rotation = Rotation {
        lead_seconds: 100,
        overlap_seconds: 50,
    };
    let first = [generation("a", 0)];
    let ids = |keys: Vec<&Generation>| -> Vec<String> {
        keys.into_iter().map(|key| key.id.clone()).collect()
    };
    assert_eq!(
        rotation.signing(&first, at(0)).unwrap().id,
        "a",
        "the first has no predecessor"
    );
    let both = [generation("a", 0), generation("b", 1000)];
    assert_eq!(rotation.signing(&both, at(1099)).unwrap().id, "a");
    assert_eq!(rotation.signing(&both, at(1100)).unwrap().id, "b");
    assert_eq!(ids(rotation.published(&both, at(1149))), ["a", "b"]);
    assert_eq!(ids(rotation.droppable(&both, at(1149))), [""; 0]);
    assert_eq!(ids(rotation.published(&both, at(1150))), ["b"]);
    assert_eq!(ids(rotation.droppable(&both, at(1150))), ["a"]);
    assert!(rotation.is_due(&both, 500, at(1500)) && !rotation.is_due(&both, 500, at(1499)));
    assert!(rotation.is_due(&[], 500, at(0)));
    assert_eq!(rotation.signing(&[], at(0)), None);
}

proptest! {
    /// At every moment the key that signs is published, and was so long enough or has no
    /// predecessor.
    #[test]
    fn the_signing_key_is_always_published(
        times in prop::collection::vec(0..10_000_i64, 1..6),
        now in 0..12_000_i64,
    ) {
        let rotation = Rotation { lead_seconds: 300, overlap_seconds: 200 };
        let keys: Vec<Generation> = times
            .iter()
            .enumerate()
            .map(|(index, time)| generation(&index.to_string(), *time))
            .filter(|key| key.created_at <= at(now))
            .collect();
        if let Some(signing) = rotation.signing(&keys, at(now)) {
            prop_assert!(rotation.published(&keys, at(now)).contains(&signing));
            let oldest = keys.iter().map(|key| key.created_at).min().unwrap();
            prop_assert!(
                signing.created_at <= at(now - 300) || signing.created_at == oldest
            );
        }
    }
}
