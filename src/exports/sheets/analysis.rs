//! Rows of evidence and of progress, for tools of analysis.

use uuid::Uuid;

use super::people::class_word;
use crate::competency::Progress;
use crate::locale::Locale;
use crate::projector::{ActKind, EvidenceKind};
use crate::rules::Class;
use crate::tables::{Cell, Column, Definition, Kind};

/// Whose a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person's identifier.
    Person(Uuid),
    /// A word in its place.
    Pseudonym(String),
}

impl Who {
    fn cell(&self) -> Cell {
        match self {
            Self::Person(id) => Cell::Identifier(*id),
            Self::Pseudonym(word) => Cell::Text(word.clone()),
        }
    }
}

/// A piece of evidence for a competency.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    /// Whose it is.
    pub who: Who,
    /// Address of the competency.
    pub competency: Option<String>,
    /// The group it happened in.
    pub group: Option<Uuid>,
    /// What the statement means.
    pub act: Option<ActKind>,
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// On whose word it rests.
    pub class: Option<Class>,
    /// The day it counts from.
    pub day: i64,
    /// The day it ends on.
    pub expires: Option<i64>,
    /// Millionths.
    pub weight: i64,
    /// Millionths.
    pub quality: i64,
    /// The statement.
    pub statement: Uuid,
}

/// Progress in a competency at the end of a day.
#[derive(Debug, Clone)]
pub struct ProgressRow {
    /// Whose it is.
    pub who: Who,
    /// Address of the competency.
    pub competency: Option<String>,
    /// The day.
    pub day: i64,
    /// The level that the plan aims at.
    pub target: Option<i64>,
    /// The numbers.
    pub progress: Progress,
}

fn who_column(locale: Locale, pseudonyms: bool) -> Column {
    let kind = if pseudonyms {
        Kind::Text
    } else {
        Kind::Identifier
    };
    Column::new("person", locale.text("export-person"), kind).naming()
}

fn text(value: Option<&String>) -> Cell {
    value.map_or(Cell::Nothing, |text| Cell::Text(text.clone()))
}

/// Evidence, a row a piece.
#[must_use]
pub fn evidence_rows(locale: Locale, pseudonyms: bool) -> Definition<'static, EvidenceRow> {
    let label = |key: &str| locale.text(key);
    Definition::new("evidence", label("export-of-evidence"))
        .column(who_column(locale, pseudonyms), |row: &EvidenceRow| {
            row.who.cell()
        })
        .column(
            Column::new("competency", label("plan-competency"), Kind::Text),
            |row| text(row.competency.as_ref()),
        )
        .column(
            Column::new("group", label("groups-group"), Kind::Identifier),
            |row| row.group.map_or(Cell::Nothing, Cell::Identifier),
        )
        .column(Column::new("act", label("audit-act"), Kind::Text), |row| {
            row.act
                .map_or(Cell::Nothing, |act| Cell::Text(act.word().to_owned()))
        })
        .column(
            Column::new("kind", label("export-kind"), Kind::Text),
            |row| Cell::Text(row.kind.word().to_owned()),
        )
        .column(
            Column::new("class", label("export-class"), Kind::Text),
            |row| {
                row.class.map_or(Cell::Nothing, |class| {
                    Cell::Text(class_word(class).to_owned())
                })
            },
        )
        .column(
            Column::new("weight_millionths", label("export-weight"), Kind::Whole),
            |row| Cell::Whole(row.weight),
        )
        .column(
            Column::new("quality_millionths", label("export-quality"), Kind::Whole),
            |row| Cell::Whole(row.quality),
        )
        .column(
            Column::new("day", label("activity-day"), Kind::Day),
            |row| Cell::Day(row.day),
        )
        .column(
            Column::new("expires", label("export-expires"), Kind::Day),
            |row| row.expires.map_or(Cell::Nothing, Cell::Day),
        )
        .column(
            Column::new("statement", label("export-statement"), Kind::Identifier),
            |row| Cell::Identifier(row.statement),
        )
}

/// Progress, a row for each person, competency and day.
#[must_use]
pub fn progress_rows(locale: Locale, pseudonyms: bool) -> Definition<'static, ProgressRow> {
    let label = |key: &str| locale.text(key);
    Definition::new("history", label("export-of-history"))
        .column(who_column(locale, pseudonyms), |row: &ProgressRow| {
            row.who.cell()
        })
        .column(
            Column::new("competency", label("plan-competency"), Kind::Text),
            |row| text(row.competency.as_ref()),
        )
        .column(
            Column::new("day", label("activity-day"), Kind::Day),
            |row| Cell::Day(row.day),
        )
        .column(
            Column::new("level", label("review-level"), Kind::Whole),
            |row| Cell::Whole(row.progress.level.into()),
        )
        .column(
            Column::new("target_level", label("export-target"), Kind::Whole),
            |row| row.target.map_or(Cell::Nothing, Cell::Whole),
        )
        .column(
            Column::new("shown", label("progress-shown"), Kind::Share),
            |row| Cell::Share(row.progress.shown),
        )
        .column(
            Column::new("contradicted", label("progress-contradicted"), Kind::Share),
            |row| Cell::Share(row.progress.contradicted),
        )
        .column(
            Column::new("unknown", label("progress-unknown"), Kind::Share),
            |row| Cell::Share(row.progress.unknown),
        )
}
