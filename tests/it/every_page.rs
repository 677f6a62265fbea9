//! What holds of every page: it is accessible, fits a phone and is light. The pages are the routes
//! of `access`, so that none can be forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use coachlight::generator::Options;
use coachlight::sso::{Role, Roles};
use flate2::read::GzDecoder;
use scraper::{Html, Selector};

use crate::access::TABLE;
use crate::measured::{TABLE as TABLE_OF_COMPETENCIES, import};
use crate::pages::faults;
use crate::support::asker::Asker;
use crate::support::browser::browser;
use crate::support::organisation::{LAST_DAY, OPTIONS, fill};
use crate::support::{Answer, TestApp};

/// What lies below these is for programs.
const PROGRAMS: [&str; 8] = [
    "/api/", "/assets/", "/healthz", "/ims/", "/lti/", "/metrics", "/readyz", "/xapi/",
];

/// Routes that answer with no page of their own, and why.
const NO_PAGES: &[(&str, &str)] = &[
    ("/", "leads on"),
    ("/exports/now", "a file"),
    ("/me/exports/{export}/file", "a file"),
    ("/admin/frameworks/{framework}/export", "a file"),
    ("/admin/statements/{statement}/attachments/{hash}", "a file"),
    ("/live", "a stream"),
    ("/admin/platforms/{platform}/live", "a stream"),
    ("/sign-in/again", "leads on where nobody else vouches"),
    ("/sign-in/callback", "leads on"),
    ("/sign-in/callback/{provider}", "leads on"),
    ("/sign-in/link/{token}", "leads on"),
    (
        "/sign-in/resume/{form}",
        "shown by `sessions` after a sign-in",
    ),
    ("/sign-in/start", "leads on"),
    ("/mentored", "for mentors alone: shown by `launch_pages`"),
    ("/admin/platforms/{platform}", "shown by `platforms`"),
    (
        "/admin/platforms/{platform}/courses",
        "shown by `launch_pages`",
    ),
    ("/admin/deliveries/{lane}", "shown by `services`"),
];

/// A page at first visit weighs at most this, with all that it loads.
const MOST: usize = 100 * 1024;

const COACH: &str = "coach-0";

/// An organisation with something on each page.
struct Scene {
    app: TestApp,
    /// A coach who is an administrator, too: of all people they see most.
    cookie: String,
    /// What stands in the gaps of routes.
    gaps: BTreeMap<&'static str, String>,
}

fn everything() -> Roles {
    let mut roles = Roles::of(Role::Coach);
    roles.add(Role::Administrator);
    roles
}

impl Scene {
    async fn set() -> Self {
        let app = TestApp::start_on(None, LAST_DAY).await;
        let small = Options {
            people: 9,
            days: 60,
            ..OPTIONS
        };
        fill(&app, small).await;
        crate::alerts::filed(&app).await;
        let cookie = app.session(COACH, everything()).await;
        let mut scene = Self {
            app,
            cookie,
            gaps: BTreeMap::new(),
        };
        let group = scene.first("/api/v1/groups").await;
        let person = scene.first(&format!("/api/v1/people?group={group}")).await;
        let progress = format!("/api/v1/people/{person}/progress?at={LAST_DAY}");
        let progress = Answer::of(scene.app.get(&progress)).await.body;
        let competency = progress["competencies"][0]["key"].to_string();
        let evidence = format!("/api/v1/people/{person}/competencies/{competency}/evidence");
        let evidence = Answer::of(scene.app.get(&evidence)).await.body;
        let statement = evidence["items"][0]["statement"].as_str().unwrap();
        let of = format!("/people/{person}");
        let plan = scene
            .begun(&format!("{of}/plans"), &[("title", "Second half")])
            .await;
        let review = scene
            .begun(&format!("{of}/reviews"), &[("day", "2099-01-04")])
            .await;
        let framework = scene.framework().await;
        scene.gaps = BTreeMap::from([
            ("competency", competency),
            ("framework", framework),
            ("group", group),
            ("person", person),
            ("plan", plan),
            ("review", review),
            ("slug", "conflict".to_owned()),
            ("statement", statement.to_owned()),
        ]);
        scene
    }

    async fn read(&self, path: &str) -> Answer {
        let request = self.app.client.get(format!("{}{path}", self.app.base));
        let request = request.header("Cookie", &self.cookie);
        Answer::of(request.header("Accept", "text/html")).await
    }

