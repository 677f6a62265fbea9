//! A live CASE endpoint of another server: its list of frameworks, and one of them.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::Edition;
use super::fault::FrameworkError;
use super::package::Package;
use super::read::read_package;
use crate::message::Message;
use crate::outbound::{Guarded, OutboundError};

/// Largest answer: the largest published frameworks have some ten megabytes.
const LARGEST: usize = 256 * 1024 * 1024;
/// A server may take this long to put a framework together.
const PATIENCE: Duration = Duration::from_secs(300);
/// Documents asked for at a time, and the most that are listed in all.
const PAGE: usize = 100;
const MOST_DOCUMENTS: usize = 10_000;

/// How to sign in at the other server.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// Nothing is asked for.
    None,
    /// An access token.
    Bearer(String),
    /// An API key and its secret.
    Basic(String, String),
}

/// A CASE endpoint.
#[derive(Debug)]
pub struct Endpoint {
    client: Guarded,
    base: Url,
    credentials: Credentials,
}

/// Told how many bytes of how many have come.
pub type Answerer<'a> = &'a (dyn Fn(u64, Option<u64>) + Send + Sync);

/// A framework of another server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The identifier of its `CFDocument`.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its publication status.
    pub status: Option<String>,
}

impl Endpoint {
    /// An endpoint by an address of it: of a server, an edition, a list or one framework. Returns
    /// the framework that the address names, too.
    pub fn of(
        client: Guarded,
        address: &Url,
        credentials: Credentials,
    ) -> Result<(Self, Option<Uuid>), FrameworkError> {
        let mut base = address.clone();
        base.set_query(None);
        base.set_fragment(None);
        let parts: Vec<&str> = address.path().trim_matches('/').split('/').collect();
        let case = parts.windows(2).position(|pair| pair == ["ims", "case"]);
        let (root, edition) = match case {
            Some(at) => {
                let named = parts.get(at + 2).copied();
                let edition = named.map_or(Ok(Edition::V1p1), str::parse);
                let edition = edition.map_err(|_| {
                    let unknown = Message::new("fault-edition");
                    FrameworkError::Endpoint(unknown.with("text", named.unwrap_or_default()))
                })?;
                (parts[..at].join("/"), edition)
            }
            None => (parts.join("/"), Edition::V1p1),
        };
        let one = case.and_then(|at| Uuid::parse_str(parts.get(at + 4)?).ok());
        let root = root.trim_matches('/');
        let divided = if root.is_empty() { "" } else { "/" };
        base.set_path(&format!("/{root}{divided}ims/case/{}/", edition.path()));
        let endpoint = Self {
            client,
            base,
            credentials,
        };
        Ok((endpoint, one))
    }

    /// All frameworks there, page by page.
    pub async fn documents(&self) -> Result<Vec<Listed>, FrameworkError> {
        let mut found: Vec<Listed> = Vec::new();
        let mut known = BTreeSet::new();
        loop {
            let asked = found.len();
            let url = self.url(&format!("CFDocuments?limit={PAGE}&offset={asked}"))?;
            let Some(bytes) = self.ask(url, &|_, _| {}).await? else {
                return Ok(found);
            };
            let page: Value = serde_json::from_slice(&bytes).map_err(|error| {
                FrameworkError::Endpoint(
                    Message::new("fault-list-json").with("text", error.to_string()),
                )
            })?;
            let page = page
                .get("CFDocuments")
                .and_then(Value::as_array)
                .ok_or_else(|| FrameworkError::Endpoint(Message::new("fault-no-endpoint")))?;
            let text = |document: &Value, name: &str| {
                document
                    .get(name)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            for document in page {
                let id = text(document, "identifier").and_then(|it| Uuid::parse_str(&it).ok());
                // One that ignores the offset answers with the same again.
                if let Some(id) = id
                    && known.insert(id)
                {
                    found.push(Listed {
                        id,
                        title: text(document, "title").unwrap_or_default(),
                        status: text(document, "adoptionStatus"),
                    });
                }
            }
            if page.len() < PAGE || found.len() == asked || found.len() >= MOST_DOCUMENTS {
                return Ok(found);
            }
        }
    }

    /// One framework whole. `progress` is told how many bytes have come, and of how many.
    pub async fn package(
        &self,
        framework: Uuid,
        now: Timestamp,
        progress: Answerer<'_>,
    ) -> Result<(String, Package), FrameworkError> {
        let url = self.url(&format!("CFPackages/{framework}"))?;
        let source = url.to_string();
        let bytes = self.ask(url, progress).await?.ok_or_else(|| {
            let unknown = Message::new("fault-not-there");
            FrameworkError::Endpoint(unknown.with("framework", framework.to_string()))
        })?;
        let package = read_package(&source, &bytes, now)?;
        Ok((source, package))
    }

    fn url(&self, path: &str) -> Result<Url, FrameworkError> {
        let joined = self.base.join(path);
        joined.map_err(|error| {
            let wrong = Message::new("fault-address").with("text", error.to_string());
            FrameworkError::Endpoint(wrong)
        })
    }

    /// The body of an answer; none for 404.
    async fn ask(
        &self,
        url: Url,
        progress: Answerer<'_>,
    ) -> Result<Option<Vec<u8>>, FrameworkError> {
        let request = self.client.request(Method::GET, url)?;
        let request = request
            .timeout(PATIENCE)
            .header(header::ACCEPT, "application/json");
        let request = match &self.credentials {
            Credentials::None => request,
            Credentials::Bearer(token) => request.bearer_auth(token),
            Credentials::Basic(key, secret) => request.basic_auth(key, Some(secret)),
        };
        let mut response = request.send().await.map_err(OutboundError::from)?;
        let refused = match response.status() {
            StatusCode::OK => None,
            StatusCode::NOT_FOUND => return Ok(None),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some("fault-credentials"),
            status if status.is_redirection() => Some("fault-elsewhere"),
            _ => Some("fault-refuses"),
        };
        if let Some(refused) = refused {
            let status = response.status();
            let refused = Message::new(refused).with("status", status.to_string());
            return Err(FrameworkError::Endpoint(refused));
        }
        let length = response.content_length();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(OutboundError::from)? {
            if body.len() + chunk.len() > LARGEST {
                return Err(OutboundError::TooLarge(LARGEST).into());
            }
            body.extend_from_slice(&chunk);
            progress(body.len() as u64, length);
        }
        Ok(Some(body))
    }
}
