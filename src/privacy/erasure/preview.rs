//! What would go, if a person were erased.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::beginning::known;
use super::store::{self, Secret};
use super::{ErasureError, texts, words};
use crate::people::PersonId;
use crate::statements::{self, Identity, Redaction, StoredStatement};
use crate::store::{StoreError, Tx};
use crate::{
    alerts, audit, coaching, courses, digests, documents, events, exports, grades, groups, merges,
    people, refusals, restrictions, sso,
};

/// Statements read at once.
const PAGE: i64 = 500;
/// Identifiers of others that are looked at.
const ALIKE: i64 = 1000;

/// How many statements name a person, by where they do. A statement may name them in several places.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Mentions {
    /// All of them.
    pub statements: i64,
    /// They acted.
    pub actor: i64,
    /// It is about them.
    pub object: i64,
    /// They are in the team or in a group.
    pub team: i64,
    /// They are an instructor or another agent of the context.
    pub context: i64,
    /// They vouch for it.
    pub authority: i64,
    /// Attachments of statements that they made or that are about them.
    pub attachments: i64,
}

/// Something that names the person and does not change by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// What it is: a feed, a webhook, an identifier of somebody who may be the same, and so on.
    pub what: &'static str,
    /// What names them.
    pub text: String,
}

/// What would go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Identifiers that become a pseudonym.
    pub identifiers: Vec<String>,
    /// Statements that would be rewritten.
    pub mentions: Mentions,
    /// Rows that go or name nobody any more, by what they are.
    pub held: BTreeMap<&'static str, i64>,
    /// What is to be changed by hand, before or after.
    pub by_hand: Vec<ByHand>,
}

/// Counts what would go.
pub async fn preview(tx: &mut Tx, person: PersonId) -> Result<Preview, ErasureError> {
    let secret = known(tx, person).await?;
    let mut held = BTreeMap::new();
    for one in &secret.persons {
        for (what, count) in of_person(tx, *one).await? {
            *held.entry(what).or_insert(0) += count;
        }
    }
    for (agent, ..) in &secret.agents {
        *held.entry("documents").or_insert(0) += documents::erasing::held(tx, *agent).await?;
    }
    let sought = words::in_json(&secret.words);
    held.insert("refusals", refusals::erasing::held(tx, &sought).await?);
    let exact: Vec<String> = secret.words.iter().cloned().collect();
    held.insert("audit_entries", audit::erasing::held(tx, &exact).await?);
    held.retain(|_, count| *count > 0);
    let mut identifiers = Vec::new();
    for one in &secret.persons {
        let found = people::identifiers(tx, *one).await?;
        identifiers.extend(found.into_iter().map(|(identifier, _)| identifier));
    }
    Ok(Preview {
        identifiers,
        mentions: mentions(tx, &secret).await?,
        held,
        by_hand: by_hand(tx, &secret, &sought).await?,
    })
}

/// What names the person and stays: addresses and user names that something works by, and
/// identifiers of others that hold what the person is called.
async fn by_hand(
    tx: &mut Tx,
    secret: &Secret,
    sought: &[String],
) -> Result<Vec<ByHand>, StoreError> {
    let mut found = texts::working(tx, sought).await?;
    for (key, value, home_page) in statements::agents_alike(tx, sought, ALIKE).await? {
        if secret.agents.iter().all(|(own, ..)| *own != key) {
            found.push(("agents", format!("{value} {home_page}").trim().to_owned()));
        }
    }
    let redaction = Redaction {
        words: secret.words.clone(),
        mark: "-".into(),
        ..Redaction::default()
    };
    // A word within another one names nobody.
    found.retain(|(_, text)| redaction.text(text) != *text);
    let by_hand = found.into_iter().map(|(what, text)| ByHand { what, text });
    Ok(by_hand.collect())
}

async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut held = grades::erasing::held(tx, person).await?;
    held.extend(courses::erasing::held(tx, person).await?);
    held.extend(merges::erasing::held(tx, person).await?);
    held.extend(sso::erasing::held(tx, person).await?);
    held.extend(alerts::erasing::held(tx, person).await?);
    held.extend(digests::erasing::held(tx, person).await?);
    held.extend(coaching::erasing::held(tx, person).await?);
    held.extend(groups::erasing::held(tx, person).await?);
    held.extend(restrictions::erasing::held(tx, person).await?);
    held.extend(people::erasing::held(tx, person).await?);
    held.push(("exports", exports::erasing::held(tx, person).await?));
    held.push(("events", events::erasing::held(tx, person).await?));
    held.push(("wishes_to_be_erased", store::wishes_of(tx, person).await?));
    Ok(held)
}

async fn mentions(tx: &mut Tx, secret: &Secret) -> Result<Mentions, ErasureError> {
    let keys: Vec<i64> = secret.agents.iter().map(|(key, ..)| *key).collect();
    let theirs: Vec<&Identity> = secret.agents.iter().map(|(_, agent, _)| agent).collect();
    let mut found = Mentions::default();
    let mut last = 0;
    loop {
        let places = statements::naming(tx, &keys, last, PAGE).await?;
        for stored in statements::by_places(tx, &places).await? {
            count(&mut found, &stored, &theirs)?;
        }
        match places.last() {
            Some(place) => last = *place,
            None => return Ok(found),
        }
    }
}

fn count(
    found: &mut Mentions,
    stored: &StoredStatement,
    theirs: &[&Identity],
) -> Result<(), serde_json::Error> {
    let statement = stored.value()?;
    let is = |agent: Option<&Value>| {
        agent
            .and_then(Identity::of)
            .is_some_and(|agent| theirs.contains(&&agent))
    };
    let holds = |value: Option<&Value>| {
        value.is_some_and(|value| statements::names(value, &|agent| theirs.contains(&agent)))
    };
    found.statements += 1;
    let (actor, object) = (is(statement.get("actor")), is(statement.get("object")));
    found.actor += i64::from(actor);
    found.object += i64::from(holds(statement.get("object")));
    let context = statement.get("context");
    let of = |name: &str| context.and_then(|context| context.get(name));
    found.team += i64::from(holds(of("team")) || holds(of("contextGroups")));
    found.context += i64::from(holds(of("instructor")) || holds(of("contextAgents")));
    let authority: Value = serde_json::from_str(&stored.authority)?;
    found.authority += i64::from(holds(Some(&authority)));
    if actor || object {
        found.attachments += statements::attachments(&statement).count() as i64;
    }
    Ok(())
}
