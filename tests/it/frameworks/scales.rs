//! Scales of any length agree with the default one, rise, and can be reached.

use coachlight::frameworks::{MOST_LEVELS, Rating, Scale, parse_scale, scales};
use coachlight::rules::{self, Gate};
use proptest::prelude::*;

use super::{TRANSVERSAL, read};

const WHOLE: i64 = 1_000_000;

fn millionths(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "shares of one")]
    let whole = (value * 1e6).round() as i64;
    whole
}

/// The most that the first classes of evidence can show together.
fn most_of(classes: usize) -> i64 {
    let shipped = rules::shipped().unwrap();
    let rules = &shipped.progress;
    let mass: f64 = rules.classes[..classes]
        .iter()
        .map(|class| class.ceiling)
        .sum();
    millionths(mass / (mass + rules.unknown))
}

fn sound(scale: &Scale) {
    let shipped = rules::shipped().unwrap();
    let rules = &shipped.progress;
    let coach = rules.classes[3].ceiling;
    for (level, number) in scale.levels.iter().zip(1..) {
        assert_eq!(level.number, number);
        assert!(level.threshold > 0);
        // A coach who keeps naming the level reaches it, and so can everything together.
        let named = level.share as f64 * coach / (coach + rules.unknown);
        assert!((level.threshold as f64) < named);
        assert!(level.threshold < most_of(4));
        assert_eq!(scale.reached(level.threshold, true, true), number);
        // A gate stands exactly where weaker evidence could not lead.
        assert_eq!(level.needs_check, level.threshold > most_of(2), "{level:?}");
        assert_eq!(level.needs_coach, level.threshold > most_of(3), "{level:?}");
    }
    assert!(
        scale
            .levels
            .is_sorted_by(|low, high| low.threshold < high.threshold)
    );
    assert!(
        scale
            .levels
            .is_sorted_by(|low, high| low.share < high.share)
    );
    // Nobody gets to the top without a coach.
    let top = scale.levels.last().unwrap();
    assert!(top.needs_coach);
    assert_eq!(top.share, WHOLE);
    assert!(scale.reached(WHOLE, true, false) < top.number);
}

#[test]
fn four_levels_are_the_default_scale() {
    let four = Scale::ranks(["a", "b", "c", "d"].map(String::from));
    let points = parse_scale("a=1|b=2|c=3|d=4").unwrap();
    for scale in [&Scale::default(), &four, &points] {
        let shipped = rules::shipped().unwrap();
        let default = &shipped.progress.levels;
        assert_eq!(scale.levels.len(), default.len());
        for (level, default) in scale.levels.iter().zip(default) {
            assert_eq!(level.threshold, default.threshold);
            assert_eq!(level.needs_check, default.gate.is_some());
            assert_eq!(level.needs_coach, default.gate == Some(Gate::Coach));
        }
        sound(scale);
    }
}

#[test]
fn points_that_cannot_be_told_apart_make_no_scale() {
    let pair = |low: f64, high: f64| Scale::points(vec![("a".into(), low), ("b".into(), high)]);
    assert_eq!(pair(2.0, 2.0), None);
    assert_eq!(pair(1e-9, 1.0), None);
    assert_eq!(pair(1.0, f64::INFINITY), None);
    assert_eq!(Scale::points(Vec::new()), None);
    // Where everybody begins is no level.
    assert_eq!(pair(0.0, 3.0).unwrap().levels.len(), 1);
}

#[test]
fn levels_come_from_rubrics_or_the_default() {
    let package = read("a", TRANSVERSAL).unwrap();
    let scales = scales(&package);
    let of = |code: &str| {
        let item = package
            .items()
            .iter()
            .find(|it| it.text("humanCodingScheme") == Some(code));
        scales.get(&item.unwrap().identifier)
    };
    let negotiation = of("TEA-N").unwrap();
    assert_eq!(negotiation.rating, Rating::RankAndPoints);
    assert_eq!(negotiation.levels[3].title, "Exemplary");
    assert_eq!(negotiation.levels[3].points, Some(4 * WHOLE));
    // Points 1, 3 and 5 of 5.
    let listening: Vec<i64> = of("COM-L")
        .unwrap()
        .levels
        .iter()
        .map(|it| it.threshold)
        .collect();
    assert_eq!(listening, [110_000, 430_000, 750_000]);
    assert_eq!(of("SELF-R"), None);
}

#[test]
fn levels_come_from_associations_where_there_is_no_rubric() {
    let mut whole: serde_json::Value = serde_json::from_str(TRANSVERSAL).unwrap();
    // Resilience has the levels "Learning", "Self-organisation": named in the other order.
    for (number, id, level) in [(2, "a1", 18), (1, "a2", 15)] {
        let mut link = whole["CFAssociations"][17].clone();
        let target = whole["CFItems"][level].clone();
        link["identifier"] = format!("8c7e4f0a-1d2b-4c3d-9e8f-0000000000{id}").into();
        link["associationType"] = "hasSkillLevel".into();
        link["sequenceNumber"] = number.into();
        for member in ["identifier", "uri"] {
            link["destinationNodeURI"][member] = target[member].clone();
        }
        whole["CFAssociations"].as_array_mut().unwrap().push(link);
    }
    let package = read("a", &whole.to_string()).unwrap();
    let resilience = package.items()[17].identifier;
    let scale = &scales(&package)[&resilience];
    assert_eq!(scale.rating, Rating::Rank);
    let titles: Vec<&str> = scale
        .levels
        .iter()
        .map(|level| level.title.as_str())
        .collect();
    let name = |index: usize| package.items()[index].name();
    assert_eq!(titles, [name(15), name(18)]);
}

#[test]
fn tables_say_scales_or_what_is_wrong_with_them() {
    assert_eq!(parse_scale("none").unwrap().rating, Rating::Unrated);
    assert_eq!(parse_scale("default").unwrap(), Scale::default());
    assert_eq!(parse_scale("A|B").unwrap().rating, Rating::Rank);
    for (text, said) in [
        ("A||B", "no scale"),
        ("A=1|B", "no points"),
        ("A=1|B=x", "no points"),
        ("A=1|B=1", "do not rise"),
        ("A=-1|B=0", "do not rise"),
    ] {
        let message = parse_scale(text).unwrap_err();
        let message = message.to_string();
        assert!(message.contains(said), "{text}: {message}");
    }
}

proptest! {
    #[test]
    fn thresholds_of_ranks_rise_and_can_be_reached(count in 1..=MOST_LEVELS) {
        let scale = Scale::ranks((0..count).map(|number| number.to_string()));
        prop_assert_eq!(scale.levels.len(), count);
        sound(&scale);
    }

    #[test]
    fn thresholds_of_points_rise_and_can_be_reached(
        points in prop::collection::vec(-10.0..1000.0f64, 0..40)
    ) {
        let positive = points.iter().filter(|it| **it > 0.0).count();
        let levels = points.into_iter().map(|it| (String::new(), it)).collect();
        if let Some(scale) = Scale::points(levels) {
            prop_assert_eq!(scale.levels.len(), positive);
            sound(&scale);
        }
    }
}
