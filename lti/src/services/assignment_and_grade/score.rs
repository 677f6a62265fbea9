//! Scores: what the tool says of one person's work (AGS 3.4).

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::{media_type, scope};
use crate::lenient;
use crate::services::call::{Answer, Call, Method, append_segment};
use crate::services::verdict::{ServiceError, success};

/// Longest comment that is sent, in characters.
const COMMENT: usize = 4000;

/// How far somebody is (AGS 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityProgress {
    /// Not begun, or begun anew.
    Initialized,
    /// Begun.
    Started,
    /// At work.
    InProgress,
    /// Handed in.
    Submitted,
    /// Done.
    Completed,
}

impl ActivityProgress {
    /// The standard's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "Initialized",
            Self::Started => "Started",
            Self::InProgress => "InProgress",
            Self::Submitted => "Submitted",
            Self::Completed => "Completed",
        }
    }
}

/// How far the grading is (AGS 3.4). Platforms show a score only when it is fully graded, and
/// some forget an earlier one on any other word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradingProgress {
    /// The score is final for now.
    FullyGraded,
    /// The score is not final and needs nobody.
    Pending,
    /// Somebody has to grade.
    PendingManual,
    /// Grading has failed.
    Failed,
    /// There is nothing to grade yet.
    NotReady,
}

impl GradingProgress {
    /// The standard's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FullyGraded => "FullyGraded",
            Self::Pending => "Pending",
            Self::PendingManual => "PendingManual",
            Self::Failed => "Failed",
            Self::NotReady => "NotReady",
        }
    }
}

/// A number out of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// What was reached: zero or more; may exceed the maximum.
    pub given: f64,
    /// What counts as all: above zero. The platform scales it to the line item's own maximum.
    pub maximum: f64,
}

/// When work began and was handed in (AGS 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Submission {
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it was handed in; platforms judge lateness by it.
    pub submitted_at: Option<Timestamp>,
}

/// A score.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The person, as the subject of their launches.
    pub user_id: String,
    /// The number; none takes an earlier one back.
    pub scored: Option<Scored>,
    /// How far the person is.
    pub activity_progress: ActivityProgress,
    /// How far the grading is.
    pub grading_progress: GradingProgress,
    /// When it came about: later than every earlier one of this person and line item, for which
    /// see [`super::Timestamps`].
    pub timestamp: Timestamp,
    /// Shown to the person. Plain text; cut at 4000 characters. Moodle shows it as HTML, so `<` and
    /// `&` are not to be in it.
    pub comment: Option<String>,
    /// When work began and was handed in.
    pub submission: Option<Submission>,
    /// Who graded, as the subject of their launches, if a person did.
    pub scoring_user_id: Option<String>,
}

/// Why a score cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// The number is negative, no number, or out of nothing.
    #[error("a score is a number from zero up, out of a number above zero")]
    Number,
    /// The person is not named.
    #[error("a score is somebody's")]
    User,
}

impl ScoreError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Number => "score_number",
            Self::User => "score_user",
        }
    }
}

/// Publishes a score; [`published`] reads the answer. The host has made sure that the person is of
/// this context and the line item the tool's own.
pub fn publish(line_item_url: &Url, score: &Score) -> Result<Call, ScoreError> {
    if score.user_id.is_empty() {
        return Err(ScoreError::User);
    }
    let mut body = json!({
        "userId": score.user_id,
        "activityProgress": score.activity_progress.name(),
        "gradingProgress": score.grading_progress.name(),
        "timestamp": written(score.timestamp),
    });
    if let Some(Scored { given, maximum }) = score.scored {
        if !(given.is_finite() && given >= 0.0 && maximum.is_finite() && maximum > 0.0) {
            return Err(ScoreError::Number);
        }
        body["scoreGiven"] = lenient::written(given);
        body["scoreMaximum"] = lenient::written(maximum);
    }
    if let Some(comment) = &score.comment {
        body["comment"] = comment.chars().take(COMMENT).collect::<String>().into();
    }
    if let Some(submission) = score.submission {
        let mut dates = json!({});
        for (name, at) in [
            ("startedAt", submission.started_at),
            ("submittedAt", submission.submitted_at),
        ] {
            if let Some(at) = at {
                dates[name] = written(at);
            }
        }
        body["submission"] = dates;
    }
    if let Some(user) = &score.scoring_user_id {
        body["scoringUserId"] = user.as_str().into();
    }
    Ok(Call {
        accept: "application/json",
        ..Call::with_body(
            Method::Post,
            append_segment(line_item_url, "scores"),
            media_type::SCORE,
            body.to_string(),
            &[scope::SCORE],
        )
    })
}

/// ISO 8601 with a zone and sub-seconds, which the standard asks for (AGS 3.4).
fn written(at: Timestamp) -> Value {
    format!("{at:.3}").into()
}

/// Reads the answer to [`publish`]. Platforms answer with an empty body, a text, or a result: any
/// success is one. Of refusals [`super::super::Verdict::Stale`] means that a newer score is there,
/// and [`super::super::Verdict::NotTaken`] that this person is not graded in this course.
pub fn published(answer: &Answer, now: Timestamp) -> Result<(), ServiceError> {
    success(answer, now).map(|_| ())
}
