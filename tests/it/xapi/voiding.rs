//! Voiding (Data 2.3.2; Communication 2.1.3; 9274.1.1 4.2.5).

use serde_json::{Value, json};

use super::{SHARED, STATEMENTS, VOIDED, changed, fresh_id, id, ids, reference, store, with};
use crate::support::{Answer, TestApp, both, statement, with_id};

fn voider(target: &str) -> Value {
    let mut voider = with_id(statement("anna", VOIDED, "x"));
    voider["object"] = reference(target);
    voider
}

async fn status(app: &TestApp, parameter: &str, id: &str) -> u16 {
    let answer = Answer::of(app.get(&with(STATEMENTS, &[(parameter, id)]))).await;
    if answer.status == 200 {
        assert_eq!(answer.body["id"], id);
    }
    answer.status.as_u16()
}

both! {
    /// Data 2.3.2: voided statements are served only as such, and in no list.
    async fn a_voided_statement_is_served_only_as_such_in_any_order_of_arrival(app: TestApp) {
        let target = with_id(statement("anna", SHARED, "a"));
        let voids = voider(&id(&target));
        for case in 0..3 {
            let target = changed(&target, "/id", json!(fresh_id()));
            let voids = changed(&changed(&voids, "/id", json!(fresh_id())), "/object/id", json!(id(&target)));
            match case {
                0 => { store(&app, &target).await; store(&app, &voids).await }
                1 => { store(&app, &voids).await; store(&app, &target).await }
                _ => store(&app, &json!([voids, target])).await,
            }
            assert_eq!(status(&app, "statementId", &id(&target)).await, 404);
            assert_eq!(status(&app, "voidedStatementId", &id(&target)).await, 200);
            assert_eq!(status(&app, "statementId", &id(&voids)).await, 200);
            assert_eq!(status(&app, "voidedStatementId", &id(&voids)).await, 404);
            assert!(!ids(&app, &[]).await.contains(&id(&target)));
            // It stays what it was: its identifier is taken, and it is not stored again.
            store(&app, &target).await;
            assert_eq!(status(&app, "statementId", &id(&target)).await, 404);
        }
        let known = with_id(statement("anna", SHARED, "b"));
        store(&app, &known).await;
        assert_eq!(status(&app, "voidedStatementId", &id(&known)).await, 404);
        assert_eq!(status(&app, "voidedStatementId", &fresh_id()).await, 404);
    }

    /// Data 2.3.2: a voiding statement cannot be voided, in any order of arrival.
    async fn a_voiding_statement_cannot_be_voided(app: TestApp) {
        let target = with_id(statement("anna", SHARED, "a"));
        let first = voider(&id(&target));
        let second = voider(&id(&first));
        store(&app, &second).await;
        store(&app, &first).await;
        store(&app, &target).await;
        store(&app, &voider(&id(&second))).await;
        // Its own voider would be one, too.
        let mut own = voider(&fresh_id());
        own["object"]["id"] = own["id"].clone();
        store(&app, &own).await;
        for served in [&first, &second, &own] {
            assert_eq!(status(&app, "statementId", &id(served)).await, 200);
        }
        assert_eq!(status(&app, "voidedStatementId", &id(&target)).await, 200);
        // Voiding once more changes nothing.
        store(&app, &voider(&id(&target))).await;
        assert_eq!(status(&app, "voidedStatementId", &id(&target)).await, 200);
    }

    /// Data 2.3.2: only a reference can be voided.
    async fn the_verb_voided_needs_a_reference(app: TestApp) {
        for object in [
            json!({ "id": "https://example.org/a" }),
            json!({ "objectType": "Agent", "mbox": "mailto:a@example.org" }),
        ] {
            let answer = app.post(&changed(&voider(&fresh_id()), "/object", object)).await;
            assert_eq!(answer.problem().1, "/problems/invalid-statement");
        }
        // A statement inside another one that speaks of voiding voids nothing.
        let target = with_id(statement("anna", SHARED, "a"));
        let mut inner = voider(&id(&target));
        inner.as_object_mut().unwrap().remove("id");
        inner["objectType"] = json!("SubStatement");
        let outer = changed(&with_id(statement("anna", SHARED, "x")), "/object", inner);
        store(&app, &json!([target, outer])).await;
        assert_eq!(status(&app, "statementId", &id(&target)).await, 200);
    }

    /// Communication 2.1.3: what refers to a voided statement is found by it, the voided one is not.
    async fn what_refers_to_a_voided_statement_still_matches(app: TestApp) {
        let verb = "https://example.org/verbs/once";
        let target = with_id(statement("anna", verb, "a"));
        let voids = voider(&id(&target));
        let mut refers = with_id(statement("bo", verb, "x"));
        refers["object"] = reference(&id(&target));
        let mut to_voider = with_id(statement("cem", SHARED, "x"));
        to_voider["object"] = reference(&id(&voids));
        for sent in [&target, &voids, &refers, &to_voider] {
            store(&app, sent).await;
        }
        assert_eq!(
            ids(&app, &[("verb", verb)]).await,
            [id(&to_voider), id(&refers), id(&voids)]
        );
        assert_eq!(ids(&app, &[("verb", verb), ("limit", "1")]).await.len(), 3);
        let activity = "https://app.example.org/a";
        assert_eq!(
            ids(&app, &[("activity", activity), ("ascending", "true")]).await,
            [id(&voids), id(&refers), id(&to_voider)]
        );
    }
}
