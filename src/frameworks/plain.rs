//! A plain table of competencies: `idnumber` and `name`, and if wanted `description`, `parent`,
//! `weight`, `scale` and `uri`.

use std::collections::{BTreeMap, BTreeSet};

use fluent_uri::Uri;
use serde_json::{Value, json};

use super::build::{Builder, Terms, repeated, unknown};
use super::fault::{Fault, FrameworkError};
use super::graph::{DEFAULT_WEIGHT, weight_of};
use super::levels;
use super::package::{Package, SCALE};
use super::table::{Table, check_header, columns};
use crate::message::Message;

const COLUMNS: [&str; 7] = [
    "idnumber",
    "name",
    "description",
    "parent",
    "weight",
    "scale",
    "uri",
];
/// A competency with several parents names them all, divided so.
const PARENTS: char = '|';

/// Reads a plain table.
pub(super) fn read_plain(
    source: &str,
    table: &Table,
    terms: &Terms<'_>,
) -> Result<Package, FrameworkError> {
    let faults = check_header(&table.header, &COLUMNS, &COLUMNS[..2]);
    FrameworkError::unless_none(source, faults)?;
    let places = columns(&table.header, COLUMNS);
    let cells: Vec<[&str; 7]> = table
        .rows
        .iter()
        .map(|row| places.map(|place| place.map_or("", |place| row.cell(place))))
        .collect();
    let mut builder = Builder::new(terms, terms.key, terms.title);
    let mut faults: Vec<Fault> = Vec::new();
    let known: BTreeSet<String> = cells.iter().map(|cell| cell[0].to_owned()).collect();
    for (row, [idnumber, name, description, _, _, scale, uri]) in table.rows.iter().zip(&cells) {
        if idnumber.is_empty() {
            faults.push(row.fault("idnumber", Message::new("fault-no-idnumber")));
            continue;
        }
        if name.is_empty() {
            faults.push(row.fault("name", Message::new("fault-no-name")));
        }
        if !uri.is_empty() && Uri::parse(*uri).is_err() {
            faults.push(row.fault("uri", Message::new("fault-no-uri").with("text", *uri)));
        }
        let uri = (!uri.is_empty()).then_some(*uri);
        let Some(item) = builder.item(idnumber, name, uri) else {
            faults.push(repeated(row, "idnumber", idnumber));
            continue;
        };
        if !description.is_empty() {
            item.members.insert("notes".into(), json!(description));
        }
        if !scale.is_empty() {
            match levels::parse(scale) {
                Ok(_) => item.extend(SCALE, Some(Value::String((*scale).to_owned()))),
                Err(detail) => faults.push(row.fault("scale", detail)),
            }
        }
    }
    for (row, [idnumber, _, _, parents, weight, ..]) in table.rows.iter().zip(&cells) {
        let weight = if weight.is_empty() {
            DEFAULT_WEIGHT
        } else {
            weight_of(weight).unwrap_or_else(|detail| {
                faults.push(row.fault("weight", detail));
                DEFAULT_WEIGHT
            })
        };
        let parents = parents
            .split(PARENTS)
            .map(str::trim)
            .filter(|it| !it.is_empty());
        let mut any = false;
        for parent in parents {
            any = true;
            if builder.knows(parent) {
                builder.associate("isChildOf", idnumber, Some(parent), weight);
            } else {
                faults.push(unknown(row, "parent", parent, &known));
            }
        }
        if !any && builder.knows(idnumber) {
            builder.associate("isChildOf", idnumber, None, DEFAULT_WEIGHT);
        }
    }
    circles(table, &cells, &mut faults);
    FrameworkError::unless_none(source, faults)?;
    Ok(builder.done())
}

/// A circle among parents, told with the line where it can be broken.
fn circles(table: &Table, cells: &[[&str; 7]], faults: &mut Vec<Fault>) {
    let edges = cells.iter().flat_map(|cell| {
        let parents = cell[3]
            .split(PARENTS)
            .map(str::trim)
            .filter(|it| !it.is_empty());
        parents.map(|parent| (cell[0], parent))
    });
    if let Some(circle) = super::graph::cycle(edges) {
        let lines: BTreeMap<&str, usize> = cells.iter().map(|cell| cell[0]).zip(0..).collect();
        let row = circle
            .first()
            .and_then(|name| table.rows.get(*lines.get(name)?));
        if let Some(row) = row {
            faults.push(row.fault("parent", super::checks::told(&circle)));
        }
    }
}
