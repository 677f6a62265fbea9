//! What a deep linking request asks for (DL).

use serde_json::{Map, Value};
use url::Url;

use crate::claims::named;
use crate::lenient;

/// The claim `deep_linking_settings`.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where the browser posts the answer. It may carry a secret of the platform in its query: it
    /// is for this person's browser alone.
    pub return_url: Url,
    /// Kinds of items that are taken; see [`crate::deep_linking::Item::kind`].
    pub accept_types: Vec<String>,
    /// Where the platform can show items: `iframe`, `window`, `embed`, and other words.
    pub accept_presentation_document_targets: Vec<String>,
    /// Media types that are taken for files, such as `image/*`; empty takes any.
    pub accept_media_types: Vec<String>,
    /// Whether several items are taken. The standard leaves open what a platform means that does
    /// not say: one item is what every platform takes.
    pub accept_multiple: bool,
    /// Whether items may bring a line item; none where the platform does not say.
    pub accept_lineitem: Option<bool>,
    /// Whether items are kept without asking the person once more.
    pub auto_create: bool,
    /// A title to begin with.
    pub title: Option<String>,
    /// A text to begin with.
    pub text: Option<String>,
    /// Goes back unchanged.
    pub data: Option<String>,
    /// Members that the standard does not have.
    pub others: Map<String, Value>,
}

const KNOWN: [&str; 10] = [
    "deep_link_return_url",
    "accept_types",
    "accept_presentation_document_targets",
    "accept_media_types",
    "accept_multiple",
    "accept_lineitem",
    "auto_create",
    "title",
    "text",
    "data",
];

impl Settings {
    /// Reads the claim; the error names the member that has to be there. With `secure` the answer
    /// goes nowhere but over TLS.
    pub(crate) fn read(claims: &Map<String, Value>, secure: bool) -> Result<Self, &'static str> {
        let claim = named(
            claims,
            "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings",
        );
        let claim = claim.ok_or("claim")?;
        let return_url = lenient::address(claim, "deep_link_return_url")
            .filter(|url| !secure || url.scheme() == "https")
            .ok_or("deep_link_return_url")?;
        let accept_types = lenient::texts(claim, "accept_types");
        if accept_types.is_empty() {
            return Err("accept_types");
        }
        let data = match claim.get("data") {
            None | Some(Value::Null) => None,
            Some(Value::String(data)) => Some(data.clone()),
            // What could not be echoed unchanged would be refused by the platform later.
            Some(_) => return Err("data"),
        };
        let media_types = lenient::texts(claim, "accept_media_types");
        Ok(Self {
            return_url,
            accept_types,
            accept_presentation_document_targets: lenient::texts(
                claim,
                "accept_presentation_document_targets",
            ),
            // One text, separated by commas; some platforms send a list.
            accept_media_types: media_types
                .iter()
                .flat_map(|list| list.split(','))
                .map(|kind| kind.trim().to_ascii_lowercase())
                .filter(|kind| !kind.is_empty())
                .collect(),
            accept_multiple: lenient::flag(claim, "accept_multiple").unwrap_or(false),
            accept_lineitem: lenient::flag(claim, "accept_lineitem"),
            auto_create: lenient::flag(claim, "auto_create").unwrap_or(false),
            title: lenient::text(claim, "title"),
            text: lenient::text(claim, "text"),
            data,
            others: lenient::others(claim, &KNOWN),
        })
    }

    /// Whether a kind of item is taken.
    #[must_use]
    pub fn accepts(&self, kind: &str) -> bool {
        self.accept_types.iter().any(|accepted| accepted == kind)
    }

    /// Whether a file of this media type is taken (RFC 9110, 12.5.1, without weights).
    #[must_use]
    pub fn accepts_media_type(&self, media_type: &str) -> bool {
        let essence = |text: &str| -> String {
            let end = text.find(';').unwrap_or(text.len());
            text.get(..end)
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        };
        let asked = essence(media_type);
        self.accept_media_types.is_empty()
            || self.accept_media_types.iter().any(|range| {
                let range = essence(range);
                range == "*/*"
                    || range == asked
                    || range
                        .strip_suffix('*')
                        .is_some_and(|whole| whole.ends_with('/') && asked.starts_with(whole))
            })
    }
}
