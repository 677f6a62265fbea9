//! Parquet: a table by columns, for analysis. Values keep their types; any may be missing.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{Type, TypePtr};

use super::{Cell, Column, Head, Kind, WriteError};

/// Rows that are written together: so many are held in memory.
const GROUP: usize = 32_768;

/// Writes one table as Parquet.
pub struct ParquetWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    kinds: Vec<Kind>,
    /// The values of each column that are not written yet.
    waiting: Vec<Vec<Cell>>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a table.
    pub fn begin(sink: W, head: &Head) -> Result<Self, WriteError> {
        let fields: Result<Vec<TypePtr>, ParquetError> = head.columns.iter().map(field).collect();
        let schema = Type::group_type_builder(head.name).with_fields(fields?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(::parquet::basic::ZstdLevel::default()))
            .build();
        Ok(Self {
            writer: SerializedFileWriter::new(
                sink,
                Arc::new(schema.build()?),
                Arc::new(properties),
            )?,
            kinds: head.columns.iter().map(|column| column.kind).collect(),
            waiting: vec![Vec::new(); head.columns.len()],
        })
    }

    /// Adds a row.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        for (column, cell) in self.waiting.iter_mut().zip(row) {
            column.push(cell.clone());
        }
        if self
            .waiting
            .first()
            .is_some_and(|column| column.len() >= GROUP)
        {
            self.group()?;
        }
        Ok(())
    }

    /// Writes what waits as a group of rows.
    fn group(&mut self) -> Result<(), WriteError> {
        if self.waiting.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (kind, cells) in self.kinds.iter().zip(&mut self.waiting) {
            let cells = std::mem::take(cells);
            let Some(mut column) = group.next_column()? else {
                break;
            };
            // 1 where there is a value, 0 where it is missing.
            let present: Vec<i16> = cells
                .iter()
                .map(|cell| i16::from(*cell != Cell::Nothing))
                .collect();
            let present = Some(&present[..]);
            match column.untyped() {
                ColumnWriter::Int32ColumnWriter(writer) => {
                    let days: Vec<i32> = cells.iter().filter_map(whole).map(narrow).collect();
                    writer.write_batch(&days, present, None)?;
                }
                ColumnWriter::Int64ColumnWriter(writer) => {
                    let numbers: Vec<i64> = cells.iter().filter_map(whole).collect();
                    writer.write_batch(&numbers, present, None)?;
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    let numbers: Vec<f64> = cells.iter().filter_map(number).collect();
                    writer.write_batch(&numbers, present, None)?;
                }
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let texts: Vec<ByteArray> = cells.iter().filter_map(text).collect();
                    writer.write_batch(&texts, present, None)?;
                }
                _ => return Err(misfit(*kind)),
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// The sink, with everything written.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.group()?;
        Ok(self.writer.into_inner()?)
    }
}

fn misfit(kind: Kind) -> WriteError {
    WriteError::Parquet(ParquetError::General(format!("no column for {kind:?}")))
}

/// A column of the schema.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Decimal | Kind::Share => (Physical::DOUBLE, None),
        Kind::Identifier | Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Moment => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
        ),
        Kind::Whole => (Physical::INT64, None),
    };
    let built = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()?;
    Ok(Arc::new(built))
}

const fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Day(value) | Cell::Moment(value) | Cell::Whole(value) => Some(*value),
        _ => None,
    }
}

/// Days, which are few millions at most.
fn narrow(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}

const fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Decimal(value) | Cell::Share(value) => Some(*value),
        _ => None,
    }
}

fn text(cell: &Cell) -> Option<ByteArray> {
    match cell {
        Cell::Identifier(id) => Some(ByteArray::from(id.to_string().into_bytes())),
        Cell::Text(text) | Cell::Word(text, _) => Some(ByteArray::from(text.as_bytes().to_vec())),
        _ => None,
    }
}
