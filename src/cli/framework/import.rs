//! `framework import`: from a file or another server.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use url::Url;
use uuid::Uuid;

use super::{Format, show};
use crate::cli::output::say;
use crate::config::Config;
use crate::frameworks::{self, Credentials, Endpoint, Form, Package, Terms};
use crate::outbound::Guarded;
use crate::store::Db;

/// What to import.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Import {
    /// A file, or the address of a CASE endpoint or of one framework there
    source: String,
    /// The framework to take from an endpoint that has several
    #[arg(long, value_name = "IDENTIFIER")]
    framework: Option<Uuid>,
    /// Form of the file: case, moodle or csv; found by itself if left out
    #[arg(long, value_name = "FORM")]
    form: Option<Form>,
    /// Where a column of Moodle's stands: COLUMN=HEADER, such as idnumber=Kennung
    #[arg(long = "column", value_name = "COLUMN=HEADER")]
    columns: Vec<String>,
    /// Title of the framework of a plain table; the file's name if left out
    #[arg(long)]
    title: Option<String>,
    /// What a plain table's framework is known by, so that a later table is a new version of it;
    /// the file's name if left out
    #[arg(long)]
    key: Option<String>,
    /// What the uri of a competency begins with, before its idnumber, where the table has none
    #[arg(long, value_name = "ADDRESS")]
    uri_prefix: Option<Url>,
    /// File with an access token for the endpoint
    #[arg(long, value_name = "FILE", conflicts_with = "key_name")]
    token_file: Option<PathBuf>,
    /// API key for the endpoint
    #[arg(long = "api-key", value_name = "KEY", requires = "secret_file")]
    key_name: Option<String>,
    /// File with the secret of the API key
    #[arg(long, value_name = "FILE", requires = "key_name")]
    secret_file: Option<PathBuf>,
    /// Show what would change and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) async fn run(
    config: &Config,
    db: &Db,
    import: Import,
    now: Timestamp,
) -> anyhow::Result<()> {
    let address = Url::parse(&import.source)
        .ok()
        .filter(|it| it.scheme().starts_with("http"));
    let fetched = match &address {
        Some(address) => fetch(config, &import, address, now).await?,
        None => Some(read(config, &import, now)?),
    };
    let Some((source, package)) = fetched else {
        return Ok(());
    };
    let mut tx = db.write().await?;
    let imported = frameworks::import(&mut tx, &source, package, now).await?;
    if !import.dry_run {
        tx.commit().await?;
    }
    show::imported(&imported, import.dry_run, import.format)
}

fn read(config: &Config, import: &Import, now: Timestamp) -> anyhow::Result<(String, Package)> {
    let path = PathBuf::from(&import.source);
    let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let name = path
        .file_stem()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let base_url = config.base_url(config.listen)?;
    let terms = Terms {
        base_url: &base_url,
        prefix: import.uri_prefix.as_ref().map(Url::as_str),
        title: import.title.as_deref().unwrap_or(&name),
        key: import.key.as_deref().unwrap_or(&name),
        now,
    };
    let mut renamed = BTreeMap::new();
    for text in &import.columns {
        let (column, header) = text
            .split_once('=')
            .with_context(|| format!("{text:?} is not COLUMN=HEADER"))?;
        renamed.insert(column.to_owned(), header.to_owned());
    }
    let package = frameworks::read(&import.source, &bytes, import.form, &renamed, &terms)?;
    Ok((import.source.clone(), package))
}

fn secret(path: &std::path::Path) -> anyhow::Result<String> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.trim().to_owned())
}

/// A framework of another server; none if the list of those to choose from was all that it came to.
async fn fetch(
    config: &Config,
    import: &Import,
    address: &Url,
    now: Timestamp,
) -> anyhow::Result<Option<(String, Package)>> {
    let credentials = match (&import.token_file, &import.key_name, &import.secret_file) {
        (Some(path), ..) => Credentials::Bearer(secret(path)?),
        (None, Some(key), Some(path)) => Credentials::Basic(key.clone(), secret(path)?),
        _ => Credentials::None,
    };
    let client = Guarded::new(config.outbound.allow_private)?;
    let (endpoint, named) = Endpoint::of(client, address, credentials)?;
    let framework = match import.framework.or(named) {
        Some(framework) => framework,
        None => {
            let documents = endpoint.documents().await?;
            match &documents[..] {
                [] => bail!("the endpoint has no frameworks"),
                [one] => one.id,
                _ if import.format == Format::Json => {
                    say!("{}", serde_json::to_string_pretty(&documents)?);
                    return Ok(None);
                }
                _ => {
                    say!("Choose one with --framework:");
                    for document in &documents {
                        say!("{}  {}", document.id, document.title);
                    }
                    return Ok(None);
                }
            }
        }
    };
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template(
        "  fetching the framework  {bytes}  {bytes_per_sec}  {elapsed}",
    )?);
    let progress = |bytes: u64, length: Option<u64>| {
        if let Some(length) = length {
            bar.set_length(length);
        }
        bar.set_position(bytes);
    };
    let fetched = endpoint.package(framework, now, &progress).await;
    bar.finish_and_clear();
    Ok(Some(fetched?))
}
