//! Statements and what belongs to them: nothing of the person is left, and what was counted stays.

use coachlight::audit::{self, Act, Change, Verdict};
use coachlight::people::{self, LinkReason, PersonId};
use coachlight::privacy::{self, ErasureError};
use coachlight::projector::{Difference, Pace, rebuild};
use coachlight::sso::{Role, Roles};
use coachlight::statements::Identity;
use reqwest::Method;
use serde_json::{Value, json};

use super::{form, found, found_in_files, over, page};
use crate::support::process::Setting;
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both, by, client, with_id};
use crate::xapi::attachments::deliver;

const GROUP: &str = "https://app.example.org/groups/1";
const POST: &str = "https://app.example.org/posts/1";
/// What only the erased person is called by.
const THEIRS: [&str; 3] = ["marquardt", "sommer", "lm-4711-x"];

fn lena() -> Value {
    json!({ "mbox": "mailto:lena.marquardt@example.org", "name": "Lena Marquardt" })
}

fn account(name: &str) -> Value {
    json!({ "account": { "homePage": "https://app.example.org", "name": name } })
}

fn act(who: &Value, verb: &str, object: &Value, minute: u32) -> Value {
    with_id(json!({
        "actor": who,
        "verb": { "id": verb },
        "object": object,
        "context": { "contextActivities": { "grouping": [
            { "id": GROUP, "definition": { "type": "http://activitystrea.ms/group" } }
        ] } },
        "timestamp": format!("2026-11-01T10:{minute:02}:00Z")
    }))
}

fn post() -> Value {
    json!({ "id": POST, "definition": {
        "type": "http://activitystrea.ms/note",
        "name": { "en": "What Sommer thinks" },
        "description": { "en": "It is all far too much work for me." }
    } })
}

/// Statements that name a person in every place where one can be named.
fn everywhere() -> Vec<Value> {
    let (bo, coach) = (account("bo"), account("coach"));
    let group = json!({ "id": GROUP, "definition": { "type": "http://activitystrea.ms/group" } });
    let note = json!({ "id": "https://app.example.org/posts/2",
        "definition": { "type": "http://activitystrea.ms/note" } });
    let verb = |name: &str| format!("http://activitystrea.ms/{name}");
    let mut earlier = lena();
    earlier["name"] = json!("Lena Sommer");
    let mut reply = act(&bo, "http://adlnet.gov/expapi/verbs/commented", &post(), 5);
    reply["result"] =
        json!({ "response": "Well said, LENA MARQUARDT; write to lena.marquardt@example.org" });
    let mut hint = act(
        &coach,
        "https://w3id.org/xapi/dod-isd/verbs/assessed",
        &lena(),
        6,
    );
    hint["object"]["objectType"] = json!("Agent");
    hint["result"] = json!({ "response": "Sommer should ask more", "score": { "scaled": 0.5 } });
    let mut team = act(&bo, &verb("create"), &note, 7);
    team["context"]["team"] = json!({ "objectType": "Group", "member": [bo, lena()] });
    team["context"]["instructor"] = lena();
    let mut within = act(&bo, "http://adlnet.gov/expapi/verbs/planned", &note, 8);
    within["object"] = json!({ "objectType": "SubStatement", "actor": lena(),
        "verb": { "id": verb("read") }, "object": note });
    let mut told = act(&lena(), "http://adlnet.gov/expapi/verbs/answered", &note, 9);
    told["result"] = json!({ "response": "I am Marquardt and I do not like it", "success": true,
        "extensions": { "https://app.example.org/x": "a long story of mine", "https://app.example.org/n": 1.5 } });
    let mut unnamed = act(&lena(), &verb("like"), &note, 10);
    unnamed.as_object_mut().unwrap().remove("id");
    let elsewhere = act(
        &bo,
        &verb("read"),
        &json!({ "id": "https://app.example.org/profiles/lena.marquardt" }),
        11,
    );
    let withdrawn = act(&lena(), &verb("share"), &note, 12);
    let mut voids = act(&bo, "http://adlnet.gov/expapi/verbs/voided", &note, 13);
    voids["object"] = json!({ "objectType": "StatementRef", "id": withdrawn["id"] });
    vec![
        act(&coach, &verb("create"), &group, 0),
        act(&bo, &verb("join"), &group, 1),
        act(&earlier, &verb("join"), &group, 1),
        act(&lena(), &verb("create"), &post(), 2),
        act(&bo, &verb("like"), &post(), 3),
        act(&account("lena.marquardt"), &verb("like"), &note, 4),
        reply,
        hint,
        team,
        within,
        told,
        unnamed,
        elsewhere,
        withdrawn,
        voids,
    ]
}

