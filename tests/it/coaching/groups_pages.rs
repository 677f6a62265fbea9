//! The pages on which groups are made, changed, archived and filled, as a person without a script
//! uses them.

use serde_json::{Value, json};

use super::pages::{Page, fill, one};
use super::{LISTENING, NEGOTIATION, Scene, competency, sent};
use crate::support::both;

/// Makes a group by the form and returns its address.
async fn made(scene: &Scene<'_>, who: &str, name: &str, topic: &str) -> String {
    let mut fields = scene.page(who, "/groups/new").await.fields("form.fields");
    fill(&mut fields, "name", 0, name);
    fill(&mut fields, "other", 0, topic);
    let made = scene.submit(who, "/groups", &fields).await;
    assert_eq!(made.status, 303, "{}", made.html);
    made.to
}

/// Whom a page offers to invite.
fn offered(page: &Page) -> Vec<String> {
    let fields = page.fields("form.wide").into_iter();
    let people = fields.filter(|(name, _)| name == "person");
    people.map(|(_, value)| value).collect()
}

/// The form with some people ticked.
fn ticked(page: &Page, people: &[&String]) -> Vec<(String, String)> {
    let mut fields = page.fields("form.wide");
    fields.retain(|(name, value)| name != "person" || people.contains(&value));
    fields
}

