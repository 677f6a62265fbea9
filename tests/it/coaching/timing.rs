//! How long something took is shown, and asks a coach for a look where that cannot be; no number
//! depends on it.

use coachlight::decisions;
use coachlight::restrictions::Use;
use coachlight::rulebook::Kind;
use coachlight::rules;
use coachlight::sso::{Role, Roles};
use serde_json::{Value, json};

use super::pages::one;
use super::{NEGOTIATION, Scene, competency, group, sent};
use crate::agreement::switch;
use crate::restrictions::{restrict, take_back};
use crate::support::asker::{Asker, texts};
use crate::support::{TestApp, both, by};

const PASSED: &str = "http://adlnet.gov/expapi/verbs/passed";
const APPLIED: &str = "https://w3id.org/xapi/dod-isd/verbs/applied";
const PLANNED: &str = "http://id.tincanapi.com/extension/planned-duration";

fn about_negotiation() -> Value {
    json!({ "contextActivities": { "grouping": [competency(NEGOTIATION), group(1)] } })
}

/// Somebody passes a test that is meant to take half an hour.
fn passed(who: &str, number: u32, took: Option<&str>) -> Value {
    let mut result = json!({ "success": true, "score": { "raw": 8, "min": 0, "max": 10 } });
    if let Some(took) = took {
        result["duration"] = json!(took);
    }
    let object = json!({
        "id": format!("https://app.example.org/tests/{number}"),
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/assessment",
            "extensions": { PLANNED: "PT30M" }
        }
    });
    sent(
        who,
        PASSED,
        object,
        json!({ "result": result, "context": about_negotiation() }),
    )
}

impl Scene<'_> {
    async fn tell(&self, statements: Value) {
        let answer = self.app.post(&statements).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.app.projected().await;
    }

    /// The evidence of anna for negotiation, the newest first, as told about time.
    async fn timed(&self) -> Vec<(Value, Value, Value)> {
        let key = self.progress(NEGOTIATION).await["key"].clone();
        let path = format!("/people/{}/competencies/{key}/evidence", self.anna);
        let list = self.get("coach", &path).await;
        let items = list["items"].as_array().unwrap().iter();
        let told = |it: &Value| {
            let member = |name: &str| it[name].clone();
            (
                member("duration"),
                member("planned_duration"),
                member("too_fast"),
            )
        };
        items.map(told).collect()
    }

    /// Of whom results wait for a look because they took too little time, by identifier, and how many.
    async fn hurried(&self) -> Vec<(String, u64)> {
        let inbox = self.get("coach", "/me/inbox").await;
        let hurried = inbox["hurried"].as_array().unwrap().iter();
        let told = hurried.map(|it| {
            let person = it["person"]["id"].as_str().unwrap();
            (person.to_owned(), it["results"].as_u64().unwrap())
        });
        let mut told: Vec<(String, u64)> = told.collect();
        told.sort();
        told
    }

    async fn anna_page(&self, who: &str) -> super::pages::Page {
        self.page(who, &format!("/people/{}", self.anna)).await
    }
}

