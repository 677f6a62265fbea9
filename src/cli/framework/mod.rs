//! `framework`: competency frameworks come, go and change.

mod import;
mod show;

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use uuid::Uuid;

use crate::cli::output::{print, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::frameworks::{self, Edition, Item, read_mapping, resolve_item, weight_of};
use crate::store::{Db, Tx};
use crate::telemetry::exposure;

/// What to do with frameworks.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Import one from a file (CASE, Moodle's CSV, plain CSV) or a CASE endpoint's address
    Import(Box<import::Import>),
    /// Write one as a CASE package, or as Moodle's table, to standard output or a file
    Export {
        /// Its identifier (see list)
        framework: Uuid,
        /// Edition of CASE: 1.1 or 1.0
        #[arg(long, default_value = "1.1", conflicts_with = "moodle")]
        case: Edition,
        /// Moodle's table in place of a CASE package
        #[arg(long)]
        moodle: bool,
        /// The file to write
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// List them; with an identifier, show the items of one
    List {
        /// Its identifier
        framework: Option<Uuid>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List the versions of one, compare two, or put one back
    Versions {
        /// Its identifier (see list)
        framework: Uuid,
        /// Make this version the current one again
        #[arg(long, value_name = "VERSION", conflicts_with = "compare")]
        put_back: Option<i64>,
        /// Show what leads from one version to another
        #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
        compare: Option<Vec<i64>>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Set how much competencies count for the one they are part of
    Weigh {
        /// The whole: its uri, identifier or code
        parent: String,
        /// PART=WEIGHT, such as NEG-1=2; the weight is a number above 0
        #[arg(required = true)]
        weights: Vec<String>,
    },
    /// Let evidence for old competencies count for new ones
    Map {
        /// Table with the columns from, to and, if not all counts, factor
        file: PathBuf,
        /// Show what it would do and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Remove one with all its versions; evidence stays
    Remove {
        /// Its identifier (see list)
        framework: Uuid,
    },
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let now = Clock::system().now();
    let done = match command {
        Command::Import(import) => import::run(&config, &db, *import, now).await,
        Command::Export {
            framework,
            case,
            moodle,
            output,
        } => export(&db, framework, (!moodle).then_some(case), output).await,
        Command::List {
            framework: None,
            format,
        } => show::list(&db, format).await,
        Command::List {
            framework: Some(id),
            format,
        } => show::items(&db, id, format).await,
        Command::Versions {
            framework,
            put_back,
            compare,
            format,
        } => match (put_back, compare) {
            (Some(version), _) => back(&db, framework, version, format, now).await,
            (None, Some(pair)) => compared(&db, framework, &pair, format).await,
            (None, None) => show::versions(&db, framework, format).await,
        },
        Command::Weigh { parent, weights } => weigh(&db, &parent, &weights, now).await,
        Command::Map { file, dry_run } => map(&db, &file, dry_run).await,
        Command::Remove { framework } => remove(&db, framework).await,
    };
    db.close().await;
    done
}

async fn export(
    db: &Db,
    framework: Uuid,
    case: Option<Edition>,
    output: Option<PathBuf>,
) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let package = frameworks::in_force(&mut tx, framework).await?;
    let package = package.with_context(|| unknown(framework))?;
    let text = match case {
        Some(edition) => {
            let package = frameworks::write_package(&package, edition);
            format!("{}\n", serde_json::to_string_pretty(&package)?)
        }
        None => frameworks::write_moodle(&package)?,
    };
    match output {
        Some(path) => {
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
        }
        None => {
            print(format_args!("{text}"));
            Ok(())
        }
    }
}

fn unknown(framework: Uuid) -> String {
    format!("there is no framework {framework} (see coachlight framework list)")
}

async fn back(
    db: &Db,
    framework: Uuid,
    version: i64,
    format: Format,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let difference = frameworks::put_back(&mut tx, framework, version, now).await?;
    tx.commit().await?;
    if format == Format::Text {
        say!("Version {version} is the current one again.");
    }
    show::difference(&difference, format)
}

async fn compared(db: &Db, framework: Uuid, pair: &[i64], format: Format) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let [old, new] = pair else {
        bail!("name two versions");
    };
    let old = frameworks::package_of_version(&mut tx, framework, *old).await?;
    let new = frameworks::package_of_version(&mut tx, framework, *new).await?;
    show::difference(&frameworks::Difference::between(&old, &new), format)
}

/// The one item that a text names.
async fn named(tx: &mut Tx, text: &str) -> anyhow::Result<Item> {
    resolve_item(tx, text).await?.map_err(anyhow::Error::msg)
}

async fn weigh(db: &Db, parent: &str, weights: &[String], now: Timestamp) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let parent = named(&mut tx, parent).await?;
    let mut parts = Vec::new();
    for text in weights {
        let (part, weight) = text
            .rsplit_once('=')
            .with_context(|| format!("{text:?} is not PART=WEIGHT"))?;
        let weight = weight_of(weight).map_err(anyhow::Error::msg)?;
        parts.push((named(&mut tx, part).await?, weight));
    }
    frameworks::weigh(&mut tx, &parent, &parts, now).await?;
    tx.commit().await?;
    say!(
        "{} parts of {:?} have new weights.",
        parts.len(),
        parent.name
    );
    Ok(())
}

async fn map(db: &Db, file: &std::path::Path, dry_run: bool) -> anyhow::Result<()> {
    let source = file.display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("reading {source}"))?;
    let pairs = read_mapping(&source, &bytes)?;
    let mut tx = db.write().await?;
    let count = frameworks::map(&mut tx, &source, &pairs).await?;
    if dry_run {
        say!("{count} mappings would be taken; nothing was changed.");
        return Ok(());
    }
    tx.commit().await?;
    say!("{count} mappings are taken.");
    Ok(())
}

async fn remove(db: &Db, framework: Uuid) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    if !frameworks::remove(&mut tx, framework).await? {
        bail!(unknown(framework));
    }
    tx.commit().await?;
    say!("The framework {framework} is removed.");
    Ok(())
}
