//! The file that an export becomes: in memory while it is small, else on disk under no name.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::{Stream, stream};
use jiff::Timestamp;
use tempfile::SpooledTempFile;

use super::request::{Choice, Format, wrong};
use super::{ExportError, dossier};
use crate::message::Message;
use crate::projector::date_of;
use crate::tables::{
    self, Cell, CsvWriter, Head, JsonWriter, ParquetWriter, Reader, SheetWriter, Table,
};

/// Bytes that are held in memory.
const IN_MEMORY: usize = 1024 * 1024;
/// Bytes that are handed out together.
const PART: usize = 64 * 1024;

/// Rows that are printed at most: some hundred pages.
const PRINTED: usize = 10_000;

/// What an export says of itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) organisation: String,
    /// The organisation's day.
    pub(super) today: i64,
    /// When it is made.
    pub(super) now: Timestamp,
}

/// Writes an export in its format, up to a size.
pub(super) struct Output {
    writer: Writer,
    written: Written,
    most: u64,
}

enum Writer {
    Json(JsonWriter<File>),
    Lines(File, Option<Head>),
    One(Box<OneTable>),
    Paper(Box<Printed>),
    Sheet(Box<SheetWriter>),
}

/// Bytes that were written so far. A workbook is packed when it ends: until then what its cells hold
/// counts.
#[derive(Debug, Clone, Default)]
struct Written(Arc<AtomicU64>);

impl Written {
    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A file that counts what is written to it.
#[derive(Debug)]
struct File {
    file: SpooledTempFile,
    written: Written,
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written.add(count);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The one table of several that CSV and Parquet hold.
pub(super) struct OneTable {
    choice: Choice,
    reader: Reader,
    /// The writer of the table that is wanted, once it has begun.
    writer: Option<OneWriter>,
    written: Written,
    /// Whether the table that comes now is the wanted one.
    wanted: bool,
}

enum OneWriter {
    Csv(CsvWriter<File>),
    Parquet(ParquetWriter<File>),
}

impl OneTable {
    fn table(&mut self, head: &Head) -> Result<(), ExportError> {
        let choice = &self.choice;
        let named = choice.table.as_deref().is_none_or(|name| name == head.name);
        self.wanted = self.writer.is_none() && named;
        if self.wanted {
            let style = (choice.separator, choice.bom);
            let locale = self.reader.locale;
            let file = file(&self.written);
            self.writer = Some(match choice.format {
                Format::Parquet => OneWriter::Parquet(ParquetWriter::begin(file, head)?),
                _ => OneWriter::Csv(CsvWriter::begin(file, head, style, locale)?),
            });
        }
        Ok(())
    }

