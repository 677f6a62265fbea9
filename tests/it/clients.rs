//! The common client libraries of xAPI, unmodified, against a real server: in Node, in Python, and
//! in a browser from another origin.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::browser::browser;
use crate::support::{TestApp, both, surroundings};

fn environment() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/environment")
}

/// Runs a client and counts the calls that it printed.
async fn calls(mut command: Command) -> usize {
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{failed}");
    printed.lines().count()
}

async fn in_node(app: &TestApp, client: &str) -> usize {
    let mut command = Command::new("node");
    command
        .arg(environment().join("clients/run.cjs"))
        .arg(client);
    command.args([&format!("{}/xapi/", app.base), &app.key, &app.secret]);
    calls(command).await
}

/// Makes a library's calls in a page of another origin.
async fn in_browser(app: &TestApp, library: &str, client: &str, call: &str) -> u64 {
    let read = |path: &str| std::fs::read_to_string(environment().join(path)).unwrap();
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const [endpoint, key, secret] = arguments;
         (0, eval)({});
         (0, eval)({});
         {call}.then(made => done(made.length), error => done(String(error && error.stack || error)));",
        json!(read(library)),
        json!(read(client)),
    );
    let window = browser().await;
    let other_origin = format!(
        "{}/.well-known/openid-configuration",
        surroundings("COACHLIGHT_TEST_OIDC")
    );
    window.goto(&other_origin).await.unwrap();
    let arguments = vec![
        json!(format!("{}/xapi/", app.base)),
        json!(app.key),
        json!(app.secret),
    ];
    let made = window.execute_async(&script, arguments).await.unwrap();
    window.close().await.unwrap();
    made.as_u64().unwrap_or_else(|| unreachable!("{made}"))
}

both! {
    async fn xapi_js_works_in_node(app: TestApp) {
        assert!(in_node(&app, "xapi").await >= 25);
    }

    async fn tincan_js_works_in_node(app: TestApp) {
        assert!(in_node(&app, "tincan").await >= 20);
    }

    async fn adl_xapiwrapper_works_in_node(app: TestApp) {
        assert!(in_node(&app, "wrapper").await >= 12);
    }

    async fn tincan_works_in_python(app: TestApp) {
        let mut command = Command::new(environment().join("clients/.venv/bin/python"));
        command.arg(environment().join("clients/tincan_calls.py"));
        command.args([&format!("{}/xapi/", app.base), &app.key, &app.secret]);
        assert!(calls(command).await >= 13);
    }

    async fn xapi_js_works_in_a_page_of_another_origin(app: TestApp) {
        let made = in_browser(
            &app,
            "node_modules/@xapi/xapi/dist/XAPI.umd.js",
            "clients/xapi.cjs",
            "xapiCalls(window.XAPI, endpoint, key, secret, true)",
        );
        assert!(made.await >= 27);
    }

    async fn tincan_js_works_in_a_page_of_another_origin(app: TestApp) {
        let made = in_browser(
            &app,
            "node_modules/tincanjs/build/tincan.js",
            "clients/tincan.cjs",
            "tincanCalls(window.TinCan, endpoint, key, secret)",
        );
        assert!(made.await >= 20);
    }
}
