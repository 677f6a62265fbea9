//! What a grade is to the platform, and when it came about. Pure.

use jiff::Timestamp;
use lti::services::assignment_and_grade::{
    self as ags, ActivityProgress, GradingProgress, Score, Scored,
};

use super::store::{Column, Grade};

/// A grade waits for its second for no longer; a clock that was set back is not waited for.
const LONGEST_WAIT: i64 = 5;

/// When a grade came about, for the platform.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// It was sent with this one before.
    Fixed(Timestamp),
    /// It is new.
    New(Timestamp),
    /// The second of the one before is not over yet.
    Wait(Timestamp),
}

/// The moment of a grade for one piece of work: the same again for the same work.
pub(super) fn moment(grade: &Grade, sending: &str, now: Timestamp) -> Moment {
    let last = grade.timestamp;
    let last = last.and_then(|at| Timestamp::from_microsecond(at).ok());
    match last {
        Some(last) if grade.sending.as_deref() == Some(sending) => Moment::Fixed(last),
        _ => {
            let at = ags::following(last, now);
            let ahead = at.as_second() - now.as_second();
            if (1..=LONGEST_WAIT).contains(&ahead) {
                Moment::Wait(at)
            } else {
                Moment::New(at)
            }
        }
    }
}

/// The score as it is sent.
pub(super) fn score(column: &Column, grade: &Grade, timestamp: Timestamp) -> Score {
    let scored = grade.share.map(|share| Scored {
        given: share as f64 * column.maximum as f64 / 100.0,
        maximum: column.maximum as f64,
    });
    let (activity_progress, grading_progress) = match (grade.share, grade.completed) {
        (None, _) => (ActivityProgress::Initialized, GradingProgress::NotReady),
        (Some(_), true) => (ActivityProgress::Completed, GradingProgress::FullyGraded),
        // Moodle keeps no number of what is not graded in full.
        (Some(_), false) => (ActivityProgress::InProgress, GradingProgress::FullyGraded),
    };
    Score {
        user_id: grade.subject.clone(),
        scored,
        activity_progress,
        grading_progress,
        timestamp,
        comment: Some(grade.comment.clone()),
        submission: None,
        scoring_user_id: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However fast grades come and however the clock goes, timestamps rise by whole seconds,
        /// and are ahead of the clock only where it was set back.
        #[test]
        fn timestamps_rise(steps in prop::collection::vec(0_i64..3_000_000, 1..60)) {
            let mut now = Timestamp::from_second(1_800_000_000).unwrap();
            let mut grade = super::super::store::a_grade();
            for (version, step) in (1..).zip(steps) {
                let sending = i64::to_string(&version);
                now += SignedDuration::from_micros(step);
                let at = match moment(&grade, &sending, now) {
                    Moment::New(at) => at,
                    Moment::Wait(until) => {
                        prop_assert!(until > now && until.as_second() - now.as_second() <= 1);
                        now = until;
                        let Moment::New(at) = moment(&grade, &sending, now) else {
                            return Err(TestCaseError::fail("it waits twice"));
                        };
                        at
                    }
                    Moment::Fixed(_) => return Err(TestCaseError::fail("it is new")),
                };
                prop_assert!(at <= now);
                let before = grade.timestamp.map_or(0, |at| at / 1_000_000);
                prop_assert!(at.as_second() > before);
                grade.timestamp = Some(at.as_microsecond());
                grade.sending = Some(sending.clone());
                prop_assert_eq!(moment(&grade, &sending, now), Moment::Fixed(at));
            }
        }
    }
}
