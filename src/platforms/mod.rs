//! Learning platforms (LTI 1.3): what was agreed with each, and how it is doing.
//!
//! - A platform is a registration: an issuer and our client identifier there. Its deployments are
//!   the places where we were installed; a launch from one that nobody has approved of is parked,
//!   never trusted.
//! - A platform may register us by a link that works once ([`registration`]); what it says of
//!   itself decides nothing before an administrator has approved of its deployment.
//! - Requests to a platform's services go through [`Platforms::call`]: to origins that the
//!   registration names, by the guarded client, with a token for the weakest scope that suffices.
//! - One that cannot is registered by hand, with what its administration shows ([`manual`]).
//! - Our own keys are rotated with an overlap ([`keys`]), so that no platform meets a signature
//!   that it cannot check.

mod clinic;
pub mod erasing;
pub mod keys;
pub mod manual;
pub mod people;
pub mod registration;
mod services;
mod store;

use std::fmt;

use lti::registration::{Deployment, Registration};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::store::{StoreError, Tx};

pub use clinic::{Check, Finding, SCOPES, examine};
pub use people::{AccountClaim, Accounts, People, PeopleError};
pub use registration::{Invite, RegistrationError, Terms};
pub use services::{CallError, Platforms};
pub use store::{
    Consumer, DeploymentRow, NewPlatform, Refusal, add, add_consumer, add_deployment, all, by_id,
    consumers, context, contexts, decide, deployments, enable, failed, find, launched,
    link_context, linked, of_issuer, park, refusals, refuse, remove_consumer, rostered, scored,
    unlink_context, waiting, worked,
};

/// What the secrets of LTI 1.1 are sealed for.
pub const CONSUMER_PURPOSE: &str = "lti-consumer";

/// What Moodle calls itself.
const MOODLE: &str = "moodle";
/// What Canvas calls itself.
const CANVAS: &str = "canvas";
/// Where the schools of Canvas have their hosts.
const CANVAS_DOMAIN: &str = "instructure.com";

/// Whether a deployment may launch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeploymentStatus {
    /// Launches were tried; nobody has decided.
    Pending,
    /// It may.
    Approved,
    /// It may not.
    Disabled,
}

impl DeploymentStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Approved, Self::Disabled];

    /// The word of it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Disabled => "disabled",
        }
    }

    /// What a word says; a word that is not known lets nobody in.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|status| status.word() == word)
            .unwrap_or(Self::Disabled)
    }
}

impl fmt::Display for DeploymentStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Platform {
    /// Identifier of the registration.
    pub id: Uuid,
    /// What administrators call it.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// Where browsers authenticate.
    pub authorization_endpoint: String,
    /// Where we get tokens for its services.
    pub token_endpoint: Option<String>,
    /// The audience of our assertions, where it is not the token endpoint.
    pub audience: Option<String>,
    /// Where it publishes its keys.
    pub jwks_uri: String,
    /// The product, such as `moodle`.
    pub product_family: Option<String>,
    /// The product's version.
    pub product_version: Option<String>,
    /// Scopes that it grants, separated by blanks.
    pub scopes: String,
    /// Where the registration can be read and replaced.
    pub registration_client_uri: Option<String>,
    /// Whether it has key pairs of ours that no other platform has.
    pub own_keys: bool,
    /// Whether it may launch at all.
    pub enabled: bool,
    /// The home page of the accounts that its people have in apps.
    pub account_home_page: Option<String>,
    /// The claim that is the account's name there: `subject`, `username` or `sourced_id`.
    pub account_claim: Option<String>,
    /// Whether its e-mail addresses may link a person.
    pub trust_email: bool,
    /// When it was registered, microseconds since the epoch, as are the others.
    pub created_at: i64,
    /// When it launched us last.
    pub last_launch_at: Option<i64>,
    /// When a roster came last.
    pub last_roster_at: Option<i64>,
    /// When a score was taken last.
    pub last_score_at: Option<i64>,
    /// What failed last: a code. It stays when all works again.
    pub last_error: Option<String>,
    /// When that was.
    pub last_error_at: Option<i64>,
    /// Why we failed at the last launch, if we did: a code, as are the others.
    pub launch_error: Option<String>,
    /// Why the last roster did not come.
    pub roster_error: Option<String>,
    /// Why the last results did not come.
    pub result_error: Option<String>,
    /// Why the last score, or column for scores, was not taken.
    pub score_error: Option<String>,
}

