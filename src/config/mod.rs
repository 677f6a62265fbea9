//! One typed configuration: defaults, then the file, then the environment, then flags.
//!
//! An unknown key is an error that names the nearest known one, so that a slip of the pen does not
//! silently leave a default in force.

mod exports;
mod reports;
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
pub use sso::{ProviderSettings, ProviderTable, Sso};

use crate::agreement::{Basis, Switch};
use crate::attachments::Place;
use crate::engagement::Policy;
use crate::groups::BoardMode;
use crate::profiles::Check;
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

/// Coaching.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coaching {
    /// Who coaches a group by a statement, because they made it or its coaches appointed them:
    /// `anyone`, or only those who are `known` as coaches, by the role that they signed in with last
    /// or by an administrator. Default `anyone`.
    pub coaches: WhoCoaches,
}

/// Who coaches a group by a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhoCoaches {
    /// Whoever makes one.
    Anyone,
    /// Only who is known as a coach.
    Known,
}

/// What is told to apps.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Days for which events are kept and can be read again, 1 to 365. Default 30.
    pub keep_days: u16,
}

/// Letters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server: `smtps://user:password@host`, or `smtp://host?tls=required` for TLS by
    /// STARTTLS; absent: no letters are sent.
    pub smtp_url: Option<SecretString>,
    /// Who letters are from, such as `Coachlight <coachlight@example.org>`.
    pub from: Option<String>,
    /// The hour of the organisation's day at which a coach's digest ends and is sent, 0 to 23.
    /// Default 7.
    pub digest_hour: i8,
}

/// How engagement in groups is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// How a group's leader board is shown where its coach has chosen nothing: `full`, `top`,
    /// `own`, `facets` or `off`. Default `full`.
    pub board: BoardMode,
    /// Members are on the board unless they have chosen not to be. Not in works-council mode.
    /// Default false.
    pub board_opt_out: bool,
}

/// What is told and kept of single persons.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// Every switch of the page "Works council" is on, and fixed. Default false.
    pub works_council: bool,
    /// There are alerts about the inactivity of one member; false fixes the switch that ends them.
    /// Default true.
    pub member_alerts: bool,
    /// Coaches see pseudonyms of people until a review is agreed; true fixes that switch. Default false.
    pub coach_pseudonyms: bool,
    /// Months for which it is kept who looked at a person, 1 to 120. Default 12.
    pub looks_months: i64,
    /// What the data sheet names as the legal basis, such as the title of a works agreement; absent:
    /// it says that none is named.
    pub legal_basis: Option<String>,
}

/// Competency frameworks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frameworks {
    /// Anybody may read frameworks at the CASE endpoint, without a credential. Default false.
    pub public: bool,
}

/// Launches from learning platforms.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lti {
    /// Tolerated difference between a platform's clock and ours, in seconds, 0 to 300. Default 60.
    pub clock_skew_seconds: i64,
    /// Minutes from one roster of a course to the next, 1 to 10080. Default 60.
    pub roster_minutes: u64,
    /// Rosters are asked for learners only; who teaches is then known from launches. Default false.
    pub roster_learners_only: bool,
    /// Rosters are asked for those only who may open the link that was launched last in the course.
    /// Default false.
    pub roster_of_link: bool,
    /// Minutes from one look at a course's gradebook to the next, 1 to 10080. Default 60.
    pub results_minutes: u64,
    /// Most grades that a platform is sent in a minute, 1 to 6000. Default 600.
    pub sent_per_minute: u32,
}

/// Requests that the gateway itself makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    /// Other record stores and learning platforms may be reached in private networks and by plain
    /// http. Default false.
    pub allow_private: bool,
}

/// The record store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Xapi {
    /// Where contents of attachments are kept: `disk` (under `data_dir`) or `database`. Default:
    /// `database` on `PostgreSQL`, where several gateways share it, else `disk`.
    pub attachments: Option<Place>,
    /// Identity providers whose access tokens are taken beside API keys.
    #[serde(default)]
    pub issuers: Vec<Issuer>,
    /// The version that a refusal names to a client that has named none. Default `2.0.0`.
    pub unasked_version: UnaskedVersion,
}

/// An identity provider whose access tokens are taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Exactly as its tokens name it.
    pub issuer: String,
    /// What its tokens for us name as their audience.
    pub audience: String,
    /// Where its keys are; absent: as its metadata say.
    pub jwks_uri: Option<Url>,
    /// The claim that holds scopes, as a list or separated by blanks. Default `scope`.
    #[serde(default = "scope_claim")]
    pub scope_claim: String,
    /// What stands before our names of scopes, such as `xapi:`. Default: nothing.
    #[serde(default)]
    pub scope_prefix: String,
    /// Whether statements are checked against profiles: `off`, `report` or `refuse`. Default `off`.
    #[serde(default)]
    pub profile_check: Check,
}

