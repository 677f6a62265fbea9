//! Two persons who turn out to be one, and back.

use coachlight::coaching::roles::{self, Hold};
use coachlight::groups;
use coachlight::merges::{self, MergeError};
use coachlight::people::{self, PersonId};
use coachlight::store::Tx;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::asker::Asker;
use crate::support::{Answer, TestApp, both, with_id};

const GROUP: &str = "https://app.example.org/groups/1";

fn by(who: &str, verb: &str, object: &Value, minute: u32) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": who }, "name": who },
        "verb": { "id": verb },
        "object": object,
        "context": { "contextActivities": { "grouping": [group()] } },
        "timestamp": format!("2026-11-01T10:{minute:02}:00Z")
    }))
}

fn group() -> Value {
    json!({ "id": GROUP, "definition": { "type": "http://activitystrea.ms/group" } })
}

fn step(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/steps/{number}"),
        "definition": { "type": "https://coachlight.org/xapi/activity-types/transfer-step" }
    })
}

/// A coach, and one learner who works under two accounts.
async fn fill(app: &TestApp) -> [PersonId; 3] {
    let mut made = by("coach", "http://activitystrea.ms/create", &group(), 0);
    made["context"] = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": ["https://x.org/negotiation"]
    } });
    let applied = "https://w3id.org/xapi/dod-isd/verbs/applied";
    let all = json!([
        made,
        by("bo", "http://activitystrea.ms/join", &group(), 1),
        by("bo", applied, &step(1), 2),
        by("bo.private", applied, &step(2), 3),
    ]);
    assert_eq!(app.post(&all).await.status, 200);
    app.projected().await;
    [
        app.person("coach").await,
        app.person("bo").await,
        app.person("bo.private").await,
    ]
}

/// How many pieces of evidence a person has.
async fn evidence(app: &TestApp, person: PersonId) -> usize {
    let path = format!("/api/v1/people/{person}/progress?at=2026-11-02");
    let progress = Answer::of(app.get(&path)).await.body;
    let mut count = 0;
    for competency in progress["competencies"].as_array().unwrap() {
        let path = format!(
            "/api/v1/people/{person}/competencies/{}/evidence?at=2026-11-02",
            competency["key"]
        );
        let list = Answer::of(app.get(&path)).await.body;
        count += list["items"].as_array().unwrap().len();
    }
    count
}

async fn merge(tx: &mut Tx, kept: PersonId, merged: PersonId) -> Result<uuid::Uuid, MergeError> {
    merges::merge(tx, kept, merged, "the same e-mail address", "Ada", now()).await
}

async fn held(tx: &mut Tx, person: PersonId) -> Vec<(Hold, uuid::Uuid)> {
    let held = roles::held(tx, person).await.unwrap();
    held.iter().map(|it| (it.hold(), it.role.id)).collect()
}

/// The zones that two persons chose.
async fn chosen(tx: &mut Tx, persons: [PersonId; 2]) -> [Option<String>; 2] {
    let [one, other] = persons;
    [
        people::zones(tx, one).await.unwrap().chosen,
        people::zones(tx, other).await.unwrap().chosen,
    ]
}

fn now() -> jiff::Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

/// How often somebody looked at a person's page.
async fn pages_seen(tx: &mut Tx, person: PersonId) -> usize {
    let looks = people::looks_at(tx, person, None, 9).await.unwrap();
    looks.iter().filter(|look| look.kind == "page").count()
}

