//! `format` and `Accept-Language` (Communication 2.1.3; 9274.1.1 4.1.6.1).

use serde_json::{Value, json};

use super::{SHARED, STATEMENTS, agent, fresh_id, id, store, with};
use crate::support::{Answer, TestApp, both, with_id};

fn texts() -> Value {
    json!({ "en-GB": "colour", "en-US": "color", "de": "Farbe" })
}

/// A statement with names and descriptions wherever they can stand.
fn described() -> Value {
    let activity = |name: &str| {
        json!({
            "objectType": "Activity", "id": format!("https://example.org/{name}"),
            "definition": {
                "name": texts(), "description": texts(), "type": "https://example.org/type",
                "moreInfo": "https://example.org/more", "extensions": { "https://example.org/e": texts() },
                "interactionType": "choice", "correctResponsesPattern": ["a"],
                "choices": [{ "id": "a", "description": texts() }]
            }
        })
    };
    let group = json!({
        "objectType": "Group", "name": "Team", "mbox": "mailto:team@example.org",
        "member": [{ "name": "M", "mbox": "mailto:m@example.org" }]
    });
    with_id(json!({
        "actor": { "objectType": "Agent", "name": "Anna", "mbox": "mailto:anna@example.org" },
        "verb": { "id": SHARED, "display": texts() },
        "object": {
            "objectType": "SubStatement", "actor": group,
            "verb": { "id": "https://example.org/will", "display": texts() },
            "object": activity("inner"),
            "context": { "contextActivities": { "category": [activity("inner-category")] } }
        },
        "result": { "response": "blue" },
        "context": {
            "instructor": { "name": "I", "mbox": "mailto:i@example.org" },
            "team": { "objectType": "Group", "name": "T", "member": [{ "name": "M", "mbox": "mailto:m@example.org" }] },
            "contextActivities": { "parent": [activity("parent")] }
        }
    }))
}

async fn shown(app: &TestApp, sent: &Value, parameters: &[(&str, &str)], languages: &str) -> Value {
    let id = id(sent);
    let mut parameters = parameters.to_vec();
    let listed = app
        .get(&with(STATEMENTS, &parameters))
        .header("Accept-Language", languages);
    let listed = Answer::of(listed).await.body["statements"][0].clone();
    parameters.push(("statementId", &id));
    let single = app
        .get(&with(STATEMENTS, &parameters))
        .header("Accept-Language", languages);
    let single = Answer::of(single).await.body;
    assert_eq!(single, listed, "one statement looks as it does on a page");
    single
}

both! {
    /// Communication 2.1.3: exact is how it was received, whatever language is asked for.
    async fn exact_is_the_default_and_leaves_all_as_it_was_sent(app: TestApp) {
        let sent = described();
        store(&app, &sent).await;
        for parameters in [&[][..], &[("format", "exact")]] {
            let shown = shown(&app, &sent, parameters, "de").await;
            for member in ["id", "actor", "verb", "object", "result", "context"] {
                assert_eq!(shown[member], sent[member], "{member}");
            }
        }
    }

    /// Communication 2.1.3: ids is no more than identifies; members of a group without an identifier
    /// identify it.
    async fn ids_leaves_what_identifies(app: TestApp) {
        let sent = described();
        store(&app, &sent).await;
        let shown = shown(&app, &sent, &[("format", "ids")], "de").await;
        assert_eq!(shown["actor"], json!({ "objectType": "Agent", "mbox": "mailto:anna@example.org" }));
        assert_eq!(shown["verb"], json!({ "id": SHARED }));
        assert_eq!(shown["object"], json!({
            "objectType": "SubStatement",
            "actor": { "objectType": "Group", "mbox": "mailto:team@example.org" },
            "verb": { "id": "https://example.org/will" },
            "object": { "id": "https://example.org/inner" },
            "context": { "contextActivities": { "category": [{ "id": "https://example.org/inner-category" }] } }
        }));
        assert_eq!(shown["context"], json!({
            "instructor": agent("i"),
            "team": { "objectType": "Group", "member": [agent("m")] },
            "contextActivities": { "parent": [{ "id": "https://example.org/parent" }] }
        }));
        assert_eq!(shown["result"], sent["result"]);
        for member in ["id", "stored", "timestamp", "authority", "version"] {
            assert!(shown.get(member).is_some(), "{member}");
        }
        assert!(shown["authority"].get("name").is_none());
    }

    /// Communication 2.1.3: canonical is one language of what is known; extensions stay whole.
    async fn canonical_shows_one_language(app: TestApp) {
        let sent = described();
        store(&app, &sent).await;
        for (languages, tag) in [
            ("de", "de"), ("de-AT, en;q=0.5", "de"), ("en-GB", "en-GB"), ("en-US;q=0.9, fr", "en-US"),
            ("fr, en-GB;q=0.1, de;q=0.2", "de"),
        ] {
            let one = json!({ tag: texts()[tag] });
            let shown = shown(&app, &sent, &[("format", "canonical")], languages).await;
            for verb in [&shown["verb"], &shown["object"]["verb"]] {
                assert_eq!(verb["display"], one, "{languages}");
            }
            for activity in [
                "/object/object", "/object/context/contextActivities/category/0",
                "/context/contextActivities/parent/0",
            ] {
                let before = sent.pointer(activity).unwrap();
                let mut expected = before.clone();
                expected["definition"]["name"] = one.clone();
                expected["definition"]["description"] = one.clone();
                expected["definition"]["choices"][0]["description"] = one.clone();
                assert_eq!(shown.pointer(activity).unwrap(), &expected, "{languages} {activity}");
            }
            // Agents are as they were sent.
            assert_eq!(shown["actor"], sent["actor"]);
            assert_eq!(shown["object"]["actor"], sent["object"]["actor"]);
            assert_eq!(shown["context"]["instructor"], sent["context"]["instructor"]);
        }
        for languages in ["*", "", "xx", "not a language;;"] {
            let shown = shown(&app, &sent, &[("format", "canonical")], languages).await;
            assert_eq!(shown["verb"]["display"].as_object().unwrap().len(), 1, "{languages}");
        }
    }

    /// Communication 2.1.3: canonical definitions are those of the record store, not the statement's.
    async fn canonical_shows_what_other_statements_have_told(app: TestApp) {
        let mut first = described();
        let bare = with_id(json!({
            "actor": agent("b"), "verb": { "id": SHARED },
            "object": { "id": "https://example.org/parent" }
        }));
        store(&app, &first).await;
        store(&app, &bare).await;
        let shown_bare = shown(&app, &bare, &[("format", "canonical")], "de").await;
        assert_eq!(shown_bare["verb"]["display"], json!({ "de": "Farbe" }));
        assert_eq!(shown_bare["object"]["definition"]["name"], json!({ "de": "Farbe" }));
        assert_eq!(shown(&app, &bare, &[], "de").await["object"], bare["object"]);
        // A later name is shown for the earlier statement, too.
        first["id"] = json!(fresh_id());
        first["verb"]["display"] = json!({ "de": "teilte" });
        store(&app, &first).await;
        let path = with(STATEMENTS, &[("statementId", &id(&bare)), ("format", "canonical")]);
        let later = Answer::of(app.get(&path).header("Accept-Language", "de")).await.body;
        assert_eq!(later["verb"]["display"], json!({ "de": "teilte" }));
    }
}
