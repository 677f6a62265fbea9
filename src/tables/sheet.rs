//! Workbooks (XLSX): a sheet for each table, values with their types, rows on disk as they come.

use std::io::{Seek, Write};

use jiff::tz::TimeZone;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Column, Head, Kind, Reader, WriteError, is_formula};
use crate::projector::date_of;

/// Rows of a sheet, the line of names among them; what is beyond goes to a further sheet.
const ROWS: u32 = 1_048_576;
/// Characters (of UTF-16) of a cell.
const CHARACTERS: usize = 32_767;
/// Characters of a sheet's name.
const NAME: usize = 31;
/// Width of the widest column, in characters.
const WIDEST: f64 = 60.0;

/// How cells look.
struct Formats {
    names: Format,
    text: Format,
    quoted: Format,
    whole: Format,
    decimal: Format,
    share: Format,
    day: Format,
    moment: Format,
}

/// Writes tables as a workbook.
pub struct SheetWriter {
    workbook: Workbook,
    formats: Formats,
    zone: TimeZone,
    head: Option<Head>,
    /// The row to write next.
    next: u32,
    /// Sheets that the table has.
    sheets: usize,
    names: Vec<String>,
}

impl SheetWriter {
    /// A workbook without sheets.
    pub fn begin(title: &str, reader: &Reader) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_title(title));
        Ok(Self {
            workbook,
            formats: Formats {
                names: Format::new().set_bold().set_text_wrap(),
                text: Format::new().set_text_wrap(),
                quoted: Format::new().set_text_wrap().set_quote_prefix(),
                whole: Format::new().set_num_format("0"),
                decimal: Format::new().set_num_format("0.0##"),
                share: Format::new().set_num_format("0%"),
                day: Format::new().set_num_format("yyyy-mm-dd"),
                moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            },
            zone: reader.zone.clone(),
            head: None,
            next: 0,
            sheets: 0,
            names: Vec::new(),
        })
    }

    /// Begins a table.
    pub fn table(&mut self, head: &Head) -> Result<(), WriteError> {
        self.head = Some(head.clone());
        self.sheets = 0;
        self.sheet()
    }

    fn sheet(&mut self) -> Result<(), WriteError> {
        let Some(head) = &self.head else {
            return Ok(());
        };
        self.sheets += 1;
        let name = sheet_name(&head.title, self.sheets, &self.names);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        for (place, column) in (0_u16..).zip(&head.columns) {
            let label = column.label_in(&self.zone);
            sheet.set_column_width(place, width(column, &label))?;
            put_text(sheet, (0, place), &label, &self.formats.names)?;
        }
        self.names.push(name);
        self.next = 1;
        Ok(())
    }

    /// Adds a row to the table.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        if self.next == ROWS {
            self.sheet()?;
        }
        let next = self.next;
        let Some(last) = self.names.len().checked_sub(1) else {
            return Ok(());
        };
        let sheet = self.workbook.worksheet_from_index(last)?;
        for (place, cell) in (0_u16..).zip(row) {
            put(sheet, (next, place), cell, &self.formats, &self.zone)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the workbook.
    pub fn finish<W: Write + Seek + Send>(mut self, sink: W) -> Result<(), WriteError> {
        if self.names.is_empty() {
            self.workbook.add_worksheet();
        }
        Ok(self.workbook.save_to_writer(sink)?)
    }
}

/// A title as the name of a sheet: without what Excel forbids there, and not there twice.
fn sheet_name(title: &str, sheet: usize, taken: &[String]) -> String {
    let cleaned: String = title
        .chars()
        .map(|letter| {
            if "[]:*?/\\'".contains(letter) || letter.is_control() {
                ' '
            } else {
                letter
            }
        })
        .collect();
    let cleaned = cleaned.trim();
    let base = if cleaned.is_empty() { "1" } else { cleaned };
    let named = |number: usize| {
        let end = if number == 1 {
            String::new()
        } else {
            format!(" {number}")
        };
        let mut name = cut(base, NAME - end.len()).trim_end().to_owned();
        name.push_str(&end);
        name
    };
    let is_taken = |name: &String| {
        taken
            .iter()
            .any(|other| other.to_lowercase() == name.to_lowercase())
    };
    let mut number = sheet;
    while is_taken(&named(number)) {
        number += 1;
    }
    named(number)
}

