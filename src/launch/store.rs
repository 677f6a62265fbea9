//! All SQL of the platform tables.

use jiff::Timestamp;
use lti::login::Pending;
use lti::registration::{Deployment, Registration};
use url::Url;
use uuid::Uuid;

use crate::groups::GroupId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO platform (id, name, issuer, client_id, authorization_endpoint,
               token_endpoint, jwks_uri, account_home_page, account_claim, trust_email, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ADD_DEPLOYMENT = "INSERT INTO platform_deployment (platform, deployment_id) VALUES ($1, $2)
                      ON CONFLICT DO NOTHING";
    OF_ISSUER = "SELECT id, name, issuer, client_id, authorization_endpoint, jwks_uri,
                     account_home_page, account_claim, trust_email, last_launch_at
                 FROM platform WHERE issuer = $1 ORDER BY client_id";
    ALL = "SELECT id, name, issuer, client_id, authorization_endpoint, jwks_uri,
               account_home_page, account_claim, trust_email, last_launch_at
           FROM platform ORDER BY name, id";
    BY_ID = "SELECT id, name, issuer, client_id, authorization_endpoint, jwks_uri,
                 account_home_page, account_claim, trust_email, last_launch_at
             FROM platform WHERE id = $1";
    DEPLOYMENTS = "SELECT deployment_id FROM platform_deployment WHERE platform = $1";
    LAUNCHED = "UPDATE platform SET last_launch_at = $2 WHERE id = $1";
    ADD_PENDING = "INSERT INTO pending_login (state_sha256, platform, target_link_uri, nonce,
                       browser_sha256, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
    TAKE_PENDING = "DELETE FROM pending_login WHERE state_sha256 = $1
                    RETURNING platform, target_link_uri, nonce, browser_sha256, created_at";
    DROP_PENDING = "DELETE FROM pending_login WHERE created_at < $1";
    CONTEXT = "SELECT group_id FROM platform_context
               WHERE platform = $1 AND deployment_id = $2 AND context_id = $3";
    LINK_CONTEXT = "INSERT INTO platform_context (platform, deployment_id, context_id, group_id)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (platform, deployment_id, context_id) DO UPDATE SET group_id = $4";
    KEYS = "SELECT public_jwk FROM tool_key ORDER BY created_at DESC";
    ADD_KEY = "INSERT INTO tool_key (id, public_jwk, private_sealed, created_at)
               VALUES ($1, $2, $3, $4)";
}

/// A platform that may launch us.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Platform {
    /// Identifier of the registration.
    pub id: Uuid,
    /// What administrators call it.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    authorization_endpoint: String,
    jwks_uri: String,
    /// The home page of the accounts that its people have in apps.
    pub account_home_page: Option<String>,
    /// The claim that is the account's name there.
    pub account_claim: Option<String>,
    /// Whether its e-mail addresses may link a person.
    pub trust_email: bool,
    /// When it launched us last, microseconds since the epoch.
    pub last_launch_at: Option<i64>,
}

impl Platform {
    /// What the protocol needs of it; none if a stored address is unusable.
    pub(super) fn registration(
        &self,
        deployments: Vec<String>,
        redirect_uri: String,
    ) -> Option<Registration> {
        Some(Registration {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            authorization_endpoint: Url::parse(&self.authorization_endpoint).ok()?,
            jwks_uri: Url::parse(&self.jwks_uri).ok()?,
            redirect_uri,
            deployments: deployments.into_iter().map(Deployment::approved).collect(),
            trusted_audiences: Vec::new(),
        })
    }
}

