//! Invitations by need.

use coachlight::coaching::roles::{self, Hold};
use coachlight::credentials::Scope;
use coachlight::restrictions::Use;
use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, Scene, agent, competency, group, sent};
use crate::restrictions::{restrict, take_back};
use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both, credential};

/// The path of the group with a name among those of a coach.
async fn path_of(scene: &Scene<'_>, coach: &str, name: &str) -> String {
    let groups = scene.get(coach, "/groups").await;
    let mut all = groups["items"].as_array().unwrap().iter();
    let found = all.find(|it| it["name"] == name).unwrap();
    format!("/groups/{}", found["id"].as_str().unwrap())
}

fn planned(who: &str, level: i64) -> Value {
    sent(
        who,
        "https://w3id.org/xapi/tla/verbs/planned",
        competency(LISTENING),
        json!({ "context": {
        "extensions": { "https://coachlight.org/xapi/extensions/target-level": level }
    } }),
    )
}

async fn names(app: &TestApp, list: &Value) -> Vec<&'static str> {
    let mut found = Vec::new();
    for item in list["items"].as_array().unwrap() {
        for who in ["anna", "bo", "cem", "dana"] {
            if item["person"] == json!(app.person(who).await) {
                found.push(who);
            }
        }
    }
    found
}

/// What the page answers to a form of the coach's that may bring a file.
async fn brought(scene: &Scene<'_>, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let part = |(name, value): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body: String = fields.iter().map(part).collect();
    let request = scene.app.client.post(format!("{}{path}", scene.app.base));
    let request = request.header("Cookie", scene.cookie("coach"));
    let request = request.header("Accept", "text/html");
    let request = request.header("Content-Type", "multipart/form-data; boundary=b");
    request
        .body(format!("{body}--b--\r\n"))
        .send()
        .await
        .unwrap()
}

