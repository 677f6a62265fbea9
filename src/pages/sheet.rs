//! Tables of pages, by the definitions that exports are made by, and the menu that takes them along.

use maud::{Markup, html};

use super::locale::Locale;
use super::ui;
use crate::exports::{Format, Subject};
use crate::sso::Actor;
use crate::tables::{Cell, Column, Definition, Kind, Reader};

/// In whose language, and by whose clock, a table is written.
pub(super) fn reader(actor: &Actor, locale: Locale) -> Reader {
    Reader {
        locale,
        zone: actor.zone.clone(),
    }
}

/// Columns that have room side by side.
const WIDE: usize = 9;

/// A table. `special` shows values for which text is not enough: links, charts, colours.
pub(super) fn table<'r, R: 'r>(
    reader: &Reader,
    definition: &Definition<'_, R>,
    rows: impl IntoIterator<Item = &'r R>,
    special: impl Fn(&Column, &R) -> Option<Markup>,
) -> Markup {
    let head = definition.head();
    let columns = &head.columns;
    // What is wider than most windows is scrolled by the keyboard, too.
    let wide = columns.iter().filter(|column| column.shown).count() > WIDE;
    html! {
        div.table tabindex=[wide.then_some("0")] role=[wide.then_some("region")] aria-label=[wide.then_some(&head.title)] { table.cards {
            thead { tr { @for column in columns.iter().filter(|column| column.shown) {
                th class=[column.kind.is_number().then_some("number")] scope="col" { (column.label) }
            } } }
            tbody { @for row in rows {
                tr { @for (column, cell) in columns.iter().zip(definition.row(row)) {
                    @if column.shown { (value(reader, column, &cell, special(column, row))) }
                } }
            } }
        } }
    }
}

/// Numbers stand at the right; words may go on in the next line.
fn class(column: &Column) -> Option<&'static str> {
    match column.kind {
        Kind::Text => Some("wrap"),
        kind => kind.is_number().then_some("number"),
    }
}

fn value(reader: &Reader, column: &Column, cell: &Cell, special: Option<Markup>) -> Markup {
    let shown = special.unwrap_or_else(|| match cell {
        Cell::Moment(at) => ui::moment(reader.locale, &reader.zone, *at),
        cell => html! { (cell.written(reader)) },
    });
    html! {
        @if column.names_row {
            th scope="row" { (shown) }
        } @else {
            td class=[class(column)] data-label=(column.label) { (shown) }
        }
    }
}

/// Links that hand out what a page shows as a file. `of` is what is added to the address, such as
/// `group=…`.
pub(super) fn menu(locale: Locale, what: Subject, of: &str) -> Markup {
    html! {
        details.export {
            summary { (locale.text("export-title")) }
            p.actions {
                @for format in what.formats() {
                    a download href={ "/exports/now?what=" (what.word()) "&format=" (format.word()) (of) } {
                        (format_name(locale, *format))
                    }
                }
            }
        }
    }
}

/// What a format is called.
pub(super) fn format_name(locale: Locale, format: Format) -> String {
    locale.text(match format {
        Format::Csv => "export-csv",
        Format::Json => "export-json",
        Format::Markdown => "export-markdown",
        Format::Ndjson => "export-ndjson",
        Format::Parquet => "export-parquet",
        Format::Pdf => "export-pdf",
        Format::Xlsx => "export-xlsx",
        Format::Zip => "export-zip",
    })
}
