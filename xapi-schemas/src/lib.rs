//! JSON Schemas of xAPI 1.0.3 and 2.0 (IEEE 9274.1.1) as compiled validators whose reports name
//! the place (RFC 6901), the rule (section of the standard) and how to mend it.
//!
//! The schema is the validator: code here checks only what a schema cannot say (repeated
//! identifiers, `min` ≤ `raw` ≤ `max`, repeated component identifiers, duplicate keys). No I/O:
//! all schemas are embedded and nothing is ever fetched.
//!
//! ```
//! use serde_json::json;
//! use xapi_schemas::{Version, validate_statement};
//!
//! let statement = json!({
//!     "actor": { "mbox": "anna@example.org" },
//!     "verb": { "id": "http://adlnet.gov/expapi/verbs/shared" },
//!     "object": { "id": "https://example.org/resources/7" }
//! });
//! let violations = validate_statement(Version::V1_0_3, &statement).unwrap_err();
//! assert_eq!(violations[0].pointer, "/actor/mbox");
//! assert_eq!(violations[0].rule, "xapi-1.0.3/data/2.4.2.3#mbox");
//! ```

mod beyond;
mod formats;
mod report;
mod schema;
mod version;

pub use strict_json as json;

pub use formats::{duration, is_iri, timestamp};
pub use report::Violation;
pub use schema::{Schema, SchemaError};
pub use version::{UnsupportedVersion, Version};

use serde_json::Value;

/// Violations reported of one request at the most: enough to mend it, few enough to read.
const MOST: usize = 20;

/// Checks one statement against every rule of its version.
pub fn validate_statement(version: Version, statement: &Value) -> Result<(), Vec<Violation>> {
    let mut violations = Vec::new();
    check(version, statement, "", &mut violations);
    finish(violations)
}

/// Checks a request's statements: one, or a list of them. Pointers start at the request's body.
pub fn validate_statements(version: Version, body: &Value) -> Result<(), Vec<Violation>> {
    let Value::Array(statements) = body else {
        return validate_statement(version, body);
    };
    let mut violations = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        check(version, statement, &format!("/{index}"), &mut violations);
        if violations.len() >= MOST {
            break;
        }
    }
    beyond::repeated_ids(version, statements, &mut violations);
    finish(violations)
}

fn check(version: Version, statement: &Value, base: &str, violations: &mut Vec<Violation>) {
    let before = violations.len();
    schema::statement(version).collect(statement, base, violations);
    // What the schema cannot say is only worth saying of a statement that is otherwise sound.
    if violations.len() == before {
        beyond::statement(version, statement, base, violations);
    }
}

fn finish(mut violations: Vec<Violation>) -> Result<(), Vec<Violation>> {
    violations.truncate(MOST);
    if violations.is_empty() {
        Ok(())
    } else {
        Err(violations)
    }
}
