//! Packs of facts are copies: those that hold are what would be packed now.

use coachlight::store::{REGISTERED, Sql, Tx};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};

use crate::support::TestApp;

/// The packs that hold: agents, facts, groups.
const KEPT: &str = "SELECT k.agent, k.facts, k.acted_in, k.generation FROM agent_facts k
    JOIN generation g ON g.generation = k.generation
    WHERE g.current AND NOT EXISTS (SELECT 1 FROM agent_changed c
        WHERE c.generation = k.generation AND c.agent = k.agent)";

fn packed() -> &'static Sql {
    let mut all = REGISTERED.into_iter().map(|registered| registered.0);
    all.find(|sql| sql.name.ends_with("::packs::PACKED"))
        .unwrap()
}

/// A list in an order of its own.
fn sorted(text: &str) -> Vec<String> {
    let list: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut lines: Vec<String> = list.iter().map(Value::to_string).collect();
    lines.sort();
    lines
}

/// Compares all packs that hold with the facts; returns how many there are.
pub(crate) async fn packs_hold(app: &TestApp) -> usize {
    macro_rules! compare {
        ($tx:expr, $text:expr) => {{
            let kept = sqlx::query(KEPT).fetch_all(&mut **$tx).await.unwrap();
            for row in &kept {
                let agent: i64 = row.get(0);
                let now = sqlx::query(AssertSqlSafe($text))
                    .bind(row.get::<i64, _>(3))
                    .bind(format!("[{agent}]"))
                    .fetch_one(&mut **$tx)
                    .await
                    .unwrap();
                for column in [1, 2] {
                    let (kept, now): (String, String) = (row.get(column), now.get(column));
                    assert_eq!(sorted(&kept), sorted(&now), "the pack of agent {agent}");
                }
            }
            kept.len()
        }};
    }
    // One moment, whatever is packed meanwhile.
    let mut tx = app.db().read().await.unwrap();
    match &mut tx {
        Tx::Sqlite(tx) => compare!(tx, packed().sqlite),
        Tx::Postgres(tx) => compare!(tx, packed().postgres),
    }
}

/// Packs everything that is to be packed.
pub(crate) async fn pack_all(app: &TestApp) {
    while app.projector().pack().await.unwrap() {}
}
