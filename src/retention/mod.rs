//! For how long data are kept (GDPR, article 5 (1) e).
//!
//! Nothing goes by itself: a kind of data is kept for ever until an administrator has decided a period
//! for it. What is past its time then goes in small transactions, each of which leaves the database
//! whole; one of several instances does it, and whatever is killed when, it goes on from there. See
//! `docs/privacy.md` and decision 18.

mod keeper;
mod preview;
mod store;

pub use keeper::Keeper;
pub use preview::{Preview, preview};
pub use store::{Period, of, periods};

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::attachments::AttachmentError;
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::privacy::ErasureError;
use crate::projector::ProjectorError;
use crate::statements::PrepareError;
use crate::store::{StoreError, Tx, coded};

coded! {
    /// A kind of data that can have a period.
    pub enum Kind {
        /// What was written and answered in statements, free text in their extensions, and their
        /// attachments. Who did what and when, scores and lengths of texts stay.
        Texts = 1 "texts",
        /// Likes and views: they go whole, with what was counted of them.
        LikesAndViews = 2 "likes-and-views",
        /// Documents of apps about people (state, agent profiles) that nobody has changed for so long.
        Documents = 3 "documents",
        /// Requests of apps that were refused.
        Refusals = 4 "refusals",
        /// What administrators did. Goes by whole months.
        Audit = 5 "audit",
        /// People who were kept out for so long: they are erased.
        Left = 6 "left",
    }
}

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Months of the calendar.
    Months,
}

impl Kind {
    /// What its period is counted in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Left => Unit::Days,
            _ => Unit::Months,
        }
    }

    /// What is told to people as one kind of data, of which this is a part.
    #[must_use]
    pub const fn concerns(self) -> &'static str {
        match self {
            Self::Texts | Self::LikesAndViews | Self::Documents | Self::Refusals => "activity",
            Self::Audit => "audit",
            Self::Left => "identifiers",
        }
    }

    /// The period that is recommended, in its unit.
    #[must_use]
    pub const fn recommended(self) -> i64 {
        match self {
            Self::Texts | Self::Documents => 24,
            Self::LikesAndViews | Self::Refusals => 12,
            Self::Audit => 36,
            Self::Left => 90,
        }
    }

    /// The longest period that can be decided, in its unit; the shortest is 1.
    #[must_use]
    pub const fn longest(self) -> i64 {
        match self.unit() {
            Unit::Days => 3650,
            Unit::Months => 240,
        }
    }

    /// The moment before which data of this kind are past their time.
    ///
    /// # Errors
    ///
    /// If the calendar does not reach so far back.
    pub fn before(
        self,
        period: i64,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Timestamp, jiff::Error> {
        let span: Span = match self.unit() {
            Unit::Days => Span::new().try_days(period)?,
            Unit::Months => Span::new().try_months(period)?,
        };
        let then = zone.to_datetime(now).checked_sub(span)?;
        // Each cut of the audit log is an entry of it: by whole months there is one a month.
        let then = match self {
            Self::Audit => then.date().first_of_month().at(0, 0, 0, 0),
            _ => then,
        };
        zone.to_timestamp(then)
    }
}

/// Why a period could not be decided, or what is past its time did not go.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// A period that cannot be.
    #[error("the period of {} is from 1 to {}", .0.word(), .0.longest())]
    Period(Kind),
    /// The calendar does not reach so far.
    #[error("working out what is past its time")]
    Calendar(#[from] jiff::Error),
    /// A stored statement is none.
    #[error("reading a stored statement")]
    Statement(#[from] PrepareError),
    /// A stored statement is no JSON.
    #[error("reading a stored statement")]
    Json(#[from] serde_json::Error),
    /// Facts could not be removed.
    #[error("removing facts")]
    Facts(#[from] ProjectorError),
    /// A person could not be erased.
    #[error("erasing somebody who has left")]
    Erasure(#[from] ErasureError),
    /// An attachment could not be removed.
    #[error("removing an attachment")]
    Attachment(#[from] AttachmentError),
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Decides for how long data of a kind are kept; none: for ever. What has gone stays gone.
pub async fn decide(
    tx: &mut Tx,
    kind: Kind,
    period: Option<i64>,
    by: &Author,
    now: Timestamp,
) -> Result<(), RetentionError> {
    let before = store::of(tx, kind).await?;
    let words = |period: Option<i64>| match (period, kind.unit()) {
        (None, _) => "for ever".to_owned(),
        (Some(days), Unit::Days) => format!("{days} days"),
        (Some(months), Unit::Months) => format!("{months} months"),
    };
    match period {
        Some(period) if (1..=kind.longest()).contains(&period) => {
            store::set(tx, kind, period, now).await?;
        }
        Some(_) => return Err(RetentionError::Period(kind)),
        None => store::unset(tx, kind).await?,
    }
    let change = Change::to(kind.word(), words(period)).from(words(before.map(|it| it.period)));
    audit::record(tx, by, Act::RetentionDecided, change, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar_and_the_audit_log_goes_by_whole_ones() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2026-03-31T10:00:00Z".parse().unwrap();
        let before = |kind: Kind, period| kind.before(period, now, &zone).unwrap().to_string();
        // Summer time begins two days before.
        assert_eq!(before(Kind::Texts, 1), "2026-02-28T11:00:00Z");
        assert_eq!(before(Kind::Left, 90), "2025-12-31T11:00:00Z");
        assert_eq!(before(Kind::Audit, 1), "2026-01-31T23:00:00Z");
    }
}
