//! Timestamps of scores. Platforms refuse a score that is not later than the one before, and
//! Moodle compares whole seconds: of two scores in one second it loses the second.

use std::collections::HashMap;

use jiff::Timestamp;

/// The timestamp for a score after an earlier one: now in whole seconds, or the second after the
/// earlier one if that is later. Whoever sends more than one score a second for long gets ahead of
/// the clock by the difference; put scores together rather than that.
#[must_use]
pub fn following(earlier: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let second = earlier.map_or(now.as_second(), |earlier| {
        now.as_second().max(earlier.as_second().saturating_add(1))
    });
    Timestamp::from_second(second).unwrap_or(now)
}

/// The last timestamp of each person and line item. Keep it where the scores are: several
/// instances of a tool need one truth, for which [`following`] works on a stored value.
#[derive(Debug, Clone, Default)]
pub struct Timestamps(HashMap<(String, String), Timestamp>);

impl Timestamps {
    /// The timestamp for the next score of a person and line item.
    pub fn next(&mut self, line_item: &str, user_id: &str, now: Timestamp) -> Timestamp {
        let key = (line_item.to_owned(), user_id.to_owned());
        let at = following(self.0.get(&key).copied(), now);
        self.0.insert(key, at);
        at
    }
}
