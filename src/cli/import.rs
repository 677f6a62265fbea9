//! `import`: statements of a file into the log, with the contents that lie beside it.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::io::ReaderStream;
use xapi_schemas::Version;

use super::export::beside;
use super::tools::version;
use crate::attachments::{AttachmentError, Attachments, Hash};
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::seal::MasterKey;
use crate::seal::{hex, sha256};
use crate::statements::{AppendError, Log};
use crate::store::{Db, StoreError};
use crate::sync::{self, Foreign, Item, Outcome, Place, Scanner, SyncError};
use crate::telemetry::exposure;

/// Statements stored together.
const BATCH: usize = 500;
/// Refused statements that are shown at the end.
const SHOWN: usize = 20;
/// A database that is busy is asked again this often, a second apart.
const ATTEMPTS: u32 = 60;
/// Bytes by whose hash a file is known again.
const START: u64 = 4096;

/// What to import.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// File of statements: one a line, a list, or a record store's answer; "-" for standard input
    file: PathBuf,
    /// Keep the authority that statements bring
    #[arg(long)]
    trust_authority: bool,
    /// Version of xAPI of statements that name none: 1.0.3 or 2.0.0
    #[arg(long, default_value = "1.0.3", value_parser = version)]
    xapi: Version,
    /// Folder of contents, each named by its SHA-2; FILE.attachments if left out
    #[arg(long, value_name = "FOLDER")]
    attachments: Option<PathBuf>,
    /// File for all refused statements, a JSON object a line
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What became of the statements so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    stored: u64,
    there: u64,
    refused: u64,
}

/// How far an import has come, beside the file: an import that was cut off goes on from there.
#[derive(Debug, Serialize, Deserialize)]
struct Checkpoint {
    /// The hash of the file's first bytes: another file begins anew.
    start: String,
    place: Place,
    counts: Counts,
}

pub(super) async fn run(config: Config, import: Import) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let clock = Clock::system();
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let (log, writer) = Log::start(db.clone(), clock.clone(), key, config.limits.inherited);
    let home_page = config.base_url(config.listen)?;
    let own = json!({
        "objectType": "Agent", "account": { "homePage": home_page, "name": "import" }
    });
    let standard = import.file.as_os_str() == "-";
    let mut source = Source::open(&import.file)?;
    let report = import.report.as_ref().map(|path| {
        let mut options = OpenOptions::new();
        options.create(true).write(true);
        // What an import that was cut off has reported still holds.
        let goes_on = source.counts != Counts::default();
        options.append(goes_on).truncate(!goes_on);
        options
            .open(path)
            .with_context(|| format!("opening {}", path.display()))
    });
    let folder = config.data_dir.join("attachments");
    let mut importer = Importer {
        kept: Attachments::new(db.clone(), config.attachments(), folder),
        clock,
        log,
        own: own.to_string().into(),
        trust: import.trust_authority,
        version: import.xapi,
        largest: config.limits.attachment_bytes,
        folder: import
            .attachments
            .or_else(|| (!standard).then(|| beside(&import.file)))
            .filter(|folder| folder.is_dir()),
        counts: source.counts,
        shown: VecDeque::new(),
        report: report.transpose()?.map(BufWriter::new),
    };
    let bar = bar(source.length)?;
    while let Some(batch) = tokio::task::block_in_place(|| source.batch())? {
        importer.take(batch).await?;
        source.note(importer.counts);
        bar.set_position(source.scanner.offset());
    }
    bar.finish_and_clear();
    source.done();
    let refused = importer.finish()?;
    writer.await?;
    db.close().await;
    if refused > 0 {
        bail!("{refused} statements were refused");
    }
    Ok(())
}

fn bar(length: Option<u64>) -> anyhow::Result<ProgressBar> {
    Ok(match length {
        Some(length) => ProgressBar::new(length).with_style(ProgressStyle::with_template(
            "  importing statements  {bar:32} {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left",
        )?),
        None => ProgressBar::new_spinner().with_style(ProgressStyle::with_template(
            "  importing statements  {bytes}  {bytes_per_sec}",
        )?),
    })
}

/// The file that is read.
struct Source {
    scanner: Scanner<BufReader<Box<dyn Read>>>,
    length: Option<u64>,
    /// What an import of this file that was cut off has done.
    counts: Counts,
    /// The checkpoint's file, and the hash that it is for.
    checkpoint: Option<(PathBuf, String)>,
}

