//! What was acknowledged survives a kill, and a stop finishes what was accepted.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::process::Setting;
use crate::support::waiting::until;
use crate::support::{client, free_port, fresh_postgres, statement, surroundings, with_id};

impl Setting {
    /// Sends batches until the gateway is gone; every acknowledged batch is noted.
    async fn send(&self, base: String, stop: Arc<AtomicBool>, noted: Arc<Mutex<Vec<Vec<String>>>>) {
        let client = client();
        let mut random = StdRng::seed_from_u64(rand::random());
        while !stop.load(Ordering::Relaxed) {
            let size = random.random_range(1..=50);
            let batch: Vec<Value> = (0..size)
                .map(|n| {
                    with_id(statement(
                        "anna",
                        "http://adlnet.gov/expapi/verbs/shared",
                        &format!("{n}"),
                    ))
                })
                .collect();
            let sent = client
                .post(format!("{base}/xapi/statements"))
                .basic_auth(&self.key, Some(&self.secret))
                .header("X-Experience-API-Version", "1.0.3")
                .json(&batch)
                .send()
                .await;
            match sent {
                Ok(answer) if answer.status() == 200 => {
                    let ids = batch
                        .iter()
                        .map(|s| s["id"].as_str().unwrap().to_owned())
                        .collect();
                    noted.lock().unwrap().push(ids);
                }
                Ok(answer) => assert_eq!(answer.status(), 200),
                Err(_) => return,
            }
        }
    }
}

fn check(stored: &BTreeSet<String>, noted: &[Vec<String>]) {
    for batch in noted {
        let kept = batch.iter().filter(|id| stored.contains(*id)).count();
        assert_eq!(kept, batch.len(), "an acknowledged batch was lost or torn");
    }
}

