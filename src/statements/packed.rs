//! Many statements as one value of the database: handing over a row at a time costs more than all
//! else there is to a page.
//!
//! Fields and rows are parted by control characters, which JSON text cannot hold (RFC 8259,
//! section 7) and none of the other columns does.

use std::str::FromStr;

use uuid::Uuid;

use super::query::Direction;
use super::stored::StoredStatement;
use crate::store::{StoreError, Tx};

/// Most bytes of statements that are read at once; a larger one comes alone.
pub(super) const AT_ONCE_BYTES: i64 = 8 * 1024 * 1024;
/// Stands between the fields of a statement.
pub(super) const FIELD: char = '\u{1f}';
/// Stands between statements.
pub(super) const ROW: char = '\u{1e}';

/// Expressions for the fields of `statement s` with `authority a`, in the order of [`unpack`].
macro_rules! fields {
    ($id:literal, $target:literal) => {
        concat!(
            "s.seq, ",
            $id,
            ", CAST(s.id_received AS INTEGER), s.stored, s.timestamp, s.version, ",
            $target,
            ", CAST(s.voids AS INTEGER), \
             CASE WHEN EXISTS (SELECT 1 FROM voided_statement v WHERE v.seq = s.seq) \
             THEN 1 ELSE 0 END, a.text, CAST(s.has_timestamp AS INTEGER), \
             CAST(s.has_version AS INTEGER), s.text"
        )
    };
}

/// The same for either database.
macro_rules! sqlite_fields {
    () => {
        fields!("hex(s.id)", "hex(s.target)")
    };
}
macro_rules! postgres_fields {
    () => {
        fields!("s.id::text", "coalesce(s.target::text, '')")
    };
}
pub(super) use {fields, postgres_fields, sqlite_fields};

/// The expressions in the dialect of a transaction's database.
pub(super) const fn of(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => sqlite_fields!(),
        Tx::Postgres(_) => postgres_fields!(),
    }
}

/// Reads packed statements, which the database packs in any order, and sorts them by their place in
/// the log.
pub(super) fn unpack(
    packed: &str,
    direction: Direction,
) -> Result<Vec<StoredStatement>, StoreError> {
    let rows = packed.split(ROW).filter(|row| !row.is_empty());
    let mut statements = rows
        .map(|row| {
            read(row).ok_or_else(|| {
                let message = format!("a packed statement is damaged: {:.80}", row.escape_debug());
                StoreError::from(sqlx::Error::Decode(message.into()))
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    match direction {
        Direction::Ascending => statements.sort_unstable_by_key(|statement| statement.seq),
        Direction::Descending => {
            statements.sort_unstable_by_key(|statement| std::cmp::Reverse(statement.seq));
        }
    }
    Ok(statements)
}

fn read(row: &str) -> Option<StoredStatement> {
    let mut fields = row.splitn(13, FIELD);
    let statement = StoredStatement {
        seq: number(fields.next()?)?,
        id: number(fields.next()?)?,
        id_received: flag(fields.next()?)?,
        stored: number(fields.next()?)?,
        timestamp: number(fields.next()?)?,
        version: number(fields.next()?)?,
        target: match fields.next()? {
            "" => None,
            target => Some(number::<Uuid>(target)?),
        },
        voids: flag(fields.next()?)?,
        voided: flag(fields.next()?)?,
        authority: fields.next()?.to_owned(),
        has_timestamp: flag(fields.next()?)?,
        has_version: flag(fields.next()?)?,
        text: fields.next()?.to_owned(),
    };
    Some(statement)
}

fn number<N: FromStr>(field: &str) -> Option<N> {
    field.parse().ok()
}

fn flag(field: &str) -> Option<bool> {
    match field {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}
