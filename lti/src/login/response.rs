//! The authentication response (SEC 5.1.1.3): what the platform posts to the redirect address.

use super::LoginError;

/// Longest parameter, in bytes: an ID token that is longer is not looked at.
const LONGEST: usize = 64 * 1024;
/// Longest state, in bytes.
const STATE: usize = 512;
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
        const NAMES: [&str; 5] = [
            "state",
            "id_token",
            "error",
            "error_description",
            "lti_storage_target",
        ];
        let [state, token, error, description, storage] = super::pick(NAMES, LONGEST, parameters)?;
        let state = state.ok_or(LoginError::Missing("state"))?;
        if state.len() > STATE {
            return Err(LoginError::Malformed("state"));
        }
        let outcome = match (error, token) {
            (Some(error), _) => Outcome::Refused {
                error: plain(error),
                description: description.map(plain),
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

fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(TEXT)
        .collect()
}
