//! Our own xAPI Profile: of the form that the specification asks for (xAPI Profiles 1.0), published,
//! and held by what each of its templates describes.

use std::collections::BTreeSet;

use coachlight::profiles::{self, Compiled};
use serde_json::Value;

use crate::support::both;

const EXAMPLES: &str = include_str!("../../fixtures/profile/examples.json");

/// Members that each kind of thing in a profile must have, beside those of all.
const MUST: &[(&str, &[&str])] = &[
    ("Verb", &[]),
    ("ActivityType", &[]),
    ("ContextExtension", &["inlineSchema"]),
    ("StatementTemplate", &["rules"]),
];
/// Members whose values are IRIs of something outside of this profile.
const OUTSIDE: &[&str] = &["broadMatch", "recommendedVerbs"];

fn document() -> Value {
    serde_json::from_str(profiles::OWN).unwrap()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// Concepts and templates.
fn things(document: &Value) -> impl Iterator<Item = &Value> {
    list(document, "concepts")
        .iter()
        .chain(list(document, "templates"))
}

/// Values in a profile are never empty (Structure 4.0).
fn assert_no_empty(value: &Value) {
    match value {
        Value::Null => unreachable!("nothing is null"),
        Value::String(text) => assert!(!text.is_empty()),
        Value::Array(list) => {
            assert!(!list.is_empty());
            list.iter().for_each(assert_no_empty);
        }
        Value::Object(members) => {
            assert!(!members.is_empty());
            members.values().for_each(assert_no_empty);
        }
        _ => {}
    }
}

#[test]
fn the_document_is_a_profile() {
    let document = document();
    assert_no_empty(&document);
    assert_eq!(
        document["@context"],
        "https://w3id.org/xapi/profiles/context"
    );
    assert_eq!(document["type"], "Profile");
    assert_eq!(document["conformsTo"], "https://w3id.org/xapi/profiles#1.0");
    assert_eq!(document["author"]["type"], "Organization");
    let version = &document["versions"][0];
    assert_ne!(version["id"], document["id"]);
    assert!(
        text(version, "generatedAtTime")
            .parse::<jiff::Timestamp>()
            .is_ok()
    );
    let mut ids = BTreeSet::new();
    for thing in things(&document).chain([&document]) {
        let id = text(thing, "id");
        assert!(url::Url::parse(id).is_ok(), "{id}");
        assert!(ids.insert(id), "{id} twice");
        for words in ["prefLabel", "definition"] {
            for tag in ["de", "en"] {
                assert!(
                    thing[words][tag].is_string(),
                    "{id} has no {words} in {tag}"
                );
            }
        }
    }
    for thing in things(&document) {
        let id = text(thing, "id");
        assert_eq!(thing["inScheme"], version["id"], "{id}");
        let kind = MUST.iter().find(|(kind, _)| thing["type"] == *kind);
        let (_, must) = kind.unwrap_or_else(|| unreachable!("{id} is of an unknown type"));
        for member in *must {
            assert!(!thing[member].is_null(), "{id} has no {member}");
        }
        for member in OUTSIDE {
            for iri in list(thing, member) {
                assert!(!ids.contains(iri.as_str().unwrap()), "{id} {iri}");
            }
        }
    }
}

#[test]
fn templates_and_their_rules_are_of_the_form() {
    let document = document();
    let templates: BTreeSet<&str> = list(&document, "templates")
        .iter()
        .map(|template| text(template, "id"))
        .collect();
    for template in list(&document, "templates") {
        let id = text(template, "id");
        let referred = list(template, "objectStatementRefTemplate");
        assert!(
            referred.is_empty() || template["objectActivityType"].is_null(),
            "{id}"
        );
        for other in referred {
            assert!(
                templates.contains(other.as_str().unwrap()),
                "{id} refers to {other}"
            );
        }
        for rule in list(template, "rules") {
            assert!(text(rule, "location").starts_with("$."), "{id}");
            let says = ["presence", "any", "all", "none"];
            assert!(says.iter().any(|says| !rule[says].is_null()), "{id} {rule}");
        }
    }
}

/// Whatever of ours the vocabulary, the source and the fixtures speak of is defined, and nothing else.
#[test]
fn the_terms_are_those_that_are_used() {
    let vocabulary: Value =
        serde_json::from_str(include_str!("../../fixtures/vocabulary/coachlight.json")).unwrap();
    let mut used: BTreeSet<String> = BTreeSet::new();
    for base in ["cl", "cla"] {
        let prefix = vocabulary["prefixes"][base][0].as_str().unwrap();
        let words = vocabulary.to_string();
        let named = words
            .split('"')
            .filter_map(|word| word.strip_prefix(&format!("{base}:")));
        used.extend(named.map(|word| format!("{prefix}{word}")));
    }
    let source = concat!(
        include_str!("../../src/projector/act.rs"),
        include_str!("../../src/coaching/terms.rs"),
        include_str!("../../src/courses/statement.rs"),
    );
    let ours = |word: &&str| word.starts_with("https://coachlight.org/xapi/");
    used.extend(source.split('"').filter(ours).map(str::to_owned));
    let document = document();
    let defined: BTreeSet<String> = list(&document, "concepts")
        .iter()
        .map(|concept| text(concept, "id").to_owned())
        .collect();
    assert_eq!(used, defined);
}

/// A JSON pointer to the first value of each of a location's paths.
fn pointers(location: &str) -> Vec<String> {
    let one = |path: &str| {
        let mut pointer = String::new();
        let mut rest = path.trim().trim_start_matches('$');
        while !rest.is_empty() {
            let (name, after) = if let Some(after) = rest.strip_prefix("[*]") {
                ("0", after)
            } else if let Some(after) = rest.strip_prefix("['") {
                after.split_once("']").unwrap()
            } else {
                let after = rest.strip_prefix('.').unwrap();
                after.split_at(after.find(['.', '[']).unwrap_or(after.len()))
            };
            pointer = format!("{pointer}/{}", name.replace('/', "~1"));
            rest = after;
        }
        pointer
    };
    location.split('|').map(one).collect()
}

fn remove(statement: &mut Value, pointer: &str) {
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    if let Some(members) = statement.pointer_mut(holder).and_then(Value::as_object_mut) {
        members.remove(&name.replace("~1", "/"));
    }
}

#[test]
fn each_template_takes_its_example_and_no_less() {
    let document = document();
    let compiled = [Compiled::of(profiles::OWN).unwrap()];
    let examples: Value = serde_json::from_str(EXAMPLES).unwrap();
    let examples = list(&examples, "examples");
    assert_eq!(compiled[0].templates, examples.len());
    for template in list(&document, "templates") {
        let id = text(template, "id");
        let example = examples.iter().find(|example| example["template"] == id);
        let statement =
            &example.unwrap_or_else(|| unreachable!("{id} has no example"))["statement"];
        let valid = xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, statement);
        assert!(valid.is_ok(), "{id} {valid:?}");
        let found = profiles::violations(&compiled, statement, "");
        assert!(found.is_empty(), "{id} {found:?}");
        for rule in list(template, "rules") {
            if rule["presence"] == "recommended" {
                continue;
            }
            let location = text(rule, "location");
            let mut less = statement.clone();
            if rule["presence"] == "excluded" {
                less[location.trim_start_matches("$.")] = serde_json::json!({});
            } else {
                for pointer in pointers(location) {
                    remove(&mut less, &pointer);
                }
            }
            let found = profiles::violations(&compiled, &less, "");
            let of_this = found.iter().any(|violation| violation.rule.ends_with(id));
            assert!(of_this, "{id} without {location}: {found:?}");
        }
    }
}

/// What the app of the fixtures says of coaching is said in the profile's way, too.
#[test]
fn the_shapes_of_the_app_follow_the_profile() {
    let compiled = [Compiled::of(profiles::OWN).unwrap()];
    for file in [
        include_str!("../../fixtures/shapes/social-app/coaching.json"),
        include_str!("../../fixtures/shapes/social-app/goals-and-transfer.json"),
        include_str!("../../fixtures/shapes/social-app/groups.json"),
    ] {
        let shapes: Value = serde_json::from_str(file).unwrap();
        for case in list(&shapes, "cases") {
            let found = profiles::violations(&compiled, &case["statement"], "");
            assert!(found.is_empty(), "{} {found:?}", case["name"]);
        }
    }
}

both! {
    async fn the_profile_is_published(app: TestApp) {
        let url = format!("{}/xapi/ext/profile", app.base);
        let answer = app.client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/ld+json");
        assert_eq!(answer.text().await.unwrap(), profiles::OWN);
    }
}
