//! Administrators see what arrives, say what it means, and decide the numbers, on pages.

use coachlight::alignments;
use coachlight::projector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::asker::{Asker, texts};
use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both, with_id};

const JUGGLED: &str = "https://example.org/verbs/juggled";

fn juggled(minute: u32) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": "bo" } },
        "verb": { "id": JUGGLED },
        "object": {
            "id": "https://app.example.org/balls",
            "definition": { "type": "https://example.org/types/toy" }
        },
        "context": { "contextActivities": { "grouping": [{
            "id": "https://x.org/juggling",
            "definition": { "type": "https://w3id.org/xapi/tla/activity-types/competency" }
        }] } },
        "timestamp": format!("2026-11-01T10:{minute:02}:00Z")
    }))
}

async fn shown(app: &TestApp) -> Option<f64> {
    let person = app.person("bo").await;
    let path = format!("/api/v1/people/{person}/progress?at=2026-11-01");
    let progress = Answer::of(app.get(&path)).await.body;
    progress["competencies"][0]["shown"].as_f64()
}

/// Waits until the facts are derived by another vocabulary than `version`.
async fn derived_anew(app: &TestApp, version: &str) -> String {
    once(async || {
        let mut tx = app.db().read().await.unwrap();
        let current = projector::current(&mut tx).await.unwrap().unwrap();
        Some(current.vocabulary).filter(|it| it != version)
    })
    .await
}

async fn version(app: &TestApp) -> String {
    let mut tx = app.db().read().await.unwrap();
    projector::current(&mut tx)
        .await
        .unwrap()
        .unwrap()
        .vocabulary
}

/// What a form of a page would send as a hidden field.
fn field(page: &str, name: &str) -> String {
    let selector = scraper::Selector::parse(&format!("input[name={name}]")).unwrap();
    let page = scraper::Html::parse_document(page);
    let found = page.select(&selector).next().unwrap();
    found.attr("value").unwrap().to_owned()
}

async fn refused(admin: &Asker<'_>, path: &str, form: &[(&str, &str)]) -> String {
    let answer = Answer::of(admin.request(Method::POST, path).form(form)).await;
    assert_eq!(answer.status, 400, "{path}: {}", answer.body);
    answer.body.as_str().unwrap().to_owned()
}

