//! Statements of others on their way into the log: read and validated one by one like those that
//! come in by HTTP, then appended. Whoever hands them in hears which were not taken, and why.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;
use xapi_schemas::{Version, json};

use super::SyncError;
use crate::attachments::{AttachmentError, Attachments, Hash};
use crate::seal::{hex, sha256};
use crate::statements::{
    AppendError, Author, LARGEST_SIGNATURE, Log, NewStatement, SIGNATURE, attachments,
    verify_signatures,
};

/// A valid statement of another record store.
#[derive(Debug)]
pub struct Foreign {
    new: NewStatement,
    authority: Option<Arc<str>>,
    /// When the other record store stored it.
    pub stored: Option<Timestamp>,
    /// The statement that it voids.
    pub voids: Option<Uuid>,
    /// The contents that it declares.
    pub contents: BTreeSet<Hash>,
    /// The statement itself with its signature's hash, if it is signed.
    signed: Option<(Hash, Value)>,
}

impl Foreign {
    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.new.id()
    }

    /// The statement, if a content is its signature.
    #[must_use]
    pub fn signed_by(&self, hash: &Hash) -> Option<&Value> {
        let (signature, statement) = self.signed.as_ref()?;
        (signature == hash).then_some(statement)
    }
}

/// A statement that cannot be taken.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Its identifier, or its hash where it has none that can be read.
    pub statement: String,
    /// When the other record store stored it, if it says so.
    pub stored: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

/// Reads and validates a statement by the version it names, else by `version`. One without an
/// identifier is given one that is the same whenever it stands at this place.
pub fn read(version: Version, text: &str, place: u64) -> Result<Foreign, Refused> {
    let refused = |reason: String| {
        let value: Option<Value> = serde_json::from_str(text).ok();
        let id = value.as_ref().and_then(|value| value.get("id")?.as_str());
        let id = id.and_then(|id| id.parse::<Uuid>().ok());
        Refused {
            statement: id.map_or_else(
                || format!("sha256:{}", hex(&sha256(text.as_bytes()))),
                |id| id.to_string(),
            ),
            stored: value.as_ref().and_then(stored),
            reason,
        }
    };
    let mut value = json::parse(text.as_bytes(), json::Limits::default())
        .map_err(|error| refused(format!("{} {}", error.pointer, error.message)))?;
    let version = match value.get("version").and_then(Value::as_str) {
        Some(named) => Version::from_header(named).unwrap_or(version),
        None => version,
    };
    xapi_schemas::validate_statement(version, &value).map_err(|violations| {
        let sentences = violations
            .iter()
            .map(|violation| format!("{} {}", violation.pointer, violation.message));
        refused(sentences.collect::<Vec<_>>().join(" "))
    })?;
    if let Some(members) = value.as_object_mut()
        && !members.contains_key("id")
    {
        let name = format!("{place} {text}");
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        members.insert("id".into(), id.to_string().into());
    }
    let new = NewStatement::prepare(version, text, &value, Uuid::nil())
        .map_err(|error| refused(error.to_string()))?;
    let declared = |attachment: &Value| Hash::parse(attachment.get("sha2")?.as_str()?);
    let signature = attachments(&value)
        .find(|attachment| attachment.get("usageType").and_then(Value::as_str) == Some(SIGNATURE))
        .and_then(declared);
    Ok(Foreign {
        authority: value.get("authority").map(|it| it.to_string().into()),
        stored: stored(&value),
        voids: new.voids(),
        contents: attachments(&value).filter_map(declared).collect(),
        signed: signature.map(|hash| (hash, value)),
        new,
    })
}

fn stored(value: &Value) -> Option<Timestamp> {
    xapi_schemas::timestamp(value.get("stored")?.as_str()?)
}

/// What became of statements.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many are new.
    pub new: usize,
    /// How many had been stored before.
    pub there: usize,
    /// Those that were not taken, by their place in the list, with the reason.
    pub refused: Vec<(usize, String)>,
}

