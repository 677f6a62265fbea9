//! What people do about a number on its page: the person disagrees, a coach answers, rates, and says
//! beside it what it should be.

use coachlight::sso::Roles;
use serde_json::json;

use super::pages::{Page, fill, one};
use super::{NEGOTIATION, Scene, group, sent};
use crate::support::asker::Asker;
use crate::support::both;

impl Scene<'_> {
    /// Where anna's number of a competency is explained.
    async fn why(&self) -> String {
        let key = self.progress(NEGOTIATION).await["key"].clone();
        format!("/people/{}/competencies/{key}", self.anna)
    }
}

both! {
    async fn a_person_disagrees_at_the_number_and_the_coach_answers(app: TestApp) {
        let scene = Scene::new(&app).await;
        let rated = scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 1 })).await;
        let (why, all) = (scene.why().await, format!("/people/{}/disagreements", scene.anna));
        // The way there stands at the number on one's own page, and says so to nobody else yet.
        let me = scene.page("anna", "/me").await;
        assert!(me.html.contains(&format!("{why}#disagree")), "{}", me.html);
        let person = format!("/people/{}", scene.anna);
        assert!(!scene.page("coach", &person).await.html.contains("#disagree"));
        assert!(scene.page("coach", &why).await.all("#disagree").is_empty());

        let page = scene.page("anna", &why).await;
        let mut fields = page.fields(&format!("form[action='{all}']"));
        fill(&mut fields, "statement", 0, rated["statement"].as_str().unwrap());
        let empty = scene.submit("anna", &all, &fields).await;
        assert_eq!(empty.status, 400);
        assert!(!empty.all(".fault").is_empty());
        fill(&mut fields, "text", 0, "That was <b>not</b> me.");
        assert_eq!(scene.submit("coach", &all, &fields).await.status, 403);
        assert_eq!(scene.submit("bo", &all, &fields).await.status, 404);
        let said = scene.submit("anna", &all, &fields).await;
        assert_eq!(said.status, 303);

        // The inbox leads to it; it stands at the number, too.
        let today = scene.page("coach", "/today").await;
        assert!(today.html.contains(&format!("href=\"{all}\"")), "{}", today.html);
        assert!(scene.page("coach", &person).await.html.contains(&format!("{why}#disagree")));
        let page = scene.page("coach", &all).await;
        assert_eq!(page.all("blockquote"), ["That was <b>not</b> me."]);
        assert_eq!(page.all("li .chip"), ["Waits for an answer"]);
        let answer = page.actions("form[action$='/answer']").remove(0);
        assert!(scene.page("coach", &why).await.html.contains(&answer));
        assert_eq!(scene.submit("coach", &answer, &one("text", " ")).await.status, 400);
        assert_eq!(scene.submit("coach2", &answer, &one("text", "x")).await.status, 404);
        assert_eq!(scene.submit("coach", &answer, &one("text", "I look into it.")).await.status, 303);
        let page = scene.page("anna", &why).await;
        assert_eq!(page.all("#disagree blockquote"), ["That was <b>not</b> me.", "I look into it."]);
        assert_eq!(page.all("#disagree .chip"), ["Answered"]);
        let close = page.actions("#disagree form[action$='/close']").remove(0);
        assert_eq!(scene.submit("anna", &close, &[]).await.status, 303);
        let page = scene.page("coach", &all).await;
        assert!(page.all("li .chip")[0].starts_with("Settled on"), "{}", page.html);
        assert!(page.actions("form[action$='/answer']").is_empty());
        assert_eq!(scene.submit("coach", &answer, &one("text", "Late")).await.status, 400);
    }

    async fn a_coach_rates_and_pins_on_the_page_of_the_number(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 1 })).await;
        let before = scene.progress(NEGOTIATION).await;
        let why = scene.why().await;
        for form in ["rating", "pin"] {
            let path = format!("{why}/{form}");
            assert!(scene.page("anna", &why).await.actions(&format!("form[action='{path}']")).is_empty());
            assert_eq!(scene.page("coach", &why).await.actions(&format!("form[action='{path}']")).len(), 1);
            assert_eq!(scene.submit("coach2", &path, &one("level", "2")).await.status, 404);
            assert_eq!(scene.submit("anna", &path, &[one("level", "2"), one("reason", "x")].concat()).await.status, 403);
            assert_eq!(scene.submit("coach", &path, &one("level", "")).await.status, 400);
        }
        let pin = [one("level", "4"), one("reason", "Led the talks"), one("until", "2099-01-01")].concat();
        assert_eq!(scene.submit("coach", &format!("{why}/pin"), &pin).await.status, 303);
        // It stands beside the number for both, and changes nothing in it.
        for who in ["anna", "coach"] {
            let page = scene.page(who, &why).await;
            assert_eq!(page.all("#word blockquote"), ["Led the talks"], "{who}");
            let path = if who == "anna" { "/me".to_owned() } else { format!("/people/{}", scene.anna) };
            assert!(scene.page(who, &path).await.all(".competency .chip").contains(&"Coach: Level 4".to_owned()));
        }
        let mut after = scene.progress(NEGOTIATION).await;
        after["pins"] = json!([]);
        assert_eq!(after, before);
        let end = scene.page("coach", &why).await.actions("#word form[action$='/end']").remove(0);
        assert_eq!(scene.submit("anna", &end, &[]).await.status, 403);
        assert_eq!(scene.submit("coach", &end, &[]).await.status, 303);
        assert!(scene.page("anna", &why).await.all("#word").is_empty());

        let rating = [one("level", "3"), one("note", "Well done")].concat();
        assert_eq!(scene.submit("coach", &format!("{why}/rating"), &rating).await.status, 303);
        app.projected().await;
        assert_ne!(scene.progress(NEGOTIATION).await["shown"], before["shown"]);
    }

    async fn hints_and_reflections_stand_on_a_page_of_the_person(app: TestApp) {
        let scene = Scene::new(&app).await;
        let hints = format!("/people/{}/hints", scene.anna);
        let reflections = format!("/people/{}/reflections", scene.anna);
        assert_eq!(scene.submit("coach", &hints, &one("text", " ")).await.status, 400);
        assert_eq!(scene.submit("anna", &hints, &one("text", "x")).await.status, 403);
        assert_eq!(scene.submit("coach2", &hints, &one("text", "x")).await.status, 404);
        assert_eq!(scene.submit("coach", &hints, &one("text", "Ask first.")).await.status, 303);
        assert_eq!(scene.submit("coach", &reflections, &one("text", "x")).await.status, 403);
        let thought = [one("title", "Talks"), one("text", "I listened.")].concat();
        assert_eq!(scene.submit("anna", &reflections, &thought).await.status, 303);
        app.projected().await;
        for who in ["anna", "coach"] {
            let page = scene.page(who, &hints).await;
            assert_eq!(page.all("blockquote"), ["Ask first.", "I listened."], "{who}");
        }
        let withdraw = scene.page("coach", &hints).await.actions("form[action$='/withdraw']").remove(0);
        assert!(scene.page("anna", &hints).await.actions("form[action$='/withdraw']").is_empty());
        assert_eq!(scene.submit("coach", &withdraw, &[]).await.status, 303);
        app.projected().await;
        assert_eq!(scene.page("anna", &hints).await.all(".feed .chip"), ["Taken back"]);
    }

    async fn a_number_says_what_its_levels_ask_for_and_where_evidence_came_from(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.done("anna", "/steps", json!({ "title": "Spoke first", "competencies": [NEGOTIATION] })).await;
        let why = scene.why().await;
        let levels = |page: &Page| page.all("td[data-label='Is there']");
        assert_eq!(levels(&scene.page("anna", &why).await)[2..], ["no", "no"]);
        let steps = scene.get("anna", &format!("/people/{}/steps", scene.anna)).await;
        let step = steps["items"][0]["statement"].as_str().unwrap().to_owned();
        let verify = format!("/people/{}/steps/{step}/verify", scene.anna);
        assert_eq!(scene.submit("coach", &verify, &one("mark", "1")).await.status, 303);
        app.projected().await;
        let page = scene.page("anna", &why).await;
        assert_eq!(levels(&page)[2..], ["yes", "yes"]);
        // Who vouches, for what, and from which app that came.
        let verified = format!("/people/{}/statements/{step}", scene.anna);
        assert!(page.html.contains(&format!("href=\"{verified}\"")), "{}", page.html);
        assert_eq!(scene.page("anna", &verified).await.status, 200);
        let key = scene.progress(NEGOTIATION).await["key"].clone();
        let path = format!("/people/{}/competencies/{key}/evidence", scene.anna);
        let item = scene.get("anna", &path).await["items"][0].clone();
        assert_eq!(item["verifies"], json!(step));
        assert!(item["source"].is_string(), "{item}");
        let scale = scene.progress(NEGOTIATION).await["scale"].clone();
        assert_eq!((&scale[3]["gate_met"], &scale[3]["reached"]), (&json!(true), &json!(false)));
    }

    async fn a_learner_finds_their_groups_and_boards_after_signing_in(app: TestApp) {
        let scene = Scene::new(&app).await;
        let join = "http://activitystrea.ms/join";
        app.post(&json!([sent("anna", join, group(2), json!({}))])).await;
        app.projected().await;
        let me = scene.page("anna", "/me").await;
        assert_eq!(me.all("#groups h3"), ["Group 1", "Group 2"]);
        let boards = scene.get("anna", "/me/boards").await;
        for (group, name) in boards["items"].as_array().unwrap().iter().zip(["Group 1", "Group 2"]) {
            assert_eq!(group["name"], name);
            let board = format!("/groups/{}/board", group["id"].as_str().unwrap());
            assert!(me.html.contains(&format!("href=\"{board}\"")), "{}", me.html);
            assert_eq!(scene.page("anna", &board).await.status, 200);
        }
        assert_eq!(me.all("#groups dd").len(), 4);
        // Whoever is in no group is told of none, nor is a coach of the groups they coach.
        let nobody = Asker::of(&app, "nobody", Roles::default()).await;
        assert!(!nobody.page("/me").await.contains("id=\"groups\""));
        assert!(scene.page("coach", "/me").await.all("#groups").is_empty());
    }

    async fn whoever_is_named_in_an_inbox_sees_who_read_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        let body = json!({ "competency": NEGOTIATION, "text": "No." });
        scene.done("anna", "/disagreements", body).await;
        let kinds = async || {
            let looks = scene.get("anna", "/me/looks").await;
            let looks = looks["items"].as_array().unwrap().clone();
            let kinds = looks.iter().map(|look| look["kind"].as_str().unwrap().to_owned());
            let mut kinds: Vec<String> = kinds.collect();
            // A new hour may begin meanwhile; three looks never fall into three.
            assert!(kinds.iter().filter(|kind| *kind == "inbox").count() < 3, "{kinds:?}");
            kinds.sort();
            kinds.dedup();
            kinds
        };
        assert!(kinds().await.is_empty());
        // A page that is shown again and again within an hour is one look.
        for _ in 0..3 {
            assert_eq!(scene.page("coach", "/today").await.status, 200);
        }
        assert_eq!(kinds().await, ["inbox"]);
        scene.get("coach", "/me/inbox").await;
        scene.get("coach", "/me/inbox").await;
        assert_eq!(kinds().await, ["api", "inbox"]);
        assert!(scene.page("anna", "/me/looks").await.html.contains("What needs a coach today"));
    }
}
