//! Buckets of evidence and the progress they come to on a day (`domain.md` 3.3). Pure.

use std::collections::BTreeMap;

use crate::projector::EvidenceKind;

use super::ruleset::{Class, Confidence, Level, RuleSet, weight};

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

/// All evidence of one person for one competency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    buckets: BTreeMap<(EvidenceKind, i64, Option<i64>), Bucket>,
}

/// What a class of evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassMass {
    /// Mass after caps and decay, before the ceiling.
    pub raw: f64,
    /// Mass that counts.
    pub counted: f64,
    /// Mean quality, 0 to 1.
    pub quality: f64,
}

/// Progress on a day: three shares that sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Share that the evidence shows.
    pub shown: f64,
    /// Share that the evidence contradicts.
    pub contradicted: f64,
    /// Share that is not known.
    pub unknown: f64,
    /// How much is known.
    pub confidence: Confidence,
    /// The highest level reached with its gates, 0 for none.
    pub level: u8,
    /// The next level whose threshold is reached, but whose gate is closed.
    pub waiting_for: Option<u8>,
    /// What each class comes to, in the order of [`Class::ALL`].
    pub classes: [ClassMass; 4],
    /// Whether a test or a coach was among the evidence of the last 24 months.
    pub checked: bool,
    /// Whether a coach was.
    pub coached: bool,
}

impl Ledger {
    /// Adds an item (`sign` 1) or takes the same item away again (`sign` -1).
    ///
    /// `weight` and `quality` are millionths. Addition of integers knows no order: any sequence
    /// of additions and removals that leaves the same items leaves the same ledger.
    pub fn add(
        &mut self,
        kind: EvidenceKind,
        day: i64,
        expires: Option<i64>,
        weight: i64,
        quality: i64,
        sign: i64,
    ) {
        let key = (kind, day, expires);
        let bucket = self.buckets.entry(key).or_default();
        bucket.items += sign;
        bucket.weight += sign * weight;
        bucket.good += sign * (weight * quality / 1_000_000);
        if *bucket == Bucket::default() {
            self.buckets.remove(&key);
        }
    }

    /// Whether there is no evidence at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Progress at the end of `today`. Evidence of later days does not count.
    #[must_use]
    pub fn progress(&self, rules: &RuleSet, today: i64) -> Progress {
        let mut mass = [0.0_f64; 4];
        let mut good = [0.0_f64; 4];
        let (mut checked, mut coached) = (false, false);
        for (&(kind, day, expires), bucket) in &self.buckets {
            let Some((class, _, day_cap)) = weight(kind) else {
                continue;
            };
            if day > today || expires.is_some_and(|end| end < today) || bucket.weight <= 0 {
                continue;
            }
            let cap = (day_cap as f64 / bucket.weight as f64).min(1.0);
            let age = (today - day) as f64;
            let decay = match expires {
                Some(_) => 1.0,
                None => (-age / rules.half_life(class)).exp2(),
            };
            mass[class as usize] += cap * decay * bucket.weight as f64 / 1e6;
            good[class as usize] += cap * decay * bucket.good as f64 / 1e6;
            if today - day <= rules.gate_days {
                coached |= class == Class::Coach;
                checked |= class == Class::Coach || kind == EvidenceKind::Assessed;
            }
        }
        let (mut shown, mut against) = (0.0, 0.0);
        let mut classes = [ClassMass::default(); 4];
        for class in Class::ALL {
            let (mass, good) = (mass[class as usize], good[class as usize]);
            if mass <= 0.0 {
                continue;
            }
            let ceiling = (rules.ceiling(class) / mass).min(1.0);
            shown += ceiling * good;
            against += ceiling * (mass - good);
            classes[class as usize] = ClassMass {
                raw: mass,
                counted: ceiling * mass,
                quality: good / mass,
            };
        }
        let whole = shown + against + rules.unknown;
        let share = shown / whole;
        let open =
            |level: &Level| (!level.needs_check || checked) && (!level.needs_coach || coached);
        let reached = |level: &&Level| micro(share) >= micro(level.threshold);
        let level = rules
            .levels
            .iter()
            .filter(reached)
            .rfind(|level| open(level));
        let waiting = rules
            .levels
            .iter()
            .filter(reached)
            .find(|level| !open(level));
        Progress {
            shown: share,
            contradicted: against / whole,
            unknown: rules.unknown / whole,
            confidence: Confidence::of(rules.unknown / whole),
            level: level.map_or(0, |level| level.number),
            waiting_for: waiting.map(|level| level.number),
            classes,
            checked,
            coached,
        }
    }

