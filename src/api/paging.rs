//! Lists come in pages: `limit` entries from the place that `after` names.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deserialize;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Entries of a page when the asker names no limit, and the most it gets.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 500;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// The entries.
    pub(super) items: Vec<T>,
    /// Address of the next page, relative to this one's host; absent on the last.
    pub(super) next: Option<String>,
}

/// Which page of a list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes what Listed reads")]
pub(super) struct PageParameters {
    /// Entries of a page, 1 to 500; 100 if left out.
    limit: Option<usize>,
    /// Where the page begins, as `next` says it.
    after: Option<String>,
}

/// Nothing to choose: the list as a whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Everything {}

/// The parameters of a list: what to list, and which page of it.
pub(super) struct Listed<T> {
    pub(super) choice: T,
    pub(super) page: Asked,
}

/// The page asked for.
pub(super) struct Asked {
    pub(super) limit: usize,
    after: Option<String>,
    path: String,
    others: Vec<(String, String)>,
}

impl<T: DeserializeOwned> FromRequestParts<App> for Listed<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ok(OriginalUri(address)) = OriginalUri::from_request_parts(parts, app).await;
        let query = address.query().unwrap_or_default();
        let (paging, others): (Vec<_>, Vec<_>) = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .partition(|(name, _)| name == "limit" || name == "after");
        let mut page = Asked {
            limit: PAGE,
            after: None,
            path: address.path().to_owned(),
            others: others.clone(),
        };
        for (name, value) in paging {
            if name == "after" {
                page.after = Some(value);
            } else {
                page.limit = limit(&value)?;
                page.others.push((name, value));
            }
        }
        let choice = deserialize(others.into_iter())?;
        Ok(Self { choice, page })
    }
}

fn limit(text: &str) -> Result<usize, Problem> {
    text.parse()
        .ok()
        .filter(|limit| (1..=LARGEST_PAGE).contains(limit))
        .ok_or_else(|| {
            Problem::new(
                Kind::InvalidParameter,
                format!("The parameter limit is a whole number from 1 to {LARGEST_PAGE}."),
            )
        })
}

impl Asked {
    /// The key of the last entry of the page before, as [`Asked::page`] was given it.
    pub(super) fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(token) = &self.after else {
            return Ok(None);
        };
        URL_SAFE_NO_PAD
            .decode(token)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .map(Some)
            .ok_or_else(|| {
                Problem::new(
                    Kind::InvalidParameter,
                    "The parameter after is not one that a page's next holds. \
                     Start again from the first page.",
                )
            })
    }

    /// A page of a list that is at hand as a whole. `key` tells entries apart.
    pub(super) fn of<T, K>(
        &self,
        mut items: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<List<T>, Problem>
    where
        K: Serialize + DeserializeOwned + PartialEq,
    {
        if let Some(after) = self.after::<K>()? {
            let last = items.iter().position(|item| key(item) == after);
            let last = last.ok_or_else(|| {
                Problem::new(
                    Kind::InvalidParameter,
                    "The list has changed since its last page. Start again from the first page.",
                )
            })?;
            items.drain(..=last);
        }
        self.page(items, key)
    }

    /// A page from the entries after the place asked for, at least one more than its limit if
    /// there are more.
    pub(super) fn page<T, K: Serialize>(
        &self,
        mut items: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<List<T>, Problem> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next = match items.last() {
            Some(last) if more => Some(self.address(&key(last))?),
            _ => None,
        };
        Ok(List { items, next })
    }

    fn address<K: Serialize>(&self, key: &K) -> Result<String, Problem> {
        let text = serde_json::to_vec(key).map_err(Problem::internal)?;
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.others)
            .append_pair("after", &URL_SAFE_NO_PAD.encode(text))
            .finish();
        Ok(format!("{}?{query}", self.path))
    }
}
