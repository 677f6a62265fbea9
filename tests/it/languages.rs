//! Every language that lies in its folder can be read in.

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::asker::{Asker, texts};
use crate::support::{Answer, both};

/// The tags of the files, in their order.
fn tags() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/i18n");
    let mut tags: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    tags.sort();
    tags
}

async fn put(reader: &Asker<'_>, body: Value) -> Answer {
    let request = reader.request(Method::PUT, "/api/v1/me/settings");
    Answer::of(request.body(body.to_string())).await
}

both! {
    async fn every_language_is_offered_and_holds_once_it_is_chosen(app: TestApp) {
        let reader = Asker::of(&app, "anna", Roles::default()).await;
        let page = reader.page("/me/settings").await;
        assert_eq!(texts(&page, "select option").len(), tags().len() + 1);
        assert!(tags().len() >= 2);
        for tag in tags() {
            // Whatever the browser asks for.
            let reader = Asker::of(&app, "anna", Roles::default()).await.speaking("x-none");
            let before = reader.page("/me/settings").await;
            let option = format!("<option value=\"{tag}\" lang=\"{tag}\"");
            assert!(before.contains(&option), "{tag}");
            let chosen = reader.post("/me/settings", &[("language", tag.as_str())]).await;
            assert_eq!(chosen.status, 303, "{}", chosen.body);
            for path in ["/me/settings", "/me/privacy", "/problems/conflict", "/groups/x"] {
                let shown = reader.get(path).await.body;
                let shown = shown.as_str().unwrap();
                assert!(shown.contains(&format!("<html lang=\"{tag}\"")), "{path}: {shown}");
            }
            let after = reader.page("/me/settings").await;
            assert!(after.contains(&format!("{option} selected")), "{after}");
            let settings = reader.get("/api/v1/me/settings").await.body;
            assert_eq!(settings["language"], json!(tag));
            assert_eq!(settings["languages"], json!(tags()));
        }
        // Without a choice the browser's holds.
        assert_eq!(reader.post("/me/settings", &[("language", "")]).await.status, 303);
        for asked in ["de", "en"] {
            let reader = Asker::of(&app, "anna", Roles::default()).await.speaking(asked);
            let page = reader.page("/me/settings").await;
            assert!(page.contains(&format!("<html lang=\"{asked}\"")), "{page}");
        }
    }

    async fn a_language_is_chosen_beside_the_zone_and_one_there_is_not_is_refused(app: TestApp) {
        let reader = Asker::of(&app, "cora", Roles::of(Role::Coach)).await;
        let chosen = put(&reader, json!({ "time_zone": "Asia/Tokyo", "language": "de" })).await;
        assert_eq!((chosen.status.as_u16(), &chosen.body["language"]), (200, &json!("de")));
        // A form of one leaves the other as it is.
        assert_eq!(reader.post("/me/settings", &[("language", "en")]).await.status, 303);
        let settings = reader.get("/api/v1/me/settings").await.body;
        assert_eq!((&settings["language"], &settings["chosen"]), (&json!("en"), &json!("Asia/Tokyo")));
        assert_eq!(reader.post("/me/settings", &[("zone", "Lima")]).await.status, 303);
        let settings = reader.get("/api/v1/me/settings").await.body;
        assert_eq!((&settings["language"], &settings["chosen"]), (&json!("en"), &json!("America/Lima")));
        for wrong in ["tlh", "DE", "../de", "d"] {
            let refused = put(&reader, json!({ "time_zone": null, "language": wrong })).await;
            assert_eq!(refused.problem(), (400, "/problems/bad-request", vec![]));
            assert!(refused.body["detail"].as_str().unwrap().contains("de, en"), "{}", refused.body);
            assert_eq!(reader.post("/me/settings", &[("language", wrong)]).await.status, 400);
        }
        let letters = reader.request(Method::PUT, "/api/v1/me/digest/subscription");
        let letters = Answer::of(letters.body(json!({ "email": true, "language": "tlh" }).to_string())).await;
        assert_eq!(letters.problem(), (400, "/problems/bad-request", vec![]));
        let settings = reader.get("/api/v1/me/settings").await.body;
        assert_eq!((&settings["language"], &settings["chosen"]), (&json!("en"), &json!("America/Lima")));
    }
}
