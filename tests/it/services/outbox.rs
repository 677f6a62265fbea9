//! What a platform does not take now is sent later: all of it, and each once.

use coachlight::courses::Course;
use coachlight::outbox::{self, Lane};

use super::{
    assessed, choose, columns, course, grade, launch, number, post, scores, settled, until,
};
use crate::support::platform::{Misbehaviour, Opening, Platform};
use crate::support::{TestApp, both};

async fn lane(app: &TestApp, course: &Course) -> Lane {
    let mut tx = app.db().read().await.unwrap();
    outbox::lane(&mut tx, course.platform).await.unwrap()
}

async fn waiting(app: &TestApp, course: &Course) -> i64 {
    let mut tx = app.db().read().await.unwrap();
    outbox::waiting(&mut tx, course.platform).await.unwrap()
}

async fn retry(app: &TestApp, course: &Course) {
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    outbox::retry_all(&mut tx, course.platform, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A course with a column that is there, and two learners.
async fn ready(app: &TestApp, platform: &Platform) -> Course {
    for learner in ["4", "5"] {
        launch(app, platform, &Opening::learner(learner)).await;
    }
    let course = course(app, platform).await;
    settled(app, &course).await;
    choose(app, &course, "Negotiation", 100).await;
    until(async || columns(app, &course).await[0].is_there()).await;
    until(async || waiting(app, &course).await == 0).await;
    course
}

both! {
    async fn the_outbox_waits_for_a_platform_that_is_down(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = ready(&app, &platform).await;
        platform.misbehave(Misbehaviour::ServicesFail);
        post(&app, &assessed("sam", 1.0)).await;
        until(async || lane(&app, &course).await.error.is_some()).await;
        assert!(lane(&app, &course).await.error.unwrap().contains("500"));
        // Meanwhile progress goes on: only the last of it matters.
        post(&app, &assessed("sam", 1.0)).await;
        post(&app, &assessed("sue", 1.0)).await;
        until(async || waiting(&app, &course).await == 2).await;
        let wanted = async || {
            let column = columns(&app, &course).await.remove(0);
            grade(&app, column.id, "4").await.and_then(|grade| grade.share)
        };
        until(async || wanted().await == Some(56)).await;
        assert!(scores(&platform, "4").is_empty());
        platform.behave();
        retry(&app, &course).await;
        until(async || waiting(&app, &course).await == 0).await;
        assert_eq!(number(&platform, "4"), Some(56.0));
        assert_eq!(number(&platform, "5"), Some(38.0));
        assert_eq!(scores(&platform, "4").len(), 1);
        let lane = lane(&app, &course).await;
        assert_eq!((lane.failures, lane.error), (0, None));
    }

    async fn a_column_that_is_taken_after_all_ends_the_trouble_with_scores(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::instructor("3")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let fails = async || {
            let mut tx = app.db().read().await.unwrap();
            let found = coachlight::platforms::by_id(&mut tx, course.platform).await.unwrap();
            found.unwrap().score_error
        };
        platform.misbehave(Misbehaviour::ServicesFail);
        choose(&app, &course, "Negotiation", 100).await;
        until(async || fails().await.as_deref() == Some("service_retry")).await;
        platform.behave();
        retry(&app, &course).await;
        until(async || fails().await.is_none()).await;
        assert_eq!(platform.known().line_items.len(), 1);
    }

    async fn the_outbox_does_as_retry_after_says(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = ready(&app, &platform).await;
        platform.misbehave(Misbehaviour::TooManyRequests);
        let begun = app.running.as_ref().unwrap().app.clock.now();
        post(&app, &assessed("sam", 1.0)).await;
        until(async || lane(&app, &course).await.failures > 0).await;
        let rest = lane(&app, &course).await.rest_until - begun.as_microsecond();
        // Whole seconds, of which one may have begun.
        assert!(rest >= 6_000_000, "{rest}");
        platform.behave();
        retry(&app, &course).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
    }

    async fn the_outbox_asks_for_a_new_token_once(app: TestApp) {
        let platform = Platform::of(&app).await;
        let _course = ready(&app, &platform).await;
        let before = platform.asked("/token");
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(38.0)).await;
        let asked = platform.asked("/token");
        assert!(asked <= before + 1, "one token for all scores");
        platform.misbehave(Misbehaviour::TokenIsRefusedOnce);
        post(&app, &assessed("sam", 1.0)).await;
        until(async || number(&platform, "4") == Some(56.0)).await;
        assert_eq!(platform.asked("/token"), asked + 1);
        assert_eq!(scores(&platform, "4").len(), 2);
    }

    async fn the_outbox_sends_nothing_to_a_disabled_platform(app: TestApp) {
        let (platform, other) = (Platform::of(&app).await, Platform::of(&app).await);
        let course = ready(&app, &platform).await;
        ready(&app, &other).await;
        let enable = async |enabled| {
            let mut tx = app.db().write().await.unwrap();
            assert!(coachlight::platforms::enable(&mut tx, course.platform, enabled).await.unwrap());
            tx.commit().await.unwrap();
        };
        enable(false).await;
        let asked = platform.known().requests.len();
        // What another platform gets shows that there was time to send.
        for share in [38.0, 56.0] {
            post(&app, &assessed("sam", 1.0)).await;
            until(async || number(&other, "4") == Some(share)).await;
        }
        assert_eq!(waiting(&app, &course).await, 1);
        assert_eq!(platform.known().requests.len(), asked, "{:?}", platform.known().requests);
        enable(true).await;
        until(async || number(&platform, "4") == Some(56.0)).await;
    }
}
