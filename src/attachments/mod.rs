//! Contents of attachments (xAPI 1.0.3, Data 2.4.11): kept once per hash, on disk or in the
//! database, and never held in memory whole.
//!
//! A content is durable before the statement that brings it is stored. One that is left behind
//! because its statement was refused is removed by [`Attachments::sweep`] after a day.

mod disk;
mod fields;
mod hash;
mod store;

pub use fields::{Fields, NoPart};
pub use hash::{Hash, Hasher};

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::statements;
use crate::store::{Db, StoreError};

/// Bytes that are moved at once.
const PART: usize = 256 * 1024;
/// How long a content without a statement is kept: longer than any request takes.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// Where contents are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the database, where several gateways share them.
    Database,
    /// In files under the data folder.
    Disk,
}

/// Why a content could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// The bytes are not those of the hash.
    #[error("the content's hash is {found}")]
    Different {
        /// The hash of what came.
        found: Hash,
    },
    /// The file system refused.
    #[error("keeping an attachment's content in a file")]
    Disk(#[source] std::io::Error),
    /// The database refused.
    #[error("keeping an attachment's content in the database")]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for AttachmentError {
    /// A full disk is told apart, whichever kind of storage it hits.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::Store(StoreError::Full(sqlx::Error::Io(error)))
            }
            _ => Self::Disk(error),
        }
    }
}

/// The contents of attachments.
#[derive(Debug, Clone)]
pub struct Attachments {
    db: Db,
    /// The folder of files; none where the database holds them.
    folder: Option<PathBuf>,
}

/// A content on its way in. Dropped before [`Incoming::finish`], it leaves nothing that is served.
#[derive(Debug)]
pub struct Incoming {
    hasher: Hasher,
    wanted: Hash,
    length: u64,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Database(store::Incoming),
    Disk(disk::Incoming),
    /// It is only looked at.
    Nowhere,
}

impl Attachments {
    /// Keeps contents in `place`; `folder` is where files stand if it is the disk.
    #[must_use]
    pub fn new(db: Db, place: Place, folder: PathBuf) -> Self {
        Self {
            db,
            folder: (place == Place::Disk).then_some(folder),
        }
    }

    /// Begins to take a content in.
    pub async fn begin(&self, wanted: Hash, now: Timestamp) -> Result<Incoming, AttachmentError> {
        let sink = match &self.folder {
            Some(folder) => Sink::Disk(disk::Incoming::begin(folder).await?),
            None => Sink::Database(store::Incoming::begin(&self.db, now).await?),
        };
        Ok(Incoming {
            hasher: Hasher::like(&wanted),
            wanted,
            length: 0,
            sink,
        })
    }

    /// The length of a content, none if it is not here.
    pub async fn length(&self, hash: &Hash) -> Result<Option<u64>, AttachmentError> {
        match &self.folder {
            Some(folder) => Ok(disk::length(folder, hash).await?),
            None => Ok(store::find(&self.db, hash).await?.map(|(_, length)| length)),
        }
    }

    /// A content, part by part; none if it is not here.
    pub async fn read(
        &self,
        hash: &Hash,
    ) -> Result<Option<impl Stream<Item = Result<Bytes, AttachmentError>> + use<>>, AttachmentError>
    {
        let source = match &self.folder {
            Some(folder) => disk::open(folder, hash).await?.map(Source::Disk),
            None => store::find(&self.db, hash)
                .await?
                .map(|(content, _)| Source::Database(self.db.clone(), content, 0)),
        };
        Ok(source.map(|source| {
            stream::try_unfold(source, async |mut source| {
                Ok(source.next().await?.map(|part| (part, source)))
            })
        }))
    }

    /// Removes those of some contents that no statement needs any more.
    pub async fn forget(&self, hashes: &[String]) -> Result<(), AttachmentError> {
        let mut tx = self.db.write().await?;
        let needed = statements::attached(&mut tx, hashes.iter().map(String::as_str)).await?;
        let unneeded = hashes.iter().filter(|hash| !needed.contains(hash));
        for hash in unneeded.filter_map(|hash| Hash::parse(hash)) {
            match &self.folder {
                Some(folder) => disk::remove(folder, &hash).await?,
                None => store::remove(&mut tx, &hash).await?,
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes contents that no statement has come to need. Returns how many.
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, AttachmentError> {
        let before = now - LEFT_BEHIND;
        match &self.folder {
            Some(folder) => disk::sweep(folder, &self.db, before).await,
            None => Ok(store::sweep(&self.db, before).await?),
        }
    }
}

impl Incoming {
    /// Begins to look at a content of which nothing is kept.
    #[must_use]
    pub fn looked_at(wanted: Hash) -> Self {
        Self {
            hasher: Hasher::like(&wanted),
            wanted,
            length: 0,
            sink: Sink::Nowhere,
        }
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), AttachmentError> {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        match &mut self.sink {
            Sink::Database(sink) => Ok(sink.write(bytes).await?),
            Sink::Disk(sink) => Ok(sink.write(bytes).await?),
            Sink::Nowhere => Ok(()),
        }
    }

    /// Bytes taken so far.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Keeps the content if it is the one that was announced. Returns after it is durable.
    pub async fn finish(self, now: Timestamp) -> Result<(), AttachmentError> {
        let found = self.hasher.finish();
        if found != self.wanted {
            return Err(AttachmentError::Different { found });
        }
        match self.sink {
            Sink::Database(sink) => Ok(sink.finish(&found, self.length, now).await?),
            Sink::Disk(sink) => Ok(sink.finish(&found).await?),
            Sink::Nowhere => Ok(()),
        }
    }
}

enum Source {
    Database(Db, Uuid, i64),
    Disk(tokio::fs::File),
}

impl Source {
    async fn next(&mut self) -> Result<Option<Bytes>, AttachmentError> {
        match self {
            Self::Database(db, content, part) => {
                let bytes = store::part(db, *content, *part).await?;
                *part += 1;
                Ok(bytes.map(Bytes::from))
            }
            Self::Disk(file) => Ok(disk::next(file).await?),
        }
    }
}
