//! What can go wrong between us and the database, sorted by what the caller can do about it.

use sqlx::error::DatabaseError;

/// A failed database operation.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk or the database's quota is full: nothing was written, reading goes on.
    #[error("the database has no space left")]
    Full(#[source] sqlx::Error),
    /// Migrating the schema failed.
    #[error("migrating the database's schema")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed for a reason of its own.
    #[error("running a database statement")]
    Query(#[source] sqlx::Error),
    /// The database cannot be reached now; the same request may succeed later.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// A row with this key exists already.
    #[error("a row with this key exists")]
    Duplicate(#[source] sqlx::Error),
    /// A text holds U+0000, which `PostgreSQL` cannot keep: nothing with it is stored there.
    #[error("a text holds the character U+0000")]
    Character(#[source] sqlx::Error),
    /// The database's address in the configuration is unusable.
    #[error("the database address cannot be used: {0}")]
    Address(String),
}

/// `SQLite` result codes (primary code, the low byte of the extended one).
mod sqlite {
    pub(super) const BUSY: u32 = 5;
    pub(super) const LOCKED: u32 = 6;
    pub(super) const IO_ERROR: u32 = 10;
    pub(super) const FULL: u32 = 13;
    pub(super) const CANNOT_OPEN: u32 = 14;
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_) => Self::Unavailable(error),
            sqlx::Error::Database(database) if database.is_unique_violation() => {
                Self::Duplicate(error)
            }
            sqlx::Error::Database(database) => match classify(&**database) {
                Class::Full => Self::Full(error),
                Class::Unavailable => Self::Unavailable(error),
                Class::Character => Self::Character(error),
                Class::Other => Self::Query(error),
            },
            _ => Self::Query(error),
        }
    }
}

enum Class {
    Full,
    Unavailable,
    Character,
    Other,
}

/// `PostgreSQL` has five-character SQLSTATE codes, `SQLite` decimal extended result codes.
fn classify(error: &dyn DatabaseError) -> Class {
    let Some(code) = error.code() else {
        return Class::Other;
    };
    if let Ok(number) = code.parse::<u32>()
        && code.len() < 5
    {
        return match number & 0xff {
            sqlite::FULL => Class::Full,
            sqlite::BUSY | sqlite::LOCKED | sqlite::IO_ERROR | sqlite::CANNOT_OPEN => {
                Class::Unavailable
            }
            _ => Class::Other,
        };
    }
    match code.as_ref() {
        "53100" => Class::Full,
        // U+0000 in a text, and written as an escape in JSON.
        "22021" | "22P05" => Class::Character,
        // Connection lost, server stopping or starting, too many connections, read-only standby,
        // serialisation failure and deadlock: all worth the same request again.
        "57P01" | "57P02" | "57P03" | "53300" | "25006" | "40001" | "40P01" => Class::Unavailable,
        code if code.starts_with("08") => Class::Unavailable,
        _ => Class::Other,
    }
}

impl StoreError {
    /// Whether a unique key refused the row.
    #[must_use]
    pub const fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }
}