    async fn first(&self, list: &str) -> String {
        let request = self.app.client.get(format!("{}{list}", self.app.base));
        let list = Answer::of(request.header("Cookie", &self.cookie))
            .await
            .body;
        list["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Begins something by a form; the last part of the address that it leads to.
    async fn begun(&self, path: &str, form: &[(&str, &str)]) -> String {
        let request = self.app.client.post(format!("{}{path}", self.app.base));
        let request = request.header("Cookie", &self.cookie).form(form);
        let answer = Answer::of(request).await;
        let to = answer.headers["location"].to_str().unwrap();
        to.rsplit('/').next().unwrap().to_owned()
    }

    /// Imports a framework.
    async fn framework(&self) -> String {
        let admin = Asker::administrator(&self.app).await;
        let taken = [
            ("file", TABLE_OF_COMPETENCIES),
            ("text", ""),
            ("title", "Talking well"),
            ("take", "yes"),
        ];
        let answer = import(&admin, &taken).await;
        let to = answer.headers["location"].to_str().unwrap();
        to.rsplit('/').next().unwrap().to_owned()
    }

    /// Every page: its route and an address of it.
    fn pages(&self) -> Vec<(&'static str, String)> {
        let routes = TABLE.iter().filter(|(method, ..)| *method == "GET");
        let mut routes: Vec<&'static str> = routes
            .map(|(_, route, _)| route.split('?').next().unwrap())
            .filter(|route| !PROGRAMS.iter().any(|below| route.starts_with(below)))
            .collect();
        routes.sort_unstable();
        routes.dedup();
        for (route, why) in NO_PAGES {
            let known = routes.iter().position(|it| it == route);
            assert!(known.is_some(), "{route} ({why}) is no route");
            routes.swap_remove(known.unwrap());
        }
        routes.sort_unstable();
        let mut pages: Vec<(&str, String)> = routes
            .into_iter()
            .map(|route| {
                let filled = self
                    .gaps
                    .iter()
                    .fold(route.to_owned(), |path, (gap, what)| {
                        path.replace(&format!("{{{gap}}}"), what)
                    });
                assert!(
                    !filled.contains('{'),
                    "say what stands in the gaps of {route}"
                );
                (route, filled)
            })
            .collect();
        pages.extend([
            ("found", "/search?q=an".to_owned()),
            ("missing", "/groups/nothing".to_owned()),
        ]);
        pages
    }
}

/// Words of a page that are keys of texts rather than texts.
fn bare_keys(page: &str, keys: &BTreeSet<&str>) -> Vec<String> {
    let shown = Selector::parse("main, header, footer, title").unwrap();
    let page = Html::parse_document(page);
    let text = page.select(&shown).flat_map(|part| part.text());
    let words = text.flat_map(str::split_whitespace);
    let family = |word: &str| word.split('-').next().unwrap().to_owned();
    let mut families: BTreeSet<String> = keys.iter().map(|key| family(key)).collect();
    // As in "sign-in".
    families.remove("sign");
    let is_key = |word: &&str| {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-' || letter == '_';
        word.contains('-') && word.chars().all(plain) && families.contains(&family(word))
    };
    words.filter(is_key).map(str::to_owned).collect()
}

/// Half of the pages each, so that neither takes too long.
async fn are_sound(administrators: bool) {
    let scene = Scene::set().await;
    let mut pages = scene.pages();
    pages.retain(|(_, path)| path.starts_with("/admin") == administrators);
    let texts = include_str!("../../src/pages/i18n/en.ftl");
    let keys = texts
        .lines()
        .filter_map(|line| Some(line.split_once(" =")?.0));
    let keys: BTreeSet<&str> = keys.filter(|key| key.contains('-')).collect();
    let mut faults_found = Vec::new();
    for (route, path) in &pages {
        let answer = scene.read(path).await;
        let kind = answer.headers["content-type"].to_str().unwrap();
        let expected = if *route == "missing" { 400 } else { 200 };
        if answer.status != expected || !kind.starts_with("text/html") {
            faults_found.push(format!("{route} is no page: {} {kind}", answer.status));
            continue;
        }
        let bare = bare_keys(answer.body.as_str().unwrap(), &keys);
        if !bare.is_empty() {
            faults_found.push(format!("{route} shows {bare:?}"));
        }
    }
    let window = browser().await;
    let link = scene.app.link(COACH, everything()).await;
    window.goto(&link).await.unwrap();
    faults_found.extend(faults(&window, &scene.app.base, &pages).await);
    window.close().await.unwrap();
    assert!(faults_found.is_empty(), "{}", faults_found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_and_fits_a_phone() {
    are_sound(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_administrators_is_accessible_and_fits_a_phone() {
    are_sound(true).await;
}

/// What an answer weighs on the way, and its text.
async fn weighed(scene: &Scene, path: &str) -> (usize, String) {
    // Otherwise the client would unpack it, and nobody would know what it weighed.
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client
        .get(format!("{}{path}", scene.app.base))
        .header("Cookie", &scene.cookie)
        .header("Accept", "text/html,*/*")
        .header("Accept-Encoding", "gzip");
    let answer = request.send().await.unwrap();
    let packed = answer
        .headers()
        .get("content-encoding")
        .is_some_and(|how| how == "gzip");
    let body = answer.bytes().await.unwrap();
    let mut text = Vec::new();
    if packed {
        GzDecoder::new(&*body).read_to_end(&mut text).unwrap();
    } else {
        text.extend_from_slice(&body);
    }
    (body.len(), String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_light_at_first_visit() {
    let scene = Scene::set().await;
    let loaded = Selector::parse("link[rel=stylesheet], link[rel=icon], script[src], img").unwrap();
    let mut heavy = Vec::new();
    let mut assets: BTreeMap<String, usize> = BTreeMap::new();
    for (route, path) in scene.pages() {
        let (mut weight, page) = weighed(&scene, &path).await;
        let mut loads: Vec<String> = Html::parse_document(&page)
            .select(&loaded)
            .filter_map(|it| it.attr("href").or_else(|| it.attr("src")))
            .map(str::to_owned)
            .collect();
        loads.sort_unstable();
        loads.dedup();
        assert!(loads.len() >= 2, "{route} loads {loads:?}");
        for load in loads {
            if !assets.contains_key(&load) {
                let (weight, _) = weighed(&scene, &load).await;
                assert!(weight > 50, "{load} is empty");
                assets.insert(load.clone(), weight);
            }
            weight += assets[&load];
        }
        if weight > MOST {
            heavy.push(format!("{route}: {weight} bytes"));
        }
    }
    // Fonts would be named in the style.
    let style = assets
        .keys()
        .find(|path| path.contains("/app.css"))
        .unwrap();
    assert!(!weighed(&scene, style).await.1.contains("url("));
    assert!(heavy.is_empty(), "{heavy:#?}");
}
