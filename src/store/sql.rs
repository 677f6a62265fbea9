//! SQL constants: each statement stands once, knows its name, and is prepared on both databases by
//! one test.

use std::cell::Cell;
use std::future::Future;
use std::time::{Duration, Instant};

/// One statement in the two dialects.
#[derive(Debug)]
pub struct Sql {
    /// The constant's path, for metrics and the messages of tests.
    pub name: &'static str,
    /// Text for `SQLite`.
    pub sqlite: &'static str,
    /// Text for `PostgreSQL`.
    pub postgres: &'static str,
}

/// A [`Sql`] constant's entry in the list of all statements.
#[derive(Debug)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// Every statement of the gateway, for the test that prepares them all.
pub const REGISTERED: inventory::iter<Registered> = inventory::iter::<Registered>;

/// Declares [`Sql`] constants: `NAME = "text"` for both databases, or
/// `NAME = { sqlite: "text", postgres: "text" }`.
macro_rules! sql {
    () => {};
    ($(#[$doc:meta])* $name:ident = { sqlite: $sqlite:expr, postgres: $postgres:expr $(,)? }; $($rest:tt)*) => {
        $(#[$doc])*
        static $name: $crate::store::Sql =
            $crate::store::Sql {
                name: concat!(module_path!(), "::", stringify!($name)),
                sqlite: $sqlite,
                postgres: $postgres,
            };
        inventory::submit! { $crate::store::Registered(&$name) }
        $crate::store::sql! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident = $text:expr; $($rest:tt)*) => {
        $crate::store::sql! { $(#[$doc])* $name = { sqlite: $text, postgres: $text }; $($rest)* }
    };
}

/// Runs one statement through the given sqlx method on whichever database the transaction is of.
macro_rules! run {
    ($tx:expr, $sql:expr, $query:ident::<$row:ty>, $method:ident, [$($arg:expr),*]) => {
        $crate::store::metered(&$sql, async {
            match $tx.either() {
                $crate::store::Tx::Sqlite(tx) => {
                    sqlx::$query::<_, $row>($sql.sqlite)$(.bind($arg))*.$method(&mut **tx).await
                }
                $crate::store::Tx::Postgres(tx) => {
                    sqlx::$query::<_, $row>($sql.postgres)$(.bind($arg))*.$method(&mut **tx).await
                }
            }
        })
        .await
        .map_err($crate::store::StoreError::from)
    };
}

/// `fetch_all!(tx, SQL as Row, arg, …)`: all rows.
macro_rules! fetch_all {
    ($tx:expr, $sql:ident as $row:ty $(, $arg:expr)* $(,)?) => {
        $crate::store::run!($tx, $sql, query_as::<$row>, fetch_all, [$($arg),*])
    };
}

/// `fetch_one!(tx, SQL as Row, arg, …)`: exactly one row.
macro_rules! fetch_one {
    ($tx:expr, $sql:ident as $row:ty $(, $arg:expr)* $(,)?) => {
        $crate::store::run!($tx, $sql, query_as::<$row>, fetch_one, [$($arg),*])
    };
}

/// `fetch_optional!(tx, SQL as Row, arg, …)`: one row or none.
macro_rules! fetch_optional {
    ($tx:expr, $sql:ident as $row:ty $(, $arg:expr)* $(,)?) => {
        $crate::store::run!($tx, $sql, query_as::<$row>, fetch_optional, [$($arg),*])
    };
}

/// `execute!(tx, SQL, arg, …)`: the number of rows changed.
macro_rules! execute {
    ($tx:expr, $sql:ident $(, $arg:expr)* $(,)?) => {
        $crate::store::metered(&$sql, async {
            match $tx.either() {
                $crate::store::Tx::Sqlite(tx) => sqlx::query($sql.sqlite)$(.bind($arg))*
                    .execute(&mut **tx).await.map(|done| done.rows_affected()),
                $crate::store::Tx::Postgres(tx) => sqlx::query($sql.postgres)$(.bind($arg))*
                    .execute(&mut **tx).await.map(|done| done.rows_affected()),
            }
        })
        .await
        .map_err($crate::store::StoreError::from)
    };
}

/// `execute_apart!(tx, SQL, [arg, …], [arg, …])`: the same where the databases take many rows in ways
/// of their own: `SQLite` as JSON text, `PostgreSQL` as an array for each column.
macro_rules! execute_apart {
    ($tx:expr, $sql:ident, [$($sqlite:expr),* $(,)?], [$($postgres:expr),* $(,)?] $(,)?) => {
        $crate::store::metered(&$sql, async {
            match $tx.either() {
                $crate::store::Tx::Sqlite(tx) => sqlx::query($sql.sqlite)$(.bind($sqlite))*
                    .execute(&mut **tx).await.map(|done| done.rows_affected()),
                $crate::store::Tx::Postgres(tx) => sqlx::query($sql.postgres)$(.bind($postgres))*
                    .execute(&mut **tx).await.map(|done| done.rows_affected()),
            }
        })
        .await
        .map_err($crate::store::StoreError::from)
    };
}

pub(crate) use {execute, execute_apart, fetch_all, fetch_one, fetch_optional, run, sql};

/// How many statements a request ran and how long it waited for them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    /// Statements run.
    pub statements: u32,
    /// Time waited for their answers.
    pub time: Duration,
}

tokio::task_local! {
    static METER: Cell<Meter>;
}

/// Runs a request's work and returns with its output what it asked of the database.
pub async fn measure<F: Future>(work: F) -> (F::Output, Meter) {
    METER
        .scope(Cell::new(Meter::default()), async {
            let output = work.await;
            (output, METER.with(Cell::get))
        })
        .await
}

/// Counts one statement and the time it took, for `/metrics` and for the running request's
/// [`Meter`], if a request is running.
pub(crate) async fn metered<F: Future>(sql: &'static Sql, statement: F) -> F::Output {
    let start = Instant::now();
    let output = statement.await;
    let time = start.elapsed();
    metrics::counter!("db_statements_total", "statement" => sql.name).increment(1);
    let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    metrics::counter!("db_statement_nanoseconds_total", "statement" => sql.name)
        .increment(nanoseconds);
    // Outside a request (the projector, the command line) there is no meter to add to.
    let _outside_request = METER.try_with(|meter| {
        let mut sum = meter.get();
        sum.statements += 1;
        sum.time += time;
        meter.set(sum);
    });
    output
}