both! {
    async fn a_verb_is_mapped_tried_out_applied_and_put_back_on_a_page(app: TestApp) {
        app.post(&json!([juggled(1), juggled(2)])).await;
        app.projected().await;
        let admin = Asker::administrator(&app).await;
        let page = admin.page("/admin/vocabulary").await;
        assert_eq!(texts(&page, "tbody th"), [JUGGLED]);
        assert_eq!(texts(&page, "tbody td.number"), ["2"]);
        let page = admin.page(&format!("/admin/vocabulary?verb={JUGGLED}")).await;
        assert_eq!(field(&page, "verb"), JUGGLED);

        // What is wrong is told, and what was filled in stays.
        let form = [("verb", JUGGLED), ("meaning", ""), ("types", "toy")];
        let page = refused(&admin, "/admin/vocabulary/map", &form).await;
        assert!(page.contains("Choose what the verb means.") && page.contains(">toy</textarea>"));
        let form = [("verb", "juggled"), ("meaning", "transferred")];
        let page = refused(&admin, "/admin/vocabulary/map", &form).await;
        assert!(page.contains("/rules/0/verbs/0"), "{page}");

        let types = "https://example.org/types/toy";
        let form = [("verb", JUGGLED), ("meaning", "transferred"), ("types", types), ("note", "ours")];
        let page = admin.send("/admin/vocabulary/map", &form).await;
        assert!(page.contains("2 of 2 statements"), "{page}");
        let row = texts(&page, "tbody tr:first-child th");
        assert_eq!(row[0], "No rule knows the verb");
        assert!(page.contains("<code>transfer_self</code>"), "{page}");
        assert_eq!(shown(&app).await, None, "trying out changes nothing");

        let before = version(&app).await;
        let document = field(&page, "document");
        let page = refused(&admin, "/admin/vocabulary", &[("document", &document), ("reason", "")]).await;
        assert!(page.contains("Say why"), "{page}");
        let form = [("document", document.as_str()), ("reason", "our app")];
        let done = Answer::of(admin.request(Method::POST, "/admin/vocabulary").form(&form)).await;
        assert_eq!(done.status, 303, "{}", done.body);
        // The running gateway derives everything anew by itself.
        let own = derived_anew(&app, &before).await;
        assert!(own.starts_with("1+"), "{own}");
        let share = shown(&app).await.unwrap();
        assert!((share - 2.0 / 6.0).abs() < 1e-9, "{share}");
        let page = admin.page("/admin/vocabulary").await;
        assert!(page.contains("Every verb that has arrived is known."));
        assert!(page.contains("our app") && page.contains("In force"));
        assert!(admin.page("/admin/audit").await.contains("our app"));

        // Back to what is shipped.
        let form = [("number", "0"), ("reason", "a mistake")];
        let done = admin.request(Method::POST, "/admin/vocabulary/restore").form(&form);
        assert_eq!(Answer::of(done).await.status, 303);
        assert_eq!(derived_anew(&app, &own).await, before);
        assert_eq!(shown(&app).await, None);
        let form = [("number", "1"), ("reason", "no mistake")];
        let done = admin.request(Method::POST, "/admin/vocabulary/restore").form(&form);
        assert_eq!(Answer::of(done).await.status, 303);
        assert_eq!(derived_anew(&app, &before).await, own);
        let form = [("number", "9"), ("reason", "x")];
        let none = admin.request(Method::POST, "/admin/vocabulary/restore").form(&form);
        assert_eq!(Answer::of(none).await.status, 404);
    }

    async fn a_rule_set_is_tried_out_in_counts_alone(app: TestApp) {
        let applied = |number: u32| {
            let mut statement = juggled(number);
            statement["verb"]["id"] = json!("https://w3id.org/xapi/dod-isd/verbs/applied");
            statement["actor"]["account"]["name"] = json!(format!("p{number}"));
            statement["actor"]["name"] = json!(format!("Person {number}"));
            statement
        };
        // Six are shown a little more, six as much as one step shows: of neither are there few.
        let all: Vec<Value> = (1..=12).map(applied).collect();
        app.post(&json!(all)).await;
        let twice = (1..=6).map(|number| {
            let mut again = applied(number);
            again["id"] = json!(uuid::Uuid::now_v7());
            again["object"]["id"] = json!(format!("https://app.example.org/again/{number}"));
            again
        });
        app.post(&json!(twice.collect::<Vec<Value>>())).await;
        app.projected().await;
        let admin = Asker::administrator(&app).await;
        let page = admin.page("/admin/rules").await;
        let document = &texts(&page, "textarea")[0];
        // One step shows a fifth, which is level 1 from .15 on.
        assert!(document.contains("0.15"), "{document}");
        let form = [("document", document.replace("0.15", "0.21"))];
        let form = [("document", form[0].1.as_str())];
        let page = admin.send("/admin/rules/try", &form).await;
        // To the nearest five. Beside how many would move in all, how many would move down told that
        // nobody would move up, which is not told from that few would.
        assert!(texts(&page, "tbody td.number").is_empty(), "{page}");
        assert!(page.contains("about 5 would"), "{page}");
        assert!(!page.contains("Person 1"), "nobody is named");
        let page = admin.send("/admin/rules/try", &[("document", document)]).await;
        assert!(texts(&page, "tbody td.number").is_empty());
        let wrong = document.replace("0.15", "0.95");
        let page = refused(&admin, "/admin/rules/try", &[("document", &wrong)]).await;
        assert!(page.contains("/progress/levels/"), "{page}");

        // Where all but a few would move, these few would be told of: nothing is.
        let page = admin.send("/admin/rules/try", &[("document", &document.replace("0.15", "0.34"))]).await;
        assert!(texts(&page, "tbody td.number").is_empty(), "{page}");
        assert!(page.contains("it is not told how many"), "{page}");

        let form = [("document", form[0].1), ("reason", "stricter")];
        let done = Answer::of(admin.request(Method::POST, "/admin/rules").form(&form)).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let rules = Answer::of(app.get("/api/v1/rule-set")).await.body;
        assert_eq!(rules["document"]["progress"]["levels"][0]["threshold"], 0.21);
        let form = [("number", "0"), ("reason", "too strict")];
        let done = admin.request(Method::POST, "/admin/rules/restore").form(&form);
        assert_eq!(Answer::of(done).await.status, 303);
        let rules = Answer::of(app.get("/api/v1/rule-set")).await.body;
        assert_eq!(rules["document"]["progress"]["levels"][0]["threshold"], 0.15);
    }

    async fn sources_are_counted_by_day_and_what_is_not_used_has_its_reason(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/sources").await.contains("Nothing has arrived yet"));
        app.post(&json!([juggled(1), juggled(2)])).await;
        let running = &app.running.as_ref().unwrap().app;
        let other = crate::support::credential(running, "Other app", &[coachlight::credentials::Scope::All]).await;
        let sent = app.client.post(format!("{}/xapi/statements", app.base))
            .basic_auth(&other.key, Some(&other.secret))
            .header("X-Experience-API-Version", "2.0.0")
            .json(&juggled(3));
        assert_eq!(Answer::of(sent).await.status, 200);
        app.projected().await;
        let wrong = app.post(&json!({ "actor": 1 })).await;
        assert_eq!(wrong.status, 400);
        let sources = async || Some(admin.page("/admin/sources").await);
        let page = once(async || sources().await.filter(|page| page.contains("one request"))).await;
        let names = texts(&page, "table.cards tbody th");
        assert!(names[0].starts_with("Other app") && names[1].starts_with("Tests"), "{names:?}");
        assert_eq!(texts(&page, "table.cards tbody td.number"), ["1", "1", "2", "2"]);
        // Seen again, nothing is counted twice; the figures of the chart stand there, too.
        let page = admin.page("/admin/sources").await;
        assert_eq!(texts(&page, "details tbody td.number"), ["1", "2"]);

        let mut tx = app.db().write().await.unwrap();
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        let said = ("why", None);
        for (activity, competency) in [
            ("https://app.example.org/balls", "https://x.org/juggling"),
            ("https://app.example.org/never", "https://x.org/juggling"),
            ("https://app.example.org/balls", "https://x.org/nobody-knows"),
        ] {
            alignments::add(&mut tx, (activity, competency), said, 20_000, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let page = admin.page("/admin/unused").await;
        let reasons = texts(&page, "section:first-of-type tbody td");
        assert_eq!(reasons, ["No rule knows the verb"; 3]);
        assert!(page.contains("2 alignments point to nothing"), "{page}");
        assert!(page.contains("nobody-knows") && page.contains("/never"));
    }
}
