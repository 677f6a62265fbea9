//! From facts about a person to evidence for competencies: who is credited, and the rules that
//! keep it hard to game (`domain.md` 3.4). Pure; a function of the set of facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::ledger::BucketKey;
use crate::people::PersonId;
use crate::projector::{ActKind, EvidenceKind, Fact, ONE, Tenures, date_of};
use crate::rules::{Class, ProgressRules};
use crate::statements::AgentKey;

/// A piece of evidence for one competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The statement that gave it.
    pub statement: Uuid,
    /// The statement that is verified, where this one verifies another.
    pub verifies: Option<Uuid>,
    /// What it is.
    pub kind: EvidenceKind,
    /// The kind that it weighs as: of what a coach has verified that of the claim.
    pub weighs: EvidenceKind,
    /// When it was given, microseconds since the epoch.
    pub at: i64,
    /// The day it counts from.
    pub day: i64,
    /// The day it ends on.
    pub expires: Option<i64>,
    /// Millionths.
    pub weight: i64,
    /// Millionths.
    pub quality: i64,
    /// Whose act it is.
    pub by: AgentKey,
    /// Whether only the group's plan links it to the competency.
    pub implied: bool,
    /// Whether what coaches have said of the activity links it to the competency.
    pub aligned: bool,
}

impl Evidence {
    /// The bucket it goes into.
    #[must_use]
    pub const fn bucket(&self) -> BucketKey {
        (self.kind, self.day, self.expires)
    }
}

/// What has to be known beside the facts.
#[derive(Debug, Default)]
pub struct Sources {
    /// The person each agent belongs to.
    pub persons: BTreeMap<AgentKey, PersonId>,
    /// Who coaches a group, or one that the person is in, at the end of the day looked at.
    pub coaches: BTreeSet<PersonId>,
    /// Who has coached it when: only a word said meanwhile counts as a coach's.
    pub tenures: Tenures,
    /// Competencies planned for groups, by the keys that facts name groups by.
    pub planned: BTreeMap<i64, Vec<i64>>,
    /// Competencies that activities are about, as coaches have said.
    pub aligned: BTreeMap<i64, Vec<i64>>,
}

/// The evidence for each competency (by key) that facts hold about `person`.
#[must_use]
pub fn gather(
    facts: &[Fact],
    person: PersonId,
    sources: &Sources,
    rules: &ProgressRules,
) -> BTreeMap<i64, Vec<Evidence>> {
    let gatherer = Gatherer::new(facts, person, sources, rules);
    let mut found: BTreeMap<i64, Vec<Evidence>> = BTreeMap::new();
    for credit in gatherer.credits() {
        for (competency, evidence) in gatherer.link(credit) {
            found.entry(competency).or_default().push(evidence);
        }
    }
    for list in found.values_mut() {
        list.sort_by_key(|evidence| (evidence.at, evidence.statement));
    }
    found
}

/// What somebody says of themselves: what a coach can vouch for.
#[must_use]
pub fn claims<'f>(
    facts: &'f [Fact],
    person: PersonId,
    sources: &'f Sources,
    rules: &'f ProgressRules,
) -> Vec<&'f Fact> {
    let gatherer = Gatherer::new(facts, person, sources, rules);
    let mut claims = gatherer.own();
    claims.retain(|fact| gatherer.is_claim(fact));
    claims
}

/// A fact that counts for the person, before competencies are linked.
struct Credit<'f> {
    fact: &'f Fact,
    /// The fact that says which competency it is about.
    about: &'f Fact,
    kind: EvidenceKind,
    /// The kind that it weighs as.
    weighs: EvidenceKind,
    quality: i64,
}

struct Gatherer<'f> {
    facts: &'f [Fact],
    person: PersonId,
    sources: &'f Sources,
    rules: &'f ProgressRules,
    /// The person's agents among those of the facts: one or two, asked for with every fact.
    agents: Vec<AgentKey>,
    /// What the person has brought into being.
    made: Made<'f>,
}

impl<'f> Gatherer<'f> {
    fn new(
        facts: &'f [Fact],
        person: PersonId,
        sources: &'f Sources,
        rules: &'f ProgressRules,
    ) -> Self {
        let named = facts
            .iter()
            .flat_map(|fact| [Some(fact.actor), fact.recipient]);
        let mut agents: Vec<AgentKey> = named.flatten().collect();
        agents.sort_unstable();
        agents.dedup();
        agents.retain(|agent| sources.persons.get(agent) == Some(&person));
        let own = facts.iter().filter(|fact| agents.contains(&fact.actor));
        Self {
            made: Made::by(own),
            agents,
            facts,
            person,
            sources,
            rules,
        }
    }

    fn mine(&self, agent: AgentKey) -> bool {
        self.agents.contains(&agent)
    }

