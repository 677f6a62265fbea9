//! Record stores that are sent to and asked.

use super::support::Gateway;

/// A record store to ask and to send to.
#[derive(Clone)]
pub(crate) struct RecordStore {
    /// The address of its statements resource.
    statements: String,
    key: String,
    secret: String,
}

impl RecordStore {
    /// That of a gateway.
    pub(crate) fn of(gateway: &Gateway) -> Self {
        Self {
            statements: format!("{}xapi/statements", gateway.running.app.base_url),
            key: gateway.key.clone(),
            secret: gateway.secret.clone(),
        }
    }

    /// Another one to compare with, as `PEER_STATEMENTS` (the address of its statements resource),
    /// `PEER_KEY` and `PEER_SECRET` name it.
    pub(crate) fn peer() -> Option<Self> {
        Some(Self {
            statements: std::env::var("PEER_STATEMENTS").ok()?,
            key: std::env::var("PEER_KEY").unwrap_or_default(),
            secret: std::env::var("PEER_SECRET").unwrap_or_default(),
        })
    }

    /// A request to the statements resource.
    pub(crate) fn request(
        &self,
        client: &reqwest::Client,
        method: reqwest::Method,
        query: &str,
    ) -> reqwest::RequestBuilder {
        let address = format!("{}{query}", self.statements);
        client
            .request(method, address)
            .basic_auth(&self.key, Some(&self.secret))
            .header("X-Experience-API-Version", "2.0.0")
            .header("Content-Type", "application/json")
    }
}
