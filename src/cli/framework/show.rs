//! What `framework` prints.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::json;
use uuid::Uuid;

use super::{Format, unknown};
use crate::cli::output::say;
use crate::frameworks::{self, Change, Difference, Imported, Rating};
use crate::statements::format_time;
use crate::store::Db;

/// Changes of one kind that are listed for people.
const SHOWN: usize = 30;

fn print(value: &impl serde::Serialize) -> anyhow::Result<()> {
    say!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

pub(super) async fn list(db: &Db, format: Format) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let all = frameworks::list(&mut tx).await?;
    if format == Format::Json {
        return print(&all);
    }
    for framework in all {
        say!(
            "{}  version {}  {} items  {}",
            framework.id,
            framework.version,
            framework.items,
            framework.title
        );
    }
    Ok(())
}

pub(super) async fn versions(db: &Db, framework: Uuid, format: Format) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let known = frameworks::by_id(&mut tx, framework).await?;
    let known = known.with_context(|| unknown(framework))?;
    let all = frameworks::versions(&mut tx, framework).await?;
    if format == Format::Json {
        return print(&json!({ "current": known.version, "versions": all }));
    }
    for version in all {
        let mark = if version.version == known.version {
            "*"
        } else {
            " "
        };
        say!(
            "{mark} {}  {}  {} items  {}",
            version.version,
            format_time(version.made_at),
            version.items,
            version.source
        );
    }
    Ok(())
}

/// The items of a framework below each other, with weights and levels.
pub(super) async fn items(db: &Db, framework: Uuid, format: Format) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    frameworks::by_id(&mut tx, framework)
        .await?
        .with_context(|| unknown(framework))?;
    let items = frameworks::items(&mut tx, framework).await?;
    let keys: Vec<i64> = items.iter().map(|item| item.competency).collect();
    let structure = frameworks::structure(&mut tx, &keys).await?;
    if format == Format::Json {
        let all: Vec<_> = items
            .iter()
            .map(|item| {
                let children = structure.children(item.competency).iter().filter_map(|child| {
                    let known = structure.items.get(&child.competency)?;
                    Some(json!({ "identifier": known.identifier, "weight": child.weight as f64 / 1e6 }))
                });
                json!({
                    "key": item.competency, "identifier": item.identifier, "uri": item.uri,
                    "code": item.code, "name": item.name, "scale": *item.scale,
                    "children": children.collect::<Vec<_>>()
                })
            })
            .collect();
        return print(&all);
    }
    let mut parents: BTreeMap<i64, usize> = BTreeMap::new();
    for child in structure.children.values().flatten() {
        *parents.entry(child.competency).or_default() += 1;
    }
    let mut open: Vec<(i64, usize, i64)> = items
        .iter()
        .rev()
        .filter(|item| !parents.contains_key(&item.competency))
        .map(|item| (item.competency, 0, frameworks::DEFAULT_WEIGHT))
        .collect();
    while let Some((key, depth, weight)) = open.pop() {
        let Some(item) = structure.items.get(&key) else {
            continue;
        };
        let levels = match item.scale.rating {
            Rating::Unrated => "not rated".to_owned(),
            _ => format!("{} levels", item.scale.levels.len()),
        };
        say!(
            "{:indent$}{}  {}  weight {}  {levels}",
            "",
            item.code.as_deref().unwrap_or("-"),
            item.name,
            weight as f64 / 1e6,
            indent = depth * 2
        );
        let children = structure.children(key).iter().rev();
        open.extend(children.map(|child| (child.competency, depth + 1, child.weight)));
    }
    Ok(())
}

pub(super) fn imported(imported: &Imported, dry_run: bool, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return print(&json!({
            "framework": imported.framework, "title": imported.title, "version": imported.version,
            "items": imported.items, "new": imported.difference.is_none(),
            "same": imported.is_same(), "dry_run": dry_run, "difference": imported.difference
        }));
    }
    let Imported {
        framework,
        title,
        version,
        items,
        ..
    } = imported;
    match &imported.difference {
        _ if imported.is_same() => say!("{title:?} is as it was: version {version}."),
        None if dry_run => say!("{title:?} would be new, with {items} items."),
        None => say!("{title:?} is new, with {items} items: {framework}"),
        Some(_) if dry_run => say!("{title:?} would have version {version}, {items} items."),
        Some(_) => say!("{title:?} has version {version} now, {items} items: {framework}"),
    }
    match &imported.difference {
        Some(found) if !found.is_none() => difference(found, format),
        _ => Ok(()),
    }
}

pub(super) fn difference(difference: &Difference, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return print(difference);
    }
    if !difference.document.is_empty() {
        say!("the framework itself: {}", difference.document.join(", "));
    }
    some("added", &difference.added);
    some("changed", &difference.changed);
    some("removed", &difference.removed);
    if difference.others > 0 {
        say!(
            "{} associations, rubrics or definitions differ",
            difference.others
        );
    }
    if difference.is_none() {
        say!("nothing differs");
    }
    Ok(())
}

fn some(what: &str, changes: &[Change]) {
    for change in changes.iter().take(SHOWN) {
        let members = change.members.join(", ");
        let members = if members.is_empty() {
            members
        } else {
            format!("  ({members})")
        };
        say!("{what}  {}  {}{members}", change.identifier, change.name);
    }
    if changes.len() > SHOWN {
        say!("{what}: {} more", changes.len() - SHOWN);
    }
}
