//! Who came: the person that the statements speak of, by what the platform is trusted in.

use lti::launch::Launch;

use crate::message::Message;
use crate::people::{self, Hint, LinkReason, PersonId};
use crate::platforms::{self, Platform};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::{self, AgentKey, Identity};
use crate::store::Tx;

/// The agents that statements know the person by: what the registration says, then e-mail where
/// it is trusted, then who they were in LTI 1.1, then the platform's own account.
async fn identities(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    subject: &str,
) -> Result<Vec<Identity>, Problem> {
    let profile = &launch.profile;
    let mut agents = Vec::new();
    if let Some(home_page) = &platform.account_home_page {
        let name = match platform.account_claim.as_deref() {
            Some("username") => profile
                .username
                .clone()
                .or_else(|| launch.custom.get("user_username").cloned()),
            Some("sourced_id") => launch.lis.person_sourcedid.clone(),
            _ => Some(subject.to_owned()),
        };
        agents.extend(name.map(|name| account(home_page, name)));
    }
    if platform.trust_email {
        agents.extend(
            profile
                .email
                .as_ref()
                .map(|email| Identity::Mbox(format!("mailto:{email}"))),
        );
    }
    agents.extend(migrated(app, tx, platform, launch, subject).await?);
    agents.push(account(&platform.issuer, subject.to_owned()));
    // The databases hold no such texts.
    agents.retain(|agent| !format!("{agent:?}").contains("\\0"));
    Ok(agents)
}

fn account(home_page: &str, name: String) -> Identity {
    Identity::Account {
        home_page: home_page.to_owned(),
        name,
    }
}

/// Who the person was in LTI 1.1, if the platform proves that it knows the secret of that time.
async fn migrated(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    subject: &str,
) -> Result<Option<Identity>, Problem> {
    let Some(claim) = &launch.migration else {
        return Ok(None);
    };
    for consumer in platforms::consumers(tx, platform.id).await? {
        if claim.oauth_consumer_key.as_ref() != Some(&consumer.consumer_key) {
            continue;
        }
        let secret = app
            .key
            .open(platforms::CONSUMER_PURPOSE, &consumer.secret_sealed)
            .map_err(Problem::internal)?;
        if claim.is_signed_with(&secret) {
            let name = claim.user_id.clone().unwrap_or_else(|| subject.to_owned());
            return Ok(Some(account(&consumer.account_home_page, name)));
        }
    }
    tracing::warn!(
        lti.rule = "migration",
        lti.platform = platform.issuer,
        "an old account is not linked: its signature is not that of a known consumer"
    );
    Ok(None)
}

/// An agent of statements, and its key.
pub(super) type Known = (Identity, AgentKey);

/// The agents that the person is, made known. A test account is nobody that statements could speak
/// of.
pub(super) async fn agents(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    subject: &str,
) -> Result<Vec<Known>, Problem> {
    if launch.roles.is_test_user() {
        return Ok(Vec::new());
    }
    let mut known = Vec::new();
    for agent in identities(app, tx, platform, launch, subject).await? {
        let key = statements::intern_agent(tx, &agent).await?;
        known.push((agent, key));
    }
    Ok(known)
}

/// The person, with what is vouched for linked to them. A test account gets a person apart, and
/// nothing is linked.
pub(super) async fn person(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    subject: &str,
    agents: &[Known],
) -> Result<PersonId, Problem> {
    let now = app.clock.now();
    let name = launch.profile.name.as_deref();
    let issuer = platform.people_issuer();
    let named: Vec<Identity> = agents.iter().map(|(agent, _)| agent.clone()).collect();
    if statements::is_barred(tx, &app.key, &named, Some((&issuer, subject))).await? {
        return Err(Problem::new(Kind::Erased, Message::new("refused-erased")));
    }
    let mut known = None;
    for (_, key) in agents {
        known = known.or(people::by_agent(tx, *key).await?);
    }
    let mut issuer = issuer;
    if launch.roles.is_test_user() {
        issuer.push_str(" test");
    }
    let reason = LinkReason::LtiLaunch;
    let person = people::link_subject(tx, &issuer, subject, known, name, reason, now).await?;
    for (_, key) in agents {
        if people::by_agent(tx, *key).await?.is_none() {
            people::link_agent(tx, *key, person, reason, now).await?;
        }
    }
    if let Some(name) = name {
        people::rename(tx, person, name, now).await?;
    }
    if !launch.roles.is_test_user() {
        // What is not vouched for links nothing, and may remind an administrator of somebody.
        let said = [
            (Hint::Email, launch.profile.email.as_deref()),
            (Hint::SourcedId, launch.lis.person_sourcedid.as_deref()),
            (Hint::Username, launch.profile.username.as_deref()),
        ];
        for (hint, value) in said {
            people::note_hint(tx, person, hint, value.unwrap_or_default(), now).await?;
        }
    }
    Ok(person)
}
