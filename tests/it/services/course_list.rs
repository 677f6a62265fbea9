//! The courses of a platform, on the page of administrators and in the API.

use coachlight::courses::RoundKind;
use coachlight::sso::{Role, Roles};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use super::group_page::live;
use super::{choose, course, launch, person, refresh, round, settled, until};
use crate::support::asker::{Asker, texts};
use crate::support::platform::{CLIENT, Misbehaviour, Opening, Platform, Visitor};
use crate::support::{Answer, TestApp, both};

const ROSTERS: &str = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

const AGS: &str = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";

async fn platform_id(app: &TestApp) -> uuid::Uuid {
    let mut tx = app.db().read().await.unwrap();
    let known = coachlight::platforms::all(&mut tx).await.unwrap();
    known[0].id
}

/// A launch from another course, which has no roster.
async fn launch_from(app: &TestApp, platform: &Platform, number: usize) {
    let context = json!({ "id": format!("other-{number:02}"), "title": format!("Other {number}") });
    let opening = Opening::instructor("3")
        .without(ROSTERS)
        .lti("context", context);
    launch(app, platform, &opening).await;
}

both! {
    async fn a_deployment_that_waits_for_approval_is_told_where_administrators_look_first(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let chips = async || texts(&admin.page("/admin/platforms").await, "td .chip");
        let overview = async || admin.page("/admin").await;
        assert_eq!(chips().await, ["Connected"]);
        assert!(!overview().await.contains("for approval"));
        let opening = Opening::instructor("3").lti("deployment_id", json!("999"));
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
        assert_eq!(answer.status(), 401);
        assert_eq!(chips().await, ["Waits for approval"]);
        let told = "One platform; one has a deployment that waits for approval";
        assert!(overview().await.contains(told), "{}", overview().await);
        let form = format!("/admin/platforms/{}/deployments", platform_id(&app).await);
        let decided = admin.post(&form, &[("deployment", "999"), ("status", "approved")]).await;
        assert_eq!(decided.status, 303, "{}", decided.body);
        assert_eq!(chips().await, ["Connected"]);
    }

    async fn administrators_see_courses_with_their_rosters_and_have_one_fetched(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let id = platform_id(&app).await;
        let path = format!("/admin/platforms/{id}");
        let page = admin.page(&path).await;
        assert!(page.contains("No course has opened Coachlight yet."), "{page}");

        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        choose(&app, &course, "Talks", 100).await;
        let cells = texts(&admin.page(&path).await, "#courses tbody tr > *");
        assert!(cells[0].contains("Negotiation") && cells[0].contains("1 / 2"), "{cells:?}");
        assert_eq!(cells[2], "3", "{cells:?}");
        assert!(cells[5].starts_with("TalksResults last read: "), "{cells:?}");
        // Who may not open the group's page is not led there.
        let group = format!("/groups/{}", course.group_id);
        assert!(!admin.page(&path).await.contains(&group));
        let tina = person(&app, &platform, "3").await.unwrap();
        let mut roles = Roles::of(Role::Administrator);
        roles.add(Role::Coach);
        let tina = Asker::with(&app, app.session_of(tina, roles).await);
        assert!(tina.page(&path).await.contains(&group));

        // What fails is said in words, and fetching it again mends it.
        platform.misbehave(Misbehaviour::RosterWithoutMembers);
        let fetch = format!("{path}/courses/{}/roster", course.id);
        assert_eq!(admin.post(&fetch, &[]).await.status, 303);
        until(async || round(&app, &course, RoundKind::Roster).await.error.is_some()).await;
        let page = admin.page(&path).await;
        assert!(texts(&page, "#courses td .note").join(" ").contains("incomplete"), "{page}");
        platform.behave();
        let api = format!("/api/v1/platforms/{id}/courses");
        let ask = async |path: &str| Answer::of(admin.request(Method::GET, path)).await;
        let told = ask(&api).await.body["items"][0]["roster"].clone();
        assert_eq!(told["reason"], "service_malformed", "{told}");
        let answer = admin.request(Method::POST, &format!("{api}/{}/roster", course.id));
        assert_eq!(Answer::of(answer).await.status, 204);
        until(async || round(&app, &course, RoundKind::Roster).await.error.is_none()).await;
        let told = ask(&api).await.body["items"][0].clone();
        assert_eq!(told["roster"]["reason"], Value::Null);
        assert_eq!(told["roster"]["members"], 3);
        assert_eq!(told["columns"][0]["label"], "Talks");
        assert_eq!(told["group"]["id"], json!(course.group_id));

        // Not by the address of another platform, nor where there is no roster.
        let other = fetch.replace(&id.to_string(), &uuid::Uuid::nil().to_string());
        assert_eq!(admin.post(&other, &[]).await.status, 404);
    }

    async fn a_course_whose_results_fail_is_named_and_says_why(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let id = platform_id(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let context = json!({ "id": "other", "title": "Broken course" });
        let opening = Opening::instructor("3").without(ROSTERS).lti("context", context).with(AGS, json!({
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"],
            "lineitems": platform.at("/keys").as_str(),
        }));
        launch(&app, &platform, &opening).await;
        let fails = async || {
            let mut tx = app.db().read().await.unwrap();
            let found = coachlight::platforms::by_id(&mut tx, id).await.unwrap();
            found.unwrap().result_error
        };
        until(async || fails().await.is_some()).await;
        // That another course's are read mends nothing here.
        assert_eq!(refresh(&app, &course, RoundKind::Results).await.error, None);
        assert_eq!(fails().await.as_deref(), Some("service_malformed"));
        let page = admin.page(&format!("/admin/platforms/{id}")).await;
        let why = "the platform’s answer is incomplete";
        assert_eq!(page.matches(why).count(), 1, "{page}");
        assert!(page.contains("Fails in: Broken course."), "{page}");
        let rows = texts(&page, "#courses tbody tr");
        let of = |title: &str| rows.iter().find(|row| row.contains(title)).unwrap();
        assert!(of("Broken course").contains(why), "{rows:?}");
        assert!(of("Negotiation").contains("Results last read"), "{rows:?}");
        let answer = admin.request(Method::GET, &format!("/api/v1/platforms/{id}/courses"));
        let told = Answer::of(answer).await.body;
        let results = |title: &str| {
            let items = told["items"].as_array().unwrap();
            items.iter().find(|item| item["title"] == title).unwrap()["results"].clone()
        };
        assert_eq!(results("Broken course")["reason"], "service_malformed", "{told}");
        assert_eq!(results("Negotiation")["reason"], Value::Null, "{told}");
    }

    async fn a_roster_that_is_being_fetched_shows_itself_when_it_is_there(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let path = format!("/admin/platforms/{}", course.platform);
        assert!(!admin.page(&path).await.contains("data-live"));
        let held = platform.hold_rosters().await;
        let fetch = format!("{path}/courses/{}/roster", course.id);
        assert_eq!(admin.post(&fetch, &[]).await.status, 303);
        let page = admin.page(&path).await;
        assert!(page.contains("being fetched") && page.contains("look again"), "{page}");
        let stream = admin.request(Method::GET, &live(&page)).send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        drop(held);
        let mut body = stream.bytes_stream();
        let told = String::from_utf8(body.next().await.unwrap().unwrap().to_vec()).unwrap();
        assert!(told.contains("event: roster"), "{told}");
        assert!(!admin.page(&path).await.contains("being fetched"));
    }

    async fn many_courses_come_in_pages(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let id = platform_id(&app).await;
        for number in 0..21 {
            launch_from(&app, &platform, number).await;
        }
        let first = admin.page(&format!("/admin/platforms/{id}")).await;
        assert_eq!(texts(&first, "#courses tbody tr").len(), 20);
        assert!(first.contains("The platform offers none.") && !first.contains("Other 20"), "{first}");
        let (_, rest) = first.split_once("<a class=\"button\" href=\"").unwrap();
        let next = rest.split('"').next().unwrap().replace("&amp;", "&");
        let second = admin.page(next.trim_end_matches("#courses")).await;
        assert_eq!(texts(&second, "#courses tbody tr").len(), 1);
        assert!(second.contains("Other 20") && !texts(&second, "#courses").join("").contains("More"));
        // The same in the API, where a course without a roster has none.
        let path = format!("/api/v1/platforms/{id}/courses?limit=20");
        let page = Answer::of(admin.request(Method::GET, &path)).await.body;
        assert_eq!(page["items"].as_array().unwrap().len(), 20);
        assert_eq!(page["items"][0]["roster"], Value::Null);
        let next = page["next"].as_str().unwrap();
        let page = Answer::of(admin.request(Method::GET, next)).await.body;
        assert_eq!(page["items"][0]["title"], "Other 20");
        assert_eq!(page["next"], Value::Null);
    }
}
