//! Data that are only kept are shown to nobody but the person and used for nothing, and all is there
//! again when that is over (GDPR, articles 18 and 21).

mod course;
mod kept;
mod shown;

use coachlight::people::PersonId;
use coachlight::privacy;
use coachlight::restrictions::{self, Claim, Ground, Use};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, TestApp, by, with_id};

const APP: &str = "https://app.example.org";
const LINK: &str = "https://coachlight.org/xapi/extensions/competency-link";
/// What nobody may read who is not the person.
const SECRET: &str = "zwetschgenmus";
const NAME: &str = "Findable anna";

fn group() -> Value {
    json!({
        "id": format!("{APP}/groups/1"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "One" } }
    })
}

fn act(who: &str, verb: &str, object: Value) -> Value {
    with_id(json!({
        "actor": {
            "name": format!("Findable {who}"), "account": { "homePage": APP, "name": who }
        },
        "verb": { "id": verb }, "object": object,
        "context": {
            "contextActivities": { "grouping": [group()] },
            "extensions": { LINK: [format!("{APP}/c/1")] }
        }
    }))
}

fn note(number: u32, title: &str) -> Value {
    json!({ "id": format!("{APP}/notes/{number}"), "definition": {
        "type": "http://activitystrea.ms/note", "name": { "en": title }
    } })
}

fn question(number: u32, title: &str) -> Value {
    let mut question = note(number, title);
    question["definition"]["type"] = json!("http://adlnet.gov/expapi/activities/question");
    question
}

/// A reply to something, in its thread.
fn reply(who: &str, to: &Value, text: &str) -> Value {
    let mut reply = act(who, "http://adlnet.gov/expapi/verbs/commented", to.clone());
    reply["result"] = json!({ "response": text });
    reply
}

/// A use of somebody's data is switched off.
pub(crate) async fn restrict(app: &TestApp, who: &str, purpose: Use) {
    let state = &app.running.as_ref().unwrap().app;
    let claim = Claim::new(purpose, Ground::Objection, "So it is.").unwrap();
    let person = app.person(who).await;
    let now = state.clock.now();
    let mut tx = app.db().write().await.unwrap();
    privacy::restrict(&mut tx, person, &claim, (&by(state), false), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// And on again.
pub(crate) async fn take_back(app: &TestApp, who: &str) {
    let state = &app.running.as_ref().unwrap().app;
    let (person, now) = (app.person(who).await, state.clock.now());
    let mut tx = app.db().write().await.unwrap();
    for one in restrictions::of_person(&mut tx, person).await.unwrap() {
        if one.holds() {
            let one = (person, one.id);
            privacy::withdraw_restriction(&mut tx, one, &by(state), now)
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

struct Scene {
    app: TestApp,
    group: Uuid,
    anna: PersonId,
    competency: i64,
    coach: String,
    own: String,
    mate: String,
    admin: String,
    hr: String,
}

impl Scene {
    /// A group in which anna and her mates have done a lot, the coach and an administrator.
    async fn new(app: TestApp) -> Self {
        let mut all = vec![
            act("coach", "http://activitystrea.ms/create", group()),
            act(
                "coach",
                "http://adlnet.gov/expapi/verbs/asked",
                question(9, "Who knows?"),
            ),
        ];
        for who in ["anna", "bo", "cem", "dana", "eva", "finn"] {
            all.push(act(who, "http://activitystrea.ms/join", group()));
        }
        for number in 1..4 {
            let title = format!("{SECRET} {number}");
            all.push(act(
                "anna",
                "http://activitystrea.ms/create",
                note(number, &title),
            ));
            let title = format!("Thoughts {number}");
            all.push(act(
                "bo",
                "http://activitystrea.ms/create",
                note(10 + number, &title),
            ));
        }
        all.push(act(
            "anna",
            "http://adlnet.gov/expapi/verbs/asked",
            question(4, SECRET),
        ));
        all.push(act(
            "bo",
            "http://adlnet.gov/expapi/verbs/asked",
            question(14, "And now?"),
        ));
        all.push(reply(
            "anna",
            &question(14, "And now?"),
            &format!("{SECRET}, of course."),
        ));
        all.push(reply(
            "bo",
            &note(1, &format!("{SECRET} 1")),
            "I think so, too.",
        ));
        all.push(act("bo", "http://activitystrea.ms/like", note(1, SECRET)));
        all.push(act(
            "anna",
            "http://activitystrea.ms/like",
            note(11, "Thoughts 1"),
        ));
        assert_eq!(app.post(&json!(all)).await.status, 200);
        app.projected().await;
        let coach = Roles::of(Role::Coach);
        let mut scene = Self {
            group: Uuid::nil(),
            anna: app.person("anna").await,
            competency: 0,
            coach: app.session("coach", coach).await,
            own: app.session("anna", Roles::default()).await,
            mate: app.session("bo", Roles::default()).await,
            admin: app.session("admin", Roles::of(Role::Administrator)).await,
            hr: app.session("hr", Roles::of(Role::Hr)).await,
            app,
        };
        let groups = scene.get(&scene.coach, "/api/v1/groups").await.body;
        scene.group = groups["items"][0]["id"].as_str().unwrap().parse().unwrap();
        let progress = scene.get(&scene.own, &scene.progress()).await.body;
        scene.competency = progress["competencies"][0]["key"].as_i64().unwrap();
        scene
    }

    fn progress(&self) -> String {
        format!("/api/v1/people/{}/progress", self.anna)
    }

    async fn ask(&self, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .app
            .client
            .request(method, format!("{}{path}", self.app.base));
        let request = request.header("Cookie", cookie);
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Answer::of(request.body(body)).await
    }

    async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.ask(cookie, Method::GET, path, Value::Null).await
    }

    async fn post(&self, cookie: &str, path: &str, body: Value) -> Answer {
        self.ask(cookie, Method::POST, path, body).await
    }

    /// Anna asks for something.
    async fn wish(&self, purpose: &str, ground: &str) -> String {
        let wish = json!({ "use": purpose, "ground": ground, "words": "My brother sees it." });
        let asked = self.post(&self.own, "/api/v1/me/restrictions", wish).await;
        assert_eq!(asked.status, 201, "{}", asked.body);
        asked.body["id"].as_str().unwrap().to_owned()
    }

    async fn answer(&self, id: &str, grant: bool) {
        let answer = json!({ "grant": grant, "answer": "We have looked at it." });
        let path = format!("/api/v1/restrictions/{id}/answer");
        assert_eq!(self.post(&self.admin, &path, answer).await.status, 204);
    }

    /// Her data are only kept from now on.
    async fn restrict(&self) -> String {
        let id = self.wish("everything", "accuracy").await;
        self.answer(&id, true).await;
        id
    }

    async fn withdraw(&self, id: &str) {
        let path = format!("/api/v1/me/restrictions/{id}");
        let gone = self
            .ask(&self.own, Method::DELETE, &path, Value::Null)
            .await;
        assert_eq!(gone.status, 204, "{}", gone.body);
    }

    async fn own_restriction(&self) -> Value {
        let all = self.get(&self.own, "/api/v1/me/restrictions").await.body;
        all["items"][0].clone()
    }

    async fn state(&self) -> String {
        self.own_restriction().await["state"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    async fn engagement(&self) -> Value {
        let path = format!("/api/v1/groups/{}/engagement", self.group);
        self.get(&self.coach, &path).await.body
    }
}
