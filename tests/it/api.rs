//! The JSON API says what the pages say.

use serde_json::{Value, json};

use crate::support::{Answer, both, with_id};

const COMPETENCY: &str = "https://app.example.org/c/1";

/// Every path of the API, in order.
const PATHS: &[&str] = &[
    "/alerts/{alert}",
    "/alerts/{alert}/seen",
    "/alerts/{alert}/snooze",
    "/alerts/{alert}/wake",
    "/alignments",
    "/alignments/table",
    "/alignments/{alignment}",
    "/audit-log",
    "/deliveries",
    "/deliveries/{lane}",
    "/deliveries/{lane}/retry",
    "/deliveries/{lane}/{piece}/retry",
    "/erasure-wishes",
    "/erasure-wishes/{wish}/decline",
    "/erasures",
    "/events",
    "/exports",
    "/exports/{export}",
    "/exports/{export}/file",
    "/feeds",
    "/feeds/{feed}/enabled",
    "/feeds/{feed}/retry",
    "/frameworks",
    "/frameworks/{framework}",
    "/frameworks/{framework}/file",
    "/frameworks/{framework}/items/{item}",
    "/frameworks/{framework}/items/{item}/weights",
    "/frameworks/{framework}/versions",
    "/groups",
    "/groups/{group}",
    "/groups/{group}/activity",
    "/groups/{group}/alerts",
    "/groups/{group}/board",
    "/groups/{group}/candidates",
    "/groups/{group}/close",
    "/groups/{group}/coaches/{person}",
    "/groups/{group}/contributions",
    "/groups/{group}/engagement",
    "/groups/{group}/featured",
    "/groups/{group}/featured/{feature}",
    "/groups/{group}/hints",
    "/groups/{group}/hints/{hint}",
    "/groups/{group}/identifiers",
    "/groups/{group}/identifiers/{identifier}",
    "/groups/{group}/invitations",
    "/groups/{group}/invitations/list",
    "/groups/{group}/invitations/{invitation}",
    "/groups/{group}/invitations/{invitation}/reminders",
    "/groups/{group}/matrix",
    "/groups/{group}/reopen",
    "/identity-providers",
    "/keys",
    "/keys/{key}",
    "/keys/{key}/rotate",
    "/me",
    "/me/boards",
    "/me/boards/{group}",
    "/me/digest",
    "/me/digest/subscription",
    "/me/erasure-wish",
    "/me/groups",
    "/me/inbox",
    "/me/looks",
    "/me/mentored",
    "/me/restrictions",
    "/me/restrictions/{restriction}",
    "/me/sessions",
    "/me/sessions/{session}",
    "/me/settings",
    "/merges",
    "/merges/{merge}",
    "/people",
    "/people-alone",
    "/people/{person}/absences",
    "/people/{person}/absences/{absence}",
    "/people/{person}/account",
    "/people/{person}/account/access",
    "/people/{person}/competencies/{competency}/evidence",
    "/people/{person}/competencies/{competency}/trend",
    "/people/{person}/disagreements",
    "/people/{person}/disagreements/{disagreement}/close",
    "/people/{person}/disagreements/{disagreement}/notes",
    "/people/{person}/erasure",
    "/people/{person}/goals",
    "/people/{person}/goals/{goal}/achieved",
    "/people/{person}/goals/{goal}/given-up",
    "/people/{person}/goals/{goal}/progress",
    "/people/{person}/hints",
    "/people/{person}/hints/{hint}",
    "/people/{person}/pins",
    "/people/{person}/pins/{pin}",
    "/people/{person}/plans",
    "/people/{person}/plans/{plan}",
    "/people/{person}/plans/{plan}/agree",
    "/people/{person}/plans/{plan}/propose",
    "/people/{person}/plans/{plan}/undo",
    "/people/{person}/plans/{plan}/versions",
    "/people/{person}/progress",
    "/people/{person}/ratings",
    "/people/{person}/reflections",
    "/people/{person}/restrictions",
    "/people/{person}/reviews",
    "/people/{person}/reviews/{review}",
    "/people/{person}/reviews/{review}/cancel",
    "/people/{person}/reviews/{review}/close",
    "/people/{person}/reviews/{review}/naming",
    "/people/{person}/reviews/{review}/preparation",
    "/people/{person}/reviews/{review}/private-note",
    "/people/{person}/reviews/{review}/snapshot",
    "/people/{person}/roles",
    "/people/{person}/statements/{statement}",
    "/people/{person}/steps",
    "/people/{person}/steps/{step}/verification",
    "/person-suggestions",
    "/person-suggestions/{suggestion}",
    "/platforms",
    "/platforms/invitations",
    "/platforms/{platform}",
    "/platforms/{platform}/courses",
    "/platforms/{platform}/courses/{course}/activities",
    "/platforms/{platform}/courses/{course}/group",
    "/platforms/{platform}/courses/{course}/roster",
    "/platforms/{platform}/deployments",
    "/platforms/{platform}/enabled",
    "/platforms/{platform}/people",
    "/platforms/{platform}/rotate",
    "/platforms/{platform}/test",
    "/reports",
    "/reports/{period}",
    "/restrictions",
    "/restrictions/{restriction}/answer",
    "/restrictions/{restriction}/end",
    "/restrictions/{restriction}/told",
    "/restrictions/{restriction}/withdraw",
    "/retention",
    "/retention/{kind}",
    "/retention/{kind}/preview",
    "/roles",
    "/roles/{role}",
    "/rule-set",
    "/rule-set/decisions",
    "/rule-set/trial",
    "/search",
    "/sources",
    "/unmapped-verbs",
    "/unused-statements",
    "/vocabulary",
    "/vocabulary/decisions",
    "/vocabulary/trial",
    "/webhooks",
    "/webhooks/{webhook}",
    "/webhooks/{webhook}/deliveries",
    "/webhooks/{webhook}/deliveries/{event}/replay",
    "/webhooks/{webhook}/enabled",
    "/webhooks/{webhook}/rotate",
    "/webhooks/{webhook}/test",
    "/works-council",
    "/works-council/{switch}",
];

