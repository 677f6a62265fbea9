//! Documents, as other programs read them.

use std::path::Path;
use std::process::Command;

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::json;

use super::{fetch, filled, request};
use crate::support::{Answer, both};

/// What a program says of a file.
fn told(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .args(if program == "pdftotext" {
            &["-"][..]
        } else {
            &[]
        })
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    // Titles within the structure come in the encoding of the file.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

both! {
    async fn a_review_is_printed_as_text_that_everybody_can_read(app: TestApp) {
        filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let ben = app.person("ben").await;
        let reviews = format!("/api/v1/people/{ben}/reviews");
        let made = request(&app, &coach, Method::POST, &reviews).json(&json!({ "day": "2099-01-04" }));
        let made = Answer::of(made).await;
        assert!(made.status.is_success(), "{}", made.body);
        let review = made.body["id"].as_str().unwrap().to_owned();
        let notes = "Größe, Übung und Maß.\n".repeat(120);
        let goals: Vec<_> = (0..60).map(|number| json!({ "title": format!("Ziel {number}") })).collect();
        let held = request(&app, &coach, Method::PUT, &format!("{reviews}/{review}"))
            .json(&json!({ "record": { "notes": notes, "goals": goals } }));
        let held = Answer::of(held).await;
        assert!(held.status.is_success(), "{}", held.body);

        let path = format!("/exports/now?what=review&person={ben}&review={review}&format=pdf");
        let printed = fetch(&app, &coach, &path, "de").await;
        assert_eq!(printed.headers["content-type"], "application/pdf");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("review.pdf");
        std::fs::write(&file, &printed.bytes).unwrap();

        let text = told("pdftotext", &["-layout"], &file);
        for part in ["Ben Müller; \"B\", jr.", "Größe, Übung und Maß.", "Ziel 59", "Datum, Unterschrift", "Seite 1 von "] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let about = told("pdfinfo", &[], &file);
        assert!(about.contains("Tagged:          yes"), "{about}");
        assert!(about.contains("A4"), "{about}");
        let pages = about.lines().find_map(|line| line.strip_prefix("Pages:"));
        assert!(pages.unwrap().trim().parse::<usize>().unwrap() > 3, "{about}");
        // Each font is embedded, in part, and says which letters its signs are.
        let fonts = told("pdffonts", &[], &file);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        assert_eq!(fonts.len(), 2, "{fonts:?}");
        for font in fonts {
            assert!(font.contains("NotoSans") && font.contains("yes yes yes"), "{font}");
        }
        let structure = told("pdfinfo", &["-struct"], &file);
        for part in ["H1", "H2", "LI", "P (block)"] {
            assert!(structure.contains(part), "{part} in {structure}");
        }
        // Not for somebody else's eyes.
        let other = app.session("coach2", Roles::of(Role::Coach)).await;
        assert_eq!(fetch(&app, &other, &path, "de").await.status, 404);
    }

    async fn a_tables_heading_stands_on_each_page(app: TestApp) {
        let group = filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let path = format!("/exports/now?what=group&group={group}&window=90&format=pdf");
        let printed = fetch(&app, &coach, &path, "en").await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("group.pdf");
        std::fs::write(&file, &printed.bytes).unwrap();
        let text = told("pdftotext", &["-layout"], &file);
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert!(pages.len() > 1, "{text}");
        for page in &pages[1..] {
            assert!(page.contains("Contributions"), "{page}");
        }
        let structure = told("pdfinfo", &["-struct"], &file);
        assert_eq!(structure.matches("Table").count(), 2, "{structure}");
        // A heading that is repeated is none for whoever has the document read to them.
        assert_eq!(structure.matches("THead").count(), 2, "{structure}");
    }
}