both! {
    async fn a_group_is_made_changed_and_archived_on_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        assert_eq!(scene.page("anna", "/groups/new").await.status, 403);
        assert_eq!(scene.submit("anna", "/groups", &one("name", "Mine")).await.status, 403);

        // What is wrong is said, and nothing that was filled in is lost.
        let mut fields = scene.page("coach", "/groups/new").await.fields("form.fields");
        fill(&mut fields, "name", 0, "Suppliers <and> us");
        fill(&mut fields, "other", 0, NEGOTIATION);
        fill(&mut fields, "opens", 0, "2099-02-01");
        fill(&mut fields, "closes", 0, "2099-01-01");
        let wrong = scene.submit("coach", "/groups", &fields).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.all(".fault").concat().contains("before the first"));
        assert_eq!(wrong.fields("form.fields"), fields);
        fill(&mut fields, "closes", 0, "2099-03-01");
        let made = scene.submit("coach", "/groups", &fields).await;
        assert_eq!(made.status, 303, "{}", made.html);

        let page = scene.page("coach", &made.to).await;
        assert!(page.all("h1")[0].starts_with("Suppliers <and> us"), "{:?}", page.all("h1"));
        assert_eq!(page.all("h1 .chip"), ["Not begun yet"]);
        let edit = format!("{}/edit", made.to);
        let before = scene.page("coach", &edit).await.fields("form.fields");
        assert!(before.contains(&("competency".to_owned(), NEGOTIATION.to_owned())), "{before:?}");
        let mut fields = before.clone();
        fill(&mut fields, "name", 0, "Suppliers");
        fill(&mut fields, "description", 0, "Prices & <terms>");
        fill(&mut fields, "competency", 0, "");
        fill(&mut fields, "other", 0, LISTENING);
        fill(&mut fields, "opens", 0, "");
        assert_eq!(scene.submit("coach", &edit, &fields).await.to, made.to);
        // The same form again starts from what is no longer there.
        let again = scene.submit("coach", &edit, &before).await;
        assert_eq!((again.status, again.all(".fault p").len()), (412, 2));
        let page = scene.page("coach", &made.to).await;
        assert_eq!(page.all("h1"), ["Suppliers"]);
        assert_eq!(page.all(".head .written"), ["Prices & <terms>"]);
        let topics = scene.page("coach", &edit).await.fields("form.fields");
        assert!(topics.contains(&("competency".to_owned(), LISTENING.to_owned())));
        assert!(!topics.iter().any(|(_, value)| value == NEGOTIATION));

        // Archived, it is told of apart; nobody is invited.
        let close = format!("{}/close", made.to);
        assert_eq!(scene.submit("coach", &close, &one("reason", "Done")).await.to, made.to);
        assert_eq!(scene.submit("coach", &close, &[]).await.status, 409);
        assert_eq!(scene.page("coach", &made.to).await.all("h1 .chip"), ["Archived"]);
        let groups = scene.page("coach", "/groups").await;
        assert_eq!(groups.all("tbody th a"), ["Group 1"]);
        assert_eq!(groups.all(".tabs a"), ["Going on (1)", "Archived (1)"]);
        let archive = scene.page("coach", "/groups?archived=yes").await;
        assert_eq!(archive.all("tbody th a"), ["Suppliers"]);
        let invite = scene.page("coach", &format!("{}/invitations", made.to)).await;
        assert!(invite.all("form.wide").is_empty() && invite.html.contains("archived"));
        assert_eq!(scene.submit("coach", &format!("{}/reopen", made.to), &[]).await.status, 303);
        assert_eq!(scene.page("coach", "/groups").await.all("tbody th a").len(), 2);

        for path in ["/edit", "/close", "/reopen", "/invitations", "/hints"] {
            let path = format!("{}{path}", made.to);
            let strange = scene.submit("coach2", &path, &fields).await;
            assert_eq!(strange.status, 404, "{path}");
        }
    }

    async fn people_are_invited_by_need_on_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        let planned = |who: &str, level: i64| {
            sent(who, "https://w3id.org/xapi/tla/verbs/planned", competency(LISTENING), json!({
                "context": { "extensions": {
                    "https://coachlight.org/xapi/extensions/target-level": level
                } }
            }))
        };
        app.post(&json!([planned("anna", 1), planned("cem", 4)])).await;
        app.projected().await;
        let group = made(&scene, "coach", "Listening well", LISTENING).await;
        let invite = format!("{group}/invitations");
        let page = scene.page("coach", &invite).await;
        // Anna needs it; bo is in a group of the coach's; cem is nobody of theirs.
        let [anna, bo, cem] = [app.person("anna").await, app.person("bo").await, app.person("cem").await]
            .map(|person| person.to_string());
        assert_eq!(offered(&page), [anna.clone(), bo.clone()]);
        assert_eq!(page.all("form.wide > fieldset .choice").len(), 1);
        let reason = page.all(".reasons li").concat();
        assert!(reason.contains("level 1 by their plan, none reached yet"), "{reason}");

        let none = ticked(&page, &[]);
        let wrong = scene.submit("coach", &invite, &none).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.all(".fault").concat().contains("at least one"));
        let mut both = ticked(&page, &[&anna, &bo]);
        fill(&mut both, "note", 0, "Come & see");
        assert_eq!(scene.submit("coach", &invite, &both).await.to, invite);
        let page = scene.page("coach", &invite).await;
        assert_eq!(page.all("tbody th").len(), 2);
        assert_eq!(page.all("tbody td .chip"), ["Open", "Open"]);
        assert!(offered(&page).is_empty(), "both are invited");
        // A person nobody showed to this coach cannot be named by them.
        assert_eq!(scene.submit("coach", &invite, &one("person", &cem)).await.status, 404);

        // Anna comes; bo's invitation is taken back.
        let own = named(&scene, &group).await;
        app.post(&json!([sent("anna", "http://activitystrea.ms/join", own, json!({}))])).await;
        app.projected().await;
        let page = scene.page("coach", &invite).await;
        let states = page.all("tbody td .chip");
        assert_eq!(states.iter().filter(|state| state.starts_with("Joined on")).count(), 1, "{states:?}");
        let [withdraw] = &page.actions("tbody form")[..] else {
            unreachable!("only bo's can be taken back: {}", page.html)
        };
        assert_eq!(scene.submit("coach2", withdraw, &[]).await.status, 404);
        assert_eq!(scene.submit("coach", withdraw, &[]).await.to, invite);
        let page = scene.page("coach", &invite).await;
        assert!(page.all("tbody td .chip").contains(&"Taken back".to_owned()));
        assert_eq!(offered(&page), [bo]);
        assert_eq!(scene.submit("coach", withdraw, &[]).await.status, 404);
    }

    async fn a_group_is_given_a_hint_on_pages_and_it_is_taken_back(app: TestApp) {
        let scene = Scene::new(&app).await;
        let group = made(&scene, "coach", "Listening well", LISTENING).await;
        let hints = format!("{group}/hints");
        let page = scene.page("coach", &hints).await;
        assert_eq!((page.status, page.all("ol.feed li").len()), (200, 0));
        let empty = scene.submit("coach", &hints, &one("text", " ")).await;
        assert_eq!((empty.status, empty.all(".fault p").len()), (400, 2));
        let long = "x".repeat(10_001);
        let wrong = scene.submit("coach", &hints, &one("text", &long)).await;
        assert_eq!((wrong.status, wrong.fields("form.fields")[0].1.len()), (400, long.len()));
        let given = scene.submit("coach", &hints, &one("text", "Ask <b>first</b>.")).await;
        assert_eq!((given.status, given.to.as_str()), (303, hints.as_str()));
        let page = scene.page("coach", &hints).await;
        assert_eq!(page.all("ol.feed blockquote"), ["Ask <b>first</b>."]);
        let [withdraw] = &page.actions("ol.feed form")[..] else {
            unreachable!("one hint, one form: {}", page.html)
        };
        assert_eq!(scene.submit("coach2", withdraw, &[]).await.status, 404);
        assert_eq!(scene.submit("coach", withdraw, &[]).await.to, hints);
        let page = scene.page("coach", &hints).await;
        assert_eq!(page.all("ol.feed .chip"), ["Taken back"]);
        assert!(page.actions("ol.feed form").is_empty());
        assert_eq!(scene.submit("coach", withdraw, &[]).await.status, 404);
    }
}

/// What statements call a group.
async fn named(scene: &Scene<'_>, path: &str) -> Value {
    let group = scene.get("coach", path).await;
    json!({
        "id": group["identifiers"][0],
        "definition": { "type": "http://activitystrea.ms/group" }
    })
}
