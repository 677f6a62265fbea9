//! What verbs, activity types and contexts mean: the vocabulary file, loaded and matched.
//!
//! Meaning is data. Rules are tried in order and the first that holds decides; an organisation's
//! own rules are tried before the shipped ones. A statement that no rule matches is kept, counted
//! and shown, and has no effect.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use super::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::groups::Activities;
use crate::message::Message;
use crate::rulebook::{Fault, Faults, read};
use crate::seal::{hex, sha256};

/// The vocabulary that is shipped.
pub const SHIPPED: &str = include_str!("../../fixtures/vocabulary/coachlight.json");

/// The form of vocabulary files.
const SCHEMA: &str = include_str!("../../xapi-schemas/schemas/coachlight/vocabulary.json");

/// Why a vocabulary file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// It is not JSON of the right shape.
    #[error("reading the vocabulary")]
    Json(#[from] serde_json::Error),
    /// Something in it is wrong; each line names the place.
    #[error("the vocabulary is wrong:\n{0}")]
    Faults(#[from] Faults),
    /// The shipped schema cannot be used.
    #[error(transparent)]
    Schema(#[from] xapi_schemas::SchemaError),
}

/// Something that a rule refers to and its document does not declare.
fn undeclared(key: &'static str, name: &str) -> Message {
    Message::new(key).with("name", name)
}

/// Rules of meaning, ready to match.
#[derive(Debug)]
pub struct Vocabulary {
    /// Changes with every change of meaning.
    pub version: String,
    rules: Vec<Rule>,
    /// Rules by verb, in order.
    by_verb: HashMap<String, Vec<usize>>,
    types: HashMap<String, HashSet<String>>,
    /// Beginnings of IRIs that name groups.
    group_prefixes: Vec<String>,
    /// Activities that stand for groups in statements that name none.
    activities: Activities,
}

/// A rule that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: String,
    /// What the actor did.
    pub act: ActKind,
    /// What it counts as in the group.
    pub engagement: EngagementKind,
    /// What it is evidence of.
    pub evidence: EvidenceKind,
    /// The outcome that the verb itself states.
    pub success: Option<bool>,
    /// The object was there before: it is answered or reflected on, not brought into being.
    pub about_object: bool,
    conditions: Vec<Condition>,
}

/// Something a statement must have for a rule to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Object(Vec<String>),
    ObjectType(Types),
    NotObjectType(Types),
    ContextType(Vec<String>, Types),
    NotContextType(Vec<String>, Types),
    ContextExtension(String, Option<Value>),
    ObjectExtension(String, Option<Value>),
    ResultExtension(String, Option<Value>),
    ResultHas(Vec<String>),
    ResultHasAny(Vec<String>),
    ResultLacks(Vec<String>),
}

/// A list of activity types.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Types(HashSet<String>);

