//! Requests and answers with the contents of attachments (xAPI 1.0.3, Communication 1.5.2): the
//! statements first, then one part for each content, matched by its hash.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use multer::Field;
use serde_json::Value;
use tokio::sync::Mutex;

use super::body::{LINGER, invalid_part, linger, next_part, too_large};
use crate::attachments::{AttachmentError, Attachments, Fields, Hash, Incoming, NoPart};
use crate::problem::{Fault, Kind, Problem};
use crate::state::App;
use crate::statements::{
    LARGEST_SIGNATURE, MOST_SIGNATURES, SIGNATURE, attachments, verify_signatures,
};

const HASH: HeaderName = HeaderName::from_static("x-experience-api-hash");
const TRANSFER_ENCODING: HeaderName = HeaderName::from_static("content-transfer-encoding");

/// An attachment as a statement declares it.
#[derive(Debug)]
pub(super) struct Declared {
    /// Where in the body it stands.
    pointer: String,
    hash: Hash,
    has_url: bool,
    /// The statement, if the content is to be its signature: one for all of its attachments.
    signs: Option<Arc<Value>>,
}

impl Declared {
    /// The attachments of a valid statement that stands at `base` in the body.
    pub(super) fn of(statement: &Value, base: &str) -> Result<Vec<Self>, Problem> {
        let mut declared = Vec::new();
        let mut signed: Option<Arc<Value>> = None;
        let mut signatures = 0;
        for (index, attachment) in attachments(statement).enumerate() {
            let text = |name: &str| attachment.get(name).and_then(Value::as_str);
            let pointer = format!("{base}/attachments/{index}");
            let Some(hash) = text("sha2").and_then(Hash::parse) else {
                continue;
            };
            let signs = text("usageType") == Some(SIGNATURE);
            let octets = text("contentType").is_some_and(|kind| {
                kind.parse::<mime::Mime>()
                    .is_ok_and(|kind| kind == mime::APPLICATION_OCTET_STREAM)
            });
            if signs && !octets {
                return Err(refused(
                    format!("{pointer}/contentType"),
                    "data/2.6#content-type",
                    "A signature's contentType is application/octet-stream.",
                ));
            }
            signatures += usize::from(signs);
            if signatures > MOST_SIGNATURES {
                return Err(refused(
                    pointer,
                    "data/2.6#signature",
                    &format!("A statement has at most {MOST_SIGNATURES} signatures."),
                ));
            }
            let whole = || {
                let whole = signed.get_or_insert_with(|| Arc::new(statement.clone()));
                whole.clone()
            };
            declared.push(Self {
                pointer,
                hash,
                has_url: text("fileUrl").is_some(),
                signs: signs.then(whole),
            });
        }
        Ok(declared)
    }
}

/// What a request is taken in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// All of it is kept.
    Storing,
    /// To say whether it could be: nothing is kept.
    Checking,
}

/// A request's parts, read one after the other.
pub(super) struct Parts {
    fields: Fields,
    body: Arc<Mutex<Body>>,
}

impl Parts {
    /// Begins to read; `content_type` is that of the whole request.
    pub(super) fn begin(content_type: &mime::Mime, body: Body) -> Result<Self, Problem> {
        let boundary = content_type
            .get_param(mime::BOUNDARY)
            .ok_or_else(|| invalid_part("Content-Type names no boundary."))?;
        let body = Arc::new(Mutex::new(body));
        let stream = stream::try_unfold(body.clone(), async |body| {
            let part = next_part(&mut *body.lock().await).await?;
            Ok::<_, axum::Error>(part.map(|part| (part, body)))
        });
        let fields = Fields::begin(stream, boundary.as_str());
        Ok(Self { fields, body })
    }

    /// Reads on for a while after the request was refused.
    pub(super) async fn linger(self, limit: usize) -> Result<(), Problem> {
        drop(self.fields);
        match Arc::into_inner(self.body) {
            Some(body) => linger(body.into_inner(), LINGER * limit).await,
            None => Ok(()),
        }
    }