    /// The first day after `today`, at most five years on, on which the level is lower if nothing
    /// new comes.
    #[must_use]
    pub fn lapses(&self, rules: &RuleSet, today: i64) -> Option<i64> {
        const FIVE_YEARS: i64 = 1826;
        let level = self.progress(rules, today).level;
        if level == 0 {
            return None;
        }
        (today + 1..=today + FIVE_YEARS).find(|day| self.progress(rules, *day).level < level)
    }
}

/// Shares compare in millionths, so that platforms agree.
#[expect(
    clippy::cast_possible_truncation,
    reason = "shares lie between 0 and 1"
)]
fn micro(share: f64) -> i64 {
    (share * 1e6).round() as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::competency::RULESET;
    use EvidenceKind as Kind;

    fn put(ledger: &mut Ledger, kind: Kind, day: i64, quality: f64) {
        let (_, weight, _) = weight(kind).unwrap();
        ledger.add(kind, day, None, weight, micro(quality), 1);
    }

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 0.0005
    }

    #[test]
    fn nothing_is_known_of_nobody() {
        let progress = Ledger::default().progress(&RULESET, 0);
        assert!(close(progress.unknown, 1.0));
        assert_eq!((progress.level, progress.confidence), (0, Confidence::Low));
    }

    #[test]
    fn one_test_passed_or_failed() {
        let mut passed = Ledger::default();
        put(&mut passed, Kind::Assessed, 0, 1.0);
        let progress = passed.progress(&RULESET, 0);
        assert!(close(progress.shown, 0.385), "{}", progress.shown);
        let mut failed = Ledger::default();
        put(&mut failed, Kind::Assessed, 0, 0.0);
        let progress = failed.progress(&RULESET, 0);
        assert!(close(progress.shown, 0.0) && close(progress.contradicted, 0.385));
    }

    #[test]
    fn likes_and_claims_without_end_stay_below_proficient() {
        let mut likes = Ledger::default();
        for day in 0..90 {
            for _ in 0..30 {
                put(&mut likes, Kind::Like, day, 1.0);
            }
        }
        assert!(close(likes.progress(&RULESET, 89).shown, 0.385));
        let mut claims = Ledger::default();
        for day in 0..90 {
            put(&mut claims, Kind::SelfProgress, day, 1.0);
        }
        assert!(close(claims.progress(&RULESET, 89).shown, 0.333));
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
        let progress = all.progress(&RULESET, 89);
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
                let shown = ledger.progress(&RULESET, quarter * 91).shown;
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
        let progress = ledger.progress(&RULESET, 40);
        assert_eq!(
            (progress.level, progress.waiting_for),
            (2, Some(3)),
            "{progress:?}"
        );
        put(&mut ledger, Kind::Assessed, 40, 1.0);
        assert_eq!(ledger.progress(&RULESET, 40).level, 3);
        assert!(ledger.lapses(&RULESET, 40).is_some());
    }

    #[test]
    fn what_expires_does_not_decay_before_and_is_gone_after() {
        let mut ledger = Ledger::default();
        ledger.add(Kind::Credential, 0, Some(100), 4_000_000, 1_000_000, 1);
        assert!(close(ledger.progress(&RULESET, 100).shown, 0.5));
        assert!(close(ledger.progress(&RULESET, 101).shown, 0.0));
        assert!(close(ledger.progress(&RULESET, -1).shown, 0.0));
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
        let (_, weight, _) = weight(kind).unwrap();
        ledger.add(kind, item.1, item.2, weight, item.3, sign);
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
                (straight.progress(&RULESET, 150), shuffled.progress(&RULESET, 150));
            prop_assert_eq!(left.shown.to_bits(), right.shown.to_bits());
        }

        #[test]
        fn shares_sum_to_one_and_ceilings_hold(kept in items(), day in 0..400_i64) {
            let mut ledger = Ledger::default();
            for item in &kept {
                apply(&mut ledger, item, 1);
            }
            let progress = ledger.progress(&RULESET, day);
            let sum = progress.shown + progress.contradicted + progress.unknown;
            prop_assert!((sum - 1.0).abs() < 1e-9);
            prop_assert!(progress.shown <= 27.5 / 31.5 + 1e-9);
            for class in Class::ALL {
                let mass = progress.classes[class as usize];
                prop_assert!(mass.counted <= RULESET.ceiling(class) + 1e-9);
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
            prop_assert_eq!(whole.progress(&RULESET, day), cut.progress(&RULESET, day));
        }
    }
}