impl Source {
    fn open(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            let input: Box<dyn Read> = Box::new(std::io::stdin());
            return Ok(Self {
                scanner: Scanner::new(BufReader::new(input)),
                length: None,
                counts: Counts::default(),
                checkpoint: None,
            });
        }
        let mut file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
        let length = file.metadata()?.len();
        let mut start = Vec::new();
        Read::by_ref(&mut file)
            .take(START)
            .read_to_end(&mut start)?;
        let start = hex(&sha256(&start));
        let mut name = path.as_os_str().to_owned();
        name.push(".import");
        let name = PathBuf::from(name);
        let earlier = std::fs::read(&name)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Checkpoint>(&bytes).ok())
            .filter(|it| it.start == start && it.place.offset <= length);
        let at = earlier.as_ref().map_or(0, |it| it.place.offset);
        file.seek(SeekFrom::Start(at))?;
        let input: Box<dyn Read> = Box::new(file);
        let input = BufReader::with_capacity(1024 * 1024, input);
        Ok(Self {
            scanner: match &earlier {
                Some(it) => Scanner::resume(input, it.place),
                None => Scanner::new(input),
            },
            length: Some(length),
            counts: earlier.map(|it| it.counts).unwrap_or_default(),
            checkpoint: Some((name, start)),
        })
    }

    /// The next statements; none at the end.
    fn batch(&mut self) -> std::io::Result<Option<Vec<Item>>> {
        let mut batch = Vec::new();
        while batch.len() < BATCH
            && let Some(item) = self.scanner.next()?
        {
            batch.push(item);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// Notes how far it has come. Without it a resumed import only takes longer.
    fn note(&self, counts: Counts) {
        let (Some((path, start)), Some(place)) = (&self.checkpoint, self.scanner.place()) else {
            return;
        };
        let checkpoint = Checkpoint {
            start: start.clone(),
            place,
            counts,
        };
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let written = serde_json::to_vec(&checkpoint)
            .map_err(std::io::Error::from)
            .and_then(|bytes| std::fs::write(&unfinished, bytes))
            .and_then(|()| std::fs::rename(&unfinished, path));
        if let Err(error) = written {
            tracing::debug!(%error, "the import's progress could not be noted");
        }
    }

    /// The whole file was read: another import begins anew.
    fn done(&self) {
        if let Some((path, _)) = &self.checkpoint
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::debug!(%error, "the import's progress could not be removed");
        }
    }
}

struct Importer {
    kept: Attachments,
    clock: Clock,
    log: Log,
    own: Arc<str>,
    trust: bool,
    version: Version,
    largest: u64,
    folder: Option<PathBuf>,
    counts: Counts,
    /// The first refused statements.
    shown: VecDeque<(u64, String)>,
    report: Option<BufWriter<File>>,
}

impl Importer {
    async fn take(&mut self, batch: Vec<Item>) -> anyhow::Result<()> {
        let mut valid = Vec::with_capacity(batch.len());
        for Item { line, text } in batch {
            let read = text.and_then(|text| {
                sync::read(self.version, &text, line).map_err(|refused| refused.reason)
            });
            let read = match read {
                Ok(foreign) => self.contents(&foreign).await?.map(|()| foreign),
                Err(reason) => Err(reason),
            };
            match read {
                Ok(foreign) => valid.push((line, foreign)),
                Err(reason) => self.refuse(line, reason)?,
            }
        }
        let (lines, statements): (Vec<u64>, Vec<Foreign>) = valid.into_iter().unzip();
        let outcome = self.append(&statements).await?;
        self.counts.stored += outcome.new as u64;
        self.counts.there += outcome.there as u64;
        for (index, reason) in outcome.refused {
            self.refuse(lines.get(index).copied().unwrap_or_default(), reason)?;
        }
        // A report is not behind the checkpoint that follows.
        if let Some(report) = &mut self.report {
            report.flush()?;
        }
        Ok(())
    }

    /// Stores statements; waits while a gateway beside us keeps the database busy.
    async fn append(&self, statements: &[Foreign]) -> anyhow::Result<Outcome> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match sync::append(&self.log, statements, &self.own, self.trust).await {
                Err(AppendError::Store(error))
                    if attempt < ATTEMPTS && matches!(*error, StoreError::Unavailable(_)) =>
                {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// Takes in the contents that a statement needs and that lie in the folder.
    async fn contents(&self, statement: &Foreign) -> anyhow::Result<Result<(), String>> {
        let Some(folder) = &self.folder else {
            return Ok(Ok(()));
        };
        for hash in &statement.contents {
            let path = folder.join(hash.as_str());
            if self.kept.length(hash).await?.is_some() || !path.is_file() {
                continue;
            }
            if let Err(reason) = self.content(statement, hash, &path).await? {
                return Ok(Err(reason));
            }
        }
        Ok(Ok(()))
    }

    async fn content(
        &self,
        statement: &Foreign,
        hash: &Hash,
        path: &Path,
    ) -> Result<Result<(), String>, SyncError> {
        let unread = |error| SyncError::Attachment(AttachmentError::from(error));
        let file = tokio::fs::File::open(path).await.map_err(unread)?;
        let source = ReaderStream::with_capacity(file, 256 * 1024).map_err(unread);
        let signs: Vec<_> = statement.signed_by(hash).into_iter().collect();
        let now = self.clock.now();
        sync::take_content(&self.kept, hash, source, &signs, self.largest, now).await
    }

    fn refuse(&mut self, line: u64, reason: String) -> anyhow::Result<()> {
        self.counts.refused += 1;
        if let Some(report) = &mut self.report {
            writeln!(report, "{}", json!({ "line": line, "reason": reason }))?;
        }
        if self.shown.len() < SHOWN {
            self.shown.push_back((line, reason));
        }
        Ok(())
    }

    /// Tells what became of the statements. Returns how many were refused.
    fn finish(self) -> anyhow::Result<u64> {
        let Counts {
            stored,
            there,
            refused,
        } = self.counts;
        say!("{stored} stored, {there} already there, {refused} refused.");
        for (line, reason) in &self.shown {
            say!("line {line}: {reason}");
        }
        if refused > self.shown.len() as u64 && self.report.is_none() {
            say!("… --report FILE tells of all of them.");
        }
        if let Some(mut report) = self.report {
            report.flush()?;
        }
        Ok(refused)
    }
}
