//! What is taken out of a statement when a person is erased, and what stays: pure.
//!
//! What is counted stays as it is: identifiers of statements, verbs, activities, groups, scores,
//! times, and how long a text was. What tells of the person goes:
//!
//! - an agent by one of their identifiers, wherever it stands, becomes a pseudonym without a name;
//! - of statements that they made or that are about them: what was answered or written (each letter
//!   becomes an `x`, so that rules on lengths give the same), reasons and other free text in extensions,
//!   attachments;
//! - titles and descriptions of what they wrote and of their goals and steps, in whichever statement they are repeated;
//! - their addresses, account names and full name in whatever else is text.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use serde_json::value::RawValue;
use xapi_schemas::json;

use super::identity::Identity;
use super::signature::SIGNATURE;

/// The extension with which statements say why: ours.
pub const REASON: &str = "https://coachlight.org/xapi/extensions/reason";
/// Members by one of which an agent is identified.
const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];
/// A text of at least so many words is taken for free text; a shorter one for a code.
const FREE_TEXT_WORDS: usize = 3;

/// What is looked for, and what takes its place.
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    /// Agents, with what they are called from now on.
    pub agents: BTreeMap<Identity, Identity>,
    /// What is searched for in all text, without regard to the case of ASCII letters, as whole words.
    pub words: BTreeSet<String>,
    /// What takes their place: letters, digits and hyphens.
    pub mark: String,
    /// Activities that the person wrote, and their goals and steps, by their IRIs.
    pub written: HashSet<String>,
    /// Texts that would become the same as others, most of them addresses of activities, with what takes
    /// the place of each as a whole.
    pub renamed: BTreeMap<String, String>,
    /// Whoever made a statement: what was written in it and its attachments go.
    pub all_free_text: bool,
}

/// A statement without what is taken out of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Redacted {
    /// Its text.
    pub text: String,
    /// Names by which it called the person.
    pub names: BTreeSet<String>,
}

impl Redaction {
    /// A statement's text without what tells of the person; none if nothing does.
    pub fn statement(&self, text: &str) -> Result<Option<Redacted>, serde_json::Error> {
        let mut names = BTreeSet::new();
        let redacted = self.statement_at(text, &mut names)?;
        Ok((redacted != text).then_some(Redacted {
            text: redacted,
            names,
        }))
    }

    /// Any other JSON text, such as the definition of an activity.
    pub fn json(&self, text: &str) -> Result<String, serde_json::Error> {
        self.value(text, false, &mut BTreeSet::new())
    }

    /// The definition of an activity that the person wrote.
    pub fn definition(&self, text: &str) -> Result<String, serde_json::Error> {
        self.written_definition(text, &mut BTreeSet::new())
    }

