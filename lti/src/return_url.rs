//! The way back to the platform (CORE 5.4.4.1): its return address with what the tool has to say.

use url::Url;

/// What to say on the way back. All of it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Return {
    /// Shown to the person.
    pub message: Option<String>,
    /// Written to the platform's log.
    pub log: Option<String>,
    /// Shown to the person as an error.
    pub error_message: Option<String>,
    /// Written to the platform's log as an error.
    pub error_log: Option<String>,
}

/// Longest text that goes into an address, in characters.
const LONGEST: usize = 1000;

impl Return {
    /// The address to show as a link. None if the platform's is not one of the web: it is never to
    /// be followed or shown then. The address's own query stays as it is; texts are cut at 1000
    /// characters.
    #[must_use]
    pub fn url(&self, return_url: &Url) -> Option<Url> {
        if !matches!(return_url.scheme(), "http" | "https") {
            return None;
        }
        let mut url = return_url.clone();
        for (name, text) in [
            ("lti_msg", &self.message),
            ("lti_log", &self.log),
            ("lti_errormsg", &self.error_message),
            ("lti_errorlog", &self.error_log),
        ] {
            if let Some(text) = text {
                let text: String = text.chars().take(LONGEST).collect();
                url.query_pairs_mut().append_pair(name, &text);
            }
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platforms_own_query_stays() {
        let url = Url::parse("https://lms.example.org/return?course=2&sesskey=a%2Fb#top").unwrap();
        let back = Return {
            message: Some("Done & dusted".into()),
            error_log: Some("x".into()),
            ..Return::default()
        };
        assert_eq!(
            back.url(&url).unwrap().as_str(),
            "https://lms.example.org/return?course=2&sesskey=a%2Fb&lti_msg=Done+%26+dusted&lti_errorlog=x#top"
        );
        assert_eq!(Return::default().url(&url).unwrap(), url);
        assert_eq!(back.url(&Url::parse("javascript:alert(1)").unwrap()), None);
    }
}
