//! Line items, scores and results.

use jiff::Timestamp;
use lti::services::assignment_and_grade::{
    ActivityProgress, Filter, GradingProgress, LineItem, LineItemError, Score, ScoreError, Scored,
    Submission, SubmissionReview, Timestamps, create, delete, deleted, following, line_items,
    parse_line_item, publish, published, results, scope, update,
};
use lti::services::{Method, ServiceError, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::{answer, with_header};
use crate::support::at;

const MOODLE: &str = include_str!("../../../../fixtures/lti/moodle45-lineitems.json");

fn item_url() -> Url {
    let url = "http://127.0.0.1:8085/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1";
    Url::parse(url).unwrap()
}

fn body(call: &lti::services::Call) -> Value {
    serde_json::from_str(call.body.as_deref().unwrap()).unwrap()
}

#[test]
fn moodles_line_items_are_read() {
    let filter = Filter {
        resource_link_id: Some("1".into()),
        resource_id: Some("a&b".into()),
        tag: Some("t".into()),
        limit: None,
    };
    let items = Url::parse("http://127.0.0.1:8085/lineitems?type_id=1").unwrap();
    let mut list = line_items(&items, &filter);
    let call = list.next_call().unwrap();
    assert_eq!(
        call.url.query(),
        Some("type_id=1&resource_link_id=1&resource_id=a%26b&tag=t")
    );
    assert_eq!(
        call.accept,
        "application/vnd.ims.lis.v2.lineitemcontainer+json"
    );
    let granted = [scope::LINE_ITEM.to_owned()];
    assert_eq!(call.scope(&granted), Some(scope::LINE_ITEM));
    assert_eq!(call.scope(&[]), None);
    list.take(&answer(200, MOODLE), at(0)).unwrap();
    let found = list.finish().unwrap().content;
    assert_eq!((found.items.len(), found.unreadable), (1, 0));
    let item = &found.items[0];
    assert_eq!(item.id.as_ref(), Some(&item_url()));
    assert_eq!(
        (item.label.as_str(), item.score_maximum),
        ("Probe launch", 100.0)
    );
    assert_eq!(item.resource_id, None, "Moodle's empty texts are none");
    assert_eq!(item.others["ltiLinkId"], "1");
}

#[test]
fn a_line_item_goes_back_with_all_that_came() {
    let sent = json!({
        "id": item_url(), "label": "A", "scoreMaximum": 10, "resourceId": "r", "tag": "t",
        "resourceLinkId": "7", "startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "whenever",
        "gradesReleased": true, "https://vendor.example.org/x": { "y": 1 },
        "submissionReview": {
            "reviewableStatus": ["Submitted"], "label": "Look", "custom": { "a": "b" },
            "url": "https://tool.example.org/review"
        }
    });
    let mut item = parse_line_item(&answer(200, &sent.to_string()), at(0)).unwrap();
    assert_eq!(item.start.unwrap().to_string(), "2026-11-01T00:00:00Z");
    assert_eq!(item.end, None);
    item.label = "B".into();
    let call = update(&item_url(), &item).unwrap();
    assert_eq!((call.method, &call.url), (Method::Put, &item_url()));
    assert_eq!(
        call.content_type,
        Some("application/vnd.ims.lis.v2.lineitem+json")
    );
    let mut expected = sent;
    expected["label"] = json!("B");
    assert_eq!(body(&call), expected);
}

#[test]
fn a_line_item_is_made_and_deleted() {
    let item = LineItem {
        label: "Fractions".into(),
        score_maximum: 100.0,
        tag: Some("competency".into()),
        submission_review: Some(SubmissionReview::default()),
        ..LineItem::default()
    };
    let items = Url::parse("https://lms.example.org/items?type_id=1").unwrap();
    let call = create(&items, &item).unwrap();
    assert_eq!((call.method, &call.url), (Method::Post, &items));
    assert_eq!(call.scopes, [scope::LINE_ITEM]);
    assert!(body(&call).get("id").is_none());
    for (label, maximum, error) in [
        ("", 1.0, LineItemError::Label),
        ("x", 0.0, LineItemError::Maximum),
        ("x", -1.0, LineItemError::Maximum),
        ("x", f64::NAN, LineItemError::Maximum),
        ("x", f64::INFINITY, LineItemError::Maximum),
    ] {
        let broken = LineItem {
            label: label.into(),
            score_maximum: maximum,
            ..LineItem::default()
        };
        assert_eq!(create(&items, &broken), Err(error));
    }
    assert_eq!(delete(&item_url()).method, Method::Delete);
    for status in [200, 204, 404, 410] {
        assert_eq!(deleted(&answer(status, ""), at(0)), Ok(()));
    }
    assert!(deleted(&answer(403, ""), at(0)).is_err());
    for odd in ["", "{}", "[]", r#"{"label":"x","scoreMaximum":0}"#] {
        assert!(parse_line_item(&answer(200, odd), at(0)).is_err(), "{odd}");
    }
}

fn score() -> Score {
    Score {
        user_id: "5".into(),
        scored: Some(Scored {
            given: 83.5,
            maximum: 100.0,
        }),
        activity_progress: ActivityProgress::Completed,
        grading_progress: GradingProgress::FullyGraded,
        timestamp: at(0),
        comment: Some("Seven of nine".into()),
        submission: Some(Submission {
            started_at: Some(at(-60)),
            submitted_at: Some(Timestamp::from_millisecond(1_795_439_600_123).unwrap()),
        }),
        scoring_user_id: None,
    }
}

#[test]
fn a_score_is_published_beside_the_line_item() {
    let call = publish(&item_url(), &score()).unwrap();
    assert_eq!(
        call.url.as_str(),
        "http://127.0.0.1:8085/mod/lti/services.php/2/lineitems/2/lineitem/scores?type_id=1"
    );
    assert_eq!(
        call.content_type,
        Some("application/vnd.ims.lis.v1.score+json")
    );
    insta::assert_snapshot!(call.body.unwrap(), @r#"{"activityProgress":"Completed","comment":"Seven of nine","gradingProgress":"FullyGraded","scoreGiven":83.5,"scoreMaximum":100,"submission":{"startedAt":"2026-11-23T13:12:20.000Z","submittedAt":"2026-11-23T13:13:20.123Z"},"timestamp":"2026-11-23T13:13:20.000Z","userId":"5"}"#);
    let cleared = Score {
        scored: None,
        ..score()
    };
    let cleared = body(&publish(&item_url(), &cleared).unwrap());
    assert!(cleared.get("scoreGiven").is_none() && cleared.get("scoreMaximum").is_none());
}

#[test]
fn what_is_no_score_is_not_sent() {
    for (given, maximum) in [
        (f64::NAN, 1.0),
        (-0.5, 1.0),
        (f64::INFINITY, 1.0),
        (1.0, 0.0),
        (1.0, -1.0),
        (1.0, f64::NAN),
    ] {
        let broken = Score {
            scored: Some(Scored { given, maximum }),
            ..score()
        };
        assert_eq!(publish(&item_url(), &broken), Err(ScoreError::Number));
    }
    let nobody = Score {
        user_id: String::new(),
        ..score()
    };
    assert_eq!(publish(&item_url(), &nobody), Err(ScoreError::User));
    let above = Score {
        scored: Some(Scored {
            given: 120.0,
            maximum: 100.0,
        }),
        ..score()
    };
    assert!(publish(&item_url(), &above).is_ok(), "extra credit");
}

#[test]
fn each_status_means_one_thing() {
    let verdict = |status| match published(&answer(status, ""), at(0)) {
        Err(ServiceError::Refused { verdict, .. }) => Some(verdict),
        Ok(()) => None,
        Err(other) => panic!("{other:?}"),
    };
    for (status, expected) in [
        (200, None),
        (201, None),
        (204, None),
        (302, Some(Verdict::GiveUp)),
        (400, Some(Verdict::NotTaken)),
        (401, Some(Verdict::DropToken)),
        (403, Some(Verdict::MissingScope)),
        (404, Some(Verdict::Gone)),
        (405, Some(Verdict::GiveUp)),
        (409, Some(Verdict::Stale)),
        (410, Some(Verdict::Gone)),
        (415, Some(Verdict::GiveUp)),
        (422, Some(Verdict::NotTaken)),
        (429, Some(Verdict::RetryAt(at(60)))),
        (500, Some(Verdict::RetryAt(at(60)))),
        (503, Some(Verdict::RetryAt(at(60)))),
    ] {
        assert_eq!(verdict(status), expected, "{status}");
    }
    let retry = |value: &str| {
        let answer = with_header(answer(429, ""), "Retry-After", value);
        match published(&answer, at(0)).unwrap_err().verdict() {
            Some(Verdict::RetryAt(when)) => when.as_second() - at(0).as_second(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(retry("120"), 120);
    assert_eq!(retry("0"), 1);
    assert_eq!(retry("-5"), 1);
    assert_eq!(retry("99999999999999"), 86_400);
    assert_eq!(retry("Mon, 23 Nov 2026 13:15:20 GMT"), 120);
    assert_eq!(retry("Mon, 23 Nov 2020 12:35:20 GMT"), 1);
    assert_eq!(retry("soon"), 60);
    let canvas = answer(403, "403 Forbidden (Rate Limit Exceeded)");
    assert_eq!(
        published(&canvas, at(0)).unwrap_err().verdict(),
        Some(Verdict::RetryAt(at(60)))
    );
}

#[test]
fn results_are_read() {
    let mut list = results(&item_url(), Some("5"), None);
    assert_eq!(
        list.next_call().unwrap().url.as_str(),
        "http://127.0.0.1:8085/mod/lti/services.php/2/lineitems/2/lineitem/results?type_id=1&user_id=5"
    );
    let body = json!([
        { "id": "x", "scoreOf": item_url(), "userId": "5", "resultScore": 0.83 },
        { "userId": 6, "resultScore": "7", "resultMaximum": 10, "comment": "<b>" },
        { "userId": "7", "resultScore": null, "resultMaximum": 0 },
        {},
    ]);
    list.take(&answer(200, &body.to_string()), at(0)).unwrap();
    let found = list.finish().unwrap().content;
    assert_eq!((found.results.len(), found.unreadable), (3, 1));
    let numbers: Vec<(Option<f64>, f64)> = found
        .results
        .iter()
        .map(|result| (result.score, result.maximum))
        .collect();
    assert_eq!(numbers, [(Some(0.83), 1.0), (Some(7.0), 10.0), (None, 1.0)]);
    // What Moodle answers to a limit.
    let mut list = results(&item_url(), None, Some(1));
    let error = list.take(&answer(404, "<html>"), at(0)).unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Gone));
}

#[test]
fn two_scores_in_one_second_have_two_timestamps() {
    let half = Timestamp::from_millisecond(1_795_439_600_500).unwrap();
    assert_eq!(following(None, half), at(0), "whole seconds");
    assert_eq!(following(Some(at(0)), half), at(1));
    assert_eq!(following(Some(at(-5)), half), at(0));
    assert_eq!(following(Some(at(50)), half), at(51), "a clock set back");
    let mut timestamps = Timestamps::default();
    assert_eq!(timestamps.next("item", "5", half), at(0));
    assert_eq!(timestamps.next("item", "5", half), at(1));
    assert_eq!(timestamps.next("item", "6", half), at(0));
    assert_eq!(timestamps.next("other", "5", half), at(0));
}

proptest! {
    #[test]
    fn timestamps_strictly_increase(moments in prop::collection::vec(-5000..5000_i64, 1..50)) {
        let mut timestamps = Timestamps::default();
        let mut last: Option<Timestamp> = None;
        for moment in moments {
            let now = Timestamp::from_millisecond(1_795_439_600_000 + moment).unwrap();
            let next = timestamps.next("item", "user", now);
            prop_assert_eq!(next.subsec_nanosecond(), 0);
            prop_assert!(last.is_none_or(|last| next > last));
            prop_assert!(next.as_second() >= now.as_second());
            last = Some(next);
        }
    }
}
