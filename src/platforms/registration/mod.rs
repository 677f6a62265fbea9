//! How platforms come to know us: by a link that works once (Dynamic Registration 1.0), or by hand
//! with the same description of the tool.
//!
//! The link is the guard: it was made by an administrator here, so the first deployment that the
//! platform answers with is approved with it. Nothing is sent before somebody has seen, and agreed
//! to, where the platform's endpoints are.

mod error;

use jiff::{SignedDuration, Timestamp};
use lti::launch::MessageType;
use lti::registration::dynamic::{self, Difference, Registered};
use lti::registration::{Localized, PlatformConfiguration, Tool, ToolMessage, configuration};
use url::Url;
use uuid::Uuid;

pub use error::RegistrationError;

use super::store::{self, InviteRow, NewPlatform};
use super::{DeploymentStatus, People, Platforms, clinic};
use crate::audit::{self, Act, Author, Change};
use crate::locale::Locale;
use crate::seal::{hex, random_secret, sha256};
use crate::store::{Db, Tx};

/// What an administrator decides of a platform that is to come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// What to call it; empty: as it calls itself.
    pub name: String,
    /// Whether it gets key pairs of its own.
    pub own_keys: bool,
    /// Who its people are.
    pub people: People,
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// What was decided with it.
    pub terms: Terms,
    /// When it ends, microseconds since the epoch.
    pub expires_at: i64,
}

impl From<InviteRow> for Invite {
    fn from(row: InviteRow) -> Self {
        Self {
            expires_at: row.expires_at,
            terms: Terms {
                name: row.name,
                own_keys: row.own_keys,
                people: People::kept(
                    row.account_home_page,
                    row.account_claim.as_deref(),
                    row.trust_email,
                ),
            },
        }
    }
}

/// Who registers a platform by a link, as the audit log says it: whoever has the link. The link itself
/// has an entry with whoever made it.
const LINK: &str = "registration link";

