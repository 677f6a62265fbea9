//! What handlers share: the gateway's state.

use std::ops::Deref;
use std::sync::Arc;

use jiff::tz::TimeZone;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::agreement;
use crate::attachments::Attachments;
use crate::audit::Author;
use crate::clock::Clock;
use crate::coaching::Desk;
use crate::config::Config;
use crate::credentials::{Authenticator, Issuers};
use crate::engagement::Policy;
use crate::events::Events;
use crate::events::webhooks::Courier;
use crate::exports::Exports;
use crate::people::Looks;
use crate::platforms::Platforms;
use crate::profiles::Profiles;
use crate::projector::{self, Renewals, Vocabularies};
use crate::refusals::Refusals;
use crate::retention::{self, Period};
use crate::seal::MasterKey;
use crate::sso::{Actor, Providers, Role};
use crate::statements::Log;
use crate::store::{Db, StoreError, Tx};

/// What handlers share.
#[derive(Debug, Clone)]
pub struct App(pub(crate) Arc<Inner>);

/// The fields of [`App`].
#[derive(Debug)]
pub struct Inner {
    /// The configuration in force.
    pub config: Config,
    /// Where browsers and platforms reach us.
    pub base_url: Url,
    /// The zone whose midnight separates days.
    pub zone: TimeZone,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The master key.
    pub key: MasterKey,
    /// The organisation's identity providers.
    pub providers: Providers,
    /// The contents of attachments.
    pub attachments: Attachments,
    /// Checks API keys.
    pub authenticator: Authenticator,
    /// Checks access tokens.
    pub issuers: Issuers,
    /// What asks learning platforms.
    pub platforms: Platforms,
    /// The client for requests of our own.
    pub client: reqwest::Client,
    /// The way into the statement log.
    pub log: Log,
    /// xAPI Profiles that statements are checked against.
    pub profiles: Profiles,
    /// Keeps why requests to the record store were refused.
    pub refusals: Refusals,
    /// Keeps who looked at whom.
    pub looks: Looks,
    /// Rules of meaning.
    pub vocabularies: Arc<Vocabularies>,
    /// Has facts derived anew when meaning has changed.
    pub renewals: Renewals,
    /// Knows when there is something new to tell apps.
    pub events: Events,
    /// Knows when there is an export to make.
    pub exports: Exports,
    /// Sends it to webhooks.
    pub courier: Courier,
    /// Collected metrics.
    pub metrics: PrometheusHandle,
    /// Cancelled when the gateway begins to stop.
    pub stopping: CancellationToken,
}

impl App {
    /// The organisation's calendar day now, days since the epoch.
    #[must_use]
    pub fn today(&self) -> i64 {
        projector::day(&self.zone, self.clock.now().as_microsecond())
    }

    /// Where acts of coaching become statements.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk {
            db: self.db.clone(),
            clock: self.clock.clone(),
            zone: self.zone(),
            log: self.log.clone(),
            base_url: self.base_url.clone(),
        }
    }

    /// Begins to read for somebody: people are called by what this somebody may know of them.
    pub async fn read(&self, actor: &Actor) -> Result<Tx, StoreError> {
        let mut tx = self.db.read().await?;
        let visit = actor.visit.as_ref();
        let mentor = visit.is_some_and(|visit| visit.mentor_of.is_some());
        if mentor || actor.roles.has(Role::Coach) {
            agreement::draw_veil(&mut tx, &self.config.agreement(), actor.person).await?;
        }
        Ok(tx)
    }

    /// What the organisation has decided of how engagement is shown.
    pub async fn policy(&self, tx: &mut Tx) -> Result<Policy, StoreError> {
        agreement::policy(tx, &self.config.agreement()).await
    }

    /// For how long kinds of data are kept, as administrators decided.
    pub async fn periods(&self, tx: &mut Tx) -> Result<Vec<Period>, StoreError> {
        retention::periods(tx).await
    }

    /// Whose act an entry of the audit log is.
    #[must_use]
    pub fn author(&self, actor: &Actor) -> Author {
        Author::new(&self.key, actor.person.to_string(), actor.name.clone())
    }

    /// The zone whose midnight separates days.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.zone.clone()
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
