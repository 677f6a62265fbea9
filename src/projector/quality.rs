//! How good a piece of evidence is: scores, ratings and claims as millionths (`domain.md` 3.4).

use serde_json::Value;

use super::kinds::{ActKind, EvidenceKind};
use super::vocabulary::Rule;

/// A full mark.
pub const ONE: i64 = 1_000_000;
/// A reflection shorter than this many characters is no evidence.
const REFLECTION_CHARACTERS: usize = 80;

const CMI5_PROGRESS: &str = "https://w3id.org/xapi/cmi5/result/extensions/progress";
const CMI5_REASON: &str = "https://w3id.org/xapi/cmi5/result/extensions/reason";
const QUALITY_RATING: &str = "http://id.tincanapi.com/extension/quality-rating";

/// The kind of evidence a statement really is, and its quality.
pub(super) fn of(rule: &Rule, statement: &Value) -> (EvidenceKind, Option<i64>) {
    let result = statement.get("result").unwrap_or(&Value::Null);
    let when = |quality: Option<i64>| match quality {
        Some(quality) => (rule.evidence, Some(quality)),
        None => (EvidenceKind::None, None),
    };
    match rule.evidence {
        EvidenceKind::None => (EvidenceKind::None, None),
        EvidenceKind::SelfProgress if rule.act == ActKind::Progress => {
            when(progress(result).or_else(|| score(result).map(millionths)))
        }
        EvidenceKind::Reflection => {
            when((written(statement) >= REFLECTION_CHARACTERS).then_some(ONE))
        }
        EvidenceKind::PeerRating => {
            let stars = || {
                let rating = result.get("extensions")?.get(QUALITY_RATING)?;
                let part = |name| number(rating, name);
                score01(part("raw"), part("min"), part("max"), None)
            };
            when(score(result).or_else(stars).map(millionths))
        }
        EvidenceKind::Completed if rule.id == "waived" => {
            let reason = result
                .get("extensions")
                .and_then(|all| all.get(CMI5_REASON));
            when((reason.and_then(Value::as_str) == Some("Tested Out")).then_some(ONE))
        }
        EvidenceKind::Completed => when((!incomplete(result)).then_some(ONE)),
        EvidenceKind::Assessed => match assessed(result, rule.success) {
            Some(quality) => (EvidenceKind::Assessed, Some(quality)),
            // Completed with a score that cannot be read: that it was done is all that is known.
            None if rule.id == "completed-with-result" && !incomplete(result) => {
                (EvidenceKind::Completed, Some(ONE))
            }
            None => (EvidenceKind::None, None),
        },
        EvidenceKind::Question => when(
            success(result)
                .or(rule.success.map(full_or_none))
                .or_else(|| score(result).map(millionths)),
        ),
        EvidenceKind::TransferVerified => {
            (rule.evidence, Some(score(result).map_or(ONE, millionths)))
        }
        EvidenceKind::CoachRating => when(score(result).map(millionths)),
        kind => (kind, Some(ONE)),
    }
}

/// Whether the result itself says that it was not completed.
fn incomplete(result: &Value) -> bool {
    result.get("completion").and_then(Value::as_bool) == Some(false)
}

/// Success and score weigh the same; one alone stands for both.
///
/// `stated` is the outcome that the verb itself states, for platforms that send no result.
fn assessed(result: &Value, stated: Option<bool>) -> Option<i64> {
    let success = success(result).or(stated.map(full_or_none));
    match (success, score(result)) {
        // Rounded once, at the end.
        (Some(success), Some(score)) => {
            Some(millionths(0.5 * success as f64 / ONE as f64 + 0.5 * score))
        }
        (success, score) => success.or(score.map(millionths)),
    }
}

fn success(result: &Value) -> Option<i64> {
    result
        .get("success")
        .and_then(Value::as_bool)
        .map(full_or_none)
}

const fn full_or_none(success: bool) -> i64 {
    if success { ONE } else { 0 }
}

fn progress(result: &Value) -> Option<i64> {
    let percent = result.get("extensions")?.get(CMI5_PROGRESS)?.as_f64()?;
    Some(millionths(percent / 100.0))
}

/// The score from 0 to 1.
fn score(result: &Value) -> Option<f64> {
    let score = result.get("score")?;
    score01(
        number(score, "raw"),
        number(score, "min"),
        number(score, "max"),
        number(score, "scaled"),
    )
}

fn number(value: &Value, name: &str) -> Option<f64> {
    value.get(name).and_then(Value::as_f64)
}

/// A score from 0 to 1. The raw score is read before the scaled one, because Moodle
/// since 4.8 writes `scaled` from -1 to 1 for 0 to 100 %, so that half the points say 0.
fn score01(
    raw: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    scaled: Option<f64>,
) -> Option<f64> {
    let score = match (raw, min, max) {
        (Some(raw), Some(min), Some(max)) if max > min => (raw - min) / (max - min),
        (Some(raw), None, Some(max)) if max > 0.0 => raw / max,
        _ => scaled?,
    };
    Some(score.clamp(0.0, 1.0))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is clamped to 0..=1 before"
)]
fn millionths(value: f64) -> i64 {
    (value.clamp(0.0, 1.0) * ONE as f64).round() as i64
}

/// Characters that the actor wrote.
fn written(statement: &Value) -> usize {
    let response = statement
        .pointer("/result/response")
        .and_then(Value::as_str);
    let description = statement
        .pointer("/object/definition/description")
        .and_then(Value::as_object)
        .and_then(|map| {
            map.values()
                .filter_map(Value::as_str)
                .max_by_key(|text| text.len())
        });
    response
        .into_iter()
        .chain(description)
        .map(|text| text.chars().count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moodle_of_both_generations_is_read_alike() {
        for scaled in [0.6, 0.8] {
            let result = json!({ "score": { "raw": 80, "min": 0, "max": 100, "scaled": scaled } });
            assert_eq!(score(&result).map(millionths), Some(800_000));
        }
        assert_eq!(score(&json!({ "score": { "raw": 5 } })), None);
        assert_eq!(
            score(&json!({ "score": { "raw": 5, "max": 10 } })),
            Some(0.5)
        );
        assert_eq!(score(&json!({ "score": { "scaled": -0.5 } })), Some(0.0));
    }

    #[test]
    fn success_and_score_weigh_the_same() {
        let result = json!({ "success": true, "score": { "raw": 5, "min": 0, "max": 10 } });
        assert_eq!(assessed(&result, None), Some(750_000));
        // 94 of 120 with success: half of 0.78333… and a half, rounded once.
        let result = json!({ "success": true, "score": { "raw": 94, "min": 0, "max": 120 } });
        assert_eq!(assessed(&result, None), Some(891_667));
        assert_eq!(assessed(&json!({ "success": false }), Some(true)), Some(0));
        assert_eq!(assessed(&json!({ "completion": true }), None), None);
        assert_eq!(assessed(&Value::Null, Some(false)), Some(0));
    }
}
