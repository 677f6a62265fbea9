//! Pins: what a coach says that a number should be. A pin stands beside the number and never enters
//! the ledger.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::acts::{Acting, long};
use super::competency::Measured;
use super::error::CoachingError;
use crate::people::{self, PersonId};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO pin (id, person, competency, level, share, reason, since, until, made_by,
               made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIST = "SELECT id, competency, level, share, reason, since, until, made_by, made_at, ended,
                ended_by FROM pin WHERE person = $1 ORDER BY made_at DESC, id";
    ONE = "SELECT id, competency, level, share, reason, since, until, made_by, made_at, ended,
               ended_by FROM pin WHERE id = $1 AND person = $2";
    FINISH = "UPDATE pin SET ended = $2, ended_by = $3 WHERE id = $1 AND ended IS NULL";
}

/// A coach's word beside a number.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Pin {
    /// Its identifier.
    pub id: Uuid,
    /// The competency's address.
    pub competency: String,
    /// The level.
    pub level: Option<i64>,
    /// Or the shown share, millionths.
    pub share: Option<i64>,
    /// Why.
    pub reason: String,
    /// The first day it holds.
    pub since: i64,
    /// The last, if there is one.
    pub until: Option<i64>,
    /// The coach.
    pub made_by: PersonId,
    /// When, microseconds since the epoch.
    pub made_at: i64,
    /// The first day on which it no longer holds, because somebody ended it.
    pub ended: Option<i64>,
    /// Who.
    pub ended_by: Option<PersonId>,
}

impl Pin {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: i64) -> bool {
        self.since <= day
            && self.until.is_none_or(|until| day <= until)
            && self.ended.is_none_or(|ended| day < ended)
    }
}

/// A pin to set.
#[derive(Debug, Clone, Default)]
pub struct NewPin {
    /// The competency.
    pub competency: String,
    /// The level.
    pub level: Option<i64>,
    /// Or the shown share, 0 to 1.
    pub share: Option<f64>,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: Option<i64>,
}

/// Sets a pin.
pub async fn set(
    tx: &mut Tx,
    acting: Acting,
    new: &NewPin,
    today: i64,
    now: Timestamp,
) -> Result<Pin, CoachingError> {
    acting.require_coach("refused-pin")?;
    let reason = long("reason", &new.reason)?;
    let measured = Measured::named(tx, &new.competency).await?;
    let share = match (new.level, new.share) {
        (Some(level), None) => {
            measured.check(level, 0)?;
            None
        }
        (None, Some(share)) => Some(millionths(share)?),
        _ => {
            return Err(CoachingError::wrong("refused-pin-both"));
        }
    };
    if new.until.is_some_and(|until| until < today) {
        return Err(CoachingError::wrong("refused-until-past"));
    }
    let pin = Pin {
        id: Uuid::now_v7(),
        competency: measured.iri,
        level: new.level,
        share,
        reason,
        since: today,
        until: new.until,
        made_by: acting.who,
        made_at: now.as_microsecond(),
        ended: None,
        ended_by: None,
    };
    execute!(
        tx,
        ADD,
        pin.id,
        acting.person,
        &pin.competency,
        pin.level,
        pin.share,
        &pin.reason,
        pin.since,
        pin.until,
        pin.made_by,
        pin.made_at
    )?;
    Ok(pin)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "shares lie between 0 and 1"
)]
fn millionths(share: f64) -> Result<i64, CoachingError> {
    if (0.0..=1.0).contains(&share) {
        return Ok((share * 1e6).round() as i64);
    }
    Err(CoachingError::wrong("refused-share"))
}

/// Ends a pin from today on. One that ended before stays as it is.
pub async fn end(tx: &mut Tx, acting: Acting, pin: Uuid, today: i64) -> Result<Pin, CoachingError> {
    acting.require_coach("refused-pin")?;
    let found = fetch_optional!(tx, ONE as Pin, pin, acting.person)?;
    let mut found = found.ok_or(CoachingError::Unknown)?;
    if found.ended.is_none() {
        execute!(tx, FINISH, pin, today, acting.who)?;
        (found.ended, found.ended_by) = (Some(today), Some(acting.who));
    }
    Ok(found)
}

/// All pins of a person, the newest first.
pub async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Pin>, StoreError> {
    let mut pins = fetch_all!(tx, LIST as Pin, person)?;
    for pin in &mut pins {
        pin.reason = people::text(tx, std::mem::take(&mut pin.reason));
    }
    Ok(pins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_holds_from_its_day_to_its_end() {
        let pin = Pin {
            id: Uuid::nil(),
            competency: "c".into(),
            level: Some(1),
            share: None,
            reason: "r".into(),
            since: 10,
            until: Some(20),
            made_by: PersonId(Uuid::nil()),
            made_at: 0,
            ended: None,
            ended_by: None,
        };
        let days = |pin: &Pin| (8..23).filter(|day| pin.holds(*day)).collect::<Vec<i64>>();
        assert_eq!(days(&pin), (10..=20).collect::<Vec<i64>>());
        let ended = Pin {
            ended: Some(12),
            ..pin.clone()
        };
        assert_eq!(days(&ended), [10, 11]);
        assert_eq!(
            days(&Pin {
                until: None,
                ended: None,
                ..pin
            })
            .len(),
            13
        );
    }
}
