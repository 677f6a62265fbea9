//! All SQL of suggestions: pairs of persons who may be one, and what was said to each. What was
//! answered is never suggested again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::likeness::{Likeness, Signs, likenesses, namesakes};
use crate::groups::{self, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector;
use crate::store::{
    Db, Identifier, StoreError, Tx, coded, execute, fetch_all, fetch_optional, id_list, list, sql,
};

/// The columns of [`Row`].
macro_rules! suggestion {
    ($condition:literal) => {
        concat!(
            "SELECT s.id, s.one, o.name AS one_name, s.other, p.name AS other_name, s.reasons,
                 s.weight, s.found_at, s.answer, s.answered_by, s.answered_at
             FROM person_suggestion s JOIN person o ON o.id = s.one
             JOIN person p ON p.id = s.other ",
            $condition
        )
    };
}

sql! {
    FILE = {
        sqlite: "INSERT INTO person_suggestion (id, one, other, reasons, weight, found_at)
                 SELECT unhex(value->>0), unhex(value->>1), unhex(value->>2), value->>3, value->>4,
                     $2
                 FROM json_each($1) WHERE true
                 ON CONFLICT (one, other) DO UPDATE SET reasons = excluded.reasons,
                     weight = excluded.weight
                 WHERE person_suggestion.answer IS NULL",
        postgres: "INSERT INTO person_suggestion (id, one, other, reasons, weight, found_at)
                   SELECT (r->>0)::uuid, (r->>1)::uuid, (r->>2)::uuid, r->>3, (r->>4)::bigint, $2
                   FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT (one, other) DO UPDATE SET reasons = excluded.reasons,
                       weight = excluded.weight
                   WHERE person_suggestion.answer IS NULL",
    };
    EVERY_OPEN = "SELECT weight, id, one, other FROM person_suggestion
                  WHERE answer IS NULL AND (weight, id) > ($1, $2) ORDER BY weight, id LIMIT $3";
    DROP = {
        sqlite: "DELETE FROM person_suggestion
                 WHERE answer IS NULL AND id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "DELETE FROM person_suggestion WHERE answer IS NULL AND id IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    DROP_ONE = "DELETE FROM person_suggestion WHERE answer IS NULL AND one = $1";
    DROP_OTHER = "DELETE FROM person_suggestion WHERE answer IS NULL AND other = $1";
    OPEN = suggestion!("WHERE s.answer IS NULL AND (s.weight, s.id) < ($1, $2)
                        ORDER BY s.weight DESC, s.id DESC LIMIT $3");
    FIND = suggestion!("WHERE s.id = $1");
    EVERY_ID = "SELECT id FROM person_suggestion WHERE answer IS NULL
                ORDER BY weight, id LIMIT $1";
    ANSWER = "UPDATE person_suggestion SET answer = $2, answered_by = $3, answered_at = $4
              WHERE id = $1 AND answer IS NULL";
    ANSWER_PAIR = "UPDATE person_suggestion SET answer = $3, answered_by = $4, answered_at = $5
                   WHERE one = $1 AND other = $2 AND answer IS NULL";
    REFUSE_PAIR = "INSERT INTO person_suggestion
                       (id, one, other, reasons, weight, found_at, answer, answered_by,
                        answered_at)
                   VALUES ($1, $2, $3, $4, 0, $5, 2, 'merge', $5)
                   ON CONFLICT (one, other) DO NOTHING";
    REFUSED = "SELECT CASE WHEN one = $1 THEN other ELSE one END FROM person_suggestion
               WHERE answer = 2 AND (one = $1 OR other = $1)";
    LOOKED = "INSERT INTO person_suggestion_look (one, at) VALUES (1, $1)
              ON CONFLICT (one) DO UPDATE SET at = excluded.at";
    LAST_LOOK = "SELECT at FROM person_suggestion_look WHERE one = 1";
}

/// Open suggestions that are read in one step, and the most that are kept.
const AT_ONCE: i64 = 1000;
const MOST: usize = 5000;

coded! {
    /// What an administrator said to a suggestion.
    pub enum Answer {
        /// They are one.
        Accepted = 1 "accepted",
        /// They are two.
        Refused = 2 "refused",
    }
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its identifier.
    pub id: Uuid,
    /// The one.
    pub one: Person,
    /// The other.
    pub other: Person,
    /// What speaks for it and against it.
    pub signs: Signs,
    /// How much speaks for it.
    pub weight: i64,
    /// When it was found first, microseconds since the epoch.
    pub found_at: i64,
    /// What was said to it, by whom and when.
    pub answer: Option<(Answer, String, i64)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    one: PersonId,
    one_name: Option<String>,
    other: PersonId,
    other_name: Option<String>,
    reasons: String,
    weight: i64,
    found_at: i64,
    answer: Option<i64>,
    answered_by: Option<String>,
    answered_at: Option<i64>,
}

impl TryFrom<Row> for Suggestion {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let signs = serde_json::from_str(&row.reasons);
        let answer = row.answer.and_then(Answer::from_code);
        Ok(Self {
            id: row.id,
            one: Person {
                id: row.one,
                name: row.one_name,
            },
            other: Person {
                id: row.other,
                name: row.other_name,
            },
            signs: signs.map_err(|error| sqlx::Error::Decode(error.into()))?,
            weight: row.weight,
            found_at: row.found_at,
            answer: answer.map(|answer| {
                let by = row.answered_by.unwrap_or_default();
                (answer, by, row.answered_at.unwrap_or_default())
            }),
        })
    }
}

/// Looks at everybody for who may be who, and files what is found: a new pair is added, one that
/// nothing speaks for any more is dropped, one that was answered stays answered. Returns how many
/// pairs are open.
pub async fn look_for_likenesses(db: &Db, now: Timestamp) -> Result<usize, StoreError> {
    let mut tx = db.read().await?;
    let all = people::everybody(&mut tx).await?;
    let groups = groups_of(&mut tx, &namesakes(&all)).await?;
    drop(tx);
    // Comparing everybody takes long enough to be in the way of others.
    let comparing = move || likenesses(&all, &groups);
    let mut found: Vec<Likeness> = match tokio::task::spawn_blocking(comparing).await {
        Ok(found) => found,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_cancelled) => return Ok(0),
        },
    };
    found.truncate(MOST);
    file(db, &found, now).await
}

