//! A person who is erased: nothing of them is left anywhere, and what was counted stays.

pub(crate) mod filling;
mod rows;
mod statements;
mod titles;

use std::path::Path;

use coachlight::people::PersonId;
use coachlight::privacy::{self, Phase};
use coachlight::store::Db;
use sqlx::{AssertSqlSafe, Row};

use crate::support::waiting::until;
use crate::support::{TestApp, by};

/// Everything in the tables of a database, as text.
pub(crate) async fn everything(db: &Db) -> Vec<(String, String)> {
    let mut all = Vec::new();
    match db {
        Db::Sqlite { read, .. } => {
            let columns = sqlx::query(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
            );
            for row in columns.fetch_all(read).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let sql = format!(
                    "SELECT coalesce(CAST(\"{column}\" AS TEXT), '') || ' ' || lower(hex(\"{column}\")) FROM \"{table}\""
                );
                for row in sqlx::query(AssertSqlSafe(sql))
                    .fetch_all(read)
                    .await
                    .unwrap()
                {
                    let bytes: Vec<u8> = row.get_unchecked(0);
                    all.push((
                        format!("{table}.{column}"),
                        String::from_utf8_lossy(&bytes).into_owned(),
                    ));
                }
            }
        }
        Db::Postgres(pool) => {
            let tables = "SELECT table_name::text FROM information_schema.tables
                          WHERE table_schema = 'public'";
            for row in sqlx::query(tables).fetch_all(pool).await.unwrap() {
                let table: String = row.get(0);
                let sql = format!("SELECT t::text FROM \"{table}\" t");
                for row in sqlx::query(AssertSqlSafe(sql))
                    .fetch_all(pool)
                    .await
                    .unwrap()
                {
                    all.push((table.clone(), row.get(0)));
                }
            }
        }
    }
    all
}

fn hex(text: &str) -> String {
    coachlight::seal::hex(text.as_bytes())
}

/// Where one of some words stands, as text or as bytes.
pub(crate) async fn found(db: &Db, words: &[String]) -> Vec<String> {
    let mut places = Vec::new();
    for (place, text) in everything(db).await {
        let text = text.to_lowercase();
        for word in words {
            if text.contains(word.as_str()) || text.contains(&hex(word)) {
                places.push(format!("{word} in {place}: {text:.300}"));
            }
        }
    }
    places
}

/// Files of a folder that hold one of some words in any case.
pub(crate) fn found_in_files(folder: &Path, words: &[String]) -> Vec<String> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            places.extend(found_in_files(&path, words));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        for word in words {
            let mut windows = bytes.windows(word.len());
            if let Some(at) = windows.position(|window| window == word.as_bytes()) {
                let around = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
                places.push(format!(
                    "{word} in {}: {}",
                    path.display(),
                    String::from_utf8_lossy(around)
                ));
            }
        }
    }
    places
}

/// Waits until all erasures are over. Bounded by the test's own time limit.
async fn over(db: &Db) {
    until(async || {
        let mut tx = db.read().await.unwrap();
        let all = privacy::erasures(&mut tx, 10).await.unwrap();
        !all.is_empty() && all.iter().all(|one| one.phase == Phase::Over)
    })
    .await;
}

/// Erases a person, and waits until that is over.
async fn erase(app: &TestApp, person: PersonId) {
    let running = &app.running.as_ref().unwrap().app;
    let now = running.clock.now();
    let mut tx = app.db().write().await.unwrap();
    privacy::begin(&mut tx, &running.key, person, &by(running), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    over(app.db()).await;
}

/// Sends a form with a session.
async fn form(app: &TestApp, cookie: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    let request = app.client.post(format!("{}{path}", app.base));
    let answer = request.header("Cookie", cookie).form(fields).send().await;
    answer.unwrap().status().as_u16()
}

/// A page as text.
async fn page(app: &TestApp, cookie: &str, path: &str) -> String {
    let request = app.client.get(format!("{}{path}", app.base));
    let answer = request
        .header("Cookie", cookie)
        .header("Accept", "text/html")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}
