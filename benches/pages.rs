//! How long pages take that a coach and an administrator open, one at a time, beside the 30 ms that
//! are promised at the 99th percentile among 10,000 people and a million statements.
//!
//! `cargo bench --bench pages` fills a gateway of 1,000 people and 50,000 statements first;
//! `BENCH_PEOPLE=10000 BENCH_STATEMENTS=1000000` makes it what the promise is about, and
//! `BENCH_DATA=folder` keeps it for the next run. `BENCH_PROFILE=1` shows what a page asks of the
//! database. `./test --env-only cargo bench --bench pages` is on PostgreSQL.
//!
//! What is measured is a gateway at work, not one that has just taken a million statements at once: facts
//! are packed before, as they are then a few minutes later (decision 11).

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/profile.rs"]
mod profile;
mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use coachlight::app;
use coachlight::generator::{Options, Simulation, requests};
use coachlight::people::{self, PersonId};
use coachlight::projector::date_of;
use coachlight::sso::{self, Role, Roles};
use coachlight::statements::{self, Identity};
use coachlight::telemetry;
use futures_util::future::join_all;
use metrics_exporter_prometheus::PrometheusHandle;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use xapi_schemas::Version;

use support::{Gateway, gateway};

/// Pages of each kind that are timed.
const TIMES: usize = 300;
/// Milliseconds that the 99th of a hundred pages may take.
const TARGET: f64 = 30.0;
/// Groups, and members of each, whose pages are opened in turn.
const GROUPS: usize = 20;
const MEMBERS: usize = 3;
/// Requests that are sent at once to fill the gateway.
const AT_ONCE: usize = 8;

fn number(name: &str, otherwise: i64) -> i64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

async fn head(gateway: &Gateway) -> i64 {
    let mut tx = gateway.running.app.db.read().await.unwrap();
    statements::head(&mut tx).await.unwrap().seq
}

/// Fills a gateway that holds nothing yet, up to yesterday; returns the first coach.
async fn fill(gateway: &Gateway, people: usize, wanted: i64) -> Value {
    let yesterday = gateway.running.app.today() - 1;
    let history = |days, seed| {
        Simulation::told(Options {
            people,
            days,
            last_day: yesterday,
            seed,
            version: Version::V1_0_3,
        })
    };
    let coach = history(1, 1).first_coach();
    if head(gateway).await > 0 {
        return coach;
    }
    let client = reqwest::Client::new();
    let address = format!("{}xapi/statements", gateway.running.app.base_url);
    let start = Instant::now();
    // As many days as give what is wanted: a week tells how much a day gives.
    let week: usize = history(60, 1).skip(53).map(|day| day.len()).sum();
    let days = (wanted * 7 / i64::try_from(week.max(1)).unwrap()).max(60);
    let mut waiting = Vec::new();
    let send = async |waiting: &mut Vec<Value>| {
        let sent = waiting.drain(..).map(|body| {
            let request = client.post(&address).json(&body);
            let request = request.header("X-Experience-API-Version", "1.0.3");
            let request = request.basic_auth(&gateway.key, Some(&gateway.secret));
            request.send()
        });
        for answer in join_all(sent).await {
            assert_eq!(answer.unwrap().status(), 200);
        }
    };
    for day in history(days, 1) {
        for batch in requests(day, 200) {
            waiting.push(Value::Array(batch));
            if waiting.len() == AT_ONCE {
                send(&mut waiting).await;
            }
        }
    }
    send(&mut waiting).await;
    let app = &gateway.running.app;
    let projector = app::projector(&app.config, app.db.clone(), app.clock.clone()).unwrap();
    projector.catch_up(&CancellationToken::new()).await.unwrap();
    println!(
        "{} statements of {people} people on {days} days, filled in {:.0} s",
        head(gateway).await,
        start.elapsed().as_secs_f64()
    );
    coach
}

/// Packs what is not packed yet.
async fn pack(gateway: &Gateway) {
    let app = &gateway.running.app;
    let projector = app::projector(&app.config, app.db.clone(), app.clock.clone()).unwrap();
    let start = Instant::now();
    projector.catch_up(&CancellationToken::new()).await.unwrap();
    while projector.pack().await.unwrap() {}
    println!("packed in {:.0} s more", start.elapsed().as_secs_f64());
}

