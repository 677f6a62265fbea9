//! What was told of a person: it stays told, without saying of whom.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::outbox;
use crate::people::PersonId;
use crate::statements::masked;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, list, sql, texts};

sql! {
    ERASE_COUNT = "SELECT count(*) FROM (
                       SELECT event FROM event_person WHERE person = $1
                       UNION SELECT seq FROM event WHERE subject = $2) told";
    ERASE_EVENTS = "SELECT e.seq, e.data FROM event_person p JOIN event e ON e.seq = p.event
                    WHERE p.person = $1";
    ERASE_PERSON = "DELETE FROM event_person WHERE person = $1";
    ERASE_TITLES = {
        sqlite: "SELECT seq, data FROM event WHERE kind IN ('goal.set', 'goal.closed')
                     AND EXISTS (SELECT 1 FROM json_each($1) w WHERE instr(data, w.value) > 0)",
        postgres: "SELECT seq, data FROM event WHERE kind IN ('goal.set', 'goal.closed')
                       AND EXISTS (SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                                   WHERE strpos(data, w.value) > 0)",
    };
    SET_DATA = "UPDATE event SET data = $2 WHERE seq = $1";
    /// Waits for whoever tells something, and lets nobody begin until the transaction has ended.
    LOCK = "UPDATE event_place SET event_seq = event_seq WHERE only_row = 1";
    ERASE_SUBJECT = "UPDATE event SET subject = $2 WHERE subject = $1";
}

texts! {
    replaced {
        data: "event"."data",
        labels: "webhook"."label",
        troubles: "webhook"."disabled_for",
    }
    working { webhooks: "webhook"."url", }
}

/// How many events tell of a person.
pub async fn held(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    let subject = format!("person {person}");
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), person, subject)?.0)
}

/// Keeps others from telling anything until the transaction has ended: they may have read a name.
pub async fn lock(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, LOCK)?;
    Ok(())
}

/// Lets a person go from what was told, and from what is still to be sent of it.
pub async fn let_go(tx: &mut Tx, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    let sought = from.to_string();
    for (seq, data) in fetch_all!(tx, ERASE_EVENTS as (i64, String), from)? {
        let Ok(mut value) = serde_json::from_str::<Value>(&data) else {
            continue;
        };
        let is_theirs = |role: &str| value[role]["id"].as_str() == Some(&sought);
        // As in the statements that it comes from.
        if is_theirs("person") || is_theirs("by") {
            mask(&mut value, "text");
            mask(&mut value, "note");
        }
        rename(&mut value, &sought, &to.to_string());
        execute!(tx, SET_DATA, seq, value.to_string())?;
    }
    execute!(tx, ERASE_PERSON, from)?;
    let (old, new) = (format!("person {from}"), format!("person {to}"));
    execute!(tx, ERASE_SUBJECT, &old, &new)?;
    outbox::erasing::rename_line(tx, &old, &new).await
}

/// Makes unreadable what goals and steps are called, by their addresses, of whomever it was told.
pub async fn mask_titles(tx: &mut Tx, written: &BTreeSet<&str>) -> Result<(), StoreError> {
    for (seq, data) in fetch_all!(tx, ERASE_TITLES as (i64, String), list(written.iter()))? {
        let Ok(mut value) = serde_json::from_str::<Value>(&data) else {
            continue;
        };
        let object = value["object"].as_str();
        if object.is_some_and(|object| written.contains(object)) {
            mask(&mut value, "title");
            execute!(tx, SET_DATA, seq, value.to_string())?;
        }
    }
    Ok(())
}

fn mask(data: &mut Value, name: &str) {
    if let Some(text) = data.get_mut(name)
        && let Some(old) = text.as_str()
    {
        *text = masked(old).into();
    }
}

/// Takes the name and the agents from wherever the person stands.
fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Object(members) => {
            if members.get("id").and_then(Value::as_str) == Some(from) {
                members.insert("id".into(), to.into());
                members.insert("name".into(), Value::Null);
                members.insert("agents".into(), Value::Array(Vec::new()));
            }
            members
                .values_mut()
                .for_each(|value| rename(value, from, to));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rename(value, from, to)),
        Value::String(text) if text == from => to.clone_into(text),
        _ => {}
    }
}
