//! Opening a database and bringing its schema up to date.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::{Db, StoreError};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A request waits no longer than this for a connection before it is told to come back.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// The same for a server, which may be gone: who asks is to know soon.
const SERVER_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection that rested no longer than this is taken to be alive: it was when it was given back.
const SURELY_ALIVE: Duration = Duration::from_secs(1);
/// Reading connections of the embedded database: more than cores, since a read may wait for disk.
const SQLITE_READERS: u32 = 8;

/// Pages (of 4 KiB) of the write-ahead log before they are moved to the database: a page that
/// changes often is then moved once for many changes.
const WAL_PAGES: &str = "8000";

/// The writing connection's page cache, KiB as `SQLite` counts them.
const CACHE: &str = "-16384";

/// The same while a lot is written to many places: pages that change with every portion are then
/// neither read nor written each time.
const WAL_PAGES_OF_MUCH: &str = "32000";
/// See [`WAL_PAGES_OF_MUCH`].
const CACHE_OF_MUCH: &str = "-65536";

/// Rows that the database's thread may be ahead of the reader: with few, the two wake each other
/// more than they work.
const ROWS: usize = 1024;

/// Where the data live.
#[derive(Debug, Clone)]
pub enum Target {
    /// A database file; its folder exists.
    Sqlite(PathBuf),
    /// A `postgres://` address, which may hold a password.
    Postgres(SecretString, u32),
}

impl Db {
    /// Connects to `target`. The schema is not touched: see [`Db::migrate`].
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        match target {
            Target::Sqlite(path) => open_sqlite(path).await,
            Target::Postgres(address, connections) => open_postgres(address, *connections).await,
        }
    }

    /// Applies every migration the database lacks. Instances that start together wait for each
    /// other.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, .. } => SQLITE.run(write).await?,
            Self::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }
}

impl Db {
    /// Takes what was overwritten or deleted out of the files as well, as far as the database does
    /// so while it is used.
    pub async fn forget_deleted(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, .. } => {
                let mut connection = write.acquire().await?;
                connection
                    .execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    .await?;
            }
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                connection.execute("SET statement_timeout = 0").await?;
                let tables = "VACUUM statement, agent, activity, authority, person, audit_entry";
                let done = connection.execute(tables).await;
                connection.execute("SET statement_timeout = '30s'").await?;
                done?;
            }
        }
        Ok(())
    }

    /// Prepares the embedded database for a lot of writing to many places, or for ordinary work
    /// again.
    pub async fn expect_much(&self, much: bool) -> Result<(), StoreError> {
        let (cache, pages) = if much {
            (CACHE_OF_MUCH, WAL_PAGES_OF_MUCH)
        } else {
            (CACHE, WAL_PAGES)
        };
        if let Self::Sqlite { write, .. } = self {
            let mut connection = write.acquire().await?;
            let pragmas =
                format!("PRAGMA cache_size = {cache}; PRAGMA wal_autocheckpoint = {pages}");
            connection.execute(AssertSqlSafe(pragmas)).await?;
        }
        Ok(())
    }
}

async fn open_sqlite(path: &Path) -> Result<Db, StoreError> {
    make_private(path).map_err(sqlx::Error::Io)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL, not NORMAL: an acknowledged statement must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "0")
        .row_buffer_size(ROWS)
        .statement_cache_capacity(200);
    // The writer first: it creates the file and switches it to WAL, which a reader could not.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(
            options
                .clone()
                // What was deleted is overwritten: whoever is erased is not left in free pages.
                .pragma("secure_delete", "on")
                .pragma("cache_size", CACHE)
                .pragma("wal_autocheckpoint", WAL_PAGES),
        )
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(
            options
                .pragma("query_only", "on")
                .pragma("cache_size", "-4096"),
        )
        .await?;
    Ok(Db::Sqlite { read, write })
}

/// Makes the database file if there is none; files that `SQLite` puts beside it have its mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

async fn open_postgres(address: &SecretString, connections: u32) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(address.expose_secret())
        .map_err(|error| StoreError::Address(error.to_string()))?
        .application_name("coachlight")
        .options([
            // A statement that waits longer than a client would is better ended than queued.
            ("statement_timeout", "30s"),
            ("lock_timeout", "10s"),
            // Every statement walks an index from a few values. The planner, which cannot know
            // how few a list holds, and nothing of a new table, would read tables whole, or gather
            // and sort all that a page needs the first hundred of.
            // Compiling such short statements would only delay them.
            ("enable_seqscan", "off"),
            ("enable_bitmapscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(SERVER_TIMEOUT)
        // Asking each time whether it lives would be a way to the server and back before each
        // question.
        .test_before_acquire(false)
        .before_acquire(|connection, rested| {
            Box::pin(async move {
                if rested.idle_for > SURELY_ALIVE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(Db::Postgres(pool))
}
