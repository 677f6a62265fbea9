//! Sessions: how long they last, who may end them, and proving anew who one is.

use std::sync::atomic::Ordering;

use coachlight::config::ProviderTable;
use coachlight::people::{self, View, Viewer};
use coachlight::sso::{Role, Roles};
use reqwest::Response;
use scraper::{Html, Selector};

use crate::pages::faults;
use crate::support::browser::browser;
use crate::support::provider::{CLIENT, Provider};
use crate::support::{TestApp, both, client, fresh_postgres};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

async fn get(app: &TestApp, cookie: &str, path: &str) -> (u16, String) {
    let request = client()
        .get(format!("{}{path}", app.base))
        .header("Cookie", cookie)
        .header("Accept", "text/html");
    read(request.send().await.unwrap()).await
}

async fn read(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let to = answer.headers().get("location").cloned();
    let text = answer.text().await.unwrap();
    (
        status,
        to.map_or(text, |to| to.to_str().unwrap().to_owned()),
    )
}

async fn post(app: &TestApp, cookie: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let request = client()
        .post(format!("{}{path}", app.base))
        .header("Cookie", cookie)
        .header("Accept", "text/html")
        .header("Sec-Fetch-Site", "same-origin")
        .form(fields);
    read(request.send().await.unwrap()).await
}

async fn api(app: &TestApp, cookie: &str) -> u16 {
    let request = client().get(format!("{}/api/v1/groups", app.base));
    let answer = request.header("Cookie", cookie).send().await.unwrap();
    answer.status().as_u16()
}

