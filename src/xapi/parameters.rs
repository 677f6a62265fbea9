//! Parameters of a request's address (xAPI 1.0.3, Communication 2.1.3 and 3.2).

use std::collections::BTreeMap;

use uuid::Uuid;
use xapi_schemas::{Version, json};

use super::body::shorten;
use crate::problem::{Fault, Kind, Problem};
use crate::statements::Identity;

/// Parameters that have not been used yet; one that stays unused is unknown.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn parse(query: &str) -> Result<Self, Problem> {
        let mut parameters = BTreeMap::new();
        for pair in pairs(query.as_bytes()) {
            let (name, value) = pair?;
            if value.contains('\0') {
                return Err(wrong(&name, "contains the character U+0000"));
            }
            if parameters.insert(name.clone(), value).is_some() {
                return Err(wrong(&name, "is given twice"));
            }
        }
        Ok(Self(parameters))
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.take(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(wrong(
                name,
                &format!("is {:?}, not true or false", shorten(other)),
            )),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Result<Option<usize>, Problem> {
        self.take(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    wrong(
                        name,
                        &format!("is {:?}, not a whole number from 0 on", shorten(&text)),
                    )
                })
            })
            .transpose()
    }

    pub(super) fn uuid(&mut self, name: &str) -> Result<Option<Uuid>, Problem> {
        self.take(name)
            .map(|text| {
                uuid(&text)
                    .ok_or_else(|| wrong(name, &format!("is {:?}, not a UUID", shorten(&text))))
            })
            .transpose()
    }

    pub(super) fn time(&mut self, name: &str) -> Result<Option<jiff::Timestamp>, Problem> {
        self.take(name)
            .map(|text| {
                xapi_schemas::timestamp(&text).ok_or_else(|| {
                    let hint = "is not a time with zone such as 2026-11-23T09:30:00Z";
                    wrong(name, &format!("{hint}: {:?}", shorten(&text)))
                })
            })
            .transpose()
    }

    /// An agent or an identified group, checked as one in a statement is.
    pub(super) fn agent(&mut self, version: Version) -> Result<Option<Identity>, Problem> {
        let Some(text) = self.take("agent") else {
            return Ok(None);
        };
        let agent = json::parse(text.as_bytes(), json::Limits::default())
            .map_err(|error| wrong("agent", &format!("is not JSON: {}", error.message)))?;
        if let Err(violations) = xapi_schemas::validate_actor(version, &agent) {
            let faults = violations.into_iter().map(Fault::from).collect();
            return Err(wrong("agent", "is not a valid agent").with_faults(faults));
        }
        let identity = Identity::of(&agent).ok_or_else(|| {
            let kinds = "mbox, mbox_sha1sum, openid and account";
            wrong("agent", &format!("has none of {kinds}"))
        })?;
        identity
            .check()
            .map_err(|error| wrong("agent", &error.to_string()))?;
        Ok(Some(identity))
    }

    /// An absolute IRI.
    pub(super) fn iri(&mut self, name: &str) -> Result<Option<String>, Problem> {
        self.take(name)
            .map(|text| {
                if xapi_schemas::is_iri(&text) {
                    return Ok(text);
                }
                let hint = "is not an absolute IRI such as https://example.org/a";
                Err(wrong(name, &format!("{hint}: {:?}", shorten(&text))))
            })
            .transpose()
    }

    /// A parameter that cannot be left out.
    pub(super) fn required<T>(value: Option<T>, name: &str) -> Result<T, Problem> {
        value.ok_or_else(|| wrong(name, "is missing"))
    }

    pub(super) fn end(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            Some(name) => Err(wrong(
                &name,
                "is not a parameter here; names are case-sensitive",
            )),
            None => Ok(()),
        }
    }
}

/// The names and values of a query or a form. What is no UTF-8 is refused: two different names must
/// not become one.
pub(super) fn pairs(text: &[u8]) -> impl Iterator<Item = Result<(String, String), Problem>> {
    let pairs = text.split(|byte| *byte == b'&');
    pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let middle = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = match middle {
            Some(middle) => (&pair[..middle], &pair[middle + 1..]),
            None => (pair, &pair[..0]),
        };
        let shown = || String::from_utf8_lossy(name).into_owned();
        let name = decoded(name).ok_or_else(|| wrong(&shown(), "has a name that is not UTF-8"))?;
        let value = decoded(value).ok_or_else(|| wrong(&name, "is not UTF-8"))?;
        Ok((name, value))
    })
}

/// A text with its percent-encoding undone.
fn decoded(text: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    String::from_utf8(bytes).ok()
}

/// A UUID as RFC 4122 writes it, with hyphens and nothing around it.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    let sound = text.len() == uuid::fmt::Hyphenated::LENGTH;
    sound.then(|| text.parse().ok()).flatten()
}

pub(super) fn wrong(name: &str, what: &str) -> Problem {
    Problem::new(
        Kind::InvalidParameter,
        format!("The parameter {:?} {what}.", shorten(name)),
    )
    .with_faults(vec![Fault {
        pointer: shorten(name),
        rule: "xapi/communication/2.1.3".into(),
        detail: what.to_owned(),
    }])
}
