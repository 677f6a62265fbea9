#![no_main]
//! A text as a statement: parsed, validated by both versions, prepared, and served again.

use coachlight::statements::{NewStatement, PrepareError, StoredStatement, equivalent};
use coachlight_fuzz::loose;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use uuid::Uuid;
use xapi_schemas::{BatchCheck, Version, Violation, validate_statement};

/// What a statement without an identifier is given.
const FRESH: Uuid = Uuid::from_u128(0x7a0c_0a4e_6f0e_4b52_8b8a_7b2b_6a0c_1d12);

fuzz_target!(|data: &[u8]| {
    let Ok(value) = strict_json::parse(data, strict_json::Limits::default()) else {
        return;
    };
    let text = std::str::from_utf8(data).unwrap();
    for version in [Version::V1_0_3, Version::V2_0] {
        let alone = validate_statement(version, &value);
        let mut batch = BatchCheck::new(version);
        batch.add(&value);
        let batch = batch.finish();
        match alone {
            Err(violations) => {
                for violation in &violations {
                    assert!(points_into(&value, &violation.pointer), "{violation:?}");
                }
                assert_eq!(moved(violations), batch.unwrap_err());
            }
            Ok(()) => {
                assert_eq!(batch, Ok(()));
                store(version, text, &value);
            }
        }
    }
});

/// The violations as they are named in a batch of one.
fn moved(mut violations: Vec<Violation>) -> Vec<Violation> {
    for violation in &mut violations {
        violation.pointer.insert_str(0, "/0");
    }
    violations
}

fn store(version: Version, text: &str, value: &Value) {
    let prepared = match NewStatement::prepare(version, text, value, FRESH) {
        Ok(prepared) => prepared,
        Err(PrepareError::Key(_)) => return,
        Err(error) => panic!("valid, but cannot be prepared: {error}"),
    };
    let kept = strict_json::parse(prepared.text().as_bytes(), loose()).unwrap();
    assert!(equivalent(value, &kept), "{value} was stored as {kept}");
    assert!(equivalent(&kept, value), "equivalence is symmetric");
    assert!(activities_are_lists(&kept), "{kept}");
    let again = NewStatement::prepare(version, prepared.text(), &kept, FRESH).unwrap();
    assert_eq!(again.text(), prepared.text());
    // What another record store is sent of it has to be valid there, too.
    let stored = StoredStatement {
        seq: 1,
        id: prepared.id(),
        id_received: prepared.received_id().is_some(),
        stored: 1_800_000_000_000_000,
        timestamp: 1_800_000_000_000_000,
        version: match version {
            Version::V1_0_3 => 103,
            Version::V2_0 => 200,
        },
        target: None,
        voids: false,
        voided: false,
        authority: r#"{"objectType":"Agent","account":{"homePage":"https://x.org","name":"k"}}"#
            .into(),
        has_timestamp: kept.get("timestamp").is_some(),
        has_version: kept.get("version").is_some(),
        text: prepared.text().to_owned(),
    };
    let served = strict_json::parse(stored.to_json().as_bytes(), loose()).unwrap();
    assert_eq!(validate_statement(version, &served), Ok(()), "{served}");
    assert!(equivalent(value, &served), "{value} is served as {served}");
}

/// Whether the context activities of a statement and of one in it are lists everywhere.
fn activities_are_lists(statement: &Value) -> bool {
    [Some(statement), statement.get("object")]
        .into_iter()
        .flatten()
        .filter_map(|holder| holder.pointer("/context/contextActivities")?.as_object())
        .flat_map(|places| places.values())
        .all(Value::is_array)
}

/// Whether a pointer names something in the document, or a member that its parent lacks. Long keys
/// are shortened in pointers.
fn points_into(document: &Value, pointer: &str) -> bool {
    let mut tokens = pointer.split('/');
    if tokens.next() != Some("") {
        return false;
    }
    let mut tokens = tokens.peekable();
    let mut place = document;
    while let Some(token) = tokens.next() {
        let name = token.replace("~1", "/").replace("~0", "~");
        let next = match place {
            Value::Array(list) => token.parse().ok().and_then(|index: usize| list.get(index)),
            Value::Object(members) => members.get(&name).or_else(|| {
                let mut keys = members.iter();
                keys.find(|(key, _)| strict_json::escape(key) == token)
                    .map(|(_, value)| value)
            }),
            _ => None,
        };
        match next {
            Some(next) => place = next,
            None => return place.is_object() && tokens.peek().is_none(),
        }
    }
    true
}
