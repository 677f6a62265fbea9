//! Who may be the same person, by what they are known by. Pure, and never more than a suggestion:
//! an administrator decides.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::{Hint, KnownBy, PersonId};
use crate::seal::{hex, sha1};
use crate::statements::Identity;

/// What more persons than this share tells nobody apart.
const SHARED_BY: usize = 6;
/// Shorter account names are those of many.
const SHORTEST: usize = 3;
/// A number of fewer digits is one that a platform counts its accounts with.
const NUMBER: usize = 5;

/// What speaks for two persons being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Both have the same e-mail address, be it told, a digest or an account's name.
    SameAddress,
    /// Both have the same identifier of a student information system.
    SameSourcedId,
    /// The account of one is called like that of the other elsewhere.
    SameAccount,
    /// Their e-mail addresses begin alike, or the address of one begins like the account of the
    /// other is called.
    SameLocalPart,
    /// Both have the same name.
    SameName,
    /// Both were in the same group.
    SameGroup,
}

impl Reason {
    /// Every reason, the strongest first.
    pub const ALL: [Self; 6] = [
        Self::SameAddress,
        Self::SameSourcedId,
        Self::SameAccount,
        Self::SameLocalPart,
        Self::SameName,
        Self::SameGroup,
    ];

    /// The word that texts and the API have.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SameAddress => "same-address",
            Self::SameSourcedId => "same-sourced-id",
            Self::SameAccount => "same-account",
            Self::SameLocalPart => "same-local-part",
            Self::SameName => "same-name",
            Self::SameGroup => "same-group",
        }
    }

    const fn weight(self) -> i64 {
        match self {
            Self::SameAddress => 16,
            Self::SameSourcedId => 12,
            Self::SameAccount | Self::SameName => 4,
            Self::SameLocalPart => 3,
            Self::SameGroup => 2,
        }
    }
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The one whose identifier sorts first.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// What speaks for it and against it.
    pub signs: Signs,
}

/// What speaks for two persons being one, and against it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// What speaks for it.
    pub reasons: BTreeSet<Reason>,
    /// Platforms and providers at which each has an account of their own.
    pub apart_at: BTreeSet<String>,
}

impl Signs {
    /// How much speaks for it; whoever has two accounts at one place is hardly one.
    #[must_use]
    pub fn weight(&self) -> i64 {
        let sum: i64 = self.reasons.iter().map(|reason| reason.weight()).sum();
        if self.apart_at.is_empty() {
            sum
        } else {
            sum / 2
        }
    }

    /// Whether it is worth an administrator's look.
    fn are_enough(&self) -> bool {
        let has = |reason| self.reasons.contains(&reason);
        has(Reason::SameAddress)
            || has(Reason::SameSourcedId)
            || has(Reason::SameName)
                && [
                    Reason::SameAccount,
                    Reason::SameLocalPart,
                    Reason::SameGroup,
                ]
                .into_iter()
                .any(has)
    }
}

/// What is compared of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// A digest of an e-mail address.
    Address(String),
    SourcedId(String),
    /// The name of an account, wherever.
    Account(String),
    /// What an e-mail address begins with.
    LocalPart(String),
    Name(String),
}

/// Persons who share their name with few others: only of them the groups are asked for.
#[must_use]
pub(super) fn namesakes(all: &BTreeMap<PersonId, KnownBy>) -> Vec<PersonId> {
    let by_name = sharing(all, |known| {
        known.name.iter().filter_map(|it| name(it)).collect()
    });
    by_name.into_values().flatten().collect()
}

