//! What the engine asks: hierarchy, weights, scales, names and mappings of many at once.

use std::collections::BTreeMap;

use coachlight::frameworks::{self, read_mapping, resolve};
use coachlight::statements::intern_activities;
use coachlight::store::{StoreError, Tx, measure};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{TRANSVERSAL, import, imported, key, now};
use crate::support::both;

const HALF: i64 = 500_000;
const WHOLE: i64 = 1_000_000;

async fn activity(tx: &mut Tx, iri: &str) -> i64 {
    intern_activities(tx, &[iri]).await.unwrap()[0].1
}

both! {
    async fn an_item_is_the_activity_that_statements_name(app: TestApp) {
        let mut tx = app.db().write().await.unwrap();
        let before = activity(&mut tx, "https://app.example.org/competencies/negotiation").await;
        import(&mut tx, TRANSVERSAL).await.unwrap();
        assert_eq!(key(&mut tx, "TEA-N").await, before);
        let other = activity(&mut tx, "https://app.example.org/notes/1").await;
        let names = frameworks::names(&mut tx, &[before, other]).await.unwrap();
        assert_eq!(names, BTreeMap::from([(before, "Negotiation".to_owned())]));
        let by_id = frameworks::find_items(&mut tx, &uuid(TRANSVERSAL, 8)).await.unwrap();
        assert_eq!(by_id[0].competency, before);
        let wrong = frameworks::resolve_item(&mut tx, "TEA-X").await.unwrap();
        assert!(wrong.unwrap_err().to_string().contains("TEA-X"));
    }

    async fn the_structure_of_many_takes_two_statements(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let mut tx = app.db().write().await.unwrap();
        let (team, negotiation) = (key(&mut tx, "TEA").await, key(&mut tx, "TEA-N").await);
        let mut keys = vec![team, negotiation, key(&mut tx, "SELF").await, 999_999];
        keys.extend(1_000_000..1_000_500);
        let (found, meter) = measure(frameworks::structure(&mut tx, &keys)).await;
        let structure = found.unwrap();
        assert_eq!(meter.statements, 2);
        let weights: Vec<i64> = structure.children(team).iter().map(|it| it.weight).collect();
        assert_eq!(weights, [2 * WHOLE, WHOLE, WHOLE, WHOLE]);
        // Below at any depth.
        assert_eq!(structure.children(negotiation).len(), 2);
        assert_eq!(structure.below(team).len(), 7);
        assert_eq!(structure.items[&negotiation].scale.levels.len(), 4);
        assert_eq!(structure.items[&team].scale, std::sync::Arc::default());
        assert!(structure.children(999_999).is_empty());
        let (mapped, meter) = measure(frameworks::mapped(&mut tx, &keys)).await;
        assert!(mapped.unwrap().is_empty());
        assert_eq!(meter.statements, 1);
    }

    async fn chosen_weights_win_and_outlive_a_version(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let mut tx = app.db().write().await.unwrap();
        let item = async |tx: &mut Tx, code: &str| {
            frameworks::resolve_item(tx, code).await.unwrap().unwrap()
        };
        let (team, conflict) = (item(&mut tx, "TEA").await, item(&mut tx, "TEA-C").await);
        let state = frameworks::by_id(&mut tx, team.framework).await.unwrap().unwrap().state;
        frameworks::weigh(&mut tx, &team, &[(conflict, HALF)], now()).await.unwrap();
        assert_ne!(frameworks::by_id(&mut tx, team.framework).await.unwrap().unwrap().state, state);
        let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        whole["CFDocument"]["version"] = json!("2027");
        import(&mut tx, &whole.to_string()).await.unwrap();
        let structure = frameworks::structure(&mut tx, &[team.competency]).await.unwrap();
        let weights: Vec<i64> = structure.children(team.competency).iter().map(|it| it.weight).collect();
        assert_eq!(weights, [2 * WHOLE, HALF, WHOLE, WHOLE]);
        let presenting = item(&mut tx, "COM-P").await;
        let wrong = frameworks::weigh(&mut tx, &team, &[(presenting, HALF)], now()).await;
        assert!(wrong.unwrap_err().to_string().contains("no part of"));
    }

    async fn evidence_for_the_old_counts_for_the_new(app: TestApp) {
        let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        let link = |uri: &str| json!({ "title": "", "identifier": uri, "uri": uri });
        let own = |index: usize| json!({
            "title": "", "identifier": whole["CFItems"][index]["identifier"], "uri": "https://x.example/"
        });
        let (negotiation, conflict) = (own(8), own(11));
        let mut add = |number: u8, kind: &str, origin: Value, destination: Value| {
            whole["CFAssociations"].as_array_mut().unwrap().push(json!({
                "identifier": format!("8c7e4f0a-1d2b-4c3d-9e8f-0000000002{number:02}"),
                "uri": format!("https://x.example/{number}"), "associationType": kind,
                "originNodeURI": origin, "destinationNodeURI": destination
            }));
        };
        add(1, "replacedBy", link("https://old.example/bargaining"), negotiation.clone());
        add(2, "exactMatchOf", conflict, link("https://other.example/conflict"));
        imported(&app, &whole.to_string()).await;
        let mut tx = app.db().write().await.unwrap();
        let negotiation = key(&mut tx, "TEA-N").await;
        let conflict = key(&mut tx, "TEA-C").await;
        let old = activity(&mut tx, "https://old.example/bargaining").await;
        let other = activity(&mut tx, "https://other.example/conflict").await;
        let mapped = async |tx: &mut Tx, key: i64| {
            let found = frameworks::mapped(tx, &[key]).await.unwrap();
            found.get(&key).cloned().unwrap_or_default()
        };
        assert_eq!(mapped(&mut tx, negotiation).await, [(old, WHOLE)]);
        assert_eq!(mapped(&mut tx, old).await, []);
        assert_eq!(mapped(&mut tx, conflict).await, [(other, WHOLE)]);
        assert_eq!(mapped(&mut tx, other).await, [(conflict, WHOLE)]);
        // A table: a chain, and another factor for what an association says.
        let table = "from,to,factor\nhttps://older.example/x,TEA-N,0.5\n\
                     https://old.example/bargaining,TEA-N,0.5\n";
        let pairs = read_mapping("map", table.as_bytes()).unwrap();
        assert_eq!(frameworks::map(&mut tx, "map", &pairs).await.unwrap(), 2);
        let older = activity(&mut tx, "https://older.example/x").await;
        let mut expected = vec![(old, HALF), (older, HALF)];
        expected.sort_unstable();
        assert_eq!(mapped(&mut tx, negotiation).await, expected);
        let current = frameworks::current_of(&mut tx, &[older]).await.unwrap();
        assert_eq!(current[&older], [(negotiation, HALF)]);
        // It outlives a new version; associations are those of the version.
        import(&mut tx, TRANSVERSAL).await.unwrap();
        assert_eq!(mapped(&mut tx, negotiation).await, expected);
        assert_eq!(mapped(&mut tx, conflict).await, []);
        let wrong = read_mapping("map", b"from,to\nTEA-X,TEA-N\nTEA-N,TEA-Y\n").unwrap();
        let message = frameworks::map(&mut tx, "map", &wrong).await.unwrap_err().to_string();
        assert!(message.contains("line 2, column from") && message.contains("line 3, column to"), "{message}");
    }

    async fn an_item_with_a_new_address_keeps_its_evidence(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let mut tx = app.db().write().await.unwrap();
        let before = key(&mut tx, "TEA-N").await;
        let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
        whole["CFItems"][8]["uri"] = json!("https://app.example.org/competencies/negotiating");
        let imported = import(&mut tx, &whole.to_string()).await.unwrap();
        assert_eq!(imported.difference.unwrap().changed[0].members, ["uri"]);
        let after = key(&mut tx, "TEA-N").await;
        assert_ne!(before, after);
        assert_eq!(frameworks::mapped(&mut tx, &[after]).await.unwrap()[&after], [(before, WHOLE)]);
        // Put back, it is the other way round.
        frameworks::put_back(&mut tx, imported.framework, 1, now()).await.unwrap();
        assert_eq!(key(&mut tx, "TEA-N").await, before);
        assert_eq!(frameworks::mapped(&mut tx, &[before]).await.unwrap()[&before], [(after, WHOLE)]);
    }

    async fn one_framework_replaces_another(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        let table = "idnumber,name\nTEA-N,Bargaining\n";
        imported(&app, table).await;
        let mut tx = app.db().write().await.unwrap();
        // The code is no longer one item's.
        let wrong = frameworks::resolve_item(&mut tx, "TEA-N").await.unwrap();
        assert!(wrong.unwrap_err().to_string().contains("Several frameworks"));
        let items = frameworks::find_items(&mut tx, "TEA-N").await.unwrap();
        let bargaining = items.iter().find(|item| item.name == "Bargaining").unwrap();
        let negotiation = items.iter().find(|item| item.name == "Negotiation").unwrap();
        let table = format!("from,to\n{},{}\n", bargaining.uri, negotiation.identifier);
        let pairs = read_mapping("map", table.as_bytes()).unwrap();
        frameworks::map(&mut tx, "map", &pairs).await.unwrap();
        let found = frameworks::mapped(&mut tx, &[negotiation.competency]).await;
        let found: Result<_, StoreError> = found;
        assert_eq!(found.unwrap()[&negotiation.competency], [(bargaining.competency, WHOLE)]);
    }
}

