//! Alignments as a table of comma-separated values: `activity`, `competency`, `why`.

use jiff::Timestamp;
use uuid::Uuid;

use super::store::{self, AlignmentError};
use crate::people::PersonId;
use crate::store::{StoreError, Tx};

const COLUMNS: [&str; 3] = ["activity", "competency", "why"];
/// Alignments of one step.
const AT_ONCE: usize = 500;

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Alignments that are new.
    pub new: usize,
    /// Alignments that stood already.
    pub known: usize,
}

/// Takes a table, whole or not at all: the caller commits.
pub async fn import(
    tx: &mut Tx,
    text: &str,
    by: Option<PersonId>,
    today: i64,
    now: Timestamp,
) -> Result<Imported, AlignmentError> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let broken = |error: csv::Error| AlignmentError::Table {
        line: error.position().map_or(1, csv::Position::line),
        detail: "this is no table of comma-separated values with as many cells as its header"
            .into(),
    };
    let header = reader.headers().map_err(broken)?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let (Some(activity), Some(competency), Some(why)) =
        (place(COLUMNS[0]), place(COLUMNS[1]), place(COLUMNS[2]))
    else {
        return Err(AlignmentError::Table {
            line: 1,
            detail: format!(
                "the first line has to name the columns {}",
                COLUMNS.join(", ")
            ),
        });
    };
    let mut imported = Imported::default();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let line = row.position().map_or(1, csv::Position::line);
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let named = (cell(activity), cell(competency));
        let said = store::add(tx, named, (cell(why), by), today, now).await;
        let (_, new) = said.map_err(|error| match error {
            AlignmentError::Store(error) => AlignmentError::Store(error),
            other => AlignmentError::Table {
                line,
                detail: other.to_string(),
            },
        })?;
        if new {
            imported.new += 1;
        } else {
            imported.known += 1;
        }
    }
    Ok(imported)
}

/// The alignments that stand, as a table that [`import`] takes.
pub async fn export(tx: &mut Tx) -> Result<String, StoreError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let broken = |error: csv::Error| StoreError::from(sqlx::Error::Encode(error.into()));
    table.write_record(COLUMNS).map_err(broken)?;
    let mut after = Uuid::nil();
    loop {
        let page = store::list_all(tx, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for one in page.iter().filter(|one| one.ended_day.is_none()) {
            let cells = [&one.activity, &one.competency, &one.why];
            table
                .write_record(cells.map(|cell| harmless(cell)))
                .map_err(broken)?;
        }
    }
    let bytes = table
        .into_inner()
        .map_err(|error| StoreError::from(sqlx::Error::Encode(error.to_string().into())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
