//! What each scope opens (Communication 4.2): every resource and method for every scope.

use coachlight::credentials::{Pair, Scope};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::documents::RESOURCES;
use super::{SHARED, STATEMENTS, VERSIONS, VOIDED, agent, fresh_id, id, reference, store, with};
use crate::support::{Answer, TestApp, both, credential, statement, with_id};

/// Columns of the table.
const SCOPES: [(&str, &[Scope]); 11] = [
    ("none", &[]),
    ("statements/write", &[Scope::StatementsWrite]),
    ("statements/read/mine", &[Scope::StatementsReadMine]),
    ("statements/read", &[Scope::StatementsRead]),
    ("state", &[Scope::State]),
    ("define", &[Scope::Define]),
    ("profile", &[Scope::Profile]),
    ("all/read", &[Scope::AllRead]),
    ("all", &[Scope::All]),
    ("reports/read", &[Scope::ReportsRead]),
    ("write and state", &[Scope::StatementsWrite, Scope::State]),
];

/// Who may: resource, whether it changes something, and the columns that are let in.
const ALLOWED: [(&str, bool, &[&str]); 11] = [
    (
        "statements",
        true,
        &["statements/write", "all", "write and state"],
    ),
    (
        "statements",
        false,
        &["statements/read/mine", "statements/read", "all/read", "all"],
    ),
    (
        "activities/state",
        true,
        &["state", "all", "write and state"],
    ),
    (
        "activities/state",
        false,
        &["state", "all/read", "all", "write and state"],
    ),
    ("activities/profile", true, &["profile", "all"]),
    ("activities/profile", false, &["profile", "all/read", "all"]),
    ("agents/profile", true, &["profile", "all"]),
    ("agents/profile", false, &["profile", "all/read", "all"]),
    (
        "activities",
        false,
        &[
            "statements/read/mine",
            "statements/read",
            "state",
            "define",
            "profile",
            "all/read",
            "all",
            "write and state",
        ],
    ),
    (
        "agents",
        false,
        &["statements/read", "profile", "all/read", "all"],
    ),
    (
        "about",
        false,
        &[
            "none",
            "statements/write",
            "statements/read/mine",
            "statements/read",
            "state",
            "define",
            "profile",
            "all/read",
            "all",
            "reports/read",
            "write and state",
        ],
    ),
];

fn ask(app: &TestApp, pair: &Pair, version: &str, method: Method, path: &str) -> RequestBuilder {
    app.client
        .request(method, format!("{}{path}", app.base))
        .basic_auth(&pair.key, Some(&pair.secret))
        .header("X-Experience-API-Version", version)
}

/// Every request there is: resource, method, path, body, and the status for whoever may.
fn requests() -> Vec<(String, Method, String, Option<Value>, u16)> {
    let sent = statement("anna", SHARED, "a");
    let statements = || "statements".to_owned();
    let own = fresh_id();
    let mut all = vec![
        (
            statements(),
            Method::POST,
            STATEMENTS.into(),
            Some(sent.clone()),
            200,
        ),
        (
            statements(),
            Method::PUT,
            with(STATEMENTS, &[("statementId", &own)]),
            Some(sent),
            204,
        ),
        (statements(), Method::GET, STATEMENTS.into(), None, 200),
        (statements(), Method::HEAD, STATEMENTS.into(), None, 200),
        (
            statements(),
            Method::GET,
            with(STATEMENTS, &[("statementId", &fresh_id())]),
            None,
            404,
        ),
        (
            statements(),
            Method::GET,
            with(STATEMENTS, &[("voidedStatementId", &fresh_id())]),
            None,
            404,
        ),
    ];
    let activity = with(
        "/xapi/activities",
        &[("activityId", "https://example.org/a")],
    );
    let person = with("/xapi/agents", &[("agent", &agent("a").to_string())]);
    for method in [Method::GET, Method::HEAD] {
        all.push((
            "activities".into(),
            method.clone(),
            activity.clone(),
            None,
            200,
        ));
        all.push(("agents".into(), method.clone(), person.clone(), None, 200));
        all.push(("about".into(), method, "/xapi/about".into(), None, 200));
    }
    for resource in RESOURCES {
        let name = resource.path.trim_start_matches("/xapi/").to_owned();
        let document = resource.one(&fresh_id());
        for (method, path, status) in [
            (Method::PUT, document.clone(), 204),
            (Method::POST, document.clone(), 204),
            (Method::DELETE, document, 204),
            (Method::GET, resource.all(&[]), 200),
            (Method::HEAD, resource.all(&[]), 200),
            (Method::GET, resource.one("missing"), 404),
        ] {
            let body = matches!(method, Method::PUT | Method::POST).then(|| json!({ "a": 1 }));
            all.push((name.clone(), method, path, body, status));
        }
    }
    all.push((
        "activities/state".into(),
        Method::DELETE,
        with(RESOURCES[0].path, RESOURCES[0].owner),
        None,
        204,
    ));
    all
}

