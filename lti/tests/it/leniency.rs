//! What platforms leave out or write in their own way does not matter: all that the Rust crate
//! before this one failed on, and more.

use serde_json::{Value, json};

use crate::support::{AGS, CLAIM, remove, with};

#[test]
fn optional_claims_may_be_missing_or_null_or_of_another_type() {
    for name in [
        "context",
        "launch_presentation",
        "lis",
        "custom",
        "ext",
        "tool_platform",
        "roles",
        "role_scope_mentor",
        "for_user",
        "lti1p1",
        "platformnotificationservice",
    ] {
        let name = format!("{CLAIM}{name}");
        assert!(with(|c| remove(c, &name)).is_ok(), "{name}");
        assert!(with(|c| c[&name] = Value::Null).is_ok(), "{name}");
        if !name.ends_with("roles") {
            for value in [json!(7), json!("text"), json!([]), json!({})] {
                assert!(with(|c| c[&name] = value.clone()).is_ok(), "{name} {value}");
            }
        }
    }
    for name in ["name", "given_name", "family_name", "email", "picture"] {
        assert!(with(|c| c[name] = json!({ "x": 1 })).is_ok(), "{name}");
    }
}

#[test]
fn nobody_in_particular_may_come() {
    let anonymous = with(|c| remove(c, "sub")).unwrap().launch;
    assert_eq!(anonymous.subject, None);
    assert_eq!(
        with(|c| c["sub"] = Value::Null).unwrap().launch.subject,
        None
    );
}

#[test]
fn audiences_may_be_a_list() {
    assert!(with(|c| c["aud"] = json!(["bkRAGrXdWe84VZS"])).is_ok());
    assert!(
        with(|c| {
            c["aud"] = json!(["bkRAGrXdWe84VZS", "trusted"]);
            c["azp"] = json!("bkRAGrXdWe84VZS");
        })
        .is_ok()
    );
    assert!(with(|c| c["azp"] = json!("bkRAGrXdWe84VZS")).is_ok());
}

#[test]
fn services_are_there_as_far_as_they_are_told() {
    // ceLTIc sends neither address.
    let launch = with(|c| {
        remove(&mut c[AGS], "lineitems");
        remove(&mut c[AGS], "lineitem");
    });
    let grades = launch.unwrap().launch.assignment_and_grade.unwrap();
    assert_eq!((grades.line_items, grades.line_item), (None, None));
    // Canvas has scopes of its own.
    let scope = "https://canvas.instructure.com/lti-ags/progress/scope/show";
    let launch = with(|c| c[AGS]["scope"] = json!([scope]));
    let grades = launch.unwrap().launch.assignment_and_grade.unwrap();
    assert_eq!(grades.scopes, [scope]);
    for address in ["javascript:alert(1)", "file:///etc/passwd", "x", ""] {
        let launch = with(|c| c[AGS]["lineitem"] = json!(address));
        let grades = launch.unwrap().launch.assignment_and_grade.unwrap();
        assert_eq!(grades.line_item, None, "{address}");
    }
}

#[test]
fn presentation_may_say_little_or_odd_things() {
    let name = format!("{CLAIM}launch_presentation");
    let seen = |value: Value| with(|c| c[&name] = value).unwrap().launch.presentation;
    assert_eq!(seen(json!({ "document_target": "iframe" })).locale, None);
    let odd = seen(json!({ "document_target": "hologram", "width": "800", "height": -1 }));
    assert!(!odd.is_framed());
    assert_eq!((odd.width, odd.height), (Some(800), None));
    for address in ["javascript:alert(1)", "data:text/html,x", "return", ""] {
        let presentation = seen(json!({ "return_url": address }));
        assert_eq!(presentation.return_url, None, "{address}");
    }
}

#[test]
fn custom_values_may_be_null_numbers_and_names_of_variables() {
    let name = format!("{CLAIM}custom");
    let launch = with(|c| {
        c[&name] = json!({
            "null": null, "number": 7, "flag": true, "variable": "$Context.id", "price": "$5 a day",
            "empty": "", "list": [1]
        });
    });
    let custom = launch.unwrap().launch.custom;
    let found: Vec<(&str, &str)> = custom
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("empty", ""),
            ("flag", "true"),
            ("number", "7"),
            ("price", "$5 a day")
        ]
    );
}

#[test]
fn names_are_put_together_where_only_parts_are_there() {
    let launch = with(|c| remove(c, "name")).unwrap().launch;
    assert_eq!(launch.profile.name.as_deref(), Some("Sara Two"));
    let private = with(|c| {
        for name in ["name", "given_name", "family_name", "email"] {
            remove(c, name);
        }
        remove(c, &format!("{CLAIM}lis"));
    });
    assert_eq!(private.unwrap().launch.profile.name, None);
}
