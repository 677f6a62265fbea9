//! Buckets of evidence and the mass they come to on a day (`domain.md` 3.2 and 3.3). Pure.

use std::collections::BTreeMap;

use crate::projector::{EvidenceKind, ONE};
use crate::rules::{Class, EvidenceRule, Level, ProgressRules};

use super::progress::{Mass, Progress, Sums};

/// One day's evidence of one kind that ends on the same day, if it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bucket {
    /// Items.
    pub items: i64,
    /// Sum of weights, millionths.
    pub weight: i64,
    /// Sum of weight × quality, millionths.
    pub good: i64,
}

/// Kind, day and the day of ending of a bucket: the order in which buckets are summed.
pub type BucketKey = (EvidenceKind, i64, Option<i64>);

/// All evidence of one person for one competency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    buckets: BTreeMap<BucketKey, Bucket>,
}

impl Ledger {
    /// Adds an item (`sign` 1) or takes the same item away again (`sign` -1).
    ///
    /// `weight` and `quality` are millionths. Addition of integers knows no order: any sequence
    /// of additions and removals that leaves the same items leaves the same ledger.
    pub fn add(&mut self, key: BucketKey, weight: i64, quality: i64, sign: i64) {
        let bucket = self.buckets.entry(key).or_default();
        *bucket = bucket.changed(weight, quality, sign);
        if *bucket == Bucket::default() {
            self.buckets.remove(&key);
        }
    }

    /// Whether there is no evidence at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// What the buckets come to at the end of `today`, class by class. Evidence of later days does
    /// not count.
    #[must_use]
    pub fn sums(&self, rules: &ProgressRules, today: i64) -> Sums {
        let mut sums = Sums::default();
        for (key, bucket) in &self.buckets {
            if let Some((rule, mass, good)) = bucket.counted(rules, key, today) {
                sums.add(rule.class, mass, good);
                let (kind, day, _) = *key;
                if today - day <= rules.gate_days {
                    sums.coached |= rule.class == Class::Coach;
                    sums.checked |= rule.class == Class::Coach || kind == EvidenceKind::Assessed;
                }
            }
        }
        sums
    }

    /// The sums when one item more (`sign` 1) or less (`sign` -1) stood in the ledger. Gates stay
    /// as they are.
    #[must_use]
    pub fn sums_changed(
        &self,
        sums: &Sums,
        rules: &ProgressRules,
        today: i64,
        key: &BucketKey,
        (weight, quality, sign): (i64, i64, i64),
    ) -> Sums {
        let before = self.buckets.get(key).copied().unwrap_or_default();
        let after = before.changed(weight, quality, sign);
        let mut sums = sums.clone();
        if let Some((rule, mass, good)) = before.counted(rules, key, today) {
            sums.add(rule.class, -mass, -good);
        }
        if let Some((rule, mass, good)) = after.counted(rules, key, today) {
            sums.add(rule.class, mass, good);
        }
        sums
    }

    /// Progress at the end of `today` on a scale.
    #[must_use]
    pub fn progress(&self, rules: &ProgressRules, scale: &[Level], today: i64) -> Progress {
        Progress::of(&Mass::of(&self.sums(rules, today), rules), rules, scale)
    }

    /// The ledger as it fades from the end of `today` on if nothing new comes.
    #[must_use]
    pub fn fading(&self, rules: &ProgressRules, today: i64) -> Fading {
        let mut fading = Fading {
            today,
            sums: Sums::default(),
            lasting: Vec::new(),
            checked_until: i64::MIN,
            coached_until: i64::MIN,
        };
        for (key, bucket) in &self.buckets {
            let Some((rule, mass, good)) = bucket.counted(rules, key, today) else {
                continue;
            };
            let (kind, day, expires) = *key;
            match expires {
                Some(end) => fading.lasting.push((rule.class, end, mass, good)),
                None => fading.sums.add(rule.class, mass, good),
            }
            let until = (day + rules.gate_days).min(expires.unwrap_or(i64::MAX));
            if rule.class == Class::Coach {
                fading.coached_until = fading.coached_until.max(until);
            }
            if rule.class == Class::Coach || kind == EvidenceKind::Assessed {
                fading.checked_until = fading.checked_until.max(until);
            }
        }
        fading
    }
}

impl Bucket {
    const fn changed(self, weight: i64, quality: i64, sign: i64) -> Self {
        Self {
            items: self.items + sign,
            weight: self.weight + sign * weight,
            good: self.good + sign * (weight * quality / ONE),
        }
    }

