//! One typed configuration: defaults, then the file, then the environment, then flags.
//!
//! An unknown key is an error that names the nearest known one, so that a slip of the pen does not
//! silently leave a default in force.

mod exports;
mod faults;
mod reports;
mod sections;
mod sso;

use std::net::SocketAddr;
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

pub use exports::Exports;
pub use reports::Reports;
pub use sections::{
    Coaching, Engagement, Events, Frameworks, Issuer, Limits, Log, LogFormat, Lti, Mail, Metrics,
    Outbound, Privacy, UnaskedVersion, WhoCoaches, Xapi,
};
pub use sso::{ProviderSettings, ProviderTable, Sso};

use faults::explain;
use sections::defaults;

use crate::agreement::{Basis, Switch};
use crate::attachments::Place;
use crate::engagement::Policy;
use crate::store::Target;

/// Everything an operator can set. Field docs are the reference (`docs/configure.md`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The file that was read, if one was.
    #[serde(skip)]
    pub file: Option<PathBuf>,
    /// Address and port to listen on. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Where browsers and platforms reach the gateway; default `http://` + `listen`.
    pub public_url: Option<Url>,
    /// Folder of the embedded database and of the gateway's own keys. Default `data`.
    pub data_dir: PathBuf,
    /// `postgres://…`; absent: the embedded database in `data_dir`.
    pub database_url: Option<SecretString>,
    /// Connections to `PostgreSQL`, 2 to 200. Default 16.
    pub database_connections: u32,
    /// IANA name of the zone whose midnight separates days. Default `UTC`.
    pub time_zone: String,
    /// The organisation's name, shown on every page. Default `Coachlight`.
    pub organisation: String,
    /// Logging.
    pub log: Log,
    /// Limits on what a client may send.
    pub limits: Limits,
    /// Sign-in by `OpenID` providers.
    pub sso: Sso,
    /// Access to `/metrics`.
    pub metrics: Metrics,
    /// The record store.
    pub xapi: Xapi,
    /// Launches from learning platforms.
    pub lti: Lti,
    /// Requests that the gateway itself makes.
    pub outbound: Outbound,
    /// Competency frameworks.
    pub frameworks: Frameworks,
    /// Coaching.
    pub coaching: Coaching,
    /// What is told to apps.
    pub events: Events,
    /// Exports.
    pub exports: Exports,
    /// Reports.
    pub reports: Reports,
    /// How engagement in groups is shown.
    pub engagement: Engagement,
    /// What is told of single persons.
    pub privacy: Privacy,
    /// Letters.
    pub mail: Mail,
}

/// Settings given on the command line, which win over all others.
#[derive(Debug, Clone, Default, Serialize, clap::Args)]
pub struct Flags {
    /// Configuration file
    #[arg(long, global = true, env = "COACHLIGHT_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// Folder of the embedded database and the gateway's keys
    #[arg(long, global = true, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// Where browsers and platforms reach the gateway
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<Url>,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file given by flag or environment does not exist.
    #[error("there is no configuration file {}", .0.display())]
    Missing(PathBuf),
    /// A value has a wrong type or a key is unknown.
    #[error("{0}")]
    Value(String),
}

const DEFAULT_FILE: &str = "coachlight.toml";