/// What an administrator says of a platform.
#[derive(Debug)]
pub struct NewPlatform<'p> {
    /// What to call it.
    pub name: &'p str,
    /// Its issuer.
    pub issuer: &'p str,
    /// Our client identifier there.
    pub client_id: &'p str,
    /// Where browsers authenticate.
    pub authorization_endpoint: &'p Url,
    /// Where we get tokens for its services.
    pub token_endpoint: Option<&'p Url>,
    /// Where it publishes its keys.
    pub jwks_uri: &'p Url,
    /// The home page of the accounts that its people have in apps.
    pub account_home_page: Option<&'p str>,
    /// The claim that is the account's name there.
    pub account_claim: Option<&'p str>,
    /// Whether its e-mail addresses may link a person.
    pub trust_email: bool,
}

/// Registers a platform.
pub async fn add(
    tx: &mut Tx,
    platform: &NewPlatform<'_>,
    now: Timestamp,
) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    execute!(
        tx,
        ADD,
        id,
        platform.name,
        platform.issuer,
        platform.client_id,
        platform.authorization_endpoint.as_str(),
        platform.token_endpoint.map(Url::as_str),
        platform.jwks_uri.as_str(),
        platform.account_home_page,
        platform.account_claim,
        platform.trust_email,
        now.as_microsecond()
    )?;
    Ok(id)
}

/// Lets a deployment launch us.
pub async fn add_deployment(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
) -> Result<(), StoreError> {
    execute!(tx, ADD_DEPLOYMENT, platform, deployment)?;
    Ok(())
}

/// All platforms, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Platform>, StoreError> {
    fetch_all!(tx, ALL as Platform)
}

/// The registrations of an issuer.
pub(super) async fn of_issuer(tx: &mut Tx, issuer: &str) -> Result<Vec<Platform>, StoreError> {
    fetch_all!(tx, OF_ISSUER as Platform, issuer)
}

pub(super) async fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Platform>, StoreError> {
    fetch_optional!(tx, BY_ID as Platform, id)
}

pub(super) async fn deployments(tx: &mut Tx, platform: Uuid) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(tx, DEPLOYMENTS as (String,), platform)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn launched(
    tx: &mut Tx,
    platform: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, LAUNCHED, platform, now.as_microsecond())?;
    Ok(())
}

/// Remembers a login, and forgets those that are too old to be answered.
pub(super) async fn add_pending(
    tx: &mut Tx,
    state: &[u8],
    platform: Uuid,
    pending: &Pending,
) -> Result<(), StoreError> {
    let created = pending.created_at.as_microsecond();
    execute!(
        tx,
        DROP_PENDING,
        created - lti::login::LIFE_SECONDS * 1_000_000
    )?;
    execute!(
        tx,
        ADD_PENDING,
        state,
        platform,
        &pending.target_link_uri,
        &pending.nonce,
        &pending.browser_sha256,
        created
    )?;
    Ok(())
}

/// A login as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct PendingRow {
    pub(super) platform: Uuid,
    pub(super) target_link_uri: String,
    pub(super) nonce: String,
    pub(super) browser_sha256: Vec<u8>,
    pub(super) created_at: i64,
}

/// Takes a login: it works once.
pub(super) async fn take_pending(
    tx: &mut Tx,
    state: &[u8],
) -> Result<Option<PendingRow>, StoreError> {
    fetch_optional!(tx, TAKE_PENDING as PendingRow, state)
}

/// The group that an administrator linked to a course.
pub(super) async fn context(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
) -> Result<Option<GroupId>, StoreError> {
    let found = fetch_optional!(tx, CONTEXT as (GroupId,), platform, deployment, context)?;
    Ok(found.map(|(group,)| group))
}

/// Links a course to a group.
pub async fn link_context(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    context: &str,
    group: GroupId,
) -> Result<(), StoreError> {
    execute!(tx, LINK_CONTEXT, platform, deployment, context, group)?;
    Ok(())
}

pub(super) async fn public_keys(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(tx, KEYS as (String,))?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

pub(super) async fn add_key(
    tx: &mut Tx,
    id: &str,
    public: &str,
    sealed: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, ADD_KEY, id, public, sealed, now)?;
    Ok(())
}