    /// Mass and good mass that count at the end of `today`: capped, faded, and gone after the end.
    fn counted(
        &self,
        rules: &ProgressRules,
        (kind, day, expires): &BucketKey,
        today: i64,
    ) -> Option<(EvidenceRule, f64, f64)> {
        let rule = rules.kind(*kind)?;
        if *day > today || expires.is_some_and(|end| end < today) || self.weight <= 0 {
            return None;
        }
        let cap = (rule.daily_cap as f64 / self.weight as f64).min(1.0);
        let decay = match expires {
            Some(_) => 1.0,
            None => (-((today - day) as f64) / rules.class(rule.class).half_life).exp2(),
        };
        let counted = |millionths: i64| cap * decay * millionths as f64 / ONE as f64;
        Some((rule, counted(self.weight), counted(self.good)))
    }
}

/// A ledger as it fades. All evidence of a class fades alike, so a later day needs no bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Fading {
    today: i64,
    /// What fades, as it stands today.
    sums: Sums,
    /// What lasts until a day: class, last day, mass, good mass.
    lasting: Vec<(Class, i64, f64, f64)>,
    checked_until: i64,
    coached_until: i64,
}

impl Fading {
    /// What it comes to at the end of `day`, today or later. It may differ from
    /// [`Ledger::sums`] in the last bit.
    #[must_use]
    pub fn sums(&self, rules: &ProgressRules, day: i64) -> Sums {
        let mut sums = Sums::default();
        for class in Class::ALL {
            let age = (day - self.today) as f64;
            let decay = (-age / rules.class(class).half_life).exp2();
            let (mass, good) = self.sums.class(class);
            sums.add(class, mass * decay, good * decay);
        }
        for (class, end, mass, good) in &self.lasting {
            if day <= *end {
                sums.add(*class, *mass, *good);
            }
        }
        sums.checked = day <= self.checked_until;
        sums.coached = day <= self.coached_until;
        sums
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::competency::progress::{Confidence, micro};
    use crate::competency::{Tree, effects};
    use crate::rules::{RuleSet, shipped};
    use EvidenceKind as Kind;

    fn rules() -> std::sync::Arc<RuleSet> {
        shipped().unwrap()
    }

    fn on(ledger: &Ledger, day: i64) -> Progress {
        let rules = &rules().progress;
        ledger.progress(rules, &rules.levels, day)
    }

    fn put(ledger: &mut Ledger, kind: Kind, day: i64, quality: f64) {
        let weight = rules().progress.kind(kind).unwrap().weight;
        ledger.add((kind, day, None), weight, micro(quality), 1);
    }

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 0.0005
    }

    #[test]
    fn nothing_is_known_of_nobody() {
        let progress = on(&Ledger::default(), 0);
        assert!(close(progress.unknown, 1.0));
        assert_eq!((progress.level, progress.confidence), (0, Confidence::Low));
    }

    #[test]
    fn one_test_passed_or_failed() {
        let mut passed = Ledger::default();
        put(&mut passed, Kind::Assessed, 0, 1.0);
        let progress = on(&passed, 0);
        assert!(close(progress.shown, 0.385), "{}", progress.shown);
        let mut failed = Ledger::default();
        put(&mut failed, Kind::Assessed, 0, 0.0);
        let progress = on(&failed, 0);
        assert!(close(progress.shown, 0.0) && close(progress.contradicted, 0.385));
    }

