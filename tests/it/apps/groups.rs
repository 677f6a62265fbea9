//! Groups made here, and those that apps make for them.

use coachlight::config::WhoCoaches;
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use super::{ask, done, kinds, made, told};
use crate::coaching::{LISTENING, NEGOTIATION, agent, group, said_by_our_profile, sent};
use crate::support::{TestApp, both, fresh_postgres};

const CREATE: &str = "http://activitystrea.ms/create";
const JOIN: &str = "http://activitystrea.ms/join";
const NONE: Value = Value::Null;

both! {
    async fn a_group_is_made_changed_closed_and_reopened_by_its_coaches(app: TestApp) {
        let (coach, other) = (app.person("coach").await, app.person("other").await);
        let (path, iri) = made(&app, coach, "Better deals", json!({
            "description": "Selling with care", "competencies": [NEGOTIATION, LISTENING],
            "opens": "2020-01-01", "closes": "2999-12-31"
        })).await;
        assert!(iri.starts_with(&app.base), "{iri}");
        let now = async || done(&app, Method::GET, &path, NONE).await;
        let group = now().await;
        assert_eq!(group["name"], "Better deals");
        assert_eq!(group["description"], "Selling with care");
        assert_eq!(group["competencies"], json!([LISTENING, NEGOTIATION]));
        assert_eq!(group["coaches"], json!([{ "person": coach, "name": null }]));
        assert_eq!((&group["state"], &group["closes"]), (&json!("open"), &json!("2999-12-31")));
        assert_eq!(group["identifiers"], json!([iri]));

        // A change says the whole anew.
        done(&app, Method::PUT, &path, json!({
            "by": coach, "name": "Best deals", "competencies": [LISTENING]
        })).await;
        let group = now().await;
        assert_eq!((&group["name"], &group["description"]), (&json!("Best deals"), &NONE));
        assert_eq!(group["competencies"], json!([LISTENING]));

        // Coaches are added and go; the last stays; whoever coaches nothing does nothing.
        let led = format!("{path}/coaches/{other}");
        let by = |who| json!({ "by": who });
        assert_eq!(ask(&app, Method::PUT, &led, by(other)).await.status, 404);
        assert_eq!(ask(&app, Method::DELETE, &format!("{path}/coaches/{coach}"), by(coach)).await.status, 409);
        done(&app, Method::PUT, &led, by(coach)).await;
        assert_eq!(now().await["coaches"].as_array().unwrap().len(), 2);
        done(&app, Method::DELETE, &format!("{path}/coaches/{coach}"), by(other)).await;
        assert_eq!(now().await["coaches"], json!([{ "person": other, "name": null }]));
        assert_eq!(now().await["competencies"], json!([LISTENING]));
        assert_eq!(ask(&app, Method::POST, &format!("{path}/close"), by(coach)).await.status, 404);

        let anna = app.person("anna").await;
        done(&app, Method::POST, &format!("{path}/close"), by(other)).await;
        assert_eq!(now().await["state"], "closed");
        let invitation = json!({ "by": other, "person": anna });
        let refused = ask(&app, Method::POST, &format!("{path}/invitations"), invitation.clone()).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(ask(&app, Method::POST, &format!("{path}/close"), by(other)).await.status, 409);
        done(&app, Method::POST, &format!("{path}/reopen"), by(other)).await;
        done(&app, Method::POST, &format!("{path}/invitations"), invitation).await;
        assert_eq!(now().await["state"], "open");
        said_by_our_profile(&app).await;

        let told = told(&app, 8).await;
        assert_eq!(kinds(&told), [
            "group.created", "group.changed", "group.changed", "group.changed", "group.changed",
            "group.closed", "group.reopened", "invitation.made"
        ]);
        assert_eq!(told[0]["data"]["group"]["iri"], iri.as_str());
        assert_eq!(told[7]["data"]["person"]["agents"][0]["account"]["name"], "anna");
    }

    async fn an_apps_statements_have_the_same_effect(app: TestApp) {
        let all = json!([
            sent("coach", CREATE, group(1), json!({ "context": { "extensions": {
                "https://coachlight.org/xapi/extensions/competency-link": [NEGOTIATION],
                "https://coachlight.org/xapi/extensions/opens": "2999-01-01"
            } } })),
            // Whoever does not coach it changes and closes nothing, and appoints nobody.
            sent("eve", "http://activitystrea.ms/close", group(1), json!({})),
            sent("eve", "https://coachlight.org/xapi/verbs/appointed", agent("eve"),
                json!({ "context": { "contextActivities": { "grouping": [group(1)] } } })),
            sent("coach", "https://coachlight.org/xapi/verbs/appointed", agent("other"),
                json!({ "context": { "contextActivities": { "grouping": [group(1)] } } })),
        ]);
        assert_eq!(app.post(&all).await.status, 200);
        app.projected().await;
        let cookie = app.session("other", Roles::of(Role::Coach)).await;
        let groups = app.client.get(format!("{}/api/v1/groups", app.base)).header("Cookie", &cookie);
        let groups = crate::support::Answer::of(groups).await.body;
        let path = format!("/groups/{}", groups["items"][0]["id"].as_str().unwrap());
        let found = done(&app, Method::GET, &path, NONE).await;
        assert_eq!(found["coaches"].as_array().unwrap().len(), 2);
        assert_eq!((&found["state"], &found["competencies"]), (&json!("planned"), &json!([NEGOTIATION])));
        app.post(&sent("other", "http://activitystrea.ms/archive", group(1), json!({}))).await;
        app.projected().await;
        assert_eq!(done(&app, Method::GET, &path, NONE).await["state"], "closed");
        let told = told(&app, 3).await;
        assert_eq!(kinds(&told), ["group.created", "group.changed", "group.closed"]);
    }

    async fn an_apps_group_for_one_made_here_is_the_same_group(app: TestApp) {
        let coach = app.person("coach").await;
        let (path, iri) = made(&app, coach, "Better deals", json!({})).await;
        let theirs = group(7)["id"].clone();
        let linked = async |iri: &Value| {
            let body = json!({ "by": coach, "iri": iri, "reason": "the app's own address" });
            done(&app, Method::POST, &format!("{path}/identifiers"), body).await["id"].clone()
        };
        let members = async |path: &str| {
            let report = done(&app, Method::GET, &format!("{path}/engagement"), NONE).await;
            report["members"].as_array().unwrap().len()
        };
        // Linked before the first statement names it.
        let first = linked(&theirs).await;
        app.post(&json!([
            sent("coach", CREATE, group(7), json!({})), sent("anna", JOIN, group(7), json!({})),
            sent("bo", JOIN, json!({ "id": iri, "definition": group(7)["definition"] }), json!({})),
        ])).await;
        app.projected().await;
        assert_eq!(members(&path).await, 2);
        told(&app, 2).await;
        let groups = done(&app, Method::GET, "/groups", NONE).await;
        assert_eq!(groups["items"].as_array().unwrap().len(), 1);

        // Linked after it was there, with all that was said in it.
        app.post(&json!([
            sent("coach", CREATE, group(8), json!({})), sent("cem", JOIN, group(8), json!({})),
            sent("coach2", CREATE, group(9), json!({})),
        ])).await;
        app.projected().await;
        told(&app, 4).await;
        linked(&group(8)["id"]).await;
        assert_eq!(members(&path).await, 3);
        let body = json!({ "by": coach, "iri": group(9)["id"], "reason": "it is not theirs" });
        let refused = ask(&app, Method::POST, &format!("{path}/identifiers"), body).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        let again = json!({ "by": coach, "iri": theirs, "reason": "again" });
        assert_eq!(ask(&app, Method::POST, &format!("{path}/identifiers"), again).await.status, 409);

        // Undone, nothing is lost.
        let undo = format!("{path}/identifiers/{}", first.as_str().unwrap());
        let by = json!({ "by": coach });
        assert_eq!(ask(&app, Method::DELETE, &undo, by.clone()).await.status, 204);
        assert_eq!(ask(&app, Method::DELETE, &undo, by).await.status, 404);
        assert_eq!(members(&path).await, 2);
        let groups = done(&app, Method::GET, "/groups", NONE).await;
        assert_eq!(groups["items"].as_array().unwrap().len(), 3);
        let kept = done(&app, Method::GET, &format!("{path}/identifiers"), NONE).await;
        let undone: Vec<bool> = kept["items"].as_array().unwrap().iter()
            .map(|it| it["undone_at"].is_string()).collect();
        assert_eq!(undone, [false, true]);
        // One group was told as created once, whoever made it again.
        let all = told(&app, 3).await;
        let created = kinds(&all).iter().filter(|kind| **kind == "group.created").count();
        assert_eq!(created, 3, "{all:?}");
    }
}

