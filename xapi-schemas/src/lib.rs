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
pub use report::{Found, Violation, Wanted, What};
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

/// Checks an agent or a group, as parameters name one.
pub fn validate_actor(version: Version, actor: &Value) -> Result<(), Vec<Violation>> {
    schema::actor(version).validate(actor)
}

/// Checks the statements of one request, one after another. Pointers start at the request's body,
/// which is a list.
#[derive(Debug)]
pub struct BatchCheck {
    version: Version,
    count: usize,
    ids: beyond::Ids,
    violations: Vec<Violation>,
}

impl BatchCheck {
    /// A check in which every statement is of one version.
    #[must_use]
    pub fn new(version: Version) -> Self {
        Self {
            version,
            count: 0,
            ids: beyond::Ids::default(),
            violations: Vec::new(),
        }
    }

    /// Checks the next statement; false once so much is wrong that the rest need not be looked at.
    pub fn add(&mut self, statement: &Value) -> bool {
        let base = format!("/{}", self.count);
        check(self.version, statement, &base, &mut self.violations);
        self.ids
            .check(self.version, self.count, statement, &mut self.violations);
        self.count += 1;
        self.violations.len() < MOST
    }

    /// Whether nothing has been found wrong so far.
    #[must_use]
    pub const fn sound(&self) -> bool {
        self.violations.is_empty()
    }

    /// What was found wrong.
    pub fn finish(self) -> Result<(), Vec<Violation>> {
        finish(self.violations)
    }
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
