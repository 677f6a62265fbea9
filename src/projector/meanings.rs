//! What a verb can be said to mean on a form: a closed list, each meaning taken from a shipped rule,
//! and the organisation's document with a rule more.

use serde_json::{Value, json};

use super::vocabulary::{SHIPPED, Vocabulary, VocabularyError};
use crate::store::coded;

coded! {
    /// What a verb can be said to mean.
    pub enum Meaning {
        /// Contributed something new.
        Posted = 1 "posted",
        /// Shared a resource.
        Shared = 2 "shared",
        /// Asked a question.
        Asked = 3 "asked",
        /// Replied or commented.
        Replied = 4 "replied",
        /// Liked a contribution.
        Liked = 5 "liked",
        /// Reflected in writing.
        Reflected = 6 "reflected",
        /// Looked at a resource.
        Viewed = 7 "viewed",
        /// Was at a workshop or meeting.
        Attended = 8 "attended",
        /// Completed something.
        Completed = 9 "completed",
        /// Took a test with a result.
        Assessed = 10 "assessed",
        /// Put something into practice.
        Transferred = 11 "transferred",
        /// Noted progress on a goal.
        Progressed = 12 "progressed",
        /// Reached a goal or competency.
        Achieved = 13 "achieved",
        /// Set a goal.
        Planned = 14 "planned",
        /// Earned a badge or certificate.
        Earned = 15 "earned",
        /// Joined a group.
        Joined = 16 "joined",
        /// Left a group.
        Left = 17 "left",
        /// Took a contribution back.
        Withdrew = 18 "withdrew",
        /// Was there.
        Present = 19 "present",
        /// Is known and means nothing here.
        Nothing = 20 "nothing",
    }
}

impl Meaning {
    /// The shipped rule that says what it counts as.
    const fn like(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Shared => "shared",
            Self::Asked => "asked",
            Self::Replied => "replied",
            Self::Liked => "liked",
            Self::Reflected => "reflection-written",
            Self::Viewed => "viewed",
            Self::Attended => "attended",
            Self::Completed => "completed",
            Self::Assessed => "passed",
            Self::Transferred => "applied",
            Self::Progressed => "progressed-goal",
            Self::Achieved => "goal-achieved",
            Self::Planned => "goal-planned",
            Self::Earned => "badge-earned",
            Self::Joined => "joined-group",
            Self::Left => "left-group",
            Self::Withdrew => "withdrew",
            Self::Present => "logged-in",
            Self::Nothing => "administration",
        }
    }
}

/// A member of a statement's result, which a rule can ask for.
pub const RESULTS: [&str; 4] = ["score", "success", "completion", "response"];

/// A rule as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The verb's IRI.
    pub verb: String,
    /// IRIs of activity types, one of which the object has to have; empty: whatever it is.
    pub object_types: Vec<String>,
    /// The member that the result has to have.
    pub result: Option<String>,
    /// Why, for whoever reads the document.
    pub note: Option<String>,
}

/// An organisation's document with a rule more, which is tried before all others.
pub fn with_mapping(
    own: Option<&str>,
    mapping: &Mapping,
    meaning: Meaning,
) -> Result<String, VocabularyError> {
    let empty = json!({ "version": "0", "prefixes": {}, "types": {}, "rules": [] });
    let mut document = match own {
        Some(text) => serde_json::from_str(text)?,
        None => empty,
    };
    let shipped: Value = serde_json::from_str(SHIPPED)?;
    let rules = shipped["rules"].as_array().into_iter().flatten();
    let like = rules.into_iter().find(|rule| rule["id"] == meaning.like());
    let like = like.cloned().unwrap_or_default();
    let mut when = json!({});
    if !mapping.object_types.is_empty() {
        when["object_type_in"] = json!(mapping.object_types);
    }
    if let Some(member) = &mapping.result {
        when["result"] = json!([member]);
    }
    let mut rule = json!({
        "id": free_id(&document, meaning),
        "verbs": [mapping.verb],
        "act": like["act"],
        "engagement": like["engagement"],
        "evidence": like["evidence"],
    });
    for member in ["success", "about_object"] {
        if !like[member].is_null() {
            rule[member] = like[member].clone();
        }
    }
    if when != json!({}) {
        rule["when"] = when;
    }
    if let Some(note) = &mapping.note {
        rule["note"] = json!(note);
    }
    let version = document["version"].as_str().and_then(|it| it.parse().ok());
    let version: u64 = version.unwrap_or(0);
    document["version"] = json!((version + 1).to_string());
    match document["rules"].as_array_mut() {
        Some(rules) => rules.insert(0, rule),
        None => document["rules"] = json!([rule]),
    }
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    // Whatever the form let through that the schema does not is told with its place.
    Vocabulary::load(Some(&text))?;
    Ok(text)
}

/// An identifier that no rule of the document has.
fn free_id(document: &Value, meaning: Meaning) -> String {
    let rules = || document["rules"].as_array().into_iter().flatten();
    let mut number = rules().count() + 1;
    loop {
        let id = format!("own-{}-{number}", meaning.word());
        if rules().all(|rule| rule["id"] != id.as_str()) {
            return id;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_that_of_a_shipped_rule_and_holds_for_its_verb_alone() {
        let mut own: Option<String> = None;
        for (number, meaning) in (0..).zip(Meaning::ALL) {
            let mapping = Mapping {
                verb: format!("https://example.org/verbs/{number}"),
                object_types: vec!["https://example.org/types/a".into()],
                ..Mapping::default()
            };
            own = Some(with_mapping(own.as_deref(), &mapping, *meaning).unwrap());
        }
        let own = own.unwrap();
        let vocabulary = Vocabulary::load(Some(&own)).unwrap();
        let shipped = Vocabulary::load(None).unwrap();
        assert!(
            vocabulary.version.starts_with("20+"),
            "{}",
            vocabulary.version
        );
        for (number, meaning) in (0..).zip(Meaning::ALL) {
            let statement = |kind: &str| {
                json!({
                    "verb": { "id": format!("https://example.org/verbs/{number}") },
                    "object": { "id": "https://x.org", "definition": { "type": kind } }
                })
            };
            let rule = vocabulary.rule(&statement("https://example.org/types/a"));
            let rule = rule.unwrap();
            let like = shipped.named(meaning.like()).unwrap();
            assert_eq!(
                (
                    rule.act,
                    rule.engagement,
                    rule.evidence,
                    rule.success,
                    rule.about_object
                ),
                (
                    like.act,
                    like.engagement,
                    like.evidence,
                    like.success,
                    like.about_object
                ),
            );
            assert_eq!(
                vocabulary.rule(&statement("https://example.org/types/b")),
                None
            );
        }
    }

    #[test]
    fn what_is_no_iri_is_told_with_its_place() {
        let mapping = Mapping {
            verb: "juggled".into(),
            ..Mapping::default()
        };
        let error = with_mapping(None, &mapping, Meaning::Posted).unwrap_err();
        assert!(error.to_string().contains("/rules/0/verbs/0"), "{error}");
        let result = Mapping {
            verb: "https://example.org/juggled".into(),
            result: Some("juice".into()),
            ..Mapping::default()
        };
        assert!(with_mapping(None, &result, Meaning::Posted).is_err());
    }
}
