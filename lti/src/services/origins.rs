//! Where a platform's token may go.

use url::{Host, Origin, Url};

use crate::registration::Registration;

/// Why a call may not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// The address is not on an origin that the registration allows.
    #[error("{0} is not among the origins that this registration allows")]
    Foreign(String),
    /// The address is not https.
    #[error("{0} is not https")]
    Plain(String),
    /// The address carries credentials or has no host.
    #[error("the address is malformed")]
    Malformed,
}

impl OriginError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Foreign(_) => "origin_foreign",
            Self::Plain(_) => "origin_plain",
            Self::Malformed => "origin_malformed",
        }
    }
}

/// The origins that the services of a registration may be on. A launch is signed, yet its
/// addresses are only followed as far as an administrator agreed: a token never goes elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    listed: Vec<Origin>,
    domains: Vec<String>,
    plain: bool,
}

impl Origins {
    /// The origins that the registration itself names: its issuer, endpoints and keys. With
    /// `plain` http is allowed too, which is for platforms on the same machine.
    #[must_use]
    pub fn of(registration: &Registration, plain: bool) -> Self {
        let mut own = Self {
            listed: Vec::new(),
            domains: Vec::new(),
            plain,
        };
        if let Ok(issuer) = Url::parse(&registration.issuer) {
            own.add(&issuer);
        }
        own.add(&registration.authorization_endpoint);
        own.add(&registration.jwks_uri);
        own
    }

    /// Allows the origin of an address too, such as the token endpoint's.
    #[must_use]
    pub fn with(mut self, url: &Url) -> Self {
        self.add(url);
        self
    }

    /// Allows every host of a domain too, at the usual port: Canvas' issuer is one for all, and
    /// each school's services are on a host of their own below `instructure.com`. A domain without
    /// a dot is not taken.
    #[must_use]
    pub fn with_domain(mut self, domain: &str) -> Self {
        let domain = domain.trim_matches('.').to_ascii_lowercase();
        if domain.contains('.') && matches!(Host::parse(&domain), Ok(Host::Domain(_))) {
            self.domains.push(domain);
        }
        self
    }

    fn add(&mut self, url: &Url) {
        let origin = url.origin();
        if origin.is_tuple() && !self.listed.contains(&origin) {
            self.listed.push(origin);
        }
    }

    /// Whether a token may be sent to an address.
    pub fn allows(&self, url: &Url) -> Result<(), OriginError> {
        if !url.username().is_empty() || url.password().is_some() || !url.has_host() {
            return Err(OriginError::Malformed);
        }
        let origin = url.origin();
        match url.scheme() {
            "https" => {}
            "http" if self.plain => {}
            _ => return Err(OriginError::Plain(origin.ascii_serialization())),
        }
        // By whole labels: `instructure.com.evil.org` and `evilinstructure.com` are others.
        let below = |domain: &String| {
            let host = url.host_str().unwrap_or_default();
            let prefix = host.strip_suffix(domain.as_str());
            let labels = prefix.is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'));
            labels && url.port().is_none()
        };
        if self.listed.contains(&origin) || self.domains.iter().any(below) {
            return Ok(());
        }
        Err(OriginError::Foreign(origin.ascii_serialization()))
    }
}
