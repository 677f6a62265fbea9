//! What is written of the log when a person is erased: the only place where it is not append only.

use super::{AgentKey, StoredStatement};
use crate::statements::identity::Identity;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, sql};

sql! {
    BARS = "SELECT barred FROM log_head WHERE id = 1";
    COUNT_BARS = "UPDATE log_head SET barred = barred + 1 WHERE id = 1";
    /// All of them: a writer keeps them in memory, 32 bytes each.
    ERASE_BARRED = "SELECT digest FROM barred_identifier";
    IS_BARRED = "SELECT 1 FROM barred_identifier WHERE digest = $1";
    BAR = "INSERT INTO barred_identifier (digest, barred_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    ADMIT = "DELETE FROM barred_identifier WHERE digest = $1";
    RENAME_AGENT = "UPDATE agent SET kind = $2, value = $3, home_page = $4 WHERE key = $1";
    ADD_FORMER = "INSERT INTO agent_former (kind, value, home_page, agent) VALUES ($1, $2, $3, $4)
                  ON CONFLICT DO NOTHING";
    /// Empty, save while somebody is being erased.
    ERASE_FORMER = "DELETE FROM agent_former WHERE agent = $1";
    REWRITE = "UPDATE statement SET text = $2 WHERE seq = $1";
    DETACH = "DELETE FROM statement_attachment WHERE sha2 = $1 AND seq = $2";
    /// Statements of a part of the log whose text holds one of a list of words, which are lowercase
    /// in ASCII.
    MENTIONING = {
        sqlite: "SELECT s.seq FROM statement s WHERE s.seq > $1 AND s.seq <= $2 AND EXISTS (
                     SELECT 1 FROM json_each($3) w WHERE instr(lower(s.text), w.value) > 0)
                 ORDER BY s.seq",
        postgres: "SELECT s.seq FROM statement s WHERE s.seq > $1 AND s.seq <= $2 AND EXISTS (
                       SELECT 1 FROM jsonb_array_elements_text($3::jsonb) w
                       WHERE strpos(lower(s.text COLLATE \"C\"), w.value) > 0)
                   ORDER BY s.seq",
    };
    ERASE_AUTHORITIES = {
        sqlite: "SELECT key, text FROM authority a WHERE EXISTS (
                     SELECT 1 FROM json_each($1) w WHERE instr(lower(a.text), w.value) > 0)",
        postgres: "SELECT key, text FROM authority a WHERE EXISTS (
                       SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower(a.text COLLATE \"C\"), w.value) > 0)",
    };
    SET_AUTHORITY = "UPDATE authority SET text = $2 WHERE key = $1";
    /// Activities whose address or definition holds one of some words, a part after the other.
    ERASE_ACTIVITIES = {
        sqlite: "SELECT key, iri, definition FROM activity a WHERE key > $1 AND EXISTS (
                     SELECT 1 FROM json_each($2) w
                     WHERE instr(lower(a.iri || coalesce(a.definition, '')), w.value) > 0)
                 ORDER BY key LIMIT $3",
        postgres: "SELECT key, iri, definition FROM activity a WHERE key > $1 AND EXISTS (
                       SELECT 1 FROM jsonb_array_elements_text($2::jsonb) w
                       WHERE strpos(lower((a.iri || coalesce(a.definition, '')) COLLATE \"C\"),
                           w.value) > 0)
                   ORDER BY key LIMIT $3",
    };
    ACTIVITIES = {
        sqlite: "SELECT key, iri, definition FROM activity
                 WHERE key IN (SELECT value FROM json_each($1))",
        postgres: "SELECT key, iri, definition FROM activity
                   WHERE key IN (SELECT value::bigint
                                 FROM jsonb_array_elements_text($1::jsonb))",
    };
    ERASE_ALIKE = {
        sqlite: "SELECT key, value, home_page FROM agent a WHERE EXISTS (
                     SELECT 1 FROM json_each($1) w WHERE instr(lower(a.value), w.value) > 0)
                 ORDER BY key LIMIT $2",
        postgres: "SELECT key, value, home_page FROM agent a WHERE EXISTS (
                       SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower(a.value COLLATE \"C\"), w.value) > 0)
                   ORDER BY key LIMIT $2",
    };
    SET_ACTIVITY = "UPDATE activity SET iri = $2, definition = $3 WHERE key = $1";
}

pub(in crate::statements) async fn bars(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, BARS as (i64,))?.0)
}

pub(in crate::statements) async fn count_bars(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, COUNT_BARS)?;
    Ok(())
}

