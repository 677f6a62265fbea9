//! A statement as it comes out of the log.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::new::{NewStatement, PrepareError, attachments};

/// Room for what the record store sets besides the authority: names, two times, an identifier.
const SET_BYTES: usize = 192;

/// A stored statement with what the record store set.
#[derive(Debug, Clone, FromRow)]
pub struct StoredStatement {
    /// Its place in the log.
    pub seq: i64,
    /// Its identifier.
    pub id: Uuid,
    /// Whether the identifier came with it; a resend of one without cannot be told by it.
    pub id_received: bool,
    /// When it was stored, microseconds since the epoch.
    pub stored: i64,
    /// When what it tells of happened, microseconds since the epoch.
    pub timestamp: i64,
    /// Its xAPI version: 103 or 200.
    pub version: i64,
    /// The statement it refers to.
    pub target: Option<Uuid>,
    /// Whether it voids its target.
    pub voids: bool,
    /// Whether it is voided.
    pub voided: bool,
    /// Its authority as JSON text.
    pub authority: String,
    /// Whether the text itself brings a timestamp.
    pub has_timestamp: bool,
    /// Whether the text itself brings a version.
    pub has_version: bool,
    /// The rest as JSON text.
    pub text: String,
}

impl StoredStatement {
    /// The statement as JSON text with everything the standard wants in it.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The text is an object with at least an actor: `{` members `}`.
        let members = &self.text[1..self.text.len() - 1];
        let mut json = String::with_capacity(self.text.len() + self.authority.len() + SET_BYTES);
        json.push_str("{\"id\":\"");
        json.push_str(
            self.id
                .hyphenated()
                .encode_lower(&mut Uuid::encode_buffer()),
        );
        json.push_str("\",");
        json.push_str(members);
        if !self.has_timestamp {
            json.push_str(",\"timestamp\":\"");
            json.push_str(&format_time(self.timestamp));
            json.push('"');
        }
        json.push_str(",\"stored\":\"");
        json.push_str(&format_time(self.stored));
        json.push_str("\",\"authority\":");
        json.push_str(&self.authority);
        // xAPI 1.0.3, Data 2.4.10: a statement that brings no version gets 1.0.0.
        json.push_str(match (self.has_version, self.version) {
            (true, _) => "",
            (false, 200..) => ",\"version\":\"2.0.0\"",
            (false, _) => ",\"version\":\"1.0.0\"",
        });
        json.push('}');
        json
    }

    /// The parsed text, without what the record store set.
    pub fn value(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_str(&self.text)
    }
}

/// RFC 3339 in UTC with exactly six fractional digits, so that times sort as text too.
#[must_use]
pub fn format_time(microseconds: i64) -> String {
    // Stored times come from a clock and timestamps from validated text: both lie in range.
    Timestamp::from_microsecond(microseconds)
        .map_or_else(|_| String::new(), |time| format!("{time:.6}"))
}

/// The IRIs of the activities that a statement speaks of, in any place.
pub fn activities_of(stored: &StoredStatement) -> Result<BTreeSet<String>, PrepareError> {
    let new = NewStatement::from_stored(stored)?;
    Ok(new.activities.into_keys().collect())
}

/// The hashes of the attachments that a statement declares.
pub fn hashes_of(stored: &StoredStatement) -> Result<BTreeSet<String>, serde_json::Error> {
    let statement = stored.value()?;
    let hashes = attachments(&statement);
    let hashes = hashes.filter_map(|attachment| attachment.get("sha2")?.as_str());
    Ok(hashes.map(str::to_lowercase).collect())
}
