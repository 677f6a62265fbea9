//! `If-Match` and `If-None-Match` (RFC 9110, 13.1; xAPI 1.0.3, Communication 3.1).

use super::Tag;

/// The value of one of the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tags {
    /// `*`: any document at all.
    Any,
    /// One of these, with whether each is weak.
    List(Vec<(bool, String)>),
}

impl Tags {
    /// Reads a header's value. A tag may stand without quotes, since `TinCanJS` sends it so; none
    /// for a value that is no list of tags.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim() == "*" {
            return Some(Self::Any);
        }
        let tags = text
            .split(',')
            .map(|part| {
                let part = part.trim();
                let (weak, tag) = match part.strip_prefix("W/") {
                    Some(tag) => (true, tag),
                    None => (false, part),
                };
                let bare = tag
                    .strip_prefix('"')
                    .and_then(|tag| tag.strip_suffix('"'))
                    .unwrap_or(tag);
                let sound = !bare.is_empty() && !bare.contains(['"', ' ']);
                sound.then(|| (weak, bare.to_ascii_lowercase()))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self::List(tags))
    }

    /// Whether it names the stored version. Only a strong tag proves that the content is the same
    /// to the byte, so a weak one never does where `strong` is asked for.
    fn names(&self, stored: Option<&Tag>, strong: bool) -> bool {
        let Some(stored) = stored else {
            return false;
        };
        match self {
            Self::Any => true,
            Self::List(tags) => {
                let stored = stored.to_string();
                tags.iter()
                    .any(|(weak, tag)| *tag == stored && !(strong && *weak))
            }
        }
    }
}

/// What a request makes its change depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preconditions {
    /// The stored version is one of these.
    pub if_match: Option<Tags>,
    /// The stored version is none of these.
    pub if_none_match: Option<Tags>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Met,
    /// A precondition fails.
    Failed,
    /// Nothing is asked of what is stored, or of there being nothing.
    Unguarded,
}

impl Preconditions {
    /// Judges a change of the stored version.
    #[must_use]
    pub fn judge(&self, stored: Option<&Tag>) -> Outcome {
        if let Some(tags) = &self.if_match
            && !tags.names(stored, true)
        {
            return Outcome::Failed;
        }
        if let Some(tags) = &self.if_none_match
            && tags.names(stored, false)
        {
            return Outcome::Failed;
        }
        if *self == Self::default() {
            return Outcome::Unguarded;
        }
        Outcome::Met
    }

    /// Whether a reader has the stored version already.
    #[must_use]
    pub fn has_already(&self, stored: &Tag) -> bool {
        self.if_none_match
            .as_ref()
            .is_some_and(|tags| tags.names(Some(stored), false))
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Failed, Met};
    use super::*;

    #[test]
    fn headers_are_read_and_judged() {
        let tag = Tag::of(b"content");
        let other = Tag::of(b"other");
        let parse = |text: &str| Tags::parse(text).unwrap();
        let on = |header: &str, stored: Option<&Tag>| {
            let match_one = Preconditions {
                if_match: Some(parse(header)),
                if_none_match: None,
            };
            let match_none = Preconditions {
                if_match: None,
                if_none_match: Some(parse(header)),
            };
            (match_one.judge(stored), match_none.judge(stored))
        };
        assert_eq!(on(&format!("\"{tag}\""), Some(&tag)), (Met, Failed));
        assert_eq!(on(&tag.to_string(), Some(&tag)), (Met, Failed));
        assert_eq!(on(&format!("W/\"{tag}\""), Some(&tag)), (Failed, Failed));
        let list = format!("\"{other}\" , \"{tag}\"");
        assert_eq!(on(&list, Some(&tag)), (Met, Failed));
        assert_eq!(on(&format!("\"{other}\""), Some(&tag)), (Failed, Met));
        assert_eq!(on("*", Some(&tag)), (Met, Failed));
        assert_eq!(on("*", None), (Failed, Met));
        assert_eq!(on(&format!("\"{tag}\""), None), (Failed, Met));
        let none = Preconditions::default();
        assert_eq!(none.judge(None), Outcome::Unguarded);
        assert_eq!(none.judge(Some(&tag)), Outcome::Unguarded);
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for bad in ["", "\"\"", "\"a", "a b", "\"a\",", "W/"] {
            assert_eq!(Tags::parse(bad), None, "{bad:?}");
        }
    }
}