fn uuid(text: &str, index: usize) -> String {
    let whole: Value = serde_json::from_str(text).unwrap();
    whole["CFItems"][index]["identifier"]
        .as_str()
        .unwrap()
        .to_owned()
}

proptest! {
    /// The best chain counts, circles of mappings come to an end, and nothing counts for itself.
    #[test]
    fn chains_of_mappings_are_resolved(
        edges in prop::collection::vec((0..6i64, 0..6i64, 1..=WHOLE), 0..20)
    ) {
        let mut steps: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
        for (at, old, factor) in &edges {
            steps.entry(*at).or_default().push((*old, *factor));
        }
        let keys: Vec<i64> = (0..6).collect();
        let resolved = resolve(&steps, &keys);
        // The same by trying over and over.
        for key in keys {
            let mut best = BTreeMap::from([(key, WHOLE)]);
            for _ in 0..6 {
                for (at, old, factor) in &edges {
                    if let Some(known) = best.get(at).copied() {
                        let through = known * factor / WHOLE;
                        let entry = best.entry(*old).or_insert(0);
                        *entry = (*entry).max(through);
                    }
                }
            }
            best.remove(&key);
            best.retain(|_, factor| *factor > 0);
            let found: BTreeMap<i64, i64> = resolved.get(&key).into_iter().flatten().copied().collect();
            prop_assert_eq!(found, best);
        }
    }
}
