//! What stands in the platform's own columns, and columns that are none.

use coachlight::courses::RoundKind;
use coachlight::{platforms, statements};
use serde_json::{Value, json};

use super::grade::deep_linked;
use super::{columns, course, launch, refresh, said, settled};
use crate::erasure::everything;
use crate::support::both;
use crate::support::platform::{CLIENT, LineItem, Opening, Platform};

const SCORED: &str = "http://adlnet.gov/expapi/verbs/scored";

both! {
    async fn grades_of_the_platform_become_statements_once(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        let score = |given: f64| json!({
            "scoreGiven": given, "scoreMaximum": 10, "gradingProgress": "FullyGraded"
        });
        let quiz = |sam: f64| LineItem {
            item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
            // Of "77" nobody has heard here.
            scores: [("4", sam), ("77", 9.0)]
                .map(|(who, given)| (who.to_owned(), vec![score(given)]))
                .into(),
        };
        platform.known().line_items.insert(7, quiz(8.0));
        for _ in 0..2 {
            assert_eq!(refresh(&app, &course, RoundKind::Results).await.error, None);
        }
        let told = said(&app, SCORED).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["result"]["score"], json!({
            "raw": 8.0, "min": 0, "max": 10.0, "scaled": 0.8
        }));
        assert_eq!(told[0]["object"]["definition"]["name"], json!({ "und": "Quiz" }));
        assert_eq!(told[0]["actor"]["account"]["name"], "4");
        for changed in [2.0, 8.0] {
            platform.known().line_items.insert(7, quiz(changed));
            refresh(&app, &course, RoundKind::Results).await;
        }
        assert_eq!(said(&app, SCORED).await.len(), 3);
    }

    async fn of_somebody_barred_no_result_is_told_or_kept(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        // The roster still has them: whoever is erased is barred first.
        let running = &app.running.as_ref().unwrap().app;
        let mut tx = app.db().write().await.unwrap();
        let found = platforms::find(&mut tx, platform.issuer(), CLIENT).await.unwrap().unwrap();
        let digest = statements::digest_of_subject(&running.key, &found.people_issuer(), "4");
        statements::bar(&mut tx, &[digest.unwrap()], running.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let score = json!({ "scoreGiven": 8, "scoreMaximum": 10, "gradingProgress": "FullyGraded" });
        platform.known().line_items.insert(7, LineItem {
            item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
            scores: [("4".to_owned(), vec![score])].into(),
        });
        assert_eq!(refresh(&app, &course, RoundKind::Results).await.error, None);
        assert!(said(&app, SCORED).await.is_empty());
        let kept = everything(app.db()).await;
        let kept: Vec<_> = kept.iter().filter(|(place, _)| place.starts_with("foreign_result")).collect();
        assert!(kept.is_empty(), "{kept:?}");
    }

    async fn results_that_are_out_of_bounds_or_no_numbers_are_borne(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        platform.known().line_items.insert(7, LineItem {
            item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
            ..LineItem::default()
        });
        let path = "/services/2/lineitems/7/lineitem/results";
        let results = async |body: String| {
            platform.known().verbatim.insert(path.into(), body);
            refresh(&app, &course, RoundKind::Results).await.error
        };
        let scores = async || {
            let told = said(&app, SCORED).await;
            told.iter().map(|one| one["result"]["score"].clone()).collect::<Vec<_>>()
        };
        let of_sam = |members: &str| format!("[{{\"userId\":\"4\",{members}}}]");
        // What is no score of sam's is told of nothing, and harms nothing.
        for odd in [
            r#""resultScore":null,"resultMaximum":10"#.to_owned(),
            r#""resultScore":"NaN","resultMaximum":10"#.to_owned(),
            r#""resultScore":"-inf","resultMaximum":10"#.to_owned(),
            r#""resultScore":[1],"resultMaximum":10"#.to_owned(),
            format!(r#""resultScore":"{}","resultMaximum":10"#, "9".repeat(100_000)),
        ] {
            assert_eq!(results(of_sam(&odd)).await, None, "{odd:.80}");
        }
        let stranger = format!(r#"[{{"userId":"{}","resultScore":1}}]"#, "u".repeat(100_000));
        assert_eq!(results(stranger).await, None);
        assert!(scores().await.is_empty());
        // What is no JSON is refused as a whole, in words, and the next answer is read again.
        for broken in ["NaN", "1e999", "-Infinity"] {
            let body = of_sam(&format!(r#""resultScore":{broken},"resultMaximum":10"#));
            assert!(results(body).await.is_some(), "{broken}");
        }
        assert!(scores().await.is_empty());
        // Scores beyond their limits are told as they are, without the limits.
        for (given, maximum, scaled) in [
            ("-3", "10", -0.3), ("15", "10", 1.0), ("-1e300", "10", -1.0), ("1e308", "1e-300", 1.0),
            ("0.5", "-10", 0.5), ("0.25", "0", 0.25),
        ] {
            let body = of_sam(&format!(r#""resultScore":{given},"resultMaximum":{maximum}"#));
            assert_eq!(results(body).await, None, "{given} of {maximum}");
            let told = scores().await.pop().unwrap();
            assert_eq!(told["scaled"], scaled, "{given} of {maximum}");
        }
        assert_eq!(scores().await.len(), 6);
    }

    async fn a_column_that_is_gone_holds_the_others_up_for_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let quiz = |id: &str| json!({
            "id": platform.at(id).as_str(), "label": "Quiz", "scoreMaximum": 10
        });
        let paths = ["/services/2/lineitems/8/lineitem", "/services/2/lineitems/9/lineitem"];
        let items = json!(paths.map(quiz));
        platform.known().verbatim.insert("/services/2/lineitems".into(), items.to_string());
        let score = json!({
            "scoreGiven": 8, "scoreMaximum": 10, "gradingProgress": "FullyGraded"
        });
        platform.known().line_items.insert(9, LineItem {
            item: json!({ "label": "Quiz", "scoreMaximum": 10 }),
            scores: [("4".to_owned(), vec![score])].into(),
        });
        assert_eq!(refresh(&app, &course, RoundKind::Results).await.error, None);
        assert_eq!(said(&app, SCORED).await.len(), 1);
    }

    async fn line_items_that_are_no_columns_are_borne(app: TestApp) {
        let platform = Platform::of(&app).await;
        launch(&app, &platform, &Opening::learner("4")).await;
        let course = course(&app, &platform).await;
        settled(&app, &course).await;
        let items = async |body: &Value| {
            let path = "/services/2/lineitems".to_owned();
            platform.known().verbatim.insert(path, body.to_string());
            refresh(&app, &course, RoundKind::Results).await.error
        };
        let id = platform.at("/services/2/lineitems/1/lineitem?type_id=1").to_string();
        let item = |name: &str, value: Value| {
            let mut item = deep_linked().item;
            item["id"] = json!(id);
            item[name] = value;
            json!([item])
        };
        for (name, value) in [
            ("scoreMaximum", json!(-1)), ("scoreMaximum", json!("NaN")), ("scoreMaximum", json!(0)),
            ("label", json!(7)), ("id", json!("javascript:alert(1)")), ("tag", json!(["x"])),
            ("resourceId", json!("no address")),
            ("resourceId", json!(format!("https://x.org/\0{}", "x".repeat(100_000)))),
        ] {
            assert_eq!(items(&item(name, value.clone())).await, None, "{name}: {value:.80}");
            assert!(columns(&app, &course).await.is_empty(), "{name}: {value:.80}");
        }
        // A label that is too long for a column, or for a database, is shortened.
        let label = format!("Pro\0gress {}", "x".repeat(100_000));
        assert_eq!(items(&item("label", json!(label))).await, None);
        let column = columns(&app, &course).await.pop().unwrap();
        assert!(column.label.starts_with("Progress xxx") && column.label.len() == 255);
    }
}