    /// The coach who vouches for a fact, if one does.
    fn coach(&self, fact: &Fact) -> Option<AgentKey> {
        [Some(fact.actor), fact.instructor]
            .into_iter()
            .flatten()
            .find(|agent| {
                self.sources.persons.get(agent).is_some_and(|person| {
                    *person != self.person && self.sources.tenures.cover(*person, fact.day)
                })
            })
    }

    fn credits(&self) -> Vec<Credit<'f>> {
        let own = self.own();
        let mut credits = Vec::new();
        let verified = self.verified(&own);
        let replaced: BTreeSet<Uuid> = verified.iter().map(|credit| credit.about.id).collect();
        let mut best = best_attempts(&own);
        best.extend(last_awards(&own));
        for fact in own {
            let counts = match fact.evidence {
                EvidenceKind::Assessed | EvidenceKind::Credential => {
                    fact.object.is_none() || best.contains(&fact.id)
                }
                _ => true,
            };
            if counts && !replaced.contains(&fact.id) {
                let kind = self.kind(fact);
                credits.push(Credit {
                    kind,
                    weighs: kind,
                    ..credit(fact, fact)
                });
            }
        }
        credits.extend(verified);
        credits.extend(self.given_by_others());
        credits.extend(self.likes());
        credits
    }

    /// What a fact that speaks for its own actor is evidence of. That somebody has achieved something
    /// is a coach's rating where a coach of theirs vouches for it (`domain.md` 5.1).
    fn kind(&self, fact: &Fact) -> EvidenceKind {
        let achieved = fact.act == ActKind::Achieve && fact.evidence == EvidenceKind::SelfProgress;
        if achieved && self.coach(fact).is_some() {
            EvidenceKind::CoachRating
        } else {
            fact.evidence
        }
    }

    /// Facts that speak for their own actor.
    fn own(&self) -> Vec<&'f Fact> {
        use EvidenceKind as Kind;
        let own = |fact: &&Fact| match fact.evidence {
            Kind::SelfProgress
            | Kind::Reflection
            | Kind::TransferSelf
            | Kind::Contribution
            | Kind::Attended
            | Kind::Completed
            | Kind::Assessed
            | Kind::Question => self.mine(fact.actor),
            // A credential is conferred on the person named, or earned by the actor.
            Kind::Credential => self.mine(fact.recipient.unwrap_or(fact.actor)),
            _ => false,
        };
        self.facts.iter().filter(own).collect()
    }

    /// Whether a fact is but the person's own word.
    fn is_claim(&self, fact: &Fact) -> bool {
        let rule = self.rules.kind(self.kind(fact));
        rule.is_some_and(|rule| rule.class == Class::Own)
    }

    /// What the person says of themselves and a coach has verified or approved: by reference to the
    /// statement, or by naming a step. A step then weighs what a verified one does; another claim moves to the
    /// coach's class as it is.
    fn verified(&self, own: &[&'f Fact]) -> Vec<Credit<'f>> {
        let mut verified: BTreeMap<Uuid, Credit<'f>> = BTreeMap::new();
        for fact in self.facts.iter().filter(|fact| fact.vouches()) {
            if self.coach(fact).is_none() {
                continue;
            }
            let meant = own.iter().filter(|claim| match fact.target {
                Some(target) => claim.id == target && self.is_claim(claim),
                None => claim.act == ActKind::Transfer && claim.object == fact.object,
            });
            // Of several reports of the step that is approved the first is meant.
            let Some(claim) = meant.min_by_key(|claim| (claim.at, claim.id)) else {
                continue;
            };
            let mark = credit(fact, claim);
            let credit = Credit {
                kind: EvidenceKind::TransferVerified,
                weighs: match claim.evidence {
                    EvidenceKind::TransferSelf => EvidenceKind::TransferVerified,
                    claimed => claimed,
                },
                quality: mark.quality * claim.quality.unwrap_or(0) / ONE,
                ..mark
            };
            // Of several verifications of one claim the latest word stands.
            let known = verified
                .get(&claim.id)
                .map(|known| (known.fact.at, known.fact.id));
            if known.is_none_or(|known| known < (fact.at, fact.id)) {
                verified.insert(claim.id, credit);
            }
        }
        verified.into_values().collect()
    }

    /// Ratings by peers and coaches, and answers that were accepted.
    fn given_by_others(&self) -> Vec<Credit<'f>> {
        let given = |fact: &&Fact| match fact.evidence {
            EvidenceKind::PeerRating => {
                fact.recipient.is_some_and(|agent| self.mine(agent)) && !self.mine(fact.actor)
            }
            EvidenceKind::AnswerAccepted => {
                fact.recipient.is_some_and(|agent| self.mine(agent))
                    && accepted(fact, self.made.object_of(fact), self.sources)
            }
            EvidenceKind::CoachRating => {
                self.coach(fact).is_some() && self.mine(fact.recipient.unwrap_or(fact.actor))
            }
            _ => false,
        };
        self.facts
            .iter()
            .filter(given)
            .map(|fact| credit(fact, self.made.object_of(fact).unwrap_or(fact)))
            .collect()
    }

    /// Likes of the person's contributions that count.
    fn likes(&self) -> Vec<Credit<'f>> {
        let received: Vec<&Fact> = self
            .facts
            .iter()
            .filter(|fact| fact.recipient.is_some_and(|agent| self.mine(agent)))
            .collect();
        let standing = standing_likes(&received, self.sources, false);
        counted_likes(&standing, self.sources, self.rules.likes_a_month)
            .into_iter()
            .map(|fact| credit(fact, self.made.object_of(fact).unwrap_or(fact)))
            .collect()
    }

    /// Competencies that the activity of a fact is about, as coaches have said.
    fn aligned(&self, fact: &Fact) -> Option<&Vec<i64>> {
        let mut activities = [fact.object, fact.anchor].into_iter().flatten();
        activities.find_map(|activity| self.sources.aligned.get(&activity))
    }

    /// The competencies a credit is for: those that are named, else those that its activity is about,
    /// else those the group plans.
    fn link(&self, credit: Credit<'f>) -> Vec<(i64, Evidence)> {
        let Some(rule) = self.rules.kind(credit.weighs) else {
            return Vec::new();
        };
        let named = [credit.fact, credit.about]
            .into_iter()
            .map(|fact| &fact.competencies)
            .find(|list| !list.is_empty());
        let aligned = [credit.fact, credit.about]
            .into_iter()
            .find_map(|fact| self.aligned(fact));
        let group = credit.fact.group.or(credit.about.group);
        let planned = group.and_then(|group| self.sources.planned.get(&group));
        let (competencies, implied) = match (named.or(aligned), planned) {
            (Some(named), _) => (named.as_slice(), false),
            (None, Some(planned)) => (planned.as_slice(), true),
            (None, None) => return Vec::new(),
        };
        let evidence = Evidence {
            statement: credit.fact.id,
            verifies: (credit.fact.id != credit.about.id
                && credit.kind == EvidenceKind::TransferVerified)
                .then_some(credit.about.id),
            kind: credit.kind,
            weighs: credit.weighs,
            at: credit.fact.at,
            day: credit.fact.day,
            expires: self.expiry(credit.fact),
            weight: if implied {
                rule.weight * self.rules.implied_factor / ONE
            } else {
                rule.weight
            },
            quality: credit.quality,
            by: credit.fact.actor,
            implied,
            aligned: named.is_none() && aligned.is_some(),
        };
        competencies
            .iter()
            .map(|competency| (*competency, evidence.clone()))
            .collect()
    }

    /// The day a credential ends: as it says, or as a later statement about it does.
    fn expiry(&self, fact: &Fact) -> Option<i64> {
        if fact.evidence != EvidenceKind::Credential {
            return fact.expires_day;
        }
        let ended = self
            .facts
            .iter()
            .filter(|end| end.act == ActKind::EndCredential)
            .filter(|end| {
                (end.object == fact.object && end.object.is_some()) || end.target == Some(fact.id)
            })
            .filter(|end| (end.at, end.id) > (fact.at, fact.id))
            .map(|end| end.day - 1);
        ended.chain(fact.expires_day).min()
    }
}

