//! All SQL of the platforms' tables.

use jiff::Timestamp;
use uuid::Uuid;

use super::{DeploymentStatus, Platform};
use crate::groups::GroupId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO platform (id, name, issuer, client_id, authorization_endpoint,
               token_endpoint, audience, jwks_uri, product_family, product_version, scopes,
               registration_client_uri, own_keys, enabled, account_home_page, account_claim,
               trust_email, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
               $18)";
    REPLACE = "UPDATE platform SET authorization_endpoint = $2, token_endpoint = $3, audience = $4,
                   jwks_uri = $5, product_family = $6, product_version = $7, scopes = $8,
                   registration_client_uri = $9
               WHERE id = $1";
    OF_ISSUER = "SELECT * FROM platform WHERE issuer = $1 ORDER BY client_id";
    FIND = "SELECT * FROM platform WHERE issuer = $1 AND client_id = $2";
    ALL = "SELECT * FROM platform ORDER BY name, id";
    BY_ID = "SELECT * FROM platform WHERE id = $1";
    ENABLE = "UPDATE platform SET enabled = $2 WHERE id = $1 RETURNING 1";
    LINK_PEOPLE = "UPDATE platform SET account_home_page = $2, account_claim = $3, trust_email = $4
                   WHERE id = $1 RETURNING 1";
    LAUNCHED = "UPDATE platform SET last_launch_at = $2 WHERE id = $1";
    ROSTERED = "UPDATE platform SET last_roster_at = $2 WHERE id = $1";
    SCORED = "UPDATE platform SET last_score_at = $2 WHERE id = $1";
    FAILED = "UPDATE platform SET last_error = $2, last_error_at = $3 WHERE id = $1";
    ADD_DEPLOYMENT = "INSERT INTO platform_deployment
                          (platform, deployment_id, status, course, seen_at)
                      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    DECIDE = "UPDATE platform_deployment SET status = $3
              WHERE platform = $1 AND deployment_id = $2 RETURNING 1";
    DEPLOYMENTS = "SELECT deployment_id, status, course, seen_at FROM platform_deployment
                   WHERE platform = $1 ORDER BY seen_at, deployment_id";
    PENDING = "SELECT count(*) FROM platform_deployment WHERE platform = $1 AND status = 'pending'";
    ADD_CONSUMER = "INSERT INTO platform_consumer
                        (platform, consumer_key, secret_sealed, account_home_page)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (platform, consumer_key) DO UPDATE
                    SET secret_sealed = $3, account_home_page = $4";
    CONSUMERS = "SELECT consumer_key, secret_sealed, account_home_page FROM platform_consumer
                 WHERE platform = $1 ORDER BY consumer_key";
    REMOVE_CONSUMER = "DELETE FROM platform_consumer WHERE platform = $1 AND consumer_key = $2
                       RETURNING 1";
    ADD_INVITE = "INSERT INTO platform_invite (token_sha256, name, own_keys, account_home_page,
                      account_claim, trust_email, created_at, expires_at)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DROP_INVITES = "DELETE FROM platform_invite WHERE expires_at < $1";
    INVITE = "SELECT name, own_keys, account_home_page, account_claim, trust_email, expires_at
              FROM platform_invite WHERE token_sha256 = $1";
    TAKE_INVITE = "DELETE FROM platform_invite WHERE token_sha256 = $1
                   RETURNING name, own_keys, account_home_page, account_claim, trust_email,
                       expires_at";
    REFUSE = "INSERT INTO launch_refusal (id, platform, at, rule, detail) VALUES ($1, $2, $3, $4, $5)";
    FORGET_REFUSALS = "DELETE FROM launch_refusal WHERE platform = $1 AND at < (
                           SELECT at FROM launch_refusal WHERE platform = $1
                           ORDER BY at DESC LIMIT 1 OFFSET 199)";
    REFUSALS = "SELECT at, rule, detail FROM launch_refusal WHERE platform = $1
                ORDER BY at DESC LIMIT $2";
    CONTEXT = "SELECT group_id FROM platform_context
               WHERE platform = $1 AND deployment_id = $2 AND context_id = $3";
    LINK_CONTEXT = "INSERT INTO platform_context (platform, deployment_id, context_id, group_id)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (platform, deployment_id, context_id) DO UPDATE SET group_id = $4";
    SHARED_KEYS = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                   WHERE platform IS NULL ORDER BY created_at, id";
    OWN_KEYS = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                WHERE platform = $1 ORDER BY created_at, id";
    EVERY_KEY = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                 ORDER BY created_at, id";
    ADD_KEY = "INSERT INTO tool_key (id, platform, public_jwk, private_sealed, created_at)
               VALUES ($1, $2, $3, $4, $5)";
    DROP_KEY = "DELETE FROM tool_key WHERE id = $1";
}

/// Most deployments of a platform that wait for a decision: beyond, one is refused unheard.
const MOST_PENDING: i64 = 100;

