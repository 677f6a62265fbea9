//! Vocabulary files as they are written, and rules made of them.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use super::Rule;
use super::condition::{Condition, Types};
use crate::message::Message;
use crate::projector::kinds::{ActKind, EngagementKind, EvidenceKind};

/// Something that a rule refers to and its document does not declare.
fn undeclared(key: &'static str, name: &str) -> Message {
    Message::new(key).with("name", name)
}

/// What a short form stands for: one or more beginnings of IRIs.
pub(super) type Prefixes = HashMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    pub(super) version: String,
    pub(super) prefixes: Prefixes,
    pub(super) types: HashMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) group_prefixes: Vec<String>,
    pub(super) rules: Vec<FileRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRule {
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

/// Makes a condition of an extension's IRI and value.
type ExtensionCondition = fn(String, Option<Value>) -> Condition;

/// A rule with the verbs that it is for. `named` are the lists of types that its file declares.
pub(super) fn compile(
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

/// Each entry of a list with what its short form stands for.
pub(super) fn expand_all(prefixes: &Prefixes, list: &[String]) -> Result<Vec<String>, Message> {
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