fn credit<'f>(fact: &'f Fact, about: &'f Fact) -> Credit<'f> {
    Credit {
        fact,
        about,
        kind: fact.evidence,
        weighs: fact.evidence,
        quality: fact.quality.unwrap_or(0),
    }
}

/// What brought objects into being: of several facts, as of something that its author has shared as well,
/// the first.
#[derive(Debug, Default)]
pub struct Made<'f>(BTreeMap<i64, &'f Fact>);

impl<'f> Made<'f> {
    /// What facts brought into being.
    #[must_use]
    pub fn by(facts: impl Iterator<Item = &'f Fact>) -> Self {
        let when = |fact: &Fact| (fact.day, fact.at, fact.id);
        let mut made = BTreeMap::new();
        for fact in facts.filter(|fact| fact.act.creates()) {
            let Some(object) = fact.object else { continue };
            let first = made.entry(object).or_insert(fact);
            if when(fact) < when(first) {
                *first = fact;
            }
        }
        Self(made)
    }

    /// What brought the object of a fact into being.
    #[must_use]
    pub fn object_of(&self, about: &Fact) -> Option<&'f Fact> {
        self.0.get(&about.object?).copied()
    }
}

/// Whether an acceptance of a reply counts: it is by who asked, or by a coach, and not of one's own
/// reply. What is approved by reference to its statement says nothing of itself: it has to be one.
#[must_use]
pub fn accepted(acceptance: &Fact, reply: Option<&Fact>, sources: &Sources) -> bool {
    let person = |agent: AgentKey| sources.persons.get(&agent);
    let is_reply = reply.is_some_and(|reply| reply.act == ActKind::Reply);
    if acceptance.target.is_some() && !is_reply {
        return false;
    }
    let Some(judge) = person(acceptance.actor) else {
        return false;
    };
    let asker = reply.and_then(|reply| person(reply.recipient?));
    acceptance.recipient.and_then(person) != Some(judge)
        && (asker == Some(judge) || sources.tenures.cover(*judge, acceptance.day))
}

