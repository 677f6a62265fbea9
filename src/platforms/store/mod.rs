//! All SQL of the platforms' tables, a file for each subject; here that of the platforms themselves.

mod consumer;
mod deployment;
mod invite;
mod key;
mod refusal;

use jiff::Timestamp;
use uuid::Uuid;

use crate::platforms::{Platform, Traffic};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

pub use consumer::{Consumer, add_consumer, consumers, remove_consumer};
pub use deployment::{
    DeploymentRow, add_deployment, context, contexts, decide, deployments, link_context, linked,
    park, unlink_context, waiting,
};
pub(super) use invite::{InviteRow, add_invite, invite, take_invite};
pub(super) use key::{KeyRow, add_key, drop_key, every_key, key_rows};
pub use refusal::{Refusal, refusals, refuse};

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
                   WHERE id = $1";
    LAUNCHED = "UPDATE platform SET last_launch_at = $2, launch_error = NULL
                WHERE id = $1 AND (launch_error IS NOT NULL OR last_launch_at IS NULL
                    OR last_launch_at NOT BETWEEN $3 AND $2)";
    ROSTERED = "UPDATE platform SET last_roster_at = $2 WHERE id = $1";
    SCORED = "UPDATE platform SET last_score_at = $2, score_error = NULL WHERE id = $1";
    WORKED = "UPDATE platform SET
                  launch_error = CASE $2 WHEN 'launch' THEN NULL ELSE launch_error END,
                  roster_error = CASE $2 WHEN 'roster' THEN NULL ELSE roster_error END,
                  result_error = CASE $2 WHEN 'result' THEN NULL ELSE result_error END,
                  score_error = CASE $2 WHEN 'score' THEN NULL ELSE score_error END
              WHERE id = $1 AND CASE $2 WHEN 'launch' THEN launch_error WHEN 'roster' THEN roster_error
                  WHEN 'result' THEN result_error ELSE score_error END IS NOT NULL";
    FAILED = "UPDATE platform SET last_error = $3, last_error_at = $4,
                  launch_error = CASE $2 WHEN 'launch' THEN $3 ELSE launch_error END,
                  roster_error = CASE $2 WHEN 'roster' THEN $3 ELSE roster_error END,
                  result_error = CASE $2 WHEN 'result' THEN $3 ELSE result_error END,
                  score_error = CASE $2 WHEN 'score' THEN $3 ELSE score_error END
              WHERE id = $1";
}

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
pub(in crate::platforms) async fn replace(
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

/// Says which accounts of apps a platform's people are.
pub(in crate::platforms) async fn link_people(
    tx: &mut Tx,
    id: Uuid,
    (home_page, claim): (Option<&str>, Option<&str>),
    trust_email: bool,
) -> Result<(), StoreError> {
    execute!(tx, LINK_PEOPLE, id, home_page, claim, trust_email)?;
    Ok(())
}

/// Launches are noted to the second, so that those of a platform need not wait for each other's
/// transactions.
const LAUNCH_NOTED: i64 = 1_000_000;

/// Notes a launch.
pub async fn launched(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let now = now.as_microsecond();
    execute!(tx, LAUNCHED, id, now, now - LAUNCH_NOTED)?;
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

/// Notes that something goes well again.
pub async fn worked(tx: &mut Tx, id: Uuid, traffic: Traffic) -> Result<(), StoreError> {
    execute!(tx, WORKED, id, traffic.word())?;
    Ok(())
}

/// Notes what failed, by its code.
pub async fn failed(
    tx: &mut Tx,
    id: Uuid,
    traffic: Traffic,
    code: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, FAILED, id, traffic.word(), code, now.as_microsecond())?;
    Ok(())
}