/// Two people who make each other coaches by statements see nothing where only those coach who are
/// known as coaches.
async fn only_who_is_known_coaches(postgres: Option<String>) {
    let known = |config: &mut coachlight::config::Config| {
        config.coaching.coaches = WhoCoaches::Known;
    };
    let app = TestApp::start_with(postgres, known).await;
    app.post(&json!([
        sent("anna", CREATE, group(1), json!({})),
        sent("bo", JOIN, group(1), json!({})),
        sent("bo", CREATE, group(2), json!({})),
        sent("anna", JOIN, group(2), json!({})),
    ]))
    .await;
    app.projected().await;
    let (anna, bo) = (app.person("anna").await, app.person("bo").await);
    let coaches = async |who, whom| {
        let mut tx = app.db().read().await.unwrap();
        coachlight::access::coaches(&mut tx, who, whom)
            .await
            .unwrap()
    };
    assert!(!coaches(anna, bo).await && !coaches(bo, anna).await);
    let wish = json!({ "by": anna, "name": "Mine" });
    assert_eq!(
        ask(&app, Method::POST, "/groups", wish.clone())
            .await
            .status,
        403
    );
    // Known from the next sign-in on, and no longer after one without the role.
    app.session("anna", Roles::of(Role::Coach)).await;
    assert!(coaches(anna, bo).await && !coaches(bo, anna).await);
    assert_eq!(ask(&app, Method::POST, "/groups", wish).await.status, 201);
    app.session("anna", Roles::default()).await;
    assert!(!coaches(anna, bo).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_known_coaches_sqlite() {
    only_who_is_known_coaches(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_known_coaches_postgres() {
    only_who_is_known_coaches(Some(fresh_postgres().await)).await;
}