    /// Twelve weeks of one learner (`domain.md` 3.3): two posts and two likes a week, a weekly note
    /// of 60 % progress, three transfer steps of which the last is verified, a test passed with
    /// 82 %, a course, and a review that rates 75 %. The page tells no days; with these all its
    /// figures come out.
    #[test]
    fn the_worked_example() {
        const REVIEW: i64 = 85;
        let mut ledger = Ledger::default();
        for week in 0..12 {
            for day in [1, 2] {
                put(&mut ledger, Kind::Contribution, 7 * week + day, 1.0);
                put(&mut ledger, Kind::Like, 7 * week + day, 1.0);
            }
            put(&mut ledger, Kind::SelfProgress, 7 * week + 6, 0.6);
        }
        for day in [8, 30, 42] {
            put(&mut ledger, Kind::TransferSelf, day, 1.0);
        }
        put(&mut ledger, Kind::Assessed, 29, 0.91);
        let near = |ledger: &Ledger, day: i64, shown: f64| {
            let found = on(ledger, day).shown;
            assert!(
                (found - shown).abs() < 0.004,
                "day {day}: {found}, not {shown}"
            );
        };
        near(&ledger, 7, 0.205);
        assert!((on(&ledger, 7).contradicted - 0.037).abs() < 0.001);
        assert!((on(&ledger, 7).unknown - 0.757).abs() < 0.001);
        near(&ledger, 28, 0.463);
        near(&ledger, 42, 0.581);
        // Verified, the step moves from the learner's own word to the coach's.
        let weight = |kind| rules().progress.kind(kind).unwrap().weight;
        let step = (Kind::TransferSelf, 42, None);
        ledger.add(step, weight(Kind::TransferSelf), ONE, -1);
        put(&mut ledger, Kind::TransferVerified, 43, 1.0);
        put(&mut ledger, Kind::Completed, 43, 1.0);
        near(&ledger, 83, 0.645);
        put(&mut ledger, Kind::CoachRating, REVIEW, 0.75);
        near(&ledger, REVIEW, 0.668);
        let review = on(&ledger, REVIEW);
        assert!((review.contradicted - 0.105).abs() < 0.002, "{review:?}");
        assert!((review.unknown - 0.227).abs() < 0.001, "{review:?}");
        assert_eq!(review.level, 3);
        near(&ledger, REVIEW + 90, 0.657);
        near(&ledger, REVIEW + 365, 0.596);
        near(&ledger, REVIEW + 730, 0.447);
    }

    #[test]
    fn likes_and_claims_without_end_stay_below_proficient() {
        let mut likes = Ledger::default();
        for day in 0..90 {
            for _ in 0..30 {
                put(&mut likes, Kind::Like, day, 1.0);
            }
        }
        assert!(close(on(&likes, 89).shown, 0.385));
        let mut claims = Ledger::default();
        for day in 0..90 {
            put(&mut claims, Kind::SelfProgress, day, 1.0);
        }
        assert!(close(on(&claims, 89).shown, 0.333));
        let mut all = likes;
        for day in 0..90 {
            for kind in [
                Kind::SelfProgress,
                Kind::Credential,
                Kind::Assessed,
                Kind::Attended,
            ] {
                put(&mut all, kind, day, 1.0);
            }
        }
        let progress = on(&all, 89);
        assert!(
            close(progress.shown, 0.742) && progress.level == 3,
            "{progress:?}"
        );
    }

    #[test]
    fn a_coach_alone_repeating_a_rating_converges_above_the_level() {
        for (rated, shares) in [
            (0.5, [0.25, 0.33, 0.37, 0.39]),
            (0.75, [0.38, 0.49, 0.55, 0.58]),
            (1.0, [0.50, 0.66, 0.73, 0.78]),
        ] {
            let mut ledger = Ledger::default();
            for (quarter, share) in (0..).zip(shares) {
                put(&mut ledger, Kind::CoachRating, quarter * 91, rated);
                let shown = on(&ledger, quarter * 91).shown;
                assert!((shown - share).abs() < 0.011, "{rated} {quarter} {shown}");
            }
        }
    }

    #[test]
    fn level_four_waits_for_a_coach() {
        let mut ledger = Ledger::default();
        for day in 0..40 {
            for kind in [Kind::Credential, Kind::Like, Kind::TransferSelf] {
                put(&mut ledger, kind, day, 1.0);
            }
        }
        let progress = on(&ledger, 40);
        assert_eq!(
            (progress.level, progress.waiting_for),
            (2, Some(3)),
            "{progress:?}"
        );
        put(&mut ledger, Kind::Assessed, 40, 1.0);
        assert_eq!(on(&ledger, 40).level, 3);
        let rules = rules();
        let (rules, scale) = (&rules.progress, &rules.progress.levels);
        let lapse = Tree::leaf(&ledger).lapses(rules, scale, 40).unwrap();
        assert_eq!(on(&ledger, lapse - 1).level, 3);
        assert_eq!(on(&ledger, lapse).level, 2);
    }

    #[test]
    fn what_expires_does_not_decay_before_and_is_gone_after() {
        let mut ledger = Ledger::default();
        ledger.add((Kind::Credential, 0, Some(100)), 4_000_000, 1_000_000, 1);
        assert!(close(on(&ledger, 100).shown, 0.5));
        assert!(close(on(&ledger, 101).shown, 0.0));
        assert!(close(on(&ledger, -1).shown, 0.0));
    }

