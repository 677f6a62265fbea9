//! The database's schema and every statement of SQL, on both databases.

use std::collections::{BTreeMap, BTreeSet};

use coachlight::store::{Db, REGISTERED};
use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};

use crate::support::both;

both! {
    async fn every_statement_is_understood(app: TestApp) {
        let mut count = 0;
        for registered in REGISTERED {
            let sql = registered.0;
            let result = match app.db() {
                Db::Sqlite { write, .. } => {
                    write.prepare(sql.sqlite.into_sql_str()).await.map(drop)
                }
                Db::Postgres(pool) => pool.prepare(sql.postgres.into_sql_str()).await.map(drop),
            };
            assert!(result.is_ok(), "{}: {result:?}", sql.name);
            count += 1;
        }
        assert!(count > 50, "only {count} statements are registered");
    }
}

/// Tables that hold a few rows however much the gateway is used, and rows of queries that are
/// bounded.
const SMALL: &[&str] = &[
    // Groups that wait to be looked at.
    // Empty, save while somebody is erased.
    "agent_former",
    "agreement_switch",
    "alert_due",
    // A row a day and source of statements.
    "arrival",
    "b",
    "credential",
    "d",
    "down",
    "f",
    // Links of frameworks, when one that reaches into others is imported.
    "elsewhere",
    "feed",
    "g",
    "generation",
    "log_head",
    // Competency frameworks and roles are read whole where they are listed.
    "framework",
    "p",
    // Rows of a page of the log.
    "placed",
    "retention",
    "role_profile",
    // A row a month or quarter.
    "report",
    // An organisation has a few.
    "webhook",
    "w",
    "platform",
    "tool_key",
    "sized",
    "u",
    "up",
    "xapi_profile",
    "z",
];

/// Statements that read or empty a whole generation, or read what one is derived by, which only a rebuild
/// does, and a search through the names of people. Erasing a person, which is rare, looks into whatever may
/// name them.
const OF_REBUILDS: &[&str] = &[
    "CHANGE_ALL",
    "DERIVED_BY",
    "DIFFERENT_",
    "DROP_",
    "ERASE_",
    "SEARCH",
];

/// Whether a table is small, or the name of one in a statement that calls nothing else so.
fn is_small(sql: &str, name: &str) -> bool {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let called = words.windows(3).filter(|it| {
        matches!(it[0], "FROM" | "JOIN") && it[2].trim_end_matches([')', ',']) == name
    });
    let mut called = called.map(|it| it[1]).peekable();
    SMALL.contains(&name) || (called.peek().is_some() && called.all(|it| SMALL.contains(&it)))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_walks_through_a_table_that_grows() {
    let app = crate::support::TestApp::start(None).await;
    let Db::Sqlite { write, .. } = app.db() else {
        unreachable!("started on SQLite")
    };
    let mut walks = Vec::new();
    for registered in REGISTERED {
        let sql = registered.0;
        let plan = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", sql.sqlite));
        let rows = sqlx::query(plan).fetch_all(write).await.unwrap();
        for row in rows {
            let step: String = row.get("detail");
            let Some(table) = step
                .strip_prefix("SCAN ")
                .and_then(|it| it.split(' ').next())
            else {
                continue;
            };
            // In the order of an index a page is walked, not the table; a foreign key is looked
            // for in the tables that refer to it only when a row of it goes.
            let page = sql.sqlite.contains("LIMIT") && step.contains("USING INDEX");
            let foreign = sql.sqlite.starts_with("INSERT") && !sql.sqlite.contains(table);
            let name = sql.name.rsplit(':').next().unwrap_or_default();
            let rebuild = OF_REBUILDS.iter().any(|start| name.starts_with(start));
            // What a part of the statement has found is no table.
            let found = table.starts_with('(') || table == "CONSTANT";
            let harmless = found || step.contains("VIRTUAL TABLE") || page || foreign || rebuild;
            if !harmless && !is_small(sql.sqlite, table) {
                walks.push(format!("{}: {step}", sql.name));
            }
        }
    }
    assert!(walks.is_empty(), "{walks:#?}");
}

/// Tables with their columns.
async fn tables(db: &Db) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sql = match db {
        Db::Sqlite { .. } => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Db::Postgres(_) => {
            "SELECT table_name::text AS t, column_name::text AS c
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let pairs: Vec<(String, String)> = match db {
        Db::Sqlite { read, .. } => sqlx::query(AssertSqlSafe(sql))
            .fetch_all(read)
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect(),
        Db::Postgres(pool) => sqlx::query(AssertSqlSafe(sql))
            .fetch_all(pool)
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect(),
    };
    for (table, column) in pairs
        .into_iter()
        .filter(|(table, _)| table != "_sqlx_migrations")
    {
        found.entry(table).or_default().insert(column);
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = crate::support::TestApp::start(None).await;
    let address = crate::support::fresh_postgres().await;
    let postgres = crate::support::TestApp::start(Some(address)).await;
    assert_eq!(tables(sqlite.db()).await, tables(postgres.db()).await);
}
