//! The made-up organisation and what it comes to: an accidental change of any number shows here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use coachlight::generator::Options;
use serde_json::Value;
use xapi_schemas::Version;

use crate::support::organisation::{LAST_DAY, OPTIONS, fill};
use crate::support::{Answer, TestApp, both};

async fn all(app: &TestApp, list: &str) -> Vec<Value> {
    let mut next = format!("/api/v1/{list}");
    let mut found = Vec::new();
    loop {
        let mut answer = Answer::of(app.get(&next)).await;
        assert_eq!(answer.status, 200, "{next} {}", answer.body);
        found.append(answer.body["items"].as_array_mut().unwrap());
        match answer.body["next"].as_str() {
            Some(more) => next = more.to_owned(),
            None => return found,
        }
    }
}

/// The buckets of a competency, by kind of evidence: how many pieces in how many buckets, and the sums of
/// weight and of weight times quality, in millionths.
#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
async fn buckets(app: &TestApp, person: &Value, competency: &Value) -> String {
    let (person, key) = (person["id"].as_str().unwrap(), &competency["key"]);
    let path = format!("people/{person}/competencies/{key}/evidence?limit=500&at={LAST_DAY}");
    let mut sums: BTreeMap<String, (usize, BTreeSet<String>, i64, i64)> = BTreeMap::new();
    let millionths = |value: &Value| (value.as_f64().unwrap() * 1e6).round() as i64;
    for item in all(app, &path).await {
        let kind = item["kind"].as_str().unwrap().to_owned();
        let (count, buckets, weight, good) = sums.entry(kind).or_default();
        *count += 1;
        buckets.insert(item["day"].to_string());
        let (w, q) = (millionths(&item["weight"]), millionths(&item["quality"]));
        *weight += w;
        *good += w * q / 1_000_000;
    }
    let told = sums
        .into_iter()
        .map(|(kind, (count, buckets, weight, good))| {
            format!("{kind} {count} in {}, {weight} {good}", buckets.len())
        });
    told.collect::<Vec<_>>().join("; ")
}

async fn numbers(app: &TestApp) -> String {
    let mut text = String::new();
    for group in all(app, "groups?limit=7").await {
        let path = format!(
            "groups/{}/engagement?at={LAST_DAY}",
            group["id"].as_str().unwrap()
        );
        let found = Answer::of(app.get(&format!("/api/v1/{path}"))).await.body;
        let members = found["members"].as_array().unwrap();
        let points: f64 = members
            .iter()
            .map(|member| member["points"].as_f64().unwrap())
            .sum();
        let alerts: Vec<String> = found["alerts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|alert| format!("{} {}", alert["severity"], alert["rule"]).replace('"', ""))
            .fold(Vec::new(), |mut counted: Vec<(String, usize)>, alert| {
                match counted.last_mut() {
                    Some((last, count)) if *last == alert => *count += 1,
                    _ => counted.push((alert, 1)),
                }
                counted
            })
            .into_iter()
            .map(|(alert, count)| format!("{alert} ×{count}"))
            .collect();
        writeln!(
            text,
            "{}: {} members, {points:.1} points, active {:.3}, silence {}, voices {}; {}",
            group["name"],
            members.len(),
            found["active_share"].as_f64().unwrap_or(-1.0),
            found["silence_days"],
            found["effective_voices"]
                .as_f64()
                .map_or("-".to_owned(), |voices| format!("{voices:.3}")),
            alerts.join(", "),
        )
        .unwrap();
    }
    for person in all(app, "people?limit=500").await {
        let path = format!(
            "people/{}/progress?at={LAST_DAY}",
            person["id"].as_str().unwrap()
        );
        let found = Answer::of(app.get(&format!("/api/v1/{path}"))).await.body;
        writeln!(text, "{}", person["name"]).unwrap();
        for competency in found["competencies"].as_array().unwrap() {
            writeln!(
                text,
                "  {} {:.6} {:.6} level {} {} {}",
                competency["name"].as_str().unwrap(),
                competency["shown"].as_f64().unwrap(),
                competency["contradicted"].as_f64().unwrap(),
                competency["level"],
                competency["plan"]["status"],
                competency["lapses"],
            )
            .unwrap();
            let buckets = buckets(app, &person, competency).await;
            if !buckets.is_empty() {
                writeln!(text, "    {buckets}").unwrap();
            }
        }
    }
    text
}

both! {
    async fn the_numbers_of_the_made_up_organisation_are_what_they_were(app: TestApp) {
        fill(&app, OPTIONS).await;
        let numbers = numbers(&app).await;
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("organisation", numbers);
        });
    }

    async fn both_versions_of_xapi_say_the_same(app: TestApp) {
        let small = Options { people: 30, days: 40, ..OPTIONS };
        fill(&app, small).await;
        let first = numbers(&app).await;
        let other = TestApp::start(None).await;
        fill(&other, Options { version: Version::V2_0, ..small }).await;
        assert_eq!(first, numbers(&other).await);
    }
    async fn a_matrix_says_what_each_person_is_told(app: TestApp) {
        fill(&app, Options { people: 60, days: 60, ..OPTIONS }).await;
        let groups = Answer::of(app.get("/api/v1/groups?limit=500")).await.body;
        let mut compared = 0;
        for group in groups["items"].as_array().unwrap() {
            let path = format!("/api/v1/groups/{}/matrix?at={LAST_DAY}", group["id"].as_str().unwrap());
            let matrix = Answer::of(app.get(&path)).await.body;
            assert!(!matrix["competencies"].as_array().unwrap().is_empty(), "{matrix}");
            for row in matrix["people"].as_array().unwrap() {
                let person = row["person"].as_str().unwrap();
                let path = format!("/api/v1/people/{person}/progress?at={LAST_DAY}");
                let told = Answer::of(app.get(&path)).await.body;
                assert_eq!(told["rule_set"], matrix["rule_set"]);
                for column in matrix["competencies"].as_array().unwrap() {
                    let key = column["key"].to_string();
                    let own = told["competencies"].as_array().unwrap().iter()
                        .find(|found| found["key"] == column["key"]);
                    let cell = row["cells"].get(&key);
                    assert_eq!(own.is_some(), cell.is_some(), "{person} {key}");
                    let (Some(own), Some(cell)) = (own, cell) else { continue };
                    for value in ["shown", "contradicted", "unknown", "level"] {
                        assert_eq!(own[value], cell[value], "{person} {value}");
                    }
                    assert_eq!(own["plan"]["target_level"], cell["target_level"]);
                    compared += 1;
                }
            }
        }
        assert!(compared > 50, "{compared}");
    }
}