async fn killed_25_times(database: Option<String>) {
    let setting = Arc::new(Setting::new(database));
    let noted = Arc::new(Mutex::new(Vec::new()));
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    for _ in 0..25 {
        let mut process = setting.start().await;
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..4)
            .map(|_| {
                let (setting, base) = (setting.clone(), process.base.clone());
                let (stop, noted) = (stop.clone(), noted.clone());
                tokio::spawn(async move { setting.send(base, stop, noted).await })
            })
            .collect();
        // Each round acknowledges something; the moment of the kill after that is what is random.
        let before = noted.lock().unwrap().len();
        until(async || noted.lock().unwrap().len() > before).await;
        tokio::time::sleep(Duration::from_millis(random.random_range(0..200))).await;
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        for sender in senders {
            sender.await.unwrap();
        }
    }
    let process = setting.start().await;
    let stored = setting.stored(&process.base).await;
    let noted = noted.lock().unwrap();
    assert!(
        noted.len() > 25,
        "only {} batches were acknowledged",
        noted.len()
    );
    check(&stored, &noted);
    setting.rebuild_finds_no_difference();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_a_kill_sqlite() {
    killed_25_times(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_a_kill_postgres() {
    killed_25_times(Some(fresh_postgres().await)).await;
}

async fn stopped_5_times(database: Option<String>) {
    let setting = Arc::new(Setting::new(database));
    let noted = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..5 {
        let mut process = setting.start().await;
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..4)
            .map(|_| {
                let (setting, base) = (setting.clone(), process.base.clone());
                let (stop, noted) = (stop.clone(), noted.clone());
                tokio::spawn(async move { setting.send(base, stop, noted).await })
            })
            .collect();
        let before = noted.lock().unwrap().len();
        until(async || noted.lock().unwrap().len() >= before + 10).await;
        let id = process.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        // Ended by itself, and cleanly.
        assert!(process.child.wait().unwrap().success());
        stop.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.await.unwrap();
        }
    }
    let process = setting.start().await;
    check(&setting.stored(&process.base).await, &noted.lock().unwrap());
    drop(process);
    setting.rebuild_finds_no_difference();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_finishes_what_was_accepted_sqlite() {
    stopped_5_times(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_finishes_what_was_accepted_postgres() {
    stopped_5_times(Some(fresh_postgres().await)).await;
}

/// A database cluster of its own, which may be stopped without disturbing other tests.
struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    fn start() -> Self {
        let cluster = Self {
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
        };
        let path = cluster.folder.path();
        // The server refuses to run as root, and its own user has to reach the folder.
        let shell = |script: &str| {
            assert!(
                Command::new("sh")
                    .args(["-c", script])
                    .status()
                    .unwrap()
                    .success()
            );
        };
        shell(&format!(
            "chmod 755 {0}; [ $(id -u) != 0 ] || chown postgres {0}",
            path.display()
        ));
        cluster.run(
            "initdb",
            "-U coachlight -A trust -E UTF8 --locale=C >/dev/null",
        );
        cluster.up();
        cluster
    }

    fn run(&self, program: &str, arguments: &str) {
        let bin = surroundings("COACHLIGHT_TEST_POSTGRES_BIN");
        let script = format!(
            "{bin}/{program} -D {}/data {arguments}",
            self.folder.path().display()
        );
        let as_server = r#"if [ $(id -u) = 0 ]; then exec runuser -u postgres -- sh -c "$1"; else exec sh -c "$1"; fi"#;
        let status = Command::new("sh")
            .args(["-c", as_server, "sh", &script])
            .status()
            .unwrap();
        assert!(status.success(), "{script}");
    }

    fn up(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
            self.port
        );
        let log = self.folder.path().join("data/log");
        self.run(
            "pg_ctl",
            &format!("start -s -w -l {} -o '{options}'", log.display()),
        );
    }

    fn down(&self) {
        self.run("pg_ctl", "stop -s -m immediate");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.down();
    }
}

/// Sends one batch to one gateway until it is acknowledged, and notes it. While the database is
/// away the answer is 503 with the time to come back after, and never anything else; whether the
/// batch had been stored when the connection broke, the same batch again finds out.
async fn insist(
    setting: &Setting,
    base: &str,
    client: &reqwest::Client,
    refusals: &AtomicUsize,
) -> Vec<String> {
    let batch: Vec<Value> = (0..5)
        .map(|n| {
            let shared = "http://adlnet.gov/expapi/verbs/shared";
            with_id(statement("anna", shared, &format!("{n}")))
        })
        .collect();
    loop {
        let answer = client
            .post(format!("{base}/xapi/statements"))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(&batch)
            .send()
            .await
            .unwrap();
        match answer.status().as_u16() {
            200 => {
                return batch
                    .iter()
                    .map(|s| s["id"].as_str().unwrap().to_owned())
                    .collect();
            }
            status => {
                assert_eq!(status, 503);
                assert!(answer.headers().contains_key("retry-after"));
                refusals.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Two gateways, a database that is ended in the middle of their work five times.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_restarts_loses_nothing() {
    let cluster = Cluster::start();
    let address = format!("postgres://coachlight@127.0.0.1:{}/postgres", cluster.port);
    let setting = Arc::new(Setting::new(Some(address)));
    let processes = [setting.start().await, setting.start().await];
    let stop = Arc::new(AtomicBool::new(false));
    let noted = Arc::new(Mutex::new(Vec::new()));
    let refusals = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..4)
        .map(|number| {
            let base = processes[number % 2].base.clone();
            let (setting, stop) = (setting.clone(), stop.clone());
            let (noted, refusals) = (noted.clone(), refusals.clone());
            tokio::spawn(async move {
                let client = client();
                while !stop.load(Ordering::Relaxed) {
                    let ids = insist(&setting, &base, &client, &refusals).await;
                    noted.lock().unwrap().push(ids);
                }
            })
        })
        .collect();
    let client = client();
    for _ in 0..5 {
        let before = noted.lock().unwrap().len();
        until(async || noted.lock().unwrap().len() >= before + 20).await;
        cluster.down();
        let refused = refusals.load(Ordering::Relaxed);
        until(async || refusals.load(Ordering::Relaxed) >= refused + 4).await;
        let ready = format!("{}/readyz", processes[0].base);
        assert_eq!(client.get(ready).send().await.unwrap().status(), 503);
        cluster.up();
    }
    stop.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.await.unwrap();
    }
    let noted = noted.lock().unwrap().clone();
    let stored = setting.stored(&processes[1].base).await;
    check(&stored, &noted);
    assert_eq!(stored.len(), noted.len() * 5);
    setting.rebuild_finds_no_difference();
}
