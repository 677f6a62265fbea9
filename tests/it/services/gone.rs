//! Columns that somebody deletes at the platform, and those that take their place.

use coachlight::courses::{Course, RoundKind};
use coachlight::grades::{self, Measure, NewColumn};
use coachlight::outbox;
use coachlight::platforms::Traffic;
use serde_json::json;

use super::grade::{deep_linked, waiting};
use super::{
    COMPETENCY, assessed, choose, columns, course, launch, number, post, refresh, said, scores,
    settled, until,
};
use crate::support::asker::{Asker, texts};
use crate::support::platform::{LineItem, Misbehaviour, Opening, Platform};
use crate::support::{Answer, TestApp, both};

const AGS: &str = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
const SCORED: &str = "http://adlnet.gov/expapi/verbs/scored";

/// A course with two learners who have shown something, and their grades in a column: picked with a
/// link, or chosen.
async fn graded(app: &TestApp, platform: &Platform, picked: bool) -> Course {
    if picked {
        platform.known().line_items.insert(1, deep_linked());
    }
    for learner in ["4", "5"] {
        launch(app, platform, &Opening::learner(learner)).await;
    }
    let course = course(app, platform).await;
    settled(app, &course).await;
    if !picked {
        choose(app, &course, "Negotiation", 100).await;
    }
    for who in ["sam", "sue"] {
        post(app, &assessed(who, 1.0)).await;
    }
    everybody_has(app, platform, &course, 38.0).await;
    course
}

async fn everybody_has(app: &TestApp, platform: &Platform, course: &Course, grade: f64) {
    let has = |who| number(platform, who) == Some(grade);
    until(async || has("4") && has("5") && waiting(app, course).await == 0).await;
}

async fn is_gone(app: &TestApp, course: &Course) -> bool {
    columns(app, course).await[0].is_gone()
}

/// A launch of the link that a line item belongs to.
fn opens(platform: &Platform, item: u64) -> Opening {
    let at = |path: &str| platform.at(path).to_string();
    let scope = |name: &str| format!("https://purl.imsglobal.org/spec/lti-ags/scope/{name}");
    let scopes = ["lineitem", "lineitem.readonly", "result.readonly", "score"].map(scope);
    let custom = json!({ "coachlight_view": "competency", "coachlight_competency": COMPETENCY });
    Opening::learner("4").lti("custom", custom).with(
        AGS,
        json!({
            "scope": scopes,
            "lineitems": at("/services/2/lineitems?type_id=1"),
            "lineitem": at(&format!("/services/2/lineitems/{item}/lineitem?type_id=1")),
        }),
    )
}

fn asked(platform: &Platform, item: u64) -> usize {
    let path = format!("/services/2/lineitems/{item}/");
    let known = platform.known();
    known
        .requests
        .iter()
        .filter(|(_, asked)| asked.contains(&path))
        .count()
}

