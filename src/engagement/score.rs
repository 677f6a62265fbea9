//! Points of a member in a group (`domain.md` 4.2): capped daily counts, summed over a window.
//! Pure; integer tenths of points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::competency::{Made, Sources, accepted, counted_likes, standing_likes};
use crate::people::PersonId;
use crate::projector::{EngagementKind, Fact, GroupFacts};
use crate::rules::{Counter, EngagementRules};

/// Sides of engagement, shown without ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// Posts, shares and questions.
    Contribute,
    /// Replies and accepted answers.
    Respond,
    /// Likes given and received.
    Appreciate,
    /// Transfer, goals, reflections, workshops.
    Apply,
}

impl Facet {
    /// All facets.
    pub const ALL: [Self; 4] = [
        Self::Contribute,
        Self::Respond,
        Self::Appreciate,
        Self::Apply,
    ];
}

/// The side that a counter shows.
const fn facet(counter: Counter) -> Option<Facet> {
    match counter {
        Counter::ActiveDay | Counter::Join | Counter::View => None,
        Counter::AnswerAccepted | Counter::Reply => Some(Facet::Respond),
        Counter::Ask | Counter::Post => Some(Facet::Contribute),
        Counter::LikeGiven | Counter::LikeReceived => Some(Facet::Appreciate),
        Counter::Attend
        | Counter::Plan
        | Counter::Progress
        | Counter::Reflection
        | Counter::Transfer => Some(Facet::Apply),
    }
}

/// The days that are looked at, ending with a given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub enum Window {
    /// Seven days.
    #[serde(rename = "7")]
    Week,
    /// Thirty days.
    #[default]
    #[serde(rename = "30")]
    Month,
    /// Ninety days.
    #[serde(rename = "90")]
    Quarter,
}

impl Window {
    /// All windows.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Its length in days.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// The window with a length.
    #[must_use]
    pub fn of(days: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.days() == days)
    }

    /// Tenths of points that make an index of 100.
    #[must_use]
    pub const fn target(self, rules: &EngagementRules) -> i64 {
        match self {
            Self::Week => rules.targets.week,
            Self::Month => rules.targets.month,
            Self::Quarter => rules.targets.quarter,
        }
    }

    /// Its days when it ends with `today`.
    #[must_use]
    pub const fn ending(self, today: i64) -> std::ops::RangeInclusive<i64> {
        today - self.days() + 1..=today
    }
}

/// Daily counts of a group's members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters(BTreeMap<PersonId, BTreeMap<(i64, Counter), i64>>);

/// A member's engagement in a window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    /// Tenths of points.
    pub tenths: i64,
    /// 0 to 100.
    pub index: i64,
    /// Tenths of points of each side, before the daily cap.
    pub facets: BTreeMap<Facet, i64>,
    /// Days with an own action.
    pub active_days: i64,
}

/// Likes of a group's contributions.
#[derive(Debug, Clone, Default)]
pub struct Likes<'f> {
    /// All that stand, which their raters have given.
    pub given: Vec<&'f Fact>,
    /// Those that count for the authors.
    pub received: Vec<&'f Fact>,
}

impl<'f> Likes<'f> {
    /// Likes of the contributions in one group. `all` are the likes and ratings that its members
    /// received anywhere: what one person may give another in a month knows no group.
    #[must_use]
    pub fn of(
        all: &'f [Fact],
        group: impl Fn(&Fact) -> bool,
        sources: &Sources,
        a_month: usize,
    ) -> Self {
        let all: Vec<&Fact> = all.iter().collect();
        let standing = standing_likes(&all, sources, true);
        let mut likes = Self {
            received: counted_likes(&standing, sources, a_month),
            given: standing,
        };
        likes.received.retain(|like| group(like));
        likes.given.retain(|like| group(like));
        likes
    }
}

