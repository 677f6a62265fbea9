//! The sections of the file, what can be set in each, and what holds where nothing is.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Exports, Reports};
use crate::attachments::Place;
use crate::groups::BoardMode;
use crate::profiles::Check;

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
    /// There are alerts about single members; false fixes the switch that ends them.
    /// Default true.
    pub member_alerts: bool,
    /// Coaches see pseudonyms of people until a review is agreed; true fixes that switch. Default false.
    pub coach_pseudonyms: bool,
    /// Months for which it is kept who looked at a person, 1 to 120. Default 12.
    pub looks_months: i64,
    /// What the data sheet names as the legal basis, such as the title of a works agreement; absent:
    /// it says that none is named.
    pub legal_basis: Option<String>,
    /// Who is responsible for the data and how to reach them, as people are told; absent: the
    /// organisation's name alone.
    pub controller: Option<String>,
    /// How to reach the data protection officer, as people are told.
    pub data_protection_officer: Option<String>,
    /// The authority with which people may lodge a complaint, as they are told.
    pub supervisory_authority: Option<String>,
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
    /// Most index entries that one request may bring by statements that refer to others: names in
    /// those, times statements that refer to them. Default 500,000.
    pub inherited: usize,
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

/// What holds where nothing is set.
pub(super) fn defaults() -> serde_json::Value {
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
            inherited: 500_000,
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
        "privacy": Privacy { works_council: false, member_alerts: true, coach_pseudonyms: false, looks_months: 12, legal_basis: None, controller: None, data_protection_officer: None, supervisory_authority: None },
    })
}