/// Makes a link's token. It works once, and for `hours`.
pub async fn invite(
    db: &Db,
    terms: &Terms,
    by: &Author,
    now: Timestamp,
    hours: i64,
) -> Result<String, RegistrationError> {
    let token = random_secret()?;
    let ends = now.saturating_add(SignedDuration::from_hours(hours));
    let (home_page, claim) = terms.people.columns();
    let row = InviteRow {
        name: terms.name.clone(),
        own_keys: terms.own_keys,
        account_home_page: home_page.map(str::to_owned),
        account_claim: claim.map(str::to_owned),
        trust_email: terms.people.trust_email,
        expires_at: ends.unwrap_or(Timestamp::MAX).as_microsecond(),
    };
    let mut tx = db.write().await?;
    store::add_invite(
        &mut tx,
        &sha256(token.as_bytes()),
        &row,
        now.as_microsecond(),
    )
    .await?;
    let change = Change::to(&terms.name, format!("works for {hours} hours"));
    audit::record(&mut tx, by, Act::PlatformInvited, change, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// The link's address.
#[must_use]
pub fn link(base: &Url, token: &str) -> String {
    format!("{base}lti/register?invite={token}")
}

/// Whether a link works, and what was decided with it.
pub async fn invited(
    tx: &mut Tx,
    token: &str,
    now: Timestamp,
) -> Result<Invite, RegistrationError> {
    let found = store::invite(tx, &sha256(token.as_bytes())).await?;
    found
        .filter(|row| now.as_microsecond() < row.expires_at)
        .map(Invite::from)
        .ok_or(RegistrationError::Invite)
}

/// A text in every language.
fn localized(key: &str) -> Localized {
    let others = Locale::all().filter(|locale| *locale != Locale::ENGLISH);
    others.fold(
        Localized::from(Locale::ENGLISH.text(key).as_str()),
        |text, locale| text.with(locale.tag(), &locale.text(key)),
    )
}

/// What we say of ourselves.
#[must_use]
pub fn tool(base: &Url, logo: &str) -> Option<Tool> {
    let at = |path: &str| base.join(path).ok();
    let labelled = |kind, label: &str, placements: &[&str]| ToolMessage {
        label: Some(localized(label)),
        icon_uri: at(logo),
        placements: placements.iter().map(|word| (*word).to_owned()).collect(),
        ..ToolMessage::new(kind)
    };
    let launch = at("lti/launch")?;
    let places = [
        "ContentArea",
        "RichTextEditor",
        "assignment_selection",
        "link_selection",
    ];
    Some(Tool {
        name: Localized::from("Coachlight"),
        description: localized("tool-description"),
        initiate_login_uri: at("lti/login")?,
        redirect_uris: vec![launch.clone()],
        target_link_uri: launch,
        jwks_uri: at("lti/keys")?,
        logo_uri: at(logo),
        client_uri: Some(base.clone()),
        policy_uri: None,
        tos_uri: None,
        contacts: Vec::new(),
        secondary_domains: Vec::new(),
        scopes: clinic::SCOPES.map(str::to_owned).to_vec(),
        claims: [
            "iss",
            "sub",
            "name",
            "given_name",
            "family_name",
            "email",
            "locale",
        ]
        .map(str::to_owned)
        .to_vec(),
        custom_parameters: [
            ("context_id_history", "$Context.id.history"),
            ("user_username", "$User.username"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        messages: vec![
            labelled(
                MessageType::ResourceLink,
                "tool-open",
                &["course_navigation"],
            ),
            ToolMessage {
                supported_types: vec!["ltiResourceLink".to_owned()],
                ..labelled(MessageType::DeepLinking, "tool-choose", &places)
            },
            labelled(MessageType::SubmissionReview, "tool-review", &[]),
        ],
    })
}

/// A platform's configuration as it is to be agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the platform says of itself.
    pub configuration: PlatformConfiguration,
    /// A digest of where it sends us, which has to be the same when it is agreed to.
    pub digest: String,
}

/// Fetches a platform's configuration, with its token.
pub async fn offer(
    platforms: &Platforms,
    openid_configuration: &str,
    registration_token: Option<&str>,
) -> Result<Offer, RegistrationError> {
    let call = configuration(openid_configuration, platforms.allow_private)?;
    let answer = platforms.send(&call, registration_token).await?;
    let found = PlatformConfiguration::parse(&answer, &call.url, platforms.allow_private)?;
    let parts = [
        found.issuer.as_str(),
        found.authorization_endpoint.as_str(),
        found.registration_endpoint.as_str(),
        found.jwks_uri.as_str(),
        found.token_endpoint.as_str(),
        found.authorization_server.as_deref().unwrap_or_default(),
    ];
    Ok(Offer {
        digest: hex(&sha256(parts.join("\n").as_bytes())),
        configuration: found,
    })
}

/// What has come of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The platform.
    pub platform: Uuid,
    /// What it is called.
    pub name: String,
    /// Whether it was registered before.
    pub updated: bool,
    /// What was asked for and not granted.
    pub difference: Difference,
}

/// Registers at a platform, after its offer was agreed to, and uses the link up.
pub async fn register(
    platforms: &Platforms,
    tool: &Tool,
    invite: &str,
    offer: &Offer,
    registration_token: Option<&str>,
) -> Result<Outcome, RegistrationError> {
    let now = platforms.clock.now();
    let mut tx = platforms.db.read().await?;
    invited(&mut tx, invite, now).await?;
    drop(tx);
    let found = &offer.configuration;
    let call = dynamic::register(tool, found);
    let registered = Registered::parse(&platforms.send(&call, registration_token).await?)?;
    let mut tx = platforms.db.write().await?;
    let taken = store::take_invite(&mut tx, &sha256(invite.as_bytes())).await?;
    let terms = taken.ok_or(RegistrationError::Invite)?;
    let outcome = keep(&mut tx, &terms, found, &registered, tool, now).await?;
    let by = Author::new(&platforms.key, LINK, None);
    let act = if outcome.updated {
        Act::PlatformRenewed
    } else {
        Act::PlatformAdded
    };
    let change = Change::to(
        outcome.platform,
        format!("{}: {}", outcome.name, found.issuer),
    );
    audit::record(&mut tx, &by, act, change, now).await?;
    tx.commit().await?;
    tracing::info!(platform = %outcome.platform, issuer = %found.issuer, "a platform was registered");
    Ok(outcome)
}

/// Stores a registration. One that is live is renewed only from where it has always been.
async fn keep(
    tx: &mut Tx,
    terms: &InviteRow,
    found: &PlatformConfiguration,
    registered: &Registered,
    tool: &Tool,
    now: Timestamp,
) -> Result<Outcome, RegistrationError> {
    let host = Url::parse(&found.issuer).ok();
    let host = host.as_ref().and_then(Url::host_str);
    let own_name = if terms.name.is_empty() {
        host.unwrap_or(&found.issuer)
    } else {
        &terms.name
    };
    let scopes = registered.scopes.join(" ");
    let client = registered.client(found);
    let new = NewPlatform {
        name: own_name,
        issuer: &found.issuer,
        client_id: &client.client_id,
        authorization_endpoint: found.authorization_endpoint.as_str(),
        token_endpoint: Some(client.token_endpoint.as_str()),
        audience: client.audience.as_deref(),
        jwks_uri: found.jwks_uri.as_str(),
        product_family: found.product_family_code.as_deref(),
        product_version: found.version.as_deref(),
        scopes: &scopes,
        registration_client_uri: registered.registration_client_uri.as_ref().map(Url::as_str),
        own_keys: terms.own_keys,
        account_home_page: terms.account_home_page.as_deref(),
        account_claim: terms.account_claim.as_deref(),
        trust_email: terms.trust_email,
    };
    let before = store::find(tx, &found.issuer, &registered.client_id).await?;
    let platform = match &before {
        None => store::add(tx, &new, now).await?,
        Some(live) => {
            let same = live.authorization_endpoint == new.authorization_endpoint
                && live.jwks_uri == new.jwks_uri
                && live.token_endpoint.as_deref() == new.token_endpoint;
            if !same {
                return Err(RegistrationError::Conflict);
            }
            store::replace(tx, live.id, &new).await?;
            live.id
        }
    };
    if let Some(deployment) = &registered.deployment_id {
        let status = DeploymentStatus::Approved;
        store::add_deployment(tx, platform, deployment, status, now).await?;
    }
    let mut difference = registered.difference(tool);
    // What a platform has no word for was not asked for, and Moodle repeats deep linking alone.
    let has = |list: &[String], word: &String| list.is_empty() || list.contains(word);
    difference
        .scopes_missing
        .retain(|scope| has(&found.scopes_supported, scope));
    difference
        .claims_missing
        .retain(|claim| has(&found.claims_supported, claim));
    difference.messages_missing.retain(|kind| {
        *kind != MessageType::ResourceLink.name()
            && found
                .messages_supported
                .iter()
                .any(|known| known.kind == *kind)
    });
    Ok(Outcome {
        platform,
        updated: before.is_some(),
        name: before.map_or_else(|| own_name.to_owned(), |live| live.name),
        difference,
    })
}
