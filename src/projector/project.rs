//! One batch of statements into facts, in one transaction with the checkpoint.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ProjectorError;
use super::act::{Act, Reading, read};
use super::kinds::ActKind;
use super::store::{self, Contribution};
use super::vocabulary::Vocabulary;
use crate::seal::hex;
use crate::statements::{Identity, StoredStatement, intern_activities, intern_agents};
use crate::store::{StoreError, Tx, list};
use crate::{groups, people};

/// Acts that take a contribution back.
const WITHDRAWING: [ActKind; 2] = [ActKind::Withdraw, ActKind::Unshare];

/// What a derivation goes by.
pub(super) struct Rules<'r> {
    pub(super) vocabulary: &'r Vocabulary,
    pub(super) zone: &'r TimeZone,
}

/// Adds a batch, which follows without a gap on what the generation holds.
pub(super) async fn project(
    tx: &mut Tx,
    generation: i64,
    read: &Batch<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = intern(tx, read, now).await?;
    let leaving = store::remove(tx, generation, &read.voided).await?;
    let mut touched: BTreeSet<i64> = leaving
        .iter()
        .filter(|fact| fact.creates || WITHDRAWING.iter().any(|act| act.code() == fact.act))
        .filter_map(|fact| fact.object)
        .collect();
    let mut resends: Vec<String> = leaving
        .iter()
        .filter_map(|fact| fact.resend_key.as_deref().map(hex))
        .chain(
            read.acts
                .iter()
                .filter_map(|(_, act)| act.resend_key.as_deref().map(hex)),
        )
        .collect();
    resends.sort_unstable();
    resends.dedup();
    let known = known_contributions(tx, generation, read, &keys).await?;
    let (facts, competencies) = rows(read, &keys, &known);
    store::insert_facts(tx, generation, &facts, &competencies).await?;
    if !resends.is_empty() {
        store::mark_resends(tx, generation, &resends).await?;
    }
    for (_, act) in &read.acts {
        if act.creates || WITHDRAWING.contains(&act.kind) {
            touched.extend(act.object.as_ref().and_then(|iri| keys.activities.get(iri)));
        }
    }
    settle(tx, generation, touched).await?;
    if !read.unmapped.is_empty() {
        store::count_unmapped(tx, generation, &read.unmapped).await?;
    }
    Ok(())
}

/// A batch after reading, before anything is looked up.
pub(super) struct Batch<'s> {
    acts: Vec<(&'s StoredStatement, Box<Act>)>,
    voided: Vec<Uuid>,
    unmapped: BTreeMap<String, i64>,
}

impl<'s> Batch<'s> {
    pub(super) fn read(
        rules: &Rules<'_>,
        batch: &'s [StoredStatement],
    ) -> Result<Self, ProjectorError> {
        let mut read_batch = Self {
            acts: Vec::new(),
            voided: Vec::new(),
            unmapped: BTreeMap::new(),
        };
        for stored in batch {
            if stored.voids {
                read_batch.voided.extend(stored.target);
            }
            if stored.voids || stored.voided {
                continue;
            }
            let statement = stored.value().map_err(|source| ProjectorError::Statement {
                seq: stored.seq,
                source,
            })?;
            match read(rules.vocabulary, rules.zone, stored, &statement) {
                Reading::Act(act) => read_batch.acts.push((stored, act)),
                Reading::Nothing => {}
                Reading::Unmapped => {
                    let verb = statement.pointer("/verb/id").and_then(Value::as_str);
                    *read_batch
                        .unmapped
                        .entry(verb.unwrap_or_default().to_owned())
                        .or_default() += 1;
                }
            }
        }
        Ok(read_batch)
    }
}

/// The keys of every name in a batch.
struct Keys {
    agents: BTreeMap<Identity, i64>,
    activities: BTreeMap<String, i64>,
    groups: BTreeMap<String, i64>,
}

