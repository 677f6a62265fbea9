//! Moodle's table and plain ones.

use std::collections::BTreeMap;

use coachlight::frameworks::{self, Class, Form, Package, Terms, scales};
use serde_json::json;
use url::Url;

use super::{imported, key, now, read, refusal};
use crate::support::both;

const MOODLE: &str = include_str!("../../../fixtures/frameworks/transversal-moodle.csv");
const PLAIN: &str = include_str!("../../../fixtures/frameworks/plain.csv");

fn titles(package: &Package, code: &str) -> Vec<String> {
    let item = package
        .items()
        .iter()
        .find(|it| it.text("humanCodingScheme") == Some(code))
        .unwrap();
    let scale = &scales(package)[&item.identifier];
    scale
        .levels
        .iter()
        .map(|level| level.title.clone())
        .collect()
}

fn links(package: &Package, kind: &str) -> Vec<(String, String)> {
    let end = |link: Option<frameworks::Link<'_>>| link.unwrap().title.to_owned();
    package
        .of(Class::Association)
        .iter()
        .filter(|it| it.text("associationType") == Some(kind))
        .map(|it| {
            (
                end(it.link("originNodeURI")),
                end(it.link("destinationNodeURI")),
            )
        })
        .collect()
}

#[test]
fn moodles_table_is_read_by_places_in_any_language() {
    let package = read("moodle", MOODLE).unwrap();
    assert_eq!(
        package.document.text("title"),
        Some("Transversale Kompetenzen")
    );
    assert_eq!(package.items().len(), 3);
    let negotiating = &package.items()[1];
    assert_eq!(negotiating.text("humanCodingScheme"), Some("KOM,1"));
    assert_eq!(negotiating.name(), "Verhandeln");
    assert!(
        negotiating
            .text("notes")
            .unwrap()
            .contains("dienen\nund halten")
    );
    // An id with a comma; one that is not of this framework is left out.
    let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
    assert_eq!(
        links(&package, "isRelatedTo"),
        [pair("Rückmeldung", "Verhandeln")]
    );
    assert_eq!(
        links(&package, "isChildOf")[0],
        pair("Verständigung", "Transversale Kompetenzen")
    );
    // Its own scale, whose first value is proficient; and the framework's, whose first is not.
    assert_eq!(
        titles(&package, "KOM,1"),
        ["Neu", "Geübt", "Sicher", "Vorbild"]
    );
    assert_eq!(titles(&package, "KOM-2"), ["Sicher"]);
    // The same table again is the same framework.
    assert_eq!(package, read("again", MOODLE).unwrap());
}

#[test]
fn columns_in_another_order_are_found_by_their_headers() {
    let order = [2, 1, 12, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13];
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(MOODLE.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        writer
            .write_record(order.map(|index| record.get(index).unwrap()))
            .unwrap();
    }
    let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    assert!(refusal(&table).contains("--column"), "{}", refusal(&table));
    let headers = MOODLE.lines().next().unwrap().split(',');
    let renamed: BTreeMap<String, String> = frameworks::MOODLE_COLUMNS
        .iter()
        .map(ToString::to_string)
        .zip(headers.map(str::to_owned))
        .collect();
    let base_url = Url::parse("https://coach.example.org/").unwrap();
    let terms = Terms {
        base_url: &base_url,
        prefix: None,
        title: "t",
        key: "k",
        now: now(),
    };
    let read_with = |renamed: &BTreeMap<String, String>| {
        frameworks::read(
            "moodle",
            table.as_bytes(),
            Some(Form::Moodle),
            renamed,
            &terms,
        )
    };
    assert_eq!(
        read_with(&renamed).unwrap(),
        read("moodle", MOODLE).unwrap()
    );
    let mut wrong = renamed.clone();
    wrong.insert("idnumber".into(), "Nummer".into());
    wrong.insert("colour".into(), "Farbe".into());
    let message = read_with(&wrong).unwrap_err().to_string();
    assert!(
        message.contains("No column is called \"Nummer\""),
        "{message}"
    );
    assert!(message.contains("no column \"colour\""), "{message}");
    // Moodle's own names in the header need no help.
    let own = format!(
        "{}\n{}",
        order
            .map(|index| frameworks::MOODLE_COLUMNS[index])
            .join(","),
        table.split_once('\n').unwrap().1
    );
    let none = BTreeMap::new();
    let package = frameworks::read("own", own.as_bytes(), None, &none, &terms).unwrap();
    assert_eq!(package, read("moodle", MOODLE).unwrap());
}