/// What a short form stands for: one or more beginnings of IRIs.
type Prefixes = HashMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    version: String,
    prefixes: Prefixes,
    types: HashMap<String, Vec<String>>,
    #[serde(default)]
    group_prefixes: Vec<String>,
    rules: Vec<FileRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    id: String,
    verbs: Vec<String>,
    #[serde(default)]
    when: When,
    act: ActKind,
    engagement: EngagementKind,
    evidence: EvidenceKind,
    #[serde(default)]
    success: Option<bool>,
    #[serde(default)]
    about_object: bool,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct When {
    object: Option<Vec<String>>,
    object_type_in: Option<Vec<String>>,
    object_type_not_in: Option<Vec<String>>,
    context_type_in: Option<ContextTypes>,
    context_type_not_in: Option<ContextTypes>,
    context_extension: Option<Extension>,
    object_extension: Option<Extension>,
    result_extension: Option<Extension>,
    result: Option<Vec<String>>,
    result_any: Option<Vec<String>>,
    result_absent: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextTypes {
    #[serde(rename = "in")]
    places: Vec<String>,
    types: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extension {
    iri: String,
    #[serde(default)]
    equals: Option<Value>,
}

impl Vocabulary {
    /// The shipped vocabulary, with an organisation's own rules before it.
    pub fn load(own: Option<&str>) -> Result<Self, VocabularyError> {
        Self::of(own, SHIPPED)
    }

    /// A vocabulary as it was shipped at another time, with own rules before it.
    pub(super) fn of(own: Option<&str>, shipped: &str) -> Result<Self, VocabularyError> {
        let schema = xapi_schemas::Schema::compile("vocabulary", serde_json::from_str(SCHEMA)?)?;
        let mut version = String::new();
        let mut rules = Vec::new();
        let mut types: HashMap<String, HashSet<String>> = HashMap::new();
        let mut group_prefixes = Vec::new();
        let mut digest = Vec::new();
        for text in own.into_iter().chain([shipped]) {
            let file: File = serde_json::from_value(read(text, &schema)?)?;
            let fault =
                |pointer: String, error: Message| Faults(vec![Fault::at(text, pointer, error)]);
            let mut named = HashMap::new();
            for (name, list) in &file.types {
                let expanded = expand_all(&file.prefixes, list)
                    .map_err(|error| fault(format!("/types/{name}"), error))?;
                named.insert(name.clone(), expanded);
            }
            for (index, rule) in file.rules.iter().enumerate() {
                let compiled = compile(rule, &file.prefixes, &named)
                    .map_err(|error| fault(format!("/rules/{index}"), error))?;
                rules.push(compiled);
            }
            for (name, list) in named {
                types.entry(name).or_default().extend(list);
            }
            group_prefixes.extend(file.group_prefixes);
            version = format!(
                "{version}{}{}",
                if version.is_empty() { "" } else { "+" },
                file.version
            );
            digest.extend(sha256(text.as_bytes()));
        }
        // The digest tells versions apart whose author forgot to raise the number.
        let short: String = hex(&sha256(&digest)).chars().take(8).collect();
        let mut by_verb: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (verbs, _)) in rules.iter().enumerate() {
            for verb in verbs {
                by_verb.entry(verb.clone()).or_default().push(index);
            }
        }
        Ok(Self {
            version: format!("{version}-{short}"),
            rules: rules.into_iter().map(|(_, rule)| rule).collect(),
            by_verb,
            types,
            group_prefixes,
            activities: Activities::new(),
        })
    }

    /// The same with activities that stand for groups in statements that name none. They belong to the
    /// version, so that facts are derived anew when one is added or goes.
    pub(super) fn with_activities(mut self, activities: Activities) -> Self {
        if !activities.is_empty() {
            let mut digest = Vec::new();
            for (iri, key) in &activities {
                digest.extend(sha256(iri.as_bytes()));
                digest.extend(key.to_be_bytes());
            }
            let short: String = hex(&sha256(&digest)).chars().take(8).collect();
            self.version = format!("{}-{short}", self.version);
        }
        self.activities = activities;
        self
    }

    /// The key of the group that an activity stands for.
    #[must_use]
    pub fn group_of(&self, iri: &str) -> Option<i64> {
        self.activities.get(iri).copied()
    }

    /// The first rule that holds for a statement.
    #[must_use]
    pub fn rule(&self, statement: &Value) -> Option<&Rule> {
        let verb = statement.pointer("/verb/id")?.as_str()?;
        let candidates = self.by_verb.get(verb)?;
        candidates
            .iter()
            .filter_map(|index| self.rules.get(*index))
            .find(|rule| {
                rule.conditions
                    .iter()
                    .all(|condition| condition.holds(statement))
            })
    }

    /// The IRI of the group that an IRI names by its beginning: the longest one that is declared, and
    /// what follows up to the next `/`, `?` or `#`.
    #[must_use]
    pub fn group_in<'i>(&self, iri: &'i str) -> Option<&'i str> {
        let prefixes = self.group_prefixes.iter();
        let prefix = prefixes
            .filter(|prefix| iri.starts_with(prefix.as_str()))
            .max_by_key(|prefix| prefix.len())?;
        let rest = &iri[prefix.len()..];
        let name = rest.split(['/', '?', '#']).next().unwrap_or_default();
        (!name.is_empty()).then(|| &iri[..prefix.len() + name.len()])
    }

    /// Verbs of which another vocabulary says something else, in their order.
    pub fn verbs_unlike<'v>(&'v self, other: &'v Self) -> impl Iterator<Item = &'v str> {
        let rules = |of: &'v Self, verb: &str| -> Vec<&'v Rule> {
            let indices = of.by_verb.get(verb).into_iter().flatten();
            indices.filter_map(|index| of.rules.get(*index)).collect()
        };
        let verbs: BTreeSet<&str> = self
            .by_verb
            .keys()
            .chain(other.by_verb.keys())
            .map(String::as_str)
            .collect();
        verbs
            .into_iter()
            .filter(move |verb| rules(self, verb) != rules(other, verb))
    }

    /// The rule of a name.
    #[cfg(test)]
    pub(super) fn named(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Whether an activity's type is in a named set such as `group` or `competency`.
    #[must_use]
    pub fn is(&self, name: &str, activity: &Value) -> bool {
        let Some(kind) = activity_type(activity) else {
            return false;
        };
        self.types
            .get(name)
            .is_some_and(|types| types.contains(kind))
    }
}