impl Config {
    /// Reads the configuration: defaults < file < environment < flags.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(defaults()));
        let file = match &flags.config {
            Some(file) if !file.exists() => return Err(ConfigError::Missing(file.clone())),
            Some(file) => Some(file.clone()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.exists()),
        };
        if let Some(file) = &file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            // The name every platform gives a database's address.
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(
                Env::prefixed("COACHLIGHT_")
                    .ignore(&["CONFIG"])
                    .split("__")
                    .filter(|key| {
                        // Variables of the test environment are not settings.
                        !key.starts_with("TEST_") && !key.starts_with("test_")
                    }),
            )
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Value(explain(&error)))?;
        config.check()?;
        Ok(Self { file, ..config })
    }

    /// Whether the configuration holds something that only the operator may read.
    #[must_use]
    pub fn holds_secrets(&self) -> bool {
        self.database_url.is_some()
            || self.sso.holds_secrets()
            || self.metrics.token.is_some()
            || self.mail.smtp_url.is_some()
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.zone()?;
        if !(2..=200).contains(&self.database_connections) {
            return Err(ConfigError::Value(format!(
                "database_connections is {}, but must be from 2 to 200",
                self.database_connections
            )));
        }
        if !(0..=300).contains(&self.lti.clock_skew_seconds) {
            return Err(ConfigError::Value(format!(
                "lti.clock_skew_seconds is {}, but must be from 0 to 300",
                self.lti.clock_skew_seconds
            )));
        }
        for (name, minutes) in [
            ("roster_minutes", self.lti.roster_minutes),
            ("results_minutes", self.lti.results_minutes),
        ] {
            if !(1..=10_080).contains(&minutes) {
                return Err(ConfigError::Value(format!(
                    "lti.{name} is {minutes}, but must be from 1 to 10080"
                )));
            }
        }
        if !(1..=6000).contains(&self.lti.sent_per_minute) {
            return Err(ConfigError::Value(format!(
                "lti.sent_per_minute is {}, but must be from 1 to 6000",
                self.lti.sent_per_minute
            )));
        }
        if !(1..=365).contains(&self.events.keep_days) {
            return Err(ConfigError::Value(format!(
                "events.keep_days is {}, but must be from 1 to 365",
                self.events.keep_days
            )));
        }
        self.check_mail()?;
        for issuer in &self.xapi.issuers {
            let address = Url::parse(&issuer.issuer).map_err(|error| {
                ConfigError::Value(format!(
                    "xapi.issuers: {:?} is no address: {error}",
                    issuer.issuer
                ))
            })?;
            private("xapi.issuers.issuer", &address)?;
            if let Some(keys) = &issuer.jwks_uri {
                private("xapi.issuers.jwks_uri", keys)?;
            }
        }
        if !(1..=120).contains(&self.privacy.looks_months) {
            return Err(ConfigError::Value(format!(
                "privacy.looks_months is {}, but must be from 1 to 120",
                self.privacy.looks_months
            )));
        }
        self.exports.check()?;
        self.sso.check()?;
        Ok(())
    }

    fn check_mail(&self) -> Result<(), ConfigError> {
        let mail = &self.mail;
        if !(0..=23).contains(&mail.digest_hour) {
            return Err(ConfigError::Value(format!(
                "mail.digest_hour is {}, but must be from 0 to 23",
                mail.digest_hour
            )));
        }
        let Some(address) = &mail.smtp_url else {
            return Ok(());
        };
        if mail.from.is_none() {
            return Err(ConfigError::Value(
                "mail.smtp_url is set, mail.from is not".into(),
            ));
        }
        // The address may hold a password: it is not repeated.
        let address = Url::parse(address.expose_secret())
            .map_err(|error| ConfigError::Value(format!("mail.smtp_url is no address: {error}")))?;
        let loopback = matches!(
            address.host_str(),
            Some("127.0.0.1" | "localhost" | "[::1]")
        );
        let secret = match address.scheme() {
            "smtps" => true,
            "smtp" => address
                .query_pairs()
                .any(|(name, value)| name == "tls" && value == "required"),
            _ => false,
        };
        if secret || (loopback && address.scheme() == "smtp") {
            return Ok(());
        }
        Err(ConfigError::Value(
            "mail.smtp_url must begin with smtps://, or with smtp:// and end with ?tls=required, \
             unless the server is on this machine"
                .into(),
        ))
    }

    /// The zone whose midnight separates days.
    pub fn zone(&self) -> Result<TimeZone, ConfigError> {
        TimeZone::get(&self.time_zone).map_err(|_| {
            ConfigError::Value(format!(
                "time_zone is {:?}, which is not an IANA name such as \"Europe/Berlin\"",
                self.time_zone
            ))
        })
    }

    /// Where browsers and platforms reach the gateway, given the address it really listens on.
    pub fn base_url(&self, bound: SocketAddr) -> Result<Url, ConfigError> {
        if let Some(url) = &self.public_url {
            return Ok(url.clone());
        }
        let host = if bound.ip().is_unspecified() {
            "127.0.0.1".into()
        } else {
            bound.ip().to_string()
        };
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host
        };
        Url::parse(&format!("http://{host}:{}/", bound.port()))
            .map_err(|error| ConfigError::Value(format!("listen {bound}: {error}")))
    }

    /// How engagement is shown before anything is switched, and what the file has switched for good.
    #[must_use]
    pub fn agreement(&self) -> Basis {
        let privacy = &self.privacy;
        let fixed = Switch::ALL.iter().copied().filter(|switch| {
            privacy.works_council
                || (*switch == Switch::NoMemberAlerts && !privacy.member_alerts)
                || (*switch == Switch::CoachPseudonyms && privacy.coach_pseudonyms)
        });
        Basis {
            policy: Policy {
                board: self.engagement.board,
                opt_out: self.engagement.board_opt_out,
                ..Policy::default()
            },
            fixed: fixed.collect(),
        }
    }

    /// Where contents of attachments are kept.
    #[must_use]
    pub fn attachments(&self) -> Place {
        self.xapi.attachments.unwrap_or(match self.database_url {
            Some(_) => Place::Database,
            None => Place::Disk,
        })
    }

    /// Where the data live.
    #[must_use]
    pub fn target(&self) -> Target {
        match &self.database_url {
            Some(address) => Target::Postgres(address.clone(), self.database_connections),
            None => Target::Sqlite(self.data_dir.join("coachlight.db")),
        }
    }
}

/// Whether nobody between here and an address can listen or answer in its place.
#[must_use]
pub fn is_private(address: &Url) -> bool {
    let loopback = matches!(
        address.host_str(),
        Some("127.0.0.1" | "localhost" | "[::1]")
    );
    address.scheme() == "https" || loopback
}

/// What vouches for others is asked only where nobody can listen or answer in its place.
fn private(setting: &str, address: &Url) -> Result<(), ConfigError> {
    if is_private(address) {
        return Ok(());
    }
    Err(ConfigError::Value(format!(
        "{setting} is {address}, but must be https unless it is on this machine"
    )))
}
