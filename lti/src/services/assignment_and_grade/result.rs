//! Results: what the gradebook holds (AGS 3.3).

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{media_type, scope};
use crate::lenient;
use crate::services::call::{Call, append_query, append_segment};
use crate::services::paging::{Page, Paged};
use crate::services::verdict::{ServiceError, list};

/// One person's result, whoever gave it: the tool or a teacher.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultOf {
    /// Its address.
    pub id: Option<Url>,
    /// The line item.
    pub score_of: Option<Url>,
    /// The person, as the subject of their launches.
    pub user_id: String,
    /// The number; none if there is no grade.
    pub score: Option<f64>,
    /// What counts as all: 1 where the platform does not say.
    pub maximum: f64,
    /// Shown to the person; may hold HTML.
    pub comment: Option<String>,
    /// Who graded, if a person did.
    pub scoring_user_id: Option<String>,
    /// When it was changed last, where the platform says (Moodle does; it is not in the standard).
    pub timestamp: Option<Timestamp>,
}

/// Results as they were read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Results {
    /// The results.
    pub results: Vec<ResultOf>,
    /// How many entries could not be read, because they are nobody's.
    pub unreadable: usize,
}

/// Asks for the results of a line item, all or one person's. `limit` is the results of a page:
/// leave it out for Moodle, which answers it with an error page.
#[must_use]
pub fn results(line_item_url: &Url, user_id: Option<&str>, limit: Option<u32>) -> Paged<Results> {
    let limit = limit.map(|limit| limit.to_string());
    let parameters = [("user_id", user_id), ("limit", limit.as_deref())];
    Paged::new(Call::get(
        append_query(&append_segment(line_item_url, "results"), &parameters),
        media_type::RESULT_CONTAINER,
        &[scope::RESULT_READONLY],
    ))
}

impl Page for Results {
    fn read(body: &[u8]) -> Result<Self, ServiceError> {
        let list = list(body)?;
        let results: Vec<ResultOf> = list.iter().filter_map(read).collect();
        Ok(Self {
            unreadable: list.len() - results.len(),
            results,
        })
    }

    fn append(&mut self, next: Self) {
        self.results.extend(next.results);
        self.unreadable += next.unreadable;
    }
}

fn read(entry: &Value) -> Option<ResultOf> {
    Some(ResultOf {
        id: lenient::address(entry, "id"),
        score_of: lenient::address(entry, "scoreOf"),
        user_id: lenient::identifier(entry, "userId")?,
        score: lenient::number(entry, "resultScore"),
        maximum: lenient::number(entry, "resultMaximum")
            .filter(|most| *most > 0.0)
            .unwrap_or(1.0),
        comment: lenient::text(entry, "comment"),
        scoring_user_id: lenient::identifier(entry, "scoringUserId"),
        timestamp: lenient::moment(entry, "timestamp"),
    })
}