async fn decide(app: &TestApp, rules: &str) {
    let running = &app.running.as_ref().unwrap().app;
    let (author, now) = (by(running), running.clock.now());
    let mut tx = app.db().write().await.unwrap();
    let said = ("as it is here", "tests");
    decisions::decide(&mut tx, Kind::RuleSet, Some(rules), said, &author, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

both! {
    async fn a_test_that_took_no_time_asks_for_a_look_and_counts_as_before(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.tell(json!([passed("anna", 1, None)])).await;
        let before = scene.progress(NEGOTIATION).await;
        assert_eq!(scene.timed().await, [(Value::Null, Value::Null, json!(false))]);
        scene.tell(json!([passed("bo", 1, Some("PT40S"))])).await;
        // Of attempts at one test the best counts, of equals the first: what the time is changes nothing.
        let bo = app.person("bo").await;
        let of_bo = scene.get("bo", &format!("/people/{bo}/progress")).await;
        let of_bo = of_bo["competencies"].as_array().unwrap().iter().find(|it| it["iri"] == NEGOTIATION);
        for name in ["shown", "contradicted", "level", "classes"] {
            assert_eq!(of_bo.unwrap()[name], before[name], "{name}");
        }

        scene.tell(json!([passed("anna", 2, Some("PT3M"))])).await;
        scene.tell(json!([passed("anna", 3, Some("PT40S"))])).await;
        let mut timed = scene.timed().await;
        timed.sort_by_key(|(taken, ..)| taken.to_string());
        let half_an_hour = json!("PT30M");
        assert_eq!(timed, [
            (json!("PT3M"), half_an_hour.clone(), json!(false)),
            (json!("PT40S"), half_an_hour, json!(true)),
            (Value::Null, Value::Null, json!(false)),
        ]);
        let told = "Faster than expected: 40 s of 30 min";
        let page = scene.anna_page("coach").await;
        assert_eq!(page.all("#claims .chip.amber"), [told]);
        assert_eq!(page.all("td[data-label='Time taken']"), ["40 s", "3 min", "–"]);
        let rate = page.all("#claims .actions a");
        assert_eq!(rate.len(), 1, "{rate:?}");
        // It stands among what needs the coach, and in the file of that.
        let mut both = [(scene.anna.to_string(), 1), (bo.to_string(), 1)];
        both.sort();
        assert_eq!(scene.hurried().await, both);
        let inbox = scene.page("coach", "/today").await;
        let look = format!("href=\"/people/{}#fast\"", scene.anna);
        assert!(inbox.html.contains(&look), "{}", inbox.html);
        let file = scene.file("coach", "what=today&format=json").await.body;
        assert_eq!(file["tables"]["hurried"].as_array().unwrap().len(), 2, "{file}");
        // Whom it is about sees the same at the number, and is asked for nothing.
        let own = scene.page("anna", "/me").await;
        assert!(own.all(".competency .chip.amber").contains(&told.to_owned()), "{}", own.html);
        assert!(own.all("#claims").is_empty());
        let coach = Roles::of(Role::Coach);
        let german = Asker::of(&app, "coach", coach).await.speaking("de");
        let page = german.page(&format!("/people/{}", scene.anna)).await;
        let chips = texts(&page, "#claims .chip.amber");
        assert_eq!(chips, ["Schneller als erwartet: 40 s von 30 Min."]);

        // A coach's own word answers it; what was told stays.
        let key = scene.progress(NEGOTIATION).await["key"].clone();
        let form = format!("/people/{}/competencies/{key}/rating", scene.anna);
        assert_eq!(scene.submit("coach", &form, &one("level", "2")).await.status, 303);
        app.projected().await;
        let page = scene.anna_page("coach").await;
        assert!(page.all("#claims .chip.amber").is_empty(), "{}", page.html);
        assert_eq!(scene.hurried().await, [(bo.to_string(), 1)]);
        assert!(page.all(".competency .chip.amber").contains(&told.to_owned()));
    }

    async fn nobody_is_told_of_whom_alerts_may_not_be_about(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.tell(json!([passed("anna", 1, Some("PT40S"))])).await;
        let anna = [(scene.anna.to_string(), 1)];
        let in_file = async || {
            let file = scene.file("coach", "what=today&format=json").await.body;
            file["tables"]["hurried"].as_array().map_or(0, Vec::len)
        };
        assert_eq!((scene.hurried().await.as_slice(), in_file().await), (&anna[..], 1));
        restrict(&app, "anna", Use::Alerts).await;
        assert_eq!((scene.hurried().await.as_slice(), in_file().await), (&[][..], 0));
        take_back(&app, "anna").await;
        assert_eq!(scene.hurried().await, anna);

        // Nor whom a works council has agreed that nobody is watched.
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        for (word, told, rows) in [("no-member-alerts", 0, 0), ("no-engagement-files", 1, 0)] {
            assert_eq!(switch(&app, &admin, word, true).await.status, 200);
            assert_eq!((scene.hurried().await.len(), in_file().await), (told, rows), "{word}");
            assert_eq!(switch(&app, &admin, word, false).await.status, 200);
            assert_eq!((scene.hurried().await.len(), in_file().await), (1, 1), "{word}");
        }
    }

    async fn what_an_activity_declares_last_holds_and_the_rule_set_says_how_much_of_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.tell(json!([passed("anna", 1, Some("PT40S"))])).await;
        let fast = async || scene.timed().await[0].2.clone();
        assert_eq!(fast().await, json!(true));
        let with = |share: &str| rules::SHIPPED.replace("\"too_fast\": 0.1", &format!("\"too_fast\": {share}"));
        for (share, is_fast) in [("0.02", false), ("0.03", true), ("0", false)] {
            decide(&app, &with(share)).await;
            assert_eq!(fast().await, json!(is_fast), "{share}");
        }
        // Sets that were made before know nothing of it, and nothing is too fast by them.
        decide(&app, &rules::SHIPPED.replace("\"too_fast\": 0.1,", "")).await;
        assert_eq!(fast().await, json!(false));
        assert_eq!(scene.timed().await[0].0, "PT40S");
        decide(&app, &with("0.1")).await;
        let mut corrected = passed("bo", 1, None);
        corrected["object"]["definition"]["extensions"][PLANNED] = json!("PT1M");
        scene.tell(json!([corrected])).await;
        assert_eq!(scene.timed().await, [(json!("PT40S"), json!("PT1M"), json!(false))]);
    }

    async fn a_claim_that_took_no_time_says_so_where_a_coach_gives_a_word_on_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        let step = json!({ "id": "https://app.example.org/steps/1", "definition": {
            "type": "https://coachlight.org/xapi/activity-types/transfer-step",
            "extensions": { PLANNED: "PT2H" }
        } });
        let more = json!({ "result": { "duration": "PT5M" }, "context": about_negotiation() });
        let done = sent("anna", APPLIED, step, more);
        scene.tell(json!([done])).await;
        let told = "Faster than expected: 5 min of 2 h";
        let page = scene.anna_page("coach").await;
        assert_eq!(page.all("#claims .chip.amber"), [told]);
        let verify = format!("/people/{}/steps/{}/verify", scene.anna, done["id"].as_str().unwrap());
        assert!(page.html.contains(&format!("action=\"{verify}\"")), "{}", page.html);
        // It is told beside the coach's word, too, which is about what took the time.
        assert_eq!(scene.submit("coach", &verify, &one("mark", "0")).await.status, 303);
        app.projected().await;
        assert_eq!(scene.timed().await, [(json!("PT5M"), json!("PT2H"), json!(true))]);
        assert_eq!(scene.anna_page("coach").await.all("#claims ol .chip.amber"), [told]);
    }

    async fn files_of_evidence_tell_how_long_it_took(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.tell(json!([passed("anna", 1, Some("PT1H5M30S"))])).await;
        let of = format!("what=progress&format=json&person={}", scene.anna);
        let file = scene.file("coach", &of).await;
        assert_eq!(file.status, 200);
        let file = file.body.to_string();
        assert!(file.contains("1 h 5 min") && file.contains("30 min"), "{file}");
    }
}
