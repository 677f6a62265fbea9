//! Rosters make and end membership, and nothing else does what they did not say.

use std::collections::BTreeSet;

use coachlight::courses::{self, Change, Course, RoundKind};
use coachlight::people::{self as persons, LinkReason};
use coachlight::platforms::{self, People, people};
use coachlight::statements::{self, Identity};
use coachlight::store::Db;
use coachlight::{engagement, groups};
use serde_json::json;

use super::{choose, course, launch, person, post, refresh, round, said, settled, until};
use crate::support::asker::{Asker, texts};
use crate::support::platform::{CLIENT, Member, Misbehaviour, Opening, Platform, Visitor, role};
use crate::support::{TestApp, both, by, fresh_postgres, statement};

const JOINED: &str = "http://activitystrea.ms/join";
const LEFT: &str = "http://activitystrea.ms/leave";
const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";

const LAUNCHED: &str = "http://adlnet.gov/expapi/verbs/launched";

/// Where a launch in a window sends the browser.
async fn lands(app: &TestApp, platform: &Platform, opening: &Opening) -> String {
    let mut visitor = Visitor::of(&app.base);
    let answer = visitor.launch(platform, CLIENT, opening).await;
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn roster(app: &TestApp, course: &Course) -> Option<String> {
    refresh(app, course, RoundKind::Roster).await.error
}

/// The platform's people have no accounts in apps; whether their addresses may link them.
async fn vouch_for_addresses(app: &TestApp, platform: &Platform, trust_email: bool) {
    let running = &app.running.as_ref().unwrap().app;
    let people = People {
        accounts: None,
        trust_email,
    };
    let mut tx = app.db().write().await.unwrap();
    let found = platforms::find(&mut tx, platform.issuer(), CLIENT).await;
    let found = found.unwrap().unwrap();
    let (author, now) = (by(running), running.clock.now());
    people::decide(&mut tx, &found, &people, &author, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn says(error: Option<String>, words: &str) -> bool {
    error.is_some_and(|error| error.contains(words))
}

async fn changes(app: &TestApp, course: &Course) -> Vec<Change> {
    let mut tx = app.db().read().await.unwrap();
    courses::changes(&mut tx, course.id, 50).await.unwrap()
}

/// The names of the learners in the course's group, in their order.
async fn learners(app: &TestApp, course: &Course) -> Vec<String> {
    app.projected().await;
    let today = app.running.as_ref().unwrap().app.today();
    let mut tx = app.db().read().await.unwrap();
    let membership = engagement::membership(&mut tx, course.group_id, today)
        .await
        .unwrap();
    membership
        .members
        .into_iter()
        .filter_map(|member| member.name)
        .collect()
}

async fn coaches(app: &TestApp, course: &Course, subject: &str, platform: &Platform) -> bool {
    let person = person(app, platform, subject).await.unwrap();
    let mut tx = app.db().read().await.unwrap();
    engagement::is_coach(&mut tx, course.group_id, person)
        .await
        .unwrap()
}

fn remove(platform: &Platform, id: &str) {
    platform.known().members.retain(|member| member.id != id);
}

both! {
    async fn a_roster_makes_members_and_coaches(app: TestApp) {
        let platform = Platform::of(&app).await;
        // Statements know sam already, by the account that the registration vouches for.
        post(&app, &statement("sam", SHARED, "x")).await;
        app.projected().await;
        let sam = app.person("sam").await;
        platform.known().page_size = Some(1);
        platform.known().members.push(Member::new("6", "tom", "Instructor"));
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        // The launch itself lets it come.
        until(async || round(&app, &course, RoundKind::Roster).await.done_at.is_some()).await;
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        assert!(coaches(&app, &course, "6", &platform).await);
        assert_eq!(person(&app, &platform, "4").await, Some(sam));
        let joined = said(&app, JOINED).await;
        assert_eq!(joined.len(), 2);
        assert_eq!(joined[0]["object"]["id"], course.iri);
        // Doing it again changes nothing.
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(said(&app, JOINED).await.len(), 2);
        assert_eq!(round(&app, &course, RoundKind::Roster).await.count, Some(4));
    }

    async fn a_course_that_is_linked_to_another_group_brings_its_members_at_once(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let first = course(&app, &platform).await;
        settled(&app, &first).await;
        let group = json!({
            "id": "https://app.example.org/groups/7",
            "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "Seven" } }
        });
        let mut made = statement("ida", "http://activitystrea.ms/create", "x");
        made["object"] = group.clone();
        post(&app, &made).await;
        app.projected().await;
        let admin = Asker::administrator(&app).await;
        let form = format!("/admin/platforms/{}/courses/{}/group", first.platform, first.id);
        let named = [("group", group["id"].as_str().unwrap())];
        assert_eq!(admin.post(&form, &named).await.status, 303);
        let linked = course(&app, &platform).await;
        assert_ne!(linked.group_id, first.group_id);
        // Nobody launches, and no day passes.
        until(async || learners(&app, &linked).await == ["Sam Student", "Sue Student"]).await;
        assert!(coaches(&app, &linked, "3", &platform).await);
    }

    async fn whom_a_roster_puts_into_a_group_has_not_acted_there(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut tina = Visitor::of(&app.base);
        let teaches = Opening::instructor("3").shown_in("window");
        let answer = tina.launch(&platform, CLIENT, &teaches).await;
        let group = answer.headers()["location"].to_str().unwrap().to_owned();
        let course = course(&app, &platform).await;
        until(async || round(&app, &course, RoundKind::Roster).await.done_at.is_some()).await;
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        let page = tina.get(&group).await.text().await.unwrap();
        assert!(page.contains("Sam Student") && !page.contains(">today<"), "{page}");
        assert!(!page.contains("Everybody has been active"), "{page}");
        // Who comes has.
        lands(&app, &platform, &Opening::learner("4").shown_in("window")).await;
        app.projected().await;
        let page = tina.get(&group).await.text().await.unwrap();
        assert_eq!(page.matches(">today<").count(), 1, "{page}");
    }

    async fn whose_data_are_only_kept_reads_why_there_are_no_figures(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut sam = Visitor::of(&app.base);
        sam.launch(&platform, CLIENT, &Opening::learner("4").shown_in("window")).await;
        app.projected().await;
        let objection = [("use", "everything"), ("ground", "objection"), ("words", "A dispute")];
        let answer = sam.post("/me/privacy/restrictions", &objection).await;
        assert_eq!(answer.status(), 303);
        let page = sam.get("/me").await.text().await.unwrap();
        assert!(page.contains("only kept and not used"), "{page}");
        assert!(!page.contains("once you have joined"), "{page}");
    }

    async fn who_learns_in_one_course_coaches_on_in_the_group_that_another_gave_them(app: TestApp) {
        let platform = Platform::of(&app).await;
        // No roster has a say here.
        let roster = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
        let of = |opening: Opening, id: &str| {
            opening.without(roster).lti("context", json!({ "id": id, "title": "Course" }))
        };
        launch(&app, &platform, &of(Opening::instructor("9"), "2")).await;
        let first = course(&app, &platform).await;
        let mut tx = app.db().write().await.unwrap();
        coachlight::platforms::link_context(&mut tx, first.platform, "1", "3", first.group_id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        launch(&app, &platform, &of(Opening::learner("9"), "3")).await;
        assert!(coaches(&app, &first, "9", &platform).await);
        launch(&app, &platform, &of(Opening::instructor("9"), "3")).await;
        launch(&app, &platform, &of(Opening::learner("9"), "2")).await;
        assert!(coaches(&app, &first, "9", &platform).await);
        launch(&app, &platform, &of(Opening::learner("9"), "3")).await;
        assert!(!coaches(&app, &first, "9", &platform).await, "they teach in neither");
    }

    async fn a_platforms_state_is_how_the_last_of_each_went(app: TestApp) {
        let platform = Platform::of(&app).await;
        let admin = Asker::administrator(&app).await;
        let chip = async || texts(&admin.page("/admin/platforms").await, "td .chip").join(" ");
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        assert_eq!(chip().await, "Connected");

        platform.misbehave(Misbehaviour::RosterWithoutMembers);
        assert!(roster(&app, &course).await.is_some());
        assert_eq!(chip().await, "Look at it");
        // A launch does not mend rosters.
        launch(&app, &platform, &Opening::instructor("3")).await;
        assert_eq!(chip().await, "Look at it");
        let path = format!("/admin/platforms/{}", course.platform);
        let state = texts(&admin.page(&path).await, "dl.pairs dd").join("\n");
        assert_eq!(state.matches("Fails in: ").count(), 1, "{state}");
        // No launch is needed for rosters to mend themselves.
        platform.behave();
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(chip().await, "Connected");
        let state = texts(&admin.page(&path).await, "dl.pairs dd").join("\n");
        assert!(state.contains("It works again.") && !state.contains("Fails"), "{state}");

        platform.misbehave(Misbehaviour::ServicesFail);
        assert!(refresh(&app, &course, RoundKind::Results).await.error.is_some());
        assert_eq!(chip().await, "Look at it");
        platform.behave();
        assert_eq!(refresh(&app, &course, RoundKind::Results).await.error, None);
        choose(&app, &course, "Negotiation", 100).await;
        until(async || platform.known().line_items.len() == 1).await;
        assert_eq!(chip().await, "Connected");
    }

    async fn whom_launches_alone_call_a_teacher_no_roster_makes_a_learner(app: TestApp) {
        // Moodle's rosters call a non-editing teacher a learner, its launches an instructor.
        let platform = Platform::of(&app).await;
        let teaches = Opening::instructor("5").shown_in("window");
        assert!(lands(&app, &platform, &teaches).await.starts_with("/groups/"));
        let course = course(&app, &platform).await;
        until(async || round(&app, &course, RoundKind::Roster).await.done_at.is_some()).await;
        assert!(coaches(&app, &course, "5", &platform).await);
        assert_eq!(learners(&app, &course).await, ["Sam Student"]);
        forget_differences(&app, &course).await;
        assert_eq!(roster(&app, &course).await, None);
        assert!(coaches(&app, &course, "5", &platform).await);
        // What a roster has said a roster takes back, whatever launches said before.
        let says = |role: &str| {
            for member in &mut platform.known().members {
                if member.id == "5" {
                    member.roles = vec![role.to_owned()];
                }
            }
        };
        says("Instructor");
        forget_differences(&app, &course).await;
        assert_eq!(roster(&app, &course).await, None);
        says("Learner");
        forget_differences(&app, &course).await;
        assert_eq!(roster(&app, &course).await, None);
        assert!(!coaches(&app, &course, "5", &platform).await);
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        // And a launch takes back what launches said.
        lands(&app, &platform, &teaches).await;
        assert!(coaches(&app, &course, "5", &platform).await);
        lands(&app, &platform, &Opening::learner("5").shown_in("window")).await;
        assert!(!coaches(&app, &course, "5", &platform).await);
    }

    async fn who_is_gone_from_a_roster_leaves_and_may_come_back(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        platform.known().members.push(Member::new("6", "tom", "Instructor"));
        assert_eq!(roster(&app, &course).await, None);
        let sam = platform.known().members[0].clone();
        remove(&platform, "4");
        remove(&platform, "6");
        // Whole again: nothing tells of differences.
        forget_differences(&app, &course).await;
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(learners(&app, &course).await, ["Sue Student"]);
        assert!(!coaches(&app, &course, "6", &platform).await);
        let left = said(&app, LEFT).await;
        assert_eq!(left.len(), 1);
        let all = changes(&app, &course).await;
        let reasons: Vec<(&str, &str)> = all
            .iter()
            .filter(|change| change.what != "joined" && change.what != "teaches")
            .map(|change| (change.what.as_str(), change.reason.as_str()))
            .collect();
        assert!(reasons.contains(&("left", "no longer in the roster")), "{reasons:?}");
        assert!(reasons.contains(&("teaches_no_more", "no longer in the roster")), "{reasons:?}");
        platform.known().members.push(sam);
        forget_differences(&app, &course).await;
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        assert_eq!(said(&app, JOINED).await.len(), 3);
    }

    async fn who_launches_a_course_with_a_roster_is_in_its_group_unasked(app: TestApp) {
        let platform = Platform::of(&app).await;
        let opening = Opening::learner("4").shown_in("window");
        assert_eq!(lands(&app, &platform, &opening).await, "/me");
        let course = course(&app, &platform).await;
        let joined = said(&app, JOINED).await;
        assert_eq!((joined.len(), &joined[0]["object"]["id"]), (1, &json!(course.iri)));
        // The launch itself counts in the group.
        let launched = said(&app, LAUNCHED).await;
        let place = &launched[0]["context"]["contextActivities"]["grouping"][0]["id"];
        assert_eq!(*place, course.iri);
        // The roster says the same, and has nothing to add but sue.
        settled(&app, &course).await;
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        assert_eq!(said(&app, JOINED).await.len(), 2);
        // Who launches after the roster has let them go is neither put back nor asked.
        let sam = platform.known().members[0].clone();
        remove(&platform, "4");
        forget_differences(&app, &course).await;
        until(async || roster(&app, &course).await.is_none() && said(&app, LEFT).await.len() == 1).await;
        assert_eq!(lands(&app, &platform, &opening).await, "/me");
        assert_eq!(said(&app, JOINED).await.len(), 2);
        assert_eq!(learners(&app, &course).await, ["Sue Student"]);
        platform.known().members.push(sam);
        forget_differences(&app, &course).await;
        until(async || roster(&app, &course).await.is_none() && said(&app, JOINED).await.len() == 3).await;
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
    }

    async fn where_no_roster_is_to_be_had_a_launch_asks(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.misbehave(Misbehaviour::TokenWithoutScopes);
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        until(async || round(&app, &course, RoundKind::Roster).await.error.is_some()).await;
        let opening = Opening::learner("4").shown_in("window");
        assert_eq!(lands(&app, &platform, &opening).await, "/lti/join");
        assert!(said(&app, JOINED).await.is_empty());
        // Who teaches there is never asked.
        let both = Opening::by("5", &[role("Learner"), role("Instructor")]).shown_in("window");
        assert!(lands(&app, &platform, &both).await.starts_with("/groups/"));
        assert!(said(&app, JOINED).await.is_empty());
    }

    async fn a_linked_course_puts_its_learners_into_the_group_that_it_is_linked_to(app: TestApp) {
        let platform = Platform::of(&app).await;
        // A group that statements know.
        let team = "https://app.example.org/groups/7";
        let mut shared = statement("ina", SHARED, "x");
        shared["context"] = json!({ "contextActivities": { "grouping": [
            { "id": team, "definition": { "type": courses::LEARNING_GROUP } }
        ] } });
        post(&app, &shared).await;
        app.projected().await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course_itself = course(&app, &platform).await;
        let mut tx = app.db().write().await.unwrap();
        let now = app.running.as_ref().unwrap().app.clock.now();
        let identity = format!("activity {team}");
        let named = groups::Named { identity: &identity, name: None, at: 0 };
        let keys = groups::ensure(&mut tx, &[named], now).await.unwrap();
        let group = groups::ids(&mut tx, &[keys[&identity]]).await.unwrap()[&keys[&identity]];
        coachlight::platforms::link_context(&mut tx, course_itself.platform, "1", "2", group)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let opening = Opening::learner("4").shown_in("window");
        assert_eq!(lands(&app, &platform, &opening).await, "/me");
        let linked = course(&app, &platform).await;
        assert_eq!(linked.group_id, group);
        let into_team = async || {
            let said = said(&app, JOINED).await;
            let here = said.into_iter().filter(|one| one["object"]["id"] == team);
            here.map(|one| one["actor"]["account"]["name"].to_string()).collect::<BTreeSet<_>>()
        };
        // The launch brings sam, and everybody else the roster that it lets come, whichever is first.
        until(async || into_team().await.len() == 2).await;
        assert_eq!(roster(&app, &linked).await, None);
        assert_eq!(into_team().await, [r#""sam""#, r#""sue""#].map(String::from).into());
        let inside = learners(&app, &linked).await;
        assert!(inside.contains(&"Sam Student".into()) && inside.contains(&"Sue Student".into()));
        assert!(coaches(&app, &linked, "3", &platform).await);
    }

    async fn a_roster_asks_for_differences(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        assert_eq!(roster(&app, &course).await, None);
        {
            let mut known = platform.known();
            known.members[0].status = "Deleted".into();
            known.members[0].changed = 1;
            known.members[1].status = "Inactive".into();
            known.members[1].changed = 2;
            let mut new = Member::new("7", "uma", "Learner");
            new.changed = 3;
            known.members.push(new);
        }
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(learners(&app, &course).await, ["Uma Student"]);
        let all = changes(&app, &course).await;
        let reasons: Vec<&str> = all.iter().map(|change| change.reason.as_str()).collect();
        assert!(reasons.contains(&"removed from the course"), "{reasons:?}");
        assert!(reasons.contains(&"inactive in the course"), "{reasons:?}");
        // Tina, of whom the differences say nothing, coaches on.
        assert!(coaches(&app, &course, "3", &platform).await);
    }

    async fn a_broken_roster_changes_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        assert_eq!(roster(&app, &course).await, None);
        let whole = platform.known().members.clone();
        for (broken, words) in [
            (Misbehaviour::RosterWithoutMembers, "members"),
            (Misbehaviour::NextIsALoop, "circle"),
            (Misbehaviour::NextIsForeign, "another origin"),
            (Misbehaviour::ServicesFail, "500"),
        ] {
            platform.misbehave(broken);
            remove(&platform, "4");
            forget_differences(&app, &course).await;
            // A round that began before may end first.
            until(async || says(roster(&app, &course).await, words)).await;
            platform.known().members.clone_from(&whole);
            platform.behave();
        }
        // Nobody at all, where somebody has launched, is no roster either.
        platform.known().members.clear();
        forget_differences(&app, &course).await;
        until(async || says(roster(&app, &course).await, "empty")).await;
        assert_eq!(learners(&app, &course).await, ["Sam Student", "Sue Student"]);
        assert!(said(&app, LEFT).await.is_empty());
        platform.known().members = whole;
        until(async || roster(&app, &course).await.is_none()).await;
    }

    async fn a_roster_links_only_what_is_vouched_for(app: TestApp) {
        let (one, other) = (Platform::of(&app).await, Platform::of(&app).await);
        // The other platform's registration vouches for nothing but its own accounts.
        vouch_for_addresses(&app, &other, false).await;
        let mail = |who: &str| json!({
            "actor": { "mbox": format!("mailto:{who}@example.com") },
            "verb": { "id": SHARED },
            "object": { "id": "https://app.example.org/x" },
        });
        post(&app, &mail("sam")).await;
        app.projected().await;
        for platform in [&one, &other] {
            launch(&app, platform, &Opening::instructor("3")).await;
            assert_eq!(roster(&app, &course(&app, platform).await).await, None);
        }
        let sam = app.person("sam").await;
        let here = person(&app, &one, "4").await.unwrap();
        let there = person(&app, &other, "4").await.unwrap();
        assert_eq!(here, sam);
        assert_ne!(here, there);
        // Nobody vouches for the address.
        let of_mail = async || {
            let identity = coachlight::statements::Identity::Mbox("mailto:sam@example.com".into());
            let mut tx = app.db().read().await.unwrap();
            let agent = coachlight::statements::find_agent(&mut tx, &identity).await.unwrap();
            coachlight::people::by_agent(&mut tx, agent.unwrap()).await.unwrap().unwrap()
        };
        let mailer = of_mail().await;
        assert!(mailer != here && mailer != there);
    }

    async fn a_roster_vouches_for_addresses_where_the_platform_checks_them(app: TestApp) {
        let platform = Platform::of(&app).await;
        vouch_for_addresses(&app, &platform, true).await;
        let shared = json!({
            "actor": { "mbox": "mailto:sue@example.com" },
            "verb": { "id": SHARED },
            "object": { "id": "https://app.example.org/x" },
        });
        post(&app, &shared).await;
        app.projected().await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        assert_eq!(roster(&app, &course).await, None);
        let identity = coachlight::statements::Identity::Mbox("mailto:sue@example.com".into());
        let mut tx = app.db().read().await.unwrap();
        let agent = coachlight::statements::find_agent(&mut tx, &identity).await.unwrap();
        let mailer = coachlight::people::by_agent(&mut tx, agent.unwrap()).await.unwrap();
        drop(tx);
        assert_eq!(person(&app, &platform, "5").await, mailer);
    }

    async fn groups_of_a_roster_become_learning_groups(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        assert_eq!(roster(&app, &course).await, None);
        let mut tx = app.db().write().await.unwrap();
        let teams = courses::teams(&mut tx, course.id).await.unwrap();
        let names: Vec<_> = teams.iter().filter_map(|team| team.name.as_deref()).collect();
        assert_eq!(names, ["Blue", "Green"]);
        assert_eq!(teams[0].set_name.as_deref(), Some("Teams"));
        let blue = "https://app.example.org/groups/blue";
        assert!(courses::choose_team(&mut tx, course.id, "g1", Some(blue)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(roster(&app, &course).await, None);
        let into_blue = async |verb| {
            let said = said(&app, verb).await;
            let here = said.into_iter().filter(|one| one["object"]["id"] == blue);
            here.map(|one| one["actor"]["account"]["name"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(into_blue(JOINED).await, ["sam"]);
        platform.known().groups[0].members = vec!["5".into()];
        assert_eq!(roster(&app, &course).await, None);
        assert_eq!(into_blue(JOINED).await, ["sam", "sue"]);
        assert_eq!(into_blue(LEFT).await, ["sam"]);
    }
}

/// Lets the next roster be a whole one, as on another day.
pub(super) async fn forget_differences(app: &TestApp, course: &Course) {
    let sql = "UPDATE course_round SET state = NULL WHERE kind = 1";
    assert_eq!(course.context_id, "2");
    match app.db() {
        coachlight::store::Db::Sqlite { write, .. } => {
            sqlx::query(sql).execute(write).await.unwrap();
        }
        coachlight::store::Db::Postgres(pool) => {
            sqlx::query(sql).execute(pool).await.unwrap();
        }
    }
}

/// Whether somebody waits for what another transaction holds.
async fn somebody_waits(pool: &sqlx::PgPool) -> bool {
    let sql = "SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting: i64 = sqlx::query_scalar(sql).fetch_one(pool).await.unwrap();
    waiting > 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_and_a_launch_that_meet_the_same_new_person_do_not_wait_for_each_other() {
    let app = TestApp::start(Some(fresh_postgres().await)).await;
    let platform = Platform::of(&app).await;
    launch(&app, &platform, &Opening::instructor("3")).await;
    let course = course(&app, &platform).await;
    settled(&app, &course).await;
    let nia = Member::new("9", "nia", "Learner");
    platform.known().members.push(nia);
    forget_differences(&app, &course).await;
    // A launch goes through agents first, then to the person.
    let mut launching = app.db().write().await.unwrap();
    let account = Identity::Account {
        home_page: "https://app.example.org".into(),
        name: "nia".into(),
    };
    statements::intern_agent(&mut launching, &account)
        .await
        .unwrap();
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    assert!(
        courses::hurry(&mut tx, course.id, RoundKind::Roster, now)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let Db::Postgres(pool) = app.db() else {
        unreachable!("started on PostgreSQL")
    };
    until(async || somebody_waits(pool).await).await;
    let found = platforms::by_id(&mut launching, course.platform).await;
    let issuer = found.unwrap().unwrap().people_issuer();
    let (name, reason) = (Some("Nia Student"), LinkReason::LtiLaunch);
    persons::link_subject(&mut launching, &issuer, "9", None, name, reason, now)
        .await
        .unwrap();
    launching.commit().await.unwrap();
    until(async || {
        learners(&app, &course)
            .await
            .contains(&"Nia Student".to_owned())
    })
    .await;
    // A failure would have been tried again, and still be told of.
    assert_eq!(round(&app, &course, RoundKind::Roster).await.error_at, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_may_be_that_of_the_link_that_was_launched() {
    let app = TestApp::start_with(None, |config| config.lti.roster_of_link = true).await;
    let platform = Platform::of(&app).await;
    // Sue may not open the link.
    platform.known().members[1].links = Some(vec!["9".into()]);
    launch(&app, &platform, &Opening::instructor("3")).await;
    let course = course(&app, &platform).await;
    assert_eq!(roster(&app, &course).await, None);
    assert_eq!(learners(&app, &course).await, ["Sam Student"]);
    // Differences would tell of others, too: it is asked for as a whole.
    assert_eq!(roster(&app, &course).await, None);
    assert_eq!(learners(&app, &course).await, ["Sam Student"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_may_be_asked_for_learners_only() {
    let app = TestApp::start_with(None, |config| config.lti.roster_learners_only = true).await;
    let platform = Platform::of(&app).await;
    launch(&app, &platform, &Opening::instructor("3")).await;
    let course = course(&app, &platform).await;
    assert_eq!(roster(&app, &course).await, None);
    assert_eq!(
        learners(&app, &course).await,
        ["Sam Student", "Sue Student"]
    );
    assert!(coaches(&app, &course, "3", &platform).await);
}
