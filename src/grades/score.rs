//! From progress to what stands in a gradebook. Pure.

use super::Measure;
use crate::competency::{CompetencyProgress, Status};
use crate::locale::Locale;

/// What is to stand in a column for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Hundredths of all; none: nothing.
    pub share: Option<i64>,
    /// Whether there is nothing left to do.
    pub completed: bool,
    /// The number in a sentence.
    pub comment: String,
}

/// Works out what is to stand in a column; `progress` is none where nothing is known.
#[must_use]
pub fn wanted(measure: Measure, progress: Option<&CompetencyProgress>, locale: Locale) -> Wanted {
    let nothing = || Wanted {
        share: None,
        completed: false,
        comment: locale.text("grade-comment-nothing"),
    };
    let Some(progress) = progress else {
        return nothing();
    };
    let evidence = progress.evidence.len();
    let count = ("count", i64::try_from(evidence).unwrap_or(i64::MAX).into());
    let name = plain(&progress.name);
    let level = i64::from(progress.progress.level);
    match measure {
        Measure::Competency if evidence > 0 => {
            let share = hundredths(progress.progress.shown);
            let highest: Option<i64> = progress.scale.last().map(|one| one.number.into());
            Wanted {
                share: Some(share),
                completed: highest.is_some_and(|highest| level >= highest),
                comment: locale.with(
                    "grade-comment-competency",
                    &[
                        ("share", share.into()),
                        ("name", name.into()),
                        ("level", level.into()),
                        ("levels", highest.unwrap_or_default().into()),
                        count,
                    ],
                ),
            }
        }
        Measure::Goal => {
            let (Some(plan), Some(done)) = (&progress.plan, progress.done) else {
                return nothing();
            };
            let share = hundredths(done);
            Wanted {
                share: Some(share),
                completed: progress.status == Some(Status::Achieved),
                comment: locale.with(
                    "grade-comment-goal",
                    &[
                        ("share", share.into()),
                        ("name", name.into()),
                        ("target", plan.target.into()),
                        ("level", level.into()),
                        count,
                    ],
                ),
            }
        }
        Measure::Competency => nothing(),
    }
}

/// A share of 1 in hundredths. What is no number is nothing.
fn hundredths(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "it is from 0 to 100")]
    let whole = (share.clamp(0.0, 1.0) * 100.0).round() as i64;
    whole
}

/// Some platforms show comments as HTML.
fn plain(text: &str) -> String {
    let letter = |letter| match letter {
        '<' => '‹',
        '>' => '›',
        '&' => '＆',
        letter if char::is_control(letter) => ' ',
        letter => letter,
    };
    text.chars().take(200).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_share_is_hundredths_whatever_it_was(share in any::<f64>()) {
            prop_assert!((0..=100).contains(&hundredths(share)));
        }

        #[test]
        fn a_comment_holds_no_html(text in any::<String>()) {
            let told = plain(&text);
            prop_assert!(!told.contains(['<', '>', '&', '\n', '\0']));
        }
    }

    #[test]
    fn shares_are_rounded() {
        assert_eq!(hundredths(0.555), 56);
        assert_eq!(hundredths(f64::NAN), 0);
        assert_eq!(hundredths(f64::INFINITY), 100);
        assert_eq!(hundredths(-3.0), 0);
    }

    #[test]
    fn nothing_known_is_no_grade() {
        for measure in Measure::ALL {
            let none = wanted(*measure, None, Locale::ENGLISH);
            assert_eq!(none.share, None);
            assert!(!none.comment.is_empty() && !none.comment.starts_with("grade-"));
        }
    }
}
