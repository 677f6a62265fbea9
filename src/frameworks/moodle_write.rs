//! A framework as Moodle's table (`tool_lpimportcsv`), which Moodle and [`super::read`] take. What
//! Moodle said when it came from there is said again; a competency with several parents has the
//! first of them, since Moodle knows one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::graph::{DEFAULT_WEIGHT, weight_of};
use super::levels::{of_moodle, scales};
use super::moodle::COLUMNS;
use super::package::{MOODLE, Package, Record, WEIGHT};
use super::scale::Scale;
use super::shape::Class;

/// A rule by which points of the parts make the whole.
const POINTS: &str = "core_competency\\competency_rule_points";
/// What Moodle calls the four levels of a framework when nobody says otherwise.
const TAXONOMIES: &str = "competency,competency,competency,competency";

/// Where an item stands: its parent's identifier and its weight there.
type Place = (Uuid, i64);

struct Writer<'p> {
    package: &'p Package,
    codes: BTreeMap<Uuid, String>,
    numbers: BTreeMap<Uuid, String>,
    places: BTreeMap<Uuid, Place>,
    scales: BTreeMap<Uuid, Scale>,
}

/// Writes the table.
pub fn write_moodle(package: &Package) -> Result<String, csv::Error> {
    let writer = Writer {
        codes: codes(package),
        numbers: numbers(package),
        places: places(package),
        scales: scales(package),
        package,
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    table.write_record(writer.framework())?;
    for item in package.items() {
        table.write_record(writer.item(item))?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn kept<'r>(record: &'r Record, name: &str) -> Option<&'r str> {
    record.extension(MOODLE)?.get(name)?.as_str()
}

/// What each item is called in the table: its code, or its identifier where it has none of its own.
fn codes(package: &Package) -> BTreeMap<Uuid, String> {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let codes = package.items().iter().map(|item| {
        let code = item.text("humanCodingScheme").unwrap_or_default();
        let own = !code.is_empty() && taken.insert(code);
        let code = if own {
            code.to_owned()
        } else {
            item.identifier.to_string()
        };
        (item.identifier, code)
    });
    codes.collect()
}

/// The number by which rules name each item: the one that Moodle gave, or a higher one.
fn numbers(package: &Package) -> BTreeMap<Uuid, String> {
    let given = package
        .items()
        .iter()
        .filter_map(|item| kept(item, "exportid"));
    let mut next: u64 = given.filter_map(|id| id.parse().ok()).max().unwrap_or(0);
    let numbers = package.items().iter().map(|item| {
        let number = kept(item, "exportid").map_or_else(
            || {
                next += 1;
                next.to_string()
            },
            str::to_owned,
        );
        (item.identifier, number)
    });
    numbers.collect()
}

fn places(package: &Package) -> BTreeMap<Uuid, Place> {
    let own: BTreeSet<Uuid> = package.items().iter().map(|item| item.identifier).collect();
    let mut places = BTreeMap::new();
    for association in package.of(Class::Association) {
        if association.text("associationType") != Some("isChildOf") {
            continue;
        }
        let end = |name: &str| association.link(name)?.uuid().filter(|id| own.contains(id));
        let weight = association.extension(WEIGHT);
        let weight = weight.and_then(|weight| weight_of(&weight.to_string()).ok());
        if let (Some(child), Some(parent)) = (end("originNodeURI"), end("destinationNodeURI")) {
            places
                .entry(child)
                .or_insert((parent, weight.unwrap_or(DEFAULT_WEIGHT)));
        }
    }
    places
}

impl Writer<'_> {
    fn framework(&self) -> [String; 14] {
        let document = &self.package.document;
        let own = |name: &str, unless: &str| kept(document, name).unwrap_or(unless).to_owned();
        let (values, configuration) = scale(&Scale::default());
        [
            String::new(),
            own("idnumber", &document.identifier.to_string()),
            document.name().to_owned(),
            document.text("description").unwrap_or_default().to_owned(),
            own("descriptionformat", "1"),
            own("scalevalues", &values),
            own("scaleconfiguration", &configuration),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            own("exportid", ""),
            "1".to_owned(),
            own("taxonomies", TAXONOMIES),
        ]
    }

    fn item(&self, item: &Record) -> [String; 14] {
        let own = |name: &str, unless: &str| kept(item, name).unwrap_or(unless).to_owned();
        let code = |id: &Uuid| self.codes.get(id).cloned().unwrap_or_default();
        let parent = self
            .places
            .get(&item.identifier)
            .map(|(parent, _)| code(parent));
        // Where nothing else is said the framework's scale holds.
        let whole = self.package.document.extension(MOODLE).and_then(of_moodle);
        let own_scale = self
            .scales
            .get(&item.identifier)
            .filter(|found| !found.levels.is_empty() && Some(*found) != whole.as_ref());
        let (values, configuration) = own_scale.map(scale).unwrap_or_default();
        let (rule, outcome, config) = self.rule(item);
        [
            parent.unwrap_or_default(),
            code(&item.identifier),
            item.name().to_owned(),
            item.text("notes").unwrap_or_default().to_owned(),
            own("descriptionformat", "1"),
            own("scalevalues", &values),
            own("scaleconfiguration", &configuration),
            rule,
            outcome,
            config,
            self.related(item),
            self.numbers
                .get(&item.identifier)
                .cloned()
                .unwrap_or_default(),
            String::new(),
            String::new(),
        ]
    }

    /// Other items that it is related to; a comma in a code is written as Moodle does.
    fn related(&self, item: &Record) -> String {
        let related = self
            .package
            .of(Class::Association)
            .iter()
            .filter(|association| {
                let origin = association
                    .link("originNodeURI")
                    .and_then(|link| link.uuid());
                association.text("associationType") == Some("isRelatedTo")
                    && origin == Some(item.identifier)
            });
        let codes = related
            .filter_map(|association| association.link("destinationNodeURI")?.uuid())
            .filter_map(|id| self.codes.get(&id))
            .map(|code| code.replace(',', "%2C"));
        codes.collect::<Vec<_>>().join(",")
    }

    /// The rule by which parts make the whole: the one that Moodle said with the points that weights
    /// are now, or a new one where weights differ. Moodle counts in whole points.
    fn rule(&self, item: &Record) -> (String, String, String) {
        let parts: Vec<(&str, i64)> = self
            .places
            .iter()
            .filter(|(_, (parent, _))| *parent == item.identifier)
            .filter_map(|(child, (_, weight))| Some((self.numbers.get(child)?.as_str(), *weight)))
            .collect();
        let own = |name: &str| kept(item, name).unwrap_or_default().to_owned();
        let whole = parts.iter().all(|(_, weight)| weight % DEFAULT_WEIGHT == 0);
        let config = kept(item, "ruleconfig").and_then(|text| serde_json::from_str(text).ok());
        let config: Option<Value> = config;
        let differ = parts.iter().any(|(_, weight)| *weight != DEFAULT_WEIGHT);
        match config {
            Some(mut config) if whole => {
                let mut changed = false;
                let competencies = config.get_mut("competencies").and_then(Value::as_array_mut);
                for entry in competencies.into_iter().flatten() {
                    let id = entry
                        .get("id")
                        .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                    let part = parts
                        .iter()
                        .find(|(number, _)| Some(*number) == id.as_deref());
                    let said = entry.get("points").map(|points| {
                        points
                            .as_str()
                            .map_or_else(|| points.to_string(), str::to_owned)
                    });
                    let said = said.and_then(|points| weight_of(&points).ok());
                    if let Some((_, weight)) = part.filter(|(_, weight)| said != Some(*weight)) {
                        entry["points"] = json!(weight / DEFAULT_WEIGHT);
                        changed = true;
                    }
                }
                let config = if changed {
                    config.to_string()
                } else {
                    own("ruleconfig")
                };
                (own("ruletype"), own("ruleoutcome"), config)
            }
            None if whole && differ && kept(item, "ruleconfig").is_none() => {
                let points = |weight: &i64| weight / DEFAULT_WEIGHT;
                let sum: i64 = parts.iter().map(|(_, weight)| points(weight)).sum();
                let competencies: Vec<Value> = parts
                    .iter()
                    .map(
                        |(id, weight)| json!({ "id": id, "points": points(weight), "required": 0 }),
                    )
                    .collect();
                let config = json!({ "base": { "points": sum }, "competencies": competencies });
                // No outcome: that points are reached does nothing by itself.
                (POINTS.to_owned(), "0".to_owned(), config.to_string())
            }
            _ => (own("ruletype"), own("ruleoutcome"), own("ruleconfig")),
        }
    }
}

/// A scale's values, and which of them are proficient: those that take a test or a coach, or else
/// the highest.
fn scale(scale: &Scale) -> (String, String) {
    let count = scale.levels.len();
    let checked = scale
        .levels
        .iter()
        .any(|level| level.needs_check || level.needs_coach);
    let mut values = Vec::with_capacity(count);
    let mut entries = vec![json!({ "scaleid": "0" })];
    for (number, level) in (1..).zip(&scale.levels) {
        let title = match level.title.as_str() {
            "" => format!("Level {number}"),
            title => title.replace(',', ";"),
        };
        values.push(title);
        let proficient = if checked {
            level.needs_check || level.needs_coach
        } else {
            number == count
        };
        entries.push(json!({
            "id": number, "scaledefault": u8::from(number == 1), "proficient": u8::from(proficient)
        }));
    }
    (values.join(","), Value::Array(entries).to_string())
}
