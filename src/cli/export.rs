//! `export`: rows for analysis ([`rows`]), or the statement log as JSON lines, the contents of attachments beside it.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::rows::{self, Rows};
use super::sync::agent;
use crate::attachments::{Attachments, Hash};
use crate::cli::output::{Standard, standard};
use crate::config::Config;
use crate::statements::{self, Identity, Selection, StoredStatement};
use crate::store::Db;

/// Statements read together.
const BATCH: i64 = 1000;

/// What to export: statements, unless rows are named.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Export {
    #[command(subcommand)]
    rows: Option<Rows>,
    /// File to write, "-" for standard output (without contents of attachments)
    #[arg(long, value_name = "FILE", required = true)]
    output: Option<PathBuf>,
    /// Go on after the last whole line of the file
    #[arg(long)]
    resume: bool,
    /// Only statements stored after this moment
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only statements stored up to this moment
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Only statements with this verb; may be given several times
    #[arg(long = "verb", value_name = "IRI")]
    verbs: Vec<String>,
    /// Only statements on this activity
    #[arg(long, value_name = "IRI")]
    activity: Option<String>,
    /// Only statements of this agent, as xAPI writes it in JSON
    #[arg(long, value_name = "JSON", value_parser = agent)]
    agent: Option<Value>,
}

/// The folder of contents beside a file of statements.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".attachments");
    name.into()
}

pub(super) async fn run(config: Config, mut export: Export) -> anyhow::Result<()> {
    if let Some(rows) = export.rows.take() {
        return Box::pin(rows::run(config, rows)).await;
    }
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let folder = config.data_dir.join("attachments");
    let kept = Attachments::new(db.clone(), config.attachments(), folder);
    let mut output = Output::open(&export)?;
    let mut tx = db.read().await?;
    let until = match export.until {
        Some(until) => statements::position_at(&mut tx, until.as_microsecond()).await?,
        None => statements::head(&mut tx).await?.seq,
    };
    let since = match export.since {
        Some(since) => statements::position_at(&mut tx, since.as_microsecond()).await?,
        None => 0,
    };
    let mut position = since;
    if let Some(last) = output.last {
        let found = statements::one(&mut tx, last).await?;
        let found = found.context("the last statement of the file is not in this log")?;
        position = position.max(found.seq);
    }
    drop(tx);
    let selection = Selection {
        verbs: export.verbs,
        activity: export.activity,
        agent: export.agent.as_ref().and_then(Identity::of),
    };
    let bar = bar(until - since)?;
    let mut written = 0_u64;
    while position < until {
        let mut tx = db.read().await?;
        let (read, _) = statements::following(&mut tx, position, BATCH).await?;
        drop(tx);
        for stored in read.iter().filter(|stored| stored.seq <= until) {
            if selection.takes(stored)? {
                output.write(&kept, stored).await?;
                written += 1;
            }
        }
        match read.last() {
            Some(last) => position = last.seq,
            None => break,
        }
        bar.set_position((position.min(until) - since).unsigned_abs());
    }
    output.finish()?;
    bar.finish_and_clear();
    eprintln!("{written} statements exported.");
    db.close().await;
    Ok(())
}

fn bar(length: i64) -> anyhow::Result<ProgressBar> {
    let style = "  exporting statements  {bar:32} {pos}/{len}  {per_sec}  {eta} left";
    let bar = ProgressBar::new(length.unsigned_abs());
    Ok(bar.with_style(ProgressStyle::with_template(style)?))
}

/// Where an export goes.
struct Output {
    sink: Sink,
    /// The folder of contents; none on standard output.
    folder: Option<PathBuf>,
    /// The last statement that stands in the file already.
    last: Option<Uuid>,
}

enum Sink {
    File(BufWriter<File>),
    Standard(BufWriter<Standard>),
}

impl Output {
    fn open(export: &Export) -> anyhow::Result<Self> {
        let path = export.output.as_ref();
        let path = path.context("name a file to write with --output")?;
        if path.as_os_str() == "-" {
            if export.resume {
                bail!("standard output cannot be resumed; name a file");
            }
            return Ok(Self {
                sink: Sink::Standard(BufWriter::new(standard())),
                folder: None,
                last: None,
            });
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        // It holds what people did: it is for its owner's eyes.
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.create(export.resume).create_new(!export.resume);
        let mut file = options.open(path).with_context(|| {
            format!(
                "opening {} (--resume goes on with one that exists)",
                path.display()
            )
        })?;
        Ok(Self {
            last: last_whole(&mut file)?,
            sink: Sink::File(BufWriter::new(file)),
            folder: Some(beside(path)),
        })
    }

    async fn write(&mut self, kept: &Attachments, stored: &StoredStatement) -> anyhow::Result<()> {
        if let Some(folder) = &self.folder
            && stored.text.contains("\"sha2\"")
        {
            // Before the line, so that a line that stands has its contents.
            for attachment in statements::attachments(&stored.value()?) {
                let hash = attachment.get("sha2").and_then(Value::as_str);
                if let Some(hash) = hash.and_then(Hash::parse) {
                    content(kept, folder, &hash).await?;
                }
            }
        }
        // A line break can only stand between two members: within a text JSON escapes it.
        let line = stored.to_json().replace(['\n', '\r'], " ");
        match &mut self.sink {
            Sink::File(file) => writeln!(file, "{line}")?,
            Sink::Standard(out) => writeln!(out, "{line}")?,
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self.sink {
            Sink::File(file) => file.into_inner()?.sync_all()?,
            Sink::Standard(mut out) => out.flush()?,
        }
        Ok(())
    }
}

/// Writes a content to the folder, unless it is there or we do not have it.
async fn content(kept: &Attachments, folder: &Path, hash: &Hash) -> anyhow::Result<()> {
    let path = folder.join(hash.as_str());
    if path.exists() {
        return Ok(());
    }
    let Some(content) = kept.read(hash).await? else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!("{hash}.unfinished"));
    let mut file = File::create(&unfinished)?;
    let mut content = std::pin::pin!(content);
    while let Some(part) = content.next().await {
        file.write_all(&part?)?;
    }
    file.sync_all()?;
    std::fs::rename(unfinished, path)?;
    Ok(())
}

/// Cuts off half a line at the end, and reads the identifier of the last whole one.
fn last_whole(file: &mut File) -> anyhow::Result<Option<Uuid>> {
    let length = file.metadata()?.len();
    let Some(end) = line_end(file, length)? else {
        file.set_len(0)?;
        return Ok(None);
    };
    let start = line_end(file, end - 1)?.unwrap_or(0);
    let mut line = vec![0; usize::try_from(end - start)?];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut line)?;
    let statement: Value = serde_json::from_slice(&line)
        .context("the file's last line is no statement; is it an export?")?;
    let id = statement.get("id").and_then(Value::as_str);
    let id = id.and_then(|id| id.parse().ok());
    file.set_len(end)?;
    file.seek(SeekFrom::End(0))?;
    Ok(Some(id.context("the file's last line has no id")?))
}

/// The place after the last line break before `before`.
fn line_end(file: &mut File, before: u64) -> anyhow::Result<Option<u64>> {
    let mut end = before;
    while end > 0 {
        let start = end.saturating_sub(64 * 1024);
        let mut part = vec![0; usize::try_from(end - start)?];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut part)?;
        if let Some(found) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(Some(start + found as u64 + 1));
        }
        end = start;
    }
    Ok(None)
}