async fn intern(tx: &mut Tx, batch: &Batch<'_>, now: Timestamp) -> Result<Keys, StoreError> {
    let mut identities: BTreeSet<&Identity> = BTreeSet::new();
    let mut iris: BTreeSet<&str> = BTreeSet::new();
    let mut named_groups = Vec::new();
    for (_, act) in &batch.acts {
        identities.insert(&act.actor);
        identities.extend(&act.instructor);
        identities.extend(&act.recipient);
        iris.extend(act.object.as_deref());
        iris.extend(act.anchor.as_deref());
        iris.extend(act.competencies.iter().map(String::as_str));
        iris.extend(act.activities.iter().map(|(iri, _)| iri.as_str()));
        named_groups.extend(act.group.as_ref().map(|group| groups::Named {
            identity: &group.identity,
            name: group.name.as_deref(),
            at: act.at,
        }));
    }
    let identities: Vec<&Identity> = identities.into_iter().collect();
    let iris: Vec<&str> = iris.into_iter().collect();
    let agents = intern_agents(tx, &identities).await?;
    let activities: BTreeMap<String, i64> =
        intern_activities(tx, &iris).await?.into_iter().collect();
    let groups = groups::ensure(tx, &named_groups, now).await?;
    let by_identity: BTreeMap<Identity, i64> = agents.iter().cloned().collect();
    let names: Vec<people::Named<'_>> = batch
        .acts
        .iter()
        .flat_map(|(_, act)| act.people.iter().map(|(who, name)| (who, name, act.at)))
        .filter_map(|(who, name, at)| {
            Some(people::Named {
                agent: *by_identity.get(who)?,
                name,
                at,
            })
        })
        .collect();
    people::ensure(tx, &agents, &names, now).await?;
    let mut latest: BTreeMap<i64, (i64, &str)> = BTreeMap::new();
    for (_, act) in &batch.acts {
        for (iri, name) in &act.activities {
            if let Some(key) = activities.get(iri) {
                let known = latest.entry(*key).or_insert((act.at, name));
                *known = (*known).max((act.at, name));
            }
        }
    }
    let rows = list(
        latest
            .into_iter()
            .map(|(key, (at, name))| json!([key, name, at])),
    );
    store::name_activities(tx, &rows).await?;
    Ok(Keys {
        agents: by_identity,
        activities,
        groups,
    })
}

/// The contributions that the batch's acts are about or bring about anew, as far as they are known.
async fn known_contributions(
    tx: &mut Tx,
    generation: i64,
    batch: &Batch<'_>,
    keys: &Keys,
) -> Result<BTreeMap<i64, Contribution>, StoreError> {
    let objects: BTreeSet<i64> = batch
        .acts
        .iter()
        .flat_map(|(_, act)| {
            [
                act.anchor.as_ref(),
                act.object.as_ref().filter(|_| act.creates),
            ]
        })
        .filter_map(|iri| keys.activities.get(iri?).copied())
        .collect();
    contributions(tx, generation, objects).await
}

async fn contributions(
    tx: &mut Tx,
    generation: i64,
    objects: BTreeSet<i64>,
) -> Result<BTreeMap<i64, Contribution>, StoreError> {
    let objects: Vec<i64> = objects.into_iter().collect();
    let known = store::contributions(tx, generation, &objects).await?;
    Ok(known
        .into_iter()
        .map(|found| (found.object, found))
        .collect())
}

/// Rows of `fact` and `fact_competency`.
fn rows(batch: &Batch<'_>, keys: &Keys, known: &BTreeMap<i64, Contribution>) -> (String, String) {
    let mut facts = Vec::with_capacity(batch.acts.len());
    let mut competencies = Vec::new();
    let activity = |iri: &Option<String>| keys.activities.get(iri.as_ref()?).copied();
    let agent = |who: &Option<Identity>| keys.agents.get(who.as_ref()?).copied();
    let withdrawn = |object: Option<i64>| known.get(&object?)?.withdrawn_day;
    for (stored, act) in &batch.acts {
        let (anchor, object) = (activity(&act.anchor), activity(&act.object));
        let about = anchor.and_then(|anchor| known.get(&anchor));
        let named = agent(&act.recipient);
        let group = act
            .group
            .as_ref()
            .and_then(|group| keys.groups.get(&group.identity))
            .copied();
        let derived_group = about.filter(|_| group.is_none());
        let author = about.filter(|_| named.is_none());
        facts.push(json!([
            stored.seq,
            stored.id.simple().to_string(),
            act.kind.code(),
            act.engagement.code(),
            act.evidence.code(),
            act.at,
            act.day,
            keys.agents.get(&act.actor),
            agent(&act.instructor),
            named.or(author.map(|about| about.author)),
            named.is_some(),
            object,
            anchor,
            act.creates,
            group.or(derived_group.and_then(|about| about.group_key)),
            group.is_some(),
            act.quality,
            act.target.map(|id| id.simple().to_string()),
            act.level,
            act.due_day,
            act.expires_day,
            act.resend_key.as_deref().map(hex),
            author
                .map(|about| about.since)
                .filter(|since| *since > act.day),
            derived_group
                .and_then(|about| about.group_since)
                .filter(|since| *since > act.day),
            if act.kind.speaks_of_object() {
                withdrawn(anchor)
            } else if act.creates {
                withdrawn(object)
            } else {
                None
            },
        ]));
        competencies.extend(
            act.competencies
                .iter()
                .filter_map(|iri| keys.activities.get(iri))
                .map(|competency| json!([stored.seq, competency])),
        );
    }
    (list(facts.into_iter()), list(competencies.into_iter()))
}