    type Item = (usize, i64, Option<i64>, i64);

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let item = (
            1..15_usize,
            0..200_i64,
            prop::option::of(0..300_i64),
            0..=1_000_000_i64,
        );
        prop::collection::vec(item, 0..80)
    }

    fn apply(ledger: &mut Ledger, item: &Item, sign: i64) {
        let kind = Kind::from_code(item.0 as i64).unwrap();
        let weight = rules().progress.kind(kind).unwrap().weight;
        ledger.add((kind, item.1, item.2), weight, item.3, sign);
    }

    proptest! {
        #[test]
        fn any_order_and_any_void_give_the_same_ledger(
            kept in items(),
            voided in items(),
            order in any::<prop::sample::Index>(),
        ) {
            let mut straight = Ledger::default();
            for item in &kept {
                apply(&mut straight, item, 1);
            }
            let mut shuffled = Ledger::default();
            let mut mixed: Vec<&Item> = voided.iter().chain(&kept).collect();
            let turn = if mixed.is_empty() { 0 } else { order.index(mixed.len()) };
            mixed.rotate_left(turn);
            mixed.reverse();
            for item in mixed {
                apply(&mut shuffled, item, 1);
            }
            for item in &voided {
                apply(&mut shuffled, item, -1);
            }
            prop_assert_eq!(&straight, &shuffled);
            let (left, right) =
                (on(&straight, 150), on(&shuffled, 150));
            prop_assert_eq!(left.shown.to_bits(), right.shown.to_bits());
        }

        #[test]
        fn shares_sum_to_one_and_ceilings_hold(kept in items(), day in 0..400_i64) {
            let mut ledger = Ledger::default();
            for item in &kept {
                apply(&mut ledger, item, 1);
            }
            let progress = on(&ledger, day);
            let sum = progress.shown + progress.contradicted + progress.unknown;
            prop_assert!((sum - 1.0).abs() < 1e-9);
            prop_assert!(progress.shown <= 27.5 / 31.5 + 1e-9);
            for class in Class::ALL {
                let mass = progress.classes[class as usize];
                prop_assert!(mass.counted <= rules().progress.class(class).ceiling + 1e-9);
            }
        }

        /// What an item is worth is what is missing without it.
        #[test]
        fn effects_are_what_is_missing_without(kept in items(), day in 0..300_i64) {
            let rules = rules();
            let (rules, scale) = (&rules.progress, &rules.progress.levels);
            let mut ledger = Ledger::default();
            for item in &kept {
                apply(&mut ledger, item, 1);
            }
            let listed: Vec<(BucketKey, i64, i64)> = kept
                .iter()
                .map(|item| {
                    let kind = Kind::from_code(item.0 as i64).unwrap();
                    ((kind, item.1, item.2), rules.kind(kind).unwrap().weight, item.3)
                })
                .collect();
            let found = effects(&Tree::leaf(&ledger), rules, day, &listed);
            for (item, effect) in kept.iter().zip(found) {
                let mut without = ledger.clone();
                apply(&mut without, item, -1);
                let expected = on(&ledger, day).shown - on(&without, day).shown;
                prop_assert!((effect - expected).abs() < 1e-12, "{} {}", effect, expected);
            }
            // Evidence of the days after the one looked at is not known on it.
            let mut known = Ledger::default();
            for item in kept.iter().filter(|item| item.1 <= day) {
                apply(&mut known, item, 1);
            }
            let level = on(&known, day).level;
            if let Some(lapse) = Tree::leaf(&ledger).lapses(rules, scale, day) {
                prop_assert!(on(&known, lapse).level < level);
                prop_assert!((day..lapse).all(|before| on(&known, before).level >= level));
            } else if level > 0 {
                prop_assert!((day..day + 1826).all(|after| on(&known, after).level >= level));
            }
        }

        /// Looking back at a day is the same as never having had what came after it.
        #[test]
        fn as_of_a_day_is_the_history_cut_at_it(kept in items(), day in 0..200_i64) {
            let (mut whole, mut cut) = (Ledger::default(), Ledger::default());
            for item in &kept {
                apply(&mut whole, item, 1);
                if item.1 <= day {
                    apply(&mut cut, item, 1);
                }
            }
            prop_assert_eq!(on(&whole, day), on(&cut, day));
        }
    }
}
