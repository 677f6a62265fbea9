//! All SQL of alerts.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::course::{AlertId, Because, Event, Happened, Kept, severity_code};
use super::untold;
use crate::engagement::{Alert, Severity};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector;
use crate::store::{
    Identifier, StoreError, Tx, execute, fetch_all, fetch_optional, id_list, list, mark, sql,
};

/// The columns of [`Kept`].
macro_rules! kept {
    ($condition:literal) => {
        concat!(
            "SELECT a.id, a.group_id, a.rule, a.subject, a.person, a.statement, a.severity,
                 a.opened_at, a.opened_day, a.rules, a.snoozed_until, a.snoozed_by,
                 a.snooze_reason, a.ended_at, a.ended_because
             FROM alert a ",
            $condition
        )
    };
}

/// The columns of [`Event`].
macro_rules! event {
    ($condition:literal) => {
        concat!(
            "SELECT e.alert, e.at, e.what, e.severity, e.value, e.by_person, e.reason,
                 e.until_day
             FROM alert_event e ",
            $condition
        )
    };
}

sql! {
    OPEN_OF = {
        sqlite: kept!("WHERE a.ended_at IS NULL
                       AND a.group_id IN (SELECT unhex(value) FROM json_each($1))"),
        postgres: kept!("WHERE a.ended_at IS NULL AND a.group_id IN
                         (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))"),
    };
    OPENED_SINCE = {
        sqlite: "SELECT count(*) FROM alert a WHERE a.ended_at IS NULL AND a.opened_at > $2
                     AND a.group_id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT count(*) FROM alert a WHERE a.ended_at IS NULL AND a.opened_at > $2
                       AND a.group_id IN
                           (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    ONE = kept!("WHERE a.id = $1");
    OPEN = "INSERT INTO alert (id, group_id, rule, subject, person, statement, severity, opened_at,
                opened_day, rules)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    TURN = "UPDATE alert SET severity = $3
            WHERE id = $1 AND severity = $2 AND ended_at IS NULL";
    END = "UPDATE alert SET ended_at = $2, ended_because = $3 WHERE id = $1 AND ended_at IS NULL";
    SNOOZE = "UPDATE alert SET snoozed_until = $2, snoozed_by = $3, snooze_reason = $4
              WHERE id = $1 AND ended_at IS NULL";
    WAKE = "UPDATE alert SET snoozed_until = NULL, snoozed_by = NULL, snooze_reason = NULL
            WHERE id = $1 AND snoozed_until IS NOT NULL AND ended_at IS NULL";
    NOTE = "INSERT INTO alert_event (id, alert, at, what, severity, value, by_person, reason,
                until_day)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    HISTORY = event!("WHERE e.alert = $1 ORDER BY e.at, e.id");
    /// What happened in some groups in a span of time, with the alerts that it happened to.
    HAPPENED = {
        sqlite: event!("JOIN alert a ON a.id = e.alert
                        WHERE a.group_id IN (SELECT unhex(value) FROM json_each($1))
                            AND (a.ended_at IS NULL OR a.ended_at >= $2)
                            AND e.at BETWEEN $2 AND $3 ORDER BY e.at, e.id"),
        postgres: event!("JOIN alert a ON a.id = e.alert
                          WHERE a.group_id IN
                              (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                              AND (a.ended_at IS NULL OR a.ended_at >= $2)
                              AND e.at BETWEEN $2 AND $3 ORDER BY e.at, e.id"),
    };
    /// Alerts of some groups that were open for a moment of a span of time.
    OPEN_IN = {
        sqlite: kept!("WHERE a.group_id IN (SELECT unhex(value) FROM json_each($1))
                       AND a.opened_at <= $3 AND (a.ended_at IS NULL OR a.ended_at >= $2)
                       ORDER BY a.id"),
        postgres: kept!("WHERE a.group_id IN
                             (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                         AND a.opened_at <= $3 AND (a.ended_at IS NULL OR a.ended_at >= $2)
                         ORDER BY a.id"),
    };
    SEEN = "SELECT alert FROM alert_seen WHERE person = $1";
    SEE = {
        sqlite: "INSERT INTO alert_seen (alert, person, at)
                 SELECT a.id, $2, $3 FROM alert a
                 WHERE a.id IN (SELECT unhex(value) FROM json_each($1))
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO alert_seen (alert, person, at)
                   SELECT a.id, $2, $3 FROM alert a WHERE a.id IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   ON CONFLICT DO NOTHING",
    };
    MAKE_DUE = {
        sqlite: "INSERT INTO alert_due (group_id, mark)
                 SELECT unhex(value), $2 FROM json_each($1) WHERE true
                 ON CONFLICT (group_id) DO UPDATE SET mark = excluded.mark",
        postgres: "INSERT INTO alert_due (group_id, mark)
                   SELECT value::uuid, $2 FROM jsonb_array_elements_text($1::jsonb)
                   ON CONFLICT (group_id) DO UPDATE SET mark = excluded.mark",
    };
    /// By the mark, which is random, so that none waits for ever behind those that are due again
    /// and again.
    DUE = "SELECT group_id, mark FROM alert_due ORDER BY mark, group_id LIMIT $1";
    NOT_DUE = {
        sqlite: "DELETE FROM alert_due WHERE (group_id, mark) IN
                     (SELECT unhex(value->>0), value->>1 FROM json_each($1))",
        postgres: "DELETE FROM alert_due WHERE (group_id, mark) IN
                       (SELECT (r->>0)::uuid, (r->>1)::bigint
                        FROM jsonb_array_elements($1::jsonb) r)",
    };
    POSITION = "SELECT generation, seq, day, rules, sweep_at, sweep_name, sweep_group
                FROM alert_watch WHERE one = 1";
    MOVE = "INSERT INTO alert_watch (one, generation, seq, day, rules, sweep_at, sweep_name,
                sweep_group)
            VALUES (1, $1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (one) DO UPDATE SET generation = excluded.generation, seq = excluded.seq,
                day = excluded.day, rules = excluded.rules, sweep_at = excluded.sweep_at,
                sweep_name = excluded.sweep_name, sweep_group = excluded.sweep_group";
}

impl Kept {
    /// As whoever reads may see it.
    fn shown(mut self, tx: &Tx) -> Self {
        let reason = self.snooze_reason.take();
        self.snooze_reason = reason.map(|reason| people::text(tx, reason));
        self
    }
}

/// The open alerts of some groups.
pub(super) async fn open_of(tx: &mut Tx, all: &[GroupId]) -> Result<Vec<Kept>, StoreError> {
    let found = fetch_all!(tx, OPEN_OF as Kept, &id_list(all))?;
    Ok(found.into_iter().map(|kept| kept.shown(tx)).collect())
}

/// How many open alerts of some groups were opened after a moment, microseconds since the epoch.
pub async fn opened_since(tx: &mut Tx, all: &[GroupId], at: i64) -> Result<usize, StoreError> {
    let found = fetch_all!(tx, OPENED_SINCE as (i64,), &id_list(all), at)?;
    let count = found.first().map_or(0, |(count,)| *count);
    Ok(usize::try_from(count).unwrap_or(0))
}

pub(super) async fn one(tx: &mut Tx, id: AlertId) -> Result<Option<Kept>, StoreError> {
    let found = fetch_optional!(tx, ONE as Kept, id)?;
    Ok(found.map(|kept| kept.shown(tx)))
}

/// What happened, beside when and to which alert.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Note<'n> {
    pub(super) severity: Option<Severity>,
    pub(super) value: Option<f64>,
    pub(super) by: Option<PersonId>,
    pub(super) reason: Option<&'n str>,
    pub(super) until: Option<i64>,
}

pub(super) async fn note(
    tx: &mut Tx,
    id: AlertId,
    what: Happened,
    note: Note<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        NOTE,
        Uuid::now_v7(),
        id,
        now.as_microsecond(),
        what.code(),
        note.severity.map(severity_code),
        note.value,
        note.by,
        note.reason,
        note.until
    )?;
    Ok(())
}

/// Opens an alert, unless one about the same is open.
pub(super) async fn open(
    tx: &mut Tx,
    group: GroupId,
    (rule, subject): super::course::Key,
    alert: &Alert,
    (day, rules): (i64, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = AlertId(Uuid::now_v7());
    let opened = execute!(
        tx,
        OPEN,
        id,
        group,
        rule,
        subject,
        alert.person,
        alert.statement,
        severity_code(alert.severity),
        now.as_microsecond(),
        day,
        rules
    )?;
    if opened == 1 {
        let told = Note {
            severity: Some(alert.severity),
            value: Some(alert.value),
            ..Note::default()
        };
        note(tx, id, Happened::Opened, told, now).await?;
    }
    Ok(())
}

/// Notes that an alert is more or less urgent than it was.
pub(super) async fn turn(
    tx: &mut Tx,
    kept: &Kept,
    alert: &Alert,
    now: Timestamp,
) -> Result<(), StoreError> {
    let code = severity_code(alert.severity);
    if execute!(tx, TURN, kept.id, kept.severity, code)? != 1 {
        return Ok(());
    }
    let escalated = alert.severity > kept.severity();
    let told = Note {
        severity: Some(alert.severity),
        value: Some(alert.value),
        ..Note::default()
    };
    let what = if escalated {
        Happened::Escalated
    } else {
        Happened::Eased
    };
    note(tx, kept.id, what, told, now).await?;
    // It was put off as it was then.
    if escalated && execute!(tx, WAKE, kept.id)? == 1 {
        note(tx, kept.id, Happened::Woken, Note::default(), now).await?;
    }
    Ok(())
}

pub(super) async fn end(
    tx: &mut Tx,
    id: AlertId,
    because: Because,
    now: Timestamp,
) -> Result<(), StoreError> {
    if execute!(tx, END, id, now.as_microsecond(), because.code())? == 1 {
        let told = Note {
            reason: Some(because.word()),
            ..Note::default()
        };
        note(tx, id, Happened::Ended, told, now).await?;
    }
    Ok(())
}

/// Whether it was open.
pub(super) async fn snooze(
    tx: &mut Tx,
    id: AlertId,
    until: i64,
    (by, reason): (PersonId, Option<&str>),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let open = execute!(tx, SNOOZE, id, until, by, reason)? == 1;
    if open {
        let told = Note {
            by: Some(by),
            reason,
            until: Some(until),
            ..Note::default()
        };
        note(tx, id, Happened::Snoozed, told, now).await?;
    }
    Ok(open)
}

pub(super) async fn wake(
    tx: &mut Tx,
    id: AlertId,
    by: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if execute!(tx, WAKE, id)? == 1 {
        let told = Note {
            by: Some(by),
            ..Note::default()
        };
        note(tx, id, Happened::Woken, told, now).await?;
    }
    Ok(())
}

/// All that happened to an alert, in order.
pub(super) async fn history(tx: &mut Tx, id: AlertId) -> Result<Vec<Event>, StoreError> {
    let mut events = fetch_all!(tx, HISTORY as Event, id)?;
    for event in &mut events {
        event.reason = event.reason.take().map(|reason| people::text(tx, reason));
    }
    Ok(events)
}

/// Alerts of some groups that may be told of and were open for a moment of a span of time, and what happened to them
/// in it, in order.
pub(crate) async fn happened(
    tx: &mut Tx,
    all: &[GroupId],
    span: RangeInclusive<Timestamp>,
) -> Result<(Vec<Kept>, Vec<Event>), StoreError> {
    let (from, to) = (span.start().as_microsecond(), span.end().as_microsecond());
    let groups = id_list(all);
    let withheld = untold::Withheld::read(tx).await?;
    let mut kept = fetch_all!(tx, OPEN_IN as Kept, &groups, from, to)?;
    kept.retain(|alert| !untold::is_untold(alert, &withheld));
    let events = fetch_all!(tx, HAPPENED as Event, &groups, from, to)?;
    Ok((kept, events))
}

/// Alerts that a person has seen.
pub(super) async fn seen(tx: &mut Tx, person: PersonId) -> Result<Vec<AlertId>, StoreError> {
    let rows = fetch_all!(tx, SEEN as (AlertId,), person)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn see(
    tx: &mut Tx,
    alerts: &[AlertId],
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids = id_list(alerts);
    execute!(tx, SEE, &ids, person, now.as_microsecond())?;
    Ok(())
}

/// Has the groups of a person looked at again, because they are away or back.
pub async fn look_again(tx: &mut Tx, person: PersonId, today: i64) -> Result<(), StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(());
    };
    let acted_in = projector::acted_in(tx, current.generation, &[person], today).await?;
    let keys: Vec<i64> = acted_in.into_values().flatten().collect();
    let groups: Vec<GroupId> = groups::ids(tx, &keys).await?.into_values().collect();
    make_due(tx, &groups).await
}

/// A group that is to be looked at, with the mark of the last time it was made so.
pub(super) type Due = (GroupId, i64);

/// Has groups looked at.
pub(super) async fn make_due(tx: &mut Tx, groups: &[GroupId]) -> Result<(), StoreError> {
    // Several names may lead to one group, and it is made due once.
    let groups: BTreeSet<GroupId> = groups.iter().copied().collect();
    let groups: Vec<GroupId> = groups.into_iter().collect();
    execute!(tx, MAKE_DUE, &id_list(&groups), mark())?;
    Ok(())
}

/// At most `limit` groups that are to be looked at.
pub(super) async fn due(tx: &mut Tx, limit: usize) -> Result<Vec<Due>, StoreError> {
    fetch_all!(tx, DUE as Due, limit as i64)
}

/// Groups have been looked at; those that were made due again meanwhile stay so.
pub(super) async fn not_due(tx: &mut Tx, all: &[Due]) -> Result<(), StoreError> {
    let marks = all.iter().map(|(group, mark)| json!([group.hex(), mark]));
    execute!(tx, NOT_DUE, &list(marks))?;
    Ok(())
}

/// How far the projection has been looked at.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Position {
    pub(super) generation: i64,
    pub(super) seq: i64,
    pub(super) day: i64,
    pub(super) rules: String,
    pub(super) sweep_at: i64,
    pub(super) sweep_name: Option<String>,
    pub(super) sweep_group: Option<GroupId>,
}

pub(super) async fn position(tx: &mut Tx) -> Result<Option<Position>, StoreError> {
    fetch_optional!(tx, POSITION as Position)
}

pub(super) async fn move_to(tx: &mut Tx, to: &Position) -> Result<(), StoreError> {
    execute!(
        tx,
        MOVE,
        to.generation,
        to.seq,
        to.day,
        to.rules.as_str(),
        to.sweep_at,
        to.sweep_name.as_deref(),
        to.sweep_group
    )?;
    Ok(())
}
