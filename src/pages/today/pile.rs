//! What needs a coach, in piles: one for each group, and one for people whom no group's alert is
//! about. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::alerts::Standing;
use crate::coaching::reviews::Review;
use crate::engagement::Severity;
use crate::groups::{Group, GroupId};
use crate::inbox::{Inbox, Question};
use crate::people::Person;

/// One thing that needs a coach.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'i> {
    /// An alert that holds.
    Alert(&'i Standing),
    /// Somebody disagrees with so many numbers.
    Disagreement(&'i Person, usize),
    /// So many of somebody's results took less time than can be.
    Hurried(&'i Person, usize),
    /// A question that has no reply yet.
    Question(&'i Question),
    /// A review that is to take place.
    Review(&'i Review, Option<&'i Person>),
}

impl Entry<'_> {
    /// How urgent it is; none where it only waits.
    pub(super) fn severity(&self, today: i64) -> Option<Severity> {
        match self {
            Self::Alert(one) => Some(one.alert.severity),
            Self::Review(review, _) if review.day < today => Some(Severity::Red),
            Self::Disagreement(..) | Self::Hurried(..) | Self::Question(_) | Self::Review(..) => {
                None
            }
        }
    }
}

/// What needs a coach in a group, the most urgent first.
#[derive(Debug)]
pub(super) struct Pile<'i> {
    /// The group; none for people.
    pub(super) group: Option<&'i Group>,
    pub(super) entries: Vec<Entry<'i>>,
    /// Entries by urgency.
    pub(super) red: usize,
    pub(super) amber: usize,
    pub(super) calm: usize,
}

impl<'i> Pile<'i> {
    fn new(group: Option<&'i Group>, mut entries: Vec<Entry<'i>>, today: i64) -> Self {
        // Equals stay in the order of the inbox.
        entries.sort_by_key(|entry| Reverse(entry.severity(today)));
        let count = |severity| {
            let of = |entry: &&Entry<'_>| entry.severity(today) == severity;
            entries.iter().filter(of).count()
        };
        Self {
            red: count(Some(Severity::Red)),
            amber: count(Some(Severity::Amber)),
            calm: count(None),
            group,
            entries,
        }
    }
}

/// The piles, the one that needs most first: by how much is urgent, then by how much is to be
/// looked at, then by what waits. Of equals people come first, groups by name.
pub(super) fn piles(inbox: &Inbox, today: i64) -> Vec<Pile<'_>> {
    let mut by_group: BTreeMap<GroupId, (&Group, Vec<Entry<'_>>)> = BTreeMap::new();
    let loud = inbox.alerts.iter().filter(|one| one.hush.is_none());
    let alerts = loud.map(|one| (&one.group, Entry::Alert(one)));
    let questions = inbox.questions.iter();
    let questions = questions.map(|one| (&one.group, Entry::Question(one)));
    for (group, entry) in alerts.chain(questions) {
        let (_, entries) = by_group.entry(group.id).or_insert((group, Vec::new()));
        entries.push(entry);
    }
    let reviews = inbox.reviews.iter();
    let mut people: Vec<Entry<'_>> = reviews
        .map(|(review, person)| Entry::Review(review, person.as_ref()))
        .collect();
    let disagreeing = inbox.disagreeing.iter();
    people.extend(disagreeing.map(|(person, open)| Entry::Disagreement(person, *open)));
    let hurried = inbox.hurried.iter();
    people.extend(hurried.map(|(person, count)| Entry::Hurried(person, *count)));
    let mut piles: Vec<Pile<'_>> = by_group
        .into_values()
        .map(|(group, entries)| Pile::new(Some(group), entries, today))
        .collect();
    if !people.is_empty() {
        piles.push(Pile::new(None, people, today));
    }
    piles.sort_by(|left, right| {
        let weight = |pile: &Pile<'_>| Reverse((pile.red, pile.amber, pile.calm));
        let name = |pile: &Pile<'_>| pile.group.map(|group| (group.name.clone(), group.id));
        weight(left)
            .cmp(&weight(right))
            .then_with(|| name(left).cmp(&name(right)))
    });
    piles
}
