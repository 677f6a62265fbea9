//! The file that an export becomes: in memory while it is small, else on disk under no name.

use std::io::{Read, Seek, SeekFrom, Write};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tempfile::SpooledTempFile;

use super::ExportError;
use super::request::{Choice, Format, wrong};
use crate::tables::{Cell, CsvWriter, Head, JsonWriter, Reader, SheetWriter, Table};

/// Bytes that are held in memory.
const IN_MEMORY: usize = 1024 * 1024;
/// Bytes that are handed out together.
const PART: usize = 64 * 1024;

/// Writes an export in its format.
pub(super) enum Output {
    Csv(Box<OneTable>),
    Json(JsonWriter<SpooledTempFile>),
    Lines(SpooledTempFile),
    Sheet(Box<SheetWriter>),
}

/// The one table of several that CSV holds.
pub(super) struct OneTable {
    choice: Choice,
    reader: Reader,
    /// The writer of the table that is wanted, once it has begun.
    writer: Option<CsvWriter<SpooledTempFile>>,
    /// Whether the table that comes now is the wanted one.
    wanted: bool,
}

impl OneTable {
    fn table(&mut self, head: &Head) -> Result<(), ExportError> {
        let choice = &self.choice;
        let named = choice.table.as_deref().is_none_or(|name| name == head.name);
        self.wanted = self.writer.is_none() && named;
        if self.wanted {
            let style = (choice.separator, choice.bom);
            let locale = self.reader.locale;
            self.writer = Some(CsvWriter::begin(file(), head, style, locale)?);
        }
        Ok(())
    }

    fn row(&mut self, row: &[Cell]) -> Result<(), ExportError> {
        if let Some(writer) = self.writer.as_mut().filter(|_| self.wanted) {
            writer.row(row)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<SpooledTempFile, ExportError> {
        match self.writer {
            Some(writer) => Ok(writer.finish()?),
            None => {
                let table = self.choice.table.unwrap_or_default();
                Err(wrong(format!("The export has no table {table:?}.")).into())
            }
        }
    }
}

pub(super) fn file() -> SpooledTempFile {
    SpooledTempFile::new(IN_MEMORY)
}

impl Output {
    /// An export with a title, made on a day (as text).
    pub(super) fn begin(
        choice: &Choice,
        reader: &Reader,
        (title, day): (&str, String),
    ) -> Result<Self, ExportError> {
        Ok(match choice.format {
            Format::Csv => Self::Csv(Box::new(OneTable {
                choice: choice.clone(),
                reader: reader.clone(),
                writer: None,
                wanted: false,
            })),
            Format::Json => {
                let about = [
                    ("what", choice.what.word().into()),
                    ("title", title.into()),
                    ("at", day.into()),
                ];
                Self::Json(JsonWriter::begin(file(), &about)?)
            }
            // What is printed or packed is no output of rows.
            Format::Ndjson | Format::Pdf | Format::Zip => Self::Lines(file()),
            Format::Xlsx => Self::Sheet(Box::new(SheetWriter::begin(title, reader)?)),
        })
    }

    pub(super) fn table(&mut self, head: &Head) -> Result<(), ExportError> {
        match self {
            Self::Csv(csv) => csv.table(head)?,
            Self::Json(json) => json.table(head)?,
            Self::Sheet(sheet) => sheet.table(head)?,
            Self::Lines(_) => {}
        }
        Ok(())
    }

    pub(super) fn row(&mut self, row: &[Cell]) -> Result<(), ExportError> {
        match self {
            Self::Csv(csv) => csv.row(row)?,
            Self::Json(json) => json.row(row)?,
            Self::Sheet(sheet) => sheet.row(row)?,
            Self::Lines(_) => {}
        }
        Ok(())
    }

    /// A table that is at hand as a whole.
    pub(super) fn whole(&mut self, table: &Table) -> Result<(), ExportError> {
        self.table(&table.head)?;
        table.rows.iter().try_for_each(|row| self.row(row))
    }

    /// A line of NDJSON.
    pub(super) fn line(&mut self, text: &str) -> Result<(), ExportError> {
        if let Self::Lines(file) = self {
            // A line break can only stand between two members: within a text JSON escapes it.
            writeln!(file, "{}", text.replace(['\n', '\r'], " "))?;
        }
        Ok(())
    }

    /// The file, ready to be read. Packing a workbook takes the processor: call it where that is
    /// allowed.
    pub(super) fn finish(self) -> Result<Content, ExportError> {
        let mut file = match self {
            Self::Csv(csv) => csv.finish()?,
            Self::Json(json) => json.finish()?,
            Self::Lines(file) => file,
            Self::Sheet(sheet) => {
                let mut file = file();
                sheet.finish(&mut file)?;
                file
            }
        };
        file.seek(SeekFrom::End(0))?;
        Content::written(file)
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
        let mut file = file();
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
