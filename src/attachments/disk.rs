//! Contents in files: `attachments/ab/abcd…`, written beside and renamed when they are whole.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

use super::{AttachmentError, Hash, PART};
use crate::statements;
use crate::store::Db;

/// The folder of contents that are still coming.
const INCOMING: &str = "incoming";
/// Hashes asked about at once.
const AT_ONCE: usize = 500;

fn path(folder: &Path, hash: &Hash) -> PathBuf {
    let name = hash.as_str();
    folder.join(&name[..2]).join(name)
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Incoming {
    folder: PathBuf,
    file: File,
    name: Unfinished,
}

/// Removes the file unless it has got its place.
#[derive(Debug)]
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone if it was renamed; whatever else fails is left for the sweep.
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an unfinished attachment could not be removed");
        }
    }
}

impl Incoming {
    pub(super) async fn begin(folder: &Path) -> io::Result<Self> {
        let incoming = folder.join(INCOMING);
        fs::create_dir_all(&incoming).await?;
        let name = Unfinished(incoming.join(Uuid::new_v4().simple().to_string()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        Ok(Self {
            file: options.open(&name.0).await?,
            folder: folder.to_owned(),
            name,
        })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await
    }

    pub(super) async fn finish(mut self, hash: &Hash) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let path = path(&self.folder, hash);
        let home = path.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&home).await?;
        // One that is there already is the same; the new one makes it young again for the sweep.
        fs::rename(&self.name.0, &path).await?;
        // A name is durable when its folder is.
        File::open(&home).await?.sync_all().await?;
        File::open(&self.folder).await?.sync_all().await
    }
}

pub(super) async fn length(folder: &Path, hash: &Hash) -> io::Result<Option<u64>> {
    match fs::metadata(path(folder, hash)).await {
        Ok(metadata) => Ok(Some(metadata.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) async fn open(folder: &Path, hash: &Hash) -> io::Result<Option<File>> {
    match File::open(path(folder, hash)).await {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The next bytes of a file; none at its end.
pub(super) async fn next(file: &mut File) -> io::Result<Option<Bytes>> {
    let mut bytes = BytesMut::with_capacity(PART);
    file.read_buf(&mut bytes).await?;
    Ok((!bytes.is_empty()).then(|| bytes.freeze()))
}

/// Removes files that are older than `before` and that no statement needs.
/// Removes a content, if it is there.
pub(super) async fn remove(folder: &Path, hash: &Hash) -> io::Result<()> {
    match fs::remove_file(path(folder, hash)).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(super) async fn sweep(
    folder: &Path,
    db: &Db,
    before: Timestamp,
) -> Result<usize, AttachmentError> {
    let mut removed = 0;
    for file in old_files(&folder.join(INCOMING), before).await? {
        fs::remove_file(&file).await?;
        removed += 1;
    }
    for home in folders(folder).await? {
        let files = old_files(&home, before).await?;
        for part in files.chunks(AT_ONCE) {
            removed += sweep_part(db, part, before).await?;
        }
    }
    Ok(removed)
}

async fn sweep_part(
    db: &Db,
    files: &[PathBuf],
    before: Timestamp,
) -> Result<usize, AttachmentError> {
    let named = |path: &PathBuf| path.file_name()?.to_str().and_then(Hash::parse);
    let hashes: Vec<Hash> = files.iter().filter_map(named).collect();
    let mut tx = db.read().await?;
    let needed: HashSet<String> = statements::attached(&mut tx, hashes.iter().map(Hash::as_str))
        .await?
        .into_iter()
        .collect();
    drop(tx);
    let mut removed = 0;
    for file in files {
        let needed = named(file).is_none_or(|hash| needed.contains(hash.as_str()));
        // A request may have brought it again since the folder was read.
        if needed || !is_old(file, before).await? {
            continue;
        }
        fs::remove_file(file).await?;
        removed += 1;
    }
    Ok(removed)
}

async fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    while let Some(entry) = entries.next_entry().await? {
        if entry.file_name().len() == 2 {
            found.push(entry.path());
        }
    }
    Ok(found)
}

async fn old_files(folder: &Path, before: Timestamp) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    while let Some(entry) = entries.next_entry().await? {
        if is_old(&entry.path(), before).await? {
            found.push(entry.path());
        }
    }
    Ok(found)
}

async fn is_old(file: &Path, before: Timestamp) -> io::Result<bool> {
    let modified = match fs::metadata(file).await {
        Ok(metadata) => metadata.modified()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let before = u64::try_from(before.as_second()).unwrap_or(0);
    Ok(modified < SystemTime::UNIX_EPOCH + Duration::from_secs(before))
}
