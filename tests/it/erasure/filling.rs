//! A person who has rows of every kind, and rows of others that name them.

use coachlight::coaching::roles::{self, Hold};
use coachlight::courses::RoundKind;
use coachlight::decisions;
use coachlight::merges;
use coachlight::people::{self, Hint, LinkReason, PersonId};
use coachlight::rulebook::Kind;
use coachlight::sso::{Role, Roles};
use coachlight::statements::{self, Identity};
use coachlight::sync::{self, NewFeed, Terms};
use reqwest::Method;
use serde_json::{Value, json};
use xapi_schemas::Version;

use super::{found, page};
use crate::alerts::{ago, filed};
use crate::coaching::{LISTENING, NEGOTIATION, Scene, group, sent};
use crate::services::{self, assessed, choose, course, launch, number, refresh, until};
use crate::support::platform::{LineItem, Misbehaviour, Opening, Platform};
use crate::support::{Answer, TestApp, by, credential};

/// What only the erased person is called by, in lower case.
pub(super) const THEIRS: [&str; 3] = ["quittenbaum", "quitten.anna@example.org", "lti-quitten-77"];
/// A word of what the person wrote, and one of what others wrote into what is the person's.
pub(super) const WROTE: &str = "zwetschgenmus";
pub(super) const SAID: &str = "mirabellenkern";
/// What the platform calls the person.
pub(super) const SUBJECT: &str = "lti-quitten-77";
pub(super) const FULL: &str = "Anna Quittenbaum";
pub(super) const ADDRESS: &str = "quitten.anna@example.org";

async fn ask(scene: &Scene<'_>, who: &str, path: &str, body: Value) -> Value {
    let method = if path.ends_with("/record") || path.contains("private-note") {
        Method::PUT
    } else {
        Method::POST
    };
    let answer = scene
        .ask(who, method, path.trim_end_matches("/record"), body)
        .await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    scene.app.projected().await;
    answer.body
}

pub(super) fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

