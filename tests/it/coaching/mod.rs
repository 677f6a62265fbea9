//! Coaching: what coaches and learners do becomes statements, and has the effect that statements of
//! apps have.

mod claims;
mod files;
mod goals;
mod group_page;
mod groups_pages;
mod invitations;
mod numbers_pages;
pub(crate) mod pages;
mod plans;
mod reviews;
mod timing;
mod words;

use coachlight::people::PersonId;
use coachlight::profiles::{self, Compiled};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, with_id};

pub(crate) const NEGOTIATION: &str = "https://app.example.org/c/negotiation";
pub(crate) const LISTENING: &str = "https://app.example.org/c/listening";

pub(crate) fn agent(who: &str) -> Value {
    json!({
        "objectType": "Agent",
        "account": { "homePage": "https://app.example.org", "name": who }
    })
}

pub(crate) fn group(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/groups/{number}"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": format!("Group {number}") } }
    })
}

pub(crate) fn competency(iri: &str) -> Value {
    json!({ "id": iri, "definition": { "type": "https://w3id.org/xapi/tla/activity-types/competency" } })
}

/// What an app sends.
pub(crate) fn sent(who: &str, verb: &str, object: Value, more: Value) -> Value {
    let mut statement = with_id(json!({
        "actor": agent(who), "verb": { "id": verb }, "object": object
    }));
    for (key, value) in more.as_object().unwrap() {
        statement[key] = value.clone();
    }
    statement
}

/// Two groups: anna and bo are coached by coach, cem by coach2.
pub(crate) struct Scene<'a> {
    pub(super) app: &'a TestApp,
    pub(super) anna: PersonId,
    anna_cookie: String,
    bo_cookie: String,
    coach_cookie: String,
    coach2_cookie: String,
}

impl<'a> Scene<'a> {
    pub(super) async fn new(app: &'a TestApp) -> Self {
        let link = |iri: &str| {
            json!({ "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/competency-link": [iri]
        } } })
        };
        let (create, join) = (
            "http://activitystrea.ms/create",
            "http://activitystrea.ms/join",
        );
        let statements = json!([
            sent("coach", create, group(1), link(NEGOTIATION)),
            sent("coach2", create, group(2), link(LISTENING)),
            sent("anna", join, group(1), json!({})),
            sent("bo", join, group(1), json!({})),
            sent("cem", join, group(2), json!({})),
        ]);
        assert_eq!(app.post(&statements).await.status, 200);
        app.projected().await;
        let coach = Roles::of(Role::Coach);
        Self {
            app,
            anna: app.person("anna").await,
            anna_cookie: app.session("anna", Roles::default()).await,
            bo_cookie: app.session("bo", Roles::default()).await,
            coach_cookie: app.session("coach", coach).await,
            coach2_cookie: app.session("coach2", coach).await,
        }
    }

    pub(super) fn cookie(&self, who: &str) -> &str {
        match who {
            "anna" => &self.anna_cookie,
            "bo" => &self.bo_cookie,
            "coach" => &self.coach_cookie,
            "coach2" => &self.coach2_cookie,
            other => unreachable!("{other} has no session"),
        }
    }

    /// What the session of somebody is answered under `/api/v1`.
    pub(super) async fn ask(&self, who: &str, method: Method, path: &str, body: Value) -> Answer {
        self.ask_if(who, method, path, body, None).await
    }

    pub(super) async fn ask_if(
        &self,
        who: &str,
        method: Method,
        path: &str,
        body: Value,
        tag: Option<&str>,
    ) -> Answer {
        let app = self.app;
        let mut request = app
            .client
            .request(method, format!("{}/api/v1{path}", app.base))
            .header("Cookie", self.cookie(who));
        if let Some(tag) = tag {
            request = request.header("If-Match", tag);
        }
        if !body.is_null() {
            request = request.body(body.to_string());
        }
        Answer::of(request).await
    }

    pub(super) async fn get(&self, who: &str, path: &str) -> Value {
        let answer = self.ask(who, Method::GET, path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Does something for anna, waits for what follows, and returns the answer.
    pub(super) async fn done(&self, who: &str, path: &str, body: Value) -> Value {
        let path = format!("/people/{}{path}", self.anna);
        let answer = self.ask(who, Method::POST, &path, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        self.app.projected().await;
        answer.body
    }

    /// Refused with a status and a message that holds a text.
    pub(super) async fn refused(
        &self,
        who: &str,
        method: Method,
        path: &str,
        body: Value,
        expected: (u16, &str),
    ) {
        let answer = self.ask(who, method.clone(), path, body.clone()).await;
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert!(
            answer.status == expected.0 && detail.contains(expected.1),
            "{method} {path} {body} by {who}: {} {}",
            answer.status,
            answer.body
        );
    }

    /// The progress of anna in a competency; null where there is none.
    pub(super) async fn progress(&self, iri: &str) -> Value {
        let all = self
            .get("anna", &format!("/people/{}/progress", self.anna))
            .await;
        let all = all["competencies"].as_array().unwrap().clone();
        all.into_iter()
            .find(|it| it["iri"] == iri)
            .unwrap_or_default()
    }
}

/// What we have said is said as our own profile says.
pub(crate) async fn said_by_our_profile(app: &TestApp) {
    let profile = [Compiled::of(profiles::OWN).unwrap()];
    let all = Answer::of(app.get("/xapi/statements?limit=0")).await.body;
    let ours = all["statements"].as_array().unwrap().iter();
    let ours: Vec<&Value> = ours
        .filter(|it| it["authority"]["account"]["name"] == "coachlight")
        .collect();
    assert!(!ours.is_empty());
    for statement in ours {
        let found = profiles::violations(&profile, statement, "");
        assert!(found.is_empty(), "{statement} {found:?}");
    }
}
