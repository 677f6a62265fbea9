//! A sign-in from its beginning at our page to the provider's answer.

use axum::http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;
use url::Url;

use super::claims::{self, Grant};
use super::oidc::{Identity, OidcError, SKEW};
use super::provider::Provider;
use super::roles::{Role, Roles};
use super::session::{self, Actor, Entrance, Voucher};
use super::store::{self, AttemptRow};
use super::{cookie, local};
use crate::message::Message;
use crate::people::{self, LinkReason, PersonId};
use crate::problem::{Kind, Problem};
use crate::seal::{random_secret, sha256};
use crate::state::App;
use crate::statements::{self, Identity as AgentIdentity};

const ATTEMPT_COOKIE: &str = "coachlight_sign_in";
/// A sign-in has to be finished in this time.
const ATTEMPT: i64 = 10 * 60 * 1_000_000;

/// What somebody is sent to the provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Purpose {
    /// To come in.
    #[default]
    Enter,
    /// To prove anew who they are.
    Again,
    /// To see what the provider says, and what roles come of it.
    Test,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Again => "again",
            Self::Test => "test",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "again" => Self::Again,
            "test" => Self::Test,
            _ => Self::Enter,
        }
    }
}

/// A sign-in that has begun.
pub(super) struct Started {
    pub(super) url: Url,
    pub(super) cookie: Option<HeaderValue>,
}

/// Begins a sign-in.
pub(super) async fn start(
    app: &App,
    provider: &Provider,
    purpose: Purpose,
    return_to: &str,
) -> Result<Started, Problem> {
    let secret = || random_secret().map_err(Problem::internal);
    let browser = secret()?;
    let request = provider
        .request(secret()?, secret()?, purpose == Purpose::Again)
        .await
        .map_err(|error| failed(provider, &error))?;
    let now = app.clock.now().as_microsecond();
    let attempt = AttemptRow {
        browser_sha256: sha256(browser.as_bytes()),
        nonce: request.nonce,
        verifier: request.verifier,
        return_to: local(return_to).to_owned(),
        created_at: now,
        provider: provider.name().to_owned(),
        purpose: purpose.word().to_owned(),
    };
    let mut tx = app.db.write().await?;
    let state = sha256(request.state.as_bytes());
    store::add_attempt(&mut tx, &state, &attempt, now - ATTEMPT).await?;
    tx.commit().await?;
    let seconds = ATTEMPT / 1_000_000;
    Ok(Started {
        url: request.url,
        cookie: cookie::browser_cookie(&app.base_url, ATTEMPT_COOKIE, &browser, seconds, "Lax"),
    })
}

/// What the provider answers by way of the browser.
#[derive(Debug, Deserialize)]
pub struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum Finished {
    /// The person is in.
    Entered {
        /// `Set-Cookie` value of the session.
        cookie: HeaderValue,
        /// The page that was wanted.
        to: String,
    },
    /// An administrator tried it out; nothing was changed.
    Tested(Tested),
}

/// What a provider says, and what comes of it.
#[derive(Debug)]
pub struct Tested {
    /// What people call the provider.
    pub label: String,
    /// The claim that is looked at for roles.
    pub roles_claim: String,
    /// Every claim, without tokens.
    pub claims: Value,
    /// Each value that gives a role.
    pub grants: Vec<Grant>,
}

/// Takes a provider's answer. `named` is the provider whose redirect address it came to.
pub async fn finish(
    app: &App,
    named: &str,
    answer: Answer,
    headers: &HeaderMap,
    actor: Option<&Actor>,
) -> Result<Finished, Problem> {
    let provider = app.providers.named(named).ok_or_else(Problem::not_found)?;
    let attempt = taken(app, answer.state.as_deref().unwrap_or_default(), headers).await?;
    if attempt.provider != named {
        return Err(refused(Message::new("refused-other-provider")));
    }
    provider
        .check_issuer(answer.iss.as_deref())
        .await
        .map_err(|error| failed(provider, &error))?;
    if let Some(error) = answer.error {
        tracing::info!(oidc.error = %error.chars().take(60).collect::<String>(), "sign-in refused");
        return Err(refused(Message::new("refused-by-provider")));
    }
    let code = answer
        .code
        .ok_or_else(|| refused(Message::new("refused-no-code")))?;
    let identity = provider
        .answer(code, attempt.verifier, &attempt.nonce)
        .await
        .map_err(|error| failed(provider, &error))?;
    let purpose = Purpose::of(&attempt.purpose);
    let authenticated_at = claims::authenticated_at(&identity.claims).unwrap_or_default();
    if purpose == Purpose::Again && authenticated_at < attempt.created_at - SKEW * 1_000_000 {
        return Err(failed(provider, &OidcError::NotAsked));
    }
    let settings = provider.settings();
    if purpose == Purpose::Test {
        let administrator = actor.is_some_and(|actor| actor.roles.has(Role::Administrator));
        if !administrator {
            return Err(refused(Message::new("refused-try-sign-in")));
        }
        return Ok(Finished::Tested(Tested {
            label: settings.label.clone(),
            roles_claim: settings.roles_claim.clone(),
            grants: claims::grants(settings, &identity.claims),
            claims: identity.claims,
        }));
    }
    let roles = claims::roles(settings, &identity.claims);
    let cookie = enter(app, provider, identity, roles, authenticated_at, headers).await?;
    Ok(Finished::Entered {
        cookie,
        to: attempt.return_to,
    })
}

