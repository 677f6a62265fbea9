//! Pages on paper: what a browser prints of them.

use std::process::Command;

use coachlight::sso::{Role, Roles};
use fantoccini::Client;
use serde_json::Value;

use crate::pages::{COACH, organisation, pages};
use crate::support::browser::{browser, printed, widen};

/// The words of a PDF in the order of reading, however its lines are broken.
fn words(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().unwrap();
        if line.len() + word.len() < 100 {
            line.push_str(word);
            line.push(' ');
        } else {
            lines.push(format!("{word} "));
        }
    }
    lines.join("\n")
}

/// What can be pressed on a page: the labels of several words, which nothing else says.
async fn pressed(window: &Client) -> Vec<String> {
    let script = "return Array.from(document.querySelectorAll('button, .button'), \
                  it => it.textContent.trim())";
    let found = window.execute(script, Vec::new()).await.unwrap();
    let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
    let found: Vec<String> = found
        .filter(|it| it.contains(' '))
        .map(str::to_owned)
        .collect();
    assert!(!found.is_empty(), "nothing can be pressed");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_printed_without_what_only_a_screen_needs() {
    let app = organisation(None).await;
    let pages = pages(&app).await;
    let window = browser().await;
    let link = app.link(COACH, Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    widen(&window, 1200).await;
    for name in ["group", "person", "review"] {
        let (_, path) = pages.iter().find(|(own, _)| *own == name).unwrap();
        window.goto(&format!("{}{path}", app.base)).await.unwrap();
        let text = words(&printed(&window).await);
        let mut screens = vec!["Skip to content".to_owned(), "Take it along".to_owned()];
        screens.extend(pressed(&window).await);
        let flat = text.replace('\n', "");
        for screen in screens {
            assert!(!flat.contains(&screen), "{screen} in {text}");
        }
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            snapshot_path => "snapshots/pages",
            filters => vec![(r"Coachlight \d+\.\d+\.\d+", "Coachlight [version]")],
        }, {
            insta::assert_snapshot!(format!("{name}.printed"), text);
        });
    }
    window.close().await.unwrap();
}