/// Everybody who may be somebody else, the pair with the most that speaks for it first. `groups`
/// tells the groups of [`namesakes`].
#[must_use]
pub fn likenesses<G: Ord>(
    all: &BTreeMap<PersonId, KnownBy>,
    groups: &BTreeMap<PersonId, BTreeSet<G>>,
) -> Vec<Likeness> {
    let mut pairs: BTreeMap<(PersonId, PersonId), Signs> = BTreeMap::new();
    for (mark, persons) in sharing(all, marks) {
        for (index, one) in persons.iter().enumerate() {
            for other in &persons[index + 1..] {
                let (Some(left), Some(right)) = (all.get(one), all.get(other)) else {
                    continue;
                };
                let Some(reason) = reason(&mark, left, right) else {
                    continue;
                };
                let signs = pairs.entry((*one, *other)).or_default();
                signs.reasons.insert(reason);
            }
        }
    }
    let mut found: Vec<Likeness> = pairs
        .into_iter()
        .filter_map(|((one, other), mut signs)| {
            let both = groups.get(&one).zip(groups.get(&other));
            if both.is_some_and(|(left, right)| !left.is_disjoint(right))
                && signs.reasons.contains(&Reason::SameName)
            {
                signs.reasons.insert(Reason::SameGroup);
            }
            let issuers = |person| -> BTreeSet<String> {
                let known = all.get(person).into_iter();
                let subjects = known.flat_map(|known| &known.subjects);
                subjects.map(|(issuer, _)| issuer.clone()).collect()
            };
            signs.apart_at = issuers(&one)
                .intersection(&issuers(&other))
                .cloned()
                .collect();
            signs.are_enough().then_some(Likeness { one, other, signs })
        })
        .collect();
    found.sort_by_key(|pair| (std::cmp::Reverse(pair.signs.weight()), pair.one, pair.other));
    found
}

/// Persons by what they share with at least one and at most a few others.
fn sharing<M: Ord>(
    all: &BTreeMap<PersonId, KnownBy>,
    marks: impl Fn(&KnownBy) -> BTreeSet<M>,
) -> BTreeMap<M, Vec<PersonId>> {
    let mut sharing: BTreeMap<M, Vec<PersonId>> = BTreeMap::new();
    for (person, known) in all {
        for mark in marks(known) {
            sharing.entry(mark).or_default().push(*person);
        }
    }
    sharing.retain(|_, persons| (2..=SHARED_BY).contains(&persons.len()));
    sharing
}

/// What a shared mark says; nothing where it is one and the same account, or only an address that
/// begins like an account is called, of the same person.
fn reason(mark: &Mark, left: &KnownBy, right: &KnownBy) -> Option<Reason> {
    match mark {
        Mark::Address(_) => Some(Reason::SameAddress),
        Mark::SourcedId(id) => {
            let says = |known: &KnownBy| known.hints.contains(&(Hint::SourcedId, id.clone()));
            (says(left) || says(right)).then_some(Reason::SameSourcedId)
        }
        Mark::Account(account) => {
            // At one and the same place an account is one person's.
            let places = |known: &KnownBy| -> BTreeSet<String> {
                accounts(known)
                    .filter(|(_, name)| name == account)
                    .map(|(place, _)| place)
                    .collect()
            };
            let elsewhere = places(left).is_disjoint(&places(right));
            elsewhere.then_some(Reason::SameAccount)
        }
        Mark::LocalPart(_) => Some(Reason::SameLocalPart),
        Mark::Name(_) => Some(Reason::SameName),
    }
}

fn marks(known: &KnownBy) -> BTreeSet<Mark> {
    let mut marks: BTreeSet<Mark> = BTreeSet::new();
    let mut addresses: Vec<String> = Vec::new();
    for agent in &known.agents {
        match agent {
            Identity::Mbox(mbox) => addresses.push(mbox.trim_start_matches("mailto:").to_owned()),
            Identity::MboxSha1sum(sum) => {
                marks.insert(Mark::Address(sum.to_lowercase()));
            }
            Identity::Account { name, .. } if name.contains('@') => addresses.push(name.clone()),
            Identity::Account { .. } | Identity::OpenId(_) => {}
        }
    }
    for (hint, value) in &known.hints {
        match hint {
            Hint::Email => addresses.push(value.clone()),
            Hint::SourcedId => {
                marks.insert(Mark::SourcedId(value.clone()));
            }
            Hint::Username if value.contains('@') => addresses.push(value.clone()),
            Hint::Username => {}
        }
    }
    for (_, name) in accounts(known) {
        // Not what many accounts are called, nor the numbers that platforms count with.
        let counted = name.chars().all(|letter| letter.is_ascii_digit());
        if !counted || name.len() >= NUMBER {
            marks.insert(Mark::SourcedId(name.clone()));
        }
        if !counted && name.chars().count() >= SHORTEST {
            marks.insert(Mark::LocalPart(name.clone()));
            marks.insert(Mark::Account(name));
        }
    }
    for address in addresses {
        let (said, lower) = (address.trim().to_owned(), address.trim().to_lowercase());
        for spelling in [&said, &lower] {
            let sum = hex(&sha1(format!("mailto:{spelling}").as_bytes()));
            marks.insert(Mark::Address(sum));
        }
        if let Some((local, _)) = lower.split_once('@') {
            // A part after "+" is the same mailbox.
            let local = local.split('+').next().unwrap_or(local);
            if local.chars().count() >= SHORTEST {
                marks.insert(Mark::LocalPart(local.to_owned()));
            }
        }
    }
    marks.extend(known.name.iter().filter_map(|it| name(it)).map(Mark::Name));
    marks
}