#[test]
fn faults_of_moodles_table_are_named_with_their_lines() {
    for (from, to, place, said) in [
        (
            ",1,\"competency,competency",
            ",,\"competency,competency",
            "column isframework",
            "Exactly one row",
        ),
        (
            "\n,KOM,",
            "\nKOM-2,KOM,",
            "line 3, column parentidnumber",
            "in a circle",
        ),
        (
            "\nKOM,KOM-2",
            "\nKOMM,KOM-2",
            "line 6, column parentidnumber",
            "Did you mean \"KOM\"",
        ),
        ("KOM-2,Rück", "KOM,Rück", "line 6, column idnumber", "twice"),
        (
            "KOM-2,Rückmeldung",
            "KOM-2,",
            "line 6, column shortname",
            "short name",
        ),
        (
            "\"\"id\"\":3",
            "\"\"id\"\":9",
            "line 4, column scaleconfiguration",
            "value 9",
        ),
        (
            "[{\"\"scaleid\"\":\"\"5\"\"}",
            "{{",
            "line 4, column scaleconfiguration",
            "no JSON list",
        ),
    ] {
        assert!(MOODLE.contains(from), "{from}");
        let message = refusal(&MOODLE.replacen(from, to, 1));
        assert!(
            message.contains(&format!("\n  {place}: ")),
            "{from}: {message}"
        );
        assert!(message.contains(said), "{from}: {message}");
    }
}

#[test]
fn a_plain_table_has_parents_weights_and_scales() {
    let package = read("plain", PLAIN).unwrap();
    assert_eq!(package.document.text("title"), Some("A table"));
    assert_eq!(titles(&package, "SALES-2"), ["Tried", "Can", "Teaches"]);
    assert_eq!(titles(&package, "SALES"), Vec::<String>::new());
    // Two parents.
    assert_eq!(links(&package, "isChildOf").len(), 5);
    assert_eq!(
        package.items()[1].uri(),
        format!(
            "https://coach.example.org/ims/case/v1p1/CFItems/{}",
            package.items()[1].identifier
        )
    );
    // Semicolons and tabs divide cells as well.
    for delimiter in [";", "\t"] {
        assert_eq!(
            read("plain", &PLAIN.replace(',', delimiter)).unwrap(),
            package
        );
    }
}

#[test]
fn faults_of_a_plain_table_are_named_with_their_lines() {
    for (table, place, said) in [
        (
            "idnumber,title\na,b\n",
            "line 1",
            "The column name is missing",
        ),
        (
            "idnumber,name,colour\na,b,c\n",
            "line 1",
            "no column \"colour\"",
        ),
        (
            "idnumber,name\n\na,\n",
            "line 3, column name",
            "needs a name",
        ),
        (
            "idnumber,name\na,b\na,c\n",
            "line 3, column idnumber",
            "twice",
        ),
        (
            "idnumber,name,parent\na,b,c\n",
            "line 2, column parent",
            "No row has",
        ),
        (
            "idnumber,name,parent\na,A,b\nb,B,a\n",
            "line 2, column parent",
            "a → b → a",
        ),
        (
            "idnumber,name,parent,weight\na,A,,\nb,B,a,0\n",
            "line 3, column weight",
            "above 0",
        ),
        (
            "idnumber,name,scale\na,A,x||y\n",
            "line 2, column scale",
            "no scale",
        ),
        (
            "idnumber,name,uri\na,A,not an address\n",
            "line 2, column uri",
            "absolute URI",
        ),
        ("", "line 1", "empty"),
    ] {
        let message = refusal(table);
        assert!(
            message.contains(&format!("\n  {place}: ")),
            "{table}: {message}"
        );
        assert!(message.contains(said), "{table}: {message}");
    }
    let base_url = Url::parse("https://coach.example.org/").unwrap();
    let terms = Terms {
        base_url: &base_url,
        prefix: None,
        title: "t",
        key: "k",
        now: now(),
    };
    let latin = b"idnumber,name\na,b\nc,M\xfcller\n";
    let message = frameworks::read("t", latin, None, &BTreeMap::new(), &terms).unwrap_err();
    assert!(
        message
            .to_string()
            .contains("line 3: The text is not UTF-8"),
        "{message}"
    );
}

