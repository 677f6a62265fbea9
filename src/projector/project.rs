//! One batch of statements into facts, in one transaction with the checkpoint.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ProjectorError;
use super::act::{Act, Fallback, GroupName, Reading, read};
use super::kinds::{ActKind, Unused};
use super::store::{self, Changing, Contribution, Leaving, Noted};
use super::vocabulary::Vocabulary;
use crate::seal::hex;
use crate::statements::{Identity, StoredStatement, intern_activities, intern_agents};
use crate::store::{Identifier, StoreError, Tx, list};
use crate::{groups, people};

/// Acts that take a contribution back.
const WITHDRAWING: [ActKind; 2] = [ActKind::Withdraw, ActKind::Unshare];

/// What a derivation goes by.
pub(super) struct Rules {
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) zone: TimeZone,
}

/// A generation that facts are added to.
#[derive(Clone, Copy)]
pub(super) struct Derivation {
    pub(super) generation: i64,
    /// Whether readers use it: then its packs are to hold. All of one that is still being made are
    /// made when it is complete.
    pub(super) current: bool,
}

impl Derivation {
    async fn change(self, tx: &mut Tx, changing: &Changing<'_>) -> Result<(), StoreError> {
        if self.current {
            store::change(tx, self.generation, changing).await?;
        }
        Ok(())
    }
}

/// Adds a batch, which follows without a gap on what the generation holds.
pub(super) async fn project(
    tx: &mut Tx,
    derivation: Derivation,
    read: &Batch,
    now: Timestamp,
) -> Result<(), StoreError> {
    let generation = derivation.generation;
    let keys = intern(tx, read, now).await?;
    let creating = read.acts.iter().filter(|done| done.act.creates);
    let statements: Vec<Uuid> = creating
        .map(|done| done.id)
        .chain(read.voided.iter().copied())
        .collect();
    let before = Changing {
        statements: &read.voided,
        targets: &statements,
        ..Changing::default()
    };
    derivation.change(tx, &before).await?;
    let leaving = store::remove(tx, generation, &read.voided).await?;
    let mut touched: BTreeSet<i64> = leaving
        .iter()
        .filter(|fact| fact.creates || WITHDRAWING.iter().any(|act| act.code() == fact.act))
        .filter_map(|fact| fact.object)
        .collect();
    let resends = resend_keys(read, &leaving);
    let known = known_contributions(tx, generation, read, &keys).await?;
    let (facts, competencies) = rows(read, &keys, &known);
    store::insert_facts(tx, generation, &facts, &competencies).await?;
    if !resends.is_empty() {
        store::mark_resends(tx, generation, &resends).await?;
    }
    let withdrawing = |act: &ActKind| WITHDRAWING.contains(act);
    for Done { act, .. } in &read.acts {
        if act.creates || withdrawing(&act.kind) {
            touched.extend(act.object.as_ref().and_then(|iri| keys.activities.get(iri)));
        }
    }
    // A withdrawal may name the statement that made what it takes back.
    let targets: Vec<Uuid> = read
        .acts
        .iter()
        .filter(|done| withdrawing(&done.act.kind))
        .filter_map(|done| done.act.target)
        .chain(
            leaving
                .iter()
                .filter(|fact| ActKind::from_code(fact.act).is_some_and(|act| withdrawing(&act)))
                .filter_map(|fact| fact.target),
        )
        .collect();
    let taken_back = store::created_by(tx, generation, &targets).await?;
    touched.extend(&taken_back);
    let objects: Vec<i64> = touched.iter().copied().collect();
    if !objects.is_empty() {
        store::tell_creators(tx, generation, &objects).await?;
    }
    let referring: Vec<i64> = read
        .acts
        .iter()
        .filter(|done| done.act.target.is_some() && done.act.object.is_none())
        .map(|done| done.seq)
        .collect();
    settle(tx, derivation, touched).await?;
    if !(referring.is_empty() && statements.is_empty()) {
        store::point(tx, generation, &referring, &statements).await?;
    }
    if !read.unused.is_empty() {
        store::note_unused(tx, generation, &read.unused).await?;
    }
    let seqs: Vec<i64> = read.acts.iter().map(|done| done.seq).collect();
    let after = Changing {
        seqs: &seqs,
        targets: &statements,
        made: &objects,
        resends: &resends,
        ..Changing::default()
    };
    derivation.change(tx, &after).await
}