/// A person with something in as many places as one can have.
async fn fill(app: &TestApp) -> PersonId {
    for statement in everywhere() {
        let answer = app.post(&statement).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let mut certificate = act(
        &lena(),
        "http://adlnet.gov/expapi/verbs/attached",
        &post(),
        20,
    );
    let content = b"This certifies that Lena Marquardt was there";
    certificate["attachments"] = json!([{
        "usageType": "https://app.example.org/certificate", "display": { "en": "For Lena Marquardt" },
        "contentType": "text/plain", "length": content.len(),
        "sha2": crate::xapi::attachments::sha2(content)
    }]);
    deliver(app, &certificate, &[content]).await;
    let agent = serde_json::to_string(&lena()).unwrap();
    let stored = app
        .request(Method::PUT, "/xapi/agents/profile")
        .query(&[("agent", agent.as_str()), ("profileId", "card")])
        .header("If-None-Match", "*")
        .header("Content-Type", "text/plain")
        .body("Lena Marquardt, 3rd floor");
    assert_eq!(Answer::of(stored).await.status, 204);
    let mut broken = act(&lena(), "no iri", &post(), 21);
    broken["actor"]["mbox"] = json!("mailto:lena.marquardt@");
    assert_eq!(app.post(&broken).await.status, 400);
    app.projected().await;
    let running = &app.running.as_ref().unwrap().app;
    let now = running.clock.now();
    let other = app.person("lena.marquardt").await;
    let mut tx = app.db().write().await.unwrap();
    let mbox = Identity::Mbox("mailto:lena.marquardt@example.org".into());
    let key = coachlight::statements::find_agent(&mut tx, &mbox)
        .await
        .unwrap()
        .unwrap();
    let person = people::by_agent(&mut tx, key).await.unwrap().unwrap();
    let (issuer, reason) = ("https://id.example.org", LinkReason::SignIn);
    people::link_subject(
        &mut tx,
        issuer,
        "lm-4711-x",
        Some(person),
        None,
        reason,
        now,
    )
    .await
    .unwrap();
    let why = "Lena Marquardt has two accounts";
    coachlight::merges::merge(&mut tx, person, other, why, "Ada", now)
        .await
        .unwrap();
    let change = Change::to(person, "lena.marquardt@example.org is enabled");
    audit::record(&mut tx, &by(running), Act::PersonEnabled, change, now)
        .await
        .unwrap();
    let bo = app_person(&mut tx, "bo").await;
    people::note_absence(&mut tx, person, 20_000..=20_001, person, now)
        .await
        .unwrap();
    people::note_absence(&mut tx, bo, 20_000..=20_001, person, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let viewer = people::Viewer::Person(person);
    running
        .looks
        .note(&viewer, &[bo], people::View::Page, now)
        .done()
        .await
        .unwrap();
    app.session_of(person, Roles::default()).await;
    person
}

async fn app_person(tx: &mut coachlight::store::Tx, name: &str) -> PersonId {
    let identity = Identity::Account {
        home_page: "https://app.example.org".into(),
        name: name.into(),
    };
    let key = coachlight::statements::find_agent(tx, &identity)
        .await
        .unwrap()
        .unwrap();
    people::by_agent(tx, key).await.unwrap().unwrap()
}

/// The numbers of a group and of others, without who is who.
async fn numbers(app: &TestApp) -> Vec<String> {
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    let group = groups["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/groups/{group}/engagement?at=2026-11-02");
    let report = Answer::of(app.get(&path)).await;
    assert_eq!(report.status, 200, "{}", report.body);
    let mut all = Vec::new();
    collect(&report.body, "", &mut all);
    all.sort();
    all
}

/// Every number in a document, with the names of the members that lead to it.
fn collect(value: &Value, path: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                collect(value, &format!("{path}/{name}"), all);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, path, all)),
        Value::Number(number) => all.push(format!("{path} {number}")),
        _ => {}
    }
}

