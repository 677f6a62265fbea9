//! `export facts` and `export progress`: rows of single people, for whoever analyses them with tools of
//! their own. The same tables as the API's `evidence` and `history`.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde_json::json;
use tempfile::NamedTempFile;

use crate::app;
use crate::cli::output::standard;
use crate::clock::Clock;
use crate::config::Config;
use crate::exports::{self, Asker, Choice, Content, Format, Subject};
use crate::locale::Locale;
use crate::telemetry;

/// Bytes that are written together.
const PART: usize = 64 * 1024;

/// Which rows.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Rows {
    /// Every piece of evidence of everybody: person, competency, group, act, kind, weight, day
    Facts(Wanted),
    /// The progress of everybody in each competency, at the end of each month
    Progress(Wanted),
}

/// Where they go, and which of them.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// File to write, "-" for standard output
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// parquet, csv or ndjson; by the ending of the file unless given
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// Only days from this moment on; progress of the last year unless given
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only days up to this moment
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Put a word in the place of each person, the same in every file of this gateway
    #[arg(long)]
    pseudonyms: bool,
    /// Write over a file that exists
    #[arg(long)]
    force: bool,
}

fn format(word: &str) -> Result<Format, String> {
    let formats = Subject::Evidence.formats().iter().copied();
    let mut named = formats.filter(|format| format.word() == word);
    named
        .next()
        .ok_or_else(|| "the formats are parquet, csv and ndjson".to_owned())
}

impl Wanted {
    fn is_standard(&self) -> bool {
        self.output.as_os_str() == "-"
    }

    fn format(&self) -> anyhow::Result<Format> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let ending = self.output.extension().and_then(|ending| ending.to_str());
        let named = ending.and_then(|ending| format(ending).ok());
        named.context("the file's ending says no format: give --format parquet, csv or ndjson")
    }
}

pub(super) async fn run(mut config: Config, rows: Rows) -> anyhow::Result<()> {
    let (what, wanted) = match rows {
        Rows::Facts(wanted) => (Subject::Evidence, wanted),
        Rows::Progress(wanted) => (Subject::History, wanted),
    };
    let format = wanted.format()?;
    if !wanted.is_standard() && !wanted.force && wanted.output.exists() {
        bail!(
            "{} exists (--force writes over it)",
            wanted.output.display()
        );
    }
    if wanted.is_standard() && format == Format::Parquet && std::io::stdout().is_terminal() {
        bail!("Parquet is nothing to read on a terminal: name a file, or send it on");
    }
    // What the setting bounds is what a gateway keeps for many.
    config.exports.largest_bytes = u64::MAX;
    let choice: Choice = serde_json::from_value(json!({
        "what": what, "format": format, "pseudonyms": wanted.pseudonyms,
        "since": wanted.since, "until": wanted.until,
    }))?;
    let (app, keepers) = app::beside(config, Clock::system(), telemetry::start_metrics()?).await?;
    let asker = Asker::System {
        name: "command line".to_owned(),
        shown: "command line".to_owned(),
        everything: true,
    };
    let bar = bar()?;
    let told = |done: i64| bar.set_position(done.unsigned_abs());
    let made = exports::make_told(&app, &asker, &choice, Locale::ENGLISH, Some(&told)).await;
    bar.finish_and_clear();
    let made = made.map_err(|problem| anyhow::anyhow!("{}", problem.detail()))?;
    let db = app.db.clone();
    drop(app);
    for keeper in keepers {
        keeper.await?;
    }
    db.close().await;
    let length = made.content.length;
    write(&wanted, made.content)?;
    eprintln!("{length} bytes exported.");
    Ok(())
}

/// People whose rows have been worked out; nothing where nobody looks.
fn bar() -> anyhow::Result<ProgressBar> {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template(
        "  {spinner} {human_pos} people  {elapsed}",
    )?);
    if std::io::stderr().is_terminal() {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    Ok(bar)
}

/// Writes it: a file stands there whole or not at all.
fn write(wanted: &Wanted, mut content: Content) -> anyhow::Result<()> {
    if wanted.is_standard() {
        let mut out = BufWriter::new(standard());
        return copy(&mut content, &mut out);
    }
    let path = &wanted.output;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // Made for its owner's eyes alone, as what people did should be.
    let file = NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new(".")))
        .with_context(|| format!("writing beside {}", path.display()))?;
    let mut out = BufWriter::new(file);
    copy(&mut content, &mut out)?;
    let file = out.into_inner()?;
    File::sync_all(file.as_file())?;
    let kept = if wanted.force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    kept.with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

fn copy(content: &mut Content, out: &mut impl Write) -> anyhow::Result<()> {
    loop {
        let part = content.next(PART)?;
        if part.is_empty() {
            out.flush()?;
            return Ok(());
        }
        out.write_all(&part)?;
    }
}