both! {
    async fn tables_become_frameworks(app: TestApp) {
        imported(&app, MOODLE).await;
        imported(&app, PLAIN).await;
        let mut tx = app.db().write().await.unwrap();
        let parent = key(&mut tx, "KOM").await;
        let structure = frameworks::structure(&mut tx, &[parent]).await.unwrap();
        // Weights from the rule by points.
        let weights: Vec<i64> = structure.children(parent).iter().map(|it| it.weight).collect();
        assert_eq!(weights, [2_000_000, 1_000_000]);
        let selling = key(&mut tx, "SALES").await;
        let prices = key(&mut tx, "SALES-3").await;
        let structure = frameworks::structure(&mut tx, &[selling]).await.unwrap();
        let first: Vec<i64> = structure.children(selling).iter().map(|it| it.weight).collect();
        assert_eq!(first, [2_000_000, 1_000_000, 1_000_000]);
        assert!(structure.items[&selling].scale.levels.is_empty());
        assert_eq!(structure.items[&prices].scale.levels.len(), 3);
        // The gateway has moved: addresses that it made stay.
        let elsewhere = Url::parse("https://new.example.org/").unwrap();
        let terms = Terms { base_url: &elsewhere, prefix: None, title: "A table", key: "table", now: now() };
        let package = frameworks::read("t", PLAIN.as_bytes(), None, &BTreeMap::new(), &terms).unwrap();
        let again = frameworks::import(&mut tx, "t", package, now()).await.unwrap();
        assert_eq!(key(&mut tx, "SALES").await, selling);
        assert_eq!(again.difference.unwrap().changed, []);
        let prefix = json!("https://app.example.org/c/");
        let terms = Terms { prefix: prefix.as_str(), key: "other", ..terms };
        let package = frameworks::read("t", b"idnumber,name\na b,A\n", None, &BTreeMap::new(), &terms).unwrap();
        assert_eq!(package.items()[0].uri(), "https://app.example.org/c/a%20b");
    }
}

#[test]
fn what_came_from_moodle_goes_back_and_comes_again() {
    let package = read("moodle", MOODLE).unwrap();
    let table = frameworks::write_moodle(&package).unwrap();
    assert_eq!(read("again", &table).unwrap(), package);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    // The framework comes first, and only it says so.
    let flags: Vec<&str> = rows.iter().map(|row| &row[12]).collect();
    assert_eq!(flags, ["1", "", "", ""]);
    assert_eq!(&rows[2][1], "KOM,1");
    // A comma in a related identifier is written as Moodle does.
    assert!(
        rows.iter().any(|row| row[10].contains("KOM%2C1")),
        "{rows:?}"
    );
}

#[test]
fn a_plain_framework_becomes_a_table_of_moodles() {
    let plain = "idnumber,name,parent,weight,scale\nA,Whole,,,\nA1,One,A,3,\n\
                 A2,Two,A,1,none\nA3,Three,A,,Low|Middle|High\n";
    let package = read("plain", plain).unwrap();
    let table = frameworks::write_moodle(&package).unwrap();
    let again = read("moodle", &table).unwrap();
    assert_eq!(again.items().len(), 4);
    assert_eq!(
        links(&again, "isChildOf").len(),
        links(&package, "isChildOf").len()
    );
    // Weights go along as points.
    let weight = |package: &Package| {
        let all = package.of(Class::Association).iter();
        let heavy = all.filter(|it| it.extension("coachlightWeight").is_some());
        heavy
            .map(|it| it.extension("coachlightWeight").unwrap().clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(weight(&again), weight(&package));
    assert_eq!(weight(&again), [json!(3.0)]);
    // Moodle demands a scale of each framework.
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let framework = reader.records().next().unwrap().unwrap();
    assert_eq!(framework[5].split(',').count(), 4);
    let configuration: serde_json::Value = serde_json::from_str(&framework[6]).unwrap();
    assert_eq!(configuration.as_array().unwrap().len(), 5);
    // Written again it is the same, and imported again the same framework.
    assert_eq!(frameworks::write_moodle(&again).unwrap(), table);
    assert_eq!(
        read("moodle", &table).unwrap().document.identifier,
        again.document.identifier
    );
}
