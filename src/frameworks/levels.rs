//! Which scale an item has: what is said of the item itself, then its rubric, then the levels that
//! associations name, then Moodle's scale, then the organisation's default.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::package::{Link, MOODLE, Package, Record, SCALE};
use super::scale::Scale;
use super::shape::Class;
use crate::message::Message;

/// The scales of a package's items; an item that is not in it has the default.
#[must_use]
pub fn scales(package: &Package) -> BTreeMap<Uuid, Scale> {
    let rubrics = of_rubrics(package);
    let skills = of_associations(package);
    let moodle = package.document.extension(MOODLE).and_then(of_moodle);
    let items = package.items().iter();
    items
        .filter_map(|item| {
            let own = item.extension(SCALE).and_then(Value::as_str);
            let scale = own
                .and_then(|text| parse(text).ok())
                .or_else(|| rubrics.get(&item.identifier).cloned())
                .or_else(|| skills.get(&item.identifier).cloned())
                .or_else(|| item.extension(MOODLE).and_then(of_moodle))
                .or_else(|| moodle.clone())?;
            Some((item.identifier, scale))
        })
        .collect()
}

/// Reads a scale as tables say it: `none`, `default`, names divided by `|`, each with its points
/// after `=` or none of them.
pub fn parse(text: &str) -> Result<Scale, Message> {
    let text = text.trim();
    match text {
        "none" => return Ok(Scale::unrated()),
        "default" => return Ok(Scale::default()),
        _ => {}
    }
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    if parts.iter().any(|part| part.is_empty()) || parts.len() > super::scale::MOST_LEVELS {
        return Err(Message::new("fault-scale").with("text", text));
    }
    if !parts.iter().any(|part| part.contains('=')) {
        return Ok(Scale::ranks(parts.into_iter().map(str::to_owned)));
    }
    let mut levels = Vec::new();
    for part in parts {
        let points = part.rsplit_once('=').and_then(|(title, points)| {
            Some((title.trim().to_owned(), points.trim().parse().ok()?))
        });
        levels.push(points.ok_or_else(|| Message::new("fault-scale-points").with("part", part))?);
    }
    Scale::points(levels).ok_or_else(|| Message::new("fault-scale-order").with("text", text))
}

/// A level of a rubric as far as scales need it.
struct Told {
    title: String,
    points: Option<f64>,
    position: i64,
}

/// A scale from levels in any order: by points if all have some that differ, else by position.
fn of_levels(mut levels: Vec<Told>) -> Option<Scale> {
    let points: Option<Vec<(String, f64)>> = levels
        .iter()
        .map(|level| Some((level.title.clone(), level.points?)))
        .collect();
    if let Some(scale) = points.and_then(Scale::points) {
        return Some(scale);
    }
    levels.sort_by_key(|level| level.position);
    (!levels.is_empty()).then(|| Scale::ranks(levels.into_iter().map(|level| level.title)))
}

/// The first criterion about an item that has levels.
fn of_rubrics(package: &Package) -> BTreeMap<Uuid, Scale> {
    let mut scales = BTreeMap::new();
    let criteria = package
        .of(Class::Rubric)
        .iter()
        .flat_map(|rubric| rubric.records("CFRubricCriteria"));
    for criterion in criteria {
        let item = criterion
            .get("CFItemURI")
            .and_then(Link::of)
            .and_then(|it| it.uuid());
        let levels = criterion
            .get("CFRubricCriterionLevels")
            .and_then(Value::as_array);
        let (Some(item), Some(levels)) = (item, levels) else {
            continue;
        };
        let told = levels.iter().enumerate().map(|(index, level)| {
            let text = |name: &str| level.get(name).and_then(Value::as_str);
            Told {
                title: text("quality")
                    .or(text("description"))
                    .unwrap_or_default()
                    .to_owned(),
                points: level.get("score").and_then(Value::as_f64),
                position: level
                    .get("position")
                    .and_then(Value::as_i64)
                    .unwrap_or(index as i64),
            }
        });
        if let Some(scale) = of_levels(told.collect()) {
            scales.entry(item).or_insert(scale);
        }
    }
    scales
}

/// Items that `hasSkillLevel` names as levels of another, by their sequence numbers.
fn of_associations(package: &Package) -> BTreeMap<Uuid, Scale> {
    let items: BTreeMap<Uuid, &Record> = package
        .items()
        .iter()
        .map(|item| (item.identifier, item))
        .collect();
    let mut levels: BTreeMap<Uuid, Vec<Told>> = BTreeMap::new();
    for (index, association) in package.of(Class::Association).iter().enumerate() {
        let end = |name: &str| association.link(name);
        let (Some(origin), Some(level)) = (end("originNodeURI"), end("destinationNodeURI")) else {
            continue;
        };
        if association.text("associationType") != Some("hasSkillLevel") {
            continue;
        }
        let Some(item) = origin.uuid() else { continue };
        let number = association
            .members
            .get("sequenceNumber")
            .and_then(Value::as_i64);
        let known = level.uuid().and_then(|id| items.get(&id));
        levels.entry(item).or_default().push(Told {
            title: known.map_or(level.title, |level| level.name()).to_owned(),
            points: None,
            position: number.unwrap_or(index as i64),
        });
    }
    levels
        .into_iter()
        .filter_map(|(item, levels)| Some((item, of_levels(levels)?)))
        .collect()
}

/// Moodle's scale: values from the lowest on, and which of them are proficient. A first value that
/// is not proficient is where everybody begins (Moodle counts its grades from there, too), so that
/// it is no level to be reached.
pub(super) fn of_moodle(said: &Value) -> Option<Scale> {
    let values = said.get("scalevalues")?.as_str()?;
    let values: Vec<&str> = values
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let configuration = said.get("scaleconfiguration").and_then(Value::as_str);
    let configuration: Option<Vec<Value>> =
        configuration.and_then(|text| serde_json::from_str(text).ok());
    let proficient = configuration.iter().flatten().any(|entry| {
        let truth = |name: &str| {
            let value = entry.get(name);
            value.is_some_and(|it| it == 1 || it == "1" || it == true)
        };
        truth("id") && truth("proficient")
    });
    let first = usize::from(!proficient && values.len() > 1);
    (!values.is_empty())
        .then(|| Scale::ranks(values[first..].iter().map(|value| (*value).to_owned())))
}
