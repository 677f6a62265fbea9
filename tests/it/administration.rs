//! What administrators do on pages, done by the API, and what people learn about themselves there.

use coachlight::sso::{Role, Roles};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, both, with_id};

const GROUP: &str = "https://app.example.org/groups/1";

/// Somebody who asks with a session.
struct Somebody<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Somebody<'a> {
    async fn new(app: &'a TestApp, account: &str, roles: Roles) -> Self {
        let cookie = app.session(account, roles).await;
        Self { app, cookie }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/api/v1{path}", self.app.base);
        let request = self.app.client.request(method, address);
        request.header("Cookie", &self.cookie)
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Answer::of(self.request(method, path).body(body)).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }
}

async fn administrator(app: &TestApp) -> Somebody<'_> {
    Somebody::new(app, "admin", Roles::of(Role::Administrator)).await
}

/// A group with a coach and a learner who says something.
async fn scene(app: &TestApp) -> String {
    let by = |who: &str, verb: &str, object: Value, more: Value| {
        let mut statement = with_id(json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
            "verb": { "id": format!("http://activitystrea.ms/{verb}") }, "object": object
        }));
        for (name, value) in more.as_object().unwrap() {
            statement[name] = value.clone();
        }
        statement
    };
    let group = json!({ "id": GROUP, "definition": {
        "type": "http://activitystrea.ms/group", "name": { "en": "One" }
    } });
    let competency = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": ["https://app.example.org/c/1"]
    } });
    let note = json!({ "id": "https://app.example.org/notes/1", "definition": {
        "type": "http://activitystrea.ms/note", "name": { "en": "A note" }
    } });
    let inside = json!({ "context": { "contextActivities": { "grouping": [group] } } });
    let said = by("anna", "create", note, inside);
    let id = said["id"].as_str().unwrap().to_owned();
    let statements = json!([
        by(
            "coach",
            "create",
            group.clone(),
            json!({ "context": competency })
        ),
        by("anna", "join", group, json!({})),
        said,
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
    id
}

both! {
    async fn a_key_is_made_replaced_and_revoked(app: TestApp) {
        let admin = administrator(&app).await;
        let wish = json!({ "label": "HR suite", "scopes": ["reports/read"], "requests_per_minute": 600 });
        let made = admin.ask(Method::POST, "/keys", wish).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let works = async |pair: &Value| {
            let request = app.client.get(format!("{}/api/v1/groups", app.base));
            let (key, secret) = (pair["key"].as_str().unwrap(), pair["secret"].as_str());
            Answer::of(request.basic_auth(key, secret)).await.status.as_u16()
        };
        assert_eq!(works(&made.body).await, 200);
        let key = made.body["key"].as_str().unwrap();
        let rotated = admin.ask(Method::POST, &format!("/keys/{key}/rotate"), Value::Null).await;
        assert_eq!(rotated.status, 201, "{}", rotated.body);
        let second = rotated.body["key"].as_str().unwrap();
        assert_eq!((works(&made.body).await, works(&rotated.body).await), (200, 200));
        let listed = admin.get("/keys").await;
        assert_eq!(listed["items"][0]["key"], second);
        assert_eq!(listed["items"][0]["requests_per_minute"], 600);
        assert!(listed["items"][1]["expires_at"].is_string() && listed["items"][0]["expires_at"].is_null());
        assert!(!listed.to_string().contains(rotated.body["secret"].as_str().unwrap()));
        let path = format!("/keys/{second}");
        assert_eq!(admin.ask(Method::DELETE, &path, Value::Null).await.status, 204);
        assert_eq!(admin.ask(Method::DELETE, &path, Value::Null).await.status, 404);
        assert_eq!(admin.get("/keys").await["items"][0]["in_force"], false);
        for wrong in [
            json!({ "label": " ", "scopes": ["all"] }),
            json!({ "label": "x", "scopes": [] }),
            json!({ "label": "x", "scopes": ["everything"] }),
            json!({ "label": "x", "scopes": ["all"], "requests_per_minute": 0 }),
            json!({ "label": "x", "scopes": ["all"], "expires_at": "tomorrow" }),
            json!({ "label": "x", "scopes": ["all"], "home_pages": ["a b"] }),
        ] {
            let refused = admin.ask(Method::POST, "/keys", wrong.clone()).await;
            assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
        }
        let log = admin.get("/audit-log?act=key-made").await;
        assert_eq!(log["items"][0]["subject"], key);
        assert_eq!(admin.ask(Method::GET, "/audit-log?act=none", Value::Null).await.status, 400);
        let first = admin.get("/audit-log?limit=1").await;
        let next = first["next"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        assert!(admin.get(next).await["items"][0]["sequence"].as_i64() < first["items"][0]["sequence"].as_i64());
    }

    async fn people_are_kept_out_and_let_in(app: TestApp) {
        scene(&app).await;
        let admin = administrator(&app).await;
        let anna = Somebody::new(&app, "anna", Roles::default()).await;
        let person = anna.get("/me").await["person"].as_str().unwrap().to_owned();
        let account = format!("/people/{person}/account");
        let found = admin.get(&account).await;
        assert_eq!((&found["disabled"], found["sessions"].as_array().unwrap().len()), (&json!(false), 1));
        assert!(found["identifiers"][0]["identifier"].as_str().unwrap().contains("anna"), "{found}");
        let decide = async |decision: &str| {
            let body = json!({ "decision": decision });
            admin.ask(Method::POST, &format!("{account}/access"), body).await.status.as_u16()
        };
        assert_eq!(decide("banish").await, 400);
        assert_eq!(decide("disable").await, 204);
        assert_eq!(anna.ask(Method::GET, "/me", Value::Null).await.status, 401);
        assert_eq!(admin.get(&account).await["disabled"], true);
        assert_eq!(decide("enable").await, 204);
        let again = Somebody::new(&app, "anna", Roles::default()).await;
        assert_eq!(decide("end-sessions").await, 204);
        assert_eq!(again.ask(Method::GET, "/me", Value::Null).await.status, 401);
        let own = admin.get("/me").await["person"].as_str().unwrap().to_owned();
        let oneself = admin.ask(
            Method::POST, &format!("/people/{own}/account/access"), json!({ "decision": "disable" }),
        ).await;
        assert_eq!(oneself.status, 409);
        let log = admin.get("/audit-log").await;
        let acts: Vec<&str> = log["items"].as_array().unwrap().iter()
            .map(|entry| entry["act"].as_str().unwrap()).collect();
        assert_eq!(acts[..3], ["sessions-ended", "person-enabled", "person-disabled"]);
    }

    async fn ones_own_sessions_and_wish(app: TestApp) {
        scene(&app).await;
        let admin = administrator(&app).await;
        let here = Somebody::new(&app, "anna", Roles::default()).await;
        let there = Somebody::new(&app, "anna", Roles::default()).await;
        assert_eq!(here.get("/me").await["roles"], json!([]));
        assert_eq!(admin.get("/me").await["roles"], json!(["administrator"]));
        let sessions = here.get("/me/sessions").await;
        let sessions = sessions["items"].as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        let this = sessions.iter().find(|session| session["this"] == true).unwrap();
        assert_eq!(here.ask(Method::DELETE, "/me/sessions", Value::Null).await.status, 204);
        assert_eq!(there.ask(Method::GET, "/me", Value::Null).await.status, 401);

        let wish = async || here.ask(Method::GET, "/me/erasure-wish", Value::Null).await;
        assert_eq!(wish().await.status, 404);
        let asked = json!({ "reason": "I leave." });
        assert_eq!(here.ask(Method::PUT, "/me/erasure-wish", asked).await.status, 204);
        assert_eq!(wish().await.body["reason"], "I leave.");
        let open = admin.get("/erasure-wishes").await;
        let id = open["items"][0]["id"].as_str().unwrap();
        let decline = format!("/erasure-wishes/{id}/decline");
        assert_eq!(admin.ask(Method::POST, &decline, json!({ "answer": " " })).await.status, 400);
        let answer = json!({ "answer": "Payroll needs it." });
        assert_eq!(admin.ask(Method::POST, &decline, answer.clone()).await.status, 204);
        assert_eq!(admin.ask(Method::POST, &decline, answer).await.status, 404);
        assert_eq!(wish().await.body["answer"], "Payroll needs it.");
        assert_eq!(admin.get("/erasure-wishes").await["items"], json!([]));
        // A second wish, taken back.
        here.ask(Method::PUT, "/me/erasure-wish", Value::Null).await;
        assert_eq!(admin.get("/erasure-wishes").await["items"].as_array().unwrap().len(), 1);
        assert_eq!(here.ask(Method::DELETE, "/me/erasure-wish", Value::Null).await.status, 204);
        assert_eq!(admin.get("/erasure-wishes").await["items"], json!([]));
        let own = format!("/me/sessions/{}", this["id"].as_str().unwrap());
        assert_eq!(here.ask(Method::DELETE, &own, Value::Null).await.status, 204);
        assert_eq!(here.ask(Method::GET, "/me", Value::Null).await.status, 401);
    }

    async fn a_person_is_erased_who_is_named_twice(app: TestApp) {
        scene(&app).await;
        let admin = administrator(&app).await;
        let anna = app.person("anna").await.to_string();
        let path = format!("/people/{anna}/erasure");
        let preview = admin.get(&path).await;
        assert_eq!((&preview["statements"], &preview["as_actor"]), (&json!(2), &json!(2)));
        let other = app.person("coach").await.to_string();
        assert_eq!(admin.ask(Method::POST, &path, json!({ "person": other })).await.status, 400);
        let begun = admin.ask(Method::POST, &path, json!({ "person": anna })).await;
        assert_eq!(begun.status, 202, "{}", begun.body);
        let listed = admin.get("/erasures").await;
        assert_eq!(listed["items"][0]["id"], begun.body["erasure"]);
    }

    async fn documents_are_tried_out_and_put_in_force_from_what_is_there(app: TestApp) {
        scene(&app).await;
        let admin = administrator(&app).await;
        let shipped = Answer::of(admin.request(Method::GET, "/rule-set")).await;
        let tag = shipped.headers["etag"].to_str().unwrap().to_owned();
        let mut own = shipped.body["document"].clone();
        own["progress"]["unknown"] = json!(5);
        let trial = admin.ask(Method::POST, "/rule-set/trial", json!({ "document": own })).await;
        assert_eq!(trial.status, 200, "{}", trial.body);
        assert_eq!((&trial.body["whole"], &trial.body["people"]), (&json!(true), &Value::Null));
        let body = json!({ "document": own, "reason": "more doubt" });
        let put = async |tag: &str, body: &Value| {
            let request = admin.request(Method::PUT, "/rule-set").header("If-Match", tag);
            Answer::of(request.body(body.to_string())).await
        };
        assert_eq!(put("\"0-older\"", &body).await.status, 412);
        let decided = put(&tag, &body).await;
        assert_eq!((decided.status.as_u16(), &decided.body["decision"]), (200, &json!(1)), "{}", decided.body);
        // Whoever started from the same is told that somebody was faster.
        assert_eq!(put(&tag, &body).await.status, 412);
        assert_eq!(admin.get("/rule-set").await["document"]["progress"]["unknown"], 5);
        let back = json!({ "decision": 0, "reason": "as shipped" });
        let tag = decided.headers["etag"].to_str().unwrap().to_owned();
        let restored = put(&tag, &back).await;
        assert_eq!((&restored.body["decision"], &restored.body["document"]), (&Value::Null, &shipped.body["document"]));
        let decisions = admin.get("/rule-set/decisions").await;
        assert_eq!(decisions["items"][1]["reason"], "more doubt");
        assert_eq!(decisions["items"][0]["shipped"], true);
        for wrong in [
            json!({ "document": {}, "reason": "x" }),
            json!({ "document": own, "reason": " " }),
            json!({ "document": own, "decision": 1, "reason": "x" }),
            json!({ "decision": 99, "reason": "x" }),
        ] {
            let refused = admin.ask(Method::PUT, "/rule-set", wrong.clone()).await;
            assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
        }

        let juggled = json!({
            "version": "1", "prefixes": {}, "types": {}, "rules": [{
                "id": "juggled", "verbs": ["https://app.example.org/juggled"],
                "act": "transfer", "engagement": "transfer", "evidence": "transfer_self"
            }]
        });
        let trial = admin.ask(Method::POST, "/vocabulary/trial", json!({ "document": juggled })).await;
        assert_eq!((trial.status.as_u16(), &trial.body["changed"]), (200, &json!(0)), "{}", trial.body);
        let body = json!({ "document": juggled, "reason": "our verb" });
        let decided = admin.ask(Method::PUT, "/vocabulary", body).await;
        assert_eq!(decided.body["decision"], 1, "{}", decided.body);
        assert_eq!(admin.get("/vocabulary").await["document"]["rules"][0]["id"], "juggled");
        assert_eq!(admin.get("/vocabulary/decisions").await["items"][0]["reason"], "our verb");
    }

    async fn a_framework_comes_and_goes_as_a_file(app: TestApp) {
        let admin = administrator(&app).await;
        let table = |name: &str| json!({ "table": format!("idnumber,name,parent\nA,{name},\nB,Part,A\n"), "title": "Ours", "key": "ours" });
        let mut wish = table("Whole");
        wish["dry_run"] = json!(true);
        let dry = admin.ask(Method::POST, "/frameworks", wish).await;
        assert_eq!((dry.status.as_u16(), &dry.body["items"]), (200, &json!(2)), "{}", dry.body);
        assert_eq!(admin.get("/frameworks").await["items"], json!([]));
        let first = admin.ask(Method::POST, "/frameworks", table("Whole")).await.body;
        let same = admin.ask(Method::POST, "/frameworks", table("Whole")).await.body;
        assert_eq!((&first["changed"], &same["changed"], &same["version"]), (&json!(true), &json!(false), &json!(1)));
        let second = admin.ask(Method::POST, "/frameworks", table("All of it")).await.body;
        assert_eq!((&second["id"], &second["version"]), (&first["id"], &json!(2)));
        let path = format!("/frameworks/{}", first["id"].as_str().unwrap());
        let versions = admin.get(&format!("{path}/versions")).await;
        assert_eq!((&versions["items"][0]["version"], &versions["items"][0]["current"]), (&json!(2), &json!(true)));
        let back = admin.ask(Method::POST, &format!("{path}/versions"), json!({ "version": 1 })).await;
        assert_eq!(back.status, 204, "{}", back.body);
        assert_eq!(admin.get(&format!("{path}/versions")).await["items"][1]["current"], true);
        assert_eq!(admin.ask(Method::POST, &format!("{path}/versions"), json!({ "version": 9 })).await.status, 404);
        let case = admin.get(&format!("{path}/file")).await;
        assert_eq!(case["CFItems"].as_array().unwrap().len(), 2);
        let moodle = Answer::of(admin.request(Method::GET, &format!("{path}/file?form=moodle"))).await;
        assert!(moodle.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert_eq!(admin.ask(Method::GET, &format!("{path}/file?form=pdf"), Value::Null).await.status, 400);
        for wrong in [json!({}), json!({ "package": {} }), json!({ "package": case, "table": "x" })] {
            let refused = admin.ask(Method::POST, "/frameworks", wrong.clone()).await;
            assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
        }
    }

    async fn what_comes_and_goes_is_told_and_steered(app: TestApp) {
        scene(&app).await;
        let admin = administrator(&app).await;
        let sources = admin.get("/sources").await;
        assert_eq!(sources["items"][0]["statements"], 3);
        let letters = admin.get("/deliveries?kind=letters").await;
        assert_eq!((letters["items"].as_array().unwrap().len(), &letters["items"][0]["name"]), (1, &Value::Null));
        let lane = letters["items"][0]["id"].as_str().unwrap();
        assert_eq!(admin.get(&format!("/deliveries/{lane}")).await["items"], json!([]));
        let retry = format!("/deliveries/{lane}/retry");
        assert_eq!(admin.ask(Method::POST, &retry, Value::Null).await.status, 204);
        assert_eq!(admin.get("/audit-log").await["items"][0]["act"], "delivery-retried");
        assert_eq!(admin.get("/feeds").await["items"], json!([]));
        let link = admin.ask(Method::POST, "/platforms/invitations", json!({ "name": "LMS" })).await;
        assert_eq!(link.status, 201, "{}", link.body);
        assert!(link.body["link"].as_str().unwrap().contains("/lti/register?"));
        assert_eq!(admin.get("/platforms").await["items"], json!([]));
        let mut copied = json!({
            "issuer": "https://lms.example.org", "client_id": "abc", "deployment": "1",
            "authorization_endpoint": "https://lms.example.org/auth",
            "token_endpoint": "https://lms.example.org/token",
            "jwks_uri": "https://lms.example.org/keys",
            "product": "canvas", "audience": "https://lms.example.org/audience",
            "terms": { "name": "LMS", "account_home_page": "https://x.org", "account_claim": "username" },
        });
        let made = admin.ask(Method::POST, "/platforms", copied.clone()).await;
        assert_eq!((made.status.as_u16(), &made.body["client_id"]), (201, &json!("abc")), "{}", made.body);
        let known = admin.get(&format!("/platforms/{}", made.body["id"].as_str().unwrap())).await;
        assert_eq!(known["deployments"][0]["status"], "approved");
        assert_eq!(known["platform"]["product"], "canvas");
        assert_eq!(known["platform"]["audience"], "https://lms.example.org/audience");
        assert_eq!(admin.ask(Method::POST, "/platforms", copied.clone()).await.status, 409);
        copied["jwks_uri"] = json!("keys");
        let refused = admin.ask(Method::POST, "/platforms", copied).await;
        assert_eq!(refused.status, 400);
        assert!(refused.body["detail"].as_str().unwrap().contains("jwks_uri"), "{}", refused.body);
    }

    async fn a_coach_sees_their_groups_and_what_is_behind_a_number(app: TestApp) {
        let said = scene(&app).await;
        let coach = Somebody::new(&app, "coach", Roles::of(Role::Coach)).await;
        let groups = coach.get("/me/groups").await;
        assert_eq!((&groups["items"][0]["name"], &groups["items"][0]["members"]), (&json!("One"), &json!(1)));
        assert_eq!(groups["items"][0]["weeks"].as_array().unwrap().len(), 12);
        let group = groups["items"][0]["id"].as_str().unwrap();
        let contributions = coach.get(&format!("/groups/{group}/contributions")).await;
        assert_eq!((&contributions["items"][0]["statement"], &contributions["items"][0]["act"]), (&json!(said), &json!("post")));
        let activity = coach.get(&format!("/groups/{group}/activity?window=7")).await;
        assert_eq!((activity["items"].as_array().unwrap().len(), &activity["items"][0]["contributions"]), (7, &json!(1)));
        let anna = app.person("anna").await;
        let progress = coach.get(&format!("/people/{anna}/progress")).await;
        let number = &progress["competencies"][0];
        let trend = coach.get(&format!("/people/{anna}/competencies/{}/trend", number["key"])).await;
        let last = trend["items"].as_array().unwrap().last().unwrap();
        assert_eq!(last["shown"], number["shown"]);
        let statement = coach.get(&format!("/people/{anna}/statements/{said}")).await;
        assert_eq!(statement["id"], said);
        let far = format!("/people/{anna}/competencies/{}/trend?from=2000-01-01", number["key"]);
        assert_eq!(coach.ask(Method::GET, &far, Value::Null).await.status, 400);
        // What is no evidence is not shown through a person.
        let all = Answer::of(app.get("/xapi/statements")).await.body;
        let joined = all["statements"].as_array().unwrap().iter()
            .find(|one| one["verb"]["id"].as_str().unwrap().ends_with("join")).unwrap();
        let path = format!("/people/{anna}/statements/{}", joined["id"].as_str().unwrap());
        assert_eq!(coach.ask(Method::GET, &path, Value::Null).await.status, 404);
    }

    async fn whoever_has_an_answer_is_told_that_it_is_the_same(app: TestApp) {
        scene(&app).await;
        let coach = Somebody::new(&app, "coach", Roles::of(Role::Coach)).await;
        for path in ["/groups", "/me/inbox", "/rule-set", "/me/groups?limit=1"] {
            let first = Answer::of(coach.request(Method::GET, path)).await;
            let tag = first.headers["etag"].to_str().unwrap().to_owned();
            let known = async |tag: &str| {
                let request = coach.request(Method::GET, path).header("If-None-Match", tag);
                Answer::of(request).await
            };
            let same = known(&format!("\"x\", W/{tag}")).await;
            assert_eq!((same.status.as_u16(), same.headers["etag"].to_str().unwrap()), (304, &*tag), "{path}");
            assert!(!same.headers.contains_key("content-type"), "{path}");
            assert_eq!(known("\"x\"").await.status, 200, "{path}");
        }
        // A page of another origin does nothing with the session.
        let foreign = coach.request(Method::POST, "/groups").header("Sec-Fetch-Site", "cross-site");
        let refused = Answer::of(foreign.body(r#"{"name":"x"}"#)).await;
        assert_eq!(refused.status, 403);
        assert_eq!(refused.problem().1, "/problems/forbidden");
        // What an extractor refuses is a problem document, too.
        let nowhere = Answer::of(coach.request(Method::GET, "/groups/x/engagement")).await;
        assert_eq!((nowhere.status.as_u16(), nowhere.problem().1), (400, "/problems/bad-request"));
        let bytes = coach.request(Method::POST, "/groups").body(vec![0xff, 0xfe]);
        assert_eq!(Answer::of(bytes).await.problem().1, "/problems/bad-request");
        let method = Answer::of(coach.request(Method::DELETE, "/groups")).await;
        assert_eq!((method.status.as_u16(), method.problem().1), (405, "/problems/method-not-allowed"));
        assert_eq!(method.headers["allow"], "GET,HEAD,POST");
    }
}
