//! Tables: one definition of each feeds the page that shows it and every format that it is exported
//! in, so that no format can tell something else than the page.
//!
//! A [`Definition`] says for each column what it is called, what kind of value it holds, and how the
//! value is found in a row. Values are typed ([`Cell`]); how they are written is up to the format:
//! in the reader's language on pages, as numbers in sheets, as the API writes them in JSON.

mod cell;
mod csv;
mod json;
mod parquet;
mod safe;
mod sheet;

pub use cell::{Cell, Reader};
pub use csv::{CsvWriter, Separator};
pub use json::{JsonWriter, line};
pub use parquet::ParquetWriter;
pub use safe::{is_formula, neutral};
pub use sheet::SheetWriter;

use std::borrow::Cow;
use std::fmt;

use jiff::tz::TimeZone;

use crate::locale::zone_name;

/// What the values of a column are; any of them may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A calendar day.
    Day,
    /// A number with one decimal on pages.
    Decimal,
    /// An identifier.
    Identifier,
    /// A moment.
    Moment,
    /// A share of one, percent on pages.
    Share,
    /// Words.
    Text,
    /// A whole number.
    Whole,
}

impl Kind {
    /// Whether values stand at the right.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Decimal | Self::Share | Self::Whole)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What programs call it: a member of JSON.
    pub name: Cow<'static, str>,
    /// What the reader calls it.
    pub label: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether pages and paper show it; files hold it in any case.
    pub shown: bool,
    /// Whether its value names the row.
    pub names_row: bool,
}

impl Column {
    /// A column that is shown everywhere.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            shown: true,
            names_row: false,
        }
    }

    /// What a file calls it: of moments with the zone by whose clock they are written.
    #[must_use]
    pub fn label_in(&self, zone: &TimeZone) -> Cow<'_, str> {
        match self.kind {
            Kind::Moment => format!("{} ({})", self.label, zone_name(zone)).into(),
            _ => self.label.as_str().into(),
        }
    }

    /// The same in files alone.
    #[must_use]
    pub fn in_files(mut self) -> Self {
        self.shown = false;
        self
    }

    /// The same, naming its row.
    #[must_use]
    pub fn naming(mut self) -> Self {
        self.names_row = true;
        self
    }
}

/// What a table is called and which columns it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What programs call it.
    pub name: &'static str,
    /// What the reader calls it.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A table that is at hand as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name and columns.
    pub head: Head,
    /// A value for each column.
    pub rows: Vec<Vec<Cell>>,
}

type Value<'d, R> = Box<dyn Fn(&R) -> Cell + Send + Sync + 'd>;

/// How rows of a kind become a table.
pub struct Definition<'d, R> {
    head: Head,
    values: Vec<Value<'d, R>>,
}

impl<R> fmt::Debug for Definition<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.fmt(formatter)
    }
}

impl<'d, R> Definition<'d, R> {
    /// A table without columns.
    #[must_use]
    pub fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self {
            head: Head {
                name,
                title: title.into(),
                columns: Vec::new(),
            },
            values: Vec::new(),
        }
    }

    /// Adds a column and says how its value is found.
    #[must_use]
    pub fn column(mut self, column: Column, value: impl Fn(&R) -> Cell + Send + Sync + 'd) -> Self {
        self.head.columns.push(column);
        self.values.push(Box::new(value));
        self
    }

    /// Its name and columns.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The values of a row.
    #[must_use]
    pub fn row(&self, row: &R) -> Vec<Cell> {
        self.values.iter().map(|value| value(row)).collect()
    }

    /// The table of some rows.
    #[must_use]
    pub fn of<'r>(&self, rows: impl IntoIterator<Item = &'r R>) -> Table
    where
        R: 'r,
    {
        Table {
            head: self.head.clone(),
            rows: rows.into_iter().map(|row| self.row(row)).collect(),
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// CSV.
    #[error("writing CSV")]
    Csv(#[from] ::csv::Error),
    /// The disk or memory refused.
    #[error("writing a file of tables")]
    Io(#[from] std::io::Error),
    /// JSON.
    #[error("writing JSON")]
    Json(#[from] serde_json::Error),
    /// Parquet.
    #[error("writing Parquet")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// A workbook.
    #[error("writing a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}
