//! What is known of activities and verbs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    VERB_DISPLAYS = {
        sqlite: "SELECT key, display FROM verb
                 WHERE key IN (SELECT value FROM json_each($1)) AND display IS NOT NULL",
        postgres: "SELECT key, display FROM verb
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                   AND display IS NOT NULL",
    };
    ACTIVITY_DEFINITIONS = {
        sqlite: "SELECT key, definition FROM activity
                 WHERE key IN (SELECT value FROM json_each($1)) AND definition IS NOT NULL",
        postgres: "SELECT key, definition FROM activity
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                   AND definition IS NOT NULL",
    };
    SET_VERB_DISPLAYS = {
        sqlite: "UPDATE verb SET display = new.value->>1 FROM json_each($1) AS new
                 WHERE verb.key = new.value->>0",
        postgres: "UPDATE verb SET display = new->>1 FROM jsonb_array_elements($1::jsonb) AS new
                   WHERE verb.key = (new->>0)::bigint",
    };
    SET_ACTIVITY_DEFINITIONS = {
        sqlite: "UPDATE activity SET definition = new.value->>1 FROM json_each($1) AS new
                 WHERE activity.key = new.value->>0",
        postgres: "UPDATE activity SET definition = new->>1
                   FROM jsonb_array_elements($1::jsonb) AS new
                   WHERE activity.key = (new->>0)::bigint",
    };
    DISPLAY_SIZES = {
        sqlite: "SELECT iri, octet_length(display) FROM verb
                 WHERE iri IN (SELECT value FROM json_each($1)) AND display IS NOT NULL",
        postgres: "SELECT iri, octet_length(display)::bigint FROM verb
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND display IS NOT NULL",
    };
    DEFINITION_SIZES = {
        sqlite: "SELECT iri, octet_length(definition) FROM activity
                 WHERE iri IN (SELECT value FROM json_each($1)) AND definition IS NOT NULL",
        postgres: "SELECT iri, octet_length(definition)::bigint FROM activity
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND definition IS NOT NULL",
    };
    DISPLAYS_BY_IRI = {
        sqlite: "SELECT iri, display FROM verb
                 WHERE iri IN (SELECT value FROM json_each($1)) AND display IS NOT NULL",
        postgres: "SELECT iri, display FROM verb
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND display IS NOT NULL",
    };
    DECLARING = {
        sqlite: "SELECT key FROM activity
                 WHERE key IN (SELECT value FROM json_each($1)) AND EXISTS
                     (SELECT 1 FROM json_each($2) AS named WHERE instr(definition, named.value) > 0)",
        postgres: "SELECT key FROM activity
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                       AND EXISTS (SELECT 1 FROM jsonb_array_elements_text($2::jsonb) AS named
                                   WHERE strpos(definition, named) > 0)",
    };
    DEFINITIONS_BY_IRI = {
        sqlite: "SELECT iri, definition FROM activity
                 WHERE iri IN (SELECT value FROM json_each($1)) AND definition IS NOT NULL",
        postgres: "SELECT iri, definition FROM activity
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND definition IS NOT NULL",
    };
}

/// What a description is of, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::statements) enum Described {
    Activity(i64),
    Verb(i64),
}

/// Keys of activities, and of verbs, as lists.
fn described<'d>(all: impl Iterator<Item = &'d Described>) -> (Vec<i64>, Vec<i64>) {
    let (mut activities, mut verbs) = (Vec::new(), Vec::new());
    for described in all {
        match described {
            Described::Activity(key) => activities.push(*key),
            Described::Verb(key) => verbs.push(*key),
        }
    }
    (activities, verbs)
}

/// Definitions of activities and displays of verbs as they are stored, as JSON text.
pub(in crate::statements) async fn descriptions<'d>(
    tx: &mut Tx,
    wanted: impl Iterator<Item = &'d Described>,
) -> Result<BTreeMap<Described, String>, StoreError> {
    let (activities, verbs) = described(wanted);
    let mut found = BTreeMap::new();
    if !activities.is_empty() {
        let keys = list(activities.iter());
        let rows = fetch_all!(tx, ACTIVITY_DEFINITIONS as (i64, String), keys)?;
        found.extend(
            rows.into_iter()
                .map(|(key, text)| (Described::Activity(key), text)),
        );
    }
    if !verbs.is_empty() {
        let keys = list(verbs.iter());
        let rows = fetch_all!(tx, VERB_DISPLAYS as (i64, String), keys)?;
        found.extend(
            rows.into_iter()
                .map(|(key, text)| (Described::Verb(key), text)),
        );
    }
    Ok(found)
}

/// Stores definitions of activities and displays of verbs.
pub(in crate::statements) async fn describe(
    tx: &mut Tx,
    changed: &[(Described, String)],
) -> Result<(), StoreError> {
    let (mut activities, mut verbs) = (Vec::new(), Vec::new());
    for (described, text) in changed {
        match described {
            Described::Activity(key) => activities.push((key, text)),
            Described::Verb(key) => verbs.push((key, text)),
        }
    }
    if !activities.is_empty() {
        execute!(tx, SET_ACTIVITY_DEFINITIONS, list(activities.iter()))?;
    }
    if !verbs.is_empty() {
        execute!(tx, SET_VERB_DISPLAYS, list(verbs.iter()))?;
    }
    Ok(())
}

/// The definitions, as JSON text, of those of some activities that have one.
pub async fn definitions(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, StoreError> {
    let iris = list(iris);
    let rows = fetch_all!(tx, DEFINITIONS_BY_IRI as (String, String), iris)?;
    Ok(rows.into_iter().collect())
}

/// Those of some activities, by key, whose definition speaks of one of some extensions.
pub async fn declaring(
    tx: &mut Tx,
    activities: impl IntoIterator<Item = i64>,
    extensions: &[&str],
) -> Result<BTreeSet<i64>, StoreError> {
    let keys = list(activities);
    let rows = fetch_all!(tx, DECLARING as (i64,), keys, list(extensions))?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// How many bytes the definitions have of those of some activities that have one.
pub(in crate::statements) async fn definition_sizes(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, usize>, StoreError> {
    let rows = fetch_all!(tx, DEFINITION_SIZES as (String, i64), list(iris))?;
    Ok(sizes(rows))
}

/// How many bytes the displays have of those of some verbs that have one.
pub(in crate::statements) async fn display_sizes(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, usize>, StoreError> {
    let rows = fetch_all!(tx, DISPLAY_SIZES as (String, i64), list(iris))?;
    Ok(sizes(rows))
}

fn sizes(rows: Vec<(String, i64)>) -> HashMap<String, usize> {
    let sizes = rows.into_iter();
    sizes
        .map(|(iri, size)| (iri, usize::try_from(size).unwrap_or(usize::MAX)))
        .collect()
}

/// The displays, as JSON text, of those of some verbs that have one.
pub(in crate::statements) async fn displays(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, StoreError> {
    let iris = list(iris);
    let rows = fetch_all!(tx, DISPLAYS_BY_IRI as (String, String), iris)?;
    Ok(rows.into_iter().collect())
}
