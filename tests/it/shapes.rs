//! Statements in the shapes that learning platforms, content and apps give them, each beside the
//! fact that it comes to. What a sender does otherwise than one would think has a case of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use coachlight::projector::{self, ActKind, EngagementKind, EvidenceKind, date_of};
use coachlight::store::Db;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, TestApp, fresh_postgres};

/// The day of storing: after all dates in the files but the one that lies in the future.
const TODAY: &str = "2026-03-02";

/// A file of cases, which are sent in their order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    source: String,
    #[serde(rename = "shape")]
    _shape: String,
    version: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    why: String,
    statement: Value,
    expect: Expected,
}

/// What becomes of a statement; where it is no fact, the reason.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    /// The fact, without members that are nothing.
    Fact(Value),
    /// It is known and has no effect.
    Nothing(#[expect(dead_code, reason = "for the reader of the file")] String),
    /// No rule matches: it is counted and shown.
    Unmapped(#[expect(dead_code, reason = "for the reader of the file")] String),
    /// The record store refuses it for what stands at this place.
    Refused(String),
}

/// A fact as the database has it.
#[derive(sqlx::FromRow)]
struct Told {
    id: Uuid,
    act: i64,
    engagement: i64,
    evidence: i64,
    quality: Option<i64>,
    group_identity: Option<String>,
    instructor: Option<String>,
    recipient: Option<String>,
    anchor: Option<String>,
    creates: i64,
    competencies: Option<String>,
    target: Option<Uuid>,
    level: Option<i64>,
    due_day: Option<i64>,
    expires_day: Option<i64>,
    day: i64,
    resent: i64,
    withdrawn_day: Option<i64>,
}

const FACTS: &str = "SELECT f.id, f.act, f.engagement, f.evidence, f.quality,
        g.identity AS group_identity, trim(i.home_page || ' ' || i.value) AS instructor,
        trim(r.home_page || ' ' || r.value) AS recipient, a.iri AS anchor,
        CASE WHEN f.creates THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS creates,
        (SELECT string_agg(c.iri, ' ' ORDER BY c.iri) FROM fact_competency fc
         JOIN activity c ON c.key = fc.competency WHERE fc.seq = f.seq) AS competencies,
        f.target, f.level, f.due_day, f.expires_day, f.day, f.withdrawn_day,
        CASE WHEN f.resent THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS resent
    FROM fact f
    LEFT JOIN group_identifier g ON g.key = f.group_key
    LEFT JOIN agent i ON i.key = f.instructor
    LEFT JOIN agent r ON r.key = f.recipient
    LEFT JOIN activity a ON a.key = f.anchor";

impl Told {
    /// As the files write it.
    fn shown(&self) -> Value {
        let date = |day: Option<i64>| day.map(|day| date_of(day).to_string());
        let mut fact = json!({
            "act": ActKind::from_code(self.act),
            "engagement": EngagementKind::from_code(self.engagement),
            "evidence": EvidenceKind::from_code(self.evidence),
            "quality": self.quality,
            "group": self.group_identity,
            "instructor": self.instructor,
            "recipient": self.recipient,
            "anchor": self.anchor,
            "creates": (self.creates == 1).then_some(true),
            "competencies": self.competencies.as_ref().map(|iris| iris.split(' ').collect::<Vec<_>>()),
            "target": self.target,
            "level": self.level,
            "due": date(self.due_day),
            "expires": date(self.expires_day),
            "day": date(Some(self.day)),
            "excluded": match (self.resent == 1, self.withdrawn_day) {
                (false, None) => Value::Null,
                (true, None) => json!("resend"),
                (false, Some(_)) => json!("withdrawn"),
                (true, Some(_)) => json!("resend and withdrawn"),
            },
        });
        let members = fact.as_object_mut().unwrap();
        members.retain(|_, value| !value.is_null() && value != "none");
        fact
    }
}

async fn facts(app: &TestApp) -> BTreeMap<Uuid, Value> {
    let told: Vec<Told> = match app.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(FACTS).fetch_all(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_as(FACTS).fetch_all(pool).await.unwrap(),
    };
    told.iter().map(|told| (told.id, told.shown())).collect()
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/shapes")
        .join(name)
}

fn names(of: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(of)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

async fn send(app: &TestApp, version: &str, body: &Value) -> Answer {
    let request = app
        .client
        .post(format!("{}/xapi/statements", app.base))
        .basic_auth(&app.key, Some(&app.secret))
        .header("X-Experience-API-Version", version)
        .json(body);
    Answer::of(request).await
}

/// Sends all files of a folder to one gateway and compares every fact.
async fn check(postgres: Option<String>, source: &str) {
    let app = TestApp::start_on(postgres, TODAY).await;
    let mut sent: Vec<(String, Case, Uuid)> = Vec::new();
    for name in names(source) {
        let text = std::fs::read_to_string(folder(source).join(&name)).unwrap();
        let shapes: Shapes = serde_json::from_str(&text).unwrap();
        let mut taken = Vec::new();
        for case in shapes.cases {
            let Expected::Refused(place) = &case.expect else {
                taken.push(case);
                continue;
            };
            let answer = send(&app, &shapes.version, &case.statement).await;
            let (status, _, places) = answer.problem();
            assert_eq!(
                (status, places),
                (400, vec![place.as_str()]),
                "{} {}",
                case.name,
                case.why
            );
        }
        let batch: Vec<&Value> = taken.iter().map(|case| &case.statement).collect();
        let answer = send(&app, &shapes.version, &json!(batch)).await;
        assert_eq!(answer.status, 200, "{}: {}", shapes.source, answer.body);
        let ids: Vec<Uuid> = serde_json::from_value(answer.body).unwrap();
        sent.extend(
            taken
                .into_iter()
                .zip(ids)
                .map(|(case, id)| (format!("{source}/{name}"), case, id)),
        );
    }
    app.projected().await;
    let facts = facts(&app).await;
    let mut wrong = Vec::new();
    let mut unmapped: BTreeMap<String, i64> = BTreeMap::new();
    for (file, case, id) in &sent {
        let expected = match &case.expect {
            Expected::Fact(fact) => Some(fact.clone()),
            Expected::Unmapped(_) => {
                let verb = case.statement["verb"]["id"].as_str().unwrap();
                *unmapped.entry(verb.to_owned()).or_default() += 1;
                None
            }
            Expected::Nothing(_) | Expected::Refused(_) => None,
        };
        let expected = expected.map(|mut fact| {
            if fact["day"] == "today" {
                fact["day"] = json!(TODAY);
            }
            fact
        });
        if facts.get(id) != expected.as_ref() {
            wrong.push(format!(
                "{file}, {}: {}\n  expected {expected:?}\n  found    {:?}",
                case.name,
                case.why,
                facts.get(id)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut tx = app.db().read().await.unwrap();
    let current = projector::current(&mut tx).await.unwrap().unwrap();
    let counted = projector::unmapped_verbs(&mut tx, current.generation, 1000).await;
    let counted: BTreeMap<_, _> = counted
        .unwrap()
        .into_iter()
        .map(|it| (it.verb, it.statements))
        .collect();
    assert_eq!(counted, unmapped);
}

macro_rules! sources {
    ($($name:ident: $folder:literal,)+) => {
        $(mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check(None, $folder).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                check(Some(fresh_postgres().await), $folder).await;
            }
        })+

        #[test]
        fn every_folder_is_checked() {
            let mut found = names("");
            found.retain(|name| name != "README.md");
            assert_eq!(found, [$($folder),+]);
        }
    };
}

sources! {
    cmi5: "cmi5",
    h5p: "h5p",
    moodle_4: "moodle-4",
    moodle_5: "moodle-5",
    open_edx: "open-edx",
    social_app: "social-app",
}