/// Who the person is: by a name in statements, an address, and a platform.
pub(crate) async fn known(scene: &Scene<'_>) {
    let app = scene.app;
    let mut named = sent("anna", "http://activitystrea.ms/like", group(1), json!({}));
    named["actor"]["name"] = json!(FULL);
    let other = json!({ "mbox": "mailto:anna@elsewhere.example.org", "name": "Anna Sommer" });
    let mut elsewhere = sent("bo", "http://activitystrea.ms/join", group(1), json!({}));
    elsewhere["actor"] = other;
    // Two addresses that differ by what the person is called, and a group that is named after them.
    let profile = |name: &str| {
        let object = json!({ "id": format!("https://app.example.org/profiles/{name}") });
        sent("bo", "http://activitystrea.ms/read", object, json!({}))
    };
    let club = |name: &str| {
        json!({
            "id": format!("https://app.example.org/clubs/{name}"),
            "definition": { "type": "http://activitystrea.ms/group",
                "name": { "en": format!("Friends of {FULL}") } }
        })
    };
    let created = |name: &str| {
        sent(
            "coach",
            "http://activitystrea.ms/create",
            club(name),
            json!({}),
        )
    };
    let all = json!([
        named,
        elsewhere,
        profile("anna"),
        profile(ADDRESS),
        created("anna"),
        created(ADDRESS)
    ]);
    assert_eq!(app.post(&all).await.status, 200);
    app.projected().await;
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mbox = Identity::Mbox(format!("mailto:{ADDRESS}"));
    let mut tx = app.db().write().await.unwrap();
    let key = statements::intern_agent(&mut tx, &mbox).await.unwrap();
    people::link_agent(&mut tx, key, scene.anna, LinkReason::SignIn, now)
        .await
        .unwrap();
    let bo = app_person(&mut tx, "bo").await;
    people::note_hint(&mut tx, scene.anna, Hint::Email, ADDRESS, now)
        .await
        .unwrap();
    people::note_hint(&mut tx, bo, Hint::Email, ADDRESS, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    merges::look_for_likenesses(app.db(), now).await.unwrap();
}

async fn app_person(tx: &mut coachlight::store::Tx, name: &str) -> PersonId {
    let home_page = "https://app.example.org".into();
    let identity = Identity::Account {
        home_page,
        name: name.into(),
    };
    let key = statements::find_agent(tx, &identity)
        .await
        .unwrap()
        .unwrap();
    people::by_agent(tx, key).await.unwrap().unwrap()
}

/// What the person aims at and reflects on, and a hint.
async fn aimed(scene: &Scene<'_>) {
    let of = |path: &str| format!("/people/{}{path}", scene.anna);
    let both = [NEGOTIATION, LISTENING];
    let goal = json!({ "title": format!("To cook {WROTE} well"), "competencies": both });
    let goal = ask(scene, "anna", &of("/goals"), goal).await;
    let goal = goal["statement"].as_str().unwrap();
    ask(
        scene,
        "anna",
        &of(&format!("/goals/{goal}/progress")),
        json!({ "percent": 40 }),
    )
    .await;
    let step =
        json!({ "title": format!("Crack the {SAID} now"), "step": true, "competencies": both });
    let step = ask(scene, "coach", &of("/goals"), step).await;
    ask(
        scene,
        "anna",
        &of("/steps"),
        json!({ "planned": step["statement"] }),
    )
    .await;
    let text = format!("Of {WROTE} I have learned to wait, and that it needs a patient hand.");
    ask(
        scene,
        "anna",
        &of("/reflections"),
        json!({ "text": text, "competencies": both }),
    )
    .await;
    let text = format!("Think of the {SAID} first.");
    ask(scene, "coach", &of("/hints"), json!({ "text": text })).await;
}

/// What is the person's own: by themselves, and by their coach.
pub(crate) async fn own(scene: &Scene<'_>) {
    aimed(scene).await;
    let objection = json!({
        "use": "boards", "ground": "objection", "words": format!("{FULL} has {WROTE}")
    });
    ask(scene, "anna", "/me/restrictions", objection).await;
    let of = |path: &str| format!("/people/{}{path}", scene.anna);
    let rated = json!({ "competency": NEGOTIATION, "level": 3 });
    let rated = ask(scene, "coach", &of("/ratings"), rated).await;
    let aims = |why: &str| json!([{ "competency": NEGOTIATION, "level": 3, "why": why }]);
    let plan = json!({ "title": format!("The {SAID} plan"), "items": aims(SAID) });
    let plan = ask(scene, "coach", &of("/plans"), plan).await;
    let plan = of(&format!("/plans/{}", id(&plan)));
    ask(scene, "coach", &format!("{plan}/propose"), json!({})).await;
    ask(scene, "anna", &format!("{plan}/agree"), json!({})).await;
    let change = json!({ "title": format!("My {WROTE} plan"), "items": aims(WROTE) });
    ask(scene, "anna", &format!("{plan}/record"), change).await;
    let review = ask(
        scene,
        "coach",
        &of("/reviews"),
        json!({ "day": "2099-01-01" }),
    )
    .await;
    let review = of(&format!("/reviews/{}", id(&review)));
    for (who, text) in [("coach", SAID), ("anna", WROTE)] {
        let note = json!({ "text": format!("A private {text}") });
        ask(scene, who, &format!("{review}/private-note"), note).await;
    }
    let record = json!({ "record": {
        "notes": format!("We spoke of the {SAID}."),
        "ratings": [{ "competency": NEGOTIATION, "level": 3, "note": SAID }],
        "goals": [{ "title": format!("More {SAID} for all"), "competencies": [LISTENING] }]
    } });
    ask(scene, "coach", &format!("{review}/record"), record).await;
    ask(scene, "coach", &format!("{review}/close"), json!({})).await;
    ask(
        scene,
        "coach",
        &of("/reviews"),
        json!({ "day": "2099-06-01" }),
    )
    .await;
    let pin = json!({ "competency": NEGOTIATION, "level": 4, "reason": SAID });
    ask(scene, "coach", &of("/pins"), pin).await;
    let wrong =
        json!({ "competency": NEGOTIATION, "statement": rated["statement"], "text": WROTE });
    let wrong = ask(scene, "anna", &of("/disagreements"), wrong).await;
    let notes = of(&format!("/disagreements/{}/notes", id(&wrong)));
    ask(scene, "coach", &notes, json!({ "text": SAID })).await;
    let away = json!({ "from": "2099-03-01", "to": "2099-03-10" });
    ask(scene, "anna", &of("/absences"), away).await;
    let table = format!("role,competency,level\nCook,{LISTENING},2\n");
    let now = scene.app.running.as_ref().unwrap().app.clock.now();
    let mut tx = scene.app.db().write().await.unwrap();
    let role = roles::import(&mut tx, "t", table.as_bytes(), now)
        .await
        .unwrap()[0]
        .id;
    roles::assign(&mut tx, scene.anna, Hold::Wished, Some(role), now)
        .await
        .unwrap();
    people::tell_zone(&mut tx, scene.anna, "Asia/Tokyo")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let all = scene.get("coach2", "/groups").await;
    let invitations = format!("/groups/{}/invitations", id(&all["items"][0]));
    ask(
        scene,
        "coach2",
        &invitations,
        json!({ "person": scene.anna }),
    )
    .await;
    let all = scene.get("coach", "/groups").await;
    let mut all = all["items"].as_array().unwrap().iter();
    let group = id(all.find(|it| it["name"] == "Group 1").unwrap()).to_owned();
    let board = format!("/me/boards/{group}");
    let shown = scene
        .ask("anna", Method::PUT, &board, json!({ "shown": true }))
        .await;
    assert_eq!(shown.status, 204, "{}", shown.body);
    let export = json!({ "what": "progress", "format": "csv", "person": scene.anna });
    assert_eq!(
        scene
            .ask("anna", Method::POST, "/exports", export)
            .await
            .status,
        202
    );
    // A look of theirs at themselves in the list of letters, as a coach has it.
    let cookie = scene
        .app
        .session_of(scene.anna, Roles::of(Role::Coach))
        .await;
    page(scene.app, &cookie, "/today").await;
}

/// What is others' and names the person.
pub(crate) async fn of_others(scene: &Scene<'_>) {
    let app = scene.app;
    let bo = app.person("bo").await;
    let of = |path: &str| format!("/people/{bo}{path}");
    let upper = FULL.to_uppercase();
    let with = format!("With {FULL} and Annabelle");
    let aims = json!([{ "competency": NEGOTIATION, "level": 2, "why": format!("Ask {upper}") }]);
    let plan = ask(
        scene,
        "coach",
        &of("/plans"),
        json!({ "title": with, "items": aims }),
    )
    .await;
    let plan = of(&format!("/plans/{}", id(&plan)));
    ask(scene, "coach", &format!("{plan}/propose"), json!({})).await;
    let review = ask(
        scene,
        "coach",
        &of("/reviews"),
        json!({ "day": "2099-01-01" }),
    )
    .await;
    let review = of(&format!("/reviews/{}", id(&review)));
    let note = json!({ "text": format!("Better than {upper}?") });
    ask(scene, "coach", &format!("{review}/private-note"), note).await;
    let record = json!({ "record": { "notes": format!("\"Write\" to {ADDRESS}, says {FULL}.") } });
    ask(scene, "coach", &format!("{review}/record"), record).await;
    ask(scene, "coach", &format!("{review}/close"), json!({})).await;
    let pin =
        json!({ "competency": NEGOTIATION, "level": 4, "reason": format!("{upper} said so") });
    ask(scene, "coach", &of("/pins"), pin).await;
    let rated = ask(
        scene,
        "coach",
        &of("/ratings"),
        json!({ "competency": NEGOTIATION, "level": 1 }),
    )
    .await;
    let wrong = json!({
        "competency": NEGOTIATION, "statement": rated["statement"], "text": format!("It was {FULL}.")
    });
    ask(scene, "bo", &of("/disagreements"), wrong).await;
    ask(
        scene,
        "coach",
        &of("/hints"),
        json!({ "text": format!("Ask {FULL} about it.") }),
    )
    .await;
    let why = json!({
        "activity": "https://app.example.org/quiz", "competency": LISTENING,
        "why": format!("{FULL} made it")
    });
    ask(scene, "coach", "/alignments", why).await;
}

/// Alerts about the person and about others, put off.
pub(crate) async fn alerted(scene: &Scene<'_>) {
    let app = scene.app;
    let (create, join) = (
        "http://activitystrea.ms/create",
        "http://activitystrea.ms/join",
    );
    let all = [
        sent("coach", create, group(3), json!({})),
        sent("anna", join, group(3), json!({})),
        sent("bo", join, group(3), json!({})),
    ];
    let all: Vec<Value> = all.into_iter().map(|it| ago(app, 40, it)).collect();
    assert_eq!(app.post(&json!(all)).await.status, 200);
    filed(app).await;
    let groups = scene.get("coach", "/groups").await;
    let mut groups = groups["items"].as_array().unwrap().iter();
    let group = id(groups.find(|it| it["name"] == "Group 3").unwrap()).to_owned();
    let list = scene.get("coach", &format!("/groups/{group}/alerts")).await;
    let list = list["items"].as_array().unwrap();
    assert!(
        list.iter()
            .any(|it| it["person"]["id"] == json!(scene.anna)),
        "{list:?}"
    );
    let until = coachlight::projector::date_of(app.running.as_ref().unwrap().app.today() + 9);
    for alert in list.iter().filter(|it| it["id"].is_string()) {
        let wish = json!({ "until": until.to_string(), "reason": format!("{FULL} is busy") });
        let path = format!("/alerts/{}/snooze", id(alert));
        let put_off = scene.ask("coach", Method::POST, &path, wish).await;
        assert_eq!(put_off.status, 204, "{}", put_off.body);
    }
}

/// A course at a platform: roster, a grade that is sent and one that waits, a result, content that is
/// being chosen.
pub(super) async fn learned(scene: &Scene<'_>) -> Platform {
    let app = scene.app;
    let platform = Platform::of(app).await;
    {
        let mut known = platform.known();
        let member = &mut known.members[0];
        member.id = SUBJECT.into();
        member.username = "anna".into();
        member.name = FULL.into();
        member.email = ADDRESS.into();
        member.sourced_id = "QUITTENBAUM-01".into();
    }
    launch(app, &platform, &Opening::learner(SUBJECT)).await;
    let course = course(app, &platform).await;
    services::settled(app, &course).await;
    choose(app, &course, "Negotiation", 50).await;
    until(async || platform.known().line_items.len() == 1).await;
    assert_eq!(app.post(&assessed("anna", 1.0)).await.status, 200);
    until(async || number(&platform, SUBJECT).is_some()).await;
    let score = json!({ "scoreGiven": 8.0, "scoreMaximum": 10, "gradingProgress": "FullyGraded" });
    let quiz = LineItem {
        item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
        scores: [(SUBJECT.to_owned(), vec![score])].into(),
    };
    platform.known().line_items.insert(7, quiz);
    assert_eq!(refresh(app, &course, RoundKind::Results).await.error, None);
    platform.misbehave(Misbehaviour::ServicesFail);
    assert_eq!(app.post(&assessed("anna", 1.0)).await.status, 200);
    until(async || !found_in(app, "outgoing", SUBJECT).await.is_empty()).await;
    let choosing = Opening::instructor(SUBJECT)
        .shown_in("window")
        .deep_linking(platform.issuer());
    launch(app, &platform, &choosing).await;
    platform
}

/// Where a word stands in a table.
async fn found_in(app: &TestApp, table: &str, word: &str) -> Vec<String> {
    let mut places = found(app.db(), &[word.to_owned()]).await;
    places.retain(|place| place.contains(&format!(" in {table}")));
    places
}

/// What administrators named after the person, and what tells apps of them.
pub(super) async fn named(scene: &Scene<'_>) -> uuid::Uuid {
    let app = scene.app;
    let running = &app.running.as_ref().unwrap().app;
    let scopes = [coachlight::credentials::Scope::All];
    let pair = credential(running, &format!("App of {FULL}"), &scopes).await;
    let told = sent("bo", "http://activitystrea.ms/read", group(1), json!({}));
    let told = app
        .client
        .post(format!("{}/xapi/statements", app.base))
        .json(&told);
    let told = told.basic_auth(&pair.key, Some(&pair.secret));
    let told = Answer::of(told.header("X-Experience-API-Version", "1.0.3")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let hook = json!({ "url": "http://127.0.0.1:9/hook", "label": format!("For {FULL}"),
        "kinds": [] });
    let hook = app
        .request(Method::POST, "/api/v1/webhooks")
        .body(hook.to_string());
    assert_eq!(Answer::of(hook).await.status, 201);
    let now = running.clock.now();
    let mut tx = app.db().write().await.unwrap();
    let reason = format!("{FULL} wished it");
    decisions::decide(
        &mut tx,
        Kind::RuleSet,
        None,
        (&reason, FULL),
        &by(running),
        now,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let new = NewFeed {
        kind: sync::Kind::Pull,
        endpoint: &"https://other.example.org/xapi".parse().unwrap(),
        version: Version::V1_0_3,
        key: ADDRESS,
        secret: "the-secret",
        terms: &Terms::default(),
        enabled: false,
        everything: true,
    };
    sync::add(&running.db, &running.key, &new, now)
        .await
        .unwrap()
}