/// The platform that an issuer without a registration most likely means, for whoever mistyped the issuer or our
/// client identifier: one of the same issuer, or else of the same origin.
pub async fn likely(tx: &mut Tx, issuer: &str) -> Result<Option<Uuid>, StoreError> {
    let all = store::all(tx).await?;
    let origin = |address: &str| {
        let url = Url::parse(address).ok()?;
        Some(url.origin()).filter(url::Origin::is_tuple)
    };
    let same = all.iter().find(|known| known.issuer == issuer);
    let asked = origin(issuer);
    let near = || {
        all.iter()
            .find(|known| asked.is_some() && origin(&known.issuer) == asked)
    };
    Ok(same.or_else(near).map(|known| known.id))
}

/// What goes on between a platform and us; how the last of each went is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traffic {
    /// Launches. That one is refused is no failure of the platform's: whoever launched may be at fault.
    Launches,
    /// Rosters.
    Rosters,
    /// Results in the platform's gradebook.
    Results,
    /// Scores and their columns.
    Scores,
}

impl Traffic {
    /// The word of it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Launches => "launch",
            Self::Rosters => "roster",
            Self::Results => "result",
            Self::Scores => "score",
        }
    }
}

impl Platform {
    /// What the protocol needs of it; none if a stored address is unusable.
    #[must_use]
    pub fn registration(
        &self,
        deployments: &[DeploymentRow],
        redirect_uri: String,
    ) -> Option<Registration> {
        let decided = deployments.iter().filter_map(|row| {
            let status = match row.status() {
                DeploymentStatus::Pending => return None,
                DeploymentStatus::Approved => lti::registration::DeploymentStatus::Approved,
                DeploymentStatus::Disabled => lti::registration::DeploymentStatus::Disabled,
            };
            Some(Deployment {
                id: row.deployment_id.clone(),
                status,
            })
        });
        Some(Registration {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            authorization_endpoint: Url::parse(&self.authorization_endpoint).ok()?,
            jwks_uri: Url::parse(&self.jwks_uri).ok()?,
            redirect_uri,
            deployments: decided.collect(),
            trusted_audiences: Vec::new(),
        })
    }

    /// What did not go well the last time, with a code of why.
    pub fn troubles(&self) -> impl Iterator<Item = (Traffic, &str)> {
        [
            (Traffic::Launches, &self.launch_error),
            (Traffic::Rosters, &self.roster_error),
            (Traffic::Results, &self.result_error),
            (Traffic::Scores, &self.score_error),
        ]
        .into_iter()
        .filter_map(|(traffic, error)| Some((traffic, error.as_deref()?)))
    }

    /// Whether something did not go well the last time.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.troubles().next().is_some()
    }

    /// Whose subjects its people are: one is unique only within a platform's client.
    #[must_use]
    pub fn people_issuer(&self) -> String {
        format!("{} {}", self.issuer, self.client_id)
    }

    /// Scopes that it grants.
    #[must_use]
    pub fn granted(&self) -> Vec<String> {
        self.scopes.split_whitespace().map(str::to_owned).collect()
    }

    /// Origins whose pages may frame ours: the platform's own, and for Canvas, whose schools have
    /// hosts of their own, those of its domain.
    #[must_use]
    pub fn frame_origins(&self) -> String {
        let mut origins = Vec::new();
        for address in [&self.authorization_endpoint, &self.issuer] {
            let origin = Url::parse(address).map(|url| url.origin());
            if let Ok(origin) = origin
                && origin.is_tuple()
            {
                let origin = origin.ascii_serialization();
                if !origins.contains(&origin) {
                    origins.push(origin);
                }
            }
        }
        if self.is_canvas() {
            origins.push(format!("https://*.{CANVAS_DOMAIN}"));
        }
        origins.join(" ")
    }

    /// Whether it is Canvas, whose schools have hosts of their own.
    fn is_canvas(&self) -> bool {
        self.is_product(CANVAS)
    }

    /// Whether it is Moodle.
    #[must_use]
    pub fn is_moodle(&self) -> bool {
        self.is_product(MOODLE)
    }

    fn is_product(&self, name: &str) -> bool {
        let product = self.product_family.as_deref();
        product.is_some_and(|product| product.eq_ignore_ascii_case(name))
    }
}
