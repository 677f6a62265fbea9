//! Forwardings and pulls whose ends are killed, and exports and imports, by the program itself.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::support::process::{Process, Setting};
use crate::support::waiting::until;
use crate::support::{client, free_port, fresh_postgres, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

fn succeeded(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

impl Setting {
    fn run(&self, arguments: &[&str]) -> String {
        succeeded(
            self.command(arguments)
                .stderr(Stdio::piped())
                .output()
                .unwrap(),
        )
    }

    async fn post(&self, base: &str, statements: &Value) -> reqwest::Result<reqwest::Response> {
        client()
            .post(format!("{base}/xapi/statements"))
            .basic_auth(&self.key, Some(&self.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(statements)
            .send()
            .await
    }

    /// Sends as many batches as `allowed` permits, each until it is taken, and ends when no more
    /// will be permitted. How much there is in the end depends on no machine's speed.
    async fn keep_sending(&self, base: &str, allowed: &Semaphore, sent: &AtomicUsize) {
        while let Ok(permit) = allowed.acquire().await {
            let batch: Vec<Value> = (0..20)
                .map(|n| with_id(statement("anna", SHARED, &format!("{n}"))))
                .collect();
            if let Ok(answer) = self.post(base, &json!(batch)).await
                && answer.status() == 200
            {
                sent.fetch_add(1, Ordering::Relaxed);
                permit.forget();
            }
            tokio::task::yield_now().await;
        }
    }

    /// Everything that is served, oldest first.
    async fn served(&self, base: &str) -> Vec<Value> {
        let mut path = "/xapi/statements?limit=0&ascending=true".to_owned();
        let mut found = Vec::new();
        while !path.is_empty() {
            let answer = self.get(base, &path).await;
            let mut body: Value = answer.json().await.unwrap();
            found.append(body["statements"].as_array_mut().unwrap());
            path = body["more"].as_str().unwrap().to_owned();
        }
        found
    }

    async fn get(&self, base: &str, path: &str) -> reqwest::Response {
        client()
            .get(format!("{base}{path}"))
            .basic_auth(&self.key, Some(&self.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .send()
            .await
            .unwrap()
    }
}

fn kill(mut process: Process) {
    process.child.kill().unwrap();
    process.child.wait().unwrap();
}

/// Batches that may be sent between two kills: many more than have arrived by then.
const BATCHES: usize = 60;

/// Statements flow from one to the other while each is killed three times. `forward`: the source
/// sends; else the copy fetches.
async fn killed_six_times(database: Option<String>, forward: bool) {
    let (source, copy) = if forward {
        (Setting::new(database), Setting::new(None))
    } else {
        (Setting::new(None), Setting::new(database))
    };
    let ports = [free_port(), free_port()];
    let mut processes = [
        Some(source.start_at(ports[0]).await),
        Some(copy.start_at(ports[1]).await),
    ];
    let bases = ports.map(|port| format!("http://127.0.0.1:{port}"));
    if forward {
        let endpoint = format!("{}/xapi/", bases[1]);
        let pair = ["--key", &copy.key, "--secret", &copy.secret];
        source.run(
            &[
                &["forward", "add", &endpoint, "--from", "everything"],
                &pair[..],
            ]
            .concat(),
        );
    } else {
        let endpoint = format!("{}/xapi/", bases[0]);
        let pair = ["--key", &source.key, "--secret", &source.secret];
        copy.run(&[&["pull", "add", &endpoint, "--every", "1"], &pair[..]].concat());
    }
    let (allowed, sent) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let source = Arc::new(source);
    let sender = {
        let (source, base) = (source.clone(), bases[0].clone());
        let (allowed, sent) = (allowed.clone(), sent.clone());
        tokio::spawn(async move { source.keep_sending(&base, &allowed, &sent).await })
    };
    for round in 0..6 {
        // The kill comes while statements flow: after some have arrived since the last one.
        let before = copy.stored(&bases[1]).await.len();
        allowed.add_permits(BATCHES);
        until(async || copy.stored(&bases[1]).await.len() >= before + 50).await;
        let end = round % 2;
        kill(processes[end].take().unwrap());
        let setting = if end == 0 { &*source } else { &copy };
        processes[end] = Some(setting.start_at(ports[end]).await);
    }
    allowed.close();
    sender.await.unwrap();
    let stored = source.stored(&bases[0]).await;
    assert!(stored.len() >= sent.load(Ordering::Relaxed) * 20);
    until(async || copy.stored(&bases[1]).await.len() >= stored.len()).await;
    assert_eq!(copy.stored(&bases[1]).await, stored);
    println!("{} statements", stored.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forwarding_loses_nothing_by_kills_sqlite() {
    killed_six_times(None, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forwarding_loses_nothing_by_kills_postgres() {
    killed_six_times(Some(fresh_postgres().await), true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_loses_nothing_by_kills_sqlite() {
    killed_six_times(None, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_loses_nothing_by_kills_postgres() {
    killed_six_times(Some(fresh_postgres().await), false).await;
}

/// The gateway that works on a forwarding dies; the other one takes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_gateway_takes_over_soon() {
    let (source, copy) = (
        Setting::new(Some(fresh_postgres().await)),
        Setting::new(None),
    );
    let target = copy.start().await;
    let first = source.start().await;
    let endpoint = format!("{}/xapi/", target.base);
    source.run(&[
        "forward",
        "add",
        &endpoint,
        "--key",
        &copy.key,
        "--secret",
        &copy.secret,
    ]);
    let send = async |base: &str| {
        let one = with_id(statement("anna", SHARED, "a"));
        assert_eq!(source.post(base, &one).await.unwrap().status(), 200);
    };
    send(&first.base).await;
    until(async || !copy.stored(&target.base).await.is_empty()).await;
    let second = source.start().await;
    // The first one has just sent and holds the lease still.
    send(&first.base).await;
    kill(first);
    let start = std::time::Instant::now();
    send(&second.base).await;
    until(async || copy.stored(&target.base).await.len() >= 3).await;
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
}

const CONTENT: &str = "the content of an attachment";

/// A history with a voided statement, an attachment, and line breaks in a statement's text.
async fn history(setting: &Setting, base: &str) -> (Value, Value) {
    let sha2 = coachlight::seal::hex(&coachlight::seal::sha256(CONTENT.as_bytes()));
    let voided = with_id(statement("anna", SHARED, "a"));
    let mut voiding = with_id(statement("anna", VOIDED, "x"));
    voiding["object"] = json!({ "objectType": "StatementRef", "id": voided["id"] });
    let mut attached = with_id(statement("anna", SHARED, "attached"));
    attached["attachments"] = json!([{
        "usageType": "https://example.org/usage", "display": { "en": "A text" },
        "contentType": "text/plain", "length": CONTENT.len(), "sha2": sha2
    }]);
    let list = serde_json::to_string_pretty(&json!([voided, attached, voiding])).unwrap();
    let body = format!(
        "--b\r\nContent-Type: application/json\r\n\r\n{list}\r\n--b\r\nContent-Type: text/plain\r\n\
         Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n{CONTENT}\r\n--b--\r\n"
    );
    let answer = client()
        .post(format!("{base}/xapi/statements"))
        .basic_auth(&setting.key, Some(&setting.secret))
        .header("X-Experience-API-Version", "1.0.3")
        .header("Content-Type", "multipart/mixed; boundary=b")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    (voided, attached)
}

fn lines(file: &Path) -> usize {
    std::fs::read_to_string(file).unwrap().lines().count()
}

async fn export_and_import(database: Option<String>, copy: Option<String>) {
    let (source, copy) = (Setting::new(database), Setting::new(copy));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("log.jsonl");
    let name = file.to_str().unwrap();
    let process = source.start().await;
    let (voided, attached) = history(&source, &process.base).await;
    source.run(&["export", "--output", name]);
    assert_eq!(lines(&file), 3);
    // Not over one that exists; with --resume what came since is added, and half a line is mended.
    let again = source
        .command(&["export", "--output", name])
        .output()
        .unwrap();
    assert!(!again.status.success());
    let more: Vec<Value> = (0..3000)
        .map(|n| with_id(statement("ben", SHARED, &format!("{n}"))))
        .collect();
    for part in more.chunks(1000) {
        assert_eq!(
            source
                .post(&process.base, &json!(part))
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 10]).unwrap();
    source.run(&["export", "--output", name, "--resume"]);
    assert_eq!(lines(&file), 3003);
    let only = source.run(&["export", "--output", "-", "--verb", VOIDED]);
    assert_eq!(only.lines().count(), 1);

    let text = copy.run(&["import", name, "--trust-authority"]);
    assert!(
        text.contains("3003 stored, 0 already there, 0 refused"),
        "{text}"
    );
    let text = copy.run(&["import", name, "--trust-authority"]);
    assert!(
        text.contains("0 stored, 3003 already there, 0 refused"),
        "{text}"
    );
    let other = copy.start().await;
    let without_stored = |mut statements: Vec<Value>| {
        for statement in &mut statements {
            statement.as_object_mut().unwrap().remove("stored");
        }
        statements
    };
    assert_eq!(
        without_stored(copy.served(&other.base).await),
        without_stored(source.served(&process.base).await)
    );
    let id = voided["id"].as_str().unwrap();
    let path = format!("/xapi/statements?statementId={id}");
    assert_eq!(copy.get(&other.base, &path).await.status(), 404);
    let id = attached["id"].as_str().unwrap();
    let path = format!("/xapi/statements?statementId={id}&attachments=true");
    assert!(
        copy.get(&other.base, &path)
            .await
            .text()
            .await
            .unwrap()
            .contains(CONTENT)
    );
    drop(other);
    copy.rebuild_finds_no_difference();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_answers_alike_when_imported_sqlite() {
    export_and_import(None, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_answers_alike_when_imported_postgres() {
    export_and_import(Some(fresh_postgres().await), Some(fresh_postgres().await)).await;
}

/// A made-up history of some thousand statements, which have no identifiers but are known again.
fn generate(file: &Path) -> usize {
    let out = std::fs::File::create(file).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_coachlight"))
        .args([
            "generate",
            "--people",
            "200",
            "--months",
            "2",
            "--until",
            "2026-10-01",
        ])
        .env_remove("DATABASE_URL")
        .stdout(out)
        .status()
        .unwrap();
    assert!(status.success());
    lines(file)
}

/// An import is killed three times, beside a gateway that serves, and run to its end.
async fn import_is_killed(database: Option<String>) {
    let setting = Setting::new(database);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.jsonl");
    let expected = generate(&file);
    assert!(expected > 3000, "{expected}");
    let process = setting.start().await;
    let name = file.to_str().unwrap();
    let note = folder.path().join("history.jsonl.import");
    for _ in 0..3 {
        let before = std::fs::read(&note).ok();
        let mut import = setting
            .command(&["import", name])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while std::fs::read(&note).ok() == before && import.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        assert!(
            import.try_wait().unwrap().is_none(),
            "it ended before it was killed"
        );
        import.kill().unwrap();
        import.wait().unwrap();
    }
    assert!(note.exists());
    let text = setting.run(&["import", name]);
    assert!(text.contains(" 0 refused"), "{text}");
    assert!(!note.exists());
    // Some are sent twice, as apps do; what is voided is stored and not served.
    let text = std::fs::read_to_string(&file).unwrap();
    let statements: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let distinct: BTreeSet<String> = statements
        .iter()
        .enumerate()
        .map(|(line, one)| {
            one["id"]
                .as_str()
                .map_or_else(|| line.to_string(), str::to_owned)
        })
        .collect();
    let voided: BTreeSet<&str> = statements
        .iter()
        .filter(|one| one["verb"]["id"] == VOIDED)
        .filter_map(|one| one["object"]["id"].as_str())
        .collect();
    let served = setting.stored(&process.base).await.len();
    assert_eq!(served + voided.len(), distinct.len());
    let text = setting.run(&["import", name]);
    assert!(
        text.contains(&format!("0 stored, {expected} already there")),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_sqlite() {
    import_is_killed(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_postgres() {
    import_is_killed(Some(fresh_postgres().await)).await;
}

#[test]
fn refused_lines_are_named_and_the_rest_is_imported() {
    let setting = Setting::new(None);
    let folder = TempDir::new().unwrap();
    let (file, report) = (
        folder.path().join("some.jsonl"),
        folder.path().join("report"),
    );
    let good = with_id(statement("anna", SHARED, "a"));
    let mut contradiction = statement("anna", VOIDED, "a");
    contradiction["id"] = good["id"].clone();
    let twice = r#"{"actor":{"mbox":"mailto:a@example.org"},"actor":{}}"#;
    let text = format!(
        "{good}\n{{\"actor\":}}\n\n{twice}\n{}\n{contradiction}\n{good}\n",
        json!({})
    );
    std::fs::write(&file, text).unwrap();
    let arguments = [
        "import",
        file.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
    ];
    let output = setting.command(&arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("1 stored, 1 already there, 4 refused"),
        "{said}"
    );
    let lines: Vec<u64> = std::fs::read_to_string(&report)
        .unwrap()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["line"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(lines, [2, 4, 5, 6]);
}

#[test]
fn feeds_are_tended_on_the_command_line() {
    let setting = Setting::new(None);
    let pair = ["--key", "key", "--secret", "secret"];
    let add = |kind: &str, endpoint: &str, more: &[&str]| {
        setting
            .run(&[&[kind, "add", endpoint], &pair[..], more].concat())
            .trim()
            .to_owned()
    };
    let filter = [
        "--verb",
        SHARED,
        "--paused",
        "--agent",
        r#"{"mbox":"mailto:a@example.org"}"#,
    ];
    let forward = add("forward", "https://lrs.example.org/xapi", &filter);
    let pull = add(
        "pull",
        "https://lrs.example.org/xapi/",
        &["--trust-authority", "--paused"],
    );
    let listed = |kind: &str| -> Value {
        serde_json::from_str(&setting.run(&[kind, "list", "--json"])).unwrap()
    };
    assert_eq!(listed("forward")[0]["id"], json!(forward));
    assert_eq!(
        listed("forward")[0]["endpoint"],
        "https://lrs.example.org/xapi/"
    );
    assert_eq!(listed("forward")[0]["terms"]["verbs"], json!([SHARED]));
    assert_eq!(listed("pull").as_array().unwrap().len(), 1);
    assert!(setting.run(&["forward", "list"]).contains("paused"));
    setting.run(&["pull", "retry", &pull]);
    setting.run(&["pull", "remove", &pull]);
    assert_eq!(listed("pull"), json!([]));
    for wrong in [
        &["forward", "add", "http://10.0.0.1/xapi"][..],
        &["forward", "add", "ftp://lrs.example.org/"],
        &[
            "forward",
            "add",
            "https://lrs.example.org/",
            "--verb",
            "shared",
        ],
        &[
            "forward",
            "add",
            "https://lrs.example.org/",
            "--agent",
            "{}",
        ],
    ] {
        let mut command = setting.command(&[wrong, &pair[..]].concat());
        command.env("COACHLIGHT_OUTBOUND__ALLOW_PRIVATE", "false");
        assert!(!command.output().unwrap().status.success(), "{wrong:?}");
    }
    assert!(
        !setting
            .command(&["pull", "pause", &forward])
            .output()
            .unwrap()
            .status
            .success()
    );
}

/// Rows for analysis, as the API gives them.
async fn rows(database: Option<String>) {
    let setting = Setting::new(database);
    let folder = TempDir::new().unwrap();
    let named = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let process = setting.start().await;
    let link = "https://coachlight.org/xapi/extensions/competency-link";
    let group = json!({
        "id": "https://app.example.org/groups/1",
        "definition": { "type": "http://activitystrea.ms/group" }
    });
    let by = |who: &str, verb: &str, object: Value| {
        let mut act = with_id(statement(who, verb, "notes/1"));
        act["object"] = object;
        act["context"] = json!({
            "contextActivities": { "grouping": [group] },
            "extensions": { link: ["https://app.example.org/c/1"] }
        });
        act
    };
    let note = json!({
        "id": "https://app.example.org/notes/1",
        "definition": { "type": "http://activitystrea.ms/note" }
    });
    let create = "http://activitystrea.ms/create";
    let acts = json!([by("coach", create, group.clone()), by("anna", create, note)]);
    assert_eq!(
        setting.post(&process.base, &acts).await.unwrap().status(),
        200
    );
    let written = named("facts.ndjson");
    // Beside the running gateway, as soon as facts are derived.
    loop {
        setting.run(&["export", "facts", "--output", &written, "--force"]);
        if lines(Path::new(&written)) > 0 {
            break;
        }
    }
    let text = std::fs::read_to_string(&written).unwrap();
    let row: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(row["competency"], "https://app.example.org/c/1");
    assert_eq!(row["statement"], acts[1]["id"]);
    // Not over one that exists, and not in a format that nobody has named.
    for refused in [
        ["export", "facts", "--output", &written],
        ["export", "facts", "--output", &named("facts.doc")],
        ["export", "progress", "--output", "-"],
    ] {
        let refused = setting.command(&refused).output().unwrap();
        assert!(!refused.status.success());
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(std::fs::read_to_string(&written).unwrap(), text);
    let parquet = named("progress.parquet");
    setting.run(&["export", "progress", "--output", &parquet]);
    assert!(std::fs::read(&parquet).unwrap().starts_with(b"PAR1"));
    let csv = [
        "export",
        "progress",
        "--output",
        "-",
        "--format",
        "csv",
        "--pseudonyms",
    ];
    let csv = setting.run(&csv);
    assert!(csv.contains("https://app.example.org/c/1"), "{csv}");
    assert!(!csv.contains(row["person"].as_str().unwrap()), "{csv}");
    let log = setting.run(&["audit", "list"]);
    assert!(
        log.contains("export-made") && log.contains("command line"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_exported_sqlite() {
    rows(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_exported_postgres() {
    rows(Some(fresh_postgres().await)).await;
}