/// What an administrator, or a registration, says of a platform.
#[derive(Debug, Default)]
pub struct NewPlatform<'p> {
    /// What to call it.
    pub name: &'p str,
    /// Its issuer.
    pub issuer: &'p str,
    /// Our client identifier there.
    pub client_id: &'p str,
    /// Where browsers authenticate.
    pub authorization_endpoint: &'p str,
    /// Where we get tokens for its services.
    pub token_endpoint: Option<&'p str>,
    /// The audience of our assertions, where it is not the token endpoint.
    pub audience: Option<&'p str>,
    /// Where it publishes its keys.
    pub jwks_uri: &'p str,
    /// The product.
    pub product_family: Option<&'p str>,
    /// The product's version.
    pub product_version: Option<&'p str>,
    /// Scopes that it grants, separated by blanks.
    pub scopes: &'p str,
    /// Where the registration can be read and replaced.
    pub registration_client_uri: Option<&'p str>,
    /// Whether it gets key pairs of its own.
    pub own_keys: bool,
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
        platform.authorization_endpoint,
        platform.token_endpoint,
        platform.audience,
        platform.jwks_uri,
        platform.product_family,
        platform.product_version,
        platform.scopes,
        platform.registration_client_uri,
        platform.own_keys,
        true,
        platform.account_home_page,
        platform.account_claim,
        platform.trust_email,
        now.as_microsecond()
    )?;
    Ok(id)
}

/// Replaces what was agreed with a platform; what administrators decided stays.
pub(super) async fn replace(
    tx: &mut Tx,
    id: Uuid,
    platform: &NewPlatform<'_>,
) -> Result<(), StoreError> {
    execute!(
        tx,
        REPLACE,
        id,
        platform.authorization_endpoint,
        platform.token_endpoint,
        platform.audience,
        platform.jwks_uri,
        platform.product_family,
        platform.product_version,
        platform.scopes,
        platform.registration_client_uri
    )?;
    Ok(())
}

/// All platforms, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Platform>, StoreError> {
    fetch_all!(tx, ALL as Platform)
}

/// The registrations of an issuer.
pub async fn of_issuer(tx: &mut Tx, issuer: &str) -> Result<Vec<Platform>, StoreError> {
    fetch_all!(tx, OF_ISSUER as Platform, issuer)
}

/// A platform by issuer and client.
pub async fn find(
    tx: &mut Tx,
    issuer: &str,
    client_id: &str,
) -> Result<Option<Platform>, StoreError> {
    fetch_optional!(tx, FIND as Platform, issuer, client_id)
}

/// A platform.
pub async fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Platform>, StoreError> {
    fetch_optional!(tx, BY_ID as Platform, id)
}

/// Lets a platform launch, or no longer. Whether there is such a platform.
pub async fn enable(tx: &mut Tx, id: Uuid, enabled: bool) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, ENABLE as (i32,), id, enabled)?.is_some())
}

/// Says which accounts of apps a platform's people are. Whether there is such a platform.
pub async fn link_people(
    tx: &mut Tx,
    id: Uuid,
    home_page: Option<&str>,
    claim: Option<&str>,
    trust_email: bool,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, LINK_PEOPLE as (i32,), id, home_page, claim, trust_email)?.is_some())
}

/// Notes a launch.
pub async fn launched(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, LAUNCHED, id, now.as_microsecond())?;
    Ok(())
}

/// Notes that a roster came.
pub async fn rostered(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, ROSTERED, id, now.as_microsecond())?;
    Ok(())
}

/// Notes that a score was taken.
pub async fn scored(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SCORED, id, now.as_microsecond())?;
    Ok(())
}

/// Notes what failed, by its code.
pub async fn failed(tx: &mut Tx, id: Uuid, code: &str, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, FAILED, id, code, now.as_microsecond())?;
    Ok(())
}

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeploymentRow {
    /// Its identifier.
    pub deployment_id: String,
    status: String,
    /// The course from which the first launch came.
    pub course: Option<String>,
    /// When it was first seen or made known, microseconds since the epoch.
    pub seen_at: i64,
}

impl DeploymentRow {
    /// Whether it may launch.
    #[must_use]
    pub fn status(&self) -> DeploymentStatus {
        DeploymentStatus::of(&self.status)
    }
}

/// Makes a deployment known.
pub async fn add_deployment(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    status: DeploymentStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = now.as_microsecond();
    let course: Option<&str> = None;
    execute!(
        tx,
        ADD_DEPLOYMENT,
        platform,
        deployment,
        status.word(),
        course,
        at
    )?;
    Ok(())
}

/// Parks a deployment that nobody has decided about, with the course that somebody came from.
pub async fn park(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    course: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let waiting = fetch_optional!(tx, PENDING as (i64,), platform)?;
    if waiting.is_some_and(|(count,)| count < MOST_PENDING) {
        let course: Option<String> = course.map(|title| title.chars().take(200).collect());
        let at = now.as_microsecond();
        let word = DeploymentStatus::Pending.word();
        execute!(tx, ADD_DEPLOYMENT, platform, deployment, word, course, at)?;
    }
    Ok(())
}

