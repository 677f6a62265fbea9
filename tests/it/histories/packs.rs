//! Packs of facts are copies: those that hold are what would be packed now.

use coachlight::projector::packed;
use coachlight::store::{REGISTERED, Sql, Tx};
use sqlx::{AssertSqlSafe, Row};

use crate::support::TestApp;

/// The packs that hold, of agents (1) and of groups (2).
const KEPT: &str = "SELECT k.kind, k.key, k.facts, k.beside, k.generation FROM fact_pack k
    JOIN generation g ON g.generation = k.generation
    WHERE g.current AND NOT EXISTS (SELECT 1 FROM fact_pack_changed c
        WHERE c.generation = k.generation AND c.kind = k.kind AND c.key = k.key)";

fn packing(kind: i64) -> &'static Sql {
    let name = match kind {
        1 => "::packs::agents::PACKED_AGENTS",
        2 => "::packs::groups::PACKED_GROUPS",
        other => unreachable!("packs of kind {other}"),
    };
    let mut all = REGISTERED.into_iter().map(|registered| registered.0);
    all.find(|sql| sql.name.ends_with(name)).unwrap()
}

/// Compares all packs that hold with the facts; returns how many there are, of agents and of groups.
pub(crate) async fn packs_hold(app: &TestApp) -> [usize; 2] {
    macro_rules! compare {
        ($tx:expr, $dialect:ident) => {{
            let mut held = [0, 0];
            for row in sqlx::query(KEPT).fetch_all(&mut **$tx).await.unwrap() {
                let (kind, key): (i64, i64) = (row.get(0), row.get(1));
                let now = sqlx::query(AssertSqlSafe(packing(kind).$dialect))
                    .bind(row.get::<i64, _>(4))
                    .bind(format!("[{key}]"))
                    .fetch_one(&mut **$tx)
                    .await
                    .unwrap();
                let kept: (Vec<u8>, Vec<u8>) = (row.get(2), row.get(3));
                let (facts, beside): (String, String) = (now.get(1), now.get(2));
                let now = packed(kind, &facts, &beside).unwrap().unwrap();
                assert!(
                    kept == now,
                    "the pack {key} of kind {kind} is not {facts} {beside}"
                );
                held[usize::try_from(kind - 1).unwrap()] += 1;
            }
            held
        }};
    }
    // One moment, whatever is packed meanwhile.
    let mut tx = app.db().read().await.unwrap();
    match &mut tx {
        Tx::Sqlite(tx) => compare!(tx, sqlite),
        Tx::Postgres(tx) => compare!(tx, postgres),
    }
}

/// Packs everything that is to be packed.
pub(crate) async fn pack_all(app: &TestApp) {
    while app.projector().pack().await.unwrap() {}
}
