//! CSV (RFC 4180): UTF-8, CRLF, quotes where needed.

use std::io::Write;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cell, Head, WriteError, neutral};
use crate::locale::Locale;
use crate::projector::date_of;
use crate::statements::format_time;

/// What stands between two values of CSV.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Separator {
    /// A comma, with decimal points: what programs read.
    #[default]
    Comma,
    /// A semicolon, with the decimals of the reader's language: what a German spreadsheet reads.
    Semicolon,
}

/// Writes one table as CSV, with the reader's names of the columns in the first line.
pub struct CsvWriter<W: Write> {
    writer: Writer<W>,
    separator: Separator,
    locale: Locale,
}

impl<W: Write> CsvWriter<W> {
    /// Begins with the line of names. A byte order mark tells Excel that it is UTF-8.
    pub fn begin(
        mut sink: W,
        head: &Head,
        (separator, mark): (Separator, bool),
        locale: Locale,
    ) -> Result<Self, WriteError> {
        if mark {
            sink.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .delimiter(match separator {
                Separator::Comma => b',',
                Separator::Semicolon => b';',
            })
            .from_writer(sink);
        let labels = head.columns.iter().map(|column| neutral(&column.label));
        writer.write_record(labels.map(std::borrow::Cow::into_owned))?;
        Ok(Self {
            writer,
            separator,
            locale,
        })
    }

    /// Adds a line.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        let (separator, locale) = (self.separator, self.locale);
        let fields = row.iter().map(|cell| field(cell, separator, locale));
        Ok(self.writer.write_record(fields)?)
    }

    /// The sink, with everything written.
    pub fn finish(self) -> Result<W, WriteError> {
        self.writer
            .into_inner()
            .map_err(|error| WriteError::Io(error.into_error()))
    }
}

fn field(cell: &Cell, separator: Separator, locale: Locale) -> String {
    let number = |value: f64| {
        let text = value.to_string();
        match separator {
            Separator::Semicolon => locale.with_decimal_sign(&text),
            Separator::Comma => text,
        }
    };
    match cell {
        Cell::Day(day) => date_of(*day).to_string(),
        Cell::Decimal(value) | Cell::Share(value) => number(*value),
        Cell::Identifier(id) => id.to_string(),
        Cell::Moment(at) => format_time(*at),
        Cell::Nothing => String::new(),
        Cell::Text(text) | Cell::Word(_, text) => neutral(text).into_owned(),
        Cell::Whole(value) => value.to_string(),
    }
}
