//! Who looked at whom, and what administrators did: kept, shown, and not to be changed unseen.

use coachlight::audit::{self, Checkpoint, Filter, Verdict};
use coachlight::credentials::{NewCredential, Scope};
use coachlight::people::{self, View, Viewer};
use coachlight::sso::{Role, Roles};
use coachlight::store::Db;
use serde_json::json;

use crate::support::{Answer, TestApp, both, by, client, credential, with_id};

async fn group(app: &TestApp) {
    let group = json!({
        "id": "https://app.example.org/groups/1",
        "definition": { "type": "http://activitystrea.ms/group" }
    });
    let act = |who: &str, verb: &str| {
        with_id(json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
            "verb": { "id": format!("http://activitystrea.ms/{verb}") }, "object": group
        }))
    };
    app.post(&json!([act("coach", "create"), act("anna", "join")]))
        .await;
    app.projected().await;
}

async fn looks(app: &TestApp, cookie: &str, query: &str) -> Answer {
    let address = format!("{}/api/v1/me/looks{query}", app.base);
    Answer::of(client().get(address).header("Cookie", cookie)).await
}

fn kinds(answer: &Answer) -> Vec<&str> {
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["kind"].as_str().unwrap())
        .collect()
}

async fn run(app: &TestApp, sql: &'static str) {
    match app.db() {
        Db::Sqlite { write, .. } => drop(sqlx::query(sql).execute(write).await.unwrap()),
        Db::Postgres(pool) => drop(sqlx::query(sql).execute(pool).await.unwrap()),
    }
}

async fn verdict(app: &TestApp, checkpoint: Option<&Checkpoint>) -> Verdict {
    let key = &app.running.as_ref().unwrap().app.key;
    let mut tx = app.db().read().await.unwrap();
    audit::verify(&mut tx, key, checkpoint).await.unwrap()
}