fn scope_claim() -> String {
    "scope".into()
}

/// A version of xAPI as the configuration names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnaskedVersion {
    /// 1.0.3.
    #[serde(rename = "1.0.3")]
    V1_0_3,
    /// 2.0.0.
    #[serde(rename = "2.0.0")]
    V2_0,
}

/// Logging.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `info`, `debug`, … or a filter such as `info,sqlx=warn`. Default `info`.
    pub level: String,
    /// `text` or `json`. Default `text`.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For a person at a terminal.
    Text,
}

/// Limits on what a client may send.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest body of a statements request in bytes. Default 2 MiB.
    pub body_bytes: usize,
    /// Largest content of one attachment in bytes. Default 2 GiB.
    pub attachment_bytes: u64,
    /// Most statements in one request. Default 1,000.
    pub batch: usize,
    /// Most open connections. Default 10,000.
    pub connections: usize,
    /// Failed authentications a minute for each address, then for each key. Default 10.
    pub failed_logins_per_minute: u32,
}

/// Access to `/metrics`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Bearer token that opens `/metrics`; absent: only a direct loopback connection may read it.
    pub token: Option<SecretString>,
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

fn defaults() -> serde_json::Value {
    serde_json::json!({
        "listen": "127.0.0.1:8080",
        "data_dir": "data",
        "database_connections": 16,
        "time_zone": "UTC",
        "organisation": "Coachlight",
        "log": Log { level: "info".into(), format: LogFormat::Text },
        "limits": Limits {
            body_bytes: 2 * 1024 * 1024,
            attachment_bytes: 2 * 1024 * 1024 * 1024,
            batch: 1000,
            connections: 10_000,
            failed_logins_per_minute: 10,
        },
        "sso": {
            "scopes": ["profile", "email", "groups"],
            "roles_claim": "groups",
            "coach": ["coaches"],
            "hr": ["hr"],
            "administrator": ["administrators"],
            "trust_email": false,
            "providers": {},
            "session_idle_minutes": 480,
            "session_hours": 24,
            "reauthenticate_minutes": 15,
        },
        "metrics": {},
        "xapi": Xapi { attachments: None, issuers: Vec::new(), unasked_version: UnaskedVersion::V2_0 },
        "lti": Lti {
            clock_skew_seconds: 60,
            roster_minutes: 60,
            roster_learners_only: false,
            roster_of_link: false,
            results_minutes: 60,
            sent_per_minute: 600,
        },
        "outbound": Outbound { allow_private: false },
        "frameworks": Frameworks { public: false },
        "coaching": Coaching { coaches: WhoCoaches::Anyone },
        "events": Events { keep_days: 30 },
        "exports": Exports::default(),
        "reports": Reports::default(),
        "engagement": Engagement { board: BoardMode::Full, board_opt_out: false },
        "mail": { "digest_hour": 7 },
        "privacy": Privacy { works_council: false, member_alerts: true, coach_pseudonyms: false, looks_months: 12, legal_basis: None },
    })
}

/// One sentence for each fault: where it stands, what is wrong, the nearest known key.
fn explain(error: &figment::Error) -> String {
    use figment::error::Kind;
    let sentences: Vec<String> = error
        .clone()
        .into_iter()
        .map(|fault| {
            let place = fault
                .metadata
                .as_ref()
                .map_or_else(String::new, |metadata| {
                    let source = metadata.source.as_ref().map_or_else(
                        || metadata.name.to_string(),
                        std::string::ToString::to_string,
                    );
                    format!("{source}: ")
                });
            let path = fault.path.join(".");
            match &fault.kind {
                Kind::UnknownField(key, known) => {
                    let hint = nearest(key, known)
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    let within = path.strip_suffix(key.as_str()).unwrap_or(&path);
                    let within = within.trim_end_matches('.');
                    let within = if within.is_empty() {
                        String::new()
                    } else {
                        format!(" in `{within}`")
                    };
                    format!("{place}there is no setting `{key}`{within}{hint}")
                }
                kind => format!("{place}`{path}`: {kind}"),
            }
        })
        .collect();
    sentences.join("\n")
}

fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(key, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 2 + 1)
        .map(|(_, candidate)| candidate)
}
