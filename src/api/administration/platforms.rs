//! Learning platforms: how one is invited to register us, whether they work, and who may launch.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::audit::{self, Act, Change};
use crate::platforms::keys;
use crate::platforms::manual::{self, Copied};
use crate::platforms::registration::{self, RegistrationError};
use crate::platforms::{
    self, AccountClaim, Check, DeploymentRow, DeploymentStatus, Finding, People, PeopleError,
    Platform, Terms, people,
};
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// Refused launches that are told.
const REFUSALS: i64 = 30;
/// A link to register us works for this long, in hours.
const HOURS: i64 = 24;

/// A platform, and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlatformItem {
    /// Identifier.
    id: Uuid,
    /// What administrators call it.
    name: String,
    /// Its issuer.
    issuer: String,
    /// Our client identifier there.
    client_id: String,
    /// Which product it is, such as `moodle`, if that is known.
    product: Option<String>,
    /// The audience of our assertions, where it is not the address of the platform's tokens.
    audience: Option<String>,
    /// Whether it may launch at all.
    enabled: bool,
    /// When it launched us last.
    last_launch_at: Option<String>,
    /// When a roster came last.
    last_roster_at: Option<String>,
    /// When a score was taken last.
    last_score_at: Option<String>,
    /// What failed last: a code. It stays when all works again.
    last_error: Option<String>,
    /// When that was.
    last_error_at: Option<String>,
    /// What did not go well the last time; none: all works.
    troubles: Vec<PlatformTrouble>,
}

/// Something that did not go well the last time.
#[derive(Debug, Serialize, ToSchema)]
struct PlatformTrouble {
    /// What: `launch`, `roster`, `result` or `score`.
    what: &'static str,
    /// Why: a code.
    code: String,
}

impl From<Platform> for PlatformItem {
    fn from(platform: Platform) -> Self {
        let troubles = platform.troubles().map(|(traffic, code)| PlatformTrouble {
            what: traffic.word(),
            code: code.to_owned(),
        });
        Self {
            troubles: troubles.collect(),
            id: platform.id,
            name: platform.name,
            issuer: platform.issuer,
            client_id: platform.client_id,
            product: platform.product_family,
            audience: platform.audience,
            enabled: platform.enabled,
            last_launch_at: platform.last_launch_at.map(format_time),
            last_roster_at: platform.last_roster_at.map(format_time),
            last_score_at: platform.last_score_at.map(format_time),
            last_error: platform.last_error,
            last_error_at: platform.last_error_at.map(format_time),
        }
    }
}

/// A platform with the places where we were installed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlatformDetails {
    /// The platform.
    platform: PlatformItem,
    /// Who its people are in statements.
    people: PlatformPeople,
    /// Where we were installed.
    deployments: Vec<DeploymentItem>,
    /// The last launches that were refused, the latest first.
    refusals: Vec<LaunchRefusal>,
}

/// A place where we were installed.
#[derive(Debug, Serialize, ToSchema)]
struct DeploymentItem {
    /// What the platform calls it.
    deployment: String,
    /// `pending`, `approved` or `disabled`.
    #[schema(value_type = String)]
    status: DeploymentStatus,
    /// The course from which the first launch came.
    course: Option<String>,
    /// When it was first seen or made known.
    seen_at: String,
}

impl From<DeploymentRow> for DeploymentItem {
    fn from(row: DeploymentRow) -> Self {
        Self {
            status: row.status(),
            deployment: row.deployment_id,
            course: row.course,
            seen_at: format_time(row.seen_at),
        }
    }
}

/// A launch that was refused.
#[derive(Debug, Serialize, ToSchema)]
struct LaunchRefusal {
    /// When.
    at: String,
    /// The rule.
    rule: String,
    /// What was wrong.
    detail: String,
}

async fn known(tx: &mut Tx, platform: Uuid) -> Result<Platform, Problem> {
    let found = platforms::by_id(tx, platform).await?;
    found.ok_or_else(Problem::not_found)
}

/// The learning platforms.
#[utoipa::path(
    get, path = "/platforms", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<PlatformItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<PlatformItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let all = platforms::all(&mut tx).await?;
    page.of(all.into_iter().map(PlatformItem::from).collect(), |item| {
        item.id
    })
    .map(json)
}

