//! The `more` link: a signed place in an answer. It needs no memory in the server, holds on every
//! instance, and is stable while statements are added, because the log's order never changes.

use serde::{Deserialize, Serialize};

use crate::problem::{Kind, Problem};
use crate::state::App;

/// A `more` link works this long (xAPI 1.0.3, Communication 2.1.3: at least 24 hours).
const LIFE_MICROSECONDS: i64 = 24 * 60 * 60 * 1_000_000;
const PURPOSE: &str = "xapi-cursor";

/// Where an answer goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The query string of the first request.
    pub(super) query: String,
    /// Sequence number of the last statement served.
    pub(super) position: i64,
    /// When the link was made, microseconds since the epoch.
    made: i64,
}

impl Cursor {
    pub(super) fn new(app: &App, query: String, position: i64) -> Self {
        Self {
            query,
            position,
            made: app.clock.now().as_microsecond(),
        }
    }

    /// The relative address of the next page.
    pub(super) fn link(&self, app: &App) -> Result<String, Problem> {
        let text = serde_json::to_string(self).map_err(Problem::internal)?;
        let token = app.key.sign(PURPOSE, &text).map_err(Problem::internal)?;
        Ok(format!("/xapi/statements?more={token}"))
    }

    /// Reads a link's token.
    pub(super) fn open(app: &App, token: &str) -> Result<Self, Problem> {
        let cursor: Self = app
            .key
            .verify(PURPOSE, token)
            .and_then(|text| serde_json::from_str(&text).ok())
            .ok_or_else(|| {
                Problem::new(
                    Kind::InvalidParameter,
                    "The more link was changed. Start again from the first page.",
                )
            })?;
        if app.clock.now().as_microsecond() - cursor.made > LIFE_MICROSECONDS {
            return Err(Problem::new(
                Kind::InvalidParameter,
                "The more link is older than 24 hours. Start again from the first page.",
            ));
        }
        Ok(cursor)
    }
}
