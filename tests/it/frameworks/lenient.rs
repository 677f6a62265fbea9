//! What the wild writes is understood, and what is written is strict.

use coachlight::frameworks::{Class, Difference, Edition, Package, write_package};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{TRANSVERSAL, faults, now, read};

const LENIENT: &str = include_str!("../../../fixtures/frameworks/lenient-1.0.json");

fn again(package: &Package, edition: Edition) -> Package {
    let written = write_package(package, edition);
    assert_eq!(faults(&written, edition), Vec::<String>::new());
    read("again", &written.to_string()).unwrap()
}

#[test]
fn our_schema_takes_the_shipped_framework_and_not_everything() {
    let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    assert_eq!(faults(&whole, Edition::V1p1), Vec::<String>::new());
    whole["CFItems"][0]["colour"] = json!("green");
    assert_eq!(faults(&whole, Edition::V1p1).len(), 1);
    whole["CFItems"][0]["lastChangeDateTime"] = json!("2026-01-01 10:00");
    assert_eq!(faults(&whole, Edition::V1p1).len(), 2);
}

#[test]
fn a_framework_of_1_1_comes_back_as_it_was() {
    let package = read("a", TRANSVERSAL).unwrap();
    let written = write_package(&package, Edition::V1p1);
    let original: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    assert_eq!(written, original);
    assert!(Difference::between(&package, &again(&package, Edition::V1p1)).is_none());
}

#[test]
fn a_framework_of_1_0_comes_back_as_it_was() {
    let package = read("a", TRANSVERSAL).unwrap();
    // What 1.0 cannot say is gone; what is left comes back.
    let first = again(&package, Edition::V1p0);
    assert!(!Difference::between(&package, &first).is_none());
    assert!(first.document.extension("anything").is_none());
    assert!(Difference::between(&first, &again(&first, Edition::V1p0)).is_none());
    assert_eq!(first.items().len(), package.items().len());
    assert_eq!(first.of(Class::Rubric), package.of(Class::Rubric));
}

