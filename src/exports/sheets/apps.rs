//! Tables of apps and other systems: what was refused to them, and what is on its way to them.

use std::collections::BTreeMap;

use super::{identifier, word};
use crate::deliveries::{self, Destination, Work};
use crate::locale::Locale;
use crate::outbox;
use crate::problem::Fault;
use crate::refusals::Listed;
use crate::tables::{Cell, Column, Definition, Kind};

/// A definition of what is on its way, each with where it goes.
pub type Outgoing = Definition<'static, (Destination, outbox::Outgoing)>;

/// Requests that were refused. `labels` says what keys were made for.
#[must_use]
pub fn refusals(locale: Locale, labels: &BTreeMap<String, String>) -> Definition<'_, Listed> {
    let text = |key: &str| locale.text(key);
    Definition::new("refusals", text("export-of-refusals"))
        .column(
            Column::new("at", text("audit-when"), Kind::Moment).naming(),
            |one: &Listed| Cell::Moment(one.at),
        )
        .column(
            Column::new("key", text("refusals-of"), Kind::Text),
            move |one| {
                let label = labels.get(&one.caller).unwrap_or(&one.caller);
                Cell::Word(one.caller.clone(), label.clone())
            },
        )
        .column(
            Column::new("method", text("refusals-method"), Kind::Text).in_files(),
            |one| Cell::Text(one.method.clone()),
        )
        .column(
            Column::new("path", text("refusals-path"), Kind::Text),
            |one| Cell::Text(one.path.clone()),
        )
        .column(
            Column::new("status", text("refusals-status"), Kind::Whole),
            |one| Cell::Whole(one.status),
        )
        .column(
            Column::new("problem", text("refusals-problem"), Kind::Text),
            |one| Cell::Text(one.problem.clone()),
        )
        .column(
            Column::new("detail", text("refusals-detail"), Kind::Text),
            |one| Cell::Text(one.detail.clone()),
        )
        .column(
            Column::new("faults", text("refusals-faults"), Kind::Text).in_files(),
            |one| Cell::Text(faults(&one.faults)),
        )
        .column(
            Column::new("request", text("export-id"), Kind::Text).in_files(),
            |one| Cell::Text(one.request.clone()),
        )
}

/// Each fault on a line: where, what, and which rule.
fn faults(list: &str) -> String {
    let faults: Vec<Fault> = serde_json::from_str(list).unwrap_or_default();
    let lines = faults.iter().map(|fault| {
        let Fault {
            pointer,
            rule,
            detail,
        } = fault;
        format!("{pointer}: {detail} ({rule})")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How a destination takes what is sent, as a word of programs.
#[must_use]
pub const fn destination_state(one: &Destination) -> &'static str {
    if !one.enabled {
        "off"
    } else if one.lane.failures > 0 {
        "failing"
    } else if one.given_up > 0 {
        "given-up"
    } else {
        "well"
    }
}

/// What a destination is called.
#[must_use]
pub fn destination_name(locale: Locale, one: &Destination) -> String {
    match one.kind {
        deliveries::Kind::Letters => locale.text("delivery-letters"),
        _ => one.name.clone(),
    }
}

/// Where something is sent, and how it is taken.
#[must_use]
pub fn destinations(locale: Locale) -> Definition<'static, Destination> {
    let text = |key: &str| locale.text(key);
    Definition::new("destinations", text("delivery-destinations"))
        .column(
            Column::new("destination", text("delivery-destination"), Kind::Text).naming(),
            move |one: &Destination| Cell::Text(destination_name(locale, one)),
        )
        .column(identifier(locale, "id"), |one| one.id.into())
        .column(
            Column::new("kind", text("delivery-kind"), Kind::Text).in_files(),
            move |one| {
                let kind = one.kind.word();
                word(locale, kind, &format!("delivery-{kind}"))
            },
        )
        .column(
            Column::new("state", text("delivery-state"), Kind::Text),
            move |one| {
                let state = destination_state(one);
                word(locale, state, &format!("delivery-{state}"))
            },
        )
        .column(
            Column::new("waiting", text("delivery-waiting"), Kind::Whole),
            |one| Cell::Whole(one.waiting),
        )
        .column(
            Column::new("given_up", text("delivery-given-up"), Kind::Whole),
            |one| Cell::Whole(one.given_up),
        )
        .column(
            Column::new("last", text("delivery-last"), Kind::Moment),
            |one| one.lane.last_sent_at.map_or(Cell::Nothing, Cell::Moment),
        )
        .column(
            Column::new("error", text("delivery-error"), Kind::Text),
            |one| one.lane.error.clone().into(),
        )
        .column(
            Column::new("error_at", text("delivery-error-at"), Kind::Moment).in_files(),
            |one| one.lane.error_at.map_or(Cell::Nothing, Cell::Moment),
        )
}

/// The key of what a piece of work is called.
#[must_use]
pub fn work_name(piece: &outbox::Outgoing) -> &'static str {
    match Work::of(piece) {
        Work::Column => "work-column",
        Work::Score => "work-score",
        Work::Digest => "work-digest",
        Work::Event => "work-event",
        Work::Other => "work-other",
    }
}

/// What waits or was given up. What it is about may name a person, and is not told.
#[must_use]
pub fn outgoing(locale: Locale) -> Outgoing {
    let text = |key: &str| locale.text(key);
    Definition::new("work", text("delivery-work"))
        .column(
            Column::new("destination", text("delivery-destination"), Kind::Text).naming(),
            move |(to, _): &(Destination, outbox::Outgoing)| {
                Cell::Text(destination_name(locale, to))
            },
        )
        .column(identifier(locale, "id"), |(_, piece)| piece.id.into())
        .column(
            Column::new("work", text("delivery-what"), Kind::Text),
            move |(_, piece)| {
                let key = work_name(piece);
                word(locale, key.trim_start_matches("work-"), key)
            },
        )
        .column(
            Column::new("created_at", text("export-since"), Kind::Moment),
            |(_, piece)| Cell::Moment(piece.created_at),
        )
        .column(
            Column::new("attempts", text("delivery-attempts"), Kind::Whole),
            |(_, piece)| Cell::Whole(piece.attempts),
        )
        .column(
            Column::new("next_at", text("delivery-next-at"), Kind::Moment).in_files(),
            |(_, piece)| match piece.given_up_at {
                Some(_) => Cell::Nothing,
                None => Cell::Moment(piece.next_at),
            },
        )
        .column(
            Column::new("given_up_at", text("delivery-given-up"), Kind::Moment),
            |(_, piece)| piece.given_up_at.map_or(Cell::Nothing, Cell::Moment),
        )
        .column(
            Column::new("status", text("refusals-status"), Kind::Whole).in_files(),
            |(_, piece)| piece.status.map_or(Cell::Nothing, Cell::Whole),
        )
        .column(
            Column::new("error", text("delivery-error"), Kind::Text),
            |(_, piece)| piece.error.clone().into(),
        )
}