    /// The first part: the statements, as text of at most `limit` bytes.
    pub(super) async fn statements(&mut self, limit: usize) -> Result<Vec<u8>, Problem> {
        let field = self.next().await?.ok_or_else(|| {
            invalid_part("The body has no part. The first one holds the statements.")
        })?;
        if field
            .content_type()
            .is_none_or(|kind| kind.essence_str() != "application/json")
        {
            return Err(invalid_part(
                "The first part is not application/json. It holds the statements.",
            ));
        }
        whole(field, limit).await
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, Problem> {
        self.fields.next().await.map_err(unread)
    }

    /// Takes the contents in. Each of them has to be declared by a statement, and each that is
    /// declared without an address has to come.
    pub(super) async fn contents(
        &mut self,
        app: &App,
        declared: &[Declared],
        purpose: Purpose,
    ) -> Result<(), Problem> {
        let mut by_hash: BTreeMap<&Hash, Vec<&Declared>> = BTreeMap::new();
        for one in declared {
            by_hash.entry(&one.hash).or_default().push(one);
        }
        let mut come = BTreeSet::new();
        while let Some(field) = self.next().await? {
            let hash = announced(field.headers())?;
            let Some((hash, wanting)) = by_hash.get_key_value(&hash) else {
                return Err(invalid_part(format!(
                    "A part has the hash {hash}, which no attachment of the statements has."
                )));
            };
            // A content that comes again is the same, and passed over.
            if come.insert(*hash) {
                take(app, field, hash, wanting, purpose).await?;
            } else {
                pass_over(app, field).await?;
            }
        }
        missing(declared, |hash| come.contains(hash))
    }
}

/// Refuses statements whose contents neither came nor can be fetched.
pub(super) fn missing(declared: &[Declared], come: impl Fn(&Hash) -> bool) -> Result<(), Problem> {
    let absent = declared
        .iter()
        .find(|one| !come(&one.hash) && (!one.has_url || one.signs.is_some()));
    match absent {
        None => Ok(()),
        Some(absent) => Err(refused(
            absent.pointer.clone(),
            "communication/1.5.2#content",
            "Send the content as a part of multipart/mixed, or a fileUrl where it can be had.",
        )),
    }
}

/// The hash that a part announces.
fn announced(headers: &HeaderMap) -> Result<Hash, Problem> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let hash = text(&HASH)
        .and_then(|text| Hash::parse(text.trim()))
        .ok_or_else(|| {
            invalid_part("A part has no X-Experience-API-Hash with the SHA-2 of its content.")
        })?;
    if !text(&TRANSFER_ENCODING).is_some_and(|kind| kind.eq_ignore_ascii_case("binary")) {
        return Err(invalid_part(format!(
            "The part {hash} has no Content-Transfer-Encoding: binary."
        )));
    }
    Ok(hash)
}

/// Takes one content in, and checks it if it is a signature.
async fn take(
    app: &App,
    mut field: Field<'static>,
    hash: &Hash,
    wanting: &[&Declared],
    purpose: Purpose,
) -> Result<(), Problem> {
    let limit = app.config.limits.attachment_bytes;
    let signs = wanting.iter().any(|one| one.signs.is_some());
    let mut signature = Vec::new();
    let now = app.clock.now();
    let mut incoming = match purpose {
        Purpose::Storing => app.attachments.begin(hash.clone(), now).await,
        Purpose::Checking => Ok(Incoming::looked_at(hash.clone())),
    }
    .map_err(failed)?;
    while let Some(part) = field.chunk().await.map_err(unread)? {
        incoming.write(&part).await.map_err(failed)?;
        if incoming.length() > limit {
            return Err(too_large(limit));
        }
        if signs {
            signature.extend_from_slice(&part);
            if signature.len() > LARGEST_SIGNATURE {
                return Err(too_large(LARGEST_SIGNATURE as u64));
            }
        }
    }
    if signs {
        verify(wanting, &signature)?;
    }
    incoming.finish(now).await.map_err(failed)
}

/// Checks the signature of all that want it.
fn verify(wanting: &[&Declared], signature: &[u8]) -> Result<(), Problem> {
    // A statement may name one content several times; it need not be compared more than once.
    let mut signed: Vec<(&str, Arc<Value>)> = Vec::new();
    for one in wanting {
        if let Some(statement) = &one.signs
            && !(signed.last()).is_some_and(|(_, last)| Arc::ptr_eq(last, statement))
        {
            signed.push((&one.pointer, statement.clone()));
        }
    }
    let statements = signed.iter().map(|(_, statement)| &**statement);
    verify_signatures(statements, signature).map_err(|(place, error)| {
        let pointer = signed.get(place).map_or("", |(pointer, _)| pointer);
        refused(
            pointer.to_owned(),
            "data/2.6#signature",
            &format!("This signature cannot be accepted: {error}."),
        )
    })
}

async fn pass_over(app: &App, mut field: Field<'static>) -> Result<(), Problem> {
    let limit = app.config.limits.attachment_bytes;
    let mut length = 0;
    while let Some(part) = field.chunk().await.map_err(unread)? {
        length += part.len() as u64;
        if length > limit {
            return Err(too_large(limit));
        }
    }
    Ok(())
}