/// Somebody who reads pages.
struct Reader {
    client: reqwest::Client,
    base: String,
    cookie: String,
}

impl Reader {
    /// Signs in as a coach who is an administrator and reads reports, too.
    async fn enter(gateway: &Gateway, coach: &Value) -> Self {
        let app = &gateway.running.app;
        let mut roles = Roles::of(Role::Coach);
        roles.add(Role::Administrator);
        roles.add(Role::Hr);
        let person = person(gateway, coach).await;
        let token = sso::make_link(&app.db, person, roles, app.clock.now(), 5)
            .await
            .unwrap();
        let client = reqwest::Client::builder().redirect(Policy::none()).build();
        let client = client.unwrap();
        let base = app.base_url.as_str().trim_end_matches('/').to_owned();
        let link = client.get(format!("{base}/sign-in/link/{token}"));
        let answer = link.send().await.unwrap();
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        Self {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            client,
            base,
        }
    }

    /// Asks for an address and reads the answer to its end.
    async fn read(&self, path: &str) -> (Duration, String) {
        let start = Instant::now();
        let request = self.client.get(format!("{}{path}", self.base));
        let answer = request.header(COOKIE, &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.unwrap();
        (start.elapsed(), text)
    }

    /// Makes something by the API; returns its identifier.
    async fn make(&self, path: &str, what: &Value) -> String {
        let request = self.client.post(format!("{}/api/v1{path}", self.base));
        let request = request.header(COOKIE, &self.cookie).json(what);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201, "{path}");
        let made: Value = answer.json().await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    /// What a list of the API holds, at most so many.
    async fn list(&self, path: &str, member: &str, most: usize) -> Vec<String> {
        let (_, text) = self.read(path).await;
        let list: Value = serde_json::from_str(&text).unwrap();
        let items = list["items"].as_array().unwrap().iter().take(most);
        items
            .map(|item| item[member].as_str().unwrap().to_owned())
            .collect()
    }
}

async fn person(gateway: &Gateway, agent: &Value) -> PersonId {
    let identity = Identity::of(agent).unwrap();
    let mut tx = gateway.running.app.db.read().await.unwrap();
    let agent = statements::find_agent(&mut tx, &identity).await.unwrap();
    let person = people::by_agent(&mut tx, agent.unwrap()).await.unwrap();
    person.unwrap()
}

/// Pages that are the same for everybody who may open them.
const PLAIN: [&str; 38] = [
    "/today",
    "/groups",
    "/groups?archived=yes",
    "/groups/new",
    "/search?q=an",
    "/reports",
    "/me",
    "/me/looks",
    "/me/sessions",
    "/me/settings",
    "/me/privacy",
    "/me/privacy/notice",
    "/me/exports",
    "/admin",
    "/admin/sources",
    "/admin/statements",
    "/admin/unused",
    "/admin/refusals",
    "/admin/vocabulary",
    "/admin/rules",
    "/admin/frameworks",
    "/admin/people",
    "/admin/people?name=an",
    "/admin/people/alone",
    "/admin/people/merges",
    "/admin/people/suggestions",
    "/admin/restrictions",
    "/admin/retention",
    "/admin/erasures",
    "/admin/platforms",
    "/admin/feeds",
    "/admin/sign-in",
    "/admin/works-council",
    "/admin/works-council/data-sheet",
    "/admin/works-council/impact-assessment",
    "/admin/keys",
    "/admin/deliveries",
    "/admin/audit",
];

/// Every kind of page with the addresses that are opened in turn.
async fn pages(reader: &Reader, today: &str) -> Vec<(String, Vec<String>)> {
    let mut pages: Vec<(String, Vec<String>)> = PLAIN
        .iter()
        .map(|path| ((*path).to_owned(), vec![(*path).to_owned()]))
        .collect();
    let groups = reader.list("/api/v1/groups", "id", GROUPS).await;
    let mut people = Vec::new();
    for group in &groups {
        let path = format!("/api/v1/people?group={group}");
        people.extend(reader.list(&path, "id", MEMBERS).await);
    }
    for rest in [
        "",
        "/board",
        "/matrix",
        "/edit",
        "/coaches",
        "/hints",
        "/invitations",
    ] {
        let paths = groups.iter().map(|group| format!("/groups/{group}{rest}"));
        pages.push((format!("/groups/…{rest}"), paths.collect()));
    }
    for rest in ["", "/goals", "/hints", "/plans", "/reviews"] {
        let paths = people
            .iter()
            .map(|person| format!("/people/{person}{rest}"));
        pages.push((format!("/people/…{rest}"), paths.collect()));
    }
    let (mut competencies, mut evidence) = (Vec::new(), Vec::new());
    let (mut plans, mut reviews) = (Vec::new(), Vec::new());
    for person in &people {
        let (_, text) = reader
            .read(&format!("/api/v1/people/{person}/progress"))
            .await;
        let progress: Value = serde_json::from_str(&text).unwrap();
        if let Some(competency) = progress["competencies"].get(0) {
            let aims = [json!({ "competency": competency["iri"], "level": 2 })];
            let plan = json!({ "title": "This year", "items": aims });
            let plan = reader.make(&format!("/people/{person}/plans"), &plan).await;
            plans.push(format!("/people/{person}/plans/{plan}"));
            let review = json!({ "day": today });
            let review = reader
                .make(&format!("/people/{person}/reviews"), &review)
                .await;
            reviews.push(format!("/people/{person}/reviews/{review}"));
        }
        for competency in progress["competencies"].as_array().unwrap() {
            let key = &competency["key"];
            competencies.push(format!("/people/{person}/competencies/{key}"));
            let path = format!("/api/v1/people/{person}/competencies/{key}/evidence");
            let items = reader.list(&path, "statement", 1).await;
            let paths = items
                .iter()
                .map(|id| format!("/people/{person}/statements/{id}"));
            evidence.extend(paths);
        }
    }
    pages.push(("/people/…/competencies/…".to_owned(), competencies));
    pages.push(("/people/…/statements/…".to_owned(), evidence));
    pages.push(("/people/…/plans/…".to_owned(), plans));
    pages.push(("/people/…/reviews/…".to_owned(), reviews));
    for rest in ["", "/restrictions", "/erasure"] {
        let paths = people
            .iter()
            .map(|person| format!("/admin/people/{person}{rest}"));
        pages.push((format!("/admin/people/…{rest}"), paths.collect()));
    }
    pages
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

async fn run(folder: Option<PathBuf>, server: Option<&str>) {
    let metrics: PrometheusHandle = telemetry::start_metrics().unwrap();
    let gateway = gateway(folder, server, &metrics).await;
    let people = usize::try_from(number("BENCH_PEOPLE", 1000)).unwrap();
    let coach = fill(&gateway, people, number("BENCH_STATEMENTS", 50_000)).await;
    let reader = Reader::enter(&gateway, &coach).await;
    let today = date_of(gateway.running.app.today()).to_string();
    let pages = pages(&reader, &today).await;
    pack(&gateway).await;
    for (kind, paths) in pages {
        let before = profile::asked(&metrics);
        let mut times = Vec::with_capacity(TIMES);
        let mut bytes = 0;
        for path in paths.iter().cycle().take(TIMES) {
            let (time, text) = reader.read(path).await;
            times.push(time);
            bytes = bytes.max(text.len());
        }
        if times.is_empty() {
            println!("{kind:<28} nothing to open");
            continue;
        }
        times.sort();
        let slow = percentile(&times, 99);
        println!(
            "{kind:<28} median {:>7.2} ms   99th percentile {slow:>7.2} ms   target {TARGET} ms{}   at most {} KB",
            percentile(&times, 50),
            if slow > TARGET { " (missed)" } else { "" },
            bytes / 1024
        );
        profile::print(&metrics, &before, TIMES);
    }
    drop(reader);
    gateway.running.stop().await;
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = std::env::var("BENCH_DATA").ok().map(PathBuf::from);
    let server = std::env::var("COACHLIGHT_TEST_POSTGRES").ok();
    runtime.block_on(run(folder, server.as_deref()));
}
