//! Moodle's table of a competency framework (`tool_lpimportcsv`): fourteen columns by their places,
//! since Moodle translates their names; a column that stands elsewhere is named by its header.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::build::{Builder, Terms, repeated, unknown};
use super::fault::{Fault, FrameworkError, Place};
use super::graph::{self, DEFAULT_WEIGHT};
use super::package::{MOODLE, Package};
use super::table::{Row, Table};
use crate::message::Message;

/// Moodle's columns in their order.
pub const COLUMNS: [&str; 14] = [
    "parentidnumber",
    "idnumber",
    "shortname",
    "description",
    "descriptionformat",
    "scalevalues",
    "scaleconfiguration",
    "ruletype",
    "ruleoutcome",
    "ruleconfig",
    "relatedidnumbers",
    "exportid",
    "isframework",
    "taxonomies",
];
/// What CASE has no member for is kept as Moodle says it.
const KEPT: [&str; 8] = [
    "descriptionformat",
    "scalevalues",
    "scaleconfiguration",
    "ruletype",
    "ruleoutcome",
    "ruleconfig",
    "exportid",
    "taxonomies",
];

/// A table whose columns have been found.
struct Moodle<'t> {
    table: &'t Table,
    places: [usize; 14],
}

impl Moodle<'_> {
    fn cell<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        let index = COLUMNS.iter().position(|known| *known == column);
        index.map_or("", |index| row.cell(self.places[index]))
    }
}

/// Whether a header looks like Moodle's, in whatever language.
pub(super) fn is_moodle(header: &[String]) -> bool {
    header.len() >= 13
}

/// Reads Moodle's table. `renamed` says which header a column has, where it is not in its place.
pub(super) fn read_moodle(
    source: &str,
    table: &Table,
    renamed: &BTreeMap<String, String>,
    terms: &Terms<'_>,
) -> Result<Package, FrameworkError> {
    let moodle = Moodle {
        table,
        places: places(source, table, renamed)?,
    };
    let truth = |row: &&Row| !matches!(moodle.cell(row, "isframework"), "" | "0" | "false" | "no");
    let frameworks: Vec<&Row> = table.rows.iter().filter(truth).collect();
    let [framework] = frameworks[..] else {
        let place = match frameworks.get(1) {
            Some(second) => Place::Cell(second.line, "isframework".to_owned()),
            None => Place::Column("isframework".to_owned()),
        };
        let detail = Message::new("fault-moodle-row");
        return Err(FrameworkError::one(source, place, detail));
    };
    let key = moodle.cell(framework, "idnumber");
    let title = moodle.cell(framework, "shortname");
    if title.is_empty() {
        let fault = framework.fault("shortname", Message::new("fault-framework-name"));
        return Err(FrameworkError::one(source, fault.place, fault.detail));
    }
    let mut builder = Builder::new(terms, if key.is_empty() { terms.key } else { key }, title);
    let document = builder.document();
    let description = moodle.cell(framework, "description");
    if !description.is_empty() {
        document
            .members
            .insert("description".into(), json!(description));
    }
    let mut kept = moodle.kept(framework);
    if !key.is_empty() {
        // By this the same table later is the same framework.
        kept.get_or_insert_with(|| json!({}))["idnumber"] = json!(key);
    }
    document.extend(MOODLE, kept);
    let mut faults = Vec::new();
    moodle.scale(framework, &mut faults);
    moodle.items(&mut builder, framework.line, &mut faults);
    FrameworkError::unless_none(source, faults)?;
    Ok(builder.done())
}

/// Where each column stands: in its place, by Moodle's own name for it, or as it was renamed.
fn places(
    source: &str,
    table: &Table,
    renamed: &BTreeMap<String, String>,
) -> Result<[usize; 14], FrameworkError> {
    let mut faults = Vec::new();
    for column in renamed
        .keys()
        .filter(|name| !COLUMNS.contains(&name.as_str()))
    {
        let known = COLUMNS.join(", ");
        faults.push(Fault::new(
            "--column",
            Message::new("fault-column")
                .with("column", column.as_str())
                .with("known", known),
        ));
    }
    let at = |name: &str| {
        table
            .header
            .iter()
            .position(|cell| cell.eq_ignore_ascii_case(name))
    };
    let mut places: [usize; 14] = std::array::from_fn(|index| index);
    // Moodle's own names in the header are more to be trusted than places.
    if at("idnumber").is_some() && at("shortname").is_some() {
        // A column that is not there is read nowhere.
        places = COLUMNS.map(|name| at(name).unwrap_or(usize::MAX));
    }
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let Some(header) = renamed.get(column) else {
            continue;
        };
        match at(header) {
            Some(index) => *place = index,
            None => faults.push(Fault::new(
                Place::Line(1),
                Message::new("fault-column-given")
                    .with("header", header.as_str())
                    .with("column", column),
            )),
        }
    }
    FrameworkError::unless_none(source, faults)?;
    Ok(places)
}

