//! Who may be who is suggested with reasons, decided by an administrator, and remembered.

use coachlight::merges;
use coachlight::people::{self, Hint, PersonId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::alerts::{act, filed, group_silent_for, holds, send};
use crate::coaching::{group, sent};
use crate::support::asker::{Asker, texts};
use crate::support::{Answer, TestApp, both, with_id};

const JOIN: &str = "http://activitystrea.ms/join";

fn named(mut statement: Value, name: &str) -> Value {
    statement["actor"]["name"] = json!(name);
    statement
}

/// Ada under two accounts of the app, both in a group; and with an address that Bo's account is
/// called like.
async fn fill(app: &TestApp) -> [PersonId; 4] {
    let shared = |agent: Value| {
        with_id(json!({
            "actor": agent,
            "verb": { "id": "http://adlnet.gov/expapi/verbs/shared" },
            "object": { "id": "https://app.example.org/thing" }
        }))
    };
    let mail = |address: &str| shared(json!({ "mbox": format!("mailto:{address}") }));
    let joined = |who: &str, name: &str| named(sent(who, JOIN, group(1), json!({})), name);
    let all = vec![
        joined("a1", "Ada Lovelace"),
        joined("a2", "Lovelace, Ada"),
        joined("bo@example.org", "Bo"),
        mail("bo@example.org"),
    ];
    assert_eq!(app.post(&json!(all)).await.status, 200);
    app.projected().await;
    let mut tx = app.db().read().await.unwrap();
    let mbox = coachlight::statements::Identity::Mbox("mailto:bo@example.org".into());
    let agent = coachlight::statements::find_agent(&mut tx, &mbox)
        .await
        .unwrap()
        .unwrap();
    let other = people::by_agent(&mut tx, agent).await.unwrap().unwrap();
    drop(tx);
    [
        app.person("a1").await,
        app.person("a2").await,
        app.person("bo@example.org").await,
        other,
    ]
}

async fn look(app: &TestApp) -> usize {
    let now = app.running.as_ref().unwrap().app.clock.now();
    merges::look_for_likenesses(app.db(), now).await.unwrap()
}

async fn suggested(app: &TestApp) -> Vec<Value> {
    let list = Answer::of(app.get("/api/v1/person-suggestions")).await.body;
    list["items"].as_array().unwrap().clone()
}

async fn say(app: &TestApp, id: &Value, said: Value) -> Answer {
    let path = format!("/api/v1/person-suggestions/{}", id.as_str().unwrap());
    Answer::of(app.request(Method::POST, &path).body(said.to_string())).await
}

both! {
    async fn pairs_are_suggested_answered_and_remembered(app: TestApp) {
        let [ada, again, bo, mail] = fill(&app).await;
        assert_eq!(look(&app).await, 2);
        let found = suggested(&app).await;
        assert_eq!(found[0]["reasons"], json!(["same-address"]), "{found:?}");
        assert_eq!(found[1]["reasons"], json!(["same-name", "same-group"]));
        let of = |item: &Value| {
            let mut both: Vec<Value> =
                item["persons"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
            both.sort_by_key(ToString::to_string);
            both
        };
        let pair = |one: PersonId, other: PersonId| {
            let mut both = vec![json!(one), json!(other)];
            both.sort_by_key(ToString::to_string);
            both
        };
        assert_eq!([of(&found[0]), of(&found[1])], [pair(bo, mail), pair(ada, again)]);
        // Nothing was merged by itself; looking again adds nothing.
        assert_eq!(look(&app).await, 2);
        assert_eq!(suggested(&app).await, found);

        let wrong = say(&app, &found[0]["id"], json!({ "keep": ada, "reason": "x" })).await;
        assert_eq!(wrong.status, 400, "{}", wrong.body);
        let none = say(&app, &found[0]["id"], json!({ "keep": bo })).await;
        assert_eq!(none.status, 400, "{}", none.body);
        assert_eq!(say(&app, &found[1]["id"], json!({})).await.body["merge"], Value::Null);
        let made = say(&app, &found[0]["id"], json!({ "keep": bo, "reason": "one address" })).await;
        assert_eq!(made.status, 200, "{}", made.body);
        assert_eq!(say(&app, &found[0]["id"], json!({})).await.status, 404);
        assert_eq!((look(&app).await, suggested(&app).await.len()), (0, 0));
        let listed = Answer::of(app.get("/api/v1/merges")).await.body;
        assert_eq!(
            (&listed["items"][0]["kept"], &listed["items"][0]["merged"]),
            (&json!(bo), &json!(mail))
        );

        // Undone, the two are not suggested again: they were answered.
        let merge = format!("/api/v1/merges/{}", made.body["merge"].as_str().unwrap());
        assert_eq!(Answer::of(app.request(Method::DELETE, &merge)).await.status, 204);
        assert_eq!(Answer::of(app.request(Method::DELETE, &merge)).await.status, 404);
        assert_eq!(look(&app).await, 0);
        let admin = Asker::administrator(&app).await;
        let audit = admin.page("/admin/audit").await;
        for act in ["Two persons made one", "Merge undone", "Two persons said to be two"] {
            assert!(audit.contains(act), "{act}");
        }
    }

    async fn what_a_platform_says_without_being_trusted_is_a_hint(app: TestApp) {
        let [ada, _, _, mail] = fill(&app).await;
        let mut tx = app.db().write().await.unwrap();
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        people::note_hint(&mut tx, ada, Hint::Email, " Bo@Example.org", now).await.unwrap();
        people::note_hint(&mut tx, ada, Hint::Email, "bo@example.org", now).await.unwrap();
        tx.commit().await.unwrap();
        look(&app).await;
        let found = suggested(&app).await;
        let about = |person: PersonId| {
            found.iter().filter(|it| it.to_string().contains(&person.to_string())).count()
        };
        assert_eq!((about(ada), about(mail)), (3, 2), "{found:?}");
    }

    async fn a_refusal_holds_for_whom_a_person_becomes(app: TestApp) {
        let [ada, again, bo, _] = fill(&app).await;
        look(&app).await;
        let found = suggested(&app).await;
        say(&app, &found[1]["id"], json!({})).await;
        // Ada's second account turns out to be Bo's, whom nobody suggests as Ada then.
        let wish = json!({ "kept": bo, "merged": again, "reason": "he said so" });
        let made = Answer::of(app.request(Method::POST, "/api/v1/merges").body(wish.to_string())).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let mut tx = app.db().write().await.unwrap();
        people::rename(&mut tx, bo, "Ada Lovelace", jiff::Timestamp::MAX).await.unwrap();
        tx.commit().await.unwrap();
        look(&app).await;
        let pairs = suggested(&app).await;
        assert!(pairs.iter().all(|it| !it.to_string().contains(&ada.to_string())), "{pairs:?}");
    }

    async fn a_page_shows_what_merging_would_change_and_makes_and_undoes_it(app: TestApp) {
        let [ada, again, ..] = fill(&app).await;
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/people/suggestions").await.contains("Nobody looks like"));
        let looked = Answer::of(admin.request(Method::POST, "/admin/people/suggestions")).await;
        assert_eq!(looked.status, 303);
        let page = admin.page("/admin/people/suggestions").await;
        assert_eq!(texts(&page, ".chip.green"), ["Same e-mail address", "Same name", "Same group"]);
        let alone = admin.page("/admin/people/alone").await;
        assert!(texts(&alone, "tbody th").len() >= 4, "{alone}");

        let path = format!("/admin/people/{ada}/merge");
        let found = admin.page(&format!("{path}?name=lovel")).await;
        assert!(found.contains(&format!("?other={again}")), "{found}");
        let page = admin.page(&format!("{path}?other={again}")).await;
        let numbers = texts(&page, "tbody tr:first-child td");
        assert_eq!(numbers, ["1", "1", "2"]);
        // Looking changes nothing.
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(people::identifiers(&mut tx, again).await.unwrap().len(), 1);
        drop(tx);
        let other = again.to_string();
        let form = [("other", other.as_str()), ("reason", " ")];
        let wrong = Answer::of(admin.request(Method::POST, &path).form(&form)).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.as_str().unwrap().contains("Say in 1 to 500"), "{}", wrong.body);
        let form = [("other", other.as_str()), ("reason", "two accounts")];
        let made = Answer::of(admin.request(Method::POST, &path).form(&form)).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let page = admin.page(&format!("/admin/people/{ada}")).await;
        assert_eq!(texts(&page, ".list code").len(), 2);
        // The suggestion about the two is answered by that.
        let page = admin.page("/admin/people/suggestions").await;
        assert_eq!(texts(&page, ".chip.green"), ["Same e-mail address"]);

        let page = admin.page("/admin/people/merges").await;
        assert!(page.contains("two accounts"));
        let all = Answer::of(app.get("/api/v1/merges")).await.body;
        let id = all["items"][0]["id"].as_str().unwrap();
        let undo = format!("/admin/people/merges/{id}/undo");
        assert_eq!(Answer::of(admin.request(Method::POST, &undo)).await.status, 303);
        assert!(admin.page("/admin/people/merges").await.contains("Undone "));
        let again = Answer::of(admin.request(Method::POST, &undo)).await;
        assert_eq!(again.status, 404);
    }

    async fn what_was_put_off_stays_put_off_when_two_become_one(app: TestApp) {
        let id = group_silent_for(&app, 3).await;
        let (bo, coach) = (app.person("bo").await, app.person("coach").await);
        send(&app, vec![sent("bo.new", "http://adlnet.gov/expapi/verbs/shared", json!({ "id": "https://x.org/t" }), json!({}))]).await;
        let new = app.person("bo.new").await;
        let quiet = holds(&app, &id, "quiet").await;
        assert_eq!(quiet["person"]["id"], json!(bo));
        let today = app.running.as_ref().unwrap().app.today();
        let until = coachlight::projector::date_of(today + 30).to_string();
        let wish = json!({ "by": coach, "until": until, "reason": "on parental leave" });
        assert_eq!(act(&app, &quiet["id"], "snooze", wish).await.status, 204);
        let wish = json!({ "kept": new, "merged": bo, "reason": "a new account" });
        let made = Answer::of(app.request(Method::POST, "/api/v1/merges").body(wish.to_string())).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let now = holds(&app, &id, "quiet").await;
        assert_eq!((&now["person"]["id"], &now["id"]), (&json!(new), &quiet["id"]));
        filed(&app).await;
        let after = holds(&app, &id, "quiet").await;
        assert_eq!((&after["id"], &after["silent"]), (&quiet["id"], &json!("snoozed")));
        // Two again, it is bo's again, and still put off.
        let merge = format!("/api/v1/merges/{}", made.body["merge"].as_str().unwrap());
        assert_eq!(Answer::of(app.request(Method::DELETE, &merge)).await.status, 204);
        filed(&app).await;
        let back = holds(&app, &id, "quiet").await;
        assert_eq!(
            (&back["person"]["id"], &back["id"], &back["silent"]),
            (&json!(bo), &quiet["id"], &json!("snoozed"))
        );
    }
}