/// Finds author, thread, group and withdrawal of touched contributions again, and the group of all
/// that take it from those that changed, and tells the facts about what changed. What did not
/// change costs nothing more, however many facts are about it: new ones knew it already.
async fn settle(tx: &mut Tx, generation: i64, touched: BTreeSet<i64>) -> Result<(), StoreError> {
    if touched.is_empty() {
        return Ok(());
    }
    let objects: Vec<i64> = touched.iter().copied().collect();
    let before = contributions(tx, generation, touched).await?;
    let creators = store::creators(tx, generation, &objects).await?;
    let mut settled: BTreeMap<i64, Contribution> = creators
        .into_iter()
        .map(|found| (found.object, found))
        .collect();
    for (object, day) in store::withdrawn(tx, generation, settled.values()).await? {
        if let Some(contribution) = settled.get_mut(&object) {
            contribution.withdrawn_day = Some(day);
        }
    }
    let gone: Vec<i64> = objects
        .iter()
        .copied()
        .filter(|object| !settled.contains_key(object))
        .collect();
    settled.retain(|object, found| {
        before
            .get(object)
            .is_none_or(|before| !before.is_same_but_for_group(found))
    });
    let mut seen: BTreeSet<i64> = settled.keys().chain(&gone).copied().collect();
    let mut affected = settled.clone();
    let mut frontier: Vec<i64> = seen.iter().copied().collect();
    while !frontier.is_empty() {
        let mut children = store::children(tx, generation, &frontier).await?;
        children.retain(|child| seen.insert(*child));
        for child in store::contributions(tx, generation, &children).await? {
            affected.insert(child.object, child);
        }
        frontier = children;
    }
    let ancestors = ancestors(tx, generation, &affected, &gone).await?;
    let changed: Vec<Contribution> = affected
        .iter()
        .filter_map(|(object, found)| {
            let group = group_of(*object, &affected, &ancestors);
            let grouped = Contribution {
                group_key: group.map(|(key, _)| key),
                group_since: group.map(|(_, since)| since),
                ..found.clone()
            };
            (settled.contains_key(object) || &grouped != found).then_some(grouped)
        })
        .collect();
    if changed.is_empty() && gone.is_empty() {
        return Ok(());
    }
    store::put_contributions(tx, generation, &changed, &gone).await
}

/// Every contribution on the way up from the affected ones.
async fn ancestors(
    tx: &mut Tx,
    generation: i64,
    affected: &BTreeMap<i64, Contribution>,
    gone: &[i64],
) -> Result<BTreeMap<i64, Contribution>, StoreError> {
    let mut known: BTreeMap<i64, Contribution> = BTreeMap::new();
    let wanted = |of: &mut dyn Iterator<Item = &Contribution>,
                  known: &BTreeMap<i64, Contribution>| {
        of.filter_map(|contribution| contribution.parent)
            .filter(|parent| {
                !affected.contains_key(parent)
                    && !known.contains_key(parent)
                    && !gone.contains(parent)
            })
            .collect::<BTreeSet<i64>>()
    };
    let mut next = wanted(&mut affected.values(), &known);
    while !next.is_empty() {
        let parents: Vec<i64> = next.into_iter().collect();
        let found = store::contributions(tx, generation, &parents).await?;
        next = wanted(&mut found.iter(), &known);
        known.extend(found.into_iter().map(|parent| (parent.object, parent)));
        next.retain(|parent| !known.contains_key(parent));
    }
    Ok(known)
}

/// The group of a contribution, its own or that of the nearest ancestor that has one, and the day
/// from which it can be found: when the last on the way there came into being.
fn group_of(
    object: i64,
    affected: &BTreeMap<i64, Contribution>,
    ancestors: &BTreeMap<i64, Contribution>,
) -> Option<(i64, i64)> {
    let mut seen = BTreeSet::new();
    let mut place = Some(object);
    let mut since = i64::MIN;
    while let Some(object) = place.filter(|object| seen.insert(*object)) {
        let contribution = affected.get(&object).or_else(|| ancestors.get(&object))?;
        since = since.max(contribution.since);
        if let Some(group) = contribution.own_group {
            return Some((group, since));
        }
        place = contribution.parent;
    }
    None
}
