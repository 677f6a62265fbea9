//! JSON: an object with a member for each table, which is a list of objects.

use std::io::Write;

use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::{Cell, Head, WriteError};

/// Writes tables as JSON, row by row.
pub struct JsonWriter<W: Write> {
    sink: W,
    head: Option<Head>,
    rows: usize,
}

/// The members of one row, in the order of the columns.
struct Row<'r>(&'r Head, &'r [Cell]);

impl serde::Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (column, cell) in self.0.columns.iter().zip(self.1) {
            map.serialize_entry(&column.name, &cell.value())?;
        }
        map.end()
    }
}

/// A row as an object of its own, on one line.
pub fn line(head: &Head, row: &[Cell]) -> Result<String, WriteError> {
    Ok(serde_json::to_string(&Row(head, row))?)
}

impl<W: Write> JsonWriter<W> {
    /// Begins with what there is to say about all tables: an object.
    pub fn begin(mut sink: W, about: &[(&str, Value)]) -> Result<Self, WriteError> {
        sink.write_all(b"{")?;
        for (name, value) in about {
            serde_json::to_writer(&mut sink, name)?;
            write!(sink, ":{value},")?;
        }
        sink.write_all(b"\"tables\":{")?;
        Ok(Self {
            sink,
            head: None,
            rows: 0,
        })
    }

    /// Begins a table; the one before is whole.
    pub fn table(&mut self, head: &Head) -> Result<(), WriteError> {
        let before: &[u8] = if self.head.is_some() { b"]," } else { b"" };
        self.sink.write_all(before)?;
        serde_json::to_writer(&mut self.sink, head.name)?;
        self.sink.write_all(b":[")?;
        self.head = Some(head.clone());
        self.rows = 0;
        Ok(())
    }

    /// Adds a row to the table.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        let Some(head) = &self.head else {
            return Ok(());
        };
        let before: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
        self.sink.write_all(before)?;
        serde_json::to_writer(&mut self.sink, &Row(head, row))?;
        self.rows += 1;
        Ok(())
    }

    /// The sink, with everything written.
    pub fn finish(mut self) -> Result<W, WriteError> {
        let end: &[u8] = if self.head.is_some() {
            b"]}}\n"
        } else {
            b"}}\n"
        };
        self.sink.write_all(end)?;
        self.sink.flush()?;
        Ok(self.sink)
    }
}
