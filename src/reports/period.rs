//! Periods of reports: whole months or quarters of the organisation's calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::projector::{date_of, days_since_epoch};

/// Days after the end of a period in which what comes late is still part of its report.
pub const SETTLING: i64 = 7;

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Length {
    /// A month of the calendar.
    Month,
    /// A quarter of the calendar.
    Quarter,
}

impl Length {
    const fn a_year(self) -> i64 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
        }
    }
}

/// A month or a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    length: Length,
    /// Counted from the year 0 on.
    number: i64,
}

impl Period {
    /// The period that a day, in days since the epoch, falls in.
    #[must_use]
    pub fn holding(length: Length, day: i64) -> Self {
        let day = date_of(day);
        let month = i64::from(day.month()) - 1;
        let within = month * length.a_year() / 12;
        Self {
            length,
            number: i64::from(day.year()) * length.a_year() + within,
        }
    }

    /// The last one that can be reported on today, days since the epoch.
    #[must_use]
    pub fn last_closed(length: Length, today: i64) -> Self {
        Self::holding(length, today - SETTLING).before(1)
    }

    /// Whether it can be reported on.
    #[must_use]
    pub fn is_closed(self, today: i64) -> bool {
        self.last() + SETTLING < today
    }

    /// How long it is.
    #[must_use]
    pub const fn length(self) -> Length {
        self.length
    }

    /// The one that many periods before.
    #[must_use]
    pub const fn before(self, count: i64) -> Self {
        Self {
            number: self.number - count,
            ..self
        }
    }

    /// How many periods of the same length it is later than another one.
    #[must_use]
    pub const fn since(self, other: Self) -> i64 {
        self.number - other.number
    }

    /// Its first day, days since the epoch.
    #[must_use]
    pub fn first(self) -> i64 {
        days_since_epoch(self.begin())
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> i64 {
        self.before(-1).first() - 1
    }

    fn begin(self) -> Date {
        let (year, within) = self.parts();
        let month = within * 12 / self.length.a_year() + 1;
        // The calendar's bounds are some thousand years away from every day that facts can have.
        let year = i16::try_from(year).unwrap_or(9999).clamp(-9998, 9998);
        date(year, i8::try_from(month).unwrap_or(1), 1)
    }

    const fn parts(self) -> (i64, i64) {
        let a_year = self.length.a_year();
        (
            self.number.div_euclid(a_year),
            self.number.rem_euclid(a_year),
        )
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, within) = self.parts();
        match self.length {
            Length::Month => write!(formatter, "{year:04}-{:02}", within + 1),
            Length::Quarter => write!(formatter, "{year:04}-Q{}", within + 1),
        }
    }
}

/// A text is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period is written as 2026-07 or 2026-Q3")]
pub struct NoPeriod;

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let (year, within) = text.split_once('-').ok_or(NoPeriod)?;
        let (length, within) = match within.strip_prefix('Q') {
            Some(within) => (Length::Quarter, within),
            None => (Length::Month, within),
        };
        let digits = |text: &str, count: usize| {
            let whole = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            whole
                .then(|| text.parse::<i64>().ok())
                .flatten()
                .ok_or(NoPeriod)
        };
        let width = if length == Length::Month { 2 } else { 1 };
        let (year, within) = (digits(year, 4)?, digits(within, width)?);
        if !(1..=length.a_year()).contains(&within) {
            return Err(NoPeriod);
        }
        Ok(Self {
            length,
            number: year * length.a_year() + within - 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        days_since_epoch(text.parse().unwrap())
    }

    #[test]
    fn periods_are_of_the_calendar() {
        let quarter: Period = "2026-Q1".parse().unwrap();
        assert_eq!(
            (quarter.first(), quarter.last()),
            (day("2026-01-01"), day("2026-03-31"))
        );
        assert_eq!(quarter.before(1).to_string(), "2025-Q4");
        assert_eq!(Period::holding(Length::Quarter, day("2026-03-31")), quarter);
        let month: Period = "2024-02".parse().unwrap();
        assert_eq!(
            (month.first(), month.last()),
            (day("2024-02-01"), day("2024-02-29"))
        );
        assert_eq!(month.before(2).to_string(), "2023-12");
        for wrong in [
            "2026", "2026-Q5", "2026-Q0", "2026-13", "2026-1", "26-01", "2026-Q11", "+026-01",
        ] {
            assert_eq!(wrong.parse::<Period>(), Err(NoPeriod), "{wrong}");
        }
    }

    #[test]
    fn a_period_is_closed_a_week_after_its_end() {
        let quarter: Period = "2026-Q1".parse().unwrap();
        assert!(!quarter.is_closed(day("2026-04-07")));
        assert!(quarter.is_closed(day("2026-04-08")));
        for today in day("2025-12-01")..day("2026-06-01") {
            let last = Period::last_closed(Length::Month, today);
            assert!(last.is_closed(today) && !last.before(-1).is_closed(today));
        }
    }
}
