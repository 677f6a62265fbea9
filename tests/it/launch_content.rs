//! Choosing content for a platform (Deep Linking 2.0).

use reqwest::Response;
use serde_json::{Value, json};

use crate::support::platform::{CLIENT, Opening, Platform, Posting, Visitor, form};
use crate::support::{TestApp, both, with_id};

const DL: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/";

fn asking(platform: &Platform) -> Opening {
    Opening::instructor("3")
        .shown_in("window")
        .deep_linking(platform.issuer())
}

/// The platform's settings with other members.
fn settings(platform: &Platform, change: impl FnOnce(&mut Value)) -> Opening {
    let mut settings = json!({
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "accept_multiple": true,
        "deep_link_return_url": platform.at("/deep-linking-return?course=2"),
        "data": "a=1&b=ä",
    });
    change(&mut settings);
    asking(platform).with(&format!("{DL}deep_linking_settings"), settings)
}

/// A course whose group works on a competency, for its teacher.
async fn course(app: &TestApp, platform: &Platform, visitor: &mut Visitor) -> String {
    let group = visitor
        .launch(
            platform,
            CLIENT,
            &Opening::instructor("3").shown_in("window"),
        )
        .await;
    let group = group.headers()["location"].to_str().unwrap().to_owned();
    let mut tx = app.db().read().await.unwrap();
    let id = coachlight::groups::GroupId(group.rsplit('/').next().unwrap().parse().unwrap());
    let names = coachlight::groups::identities(&mut tx, id).await.unwrap();
    drop(tx);
    let iri = names[0].strip_prefix("activity ").unwrap().to_owned();
    let said = with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": "tina" } },
        "verb": { "id": "http://activitystrea.ms/create" },
        "object": { "id": iri, "definition": {
            "type": "https://coachlight.org/xapi/activity-types/learning-group" } },
        "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/competency-link": ["https://app.example.org/c/1"]
        } }
    }));
    assert_eq!(app.post(&said).await.status, 200);
    app.projected().await;
    iri
}

async fn page(answer: Response) -> String {
    let (status, page) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 200, "{page}");
    page
}

async fn begin(visitor: &mut Visitor, platform: &Platform, opening: &Opening) -> String {
    let answer = visitor.launch(platform, CLIENT, opening).await;
    answer.headers()["location"].to_str().unwrap().to_owned()
}

both! {
    async fn a_teacher_picks_several_views_and_the_platform_takes_them(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut tina = Visitor::of(&app.base);
        course(&app, &platform, &mut tina).await;
        let choice = begin(&mut tina, &platform, &settings(&platform, |_| {})).await;
        let shown = page(tina.get(&choice).await).await;
        assert!(shown.contains("Leader board") && shown.contains("Progress: "), "{shown}");
        assert!(!page(tina.get(&format!("{choice}?q=leader")).await).await.contains("Progress: "));
        let competency = "competency https://app.example.org/c/1";
        let answer = tina.post(&choice, &[
            ("item", "board"), ("item", competency), ("graded", competency), ("graded", "board"),
        ]).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("form-action 'self' {};", platform.issuer())), "{policy}");
        let posting = form(&page(answer).await);
        let posted = app.client.post(&posting.action).form(&posting.fields).send().await.unwrap();
        assert_eq!(posted.status(), 200, "{}", posted.text().await.unwrap());
        let taken = platform.known().deep_linking[0].clone();
        assert_eq!(taken[format!("{DL}data")], "a=1&b=ä");
        let items = taken[format!("{DL}content_items")].as_array().unwrap().clone();
        assert_eq!(items.len(), 2);
        assert_eq!(items[0]["custom"]["coachlight_view"], "board");
        assert!(items[0].get("lineItem").is_none());
        assert_eq!(items[1]["lineItem"]["scoreMaximum"].as_f64(), Some(100.0));
        assert_eq!(items[1]["custom"]["coachlight_competency"], "https://app.example.org/c/1");
        assert_eq!(items[1]["url"], format!("{}/lti/launch", app.base));
        // Answered once.
        assert_eq!(tina.post(&choice, &[("item", "board")]).await.status(), 404);
    }

    async fn nobody_answers_for_somebody_else_or_without_authoring(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut sam = Visitor::of(&app.base);
        let opening = Opening::learner("4").shown_in("window").deep_linking(platform.issuer());
        let answer = sam.launch(&platform, CLIENT, &opening).await;
        assert_eq!(answer.status(), 401);
        assert!(answer.text().await.unwrap().contains("content_author"));
        let mut tina = Visitor::of(&app.base);
        let choice = begin(&mut tina, &platform, &asking(&platform)).await;
        sam.launch(&platform, CLIENT, &Opening::learner("4").shown_in("window")).await;
        assert_eq!(sam.get(&choice).await.status(), 404);
        assert_eq!(sam.post(&choice, &[("item", "board")]).await.status(), 404);
        let cookie = tina.cookies["coachlight_session"].clone();
        let cross = app.client.post(format!("{}{choice}", app.base))
            .header("Cookie", format!("coachlight_session={cookie}"))
            .header("Sec-Fetch-Site", "cross-site").form(&[("item", "board")]);
        assert_eq!(cross.send().await.unwrap().status(), 403);
        assert!(platform.known().deep_linking.is_empty());
    }

    async fn what_a_platform_does_not_take_is_not_sent(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut tina = Visitor::of(&app.base);
        course(&app, &platform, &mut tina).await;
        let one = settings(&platform, |settings| {
            settings["accept_multiple"] = json!(false);
            settings["accept_lineitem"] = json!(false);
            settings.as_object_mut().unwrap().remove("data");
        });
        let choice = begin(&mut tina, &platform, &one).await;
        let shown = page(tina.get(&choice).await).await;
        assert!(shown.contains("type=\"radio\"") && !shown.contains("gradebook"), "{shown}");
        let two = tina.post(&choice, &[("item", "board"), ("item", "group")]).await;
        assert_eq!(two.status(), 400);
        let competency = "competency https://app.example.org/c/1";
        let answer = tina.post(&choice, &[("item", competency), ("graded", competency)]).await;
        let posting: Posting = form(&page(answer).await);
        app.client.post(&posting.action).form(&posting.fields).send().await.unwrap();
        let taken = platform.known().deep_linking[0].clone();
        assert!(taken.get(format!("{DL}data")).is_none());
        assert!(taken[format!("{DL}content_items")][0].get("lineItem").is_none());
        // Nothing picked is an answer, too.
        let choice = begin(&mut tina, &platform, &asking(&platform)).await;
        let posting = form(&page(tina.post(&choice, &[]).await).await);
        app.client.post(&posting.action).form(&posting.fields).send().await.unwrap();
        let taken = platform.known().deep_linking[1].clone();
        assert_eq!(taken[format!("{DL}content_items")], json!([]));
        // An answer goes nowhere but to an address of the web.
        let script = settings(&platform, |settings| {
            settings["deep_link_return_url"] = json!("javascript:alert(1)");
        });
        let answer = tina.launch(&platform, CLIENT, &script).await;
        assert!(answer.text().await.unwrap().contains("deep_linking_settings"));
        let files = settings(&platform, |settings| settings["accept_types"] = json!(["file"]));
        let choice = begin(&mut tina, &platform, &files).await;
        assert_eq!(tina.post(&choice, &[("item", "board")]).await.status(), 400);
    }
}