both! {
    async fn roles_go_along_and_come_back(app: TestApp) {
        let [_, bo, other] = fill(&app).await;
        let mut tx = app.db().write().await.unwrap();
        let table = "role,competency,level\nSeller,https://x.org/negotiation,2\nBuyer,https://x.org/negotiation,1\n";
        let made = roles::import(&mut tx, "t", table.as_bytes(), now()).await.unwrap();
        let (seller, buyer) = (made[0].id, made[1].id);
        // Both have a role; one wishes for another.
        roles::assign(&mut tx, bo, Hold::Present, Some(seller), now()).await.unwrap();
        roles::assign(&mut tx, other, Hold::Present, Some(buyer), now()).await.unwrap();
        roles::assign(&mut tx, other, Hold::Wished, Some(seller), now()).await.unwrap();
        let before = [held(&mut tx, bo).await, held(&mut tx, other).await];
        let id = merge(&mut tx, bo, other).await.unwrap();
        assert_eq!(held(&mut tx, bo).await, [(Hold::Present, seller), (Hold::Wished, seller)]);
        merges::unmerge(&mut tx, id, now()).await.unwrap();
        assert_eq!([held(&mut tx, bo).await, held(&mut tx, other).await], before);
    }

    async fn a_zone_goes_along_where_there_is_none_and_comes_back(app: TestApp) {
        let [coach, bo, other] = fill(&app).await;
        let zone = |name| people::zone_named(name).unwrap();
        let mut tx = app.db().write().await.unwrap();
        people::choose_zone(&mut tx, other, Some(&zone("Asia/Tokyo"))).await.unwrap();
        people::tell_zone(&mut tx, coach, "America/Lima").await.unwrap();
        let first = merge(&mut tx, bo, other).await.unwrap();
        assert_eq!(chosen(&mut tx, [bo, other]).await, [Some("Asia/Tokyo".into()), None]);
        // Who has one keeps it.
        let second = merge(&mut tx, coach, bo).await.unwrap();
        assert_eq!(people::zones(&mut tx, coach).await.unwrap().told.unwrap(), "America/Lima");
        assert_eq!(chosen(&mut tx, [coach, bo]).await, [None, Some("Asia/Tokyo".into())]);
        merges::unmerge(&mut tx, second, now()).await.unwrap();
        merges::unmerge(&mut tx, first, now()).await.unwrap();
        assert_eq!(chosen(&mut tx, [bo, other]).await, [None, Some("Asia/Tokyo".into())]);
    }

    async fn what_was_two_is_one_and_two_again(app: TestApp) {
        let [coach, bo, other] = fill(&app).await;
        let before = [evidence(&app, bo).await, evidence(&app, other).await];
        assert_eq!(before, [1, 1]);
        let looks = &app.running.as_ref().unwrap().app.looks;
        looks
            .note(&people::Viewer::Person(coach), &[other], people::View::Page, now())
            .done()
            .await
            .unwrap();
        let mut tx = app.db().write().await.unwrap();
        // Both want to be on the board; the other coaches a group that bo does not.
        let now = now();
        let keys = [groups::Named { identity: "activity https://x.org/g2", name: None, at: 0 }];
        let keys: Vec<i64> = groups::ensure(&mut tx, &keys, now).await.unwrap().into_values().collect();
        let second = groups::ids(&mut tx, &keys).await.unwrap()[&keys[0]];
        groups::add_coach(&mut tx, second, other, "administrator", now).await.unwrap();
        groups::choose_board(&mut tx, second, bo, true, now).await.unwrap();
        groups::choose_board(&mut tx, second, other, false, now).await.unwrap();
        let id = merge(&mut tx, bo, other).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!([evidence(&app, bo).await, evidence(&app, other).await], [2, 0]);
        let mut tx = app.db().write().await.unwrap();
        assert!(groups::is_coach_by_launch(&mut tx, second, bo).await.unwrap());
        assert!(!groups::is_coach_by_launch(&mut tx, second, other).await.unwrap());
        assert!(groups::board_choices(&mut tx, second).await.unwrap()[&bo]);
        assert_eq!(pages_seen(&mut tx, bo).await, 1);
        assert_eq!(people::identifiers(&mut tx, other).await.unwrap(), []);
        let again = merge(&mut tx, coach, other).await.unwrap_err();
        assert!(matches!(again, MergeError::Merged(found) if found == other), "{again}");
        let themself = merge(&mut tx, bo, bo).await.unwrap_err();
        assert!(matches!(themself, MergeError::Same));

        // A later merge has to be undone first.
        let later = merge(&mut tx, coach, bo).await.unwrap();
        let early = merges::unmerge(&mut tx, id, now).await.unwrap_err();
        assert!(matches!(early, MergeError::Later(found) if found == bo), "{early}");
        merges::unmerge(&mut tx, later, now).await.unwrap();
        merges::unmerge(&mut tx, id, now).await.unwrap();
        let twice = merges::unmerge(&mut tx, id, now).await.unwrap_err();
        assert!(matches!(twice, MergeError::NoMerge(_)));
        tx.commit().await.unwrap();

        assert_eq!([evidence(&app, bo).await, evidence(&app, other).await], before);
        let mut tx = app.db().write().await.unwrap();
        assert!(groups::is_coach_by_launch(&mut tx, second, other).await.unwrap());
        assert!(!groups::is_coach_by_launch(&mut tx, second, bo).await.unwrap());
        let board = groups::board_choices(&mut tx, second).await.unwrap();
        assert!(board[&bo] && !board[&other]);
        assert_eq!(pages_seen(&mut tx, other).await, 1);
        let listed = merges::list_all(&mut tx, 10).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().all(|merge| merge.undone_at.is_some() && merge.decided_by == "Ada"));
    }

    async fn one_cannot_verify_oneself_under_another_account(app: TestApp) {
        let [_, bo, other] = fill(&app).await;
        // The second account makes a group that the first one joins, and confirms its step.
        let own = json!({
            "id": "https://app.example.org/groups/own",
            "definition": { "type": "http://activitystrea.ms/group" }
        });
        let mut made = by("bo.private", "http://activitystrea.ms/create", &own, 10);
        made["context"] = json!({});
        let mut join = by("bo", "http://activitystrea.ms/join", &own, 11);
        join["context"] = json!({});
        let approve = by("bo.private", "http://activitystrea.ms/approve", &step(1), 12);
        app.post(&json!([made, join, approve])).await;
        app.projected().await;
        let shown = async || {
            let path = format!("/api/v1/people/{bo}/progress?at=2026-11-02");
            let progress = Answer::of(app.get(&path)).await.body;
            progress["competencies"][0]["shown"].as_f64().unwrap()
        };
        let fooled = shown().await;
        let mut tx = app.db().write().await.unwrap();
        merge(&mut tx, bo, other).await.unwrap();
        tx.commit().await.unwrap();
        // Two own reports weigh one and a half; a verified step alone would weigh one.
        let honest = shown().await;
        assert!((fooled - 1.0 / 5.0).abs() < 1e-3, "{fooled}");
        assert!((honest - 1.0 / 5.0).abs() < 1e-3, "{honest}");
        let path = format!("/api/v1/people/{bo}/progress?at=2026-11-02");
        let progress = Answer::of(app.get(&path)).await.body;
        let coach = &progress["competencies"][0]["classes"][3];
        assert_eq!(coach["raw"], 0.0, "{coach}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_and_its_end_ask_for_a_new_sign_in() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    let [_, bo, private] = fill(&app).await;
    let admin = Asker::administrator(&app).await;
    let form = [
        ("other", private.to_string()),
        ("reason", "the same".to_owned()),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let path = format!("/admin/people/{bo}/merge");
    let merged = async || {
        let mut tx = app.db().read().await.unwrap();
        merges::list_all(&mut tx, 10).await.unwrap().len()
    };
    let asked_again = |answer: &Answer| {
        let to = answer.headers["location"].to_str().unwrap();
        answer.status == 303 && to.starts_with("/sign-in/again?return_to=")
    };
    ahead.store(16 * 60, std::sync::atomic::Ordering::SeqCst);
    // To look at both is not to merge them.
    assert_eq!(
        admin.get(&format!("{path}?other={private}")).await.status,
        200
    );
    let late = admin.post(&path, &form).await;
    assert!(asked_again(&late), "{}", late.body);
    let body = json!({ "kept": bo.0, "merged": private.0, "reason": "the same" });
    let by_program = admin.request(Method::POST, "/api/v1/merges").json(&body);
    let refused = Answer::of(by_program).await;
    assert_eq!(
        refused.problem(),
        (403, "/problems/reauthentication-needed", vec![])
    );
    assert_eq!(merged().await, 0);

    let fresh = Asker::administrator(&app).await;
    let done = fresh.post(&path, &form).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(!asked_again(&done));
    assert_eq!(merged().await, 1);
    let merge = fresh.get("/api/v1/merges").await.body["items"][0]["id"].clone();
    let undo = format!("/admin/people/merges/{}/undo", merge.as_str().unwrap());
    ahead.store(32 * 60, std::sync::atomic::Ordering::SeqCst);
    assert!(asked_again(&fresh.post(&undo, &[]).await));
    let undo = format!("/api/v1/merges/{}", merge.as_str().unwrap());
    let refused = Answer::of(fresh.request(Method::DELETE, &undo)).await;
    assert_eq!(
        refused.problem(),
        (403, "/problems/reauthentication-needed", vec![])
    );
}