    /// Plain text without the words that are searched for.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        if let Some(new) = self.renamed.get(text) {
            return new.clone();
        }
        let mut text = text.to_owned();
        // Longest first: an address holds the account's name.
        let mut words: Vec<&String> = self.words.iter().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            if let Some(replaced) = replaced(&text, word, &self.mark) {
                text = replaced;
            }
        }
        text
    }

    fn statement_at(
        &self,
        text: &str,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        let members = json::members(text)?;
        let of = |name: &str| {
            let found = members.iter().find(|(member, _)| member == name);
            found.map(|(_, value)| value.get())
        };
        let is_theirs = |value: Option<&str>| {
            let agent = value.and_then(|value| self.agent(value));
            agent.is_some()
        };
        let made = is_theirs(of("actor"));
        let about = self.all_free_text || made || is_theirs(of("object"));
        let mut kept = Vec::with_capacity(members.len());
        for (name, value) in &members {
            let value = value.get();
            let new = match name.as_ref() {
                "attachments" if about => continue,
                "result" if about => self.result(value, names)?,
                "context" if about => self.context(value, names)?,
                "object" if object_type(value)? == "SubStatement" => {
                    self.statement_at(value, names)?
                }
                _ => self.value(value, false, names)?,
            };
            kept.push((name.as_ref(), new));
        }
        let changed = kept
            .iter()
            .zip(&members)
            .any(|((_, new), (_, old))| new != old.get());
        if changed {
            // What was signed cannot be what it was, and a signature holds the statement whole.
            for (_, value) in kept.iter_mut().filter(|(name, _)| *name == "attachments") {
                *value = without_signatures(value)?;
            }
            kept.retain(|(name, value)| *name != "attachments" || value != "[]");
        }
        if kept.len() == members.len() && !changed {
            return Ok(text.to_owned());
        }
        json::object(kept.iter().map(|(name, value)| (*name, value.as_str())))
    }

    fn result(
        &self,
        text: &str,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        self.members(text, names, |name, value, names| match name {
            "response" => masked_json(value),
            "extensions" => self.value(value, true, names),
            _ => self.value(value, false, names),
        })
    }

    fn context(
        &self,
        text: &str,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        self.members(text, names, |name, value, names| {
            self.value(value, name == "extensions", names)
        })
    }

    /// Any value. `free`: what is written in it, is by the person or about them.
    fn value(
        &self,
        text: &str,
        free: bool,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        match text.as_bytes().first() {
            Some(b'{') => self.object(text, free, names),
            Some(b'[') => {
                let list: Vec<&RawValue> = serde_json::from_str(text)?;
                let mut new = String::from("[");
                let mut changed = false;
                for (place, value) in list.iter().enumerate() {
                    if place > 0 {
                        new.push(',');
                    }
                    let value_now = self.value(value.get(), free, names)?;
                    changed |= value_now != value.get();
                    new.push_str(&value_now);
                }
                new.push(']');
                Ok(if changed { new } else { text.to_owned() })
            }
            Some(b'"') => {
                let old: String = serde_json::from_str(text)?;
                let new = self.text(&old);
                let new = if free && is_free_text(&new) {
                    masked(&new)
                } else {
                    new
                };
                if new == old {
                    Ok(text.to_owned())
                } else {
                    serde_json::to_string(&new)
                }
            }
            _ => Ok(text.to_owned()),
        }
    }

    fn object(
        &self,
        text: &str,
        free: bool,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        if let Some((pseudonym, agent)) = self.agent(text) {
            let name = agent.get("name").and_then(Value::as_str);
            names.extend(name.map(str::to_owned));
            return self.pseudonym(pseudonym, text, &agent, names);
        }
        let written = self.is_written(text)?;
        let somebody_else = names_somebody(text);
        self.members(text, names, |name, value, names| match name {
            "definition" if written => self.written_definition(value, names),
            // What somebody says there is no code, however short it is.
            REASON if free && value.starts_with('"') => masked_json(value),
            // An account or address that is only like theirs is of somebody else, who stays.
            _ if somebody_else && IDENTIFIERS.contains(&name) => Ok(value.to_owned()),
            _ => self.value(value, free, names),
        })
    }

    /// The agent in an object's text, if it is the person.
    fn agent(&self, text: &str) -> Option<(&Identity, Value)> {
        if !may_name_somebody(text) {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let pseudonym = self.agents.get(&Identity::of(&value)?)?;
        Some((pseudonym, value))
    }

    fn pseudonym(
        &self,
        pseudonym: &Identity,
        text: &str,
        agent: &Value,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        let mut new = pseudonym.to_agent();
        let kind = agent.get("objectType").and_then(Value::as_str);
        if let Some(members) = new.as_object_mut() {
            members.insert("objectType".into(), kind.unwrap_or("Agent").into());
        }
        let new = new.to_string();
        let old = json::members(text)?;
        let Some((_, members)) = old.iter().find(|(name, _)| name == "member") else {
            return Ok(new);
        };
        let members = self.value(members.get(), false, names)?;
        let kept = json::members(&new)?;
        let kept = kept
            .iter()
            .map(|(name, value)| (name.as_ref(), value.get()));
        json::object(kept.chain([("member", members.as_str())]))
    }

    fn is_written(&self, text: &str) -> Result<bool, serde_json::Error> {
        if self.written.is_empty() || !text.contains("\"definition\"") {
            return Ok(false);
        }
        let members = json::members(text)?;
        let id = members.iter().find(|(name, _)| name == "id");
        Ok(id
            .and_then(|(_, id)| serde_json::from_str::<String>(id.get()).ok())
            .is_some_and(|id| self.written.contains(&id)))
    }

    fn written_definition(
        &self,
        text: &str,
        names: &mut BTreeSet<String>,
    ) -> Result<String, serde_json::Error> {
        self.members(text, names, |name, value, names| match name {
            "name" | "description" => self.members(value, names, |_, value, _| masked_json(value)),
            _ => self.value(value, true, names),
        })
    }

    /// An object with each member changed.
    fn members(
        &self,
        text: &str,
        names: &mut BTreeSet<String>,
        mut change: impl FnMut(&str, &str, &mut BTreeSet<String>) -> Result<String, serde_json::Error>,
    ) -> Result<String, serde_json::Error> {
        let old = json::members(text)?;
        let mut new = Vec::with_capacity(old.len());
        let mut changed = false;
        for (name, value) in &old {
            let value_now = change(name, value.get(), names)?;
            let name_now = self.text(name);
            changed |= value_now != value.get() || name_now != *name;
            new.push((name_now, value_now));
        }
        if !changed {
            return Ok(text.to_owned());
        }
        json::object(
            new.iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
    }
}

/// Whether an object's text may be that of an agent. Names may be written with escapes, so that a
/// backslash is no proof.
fn may_name_somebody(text: &str) -> bool {
    let known = || IDENTIFIERS.iter().any(|name| text.contains(name));
    text.starts_with('{') && (text.contains('\\') || known())
}

/// Whether an object's text is that of an agent.
fn names_somebody(text: &str) -> bool {
    let value = || serde_json::from_str::<Value>(text).ok();
    may_name_somebody(text) && value().is_some_and(|value| Identity::of(&value).is_some())
}

fn object_type(text: &str) -> Result<String, serde_json::Error> {
    let members = json::members(text)?;
    let kind = members.iter().find(|(name, _)| name == "objectType");
    kind.map_or_else(
        || Ok("Activity".to_owned()),
        |(_, kind)| serde_json::from_str(kind.get()),
    )
}

fn without_signatures(text: &str) -> Result<String, serde_json::Error> {
    let list: Vec<&RawValue> = serde_json::from_str(text)?;
    let mut kept = Vec::new();
    for one in list {
        let value: Value = serde_json::from_str(one.get())?;
        if value.get("usageType").and_then(Value::as_str) != Some(SIGNATURE) {
            kept.push(one.get());
        }
    }
    Ok(format!("[{}]", kept.join(",")))
}

fn is_free_text(text: &str) -> bool {
    text.split_whitespace().nth(FREE_TEXT_WORDS - 1).is_some()
}

/// Every letter and digit an `x`.
#[must_use]
pub fn masked(text: &str) -> String {
    let mask = |letter: char| {
        if letter.is_alphanumeric() {
            'x'
        } else {
            letter
        }
    };
    text.chars().map(mask).collect()
}

fn masked_json(text: &str) -> Result<String, serde_json::Error> {
    match serde_json::from_str::<Value>(text)? {
        Value::String(old) => serde_json::to_string(&masked(&old)),
        _ => Ok(text.to_owned()),
    }
}

/// A text with a word replaced wherever it stands by itself; none if it does not.
#[must_use]
pub fn replaced(text: &str, word: &str, mark: &str) -> Option<String> {
    let (lower, word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    if word.is_empty() {
        return None;
    }
    let mut new = String::new();
    let mut taken = 0;
    for (start, _) in lower.match_indices(&word) {
        let end = start + word.len();
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        if start < taken || !apart(before) || !apart(after) {
            continue;
        }
        new.push_str(&text[taken..start]);
        new.push_str(mark);
        taken = end;
    }
    if taken == 0 {
        return None;
    }
    new.push_str(&text[taken..]);
    Some(new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redaction() -> Redaction {
        let mbox = Identity::Mbox("mailto:lena@example.org".into());
        let account = |name: &str| Identity::Account {
            home_page: "https://coachlight.org/erased".into(),
            name: name.into(),
        };
        Redaction {
            agents: BTreeMap::from([(mbox, account("erased-1"))]),
            words: ["lena@example.org", "Lena Marquardt"]
                .map(str::to_owned)
                .into(),
            mark: "erased-1".into(),
            written: HashSet::from(["https://x.org/posts/1".to_owned()]),
            ..Redaction::default()
        }
    }

    fn lena() -> Value {
        json!({ "mbox": "mailto:lena@example.org", "name": "Lena Marquardt" })
    }

    fn redacted(statement: &Value) -> Value {
        let redacted = redaction().statement(&statement.to_string()).unwrap();
        serde_json::from_str(&redacted.unwrap().text).unwrap()
    }

    fn pseudonym() -> Value {
        json!({ "objectType": "Agent",
            "account": { "homePage": "https://coachlight.org/erased", "name": "erased-1" } })
    }

    #[test]
    fn who_is_only_called_alike_stays_who_they_are() {
        let mut redaction = redaction();
        redaction.words.insert("lena".into());
        let other = json!({ "mbox": "mailto:lena@elsewhere.org", "name": "lena of elsewhere" });
        let statement = json!({ "actor": other, "object": { "id": "https://x.org/lena" } });
        let redacted = redaction.statement(&statement.to_string()).unwrap();
        let redacted: Value = serde_json::from_str(&redacted.unwrap().text).unwrap();
        let expected = json!({
            "actor": { "mbox": "mailto:lena@elsewhere.org", "name": "erased-1 of elsewhere" },
            "object": { "id": "https://x.org/erased-1" }
        });
        assert_eq!(redacted, expected);
    }

    #[test]
    fn what_the_person_said_goes_and_what_is_counted_stays() {
        let statement = json!({
            "actor": lena(),
            "verb": { "id": "https://x.org/answered" },
            "object": { "id": "https://x.org/questions/1" },
            "result": { "response": "I hate it, ask Bo.", "success": true, "score": { "raw": 1.5 },
                "extensions": { "https://x.org/why": "because it is so", "https://x.org/code": "Tested Out" } },
            "attachments": [{ "usageType": "https://x.org/file" }],
            "timestamp": "2026-11-01T10:00:00Z"
        });
        let expected = json!({
            "actor": pseudonym(),
            "verb": { "id": "https://x.org/answered" },
            "object": { "id": "https://x.org/questions/1" },
            "result": { "response": "x xxxx xx, xxx xx.", "success": true, "score": { "raw": 1.5 },
                "extensions": { "https://x.org/why": "xxxxxxx xx xx xx", "https://x.org/code": "Tested Out" } },
            "timestamp": "2026-11-01T10:00:00Z"
        });
        assert_eq!(redacted(&statement), expected);
    }

    #[test]
    fn a_reason_goes_in_however_few_words_unless_it_is_somebody_elses() {
        let because = |who: Value, why: Value| {
            json!({ "actor": who, "object": { "id": "https://x.org/o" }, "context": { "extensions": {
                REASON: why, "https://x.org/note": "Lena Marquardt" } } })
        };
        let left = because(pseudonym(), json!("xxxxxxxx"));
        let mut expected = left;
        expected["context"]["extensions"]["https://x.org/note"] = json!("erased-1");
        assert_eq!(redacted(&because(lena(), json!("Pregnant"))), expected);
        expected["context"]["extensions"][REASON] = json!(["erased-1"]);
        assert_eq!(
            redacted(&because(lena(), json!(["Lena Marquardt"]))),
            expected
        );
        let bo = json!({ "mbox": "mailto:bo@example.org" });
        let others = redacted(&because(bo, json!("Pregnant")));
        assert_eq!(others["context"]["extensions"][REASON], "Pregnant");
    }

    #[test]
    fn the_person_goes_from_every_place_of_others_statements() {
        let bo = json!({ "mbox": "mailto:bo@example.org", "name": "Bo" });
        let statement = |who: Value, text: &str| {
            json!({
                "actor": bo,
                "object": { "objectType": "SubStatement", "actor": who, "object": who },
                "context": { "team": { "objectType": "Group", "member": [bo, who] },
                    "contextAgents": [{ "agent": who }],
                    "extensions": { "https://x.org/invitee": who, "https://x.org/note": text } },
                "result": { "response": text }
            })
        };
        assert_eq!(
            redacted(&statement(
                lena(),
                "thanks LENA@example.org and Lena marquardt!"
            )),
            statement(pseudonym(), "thanks erased-1 and erased-1!")
        );
    }

    #[test]
    fn what_they_wrote_goes_where_it_is_repeated() {
        let object = |id: &str, name: &str, text: &str| {
            json!({ "actor": { "mbox": "mailto:bo@example.org" }, "object": { "id": id, "definition":
                { "name": { "en": name }, "description": { "en": text }, "type": "https://x.org/post" } } })
        };
        assert_eq!(
            redacted(&object("https://x.org/posts/1", "My boss", "is 1 bore")),
            object("https://x.org/posts/1", "xx xxxx", "xx x xxxx")
        );
        let other = object("https://x.org/posts/2", "My boss", "is 1 bore").to_string();
        assert_eq!(redaction().statement(&other).unwrap(), None);
    }

    #[test]
    fn what_would_become_the_same_is_called_otherwise_wherever_it_stands() {
        let mut redaction = redaction();
        let old = "https://x.org/lena@example.org".to_owned();
        let new = "https://x.org/erased-1-7".to_owned();
        redaction.renamed.insert(old.clone(), new.clone());
        let statement = |iri: &str| json!({ "object": { "id": iri }, "context": { "extensions": { "https://x.org/e": [iri] } } });
        let redacted = redaction.statement(&statement(&old).to_string()).unwrap();
        assert_eq!(redacted.unwrap().text, statement(&new).to_string());
        assert_eq!(
            redaction.text(&format!("{old}/1")),
            "https://x.org/erased-1/1"
        );
    }

    #[test]
    fn signatures_of_what_was_changed_go() {
        let statement = json!({
            "actor": { "mbox": "mailto:bo@example.org" },
            "object": { "id": "https://x.org/o" },
            "context": { "instructor": lena() },
            "attachments": [{ "usageType": SIGNATURE }, { "usageType": "https://x.org/file" }]
        });
        assert_eq!(
            redacted(&statement)["attachments"],
            json!([{ "usageType": "https://x.org/file" }])
        );
    }

    #[test]
    fn a_word_in_a_longer_one_stays() {
        assert_eq!(
            replaced("annalena lena", "lena", "x"),
            Some("annalena x".into())
        );
        assert_eq!(replaced("Ölena", "lena", "x"), None);
        assert_eq!(replaced("lenalena", "lena", "x"), None);
    }

    #[test]
    fn names_and_numbers_written_in_other_ways_are_found_or_kept() {
        let text = r#"{"actor":{"mb\u006fx":"mailto:lena@example.org"},"n":1.50,"s":"L\u0065na Marquardt"}"#;
        let redacted = redaction().statement(text).unwrap().unwrap().text;
        assert!(
            redacted.ends_with(r#","n":1.50,"s":"erased-1"}"#),
            "{redacted}"
        );
        assert!(!redacted.contains("lena"));
    }
}
