//! What a coach does from the page of a group, and how they come there: open questions, featured
//! resources, people with a gap, colleagues.

use reqwest::Method;
use serde_json::{Value, json};

use super::pages::one;
use super::{LISTENING, NEGOTIATION, Scene, competency, group, said_by_our_profile, sent};
use crate::support::both;

const CREATE: &str = "http://activitystrea.ms/create";
const SHARE: &str = "http://activitystrea.ms/share";

fn in_group(number: u32) -> Value {
    json!({ "context": { "contextActivities": { "grouping": [group(number)] } } })
}

fn shared(who: &str, address: &str, title: &str) -> Value {
    let object = json!({ "id": address, "definition": {
        "type": "http://id.tincanapi.com/activitytype/resource", "name": { "en": title }
    } });
    sent(who, SHARE, object, in_group(1))
}

fn posted(number: u32) -> Value {
    let object = json!({ "id": format!("https://app.example.org/notes/{number}"),
        "definition": { "type": "http://activitystrea.ms/note" } });
    sent("bo", CREATE, object, in_group(1))
}

impl Scene<'_> {
    /// The path of the coach's group.
    async fn group_one(&self) -> String {
        let groups = self.get("coach", "/groups").await;
        let mut all = groups["items"].as_array().unwrap().iter();
        let found = all.find(|it| it["name"] == "Group 1").unwrap();
        format!("/groups/{}", found["id"].as_str().unwrap())
    }
}

