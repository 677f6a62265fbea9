//! An organisation decides in place of what is shipped: what verbs mean, and the numbers.

use std::process::Stdio;

use coachlight::projector::{Pace, Unused, rebuild, unused_statements};
use coachlight::rulebook::{self, Kind};
use coachlight::rules;
use serde_json::{Value, json};

use crate::support::process::Setting;
use crate::support::{Answer, TestApp, both, with_id};

const OWN: &str = r#"{
  "version": "1",
  "prefixes": { "e": ["https://example.org/verbs/"], "tca": ["http://id.tincanapi.com/activitytype/"] },
  "types": {},
  "rules": [
    { "id": "juggled", "verbs": ["e:juggled"], "act": "transfer", "engagement": "transfer", "evidence": "transfer_self" }
  ]
}
"#;

fn juggled(minute: u32) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": "bo" } },
        "verb": { "id": "https://example.org/verbs/juggled" },
        "object": { "id": "https://app.example.org/balls" },
        "context": { "contextActivities": { "grouping": [{
            "id": "https://x.org/negotiation",
            "definition": { "type": "https://w3id.org/xapi/tla/activity-types/competency" }
        }] } },
        "timestamp": format!("2026-11-01T10:{minute:02}:00Z")
    }))
}

/// Steps that were done, each of which is a fact.
async fn post_steps(app: &TestApp, count: u32) {
    let steps = (0..count).map(|number| {
        let mut step = juggled(number % 60);
        step["verb"]["id"] = json!("https://w3id.org/xapi/dod-isd/verbs/applied");
        step["object"]["id"] = json!(format!("https://app.example.org/steps/{number}"));
        step
    });
    let steps: Vec<Value> = steps.collect();
    for part in steps.chunks(500) {
        assert_eq!(app.post(&json!(part)).await.status, 200);
    }
    app.projected().await;
}

async fn shown(app: &TestApp) -> Option<f64> {
    let person = app.person("bo").await;
    let path = format!("/api/v1/people/{person}/progress?at=2026-11-01");
    let progress = Answer::of(app.get(&path)).await.body;
    progress["competencies"][0]["shown"].as_f64()
}

