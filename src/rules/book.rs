//! The rule set in force: what is shipped, or what the organisation decided last.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::document::parse;
use super::set::RuleSet;
use crate::rulebook::{self, Faults, Kind};
use crate::store::{StoreError, Tx};

/// The rule set that is shipped.
pub const SHIPPED: &str = include_str!("../../fixtures/rules/coachlight.json");

/// Parsed once.
static SHIPPED_SET: LazyLock<Result<Arc<RuleSet>, Faults>> =
    LazyLock::new(|| parse(SHIPPED).map(Arc::new));

/// Documents that were parsed, by their text: a report is not to parse one again.
static PARSED: Mutex<Option<HashMap<String, Arc<RuleSet>>>> = Mutex::new(None);

/// So many are remembered; hardly anybody ever decides more often between two starts.
const REMEMBERED: usize = 16;

/// The rule set that is shipped.
pub fn shipped() -> Result<Arc<RuleSet>, StoreError> {
    SHIPPED_SET.clone().map_err(unreadable)
}

/// The rule set in force.
pub async fn in_force(tx: &mut Tx) -> Result<Arc<RuleSet>, StoreError> {
    let ruling = rulebook::in_force(tx, Kind::RuleSet).await?;
    match ruling.and_then(|ruling| ruling.document) {
        Some(document) => parsed(document),
        None => shipped(),
    }
}

fn parsed(document: String) -> Result<Arc<RuleSet>, StoreError> {
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    let parsed = parsed.get_or_insert_default();
    if let Some(known) = parsed.get(&document) {
        return Ok(known.clone());
    }
    let rules = Arc::new(parse(&document).map_err(unreadable)?);
    if parsed.len() >= REMEMBERED {
        parsed.clear();
    }
    parsed.insert(document, rules.clone());
    Ok(rules)
}

/// A document was checked before it was stored; another release may know another form.
fn unreadable(faults: Faults) -> StoreError {
    sqlx::Error::Decode(format!("the rule set: {faults}").into()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rule_set_is_right_and_faults_name_their_lines() {
        let rules = shipped().unwrap();
        assert!(rules.version.starts_with("2-"));
        let wrong = SHIPPED
            .replace("\"threshold\": 0.55", "\"threshold\": 0.3")
            .replace("\"threshold\": 0.75", "\"threshold\": 0.95")
            .replace("\"points\": 0.2,", "\"points\": 0.25,");
        let faults: Vec<(String, String)> = parse(&wrong)
            .unwrap_err()
            .0
            .into_iter()
            .map(|fault| {
                let line = wrong.lines().nth(fault.line - 1).unwrap_or_default();
                (fault.pointer, line.trim().to_owned())
            })
            .collect();
        let expected = [
            (
                "/progress/levels/2/threshold",
                "{ \"threshold\": 0.3, \"gate\": \"check\" },",
            ),
            (
                "/progress/levels/3/threshold",
                "{ \"threshold\": 0.95, \"gate\": \"coach\" }",
            ),
            (
                "/engagement/points/view/points",
                "\"view\": { \"points\": 0.25, \"daily_cap\": 5 },",
            ),
        ];
        assert_eq!(
            faults,
            expected.map(|(pointer, line)| (pointer.to_owned(), line.to_owned()))
        );
        let missing = SHIPPED.replace("\"unknown\": 4,", "");
        assert!(parse(&missing).unwrap_err().to_string().contains("unknown"));
        let broken = parse("{\n\"version\": }").unwrap_err();
        assert!(broken.to_string().starts_with("line "), "{broken}");
    }
}
