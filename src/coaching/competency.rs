//! A competency that somebody names, and how a level of it is said as a score.

use std::sync::Arc;

use super::error::CoachingError;
use crate::frameworks::{Rating, Scale, resolve_item};
use crate::message::Message;
use crate::rules;
use crate::store::Tx;

/// A competency and the levels that it is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Its address.
    pub iri: String,
    /// Its own scale; none where the organisation's default holds.
    scale: Option<Arc<Scale>>,
    /// The levels of the default.
    default: i64,
}

impl Measured {
    /// Finds a competency by address, identifier or code; also one that only statements know, by its
    /// address.
    pub async fn named(tx: &mut Tx, text: &str) -> Result<Self, CoachingError> {
        let rules = rules::in_force(tx).await?;
        let default = rules.progress.levels.len() as i64;
        match resolve_item(tx, text).await? {
            Ok(item) if item.scale.rating == Rating::Unrated => Err(CoachingError::Wrong(
                Message::new("refused-not-rated").with("name", item.name.clone()),
            )),
            Ok(item) => Ok(Self {
                iri: item.uri.clone(),
                scale: item.has_own_scale.then(|| item.scale.clone()),
                default,
            }),
            Err(_) if fluent_uri::Iri::parse(text).is_ok() => Ok(Self {
                iri: text.to_owned(),
                scale: None,
                default,
            }),
            Err(refusal) => Err(CoachingError::Wrong(refusal)),
        }
    }

    /// How many levels it has.
    #[must_use]
    pub fn levels(&self) -> i64 {
        self.scale
            .as_ref()
            .map_or(self.default, |scale| scale.levels.len() as i64)
    }

    /// Refuses a level that it does not have.
    pub fn check(&self, level: i64, least: i64) -> Result<(), CoachingError> {
        if (least..=self.levels()).contains(&level) {
            return Ok(());
        }
        Err(CoachingError::Wrong(
            Message::new("refused-level")
                .with("competency", &*self.iri)
                .with("least", least)
                .with("most", self.levels()),
        ))
    }

    /// A level as a score, raw and most: points where the scale has them, so that the score says the
    /// level's share of its scale.
    #[must_use]
    pub fn score(&self, level: i64) -> (f64, f64) {
        let scale = self.scale.as_deref();
        let all = scale.map_or(&[][..], |scale| &scale.levels);
        let share = |number: i64| {
            let level = all.iter().find(|level| i64::from(level.number) == number);
            level.map(|level| level.share)
        };
        match share(level) {
            Some(share) if share != level * 1_000_000 / self.levels().max(1) => {
                (share as f64 / 1e6, 1.0)
            }
            _ => (level as f64, self.levels() as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_said_so_that_its_share_can_be_read_back() {
        let default = Measured {
            iri: "x".into(),
            scale: None,
            default: 4,
        };
        assert_eq!(default.score(3), (3.0, 4.0));
        assert_eq!(default.score(0), (0.0, 4.0));
        assert!(default.check(5, 1).is_err() && default.check(0, 1).is_err());
        let mut scale = Scale::ranks(["a".into(), "b".into(), "c".into()]);
        let three = Measured {
            scale: Some(Arc::new(scale.clone())),
            ..default.clone()
        };
        assert_eq!(three.score(2), (2.0, 3.0));
        // Points 1, 3, 5: the middle level is at three fifths.
        for (level, share) in scale.levels.iter_mut().zip([200_000, 600_000, 1_000_000]) {
            level.share = share;
        }
        let points = Measured {
            scale: Some(Arc::new(scale)),
            ..default
        };
        assert_eq!(points.score(2), (0.6, 1.0));
        assert_eq!(points.score(3), (3.0, 3.0));
    }
}
