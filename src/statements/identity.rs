//! Who acts, as statements name them, and which names an index can hold.

use serde_json::Value;

/// What identifies an agent or a group: exactly one inverse functional identifier
/// (xAPI 1.0.3, Data 2.4.2.3).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Identity {
    /// An account on a system.
    Account {
        /// The system's home page.
        home_page: String,
        /// The account's name there.
        name: String,
    },
    /// An e-mail address with its `mailto:`.
    Mbox(String),
    /// The hexadecimal SHA-1 of a `mailto:` address.
    MboxSha1sum(String),
    /// An `OpenID` address.
    OpenId(String),
}

impl Identity {
    /// Reads the identifier of an agent or group; none for an anonymous group.
    #[must_use]
    pub fn of(actor: &Value) -> Option<Self> {
        let text = |key: &str| actor.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(account) = actor.get("account") {
            let member = |key: &str| account.get(key).and_then(Value::as_str).map(str::to_owned);
            return Some(Self::Account {
                home_page: member("homePage")?,
                name: member("name")?,
            });
        }
        text("mbox")
            .map(Self::Mbox)
            .or_else(|| text("mbox_sha1sum").map(|sum| Self::MboxSha1sum(sum.to_lowercase())))
            .or_else(|| text("openid").map(Self::OpenId))
    }

    /// The agent that somebody means who looks for one: the name of an account at a home page, or
    /// an e-mail address; none for any other word without a home page.
    #[must_use]
    pub fn named(name: &str, home_page: Option<&str>) -> Option<Self> {
        if let Some(home_page) = home_page {
            return Some(Self::Account {
                home_page: home_page.to_owned(),
                name: name.to_owned(),
            });
        }
        let bare = name.strip_prefix("mailto:").unwrap_or(name);
        bare.contains('@')
            .then(|| Self::Mbox(format!("mailto:{bare}")))
    }

    /// Kind, value and home page as the `agent` table holds them.
    pub(super) fn columns(&self) -> (i64, &str, &str) {
        match self {
            Self::Mbox(value) => (1, value, ""),
            Self::MboxSha1sum(value) => (2, value, ""),
            Self::OpenId(value) => (3, value, ""),
            Self::Account { home_page, name } => (4, name, home_page),
        }
    }

    /// Whether an index can hold it.
    pub fn check(&self) -> Result<(), KeyError> {
        let (_, value, home_page) = self.columns();
        check_key(&[value, home_page])
    }

    /// What the columns `kind`, `value` and `home_page` of the table `agent` hold.
    #[must_use]
    pub fn from_columns(kind: i64, value: String, home_page: String) -> Option<Self> {
        Some(match kind {
            1 => Self::Mbox(value),
            2 => Self::MboxSha1sum(value),
            3 => Self::OpenId(value),
            4 => Self::Account {
                home_page,
                name: value,
            },
            _ => return None,
        })
    }

    /// The members an agent object shows it by.
    #[must_use]
    pub fn to_agent(&self) -> Value {
        match self {
            Self::Account { home_page, name } => serde_json::json!({
                "objectType": "Agent", "account": { "homePage": home_page, "name": name }
            }),
            Self::Mbox(mbox) => serde_json::json!({ "objectType": "Agent", "mbox": mbox }),
            Self::MboxSha1sum(sum) => {
                serde_json::json!({ "objectType": "Agent", "mbox_sha1sum": sum })
            }
            Self::OpenId(openid) => serde_json::json!({ "objectType": "Agent", "openid": openid }),
        }
    }
}

/// Whether a value, or one in it, is an agent or group of a kind.
pub fn names(value: &Value, wanted: &impl Fn(&Identity) -> bool) -> bool {
    Identity::of(value).is_some_and(|agent| wanted(&agent))
        || match value {
            Value::Object(members) => members.values().any(|value| names(value, wanted)),
            Value::Array(list) => list.iter().any(|value| names(value, wanted)),
            _ => false,
        }
}

/// Longest name that an index holds, in bytes: what both databases take in one key.
const LONGEST_KEY: usize = 2000;

/// Why a name cannot stand in an index.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has more than 2,000 bytes.
    #[error("an identifier has more than {LONGEST_KEY} bytes: {0:?}…")]
    Long(String),
    /// It holds a NUL character.
    #[error("an identifier contains the character U+0000: {0:?}")]
    Nul(String),
}

/// Whether names that make one key can stand in an index.
pub fn check_key(parts: &[&str]) -> Result<(), KeyError> {
    let shown = |part: &&str| part.chars().take(80).collect();
    if let Some(part) = parts.iter().find(|part| part.contains('\0')) {
        return Err(KeyError::Nul(shown(part)));
    }
    if parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST_KEY {
        return Err(KeyError::Long(parts.first().map(shown).unwrap_or_default()));
    }
    Ok(())
}
