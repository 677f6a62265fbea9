//! What was acknowledged survives a kill, and a stop finishes what was accepted.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{client, free_port, fresh_postgres, statement, surroundings, with_id};

/// A gateway in a process of its own.
struct Process {
    child: Child,
    base: String,
}

struct Setting {
    folder: TempDir,
    database: Option<String>,
    key: String,
    secret: String,
}

impl Setting {
    fn new(database: Option<String>) -> Self {
        let mut setting = Self {
            folder: tempfile::tempdir().unwrap(),
            database,
            key: String::new(),
            secret: String::new(),
        };
        let made = setting
            .command(&["credential", "create", "Crash", "--scope", "all"])
            .output()
            .unwrap();
        let text = String::from_utf8(made.stdout).unwrap();
        let word = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().to_owned()
        };
        (setting.key, setting.secret) = (word("key"), word("secret"));
        setting
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coachlight"));
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(self.folder.path());
        command.env_remove("DATABASE_URL");
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", database);
        }
        command
            .env("COACHLIGHT_LOG__LEVEL", "error")
            .stderr(Stdio::null());
        command
    }

    async fn start(&self) -> Process {
        let port = free_port();
        let base = format!("http://127.0.0.1:{port}");
        let listen = format!("127.0.0.1:{port}");
        #[expect(
            clippy::zombie_processes,
            reason = "whoever gets the process waits for it"
        )]
        let child = self
            .command(&["serve", "--listen", &listen])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let client = client();
        // Bounded by the test's own time limit: a gateway that never gets ready fails it.
        loop {
            let ready = client.get(format!("{base}/readyz")).send().await;
            if ready.is_ok_and(|answer| answer.status() == 200) {
                return Process { child, base };
            }
            tokio::task::yield_now().await;
        }
    }

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

    async fn stored(&self, base: &str) -> BTreeSet<String> {
        let client = client();
        let mut path = "/xapi/statements?limit=0&ascending=true".to_owned();
        let mut found = BTreeSet::new();
        while !path.is_empty() {
            let answer = client
                .get(format!("{base}{path}"))
                .basic_auth(&self.key, Some(&self.secret))
                .header("X-Experience-API-Version", "1.0.3")
                .send()
                .await
                .unwrap();
            let body: Value = answer.json().await.unwrap();
            for statement in body["statements"].as_array().unwrap() {
                let id = statement["id"].as_str().unwrap().to_owned();
                assert!(found.insert(id), "a statement is served twice");
            }
            path = body["more"].as_str().unwrap().to_owned();
        }
        found
    }

    fn rebuild_finds_no_difference(&self) {
        let output = self.command(&["rebuild"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && text.contains("No difference"),
            "{text}"
        );
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
        while noted.lock().unwrap().len() == before {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..200))).await;
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        for sender in senders {
            sender.await.unwrap();
        }
    }
    let mut process = setting.start().await;
    let stored = setting.stored(&process.base).await;
    let noted = noted.lock().unwrap();
    assert!(
        noted.len() > 25,
        "only {} batches were acknowledged",
        noted.len()
    );
    check(&stored, &noted);
    setting.rebuild_finds_no_difference();
    process.child.kill().unwrap();
    process.child.wait().unwrap();
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
        while noted.lock().unwrap().len() < before + 10 {
            tokio::task::yield_now().await;
        }
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
    let mut process = setting.start().await;
    check(&setting.stored(&process.base).await, &noted.lock().unwrap());
    process.child.kill().unwrap();
    process.child.wait().unwrap();
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

/// While the database is down, senders are told to come back, and nothing acknowledged is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_restarts_loses_nothing() {
    let cluster = Cluster::start();
    let address = format!("postgres://coachlight@127.0.0.1:{}/postgres", cluster.port);
    let setting = Setting::new(Some(address));
    let mut process = setting.start().await;
    let client = client();
    let send = async |batch: &Value| {
        client
            .post(format!("{}/xapi/statements", process.base))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(batch)
            .send()
            .await
            .unwrap()
    };
    let fresh = || {
        with_id(statement(
            "anna",
            "http://adlnet.gov/expapi/verbs/shared",
            "x",
        ))
    };
    let mut noted = Vec::new();
    for _ in 0..3 {
        let batch = [fresh(), fresh()];
        assert_eq!(send(&batch.iter().cloned().collect()).await.status(), 200);
        cluster.down();
        let refused = send(&batch.iter().cloned().collect()).await;
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        let unready = client
            .get(format!("{}/readyz", process.base))
            .send()
            .await
            .unwrap();
        assert_eq!(unready.status(), 503);
        cluster.up();
        // The same batch again is neither stored twice nor refused.
        loop {
            match send(&batch.iter().cloned().collect())
                .await
                .status()
                .as_u16()
            {
                200 => break,
                status => assert_eq!(status, 503),
            }
        }
        noted.push(
            batch
                .iter()
                .map(|s| s["id"].as_str().unwrap().to_owned())
                .collect(),
        );
    }
    let stored = setting.stored(&process.base).await;
    check(&stored, &noted);
    assert_eq!(stored.len(), 6);
    setting.rebuild_finds_no_difference();
    process.child.kill().unwrap();
    process.child.wait().unwrap();
}
