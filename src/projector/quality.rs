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
            when(progress(result).or_else(|| score(result)))
        }
        EvidenceKind::Reflection => {
            when((written(statement) >= REFLECTION_CHARACTERS).then_some(ONE))
        }
        EvidenceKind::PeerRating => when(score(result).or_else(|| {
            result
                .get("extensions")?
                .get(QUALITY_RATING)
                .and_then(|rating| {
                    score01(
                        number(rating, "raw"),
                        number(rating, "min"),
                        number(rating, "max"),
                        None,
                    )
                })
        })),
        EvidenceKind::Completed if rule.id == "waived" => {
            let reason = result
                .get("extensions")
                .and_then(|all| all.get(CMI5_REASON));
            when((reason.and_then(Value::as_str) == Some("Tested Out")).then_some(ONE))
        }
        EvidenceKind::Assessed => match assessed(result, rule.success) {
            Some(quality) => (EvidenceKind::Assessed, Some(quality)),
            // A result without success and score says only that it was done.
            None => (EvidenceKind::Completed, Some(ONE)),
        },
        EvidenceKind::Question => when(
            success(result)
                .or(rule.success.map(full_or_none))
                .or_else(|| score(result)),
        ),
        EvidenceKind::TransferVerified => (rule.evidence, Some(score(result).unwrap_or(ONE))),
        EvidenceKind::CoachRating => when(score(result)),
        kind => (kind, Some(ONE)),
    }
}

/// Success and score weigh the same; one alone stands for both.
///
/// `stated` is the outcome that the verb itself states, for platforms that send no result.
fn assessed(result: &Value, stated: Option<bool>) -> Option<i64> {
    let success = success(result).or(stated.map(full_or_none));
    match (success, score(result)) {
        (Some(success), Some(score)) => Some(i64::midpoint(success, score)),
        (success, score) => success.or(score),
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

fn score(result: &Value) -> Option<i64> {
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

/// A score from 0 to 1 in millionths. The raw score is read before the scaled one, because Moodle
/// since 4.8 writes `scaled` from -1 to 1 for 0 to 100 %, so that half the points say 0.
fn score01(
    raw: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    scaled: Option<f64>,
) -> Option<i64> {
    match (raw, min, max) {
        (Some(raw), Some(min), Some(max)) if max > min => {
            Some(millionths((raw - min) / (max - min)))
        }
        (Some(raw), None, Some(max)) if max > 0.0 => Some(millionths(raw / max)),
        _ => scaled.map(millionths),
    }
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
            assert_eq!(score(&result), Some(800_000));
        }
        assert_eq!(score(&json!({ "score": { "raw": 5 } })), None);
        assert_eq!(
            score(&json!({ "score": { "raw": 5, "max": 10 } })),
            Some(500_000)
        );
        assert_eq!(score(&json!({ "score": { "scaled": -0.5 } })), Some(0));
    }

    #[test]
    fn success_and_score_weigh_the_same() {
        let result = json!({ "success": true, "score": { "raw": 5, "min": 0, "max": 10 } });
        assert_eq!(assessed(&result, None), Some(750_000));
        assert_eq!(assessed(&json!({ "success": false }), Some(true)), Some(0));
        assert_eq!(assessed(&json!({ "completion": true }), None), None);
        assert_eq!(assessed(&Value::Null, Some(false)), Some(0));
    }
}
