//! All SQL of digests.

use jiff::Timestamp;

use super::readers::Subscription;
use crate::locale::Locale;
use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    READER = "SELECT email, language, seen_at FROM digest_reader WHERE person = $1";
    VISIT = "INSERT INTO digest_reader (person, email, language, seen_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person) DO UPDATE SET language = excluded.language,
                 seen_at = excluded.seen_at";
    CHOOSE = "UPDATE digest_reader SET email = $2 WHERE person = $1";
    /// Readers of letters who have been here lately and have no digest of a day yet.
    WITHOUT = "SELECT r.person FROM digest_reader r
               WHERE r.email AND r.seen_at >= $2 AND NOT EXISTS
                   (SELECT 1 FROM digest_sent s WHERE s.person = r.person AND s.day = $1)
               ORDER BY r.seen_at, r.person LIMIT $3";
    SENT = "INSERT INTO digest_sent (person, day, at) VALUES ($1, $2, $3)
            ON CONFLICT (person) DO UPDATE SET day = excluded.day, at = excluded.at
            WHERE digest_sent.day < excluded.day";
}

/// Somebody who reads digests.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Reader {
    email: bool,
    language: String,
    pub(super) seen_at: i64,
}

impl Reader {
    pub(super) fn subscription(&self) -> Subscription {
        Subscription {
            email: self.email,
            locale: Locale::ENGLISH.or_launch(&self.language),
        }
    }
}

pub(super) async fn reader(tx: &mut Tx, person: PersonId) -> Result<Option<Reader>, StoreError> {
    fetch_optional!(tx, READER as Reader, person)
}

pub(super) async fn visit(
    tx: &mut Tx,
    person: PersonId,
    locale: Locale,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, VISIT, person, true, locale.tag(), now.as_microsecond())?;
    Ok(())
}

pub(super) async fn choose(tx: &mut Tx, person: PersonId, email: bool) -> Result<(), StoreError> {
    execute!(tx, CHOOSE, person, email)?;
    Ok(())
}

/// At most `limit` readers of letters, seen since a moment, who have no digest of a day yet.
pub(super) async fn without(
    tx: &mut Tx,
    day: i64,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        tx,
        WITHOUT as (PersonId,),
        day,
        since.as_microsecond(),
        limit
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Notes that somebody gets their digest of a day; false if they have had it.
pub(super) async fn sent(
    tx: &mut Tx,
    person: PersonId,
    day: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SENT, person, day, now.as_microsecond())? == 1)
}
