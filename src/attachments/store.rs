//! Contents in the database, cut into parts.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Hash, PART};
use crate::store::{Db, StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    BEGIN_UPLOAD = "INSERT INTO attachment_upload (content, started_at) VALUES ($1, $2)";
    END_UPLOAD = "DELETE FROM attachment_upload WHERE content = $1";
    ADD_PART = "INSERT INTO attachment_part (content, part, bytes) VALUES ($1, $2, $3)";
    PART_OF = "SELECT bytes FROM attachment_part WHERE content = $1 AND part = $2";
    DELETE_PARTS = "DELETE FROM attachment_part WHERE content = $1";
    /// One that is there already stays, and is young again for the sweep.
    ADD = "INSERT INTO attachment (sha2, content, length, stored_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (sha2) DO UPDATE SET stored_at = excluded.stored_at";
    FIND = "SELECT content, length FROM attachment WHERE sha2 = $1";
    OLD_UPLOADS = "SELECT content FROM attachment_upload WHERE started_at < $1
                   ORDER BY started_at LIMIT 100";
    /// Contents of an age that no statement needs.
    UNNEEDED = "SELECT sha2, content FROM attachment a WHERE stored_at < $1
                AND NOT EXISTS (SELECT 1 FROM statement_attachment s WHERE s.sha2 = a.sha2)
                ORDER BY stored_at LIMIT 100";
    DELETE_NOW = "DELETE FROM attachment WHERE sha2 = $1 RETURNING content";
    DELETE = "DELETE FROM attachment WHERE sha2 = $1 AND stored_at < $2";
}

/// A content whose parts are being written.
#[derive(Debug)]
pub(super) struct Incoming {
    db: Db,
    content: Uuid,
    part: i64,
    /// The part that is not full yet.
    bytes: Vec<u8>,
}

impl Incoming {
    pub(super) async fn begin(db: &Db, now: Timestamp) -> Result<Self, StoreError> {
        let content = Uuid::new_v4();
        let mut tx = db.write().await?;
        execute!(tx, BEGIN_UPLOAD, content, now.as_microsecond())?;
        tx.commit().await?;
        Ok(Self {
            db: db.clone(),
            content,
            part: 0,
            bytes: Vec::with_capacity(PART),
        })
    }

    pub(super) async fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            let room = PART - self.bytes.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.bytes.extend_from_slice(now);
            bytes = later;
            if self.bytes.len() == PART {
                self.write_part().await?;
            }
        }
        Ok(())
    }

    async fn write_part(&mut self) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        execute!(tx, ADD_PART, self.content, self.part, &self.bytes)?;
        tx.commit().await?;
        self.part += 1;
        self.bytes.clear();
        Ok(())
    }

    pub(super) async fn finish(
        mut self,
        hash: &Hash,
        length: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if !self.bytes.is_empty() {
            self.write_part().await?;
        }
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let mut tx = self.db.write().await?;
        execute!(
            tx,
            ADD,
            hash.as_str(),
            self.content,
            length,
            now.as_microsecond()
        )?;
        let kept = fetch_optional!(tx, FIND as (Uuid, i64), hash.as_str())?;
        if kept.is_none_or(|(content, _)| content != self.content) {
            execute!(tx, DELETE_PARTS, self.content)?;
        }
        execute!(tx, END_UPLOAD, self.content)?;
        tx.commit().await
    }
}

/// Where a content's parts are, and its length.
pub(super) async fn find(db: &Db, hash: &Hash) -> Result<Option<(Uuid, u64)>, StoreError> {
    let mut tx = db.read().await?;
    let found = fetch_optional!(tx, FIND as (Uuid, i64), hash.as_str())?;
    Ok(found.map(|(content, length)| (content, u64::try_from(length).unwrap_or(0))))
}

/// One part of a content; none after the last.
pub(super) async fn part(db: &Db, content: Uuid, part: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut tx = db.read().await?;
    Ok(fetch_optional!(tx, PART_OF as (Vec<u8>,), content, part)?.map(|(bytes,)| bytes))
}

/// Removes a content, if it is there.
pub(super) async fn remove(tx: &mut Tx, hash: &Hash) -> Result<(), StoreError> {
    if let Some((content,)) = fetch_optional!(tx, DELETE_NOW as (Uuid,), hash.as_str())? {
        execute!(tx, DELETE_PARTS, content)?;
    }
    Ok(())
}

/// Removes uploads that were begun before a moment and never finished, and contents of that age
/// that no statement needs.
pub(super) async fn sweep(db: &Db, before: Timestamp) -> Result<usize, StoreError> {
    let before = before.as_microsecond();
    let mut removed = 0;
    loop {
        let mut tx = db.write().await?;
        let uploads = fetch_all!(tx, OLD_UPLOADS as (Uuid,), before)?;
        let unneeded = fetch_all!(tx, UNNEEDED as (String, Uuid), before)?;
        let mut found = 0;
        for (content,) in uploads {
            execute!(tx, DELETE_PARTS, content)?;
            found += execute!(tx, END_UPLOAD, content)?;
        }
        for (hash, content) in unneeded {
            // A request may bring it again just now: its row is newer then, and stays.
            if execute!(tx, DELETE, hash, before)? == 1 {
                execute!(tx, DELETE_PARTS, content)?;
                found += 1;
            }
        }
        tx.commit().await?;
        if found == 0 {
            return Ok(removed);
        }
        removed += usize::try_from(found).unwrap_or(0);
    }
}
