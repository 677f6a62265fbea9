//! Claims of a launch (CORE 5.3, 5.4): strict where rights hang on them, lenient elsewhere,
//! because platforms send nulls, short names and unreplaced variables.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

const LTI: &str = "https://purl.imsglobal.org/spec/lti/claim/";

/// A claim of LTI by its short name.
pub(crate) fn lti<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    claims
        .get(&format!("{LTI}{name}"))
        .filter(|value| !value.is_null())
}

fn text(value: &Value, name: &str) -> Option<String> {
    value
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The course or group that a launch comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Identifier, unique within the deployment.
    pub id: String,
    /// Short name.
    pub label: Option<String>,
    /// Full name.
    pub title: Option<String>,
    /// Kinds, as URIs or short names.
    pub kinds: Vec<String>,
}

/// The link that was launched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceLink {
    /// Identifier, at most 255 characters.
    pub id: String,
    /// Name.
    pub title: Option<String>,
}

/// How the platform shows the tool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presentation {
    /// Whether the tool runs in a frame of the platform's page.
    pub framed: bool,
    /// Where to send the person afterwards; http or https.
    pub return_url: Option<Url>,
    /// The person's language.
    pub locale: Option<String>,
}

/// What the platform says of the person. All of it may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Full name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The identifier in the organisation's student information system.
    pub sourced_id: Option<String>,
    /// The user name on the platform, where it tells (Moodle does).
    pub username: Option<String>,
}

pub(crate) fn context(claims: &Map<String, Value>) -> Option<Context> {
    let context = lti(claims, "context")?;
    let kinds = context.get("type").and_then(Value::as_array);
    Some(Context {
        id: text(context, "id")?,
        label: text(context, "label"),
        title: text(context, "title"),
        kinds: kinds
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}

pub(crate) fn presentation(claims: &Map<String, Value>) -> Presentation {
    let Some(found) = lti(claims, "launch_presentation") else {
        return Presentation::default();
    };
    Presentation {
        framed: matches!(
            text(found, "document_target").as_deref(),
            Some("iframe" | "frame")
        ),
        return_url: text(found, "return_url")
            .and_then(|url| Url::parse(&url).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https")),
        locale: text(found, "locale"),
    }
}

pub(crate) fn profile(claims: &Map<String, Value>) -> Profile {
    let own = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let parts = [own("given_name"), own("family_name")]
        .into_iter()
        .flatten();
    let composed = parts.collect::<Vec<_>>().join(" ");
    Profile {
        name: own("name")
            .or(Some(composed))
            .filter(|name| !name.trim().is_empty()),
        email: own("email").filter(|email| !email.is_empty()),
        sourced_id: lti(claims, "lis").and_then(|lis| text(lis, "person_sourcedid")),
        username: lti(claims, "ext").and_then(|ext| text(ext, "user_username")),
    }
}

/// Custom parameters: a null and a variable that the platform did not replace are not available.
pub(crate) fn custom(claims: &Map<String, Value>) -> BTreeMap<String, String> {
    let custom = lti(claims, "custom").and_then(Value::as_object);
    custom
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| {
            let value = match value {
                Value::String(text) if text.starts_with('$') => return None,
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            Some((name.clone(), value))
        })
        .collect()
}
