//! Facts about persons, and where they acted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use super::packs::{Pack, PackedFact, packs};
use super::row::{Row, columns, counts};
use crate::cores;
use crate::people::PersonId;
use crate::projector::fact::{About, Fact};
use crate::projector::kinds::ActKind;
use crate::restrictions;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, id_list, list, sql};

/// Persons whose packs are held in memory at once.
const AT_ONCE: usize = 500;

sql! {
    FACT_COMPETENCIES = {
        sqlite: "SELECT seq, competency FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))
                 ORDER BY seq, competency",
        postgres: "SELECT seq, competency FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY seq, competency",
    };
    /// Those of a part of the log that are of some kinds.
    BETWEEN = {
        sqlite: concat!("SELECT ", columns!(), " FROM fact f
                 WHERE f.generation = $1 AND f.seq > $2 AND f.seq <= $4 AND ", counts!(), "
                     AND +f.act IN (SELECT value FROM json_each($5)) ORDER BY f.seq"),
        postgres: concat!("SELECT ", columns!(), " FROM fact f
                   WHERE f.generation = $1 AND f.seq > $2 AND f.seq <= $4 AND ", counts!(), "
                       AND f.act IN (SELECT value::bigint
                                     FROM jsonb_array_elements_text($5::jsonb)) ORDER BY f.seq"),
    };
    /// The groups that persons have acted in, as far as that is known at the end of a day.
    ACTED_IN = {
        sqlite: "SELECT DISTINCT a.person, f.group_key FROM json_each($2) l
                 CROSS JOIN person_agent a ON a.person = unhex(l.value)
                 CROSS JOIN fact f ON f.actor = a.agent AND f.generation = $1
                 WHERE f.day <= $3 AND f.group_key IS NOT NULL
                     AND (f.group_since IS NULL OR f.group_since <= $3)",
        postgres: "SELECT DISTINCT a.person, f.group_key
                   FROM jsonb_array_elements_text($2::jsonb) l
                   JOIN person_agent a ON a.person = l.value::uuid
                   JOIN fact f ON f.actor = a.agent AND f.generation = $1
                   WHERE f.day <= $3 AND f.group_key IS NOT NULL
                       AND (f.group_since IS NULL OR f.group_since <= $3)",
    };
    /// Whom facts of a part of the log are about.
    TOUCHED = "SELECT actor FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
               UNION SELECT recipient FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND recipient IS NOT NULL
               UNION SELECT instructor FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND instructor IS NOT NULL";
}

/// What is known about a person up to a day.
pub async fn about(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<About, StoreError> {
    let mut about = about_all(tx, generation, &[person], until).await?;
    Ok(about.remove(&person).unwrap_or_default())
}

/// What is known about each of some persons up to a day, where anything is.
pub async fn about_all(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    until: i64,
) -> Result<BTreeMap<PersonId, About>, StoreError> {
    let mut days = about_on(tx, generation, persons, &[until]).await?;
    Ok(days.pop().unwrap_or_default())
}

/// The same up to each of some days, in their order.
pub async fn about_on(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    days: &[i64],
) -> Result<Vec<BTreeMap<PersonId, About>>, StoreError> {
    let mut by_person: BTreeMap<PersonId, Vec<Pack>> = BTreeMap::new();
    for pack in packs(tx, generation, persons).await? {
        by_person.entry(pack.person).or_default().push(pack);
    }
    let all: Arc<[i64]> = days.into();
    let unpacking = move |part: Vec<(PersonId, Vec<Pack>)>| {
        let unpacked = |(person, packs): (PersonId, Vec<Pack>)| {
            unpacked(&packs, &all).map(|abouts| (person, abouts))
        };
        part.into_iter().map(unpacked).collect::<Vec<_>>()
    };
    let mut found = vec![BTreeMap::new(); days.len()];
    for unpacked in cores::on_all(by_person.into_iter().collect(), unpacking).await {
        let (person, abouts) = unpacked?;
        for (known, about) in found.iter_mut().zip(abouts) {
            known.insert(person, about);
        }
    }
    Ok(found)
}

/// The groups that each of some persons has acted in, as far as that is known at the end of a day:
/// the same as `about_all` tells, without reading what they did.
pub async fn acted_in(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    until: i64,
) -> Result<BTreeMap<PersonId, BTreeSet<i64>>, StoreError> {
    let ids = id_list(persons);
    let mut groups: BTreeMap<PersonId, BTreeSet<i64>> = BTreeMap::new();
    for (person, group) in fetch_all!(tx, ACTED_IN as (PersonId, i64), generation, &ids, until)? {
        groups.entry(person).or_default().insert(group);
    }
    Ok(groups)
}

/// What the packs of a person's agents hold up to each of some days.
fn unpacked(packs: &[Pack], days: &[i64]) -> Result<Vec<About>, sqlx::Error> {
    let mut abouts = vec![About::default(); days.len()];
    for pack in packs {
        let facts = pack.facts()?;
        let acted_in = pack.acted_in()?;
        for (about, until) in abouts.iter_mut().zip(days) {
            about
                .facts
                .extend(facts.iter().filter_map(|it| it.fact(*until)));
            let by_then = acted_in.iter().filter(|(_, since)| since <= until);
            about.acted_in.extend(by_then.map(|(group, _)| *group));
        }
    }
    for about in &mut abouts {
        // What somebody did may also concern them.
        about.facts.sort_by_key(|fact| fact.seq);
        about.facts.dedup_by_key(|fact| fact.seq);
    }
    Ok(abouts)
}

impl PackedFact<'_> {
    /// As it counts at the end of a day, if it does; the same as `counts!` of rows.
    fn fact(self, until: i64) -> Option<Fact> {
        let Self(row, withdrawn, named, competencies) = self;
        let concerns = named != 0 || row.recipient_since.is_none_or(|since| since <= until);
        let stands = withdrawn.is_none_or(|day| day > until);
        if row.day > until || !concerns || !stands {
            return None;
        }
        let keys = competencies.iter().flat_map(|keys| keys.split(','));
        let mut competencies: Vec<i64> = keys.filter_map(|key| key.parse().ok()).collect();
        competencies.sort_unstable();
        let fact = row.fact(until)?;
        Some(Fact {
            competencies,
            ..fact
        })
    }
}

/// Likes, unlikes and ratings up to a day of what some persons contributed, in the order of the log,
/// without those by people whose data are only kept.
pub async fn likes_received(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let likes = move |pack: &Pack| -> Result<Vec<Fact>, sqlx::Error> {
        let facts = pack.facts()?;
        let known = facts.iter().filter_map(|it| it.fact(until));
        let received = known.filter(|fact| {
            let is_like = matches!(fact.act, ActKind::Like | ActKind::Unlike | ActKind::Rate);
            is_like && fact.recipient == Some(pack.agent)
        });
        Ok(received.collect())
    };
    let mut received = Vec::new();
    for some in persons.chunks(AT_ONCE) {
        let packs = packs(tx, generation, some).await?;
        let found = cores::on_all(packs, move |part| part.iter().map(likes).collect()).await;
        for likes in found {
            received.extend(likes?);
        }
    }
    let withheld = restrictions::withheld_agents(tx).await?;
    received.retain(|like: &Fact| !withheld.contains(&like.actor));
    received.sort_by_key(|fact| fact.seq);
    Ok(received)
}

/// Facts of a part of the log (after a place, up to one) that are of some kinds, with the
/// competencies they name, in the order of the log, as they are known now.
pub async fn facts_between(
    tx: &mut Tx,
    generation: i64,
    (after, until): (i64, i64),
    acts: &[ActKind],
) -> Result<Vec<Fact>, StoreError> {
    let acts = list(acts.iter().map(|act| json!(act.code())));
    let day = i64::MAX;
    let rows = fetch_all!(tx, BETWEEN as Row, generation, after, day, until, &acts)?;
    with_competencies(tx, generation, rows, day).await
}

async fn with_competencies(
    tx: &mut Tx,
    generation: i64,
    rows: Vec<Row>,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let mut facts: Vec<Fact> = rows.into_iter().filter_map(|row| row.fact(until)).collect();
    let seqs = list(facts.iter().map(|fact| json!(fact.seq)));
    let mut links: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (seq, competency) in fetch_all!(tx, FACT_COMPETENCIES as (i64, i64), generation, &seqs)? {
        links.entry(seq).or_default().push(competency);
    }
    for fact in &mut facts {
        fact.competencies = links.remove(&fact.seq).unwrap_or_default();
    }
    Ok(facts)
}

/// Whom facts are about that statements of a part of the log brought: actors, recipients and those
/// who vouch.
pub async fn touched(
    tx: &mut Tx,
    generation: i64,
    after: i64,
    until: i64,
) -> Result<Vec<AgentKey>, StoreError> {
    let rows = fetch_all!(tx, TOUCHED as (AgentKey,), generation, after, until)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}