/// Of several awards of one credential the last counts: it was renewed, not earned twice.
fn last_awards(own: &[&Fact]) -> BTreeSet<Uuid> {
    let mut last: BTreeMap<i64, (i64, Uuid)> = BTreeMap::new();
    for fact in own
        .iter()
        .filter(|fact| fact.evidence == EvidenceKind::Credential)
    {
        let Some(object) = fact.object else { continue };
        let award = (fact.at, fact.id);
        let known = last.entry(object).or_insert(award);
        *known = (*known).max(award);
    }
    last.into_values().map(|(_, id)| id).collect()
}

/// Of several attempts at one activity the best counts, once. Where each attempt is an activity of its
/// own, they are told by the test that they are about.
fn best_attempts(own: &[&Fact]) -> BTreeSet<Uuid> {
    let mut best: BTreeMap<i64, (i64, std::cmp::Reverse<(i64, Uuid)>)> = BTreeMap::new();
    for fact in own
        .iter()
        .filter(|fact| fact.evidence == EvidenceKind::Assessed)
    {
        let Some(object) = fact.anchor.or(fact.object) else {
            continue;
        };
        let attempt = (
            fact.quality.unwrap_or(0),
            std::cmp::Reverse((fact.at, fact.id)),
        );
        let known = best.entry(object).or_insert(attempt);
        *known = (*known).max(attempt);
    }
    best.into_values()
        .map(|(_, std::cmp::Reverse((_, id)))| id)
        .collect()
}

/// Likes as they stand: of each rater and object the last state, if it is a like, and nobody's own.
/// With `ratings`, a rating from the middle up is a like, too, and a lower one takes it back.
#[must_use]
pub fn standing_likes<'f>(facts: &[&'f Fact], sources: &Sources, ratings: bool) -> Vec<&'f Fact> {
    // In no order: there are many, and they are put into that of time below.
    let mut states: HashMap<(PersonId, i64), &Fact> = HashMap::new();
    for fact in facts.iter().filter(|fact| match fact.act {
        ActKind::Like | ActKind::Unlike => true,
        ActKind::Rate => ratings && fact.quality.is_some(),
        _ => false,
    }) {
        let (Some(rater), Some(object)) = (sources.persons.get(&fact.actor), fact.object) else {
            continue;
        };
        let state = states.entry((*rater, object)).or_insert(fact);
        if (state.at, state.id) < (fact.at, fact.id) {
            *state = fact;
        }
    }
    let mut standing: Vec<&Fact> = states
        .into_iter()
        .filter(|((rater, _), fact)| {
            let author = fact.recipient.and_then(|agent| sources.persons.get(&agent));
            let likes = match fact.act {
                ActKind::Rate => fact.quality.is_some_and(|quality| quality >= ONE / 2),
                act => act == ActKind::Like,
            };
            likes && author.is_some_and(|author| author != rater)
        })
        .map(|(_, fact)| fact)
        .collect();
    standing.sort_unstable_by_key(|like| (like.at, like.id));
    standing
}

/// Of standing likes (in the order of time) those that count for their authors: none by who coached
/// then, and of
/// one rater for one author the first `a_month` of a month.
#[must_use]
pub fn counted_likes<'f>(
    standing: &[&'f Fact],
    sources: &Sources,
    a_month: usize,
) -> Vec<&'f Fact> {
    let mut months: BTreeMap<(PersonId, PersonId, i16, i8), usize> = BTreeMap::new();
    let counts = |like: &&&'f Fact| {
        let person = |agent| sources.persons.get(&agent).copied();
        let (Some(rater), Some(author)) = (person(like.actor), like.recipient.and_then(person))
        else {
            return false;
        };
        if sources.tenures.cover(rater, like.day) {
            return false;
        }
        let date = date_of(like.day);
        let month = (rater, author, date.year(), date.month());
        let count = months.entry(month).or_default();
        *count += 1;
        *count <= a_month
    };
    standing.iter().filter(counts).copied().collect()
}