/// Makes a condition of an extension's IRI and value.
type ExtensionCondition = fn(String, Option<Value>) -> Condition;

fn compile(
    rule: &FileRule,
    prefixes: &Prefixes,
    named: &HashMap<String, Vec<String>>,
) -> Result<(Vec<String>, Rule), Message> {
    let types = |list: &[String]| -> Result<Types, Message> {
        let mut set = HashSet::new();
        for entry in list {
            match entry.strip_prefix('@') {
                Some(name) => set.extend(
                    named
                        .get(name)
                        .ok_or_else(|| undeclared("fault-undeclared-types", name))?
                        .iter()
                        .cloned(),
                ),
                None => {
                    set.extend(expand(prefixes, entry)?);
                }
            }
        }
        Ok(Types(set))
    };
    let when = &rule.when;
    let mut conditions = Vec::new();
    conditions.extend(when.object.clone().map(Condition::Object));
    if let Some(list) = &when.object_type_in {
        conditions.push(Condition::ObjectType(types(list)?));
    }
    if let Some(list) = &when.object_type_not_in {
        conditions.push(Condition::NotObjectType(types(list)?));
    }
    if let Some(context) = &when.context_type_in {
        conditions.push(Condition::ContextType(
            context.places.clone(),
            types(&context.types)?,
        ));
    }
    if let Some(context) = &when.context_type_not_in {
        conditions.push(Condition::NotContextType(
            context.places.clone(),
            types(&context.types)?,
        ));
    }
    let extensions: [(_, ExtensionCondition); 3] = [
        (&when.context_extension, Condition::ContextExtension),
        (&when.object_extension, Condition::ObjectExtension),
        (&when.result_extension, Condition::ResultExtension),
    ];
    for (extension, condition) in extensions {
        if let Some(extension) = extension {
            for iri in expand(prefixes, &extension.iri)? {
                conditions.push(condition(iri, extension.equals.clone()));
            }
        }
    }
    conditions.extend(when.result.clone().map(Condition::ResultHas));
    conditions.extend(when.result_any.clone().map(Condition::ResultHasAny));
    conditions.extend(when.result_absent.clone().map(Condition::ResultLacks));
    Ok((
        expand_all(prefixes, &rule.verbs)?,
        Rule {
            id: rule.id.clone(),
            act: rule.act,
            engagement: rule.engagement,
            evidence: rule.evidence,
            success: rule.success,
            about_object: rule.about_object,
            conditions,
        },
    ))
}