/// Names of accounts in lower case, each with where it is: those that statements tell, and those
/// that platforms speak of.
fn accounts(known: &KnownBy) -> impl Iterator<Item = (String, String)> {
    let told = known.agents.iter().filter_map(|agent| match agent {
        Identity::Account { home_page, name } if !name.contains('@') => {
            Some((home_page.clone(), name.to_lowercase()))
        }
        _ => None,
    });
    let said = known.hints.iter();
    let said = said.filter(|(hint, value)| *hint == Hint::Username && !value.contains('@'));
    let said = said.map(|(_, value)| (String::new(), value.clone()));
    told.chain(said)
}

/// A name as it is compared: in lower case, its parts in order, so that "Muster, Anna" is "Anna
/// Muster".
fn name(name: &str) -> Option<String> {
    let mut parts: Vec<String> = name
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.sort_unstable();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn account(place: &str, name: &str) -> Identity {
        Identity::Account {
            home_page: format!("https://{place}.example.org"),
            name: name.into(),
        }
    }

    fn known(name: &str, agents: Vec<Identity>) -> KnownBy {
        KnownBy {
            name: (!name.is_empty()).then(|| name.to_owned()),
            agents,
            ..KnownBy::default()
        }
    }

    fn found(people: &[KnownBy], groups: &[&[u8]]) -> Vec<(u128, u128, Vec<&'static str>)> {
        let id = |index: usize| PersonId(Uuid::from_u128(index as u128 + 1));
        let all = people.iter().cloned().enumerate();
        let all = all.map(|(index, known)| (id(index), known)).collect();
        let groups = groups.iter().enumerate();
        let groups = groups.map(|(index, of)| (id(index), of.iter().copied().collect()));
        let pairs = likenesses::<u8>(&all, &groups.collect());
        let shown = pairs.into_iter().map(|pair| {
            let reasons = pair.signs.reasons.iter().map(|reason| reason.word());
            let (one, other) = (pair.one.0.as_u128(), pair.other.0.as_u128());
            (one, other, reasons.collect())
        });
        shown.collect()
    }

    #[test]
    fn an_address_is_the_same_in_all_its_forms() {
        let sum = hex(&sha1(b"mailto:ada@example.org"));
        let mut told = known("", vec![account("lms", "4711")]);
        told.hints.push((Hint::Email, "ada@example.org".into()));
        let people = [
            known("", vec![Identity::Mbox("mailto:Ada@Example.org".into())]),
            known("", vec![Identity::MboxSha1sum(sum)]),
            known("", vec![account("app", "ada@example.org")]),
            told,
            known("", vec![Identity::Mbox("mailto:ada@example.com".into())]),
        ];
        let pairs = found(&people, &[]);
        assert_eq!(pairs.len(), 6, "{pairs:?}");
        assert!(pairs.iter().all(|(one, other, reasons)| {
            *one < 5 && *other < 5 && reasons.contains(&"same-address")
        }));
    }

    #[test]
    fn a_name_alone_is_nothing_and_with_a_group_or_an_address_that_begins_alike_it_is() {
        let ada = |agent| known("Ada Lovelace", vec![agent]);
        let two = [
            ada(Identity::Mbox("mailto:ada.lovelace@x.org".into())),
            known("Lovelace, Ada", vec![account("app", "17")]),
        ];
        assert_eq!(found(&two, &[&[1], &[2]]), []);
        assert_eq!(
            found(&two, &[&[1, 2], &[2]]),
            [(1, 2, vec!["same-name", "same-group"])]
        );
        let two = [
            ada(Identity::Mbox("mailto:ada.lovelace@x.org".into())),
            ada(Identity::Mbox("mailto:Ada.Lovelace+work@y.org".into())),
        ];
        assert_eq!(
            found(&two, &[]),
            [(1, 2, vec!["same-local-part", "same-name"])]
        );
        let two = [
            ada(account("app", "alovelace")),
            ada(account("lms", "ALovelace")),
        ];
        assert_eq!(
            found(&two, &[]),
            [(1, 2, vec!["same-account", "same-local-part", "same-name"])]
        );
        // A number that a platform gave is no name of anybody, nor is another name.
        let two = [ada(account("app", "17")), ada(account("lms", "17"))];
        assert_eq!(found(&two, &[]), []);
        let two = [
            ada(account("app", "ada")),
            known("Ada King", vec![account("lms", "ada")]),
        ];
        assert_eq!(found(&two, &[]), []);
    }

    #[test]
    fn a_sourced_identifier_is_the_name_of_an_account_or_said_of_both() {
        let mut told = known("", vec![account("lms", "4")]);
        told.hints.push((Hint::SourcedId, "sam-01".into()));
        let mut also = known("", vec![account("other", "9")]);
        also.hints.push((Hint::SourcedId, "sam-01".into()));
        let people = [told, also, known("", vec![account("app", "SAM-01")])];
        let pairs = found(&people, &[]);
        assert_eq!(pairs.len(), 3, "{pairs:?}");
        assert!(
            pairs
                .iter()
                .all(|(.., reasons)| reasons == &["same-sourced-id"])
        );
    }

    #[test]
    fn two_accounts_at_one_place_speak_against_it() {
        let at = |subject: &str| KnownBy {
            subjects: vec![("https://idp.example.org".into(), subject.into())],
            ..known("Ada", vec![Identity::Mbox("mailto:ada@x.org".into())])
        };
        let all = BTreeMap::from([
            (PersonId(Uuid::from_u128(1)), at("a")),
            (PersonId(Uuid::from_u128(2)), at("b")),
        ]);
        let pairs = likenesses::<u8>(&all, &BTreeMap::new());
        assert_eq!(pairs[0].signs.apart_at.len(), 1);
        assert!(pairs[0].signs.weight() < Reason::SameAddress.weight());
    }

    proptest! {
        /// What many share is never a reason, and no pair comes twice or with itself.
        #[test]
        fn pairs_are_few_and_different(
            people in prop::collection::vec((0_u8..4, 0_u8..4, 0_u8..3), 0..40),
        ) {
            let people: Vec<KnownBy> = people
                .into_iter()
                .enumerate()
                .map(|(index, (name, local, place))| known(
                    ["", "Ada", "Bo", "Cy"][usize::from(name)],
                    vec![account(
                        &format!("{place}-{index}"),
                        ["ada", "bob", "cyd", "4"][usize::from(local)],
                    )],
                ))
                .collect();
            let pairs = found(&people, &[]);
            let mut seen = BTreeSet::new();
            for (one, other, _) in &pairs {
                prop_assert!(one < other && seen.insert((*one, *other)));
            }
            for local in ["ada", "bob", "cyd"] {
                let sharing = people.iter().filter(|known| {
                    matches!(&known.agents[0], Identity::Account { name, .. } if name == local)
                });
                if sharing.count() > SHARED_BY {
                    let index = |id: &u128| &people[usize::try_from(*id).unwrap() - 1].agents[0];
                    let spoken = pairs.iter().any(|(one, _, _)| {
                        matches!(index(one), Identity::Account { name, .. } if name == local)
                    });
                    prop_assert!(!spoken);
                }
            }
        }
    }
}
