//! Platforms registered by hand, with what an administrator copied from them.

use jiff::Timestamp;
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use super::{CANVAS, CANVAS_DOMAIN, DeploymentStatus, NewPlatform, SCOPES, Terms, store};
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::message::{Gap, Message};
use crate::problem::{Kind, Problem};
use crate::store::{Db, StoreError};

/// What a platform's administration shows of it, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Copied<'c> {
    /// Its issuer.
    pub issuer: &'c str,
    /// Our client identifier there.
    pub client_id: &'c str,
    /// Where browsers authenticate.
    pub authorization_endpoint: &'c str,
    /// Where we get tokens for its services.
    pub token_endpoint: &'c str,
    /// Where it publishes its keys.
    pub jwks_uri: &'c str,
    /// What it calls the place where we were installed.
    pub deployment: &'c str,
    /// Which product it is; empty: as its issuer tells.
    pub product: &'c str,
    /// The audience of our assertions; empty: the address where we get tokens.
    pub audience: &'c str,
}

/// Why a platform cannot be registered so.
#[derive(Debug, Error)]
pub enum ManualError {
    /// A field says nothing.
    #[error("the field {0} is empty")]
    Empty(&'static str),
    /// A field is not the address of something on the web.
    #[error("the field {0} is no address of the web")]
    NoAddress(&'static str),
    /// It is registered already.
    #[error("a platform with this issuer and client_id is known already")]
    Known,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// What a field is called on pages.
fn label(field: &str) -> Option<Message> {
    let key = match field {
        "name" => "platforms-name",
        "issuer" => "platforms-issuer",
        "client_id" => "platforms-client",
        "authorization_endpoint" => "platforms-authorization",
        "token_endpoint" => "platforms-token",
        "jwks_uri" => "platforms-jwks",
        "deployment" => "platforms-deployment",
        "product" => "platforms-product",
        "audience" => "platforms-audience",
        _ => return None,
    };
    Some(Message::new(key))
}

impl ManualError {
    /// What whoever filled in a form can mend.
    #[must_use]
    pub fn mendable(&self) -> Option<Message> {
        self.said(|field| label(field).map_or_else(|| Gap::from(field), Gap::from))
    }

    fn said(&self, named: impl Fn(&'static str) -> Gap) -> Option<Message> {
        match self {
            Self::Empty(field) => {
                Some(Message::new("refused-field-empty").with("field", named(field)))
            }
            Self::NoAddress(field) => {
                Some(Message::new("refused-field-address").with("field", named(field)))
            }
            Self::Known => Some(Message::new("refused-platform-known")),
            Self::Store(_) | Self::Audit(_) => None,
        }
    }
}

impl From<ManualError> for Problem {
    fn from(error: ManualError) -> Self {
        let kind = match &error {
            ManualError::Known => Kind::Conflict,
            _ => Kind::InvalidParameter,
        };
        // Programs know fields by their names.
        match (error.said(Gap::from), error) {
            (Some(message), _) => Self::new(kind, message),
            (None, ManualError::Store(error)) => error.into(),
            (None, ManualError::Audit(error)) => error.into(),
            (None, other) => Self::internal(other),
        }
    }
}

/// A field's text without blanks around it.
fn filled<'c>(field: &'static str, text: &'c str) -> Result<&'c str, ManualError> {
    let text = text.trim();
    if text.is_empty() || text.contains('\0') {
        return Err(ManualError::Empty(field));
    }
    Ok(text)
}

/// A field that may say nothing.
fn optional<'c>(field: &'static str, text: &'c str) -> Result<Option<&'c str>, ManualError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    filled(field, text).map(Some)
}

/// The product that an issuer is of, where nobody has said it: Instructure's own hosts are Canvas.
/// What a launch says of its product is not asked: the product widens whose pages may frame ours and
/// where tokens go, which is for administrators to decide.
#[must_use]
pub fn product_of(issuer: &str) -> Option<&'static str> {
    let issuer = Url::parse(issuer).ok()?;
    let host = issuer.host_str()?;
    let own = host == CANVAS_DOMAIN || host.strip_suffix(CANVAS_DOMAIN)?.ends_with('.');
    own.then_some(CANVAS)
}

fn address(field: &'static str, text: &str) -> Result<Url, ManualError> {
    let url = Url::parse(filled(field, text)?).map_err(|_| ManualError::NoAddress(field))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(ManualError::NoAddress(field)),
    }
}

/// Registers a platform; launches from the one deployment named are trusted.
pub async fn register(
    db: &Db,
    copied: &Copied<'_>,
    terms: &Terms,
    by: &Author,
    now: Timestamp,
) -> Result<Uuid, ManualError> {
    let authorization = address("authorization_endpoint", copied.authorization_endpoint)?;
    let token = address("token_endpoint", copied.token_endpoint)?;
    let keys = address("jwks_uri", copied.jwks_uri)?;
    let scopes = SCOPES.join(" ");
    let issuer = filled("issuer", copied.issuer)?;
    let (home_page, claim) = terms.people.columns();
    let new = NewPlatform {
        name: filled("name", &terms.name)?,
        issuer,
        client_id: filled("client_id", copied.client_id)?,
        authorization_endpoint: authorization.as_str(),
        token_endpoint: Some(token.as_str()),
        jwks_uri: keys.as_str(),
        audience: optional("audience", copied.audience)?,
        product_family: optional("product", copied.product)?.or_else(|| product_of(issuer)),
        scopes: &scopes,
        own_keys: terms.own_keys,
        account_home_page: home_page,
        account_claim: claim,
        trust_email: terms.people.trust_email,
        ..NewPlatform::default()
    };
    let deployment = filled("deployment", copied.deployment)?;
    let mut tx = db.write().await?;
    if store::find(&mut tx, new.issuer, new.client_id)
        .await?
        .is_some()
    {
        return Err(ManualError::Known);
    }
    let id = store::add(&mut tx, &new, now).await?;
    store::add_deployment(&mut tx, id, deployment, DeploymentStatus::Approved, now).await?;
    let change = Change::to(id, format!("{}: {}", new.name, new.issuer));
    audit::record(&mut tx, by, Act::PlatformAdded, change, now).await?;
    tx.commit().await?;
    Ok(id)
}
