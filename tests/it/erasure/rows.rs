//! Rows of every kind that may name a person: of theirs nothing is left, others' name nobody.

use std::collections::BTreeSet;

use coachlight::audit;
use coachlight::people;
use coachlight::privacy;
use coachlight::projector::{Difference, Pace, rebuild};
use coachlight::sync;

use super::filling::{
    ADDRESS, SAID, THEIRS, WROTE, alerted, id, known, learned, named, of_others, own,
};
use super::{erase, everything, found, found_in_files};
use crate::coaching::Scene;
use crate::support::{TestApp, both, logged};

/// Tables that name nobody by text or identifier, and why. A table that is not in this list has to
/// name the person before the erasure, or the test fails: a new one has to be decided about.
const OF_NOBODY: &[(&str, &str)] = &[
    ("alert_due", "groups"),
    ("alert_watch", "a place; the names of groups are replaced"),
    ("arrival", "counts by authority"),
    ("arrival_head", "a place"),
    ("attachment", "contents; erased in the test of statements"),
    ("attachment_part", "the same"),
    ("attachment_upload", "uploads under way, a moment"),
    ("audit_head", "a digest"),
    ("barred_identifier", "digests with a key"),
    ("coach_policy", "a switch"),
    ("contribution", "facts, by keys of agents"),
    ("course", "courses; their titles are replaced"),
    ("course_round", "when platforms are asked"),
    ("course_team", "teams; their names are replaced"),
    ("digest_sent", "goes with the person; shown by letters"),
    ("document", "shown in the test of statements"),
    ("erasure", "the erasure itself"),
    ("erasure_statement", "places in the log"),
    ("erasure_wish", "shown in the test of wishes"),
    ("event_held", "places in the log"),
    ("event_place", "a place"),
    ("export_part", "files of exports; all go"),
    ("fact", "facts, which stay, by keys of agents"),
    ("fact_competency", "facts"),
    (
        "fact_pack",
        "facts, which stay, by keys of agents and groups",
    ),
    ("fact_pack_changed", "keys of agents and groups"),
    ("feed_awaited", "identifiers of statements"),
    ("feed_refusal", "identifiers of statements"),
    ("framework", "published documents"),
    ("framework_address", "the same"),
    ("framework_child", "the same"),
    ("framework_item", "the same"),
    ("framework_mapping", "the same"),
    ("framework_node", "the same"),
    ("framework_object", "the same"),
    (
        "framework_version",
        "the same; where it came from is replaced",
    ),
    ("framework_weight", "the same"),
    ("generation", "a vocabulary"),
    ("grade_item", "columns; their labels are replaced"),
    ("grade_watch", "a place"),
    ("group_activity", "courses, by addresses of platforms"),
    (
        "group_alias",
        "shown with merged groups; texts are replaced",
    ),
    (
        "group_board_mode",
        "goes to the pseudonym as other renamed columns",
    ),
    ("held_form", "sealed, of minutes; goes with the person"),
    ("known_coach", "goes with the person; reasons are replaced"),
    (
        "launch_refusal",
        "sentences without personal data; searched all the same",
    ),
    ("lease", "work under way"),
    ("log_head", "a place"),
    (
        "mentorship",
        "goes with the person; identifiers as in person_subject",
    ),
    ("outgoing_lane", "troubles, searched"),
    (
        "pending_login",
        "logins under way, of minutes, before anybody is known",
    ),
    ("person_merge", "shown in the test of statements"),
    ("person_suggestion_look", "a moment"),
    ("platform", "platforms; what they are called is replaced"),
    ("platform_consumer", "keys of platforms"),
    ("platform_context", "courses"),
    ("platform_deployment", "courses"),
    ("platform_invite", "platforms to come; names are replaced"),
    ("refusal", "shown in the test of statements"),
    ("retention", "periods"),
    ("role_profile", "job titles"),
    ("role_requirement", "levels"),
    ("role_version", "levels; where they came from is replaced"),
    (
        "sign_in_attempt",
        "sign-ins under way, of minutes, before anybody is known",
    ),
    (
        "sign_in_link",
        "used up or of minutes; goes with the person",
    ),
    ("statement_activity", "keys"),
    ("statement_agent", "keys"),
    ("statement_attachment", "hashes, in the test of statements"),
    ("statement_registration", "identifiers of apps"),
    ("statement_verb", "keys"),
    ("tool_key", "keys"),
    ("unsaid", "plans and reviews that wait to be said, a moment"),
    ("unused_statement", "verbs"),
    ("used_logout_token", "digests"),
    ("used_nonce", "digests"),
    ("verb", "verbs; how they are called is replaced"),
    ("vocabulary", "a version"),
    ("voided_statement", "places in the log"),
    ("webhook_delivery", "how deliveries went"),
    ("xapi_profile", "published documents"),
    ("_sqlx_migrations", "the schema"),
];

