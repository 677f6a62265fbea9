//! What form a file is of, and its reading.

use std::collections::BTreeMap;

use super::build::Terms;
use super::fault::FrameworkError;
use super::moodle::{is_moodle, read_moodle};
use super::package::Package;
use super::plain::read_plain;
use super::read::read_package;
use super::table::read_table;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A `CFPackage`.
    Case,
    /// Moodle's table.
    Moodle,
    /// A plain table.
    Plain,
}

impl std::str::FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "case" => Ok(Self::Case),
            "moodle" => Ok(Self::Moodle),
            "csv" => Ok(Self::Plain),
            _ => Err(format!("{text:?} is none of case, moodle and csv")),
        }
    }
}

/// Reads a file of a form that is told, or that shows: JSON is CASE, a table of Moodle's width its.
pub fn read(
    source: &str,
    bytes: &[u8],
    form: Option<Form>,
    renamed: &BTreeMap<String, String>,
    terms: &Terms<'_>,
) -> Result<Package, FrameworkError> {
    let starts = bytes
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii());
    if form == Some(Form::Case) || form.is_none() && matches!(starts, Some(b'{' | b'[')) {
        return read_package(source, bytes, terms.now);
    }
    let table = read_table(source, bytes)?;
    let moodle = match form {
        Some(form) => form == Form::Moodle,
        None => !renamed.is_empty() || is_moodle(&table.header),
    };
    if moodle {
        read_moodle(source, &table, renamed, terms)
    } else {
        read_plain(source, &table, terms)
    }
}
