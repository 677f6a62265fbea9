//! The filter parameter: comparisons of fields, joined by AND or OR, such as
//! `title~'negotiation' AND adoptionStatus='Adopted'`.

use serde_json::{Map, Value};

/// A filter that has been read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// One of these lists has to hold whole: AND binds closer.
    any: Vec<Vec<Comparison>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Comparison {
    field: String,
    operator: Operator,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

/// The longer ones first, since the shorter begin them.
const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::Unequal),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("~", Operator::Contains),
];

impl Filter {
    /// Reads a filter over known fields.
    pub(super) fn read(text: &str, fields: &[&str]) -> Result<Self, String> {
        let mut any = vec![Vec::new()];
        let mut rest = text.trim();
        loop {
            let (comparison, after) = comparison(rest, fields)?;
            if let Some(all) = any.last_mut() {
                all.push(comparison);
            }
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(Self { any });
            }
            if let Some(after) = rest.strip_prefix("AND ") {
                rest = after.trim_start();
            } else if let Some(after) = rest.strip_prefix("OR ") {
                any.push(Vec::new());
                rest = after.trim_start();
            } else {
                return Err(format!("After a comparison comes AND or OR, not {rest:?}."));
            }
        }
    }

    /// Whether a document meets it.
    pub(super) fn meets(&self, document: &Map<String, Value>) -> bool {
        self.any
            .iter()
            .any(|all| all.iter().all(|one| one.meets(document.get(&one.field))))
    }
}

fn comparison<'t>(text: &'t str, fields: &[&str]) -> Result<(Comparison, &'t str), String> {
    let end = text
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let (field, rest) = text.split_at(end);
    if !fields.contains(&field) {
        return Err(format!("There is no field {field:?} to filter by."));
    }
    let rest = rest.trim_start();
    let operator = OPERATORS
        .iter()
        .find_map(|(sign, it)| Some((*it, rest.strip_prefix(sign)?)));
    let Some((operator, rest)) = operator else {
        return Err(format!(
            "After {field} comes one of =, !=, <, <=, >, >= and ~."
        ));
    };
    let quoted = rest.trim_start().strip_prefix('\'');
    let Some((value, rest)) = quoted.and_then(|rest| rest.split_once('\'')) else {
        return Err(format!("The value after {field} stands in single quotes."));
    };
    let comparison = Comparison {
        field: field.to_owned(),
        operator,
        value: value.to_owned(),
    };
    Ok((comparison, rest))
}

impl Comparison {
    /// A list meets what one of its entries does; a field that is missing is unequal to all.
    fn meets(&self, found: Option<&Value>) -> bool {
        match found {
            Some(Value::Array(list)) if self.operator == Operator::Unequal => {
                list.iter().all(|one| self.meets(Some(one)))
            }
            Some(Value::Array(list)) => list.iter().any(|one| self.meets(Some(one))),
            Some(value) => {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                self.holds(&text)
            }
            None => self.operator == Operator::Unequal,
        }
    }

    fn holds(&self, text: &str) -> bool {
        let (text, value) = (text, self.value.as_str());
        match self.operator {
            Operator::Equal => text == value,
            Operator::Unequal => text != value,
            Operator::Less => text < value,
            Operator::LessOrEqual => text <= value,
            Operator::Greater => text > value,
            Operator::GreaterOrEqual => text >= value,
            Operator::Contains => text.to_lowercase().contains(&value.to_lowercase()),
        }
    }
}
