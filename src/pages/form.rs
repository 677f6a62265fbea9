//! What forms share: what of it a person can mend, days in it, and waiting for what follows from it.

use std::time::Duration;

use crate::coaching::CoachingError;
use crate::frameworks::FrameworkError;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::projector::{self, days_since_epoch};
use crate::state::App;

/// How long an answer waits for facts.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the person can mend, in words; anything else ends the request.
pub(super) fn mendable(locale: Locale, error: CoachingError) -> Result<String, Problem> {
    match error {
        CoachingError::Wrong(message) | CoachingError::State(message) => Ok(locale.say(&message)),
        CoachingError::Table(FrameworkError::Faulty(faults)) => {
            let lines: Vec<String> = faults.said().iter().map(|it| locale.say(it)).collect();
            Ok(lines.join("\n"))
        }
        other => Err(other.into()),
    }
}

/// A day of a form; none if the field was left empty.
pub(super) fn day(locale: Locale, text: &str) -> Result<Option<i64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(date) if text.len() == 10 => Ok(Some(days_since_epoch(date))),
        _ => Err(locale.with("form-day", &[("text", text.to_owned().into())])),
    }
}

/// Waits until facts show what was just said; should that take long, they follow by themselves.
pub(super) async fn derived(app: &App) -> Result<(), Problem> {
    let said = *app.log.committed().borrow();
    projector::caught_up(&app.db, said, PATIENCE).await?;
    Ok(())
}
