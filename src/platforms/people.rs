//! Who a platform's people are in the statements of apps, as an administrator vouches for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use xapi_schemas::is_iri;

use super::{Platform, store};
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::message::Message;
use crate::store::{StoreError, Tx};

/// A claim of a launch or roster that may name an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountClaim {
    /// Their identifier at the platform.
    #[default]
    Subject,
    /// The name that they sign in with.
    Username,
    /// The person's identifier at the platform's registry.
    SourcedId,
}

impl AccountClaim {
    /// Every claim.
    pub const ALL: [Self; 3] = [Self::Subject, Self::Username, Self::SourcedId];

    /// The word of it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Username => "username",
            Self::SourcedId => "sourced_id",
        }
    }

    /// The claim that a word names; without one it is the subject, which every launch has.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|claim| claim.word() == word).unwrap_or_default()
    }
}

/// The accounts that a platform's people have in apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Their home page, an IRI.
    pub home_page: String,
    /// The claim that is an account's name there.
    pub claim: AccountClaim,
}

/// Who a platform's people are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// The accounts that they have in apps; none: the platform knows of none.
    pub accounts: Option<Accounts>,
    /// Whether their e-mail addresses may link a person.
    pub trust_email: bool,
}

/// Why it cannot be said who a platform's people are.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The home page is none.
    #[error(
        "{0:?} is no home page of accounts: statements write one as an address, such as https://app.example.org"
    )]
    NoHomePage(String),
    /// The audit log cannot be kept.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PeopleError {
    /// What whoever says it can mend, in words; none where there is nothing to mend.
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        match self {
            Self::NoHomePage(text) => {
                Some(Message::new("refused-platform-home-page").with("text", text.as_str()))
            }
            Self::Audit(_) | Self::Store(_) => None,
        }
    }
}

impl People {
    /// Reads what somebody has said. A claim says something only of a home page.
    pub fn new(
        home_page: Option<&str>,
        claim: Option<AccountClaim>,
        trust_email: bool,
    ) -> Result<Self, PeopleError> {
        let home_page = home_page.map(str::trim).filter(|page| !page.is_empty());
        if let Some(page) = home_page
            && (!is_iri(page) || page.chars().any(char::is_control))
        {
            return Err(PeopleError::NoHomePage(page.to_owned()));
        }
        Ok(Self {
            accounts: home_page.map(|page| Accounts {
                home_page: page.to_owned(),
                claim: claim.unwrap_or_default(),
            }),
            trust_email,
        })
    }

    /// The same from what the database keeps.
    pub(super) fn kept(home_page: Option<String>, claim: Option<&str>, trust_email: bool) -> Self {
        Self {
            accounts: home_page.map(|home_page| Accounts {
                home_page,
                claim: claim.map_or_else(AccountClaim::default, AccountClaim::of),
            }),
            trust_email,
        }
    }

    /// The home page and the claim as the database keeps them.
    #[must_use]
    pub fn columns(&self) -> (Option<&str>, Option<&'static str>) {
        let accounts = self.accounts.as_ref();
        (
            accounts.map(|accounts| accounts.home_page.as_str()),
            accounts.map(|accounts| accounts.claim.word()),
        )
    }

    /// What the audit log says of it.
    fn told(&self) -> String {
        let accounts = match &self.accounts {
            Some(Accounts { home_page, claim }) => format!("{} at {home_page}", claim.word()),
            None => "no accounts".to_owned(),
        };
        let addresses = if self.trust_email {
            "link"
        } else {
            "link nobody"
        };
        format!("{accounts}; e-mail addresses {addresses}")
    }
}

impl Platform {
    /// Who its people are.
    #[must_use]
    pub fn people(&self) -> People {
        let claim = self.account_claim.as_deref();
        People::kept(self.account_home_page.clone(), claim, self.trust_email)
    }
}

/// Says who a platform's people are, from their next launch and the next whole roster on.
pub async fn decide(
    tx: &mut Tx,
    platform: &Platform,
    people: &People,
    author: &Author,
    now: Timestamp,
) -> Result<(), PeopleError> {
    store::link_people(tx, platform.id, people.columns(), people.trust_email).await?;
    let change = Change::to(platform.id, people.told()).from(platform.people().told());
    audit::record(tx, author, Act::PlatformPeople, change, now).await?;
    Ok(())
}
