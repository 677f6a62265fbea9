//! The authentication response (SEC 5.1.1.3): what the platform posts to the redirect address.

use url::Url;

use super::LoginError;

/// Longest parameter, in bytes: an ID token that is longer is not looked at.
const LONGEST: usize = 64 * 1024;
/// Longest state, in bytes.
const STATE: usize = 512;
/// Longest address of an explanation that is kept, in bytes.
const ADDRESS: usize = 500;
/// Longest text of an error that is kept, in characters.
const TEXT: usize = 200;

/// What the platform posted. Nothing of it is proven yet: take the pending login of the state, have
/// the browser proven, then read the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationResponse {
    /// Names the pending login.
    pub state: String,
    /// The frame that offers platform storage, where the platform repeats it.
    pub storage_target: Option<String>,
    /// What has come of the login.
    pub outcome: Outcome,
}

/// What has come of a login.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An ID token, to be verified.
    Token(String),
    /// The platform refused (OIDC 3.1.2.6). The texts come from whoever posted them: they are for
    /// the log, shortened, without control characters, and never shown as HTML.
    Refused {
        /// The error's word, such as `login_required`.
        error: String,
        /// What it says of it.
        description: Option<String>,
        /// Where it says more (RFC 6749, 4.1.2.1): an address of the web without a user's name, a
        /// query or a fragment, which might tell of somebody; none if it is no such address.
        uri: Option<Url>,
    },
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Token(_) => formatter.write_str("Token"),
            Self::Refused { error, .. } => write!(formatter, "Refused({error:?})"),
        }
    }
}

impl AuthenticationResponse {
    /// Reads the decoded parameters of the posted body; never of a query, which ends up in logs.
    pub fn parse<'p>(
        parameters: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<Self, LoginError> {
        const NAMES: [&str; 6] = [
            "state",
            "id_token",
            "error",
            "error_description",
            "error_uri",
            "lti_storage_target",
        ];
        let [state, token, error, description, uri, storage] =
            super::pick(NAMES, LONGEST, parameters)?;
        let state = state.ok_or(LoginError::Missing("state"))?;
        if state.len() > STATE {
            return Err(LoginError::Malformed("state"));
        }
        let outcome = match (error, token) {
            (Some(error), _) => Outcome::Refused {
                error: plain(error),
                description: description.map(plain),
                uri: uri.and_then(page),
            },
            (None, Some(token)) => Outcome::Token(token.to_owned()),
            (None, None) => return Err(LoginError::Missing("id_token")),
        };
        Ok(Self {
            state: state.to_owned(),
            storage_target: storage.map(str::to_owned),
            outcome,
        })
    }
}

/// The page that an address names, without what might tell of somebody.
fn page(text: &str) -> Option<Url> {
    let mut page = Url::parse(text).ok()?;
    if !matches!(page.scheme(), "http" | "https") || page.as_str().len() > ADDRESS {
        return None;
    }
    page.set_username("").ok()?;
    page.set_password(None).ok()?;
    page.set_query(None);
    page.set_fragment(None);
    Some(page)
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(TEXT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(uri: &str) -> Option<String> {
        let posted = [("state", "s"), ("error", "x"), ("error_uri", uri)];
        match AuthenticationResponse::parse(posted).unwrap().outcome {
            Outcome::Refused { uri, .. } => uri.map(String::from),
            Outcome::Token(_) => panic!("it is a refusal"),
        }
    }

    #[test]
    fn an_explanations_address_is_kept_without_what_tells_of_somebody() {
        for (posted, kept) in [
            (
                "https://lms.example.org/help#a",
                Some("https://lms.example.org/help"),
            ),
            (
                "https://sam:secret@lms.example.org/help?user=sam",
                Some("https://lms.example.org/help"),
            ),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("/help", None),
            ("", None),
        ] {
            assert_eq!(refused(posted).as_deref(), kept, "{posted}");
        }
        let long = format!("https://lms.example.org/{}", "x".repeat(500));
        assert_eq!(refused(&long), None);
    }
}
