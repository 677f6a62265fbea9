//! Keeps the write-ahead log of the embedded database short. `SQLite` begins it anew only at a moment
//! when nobody reads from it; where somebody always does, it would grow until the disk is full.

use std::path::Path;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Executor, SqlitePool};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::open::ACQUIRE_TIMEOUT;
use super::{Db, StoreError};

/// How often its length is looked at.
const PAUSE: Duration = Duration::from_secs(1);
/// Bytes that it may have: twice as many as it gets while a lot is written and nobody is in the way.
const LONGEST: u64 = 256 * 1024 * 1024;
/// Those who still read are waited for so long; who writes waits as long.
const PATIENCE: Duration = Duration::from_secs(1);

impl Db {
    /// Moves what stands in the write-ahead log to the database and empties it, if it is longer
    /// than some bytes; returns whether it is shorter now. A server sees to its own.
    pub async fn shorten_write_ahead(&self, longest: u64) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite { read, write } if length(read).await? > longest => {
                let mut connection = write.acquire().await?;
                connection.execute(waiting(PATIENCE)).await?;
                let moved: Result<(i64, i64, i64), _> =
                    sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
                        .fetch_one(&mut *connection)
                        .await;
                connection.execute(waiting(ACQUIRE_TIMEOUT)).await?;
                let (busy, _, _) = moved?;
                Ok(busy == 0)
            }
            Self::Sqlite { .. } | Self::Postgres(_) => Ok(false),
        }
    }

    /// Keeps it short until `stop` is cancelled.
    #[must_use]
    pub fn keep_write_ahead_short(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            let embedded = matches!(self, Self::Sqlite { .. });
            while embedded
                && stop
                    .run_until_cancelled(tokio::time::sleep(PAUSE))
                    .await
                    .is_some()
            {
                match self.shorten_write_ahead(LONGEST).await {
                    Ok(false) => {}
                    Ok(true) => tracing::debug!("the write-ahead log was emptied"),
                    Err(error) => {
                        let error = anyhow::Error::from(error);
                        tracing::warn!(
                            error = format!("{error:#}"),
                            "the write-ahead log of the database cannot be emptied"
                        );
                    }
                }
            }
        })
    }
}

/// Has a connection wait so long for others.
fn waiting(patience: Duration) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("PRAGMA busy_timeout = {}", patience.as_millis()))
}

/// Bytes of the log; none before the first write.
async fn length(pool: &SqlitePool) -> Result<u64, StoreError> {
    let options = pool.connect_options();
    let mut name = options.get_filename().as_os_str().to_owned();
    name.push("-wal");
    match tokio::fs::metadata(Path::new(&name)).await {
        Ok(file) => Ok(file.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(StoreError::from(sqlx::Error::Io(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Target;

    #[tokio::test]
    async fn it_is_emptied_as_soon_as_nobody_reads_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Target::Sqlite(folder.path().join("coachlight.db")))
            .await
            .unwrap();
        let Db::Sqlite { read, write } = &db else {
            unreachable!("it was opened as an embedded one")
        };
        let mut writer = write.acquire().await.unwrap();
        writer
            .execute("CREATE TABLE letter (text TEXT)")
            .await
            .unwrap();
        let mut reader = read.begin().await.unwrap();
        reader.fetch_all("SELECT text FROM letter").await.unwrap();
        writer
            .execute("INSERT INTO letter VALUES ('a')")
            .await
            .unwrap();
        drop(writer);
        assert!(length(read).await.unwrap() > 0);
        assert!(!db.shorten_write_ahead(u64::MAX).await.unwrap());
        assert!(!db.shorten_write_ahead(0).await.unwrap(), "it is read from");
        assert!(length(read).await.unwrap() > 0);
        reader.rollback().await.unwrap();
        assert!(db.shorten_write_ahead(0).await.unwrap());
        assert_eq!(length(read).await.unwrap(), 0);
    }
}
