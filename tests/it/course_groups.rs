//! What happens in a course of a learning platform belongs to its learning group, once an administrator
//! has said what apps' statements call the course.

use std::process::Stdio;

use coachlight::courses::{self, Course};
use coachlight::platforms;
use coachlight::projector::{self, Difference, Pace, rebuild};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::coaching::{group, sent};
use crate::oracle::declare_groups;
use crate::support::asker::{Asker, texts};
use crate::support::platform::{CLIENT, Opening, Platform, Visitor};
use crate::support::process::Setting;
use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both};

const CREATE: &str = "http://activitystrea.ms/create";
const LIKE: &str = "http://activitystrea.ms/like";
const REPLIED: &str = "http://id.tincanapi.com/verb/replied";

/// What Moodle's statements call the course 2.
fn page_of(platform: &Platform) -> String {
    format!("{}/course/view.php?id=2", platform.issuer())
}

fn course_at(iri: &str) -> Value {
    json!({ "id": iri, "definition": { "type": "http://adlnet.gov/expapi/activities/course" } })
}

fn note(number: u32) -> Value {
    json!({
        "id": format!("https://forum.example.org/notes/{number}"),
        "definition": { "type": "http://activitystrea.ms/note" }
    })
}

fn thread(number: u32) -> Value {
    json!({
        "id": format!("https://forum.example.org/threads/{number}"),
        "definition": { "type": "http://id.tincanapi.com/activitytype/discussion" }
    })
}

fn within(parents: Value) -> Value {
    json!({ "context": { "contextActivities": { "parent": parents } } })
}

/// Somebody writes a note in a course.
fn noted(who: &str, number: u32, course: &str) -> Value {
    sent(
        who,
        CREATE,
        note(number),
        within(json!([course_at(course)])),
    )
}