both! {
    /// Communication 4.2.
    async fn each_scope_opens_what_it_names_and_nothing_else(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        for (name, scopes) in SCOPES {
            let pair = credential(running, "Scoped", scopes).await;
            for version in VERSIONS {
                for (resource, method, path, body, status) in requests() {
                    let changes = matches!(method, Method::PUT | Method::POST | Method::DELETE);
                    let (.., allowed) = ALLOWED.iter()
                        .find(|(it, writes, _)| *it == resource && *writes == changes)
                        .unwrap();
                    let wanted = if allowed.contains(&name) { status } else { 403 };
                    let mut request = ask(&app, &pair, version, method.clone(), &path);
                    if let Some(body) = body {
                        request = request.json(&body);
                    }
                    if method == Method::PUT && resource.ends_with("profile") {
                        request = request.header("If-None-Match", "*");
                    }
                    let answer = Answer::of(request).await;
                    assert_eq!(answer.status, wanted, "{name}: {version} {method} {path} {}", answer.body);
                    if wanted == 403 && method != Method::HEAD {
                        assert_eq!(answer.problem().1, "/problems/forbidden");
                    }
                }
            }
        }
    }

    /// Communication 4.2: a form is let in as what it stands for.
    async fn a_form_opens_nothing_more(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let text = statement("anna", SHARED, "a").to_string();
        for (name, scopes) in SCOPES {
            let pair = credential(running, "Scoped", scopes).await;
            for (method, changes) in [("GET", false), ("POST", true)] {
                let (.., allowed) =
                    ALLOWED.iter().find(|it| it.0 == "statements" && it.1 == changes).unwrap();
                let path = format!("{STATEMENTS}?method={method}");
                let mut request = ask(&app, &pair, "1.0.3", Method::POST, &path);
                let fields: &[(&str, &str)] = if changes { &[("content", &text)] } else { &[("limit", "1")] };
                request = request.form(fields);
                let wanted = if allowed.contains(&name) { 200 } else { 403 };
                assert_eq!(Answer::of(request).await.status, wanted, "{name} {method}");
            }
        }
    }

    /// Communication 4.2, statements/read/mine: only what was written with the same authority, in lists,
    /// by identifier, voided or not, and behind the link to the next page.
    async fn mine_is_what_was_written_with_the_same_authority(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let mine = credential(running, "Scoped", &[Scope::StatementsWrite, Scope::StatementsReadMine]).await;
        let narrow = credential(running, "Scoped", &[Scope::StatementsReadMine]).await;
        let other = with_id(statement("anna", SHARED, "other"));
        let own: Vec<Value> = (0..3).map(|n| with_id(statement("anna", SHARED, &n.to_string()))).collect();
        store(&app, &other).await;
        for statement in &own {
            let sent = ask(&app, &mine, "1.0.3", Method::POST, STATEMENTS).json(statement);
            assert_eq!(Answer::of(sent).await.status, 200);
            store(&app, &with_id(statement.clone())).await;
        }
        let see = async |pair: &Pair, parameters: &[(&str, &str)]| {
            let mut path = with(STATEMENTS, parameters);
            let mut found = Vec::new();
            loop {
                let answer = Answer::of(ask(&app, pair, "2.0.0", Method::GET, &path)).await;
                assert_eq!(answer.status, 200);
                found.extend(answer.body["statements"].as_array().unwrap().iter().map(id));
                assert!(found.len() < 100, "{path} leads nowhere");
                match answer.body["more"].as_str().unwrap() {
                    "" => return found,
                    more => path = more.to_owned(),
                }
            }
        };
        let expected: Vec<String> = own.iter().map(id).collect();
        let ascending = ("ascending", "true");
        assert_eq!(see(&mine, &[ascending]).await, expected);
        assert_eq!(see(&mine, &[ascending, ("limit", "1")]).await, expected);
        assert_eq!(see(&mine, &[ascending, ("verb", SHARED)]).await, expected);
        assert!(see(&narrow, &[]).await.is_empty());
        let one = async |pair: &Pair, parameter: &str, id: &str| {
            let path = with(STATEMENTS, &[(parameter, id)]);
            Answer::of(ask(&app, pair, "1.0.3", Method::GET, &path)).await.status.as_u16()
        };
        assert_eq!(one(&mine, "statementId", &id(&own[0])).await, 200);
        assert_eq!(one(&mine, "statementId", &id(&other)).await, 404);
        assert_eq!(one(&narrow, "statementId", &id(&own[0])).await, 404);
        let mut voids = with_id(statement("anna", VOIDED, "x"));
        for target in [&own[0], &other] {
            voids["id"] = json!(fresh_id());
            voids["object"] = reference(&id(target));
            store(&app, &voids).await;
        }
        assert_eq!(one(&mine, "voidedStatementId", &id(&own[0])).await, 200);
        assert_eq!(one(&mine, "voidedStatementId", &id(&other)).await, 404);
        // Somebody else's link shows no more than one's own would.
        let path = with(STATEMENTS, &[("limit", "1"), ascending]);
        let first = Answer::of(app.get(&path)).await;
        assert_ne!(id(&first.body["statements"][0]), id(&own[1]));
        let more = first.body["more"].as_str().unwrap();
        let next = Answer::of(ask(&app, &narrow, "1.0.3", Method::GET, more)).await;
        assert_eq!(next.body["statements"], json!([]));
    }
}
