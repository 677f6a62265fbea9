//! The answer to a deep linking request (DL).

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::item::Item;
use super::settings::Settings;
use crate::claims::LTI;
use crate::launch::DeepLinkingRequest;
use crate::tool_keys::{ToolKey, ToolKeyError};

/// The name of the form's field that carries the token. Platforms insist on its case.
pub const FIELD: &str = "JWT";

/// What the names of the answer's own claims begin with.
const CLAIM: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/";
/// An answer is good for this long, in seconds: the browser posts it at once.
const LIFE_SECONDS: i64 = 300;
/// Most items of an answer.
const MOST: usize = 200;

/// Why an answer cannot be given as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// An address is not one of the web.
    #[error("{0} is not an address of the web")]
    Address(String),
    /// The person has no role that may choose content.
    #[error("only those who author the course may answer")]
    Author,
    /// The platform said that it ignores line items.
    #[error("the platform takes no line items")]
    LineItem,
    /// A line item's maximum is not a finite number above zero.
    #[error("a line item's maximum is above zero")]
    Maximum,
    /// The platform does not take files of this type.
    #[error("the platform takes no files of the type {0:?}")]
    MediaType(String),
    /// The platform takes one item, or there are more than 200.
    #[error("the platform takes no more items")]
    Several,
    /// The platform does not take this kind of item.
    #[error("the platform takes no items of the kind {0}")]
    Type(&'static str),
}

impl ResponseError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "item_address",
            Self::Author => "item_author",
            Self::LineItem => "item_line_item",
            Self::Maximum => "item_maximum",
            Self::MediaType(_) => "item_media_type",
            Self::Several => "item_several",
            Self::Type(_) => "item_type",
        }
    }
}

/// An answer in the making. Whatever it holds, the platform takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    settings: Settings,
    issuer: String,
    client_id: String,
    deployment_id: String,
    items: Vec<Item>,
    /// Shown to the person by the platform.
    pub message: Option<String>,
    /// For the platform's log.
    pub log: Option<String>,
    /// Shown to the person by the platform as an error.
    pub error_message: Option<String>,
    /// For the platform's log, as an error.
    pub error_log: Option<String>,
}

/// What the browser posts, as a form with the single field [`FIELD`].
#[derive(Clone, PartialEq, Eq)]
pub struct Posting {
    /// Where to: it was signed by the platform in the request.
    pub url: Url,
    /// The field's value.
    pub jwt: String,
}

impl std::fmt::Debug for Posting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address carries a secret of the person's session at the platform.
        formatter.debug_struct("Posting").finish_non_exhaustive()
    }
}

impl Response {
    /// Begins an answer; refused for whoever has no authoring role in the context. That it is given
    /// once, and in the session of the launch, is the host's to see to.
    pub fn to(request: &DeepLinkingRequest) -> Result<Self, ResponseError> {
        if !request.launch.roles.is_author() {
            return Err(ResponseError::Author);
        }
        Ok(Self {
            settings: request.settings.clone(),
            issuer: request.launch.issuer.clone(),
            client_id: request.launch.client_id.clone(),
            deployment_id: request.launch.deployment_id.clone(),
            items: Vec::new(),
            message: None,
            log: None,
            error_message: None,
            error_log: None,
        })
    }

    /// Adds an item that the platform takes. Hints for ways to show it that the platform does not
    /// have (`accept_presentation_document_targets`) are left out.
    pub fn add(&mut self, mut item: Item) -> Result<(), ResponseError> {
        self.check(&item)?;
        let shows = |target: &str| {
            let accepted = &self.settings.accept_presentation_document_targets;
            accepted.is_empty() || accepted.iter().any(|own| own == target)
        };
        let (window, iframe, embed) = (shows("window"), shows("iframe"), shows("embed"));
        match &mut item {
            Item::Link(link) => {
                link.window = link.window.take().filter(|_| window);
                link.iframe = link.iframe.take().filter(|_| iframe);
                link.embed = link.embed.take().filter(|_| embed);
            }
            Item::LtiResourceLink(link) => {
                link.window = link.window.take().filter(|_| window);
                link.iframe = link.iframe.take().filter(|_| iframe);
            }
            Item::File(_) | Item::Html(_) | Item::Image(_) => {}
        }
        self.items.push(item);
        Ok(())
    }

    fn check(&self, item: &Item) -> Result<(), ResponseError> {
        if !self.settings.accepts(item.kind()) {
            return Err(ResponseError::Type(item.kind()));
        }
        let most = if self.settings.accept_multiple {
            MOST
        } else {
            1
        };
        if self.items.len() >= most {
            return Err(ResponseError::Several);
        }
        let web = |url: &&&Url| matches!(url.scheme(), "http" | "https");
        if let Some(odd) = item.addresses().iter().find(|url| !web(url)) {
            return Err(ResponseError::Address(odd.scheme().to_owned()));
        }
        match item {
            Item::LtiResourceLink(link) => {
                let Some(line_item) = &link.line_item else {
                    return Ok(());
                };
                if self.settings.accept_lineitem == Some(false) {
                    return Err(ResponseError::LineItem);
                }
                let most = line_item.score_maximum;
                if !(most.is_finite() && most > 0.0) {
                    return Err(ResponseError::Maximum);
                }
                Ok(())
            }
            Item::File(file) => match &file.media_type {
                Some(kind) if !self.settings.accepts_media_type(kind) => {
                    Err(ResponseError::MediaType(kind.clone()))
                }
                _ => Ok(()),
            },
            Item::Link(_) | Item::Html(_) | Item::Image(_) => Ok(()),
        }
    }

    /// The items so far; none is a choice that was cancelled.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Signs the answer. `nonce` is a random text that is never used again.
    pub fn sign(
        &self,
        key: &ToolKey,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Posting, ToolKeyError> {
        let issued = now.as_second();
        let items: Vec<Value> = self.items.iter().map(Item::write).collect();
        let mut claims = json!({
            "iss": self.client_id,
            "aud": self.issuer,
            "iat": issued,
            "exp": issued + LIFE_SECONDS,
            "nonce": nonce,
            format!("{LTI}message_type"): "LtiDeepLinkingResponse",
            format!("{LTI}version"): "1.3.0",
            format!("{LTI}deployment_id"): self.deployment_id,
            format!("{CLAIM}content_items"): items,
        });
        for (name, text) in [
            ("data", &self.settings.data),
            ("msg", &self.message),
            ("log", &self.log),
            ("errormsg", &self.error_message),
            ("errorlog", &self.error_log),
        ] {
            if let Some(text) = text {
                claims[format!("{CLAIM}{name}")] = text.as_str().into();
            }
        }
        Ok(Posting {
            url: self.settings.return_url.clone(),
            jwt: key.sign(&claims)?,
        })
    }
}
