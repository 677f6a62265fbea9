//! What people are called by whom: every name that this room tells goes through here, so that where a
//! [`Veil`] hangs on the transaction nothing but pseudonyms comes out of it. A
//! [`Person`] cannot be read in another way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pseudonyms::{codes, pseudonym};
use super::store::names;
use super::{Person, PersonId};
use crate::statements::{self, AgentKey, Identity, sought};
use crate::store::{StoreError, Tx, Veil, fetch_all, id_list, sql};

sql! {
    KNOWN_BY = {
        sqlite: "SELECT l.person, a.kind, a.value, a.home_page FROM person_agent l
                 JOIN agent a ON a.key = l.agent
                 WHERE l.person IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT l.person, a.kind, a.value, a.home_page FROM person_agent l
                   JOIN agent a ON a.key = l.agent
                   WHERE l.person IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
}

/// The home page of accounts that stand for people whose names are hidden.
const HOME: &str = "https://coachlight.org/pseudonym";
/// What stands for somebody who is nobody that is known here.
const UNKNOWN: &str = "Person";

/// People as whoever reads may know them: under a pseudonym where a veil hides their names. What was
/// hidden is hidden in texts, too, that are read afterwards.
pub(super) async fn shown(tx: &mut Tx, mut people: Vec<Person>) -> Result<Vec<Person>, StoreError> {
    let Some(veil) = tx.veil() else {
        return Ok(people);
    };
    let hidden: BTreeSet<PersonId> = people
        .iter()
        .map(|person| person.id)
        .filter(|person| !veil.knows(person.0))
        .collect();
    if hidden.is_empty() {
        return Ok(people);
    }
    let codes = codes(tx, &hidden).await?;
    let mut telling = telling(tx, &hidden).await?;
    let mut words = Vec::new();
    for person in people.iter_mut().filter(|it| hidden.contains(&it.id)) {
        let mut of = telling.remove(&person.id).unwrap_or_default();
        if let Some(name) = &person.name {
            sought::of_name(name, &mut of);
        }
        person.name = codes.get(&person.id).map(|code| pseudonym(code));
        let mark = person.name.as_deref().unwrap_or(UNKNOWN);
        words.extend(of.into_iter().map(|word| (word, mark.to_owned())));
    }
    if let Some(veil) = tx.veil_mut() {
        veil.hide(words);
    }
    Ok(people)
}

/// The words that tell who people are, apart from their names.
async fn telling(
    tx: &mut Tx,
    persons: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, BTreeSet<String>>, StoreError> {
    let ids = id_list(persons);
    let mut found: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
    for (person, kind, value, home_page) in
        fetch_all!(tx, KNOWN_BY as (PersonId, i64, String, String), &ids)?
    {
        if let Some(identity) = Identity::from_columns(kind, value, home_page) {
            sought::of_agent(&identity, found.entry(person).or_default());
        }
    }
    Ok(found)
}

/// A text as whoever reads may see it: where a veil hides names, those that were hidden so far in the
/// transaction stand as pseudonyms, as whole words. A first name alone, a nickname or a name that is
/// misspelt is not found.
#[must_use]
pub fn text(tx: &Tx, mut text: String) -> String {
    for (word, mark) in tx.veil().map_or(&[][..], Veil::words) {
        if let Some(replaced) = statements::replaced(&text, word, mark) {
            text = replaced;
        }
    }
    text
}

/// A statement as whoever reads may see it: where a veil hides names, everybody whom it does not let
/// them know stands as an account that is called like the pseudonym, wherever they are named.
pub async fn statement(tx: &mut Tx, statement: &str) -> Result<String, StoreError> {
    if tx.veil().is_none() {
        return Ok(statement.to_owned());
    }
    let value: Value = serde_json::from_str(statement).map_err(unreadable)?;
    let mut named = BTreeSet::new();
    for (member, part) in value.as_object().into_iter().flatten() {
        // Who vouches for a statement is a system.
        if member != "authority" {
            identities(part, &mut named);
        }
    }
    let mut agents: BTreeMap<AgentKey, Identity> = BTreeMap::new();
    let mut strangers = BTreeSet::new();
    for identity in named {
        match statements::find_agent(tx, &identity).await? {
            Some(key) => {
                agents.insert(key, identity);
            }
            None => {
                strangers.insert(identity);
            }
        }
    }
    let keys: Vec<AgentKey> = agents.keys().copied().collect();
    let people = names(tx, &keys).await?;
    let Some(veil) = tx.veil() else {
        return Ok(statement.to_owned());
    };
    let mut accounts: BTreeMap<Identity, Identity> = strangers
        .into_iter()
        .map(|stranger| (stranger, account(UNKNOWN)))
        .collect();
    for (key, identity) in agents {
        let person = people.get(&key);
        if person.is_none_or(|person| !veil.knows(person.id.0)) {
            let called = person.and_then(|person| person.name.as_deref());
            accounts.insert(identity, account(called.unwrap_or(UNKNOWN)));
        }
    }
    let mut shown = value;
    hide(&mut shown, &accounts, veil.words());
    Ok(shown.to_string())
}

/// JSON that somebody wrote as whoever reads may see it: the same byte for byte if there is nothing to
/// hide in its texts.
pub fn json(tx: &Tx, json: String) -> Result<String, StoreError> {
    let words = tx.veil().map_or(&[][..], Veil::words);
    if words.is_empty() {
        return Ok(json);
    }
    let mut shown: Value = serde_json::from_str(&json).map_err(unreadable)?;
    let hidden = hide(&mut shown, &BTreeMap::new(), words);
    Ok(if hidden { shown.to_string() } else { json })
}

/// Puts accounts in the place of agents, and marks in that of words; says whether there were any. What is
/// called so by programs (the names of members) stays, as does whoever is named by an identifier and may
/// be known.
fn hide(
    value: &mut Value,
    accounts: &BTreeMap<Identity, Identity>,
    words: &[(String, String)],
) -> bool {
    let identity = Identity::of(value);
    let within = |any, part: &mut Value| hide(part, accounts, words) || any;
    match value {
        Value::Array(parts) => parts.iter_mut().fold(false, within),
        Value::Object(members) => match identity {
            None => members.values_mut().fold(false, within),
            Some(identity) => {
                let hidden = accounts.get(&identity);
                if let Some(account) = hidden {
                    let kept = ["member", "objectType"].map(|name| (name, members.remove(name)));
                    let mut shown = account.to_agent();
                    for (name, part) in kept {
                        if let Some(part) = part {
                            shown[name] = part;
                        }
                    }
                    *value = shown;
                }
                value
                    .get_mut("member")
                    .into_iter()
                    .fold(hidden.is_some(), within)
            }
        },
        Value::String(text) => {
            let mut any = false;
            for (word, mark) in words {
                if let Some(replaced) = statements::replaced(text, word, mark) {
                    any |= replaced != *text;
                    *text = replaced;
                }
            }
            any
        }
        _ => false,
    }
}

fn account(mark: &str) -> Identity {
    Identity::Account {
        home_page: HOME.to_owned(),
        name: mark.to_owned(),
    }
}

/// Everybody whom a part of a statement names.
fn identities(part: &Value, found: &mut BTreeSet<Identity>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| identities(part, found)),
        Value::Object(members) => {
            found.extend(Identity::of(part));
            members.values().for_each(|part| identities(part, found));
        }
        _ => {}
    }
}

/// What is kept is JSON: it was changed from outside.
fn unreadable(error: serde_json::Error) -> StoreError {
    sqlx::Error::Decode(error.into()).into()
}