both! {
    async fn an_unmapped_verb_is_listed_mapped_and_counts(app: TestApp) {
        let anonymous = with_id(json!({
            "actor": { "objectType": "Group", "member": [{ "mbox": "mailto:a@x.org" }] },
            "verb": { "id": "http://activitystrea.ms/share" },
            "object": { "id": "https://app.example.org/thing" }
        }));
        let unknown = with_id(json!({
            "actor": { "mbox": "mailto:a@x.org" },
            "verb": { "id": "http://activitystrea.ms/like" },
            "object": { "id": "https://app.example.org/never-made" }
        }));
        let void = juggled(9);
        let voiding = with_id(json!({
            "actor": { "mbox": "mailto:a@x.org" },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/voided" },
            "object": { "objectType": "StatementRef", "id": void["id"] }
        }));
        app.post(&json!([juggled(1), anonymous, unknown, juggled(2), void])).await;
        app.projected().await;
        let verbs = Answer::of(app.get("/api/v1/unmapped-verbs")).await.body;
        let verb = &verbs["items"][0];
        assert_eq!((&verb["verb"], &verb["statements"]), (&json!("https://example.org/verbs/juggled"), &json!(3)));
        assert!(verb["first_stored"].as_str().unwrap() <= verb["last_stored"].as_str().unwrap());
        assert!(verb["sample"].is_string(), "{verb}");
        app.post(&voiding).await;
        app.projected().await;
        let verbs = Answer::of(app.get("/api/v1/unmapped-verbs")).await.body;
        assert_eq!(verbs["items"][0]["statements"], 2);
        let list = Answer::of(app.get("/api/v1/unused-statements?limit=3")).await.body;
        let reasons: Vec<&str> = list["items"].as_array().unwrap().iter()
            .map(|item| item["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons, ["no-rule", "unknown-contribution", "nobody-to-credit"]);
        let next = list["next"].as_str().unwrap();
        let rest = Answer::of(app.get(next)).await.body;
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
        assert_eq!(shown(&app).await, None);

        // Mapped, and derived anew beside what serves.
        let mut tx = app.db().write().await.unwrap();
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        rulebook::add(&mut tx, Kind::Vocabulary, Some(OWN), "our app", "Ada", now).await.unwrap();
        tx.commit().await.unwrap();
        app.post(&juggled(3)).await;
        app.projected().await;
        assert_eq!(shown(&app).await, None, "facts keep to the vocabulary they were begun with");
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert!(rebuilt.rules_changed && rebuilt.difference.facts == 3, "{rebuilt:?}");
        // Three steps of one day: two count.
        let share = shown(&app).await.unwrap();
        assert!((share - 2.0 / 6.0).abs() < 1e-9, "{share}");
        let verbs = Answer::of(app.get("/api/v1/unmapped-verbs")).await.body;
        assert_eq!(verbs["items"], json!([]));
        // The running gateway follows by what is current now, and what is used is unused no more.
        app.post(&juggled(4)).await;
        app.projected().await;
        let mut tx = app.db().read().await.unwrap();
        let current = coachlight::projector::current(&mut tx).await.unwrap().unwrap();
        let unused = unused_statements(&mut tx, current.generation, i64::MAX, 10).await.unwrap();
        assert!(unused.iter().all(|one| one.reason != Unused::NoRule), "{unused:?}");
    }

    async fn an_interrupted_rebuild_goes_on(app: TestApp) {
        post_steps(&app, 2500).await;
        // The first attempt is dropped after its first portion, as a kill would do.
        let projector = app.projector();
        let (told, mut reached) = tokio::sync::watch::channel(0);
        tokio::select! {
            biased;
            _ = reached.changed() => {}
            done = rebuild(&projector, Pace::Beside, |done, _| { told.send_replace(done); }) => {
                unreachable!("{done:?}")
            }
        }
        assert_eq!(*reached.borrow(), 1000);
        let mut places = Vec::new();
        let progress = |done, all| places.push((done, all));
        let rebuilt = rebuild(&app.projector(), Pace::Beside, progress).await.unwrap();
        assert_eq!(places, [(2000, 2500), (2500, 2500)]);
        assert_eq!(rebuilt.statements, 2500);
        assert_eq!(rebuilt.difference, coachlight::projector::Difference::default());
        let mut tx = app.db().read().await.unwrap();
        let current = coachlight::projector::current(&mut tx).await.unwrap().unwrap();
        assert_eq!((current.seq, current.generation), (2500, 2));
    }

    async fn two_instances_rebuild_together_without_counting_twice(app: TestApp) {
        post_steps(&app, 2500).await;
        let before = shown(&app).await;
        let (one, other) = (app.projector(), app.projector());
        let (first, second) =
            tokio::join!(rebuild(&one, Pace::Beside, |_, _| {}), rebuild(&other, Pace::Beside, |_, _| {}));
        for rebuilt in [first.unwrap(), second.unwrap()] {
            assert_eq!(rebuilt.statements, 2500);
            assert_eq!(rebuilt.difference, coachlight::projector::Difference::default());
        }
        assert_eq!(shown(&app).await, before);
        let person = app.person("bo").await;
        let mut tx = app.db().read().await.unwrap();
        let current = coachlight::projector::current(&mut tx).await.unwrap().unwrap();
        let about = coachlight::projector::about(&mut tx, current.generation, person, i64::MAX);
        assert_eq!(about.await.unwrap().facts.len(), 2500);
    }

    async fn numbers_are_decided_shown_with_their_version_and_put_back(app: TestApp) {
        let mut statement = juggled(1);
        statement["verb"]["id"] = json!("https://w3id.org/xapi/dod-isd/verbs/applied");
        app.post(&statement).await;
        app.projected().await;
        let before = shown(&app).await.unwrap();
        assert!((before - 0.2).abs() < 1e-9, "{before}");
        let setting = Setting::new(app.postgres.clone());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rules.json");
        let run = |arguments: &[&str]| {
            let done = setting.command(arguments).stderr(Stdio::piped()).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (done.status.success(), text(done.stdout), text(done.stderr))
        };
        let path = file.to_str().unwrap();
        std::fs::write(&file, rules::SHIPPED.replace("\"unknown\": 4", "\"unknown\": \"four\"")).unwrap();
        let (done, _, error) = run(&["rules", "check", path]);
        assert!(!done && error.contains("line 5, /progress/unknown"), "{error}");
        let (done, _, error) = run(&["rules", "apply", path, "--reason", "x"]);
        assert!(!done && error.contains("line 5"), "{error}");
        assert_eq!(run(&["rules", "list"]).1, "0  what is shipped\n");
        std::fs::write(&file, rules::SHIPPED.replace("\"unknown\": 4", "\"unknown\": 1")).unwrap();
        let (done, said, _) = run(&["rules", "check", path]);
        assert!(done && said.contains("would show version 2-"), "{said}");
        let (done, said, error) = run(&["rules", "apply", path, "--reason", "a trial", "--by", "Ada"]);
        assert!(done && said.contains("Decision 1 is in force"), "{said}{error}");
        assert!(run(&["rules", "list"]).1.contains("Ada: a trial"));
        assert!(run(&["rules", "show"]).1.contains("\"unknown\": 1"));
        assert!(run(&["rules", "show", "--shipped"]).1.contains("\"unknown\": 4"));
        if app.postgres.is_some() {
            // The running gateway on the same database works by it at once.
            assert!((shown(&app).await.unwrap() - 0.5).abs() < 1e-9);
            let in_force = Answer::of(app.get("/api/v1/rule-set")).await.body;
            assert_eq!(in_force["decision"], 1);
            assert_eq!(in_force["document"]["progress"]["unknown"], 1);
        }
        let (done, ..) = run(&["rules", "restore", "0", "--reason", "back"]);
        assert!(done);
        assert!(run(&["rules", "show"]).1.contains("\"unknown\": 4"));
        if app.postgres.is_some() {
            assert_eq!(shown(&app).await, Some(before));
        }
        let (done, _, error) = run(&["rules", "restore", "9", "--reason", "x"]);
        assert!(!done && error.contains("there is no decision 9"), "{error}");
        std::fs::write(&file, OWN.replace("\"transfer\", \"engagement\"", "\"jump\", \"engagement\"")).unwrap();
        let (done, _, error) = run(&["vocabulary", "check", path]);
        assert!(!done && error.contains("line 6, /rules/0/act"), "{error}");
    }
}
