//! What verbs, activity types and contexts mean: the vocabulary file, loaded and matched.
//!
//! Meaning is data. Rules are tried in order and the first that holds decides; an organisation's
//! own rules are tried before the shipped ones. A statement that no rule matches is kept, counted
//! and shown, and has no effect.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use super::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::seal::{hex, sha256};

/// The vocabulary that is shipped.
const SHIPPED: &str = include_str!("../../fixtures/vocabulary/coachlight.json");

/// Why a vocabulary file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// It is not JSON of the right shape.
    #[error("reading the vocabulary")]
    Json(#[from] serde_json::Error),
    /// A compact IRI has a prefix that the file does not declare.
    #[error("the vocabulary uses {0:?}, whose prefix it does not declare")]
    Prefix(String),
    /// A rule refers to a set of types that the file does not declare.
    #[error("the vocabulary refers to the types {0:?}, which it does not declare")]
    Types(String),
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
    ResultHas(Vec<String>),
    ResultLacks(Vec<String>),
    Platform(String),
}

/// A list of activity types.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Types(HashSet<String>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    version: String,
    prefixes: HashMap<String, String>,
    types: HashMap<String, Vec<String>>,
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
    result: Option<Vec<String>>,
    result_absent: Option<Vec<String>>,
    platform: Option<String>,
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
        let mut version = String::new();
        let mut rules = Vec::new();
        let mut types: HashMap<String, HashSet<String>> = HashMap::new();
        let mut digest = Vec::new();
        for text in own.into_iter().chain([SHIPPED]) {
            let file: File = serde_json::from_str(text)?;
            let mut named = HashMap::new();
            for (name, list) in &file.types {
                named.insert(name.clone(), expand_all(&file.prefixes, list)?);
            }
            for rule in &file.rules {
                rules.push(compile(rule, &file.prefixes, &named)?);
            }
            for (name, list) in named {
                types.entry(name).or_default().extend(list);
            }
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
        })
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

fn compile(
    rule: &FileRule,
    prefixes: &HashMap<String, String>,
    named: &HashMap<String, Vec<String>>,
) -> Result<(Vec<String>, Rule), VocabularyError> {
    let types = |list: &[String]| -> Result<Types, VocabularyError> {
        let mut set = HashSet::new();
        for entry in list {
            match entry.strip_prefix('@') {
                Some(name) => set.extend(
                    named
                        .get(name)
                        .ok_or_else(|| VocabularyError::Types(name.to_owned()))?
                        .iter()
                        .cloned(),
                ),
                None => {
                    set.insert(expand(prefixes, entry)?);
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
    if let Some(extension) = &when.context_extension {
        let iri = expand(prefixes, &extension.iri)?;
        conditions.push(Condition::ContextExtension(iri, extension.equals.clone()));
    }
    conditions.extend(when.result.clone().map(Condition::ResultHas));
    conditions.extend(when.result_absent.clone().map(Condition::ResultLacks));
    conditions.extend(when.platform.clone().map(Condition::Platform));
    Ok((
        expand_all(prefixes, &rule.verbs)?,
        Rule {
            id: rule.id.clone(),
            act: rule.act,
            engagement: rule.engagement,
            evidence: rule.evidence,
            conditions,
        },
    ))
}

fn expand_all(
    prefixes: &HashMap<String, String>,
    list: &[String],
) -> Result<Vec<String>, VocabularyError> {
    list.iter().map(|entry| expand(prefixes, entry)).collect()
}

/// `adl:shared` by the declared prefix; what holds `://` is an IRI already.
fn expand(prefixes: &HashMap<String, String>, entry: &str) -> Result<String, VocabularyError> {
    if entry.contains("://") {
        return Ok(entry.to_owned());
    }
    entry
        .split_once(':')
        .and_then(|(prefix, rest)| prefixes.get(prefix).map(|base| format!("{base}{rest}")))
        .ok_or_else(|| VocabularyError::Prefix(entry.to_owned()))
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
            Self::ContextExtension(iri, equals) => {
                let found = statement
                    .pointer("/context/extensions")
                    .and_then(|found| found.get(iri));
                found.is_some_and(|found| equals.as_ref().is_none_or(|wanted| wanted == found))
            }
            Self::ResultHas(names) => names.iter().all(result),
            Self::ResultLacks(names) => !names.iter().any(result),
            Self::Platform(name) => {
                statement
                    .pointer("/context/platform")
                    .and_then(Value::as_str)
                    == Some(name)
            }
        }
    }
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
