//! The made-up organisation in a gateway.

use coachlight::generator::{Options, Simulation, requests};
use coachlight::people::{self, LinkReason};
use coachlight::statements::{self, Identity};
use serde_json::Value;
use xapi_schemas::Version;

use super::{Answer, TestApp};

/// The test size of `domain.md` 7.3, on days long past, so that no timestamp lies in the future.
pub(crate) const OPTIONS: Options = Options {
    people: 300,
    days: 90,
    last_day: 20_500,
    seed: 300,
    version: Version::V1_0_3,
};
/// The last day of the options.
pub(crate) const LAST_DAY: &str = "2026-02-16";

/// Sends an organisation's statements, waits for what follows from them, and links the accounts
/// that are one person's.
pub(crate) async fn fill(app: &TestApp, options: Options) {
    send(app, Simulation::new(options), options.version).await;
}

/// The same with a given history.
pub(crate) async fn send(app: &TestApp, simulation: Simulation, version: Version) {
    let links = simulation.links();
    let statements: Vec<Value> = simulation.flatten().collect();
    for batch in requests(statements, 500) {
        let request = app
            .client
            .post(format!("{}/xapi/statements", app.base))
            .basic_auth(&app.key, Some(&app.secret))
            .header("X-Experience-API-Version", version.as_str())
            .json(&batch);
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    app.projected().await;
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    for (known, other) in links {
        let [known, other] = [known, other].map(|agent| Identity::of(&agent).unwrap());
        let known = statements::intern_agent(&mut tx, &known).await.unwrap();
        let Some(person) = people::by_agent(&mut tx, known).await.unwrap() else {
            continue;
        };
        let other = statements::intern_agent(&mut tx, &other).await.unwrap();
        let reason = LinkReason::Administrator;
        people::link_agent(&mut tx, other, person, reason, now)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}