both! {
    async fn an_open_question_leads_into_the_discussion_and_to_a_hint(app: TestApp) {
        let scene = Scene::new(&app).await;
        let question = json!({ "id": "https://app.example.org/questions/1", "definition": {
            "type": "http://activitystrea.ms/question", "name": { "en": "Who <asks> first?" }
        } });
        let asked = sent("anna", "http://adlnet.gov/expapi/verbs/asked", question, in_group(1));
        let later: Vec<Value> = (0..14).map(posted).collect();
        app.post(&json!([asked])).await;
        app.post(&json!(later)).await;
        app.projected().await;
        let path = scene.group_one().await;
        let place = format!("said-{}", asked["id"].as_str().unwrap());
        let today = scene.page("coach", "/today").await;
        assert!(today.html.contains(&format!("href=\"{path}#{place}\"")), "{}", today.html);
        // What was said since has not pushed it out.
        let page = scene.page("coach", &path).await;
        assert_eq!(page.all(&format!("li[id='{place}'] .chip")).len(), 1, "{}", page.html);
        assert_eq!(page.all("ol.feed li").len(), 13);

        let id = path.rsplit('/').next().unwrap();
        let hint = format!("/people/{}/hints?group={id}", scene.anna);
        assert!(today.html.contains(&format!("href=\"{hint}#text\"")), "{}", today.html);
        let fields = scene.page("coach", &hint).await.fields("form[action$='/hints']");
        assert!(fields.contains(&("group".to_owned(), id.to_owned())), "{fields:?}");
        let form = format!("/people/{}/hints", scene.anna);
        let given = [one("group", id), one("text", "Ask bo.")].concat();
        assert_eq!(scene.submit("coach", &form, &given).await.status, 303);
        let wrong = [one("group", "x"), one("text", "Ask bo.")].concat();
        assert_eq!(scene.submit("coach", &form, &wrong).await.status, 400);
        app.projected().await;
        let hints = scene.get("coach", &form).await;
        let statement = hints["items"][0]["statement"].as_str().unwrap();
        let stored = app.get(&format!("/xapi/statements?statementId={statement}"));
        let stored = crate::support::Answer::of(stored).await.body;
        let grouping = &stored["context"]["contextActivities"]["grouping"];
        assert_eq!(grouping[0]["id"], group(1)["id"], "{stored}");
    }

    async fn dislikes_are_counted_by_people_and_weigh_nothing(app: TestApp) {
        let scene = Scene::new(&app).await;
        let said = posted(1);
        let disliked = |who: &str, verb: &str| sent(who, verb, said["object"].clone(), json!({}));
        let dislike = "http://activitystrea.ms/dislike";
        let statements = json!([
            said,
            // The same person twice, in two words, and another one; whoever likes it is not among them.
            disliked("anna", dislike),
            disliked("anna", "http://id.tincanapi.com/verb/voted-down"),
            disliked("cem", dislike),
            disliked("anna", "http://activitystrea.ms/like"),
        ]);
        let bo = app.person("bo").await;
        let path = scene.group_one().await;
        app.post(&json!([said])).await;
        app.projected().await;
        let points = async || {
            let members = scene.get("coach", &format!("{path}/engagement")).await["members"].clone();
            let of_bo = members.as_array().unwrap().iter().find(|it| it["person"] == bo.to_string());
            of_bo.unwrap()["points"].as_f64().unwrap()
        };
        let counts = async || {
            let said = scene.get("coach", &format!("{path}/contributions")).await["items"][0].clone();
            [said["likes"].as_u64().unwrap(), said["dislikes"].as_u64().unwrap()]
        };
        assert_eq!(counts().await, [0, 0]);
        assert!(!scene.page("coach", &path).await.html.contains("dislike"));
        let before = points().await;
        app.post(&statements).await;
        app.projected().await;
        assert_eq!(counts().await, [1, 2]);
        assert!(scene.page("coach", &path).await.html.contains("2 dislikes"));
        assert!((points().await - before - 1.0).abs() < 1e-9, "of the like alone");
        // What was said in error is counted no more.
        let void = json!({ "objectType": "StatementRef", "id": statements[3]["id"] });
        app.post(&json!([sent("cem", "http://adlnet.gov/expapi/verbs/voided", void, json!({}))])).await;
        app.projected().await;
        assert_eq!(counts().await, [1, 1]);
        assert!(scene.page("coach", &path).await.html.contains("one dislike"));
    }

    async fn a_resource_is_featured_and_taken_down_again(app: TestApp) {
        let scene = Scene::new(&app).await;
        let path = scene.group_one().await;
        let file = shared("anna", "https://files.example.org/a.pdf", "Anchors <and> more");
        let other = shared("bo", "urn:uuid:8c7e4f0a-1d2b-4c3d-9e8f-0000000000aa", "No address");
        app.post(&json!([file, other])).await;
        app.projected().await;
        let featured = format!("{path}/featured");
        let page = scene.page("coach", &path).await;
        assert!(page.all("#featured").is_empty());
        // What leads nowhere cannot be featured.
        assert_eq!(page.actions("ol.feed form"), [featured.as_str()]);
        let id = |statement: &Value| statement["id"].as_str().unwrap().to_owned();
        let body = |statement: &Value| json!({ "contribution": id(statement) });
        scene.refused("coach", Method::POST, &featured, body(&other), (409, "no address")).await;
        scene.refused("coach2", Method::POST, &featured, body(&file), (404, "")).await;
        scene.refused("anna", Method::POST, &featured, body(&file), (404, "")).await;
        let foreign = json!({ "contribution": "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee" });
        scene.refused("coach", Method::POST, &featured, foreign, (404, "")).await;

        let done = scene.submit("coach", &featured, &one("contribution", &id(&file))).await;
        assert_eq!((done.status, done.to), (303, format!("{path}#featured")));
        app.projected().await;
        scene.refused("coach", Method::POST, &featured, body(&file), (409, "featured already")).await;
        let page = scene.page("coach", &path).await;
        assert_eq!(page.all("#featured a"), ["Anchors <and> more"]);
        assert!(page.html.contains("href=\"https://files.example.org/a.pdf\""), "{}", page.html);
        let listed = scene.get("coach", &featured).await;
        assert_eq!(listed["items"][0]["address"], "https://files.example.org/a.pdf");
        assert_eq!(listed["items"][0]["by"], json!(app.person("coach").await));
        said_by_our_profile(&app).await;

        // A statement of an app does the same, one by somebody else nothing.
        let verb = "https://coachlight.org/xapi/verbs/featured";
        let resource = |number: u32| json!({ "id": format!("https://files.example.org/{number}") });
        app.post(&json!([
            sent("coach", verb, resource(1), in_group(1)), sent("bo", verb, resource(2), in_group(1)),
        ])).await;
        app.projected().await;
        let listed = scene.get("coach", &featured).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{listed}");
        // Whoever features is no member, and has done nothing that counts.
        let members = scene.get("coach", &format!("{path}/engagement")).await["members"].clone();
        assert_eq!(members.as_array().unwrap().len(), 2, "{members}");

        let remove = page.actions("#featured form").remove(0);
        assert_eq!(scene.submit("coach2", &remove, &[]).await.status, 404);
        assert_eq!(scene.submit("coach", &remove, &[]).await.to, path);
        app.projected().await;
        let page = scene.page("coach", &path).await;
        assert_eq!(page.all("#featured a"), ["https://files.example.org/1"]);
        assert_eq!(scene.submit("coach", &remove, &[]).await.status, 404);
        // What its sharer takes back stands there no longer.
        let again = scene.ask("coach", Method::POST, &featured, body(&file)).await;
        assert_eq!(again.status, 201, "{}", again.body);
        let unshare = "http://activitystrea.ms/unshare";
        app.post(&sent("anna", unshare, file["object"].clone(), json!({}))).await;
        app.projected().await;
        let listed = scene.get("coach", &featured).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    }

    async fn people_with_a_gap_are_invited_from_the_matrix(app: TestApp) {
        let scene = Scene::new(&app).await;
        let target = |who: &str, level: i64| {
            sent(who, "https://w3id.org/xapi/tla/verbs/planned", competency(NEGOTIATION), json!({
                "context": { "extensions": {
                    "https://coachlight.org/xapi/extensions/target-level": level
                } }
            }))
        };
        app.post(&json!([target("anna", 2)])).await;
        app.projected().await;
        let matrix = format!("{}/matrix", scene.group_one().await);
        // A coach of one group has nowhere to invite to.
        let page = scene.page("coach", &matrix).await;
        assert!(!page.html.contains("name=\"person\""), "{}", page.html);
        let new = json!({ "name": "Deals", "competencies": [LISTENING] });
        let made = scene.ask("coach", Method::POST, "/groups", new).await;
        app.projected().await;
        let deals = made.body["id"].as_str().unwrap();
        let key = scene.progress(NEGOTIATION).await["key"].clone();
        let page = scene.page("coach", &format!("{matrix}?by={key}")).await;
        assert!(page.html.contains(&format!("formaction=\"/groups/{deals}/invitations\"")));
        assert_eq!(page.all("table.heat input").len(), 2);
        assert_eq!(page.all("table.heat input[checked]").len(), 1, "anna is below what she aims at");
        let bo = app.person("bo").await;
        let chosen = format!("/groups/{deals}/invitations?person={}&person={bo}", scene.anna);
        let invite = scene.page("coach", &chosen).await;
        assert_eq!(invite.all("form.wide input[checked]").len(), 2, "{}", invite.html);
        assert_eq!(invite.all("form.wide details[open]").len(), 1);
        // A group that is closed is offered no longer.
        let close = format!("/groups/{deals}/close");
        assert_eq!(scene.ask("coach", Method::POST, &close, json!({})).await.status, 201);
        app.projected().await;
        let page = scene.page("coach", &matrix).await;
        assert!(!page.html.contains("formaction"), "{}", page.html);
    }

    async fn a_coach_adds_a_colleague_and_leaves_but_never_the_last(app: TestApp) {
        let scene = Scene::new(&app).await;
        let path = scene.group_one().await;
        let coaches = format!("{path}/coaches");
        let page = scene.page("coach", &coaches).await;
        assert_eq!(page.all("ul.aims li").len(), 1);
        assert!(page.actions("ul.aims form").is_empty(), "the last coach stays");
        let [own, other] = [app.person("coach").await, app.person("coach2").await];
        let alone = scene.submit("coach", &format!("{coaches}/{own}/dismiss"), &[]).await;
        assert_eq!((alone.status, alone.all(".fault").len()), (400, 1));
        for wrong in ["", "nobody@example.org", "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee"] {
            let answer = scene.submit("coach", &coaches, &one("other", wrong)).await;
            assert_eq!((answer.status, answer.all(".fault").len()), (400, 1), "{wrong}");
        }
        assert_eq!(scene.submit("coach2", &coaches, &one("other", &other.to_string())).await.status, 404);

        // What a former coach said stays a coach's word.
        scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 3 })).await;
        let before = scene.progress(NEGOTIATION).await["level"].clone();
        let added = scene.submit("coach", &coaches, &one("other", &other.to_string())).await;
        assert_eq!((added.status, added.to.as_str()), (303, coaches.as_str()));
        let again = scene.submit("coach", &coaches, &one("other", &other.to_string())).await;
        assert_eq!(again.status, 400);
        let page = scene.page("coach2", &coaches).await;
        assert_eq!(page.all("ul.aims li").len(), 2);
        // A colleague is offered where they do not coach yet.
        let new = scene.ask("coach", Method::POST, "/groups", json!({ "name": "Deals" })).await;
        app.projected().await;
        let deals = format!("/groups/{}/coaches", new.body["id"].as_str().unwrap());
        let offered = scene.page("coach", &deals).await;
        assert_eq!(offered.all("select#person option").len(), 2, "{}", offered.html);
        let left = scene.submit("coach", &format!("{coaches}/{own}/dismiss"), &[]).await;
        assert_eq!((left.status, left.to.as_str()), (303, "/groups"));
        app.projected().await;
        assert_eq!(scene.page("coach", &path).await.status, 404);
        assert_eq!(scene.progress(NEGOTIATION).await["level"], before);
        said_by_our_profile(&app).await;
    }
}
