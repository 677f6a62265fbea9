//! What the tool says of itself when it is registered, by whichever way.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use crate::launch::MessageType;

/// A text in several languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized {
    /// What is shown where no other fits.
    pub default: String,
    /// By language tag (BCP 47).
    pub by_language: BTreeMap<String, String>,
}

impl From<&str> for Localized {
    fn from(text: &str) -> Self {
        Self {
            default: text.to_owned(),
            by_language: BTreeMap::new(),
        }
    }
}

impl Localized {
    /// The same with one more language.
    #[must_use]
    pub fn with(mut self, language: &str, text: &str) -> Self {
        self.by_language
            .insert(language.to_owned(), text.to_owned());
        self
    }

    /// Writes the member, and one for each language, named `name#de` (OpenID Connect Dynamic
    /// Client Registration 1.0, 2.1).
    pub(super) fn write(&self, name: &str, members: &mut Map<String, Value>) {
        members.insert(name.to_owned(), self.default.as_str().into());
        for (language, text) in &self.by_language {
            members.insert(format!("{name}#{language}"), text.as_str().into());
        }
    }
}

/// A kind of launch that the tool offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolMessage {
    /// Its kind.
    pub kind: MessageType,
    /// Where it ends; the tool's general target where it is left out.
    pub target_link_uri: Option<Url>,
    /// What platforms call it.
    pub label: Option<Localized>,
    /// A picture for it.
    pub icon_uri: Option<Url>,
    /// Custom parameters of these launches.
    pub custom_parameters: BTreeMap<String, String>,
    /// Where platforms offer it: the standard's `ContentArea` and `RichTextEditor`, or a product's
    /// own words, such as Canvas' `course_navigation`. A platform is asked only for what it has.
    pub placements: Vec<String>,
    /// Who is offered it, as URIs of roles; all where it is left out.
    pub roles: Vec<String>,
    /// Kinds of items that deep linking gives.
    pub supported_types: Vec<String>,
    /// Media types of files that deep linking gives.
    pub supported_media_types: Vec<String>,
}

impl ToolMessage {
    /// A kind of launch without any particulars.
    #[must_use]
    pub const fn new(kind: MessageType) -> Self {
        Self {
            kind,
            target_link_uri: None,
            label: None,
            icon_uri: None,
            custom_parameters: BTreeMap::new(),
            placements: Vec::new(),
            roles: Vec::new(),
            supported_types: Vec::new(),
            supported_media_types: Vec::new(),
        }
    }
}

/// All that the tool says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Name.
    pub name: Localized,
    /// What it is for.
    pub description: Localized,
    /// Where logins begin.
    pub initiate_login_uri: Url,
    /// Where platforms may post ID tokens, compared byte for byte.
    pub redirect_uris: Vec<Url>,
    /// Where launches end.
    pub target_link_uri: Url,
    /// Where the tool's public keys are.
    pub jwks_uri: Url,
    /// A picture.
    pub logo_uri: Option<Url>,
    /// The tool's home page.
    pub client_uri: Option<Url>,
    /// How the tool treats personal data.
    pub policy_uri: Option<Url>,
    /// Terms of service.
    pub tos_uri: Option<Url>,
    /// E-mail addresses of those who run it.
    pub contacts: Vec<String>,
    /// Other domains of the tool.
    pub secondary_domains: Vec<String>,
    /// Scopes that the tool can use.
    pub scopes: Vec<String>,
    /// Claims that the tool can use.
    pub claims: Vec<String>,
    /// Custom parameters of every launch.
    pub custom_parameters: BTreeMap<String, String>,
    /// Kinds of launches that the tool offers.
    pub messages: Vec<ToolMessage>,
}

impl Tool {
    /// The domain, as platforms compare it: the host of the target, with its port where it is not
    /// the usual one.
    #[must_use]
    pub fn domain(&self) -> String {
        let host = self.target_link_uri.host_str().unwrap_or_default();
        match self.target_link_uri.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}
