//! What happens in made-up histories.

use std::collections::BTreeSet;

use proptest::prelude::*;

/// The first day of every history.
pub(super) const FIRST: jiff::civil::Date = jiff::civil::Date::constant(2026, 2, 2);
/// Days of a history.
pub(super) const DAYS: i64 = 60;
pub(super) const PEOPLE: u8 = 4;
/// The person who coaches; the others learn.
pub(super) const COACH: u8 = 0;

/// What somebody did, in terms that are the same in every world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    pub(super) kind: Kind,
    pub(super) who: u8,
    pub(super) group: u8,
    pub(super) thing: u8,
    pub(super) other: u8,
    pub(super) day: i64,
    pub(super) minute: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    MakeGroup,
    Join,
    Leave,
    Discuss,
    Post,
    Reply,
    Ask,
    Like,
    Unlike,
    Dislike,
    Delete,
    DeleteByReference,
    Share,
    Unshare,
    Apply,
    Verify,
    ApproveStep,
    Test,
    Complete,
    Rate,
    CoachRates,
    Plan,
    Unplan,
    Progress,
    Achieve,
    Reflect,
    Badge,
    Revoke,
    Accept,
    Attend,
    View,
    Void,
    Appoint,
    Dismiss,
}

pub(super) const KINDS: [Kind; 34] = {
    use Kind::{
        Accept, Achieve, Apply, Appoint, ApproveStep, Ask, Attend, Badge, CoachRates, Complete,
        Delete, DeleteByReference, Discuss, Dislike, Dismiss, Join, Leave, Like, MakeGroup, Plan,
        Post, Progress, Rate, Reflect, Reply, Revoke, Share, Test, Unlike, Unplan, Unshare, Verify,
        View, Void,
    };
    [
        MakeGroup,
        Join,
        Leave,
        Discuss,
        Post,
        Reply,
        Ask,
        Like,
        Unlike,
        Dislike,
        Delete,
        DeleteByReference,
        Share,
        Unshare,
        Apply,
        Verify,
        ApproveStep,
        Test,
        Complete,
        Rate,
        CoachRates,
        Plan,
        Unplan,
        Progress,
        Achieve,
        Reflect,
        Badge,
        Revoke,
        Accept,
        Attend,
        View,
        Void,
        Appoint,
        Dismiss,
    ]
};

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    // Likes, replies and posts are what most statements need of each other.
    let kind = prop_oneof![
        3 => prop::sample::select(KINDS.as_slice()),
        2 => prop::sample::select(&[
            Kind::Discuss, Kind::Post, Kind::Reply, Kind::Like, Kind::Unlike, Kind::Apply,
            Kind::Verify, Kind::Void,
        ][..]),
    ];
    (
        kind,
        0..PEOPLE,
        0..2_u8,
        0..5_u8,
        0..24_u8,
        0..DAYS,
        0..3_i64,
    )
        .prop_map(|(kind, who, group, thing, other, day, minute)| Deed {
            kind,
            who,
            group,
            thing,
            other,
            day,
            minute,
        })
}

/// A coach with two groups in which everybody is, and what they did then. In each history the coach
/// verifies something that a learner says of themselves, and in half of them takes it back.
pub(super) fn history() -> impl Strategy<Value = Vec<Deed>> {
    let claims = vec![Kind::Apply, Kind::Progress, Kind::Reflect, Kind::Achieve];
    let claim = (prop::sample::select(claims), deed());
    let word = (deed(), any::<bool>());
    let deeds = prop::collection::vec(deed(), 8..26);
    (deeds, claim, word).prop_map(|(mut deeds, (claimed, claim), (word, taken_back))| {
        deeds.extend(beginning());
        let refer = |deeds: &[Deed], kind, word: &Deed| Deed {
            kind,
            who: COACH,
            other: u8::try_from(deeds.len() - 1).unwrap(),
            ..word.clone()
        };
        deeds.push(Deed {
            kind: claimed,
            who: 1,
            ..claim
        });
        deeds.push(refer(&deeds, Kind::Verify, &word));
        if taken_back {
            deeds.push(refer(&deeds, Kind::Void, &word));
        }
        deeds
    })
}

/// Both groups are made, and everybody joins.
pub(super) fn beginning() -> Vec<Deed> {
    let deed = |kind, who, group| Deed {
        kind,
        who,
        group,
        thing: group,
        other: 0,
        day: 0,
        minute: 0,
    };
    let mut deeds = Vec::new();
    for group in 0..2 {
        deeds.push(deed(Kind::MakeGroup, COACH, group));
        deeds.extend((1..PEOPLE).map(|who| deed(Kind::Join, who, group)));
    }
    deeds
}

/// Places of deeds that a voiding takes back. A voiding cannot be voided.
pub(super) fn voided(deeds: &[Deed]) -> BTreeSet<usize> {
    deeds
        .iter()
        .filter(|deed| deed.kind == Kind::Void)
        .map(|deed| usize::from(deed.other) % deeds.len())
        .filter(|target| deeds[*target].kind != Kind::Void)
        .collect()
}
