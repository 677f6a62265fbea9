//! Imports are versions: differences are shown, and any version can be put back.

use coachlight::frameworks::{self, Class, Edition};
use serde_json::{Value, json};
use std::fmt::Write;

use super::{TRANSVERSAL, import, imported, key, now};
use crate::support::{both, process::Setting};

/// A version in which an item is new, one says something else, and one is gone.
fn second() -> String {
    let mut whole: Value = serde_json::from_str(TRANSVERSAL).unwrap();
    let items = whole["CFItems"].as_array_mut().unwrap();
    let gone = items.pop().unwrap();
    items[8]["fullStatement"] = json!("Finds agreements that last.");
    items[8]["lastChangeDateTime"] = json!("2026-10-01T08:00:00Z");
    // A later time of change alone is none.
    items[7]["lastChangeDateTime"] = json!("2026-10-01T08:00:00Z");
    let mut new = items[8].clone();
    new["identifier"] = json!("8c7e4f0a-1d2b-4c3d-9e8f-000000000aaa");
    new["uri"] = json!("https://app.example.org/competencies/new");
    new["humanCodingScheme"] = json!("NEW");
    items.push(new);
    let associations = whole["CFAssociations"].as_array_mut().unwrap();
    associations.retain(|it| it["originNodeURI"]["identifier"] != gone["identifier"]);
    whole.to_string()
}

