//! Gateways in processes of their own, which can be killed and measured.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::waiting::until;
use super::{client, free_port};

/// A gateway in a process of its own.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) base: String,
}

/// Data and credentials of gateways in processes of their own.
pub(crate) struct Setting {
    folder: TempDir,
    database: Option<String>,
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Setting {
    pub(crate) fn new(database: Option<String>) -> Self {
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

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
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
            .env("COACHLIGHT_OUTBOUND__ALLOW_PRIVATE", "true")
            .stderr(Stdio::inherit());
        command
    }

    pub(crate) async fn start(&self) -> Process {
        self.start_at(free_port()).await
    }

    pub(crate) async fn start_at(&self, port: u16) -> Process {
        let base = format!("http://127.0.0.1:{port}");
        let listen = format!("127.0.0.1:{port}");
        let mut child = self
            .command(&["serve", "--listen", &listen])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let client = client();
        // Bounded by the test's own time limit: a gateway that never gets ready fails it.
        until(async || {
            let ended = child.try_wait().unwrap();
            assert_eq!(
                ended, None,
                "the gateway ended instead of starting at {port}"
            );
            let ready = client.get(format!("{base}/readyz")).send().await;
            ready.is_ok_and(|answer| answer.status() == 200)
        })
        .await;
        Process { child, base }
    }

    pub(crate) async fn stored(&self, base: &str) -> BTreeSet<String> {
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

    pub(crate) fn rebuild_finds_no_difference(&self) {
        let output = self.command(&["rebuild"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && text.contains("No difference"),
            "{text}"
        );
    }
}

impl Process {
    /// Bytes of memory that the process holds now.
    pub(crate) fn memory(&self) -> i64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kibibytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kibibytes.parse::<i64>().unwrap() * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Ended already where the test was about its end.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
