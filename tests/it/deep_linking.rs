//! Deep linking: a coach picks what a course links to.

use serde_json::{Value, json};

use crate::frameworks::{TRANSVERSAL, imported};
use crate::support::platform::{CLIENT, Opening, Platform, Visitor, form};
use crate::support::{Answer, TestApp, both, statement};

const COMPETENCY: &str = "https://app.example.org/competencies/negotiation";
const SETTINGS: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
const ITEMS: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items";

/// Where a launch sends the browser.
async fn lands(visitor: &mut Visitor, platform: &Platform, opening: &Opening) -> String {
    let answer = visitor.launch(platform, CLIENT, opening).await;
    let to = answer.headers().get("location").cloned();
    assert!(to.is_some(), "{}", answer.text().await.unwrap());
    to.unwrap().to_str().unwrap().to_owned()
}

fn choosing(platform: &Platform) -> Opening {
    Opening::instructor("3")
        .shown_in("window")
        .deep_linking(platform.issuer())
}

/// A course with a learner who plans a competency.
async fn course(app: &TestApp, platform: &Platform) {
    let mut sam = Visitor::of(&app.base);
    let opening = Opening::learner("4").shown_in("window");
    assert_eq!(lands(&mut sam, platform, &opening).await, "/me");
    let path = "/xapi/statements?verb=http://activitystrea.ms/join";
    let joined = Answer::of(app.get(path)).await.body;
    let mut joined = joined["statements"].as_array().unwrap().iter();
    // The roster may have let sue join meanwhile.
    let joined = joined
        .find(|one| one["actor"]["account"]["name"] == "sam")
        .unwrap();
    let group = joined["object"].clone();
    let mut plan = statement("sam", "https://w3id.org/xapi/tla/verbs/planned", "x");
    plan["actor"] = joined["actor"].clone();
    plan["object"] = json!({ "id": COMPETENCY, "definition": {
        "type": "https://w3id.org/xapi/tla/activity-types/competency",
        "name": { "en": "Preparing <negotiations>" }
    } });
    plan["context"] = json!({
        "contextActivities": { "grouping": [group] },
        "extensions": { "https://coachlight.org/xapi/extensions/target-level": 3 }
    });
    assert_eq!(app.post(&plan).await.status, 200);
    app.projected().await;
}

