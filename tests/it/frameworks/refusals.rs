//! Whatever is wrong is named with its place and mend, and changes nothing.

use serde_json::{Value, json};

use super::{TRANSVERSAL, import, imported, refusal};
use crate::support::both;

/// The shipped framework with a change.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    change(&mut whole);
    whole.to_string()
}

fn refused_at(change: impl FnOnce(&mut Value), place: &str, said: &str) {
    let message = refusal(&changed(change));
    assert!(message.contains(&format!("\n  {place}: ")), "{message}");
    assert!(message.contains(said), "{message}");
    assert!(message.contains("nothing was changed"), "{message}");
}

#[test]
fn members_that_cannot_be_read_are_named() {
    refused_at(
        |it| it["CFDocument"]["title"] = json!(""),
        "/CFDocument/title",
        "Add it",
    );
    refused_at(
        |it| it["CFDocument"]["identifier"] = json!("x"),
        "/CFDocument/identifier",
        "no UUID",
    );
    refused_at(
        |it| it["CFItems"][3]["uri"] = Value::Null,
        "/CFItems/3/uri",
        "statements name",
    );
    refused_at(
        |it| it["CFItems"][2]["fullStatement"] = json!({}),
        "/CFItems/2/fullStatement",
        "an object",
    );
    refused_at(
        |it| it["CFItems"][2]["lastChangeDateTime"] = json!("yesterday"),
        "/CFItems/2/lastChangeDateTime",
        "no time",
    );
    refused_at(
        |it| it["CFItems"][2]["statusStartDate"] = json!("31.1.2026"),
        "/CFItems/2/statusStartDate",
        "no date",
    );
    refused_at(
        |it| it["CFAssociations"][1]["originNodeURI"] = json!({ "title": "x" }),
        "/CFAssociations/1/originNodeURI",
        "identifier",
    );
    refused_at(
        |it| it["CFAssociations"][1]["sequenceNumber"] = json!(1.5),
        "/CFAssociations/1/sequenceNumber",
        "no whole number",
    );
    refused_at(
        |it| {
            it["CFRubrics"][0]["CFRubricCriteria"][1]["CFRubricCriterionLevels"][0]["score"] =
                json!("much");
        },
        "/CFRubrics/0/CFRubricCriteria/1/CFRubricCriterionLevels/0/score",
        "no number",
    );
    refused_at(
        |it| it["CFItems"][4]["identifier"] = it["CFItems"][1]["identifier"].clone(),
        "/CFItems/4/identifier",
        "twice",
    );
}

#[test]
fn every_fault_is_told_at_once() {
    let message = refusal(&changed(|it| {
        it["CFItems"][0]["uri"] = Value::Null;
        it["CFItems"][5]["uri"] = Value::Null;
    }));
    assert!(message.contains("/CFItems/0/uri") && message.contains("/CFItems/5/uri"));
}

#[test]
fn other_files_are_told_apart() {
    for (text, said) in [
        (
            r#"{"document": {}, "items": []}"#,
            "former management interface",
        ),
        (r#"{"CFDocuments": []}"#, "a list of frameworks"),
        (r#"{"hello": 1}"#, "here are hello"),
        (
            r#"{"CFDocument": {"sourcedId": "x"}}"#,
            "CASE calls it identifier",
        ),
        (r#"{"CFDocument": "#, "EOF"),
        ("[]", "a JSON object"),
        (r#"{"CFDocument": {}, "CFDocument": {}}"#, "CFDocument"),
    ] {
        let message = refusal(text);
        assert!(message.contains(said), "{text}: {message}");
    }
}

both! {
    async fn parts_that_do_not_fit_change_nothing(app: TestApp) {
        let first = imported(&app, TRANSVERSAL).await;
        let refused = async |text: String| {
            let mut tx = app.db().write().await.unwrap();
            import(&mut tx, &text).await.unwrap_err().to_string()
        };
        // A circle: communicating becomes a part of one of its own parts.
        let circle = changed(|it| {
            let link = it["CFAssociations"][3]["originNodeURI"].clone();
            it["CFAssociations"][0]["destinationNodeURI"] = link;
        });
        let message = refused(circle).await;
        assert!(message.contains("Communicating → Presenting → Communicating")
            || message.contains("Presenting → Communicating → Presenting"), "{message}");
        let own = changed(|it| {
            let link = it["CFAssociations"][0]["originNodeURI"].clone();
            it["CFAssociations"][0]["destinationNodeURI"] = link;
        });
        assert!(refused(own).await.contains("Communicating → Communicating"));
        let twice = changed(|it| it["CFItems"][4]["uri"] = it["CFItems"][1]["uri"].clone());
        assert!(refused(twice).await.contains("/CFItems/4/uri"));
        let heavy = changed(|it| {
            it["CFAssociations"][2]["extensions"] = json!({ "coachlightWeight": -1 });
        });
        assert!(refused(heavy).await.contains("/CFAssociations/2/extensions/coachlightWeight"));
        // The same items in another framework.
        let other = changed(|it| {
            it["CFDocument"]["identifier"] = json!("8c7e4f0a-1d2b-4c3d-9e8f-0000000000ff");
        });
        let message = refused(other).await;
        assert!(message.contains("an item of the framework \"Transversal competencies\""), "{message}");
        let mut tx = app.db().read().await.unwrap();
        let all = coachlight::frameworks::list(&mut tx).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].id, all[0].version), (first.framework, 1));
    }

    async fn a_circle_through_two_frameworks_is_refused(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        let cluster = &whole["CFItems"][0];
        let id = |number: u8| format!("8c7e4f0a-1d2b-4c3d-9e8f-0000000001{number:02}");
        let other = |parent: &Value, child: &Value| json!({
            "CFDocument": { "identifier": id(0), "uri": "https://x.example/f", "title": "Other" },
            "CFItems": [{ "identifier": id(1), "uri": "https://x.example/1", "fullStatement": "Elsewhere" }],
            "CFAssociations": [
                { "associationType": "isChildOf", "originNodeURI": child, "destinationNodeURI": parent }
            ]
        });
        let link = json!({
            "title": "", "identifier": cluster["identifier"], "uri": "https://wrong.example/x"
        });
        let own = json!({ "title": "", "identifier": id(1), "uri": "https://x.example/1" });
        // The cluster is a part of the other framework's item.
        imported(&app, &other(&own, &link).to_string()).await;
        // And that one now a part of the cluster's own part.
        let back = changed(|it| {
            let mut second = it["CFAssociations"][3].clone();
            second["identifier"] = json!(id(9));
            second["originNodeURI"] = own.clone();
            it["CFAssociations"].as_array_mut().unwrap().push(second);
        });
        let mut tx = app.db().write().await.unwrap();
        let message = import(&mut tx, &back).await.unwrap_err().to_string();
        assert!(message.contains("in a circle"), "{message}");
    }
}
