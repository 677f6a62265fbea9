//! The API is as it describes itself: every operation is asked, by bounds and by chance, and what it
//! answers is compared with the description.

use std::path::Path;
use std::process::Command;

use coachlight::generator::Options;
use coachlight::people::PersonId;
use coachlight::sso::{Role, Roles};
use xapi_schemas::Version;

use crate::support::organisation::fill;
use crate::support::{Answer, TestApp, fresh_postgres};

/// A handful of people, days past.
const FEW: Options = Options {
    people: 30,
    days: 60,
    last_day: 20_500,
    seed: 5,
    version: Version::V1_0_3,
};

/// The session of somebody who coaches a group with members, and administrates.
async fn session(app: &TestApp) -> String {
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    for group in groups["items"].as_array().unwrap() {
        let id = group["id"].as_str().unwrap();
        let group = Answer::of(app.get(&format!("/api/v1/groups/{id}")))
            .await
            .body;
        let people = Answer::of(app.get(&format!("/api/v1/people?group={id}")))
            .await
            .body;
        let coach = group["coaches"][0]["person"].as_str();
        if let Some(coach) = coach
            && !people["items"].as_array().unwrap().is_empty()
        {
            let mut roles = Roles::of(Role::Coach);
            roles.add(Role::Administrator);
            return app
                .session_of(PersonId(coach.parse().unwrap()), roles)
                .await;
        }
    }
    unreachable!("nobody is coached");
}

async fn compare(postgres: Option<String>) {
    let app = TestApp::start_with(postgres, |config| {
        // Whether wrong credentials are refused is asked many times.
        config.limits.failed_logins_per_minute = u32::MAX;
        // A webhook leads to where nothing answers, so that trying it takes no time.
        config.outbound.allow_private = true;
    })
    .await;
    fill(&app, FEW).await;
    let cookie = session(&app).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/environment/description");
    let mut command = Command::new(folder.join(".venv/bin/python"));
    command.arg("-B").arg(folder.join("check.py"));
    command.args([&app.base, &app.key, &app.secret, &cookie]);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{failed}");
    let asked: u64 = printed
        .lines()
        .filter_map(|line| line.split_once(" generated,"))
        .filter_map(|(count, _)| count.trim().parse::<u64>().ok())
        .sum();
    assert!(asked > 2000, "{asked} requests: {printed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    compare(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    compare(Some(fresh_postgres().await)).await;
}