/// Sends what the page of an answer would send by itself.
async fn deliver(app: &TestApp, page: &str) {
    let posting = form(page);
    let fields: Vec<_> = posting
        .fields
        .iter()
        .filter(|(name, _)| name == "JWT")
        .collect();
    let answer = app
        .client
        .post(&posting.action)
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

fn items(platform: &Platform) -> Vec<Value> {
    let known = platform.known();
    let answer = known.deep_linking.last().unwrap();
    answer[ITEMS].as_array().unwrap().clone()
}

both! {
    async fn a_coach_picks_several_and_the_platform_gets_them_signed(app: TestApp) {
        let platform = Platform::of(&app).await;
        course(&app, &platform).await;
        let mut tina = Visitor::of(&app.base);
        let path = lands(&mut tina, &platform, &choosing(&platform)).await;
        assert!(path.starts_with("/lti/deep-linking/"), "{path}");
        let page = tina.get(&path).await.text().await.unwrap();
        for shown in ["Negotiation: the group", "leader board", "Progress: Preparing &lt;negotiations&gt;", "Goal:"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        let progress = format!("competency {COMPETENCY}");
        // What is picked stays while something else is looked for.
        let query = format!("{path}?q=LEADER&item={}", url::form_urlencoded::byte_serialize(progress.as_bytes()).collect::<String>());
        let found = tina.get(&query).await.text().await.unwrap();
        assert!(found.contains("leader board") && found.contains("Progress: ") && !found.contains("Goal: "), "{found}");

        let nothing = tina.post(&path, &[("maximum", "50")]).await;
        assert_eq!(nothing.status(), 200);
        assert!(nothing.text().await.unwrap().contains("Pick at least one"));
        let odd = [("item", progress.as_str()), ("grade", &progress), ("maximum", "1000")];
        assert!(tina.post(&path, &odd).await.text().await.unwrap().contains("from 1 to 100"));

        let picked = [("item", "board"), ("item", &progress), ("grade", &progress), ("maximum", "50")];
        let answer = tina.post(&path, &picked).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("form-action 'self' {}", platform.issuer())), "{policy}");
        deliver(&app, &answer.text().await.unwrap()).await;
        let [board, one] = &items(&platform)[..] else { unreachable!("two were picked") };
        assert_eq!(board["type"], "ltiResourceLink");
        assert_eq!(board["custom"], json!({ "coachlight_view": "board" }));
        assert!(board.get("lineItem").is_none());
        assert_eq!(one["title"], "Progress: Preparing <negotiations>");
        assert_eq!(one["url"], format!("{}/lti/launch", app.base));
        assert_eq!(one["custom"], json!({ "coachlight_view": "competency", "coachlight_competency": COMPETENCY }));
        let column = json!({ "scoreMaximum": 50, "label": "Progress: Preparing <negotiations>",
            "resourceId": COMPETENCY, "tag": "coachlight-competency" });
        assert_eq!(one["lineItem"], column);
        // It is answered once.
        assert_eq!(tina.get(&path).await.status(), 404);
        assert_eq!(tina.post(&path, &picked).await.status(), 404);
        assert_eq!(platform.known().deep_linking.len(), 1);

        // The link shows a learner that competency.
        let opening = Opening::learner("4").shown_in("window").lti("custom", one["custom"].clone());
        let to = lands(&mut Visitor::of(&app.base), &platform, &opening).await;
        assert_eq!(to, "/me?competency=https%3A%2F%2Fapp.example.org%2Fcompetencies%2Fnegotiation");
    }

    async fn a_competency_of_a_framework_is_offered_by_its_name(app: TestApp) {
        let platform = Platform::of(&app).await;
        imported(&app, TRANSVERSAL).await;
        let mut tina = Visitor::of(&app.base);
        let opening = Opening::instructor("3").shown_in("window");
        let group = lands(&mut tina, &platform, &opening).await;
        app.projected().await;
        let editing = tina.get(&format!("{group}/edit")).await.text().await.unwrap();
        let (_, state) = editing.split_once("name=\"state\" value=\"").unwrap();
        let (state, _) = state.split_once('"').unwrap();
        let works_on = [("name", "Negotiation"), ("competency", COMPETENCY), ("state", state)];
        assert_eq!(tina.post(&format!("{group}/edit"), &works_on).await.status(), 303);
        let page = tina.get(&group).await.text().await.unwrap();
        assert!(page.contains("Works on Negotiation"), "{page}");
        let path = lands(&mut tina, &platform, &choosing(&platform)).await;
        let page = tina.get(&path).await.text().await.unwrap();
        assert!(page.contains("Progress: Negotiation"), "{page}");
    }

    async fn only_whoever_launched_may_answer(app: TestApp) {
        let platform = Platform::of(&app).await;
        course(&app, &platform).await;
        let mut tina = Visitor::of(&app.base);
        let path = lands(&mut tina, &platform, &choosing(&platform)).await;
        let mut sam = Visitor::of(&app.base);
        lands(&mut sam, &platform, &Opening::learner("4").shown_in("window")).await;
        let cancel = [("cancel", "yes")];
        assert_eq!(sam.get(&path).await.status(), 404);
        assert_eq!(sam.post(&path, &cancel).await.status(), 404);
        assert_eq!(Visitor::of(&app.base).post(&path, &cancel).await.status(), 401);
        let cookie = &tina.cookies["coachlight_session"];
        let cross = app.client.post(format!("{}{path}", app.base)).form(&cancel)
            .header("Cookie", format!("coachlight_session={cookie}"))
            .header("Sec-Fetch-Site", "cross-site");
        assert_eq!(cross.send().await.unwrap().status(), 403);
        // A learner chooses nothing, however the platform asks.
        let opening = Opening::learner("4").shown_in("window").deep_linking(platform.issuer());
        let refused = sam.launch(&platform, CLIENT, &opening).await;
        assert_eq!(refused.status(), 401);
        assert!(platform.known().deep_linking.is_empty());

        // Whoever cancels goes back with nothing.
        deliver(&app, &tina.post(&path, &cancel).await.text().await.unwrap()).await;
        assert!(items(&platform).is_empty());
    }

    async fn a_platform_gets_what_it_takes(app: TestApp) {
        let platform = Platform::of(&app).await;
        course(&app, &platform).await;
        let settings = |kind: &str| json!({
            "accept_types": [kind], "accept_presentation_document_targets": ["iframe"],
            "accept_multiple": false, "accept_lineitem": false, "data": "back \" again",
            "deep_link_return_url": format!("{}/deep-linking-return?course=2", platform.issuer()),
        });
        let mut tina = Visitor::of(&app.base);
        let opening = choosing(&platform).with(SETTINGS, settings("ltiResourceLink"));
        let path = lands(&mut tina, &platform, &opening).await;
        let page = tina.get(&path).await.text().await.unwrap();
        assert!(page.contains("type=\"radio\"") && !page.contains("gradebook"), "{page}");
        let two = [("item", "board"), ("item", "group")];
        assert!(tina.post(&path, &two).await.text().await.unwrap().contains("one link at a time. Pick"));
        deliver(&app, &tina.post(&path, &two[..1]).await.text().await.unwrap()).await;
        assert_eq!(items(&platform).len(), 1);
        let data = "https://purl.imsglobal.org/spec/lti-dl/claim/data";
        assert_eq!(platform.known().deep_linking[0][data], "back \" again");

        let mut script = settings("ltiResourceLink");
        script["deep_link_return_url"] = json!("javascript:alert(1)");
        let refused = tina.launch(&platform, CLIENT, &choosing(&platform).with(SETTINGS, script)).await;
        assert!(refused.text().await.unwrap().contains("deep_linking_settings"));

        let opening = choosing(&platform).with(SETTINGS, settings("html"));
        let path = lands(&mut tina, &platform, &opening).await;
        let refused = tina.post(&path, &two[..1]).await.text().await.unwrap();
        assert!(refused.contains("does not take this kind of link"), "{refused}");
    }
}