async fn send(app: &TestApp, statements: Vec<Value>) {
    let answer = app.post(&json!(statements)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.projected().await;
}

/// The course as it is known after its teacher has launched from it.
async fn launched(app: &TestApp, platform: &Platform) -> Course {
    let opening = Opening::instructor("3").shown_in("window");
    let opening =
        opening.without("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice");
    let answer = Visitor::of(&app.base)
        .launch(platform, CLIENT, &opening)
        .await;
    assert_eq!(answer.status(), 303);
    let mut tx = app.db().read().await.unwrap();
    let known = platforms::all(&mut tx).await.unwrap();
    let id = known
        .iter()
        .find(|known| known.issuer == platform.issuer())
        .unwrap()
        .id;
    courses::find(&mut tx, id, "1", "2").await.unwrap().unwrap()
}

/// What the session of an administrator is answered.
async fn administrate(app: &TestApp, method: Method, path: &str, body: Value) -> Answer {
    let cookie = app.session("admin", Roles::of(Role::Administrator)).await;
    let address = format!("{}/api/v1{path}", app.base);
    let request = app.client.request(method, address).header("Cookie", cookie);
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    Answer::of(request.body(body)).await
}

/// What facts are derived by.
async fn version(app: &TestApp) -> String {
    let mut tx = app.db().read().await.unwrap();
    let current = projector::current(&mut tx).await.unwrap().unwrap();
    current.vocabulary
}

/// Says what a course is called, and waits until facts are derived anew.
async fn call(app: &TestApp, course: &Course, activities: &[&str]) {
    let before = version(app).await;
    let path = format!(
        "/platforms/{}/courses/{}/activities",
        course.platform, course.id
    );
    let body = json!({ "activities": activities });
    let answer = administrate(app, Method::PUT, &path, body).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let list = format!("/platforms/{}/courses", course.platform);
    let listed = administrate(app, Method::GET, &list, Value::Null)
        .await
        .body;
    assert_eq!(listed["items"][0]["activities"], json!(activities));
    derived_anew(app, &before).await;
}

async fn derived_anew(app: &TestApp, before: &str) {
    once(async || Some(version(app).await).filter(|now| now != before)).await;
}

/// Who has written what in a group: names of notes and threads.
async fn said_in(app: &TestApp, group: impl std::fmt::Display) -> Vec<String> {
    let path = format!("/api/v1/groups/{group}/contributions");
    let answer = Answer::of(app.get(&path)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let said = answer.body["items"].as_array().unwrap().iter();
    let mut said: Vec<String> = said
        .map(|it| it["address"].as_str().unwrap_or_default().to_owned())
        .map(|address| address.replace("https://forum.example.org/", ""))
        .collect();
    said.sort();
    said
}

/// What a derivation from the beginning finds different.
async fn differences(app: &TestApp) -> Difference {
    let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await;
    rebuilt.unwrap().difference
}

async fn id_of(app: &TestApp, name: &str) -> Uuid {
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    let mut all = groups["items"].as_array().unwrap().iter();
    let found = all.find(|it| it["name"] == name).unwrap();
    found["id"].as_str().unwrap().parse().unwrap()
}

both! {
    async fn what_was_done_in_a_course_follows_when_it_is_said_what_it_is_called(app: TestApp) {
        let platform = Platform::of_product(&app, Some("moodle")).await;
        let course = launched(&app, &platform).await;
        let page = page_of(&platform);
        send(&app, vec![noted("anna", 1, &page)]).await;
        assert!(said_in(&app, course.group_id).await.is_empty());

        // It is proposed, and not taken over by itself.
        let list = format!("/platforms/{}/courses", course.platform);
        let listed = administrate(&app, Method::GET, &list, Value::Null).await.body;
        assert_eq!(listed["items"][0]["proposed"], page.as_str());
        assert_eq!(listed["items"][0]["activities"], json!([]));
        assert_eq!(listed["items"][0]["group"]["id"], course.group_id.to_string());
        let admin = Asker::administrator(&app).await;
        let address = format!("/admin{list}");
        let shown = admin.page(&address).await;
        assert_eq!(texts(&shown, "form code"), [page.as_str()]);
        let before = version(&app).await;
        let form = format!("{address}/{}", course.id);
        let typed = format!("  {page} \n\n");
        assert_eq!(admin.post(&form, &[("activities", &typed)]).await.status, 303);
        derived_anew(&app, &before).await;
        assert!(texts(&admin.page(&address).await, "form code").is_empty());
        assert_eq!(said_in(&app, course.group_id).await, ["notes/1"]);

        // From then on at once, whatever comes first; a like goes where what is liked stands.
        let reply = sent("bo", REPLIED, note(2), within(json!([thread(1)])));
        let opened = sent("anna", CREATE, thread(1), within(json!([course_at(&page)])));
        let liked = sent("bo", LIKE, note(1), json!({}));
        send(&app, vec![reply]).await;
        assert_eq!(said_in(&app, course.group_id).await, ["notes/1"]);
        send(&app, vec![opened, liked]).await;
        assert_eq!(said_in(&app, course.group_id).await, ["notes/1", "notes/2", "threads/1"]);
        assert_eq!(differences(&app).await, Difference::default());

        // Saying it again changes nothing, and taking it back takes all of it back.
        let now = version(&app).await;
        assert_eq!(admin.post(&form, &[("activities", &page)]).await.status, 303);
        call(&app, &course, &[]).await;
        assert_eq!(version(&app).await, before);
        assert_ne!(now, before);
        assert!(said_in(&app, course.group_id).await.is_empty());
        let log = administrate(&app, Method::GET, "/audit-log", Value::Null).await.body;
        let kinds: Vec<&Value> = log["items"].as_array().unwrap().iter()
            .map(|it| &it["act"]).filter(|act| *act == "course-called").collect();
        assert_eq!(kinds.len(), 2, "{log}");
    }

    async fn launches_from_a_course_open_the_group_that_an_administrator_names(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = launched(&app, &platform).await;
        send(&app, vec![sent("ida", CREATE, group(7), json!({}))]).await;
        let other = id_of(&app, "Group 7").await;
        let admin = Asker::administrator(&app).await;
        let page = format!("/admin/platforms/{}/courses", course.platform);
        let form = format!("{page}/{}/group", course.id);
        let names = async || texts(&admin.page(&page).await, "main strong");

        // What names no group changes nothing, and says what would.
        let wrong = "https://nowhere.example.org/group";
        let refused = admin.post(&form, &[("group", wrong)]).await;
        assert_eq!(refused.status, 400);
        let said = refused.body.to_string();
        assert!(said.contains("No group is called") && said.contains(wrong), "{said}");
        assert_eq!(names().await, ["Negotiation"]);
        let path = format!("/platforms/{}/courses/{}/group", course.platform, course.id);
        let refused = administrate(&app, Method::PUT, &path, json!({ "group": wrong })).await;
        assert_eq!(refused.status, 400, "{}", refused.body);

        // The address of its page, its identifier, and what statements call it do.
        for named in [
            format!("{}/groups/{other}?at=2026-01-01#board", app.base),
            other.to_string(),
            " https://app.example.org/groups/7 ".to_owned(),
        ] {
            let linked = administrate(&app, Method::PUT, &path, json!({ "group": course.group_id.to_string() })).await;
            assert_eq!(linked.status, 204, "{}", linked.body);
            assert_eq!(names().await, ["Negotiation"]);
            assert_eq!(admin.post(&form, &[("group", &named)]).await.status, 303);
            assert_eq!(names().await, ["Group 7"], "{named}");
        }
        assert_eq!(launched(&app, &platform).await.group_id.to_string(), other.to_string());
        // And there is a way back, once.
        let own = format!("{form}/own");
        assert_eq!(admin.post(&own, &[]).await.status, 303);
        assert_eq!(names().await, ["Negotiation"]);
        assert_eq!(admin.post(&own, &[]).await.status, 404);
        assert_eq!(launched(&app, &platform).await.group_id, course.group_id);
        let there = administrate(&app, Method::PUT, &path, json!({ "group": other.to_string() })).await;
        assert_eq!(there.status, 204);
        assert_eq!(administrate(&app, Method::DELETE, &path, Value::Null).await.status, 204);
        assert_eq!(administrate(&app, Method::DELETE, &path, Value::Null).await.status, 404);
        assert_eq!(names().await, ["Negotiation"]);
        let log = administrate(&app, Method::GET, "/audit-log", Value::Null).await.body;
        let acts = log["items"].as_array().unwrap().iter().map(|it| &it["act"]);
        assert_eq!(acts.filter(|act| *act == "course-linked").count(), 7, "{log}");
        let acts = log["items"].as_array().unwrap().iter().map(|it| &it["act"]);
        assert_eq!(acts.filter(|act| *act == "course-unlinked").count(), 2, "{log}");
    }

    // The order of domain.md 5.2: what the statement names, the thread it stands in, the course, and last
    // what an address begins with.
    async fn a_course_comes_after_the_thread_and_before_the_beginning_of_an_address(app: TestApp) {
        declare_groups(&app, &["https://bare.example.org/groups/".to_owned()]).await;
        let platform = Platform::of(&app).await;
        let course = launched(&app, &platform).await;
        let page = page_of(&platform);
        call(&app, &course, &[&page, "https://lms.example.org/mod/lti/view.php?id=9"]).await;
        let bare = |number: u32| json!({ "id": format!("https://bare.example.org/groups/7/{number}") });
        let course_and = |other: Value| within(json!([course_at(&page), other]));
        let link = json!({ "id": "https://lms.example.org/mod/lti/view.php?id=9" });
        let statements = vec![
            // A group that is named goes first, and so does the thread of one.
            sent("coach", CREATE, group(1), json!({})),
            sent("anna", CREATE, note(1), course_and(group(1))),
            sent("bo", REPLIED, note(2), course_and(thread(1))),
            sent("anna", CREATE, thread(1), within(json!([group(1)]))),
            // In a thread without a group the course counts, as does a link to us in it.
            sent("bo", REPLIED, note(3), course_and(thread(2))),
            sent("anna", CREATE, thread(2), json!({})),
            sent("anna", CREATE, note(4), within(json!([bare(1), link]))),
            // A thread that only an address places still goes before the course.
            sent("anna", CREATE, thread(3), within(json!([bare(2)]))),
            sent("bo", REPLIED, note(5), course_and(thread(3))),
            sent("anna", CREATE, note(6), within(json!([bare(3)]))),
        ];
        for statement in statements {
            send(&app, vec![statement]).await;
        }
        assert_eq!(said_in(&app, id_of(&app, "Group 1").await).await, ["notes/1", "notes/2", "threads/1"]);
        assert_eq!(said_in(&app, course.group_id).await, ["notes/3", "notes/4"]);
        let seventh = coachlight::groups::GroupId::of("activity https://bare.example.org/groups/7");
        assert_eq!(said_in(&app, seventh).await, ["notes/5", "notes/6", "threads/3"]);
        assert_eq!(differences(&app).await, Difference::default());
    }

    async fn a_course_that_is_linked_to_another_group_takes_what_happened_with_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = launched(&app, &platform).await;
        let page = page_of(&platform);
        send(&app, vec![sent("coach", CREATE, group(1), json!({})), noted("anna", 1, &page)]).await;
        call(&app, &course, &[&page]).await;
        assert_eq!(said_in(&app, course.group_id).await, ["notes/1"]);
        let other = coachlight::groups::GroupId(id_of(&app, "Group 1").await);
        let mut tx = app.db().write().await.unwrap();
        platforms::link_context(&mut tx, course.platform, "1", "2", other).await.unwrap();
        tx.commit().await.unwrap();
        let before = version(&app).await;
        launched(&app, &platform).await;
        derived_anew(&app, &before).await;
        assert_eq!(said_in(&app, other).await, ["notes/1"]);
        assert!(said_in(&app, course.group_id).await.is_empty());
    }

    async fn a_course_is_called_by_addresses_that_are_its_own(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = launched(&app, &platform).await;
        let other_platform = Platform::of(&app).await;
        let other = launched(&app, &other_platform).await;
        call(&app, &course, &["https://lms.example.org/c/1"]).await;
        let put = async |of: &Course, activities: Value| {
            let path = format!("/platforms/{}/courses/{}/activities", of.platform, of.id);
            administrate(&app, Method::PUT, &path, json!({ "activities": activities })).await
        };
        let answer = put(&other, json!(["https://lms.example.org/c/1"])).await;
        assert_eq!(answer.status, 409, "{}", answer.body);
        let many: Vec<String> = (0..21).map(|number| format!("https://x.org/{number}")).collect();
        for wrong in [json!(["the course"]), json!(["https://x.org/ a"]), json!(many)] {
            assert_eq!(put(&other, wrong).await.status, 400);
        }
        // A course is one of its own platform alone.
        let path = format!("/platforms/{}/courses/{}/activities", course.platform, other.id);
        let answer = administrate(&app, Method::PUT, &path, json!({ "activities": [] })).await;
        assert_eq!(answer.status, 404);
        // A form that is wrong is shown again, with what was typed.
        let admin = Asker::administrator(&app).await.speaking("de");
        let form = format!("/admin/platforms/{}/courses/{}", other.platform, other.id);
        let answer = admin.post(&form, &[("activities", "der Kurs")]).await;
        assert_eq!(answer.status, 400);
        let page = answer.body.as_str().unwrap();
        assert_eq!(texts(page, "textarea"), ["der Kurs"]);
        assert!(page.contains("ist keine Adresse einer Aktivität"), "{page}");
    }

    async fn the_command_line_says_what_a_course_is_called(app: TestApp) {
        // A process works on the same database only where that is PostgreSQL.
        let Some(postgres) = app.postgres.clone() else { return };
        let platform = Platform::of_product(&app, Some("moodle")).await;
        let course = launched(&app, &platform).await;
        let page = page_of(&platform);
        send(&app, vec![noted("anna", 1, &page)]).await;
        let setting = Setting::new(Some(postgres));
        let id = course.id.to_string();
        let run = |arguments: &[&str]| {
            let arguments = [&["platform", "course"][..], arguments].concat();
            let done = setting.command(&arguments).stderr(Stdio::piped()).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            String::from_utf8(done.stdout).unwrap()
        };
        let proposed = format!("proposed  {page}");
        assert!(run(&["show", &id]).contains(&proposed));
        run(&["called", &id, &page]);
        let shown = run(&["show", &id]);
        assert!(shown.contains(&format!("called    {page}")) && !shown.contains("proposed"), "{shown}");
        assert_eq!(said_in(&app, course.group_id).await, ["notes/1"]);
    }

    async fn the_command_line_links_a_course_to_a_group_and_back(app: TestApp) {
        let Some(postgres) = app.postgres.clone() else { return };
        let platform = Platform::of(&app).await;
        let course = launched(&app, &platform).await;
        send(&app, vec![sent("ida", CREATE, group(7), json!({}))]).await;
        let setting = Setting::new(Some(postgres));
        let id = course.platform.to_string();
        let run = |arguments: &[&str]| {
            let arguments = [&["platform"][..], arguments].concat();
            let done = setting.command(&arguments).stderr(Stdio::piped()).output().unwrap();
            let said = String::from_utf8(done.stdout).unwrap();
            (done.status.success(), said + &String::from_utf8_lossy(&done.stderr))
        };
        let seventh = "https://app.example.org/groups/7";
        let (linked, said) = run(&["link-course", &id, "1", "2", seventh]);
        assert!(linked && said.contains("now open the group \"Group 7\""), "{said}");
        assert_eq!(launched(&app, &platform).await.group_id.0, id_of(&app, "Group 7").await);
        let (_, shown) = run(&["show", &id]);
        assert!(shown.contains("Group 7"), "{shown}");
        let (unlinked, said) = run(&["unlink-course", &id, "1", "2"]);
        assert!(unlinked && said.contains("now open the group \"Negotiation\""), "{said}");
        assert_eq!(launched(&app, &platform).await.group_id, course.group_id);

        // What is linked to nothing is said, and so is what cannot be meant.
        let (done, said) = run(&["unlink-course", &id, "1", "2"]);
        assert!(!done && said.contains("the course is linked to no group"), "{said}");
        let (done, said) = run(&["link-course", &id, "1", "9", seventh]);
        assert!(done && said.contains("No launch has come from that course yet"), "{said}");
        let (done, said) = run(&["unlink-course", &id, "1", "9"]);
        assert!(done && said.contains("open its own group"), "{said}");
        let nobody = Uuid::nil().to_string();
        let (done, said) = run(&["link-course", &nobody, "1", "2", seventh]);
        assert!(!done && said.contains("there is no such platform"), "{said}");
    }
}
