//! The days that a number is looked back at on.

/// At most `most` days from the first to the last, evenly apart, both included.
#[must_use]
pub fn spread(first: i64, last: i64, most: i64) -> Vec<i64> {
    let span = (last - first).max(0);
    let steps = span.min(most - 1).max(1);
    let mut days: Vec<i64> = (0..=steps)
        .map(|step| first + span * step / steps)
        .collect();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_are_spread_evenly_from_end_to_end(first in 0_i64..1000, long in 0_i64..2000, most in 2_i64..30) {
            let days = spread(first, first + long, most);
            prop_assert!(days.len() as i64 <= most);
            prop_assert_eq!((days[0], days[days.len() - 1]), (first, first + long));
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
