//! Why something was not done: people are told it in the language of their page, programs always in
//! English.

use coachlight::sso::{Role, Roles};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, TestApp, both};

impl TestApp {
    /// What a person with a German browser is answered.
    async fn in_german(&self, cookie: &str, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let address = format!("{}{path}", self.base);
        let request = match form {
            Some(form) => self.client.post(address).form(form),
            None => self.client.get(address),
        };
        let request = request.header("Cookie", cookie);
        let request = request.header("Accept", "text/html");
        Answer::of(request.header("Accept-Language", "de")).await
    }
}

fn says(answer: &Answer, texts: &[&str]) {
    let page = answer.body.as_str().unwrap();
    for text in texts {
        assert!(page.contains(text), "no {text:?} in {page}");
    }
}

both! {
    async fn a_german_page_refuses_in_german(app: TestApp) {
        let cookie = app.session("learner", Roles::default()).await;
        let inbox = app.in_german(&cookie, "/today", None).await;
        assert_eq!(inbox.status, 403);
        says(&inbox, &["lang=\"de\"", "Das dürfen Sie nicht", "Diese Seite ist für Coachs."]);
        let nowhere = format!("/groups/{}", Uuid::nil());
        let missing = app.in_german(&cookie, &nowhere, None).await;
        assert_eq!(missing.status, 404);
        says(&missing, &["Hier gibt es nichts", "oder nichts, was Sie sehen dürfen"]);
        // An address that cannot be read at all is one at which there is nothing.
        says(&app.in_german(&cookie, "/groups/x", None).await, &["Hier gibt es nichts"]);
        let used = app.in_german("", "/sign-in/link/none", None).await;
        says(&used, &["Sie sind nicht angemeldet", "Dieser Link wurde schon benutzt"]);
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let browser = app.in_german(&admin, "/admin/statements?id=7", None).await;
        assert_eq!(browser.status, 400);
        says(&browser, &["Die Kennung ist keine UUID."]);
        let explained = app.in_german("", "/problems/too-large", None).await;
        says(&explained, &["Der Inhalt ist zu groß", "Senden Sie weniger Statements auf einmal."]);
    }

    async fn what_only_the_domain_refuses_is_told_in_the_language_too(app: TestApp) {
        let cookie = app.session("learner", Roles::default()).await;
        let (person, goal) = (app.person("learner").await, Uuid::nil());
        let path = format!("/people/{person}/goals/{goal}/progress");
        let page = app.in_german(&cookie, &path, Some(&[("percent", "101")])).await;
        assert_eq!(page.status, 400);
        says(&page, &["Wie weit es ist, ist eine Zahl von 0 bis 100."]);
        let request = app.client.post(format!("{}/api/v1{path}", app.base));
        let request = request.header("Cookie", &cookie).header("Accept-Language", "de");
        let told = Answer::of(request.json(&json!({ "percent": 101 }))).await;
        assert_eq!(told.body["type"], "/problems/bad-request");
        let detail = &told.body["detail"];
        assert_eq!(*detail, Value::from("How far it is (percent) is a number from 0 to 100."));
    }
}
