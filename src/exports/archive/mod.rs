//! Everything that is kept of whoever asks, as one archive (GDPR, articles 15 and 20).
//!
//! Texts go into it as they come, so that memory stays bounded whatever somebody has done. What others
//! noted for themselves is not in it, nor who others are beyond what stands in the person's own data; of
//! a coach's, nobody whose name the coach may not know.

mod index;
mod records;

use std::collections::BTreeSet;
use std::io::{Seek, SeekFrom, Write};

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tempfile::SpooledTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::output::{Content, spooled};
use super::produce::{BATCH, Making, looks_at, progress_tables};
use super::{ExportError, sheets};
use crate::attachments::Hash;
use crate::competency;
use crate::documents::{self, After};
use crate::people::{self, PersonId};
use crate::problem::Problem;
use crate::statements::{self, Identity};
use crate::tables::{CsvWriter, JsonWriter, Separator, Table};

/// A file of an archive, for the page that explains them.
struct Listed {
    name: String,
    /// What it holds: the end of its text's key.
    what: &'static str,
    /// How many there are.
    count: i64,
}

/// An archive in the making.
pub(super) struct Archive<'a> {
    making: &'a Making<'a>,
    person: PersonId,
    zip: ZipWriter<SpooledTempFile>,
    options: SimpleFileOptions,
    written: u64,
    files: Vec<Listed>,
}

impl<'a> Archive<'a> {
    /// Makes the archive of whoever asks.
    pub(super) async fn make(making: &'a Making<'a>) -> Result<Content, ExportError> {
        let person = making.somebody()?.person;
        let now = making.reader.zone.to_datetime(making.app.clock.now());
        let part = |value: i8| value.unsigned_abs();
        let moment = DateTime::from_date_and_time(
            now.year().unsigned_abs(),
            part(now.month()),
            part(now.day()),
            part(now.hour()),
            part(now.minute()),
            part(now.second()),
        );
        let mut archive = Self {
            making,
            person,
            zip: ZipWriter::new(spooled()),
            options: SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(moment.unwrap_or_default()),
            written: 0,
            files: Vec::new(),
        };
        let contents = archive.statements().await?;
        archive.attachments(contents).await?;
        archive.documents().await?;
        archive.progress().await?;
        archive.looks().await?;
        for (name, what, value) in records::of(making, person).await? {
            let count = value.as_array().map_or(1, Vec::len);
            archive.json(name, what, &value, i64::try_from(count).unwrap_or(i64::MAX))?;
        }
        archive.index().await?;
        let mut file = archive.zip.finish().map_err(std::io::Error::from)?;
        file.seek(SeekFrom::End(0))?;
        Content::written(file)
    }

    fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        let begun = self.zip.start_file(name, self.options);
        begun.map_err(|error| std::io::Error::from(error).into())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.written += bytes.len() as u64;
        let most = self.making.app.config.exports.largest_bytes;
        // What compresses well may be several times as large.
        if self.written > most.saturating_mul(4) {
            return Err(ExportError::TooLarge(most));
        }
        self.zip.write_all(bytes)?;
        Ok(())
    }

    fn list(&mut self, name: &str, what: &'static str, count: i64) {
        let name = name.to_owned();
        self.files.push(Listed { name, what, count });
    }

    fn json(
        &mut self,
        name: &str,
        what: &'static str,
        value: &Value,
        count: i64,
    ) -> Result<(), ExportError> {
        self.begin(name)?;
        let text = serde_json::to_string_pretty(value).map_err(Problem::internal)?;
        self.write(text.as_bytes())?;
        self.list(name, what, count);
        Ok(())
    }

    fn csv(&mut self, what: &'static str, table: &Table) -> Result<(), ExportError> {
        let name = format!("{what}.csv");
        let locale = self.making.reader.locale;
        let style = (Separator::default(), true);
        let mut writer = CsvWriter::begin(Vec::new(), &table.head, style, locale)?;
        for row in &table.rows {
            writer.row(row)?;
        }
        self.begin(&name)?;
        let text = writer.finish()?;
        self.write(&text)?;
        self.list(
            &name,
            what,
            i64::try_from(table.rows.len()).unwrap_or(i64::MAX),
        );
        Ok(())
    }

    /// Statements that name the person, as they are kept; returns the contents of those that the person
    /// made.
    async fn statements(&mut self) -> Result<BTreeSet<String>, ExportError> {
        let app = self.making.app;
        let mut tx = self.making.read().await?;
        let keys = people::agents_of(&mut tx, self.person).await?;
        let identities = statements::identities(&mut tx, &keys).await?;
        let own: BTreeSet<Identity> = identities.into_iter().map(|(agent, _)| agent).collect();
        let total = statements::head(&mut tx).await?.seq;
        drop(tx);
        let mut contents = BTreeSet::new();
        let (mut last, mut count) = (0, 0);
        self.begin("statements.ndjson")?;
        loop {
            let mut tx = self.making.read().await?;
            let places = statements::naming(&mut tx, &keys, last, BATCH as i64).await?;
            let mut found = statements::by_places(&mut tx, &places).await?;
            let Some(reached) = places.last().copied().filter(|_| last < total) else {
                break;
            };
            found.sort_by_key(|stored| stored.seq);
            for stored in found.iter().filter(|stored| !stored.is_removed()) {
                let shown = people::statement(&mut tx, &stored.to_json()).await?;
                // A line break can only stand between two members: within a text JSON escapes it.
                let line = shown.replace(['\n', '\r'], " ");
                self.write(line.as_bytes())?;
                self.write(b"\n")?;
                count += 1;
                let value = stored.value().map_err(Problem::internal)?;
                let actor = value.get("actor").and_then(Identity::of);
                if actor.is_some_and(|actor| own.contains(&actor)) {
                    contents.extend(statements::hashes_of(stored).map_err(Problem::internal)?);
                }
            }
            drop(tx);
            last = reached;
            self.making.progress.at(app, last.min(total), total).await?;
        }
        self.list("statements.ndjson", "statements", count);
        Ok(contents)
    }

    async fn attachments(&mut self, contents: BTreeSet<String>) -> Result<(), ExportError> {
        let kept = self.making.app.attachments.clone();
        let mut count = 0;
        for hash in contents {
            let Some(parsed) = Hash::parse(&hash) else {
                continue;
            };
            let found = kept.read(&parsed).await.map_err(Problem::internal)?;
            // A statement may declare a file that is elsewhere.
            let Some(parts) = found else { continue };
            self.begin(&format!("attachments/{hash}"))?;
            let mut parts = std::pin::pin!(parts);
            while let Some(part) = parts.try_next().await.map_err(Problem::internal)? {
                self.write(&part)?;
            }
            count += 1;
        }
        if count > 0 {
            self.list("attachments/", "attachments", count);
        }
        Ok(())
    }

    /// Documents of apps, each in a file of its own, and a list of them.
    async fn documents(&mut self) -> Result<(), ExportError> {
        let mut tx = self.making.read().await?;
        let keys = people::agents_of(&mut tx, self.person).await?;
        drop(tx);
        let mut list = Vec::new();
        for agent in keys {
            let mut after = After::default();
            loop {
                let mut tx = self.making.read().await?;
                let found = documents::next_about(&mut tx, agent, &after).await?;
                drop(tx);
                let Some(document) = found else { break };
                let name = format!("documents/{}", list.len() + 1);
                self.begin(&name)?;
                self.write(&document.content)?;
                list.push(json!({
                    "file": name,
                    "activity": document.activity,
                    "name": document.after.name,
                    "registration": document.registration(),
                    "content_type": document.content_type,
                    "updated_at": statements::format_time(document.updated_at),
                }));
                after = document.after;
            }
        }
        let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
        self.json("documents.json", "documents", &Value::Array(list), count)
    }

    /// Progress with what it rests on, as tables and as one object.
    async fn progress(&mut self) -> Result<(), ExportError> {
        let (app, locale) = (self.making.app, self.making.reader.locale);
        let mut tx = self.making.read().await?;
        let report = competency::person_report(&mut tx, self.person, app.today()).await?;
        let Some(mut report) = report else {
            return Ok(());
        };
        report.ask_statements(&mut tx).await?;
        drop(tx);
        let tables = progress_tables(locale, &report);
        let tables = ["progress", "classes", "evidence", "levels"]
            .into_iter()
            .zip(tables);
        let mut whole = JsonWriter::begin(Vec::new(), &[])?;
        for (what, table) in tables {
            self.csv(what, &table)?;
            whole.table(&table.head)?;
            table.rows.iter().try_for_each(|row| whole.row(row))?;
        }
        let text = whole.finish()?;
        self.begin("progress.json")?;
        self.write(&text)?;
        self.list("progress.json", "progress-json", 1);
        Ok(())
    }

    async fn looks(&mut self) -> Result<(), ExportError> {
        let mut tx = self.making.read().await?;
        let looks = looks_at(&mut tx, self.person).await?;
        drop(tx);
        let table = sheets::looks(self.making.reader.locale).of(&looks);
        self.csv("looks", &table)
    }

    async fn index(&mut self) -> Result<(), ExportError> {
        let mut tx = self.making.read().await?;
        let person = people::find(&mut tx, self.person).await?;
        drop(tx);
        let text = index::page(self.making, person.as_ref(), &self.files);
        self.begin("index.html")?;
        self.write(text.as_bytes())
    }
}