both! {
    async fn who_needs_what_a_group_is_for_is_listed_by_need(app: TestApp) {
        let scene = Scene::new(&app).await;
        // Anna plans level 1 and bo level 3; dana's role asks for level 2; cem is in the group.
        let join = "http://activitystrea.ms/join";
        app.post(&json!([
            planned("anna", 1), planned("bo", 3), planned("cem", 4),
            sent("dana", join, group(1), json!({})),
        ])).await;
        app.projected().await;
        let table = format!("role,competency,level\nListener,{LISTENING},2\n");
        let now = app.running.as_ref().unwrap().app.clock.now();
        let dana = app.person("dana").await;
        let mut tx = app.db().write().await.unwrap();
        let role = roles::import(&mut tx, "t", table.as_bytes(), now).await.unwrap()[0].id;
        roles::assign(&mut tx, dana, Hold::Wished, Some(role), now).await.unwrap();
        tx.commit().await.unwrap();

        let path = path_of(&scene, "coach2", "Group 2").await;
        let key = credential(&app.running.as_ref().unwrap().app, "R", &[Scope::ReportsRead]).await;
        let everybody = async || {
            let url = format!("{}/api/v1{path}/candidates", app.base);
            let request = app.client.get(url).basic_auth(&key.key, Some(&key.secret));
            Answer::of(request).await.body
        };
        let all = everybody().await;
        assert_eq!(names(&app, &all).await, ["bo", "dana", "anna"], "{all}");
        let need = &all["items"][0]["needs"][0];
        assert_eq!((&need["competency"], &need["missing"]), (&json!(LISTENING), &json!(3)));
        assert_eq!((&need["planned"], &all["items"][1]["needs"][0]["planned"]), (&json!(true), &json!(false)));
        // A coach sees nobody whom they do not coach; whoever has reached the level needs nothing.
        let own = format!("{path}/candidates");
        assert_eq!(scene.get("coach2", &own).await["items"], json!([]));
        scene.done("coach", "/ratings", json!({ "competency": LISTENING, "level": 4 })).await;
        assert_eq!(names(&app, &everybody().await).await, ["bo", "dana"]);
        // Whoever objects to being suggested is not, at once.
        restrict(&app, "bo", Use::Suggestions).await;
        assert_eq!(names(&app, &everybody().await).await, ["dana"]);
        restrict(&app, "dana", Use::Everything).await;
        assert_eq!(names(&app, &everybody().await).await.len(), 0);
        for who in ["bo", "dana"] {
            take_back(&app, who).await;
        }
        assert_eq!(names(&app, &everybody().await).await, ["bo", "dana"]);
        // The same coach's other groups are seen.
        let mine = sent("coach", "http://activitystrea.ms/create", group(5), json!({ "context": {
            "extensions": { "https://coachlight.org/xapi/extensions/competency-link": [LISTENING] }
        } }));
        app.post(&mine).await;
        app.projected().await;
        let path = format!("{}/candidates", path_of(&scene, "coach", "Group 5").await);
        assert_eq!(names(&app, &scene.get("coach", &path).await).await, ["bo", "dana"]);
        scene.refused("anna", Method::GET, &path, Value::Null, (404, "")).await;
    }

    async fn an_invitation_is_open_until_joined_or_withdrawn(app: TestApp) {
        let scene = Scene::new(&app).await;
        let path = format!("{}/invitations", path_of(&scene, "coach2", "Group 2").await);
        let state = async || scene.get("coach2", &path).await["items"].clone();
        let invite = async |body: Value| {
            let answer = scene.ask("coach2", Method::POST, &path, body).await;
            app.projected().await;
            answer
        };
        let anna = json!({ "person": scene.anna });
        let invited = invite(anna.clone()).await;
        assert_eq!(invited.status, 201, "{}", invited.body);
        assert_eq!((&state().await[0]["state"], &state().await[0]["person"]), (&json!("open"), &json!(scene.anna)));
        let one = format!("{path}/{}", invited.body["statement"].as_str().unwrap());
        scene.refused("coach", Method::DELETE, &one, Value::Null, (404, "")).await;
        assert_eq!(scene.ask("coach2", Method::DELETE, &one, Value::Null).await.status, 201);
        app.projected().await;
        let withdrawn = state().await;
        assert_eq!((withdrawn.as_array().unwrap().len(), &withdrawn[0]["state"]), (1, &json!("withdrawn")));
        assert_eq!(withdrawn[0]["person"], json!(scene.anna));

        // An app's invitation is the same, whichever way it says it.
        let context = json!({ "context": { "contextActivities": { "grouping": [group(2)] } } });
        let to_bo = json!({ "context": { "extensions": {
            "http://id.tincanapi.com/extension/invitee": agent("bo")
        } } });
        let verb = "http://activitystrea.ms/invite";
        app.post(&json!([
            sent("coach2", verb, agent("anna"), context.clone()), sent("coach2", verb, group(2), to_bo),
            sent("bo", verb, agent("dana"), context),
        ])).await;
        app.projected().await;
        assert_eq!(state().await.as_array().unwrap().len(), 3, "{}", state().await);
        app.post(&sent("anna", "http://activitystrea.ms/join", group(2), json!({}))).await;
        app.projected().await;
        let states: Vec<(Value, Value)> = state().await.as_array().unwrap().iter()
            .map(|it| (it["person"].clone(), it["state"].clone())).collect();
        assert!(states.contains(&(json!(scene.anna), json!("joined"))), "{states:?}");
        assert!(states.contains(&(json!(app.person("bo").await), json!("open"))), "{states:?}");
        scene.refused("coach2", Method::POST, &path, anna, (409, "in the group already")).await;
        let nobody = json!({ "person": "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee" });
        scene.refused("coach2", Method::POST, &path, nobody, (400, "no person")).await;
        scene.refused("coach", Method::POST, &path, json!({ "person": scene.anna }), (404, "")).await;
    }

    async fn an_invitation_is_recalled_once_a_day_and_withdrawn_with_its_reminders(app: TestApp) {
        let scene = Scene::new(&app).await;
        let path = format!("{}/invitations", path_of(&scene, "coach2", "Group 2").await);
        let state = async || scene.get("coach2", &path).await["items"].clone();
        // Invited today, nobody is reminded today.
        let anna = json!({ "person": scene.anna });
        let fresh = scene.ask("coach2", Method::POST, &path, anna.clone()).await;
        app.projected().await;
        let fresh = format!("{path}/{}", fresh.body["statement"].as_str().unwrap());
        let early = format!("{fresh}/reminders");
        scene.refused("coach2", Method::POST, &early, json!({}), (409, "today")).await;
        scene.refused("coach", Method::POST, &early, json!({}), (404, "")).await;
        // An app's second invitation is a reminder, too; both go together.
        assert_eq!(scene.ask("coach2", Method::POST, &path, anna).await.status, 201);
        app.projected().await;
        assert_eq!((state().await.as_array().unwrap().len(), &state().await[0]["state"]), (1, &json!("open")));
        assert!(state().await[0]["reminded"].is_string(), "{}", state().await);
        assert_eq!(scene.ask("coach2", Method::DELETE, &fresh, Value::Null).await.status, 201);
        app.projected().await;
        assert!(state().await.as_array().unwrap().iter().all(|it| it["state"] == "withdrawn"));

        // One of another day is recalled, on the page, and tells apps.
        let mut old = sent("coach2", "http://activitystrea.ms/invite", agent("bo"), json!({
            "context": { "contextActivities": { "grouping": [group(2)] } }
        }));
        old["timestamp"] = json!("2026-01-05T10:00:00Z");
        app.post(&old).await;
        app.projected().await;
        let page = scene.page("coach2", &path).await;
        let [remind] = &page.actions("tbody form[action$='/remind']")[..] else {
            unreachable!("one waits: {}", page.html)
        };
        assert_eq!(scene.submit("coach", remind, &[]).await.status, 404);
        assert_eq!(scene.submit("coach2", remind, &[]).await.to, path);
        app.projected().await;
        let page = scene.page("coach2", &path).await;
        assert!(page.html.contains("Reminded on"), "{}", page.html);
        assert!(page.actions("tbody form[action$='/remind']").is_empty());
        assert_eq!(scene.submit("coach2", remind, &[]).await.status, 409);
        let all = state().await;
        let bo = all.as_array().unwrap().iter().find(|it| it["statement"] == old["id"]).unwrap().clone();
        assert_eq!((&bo["day"], &bo["state"]), (&json!("2026-01-05"), &json!("open")), "{bo}");
        let told = async || {
            let events = Answer::of(app.get("/api/v1/events?since=0&limit=500")).await.body;
            let items = events["items"].as_array().unwrap().clone();
            items.into_iter().find(|it| it["type"] == "invitation.reminded" && it["data"]["invitation"] == old["id"])
        };
        once(told).await;
        // Once somebody has come there is nothing to remind of.
        app.post(&sent("bo", "http://activitystrea.ms/join", group(2), json!({}))).await;
        app.projected().await;
        let late = format!("{path}/{}/reminders", old["id"].as_str().unwrap());
        scene.refused("coach2", Method::POST, &late, json!({}), (409, "has joined")).await;
    }

    async fn a_list_invites_everybody_or_nobody(app: TestApp) {
        let scene = Scene::new(&app).await;
        let new = json!({ "name": "Deals" });
        let made = scene.ask("coach", Method::POST, "/groups", new).await;
        app.projected().await;
        let path = format!("/groups/{}/invitations", made.body["id"].as_str().unwrap());
        let list = format!("{path}/list");
        let mail = json!({ "actor": { "mbox": "mailto:eva@example.org" },
            "verb": { "id": "http://activitystrea.ms/join" }, "object": group(1) });
        app.post(&crate::support::with_id(mail)).await;
        app.projected().await;
        let (bo, cem) = (app.person("bo").await, app.person("cem").await);
        let count = async || scene.get("coach", &path).await["items"].as_array().unwrap().len();
        // Each line that is wrong is told of, and nobody is invited: cem is nobody of the coach's.
        let table = format!("person\n{bo}\nnobody@example.org\n{cem}\n{bo}\n");
        let answer = scene.ask("coach", Method::POST, &list, json!({ "table": table })).await;
        let detail = answer.body["detail"].as_str().unwrap().to_owned();
        assert_eq!(answer.status, 400, "{detail}");
        for wrong in ["line 3: Nobody", "line 4: Nobody", "line 5: The person stands here twice"] {
            assert!(detail.contains(wrong), "{wrong}: {detail}");
        }
        let fields = [("list", table.as_str()), ("note", "Come & see")];
        let page = brought(&scene, &list, &fields).await;
        assert_eq!(page.status(), 400);
        let page = page.text().await.unwrap();
        assert!(page.contains("line 3") && page.contains("nobody@example.org") && page.contains("Come &amp; see"), "{page}");
        assert_eq!(count().await, 0);

        // A list without a head; an address in whatever letters.
        let table = format!("{bo}\nEva@Example.org\n");
        let sent = brought(&scene, &list, &[("list", &table)]).await;
        assert_eq!(sent.status(), 303);
        app.projected().await;
        assert_eq!(count().await, 2);
        let again = json!({ "table": scene.anna.to_string() });
        let invited = scene.ask("coach", Method::POST, &list, again.clone()).await;
        assert_eq!(invited.body["statements"].as_array().unwrap().len(), 1, "{}", invited.body);
        app.projected().await;
        scene.refused("coach", Method::POST, &list, again.clone(), (400, "invited already")).await;
        scene.refused("coach2", Method::POST, &list, again, (404, "")).await;
        scene.refused("coach", Method::POST, &list, json!({ "table": "" }), (400, "")).await;
    }
}