/// What tells statements that were sent again apart, of those that come and those that go.
fn resend_keys(read: &Batch, leaving: &[Leaving]) -> Vec<String> {
    let going = leaving.iter().filter_map(|fact| fact.resend_key.as_deref());
    let coming = read.acts.iter();
    let coming = coming.filter_map(|done| done.act.resend_key.as_deref());
    let keys: BTreeSet<String> = going.chain(coming).map(hex).collect();
    keys.into_iter().collect()
}

/// A batch after reading, before anything is looked up.
pub(super) struct Batch {
    acts: Vec<Done>,
    voided: Vec<Uuid>,
    unused: Vec<Noted>,
}

/// What a statement says was done.
struct Done {
    seq: i64,
    id: Uuid,
    act: Box<Act>,
}

impl Batch {
    /// One that takes facts of statements back, and adds none.
    pub(super) fn voiding(statements: &[Uuid]) -> Self {
        Self {
            acts: Vec::new(),
            voided: statements.to_vec(),
            unused: Vec::new(),
        }
    }

    pub(super) fn read(rules: &Rules, batch: &[StoredStatement]) -> Result<Self, ProjectorError> {
        let mut read_batch = Self {
            acts: Vec::new(),
            voided: Vec::new(),
            unused: Vec::new(),
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
            match read(&rules.vocabulary, &rules.zone, stored, &statement) {
                Reading::Act(act) => {
                    read_batch.unused.extend(act.unused.map(|reason| Noted {
                        seq: stored.seq,
                        reason,
                        verb: None,
                    }));
                    read_batch.acts.push(Done {
                        seq: stored.seq,
                        id: stored.id,
                        act,
                    });
                }
                Reading::Nothing => {}
                Reading::Unused(reason) => {
                    let verb = statement.pointer("/verb/id").and_then(Value::as_str);
                    read_batch.unused.push(Noted {
                        seq: stored.seq,
                        reason,
                        verb: verb.filter(|_| reason == Unused::NoRule).map(str::to_owned),
                    });
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

async fn intern(tx: &mut Tx, batch: &Batch, now: Timestamp) -> Result<Keys, StoreError> {
    let mut identities: BTreeSet<&Identity> = BTreeSet::new();
    let mut iris: BTreeSet<&str> = BTreeSet::new();
    let mut named_groups = Vec::new();
    for Done { act, .. } in &batch.acts {
        identities.insert(&act.actor);
        identities.extend(&act.instructor);
        identities.extend(&act.recipient);
        iris.extend(act.object.as_deref());
        iris.extend(act.anchor.as_deref());
        iris.extend(act.competencies.iter().map(String::as_str));
        iris.extend(act.activities.iter().map(|(iri, _)| iri.as_str()));
        named_groups.extend(named_group(act).map(|group| groups::Named {
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
        .flat_map(|Done { act, .. }| act.people.iter().map(|(who, name)| (who, name, act.at)))
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
    for Done { act, .. } in &batch.acts {
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

/// The group that a statement names, by what it says or by an address.
fn named_group(act: &Act) -> Option<&GroupName> {
    act.group.as_ref().or(match &act.fallback {
        Some(Fallback::Beginning(group)) => Some(group),
        _ => None,
    })
}

/// The contributions that the batch's acts are about or bring about anew, as far as they are known.
async fn known_contributions(
    tx: &mut Tx,
    generation: i64,
    batch: &Batch,
    keys: &Keys,
) -> Result<BTreeMap<i64, Contribution>, StoreError> {
    let objects: BTreeSet<i64> = batch
        .acts
        .iter()
        .flat_map(|Done { act, .. }| {
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
fn rows(batch: &Batch, keys: &Keys, known: &BTreeMap<i64, Contribution>) -> (String, String) {
    let mut facts = Vec::with_capacity(batch.acts.len());
    let mut competencies = Vec::new();
    let activity = |iri: &Option<String>| keys.activities.get(iri.as_ref()?).copied();
    let agent = |who: &Option<Identity>| keys.agents.get(who.as_ref()?).copied();
    let withdrawn = |object: Option<i64>| known.get(&object?)?.withdrawn_day;
    for Done { seq, id, act } in &batch.acts {
        let (anchor, object) = (activity(&act.anchor), activity(&act.object));
        let about = anchor.and_then(|anchor| known.get(&anchor));
        let named = agent(&act.recipient);
        let key_of = |group: &GroupName| keys.groups.get(&group.identity).copied();
        let group = act.group.as_ref().and_then(key_of);
        let fallback = act.fallback.as_ref().and_then(|fallback| match fallback {
            Fallback::Course(key) => Some(*key),
            Fallback::Beginning(group) => key_of(group),
        });
        let derived_group = about
            .filter(|_| group.is_none())
            .and_then(|about| Some((about.group_key?, about.group_since?)))
            .filter(|(_, since)| fallback.is_none() || *since <= act.day);
        let author = about.filter(|_| named.is_none());
        facts.push(json!([
            seq,
            id.hex(),
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
            group.or(derived_group.map(|(key, _)| key)).or(fallback),
            group.is_some(),
            act.quality,
            act.target.map(|id| id.hex()),
            act.level,
            act.due_day,
            act.expires_day,
            act.resend_key.as_deref().map(hex),
            author
                .map(|about| about.since)
                .filter(|since| *since > act.day),
            derived_group
                .map(|(_, since)| since)
                .filter(|since| *since > act.day),
            withdrawn(anchor).filter(|_| act.kind.speaks_of_object()),
            fallback,
        ]));
        competencies.extend(
            act.competencies
                .iter()
                .filter_map(|iri| keys.activities.get(iri))
                .map(|competency| json!([seq, competency])),
        );
    }
    (list(facts), list(competencies))
}

/// Finds author, thread, group and withdrawal of touched contributions again, and the group of all
/// that take it from those that changed, and tells the facts about what changed. What did not
/// change costs nothing more, however many facts are about it: new ones knew it already.
async fn settle(
    tx: &mut Tx,
    derivation: Derivation,
    touched: BTreeSet<i64>,
) -> Result<(), StoreError> {
    if touched.is_empty() {
        return Ok(());
    }
    let generation = derivation.generation;
    let objects: Vec<i64> = touched.iter().copied().collect();
    let before = contributions(tx, generation, touched).await?;
    let mut settled = store::created(tx, generation, &objects).await?;
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
    let anchors = changed.iter().map(|contribution| contribution.object);
    let anchors: Vec<i64> = anchors.chain(gone.iter().copied()).collect();
    let about_them = Changing {
        anchors: &anchors,
        ..Changing::default()
    };
    derivation.change(tx, &about_them).await?;
    store::put_contributions(tx, generation, &changed, &gone).await?;
    derivation.change(tx, &about_them).await
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

/// The group of a contribution and the day from which it can be found: its own, else its thread's, from
/// when the last on the way there came into being. A thread that is younger than the contribution does
/// not change where an address has put it, so that looking back at a day shows what was known on it.
fn group_of(
    object: i64,
    affected: &BTreeMap<i64, Contribution>,
    ancestors: &BTreeMap<i64, Contribution>,
) -> Option<(i64, i64)> {
    let mut seen = BTreeSet::new();
    let mut path = Vec::new();
    let mut place = Some(object);
    while let Some(object) = place.filter(|object| seen.insert(*object)) {
        let Some(contribution) = affected.get(&object).or_else(|| ancestors.get(&object)) else {
            break;
        };
        path.push(contribution);
        place = contribution
            .parent
            .filter(|_| contribution.own_group.is_none());
    }
    path.into_iter().rev().fold(None, |above, contribution| {
        let since = contribution.since;
        let thread = above.map(|(group, from): (i64, i64)| (group, from.max(since)));
        let fallback = contribution.fallback_key.map(|group| (group, since));
        let own = contribution.own_group.map(|group| (group, since));
        let in_time = thread.filter(|(_, from)| *from <= since);
        own.or(in_time).or(fallback).or(thread)
    })
}
