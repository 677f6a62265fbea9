//! Roles ask for levels; what a person lacks for one is the gap.

use std::collections::BTreeMap;

use coachlight::coaching::roles::{self, Requirement, gaps};
use coachlight::frameworks;
use coachlight::sso::{Role, Roles};
use coachlight::store::Tx;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, both, process::Setting};

const ROLES: &str = include_str!("../../fixtures/frameworks/roles.csv");
const TRANSVERSAL: &str = include_str!("../../fixtures/frameworks/transversal.json");

fn now() -> Timestamp {
    "2026-11-01T10:00:00Z".parse().unwrap()
}

async fn frameworks_in(tx: &mut Tx) {
    let package = frameworks::read_package("file", TRANSVERSAL.as_bytes(), now()).unwrap();
    frameworks::import(tx, "file", package, now())
        .await
        .unwrap();
}

async fn take(app: &TestApp, table: &str) -> Vec<roles::ImportedRole> {
    let mut tx = app.db().write().await.unwrap();
    if frameworks::list(&mut tx).await.unwrap().is_empty() {
        frameworks_in(&mut tx).await;
    }
    let imported = roles::import(&mut tx, "roles.csv", table.as_bytes(), now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    imported
}

#[test]
fn the_gap_is_what_is_asked_for_less_what_is_reached() {
    let asked =
        [(1, 2), (2, 3), (3, 1)].map(|(competency, level)| Requirement { competency, level });
    let found = gaps(&asked, &BTreeMap::from([(1, 3), (2, 1)]));
    let told: Vec<(i64, i64, i64)> = found
        .iter()
        .map(|it| (it.competency, it.reached, it.missing()))
        .collect();
    assert_eq!(told, [(2, 1, 2), (3, 0, 1), (1, 3, 0)]);
}

both! {
    async fn a_table_of_roles_is_taken_in_versions(app: TestApp) {
        let imported = take(&app, ROLES).await;
        let told: Vec<(&str, &str, usize)> = imported.iter()
            .map(|it| (it.title.as_str(), it.step.as_str(), it.competencies)).collect();
        assert_eq!(told, [("Mediator", "", 1), ("Project lead", "1", 2), ("Project lead", "2", 3)]);
        assert!(take(&app, ROLES).await.iter().all(|it| !it.changed && it.version == 1));
        // A role that the table does not name stays; a level by its name.
        let changed = take(&app, "role;competency;level\nMediator;COM-L;Attentive\n").await;
        assert_eq!((changed.len(), changed[0].version), (1, 2));
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(roles::list(&mut tx).await.unwrap().len(), 3);
        let parts = roles::requirements(&mut tx, &[changed[0].id]).await.unwrap();
        assert_eq!(parts[0].level, 1);
        assert_eq!(parts[0].iri, "https://app.example.org/competencies/active-listening");
        let versions = roles::versions(&mut tx, changed[0].id).await.unwrap();
        assert_eq!(versions.len(), 2);
        assert!(versions[0].requirements.contains(",3]"));
    }

    async fn faults_of_a_table_are_named_with_their_lines(app: TestApp) {
        take(&app, ROLES).await;
        for (table, place, said) in [
            ("role,competency\nA,TEA-N\n", "line 1", "The column level is missing"),
            ("role,competency,level\n,TEA-N,1\n", "line 2, column role", "Name the role"),
            ("role,competency,level\nA,TEA-X,1\n", "line 2, column competency", "TEA-X"),
            ("role,competency,level\nA,TEA-N,5\n", "line 2, column level", "from 1 to 4, or one of Aware"),
            ("role,competency,level\nA,SELF-R,0\n", "line 2, column level", "from 1 to 4."),
            ("role,competency,level\nA,TEA-N,1\nA,TEA-N,2\n", "line 3, column competency", "already"),
        ] {
            let mut tx = app.db().write().await.unwrap();
            let error = roles::import(&mut tx, "t", table.as_bytes(), now()).await.unwrap_err();
            let message = error.to_string();
            assert!(message.contains(&format!("{place}: ")) && message.contains(said), "{table}: {message}");
        }
        // What only statements know is named by its address.
        let table = "role,competency,level\nA,https://old.example/x,4\n";
        assert_eq!(take(&app, table).await[0].competencies, 1);
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(roles::list(&mut tx).await.unwrap().len(), 4);
    }

    async fn people_have_roles_and_wish_for_others(app: TestApp) {
        let imported = take(&app, ROLES).await;
        let person = app.person("anna").await;
        let path = format!("/api/v1/people/{person}/roles");
        let put = async |cookie: &str, body: Value| {
            let request = if cookie.is_empty() {
                app.request(Method::PUT, &path)
            } else {
                app.client.put(format!("{}{path}", app.base)).header("Cookie", cookie)
            };
            Answer::of(request.body(body.to_string())).await
        };
        let answer = put("", json!({ "present": imported[1].id, "wished": imported[2].id })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let held = Answer::of(app.get(&path)).await.body;
        assert_eq!(held["present"]["role"]["step"], "1");
        assert_eq!(held["wished"]["role"]["title"], "Project lead");
        // The one wished for they change themselves, the present one not.
        let anna = app.session("anna", Roles::default()).await;
        assert_eq!(put(&anna, json!({ "wished": imported[0].id })).await.status, 200);
        assert_eq!(put(&anna, json!({ "present": imported[0].id })).await.status, 403);
        let other = app.session("coach", Roles::of(Role::Coach)).await;
        assert_eq!(put(&other, json!({ "wished": null })).await.status, 404);
        assert_eq!(put("", json!({ "wished": null })).await.body["wished"], Value::Null);
        assert_eq!(Answer::of(app.get(&path)).await.body["present"]["role"]["step"], "1");
        let none = put("", json!({ "present": "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee" })).await;
        assert_eq!(none.problem().0, 400);
        assert_eq!(put("", json!({ "colour": 1 })).await.problem().0, 400);

        let roles = Answer::of(app.get("/api/v1/roles?limit=2")).await.body;
        assert_eq!(roles["items"].as_array().unwrap().len(), 2);
        let next = Answer::of(app.get(roles["next"].as_str().unwrap())).await.body;
        assert_eq!(next["items"].as_array().unwrap().len(), 1);
        let one = Answer::of(app.get(&format!("/api/v1/roles/{}", imported[2].id))).await.body;
        let names: Vec<&str> = one["requirements"].as_array().unwrap().iter()
            .map(|it| it["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"Negotiation") && names.len() == 3, "{names:?}");
    }

    async fn the_command_line_imports_lists_and_assigns_roles(app: TestApp) {
        take(&app, ROLES).await;
        let person = app.person("anna").await.to_string();
        let Some(address) = app.postgres.clone() else { return };
        let setting = Setting::new(Some(address));
        let run = |arguments: &[&str]| {
            let done = setting.command(arguments).output().unwrap();
            (done.status.success(), String::from_utf8(done.stdout).unwrap())
        };
        let (done, table) = run(&["role", "list", "--csv"]);
        assert!(done && table.lines().count() == 7, "{table}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &table).unwrap();
        let path = file.path().to_str().unwrap();
        // What list writes, import takes, and it says nothing new.
        let (done, said) = run(&["role", "import", path]);
        assert!(done && said.lines().all(|line| line.contains("as it was version 1")), "{said}");
        let (_, said) = run(&["role", "list", "--format", "json"]);
        let all: Value = serde_json::from_str(&said).unwrap();
        let role = all[0]["role"]["id"].as_str().unwrap();
        let (done, said) = run(&["role", "assign", &person, role, "--wished"]);
        assert!(done && said.contains("wished  Mediator"), "{said}");
        assert!(run(&["role", "assign", &person, "--wished"]).0);
        assert!(!run(&["role", "assign", &person, &person]).0);
    }
}
