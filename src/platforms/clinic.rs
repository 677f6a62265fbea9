//! The self-test of a platform: what works of what was agreed, found out by asking.

use lti::services::{assignment_and_grade, groups, names_and_roles};
use url::Url;

use super::{CallError, Platform, Platforms};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The platform's keys can be fetched, and one of them can be used.
    Keys,
    /// The token endpoint gives a token.
    Token,
    /// A scope is granted.
    Scope(&'static str),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// A code of what is wrong; none if nothing is.
    pub fault: Option<&'static str>,
}

/// The scopes that we can use.
pub const SCOPES: [&str; 6] = [
    assignment_and_grade::scope::LINE_ITEM,
    assignment_and_grade::scope::LINE_ITEM_READONLY,
    assignment_and_grade::scope::RESULT_READONLY,
    assignment_and_grade::scope::SCORE,
    names_and_roles::SCOPE,
    groups::SCOPE,
];

/// Asks a platform for its keys and for a token of each scope that it is said to grant.
pub async fn examine(platforms: &Platforms, platform: &Platform) -> Vec<Finding> {
    let mut findings = vec![Finding {
        check: Check::Keys,
        fault: keys(platforms, platform).await,
    }];
    let granted = platform.granted();
    let mut gives = None;
    let mut scopes = Vec::new();
    for scope in SCOPES {
        let fault = if granted.iter().any(|known| known == scope) {
            let fault = platforms.token(platform, &[scope]).await.err();
            let fault = fault.map(|error| error.code());
            // A token without the scope is a token all the same.
            let answered = fault.filter(|code| *code != CallError::MissingScope.code());
            gives = Some(gives.flatten().or(answered));
            fault
        } else {
            Some("scope_not_granted")
        };
        scopes.push(Finding {
            check: Check::Scope(scope),
            fault,
        });
    }
    findings.push(Finding {
        check: Check::Token,
        fault: gives.unwrap_or(Some("scope_not_granted")),
    });
    findings.extend(scopes);
    findings
}

async fn keys(platforms: &Platforms, platform: &Platform) -> Option<&'static str> {
    let Ok(address) = Url::parse(&platform.jwks_uri) else {
        return Some("registration");
    };
    match platforms.fetch_keys(&address).await {
        None => Some("keys_unreachable"),
        Some(keys) if keys.is_empty() => Some("keys_unfit"),
        Some(_) => None,
    }
}
