//! Taking a person out of the audit log: entries that name them name a pseudonym, and the digests
//! from there on are made anew. What the chain ended in before is part of the entry about it, so
//! that a digest that was noted elsewhere still shows whether anything else was changed before.

use super::{AuditError, PAGE, digest, head, store};
use crate::seal::{MasterKey, hex};
use crate::store::{StoreError, Tx, execute, sql};

sql! {
    REWRITE = "UPDATE audit_entry SET actor = $2, actor_name = $3, subject = $4, before = $5,
                   after = $6, digest = $7 WHERE sequence = $1";
    SET_DIGEST = "UPDATE audit_head SET digest = $1 WHERE one = 1";
    /// Locks the row until the transaction ends: no act is added meanwhile.
    LOCK = "UPDATE audit_head SET sequence = sequence WHERE one = 1";
}

/// What was done to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Numbers of the entries whose texts were changed.
    pub entries: Vec<i64>,
    /// How many entries there were, and the last digest before, in hexadecimal.
    pub before: (i64, String),
}

/// How many entries name one of some words.
pub async fn held(tx: &mut Tx, words: &[String]) -> Result<i64, StoreError> {
    let (mut last, mut count) = (0, 0);
    loop {
        let page = store::after(tx, last, PAGE as i64).await?;
        for entry in &page {
            last = entry.sequence;
            let texts = [
                Some(&entry.actor),
                entry.actor_name.as_ref(),
                Some(&entry.subject),
                entry.before.as_ref(),
                entry.after.as_ref(),
            ];
            let mut texts = texts.into_iter().flatten();
            count += i64::from(texts.any(|text| words.iter().any(|word| text.contains(word))));
        }
        if page.len() < PAGE {
            return Ok(count);
        }
    }
}

/// Changes the texts of entries by `change`, and every digest after the first that was changed.
pub async fn rewrite(
    tx: &mut Tx,
    key: &MasterKey,
    change: impl Fn(&str) -> String,
) -> Result<Rewritten, AuditError> {
    execute!(tx, LOCK)?;
    let (count, last_digest) = head(tx).await?;
    let mut rewritten = Rewritten {
        entries: Vec::new(),
        before: (count, hex(&last_digest)),
    };
    let (mut last, mut before) = store::gone(tx).await?;
    loop {
        let page = store::after(tx, last, PAGE as i64).await?;
        let full = page.len() == PAGE;
        for mut entry in page {
            last = entry.sequence;
            let old = entry.clone();
            entry.actor = change(&old.actor);
            entry.actor_name = old.actor_name.as_deref().map(&change);
            entry.subject = change(&old.subject);
            entry.before = old.before.as_deref().map(&change);
            entry.after = old.after.as_deref().map(&change);
            let texts = |entry: &store::Entry| {
                (
                    entry.actor.clone(),
                    entry.actor_name.clone(),
                    entry.subject.clone(),
                    entry.before.clone(),
                    entry.after.clone(),
                )
            };
            if texts(&old) != texts(&entry) {
                rewritten.entries.push(entry.sequence);
            }
            if rewritten.entries.is_empty() {
                before = entry.digest;
                continue;
            }
            entry.digest = digest(key, &before, &entry)?;
            execute!(
                tx,
                REWRITE,
                entry.sequence,
                &entry.actor,
                &entry.actor_name,
                &entry.subject,
                &entry.before,
                &entry.after,
                &entry.digest
            )?;
            before = entry.digest;
        }
        if !full {
            break;
        }
    }
    if !rewritten.entries.is_empty() {
        execute!(tx, SET_DIGEST, &before)?;
    }
    Ok(rewritten)
}
