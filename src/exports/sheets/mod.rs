//! Every table that pages show and exports hold, each defined once.

mod analysis;
mod apps;
mod coaching;
mod groups;
mod people;
mod records;
mod reports;
mod words;

pub use analysis::{EvidenceRow, ProgressRow, Who, evidence_rows, progress_rows};
pub use apps::{
    Outgoing, destination_name, destination_state, destinations, outgoing, refusals, work_name,
};
pub use coaching::{
    disagreeing, due_reviews, goals, hurried, open_questions, plan_aims, plan_versions,
    standing_alerts, steps,
};
pub use groups::{activity, facets, group_list, group_weeks, matrix, members, places};
pub use people::{class_name, classes, evidence, levels, looks, progress, review_list};
pub use records::{act_word, audit_log};
pub use reports::{competencies, figure_name, period_name, report, roles};
pub use words::{Names, hints, invitations, reflections, standing};

use crate::locale::Locale;
use crate::people::Person;
use crate::tables::{Cell, Column, Kind};

/// A person's name, or the words for not knowing it.
#[must_use]
pub fn name(locale: Locale, person: Option<&Person>) -> String {
    person
        .and_then(|person| person.name.clone())
        .unwrap_or_else(|| locale.text("person-unnamed"))
}

/// A column of identifiers, which only files have.
fn identifier(locale: Locale, name: &'static str) -> Column {
    Column::new(name, locale.text("export-id"), Kind::Identifier).in_files()
}

/// A word of a closed list; `key` is what its text is called.
fn word(locale: Locale, word: &str, key: &str) -> Cell {
    Cell::Word(word.to_owned(), locale.text(key))
}
