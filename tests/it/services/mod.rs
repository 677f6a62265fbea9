//! What is asked of learning platforms and sent to them: rosters, grades, results.

mod course_list;
mod gone;
mod grade;
mod group_page;
mod outbox;
mod own_words;
mod results;
mod roster;
mod shared;

use coachlight::courses::{self, Course, RoundKind, RoundState};
use coachlight::grades::{self, Column, Grade, Measure, NewColumn};
use coachlight::people::PersonId;
use serde_json::{Value, json};

use crate::support::platform::{CLIENT, Opening, Platform, Visitor};
pub(crate) use crate::support::waiting::until;
use crate::support::{Answer, TestApp};

/// The competency that columns show.
pub(crate) const COMPETENCY: &str = "https://app.example.org/competencies/negotiation";

/// A launch that has to succeed.
pub(crate) async fn launch(app: &TestApp, platform: &Platform, opening: &Opening) {
    let mut visitor = Visitor::of(&app.base);
    let answer = visitor.launch(platform, CLIENT, opening).await;
    let status = answer.status();
    // In a frame the way on is a page of its own.
    assert!(matches!(status.as_u16(), 200 | 303), "{status}");
}

/// The course "2" of a platform, which has been launched.
pub(crate) async fn course(app: &TestApp, platform: &Platform) -> Course {
    let mut tx = app.db().read().await.unwrap();
    let found = coachlight::platforms::find(&mut tx, platform.issuer(), CLIENT).await;
    let id = found.unwrap().unwrap().id;
    courses::find(&mut tx, id, "1", "2").await.unwrap().unwrap()
}

pub(crate) async fn round(app: &TestApp, course: &Course, kind: RoundKind) -> RoundState {
    let mut tx = app.db().read().await.unwrap();
    let found = courses::round(&mut tx, course.id, kind).await.unwrap();
    found.unwrap()
}

/// Waits until the rounds that launches let come have been.
pub(crate) async fn settled(app: &TestApp, course: &Course) {
    for kind in RoundKind::ALL {
        until(async || round(app, course, *kind).await.done_at.is_some()).await;
    }
}

/// Lets a round come, and waits until it has ended well or not: this one, not one that was under way.
pub(crate) async fn refresh(app: &TestApp, course: &Course, kind: RoundKind) -> RoundState {
    let before = round(app, course, kind).await.error_at;
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    assert!(courses::hurry(&mut tx, course.id, kind, now).await.unwrap());
    tx.commit().await.unwrap();
    // Only a round that began later puts the next one off.
    let ended = |state: &RoundState| {
        state.next_at > now.as_microsecond() || (state.error.is_some() && state.error_at != before)
    };
    until(async || ended(&round(app, course, kind).await)).await;
    round(app, course, kind).await
}

/// A column for progress in [`COMPETENCY`].
pub(crate) async fn choose(
    app: &TestApp,
    course: &Course,
    label: &str,
    maximum: i64,
) -> uuid::Uuid {
    choose_of(app, course, COMPETENCY, label, maximum).await
}

/// A column for progress in a competency.
pub(crate) async fn choose_of(
    app: &TestApp,
    course: &Course,
    competency: &str,
    label: &str,
    maximum: i64,
) -> uuid::Uuid {
    let column = NewColumn {
        course: course.id,
        measure: Measure::Competency,
        competency,
        label: Some(label),
        maximum: Some(maximum),
        resource_link: None,
        url: None,
    };
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    let item = grades::choose(&mut tx, &column, now).await.unwrap();
    tx.commit().await.unwrap();
    item
}

pub(crate) async fn columns(app: &TestApp, course: &Course) -> Vec<Column> {
    let mut tx = app.db().read().await.unwrap();
    grades::columns(&mut tx, course.id).await.unwrap()
}

async fn grade(app: &TestApp, item: uuid::Uuid, subject: &str) -> Option<Grade> {
    let mut tx = app.db().read().await.unwrap();
    let all = grades::grades(&mut tx, item).await.unwrap();
    all.into_iter().find(|grade| grade.subject == subject)
}

/// A test of somebody's that shows something of [`COMPETENCY`].
pub(crate) fn assessed(actor: &str, scaled: f64) -> Value {
    let id = uuid::Uuid::new_v4();
    let test = format!("tests/{id}");
    let mut statement =
        crate::support::statement(actor, "http://adlnet.gov/expapi/verbs/scored", &test);
    statement["id"] = json!(id.to_string());
    statement["object"]["definition"] =
        json!({ "type": "http://adlnet.gov/expapi/activities/assessment" });
    statement["result"] = json!({ "score": { "scaled": scaled } });
    statement["context"] = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": [COMPETENCY]
    } });
    statement
}

async fn post(app: &TestApp, statement: &Value) {
    let answer = app.post(statement).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// Statements of a verb, the oldest first.
async fn said(app: &TestApp, verb: &str) -> Vec<Value> {
    let path = format!("/xapi/statements?verb={verb}&ascending=true");
    let answer = Answer::of(app.get(&path)).await;
    answer.body["statements"].as_array().unwrap().clone()
}

/// The scores of somebody in the first column of a platform.
pub(crate) fn scores(platform: &Platform, subject: &str) -> Vec<Value> {
    let known = platform.known();
    let column = known.line_items.values().next();
    column
        .and_then(|column| column.scores.get(subject).cloned())
        .unwrap_or_default()
}

/// The number of somebody's last score in the first column.
pub(crate) fn number(platform: &Platform, subject: &str) -> Option<f64> {
    scores(platform, subject).last()?["scoreGiven"].as_f64()
}

/// The person behind a subject of a platform.
async fn person(app: &TestApp, platform: &Platform, subject: &str) -> Option<PersonId> {
    let issuer = format!("{} {CLIENT}", platform.issuer());
    let mut tx = app.db().read().await.unwrap();
    coachlight::people::by_subject(&mut tx, &issuer, subject)
        .await
        .unwrap()
}