/// A part's whole content, of at most `limit` bytes.
async fn whole(mut field: Field<'static>, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.map_err(unread)? {
        if bytes.len() + part.len() > limit {
            return Err(too_large(limit as u64));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

fn refused(pointer: String, rule: &str, detail: &str) -> Problem {
    Problem::new(
        Kind::InvalidStatement,
        "Nothing was stored. One fault is named in errors.",
    )
    .with_faults(vec![Fault {
        pointer,
        rule: format!("xapi/{rule}"),
        detail: detail.to_owned(),
    }])
}

fn unread(error: multer::Error) -> Problem {
    match error {
        multer::Error::StreamReadFailed(cause) => {
            if is_no_part(&*cause) {
                return invalid_part(format!("The body is no sound multipart/mixed: {NoPart}."));
            }
            super::body::unread(&*cause)
        }
        error => invalid_part(format!("The body is no sound multipart/mixed: {error}.")),
    }
}

fn is_no_part(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<NoPart>() || error.source().is_some_and(is_no_part)
}

fn failed(error: AttachmentError) -> Problem {
    match error {
        AttachmentError::Different { found } => invalid_part(format!(
            "A part's content has the hash {found}, which is not the one it announces."
        )),
        AttachmentError::Store(error) => error.into(),
        error @ AttachmentError::Disk(_) => Problem::internal(error),
    }
}

/// An answer whose first part is `json` and whose others are the contents of the attachments named
/// by `hashes`, as far as they are here.
pub(super) async fn answer(
    kept: &Attachments,
    json: String,
    hashes: BTreeMap<Hash, String>,
    mut headers: HeaderMap,
) -> Result<Response, Problem> {
    let boundary = uuid::Uuid::new_v4().simple().to_string();
    let mut parts = Vec::new();
    for (hash, content_type) in hashes {
        if kept.length(&hash).await.map_err(failed)?.is_some() {
            parts.push((hash, content_type));
        }
    }
    let first = format!("--{boundary}\r\nContent-Type: application/json\r\n\r\n{json}");
    let content_type = format!("multipart/mixed; boundary={boundary}");
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::try_from(content_type).map_err(Problem::internal)?,
    );
    let end = format!("\r\n--{boundary}--\r\n");
    let kept = kept.clone();
    let contents = stream::iter(parts).then(move |(hash, content_type)| {
        let (kept, boundary) = (kept.clone(), boundary.clone());
        async move { content(&kept, &boundary, &hash, &content_type).await }
    });
    let body = stream::iter([Ok(Bytes::from(first))])
        .chain(contents.flat_map(flatten))
        .chain(stream::iter([Ok(Bytes::from(end))]));
    Ok((headers, Body::from_stream(body)).into_response())
}

type Piece = Result<Bytes, AttachmentError>;

/// A part's head and its content.
async fn content(
    kept: &Attachments,
    boundary: &str,
    hash: &Hash,
    content_type: &str,
) -> Result<(Bytes, impl Stream<Item = Piece> + use<>), AttachmentError> {
    let head = format!(
        "\r\n--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n\
         X-Experience-API-Hash: {hash}\r\n\r\n"
    );
    // It was here when the answer began; if it is gone now, the answer breaks off.
    let content = kept
        .read(hash)
        .await?
        .ok_or_else(|| AttachmentError::Disk(std::io::ErrorKind::NotFound.into()))?;
    Ok((Bytes::from(head), content))
}

fn flatten<S: Stream<Item = Piece> + Send + 'static>(
    part: Result<(Bytes, S), AttachmentError>,
) -> futures_util::stream::BoxStream<'static, Piece> {
    match part {
        Ok((head, content)) => stream::iter([Ok(head)]).chain(content).boxed(),
        Err(error) => stream::iter([Err(error)]).boxed(),
    }
}

/// The attachments of statements: their hashes, each with its content type.
pub(super) fn hashes<'v>(statements: impl Iterator<Item = &'v Value>) -> BTreeMap<Hash, String> {
    statements
        .flat_map(attachments)
        .filter_map(|attachment| {
            let text = |name: &str| attachment.get(name).and_then(Value::as_str);
            let kind = text("contentType").filter(|kind| HeaderValue::from_str(kind).is_ok());
            Some((
                Hash::parse(text("sha2")?)?,
                kind.unwrap_or("application/octet-stream").to_owned(),
            ))
        })
        .collect()
}
