//! Many writers of one document at once (Communication 3.1; 9274.1.1 4.1.4): no change is lost, on one
//! gateway or on two that share a database.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::ask;
use super::documents::{RESOURCES, Resource, create};
use crate::support::{Answer, TestApp, fresh_postgres};

const WRITERS: usize = 8;
const CHANGES: usize = 8;

/// Adds one to a counter as an app does: read, change, write if it is still what was read.
async fn add_one(app: &TestApp, path: &str) {
    // Bounded by the test's own time limit: each failure is another writer's success.
    loop {
        let read = Answer::of(ask(app, "2.0.0", Method::GET, path)).await;
        let count = read.body["count"].as_u64().unwrap();
        let write = ask(app, "2.0.0", Method::PUT, path)
            .header("If-Match", read.headers["etag"].clone())
            .json(&json!({ "count": count + 1 }));
        match Answer::of(write).await.status.as_u16() {
            204 => return,
            status => assert!([412, 503].contains(&status), "{status}"),
        }
    }
}

async fn counting(apps: &[TestApp], resource: &Resource) {
    let path = resource.one("count");
    let first = create(&apps[0], "2.0.0", &path).json(&json!({ "count": 0 }));
    assert_eq!(Answer::of(first).await.status, 204);
    join_all((0..WRITERS).map(async |writer| {
        for _ in 0..CHANGES {
            add_one(&apps[writer % apps.len()], &path).await;
        }
    }))
    .await;
    for app in apps {
        let read = Answer::of(app.get(&path)).await.body;
        assert_eq!(read, json!({ "count": WRITERS * CHANGES }));
    }
}

async fn merging(apps: &[TestApp], resource: &Resource) {
    let path = resource.one("merge");
    join_all((0..WRITERS).map(async |writer| {
        let app = &apps[writer % apps.len()];
        for change in 0..CHANGES {
            let member = format!("{writer}-{change}");
            loop {
                let body = json!({ &member: writer, "last": member });
                let post = ask(app, "2.0.0", Method::POST, &path).json(&body);
                match Answer::of(post).await.status.as_u16() {
                    204 => break,
                    status => assert_eq!(status, 503, "the only excuse, with Retry-After"),
                }
            }
        }
    }))
    .await;
    let merged = Answer::of(apps[0].get(&path)).await.body;
    let members = merged.as_object().unwrap();
    assert_eq!(members.len(), WRITERS * CHANGES + 1, "{members:?}");
}

async fn creating(apps: &[TestApp], resource: &Resource) {
    let path = resource.one("new");
    let statuses = join_all((0..WRITERS).map(async |writer| {
        let put = create(&apps[writer % apps.len()], "1.0.3", &path);
        (writer, Answer::of(put.json(&writer)).await.status.as_u16())
    }))
    .await;
    let won: Vec<usize> = statuses
        .iter()
        .filter(|(_, it)| *it == 204)
        .map(|(it, _)| *it)
        .collect();
    assert_eq!(won.len(), 1, "{statuses:?}");
    assert!(
        statuses.iter().all(|(_, it)| [204, 412].contains(it)),
        "{statuses:?}"
    );
    let stored: Value = Answer::of(apps[0].get(&path)).await.body;
    assert_eq!(stored, json!(won[0]));
}

async fn case(apps: &[TestApp]) {
    for resource in &RESOURCES {
        counting(apps, resource).await;
        merging(apps, resource).await;
        creating(apps, resource).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_on_one_gateway() {
    case(&[TestApp::start(None).await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_on_two_gateways() {
    let address = fresh_postgres().await;
    let apps = [
        TestApp::start(Some(address.clone())).await,
        TestApp::start(Some(address)).await,
    ];
    case(&apps).await;
}
