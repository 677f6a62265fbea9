//! Scales of levels: which share has to be shown for each, and what has to be behind it.
//!
//! A coach who keeps naming the level at share *x* of a scale (level 2 of 4: one half) brings what
//! is shown to 0.8 *x*, the most that coaches alone can. The threshold lies 0.05 below that, so that
//! repeated judgement reaches the level it names on any scale. With four levels that is the
//! organisation's default scale: .15, .35, .55, .75. Very low levels, where 0.05 would be all there
//! is, lie at 0.3 *x* instead.

use serde::{Deserialize, Serialize};

/// Most levels of a scale.
pub const MOST_LEVELS: usize = 100;
/// What own statements and peers together can show at most, 4.5 / (4.5 + 4), rounded as what is shown
/// is before it is compared. A level beyond it takes a test or a coach.
const WITHOUT_CHECK: i64 = 529_412;
/// What everything but coaches can show at most: 11.5 / (11.5 + 4).
const WITHOUT_COACH: i64 = 741_935;
const WHOLE: i64 = 1_000_000;

/// How a competency is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// By the place in an order of levels.
    Rank,
    /// By points.
    Points,
    /// By levels that have names and points.
    RankAndPoints,
    /// Not at all: it only groups others.
    Unrated,
}

/// A level of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleLevel {
    /// Its number, from 1 on.
    pub number: u8,
    /// What it is called; empty on the default scale.
    pub title: String,
    /// The share that has to be shown, millionths.
    pub threshold: i64,
    /// Its share of the whole scale, millionths: the quality of evidence that names this level.
    pub share: i64,
    /// The points that its rubric gives, millionths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// Whether a test or a coach must have been among the evidence lately.
    pub needs_check: bool,
    /// Whether a coach must have been.
    pub needs_coach: bool,
}

/// The levels of a competency, from the lowest to the highest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// How it is rated.
    pub rating: Rating,
    /// The levels; none where nothing is rated.
    pub levels: Vec<ScaleLevel>,
}

impl Default for Scale {
    /// The organisation's default: four levels without names of their own.
    fn default() -> Self {
        Self::ranks(std::iter::repeat_n(String::new(), 4))
    }
}

impl Scale {
    /// A scale for what is not rated.
    #[must_use]
    pub const fn unrated() -> Self {
        Self {
            rating: Rating::Unrated,
            levels: Vec::new(),
        }
    }

    /// Levels in their order, evenly spaced. Beyond [`MOST_LEVELS`] the highest are one.
    #[must_use]
    pub fn ranks(titles: impl IntoIterator<Item = String>) -> Self {
        let titles: Vec<String> = titles.into_iter().take(MOST_LEVELS).collect();
        let count = titles.len().max(1) as i64;
        let shares = (1..=count).map(|number| number * WHOLE / count);
        let levels = titles.into_iter().zip(shares).zip(1..);
        Self {
            rating: Rating::Rank,
            levels: levels
                .map(|((title, share), number)| level(number, title, share, None))
                .collect(),
        }
    }

    /// Levels with the points they give, spaced by them; the highest gives all. A level without
    /// points is where everybody begins and none to be reached. None if two levels lie too close
    /// together to be told apart, or the points are no numbers to compare.
    #[must_use]
    pub fn points(levels: Vec<(String, f64)>) -> Option<Self> {
        let mut levels: Vec<(String, f64)> = levels
            .into_iter()
            .filter(|(_, points)| *points > 0.0)
            .collect();
        levels.sort_by(|left, right| left.1.total_cmp(&right.1));
        let most = levels.last()?.1;
        if !most.is_finite() || most > 1e9 || levels.len() > MOST_LEVELS {
            return None;
        }
        let titled = levels.iter().any(|(title, _)| !title.is_empty());
        let levels: Vec<ScaleLevel> = levels
            .into_iter()
            .zip(1..)
            .map(|((title, points), number)| {
                level(
                    number,
                    title,
                    millionths(points / most),
                    Some(millionths(points)),
                )
            })
            .collect();
        let rising = levels.is_sorted_by(|low, high| low.threshold < high.threshold);
        (rising && levels.first()?.threshold > 0).then_some(Self {
            rating: if titled {
                Rating::RankAndPoints
            } else {
                Rating::Points
            },
            levels,
        })
    }

    /// The level with a number.
    #[must_use]
    pub fn level(&self, number: i64) -> Option<&ScaleLevel> {
        self.levels
            .iter()
            .find(|level| i64::from(level.number) == number)
    }

    /// The highest level whose threshold a shown share (millionths) meets and whose gate is open;
    /// 0 for none.
    #[must_use]
    pub fn reached(&self, shown: i64, checked: bool, coached: bool) -> u8 {
        let open = |level: &&ScaleLevel| {
            shown >= level.threshold
                && (!level.needs_check || checked || coached)
                && (!level.needs_coach || coached)
        };
        self.levels
            .iter()
            .rev()
            .find(open)
            .map_or(0, |level| level.number)
    }
}

fn level(number: u8, title: String, share: i64, points: Option<i64>) -> ScaleLevel {
    let threshold = (share * 4 / 5 - 50_000).max(share * 3 / 10);
    ScaleLevel {
        number,
        title,
        threshold,
        share,
        points,
        needs_check: threshold > WITHOUT_CHECK,
        needs_coach: threshold > WITHOUT_COACH,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 1e9 points, and shares of one"
)]
fn millionths(value: f64) -> i64 {
    (value * WHOLE as f64).round() as i64
}