impl Moodle<'_> {
    fn items(&self, builder: &mut Builder<'_>, framework: u64, faults: &mut Vec<Fault>) {
        let rows = || self.table.rows.iter().filter(|row| row.line != framework);
        let known: BTreeSet<String> = rows()
            .map(|row| self.cell(row, "idnumber").to_owned())
            .collect();
        for row in rows() {
            let (idnumber, shortname) = (self.cell(row, "idnumber"), self.cell(row, "shortname"));
            if idnumber.is_empty() {
                faults.push(row.fault("idnumber", Message::new("fault-no-idnumber")));
                continue;
            }
            if shortname.is_empty() {
                faults.push(row.fault("shortname", Message::new("fault-no-short-name")));
            }
            let Some(item) = builder.item(idnumber, shortname, None) else {
                faults.push(repeated(row, "idnumber", idnumber));
                continue;
            };
            let description = self.cell(row, "description");
            if !description.is_empty() {
                item.members.insert("notes".into(), json!(description));
            }
            item.extend(MOODLE, self.kept(row));
            self.scale(row, faults);
        }
        let weights = self.weights();
        let mut edges = Vec::new();
        for row in rows().filter(|row| !self.cell(row, "idnumber").is_empty()) {
            let (idnumber, parent) = (self.cell(row, "idnumber"), self.cell(row, "parentidnumber"));
            if parent.is_empty() {
                builder.associate("isChildOf", idnumber, None, DEFAULT_WEIGHT);
            } else if builder.knows(parent) {
                let pair = (parent.to_owned(), self.cell(row, "exportid").to_owned());
                let weight = weights.get(&pair).copied().unwrap_or(DEFAULT_WEIGHT);
                builder.associate("isChildOf", idnumber, Some(parent), weight);
                edges.push((idnumber, parent));
            } else {
                faults.push(unknown(row, "parentidnumber", parent, &known));
            }
            // Only those of this framework can be meant; Moodle leaves others out, too.
            let related = self.cell(row, "relatedidnumbers").split(',');
            for other in related.map(|it| it.trim().replace("%2C", ",")) {
                if builder.knows(&other) && other != idnumber {
                    builder.associate("isRelatedTo", idnumber, Some(&other), DEFAULT_WEIGHT);
                }
            }
        }
        if let Some(circle) = graph::cycle(edges.iter().copied())
            && let Some(row) = rows().find(|row| self.cell(row, "idnumber") == circle[0])
        {
            faults.push(row.fault("parentidnumber", super::checks::told(&circle)));
        }
    }

    /// What Moodle says beside what CASE has members for.
    fn kept(&self, row: &Row) -> Option<Value> {
        let said = KEPT.iter().map(|name| (*name, self.cell(row, name)));
        let said: Map<String, Value> = said
            .filter(|(_, cell)| !cell.is_empty() && *cell != "null")
            .map(|(name, cell)| (name.to_owned(), json!(cell)))
            .collect();
        (!said.is_empty()).then_some(Value::Object(said))
    }

    /// The scale's configuration is a list in JSON, about values that are there.
    fn scale(&self, row: &Row, faults: &mut Vec<Fault>) {
        let configuration = self.cell(row, "scaleconfiguration");
        if configuration.is_empty() || configuration == "null" {
            return;
        }
        let values = self.cell(row, "scalevalues").split(',').count() as i64;
        let detail = match serde_json::from_str::<Vec<Value>>(configuration) {
            Err(error) => Some(Message::new("fault-scale-json").with("text", error.to_string())),
            Ok(list) => {
                let id = |entry: &Value| {
                    let id = entry.get("id")?;
                    id.as_i64().or_else(|| id.as_str()?.parse().ok())
                };
                let beyond = list
                    .iter()
                    .filter_map(id)
                    .find(|id| !(1..=values).contains(id));
                beyond.map(|id| {
                    Message::new("fault-scale-beyond")
                        .with("value", id)
                        .with("count", values)
                })
            }
        };
        faults.extend(detail.map(|detail| row.fault("scaleconfiguration", detail)));
    }

    /// Weights from the rule that a parent is reached by points of its children.
    fn weights(&self) -> BTreeMap<(String, String), i64> {
        let mut weights = BTreeMap::new();
        for row in &self.table.rows {
            let rule: Option<Value> = serde_json::from_str(self.cell(row, "ruleconfig")).ok();
            let children = rule
                .as_ref()
                .and_then(|it| it.get("competencies")?.as_array());
            for child in children.into_iter().flatten() {
                let text = |name: &str| {
                    child
                        .get(name)
                        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
                };
                let (Some(id), Some(points)) = (text("id"), text("points")) else {
                    continue;
                };
                if let Ok(weight) = graph::weight_of(&points) {
                    weights.insert((self.cell(row, "idnumber").to_owned(), id), weight);
                }
            }
        }
        weights
    }
}
