//! What was told of a person: it stays told, without saying of whom.

use serde_json::Value;

use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, sql, texts};

sql! {
    ERASE_COUNT = {
        sqlite: "SELECT count(*) FROM event WHERE instr(data, $1) > 0 OR subject = $2",
        postgres: "SELECT count(*) FROM event WHERE strpos(data, $1) > 0 OR subject = $2",
    };
    /// Events are kept for some days only.
    ERASE_EVENTS = {
        sqlite: "SELECT seq, data FROM event WHERE instr(data, $1) > 0",
        postgres: "SELECT seq, data FROM event WHERE strpos(data, $1) > 0",
    };
    SET_DATA = "UPDATE event SET data = $2 WHERE seq = $1";
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
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), person.to_string(), subject)?.0)
}

/// Lets a person go from what was told.
pub async fn let_go(tx: &mut Tx, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    let sought = from.to_string();
    for (seq, data) in fetch_all!(tx, ERASE_EVENTS as (i64, String), &sought)? {
        let Ok(mut value) = serde_json::from_str::<Value>(&data) else {
            continue;
        };
        rename(&mut value, &sought, &to.to_string());
        execute!(tx, SET_DATA, seq, value.to_string())?;
    }
    let (old, new) = (format!("person {from}"), format!("person {to}"));
    execute!(tx, ERASE_SUBJECT, &old, &new)?;
    Ok(())
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
