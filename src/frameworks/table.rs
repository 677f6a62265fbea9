//! Tables of text (CSV): what is common to all that are imported.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::fault::{Fault, FrameworkError, Place};
use crate::message::Message;

/// A table with a header.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A row and the line where it begins.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u64,
    cells: StringRecord,
}

impl Row {
    /// A cell without blanks around it; empty if the row is too short.
    pub(crate) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or_default().trim()
    }

    /// A fault of the row.
    pub(crate) fn fault(&self, column: &str, detail: Message) -> Fault {
        Fault::new(Place::Cell(self.line, column.to_owned()), detail)
    }
}

/// Reads a table in UTF-8 whose cells are divided by commas, semicolons or tabs.
pub(crate) fn read_table(source: &str, bytes: &[u8]) -> Result<Table, FrameworkError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(text).map_err(|error| {
        let line = 1 + memchr::memchr_iter(b'\n', &text[..error.valid_up_to()]).count();
        FrameworkError::one(
            source,
            Place::Line(line as u64),
            Message::new("fault-table-utf-8"),
        )
    })?;
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|it| *it == delimiter).count();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|it| count(*it));
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::None)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let cells = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            FrameworkError::one(
                source,
                Place::Line(line),
                Message::quoted(error.to_string()),
            )
        })?;
        let line = cells.position().map_or(0, |at| line_of(text, at));
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    if rows.is_empty() {
        let detail = Message::new("fault-table-empty");
        return Err(FrameworkError::one(source, Place::Line(1), detail));
    }
    let header = rows.remove(0);
    Ok(Table {
        header: header
            .cells
            .iter()
            .map(|cell| cell.trim().to_owned())
            .collect(),
        rows,
    })
}

/// The line of a row: empty lines before it are counted to it.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or_default();
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + memchr::memchr_iter(b'\n', &rest[..empty.count()]).count() as u64
}

/// The places of named columns in a header; those that are missing are none.
pub(crate) fn columns<const N: usize>(header: &[String], names: [&str; N]) -> [Option<usize>; N] {
    names.map(|name| {
        header
            .iter()
            .position(|cell| cell.eq_ignore_ascii_case(name))
    })
}

/// Faults for columns that a table must have and lacks, and for those that nobody reads.
pub(crate) fn check_header(header: &[String], known: &[&str], needed: &[&str]) -> Vec<Fault> {
    let is = |cell: &str, name: &str| cell.eq_ignore_ascii_case(name);
    let unknown = header
        .iter()
        .filter(|cell| !cell.is_empty() && !known.iter().any(|name| is(cell, name)))
        .map(|cell| {
            let known = known.join(", ");
            Fault::new(
                Place::Line(1),
                Message::new("fault-column")
                    .with("column", cell.as_str())
                    .with("known", known),
            )
        });
    let missing = needed
        .iter()
        .filter(|name| !header.iter().any(|cell| is(cell, name)))
        .map(|name| {
            let detail = Message::new("fault-column-missing").with("column", *name);
            Fault::new(Place::Line(1), detail)
        });
    unknown.chain(missing).collect()
}
