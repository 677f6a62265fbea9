//! Every rule by a change to a sound statement that breaks just that one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use xapi_schemas::{BatchCheck, Version, Violation, json, validate_statement};

const FULL_1_0_3: &str = include_str!("../../fixtures/statements/full-1.0.3.json");
const FULL_2_0: &str = include_str!("../../fixtures/statements/full-2.0.json");

#[derive(Deserialize)]
struct Change {
    at: String,
    #[serde(default)]
    set: Value,
    #[serde(default)]
    remove: bool,
    #[serde(default)]
    pointer: String,
    #[serde(default)]
    rule: String,
}

fn full() -> Value {
    serde_json::from_str(FULL_2_0).unwrap()
}

fn changed(change: &Change) -> Value {
    let mut statement = full();
    let (parent, name) = change.at.rsplit_once('/').unwrap();
    let parent = statement.pointer_mut(parent).unwrap();
    if change.remove {
        parent.as_object_mut().unwrap().remove(name).unwrap();
    } else {
        parent[name] = change.set.clone();
    }
    statement
}

fn validate_batch(statements: &[Value]) -> Result<(), Vec<Violation>> {
    let mut check = BatchCheck::new(Version::V2_0);
    let _looked_at = statements.iter().take_while(|one| check.add(one)).count();
    check.finish()
}

fn changes(text: &str) -> Vec<Change> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn sound_statements_are_accepted() {
    let old = serde_json::from_str(FULL_1_0_3).unwrap();
    assert_eq!(validate_statement(Version::V1_0_3, &old), Ok(()));
    assert_eq!(validate_statement(Version::V2_0, &old), Ok(()));
    assert_eq!(validate_statement(Version::V2_0, &full()), Ok(()));
    for change in changes(include_str!("../../fixtures/statements/allowed.json")) {
        let result = validate_statement(Version::V2_0, &changed(&change));
        assert_eq!(result, Ok(()), "{} {}", change.at, change.set);
    }
}

#[test]
fn each_fault_is_found_at_its_place_under_its_rule() {
    let mut report = String::new();
    for change in changes(include_str!("../../fixtures/statements/faults.json")) {
        let violations = validate_statement(Version::V2_0, &changed(&change)).unwrap_err();
        assert!(
            violations
                .iter()
                .any(|found| found.pointer == change.pointer && found.rule == change.rule),
            "{} {}: wanted {} {}, got {violations:#?}",
            change.at,
            change.set,
            change.pointer,
            change.rule
        );
        for violation in violations {
            report += &format!(
                "{} | {} | {}\n",
                violation.pointer, violation.rule, violation.message
            );
        }
    }
    insta::assert_snapshot!("faults", report);
}

#[test]
fn members_of_2_0_are_unknown_in_1_0_3() {
    let mut statement = full();
    statement["version"] = json!("1.0.0");
    let violations = validate_statement(Version::V1_0_3, &statement).unwrap_err();
    let pointers: Vec<&str> = violations
        .iter()
        .map(|found| found.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        ["/context/contextAgents", "/context/contextGroups"]
    );
    assert!(violations[0].rule.starts_with("xapi-1.0.3/"));
}

#[test]
fn a_batch_names_the_statement_and_finds_repeated_ids() {
    let mut broken = full();
    broken["verb"]["id"] = json!(7);
    let violations = validate_batch(&[full(), broken, full()]).unwrap_err();
    let pointers: Vec<&str> = violations
        .iter()
        .map(|found| found.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/1/verb/id", "/1/id", "/2/id"]);
    assert_eq!(validate_batch(&[]), Ok(()));
}

#[test]
fn a_report_is_bounded() {
    let violations = validate_batch(&vec![json!(1); 1000]).unwrap_err();
    assert_eq!(violations.len(), 20);
    let long = "x".repeat(1_000_000);
    let violations = validate_statement(Version::V2_0, &json!({ long.clone(): long })).unwrap_err();
    assert!(
        violations
            .iter()
            .all(|found| found.message.len() + found.pointer.len() < 1000)
    );
}

#[test]
fn versions() {
    for (header, version) in [
        ("1.0", Some("1.0.3")),
        ("1.0.0", Some("1.0.3")),
        ("1.0.3", Some("1.0.3")),
        ("1.0.9", Some("1.0.3")),
        ("2.0.0", Some("2.0.0")),
        ("2.0.1", Some("2.0.0")),
        ("2.0", None),
        ("0.95", None),
        ("1.1.0", None),
        ("1.0.x", None),
        ("1.0.3.1", None),
        ("", None),
        ("2", None),
        ("10.0.0", None),
        ("1.0.", None),
    ] {
        assert_eq!(
            Version::from_header(header).ok().map(Version::as_str),
            version,
            "{header}"
        );
    }
}

/// Places of a value as JSON pointers, the root left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => return,
    };
    for (token, child) in children {
        let pointer = format!("{at}/{token}");
        places(child, &pointer, found);
        found.push(pointer);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no infinity", |x| x.is_finite())
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn parsing_is_the_inverse_of_printing(value in any_json()) {
        let parsed = json::parse(value.to_string().as_bytes(), json::Limits::default());
        prop_assert_eq!(parsed.unwrap(), value);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = json::parse(&bytes, json::Limits::default()) {
            let _either = validate_statement(Version::V1_0_3, &value);
        }
    }

    #[test]
    fn no_json_makes_it_panic(value in any_json()) {
        prop_assert!(validate_statement(Version::V2_0, &value).is_err());
    }

    #[test]
    fn a_repeated_key_is_found_at_any_depth(depth in 0_usize..40, key in "[a-z~/\"\\\\é]{1,5}") {
        let key = Value::from(key);
        let object = format!("{{{key}:1,{key}:2}}");
        let text = format!("{}{object}{}", "[".repeat(depth), "]".repeat(depth));
        let error = json::parse(text.as_bytes(), json::Limits::default()).unwrap_err();
        prop_assert_eq!(error.rule, "rfc8259/4#duplicate-key");
        prop_assert_eq!(error.pointer.matches("/0").count() >= depth, true);
    }

    /// A member that is not known is refused wherever members are listed.
    #[test]
    fn an_unknown_member_is_refused_everywhere(index in any::<prop::sample::Index>()) {
        let mut found = vec![String::new()];
        places(&full(), "", &mut found);
        found.retain(|at| {
            let open = ["extensions", "display", "description", "name"];
            full().pointer(at).is_some_and(Value::is_object)
                && !open.iter().any(|open| at.split('/').any(|token| token == *open))
        });
        let at = index.get(&found);
        let mut statement = full();
        statement.pointer_mut(at).unwrap()["unknownMember"] = json!(1);
        let violations = validate_statement(Version::V2_0, &statement).unwrap_err();
        let pointer = format!("{at}/unknownMember");
        prop_assert!(violations.iter().any(|found| found.pointer == pointer), "{:?}", violations);
    }

    /// Null is refused wherever it is not inside extensions.
    #[test]
    fn null_is_refused_outside_extensions(index in any::<prop::sample::Index>()) {
        let mut found = Vec::new();
        places(&full(), "", &mut found);
        found.retain(|at| !at.contains("/extensions/"));
        let at = index.get(&found);
        let mut statement = full();
        *statement.pointer_mut(at).unwrap() = Value::Null;
        prop_assert!(validate_statement(Version::V2_0, &statement).is_err(), "{}", at);
    }
}