/// Tables in which one of some words stands.
async fn tables_naming(app: &TestApp, words: &[String]) -> BTreeSet<String> {
    let places = found(app.db(), words).await.into_iter();
    let tables = places.map(|place| {
        let (_, place) = place.split_once(" in ").unwrap();
        place.split(['.', ':']).next().unwrap().to_owned()
    });
    tables.collect()
}

both! {
    async fn no_row_of_any_kind_names_an_erased_person(app: TestApp) {
        let scene = Scene::new(&app).await;
        known(&scene).await;
        let feed = named(&scene).await;
        own(&scene).await;
        of_others(&scene).await;
        alerted(&scene).await;
        let _platform = learned(&scene).await;
        app.projected().await;
        let running = app.running.as_ref().unwrap().app.clone();
        let person = scene.anna;
        let mut words: Vec<String> = THEIRS.map(str::to_owned).into();
        words.extend([person.to_string(), person.0.simple().to_string()]);
        words.extend([WROTE, SAID].map(str::to_owned));

        // Every table names them, or is known to name nobody.
        let naming = tables_naming(&app, &words).await;
        let all: BTreeSet<String> = everything(app.db()).await.into_iter()
            .map(|(place, _)| place.split('.').next().unwrap().to_owned()).collect();
        let nobody: BTreeSet<String> = OF_NOBODY.iter().map(|(table, _)| (*table).to_owned()).collect();
        let unshown: Vec<&String> = all.iter()
            .filter(|table| !naming.contains(*table) && !nobody.contains(*table)).collect();
        assert!(unshown.is_empty(), "{unshown:?} do not name the person in this test");

        // What works by their name is shown, and changed by hand.
        let mut tx = app.db().read().await.unwrap();
        let preview = privacy::preview(&mut tx, person).await.unwrap();
        drop(tx);
        let by_hand: Vec<(&str, &str)> = preview.by_hand.iter()
            .map(|it| (it.what, it.text.as_str())).collect();
        assert_eq!(by_hand, [("feed_keys", ADDRESS), ("agents", "mailto:anna@elsewhere.example.org")]);
        let mut tx = app.db().write().await.unwrap();
        sync::remove(&mut tx, sync::Kind::Pull, feed).await.unwrap();
        tx.commit().await.unwrap();
        erase(&app, person).await;

        let left = found(app.db(), &words).await;
        assert!(left.is_empty(), "{left:#?}");
        if app.postgres.is_none() {
            let left = found_in_files(app.folder(), &words);
            assert!(left.is_empty(), "{left:#?}");
        }
        let log = logged().to_lowercase();
        for word in &words {
            let line = log.lines().find(|line| line.contains(word.as_str()));
            assert_eq!(line, None, "{word}");
        }

        // What is others' is whole, and others are who they were.
        let bo = app.person("bo").await;
        let plans = scene.get("coach", &format!("/people/{bo}/plans")).await;
        let title = plans["items"][0]["title"].as_str().unwrap();
        assert!(title.starts_with("With erased-") && title.ends_with(" and Annabelle"), "{title}");
        let reviews = scene.get("coach", &format!("/people/{bo}/reviews")).await;
        let path = format!("/people/{bo}/reviews/{}/snapshot", id(&reviews["items"][0]));
        let frozen = scene.get("coach", &path).await;
        let notes = frozen["record"]["notes"].as_str().unwrap();
        assert!(notes.starts_with("\"Write\" to erased-"), "{notes}");
        let mut tx = app.db().read().await.unwrap();
        let found = people::search(&mut tx, "Sommer", 9).await.unwrap();
        assert_eq!(found.len(), 1);
        let verdict = audit::verify(&mut tx, &running.key, None).await.unwrap();
        assert!(matches!(verdict, audit::Verdict::Whole { .. }), "{verdict:?}");
        drop(tx);
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, Difference::default());
    }
}
