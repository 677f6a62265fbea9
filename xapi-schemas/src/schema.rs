//! Compiled schemas: those of xAPI, and any other of our own files.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::report::{self, Violation};
use crate::{MOST, Version, formats};

/// A schema that cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[error("the schema cannot be used: {0}")]
pub struct SchemaError(String);

/// A compiled schema with the text it was made of, which holds the rules' names.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    document: Value,
    rules: String,
}

impl Schema {
    /// Compiles a schema (draft 2020-12). Its subschemas may carry `rule` and `mend`; `rules` is
    /// put before each rule's name in reports.
    pub fn compile(rules: &str, document: Value) -> Result<Self, SchemaError> {
        let options = formats::register(jsonschema::options());
        let validator = options
            .build(&document)
            .map_err(|error| SchemaError(error.to_string()))?;
        Ok(Self {
            validator,
            document,
            rules: rules.to_owned(),
        })
    }

    /// Checks a document.
    pub fn validate(&self, value: &Value) -> Result<(), Vec<Violation>> {
        let mut violations = Vec::new();
        self.collect(value, "", &mut violations);
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations)
        }
    }

    pub(crate) fn collect(&self, value: &Value, base: &str, violations: &mut Vec<Violation>) {
        // Most documents are sound, and the plain check is several times cheaper.
        if self.validator.is_valid(value) {
            return;
        }
        for error in self.validator.iter_errors(value) {
            report::push(&error, &self.document, &self.rules, base, violations);
            if violations.len() >= MOST {
                return;
            }
        }
    }
}

/// The schema of a version's statements.
pub(crate) fn statement(version: Version) -> &'static Schema {
    match version {
        Version::V1_0_3 => &V1_0_3,
        Version::V2_0 => &V2_0,
    }
}

/// The schema of a version's agents and groups.
pub(crate) fn actor(version: Version) -> &'static Schema {
    match version {
        Version::V1_0_3 => &ACTOR_1_0_3,
        Version::V2_0 => &ACTOR_2_0,
    }
}

const TEXT_1_0_3: &str = include_str!("../schemas/xapi-1.0.3.json");
const TEXT_2_0: &str = include_str!("../schemas/xapi-2.0.json");

static V1_0_3: LazyLock<Schema> =
    LazyLock::new(|| embedded(Version::V1_0_3, TEXT_1_0_3, "statement"));
static V2_0: LazyLock<Schema> = LazyLock::new(|| embedded(Version::V2_0, TEXT_2_0, "statement"));
static ACTOR_1_0_3: LazyLock<Schema> =
    LazyLock::new(|| embedded(Version::V1_0_3, TEXT_1_0_3, "actor"));
static ACTOR_2_0: LazyLock<Schema> = LazyLock::new(|| embedded(Version::V2_0, TEXT_2_0, "actor"));

/// Joins what the versions have in common with what is particular to one.
fn embedded(version: Version, particular: &str, root: &str) -> Schema {
    let parse = |text: &str| -> Value {
        #[expect(
            clippy::expect_used,
            reason = "the text is embedded; every test compiles it"
        )]
        serde_json::from_str(text).expect("an embedded schema is JSON")
    };
    let mut document = parse(include_str!("../schemas/common.json"));
    let particular = parse(particular);
    if let (Some(Value::Object(common)), Some(Value::Object(particular))) =
        (document.get_mut("$defs"), particular.get("$defs"))
    {
        common.extend(particular.clone());
    }
    document["$ref"] = format!("#/$defs/{root}").into();
    #[expect(
        clippy::expect_used,
        reason = "the text is embedded; every test compiles it"
    )]
    Schema::compile(version.rules(), document).expect("an embedded schema compiles")
}