both! {
    async fn everybody_sees_who_looked_at_them_once_for_each_hour_and_kind(app: TestApp) {
        group(&app).await;
        let anna = app.session("anna", Roles::default()).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let running = &app.running.as_ref().unwrap().app;
        let key = credential(running, "HR reports", &[Scope::ReportsRead]).await;
        let person = app.person("anna").await;
        let see = async |path: String| {
            let request = client().get(format!("{}{path}", app.base)).header("Cookie", &coach);
            assert_eq!(request.send().await.unwrap().status(), 200, "{path}");
        };
        let groups = client().get(format!("{}/api/v1/groups", app.base)).header("Cookie", &coach);
        let groups = Answer::of(groups).await;
        let group = groups.body["items"][0]["id"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            see(format!("/people/{person}")).await;
            see(format!("/api/v1/people/{person}/progress")).await;
            see(format!("/api/v1/groups/{group}/engagement")).await;
            see(format!("/groups/{group}")).await;
            let request = client()
                .get(format!("{}/api/v1/people/{person}/progress", app.base))
                .basic_auth(&key.key, Some(&key.secret));
            assert_eq!(request.send().await.unwrap().status(), 200);
        }
        // One's own looks are nobody's business.
        let own = client().get(format!("{}/people/{person}", app.base)).header("Cookie", &anna);
        assert_eq!(own.send().await.unwrap().status(), 200);

        let all = looks(&app, &anna, "").await;
        let mut found = kinds(&all);
        found.sort_unstable();
        assert_eq!(found, ["api", "api", "group", "page"], "{}", all.body);
        let system = format!("HR reports ({})", key.key);
        let items = all.body["items"].as_array().unwrap();
        let by_system = items.iter().filter(|item| item["system"] == json!(system)).count();
        let by_coach = items.iter().filter(|item| item["person"].is_string()).count();
        assert_eq!((by_system, by_coach), (1, 3), "{}", all.body);

        // In pages, each once.
        let mut seen = Vec::new();
        let mut query = "?limit=3".to_owned();
        loop {
            let page = looks(&app, &anna, &query).await;
            for item in page.body["items"].as_array().unwrap() {
                seen.push(item["id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page.body["next"].as_str() else { break };
            query = format!("?{}", next.split_once('?').unwrap().1);
        }
        let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(seen, ids);

        let page = client().get(format!("{}/me/looks", app.base)).header("Cookie", &anna);
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("The system HR reports") && page.contains("Your page"), "{page}");
        // A system is not looked at.
        let request = client().get(format!("{}/api/v1/me/looks", app.base));
        let answer = Answer::of(request.basic_auth(&key.key, Some(&key.secret))).await;
        assert_eq!(answer.status, 403);
    }

    async fn a_look_is_durable_before_its_answer_and_is_forgotten_in_time(app: TestApp) {
        let (anna, bo) = (app.person("anna").await, app.person("bo").await);
        let looks = &app.running.as_ref().unwrap().app.looks;
        let at = |hours: i64| {
            let noon: jiff::Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
            noon + jiff::SignedDuration::from_hours(hours)
        };
        let count = async || {
            let mut tx = app.db().read().await.unwrap();
            people::looks_at(&mut tx, anna, None, 100).await.unwrap().len()
        };
        // Many at once of the same hour are one; each is there when its answer may go out.
        let viewer = Viewer::Person(bo);
        let notings = (0..50).map(|_| looks.note(&viewer, &[anna, bo], View::Page, at(0)).done());
        for result in futures_util::future::join_all(notings).await {
            result.unwrap();
        }
        assert_eq!(count().await, 1);
        for hour in 1..6 {
            looks.note(&viewer, &[anna], View::Page, at(hour)).done().await.unwrap();
            assert_eq!(count().await, 1 + usize::try_from(hour).unwrap());
        }
        looks.note(&viewer, &[anna], View::Statement, at(5)).done().await.unwrap();
        assert_eq!(count().await, 7);
        // One that nobody waits for is kept, too.
        drop(looks.note(&Viewer::System("x".into()), &[anna], View::Api, at(6)));
        looks.note(&viewer, &[anna], View::Api, at(6)).done().await.unwrap();
        assert_eq!(count().await, 9);
        // Somebody unknown does not hold up the others.
        let nobody = people::PersonId(uuid::Uuid::nil());
        let (wrong, right) = tokio::join!(
            looks.note(&viewer, &[nobody], View::Page, at(7)).done(),
            looks.note(&viewer, &[anna], View::Page, at(7)).done(),
        );
        assert!(wrong.is_err() && right.is_ok());
        assert_eq!(count().await, 10);
        let mut tx = app.db().write().await.unwrap();
        let but = std::collections::BTreeSet::from([anna]);
        assert_eq!(people::forget_looks(&mut tx, at(3), &but).await.unwrap(), 0);
        let nobody = std::collections::BTreeSet::new();
        assert_eq!(people::forget_looks(&mut tx, at(3), &nobody).await.unwrap(), 3);
        tx.commit().await.unwrap();
        assert_eq!(count().await, 7);
    }

    async fn acts_of_administrators_are_kept_with_their_transaction_and_shown(app: TestApp) {
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let post = async |path: &str, fields: &[(&str, &str)]| {
            let request = client().post(format!("{}{path}", app.base)).header("Cookie", &admin);
            request.form(fields).send().await.unwrap().status().as_u16()
        };
        let made = [("label", "<i>App</i>"), ("scope", "state")];
        assert_eq!(post("/admin/keys", &made).await, 200);
        let keys = coachlight::credentials::all(app.db()).await.unwrap();
        let key = keys.iter().find(|key| key.label == "<i>App</i>").unwrap().key.clone();
        assert_eq!(post(&format!("/admin/keys/{key}/rotate"), &[]).await, 200);
        assert_eq!(post(&format!("/admin/keys/{key}/revoke"), &[]).await, 303);
        let anna = app.person("anna").await;
        assert_eq!(post(&format!("/admin/people/{anna}/disable"), &[]).await, 303);
        // What was refused has no entry.
        assert_eq!(post("/admin/keys/none/revoke", &[]).await, 404);
        let mut tx = app.db().read().await.unwrap();
        let entries = audit::list(&mut tx, Filter::default(), 10).await.unwrap();
        drop(tx);
        let acts: Vec<&str> = entries.iter().map(|entry| entry.act.as_str()).collect();
        // The last is the tests' own key.
        let expected = ["person-disabled", "key-revoked", "key-replaced", "key-made", "key-made"];
        assert_eq!(acts, expected);
        assert_eq!(entries[1].subject, key);
        assert_eq!(entries[1].before.as_deref(), Some("in force"));
        assert_eq!(entries[1].actor, app.person("admin").await.to_string());
        let page = client().get(format!("{}/admin/audit?act=key-made", app.base));
        let page = page.header("Cookie", &admin).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("&lt;i&gt;App&lt;/i&gt;: state"), "{page}");
        assert!(!page.contains("in force"), "{page}");
        assert!(matches!(verdict(&app, None).await, Verdict::Whole { entries: 5, .. }));
    }

    async fn whatever_is_changed_in_the_audit_log_is_found(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        for number in 0..8 {
            let new = NewCredential {
                label: format!("App {number}"),
                scopes: vec![Scope::State],
                ..NewCredential::default()
            };
            let now = running.clock.now();
            let home = "https://app.example.org";
            coachlight::credentials::create(app.db(), &new, home, &by(running), now)
                .await
                .unwrap();
        }
        let Verdict::Whole { entries: 9, digest } = verdict(&app, None).await else {
            unreachable!("{:?}", verdict(&app, None).await)
        };
        let noted = Checkpoint { sequence: 9, digest };
        assert!(matches!(verdict(&app, Some(&noted)).await, Verdict::Whole { .. }));
        for (change, undo, place) in [
            (
                "UPDATE audit_entry SET after = 'App 3: all' WHERE sequence = 5",
                "UPDATE audit_entry SET after = 'App 3: state' WHERE sequence = 5",
                5,
            ),
            (
                "UPDATE audit_entry SET at = at + 1 WHERE sequence = 1",
                "UPDATE audit_entry SET at = at - 1 WHERE sequence = 1",
                1,
            ),
            // Moved, and with a number skipped.
            (
                "UPDATE audit_entry SET sequence = 12 WHERE sequence = 4",
                "UPDATE audit_entry SET sequence = 4 WHERE sequence = 12",
                4,
            ),
            (
                "UPDATE audit_entry SET digest = (SELECT digest FROM audit_entry WHERE sequence = 2)
                 WHERE sequence = 7",
                "UPDATE audit_entry SET digest = digest WHERE sequence = 7",
                7,
            ),
        ] {
            run(&app, change).await;
            assert_eq!(verdict(&app, None).await, Verdict::Broken { sequence: place }, "{change}");
            run(&app, undo).await;
            if place != 7 {
                assert!(matches!(verdict(&app, None).await, Verdict::Whole { .. }), "{undo}");
            }
        }
        // Cut off at the end, first clumsily, then with the head put right: only who has noted the
        // last digest sees that.
        run(&app, "DELETE FROM audit_entry WHERE sequence >= 7").await;
        assert_eq!(verdict(&app, None).await, Verdict::Cut { last: 6 });
        run(
            &app,
            "UPDATE audit_head SET sequence = 6,
                 digest = (SELECT digest FROM audit_entry WHERE sequence = 6)",
        )
        .await;
        assert!(matches!(verdict(&app, None).await, Verdict::Whole { entries: 6, .. }));
        assert_eq!(verdict(&app, Some(&noted)).await, Verdict::Cut { last: 6 });
    }

    async fn acts_at_the_same_time_make_one_chain(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let make = |number: usize| {
            let new = NewCredential {
                label: format!("App {number}"),
                scopes: vec![Scope::State],
                ..NewCredential::default()
            };
            async move {
                let now = running.clock.now();
                let home = "https://app.example.org";
                coachlight::credentials::create(&running.db, &new, home, &by(running), now).await
            }
        };
        for made in futures_util::future::join_all((0..20).map(make)).await {
            made.unwrap();
        }
        assert!(matches!(verdict(&app, None).await, Verdict::Whole { entries: 21, .. }));
    }
}