/// A learning platform, where we were installed, and which launches were refused.
#[utoipa::path(
    get, path = "/platforms/{platform}", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    responses((status = 200, body = PlatformDetails))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
) -> Result<Json<PlatformDetails>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = known(&mut tx, platform).await?;
    let deployments = platforms::deployments(&mut tx, platform).await?;
    let refusals = platforms::refusals(&mut tx, platform, REFUSALS).await?;
    Ok(json(PlatformDetails {
        people: found.people().into(),
        platform: found.into(),
        deployments: deployments.into_iter().map(DeploymentItem::from).collect(),
        refusals: refusals
            .into_iter()
            .map(|refusal| LaunchRefusal {
                at: format_time(refusal.at),
                rule: refusal.rule,
                detail: refusal.detail,
            })
            .collect(),
    }))
}

/// Whether a platform may launch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformSwitch {
    /// Whether it may.
    enabled: bool,
}

/// Lets a platform launch, or no longer.
#[utoipa::path(
    put, path = "/platforms/{platform}/enabled", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    request_body = PlatformSwitch,
    responses((status = 204))
)]
pub(super) async fn switch(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let PlatformSwitch { enabled } = read(&body)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let found = known(&mut tx, platform).await?;
    platforms::enable(&mut tx, platform, enabled).await?;
    let word = if enabled { "enabled" } else { "disabled" };
    let change = Change::to(platform, format!("{word}: {}", found.name));
    audit::record(&mut tx, &by, Act::PlatformSwitched, change, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a deployment may launch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeploymentDecision {
    /// What the platform calls it.
    deployment: String,
    /// `approved` or `disabled`.
    #[schema(value_type = String)]
    status: DeploymentStatus,
}

/// Decides whether launches from a place where we were installed are trusted.
#[utoipa::path(
    post, path = "/platforms/{platform}/deployments", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    request_body = DeploymentDecision,
    responses((status = 204))
)]
pub(super) async fn decide(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let DeploymentDecision { deployment, status } = read(&body)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    if deployment.contains('\0')
        || !platforms::decide(&mut tx, platform, &deployment, status).await?
    {
        return Err(Problem::not_found());
    }
    let change = Change::to(platform, format!("{status}: deployment {deployment}"));
    let now = app.clock.now();
    audit::record(&mut tx, &by, Act::DeploymentDecided, change, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was found when a platform was looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingItem {
    /// What was looked at: `keys`, `token`, or a scope.
    check: String,
    /// A code of what is wrong; absent if nothing is.
    fault: Option<&'static str>,
}

impl From<Finding> for FindingItem {
    fn from(finding: Finding) -> Self {
        Self {
            check: match finding.check {
                Check::Keys => "keys".to_owned(),
                Check::Token => "token".to_owned(),
                Check::Scope(scope) => scope.to_owned(),
            },
            fault: finding.fault,
        }
    }
}

/// Asks a platform for its keys and for a token of each scope, and says what works.
#[utoipa::path(
    post, path = "/platforms/{platform}/test", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    responses((status = 200, body = [FindingItem]))
)]
pub(super) async fn examine(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
) -> Result<Json<Vec<FindingItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = known(&mut tx, platform).await?;
    drop(tx);
    let findings = platforms::examine(&app.platforms, &found).await;
    Ok(json(findings.into_iter().map(FindingItem::from).collect()))
}

/// Who a platform's people are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformPeople {
    /// The home page of the accounts that they have in apps; none: the platform knows of none.
    account_home_page: Option<String>,
    /// The claim that is the account's name there; the subject if left out.
    account_claim: Option<AccountClaim>,
    /// Whether their e-mail addresses may link a person.
    #[serde(default)]
    trust_email: bool,
}

impl From<People> for PlatformPeople {
    fn from(people: People) -> Self {
        let (account_home_page, account_claim) = match people.accounts {
            Some(accounts) => (Some(accounts.home_page), Some(accounts.claim)),
            None => (None, None),
        };
        Self {
            account_home_page,
            account_claim,
            trust_email: people.trust_email,
        }
    }
}