/// Decides about a deployment. Whether there is one.
pub async fn decide(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    status: DeploymentStatus,
) -> Result<bool, StoreError> {
    let found = fetch_optional!(tx, DECIDE as (i32,), platform, deployment, status.word())?;
    Ok(found.is_some())
}

/// A platform's deployments.
pub async fn deployments(tx: &mut Tx, platform: Uuid) -> Result<Vec<DeploymentRow>, StoreError> {
    fetch_all!(tx, DEPLOYMENTS as DeploymentRow, platform)
}

/// A registration of LTI 1.1 that a platform comes from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Consumer {
    /// Its key.
    pub consumer_key: String,
    /// Its secret, sealed.
    pub secret_sealed: Vec<u8>,
    /// The home page of the accounts that statements of that time name.
    pub account_home_page: String,
}

/// Makes a registration of LTI 1.1 known.
pub async fn add_consumer(
    tx: &mut Tx,
    platform: Uuid,
    key: &str,
    sealed: &[u8],
    home_page: &str,
) -> Result<(), StoreError> {
    execute!(tx, ADD_CONSUMER, platform, key, sealed, home_page)?;
    Ok(())
}

/// The registrations of LTI 1.1 that a platform comes from.
pub async fn consumers(tx: &mut Tx, platform: Uuid) -> Result<Vec<Consumer>, StoreError> {
    fetch_all!(tx, CONSUMERS as Consumer, platform)
}

/// Forgets a registration of LTI 1.1. Whether there was one.
pub async fn remove_consumer(tx: &mut Tx, platform: Uuid, key: &str) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, REMOVE_CONSUMER as (i32,), platform, key)?.is_some())
}

/// An invitation as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct InviteRow {
    pub(super) name: String,
    pub(super) own_keys: bool,
    pub(super) account_home_page: Option<String>,
    pub(super) account_claim: Option<String>,
    pub(super) trust_email: bool,
    pub(super) expires_at: i64,
}

/// Keeps an invitation, and forgets those that are too old.
pub(super) async fn add_invite(
    tx: &mut Tx,
    token: &[u8],
    invite: &InviteRow,
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_INVITES, now)?;
    execute!(
        tx,
        ADD_INVITE,
        token,
        &invite.name,
        invite.own_keys,
        invite.account_home_page.as_deref(),
        invite.account_claim.as_deref(),
        invite.trust_email,
        now,
        invite.expires_at
    )?;
    Ok(())
}

/// An invitation, which stays.
pub(super) async fn invite(tx: &mut Tx, token: &[u8]) -> Result<Option<InviteRow>, StoreError> {
    fetch_optional!(tx, INVITE as InviteRow, token)
}

/// Takes an invitation: it works once.
pub(super) async fn take_invite(
    tx: &mut Tx,
    token: &[u8],
) -> Result<Option<InviteRow>, StoreError> {
    fetch_optional!(tx, TAKE_INVITE as InviteRow, token)
}

/// A refused launch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Refusal {
    /// When, microseconds since the epoch.
    pub at: i64,
    /// The rule.
    pub rule: String,
    /// What was wrong, in a sentence without personal data.
    pub detail: String,
}

/// Keeps a refused launch; of each platform the latest 200 stay.
pub async fn refuse(
    tx: &mut Tx,
    platform: Uuid,
    rule: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        REFUSE,
        Uuid::now_v7(),
        platform,
        now.as_microsecond(),
        rule,
        detail
    )?;
    execute!(tx, FORGET_REFUSALS, platform)?;
    Ok(())
}

/// A platform's refused launches, the latest first.
pub async fn refusals(tx: &mut Tx, platform: Uuid, limit: i64) -> Result<Vec<Refusal>, StoreError> {
    fetch_all!(tx, REFUSALS as Refusal, platform, limit)
}

/// The group that an administrator linked to a course.
pub async fn context(
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

/// A key pair as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct KeyRow {
    pub(super) id: String,
    pub(super) public_jwk: String,
    pub(super) private_sealed: Vec<u8>,
    pub(super) created_at: i64,
}

/// Key pairs of one platform, or those that all share, the oldest first.
pub(super) async fn key_rows(
    tx: &mut Tx,
    platform: Option<Uuid>,
) -> Result<Vec<KeyRow>, StoreError> {
    match platform {
        Some(platform) => fetch_all!(tx, OWN_KEYS as KeyRow, platform),
        None => fetch_all!(tx, SHARED_KEYS as KeyRow),
    }
}

/// Every key pair.
pub(super) async fn every_key(tx: &mut Tx) -> Result<Vec<KeyRow>, StoreError> {
    fetch_all!(tx, EVERY_KEY as KeyRow)
}

pub(super) async fn add_key(
    tx: &mut Tx,
    platform: Option<Uuid>,
    key: &KeyRow,
) -> Result<(), StoreError> {
    execute!(
        tx,
        ADD_KEY,
        &key.id,
        platform,
        &key.public_jwk,
        &key.private_sealed,
        key.created_at
    )?;
    Ok(())
}

pub(super) async fn drop_key(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    execute!(tx, DROP_KEY, id)?;
    Ok(())
}
