//! A coach's word on what a person says of themselves, at the numbers of the person's page; and what
//! that page shows at a glance.

use reqwest::Method;
use serde_json::{Value, json};

use super::pages::one;
use super::{LISTENING, NEGOTIATION, Scene, competency, group, said_by_our_profile, sent};
use crate::support::both;

const THOUGHT: &str = "I listened to the other side first, and the talk went better than the ones \
                       before: they told us what they need.";

impl Scene<'_> {
    /// The classes of anna's evidence for negotiation: her own word, and the coach's.
    async fn own_and_coachs(&self) -> (f64, f64) {
        let progress = self.progress(NEGOTIATION).await;
        let counted = |class: usize| progress["classes"][class]["counted"].as_f64().unwrap();
        (counted(0), counted(3))
    }

    /// The key of negotiation.
    async fn own_key(&self) -> i64 {
        self.progress(NEGOTIATION).await["key"].as_i64().unwrap()
    }

    async fn reflected(&self) -> String {
        let body = json!({ "title": "Talks", "text": THOUGHT, "competencies": [NEGOTIATION] });
        let said = self.done("anna", "/reflections", body).await;
        said["statement"].as_str().unwrap().to_owned()
    }
}

both! {
    async fn a_reflection_is_verified_and_rejected_on_the_persons_page(app: TestApp) {
        let scene = Scene::new(&app).await;
        let claim = scene.reflected().await;
        let person = format!("/people/{}", scene.anna);
        let verify = format!("{person}/steps/{claim}/verify");
        let (own, coachs) = scene.own_and_coachs().await;
        assert!(own > 0.0 && coachs == 0.0);
        // Nobody vouches for themselves, and no stranger for her.
        assert!(scene.page("anna", "/me").await.all("#claims").is_empty());
        assert_eq!(scene.submit("anna", &verify, &one("mark", "1")).await.status, 403);
        assert_eq!(scene.submit("coach2", &verify, &one("mark", "1")).await.status, 404);

        let page = scene.page("coach", &person).await;
        assert_eq!(page.all("#claims ol h3"), ["Reflection"]);
        // Whoever vouches reads for what.
        assert_eq!(page.all("#claims ol blockquote"), [THOUGHT]);
        let forms = page.actions("#claims form");
        assert_eq!(forms, [verify.clone(), verify.clone()], "one to vouch, one to reject");
        let wrong = [one("mark", "much"), one("back", "person")].concat();
        let wrong = scene.submit("coach", &verify, &wrong).await;
        assert_eq!((wrong.status, wrong.all("h1").len(), wrong.all("#claims").len()), (400, 1, 1));
        assert!(!wrong.all(".fault").is_empty());
        let word = [one("mark", "1"), one("back", "person")].concat();
        let done = scene.submit("coach", &verify, &word).await;
        assert_eq!((done.status, done.to), (303, format!("{person}#claims")));
        app.projected().await;
        // It weighs what it did, on the coach's word.
        assert_eq!(scene.own_and_coachs().await, (0.0, own));
        let page = scene.page("coach", &person).await;
        assert_eq!(page.all("#claims details ol h3"), ["Reflection, verified"]);
        assert_eq!(page.all("#claims details ol blockquote"), [THOUGHT]);
        assert_eq!(page.all("#claims .chip.green").len(), 1);

        // Taken back it waits again; rejected it speaks against the level, and says why.
        let withdraw = page.actions("#claims form").remove(0);
        let why = scene.own_key().await;
        let back = one("back", &why.to_string());
        let done = scene.submit("coach", &withdraw, &back).await;
        assert_eq!(done.to, format!("{person}/competencies/{why}#claims"));
        app.projected().await;
        assert_eq!(scene.own_and_coachs().await, (own, 0.0));
        let page = scene.page("coach", &format!("{person}/competencies/{why}")).await;
        assert_eq!(page.actions("#claims form"), [verify.clone(), verify.clone()]);
        let no = [one("mark", "0"), one("note", "We were both there."), one("back", &why.to_string())];
        assert_eq!(scene.submit("coach", &verify, &no.concat()).await.status, 303);
        app.projected().await;
        let progress = scene.progress(NEGOTIATION).await;
        assert!(progress["contradicted"].as_f64().unwrap() > 0.0 && progress["shown"] == 0.0, "{progress}");
        let page = scene.page("coach", &format!("{person}/competencies/{why}")).await;
        assert_eq!(page.all("#claims .chip.red"), ["Rejected"]);
        assert!(page.html.contains("What is rejected"), "{}", page.html);
        said_by_our_profile(&app).await;
    }

    async fn apps_vouch_for_progress_and_for_nothing_that_others_say(app: TestApp) {
        let scene = Scene::new(&app).await;
        let progressed = |who: &str| {
            let percent = "https://w3id.org/xapi/cmi5/result/extensions/progress";
            sent(who, "http://adlnet.gov/expapi/verbs/progressed", competency(NEGOTIATION), json!({
                "result": { "extensions": { percent: 60 } }
            }))
        };
        let test = sent("anna", "http://adlnet.gov/expapi/verbs/passed", json!({
            "id": "https://app.example.org/tests/1",
            "definition": { "type": "http://adlnet.gov/expapi/activities/assessment" }
        }), json!({ "result": { "success": true }, "context": { "contextActivities": {
            "grouping": [competency(NEGOTIATION)]
        } } }));
        let claim = progressed("anna");
        let other = progressed("bo");
        app.post(&json!([claim, test, other])).await;
        app.projected().await;
        let path = |statement: &Value| {
            format!("/people/{}/steps/{}/verification", scene.anna, statement["id"].as_str().unwrap())
        };
        // A test is no word of hers, and what bo says is bo's.
        for statement in [&test, &other] {
            scene.refused("coach", Method::PUT, &path(statement), json!({}), (404, "")).await;
        }
        let (own, _) = scene.own_and_coachs().await;
        let answer = scene.ask("coach", Method::PUT, &path(&claim), json!({ "mark": 0.5 })).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        app.projected().await;
        assert_eq!(scene.own_and_coachs().await, (0.0, own));
        let key = scene.own_key().await;
        let evidence = format!("/people/{}/competencies/{key}/evidence", scene.anna);
        let evidence = scene.get("anna", &evidence).await;
        let mut items = evidence["items"].as_array().unwrap().iter();
        let word = items.find(|it| it["statement"] == answer.body["statement"]).unwrap();
        assert_eq!((&word["verifies"], &word["quality"]), (&claim["id"], &json!(0.3)), "{word}");
        let back = scene.ask("coach", Method::DELETE, &path(&claim), json!({})).await;
        assert_eq!(back.status, 201, "{}", back.body);
        app.projected().await;
        assert_eq!(scene.own_and_coachs().await, (own, 0.0));
    }

    async fn levels_and_own_acts_are_seen_at_a_glance(app: TestApp) {
        let scene = Scene::new(&app).await;
        let person = format!("/people/{}", scene.anna);
        let planned = |iri: &str, level: i64| {
            sent("anna", "https://w3id.org/xapi/tla/verbs/planned", competency(iri), json!({
                "context": { "extensions": {
                    "https://coachlight.org/xapi/extensions/target-level": level
                } }
            }))
        };
        let said = |number: u32| {
            let note = json!({ "id": format!("https://app.example.org/notes/{number}"),
                "definition": { "type": "http://activitystrea.ms/note" } });
            sent("anna", "http://activitystrea.ms/create", note, json!({
                "context": { "contextActivities": { "grouping": [group(1)] } }
            }))
        };
        app.post(&json!([planned(NEGOTIATION, 3), planned(LISTENING, 1), said(1), said(2)])).await;
        app.projected().await;
        // Two make no picture.
        assert!(scene.page("coach", &person).await.all("#glance").is_empty());
        app.post(&planned("https://app.example.org/c/asking", 2)).await;
        app.projected().await;
        scene.done("coach", "/ratings", json!({ "competency": LISTENING, "level": 4 })).await;
        for (who, path) in [("coach", person.as_str()), ("anna", "/me")] {
            let page = scene.page(who, path).await;
            assert_eq!(page.all("#glance svg text"), ["1", "2", "3"], "{who}");
            assert_eq!(page.all("#glance tbody th").len(), 3, "{who}");
            let summary = "3 competencies; of 3 aimed at, 1 reached.";
            assert_eq!(page.all("#glance caption"), [summary]);
            assert_eq!(page.all("#glance svg > title"), [summary]);
        }
        // The coach sees what she did where they meet, she herself all of it, a stranger nothing.
        app.post(&sent("anna", "http://activitystrea.ms/join", group(2), json!({}))).await;
        app.projected().await;
        let page = scene.page("coach", &person).await;
        assert_eq!(page.all("#involved table.cards tbody th"), ["Group 1"]);
        assert_eq!(page.all("#involved table.cards td.number"), ["2"], "the two posts");
        let own = scene.page("anna", "/me").await;
        assert_eq!(own.all("#involved table.cards tbody th"), ["Group 1", "Group 2"]);
        let weeks = async |who: &str| {
            let progress = scene.get(who, &format!("{person}/progress")).await;
            let groups = progress["groups"].as_array().unwrap().clone();
            let weeks = groups.into_iter().map(|it| (it["name"].clone(), it["weeks"][11].clone()));
            weeks.collect::<Vec<_>>()
        };
        assert_eq!(weeks("coach").await, [(json!("Group 1"), json!(2))]);
        let both = [(json!("Group 1"), json!(2)), (json!("Group 2"), json!(0))];
        assert_eq!(weeks("anna").await, both);
        assert_eq!(weeks("coach2").await, [(json!("Group 2"), json!(0))]);
    }
}
