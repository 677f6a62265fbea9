//! Which person somebody at a platform is: by what its registration vouches for, and nothing else.

use jiff::Timestamp;
use lti::services::names_and_roles::Member;

use crate::people::{self, Hint, LinkReason, PersonId};
use crate::platforms::Platform;
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// What a platform says of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named<'n> {
    /// The subject of their launches.
    pub subject: &'n str,
    /// Full name.
    pub name: Option<&'n str>,
    /// The name they sign in with.
    pub username: Option<&'n str>,
    /// Identifier of the student information system.
    pub sourced_id: Option<&'n str>,
    /// E-mail address.
    pub email: Option<&'n str>,
}

impl<'n> Named<'n> {
    /// What a roster says. Its identifiers of LTI 1.1 are left out: nothing proves them, and the
    /// launch of a platform that comes from there does (`lti1p1`, signed).
    #[must_use]
    pub fn of(member: &'n Member, username: Option<&'n str>) -> Self {
        let told = member.others.get("ext_user_username");
        Self {
            subject: &member.user_id,
            name: member.name.as_deref(),
            username: told.and_then(serde_json::Value::as_str).or(username),
            sourced_id: member.lis_person_sourcedid.as_deref(),
            email: member.email.as_deref(),
        }
    }

    /// What is said of them, whether or not it is vouched for.
    pub fn hints(&self) -> impl Iterator<Item = (Hint, &'n str)> {
        [
            (Hint::Email, self.email),
            (Hint::SourcedId, self.sourced_id),
            (Hint::Username, self.username),
        ]
        .into_iter()
        .filter_map(|(hint, value)| Some((hint, value?)))
    }

    /// The agents that statements know them by: what the registration says, then e-mail where it is
    /// trusted, then the platform's own account, which is theirs always.
    #[must_use]
    pub fn agents(&self, platform: &Platform) -> Vec<Identity> {
        let account = |home_page: &str, name: &str| Identity::Account {
            home_page: home_page.to_owned(),
            name: name.to_owned(),
        };
        let mut agents = Vec::new();
        if let Some(home_page) = &platform.account_home_page {
            let name = match platform.account_claim.as_deref() {
                Some("username") => self.username,
                Some("sourced_id") => self.sourced_id,
                _ => Some(self.subject),
            };
            agents.extend(name.map(|name| account(home_page, name)));
        }
        if platform.trust_email {
            agents.extend(
                self.email
                    .map(|email| Identity::Mbox(format!("mailto:{email}"))),
            );
        }
        agents.push(account(&platform.issuer, self.subject));
        // Neither database nor index holds others.
        agents.retain(|agent| agent.check().is_ok());
        agents
    }
}

/// The person, with what is vouched for linked to them, and the agents, the first of which speaks
/// for them in statements. An identifier that is another person's already stays theirs.
pub async fn identify(
    tx: &mut Tx,
    platform: &Platform,
    named: &Named<'_>,
    now: Timestamp,
) -> Result<(PersonId, Vec<Identity>), StoreError> {
    let agents = named.agents(platform);
    let mut keys = Vec::with_capacity(agents.len());
    let mut known = None;
    for agent in &agents {
        // Agents before persons, as a launch does it, or the two could wait for each other.
        let key = statements::intern_agent(tx, agent).await?;
        known = known.or(people::by_agent(tx, key).await?);
        keys.push(key);
    }
    let issuer = platform.people_issuer();
    let reason = LinkReason::LtiRoster;
    let subject = named.subject;
    let person = people::link_subject(tx, &issuer, subject, known, named.name, reason, now).await?;
    for key in keys {
        if people::by_agent(tx, key).await?.is_none() {
            people::link_agent(tx, key, person, reason, now).await?;
        }
    }
    // What is not vouched for links nothing, and may remind an administrator of somebody.
    for (hint, value) in named.hints() {
        people::note_hint(tx, person, hint, value, now).await?;
    }
    Ok((person, agents))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_registration_vouches_for_is_an_identity() {
        let mut platform = Platform {
            issuer: "https://lms.example.org".into(),
            ..Platform::default()
        };
        let named = Named {
            subject: "4",
            name: Some("Sam"),
            username: Some("sam"),
            sourced_id: Some("SAM-01"),
            email: Some("sam@example.com"),
        };
        let names = |platform: &Platform| -> Vec<String> {
            named
                .agents(platform)
                .iter()
                .map(|agent| match agent {
                    Identity::Account { home_page, name } => format!("{home_page} {name}"),
                    Identity::Mbox(mbox) => mbox.clone(),
                    other => format!("{other:?}"),
                })
                .collect()
        };
        assert_eq!(names(&platform), ["https://lms.example.org 4"]);
        platform.account_home_page = Some("https://app.example.org".into());
        platform.account_claim = Some("sourced_id".into());
        assert_eq!(names(&platform)[0], "https://app.example.org SAM-01");
        platform.account_claim = Some("subject".into());
        assert_eq!(names(&platform)[0], "https://app.example.org 4");
        platform.account_claim = Some("username".into());
        platform.trust_email = true;
        assert_eq!(
            names(&platform),
            [
                "https://app.example.org sam",
                "mailto:sam@example.com",
                "https://lms.example.org 4"
            ]
        );
    }
}