pub(in crate::statements) async fn barred(tx: &mut Tx) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows = fetch_all!(tx, ERASE_BARRED as (Vec<u8>,))?;
    Ok(rows.into_iter().map(|(digest,)| digest).collect())
}

pub(in crate::statements) async fn is_barred(
    tx: &mut Tx,
    digest: &[u8],
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_BARRED as (i32,), digest)?.is_some())
}

pub(in crate::statements) async fn bar(
    tx: &mut Tx,
    digest: &[u8],
    at: i64,
) -> Result<(), StoreError> {
    execute!(tx, BAR, digest, at)?;
    Ok(())
}

pub(in crate::statements) async fn admit(tx: &mut Tx, digest: &[u8]) -> Result<u64, StoreError> {
    execute!(tx, ADMIT, digest)
}

/// Gives an agent another identifier. Until [`forget_former`], texts that name it by the old one
/// still mean it.
pub async fn rename_agent(
    tx: &mut Tx,
    key: AgentKey,
    old: &Identity,
    new: &Identity,
) -> Result<(), StoreError> {
    let (kind, value, home_page) = old.columns();
    execute!(tx, ADD_FORMER, kind, value, home_page, key)?;
    let (kind, value, home_page) = new.columns();
    execute!(tx, RENAME_AGENT, key, kind, value, home_page)?;
    Ok(())
}

/// No text names an agent by what it was called before.
pub async fn forget_former(tx: &mut Tx, key: AgentKey) -> Result<(), StoreError> {
    execute!(tx, ERASE_FORMER, key)?;
    Ok(())
}

/// Puts another text in the place of a statement's.
pub async fn rewrite(tx: &mut Tx, seq: i64, text: &str) -> Result<(), StoreError> {
    execute!(tx, REWRITE, seq, text)?;
    Ok(())
}

/// Notes that a statement does not need an attachment any more.
pub async fn detach(tx: &mut Tx, seq: i64, hash: &str) -> Result<(), StoreError> {
    execute!(tx, DETACH, hash, seq)?;
    Ok(())
}

/// Statements of a part of the log (after a place, up to one) whose text holds one of some words.
pub async fn mentioning(
    tx: &mut Tx,
    after: i64,
    until: i64,
    words: &[String],
) -> Result<Vec<i64>, StoreError> {
    let words = list(words.iter());
    let rows = fetch_all!(tx, MENTIONING as (i64,), after, until, words)?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

/// Statements by their places in the log.
pub async fn by_places(tx: &mut Tx, places: &[i64]) -> Result<Vec<StoredStatement>, StoreError> {
    super::by_seq(tx, places).await
}

/// Authorities whose text holds one of some words.
pub async fn authorities_holding(
    tx: &mut Tx,
    words: &[String],
) -> Result<Vec<(i64, String)>, StoreError> {
    fetch_all!(tx, ERASE_AUTHORITIES as (i64, String), list(words.iter()))
}

/// Puts another text in the place of an authority's.
pub async fn set_authority(tx: &mut Tx, key: i64, text: &str) -> Result<(), StoreError> {
    execute!(tx, SET_AUTHORITY, key, text)?;
    Ok(())
}

/// At most `limit` agents whose identifier holds one of some words: their keys, identifiers and the
/// home pages of accounts.
pub async fn agents_alike(
    tx: &mut Tx,
    words: &[String],
    limit: i64,
) -> Result<Vec<(AgentKey, String, String)>, StoreError> {
    let words = list(words.iter());
    fetch_all!(tx, ERASE_ALIKE as (AgentKey, String, String), words, limit)
}

/// An activity: its key, its address, and what is known of it, as JSON text.
pub type ActivityRow = (i64, String, Option<String>);

/// At most `limit` activities after a key whose address or definition holds one of some words.
pub async fn activities_holding(
    tx: &mut Tx,
    after: i64,
    words: &[String],
    limit: i64,
) -> Result<Vec<ActivityRow>, StoreError> {
    fetch_all!(
        tx,
        ERASE_ACTIVITIES as ActivityRow,
        after,
        list(words.iter()),
        limit
    )
}

/// Activities by their keys.
pub async fn activities(tx: &mut Tx, keys: &[i64]) -> Result<Vec<ActivityRow>, StoreError> {
    fetch_all!(tx, ACTIVITIES as ActivityRow, list(keys.iter()))
}

/// Puts another address and definition in the place of an activity's.
pub async fn set_activity(
    tx: &mut Tx,
    (key, iri, definition): &ActivityRow,
) -> Result<(), StoreError> {
    execute!(tx, SET_ACTIVITY, key, iri, definition)?;
    Ok(())
}
