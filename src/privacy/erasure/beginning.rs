//! The first step: nothing about the person comes in any more, and nobody sees who they were.

use jiff::Timestamp;
use uuid::Uuid;

use super::store::{self, Secret};
use super::{ErasureError, words};
use crate::audit::{self, Act, Author, Change};
use crate::merges;
use crate::people::{self, PersonId};
use crate::privacy::wishes;
use crate::restrictions::{self, Use};
use crate::seal::MasterKey;
use crate::sso;
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// Where pseudonyms have their accounts.
pub(super) const HOME_PAGE: &str = "https://coachlight.org/erased";

/// Everybody who is a person: themselves, and who was made part of them.
pub(super) async fn whole(tx: &mut Tx, person: PersonId) -> Result<Vec<PersonId>, StoreError> {
    let mut all = vec![person];
    let mut place = 0;
    while let Some(one) = all.get(place) {
        for part in merges::erasing::parts(tx, *one).await? {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        place += 1;
    }
    Ok(all)
}

/// What is known of somebody: by it they are searched for.
pub(super) async fn known(tx: &mut Tx, person: PersonId) -> Result<Secret, ErasureError> {
    let found = people::find(tx, person).await?;
    found.ok_or(ErasureError::NoPerson(person))?;
    if merges::is_merged(tx, person).await? {
        return Err(ErasureError::Merged);
    }
    let mut secret = Secret {
        persons: whole(tx, person).await?,
        ..Secret::default()
    };
    for one in secret.persons.clone() {
        let name = people::find(tx, one).await?.and_then(|found| found.name);
        if let Some(name) = name {
            words::of_name(&name, &mut secret.words);
        }
        let keys = people::agents_of(tx, one).await?;
        for (agent, key) in statements::identities(tx, &keys).await? {
            words::of_agent(&agent, &mut secret.words);
            secret.agents.push((key, agent.clone(), agent));
        }
        secret
            .subjects
            .extend(people::erasing::subjects_of(tx, one).await?);
    }
    for (_, subject) in secret.subjects.clone() {
        words::of_subject(&subject, &mut secret.words);
    }
    // Whom an agent of ours stands for, is what they are called by in addresses and elsewhere.
    secret
        .words
        .extend(secret.persons.iter().map(PersonId::to_string));
    Ok(secret)
}

/// Begins to erase a person. Of somebody who is being erased already, the erasure that is under way.
pub async fn begin(
    tx: &mut Tx,
    key: &MasterKey,
    person: PersonId,
    by: &Author,
    now: Timestamp,
) -> Result<Uuid, ErasureError> {
    let head = statements::lock(tx).await?;
    let running = store::under_way(tx, i64::MAX).await?;
    if let Some(running) = running.iter().find(|it| it.person == Some(person)) {
        return Ok(running.id);
    }
    let mut secret = known(tx, person).await?;
    // Whoever needs their data kept is asked before they go (articles 18(1)(b) and (c)).
    let restricted = restrictions::is_withheld(tx, person, Use::Everything).await?;
    if restricted && !wishes::waits(tx, person).await? {
        return Err(ErasureError::Restricted);
    }
    let id = Uuid::new_v4();
    let mark = format!("erased-{}", &Uuid::new_v4().simple().to_string()[..12]);
    let mut digests = Vec::new();
    for (place, (agent, old, new)) in secret.agents.iter_mut().enumerate() {
        let number = if place == 0 {
            String::new()
        } else {
            format!("-{place}")
        };
        *new = Identity::Account {
            home_page: HOME_PAGE.into(),
            name: format!("{mark}{number}"),
        };
        digests.push(statements::digest_of_agent(key, old)?);
        statements::rename_agent(tx, *agent, old, new).await?;
    }
    for (issuer, subject) in &secret.subjects {
        digests.push(statements::digest_of_subject(key, issuer, subject)?);
    }
    statements::bar(tx, &digests, now).await?;
    for one in &secret.persons {
        people::erasing::unname(tx, *one).await?;
        people::set_disabled(tx, *one, true, now).await?;
        sso::end_sessions(tx, *one).await?;
    }
    let sealed = store::seal(key, &secret)?;
    store::add(tx, (id, &mark, person), head.seq, &sealed, by.actor(), now).await?;
    let change = Change::to(&mark, format!("erasure {id} was begun"));
    audit::record(tx, by, Act::ErasureBegun, change, now).await?;
    Ok(id)
}

/// Lets identifiers of somebody who was erased in again, as a person who was never there before; how
/// many of them had been barred.
pub async fn admit(
    tx: &mut Tx,
    key: &MasterKey,
    agents: &[Identity],
    subject: Option<(&str, &str)>,
) -> Result<u64, ErasureError> {
    let mut digests = Vec::new();
    for agent in agents {
        digests.push(statements::digest_of_agent(key, agent)?);
    }
    if let Some((issuer, subject)) = subject {
        digests.push(statements::digest_of_subject(key, issuer, subject)?);
    }
    Ok(statements::admit(tx, &digests).await?)
}