both! {
    async fn a_column_that_is_deleted_is_said_to_be_and_holds_up_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, true).await;
        let score = json!({ "scoreGiven": 8, "scoreMaximum": 10, "gradingProgress": "FullyGraded" });
        let quiz = LineItem {
            item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
            scores: [("4".to_owned(), vec![score])].into(),
        };
        platform.known().line_items = [(20, quiz)].into();
        let state = refresh(&app, &course, RoundKind::Results).await;
        assert_eq!((state.error, state.failures), (None, 0));
        assert!(is_gone(&app, &course).await);
        let told = said(&app, SCORED).await;
        let quizzes = told.iter().filter(|one| one["object"]["definition"]["name"]["und"] == "Quiz");
        assert_eq!(quizzes.count(), 1, "{told:?}");
        // It is said on the platform's page and in the API, and nothing is sent there any more.
        let admin = Asker::administrator(&app).await;
        let path = format!("/admin/platforms/{}", course.platform);
        let page = admin.page(&path).await;
        let row = texts(&page, "#courses tbody tr").remove(0);
        assert!(row.contains("Progress deleted at the platform"), "{row}");
        assert!(page.contains("Pick the progress with a column once more"), "{page}");
        let list = format!("/api/v1/platforms/{}/courses", course.platform);
        let told = Answer::of(admin.request(reqwest::Method::GET, &list)).await.body;
        assert_eq!(told["items"][0]["columns"][0]["is_gone"], true, "{told}");
        let before = asked(&platform, 1);
        post(&app, &assessed("sam", 1.0)).await;
        app.projected().await;
        refresh(&app, &course, RoundKind::Results).await;
        assert_eq!(asked(&platform, 1), before);
        // Picked once more it is filled at once, for everybody.
        platform.known().line_items.insert(9, deep_linked());
        launch(&app, &platform, &opens(&platform, 9)).await;
        until(async || number(&platform, "4") == Some(56.0)).await;
        until(async || number(&platform, "5") == Some(38.0)).await;
        assert_eq!(asked(&platform, 1), before);
        assert!(!is_gone(&app, &course).await);
    }

    async fn a_column_that_was_picked_anew_is_filled_with_its_first_launch(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, true).await;
        // Before anything was read or sent there.
        platform.known().line_items = [(9, deep_linked())].into();
        launch(&app, &platform, &opens(&platform, 9)).await;
        everybody_has(&app, &platform, &course, 38.0).await;
        post(&app, &assessed("sue", 1.0)).await;
        until(async || number(&platform, "5") == Some(56.0)).await;
        let columns = columns(&app, &course).await;
        assert!(columns.len() == 1 && columns[0].url.as_deref().unwrap().contains("/9/"));
    }

    async fn a_chosen_column_that_is_deleted_is_made_anew_with_everybodys_grade(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, false).await;
        platform.known().line_items.clear();
        // A grade that finds no column is no failure of the platform's, and waits for no retry.
        post(&app, &assessed("sam", 1.0)).await;
        until(async || is_gone(&app, &course).await).await;
        until(async || waiting(&app, &course).await == 0).await;
        let mut tx = app.db().read().await.unwrap();
        let given_up = outbox::given_up(&mut tx, (0, uuid::Uuid::nil()), 10).await.unwrap();
        assert!(given_up.is_empty(), "{given_up:?}");
        let found = coachlight::platforms::by_id(&mut tx, course.platform).await.unwrap().unwrap();
        assert!(!found.is_failing(), "{found:?}");
        drop(tx);
        choose(&app, &course, "Negotiation", 100).await;
        until(async || number(&platform, "4") == Some(56.0)).await;
        until(async || number(&platform, "5") == Some(38.0)).await;
        assert_eq!(platform.known().line_items.len(), 1);
        assert_eq!(scores(&platform, "5").len(), 1);
    }

    async fn a_chosen_column_keeps_what_a_teacher_called_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, false).await;
        let choose_again = async |label, maximum| {
            let column = NewColumn {
                course: course.id, measure: Measure::Competency, competency: COMPETENCY, label,
                maximum, resource_link: None, url: None,
            };
            let mut tx = app.db().write().await.unwrap();
            let now = app.running.as_ref().unwrap().app.clock.now();
            grades::choose(&mut tx, &column, now).await.unwrap();
            tx.commit().await.unwrap();
            columns(&app, &course).await.remove(0)
        };
        let renamed = choose_again(Some("Talks"), Some(50)).await;
        assert_eq!((renamed.label.as_str(), renamed.maximum), ("Talks", 50));
        let kept = choose_again(None, None).await;
        assert_eq!((kept.label.as_str(), kept.maximum), ("Talks", 50));
        // A new one is called by what it shows.
        let goal = NewColumn {
            course: course.id, measure: Measure::Goal, competency: COMPETENCY, label: None,
            maximum: None, resource_link: None, url: None,
        };
        let mut tx = app.db().write().await.unwrap();
        grades::choose(&mut tx, &goal, app.running.as_ref().unwrap().app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let goal = columns(&app, &course).await.remove(1);
        assert_eq!((goal.label, goal.maximum), (format!("Goal: {COMPETENCY}"), 100));
    }

    async fn a_course_that_is_deleted_is_no_trouble_of_its_platform(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, false).await;
        let column = columns(&app, &course).await.remove(0);
        // One that was never made, and one that was.
        platform.misbehave(Misbehaviour::CourseIsDeleted);
        let goal = NewColumn {
            course: course.id, measure: Measure::Goal, competency: COMPETENCY, label: Some("Goal"),
            maximum: None, resource_link: None, url: None,
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let mut tx = app.db().write().await.unwrap();
        let goal = grades::choose(&mut tx, &goal, now).await.unwrap();
        tx.commit().await.unwrap();
        for kind in RoundKind::ALL {
            let state = refresh(&app, &course, *kind).await;
            assert_eq!(state.reason(), Some("service_gone"));
            let hours = (state.due_at() - now.as_microsecond()) / 3_600_000_000;
            assert!((5..=6).contains(&hours), "{hours}");
        }
        let found = async || {
            let mut tx = app.db().read().await.unwrap();
            coachlight::platforms::by_id(&mut tx, course.platform).await.unwrap().unwrap()
        };
        until(async || waiting(&app, &course).await == 0).await;
        for item in [column.id, goal] {
            let mut tx = app.db().write().await.unwrap();
            assert!(grades::remove(&mut tx, item, now).await.unwrap());
            tx.commit().await.unwrap();
        }
        until(async || columns(&app, &course).await.is_empty()).await;
        assert!(!found().await.troubles().any(|(traffic, _)| traffic == Traffic::Rosters));
        let row = Asker::administrator(&app).await.page(&format!("/admin/platforms/{}", course.platform)).await;
        let row = texts(&row, "#courses tbody tr").remove(0);
        assert!(row.contains("no longer there"), "{row}");
    }

    async fn a_column_that_was_picked_twice_stays_as_it_is(app: TestApp) {
        let platform = Platform::of(&app).await;
        let course = graded(&app, &platform, true).await;
        platform.known().line_items.insert(9, deep_linked());
        launch(&app, &platform, &opens(&platform, 9)).await;
        refresh(&app, &course, RoundKind::Results).await;
        until(async || waiting(&app, &course).await == 0).await;
        let columns = columns(&app, &course).await;
        assert!(columns.len() == 1 && columns[0].url.as_deref().unwrap().contains("/1/"));
        assert_eq!(number(&platform, "4"), Some(38.0));
    }
}