/// Counts what a group's facts and the likes in it come to.
#[must_use]
pub fn count(facts: &GroupFacts, likes: &Likes<'_>, sources: &Sources) -> Counters {
    use EngagementKind as Kind;
    let mut counters = Counters::default();
    let made = Made::by(facts.acts.iter());
    let person = |agent| sources.persons.get(&agent).copied();
    for visits in &facts.visits {
        if let Some(actor) = person(visits.actor) {
            counters.active(actor, visits.day);
            if visits.engagement == Kind::View {
                counters.add(actor, visits.day, Counter::View, visits.count);
            }
        }
    }
    for fact in &facts.acts {
        let Some(actor) = person(fact.actor) else {
            continue;
        };
        let (whom, counter) = match fact.engagement {
            Kind::None => continue,
            // Likes are counted below, once their last state is known; visits are counted above.
            Kind::Like | Kind::Presence | Kind::View => (None, None),
            // Credit goes to the author of the answer, not to who accepted it.
            Kind::AnswerAccepted => {
                let reply = made.object_of(fact);
                let author = fact.recipient.and_then(person);
                let author = author.filter(|_| accepted(fact, reply, sources));
                (author, Some(Counter::AnswerAccepted))
            }
            Kind::Ask => (Some(actor), Some(Counter::Ask)),
            Kind::Attend => (Some(actor), Some(Counter::Attend)),
            Kind::Join => (Some(actor), Some(Counter::Join)),
            Kind::Plan => (Some(actor), Some(Counter::Plan)),
            Kind::Post => (Some(actor), Some(Counter::Post)),
            Kind::Progress => (Some(actor), Some(Counter::Progress)),
            Kind::Reflection => (Some(actor), Some(Counter::Reflection)),
            Kind::Reply => (Some(actor), Some(Counter::Reply)),
            Kind::Transfer => (Some(actor), Some(Counter::Transfer)),
        };
        counters.active(actor, fact.day);
        if let (Some(whom), Some(counter)) = (whom, counter) {
            counters.add(whom, fact.day, counter, 1);
        }
    }
    for like in &likes.given {
        if let Some(rater) = person(like.actor) {
            counters.add(rater, like.day, Counter::LikeGiven, 1);
        }
    }
    for like in &likes.received {
        if let Some(author) = like.recipient.and_then(person) {
            counters.add(author, like.day, Counter::LikeReceived, 1);
        }
    }
    counters
}

impl Counters {
    fn add(&mut self, person: PersonId, day: i64, counter: Counter, count: i64) {
        *self
            .0
            .entry(person)
            .or_default()
            .entry((day, counter))
            .or_default() += count;
    }

    fn active(&mut self, person: PersonId, day: i64) {
        self.0
            .entry(person)
            .or_default()
            .insert((day, Counter::ActiveDay), 1);
    }

    /// A member's engagement in the window that ends with `today`.
    #[must_use]
    pub fn score(
        &self,
        rules: &EngagementRules,
        person: PersonId,
        window: Window,
        today: i64,
    ) -> Score {
        let mut score = Score::default();
        let mut days: BTreeMap<i64, i64> = BTreeMap::new();
        let range = window.ending(today);
        for ((day, counter), count) in self.0.get(&person).into_iter().flatten() {
            if !range.contains(day) {
                continue;
            }
            let rule = rules.points(*counter);
            let points = rule.tenths * (*count).min(rule.daily_cap);
            *days.entry(*day).or_default() += points;
            if let Some(facet) = facet(*counter) {
                *score.facets.entry(facet).or_default() += points;
            }
            score.active_days += i64::from(*counter == Counter::ActiveDay);
        }
        score.tenths = days
            .into_values()
            .map(|points| points.min(rules.daily_cap))
            .sum();
        // Half up, in integers: 100 × P / target rounded.
        let target = window.target(rules);
        score.index = ((200 * score.tenths + target) / (2 * target)).min(100);
        score
    }

    /// Members who did something of their own between two days, both included.
    pub fn active_between(
        &self,
        days: std::ops::RangeInclusive<i64>,
    ) -> impl Iterator<Item = PersonId> {
        self.0.iter().filter_map(move |(person, counts)| {
            counts
                .keys()
                .any(|(day, counter)| *counter == Counter::ActiveDay && days.contains(day))
                .then_some(*person)
        })
    }

    /// The last day on which a member did something of their own.
    #[must_use]
    pub fn last_active(&self, person: PersonId) -> Option<i64> {
        let counts = self.0.get(&person)?;
        counts
            .keys()
            .filter(|(_, counter)| *counter == Counter::ActiveDay)
            .map(|(day, _)| *day)
            .max()
    }
}