both! {
    async fn an_import_that_says_the_same_makes_no_version(app: TestApp) {
        assert_eq!(imported(&app, TRANSVERSAL).await.difference, None);
        let again = imported(&app, TRANSVERSAL).await;
        assert!(again.is_same());
        assert_eq!(again.version, 1);
    }

    async fn what_is_written_comes_back_without_a_difference(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        let mut tx = app.db().write().await.unwrap();
        let package = frameworks::in_force(&mut tx, id).await.unwrap().unwrap();
        let written = frameworks::write_package(&package, Edition::V1p1);
        assert!(import(&mut tx, &written.to_string()).await.unwrap().is_same());
        // 1.0 cannot say all; what it says comes back.
        let less = frameworks::write_package(&package, Edition::V1p0).to_string();
        assert!(!import(&mut tx, &less).await.unwrap().is_same());
        let package = frameworks::in_force(&mut tx, id).await.unwrap().unwrap();
        let less = frameworks::write_package(&package, Edition::V1p0).to_string();
        assert!(import(&mut tx, &less).await.unwrap().is_same());
    }

    async fn a_version_shows_what_it_changes_and_can_be_put_back(app: TestApp) {
        let first = imported(&app, TRANSVERSAL).await;
        let mut tx = app.db().write().await.unwrap();
        let negotiation = key(&mut tx, "TEA-N").await;
        let imported = import(&mut tx, &second()).await.unwrap();
        let difference = imported.difference.clone().unwrap();
        let names = |changes: &[frameworks::Change]| {
            changes.iter().map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&difference.added), ["Negotiation"]);
        assert_eq!(names(&difference.changed), ["Negotiation"]);
        assert_eq!(difference.changed[0].members, ["fullStatement"]);
        assert_eq!(names(&difference.removed), ["Learning from experience"]);
        assert_eq!(difference.others, 1);
        assert_eq!(imported.version, 2);
        // An item keeps its key.
        assert_eq!(key(&mut tx, "TEA-N").await, negotiation);
        assert!(frameworks::find_items(&mut tx, "SELF-L").await.unwrap().is_empty());
        let back = frameworks::put_back(&mut tx, first.framework, 1, now()).await.unwrap();
        assert_eq!(names(&back.removed), ["Negotiation"]);
        assert_eq!(names(&back.added), ["Learning from experience"]);
        assert_eq!(frameworks::find_items(&mut tx, "SELF-L").await.unwrap().len(), 1);
        assert_eq!(frameworks::by_id(&mut tx, first.framework).await.unwrap().unwrap().version, 1);
        // The next one is counted on, and it differs from what is current.
        let third = import(&mut tx, &second()).await.unwrap();
        assert_eq!(third.version, 3);
        assert_eq!(frameworks::versions(&mut tx, first.framework).await.unwrap().len(), 3);
        let none = frameworks::put_back(&mut tx, first.framework, 9, now()).await.unwrap_err();
        assert!(none.to_string().contains("no version 9"));
    }

    async fn a_removed_framework_leaves_nothing_but_names_of_activities(app: TestApp) {
        let id = imported(&app, TRANSVERSAL).await.framework;
        let mut tx = app.db().write().await.unwrap();
        let negotiation = key(&mut tx, "TEA-N").await;
        assert!(frameworks::remove(&mut tx, id).await.unwrap());
        assert!(!frameworks::remove(&mut tx, id).await.unwrap());
        assert_eq!(frameworks::list(&mut tx).await.unwrap(), []);
        assert!(frameworks::names(&mut tx, &[negotiation]).await.unwrap().is_empty());
        // It can come again, and its items have the same keys.
        import(&mut tx, TRANSVERSAL).await.unwrap();
        assert_eq!(key(&mut tx, "TEA-N").await, negotiation);
    }

    async fn five_thousand_items_are_imported(app: TestApp) {
        let mut table = "idnumber,name,parent,weight\n".to_owned();
        for number in 0..5000 {
            let parent = if number == 0 { String::new() } else { format!("C{}", (number - 1) / 8) };
            writeln!(table, "C{number},Competency {number},{parent},1.5").unwrap();
        }
        let imported = imported(&app, &table).await;
        assert_eq!(imported.items, 5000);
        let mut tx = app.db().read().await.unwrap();
        let root = key(&mut tx, "C0").await;
        let structure = frameworks::structure(&mut tx, &[root]).await.unwrap();
        assert_eq!(structure.below(root).len(), 5000);
        let package = frameworks::package(&mut tx, imported.framework).await.unwrap().unwrap();
        assert_eq!(package.of(Class::Association).len(), 5000);
    }

    async fn the_command_line_imports_shows_and_undoes(app: TestApp) {
        let setting = Setting::new(app.postgres.clone());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("framework.json");
        let run = |arguments: &[&str]| {
            let done = setting.command(arguments).stderr(std::process::Stdio::piped()).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (done.status.success(), text(done.stdout), text(done.stderr))
        };
        let path = file.to_str().unwrap();
        std::fs::write(&file, TRANSVERSAL).unwrap();
        let (done, said, _) = run(&["framework", "import", path, "--dry-run"]);
        assert!(done && said.contains("would be new, with 19 items"), "{said}");
        assert_eq!(run(&["framework", "list"]).1, "");
        let (done, said, _) = run(&["framework", "import", path, "--format", "json"]);
        let told: Value = serde_json::from_str(&said).unwrap();
        assert!(done && told["new"] == true, "{said}");
        let id = told["framework"].as_str().unwrap().to_owned();
        std::fs::write(&file, second()).unwrap();
        let (_, said, _) = run(&["framework", "import", path, "--dry-run"]);
        assert!(said.contains("would have version 2") && said.contains("removed"), "{said}");
        run(&["framework", "import", path]);
        let (_, said, _) = run(&["framework", "versions", &id]);
        assert!(said.contains("* 2"), "{said}");
        let (_, said, _) = run(&["framework", "versions", &id, "--compare", "1", "2"]);
        assert!(said.contains("changed") && said.contains("(fullStatement)"), "{said}");
        let (done, ..) = run(&["framework", "versions", &id, "--put-back", "1"]);
        assert!(done);
        let (done, said, error) = run(&["framework", "weigh", "TEA", "TEA-N=3", "TEA-D=0.5"]);
        assert!(done, "{said}{error}");
        let (_, said, _) = run(&["framework", "list", &id]);
        assert!(said.contains("  TEA-N  Negotiation  weight 3  4 levels"), "{said}");
        let (done, _, error) = run(&["framework", "weigh", "TEA", "COM-P=3"]);
        assert!(!done && error.contains("is no part of"), "{error}");
        let (_, said, _) = run(&["framework", "export", &id]);
        let exported: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(super::super::faults(&exported, Edition::V1p1), Vec::<String>::new());
        let weight = exported.pointer("/CFAssociations").unwrap().as_array().unwrap().iter()
            .find(|it| it["originNodeURI"]["title"] == "Negotiation").unwrap();
        assert_eq!(weight["extensions"]["coachlightWeight"], 3.0);
        std::fs::write(&file, "idnumber,name\n,x\n").unwrap();
        let (done, _, error) = run(&["framework", "import", path, "--form", "csv"]);
        assert!(!done && error.contains("line 2, column idnumber"), "{error}");
        let table = folder.path().join("map.csv");
        std::fs::write(&table, "from,to,factor\nhttps://old.example/n,TEA-N,0.5\nTEA-C,TEA-D,2\n").unwrap();
        let (done, _, error) = run(&["framework", "map", table.to_str().unwrap()]);
        assert!(!done && error.contains("line 3, column factor"), "{error}");
        std::fs::write(&table, "from,to,factor\nhttps://old.example/n,TEA-N,0.5\n").unwrap();
        assert!(run(&["framework", "map", table.to_str().unwrap()]).0);
        assert!(run(&["framework", "remove", &id]).0);
        assert!(!run(&["framework", "remove", &id]).0);
    }
}