/// The groups that persons have acted in.
async fn groups_of(
    tx: &mut Tx,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, BTreeSet<GroupId>>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(BTreeMap::new());
    };
    let mut acted_in: BTreeMap<PersonId, BTreeSet<i64>> = BTreeMap::new();
    for some in persons.chunks(500) {
        acted_in.extend(projector::acted_in(tx, current.generation, some, i64::MAX).await?);
    }
    let keys: BTreeSet<i64> = acted_in.values().flatten().copied().collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let ids = groups::ids(tx, &keys).await?;
    let named = |keys: BTreeSet<i64>| {
        keys.iter()
            .filter_map(|key| ids.get(key).copied())
            .collect()
    };
    let groups = acted_in
        .into_iter()
        .map(|(person, keys)| (person, named(keys)));
    Ok(groups.collect())
}

/// Weight, identifier, and the two.
type Open = (i64, Uuid, PersonId, PersonId);

async fn file(db: &Db, found: &[Likeness], now: Timestamp) -> Result<usize, StoreError> {
    let at = now.as_microsecond();
    let pairs: BTreeSet<(PersonId, PersonId)> =
        found.iter().map(|pair| (pair.one, pair.other)).collect();
    let mut tx = db.write().await?;
    let rows = list(found.iter().map(|pair| {
        json!([
            Uuid::now_v7().hex(),
            pair.one.hex(),
            pair.other.hex(),
            json!(pair.signs).to_string(),
            pair.signs.weight()
        ])
    }));
    execute!(tx, FILE, &rows, at)?;
    let mut gone = Vec::new();
    let mut after = (i64::MIN, Uuid::nil());
    let mut open = 0;
    loop {
        let page = fetch_all!(&mut tx, EVERY_OPEN as Open, after.0, after.1, AT_ONCE)?;
        let Some((weight, id, ..)) = page.last() else {
            break;
        };
        after = (*weight, *id);
        for (_, id, one, other) in page {
            if pairs.contains(&(one, other)) {
                open += 1;
            } else {
                gone.push(id);
            }
        }
    }
    execute!(tx, DROP, id_list(gone))?;
    execute!(tx, LOOKED, at)?;
    tx.commit().await?;
    Ok(open)
}

/// When everybody was looked at last, microseconds since the epoch.
pub async fn last_look(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, LAST_LOOK as (i64,))?.map(|(at,)| at))
}

/// At most `limit` suggestions that wait for an answer, those with the most that speaks for them
/// first, after a place in that order.
pub async fn suggestions(
    tx: &mut Tx,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Suggestion>, StoreError> {
    let (weight, id) = after.unwrap_or((i64::MAX, Uuid::max()));
    let rows = fetch_all!(tx, OPEN as Row, weight, id, limit)?;
    rows.into_iter().map(Suggestion::try_from).collect()
}

/// How many suggestions wait for an answer.
pub async fn count_suggestions(tx: &mut Tx) -> Result<usize, StoreError> {
    Ok(fetch_all!(tx, EVERY_ID as (Uuid,), MOST as i64)?.len())
}

/// A suggestion, answered or not.
pub async fn find_suggestion(tx: &mut Tx, id: Uuid) -> Result<Option<Suggestion>, StoreError> {
    let row = fetch_optional!(tx, FIND as Row, id)?;
    row.map(Suggestion::try_from).transpose()
}

/// Keeps that the two of a suggestion are two. False if it was answered before, or is no more.
pub(super) async fn refuse(
    tx: &mut Tx,
    id: Uuid,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (code, at) = (Answer::Refused.code(), now.as_microsecond());
    Ok(execute!(tx, ANSWER, id, code, by, at)? == 1)
}

/// Keeps that two are one, if that was suggested.
pub(super) async fn accept_pair(
    tx: &mut Tx,
    kept: PersonId,
    merged: PersonId,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (one, other) = (kept.min(merged), kept.max(merged));
    let (code, at) = (Answer::Accepted.code(), now.as_microsecond());
    execute!(tx, ANSWER_PAIR, one, other, code, by, at)?;
    Ok(())
}

/// What was suggested of somebody who is part of another now is no question any more; what was
/// refused for them stays refused for the other.
pub(super) async fn settle(
    tx: &mut Tx,
    kept: PersonId,
    merged: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, DROP_ONE, merged)?;
    execute!(tx, DROP_OTHER, merged)?;
    for (other,) in fetch_all!(tx, REFUSED as (PersonId,), merged)? {
        if other == kept {
            continue;
        }
        let (one, other) = (kept.min(other), kept.max(other));
        let (id, signs) = (Uuid::now_v7(), json!(Signs::default()).to_string());
        execute!(tx, REFUSE_PAIR, id, one, other, signs, now.as_microsecond())?;
    }
    Ok(())
}
