//! The database: pools, dialects, transactions and migrations.
//!
//! `SQLite` embedded and `PostgreSQL` behave alike behind [`Db`] and [`Tx`]; a statement of SQL is
//! written once as a [`Sql`] constant, or twice side by side where the dialects must differ.
//! `SQLite` has one writing connection (write transactions queue in order of arrival instead of
//! failing as busy) and several reading ones.

mod coded;
mod error;
mod identifier;
mod open;
mod sql;
mod texts;
mod veil;
mod write_ahead;

pub(crate) use coded::coded;
pub use error::StoreError;
pub(crate) use identifier::{Identifier, id_list, identifier};
pub use open::Target;
pub use sql::{Meter, REGISTERED, Registered, Sql, measure};
pub(crate) use sql::{
    execute, execute_apart, fetch_all, fetch_one, fetch_optional, metered, run, sql,
};
pub use texts::Change;
pub(crate) use texts::{holding, texts};
pub use veil::Veil;

use std::ops::{Deref, DerefMut};

use serde::{Serialize, Serializer};
use sqlx::pool::PoolConnection;
use sqlx::{Database, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use uuid::Uuid;

/// Measured like every other statement: on the embedded database it waits for the writer before.
static BEGIN_WRITE: Sql = Sql {
    name: "coachlight::store::BEGIN_WRITE",
    sqlite: "BEGIN IMMEDIATE",
    postgres: "BEGIN",
};
static COMMIT: Sql = Sql {
    name: "coachlight::store::COMMIT",
    sqlite: "COMMIT",
    postgres: "COMMIT",
};

/// An open database.
#[derive(Debug, Clone)]
pub enum Db {
    /// Embedded: one writing connection, several reading ones.
    Sqlite {
        /// Connections that may not write.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// A `PostgreSQL` server.
    Postgres(PgPool),
}

/// A transaction on either database. Dropped without [`Tx::commit`], it rolls back.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Work<Sqlite>),
    /// On a `PostgreSQL` server.
    Postgres(Work<Postgres>),
}

/// A connection at work.
#[derive(Debug)]
pub struct Work<D: Database> {
    on: On<D>,
    veil: Option<Veil>,
}

#[derive(Debug)]
enum On<D: Database> {
    /// In a transaction.
    Together(Transaction<'static, D>),
    /// Each statement by itself.
    Single(PoolConnection<D>),
}

impl<D: Database> From<Transaction<'static, D>> for Work<D> {
    fn from(transaction: Transaction<'static, D>) -> Self {
        Self {
            on: On::Together(transaction),
            veil: None,
        }
    }
}

impl<D: Database> From<PoolConnection<D>> for Work<D> {
    fn from(connection: PoolConnection<D>) -> Self {
        Self {
            on: On::Single(connection),
            veil: None,
        }
    }
}

impl<D: Database> Deref for Work<D> {
    type Target = D::Connection;

    fn deref(&self) -> &Self::Target {
        match &self.on {
            On::Together(transaction) => transaction,
            On::Single(connection) => connection,
        }
    }
}

impl<D: Database> DerefMut for Work<D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match &mut self.on {
            On::Together(transaction) => transaction,
            On::Single(connection) => connection,
        }
    }
}

impl<D: Database> Work<D> {
    async fn commit(self) -> Result<(), sqlx::Error> {
        match self.on {
            On::Together(transaction) => transaction.commit().await,
            On::Single(_) => Ok(()),
        }
    }
}

/// Begins a transaction on a server, in a task of its own: whoever asked may go away meanwhile (a
/// client that hangs up), and a beginning that is given up half way would leave its transaction open
/// for whoever gets the connection next.
async fn begun(
    pool: &PgPool,
    how: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    match tokio::spawn(async move { pool.begin_with(how).await }).await {
        Ok(begun) => begun,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_cancelled) => Err(sqlx::Error::PoolClosed),
        },
    }
}

impl Db {
    /// Starts a read-only transaction: everything read in it is of one moment. It is told everything:
    /// whoever reads for somebody has to draw the [`Veil`] that is between people.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?.into()),
            Self::Postgres(pool) => Tx::Postgres(
                begun(
                    pool,
                    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
                )
                .await?
                .into(),
            ),
        })
    }

    /// A connection for reading where each statement may be of a moment of its own: without the
    /// two ways to the database that a transaction costs.
    pub async fn read_singly(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.acquire().await?.into()),
            Self::Postgres(pool) => Tx::Postgres(pool.acquire().await?.into()),
        })
    }

    /// Starts a writing transaction.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        metered(&BEGIN_WRITE, async {
            Ok(match self {
                Self::Sqlite { write, .. } => {
                    Tx::Sqlite(write.begin_with(BEGIN_WRITE.sqlite).await?.into())
                }
                Self::Postgres(pool) => {
                    Tx::Postgres(begun(pool, BEGIN_WRITE.postgres).await?.into())
                }
            })
        })
        .await
    }

    /// Closes every connection after the work on it has ended.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The database's name as an operator knows it, for logs and `about`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }
}

impl Tx {
    /// Itself: lets the statement macros take a transaction and a reference to one alike.
    pub(crate) const fn either(&mut self) -> &mut Self {
        self
    }

    /// Sets what hides names in what is read from now on; none: nothing is hidden.
    pub fn draw(&mut self, veil: Option<Veil>) {
        match self {
            Self::Sqlite(work) => work.veil = veil,
            Self::Postgres(work) => work.veil = veil,
        }
    }

    /// What hides names, if something does.
    #[must_use]
    pub const fn veil(&self) -> Option<&Veil> {
        match self {
            Self::Sqlite(work) => work.veil.as_ref(),
            Self::Postgres(work) => work.veil.as_ref(),
        }
    }

    /// The same, to be changed.
    pub const fn veil_mut(&mut self) -> Option<&mut Veil> {
        match self {
            Self::Sqlite(work) => work.veil.as_mut(),
            Self::Postgres(work) => work.veil.as_mut(),
        }
    }

    /// Makes the transaction's work durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        metered(&COMMIT, async {
            match self {
                Self::Sqlite(tx) => tx.commit().await?,
                Self::Postgres(tx) => tx.commit().await?,
            }
            Ok(())
        })
        .await
    }
}

/// A number that no row has been marked with before: a count would begin anew once its row has gone.
pub(crate) fn mark() -> i64 {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    high.cast_signed()
}

/// A list of values as the one parameter that both databases take it by: JSON text, unfolded by
/// `json_each` or `jsonb_array_elements`.
#[expect(
    clippy::expect_used,
    reason = "numbers, texts and lists of them are JSON always; an empty list would lose rows"
)]
pub(crate) fn list(rows: impl IntoIterator<Item = impl Serialize>) -> String {
    let mut text = Vec::new();
    serde_json::Serializer::new(&mut text)
        .collect_seq(rows)
        .expect("rows are numbers and texts");
    String::from_utf8(text).expect("JSON is UTF-8")
}