async fn terms(app: TestApp, ahead: std::sync::Arc<std::sync::atomic::AtomicI64>) {
    let idle = app.session("anna", Roles::default()).await;
    let busy = app.session("anna", Roles::default()).await;
    // Idle for less than eight hours, again and again.
    for hours in [7, 14, 21] {
        ahead.store(hours * 3600, Ordering::SeqCst);
        assert_eq!(api(&app, &busy).await, 200, "{hours}");
    }
    assert_eq!(api(&app, &idle).await, 401);
    // However busy, a day is the most.
    ahead.store(24 * 3600 + 1, Ordering::SeqCst);
    assert_eq!(api(&app, &busy).await, 401);
    // A clock that was set back makes no session live longer.
    let ahead_of_time = app.session("anna", Roles::default()).await;
    ahead.store(0, Ordering::SeqCst);
    assert_eq!(api(&app, &ahead_of_time).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_idle_and_when_its_time_is_over_sqlite() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    terms(app, ahead).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_idle_and_when_its_time_is_over_postgres() {
    let (app, ahead) = TestApp::start_ahead(Some(fresh_postgres().await)).await;
    terms(app, ahead).await;
}

/// The values of the buttons that end one session each.
fn buttons(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let selector = Selector::parse("td button[name=session]").unwrap();
    page.select(&selector)
        .map(|button| button.attr("value").unwrap().to_owned())
        .collect()
}

both! {
    async fn people_see_where_they_are_signed_in_and_end_it(app: TestApp) {
        let link = app.link("anna", Roles::default()).await;
        let entered = client().get(link).header("User-Agent", FIREFOX).send().await.unwrap();
        let cookie = entered.headers()["set-cookie"].to_str().unwrap();
        let first = cookie.split(';').next().unwrap().to_owned();
        let [second, third] = [
            app.session("anna", Roles::default()).await,
            app.session("anna", Roles::default()).await,
        ];
        let bo = app.session("bo", Roles::default()).await;
        let (status, page) = get(&app, &second, "/me/sessions").await;
        assert_eq!(status, 200);
        assert!(page.contains("Firefox, Linux") && page.contains("Unknown browser"), "{page}");
        assert!(!page.contains(second.split('=').nth(1).unwrap()), "the page tells the secret");
        let others = buttons(&page);
        assert_eq!(others.len(), 2);
        // Nobody ends what is not theirs, and what is made up is nobody's.
        for (who, session) in [(&bo, others[0].as_str()), (&second, "00")] {
            assert_eq!(post(&app, who, "/me/sessions", &[("session", session)]).await.0, 404);
        }
        assert_eq!(post(&app, &second, "/me/sessions", &[("session", &others[0])]).await.0, 303);
        let alive = [api(&app, &first).await, api(&app, &second).await, api(&app, &third).await];
        assert_eq!(alive.iter().filter(|status| **status == 200).count(), 2, "{alive:?}");
        assert_eq!(alive[1], 200);
        assert_eq!(post(&app, &second, "/me/sessions", &[("session", "others")]).await.0, 303);
        let alive = [api(&app, &first).await, api(&app, &second).await, api(&app, &third).await];
        assert_eq!(alive, [401, 200, 401]);
        assert_eq!(api(&app, &bo).await, 200);
    }

    async fn signing_in_anew_ends_the_session_that_the_browser_had(app: TestApp) {
        let old = app.session("anna", Roles::default()).await;
        let link = app.link("anna", Roles::of(Role::Coach)).await;
        let entered = client().get(link).header("Cookie", &old).send().await.unwrap();
        let cookie = entered.headers()["set-cookie"].to_str().unwrap();
        let new = cookie.split(';').next().unwrap().to_owned();
        assert_ne!(old, new);
        assert_eq!([api(&app, &old).await, api(&app, &new).await], [401, 200]);
    }

    async fn whoever_is_kept_out_is_out_at_once_and_stays_out(app: TestApp) {
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let anna = app.session("anna", Roles::of(Role::Coach)).await;
        let waiting = app.link("anna", Roles::of(Role::Coach)).await;
        let person = app.person("anna").await;
        let path = format!("/admin/people/{person}");
        let (_, page) = get(&app, &admin, &path).await;
        assert!(page.contains("May come in"), "{page}");
        assert_eq!(post(&app, &admin, &format!("{path}/disable"), &[]).await.0, 303);
        assert_eq!(api(&app, &anna).await, 401);
        let refused = client().get(&waiting).header("Accept", "text/html").send().await.unwrap();
        let (status, page) = read(refused).await;
        assert_eq!(status, 403);
        assert!(page.contains("disabled here"), "{page}");
        assert!(get(&app, &admin, &path).await.1.contains("Kept out"));
        // An old session does not come back with its person.
        assert_eq!(post(&app, &admin, &format!("{path}/enable"), &[]).await.0, 303);
        assert_eq!(api(&app, &anna).await, 401);
        let again = app.session("anna", Roles::default()).await;
        assert_eq!(api(&app, &again).await, 200);
        assert_eq!(post(&app, &admin, &format!("{path}/end-sessions"), &[]).await.0, 303);
        assert_eq!(api(&app, &again).await, 401);
        // Nobody shuts the door behind themselves.
        let own = format!("/admin/people/{}/disable", app.person("admin").await);
        assert_eq!(post(&app, &admin, &own, &[]).await.0, 409);
        let mut tx = app.db().read().await.unwrap();
        assert!(!people::is_disabled(&mut tx, app.person("admin").await).await.unwrap());
    }
}

/// The one form of a page: where it goes and its hidden fields.
fn form(page: &str) -> (String, Vec<(String, String)>) {
    let page = Html::parse_document(page);
    let form = Selector::parse("main form").unwrap();
    let form = page.select(&form).next().unwrap();
    let hidden = Selector::parse("input[type=hidden]").unwrap();
    let fields = form.select(&hidden).map(|input| {
        let value = |name: &str| input.attr(name).unwrap().to_owned();
        (value("name"), value("value"))
    });
    (form.attr("action").unwrap().to_owned(), fields.collect())
}

async fn step_up(app: TestApp, ahead: std::sync::Arc<std::sync::atomic::AtomicI64>) {
    let admin = Roles::of(Role::Administrator);
    let cookie = app.session("admin", admin).await;
    let wish = [
        ("label", "Käse & <b>Brot</b>"),
        ("scope", "statements/write"),
        ("scope", "state"),
    ];
    // Fresh, it is done at once.
    let (status, page) = post(&app, &cookie, "/admin/keys", &wish).await;
    assert_eq!(status, 200);
    assert!(page.contains("The key is made"), "{page}");
    // A quarter of an hour later it is not done, and not lost either.
    ahead.store(15 * 60 + 1, Ordering::SeqCst);
    let (status, to) = post(&app, &cookie, "/admin/keys", &wish).await;
    assert_eq!(status, 303);
    let to = to.strip_prefix("/sign-in/again?return_to=").unwrap();
    let resume = to.replace("%2F", "/");
    let (status, page) = get(&app, &cookie, &format!("/sign-in/again?return_to={to}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("15 minutes"), "{page}");
    // Looking needs no new sign-in, and a program is told in its own way.
    assert_eq!(get(&app, &cookie, "/admin/keys").await.0, 200);
    let request = client().post(format!("{}/admin/keys", app.base));
    let answer = request
        .header("Cookie", &cookie)
        .form(&wish)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("reauthentication-needed")
    );

    let keys = async || {
        let all = coachlight::credentials::all(app.db()).await.unwrap();
        all.iter().filter(|key| key.label.contains("Brot")).count()
    };
    assert_eq!(keys().await, 1);
    let other = app.session("other", admin).await;
    assert_eq!(get(&app, &other, &resume).await.0, 404);
    let fresh = app.session("admin", admin).await;
    let (status, page) = get(&app, &fresh, &resume).await;
    assert_eq!(status, 200, "{page}");
    let (action, fields) = form(&page);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        (action.as_str(), fields.as_slice()),
        ("/admin/keys", wish.as_slice())
    );
    assert_eq!(post(&app, &fresh, &action, &fields).await.0, 200);
    assert_eq!(keys().await, 2);
    // It does not wait for ever.
    ahead.store(31 * 60, Ordering::SeqCst);
    assert_eq!(get(&app, &fresh, &resume).await.0, 404);
    // What waited is sealed: the label is nowhere in the rows.
    let held: Vec<Vec<u8>> = match app.db() {
        coachlight::store::Db::Sqlite { read, .. } => {
            sqlx::query_scalar("SELECT fields FROM held_form")
                .fetch_all(read)
                .await
                .unwrap()
        }
        coachlight::store::Db::Postgres(pool) => sqlx::query_scalar("SELECT fields FROM held_form")
            .fetch_all(pool)
            .await
            .unwrap(),
    };
    assert!(!held.is_empty());
    assert!(
        held.iter()
            .all(|row| !String::from_utf8_lossy(row).contains("Brot"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reveals_much_asks_for_a_new_sign_in_and_loses_no_form_sqlite() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    step_up(app, ahead).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reveals_much_asks_for_a_new_sign_in_and_loses_no_form_postgres() {
    let (app, ahead) = TestApp::start_ahead(Some(fresh_postgres().await)).await;
    step_up(app, ahead).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_sessions_looks_and_acts_are_accessible_and_fit_a_phone() {
    let (one, other) = (Provider::start().await, Provider::start().await);
    let app = TestApp::start_with(None, |config| {
        config.sso.issuer = Some(one.issuer.parse().unwrap());
        config.sso.client_id = Some(CLIENT.into());
        let table = another(&other.issuer);
        config.sso.providers.insert("partner".into(), table);
    })
    .await;
    let (admin, anna) = (app.person("admin").await, app.person("anna").await);
    let running = &app.running.as_ref().unwrap().app;
    let now = running.clock.now();
    for viewer in [
        Viewer::Person(anna),
        Viewer::System("Reports (key-1)".into()),
    ] {
        let noted = running.looks.note(&viewer, &[admin], View::Page, now);
        noted.done().await.unwrap();
    }
    let _elsewhere = app.session("admin", Roles::default()).await;
    let window = browser().await;
    let link = app.link("admin", Roles::of(Role::Administrator)).await;
    window.goto(&link).await.unwrap();
    let pages = [
        ("sign-in", "/sign-in".to_owned()),
        ("again", "/sign-in/again?return_to=/me".to_owned()),
        ("sessions", "/me/sessions".to_owned()),
        ("looks", "/me/looks".to_owned()),
        ("people", "/admin/people?name=nobody".to_owned()),
        ("person", format!("/admin/people/{admin}")),
        ("providers", "/admin/sign-in".to_owned()),
        ("audit", "/admin/audit".to_owned()),
    ];
    let faults = faults(&window, &app.base, &pages).await;
    window.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn another(issuer: &str) -> ProviderTable {
    ProviderTable {
        issuer: issuer.parse().unwrap(),
        label: Some("Partner Ltd".into()),
        client_id: CLIENT.into(),
        client_secret: None,
        scopes: None,
        roles_claim: None,
        coach: None,
        hr: None,
        administrator: None,
        trust_email: None,
        account_home_page: None,
    }
}