fn by(who: &str, verb: &str, object: Value, day: u8, more: Value) -> Value {
    let mut statement = with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
        "verb": { "id": verb }, "object": object,
        "timestamp": format!("2026-03-{day:02}T10:00:00Z")
    }));
    for (key, value) in more.as_object().unwrap() {
        statement[key] = value.clone();
    }
    statement
}

both! {
    async fn progress_can_be_followed_down_to_the_statement(app: TestApp) {
        let group = json!({
            "id": "https://app.example.org/groups/1",
            "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "One" } }
        });
        let competency = json!({
            "id": COMPETENCY,
            "definition": {
                "type": "https://w3id.org/xapi/tla/activity-types/competency",
                "name": { "en": "Negotiation" }
            }
        });
        let about = json!({ "context": { "contextActivities": { "grouping": [group, competency] } } });
        let mut test = by("anna", "http://adlnet.gov/expapi/verbs/passed",
            json!({ "id": "https://app.example.org/test" }), 10, about.clone());
        test["result"] = json!({ "success": true, "score": { "scaled": 1 } });
        let mut plan = by("anna", "https://w3id.org/xapi/tla/verbs/planned", competency.clone(), 2,
            json!({ "context": { "extensions": {
                "https://coachlight.org/xapi/extensions/target-level": 3,
                "https://w3id.org/xapi/tla/contextextensions/due_date": "2026-06-30"
            } } }));
        plan["context"]["contextActivities"] = json!({ "grouping": [group] });
        let statements = json!([
            by("coach", "http://activitystrea.ms/create", group.clone(), 1, json!({})),
            by("anna", "http://activitystrea.ms/join", group.clone(), 2, json!({})),
            plan,
            test,
        ]);
        assert_eq!(app.post(&statements).await.status, 200);
        app.projected().await;

        let groups = Answer::of(app.get("/api/v1/groups")).await.body;
        assert_eq!(groups["items"][0]["name"], "One");
        let id = groups["items"][0]["id"].as_str().unwrap();
        let people = Answer::of(app.get(&format!("/api/v1/people?group={id}"))).await.body;
        assert_eq!(people["items"].as_array().unwrap().len(), 1);
        let anna = people["items"][0]["id"].as_str().unwrap();

        let path = format!("/api/v1/people/{anna}/progress?at=2026-03-10");
        let progress = Answer::of(app.get(&path)).await.body;
        let found = &progress["competencies"][0];
        assert_eq!(found["name"], "Negotiation");
        // One full test: 2.5 of 2.5 + 4 (the worked example of the formula).
        assert!((found["shown"].as_f64().unwrap() - 2.5 / 6.5).abs() < 1e-9);
        assert_eq!(found["level"], 2);
        assert_eq!(found["plan"]["target_level"], 3);
        assert_eq!(found["plan"]["due"], "2026-06-30");
        let key = found["key"].as_i64().unwrap();
        let path = format!("/api/v1/people/{anna}/competencies/{key}/evidence?at=2026-03-10");
        let evidence = Answer::of(app.get(&path)).await.body;
        assert_eq!(evidence["items"][0]["statement"], statements[3]["id"]);
        assert_eq!(evidence["items"][0]["kind"], "assessed");

        let before = format!("/api/v1/people/{anna}/progress?at=2026-03-09");
        let before = Answer::of(app.get(&before)).await.body;
        assert_eq!(before["competencies"][0]["shown"], 0.0);

        let path = format!("/api/v1/groups/{id}/engagement?window=30&at=2026-03-10");
        let engagement = Answer::of(app.get(&path)).await.body;
        // Joining, planning, a look at the test and three active days: 2 + 2 + 0.2 + 2.
        assert_eq!(engagement["members"][0]["points"], 6.2);
        assert_eq!(engagement["members"][0]["index"], 18);
        assert_eq!(engagement["leader_board"], Value::Null);

        for bad in ["window=31", "window=x", "at=yesterday", "at=2999-01-01", "when=now"] {
            let answer = Answer::of(app.get(&format!("/api/v1/groups/{id}/engagement?{bad}"))).await;
            assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{bad}");
        }
    }

    async fn a_system_that_asks_for_nobody_is_told_so(app: TestApp) {
        let nobody = uuid::Uuid::nil();
        let description = Answer::of(app.client.get(format!("{}/api/v1/openapi.json", app.base))).await;
        for (path, methods) in description.body["paths"].as_object().unwrap() {
            let of_somebody = path.starts_with("/people/{person}") || path.starts_with("/groups/{group}");
            if !of_somebody || methods.get("get").is_none() || path.ends_with("/board") {
                continue;
            }
            let path = path.split('/').map(|part| match part {
                "{competency}" => "1".to_owned(),
                part if part.starts_with('{') => nobody.to_string(),
                part => part.to_owned(),
            });
            let path = path.collect::<Vec<_>>().join("/");
            let answer = Answer::of(app.get(&format!("/api/v1{path}"))).await;
            let expected = if path.ends_with("/private-note") { 403 } else { 404 };
            assert_eq!(answer.status, expected, "{path}: {}", answer.body);
        }
    }

    async fn the_description_names_every_route(app: TestApp) {
        let answer = Answer::of(app.client.get(format!("{}/api/v1/openapi.json", app.base))).await;
        assert!(answer.body["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths: Vec<&String> = answer.body["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, PATHS);
    }
}
