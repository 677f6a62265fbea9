//! From a profile's document to JSON Schemas.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use xapi_schemas::{Schema, SchemaError, Violation};

use super::path::{self, Step};

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The document is not JSON of the form of a profile.
    #[error("the document is no xAPI Profile: {0}")]
    Form(#[from] serde_json::Error),
    /// A rule's location or selector is beyond names, places and wildcards.
    #[error("{template}: the path {path:?} holds more than names, places and wildcards")]
    Path {
        /// The template.
        template: String,
        /// The location or selector.
        path: String,
    },
    /// A schema, the whole profile's or that of an extension, cannot be compiled.
    #[error("{of}: {error}")]
    Schema {
        /// What it is of.
        of: String,
        /// Why not.
        error: String,
    },
}

/// A profile as it is published.
#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default, rename = "versions")]
    versions: Vec<Named>,
    #[serde(default)]
    concepts: Vec<Concept>,
    #[serde(default)]
    templates: Vec<Template>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Concept {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    inline_schema: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    id: String,
    verb: Option<String>,
    object_activity_type: Option<String>,
    #[serde(default)]
    context_grouping_activity_type: Vec<String>,
    #[serde(default)]
    context_parent_activity_type: Vec<String>,
    #[serde(default)]
    context_other_activity_type: Vec<String>,
    #[serde(default)]
    context_category_activity_type: Vec<String>,
    #[serde(default)]
    attachment_usage_type: Vec<String>,
    #[serde(default, rename = "objectStatementRefTemplate")]
    referred: Vec<String>,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    location: String,
    selector: Option<String>,
    presence: Option<Presence>,
    any: Option<Vec<Value>>,
    all: Option<Vec<Value>>,
    none: Option<Vec<Value>>,
    #[serde(default, rename = "scopeNote")]
    scope_note: Map<String, Value>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Presence {
    Excluded,
    Included,
    Recommended,
}

/// A profile ready to check statements.
#[derive(Debug)]
pub struct Compiled {
    /// The profile's IRI.
    pub id: String,
    /// Its latest version's IRI; the profile's own if it names none.
    pub version: String,
    /// How many templates it has.
    pub templates: usize,
    schema: Schema,
    extensions: Vec<Extension>,
}

#[derive(Debug)]
struct Extension {
    /// Where in a statement such extensions stand (RFC 6901).
    holder: &'static str,
    iri: String,
    schema: Schema,
}

impl Compiled {
    /// Compiles a profile's document.
    pub fn of(text: &str) -> Result<Self, CompileError> {
        let document: Document = serde_json::from_str(text)?;
        let templates: Result<Vec<Value>, CompileError> =
            document.templates.iter().map(Template::schema).collect();
        let mut schema = all_of(templates?);
        schema["rule"] = document.id.as_str().into();
        let extensions = document.concepts.iter().filter_map(Concept::extension);
        Ok(Self {
            version: document
                .versions
                .first()
                .map_or_else(|| document.id.clone(), |version| version.id.clone()),
            templates: document.templates.len(),
            schema: compile("profile", schema, &document.id)?,
            extensions: extensions.collect::<Result<_, _>>()?,
            id: document.id,
        })
    }

    /// What is wrong with a statement.
    pub(super) fn check(&self, statement: &Value) -> Vec<Violation> {
        let mut found = self.schema.validate(statement).err().unwrap_or_default();
        for extension in &self.extensions {
            let holder = statement.pointer(extension.holder);
            let Some(value) = holder.and_then(|holder| holder.get(&extension.iri)) else {
                continue;
            };
            let name = extension.iri.replace('~', "~0").replace('/', "~1");
            let wrong = extension.schema.validate(value).err().unwrap_or_default();
            found.extend(wrong.into_iter().map(|violation| Violation {
                pointer: format!("{}/{name}{}", extension.holder, violation.pointer),
                ..violation
            }));
        }
        found
    }
}

fn compile(rules: &str, schema: Value, of: &str) -> Result<Schema, CompileError> {
    Schema::compile(rules, schema).map_err(|error: SchemaError| CompileError::Schema {
        of: of.to_owned(),
        error: error.to_string(),
    })
}

impl Concept {
    /// The schema of an extension that has one in its own profile.
    fn extension(&self) -> Option<Result<Extension, CompileError>> {
        let holder = match self.kind.as_str() {
            "ActivityExtension" => "/object/definition/extensions",
            "ContextExtension" => "/context/extensions",
            "ResultExtension" => "/result/extensions",
            _ => return None,
        };
        let text = self.inline_schema.as_ref()?;
        let compiled = || {
            let mut schema: Value = serde_json::from_str(text)?;
            if let Some(members) = schema.as_object_mut() {
                members.insert("rule".into(), self.id.as_str().into());
            }
            Ok(Extension {
                holder,
                iri: self.id.clone(),
                schema: compile("profile", schema, &self.id)?,
            })
        };
        Some(compiled())
    }
}

/// A schema that asks for all of some others, of which there may be none.
fn all_of(schemas: Vec<Value>) -> Value {
    if schemas.is_empty() {
        return json!({});
    }
    json!({ "allOf": schemas })
}

/// The English text of a language map, else its first: faults are told in English.
fn english(map: &Map<String, Value>) -> Option<&Value> {
    map.iter()
        .find(|(tag, _)| tag.to_ascii_lowercase().starts_with("en"))
        .or_else(|| map.iter().next())
        .map(|(_, text)| text)
}

fn member(name: &str) -> Step {
    Step::Member(name.to_owned())
}

impl Template {
    /// If a statement is of the template, every rule holds.
    fn schema(&self) -> Result<Value, CompileError> {
        let rules: Result<Vec<Value>, CompileError> = self
            .rules
            .iter()
            .map(|rule| rule.schema(&self.id))
            .collect();
        let mut then = all_of(rules?);
        then["rule"] = self.id.as_str().into();
        Ok(json!({ "if": all_of(self.conditions()), "then": then }))
    }

    /// What makes a statement one of the template (Structure 8.0, determining properties).
    fn conditions(&self) -> Vec<Value> {
        let is = |path: &[Step], value: &str| path::exists(path, &json!({ "const": value }));
        let mut conditions = Vec::new();
        if let Some(verb) = &self.verb {
            conditions.push(is(&[member("verb"), member("id")], verb));
        }
        if let Some(kind) = &self.object_activity_type {
            let path = [member("object"), member("definition"), member("type")];
            conditions.push(is(&path, kind));
        }
        if !self.referred.is_empty() {
            let path = [member("object"), member("objectType")];
            conditions.push(is(&path, "StatementRef"));
        }
        for (place, kinds) in [
            ("grouping", &self.context_grouping_activity_type),
            ("parent", &self.context_parent_activity_type),
            ("other", &self.context_other_activity_type),
            ("category", &self.context_category_activity_type),
        ] {
            let path = [
                member("context"),
                member("contextActivities"),
                member(place),
                Step::Each,
                member("definition"),
                member("type"),
            ];
            conditions.extend(kinds.iter().map(|kind| is(&path, kind)));
        }
        let usage = [member("attachments"), Step::Each, member("usageType")];
        conditions.extend(self.attachment_usage_type.iter().map(|it| is(&usage, it)));
        conditions
    }
}

impl Rule {
    fn schema(&self, template: &str) -> Result<Value, CompileError> {
        let parse = |text: &str| {
            path::parse(text).ok_or_else(|| CompileError::Path {
                template: template.to_owned(),
                path: text.to_owned(),
            })
        };
        let mut paths = parse(&self.location)?;
        if let Some(selector) = &self.selector {
            let selectors = parse(selector)?;
            paths = paths
                .iter()
                .flat_map(|path| selectors.iter().map(move |more| [&path[..], more].concat()))
                .collect();
        }
        let mut held = Vec::new();
        let one_of = |leaf: &Value| -> Value {
            json!({ "anyOf": paths.iter().map(|path| path::exists(path, leaf)).collect::<Vec<_>>() })
        };
        let mut each = |leaf: &Value, whole: bool| {
            held.extend(paths.iter().map(|path| path::for_all(path, leaf, whole)));
        };
        match self.presence {
            Some(Presence::Included) if paths.len() == 1 => each(&json!(true), true),
            Some(Presence::Excluded) => each(&json!(false), false),
            _ => {}
        }
        if let Some(all) = &self.all {
            each(&json!({ "enum": all }), false);
        }
        if let Some(none) = &self.none {
            each(&json!({ "not": { "enum": none } }), false);
        }
        if self.presence == Some(Presence::Included) && paths.len() > 1 {
            held.push(one_of(&json!(true)));
        }
        if let Some(any) = &self.any {
            held.push(self.if_present(&paths, one_of(&json!({ "enum": any }))));
        }
        let mut schema = all_of(held);
        if let Some(note) = english(&self.scope_note) {
            schema["mend"] = note.clone();
        }
        Ok(schema)
    }

    /// A rule on values asks for none to be there unless their presence is a rule, too
    /// (Structure 8.1).
    fn if_present(&self, paths: &[Vec<Step>], schema: Value) -> Value {
        if self.presence == Some(Presence::Included) {
            return schema;
        }
        let there: Vec<Value> = paths
            .iter()
            .map(|path| path::exists(path, &json!(true)))
            .collect();
        json!({ "if": { "anyOf": there }, "then": schema })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERB: &str = "https://w3id.org/xapi/acrossx/verbs/shared";

    fn profile(rule: Value) -> Compiled {
        let document = json!({
            "id": "https://example.org/profile", "type": "Profile",
            "versions": [{ "id": "https://example.org/profile/v1" }],
            "concepts": [{
                "id": "https://example.org/ext/mood", "type": "ResultExtension",
                "inlineSchema": "{\"type\":\"integer\",\"maximum\":5}"
            }],
            "templates": [{ "id": "https://example.org/t", "verb": VERB, "rules": [rule] }]
        });
        Compiled::of(&document.to_string()).unwrap()
    }

    fn statement() -> Value {
        json!({
            "actor": { "mbox": "mailto:a@example.org" },
            "verb": { "id": VERB },
            "object": { "id": "https://example.org/o" },
            "context": { "contextActivities": { "grouping": [
                { "id": "https://example.org/g", "definition": { "type": "https://example.org/group" } },
                { "id": "https://example.org/h" }
            ] } }
        })
    }

    fn places(rule: Value) -> Vec<String> {
        let found = profile(rule).check(&statement());
        found
            .into_iter()
            .map(|violation| violation.pointer)
            .collect()
    }

    const KINDS: &str = "$.context.contextActivities.grouping[*].definition.type";

    #[test]
    fn each_kind_of_rule_is_held() {
        let sound: [Value; 7] = [
            json!({ "location": "$.actor.mbox", "presence": "included" }),
            json!({ "location": "$.result", "presence": "excluded" }),
            json!({ "location": "$.result.score", "presence": "recommended" }),
            json!({ "location": KINDS, "any": ["https://example.org/group", "x"] }),
            json!({ "location": KINDS, "all": ["https://example.org/group"] }),
            json!({ "location": KINDS, "none": ["https://example.org/course"] }),
            json!({ "location": "$.result.score | $.actor", "selector": "$.mbox", "presence": "included" }),
        ];
        for rule in sound {
            assert!(places(rule.clone()).is_empty(), "{rule}");
        }
        let broken = [
            (
                json!({ "location": "$.result", "presence": "included" }),
                "",
            ),
            (
                json!({ "location": "$.actor.mbox", "presence": "excluded" }),
                "/actor/mbox",
            ),
            (
                json!({ "location": KINDS, "presence": "included" }),
                "/context/contextActivities/grouping/1",
            ),
            (
                json!({ "location": KINDS, "all": ["x"] }),
                "/context/contextActivities/grouping/0/definition/type",
            ),
            (
                json!({ "location": KINDS, "none": ["https://example.org/group"] }),
                "/context/contextActivities/grouping/0/definition/type",
            ),
            (json!({ "location": "$.object.id", "any": ["x"] }), ""),
        ];
        for (rule, place) in broken {
            assert_eq!(places(rule.clone()), [place], "{rule}");
        }
    }

    #[test]
    fn statements_of_no_template_are_left_alone() {
        let profile = profile(json!({ "location": "$.result", "presence": "included" }));
        let mut other = statement();
        assert_eq!(profile.check(&other).len(), 1);
        other["verb"]["id"] = json!("https://example.org/other");
        assert!(profile.check(&other).is_empty());
    }

    #[test]
    fn faults_are_told_in_english_where_the_profile_has_it() {
        let note = json!({ "de": "Bewerten Sie es.", "en": "Rate it." });
        let rule =
            json!({ "location": "$.result.score", "presence": "included", "scopeNote": note });
        let found = profile(rule).check(&statement());
        assert!(
            found[0].message.ends_with("Rate it."),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn extensions_are_held_to_their_schema() {
        let profile = profile(json!({ "location": "$.actor", "presence": "included" }));
        let mut felt = statement();
        felt["result"] = json!({ "extensions": { "https://example.org/ext/mood": 4 } });
        assert!(profile.check(&felt).is_empty());
        felt["result"]["extensions"]["https://example.org/ext/mood"] = json!(6);
        let found = profile.check(&felt);
        assert_eq!(
            found[0].pointer,
            "/result/extensions/https:~1~1example.org~1ext~1mood"
        );
        assert_eq!(found[0].rule, "profile/https://example.org/ext/mood");
    }

    #[test]
    fn what_is_beyond_is_refused_by_name() {
        let rule = json!({ "location": "$..id", "presence": "included" });
        let document = json!({
            "id": "https://example.org/p",
            "templates": [{ "id": "https://example.org/t", "rules": [rule] }]
        });
        let error = Compiled::of(&document.to_string()).unwrap_err();
        assert!(
            error.to_string().contains("https://example.org/t"),
            "{error}"
        );
        assert!(error.to_string().contains("$..id"), "{error}");
        assert!(Compiled::of("[]").is_err());
    }
}