both! {
    async fn who_asks_to_be_erased_is_answered(app: TestApp) {
        let person = fill(&app).await;
        let learner = app.session_of(person, Roles::default()).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        assert_ne!(form(&app, &admin, &format!("/admin/people/{person}/erasure"), &[]).await, 303);
        let ask = [("what", "ask"), ("reason", "I am leaving <soon>")];
        assert_eq!(form(&app, &learner, "/me/privacy/erasure", &ask).await, 303);
        // Asking twice is asking once.
        assert_eq!(form(&app, &learner, "/me/privacy/erasure", &ask).await, 303);
        assert!(page(&app, &learner, "/me/privacy").await.contains("not answered yet"));
        let list = page(&app, &admin, "/admin/erasures").await;
        assert_eq!(list.matches("I am leaving &lt;soon&gt;").count(), 1, "{list}");
        let mut tx = app.db().read().await.unwrap();
        let wish = privacy::open_wishes(&mut tx, 9).await.unwrap()[0].id;
        drop(tx);
        let answer = [("answer", "Your contract runs until May.")];
        let path = format!("/admin/erasures/{wish}");
        assert_eq!(form(&app, &admin, &path, &[("answer", " ")]).await, 400);
        assert_eq!(form(&app, &learner, &path, &answer).await, 403);
        assert_eq!(form(&app, &admin, &path, &answer).await, 303);
        assert_eq!(form(&app, &admin, &path, &answer).await, 404);
        assert!(page(&app, &learner, "/me/privacy").await.contains("Your contract runs until May."));
        assert_eq!(form(&app, &learner, "/me/privacy/erasure", &ask).await, 303);
        assert_eq!(form(&app, &learner, "/me/privacy/erasure", &[("what", "withdraw")]).await, 303);
        assert!(!page(&app, &admin, "/admin/erasures").await.contains("leaving"));
        assert_eq!(form(&app, &learner, "/me/privacy/erasure", &ask).await, 303);
        let path = format!("/admin/people/{person}/erasure");
        let preview = page(&app, &admin, &path).await;
        assert!(preview.contains("lena.marquardt@example.org") && preview.contains("Documents of apps"));
        assert_eq!(form(&app, &learner, &path, &[("sure", "yes")]).await, 403);
        let admins = app.person("admin").await;
        let own = format!("/admin/people/{admins}/erasure");
        assert_eq!(form(&app, &admin, &own, &[("sure", "yes")]).await, 409);
        assert_eq!(form(&app, &admin, &path, &[("sure", "yes")]).await, 303);
        // Signed out at once.
        let gone = app.client.get(format!("{}/me/privacy", app.base)).header("Cookie", &learner);
        assert_eq!(gone.send().await.unwrap().status(), 401);
        over(app.db()).await;
        let list = page(&app, &admin, "/admin/erasures").await;
        assert!(list.contains("erased-") && !list.contains("leaving"), "{list}");
    }

    async fn nothing_of_an_erased_person_is_left_and_what_was_counted_stays(app: TestApp) {
        let person = fill(&app).await;
        let running = app.running.as_ref().unwrap().app.clone();
        let before = numbers(&app).await;
        assert!(before.len() > 20, "{before:?}");
        let mut words: Vec<String> = THEIRS.map(str::to_owned).into();
        words.push(person.to_string());
        words.push(person.0.simple().to_string());
        assert!(found(app.db(), &words).await.len() > 20);
        let mut tx = app.db().write().await.unwrap();
        let preview = privacy::preview(&mut tx, person).await.unwrap();
        assert_eq!(preview.mentions.statements, 10);
        assert_eq!(preview.mentions.attachments, 1);
        assert_eq!(preview.held["documents"], 1);
        assert_eq!(preview.held["sessions"], 1);
        let author = by(&running);
        let now = running.clock.now();
        let id = privacy::begin(&mut tx, &running.key, person, &author, now).await.unwrap();
        let again = privacy::begin(&mut tx, &running.key, person, &author, now).await.unwrap();
        assert_eq!(id, again);
        tx.commit().await.unwrap();
        over(app.db()).await;
        let left = found(app.db(), &words).await;
        assert!(left.is_empty(), "{left:#?}");
        if app.postgres.is_none() {
            let left = found_in_files(app.folder(), &words);
            assert!(left.is_empty(), "{left:#?}");
        }
        assert_eq!(numbers(&app).await, before);
        // Whoever derives everything anew finds the same.
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, Difference::default());
        assert_eq!(numbers(&app).await, before);
        let mut tx = app.db().read().await.unwrap();
        let verdict = audit::verify(&mut tx, &running.key, None).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
        let gone = privacy::preview(&mut tx, person).await;
        assert!(matches!(gone, Err(ErasureError::NoPerson(_))));
        drop(tx);
        // Every statement is still valid, and served.
        let all = Answer::of(app.get("/xapi/statements?limit=100")).await.body;
        for statement in all["statements"].as_array().unwrap() {
            let valid = xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, statement);
            assert!(valid.is_ok(), "{valid:?} {statement}");
        }
    }

    async fn nothing_about_an_erased_person_comes_in_again(app: TestApp) {
        let person = fill(&app).await;
        let running = app.running.as_ref().unwrap().app.clone();
        // The writer has these identifiers in mind.
        let mut tx = app.db().write().await.unwrap();
        privacy::begin(&mut tx, &running.key, person, &by(&running), running.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let about = act(&lena(), "http://activitystrea.ms/like", &post(), 30);
        let batch = json!([act(&account("bo"), "http://activitystrea.ms/like", &post(), 31), about]);
        assert_eq!(app.post(&batch).await.problem(), (403, "/problems/erased", vec!["/1"]));
        over(app.db()).await;
        assert_eq!(app.post(&about).await.problem(), (403, "/problems/erased", vec![""]));
        let agent = serde_json::to_string(&lena()).unwrap();
        let document = app
            .request(Method::PUT, "/xapi/agents/profile")
            .query(&[("agent", agent.as_str()), ("profileId", "card")])
            .header("If-None-Match", "*")
            .header("Content-Type", "text/plain")
            .body("Lena");
        assert_eq!(Answer::of(document).await.status, 403);
        let words = THEIRS.map(str::to_owned);
        let left = found(app.db(), &words).await;
        assert!(left.is_empty(), "{left:#?}");
        let mut tx = app.db().write().await.unwrap();
        let mbox = [Identity::Mbox("mailto:LENA.marquardt@example.org".into())];
        assert_eq!(privacy::admit(&mut tx, &running.key, &mbox, None).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(app.post(&about).await.status, 200);
        app.projected().await;
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(people::search(&mut tx, "marquardt", 9).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_killed_goes_on() {
    let setting = Setting::new(None);
    let mut process = setting.start().await;
    let send = async |base: &str, statements: &[Value]| {
        let answer = client()
            .post(format!("{base}/xapi/statements"))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(statements)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
    };
    // Here she has no account of that name.
    let alone = |statement: &Value| !statement.to_string().contains("\"lena.marquardt\"");
    let alone =
        |statement: &Value| alone(statement) && !statement.to_string().contains("/profiles/");
    let some: Vec<Value> = everywhere().into_iter().filter(alone).collect();
    send(&process.base, &some).await;
    for minute in 0..20 {
        let verb = "http://adlnet.gov/expapi/verbs/shared";
        let one = |_| act(&lena(), verb, &post(), minute);
        let many: Vec<Value> = (0..100).map(one).collect();
        send(&process.base, &many).await;
    }
    let find = || {
        let output = setting
            .command(&["person", "find", "Marquardt"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    until(async || !find().is_empty()).await;
    let person = find().split_whitespace().next().unwrap().to_owned();
    let preview = setting
        .command(&["person", "erase", &person, "--preview"])
        .output()
        .unwrap();
    let preview: Value = serde_json::from_slice(&preview.stdout).unwrap();
    assert!(
        preview["mentions"]["actor"].as_i64() > Some(2000),
        "{preview}"
    );
    assert!(
        !setting
            .command(&["person", "erase", &person])
            .status()
            .unwrap()
            .success()
    );
    assert!(
        setting
            .command(&["person", "erase", &person, "--yes"])
            .status()
            .unwrap()
            .success()
    );
    let state = || {
        let output = setting.command(&["person", "erasures"]).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()[0].clone()
    };
    let (mut kills, mut seen) = (0, Value::Null);
    loop {
        let now = state();
        if now["phase"] == "over" {
            break;
        }
        // Each time that it has come on, until it is over.
        if kills < 5 && now != seen && now["phase"] != "waiting" {
            process.child.kill().unwrap();
            process.child.wait().unwrap();
            process = setting.start().await;
            (kills, seen) = (kills + 1, now);
        }
        tokio::task::yield_now().await;
    }
    println!("killed {kills} times");
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    setting.rebuild_finds_no_difference();
    let left = found_in_files(
        setting.folder(),
        &THEIRS[..2]
            .iter()
            .map(|it| (*it).to_owned())
            .collect::<Vec<_>>(),
    );
    assert!(left.is_empty(), "{left:#?}");
}