/// Stores statements in order. With `trust`, each keeps the authority it came with; those without,
/// and all others, get `own`.
pub async fn append(
    log: &Log,
    list: &[Foreign],
    own: &Arc<str>,
    trust: bool,
) -> Result<Outcome, AppendError> {
    let authority = |one: &Foreign| match &one.authority {
        Some(authority) if trust => authority.clone(),
        _ => own.clone(),
    };
    // A request has one author and no identifier twice. Requests handed in together are stored
    // together, in this order.
    let mut runs: Vec<(Author, Vec<(usize, &Foreign)>)> = Vec::new();
    let mut ids = HashSet::new();
    for (index, one) in list.iter().enumerate() {
        let authority = authority(one);
        let repeated = !ids.insert(one.id());
        match runs.last_mut() {
            Some((author, run)) if author.authority == authority && !repeated => {
                run.push((index, one));
            }
            _ => {
                ids = HashSet::from([one.id()]);
                let author = Author {
                    authority,
                    defines: trust,
                };
                runs.push((author, vec![(index, one)]));
            }
        }
    }
    let appended = join_all(
        runs.into_iter()
            .map(|(author, run)| append_run(log, author, run)),
    );
    let mut whole = Outcome::default();
    for outcome in appended.await {
        let outcome = outcome?;
        whole.new += outcome.new;
        whole.there += outcome.there;
        whole.refused.extend(outcome.refused);
    }
    Ok(whole)
}

/// Stores statements of one author, less those that contradict a stored one.
async fn append_run(
    log: &Log,
    author: Author,
    run: Vec<(usize, &Foreign)>,
) -> Result<Outcome, AppendError> {
    let mut outcome = Outcome::default();
    // Those that have to wait for others lie below them.
    let mut waiting = vec![run];
    while let Some(mut run) = waiting.pop() {
        if run.is_empty() {
            continue;
        }
        let statements = run.iter().map(|(_, one)| one.new.clone()).collect();
        match log.append(statements, author.clone()).await {
            Ok(appended) => {
                outcome.new += appended.new;
                outcome.there += run.len() - appended.new;
            }
            Err(AppendError::Conflict { index, id }) if index < run.len() => {
                let (place, _) = run.remove(index);
                let reason = format!("a different statement with the id {id} is stored already");
                outcome.refused.push((place, reason));
                waiting.push(run);
            }
            Err(AppendError::Erased { index }) if index < run.len() => {
                let (place, _) = run.remove(index);
                let reason = "it names somebody who was erased".into();
                outcome.refused.push((place, reason));
                waiting.push(run);
            }
            Err(error @ AppendError::Wide { .. }) => {
                let rest = run.split_off(run.len() / 2);
                if let ([], [(place, _)]) = (run.as_slice(), rest.as_slice()) {
                    outcome.refused.push((*place, error.to_string()));
                } else {
                    waiting.extend([rest, run]);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(outcome)
}

/// Takes a content in, or says why it cannot be the one that `hash` names. It has to be a sound
/// signature of the statements in `signs`.
pub async fn take_content(
    kept: &Attachments,
    hash: &Hash,
    mut source: impl Stream<Item = Result<Bytes, SyncError>> + Unpin,
    signs: &[&Value],
    largest: u64,
    now: Timestamp,
) -> Result<Result<(), String>, SyncError> {
    let mut incoming = kept.begin(hash.clone(), now).await?;
    let mut signature = Vec::new();
    while let Some(part) = source.next().await.transpose()? {
        incoming.write(&part).await?;
        if incoming.length() > largest {
            return Ok(Err(format!("an attachment has more than {largest} bytes")));
        }
        if !signs.is_empty() {
            signature.extend_from_slice(&part);
            if signature.len() > LARGEST_SIGNATURE {
                return Ok(Err("its signature is too large".into()));
            }
        }
    }
    if !signs.is_empty()
        && let Err((_, error)) = verify_signatures(signs.iter().copied(), &signature)
    {
        return Ok(Err(format!("its signature cannot be accepted: {error}")));
    }
    match incoming.finish(now).await {
        Ok(()) => Ok(Ok(())),
        Err(error @ AttachmentError::Different { .. }) => Ok(Err(format!(
            "the attachment announced as {hash} is another: {error}"
        ))),
        Err(error) => Err(error.into()),
    }
}
