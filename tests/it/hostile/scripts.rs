//! Pages let no text become a script: not even one of our own could make it one by mistake.

use coachlight::sso::{Role, Roles};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::browser::browser;

/// Every way to make a script or markup of a text, but for those that whoever drives a browser is let
/// through (`eval`, which `script-src` forbids): what each comes to.
const ATTEMPTS: &str = "
    const attempts = {
        inner: () => { document.createElement('p').innerHTML = '<b>x</b>'; },
        outer: () => { document.body.firstElementChild.outerHTML = '<b>x</b>'; },
        adjacent: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
        write: () => document.write('<b>x</b>'),
        parse: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
        fragment: () => document.createRange().createContextualFragment('<b>x</b>'),
        frame: () => { document.createElement('iframe').srcdoc = '<b>x</b>'; },
        source: () => { document.createElement('script').src = 'data:,1'; },
        text: () => { document.createElement('script').text = '1'; },
        handler: () => document.createElement('a').setAttribute('onclick', '1'),
        later: () => setTimeout('1', 0),
        policy: () => trustedTypes.createPolicy('mine', { createHTML: text => text }),
        ordinary: () => trustedTypes.createPolicy('default', { createHTML: text => text }),
    };
    return Object.entries(attempts).filter(([, attempt]) => {
        try { attempt(); return true; } catch (error) { return !(error instanceof Error); }
    }).map(([name]) => name);";

#[tokio::test(flavor = "multi_thread")]
async fn no_text_becomes_a_script_and_the_scripts_work_all_the_same() {
    let app = TestApp::start(None).await;
    let mut roles = Roles::of(Role::Coach);
    roles.add(Role::Administrator);
    let link = app.link("coach", roles).await;
    let window = browser().await;
    // Before anybody is signed in, too.
    for (path, signed_in) in [("/sign-in", false), ("/today", true), ("/admin", true)] {
        if signed_in && path == "/today" {
            window.goto(&link).await.unwrap();
        }
        window.goto(&format!("{}{path}", app.base)).await.unwrap();
        let done = window.execute(ATTEMPTS, Vec::new()).await.unwrap();
        assert_eq!(done, json!([]), "{path}");
    }
    // An export in the making is followed without a reload.
    window
        .goto(&format!("{}/admin/audit", app.base))
        .await
        .unwrap();
    let open = "document.querySelector('details.export').open = true; window.stayed = true;";
    window.execute(open, Vec::new()).await.unwrap();
    // The bar of actions may lie over it.
    let make = "document.querySelector('details.export button[value=csv]').click()";
    window.execute(make, Vec::new()).await.unwrap();
    let list = Locator::Css("#exports");
    window.wait().for_element(list).await.unwrap();
    let marked = "window.stayed = true; return location.pathname";
    let path: Value = window.execute(marked, Vec::new()).await.unwrap();
    assert_eq!(path, json!("/me/exports"));
    let file = Locator::Css("#exports a[href$=\"/file\"]");
    window.wait().for_element(file).await.unwrap();
    let stayed = window
        .execute("return window.stayed === true", Vec::new())
        .await;
    assert_eq!(stayed.unwrap(), json!(true));
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_asks_for_trusted_types() {
    let app = TestApp::start(None).await;
    for path in [
        "/sign-in",
        "/groups/x",
        "/lti/login",
        "/lti/register",
        "/healthz",
        "/nowhere",
        "/api/v1/me",
    ] {
        let answer = app
            .client
            .get(format!("{}{path}", app.base))
            .header("Accept", "text/html");
        let answer = answer.send().await.unwrap();
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"),
            "{path}: {policy}"
        );
    }
}
