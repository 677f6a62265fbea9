//! What the pages say, how they look to those who cannot see them, and on a phone.

use coachlight::generator::Options;
use coachlight::sso::{Role, Roles};

use crate::support::browser::{ask_for, browser, prefer, widen};
use crate::support::organisation::{LAST_DAY, OPTIONS, fill};
use crate::support::{Answer, TestApp, fresh_postgres};

/// One group, about two months.
const SMALL: Options = Options {
    people: 9,
    days: 60,
    ..OPTIONS
};

/// The pages of a coach of the organisation: a name and an address.
pub(crate) async fn pages(app: &TestApp) -> Vec<(&'static str, String)> {
    let cookie = app.session(COACH, Roles::of(Role::Coach)).await;
    let first = async |path: &str| {
        let request = app.client.get(format!("{}{path}", app.base));
        let list = Answer::of(request.header("Cookie", &cookie)).await.body;
        list["items"][0]["id"].as_str().unwrap().to_owned()
    };
    let group = first("/api/v1/groups").await;
    let person = first(&format!("/api/v1/people?group={group}")).await;
    let progress = format!("/api/v1/people/{person}/progress?at={LAST_DAY}");
    let progress = Answer::of(app.get(&progress)).await.body;
    let competency = &progress["competencies"][0]["key"];
    let evidence = format!("/api/v1/people/{person}/competencies/{competency}/evidence");
    let evidence = Answer::of(app.get(&evidence)).await.body;
    let statement = evidence["items"][0]["statement"]
        .as_str()
        .unwrap()
        .to_owned();
    vec![
        ("today", "/today".to_owned()),
        ("groups", "/groups".to_owned()),
        ("group", format!("/groups/{group}?window=90")),
        ("group_new", "/groups/new".to_owned()),
        ("group_edit", format!("/groups/{group}/edit")),
        ("invite", format!("/groups/{group}/invitations")),
        ("hints", format!("/groups/{group}/hints")),
        ("coaches", format!("/groups/{group}/coaches")),
        ("person", format!("/people/{person}")),
        (
            "competency",
            format!("/people/{person}/competencies/{competency}"),
        ),
        (
            "statement",
            format!("/people/{person}/statements/{statement}"),
        ),
        ("matrix", format!("/groups/{group}/matrix")),
        ("goals", format!("/people/{person}/goals")),
        ("plans", format!("/people/{person}/plans")),
        (
            "plan",
            begun(
                app,
                &cookie,
                &format!("/people/{person}/plans"),
                &[("title", "Second half")],
            )
            .await,
        ),
        ("words", format!("/people/{person}/hints")),
        ("disagreements", format!("/people/{person}/disagreements")),
        ("reviews", format!("/people/{person}/reviews")),
        (
            "review",
            begun(
                app,
                &cookie,
                &format!("/people/{person}/reviews"),
                &[("day", "2099-01-04")],
            )
            .await,
        ),
        ("me", "/me".to_owned()),
        ("missing", "/groups/nothing".to_owned()),
        ("sign_in", "/sign-in".to_owned()),
        ("problem", "/problems/too-large".to_owned()),
    ]
}

