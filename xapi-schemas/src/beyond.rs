//! Rules that a JSON Schema cannot say.

use std::collections::HashMap;

use serde_json::Value;

use strict_json::shorten;

use crate::Version;
use crate::report::Violation;

/// Identifiers in a batch are unique (xAPI 1.0.3, Communication 2.1.2).
#[derive(Debug, Default)]
pub(crate) struct Ids(HashMap<String, usize>);

impl Ids {
    pub(crate) fn check(
        &mut self,
        version: Version,
        index: usize,
        statement: &Value,
        violations: &mut Vec<Violation>,
    ) {
        let Some(id) = statement.get("id").and_then(Value::as_str) else {
            return;
        };
        if let Some(first) = self.0.insert(id.to_ascii_lowercase(), index) {
            violations.push(Violation::new(
                format!("/{index}/id"),
                format!("{}/communication/2.1.2#repeated-id", version.rules()),
                format!("The statement at /{first} has the same id. Give each one its own."),
            ));
        }
    }
}

/// Checks a statement that its schema has accepted.
pub(crate) fn statement(
    version: Version,
    statement: &Value,
    base: &str,
    violations: &mut Vec<Violation>,
) {
    let mut check = Check {
        version,
        violations,
    };
    check.statement(statement, base);
    if let Some(object) = statement.get("object")
        && object.get("objectType").and_then(Value::as_str) == Some("SubStatement")
    {
        check.statement(object, &format!("{base}/object"));
    }
}

struct Check<'v> {
    version: Version,
    violations: &'v mut Vec<Violation>,
}

impl Check<'_> {
    fn add(&mut self, pointer: String, rule: &str, message: String) {
        let rule = format!("{}/{rule}", self.version.rules());
        self.violations.push(Violation::new(pointer, rule, message));
    }

    fn statement(&mut self, statement: &Value, base: &str) {
        if let Some(score) = statement.pointer("/result/score") {
            self.score(score, &format!("{base}/result/score"));
        }
        if let Some(definition) = statement.pointer("/object/definition") {
            self.components(definition, &format!("{base}/object/definition"));
        }
    }

    /// `min` < `max`, and `raw` between them (xAPI 1.0.3, Data 2.4.5.1).
    fn score(&mut self, score: &Value, base: &str) {
        let part = |name: &str| score.get(name).and_then(Value::as_f64);
        let (raw, min, max) = (part("raw"), part("min"), part("max"));
        let rule = "data/2.4.5.1#score-range";
        if let (Some(min), Some(max)) = (min, max)
            && min >= max
        {
            self.add(
                format!("{base}/min"),
                rule,
                format!("min {min} is not less than max {max}."),
            );
            return;
        }
        if let (Some(raw), Some(min)) = (raw, min)
            && raw < min
        {
            self.add(
                format!("{base}/raw"),
                rule,
                format!("raw {raw} is less than min {min}."),
            );
        }
        if let (Some(raw), Some(max)) = (raw, max)
            && raw > max
        {
            self.add(
                format!("{base}/raw"),
                rule,
                format!("raw {raw} is more than max {max}."),
            );
        }
    }

    /// Component identifiers are unique in their list (xAPI 1.0.3, Data 2.4.4.1).
    fn components(&mut self, definition: &Value, base: &str) {
        for list in ["choices", "scale", "source", "target", "steps"] {
            let components = definition.get(list).and_then(Value::as_array);
            let mut seen = HashMap::new();
            for (index, component) in components.into_iter().flatten().enumerate() {
                let Some(id) = component.get("id").and_then(Value::as_str) else {
                    continue;
                };
                if seen.insert(id, index).is_some() {
                    self.add(
                        format!("{base}/{list}/{index}/id"),
                        "data/2.4.4.1#component-ids",
                        format!(
                            "{:?} stands twice in the list. Give each its own.",
                            shorten(id)
                        ),
                    );
                }
            }
        }
    }
}
