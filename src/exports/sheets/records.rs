//! Tables of administrators.

use crate::audit::Entry;
use crate::locale::Locale;
use crate::seal::hex;
use crate::tables::{Cell, Column, Definition, Kind};

/// An act in words; one of a later release stands for itself.
#[must_use]
pub fn act_word(locale: Locale, act: &str) -> String {
    let key = format!("act-{act}");
    let text = locale.text(&key);
    if text == key { act.to_owned() } else { text }
}

/// What administrators did.
#[must_use]
pub fn audit_log(locale: Locale) -> Definition<'static, Entry> {
    let text = |key: &str| locale.text(key);
    Definition::new("audit", text("admin-audit"))
        .column(
            Column::new("number", text("audit-number"), Kind::Whole).naming(),
            |entry: &Entry| Cell::Whole(entry.sequence),
        )
        .column(
            Column::new("at", text("audit-when"), Kind::Moment),
            |entry| Cell::Moment(entry.at),
        )
        .column(Column::new("who", text("audit-who"), Kind::Text), |entry| {
            Cell::Text(entry.actor_name.as_ref().unwrap_or(&entry.actor).clone())
        })
        .column(
            Column::new("actor", text("export-id"), Kind::Text).in_files(),
            |entry| Cell::Text(entry.actor.clone()),
        )
        .column(
            Column::new("act", text("audit-act"), Kind::Text),
            move |entry| Cell::Word(entry.act.clone(), act_word(locale, &entry.act)),
        )
        .column(
            Column::new("subject", text("audit-what"), Kind::Text),
            |entry| Cell::Text(entry.subject.clone()),
        )
        .column(
            Column::new("before", text("export-before"), Kind::Text).in_files(),
            |entry| entry.before.clone().into(),
        )
        .column(
            Column::new("after", text("export-after"), Kind::Text).in_files(),
            |entry| entry.after.clone().into(),
        )
        .column(
            Column::new("digest", text("export-digest"), Kind::Text).in_files(),
            |entry| Cell::Text(hex(&entry.digest)),
        )
}
