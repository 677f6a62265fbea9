//! Progress becomes grades in the platform's gradebook, and what stands there is read back.

use coachlight::courses::RoundKind;
use coachlight::grades::{self, Measure, NewColumn, Standing};
use serde_json::json;

use super::roster::forget_differences;
use super::{
    COMPETENCY, assessed, choose, choose_of, columns, course, grade, launch, number, post, refresh,
    scores, settled, until,
};
use crate::frameworks::{TRANSVERSAL, imported};
use crate::support::platform::{LineItem, Member, Misbehaviour, Opening, Platform};
use crate::support::{TestApp, both, statement};

fn now() -> jiff::Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the platform has a clock of its own"
    )]
    jiff::Timestamp::now()
}

/// A column that the platform made with a link that was picked.
pub(super) fn deep_linked() -> LineItem {
    LineItem {
        item: json!({
            "label": "Progress", "scoreMaximum": 100, "tag": "coachlight-competency",
            "resourceId": COMPETENCY, "resourceLinkId": "1",
        }),
        ..LineItem::default()
    }
}

both! {
    async fn a_grade_follows_progress(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        choose(&app, &course, "Negotiation", 50).await;
        until(async || platform.known().line_items.len() == 1).await;
        let item = platform.known().line_items[&1].item.clone();
        assert_eq!(item["label"], "Negotiation");
        assert_eq!(item["scoreMaximum"], 50);
        assert_eq!(item["tag"], "coachlight-competency");
        assert_eq!(item["resourceId"], columns(&app, &course).await[0].id.to_string());

        let test = assessed("sam", 1.0);
        post(&app, &test).await;
        until(async || number(&platform, "4").is_some()).await;
        let first = scores(&platform, "4").pop().unwrap();
        assert_eq!(first["scoreGiven"], 19);
        assert_eq!(first["scoreMaximum"], 50);
        assert_eq!(first["activityProgress"], "InProgress");
        assert_eq!(first["gradingProgress"], "FullyGraded");
        let comment = first["comment"].as_str().unwrap();
        assert!(comment.starts_with("38 of 100 in"), "{comment}");
        assert!(comment.contains("one piece of evidence"), "{comment}");
        assert!(comment.ends_with("; level 2 of 4."), "{comment}");

        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(28.0)).await;
        // A statement that is voided takes its part back.
        let voided = json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": "admin" } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/voided" },
            "object": { "objectType": "StatementRef", "id": test["id"] },
        });
        post(&app, &voided).await;
        until(async || number(&platform, "4") == Some(19.0)).await;
        let moments: Vec<i64> = scores(&platform, "4")
            .iter()
            .map(|score| score["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap())
            .map(jiff::Timestamp::as_second)
            .collect();
        assert!(moments.is_sorted_by(|one, next| one < next), "{moments:?}");
        assert!(*moments.last().unwrap() <= now().as_second());
    }

    async fn a_grade_speaks_the_language_of_the_person(app: TestApp) {
        let platform = Platform::of(&app).await;
        let german = Opening::learner("4").lti("launch_presentation", json!({
            "locale": "de_AT", "document_target": "window"
        }));
        launch(&app, &platform, &german).await;
        let course = course(&app, &platform).await;
        choose(&app, &course, "Verhandeln", 100).await;
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        let score = scores(&platform, "4").pop().unwrap();
        let comment = score["comment"].as_str().unwrap();
        assert!(comment.starts_with("38 von 100 in"), "{comment}");
    }

    async fn a_comment_speaks_the_language_of_those_who_teach(app: TestApp) {
        let platform = Platform::of(&app).await;
        let spoken = |opening: Opening, locale: &str| opening.lti("launch_presentation", json!({
            "locale": locale, "document_target": "window"
        }));
        // Whoever comes first is all that is known, until somebody who teaches comes.
        launch(&app, &platform, &spoken(Opening::learner("4"), "de")).await;
        assert_eq!(course(&app, &platform).await.locale.as_deref(), Some("de"));
        launch(&app, &platform, &spoken(Opening::instructor("3"), "en")).await;
        launch(&app, &platform, &spoken(Opening::learner("4"), "de")).await;
        let course = course(&app, &platform).await;
        assert_eq!(course.locale.as_deref(), Some("en"));
        settled(&app, &course).await;
        choose(&app, &course, "Negotiation", 100).await;
        // Sue has never launched.
        post(&app, &assessed("sue", 1.0)).await;
        until(async || number(&platform, "5") == Some(38.0)).await;
        let score = scores(&platform, "5").pop().unwrap();
        let comment = score["comment"].as_str().unwrap();
        assert!(comment.starts_with("38 of 100 in"), "{comment}");
    }

    async fn a_comment_counts_the_levels_of_the_scale_of_its_own_competency(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        // Its scale has three levels.
        let listening = "https://app.example.org/competencies/active-listening";
        choose_of(&app, &course, listening, "Listening", 100).await;
        let mut test = assessed("sam", 1.0);
        let link = "https://coachlight.org/xapi/extensions/competency-link";
        test["context"]["extensions"][link] = json!([listening]);
        post(&app, &test).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        let score = scores(&platform, "4").pop().unwrap();
        let comment = score["comment"].as_str().unwrap();
        assert!(comment.ends_with("; level 1 of 3."), "{comment}");
    }

    async fn a_graded_column_is_changed_and_deleted(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        let item = choose(&app, &course, "One", 100).await;
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        assert_eq!(choose(&app, &course, "Two", 10).await, item);
        until(async || platform.known().line_items[&1].item["label"] == "Two").await;
        assert_eq!(platform.known().line_items[&1].item["scoreMaximum"], 10);
        assert_eq!(platform.known().line_items.len(), 1);
        // Somebody deletes it there, and it is wished for again.
        platform.known().line_items.clear();
        choose(&app, &course, "Two", 10).await;
        until(async || platform.known().line_items.len() == 1).await;
        let mut tx = app.db().write().await.unwrap();
        assert!(grades::remove(&mut tx, item, now()).await.unwrap());
        tx.commit().await.unwrap();
        until(async || platform.known().line_items.is_empty()).await;
        until(async || columns(&app, &course).await.is_empty()).await;
    }

    async fn nobody_is_graded_who_does_not_learn_there(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.known().members.push(Member::new("9", "eve", "Learner"));
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        refresh(&app, &course, RoundKind::Roster).await;
        // Eve leaves, ted is the platform's test account, and max was never in the course.
        platform.known().members.retain(|member| member.id != "9");
        let test = lti::roles::TEST_USER.to_owned();
        let learner = crate::support::platform::role("Learner");
        launch(&app, &platform, &Opening::by("8", &[learner, test])).await;
        refresh(&app, &course, RoundKind::Roster).await;
        choose(&app, &course, "Negotiation", 100).await;
        for who in ["tina", "eve", "ted", "max", "sue"] {
            post(&app, &assessed(who, 1.0)).await;
        }
        until(async || number(&platform, "5") == Some(38.0)).await;
        until(async || waiting(&app, &course).await == 0).await;
        let known = platform.known();
        let graded: Vec<&String> = known.line_items[&1].scores.keys().collect();
        assert_eq!(graded, ["5"]);
    }

    async fn whoever_comes_back_to_a_course_is_graded_anew(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("5")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let item = choose(&app, &course, "Negotiation", 100).await;
        post(&app, &assessed("sue", 1.0)).await;
        until(async || number(&platform, "5") == Some(38.0)).await;
        until(async || waiting(&app, &course).await == 0).await;
        // What she had goes with her, as at Moodle, and the gradebook is read before the roster is.
        let leave = || {
            let mut known = platform.known();
            known.line_items.get_mut(&1).unwrap().scores.clear();
            let place = known.members.iter().position(|member| member.id == "5").unwrap();
            known.members.remove(place)
        };
        let whole_roster = async || {
            forget_differences(&app, &course).await;
            assert_eq!(refresh(&app, &course, RoundKind::Roster).await.error, None);
        };
        let sue = leave();
        refresh(&app, &course, RoundKind::Results).await;
        until(async || waiting(&app, &course).await == 0).await;
        whole_roster().await;
        refresh(&app, &course, RoundKind::Results).await;
        assert_eq!(grade(&app, item, "5").await, None, "nobody has changed it");
        platform.known().members.push(sue);
        whole_roster().await;
        until(async || number(&platform, "5") == Some(38.0)).await;
        until(async || waiting(&app, &course).await == 0).await;
        // She is gone before her next grade is sent, and is back before the gradebook is read.
        platform.misbehave(Misbehaviour::TooManyRequests);
        post(&app, &assessed("sue", 1.0)).await;
        until(async || {
            let mut tx = app.db().read().await.unwrap();
            let lane = coachlight::outbox::lane(&mut tx, course.platform).await.unwrap();
            lane.failures > 0
        }).await;
        platform.behave();
        let sue = leave();
        whole_roster().await;
        let mut tx = app.db().write().await.unwrap();
        coachlight::outbox::retry_all(&mut tx, course.platform, now()).await.unwrap();
        tx.commit().await.unwrap();
        until(async || waiting(&app, &course).await == 0).await;
        platform.known().members.push(sue);
        whole_roster().await;
        until(async || number(&platform, "5") == Some(56.0)).await;
    }

    async fn a_grade_that_is_not_taken_is_shown_and_holds_nobody_up(app: TestApp) {
        let platform = Platform::of(&app).await;
        for learner in ["4", "5"] {
            launch(&app, &platform, &Opening::learner(learner)).await;
        }
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let item = choose(&app, &course, "Negotiation", 100).await;
        until(async || columns(&app, &course).await[0].is_there()).await;
        // The platform grades sam no longer, and for sue it has a grade of tomorrow.
        platform.known().members.retain(|member| member.id != "4");
        let tomorrow = now() + jiff::SignedDuration::from_hours(24);
        let later = json!({
            "userId": "5", "scoreGiven": 1, "scoreMaximum": 2, "gradingProgress": "FullyGraded",
            "timestamp": tomorrow.to_string(),
        });
        platform.known().line_items.get_mut(&1).unwrap()
            .scores.insert("5".into(), vec![later]);
        post(&app, &assessed("sam", 1.0)).await;
        post(&app, &assessed("sue", 1.0)).await;
        until(async || {
            let trouble = async |who| grade(&app, item, who).await.and_then(|one| one.trouble);
            trouble("4").await.is_some() && trouble("5").await.is_some()
        }).await;
        assert!(grade(&app, item, "4").await.unwrap().trouble.unwrap().contains("not grade"));
        assert!(grade(&app, item, "5").await.unwrap().trouble.unwrap().contains("later grade"));
        until(async || waiting(&app, &course).await == 0).await;
        let mut tx = app.db().read().await.unwrap();
        let given_up = coachlight::outbox::given_up(&mut tx, (0, uuid::Uuid::nil()), 10).await.unwrap();
        assert_eq!(given_up.len(), 1);
        assert_eq!(given_up[0].status, Some(400));
    }

    async fn a_grade_that_differs_is_sent_again_and_then_left(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        let item = choose(&app, &course, "Negotiation", 100).await;
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        until(async || grade(&app, item, "4").await.unwrap().published == Some(38)).await;
        refresh(&app, &course, RoundKind::Results).await;
        assert_eq!(grade(&app, item, "4").await.unwrap().standing(), Standing::AsPublished);
        let overwrite = || {
            let mut known = platform.known();
            let scores = known.line_items.get_mut(&1).unwrap().scores.get_mut("4").unwrap();
            scores.last_mut().unwrap()["scoreGiven"] = json!(90);
        };
        overwrite();
        refresh(&app, &course, RoundKind::Results).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        until(async || waiting(&app, &course).await == 0).await;
        assert_eq!(grade(&app, item, "4").await.unwrap().standing(), Standing::SentAgain);
        overwrite();
        refresh(&app, &course, RoundKind::Results).await;
        let left = grade(&app, item, "4").await.unwrap();
        assert_eq!((left.standing(), left.result), (Standing::Overridden, Some(90)));
        assert_eq!(number(&platform, "4"), Some(90.0));
        // New progress is told nevertheless.
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(56.0)).await;
        until(async || waiting(&app, &course).await == 0).await;
        // What was changed there after ours had come is somebody's will at once.
        {
            let mut known = platform.known();
            let scores = known.line_items.get_mut(&1).unwrap().scores.get_mut("4").unwrap();
            let later = now() + jiff::SignedDuration::from_secs(1);
            scores.last_mut().unwrap()["scoreGiven"] = json!(80);
            scores.last_mut().unwrap()["timestamp"] = json!(later.to_string());
        }
        refresh(&app, &course, RoundKind::Results).await;
        let left = grade(&app, item, "4").await.unwrap();
        assert_eq!((left.standing(), left.result), (Standing::Overridden, Some(80)));
        assert_eq!(number(&platform, "4"), Some(80.0));
    }

    async fn a_column_may_show_the_way_to_a_goal(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        let column = NewColumn {
            course: course.id, measure: Measure::Goal, competency: COMPETENCY, label: Some("Goal"),
            maximum: Some(100), resource_link: None, url: None,
        };
        let mut tx = app.db().write().await.unwrap();
        grades::choose(&mut tx, &column, now()).await.unwrap();
        tx.commit().await.unwrap();
        until(async || platform.known().line_items.len() == 1).await;
        assert_eq!(platform.known().line_items[&1].item["tag"], "coachlight-goal");
        // Evidence alone leads to no goal.
        post(&app, &assessed("sam", 1.0)).await;
        app.projected().await;
        assert_eq!(number(&platform, "4"), None);
        let plan = async |level: i64| {
            let mut plan = statement("sam", "https://w3id.org/xapi/tla/verbs/planned", "x");
            plan["object"] = json!({ "id": COMPETENCY, "definition": {
                "type": "https://w3id.org/xapi/tla/activity-types/competency",
                "name": { "en": "Negotiation" }
            } });
            plan["context"] = json!({ "extensions": {
                "https://coachlight.org/xapi/extensions/target-level": level
            } });
            post(&app, &plan).await;
        };
        plan(4).await;
        until(async || number(&platform, "4").is_some()).await;
        let score = scores(&platform, "4").pop().unwrap();
        let share = score["scoreGiven"].as_i64().unwrap();
        assert!((1..100).contains(&share), "{share}");
        assert_eq!(score["activityProgress"], "InProgress");
        let comment = score["comment"].as_str().unwrap();
        assert!(comment.starts_with(&format!("{share} of 100 of the way")), "{comment}");
        // The goal is set lower, and is reached.
        plan(1).await;
        until(async || number(&platform, "4") == Some(100.0)).await;
        assert_eq!(scores(&platform, "4").pop().unwrap()["activityProgress"], "Completed");
    }

    async fn a_graded_link_brings_its_column_with_its_first_launch(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        platform.known().line_items.insert(1, deep_linked());
        let custom = json!({ "coachlight_view": "competency", "coachlight_competency": COMPETENCY });
        launch(&app, &platform, &Opening::learner("4").lti("custom", custom)).await;
        // Long before the gradebook would be looked at again by itself.
        until(async || columns(&app, &course).await.len() == 1).await;
    }

    async fn a_grade_goes_into_the_column_that_a_deep_link_made(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.known().line_items.insert(1, deep_linked());
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        assert_eq!(columns(&app, &course).await.len(), 1);
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        assert_eq!(platform.known().line_items.len(), 1);
    }

    async fn a_grade_is_never_sent_to_another_origin(app: TestApp) {
        let platform = Platform::of(&app).await;
        let foreign = Platform::start().await;
        let opening = Opening::learner("4").with(
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
            json!({
                "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"],
                "lineitems": foreign.at("/services/2/lineitems").as_str(),
            }),
        );
        launch(&app, &platform, &opening).await;
        let course = course(&app, &platform).await;
        choose(&app, &course, "Negotiation", 100).await;
        let error = async || {
            let mut tx = app.db().read().await.unwrap();
            let all = coachlight::outbox::given_up(&mut tx, (0, uuid::Uuid::nil()), 10).await;
            all.unwrap().pop().and_then(|one| one.error)
        };
        until(async || error().await.is_some()).await;
        assert!(error().await.unwrap().contains("not the platform's"));
        assert!(foreign.known().requests.is_empty());
    }

    async fn a_grade_needs_a_scope(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        platform.misbehave(Misbehaviour::TokenWithoutScopes);
        let course = course(&app, &platform).await;
        choose(&app, &course, "Negotiation", 100).await;
        let id = course.platform;
        let error = async || {
            let mut tx = app.db().read().await.unwrap();
            let found = coachlight::platforms::by_id(&mut tx, id).await.unwrap();
            found.unwrap().last_error
        };
        until(async || error().await.as_deref() == Some("service_scope")).await;
        assert!(platform.known().line_items.is_empty());
    }
}

pub(super) async fn waiting(app: &TestApp, course: &coachlight::courses::Course) -> i64 {
    let mut tx = app.db().read().await.unwrap();
    coachlight::outbox::waiting(&mut tx, course.platform)
        .await
        .unwrap()
}