    fn row(&mut self, row: &[Cell]) -> Result<(), ExportError> {
        match self.writer.as_mut().filter(|_| self.wanted) {
            Some(OneWriter::Csv(csv)) => csv.row(row)?,
            Some(OneWriter::Parquet(parquet)) => parquet.row(row)?,
            None => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<SpooledTempFile, ExportError> {
        match self.writer {
            Some(OneWriter::Csv(csv)) => Ok(csv.finish()?.file),
            Some(OneWriter::Parquet(parquet)) => Ok(parquet.finish()?.file),
            None => {
                let table = self.choice.table.unwrap_or_default();
                let unknown = Message::new("refused-export-table");
                Err(wrong(unknown.with("table", table)).into())
            }
        }
    }
}

/// Tables that are printed once all of them are known.
pub(super) struct Printed {
    about: About,
    reader: Reader,
    tables: Vec<Table>,
    rows: usize,
}

impl Printed {
    fn row(&mut self, row: &[Cell]) -> Result<(), ExportError> {
        self.rows += 1;
        if self.rows > PRINTED {
            return Err(ExportError::TooLong(PRINTED));
        }
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(row.to_vec());
        }
        Ok(())
    }

    fn finish(self) -> Result<Content, ExportError> {
        let Self {
            about,
            reader,
            tables,
            ..
        } = self;
        let document = dossier::of_tables(
            &reader,
            &about.organisation,
            &about.title,
            about.today,
            &tables,
        );
        Content::of(&dossier::printed(&document, about.now, reader.locale)?)
    }
}

/// A file in memory, as long as it is small.
pub(super) fn spooled() -> SpooledTempFile {
    SpooledTempFile::new(IN_MEMORY)
}

fn file(written: &Written) -> File {
    File {
        file: spooled(),
        written: written.clone(),
    }
}

impl Output {
    /// An export of at most `most` bytes.
    pub(super) fn begin(
        choice: &Choice,
        reader: &Reader,
        about: About,
        most: u64,
    ) -> Result<Self, ExportError> {
        let written = Written::default();
        let writer = match choice.format {
            Format::Csv | Format::Parquet => Writer::One(Box::new(OneTable {
                choice: choice.clone(),
                reader: reader.clone(),
                writer: None,
                written: written.clone(),
                wanted: false,
            })),
            Format::Json => {
                let about = [
                    ("what", choice.what.word().into()),
                    ("title", about.title.into()),
                    ("at", date_of(about.today).to_string().into()),
                ];
                Writer::Json(JsonWriter::begin(file(&written), &about)?)
            }
            // Documents and what is packed are no output of rows.
            Format::Markdown | Format::Ndjson | Format::Zip => Writer::Lines(file(&written), None),
            Format::Pdf => Writer::Paper(Box::new(Printed {
                about,
                reader: reader.clone(),
                tables: Vec::new(),
                rows: 0,
            })),
            Format::Xlsx => Writer::Sheet(Box::new(SheetWriter::begin(&about.title, reader)?)),
        };
        Ok(Self {
            writer,
            written,
            most,
        })
    }

    /// Refuses to go on once there is more than there may be.
    fn check(&self) -> Result<(), ExportError> {
        if self.written.0.load(Ordering::Relaxed) > self.most {
            return Err(ExportError::TooLarge(self.most));
        }
        Ok(())
    }

    pub(super) fn table(&mut self, head: &Head) -> Result<(), ExportError> {
        match &mut self.writer {
            Writer::One(one) => one.table(head)?,
            Writer::Json(json) => json.table(head)?,
            Writer::Paper(paper) => paper.tables.push(Table {
                head: head.clone(),
                rows: Vec::new(),
            }),
            Writer::Sheet(sheet) => sheet.table(head)?,
            Writer::Lines(_, of) => *of = Some(head.clone()),
        }
        self.check()
    }

    pub(super) fn row(&mut self, row: &[Cell]) -> Result<(), ExportError> {
        match &mut self.writer {
            Writer::One(one) => one.row(row)?,
            Writer::Json(json) => json.row(row)?,
            Writer::Paper(paper) => {
                paper.row(row)?;
                self.written.add(row.iter().map(held).sum());
            }
            Writer::Sheet(sheet) => {
                sheet.row(row)?;
                self.written.add(row.iter().map(held).sum());
            }
            Writer::Lines(file, Some(head)) => writeln!(file, "{}", tables::line(head, row)?)?,
            Writer::Lines(_, None) => {}
        }
        self.check()
    }

    /// A table that is at hand as a whole.
    pub(super) fn whole(&mut self, table: &Table) -> Result<(), ExportError> {
        self.table(&table.head)?;
        table.rows.iter().try_for_each(|row| self.row(row))
    }

    /// A line of NDJSON.
    pub(super) fn line(&mut self, text: &str) -> Result<(), ExportError> {
        if let Writer::Lines(file, _) = &mut self.writer {
            // A line break can only stand between two members: within a text JSON escapes it.
            writeln!(file, "{}", text.replace(['\n', '\r'], " "))?;
        }
        self.check()
    }