/// The beginning of a text, at most so many characters of UTF-16.
fn cut(text: &str, most: usize) -> &str {
    let mut length = 0;
    for (place, letter) in text.char_indices() {
        length += letter.len_utf16();
        if length > most {
            return &text[..place];
        }
    }
    text
}

fn width(column: &Column, label: &str) -> f64 {
    let least = match column.kind {
        Kind::Day => 11.0,
        Kind::Decimal | Kind::Share | Kind::Whole => 9.0,
        Kind::Identifier => 37.0,
        Kind::Moment => 19.0,
        Kind::Text => 28.0,
    };
    let label = label.chars().count() as f64 + 2.0;
    label.clamp(least, WIDEST.max(least))
}

fn put_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let short = cut(text, CHARACTERS);
    sheet.write_string_with_format(row, column, short, format)?;
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
    zone: &TimeZone,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Day(day) => {
            let date = date_of(*day);
            let (year, month, day) = (date.year(), date.month(), date.day());
            match excel_day(year, month, day) {
                Some(date) => sheet.write_datetime_with_format(row, column, date, &formats.day)?,
                None => sheet.write_string(row, column, date.to_string())?,
            };
        }
        Cell::Moment(at) => {
            let known = jiff::Timestamp::from_microsecond(*at).ok();
            let local = known.map(|time| zone.to_datetime(time));
            let excel = local.and_then(|local| {
                let (hour, minute) = (local.hour().unsigned_abs(), local.minute().unsigned_abs());
                let second = f64::from(local.second());
                excel_day(local.year(), local.month(), local.day())?
                    .and_hms(u16::from(hour), minute, second)
                    .ok()
            });
            match excel {
                Some(time) => {
                    sheet.write_datetime_with_format(row, column, time, &formats.moment)?
                }
                None => sheet.write_string(row, column, crate::statements::format_time(*at))?,
            };
        }
        Cell::Decimal(value) => {
            sheet.write_number_with_format(row, column, *value, &formats.decimal)?;
        }
        Cell::Share(value) => {
            sheet.write_number_with_format(row, column, *value, &formats.share)?;
        }
        Cell::Whole(value) => {
            sheet.write_number_with_format(row, column, *value as f64, &formats.whole)?;
        }
        Cell::Identifier(id) => {
            sheet.write_string(row, column, id.to_string())?;
        }
        Cell::Nothing => {}
        Cell::Text(text) | Cell::Word(_, text) => {
            // Typed as text it is no formula; quoted it stays none when somebody edits the cell.
            let format = if is_formula(text) {
                &formats.quoted
            } else {
                &formats.text
            };
            put_text(sheet, (row, column), text, format)?;
        }
    }
    Ok(())
}

/// A day as Excel counts it, which knows none before 1900.
fn excel_day(year: i16, month: i8, day: i8) -> Option<ExcelDateTime> {
    let (month, day) = (month.unsigned_abs(), day.unsigned_abs());
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_allowed_and_differ() {
        let long = "A very long name of a learning group: negotiating [hard]";
        let mut taken = Vec::new();
        for expected in [
            "A very long name of a learning",
            "A very long name of a learn 2",
        ] {
            let name = sheet_name(long, 1, &taken);
            assert!(
                name.len() <= NAME && name.starts_with(&expected[..20]),
                "{name}"
            );
            assert!(!name.contains(['[', ':', '*', '?', '/', '\\']));
            assert!(!taken.contains(&name));
            taken.push(name);
        }
        assert_eq!(sheet_name("'?'", 1, &[]), "1");
        assert_eq!(cut("a😀b", 2), "a");
    }
}
