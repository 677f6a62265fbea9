//! What verbs, activity types and contexts mean: the vocabulary file, loaded and matched.
//!
//! Meaning is data. Rules are tried in order and the first that holds decides; an organisation's
//! own rules are tried before the shipped ones. A statement that no rule matches is kept, counted
//! and shown, and has no effect.

mod condition;
mod file;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

pub(super) use self::condition::context_activities;
use self::condition::{Condition, activity_type};
use self::file::{File, compile, expand_all};
use super::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::groups::Activities;
use crate::message::Message;
use crate::rulebook::{Fault, Faults, read};
use crate::seal::{hex, sha256};

/// The vocabulary that is shipped.
pub const SHIPPED: &str = include_str!("../../../fixtures/vocabulary/coachlight.json");

/// The form of vocabulary files.
const SCHEMA: &str = include_str!("../../../xapi-schemas/schemas/coachlight/vocabulary.json");

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_meets_its_rule_and_every_rule_has_a_case() {
        let vocabulary = Vocabulary::load(None).unwrap();
        let file: Value =
            serde_json::from_str(include_str!("../../../fixtures/vocabulary/cases.json")).unwrap();
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
            serde_json::from_str(include_str!("../../../fixtures/vocabulary/table.json")).unwrap();
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
