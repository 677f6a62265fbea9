//! All SQL of giving alerts about one person to another and back: what a coach has put off stays
//! put off when two persons turn out to be one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store::look_again;
use crate::people::{PersonId, moved};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, id_list, sql};

sql! {
    /// Where both have an open alert of the same rule, each keeps its own, and it ends with what it
    /// was about.
    MOVE_SUBJECTS = "UPDATE alert SET subject = $2
                     WHERE person = $1 AND subject = $1
                         AND (ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM alert o
                              WHERE o.group_id = alert.group_id AND o.rule = alert.rule
                                  AND o.subject = $2 AND o.ended_at IS NULL))
                     RETURNING id";
    /// What was put off for one of two such alerts is put off for the other.
    MOVE_SNOOZES = "UPDATE alert SET snoozed_until = f.snoozed_until, snoozed_by = f.snoozed_by,
                        snooze_reason = f.snooze_reason
                    FROM alert f
                    WHERE f.person = $1 AND f.subject = $1 AND f.ended_at IS NULL
                        AND f.snoozed_until IS NOT NULL
                        AND alert.group_id = f.group_id AND alert.rule = f.rule
                        AND alert.subject = $2 AND alert.ended_at IS NULL
                        AND (alert.snoozed_until IS NULL
                             OR alert.snoozed_until < f.snoozed_until)
                    RETURNING alert.id";
    RETURN_SUBJECTS = {
        sqlite: "UPDATE alert SET subject = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($3)) AND subject = $2
                     AND (ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM alert o
                          WHERE o.group_id = alert.group_id AND o.rule = alert.rule
                              AND o.subject = $1 AND o.ended_at IS NULL))",
        postgres: "UPDATE alert SET subject = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($3::jsonb))
                       AND subject = $2
                       AND (ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM alert o
                            WHERE o.group_id = alert.group_id AND o.rule = alert.rule
                                AND o.subject = $1 AND o.ended_at IS NULL))",
    };
    WAKE_AGAIN = {
        sqlite: "UPDATE alert SET snoozed_until = NULL, snoozed_by = NULL, snooze_reason = NULL
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "UPDATE alert SET snoozed_until = NULL, snoozed_by = NULL, snooze_reason = NULL
                   WHERE id IN (SELECT value::uuid
                                FROM jsonb_array_elements_text($1::jsonb))",
    };
    MOVE_SEEN = "UPDATE alert_seen SET person = $2
                 WHERE person = $1 AND NOT EXISTS (SELECT 1 FROM alert_seen o
                     WHERE o.alert = alert_seen.alert AND o.person = $2)
                 RETURNING alert";
    RETURN_SEEN = {
        sqlite: "UPDATE alert_seen SET person = $1
                 WHERE person = $2 AND alert IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "UPDATE alert_seen SET person = $1
                   WHERE person = $2 AND alert IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($3::jsonb))",
    };
    OPEN_ABOUT = "SELECT count(*),
                      count(CASE WHEN snoozed_until >= $2 THEN 1 END)
                  FROM alert WHERE person = $1 AND ended_at IS NULL";
}

moved! {
    /// Rows with identifiers of their own.
    struct Rows {
        about: ("alert", "person"),
        put_off: ("alert", "snoozed_by"),
        done: ("alert_event", "by_person"),
    }
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovedAlerts {
    #[serde(flatten)]
    rows: Rows,
    subjects: Vec<Uuid>,
    snoozes: Vec<Uuid>,
    seen: Vec<Uuid>,
}

fn ids(rows: Vec<(Uuid,)>) -> Vec<Uuid> {
    rows.into_iter().map(|(id,)| id).collect()
}

/// Gives the alerts about `from`, and what they did with alerts, to `to`.
pub async fn move_alerts(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedAlerts, StoreError> {
    let snoozes = ids(fetch_all!(tx, MOVE_SNOOZES as (Uuid,), from, to)?);
    let subjects = ids(fetch_all!(tx, MOVE_SUBJECTS as (Uuid,), from, to)?);
    let moved = MovedAlerts {
        rows: Rows::take(tx, from, to).await?,
        subjects,
        snoozes,
        seen: ids(fetch_all!(tx, MOVE_SEEN as (Uuid,), from, to)?),
    };
    look_again(tx, to, i64::MAX).await?;
    Ok(moved)
}

/// Gives back to `from` what `to` has of it.
pub async fn return_alerts(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    moved: &MovedAlerts,
) -> Result<(), StoreError> {
    moved.rows.give_back(tx, from).await?;
    execute!(tx, RETURN_SUBJECTS, from, to, id_list(&moved.subjects))?;
    execute!(tx, WAKE_AGAIN, id_list(&moved.snoozes))?;
    execute!(tx, RETURN_SEEN, from, to, id_list(&moved.seen))?;
    for person in [from, to] {
        look_again(tx, person, i64::MAX).await?;
    }
    Ok(())
}

/// How many open alerts are about a person, and how many of them are put off today.
pub async fn open_about(
    tx: &mut Tx,
    person: PersonId,
    today: i64,
) -> Result<(usize, usize), StoreError> {
    let (open, snoozed) = fetch_one!(tx, OPEN_ABOUT as (i64, i64), person, today)?;
    let count = |count: i64| usize::try_from(count).unwrap_or(0);
    Ok((count(open), count(snoozed)))
}
