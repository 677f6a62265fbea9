//! Who replies to whom and likes what by whom, and the measures of it (`domain.md` 4.4). Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact};

/// A directed tie: one person replied to another or liked what the other contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// Who replied or liked.
    pub from: PersonId,
    /// Whose contribution it was.
    pub to: PersonId,
    /// Replies.
    pub replies: usize,
    /// Likes.
    pub likes: usize,
}

/// The network of a group: informative, without alerts of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// Ties between members and coaches, in the order of persons.
    pub ties: Vec<Tie>,
    /// Of the ties between members, the share that goes both ways; none without ties.
    pub reciprocity: Option<f64>,
    /// Ties between members out of all that could be; none below two members.
    pub density: Option<f64>,
    /// How far incoming ties go to one member: 0 for evenly, 1 for all to one.
    pub centralisation: Option<f64>,
    /// Gini coefficient of the members' contributions, those without any included.
    pub inequality: Option<f64>,
}

/// Works out the network of the days that `days` spans. `likes` are those that count.
#[must_use]
pub fn graph(
    facts: &[Fact],
    likes: &[&Fact],
    sources: &Sources,
    members: &BTreeSet<PersonId>,
    days: &std::ops::RangeInclusive<i64>,
) -> Graph {
    let mut ties: BTreeMap<(PersonId, PersonId), Tie> = BTreeMap::new();
    let replies = facts
        .iter()
        .filter(|fact| fact.act == ActKind::Reply)
        .map(|fact| (fact, true));
    for (fact, is_reply) in replies.chain(likes.iter().map(|fact| (*fact, false))) {
        let person = |agent| sources.persons.get(&agent).copied();
        let (Some(from), Some(to)) = (person(fact.actor), fact.recipient.and_then(person)) else {
            continue;
        };
        if from == to || !days.contains(&fact.day) {
            continue;
        }
        let tie = ties.entry((from, to)).or_insert(Tie {
            from,
            to,
            replies: 0,
            likes: 0,
        });
        if is_reply {
            tie.replies += 1;
        } else {
            tie.likes += 1;
        }
    }
    let among: BTreeSet<(PersonId, PersonId)> = ties
        .keys()
        .filter(|(from, to)| members.contains(from) && members.contains(to))
        .copied()
        .collect();
    let count = members.len() as f64;
    let mutual = among
        .iter()
        .filter(|(from, to)| among.contains(&(*to, *from)))
        .count();
    Graph {
        reciprocity: (!among.is_empty()).then(|| mutual as f64 / among.len() as f64),
        density: (members.len() > 1).then(|| among.len() as f64 / (count * (count - 1.0))),
        centralisation: centralisation(&among, members),
        inequality: gini(&contributions(facts, sources, members, days)),
        ties: ties.into_values().collect(),
    }
}

/// Sum of (most incoming ties − incoming ties) over (n − 1)².
fn centralisation(
    ties: &BTreeSet<(PersonId, PersonId)>,
    members: &BTreeSet<PersonId>,
) -> Option<f64> {
    if members.len() < 2 {
        return None;
    }
    let mut incoming: BTreeMap<PersonId, usize> =
        members.iter().map(|member| (*member, 0)).collect();
    for (_, to) in ties {
        *incoming.entry(*to).or_default() += 1;
    }
    let most = incoming.values().copied().max().unwrap_or(0);
    let missing: usize = incoming.values().map(|count| most - count).sum();
    Some(missing as f64 / ((members.len() - 1) as f64).powi(2))
}

/// How many contributions each member made.
fn contributions(
    facts: &[Fact],
    sources: &Sources,
    members: &BTreeSet<PersonId>,
    days: &std::ops::RangeInclusive<i64>,
) -> Vec<usize> {
    let mut counts: BTreeMap<PersonId, usize> = members.iter().map(|member| (*member, 0)).collect();
    for fact in facts
        .iter()
        .filter(|fact| fact.act.is_contribution() && days.contains(&fact.day))
    {
        let who = sources.persons.get(&fact.actor);
        if let Some(count) = who.and_then(|who| counts.get_mut(who)) {
            *count += 1;
        }
    }
    counts.into_values().collect()
}

/// 0 if all have the same, towards 1 if one has everything; none if nobody has anything.
fn gini(counts: &[usize]) -> Option<f64> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let all: usize = sorted.iter().sum();
    if all == 0 {
        return None;
    }
    let ranked: usize = (1..).zip(&sorted).map(|(rank, count)| rank * count).sum();
    let n = sorted.len() as f64;
    Some(2.0 * ranked as f64 / (n * all as f64) - (n + 1.0) / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inequality_of_known_cases() {
        assert_eq!(gini(&[0, 0]), None);
        assert_eq!(gini(&[3, 3, 3]), Some(0.0));
        assert!((gini(&[0, 0, 0, 8]).unwrap() - 0.75).abs() < 1e-12);
        assert!((gini(&[1, 2, 3]).unwrap() - 2.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn a_star_is_all_centralised_and_a_circle_not_at_all() {
        let person = |number| PersonId(uuid::Uuid::from_u128(number));
        let members: BTreeSet<PersonId> = (1..=4).map(person).collect();
        let star: BTreeSet<_> = (2..=4).map(|from| (person(from), person(1))).collect();
        let all = centralisation(&star, &members).unwrap();
        assert!((all - 1.0).abs() < 1e-12, "{all}");
        let circle: BTreeSet<_> = (1..=4)
            .map(|from| (person(from), person(from % 4 + 1)))
            .collect();
        assert_eq!(centralisation(&circle, &members), Some(0.0));
    }
}