/// Begins something by a form, and returns the address that it leads to.
async fn begun(app: &TestApp, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
    let request = app.client.post(format!("{}{path}", app.base));
    let answer = Answer::of(request.header("Cookie", cookie).form(form)).await;
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// The coach of the first group.
pub(crate) const COACH: &str = "coach-0";

pub(crate) async fn organisation(postgres: Option<String>) -> TestApp {
    let app = TestApp::start_on(postgres, LAST_DAY).await;
    fill(&app, SMALL).await;
    crate::alerts::filed(&app).await;
    app
}

/// A page with an element a line, and without what differs from run to run.
pub(crate) fn steady(page: &str) -> String {
    let version = regex::escape(env!("CARGO_PKG_VERSION"));
    let masks = [
        (r"/assets/[0-9a-f]+/", "/assets/[hash]/"),
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[id]",
        ),
        (r"http://127.0.0.1:\d+", "[base]"),
        (r"key-[0-9a-f]{32}", "[key]"),
        // What tells a state from every other holds the moment it was made.
        (
            r#"name="state" value="[0-9a-f.]+""#,
            r#"name="state" value="[state]""#,
        ),
        // Some are numbered by the gateway, as they come without one.
        (
            r#"/statements/[0-9a-f-]{36}">[0-9a-f]{8}"#,
            "/statements/[id]\">[id]",
        ),
        (r"(&quot;stored&quot;: &quot;)[^&]+", "$1[time]"),
        (r#"datetime="[^"]+""#, "datetime=\"[utc]\""),
        (r#"title="[^"]*:\d\d (\([^)]*\)")"#, "title=\"[time] $1"),
        (
            r"\d{1,2}(\.\d{1,2}\.| [A-Z][a-z]{2} )\d{4}, \d\d:\d\d:\d\d",
            "[time]",
        ),
        (r"/live\?since=\d+&amp;at=\d+", "/live?since=[place]"),
        (version.as_str(), "[version]"),
        ("><", ">\n<"),
    ];
    masks.iter().fold(page.to_owned(), |page, (pattern, mask)| {
        regex::Regex::new(pattern)
            .unwrap()
            .replace_all(&page, *mask)
            .into_owned()
    })
}

async fn say_what_they_said(app: TestApp) {
    let cookie = app.session(COACH, Roles::of(Role::Coach)).await;
    for (name, path) in pages(&app).await {
        for language in ["en", "de"] {
            let request = app.client.get(format!("{}{path}", app.base));
            let request = request.header("Cookie", &cookie);
            let request = request.header("Accept", "text/html");
            let answer = Answer::of(request.header("Accept-Language", language)).await;
            let page = steady(answer.body.as_str().unwrap());
            insta::with_settings!({
                prepend_module_to_snapshot => false,
                omit_expression => true,
                snapshot_path => "snapshots/pages",
            }, {
                insta::assert_snapshot!(format!("{name}.{language}"), page);
            });
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_say_what_they_said_sqlite() {
    say_what_they_said(organisation(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_say_what_they_said_postgres() {
    say_what_they_said(organisation(Some(fresh_postgres().await)).await).await;
}

/// The checker of the rules for accessible pages, with a call that answers with what it finds.
fn checker() -> String {
    let source = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/environment/node_modules/axe-core/axe.min.js"
    );
    let source = std::fs::read_to_string(source).unwrap();
    let rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";
    format!(
        "{source}
        const done = arguments[arguments.length - 1];
        axe.run({{ runOnly: {rules} }}).then(
            found => done(found.passes.length < 10 ? ['Few rules were checked'] : found.violations.map(rule =>
                rule.id + ': ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join('\\n'))),
            error => done([String(error)]));"
    )
}

/// What is wrong with pages (a name and an address each) by the rules of WCAG 2.2 AA, light and
/// dark, in both languages, and what scrolls sideways or is squeezed on a phone of 360 pixels.
pub(crate) async fn faults(
    window: &fantoccini::Client,
    base: &str,
    pages: &[(&str, String)],
) -> Vec<String> {
    let checker = checker();
    let mut faults = Vec::new();
    for language in ["en", "de"] {
        ask_for(window, language).await;
        for (name, path) in pages {
            for scheme in ["light", "dark"] {
                widen(window, 1200).await;
                prefer(window, scheme).await;
                window.goto(&format!("{base}{path}")).await.unwrap();
                let open = "document.querySelectorAll('details').forEach(one => one.open = true)";
                window.execute(open, Vec::new()).await.unwrap();
                let shown = "return [document.documentElement.lang, \
                             matchMedia('(prefers-color-scheme: dark)').matches]";
                let shown = window.execute(shown, Vec::new()).await.unwrap();
                assert_eq!(shown, serde_json::json!([language, scheme == "dark"]));
                let found = window.execute_async(&checker, Vec::new()).await.unwrap();
                for fault in found.as_array().unwrap() {
                    faults.push(format!("{name} {language} {scheme}: {fault}"));
                }
            }
            widen(window, 360).await;
            let width = "return document.documentElement.scrollWidth";
            let width = window.execute(width, Vec::new()).await.unwrap();
            if width.as_u64() != Some(360) {
                faults.push(format!("{name} {language} is {width} pixels wide"));
            }
            let squeezed = "return [...document.querySelectorAll('dd')] \
                 .filter(one => one.innerText.length > 12 && one.checkVisibility() && one.clientWidth < 96) \
                 .map(one => one.innerText)";
            let squeezed = window.execute(squeezed, Vec::new()).await.unwrap();
            if squeezed != serde_json::json!([]) {
                faults.push(format!("{name} {language} has no room for {squeezed}"));
            }
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_accessible_and_fit_a_phone() {
    let app = organisation(None).await;
    let pages = pages(&app).await;
    let window = browser().await;
    let link = app.link(COACH, Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    let faults = faults(&window, &app.base, &pages).await;
    window.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
