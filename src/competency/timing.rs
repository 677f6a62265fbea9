//! How long something took (`result.duration`), beside how long its activity is meant to take. That is
//! shown and never scored (`domain.md` 3.4), so no fact holds it: it is read from statements when they are
//! shown, and what an activity declares later holds at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;
use xapi_schemas::duration;

use crate::statements::{self, Timed};
use crate::store::{StoreError, Tx};

/// What activities declare how long they take by, in the registry of Tin Can: what is planned, before how
/// long the thing itself is, such as a video.
pub(super) const DECLARED: [&str; 2] = [
    "http://id.tincanapi.com/extension/planned-duration",
    "http://id.tincanapi.com/extension/duration",
];

/// A length of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Length {
    /// As it is written (ISO 8601).
    pub text: String,
    /// In seconds.
    pub seconds: f64,
}

impl Length {
    fn read(text: &str) -> Option<Self> {
        Some(Self {
            seconds: duration(text)?,
            text: text.to_owned(),
        })
    }
}

/// How long something took.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// As the statement says.
    pub taken: Length,
    /// As its activity declares.
    pub planned: Option<Length>,
    /// Whether that is less than the share of it from which on it is plausible.
    pub too_fast: bool,
}

impl Timing {
    fn of(timed: &Timed, definition: Option<&String>, too_fast: f64) -> Option<Self> {
        let taken = Length::read(&timed.duration)?;
        let planned = definition.and_then(|text| declared(text));
        let is_too_fast =
            |planned: &Length| taken.seconds < too_fast * planned.seconds && too_fast > 0.0;
        Some(Self {
            too_fast: planned.as_ref().is_some_and(is_too_fast),
            taken,
            planned,
        })
    }
}

/// How long an activity with a definition is meant to take.
fn declared(definition: &str) -> Option<Length> {
    let definition: Value = serde_json::from_str(definition).ok()?;
    let extensions = definition.get("extensions")?;
    let mut declared = DECLARED.iter();
    declared.find_map(|iri| Length::read(extensions.get(*iri)?.as_str()?))
}

/// How long took what statements tell; those that do not say it are left out. `too_fast` is the share of
/// the planned time below which something is not plausible; 0: everything is.
pub(super) async fn timings(
    tx: &mut Tx,
    of: &BTreeSet<Uuid>,
    too_fast: f64,
) -> Result<BTreeMap<Uuid, Timing>, StoreError> {
    let timed = statements::timed(tx, of).await?;
    let activities: BTreeSet<&str> = timed
        .values()
        .filter_map(|timed| timed.activity.as_deref())
        .collect();
    let definitions = statements::definitions(tx, activities.into_iter()).await?;
    let timings = timed.iter().filter_map(|(id, timed)| {
        let definition = timed.activity.as_ref().and_then(|it| definitions.get(it));
        Some((*id, Timing::of(timed, definition, too_fast)?))
    });
    Ok(timings.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(taken: &str, extensions: &str, too_fast: f64) -> Option<Timing> {
        let timed = Timed {
            duration: taken.to_owned(),
            activity: None,
        };
        let definition = format!(r#"{{ "extensions": {extensions} }}"#);
        Timing::of(&timed, Some(&definition), too_fast)
    }

    #[test]
    fn less_than_the_share_of_what_is_planned_is_too_fast() {
        let half_an_hour = format!(r#"{{ "{}": "PT30M" }}"#, DECLARED[0]);
        let fast = |taken: &str, share: f64| timing(taken, &half_an_hour, share).unwrap().too_fast;
        assert!(fast("PT2M59.9S", 0.1));
        assert!(!fast("PT3M", 0.1));
        assert!(fast("PT0S", 0.1));
        assert!(!fast("PT0S", 0.0));
    }

    #[test]
    fn what_is_planned_goes_before_how_long_the_thing_is() {
        let both = format!(
            r#"{{ "{}": "PT5M", "{}": "PT1H" }}"#,
            DECLARED[1], DECLARED[0]
        );
        let planned = timing("PT1M", &both, 0.1).unwrap().planned.unwrap();
        assert_eq!((planned.text.as_str(), planned.seconds), ("PT1H", 3600.0));
        // What is no duration declares nothing.
        let odd = format!(r#"{{ "{}": "soon", "{}": 300 }}"#, DECLARED[0], DECLARED[1]);
        assert_eq!(timing("PT1M", &odd, 0.1).unwrap().planned, None);
        assert_eq!(timing("quick", &both, 0.1), None);
    }
}
