//! Settings of sign-in: the providers, and how long a session lasts.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{ConfigError, private};

/// Sign-in by `OpenID` providers. The settings of one stand here; where there are more, each has a
/// table of its own, and what it leaves out is as here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sso {
    /// The provider; absent, and without `providers`: only one-time sign-in links work.
    pub issuer: Option<Url>,
    /// What people call the provider, shown where there are several. Default: its host.
    pub label: Option<String>,
    /// Our client identifier there.
    pub client_id: Option<String>,
    /// Our client secret there; absent for a public client.
    pub client_secret: Option<SecretString>,
    /// Scopes asked for beside `openid`. Default `profile email groups`.
    pub scopes: Vec<String>,
    /// The claim that holds roles; a dot steps into an object. Default `groups`.
    pub roles_claim: String,
    /// Values of that claim that make a coach; `*` stands for any text. Default `["coaches"]`.
    pub coach: Vec<String>,
    /// Values that let somebody see figures of the whole organisation, and nobody's own. Default
    /// `["hr"]`.
    pub hr: Vec<String>,
    /// Values that make an administrator. Default `["administrators"]`.
    pub administrator: Vec<String>,
    /// The provider checks e-mail addresses, so that a verified one may link a person. Default
    /// false.
    pub trust_email: bool,
    /// Subjects of the provider are the account names that apps use with this `homePage`. Absent:
    /// they are not.
    pub account_home_page: Option<String>,
    /// More providers, each by a name of small letters, digits and hyphens.
    pub providers: BTreeMap<String, ProviderTable>,
    /// A session ends after this many minutes without a request, 5 to 10080. Default 480.
    pub session_idle_minutes: i64,
    /// A session ends this many hours after the sign-in, 1 to 720. Default 24.
    pub session_hours: i64,
    /// What reveals or changes much asks for a sign-in of the last so many minutes, 1 to 1440.
    /// Default 15.
    pub reauthenticate_minutes: i64,
}

/// One of several providers. What is left out is as in `[sso]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderTable {
    /// The provider.
    pub issuer: Url,
    /// What people call it. Default: its host.
    pub label: Option<String>,
    /// Our client identifier there.
    pub client_id: String,
    /// Our client secret there; absent for a public client.
    pub client_secret: Option<SecretString>,
    /// Scopes asked for beside `openid`.
    pub scopes: Option<Vec<String>>,
    /// The claim that holds roles.
    pub roles_claim: Option<String>,
    /// Values of it that make a coach.
    pub coach: Option<Vec<String>>,
    /// Values that let somebody see figures of the whole organisation.
    pub hr: Option<Vec<String>>,
    /// Values that make an administrator.
    pub administrator: Option<Vec<String>>,
    /// Whether a verified e-mail address may link a person.
    pub trust_email: Option<bool>,
    /// The `homePage` of accounts whose names are the provider's subjects. Never as in `[sso]`: two
    /// providers give the same subject to different people.
    pub account_home_page: Option<String>,
}

/// The settings of one provider, whole.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// The name in addresses and rows; empty for the one that stands in `[sso]` itself.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The provider.
    pub issuer: Url,
    /// Our client identifier there.
    pub client_id: String,
    /// Our client secret there.
    pub client_secret: Option<SecretString>,
    /// Scopes asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds roles.
    pub roles_claim: String,
    /// Values of it that make a coach.
    pub coach: Vec<String>,
    /// Values that let somebody see figures of the whole organisation.
    pub hr: Vec<String>,
    /// Values that make an administrator.
    pub administrator: Vec<String>,
    /// Whether a verified e-mail address may link a person.
    pub trust_email: bool,
    /// The `homePage` of accounts whose names are the provider's subjects.
    pub account_home_page: Option<String>,
}

impl Sso {
    /// Every provider, the one of `[sso]` itself first, then by name.
    #[must_use]
    pub fn all(&self) -> Vec<ProviderSettings> {
        let label = |label: Option<&String>, issuer: &Url| {
            let host = || issuer.host_str().unwrap_or_default().to_owned();
            label.cloned().unwrap_or_else(host)
        };
        let own = self.issuer.iter().map(|issuer| ProviderSettings {
            name: String::new(),
            label: label(self.label.as_ref(), issuer),
            issuer: issuer.clone(),
            client_id: self.client_id.clone().unwrap_or_default(),
            client_secret: self.client_secret.clone(),
            scopes: self.scopes.clone(),
            roles_claim: self.roles_claim.clone(),
            coach: self.coach.clone(),
            hr: self.hr.clone(),
            administrator: self.administrator.clone(),
            trust_email: self.trust_email,
            account_home_page: self.account_home_page.clone(),
        });
        let or = |list: Option<&Vec<String>>, own: &Vec<String>| list.unwrap_or(own).clone();
        let more = self.providers.iter().map(|(name, table)| ProviderSettings {
            name: name.clone(),
            label: label(table.label.as_ref(), &table.issuer),
            issuer: table.issuer.clone(),
            client_id: table.client_id.clone(),
            client_secret: table.client_secret.clone(),
            scopes: or(table.scopes.as_ref(), &self.scopes),
            roles_claim: table
                .roles_claim
                .as_ref()
                .unwrap_or(&self.roles_claim)
                .clone(),
            coach: or(table.coach.as_ref(), &self.coach),
            hr: or(table.hr.as_ref(), &self.hr),
            administrator: or(table.administrator.as_ref(), &self.administrator),
            trust_email: table.trust_email.unwrap_or(self.trust_email),
            account_home_page: table.account_home_page.clone(),
        });
        own.chain(more).collect()
    }

    pub(super) fn holds_secrets(&self) -> bool {
        self.all()
            .iter()
            .any(|provider| provider.client_secret.is_some())
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |what: String| Err(ConfigError::Value(what));
        for name in self.providers.keys() {
            let sound = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
            if name.is_empty() || name.len() > 40 || !name.chars().all(sound) {
                return wrong(format!(
                    "sso.providers.{name}: a provider's name has 1 to 40 small letters, digits and hyphens"
                ));
            }
        }
        let all = self.all();
        for (place, provider) in all.iter().enumerate() {
            let setting = match provider.name.as_str() {
                "" => "sso.issuer".to_owned(),
                name => format!("sso.providers.{name}.issuer"),
            };
            private(&setting, &provider.issuer)?;
            // Which of two would a logout token of theirs be for, and whose rules would hold?
            if all
                .iter()
                .take(place)
                .any(|other| other.issuer == provider.issuer)
            {
                return wrong(format!("{setting} is {} a second time", provider.issuer));
            }
        }
        if self.issuer.is_some() && self.client_id.is_none() {
            return wrong("sso.issuer is set, sso.client_id is not".into());
        }
        for (name, value, most, least) in [
            ("session_idle_minutes", self.session_idle_minutes, 10_080, 5),
            ("session_hours", self.session_hours, 720, 1),
            (
                "reauthenticate_minutes",
                self.reauthenticate_minutes,
                1440,
                1,
            ),
        ] {
            if !(least..=most).contains(&value) {
                return wrong(format!(
                    "sso.{name} is {value}, but must be from {least} to {most}"
                ));
            }
        }
        Ok(())
    }
}
