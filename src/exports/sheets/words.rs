//! Tables of what coaches and learners say: invitations, hints, and thoughts about one's own learning.

use std::collections::BTreeMap;

use super::{identifier, name, word};
use crate::coaching::invitations::{Invitation, Standing};
use crate::coaching::{Hint, Reflection};
use crate::locale::Locale;
use crate::people::{Person, PersonId};
use crate::tables::{Cell, Column, Definition, Kind};

/// People by whom something was said, or to whom.
pub type Names = BTreeMap<PersonId, Person>;

/// How an invitation stands, in the reader's words.
#[must_use]
pub fn standing(locale: Locale, standing: Standing) -> Cell {
    match standing {
        Standing::Joined(day) => {
            let told = locale.with("invite-joined", &[("day", locale.day(day).into())]);
            Cell::Word("joined".to_owned(), told)
        }
        Standing::Open => word(locale, "open", "invite-open"),
        Standing::Withdrawn => word(locale, "withdrawn", "invite-withdrawn"),
    }
}

/// Who was invited to a group, and what became of it.
#[must_use]
pub fn invitations(locale: Locale, names: &Names) -> Definition<'_, (Invitation, Standing)> {
    let text = |key: &str| locale.text(key);
    Definition::new("invitations", text("invite-sent"))
        .column(
            Column::new("name", text("member-name"), Kind::Text).naming(),
            move |(one, _): &(Invitation, Standing)| {
                Cell::Text(name(locale, names.get(&one.person)))
            },
        )
        .column(identifier(locale, "person"), |(one, _)| one.person.0.into())
        .column(
            Column::new("by", text("invite-by"), Kind::Text),
            move |(one, _)| Cell::Text(name(locale, names.get(&one.by))),
        )
        .column(
            Column::new("day", text("invite-day"), Kind::Day),
            |(one, _)| Cell::Day(one.day),
        )
        .column(
            Column::new("reminded", text("invite-reminded"), Kind::Day),
            |(one, _)| {
                let last = one.reminders.last();
                last.map_or(Cell::Nothing, |(_, day)| Cell::Day(*day))
            },
        )
        .column(
            Column::new("state", text("invite-state"), Kind::Text),
            move |(_, how)| standing(locale, *how),
        )
        .column(
            Column::new("joined", text("invite-joined-on"), Kind::Day).in_files(),
            |(one, _)| one.joined.map_or(Cell::Nothing, Cell::Day),
        )
        .column(
            Column::new("statement", text("export-statement"), Kind::Identifier).in_files(),
            |(one, _)| one.statement.into(),
        )
}

/// Hints to a group or a person.
#[must_use]
pub fn hints(locale: Locale, names: &Names) -> Definition<'_, Hint> {
    let text = |key: &str| locale.text(key);
    Definition::new("hints", text("hint-given"))
        .column(
            Column::new("at", text("audit-when"), Kind::Moment).naming(),
            |one: &Hint| Cell::Moment(one.at),
        )
        .column(Column::new("by", text("hint-by"), Kind::Text), move |one| {
            Cell::Text(name(locale, one.by.and_then(|by| names.get(&by))))
        })
        .column(Column::new("text", text("hint-says"), Kind::Text), |one| {
            one.text.clone().into()
        })
        .column(
            Column::new("state", text("invite-state"), Kind::Text),
            move |one| {
                if one.withdrawn {
                    word(locale, "withdrawn", "hint-withdrawn")
                } else {
                    word(locale, "given", "hint-stands")
                }
            },
        )
        .column(
            Column::new("statement", text("export-statement"), Kind::Identifier).in_files(),
            |one| one.statement.into(),
        )
}

/// What somebody wrote about their own learning.
#[must_use]
pub fn reflections(locale: Locale) -> Definition<'static, Reflection> {
    let text = |key: &str| locale.text(key);
    Definition::new("reflections", text("reflections-title"))
        .column(
            Column::new("at", text("audit-when"), Kind::Moment).naming(),
            |one: &Reflection| Cell::Moment(one.at),
        )
        .column(
            Column::new("title", text("reflection-name"), Kind::Text),
            |one| one.title.clone().into(),
        )
        .column(Column::new("text", text("hint-says"), Kind::Text), |one| {
            one.text.clone().into()
        })
        .column(
            Column::new("statement", text("export-statement"), Kind::Identifier).in_files(),
            |one| one.statement.into(),
        )
}
