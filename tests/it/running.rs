//! The program as its operator runs it: settings, their errors, and what it warns of.

use std::path::Path;
use std::process::{Command, Output};

use coachlight::config::{Config, Flags};

fn coachlight(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coachlight"));
    command.current_dir(folder).env_remove("DATABASE_URL");
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_unknown_setting_names_the_nearest_known_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coachlight.toml");
    for (text, wrong, known) in [
        ("lisen = \"127.0.0.1:0\"\n", "lisen", "listen"),
        ("[limits]\nbatchs = 3\n", "batchs", "batch"),
        (
            "[sso]\nissuer = \"http://idp.example.org\"\n",
            "sso.issuer",
            "https",
        ),
        (
            "time_zone = \"Mars/Olympus\"\n",
            "time_zone",
            "Europe/Berlin",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = coachlight(folder.path())
            .args(["migrate", "--config"])
            .arg(&file)
            .output()
            .unwrap();
        let text = said(&output);
        assert!(!output.status.success());
        assert!(text.contains(wrong) && text.contains(known), "{text}");
    }
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str| folder.path().join(name).join("coachlight.db").exists();
    std::fs::write(
        folder.path().join("coachlight.toml"),
        "data_dir = \"file\"\n",
    )
    .unwrap();
    let run = |command: &mut Command| {
        let output = command.arg("migrate").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    run(&mut coachlight(folder.path()));
    assert!(made("file"));
    run(coachlight(folder.path()).env("COACHLIGHT_DATA_DIR", "environment"));
    assert!(made("environment"));
    run(coachlight(folder.path())
        .env("COACHLIGHT_DATA_DIR", "neither")
        .args(["--data-dir", "flag"]));
    assert!(made("flag") && !made("neither"));
}

#[test]
fn a_nested_setting_of_the_environment_is_read_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let output = coachlight(folder.path())
        .env("COACHLIGHT_SSO__ISSUER", "http://login.example.org")
        .arg("migrate")
        .output()
        .unwrap();
    let text = said(&output);
    assert!(
        !output.status.success() && text.contains("sso.issuer"),
        "{text}"
    );
    let output = coachlight(folder.path())
        .env("COACHLIGHT_LIMITS__BATCHES", "3")
        .arg("migrate")
        .output()
        .unwrap();
    let text = said(&output);
    assert!(
        !output.status.success() && text.contains("`batch`"),
        "{text}"
    );
}

#[test]
fn the_example_holds_every_setting_with_its_default() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.toml");
    std::fs::write(&empty, "").unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("coachlight.example.toml");
    let shown = |file: &Path| {
        let flags = Flags {
            config: Some(file.into()),
            ..Flags::default()
        };
        let config = Config {
            file: None,
            ..Config::load(&flags).unwrap()
        };
        format!("{config:#?}")
    };
    assert_eq!(shown(&example), shown(&empty));
    // Those without a default stand there as comments.
    let text = std::fs::read_to_string(&example).unwrap();
    let fields = shown(&empty);
    let fields = fields
        .lines()
        .filter_map(|line| line.trim().split_once(": "));
    for (name, _) in fields.filter(|(name, _)| *name != "file") {
        let held = text.lines().any(|line| {
            let line = line.trim_start_matches("# ");
            line.starts_with(&format!("{name} = "))
                || line == format!("[{name}]")
                || line.ends_with(&format!(".{name}]]"))
                || line.contains(&format!(".{name}."))
        });
        assert!(held, "{name} is not in the example");
    }
}

#[cfg(unix)]
#[test]
fn files_with_secrets_that_others_can_read_are_warned_of() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coachlight.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:0\"\n[metrics]\ntoken = \"t\"\n",
    )
    .unwrap();
    let warned = |mode: u32| {
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        let mut process = coachlight(folder.path())
            .arg("serve")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let until_ready: Vec<String> = lines
            .map(Result::unwrap)
            .take_while(|line| !line.contains("serving"))
            .collect();
        process.kill().unwrap();
        process.wait().unwrap();
        until_ready
            .iter()
            .filter(|line| line.contains("chmod"))
            .count()
    };
    assert_eq!(warned(0o644), 1);
    assert_eq!(warned(0o600), 0);
    let data = folder.path().join("data");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("coachlight.key")), 0o600);
    assert_eq!(mode(&data.join("coachlight.db")), 0o600);
    for path in [
        data.clone(),
        data.join("coachlight.key"),
        data.join("coachlight.db"),
    ] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    assert_eq!(warned(0o600), 2);
}