fn expand_all(prefixes: &Prefixes, list: &[String]) -> Result<Vec<String>, Message> {
    let mut expanded = Vec::with_capacity(list.len());
    for entry in list {
        expanded.extend(expand(prefixes, entry)?);
    }
    Ok(expanded)
}

/// `adl:shared` by the declared prefix, which may stand for several beginnings; what holds `://` is
/// an IRI already.
fn expand(prefixes: &Prefixes, entry: &str) -> Result<Vec<String>, Message> {
    if entry.contains("://") {
        return Ok(vec![entry.to_owned()]);
    }
    entry
        .split_once(':')
        .and_then(|(prefix, rest)| {
            let bases = prefixes.get(prefix)?;
            Some(bases.iter().map(|base| format!("{base}{rest}")).collect())
        })
        .ok_or_else(|| undeclared("fault-undeclared-prefix", entry))
}

fn activity_type(activity: &Value) -> Option<&str> {
    activity.pointer("/definition/type")?.as_str()
}

/// The activities in one place of a statement's context.
pub(super) fn context_activities<'s>(
    statement: &'s Value,
    place: &str,
) -> impl Iterator<Item = &'s Value> {
    let found = statement
        .pointer("/context/contextActivities")
        .and_then(|places| places.get(place));
    let list = match found {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    list.iter()
}