    /// The file, ready to be read. Packing a workbook or laying out paper takes the processor: call it
    /// where that is allowed.
    pub(super) fn finish(self) -> Result<Content, ExportError> {
        self.check()?;
        let mut file = match self.writer {
            Writer::One(one) => one.finish()?,
            Writer::Json(json) => json.finish()?.file,
            Writer::Lines(file, _) => file.file,
            Writer::Paper(paper) => return paper.finish(),
            Writer::Sheet(sheet) => {
                let mut file = spooled();
                sheet.finish(&mut file)?;
                file
            }
        };
        file.seek(SeekFrom::End(0))?;
        Content::written(file)
    }
}

/// Bytes that a cell of a workbook holds.
fn held(cell: &Cell) -> usize {
    match cell {
        Cell::Nothing => 0,
        Cell::Text(text) | Cell::Word(_, text) => text.len(),
        Cell::Identifier(_) => 36,
        Cell::Day(_) | Cell::Decimal(_) | Cell::Moment(_) | Cell::Share(_) | Cell::Whole(_) => 8,
    }
}

impl Content {
    /// A file that was written to its end.
    pub(super) fn written(mut file: SpooledTempFile) -> Result<Self, ExportError> {
        let length = file.stream_position()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { file, length })
    }

    /// What is at hand as a whole.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, ExportError> {
        let mut file = spooled();
        file.write_all(bytes)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self {
            file,
            length: bytes.len() as u64,
        })
    }
}

/// What was written.
#[derive(Debug)]
pub struct Content {
    file: SpooledTempFile,
    /// Bytes.
    pub length: u64,
}

impl Content {
    /// The next bytes, at most `most`; none at the end.
    pub fn next(&mut self, most: usize) -> Result<Vec<u8>, std::io::Error> {
        let mut part = Vec::new();
        (&mut self.file).take(most as u64).read_to_end(&mut part)?;
        Ok(part)
    }

    /// The bytes, part by part.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send {
        stream::try_unfold(self, async |mut content| {
            let part = content.next(PART)?;
            Ok((!part.is_empty()).then(|| (Bytes::from(part), content)))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::locale::Locale;
    use crate::tables::{Column, Kind};

    fn about() -> About {
        About {
            title: "T".into(),
            organisation: "Acme".into(),
            today: 20_000,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn paper_has_as_many_rows_as_can_be_read() {
        let reader = Reader {
            locale: Locale::ENGLISH,
            zone: TimeZone::UTC,
        };
        let choice = r#"{"what": "audit", "format": "pdf"}"#;
        let choice: Choice = serde_json::from_str(choice).unwrap();
        let mut output = Output::begin(&choice, &reader, about(), u64::MAX).unwrap();
        output
            .table(&Head {
                name: "rows",
                title: "Rows".into(),
                columns: vec![Column::new("number", "Number", Kind::Whole)],
            })
            .unwrap();
        let refused = (1..).find_map(|row| Some((row, output.row(&[Cell::Whole(row)]).err()?)));
        let (row, error) = refused.unwrap();
        assert_eq!(usize::try_from(row).unwrap(), PRINTED + 1);
        assert!(matches!(error, ExportError::TooLong(PRINTED)), "{error}");
    }

    /// However large the table is: it ends within a row of the bound, not when all is written.
    #[test]
    fn no_format_grows_beyond_its_bound() {
        const MOST: u64 = 100_000;
        let reader = Reader {
            locale: Locale::ENGLISH,
            zone: TimeZone::UTC,
        };
        let head = Head {
            name: "rows",
            title: "Rows".into(),
            columns: vec![Column::new("text", "Text", Kind::Text)],
        };
        let row = [Cell::Text("x".repeat(1000))];
        for format in ["csv", "json", "xlsx", "pdf"] {
            let choice = format!(r#"{{"what": "audit", "format": "{format}"}}"#);
            let choice: Choice = serde_json::from_str(&choice).unwrap();
            let mut output = Output::begin(&choice, &reader, about(), MOST).unwrap();
            output.table(&head).unwrap();
            let refused = (0..1000).find_map(|count| Some((count, output.row(&row).err()?)));
            let (rows, error) = refused.unwrap();
            assert!(
                matches!(error, ExportError::TooLarge(MOST)),
                "{format}: {error}"
            );
            // Some of it may still wait in a buffer.
            assert!((80..130).contains(&rows), "{format}: {rows}");
        }
        let choice = r#"{"what": "statements", "format": "ndjson"}"#;
        let choice: Choice = serde_json::from_str(choice).unwrap();
        let mut output = Output::begin(&choice, &reader, about(), MOST).unwrap();
        let line = "x".repeat(999);
        let lines = (0..1000).position(|_| output.line(&line).is_err());
        assert_eq!(lines, Some(100));
    }
}
