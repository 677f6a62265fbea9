//! Contents of attachments beside statements: `multipart/mixed` out and in (xAPI 1.0.3,
//! Communication 1.5.2).

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use multer::Field;
use reqwest::Response;
use reqwest::header;
use serde_json::Value;

use super::SyncError;
use super::client::LARGEST_PAGE;
use crate::attachments::{AttachmentError, Attachments, Fields, Hash};
use crate::outbound::body_up_to;
use crate::statements::attachments;

/// A statement on its way out.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) seq: i64,
    pub(super) id: String,
    pub(super) text: String,
    /// The contents that go along, each with its type.
    pub(super) contents: BTreeMap<Hash, String>,
    /// Bytes that these have according to the statement.
    pub(super) declared: u64,
}

/// The attachments of a statement: their hashes, each with its content type.
pub(super) fn hashes(statement: &Value) -> BTreeMap<Hash, String> {
    let named = attachments(statement).filter_map(|attachment| {
        let text = |name: &str| attachment.get(name).and_then(Value::as_str);
        let kind = text("contentType").filter(|kind| header::HeaderValue::from_str(kind).is_ok());
        Some((
            Hash::parse(text("sha2")?)?,
            kind.unwrap_or("application/octet-stream").to_owned(),
        ))
    });
    named.collect()
}

/// How many bytes a statement says that its attachments have.
pub(super) fn declared(statement: &Value) -> u64 {
    attachments(statement)
        .filter_map(|attachment| attachment.get("length")?.as_u64())
        .fold(0, u64::saturating_add)
}

/// A content that is here.
pub(super) struct Part {
    hash: Hash,
    kind: String,
    length: u64,
}

/// Those of the statements' contents that are here, each once.
pub(super) async fn here(
    kept: &Attachments,
    batch: &[Outgoing],
) -> Result<Vec<Part>, AttachmentError> {
    let mut wanted: BTreeMap<&Hash, &String> = BTreeMap::new();
    wanted.extend(batch.iter().flat_map(|one| &one.contents));
    let mut parts = Vec::new();
    for (hash, kind) in wanted {
        if let Some(length) = kept.length(hash).await? {
            parts.push(Part {
                hash: hash.clone(),
                kind: kind.clone(),
                length,
            });
        }
    }
    Ok(parts)
}

/// A body of statements and contents. Its length is known, since some servers want to be told.
pub(super) struct Body {
    boundary: String,
    kept: Attachments,
    json: String,
    parts: Vec<(Part, String)>,
    pub(super) length: u64,
}

impl Body {
    pub(super) fn new(kept: &Attachments, json: String, parts: Vec<Part>) -> Self {
        let boundary = uuid::Uuid::new_v4().simple().to_string();
        let headed = parts.into_iter().map(|part| {
            let head = format!(
                "\r\n--{boundary}\r\nContent-Type: {}\r\nContent-Transfer-Encoding: binary\r\n\
                 X-Experience-API-Hash: {}\r\n\r\n",
                part.kind, part.hash
            );
            (part, head)
        });
        let parts: Vec<(Part, String)> = headed.collect();
        let json = format!("--{boundary}\r\nContent-Type: application/json\r\n\r\n{json}");
        let heads: u64 = parts
            .iter()
            .map(|(part, head)| part.length + head.len() as u64)
            .sum();
        Self {
            length: json.len() as u64 + heads + end(&boundary).len() as u64,
            kept: kept.clone(),
            boundary,
            json,
            parts,
        }
    }

    pub(super) fn content_type(&self) -> String {
        format!("multipart/mixed; boundary={}", self.boundary)
    }

    pub(super) fn stream(self) -> reqwest::Body {
        let Self { kept, parts, .. } = self;
        let contents = stream::iter(parts).then(move |(part, head)| {
            let kept = kept.clone();
            async move {
                let content = kept
                    .read(&part.hash)
                    .await?
                    .ok_or_else(|| AttachmentError::Disk(std::io::ErrorKind::NotFound.into()))?;
                let head = stream::iter([Ok(Bytes::from(head))]);
                Ok::<_, AttachmentError>(head.chain(content))
            }
        });
        let body = stream::iter([Ok(Bytes::from(self.json))])
            .chain(contents.try_flatten())
            .chain(stream::iter([Ok(Bytes::from(end(&self.boundary)))]));
        reqwest::Body::wrap_stream(body)
    }
}

fn end(boundary: &str) -> String {
    format!("\r\n--{boundary}--\r\n")
}

/// The parts of an answer that follow the statements.
pub(super) struct Parts(Option<Fields>);

impl Parts {
    /// Reads the statements of an answer: their JSON text.
    pub(super) async fn begin(response: Response) -> Result<(String, Self), SyncError> {
        let kind = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.parse::<mime::Mime>().ok());
        let boundary = kind
            .filter(|kind| kind.essence_str() == "multipart/mixed")
            .and_then(|kind| Some(kind.get_param(mime::BOUNDARY)?.as_str().to_owned()));
        let Some(boundary) = boundary else {
            let body = body_up_to(response, LARGEST_PAGE).await?;
            return Ok((text(body)?, Self(None)));
        };
        let mut parts = Fields::begin(response.bytes_stream(), &boundary);
        let mut first = parts
            .next()
            .await
            .map_err(malformed)?
            .ok_or_else(|| SyncError::Unusable("it has no part with statements".into()))?;
        let mut json = Vec::new();
        while let Some(chunk) = first.chunk().await.map_err(malformed)? {
            if json.len() + chunk.len() > LARGEST_PAGE {
                return Err(SyncError::Unusable("its statements are too large".into()));
            }
            json.extend_from_slice(&chunk);
        }
        drop(first);
        Ok((text(json)?, Self(Some(parts))))
    }

    /// The next content with the hash that it is announced by.
    pub(super) async fn next(&mut self) -> Result<Option<(Hash, Field<'static>)>, SyncError> {
        let Some(parts) = &mut self.0 else {
            return Ok(None);
        };
        while let Some(field) = parts.next().await.map_err(malformed)? {
            let hash = field.headers().get("x-experience-api-hash");
            if let Some(hash) = hash.and_then(|hash| Hash::parse(hash.to_str().ok()?)) {
                return Ok(Some((hash, field)));
            }
        }
        Ok(None)
    }
}

fn text(bytes: Vec<u8>) -> Result<String, SyncError> {
    String::from_utf8(bytes).map_err(|_| SyncError::Unusable("it is not UTF-8".into()))
}

pub(super) fn malformed(error: multer::Error) -> SyncError {
    let error = anyhow::Error::from(error);
    SyncError::Unusable(format!("it is no sound multipart/mixed: {error:#}"))
}
