//! What networks and clocks do to statements on their way: some are late, some are sent again,
//! some tell a wrong time (shares: `domain.md` 7.3).

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

/// Chance that a statement arrives up to 30 days late.
const LATE: f64 = 0.005;
/// Chance that a statement with an identifier is sent again.
const RESENT: f64 = 0.02;
/// Chance that a statement without one is.
const RESENT_UNIDENTIFIED: f64 = 0.01;
/// Chance that the sender's clock is up to two hours fast.
const SKEWED: f64 = 0.003;

/// The way from the senders to the record store.
pub(super) struct Noise {
    random: StdRng,
    held: BTreeMap<i64, Vec<Value>>,
}

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed ^ 0x0153),
            held: BTreeMap::new(),
        }
    }

    /// What arrives on a day on which `sent` are sent, given in the order of their times. On the
    /// last day everything arrives that is still on its way.
    pub(super) fn arrivals(
        &mut self,
        day: i64,
        last: bool,
        sent: impl Iterator<Item = (i64, Value)>,
    ) -> Vec<Value> {
        let mut arrived = Vec::new();
        for (at, mut statement) in sent {
            if self.random.random_bool(SKEWED) {
                tell_later(&mut statement, at + self.random.random_range(1..7_200_000));
            }
            let again = if statement.get("id").is_some() {
                RESENT
            } else {
                RESENT_UNIDENTIFIED
            };
            if self.random.random_bool(again) {
                let delay = self.random.random_range(0..3);
                self.hold(day + delay, statement.clone());
            }
            if self.random.random_bool(LATE) {
                let delay = self.random.random_range(1..=30);
                self.hold(day + delay, statement);
            } else {
                arrived.push(statement);
            }
        }
        let until = if last { i64::MAX } else { day };
        let rest = self.held.split_off(&until.saturating_add(1));
        let due = std::mem::replace(&mut self.held, rest);
        arrived.extend(due.into_values().flatten());
        arrived
    }

    fn hold(&mut self, day: i64, statement: Value) {
        self.held.entry(day).or_default().push(statement);
    }
}

/// Statements in requests of at most `size`, in order; no request holds one twice, which the
/// standard forbids (xAPI 1.0.3, Communication 2.1.2).
#[must_use]
pub fn requests(statements: Vec<Value>, size: usize) -> Vec<Vec<Value>> {
    let mut requests = Vec::new();
    let mut request: Vec<Value> = Vec::new();
    let mut ids = BTreeSet::new();
    for statement in statements {
        let id = statement
            .get("id")
            .and_then(Value::as_str)
            .map(str::to_owned);
        if request.len() == size || id.as_ref().is_some_and(|id| ids.contains(id)) {
            requests.push(std::mem::take(&mut request));
            ids.clear();
        }
        ids.extend(id);
        request.push(statement);
    }
    requests.extend((!request.is_empty()).then_some(request));
    requests
}

fn tell_later(statement: &mut Value, milliseconds: i64) {
    if let Ok(time) = jiff::Timestamp::from_millisecond(milliseconds) {
        statement["timestamp"] = json!(format!("{time:.3}"));
    }
}