/// Says who a platform's people are in statements. It holds from their next launch and the next whole roster on;
/// what was linked before stays.
#[utoipa::path(
    put, path = "/platforms/{platform}/people", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    request_body = PlatformPeople,
    responses((status = 204))
)]
pub(super) async fn people(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let wish: PlatformPeople = read(&body)?;
    let home_page = wish.account_home_page.as_deref();
    let wish = People::new(home_page, wish.account_claim, wish.trust_email)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let found = known(&mut tx, platform).await?;
    people::decide(&mut tx, &found, &wish, &by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is agreed with a platform that is to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformTerms {
    /// What administrators are to call the platform; as it calls itself if left out.
    #[serde(default)]
    name: String,
    /// The home page of the accounts that its people have in apps; none: it knows of none.
    account_home_page: Option<String>,
    /// The claim that is the account's name there; the subject if left out.
    account_claim: Option<AccountClaim>,
    /// Whether its e-mail addresses may link a person.
    #[serde(default)]
    trust_email: bool,
    /// Whether it has key pairs of ours that no other platform has.
    #[serde(default)]
    own_keys: bool,
}

impl PlatformTerms {
    /// The same, if it can be agreed to.
    fn terms(&self) -> Result<Terms, PeopleError> {
        Ok(Terms {
            name: self.name.trim().replace('\0', "\u{FFFD}"),
            own_keys: self.own_keys,
            people: People::new(
                self.account_home_page.as_deref(),
                self.account_claim,
                self.trust_email,
            )?,
        })
    }
}

/// A link by which a platform registers us.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlatformLink {
    /// To be pasted into the platform's form for a tool. It works once, within 24 hours.
    link: String,
}

/// Makes a link by which a platform registers us (LTI Dynamic Registration).
#[utoipa::path(
    post, path = "/platforms/invitations", tag = "administration",
    request_body = PlatformTerms,
    responses((status = 201, body = PlatformLink))
)]
pub(super) async fn invite(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Response, Problem> {
    asker.administrate()?;
    let wish: PlatformTerms = read(&body)?;
    let terms = wish.terms()?;
    let (by, now) = (asker.author(&app), app.clock.now());
    let made = registration::invite(&app.db, &terms, &by, now, HOURS).await;
    let token = made.map_err(|error| match error {
        RegistrationError::Store(error) => error.into(),
        RegistrationError::Audit(error) => error.into(),
        other => Problem::internal(other),
    })?;
    let link = registration::link(&app.base_url, &token);
    Ok((StatusCode::CREATED, json(PlatformLink { link })).into_response())
}

/// What a platform's administration shows of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlatformItem {
    /// Its issuer.
    issuer: String,
    /// Our client identifier there.
    client_id: String,
    /// Where browsers authenticate.
    authorization_endpoint: String,
    /// Where we get tokens for its services.
    token_endpoint: String,
    /// Where it publishes its keys.
    jwks_uri: String,
    /// What it calls the place where we were installed; launches from there are trusted.
    deployment: String,
    /// Which product it is, such as `canvas`, whose schools have hosts of their own; as its issuer
    /// tells if left out.
    #[serde(default)]
    product: String,
    /// The audience of our assertions, where the platform shows one, as Brightspace does; the token
    /// endpoint if left out.
    #[serde(default)]
    audience: String,
    /// What administrators are to call it, and who its people are.
    terms: PlatformTerms,
}

/// Registers a platform by hand.
#[utoipa::path(
    post, path = "/platforms", tag = "administration",
    request_body = NewPlatformItem,
    responses((status = 201, body = PlatformItem), (status = 409))
)]
pub(super) async fn add(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<Response, Problem> {
    asker.administrate()?;
    let new: NewPlatformItem = read(&body)?;
    let copied = Copied {
        issuer: &new.issuer,
        client_id: &new.client_id,
        authorization_endpoint: &new.authorization_endpoint,
        token_endpoint: &new.token_endpoint,
        jwks_uri: &new.jwks_uri,
        deployment: &new.deployment,
        product: &new.product,
        audience: &new.audience,
    };
    let (by, now) = (asker.author(&app), app.clock.now());
    let id = manual::register(&app.db, &copied, &new.terms.terms()?, &by, now).await?;
    let mut tx = app.db.read().await?;
    let made = PlatformItem::from(known(&mut tx, id).await?);
    let place = [(LOCATION, format!("/api/v1/platforms/{id}"))];
    Ok((StatusCode::CREATED, place, json(made)).into_response())
}

/// Makes a new key pair that requests to a platform, or to all that share our keys, are signed with.
/// The old ones are still published for a while.
#[utoipa::path(
    post, path = "/platforms/{platform}/rotate", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform")),
    responses((status = 204))
)]
pub(super) async fn rotate(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = known(&mut tx, platform).await?;
    drop(tx);
    let own = found.own_keys.then_some(platform);
    let by = asker.author(&app);
    keys::rotate(&app.db, &app.key, own, &by, app.clock.now())
        .await
        .map_err(Problem::internal)?;
    Ok(StatusCode::NO_CONTENT)
}