/// The attempt that an answer belongs to, if it was begun in the same browser and not long ago.
async fn taken(app: &App, state: &str, headers: &HeaderMap) -> Result<AttemptRow, Problem> {
    let mut tx = app.db.write().await?;
    let attempt = store::take_attempt(&mut tx, &sha256(state.as_bytes())).await?;
    tx.commit().await?;
    let now = app.clock.now().as_microsecond();
    let browser = cookie::read(&app.base_url, headers, ATTEMPT_COOKIE).unwrap_or_default();
    attempt
        .filter(|attempt| (0..ATTEMPT).contains(&(now - attempt.created_at)))
        .filter(|attempt| {
            sha256(browser.as_bytes())
                .ct_eq(&attempt.browser_sha256)
                .into()
        })
        .ok_or_else(|| refused(Message::new("refused-sign-in-late")))
}

async fn enter(
    app: &App,
    provider: &Provider,
    identity: Identity,
    roles: Roles,
    authenticated_at: i64,
    headers: &HeaderMap,
) -> Result<HeaderValue, Problem> {
    let text = |name: &str| claims::text(&identity.claims, name).map(str::to_owned);
    let subject = text("sub").unwrap_or_default();
    let sid = text("sid");
    let mut tx = app.db.write().await?;
    let person = person(app, &mut tx, provider, &identity, &subject).await?;
    if let Some(zone) = text("zoneinfo") {
        people::tell_zone(&mut tx, person, &zone).await?;
    }
    let voucher = Voucher {
        provider: provider.name().to_owned(),
        issuer: identity.issuer,
        subject,
        sid,
        id_token: identity.id_token,
        authenticated_at,
    };
    let entrance = Entrance {
        person,
        roles,
        visit: None,
        voucher: Some(&voucher),
        headers,
    };
    let signed_in = session::begin_within(app, &mut tx, &entrance).await?;
    tx.commit().await?;
    Ok(signed_in.cookie)
}

/// The person behind a subject; at the first sign-in also by what the provider is trusted in.
async fn person(
    app: &App,
    tx: &mut crate::store::Tx,
    provider: &Provider,
    identity: &Identity,
    subject: &str,
) -> Result<PersonId, Problem> {
    let settings = provider.settings();
    let now = app.clock.now();
    let mut known = Vec::new();
    if let Some(home_page) = &settings.account_home_page {
        known.push(AgentIdentity::Account {
            home_page: home_page.clone(),
            name: subject.to_owned(),
        });
    }
    let verified = identity.claims.get("email_verified") == Some(&Value::Bool(true));
    if settings.trust_email
        && verified
        && let Some(email) = claims::text(&identity.claims, "email")
    {
        known.push(AgentIdentity::Mbox(format!("mailto:{email}")));
    }
    let issuer = Some((identity.issuer.as_str(), subject));
    if statements::is_barred(tx, &app.key, &known, issuer).await? {
        return Err(Problem::new(Kind::Erased, Message::new("refused-erased")));
    }
    let mut person = None;
    for agent in known {
        if let Some(key) = statements::find_agent(tx, &agent).await? {
            person = person.or(people::by_agent(tx, key).await?);
        }
    }
    let name = claims::text(&identity.claims, "name").filter(|name| !name.trim().is_empty());
    let person = people::link_subject(
        tx,
        &identity.issuer,
        subject,
        person,
        name,
        LinkReason::SignIn,
        now,
    )
    .await?;
    if let Some(name) = name {
        people::rename(tx, person, name, now).await?;
    }
    Ok(person)
}

fn refused(why: Message) -> Problem {
    Problem::new(Kind::SignInRefused, why)
}

/// A failure in words for the person and their administrator. What exactly the provider sent is the
/// operator's to know.
fn failed(provider: &Provider, error: &OidcError) -> Problem {
    tracing::warn!(provider = %provider.settings().issuer, %error, "a sign-in failed");
    let key = match error {
        OidcError::Discovery(_) | OidcError::Down(_) => {
            let down = Message::new("refused-provider-down");
            return Problem::unavailable(down.with("provider", provider.label()));
        }
        OidcError::Exchange(_) => "refused-oidc-exchange",
        OidcError::NoIdToken => "refused-oidc-no-token",
        OidcError::IdToken(_) => "refused-oidc-token",
        OidcError::Issuer(_) => "refused-oidc-issuer",
        OidcError::NotAsked => "refused-oidc-not-asked",
        OidcError::UserInfo(_) => "refused-oidc-userinfo",
    };
    refused(Message::new(key).with("provider", provider.label()))
}