#[test]
fn wild_forms_are_put_right() {
    let package = read("a", LENIENT).unwrap();
    let written = write_package(&package, Edition::V1p1);
    assert_eq!(faults(&written, Edition::V1p1), Vec::<String>::new());
    let document = &written["CFDocument"];
    assert_eq!(
        document["identifier"],
        "8c7e4f0a-1d2b-4c3d-9e8f-000000000001"
    );
    assert_eq!(document["subject"], json!(["Languages"]));
    assert_eq!(document["lastChangeDateTime"], "2019-04-25T14:32:10Z");
    assert_eq!(document["statusStartDate"], "2019-04-01");
    assert_eq!(document.get("statusEndDate"), None);
    assert_eq!(document.get("subjectURI"), None);
    // What CASE does not know is kept.
    assert_eq!(document["extensions"], json!({ "x-colour": "green" }));
    let [first, second] = &written["CFItems"].as_array().unwrap()[..] else {
        unreachable!("there are two items")
    };
    assert_eq!(first["conceptKeywords"], json!(["speech"]));
    assert_eq!(first["educationLevel"], json!(["09", "10"]));
    assert_eq!(first["listEnumeration"], "1");
    assert_eq!(first["lastChangeDateTime"], "2019-04-25T14:32:10Z");
    assert_eq!(
        first["CFItemTypeURI"]["identifier"],
        "8c7e4f0a-1d2b-4c3d-9e8f-000000000009"
    );
    assert_eq!(second["identifier"], "8c7e4f0a-1d2b-4c3d-9e8f-000000000003");
    assert_eq!(second["fullStatement"], "Listens");
    assert_eq!(second["educationLevel"], json!(["09"]));
    assert_eq!(second["lastChangeDateTime"], now().to_string());
    let associations = written["CFAssociations"].as_array().unwrap();
    assert_eq!(associations[0]["associationType"], "isChildOf");
    assert_eq!(associations[0]["sequenceNumber"], 2);
    assert_eq!(associations[0]["originNodeURI"]["title"], "");
    assert_eq!(associations[1]["associationType"], "ext:alignsWith");
    assert_eq!(associations[1]["destinationNodeURI"]["identifier"], "S1.2");
    assert_eq!(
        associations[1]["lastChangeDateTime"],
        "2019-04-25T00:00:00Z"
    );
    let level = &written["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0];
    assert_eq!(level["score"], 4);
    assert_eq!(level["extensions"], json!([{ "hint": "x" }]));
    assert_eq!(
        written["CFDefinitions"]["CFItemTypes"][0].get("typeCode"),
        None
    );
    // The same file is the same framework, also where identifiers had to be made.
    assert_eq!(package, read("b", LENIENT).unwrap());
    assert!(Difference::between(&package, &again(&package, Edition::V1p1)).is_none());
}

#[test]
fn a_package_in_an_object_of_its_own_and_a_byte_order_mark_are_taken() {
    let whole = format!("\u{feff}{{\"CFPackage\": {TRANSVERSAL}}}");
    assert_eq!(read("a", &whole).unwrap(), read("b", TRANSVERSAL).unwrap());
}

#[test]
fn what_an_edition_cannot_say_is_left_out() {
    let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    let mut translation = whole["CFAssociations"][0].clone();
    translation["identifier"] = json!("8c7e4f0a-1d2b-4c3d-9e8f-0000000000aa");
    translation["associationType"] = json!("isTranslationOf");
    translation["originNodeURI"]["targetType"] = json!("CASE");
    whole["CFAssociations"]
        .as_array_mut()
        .unwrap()
        .push(translation);
    let package = read("a", &whole.to_string()).unwrap();
    let count = |edition| {
        write_package(&package, edition)["CFAssociations"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count(Edition::V1p1), count(Edition::V1p0) + 1);
    for edition in [Edition::V1p0, Edition::V1p1] {
        assert_eq!(
            faults(&write_package(&package, edition), edition),
            Vec::<String>::new()
        );
    }
}

#[test]
fn lists_of_nothing_are_nothing() {
    let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    whole["CFDocument"]["subject"] = json!([[]]);
    whole["CFItems"][0]["conceptKeywords"] = json!(["", null]);
    let package = read("a", &whole.to_string()).unwrap();
    assert_eq!(package.document.members.get("subject"), None);
    assert_eq!(package.items()[0].members.get("conceptKeywords"), None);
}

/// Any JSON, with names that CASE knows among its members.
fn anything() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "identifier",
        "uri",
        "title",
        "lastChangeDateTime",
        "score",
        "position",
        "subject",
        "CFRubricCriteria",
        "CFItemURI",
        "extensions",
        "weight",
        "other",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zäß:/ 0-9-]{0,12}".prop_map(Value::String),
        Just(json!("8c7e4f0a-1d2b-4c3d-9e8f-0000000000aa")),
        Just(json!("2026-01-01T10:00:00+02:00")),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map(name.clone().prop_map(String::from), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever stands in a place of the shipped framework: it is refused with a place, or what is
    /// written of it is strict and comes back the same.
    #[test]
    fn nothing_breaks_the_reader_or_the_writer(
        place in prop::sample::select(vec![
            "/CFDocument", "/CFDocument/title", "/CFDocument/subject", "/CFItems", "/CFItems/1",
            "/CFItems/1/uri", "/CFItems/1/lastChangeDateTime", "/CFItems/1/CFItemTypeURI",
            "/CFItems/1/conceptKeywords", "/CFAssociations/0", "/CFAssociations/0/originNodeURI",
            "/CFAssociations/0/sequenceNumber", "/CFRubrics", "/CFRubrics/0/CFRubricCriteria/0",
            "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/0", "/CFDefinitions",
            "/CFDefinitions/CFLicenses",
        ]),
        value in anything(),
    ) {
        let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        let (parent, name) = place.rsplit_once('/').unwrap();
        let parent = whole.pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(index) => parent[index] = value,
            Err(_) => parent[name] = value,
        }
        match read("a", &whole.to_string()) {
            Ok(package) => {
                let written = write_package(&package, Edition::V1p1);
                let found: Vec<String> = faults(&written, Edition::V1p1)
                    .into_iter()
                    // What an address is made of is not ours to mend.
                    .filter(|fault| !fault.contains("\"uri\""))
                    .collect();
                prop_assert_eq!(found, Vec::<String>::new());
                let again = read("again", &written.to_string()).unwrap();
                prop_assert!(Difference::between(&package, &again).is_none());
            }
            Err(error) => prop_assert!(error.to_string().contains("\n  /"), "{error}"),
        }
    }
}