impl Condition {
    fn holds(&self, statement: &Value) -> bool {
        let object = || statement.get("object").unwrap_or(&Value::Null);
        let result = |name: &String| {
            statement
                .get("result")
                .is_some_and(|r| r.get(name).is_some())
        };
        match self {
            Self::Object(kinds) => {
                let kind = match object().get("objectType").and_then(Value::as_str) {
                    None | Some("Activity") => "activity",
                    Some("Agent") => "agent",
                    Some("Group") => "group",
                    Some("StatementRef") => "statement-ref",
                    Some(_) => "sub-statement",
                };
                kinds.iter().any(|wanted| wanted == kind)
            }
            Self::ObjectType(types) => types.have(object()),
            Self::NotObjectType(types) => !types.have(object()),
            Self::ContextType(places, types) => types.have_context(statement, places),
            Self::NotContextType(places, types) => !types.have_context(statement, places),
            Self::ContextExtension(iri, equals) => has_extension(
                statement.pointer("/context/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ObjectExtension(iri, equals) => has_extension(
                object().pointer("/definition/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ResultExtension(iri, equals) => has_extension(
                statement.pointer("/result/extensions"),
                iri,
                equals.as_ref(),
            ),
            Self::ResultHas(names) => names.iter().all(result),
            Self::ResultHasAny(names) => names.iter().any(result),
            Self::ResultLacks(names) => !names.iter().any(result),
        }
    }
}

fn has_extension(extensions: Option<&Value>, iri: &str, equals: Option<&Value>) -> bool {
    let found = extensions.and_then(|extensions| extensions.get(iri));
    found.is_some_and(|found| equals.is_none_or(|wanted| wanted == found))
}

impl Types {
    fn have(&self, activity: &Value) -> bool {
        activity_type(activity).is_some_and(|kind| self.0.contains(kind))
    }

    fn have_context(&self, statement: &Value, places: &[String]) -> bool {
        places
            .iter()
            .any(|place| context_activities(statement, place).any(|activity| self.have(activity)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_meets_its_rule_and_every_rule_has_a_case() {
        let vocabulary = Vocabulary::load(None).unwrap();
        let file: Value =
            serde_json::from_str(include_str!("../../fixtures/vocabulary/cases.json")).unwrap();
        let cases = file["cases"].as_array().unwrap();
        assert!(cases.len() > 200);
        let mut met = HashSet::new();
        for case in cases {
            let found = vocabulary
                .rule(&case["statement"])
                .map(|rule| rule.id.as_str());
            assert_eq!(found, case["expect"].as_str(), "{case}");
            met.extend(found);
        }
        for rule in &vocabulary.rules {
            assert!(met.contains(rule.id.as_str()), "{} has no case", rule.id);
        }
    }

    /// The table of meanings: each verb in each of its namespaces.
    #[test]
    fn every_verb_has_its_meaning_in_all_its_namespaces() {
        let vocabulary = Vocabulary::load(None).unwrap();
        let table: Value =
            serde_json::from_str(include_str!("../../fixtures/vocabulary/table.json")).unwrap();
        for row in table["rows"].as_array().unwrap() {
            for verb in row["verbs"].as_array().unwrap() {
                let (namespace, word) = verb.as_str().unwrap().split_once(' ').unwrap();
                for base in table["namespaces"][namespace].as_array().unwrap() {
                    let verb = format!("{}{word}", base.as_str().unwrap());
                    let mut statement = serde_json::json!({
                        "verb": { "id": verb }, "object": row["object"]
                    });
                    for (member, value) in row["with"].as_object().into_iter().flatten() {
                        statement[member] = value.clone();
                    }
                    let found = vocabulary.rule(&statement).map(|rule| {
                        [
                            rule.act.word(),
                            rule.engagement.word(),
                            rule.evidence.word(),
                        ]
                    });
                    let meant =
                        ["act", "engagement", "evidence"].map(|kind| row[kind].as_str().unwrap());
                    assert_eq!(found, Some(meant), "{} {verb}", row["meaning"]);
                }
            }
        }
    }

    #[test]
    fn a_group_is_what_follows_a_declared_beginning() {
        let own = r#"{ "version": "1", "prefixes": {}, "types": {}, "rules": [],
            "group_prefixes": ["https://a.org/groups/", "https://a.org/groups/teams/"] }"#;
        let vocabulary = Vocabulary::load(Some(own)).unwrap();
        for (iri, group) in [
            ("https://a.org/groups/7", Some("https://a.org/groups/7")),
            (
                "https://a.org/groups/7/posts/3",
                Some("https://a.org/groups/7"),
            ),
            (
                "https://a.org/groups/7?page=2#x",
                Some("https://a.org/groups/7"),
            ),
            (
                "https://a.org/groups/teams/x/1",
                Some("https://a.org/groups/teams/x"),
            ),
            ("https://a.org/groups/teams/", None),
            ("https://a.org/groups/", None),
            ("https://a.org/groups", None),
            ("https://b.org/groups/7", None),
        ] {
            assert_eq!(vocabulary.group_in(iri), group, "{iri}");
        }
        let wrong = own.replace("groups/\",", "groups\",");
        assert!(
            Vocabulary::load(Some(&wrong))
                .unwrap_err()
                .to_string()
                .contains("group_prefixes")
        );
        assert_eq!(
            Vocabulary::load(None)
                .unwrap()
                .group_in("https://a.org/groups/7"),
            None
        );
    }

    #[test]
    fn own_rules_come_first_and_wrong_files_are_refused_with_the_place() {
        let own = |verb: &str, act: &str| {
            format!(
                r#"{{"version":"7","prefixes":{{"e":["https://example.org/"]}},"types":{{}},"rules":[
                {{"id":"mine","verbs":["{verb}"],"act":"{act}","engagement":"post","evidence":"none"}}]}}"#
            )
        };
        let vocabulary = Vocabulary::load(Some(&own("e:juggled", "post"))).unwrap();
        let juggled = serde_json::json!({ "verb": { "id": "https://example.org/juggled" } });
        assert_eq!(vocabulary.rule(&juggled).unwrap().id, "mine");
        assert_ne!(vocabulary.version, Vocabulary::load(None).unwrap().version);
        let error = Vocabulary::load(Some(&own("e:juggled", "jump")))
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 2, /rules/0/act"), "{error}");
        let error = Vocabulary::load(Some(&own("f:juggled", "post"))).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("line 2, /rules/0: The prefix of")
        );
    }
}
