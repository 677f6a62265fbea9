//! Where it is agreed that coaches see pseudonyms, no answer that a coach can have tells who a member is;
//! and whoever agrees to a review is known by name to the coach of that review alone.

mod naming;
mod sweep;

use std::collections::BTreeMap;

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::coaching::{NEGOTIATION, Scene, group, sent};
use crate::erasure::filling;
use crate::support::{Answer, TestApp};

/// What anna, bo and others in the coach's groups are known by, in small letters: the words stand alone.
const THEIRS: [&str; 9] = [
    "quittenbaum",
    "quitten.anna@example.org",
    "sommer",
    "anna@elsewhere.example.org",
    "tannenberg",
    "anna",
    "boris",
    "bo",
    "dora",
];

/// Whether words stand in a text by themselves.
fn stands_in(text: &str, word: &str) -> bool {
    let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        apart(before) && apart(after)
    })
}

/// Which of the members' words stand in a text.
fn told(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let words = THEIRS.into_iter();
    words.filter(|word| stands_in(&text, word)).collect()
}

/// An organisation with something of every kind about its members, who are named wherever names can
/// stand. A second coach coaches anna, too.
async fn filled(app: &TestApp) -> Scene<'_> {
    let scene = Scene::new(app).await;
    let within = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
    let mut named = sent("bo", "http://activitystrea.ms/like", group(1), json!({}));
    named["actor"]["name"] = json!("Boris Tannenberg");
    let said = |who: &str, verb: &str, number: u32, name: &str| {
        let object = json!({
            "id": format!("https://app.example.org/notes/{number}"),
            "definition": {
                "type": if verb == "asked" { "http://adlnet.gov/expapi/activities/question" }
                    else { "http://activitystrea.ms/note" },
                "name": { "en": format!("What {name} meant") },
                "description": { "en": format!("{name} and QUITTEN.ANNA@example.org said so.") }
            }
        });
        let verb = match verb {
            "asked" => "http://adlnet.gov/expapi/verbs/asked",
            _ => "http://activitystrea.ms/create",
        };
        sent(who, verb, object, within.clone())
    };
    let mut dora = sent("dora", "http://activitystrea.ms/join", group(1), json!({}));
    dora["actor"] = json!({ "openid": "https://dora.example.org/", "name": "Dora" });
    let all = json!([
        named,
        dora,
        said("anna", "created", 1, "Boris Tannenberg"),
        said("bo", "asked", 2, "Anna Quittenbaum"),
    ]);
    assert_eq!(app.post(&all).await.status, 200);
    app.projected().await;
    filling::known(&scene).await;
    filling::own(&scene).await;
    filling::of_others(&scene).await;
    filling::alerted(&scene).await;
    let joined = sent("anna", "http://activitystrea.ms/join", group(2), json!({}));
    assert_eq!(app.post(&joined).await.status, 200);
    app.projected().await;
    scene
}

/// Switches what coaches see.
async fn switch(app: &TestApp, on: bool) {
    let admin = app.session("admin", Roles::of(Role::Administrator)).await;
    let path = "/api/v1/works-council/coach-pseudonyms";
    let answer = Answer::of(
        app.client
            .put(format!("{}{path}", app.base))
            .header("Cookie", admin)
            .json(&json!({ "on": on })),
    );
    assert_eq!(answer.await.status, 200);
}

/// What a session is answered, as text in small letters.
async fn read(app: &TestApp, cookie: &str, path: &str) -> (u16, String) {
    let request = app.client.get(format!("{}{path}", app.base));
    let answer = request.header("Cookie", cookie).send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.text().await.unwrap().to_lowercase(),
    )
}

/// The name by which somebody sees a person of a group.
async fn seen(scene: &Scene<'_>, who: &str, person: &str) -> String {
    let path = format!("/people/{person}/progress");
    let name = scene.get(who, &path).await["name"].clone();
    name.as_str().unwrap_or_default().to_owned()
}
