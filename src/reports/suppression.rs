//! Which numbers of people may be told, so that no number of fewer than [`LEAST`] people can be
//! worked out from those that are. Pure.
//!
//! A number is the sum of parts that share nobody. Numbers of few people are not told. What is told
//! must not give them away either: they may not be sums and differences of it, whichever way. So
//! the numbers that are told are looked at as equations about the parts, and where these determine
//! what is to stay hidden, the next smallest number is withheld too, until nothing is determined.

use std::collections::BTreeSet;

/// Fewer people than these are not told.
pub const LEAST: u64 = 5;

/// A number of people, by its place among those of one [`Numbers`].
pub type Number = usize;

/// Numbers of people, and how they hang together.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// People of each part.
    parts: Vec<u64>,
    sums: Vec<Sum>,
    lines: Vec<(Number, Vec<Number>)>,
}

#[derive(Debug, Clone)]
struct Sum {
    parts: BTreeSet<usize>,
    people: u64,
    /// Whether it is told, where that is not decided here.
    settled: Option<bool>,
}

impl Numbers {
    /// Numbers over parts, each with its people; nobody is in two.
    #[must_use]
    pub const fn over(parts: Vec<u64>) -> Self {
        Self {
            parts,
            sums: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn push(&mut self, parts: impl IntoIterator<Item = usize>, settled: Option<bool>) -> Number {
        let parts: BTreeSet<usize> = parts.into_iter().collect();
        let people = parts.iter().filter_map(|part| self.parts.get(*part)).sum();
        self.sums.push(Sum {
            parts,
            people,
            settled,
        });
        self.sums.len() - 1
    }

    /// A number that may be told.
    pub fn may_tell(&mut self, parts: impl IntoIterator<Item = usize>) -> Number {
        self.push(parts, None)
    }

    /// A number of which it was decided before whether it is told.
    pub fn settled(&mut self, parts: impl IntoIterator<Item = usize>, told: bool) -> Number {
        self.push(parts, Some(told))
    }

    /// A number that is never told, but means something to whoever works it out.
    pub fn never(&mut self, parts: impl IntoIterator<Item = usize>) -> Number {
        self.push(parts, Some(false))
    }

    /// Says that a number is the sum of others: what is not known of these, taken together, must not
    /// be of few people either.
    pub fn divide(&mut self, whole: Number, into: impl IntoIterator<Item = Number>) {
        self.lines.push((whole, into.into_iter().collect()));
    }

    /// Which numbers are told.
    #[must_use]
    pub fn told(&self) -> Vec<bool> {
        let mut told: Vec<bool> = self
            .sums
            .iter()
            .map(|sum| sum.settled.unwrap_or(sum.people >= LEAST))
            .collect();
        let settled: Vec<bool> = self
            .sums
            .iter()
            .map(|sum| sum.settled == Some(true))
            .collect();
        // What is known from elsewhere cannot be hidden here.
        let before = Known::of(self, &settled);
        while let Some(secret) = self.given_away(&Known::of(self, &told), &before) {
            let mut open: Vec<Number> = (0..told.len())
                .filter(|number| told[*number] && self.sums[*number].settled.is_none())
                .collect();
            open.sort_by_key(|number| self.sums[*number].people);
            let without = |number: Number| {
                let mut fewer = told.clone();
                fewer[number] = false;
                !Known::of(self, &fewer).determines(&secret)
            };
            let withheld = open.iter().copied().find(|number| without(*number));
            match withheld.or_else(|| open.first().copied()) {
                Some(number) => told[number] = false,
                None => break,
            }
        }
        told
    }

    /// Parts of few people that what is known determines, and what was known before does not.
    fn given_away(&self, known: &Known, before: &Known) -> Option<BTreeSet<usize>> {
        let few = |parts: &BTreeSet<usize>| {
            let people: u64 = parts.iter().map(|part| self.parts[*part]).sum();
            !parts.is_empty() && people < LEAST
        };
        let alone = self.sums.iter().map(|sum| sum.parts.clone());
        let less = self.sums.iter().flat_map(|whole| {
            let within = self.sums.iter();
            let within = within.filter(|sum| sum.parts.is_subset(&whole.parts));
            within.map(|sum| &whole.parts - &sum.parts)
        });
        let rest = self.lines.iter().map(|(whole, into)| {
            let hidden = into
                .iter()
                .map(|number| &self.sums[*number].parts)
                .filter(|parts| !known.determines(parts));
            let hidden: BTreeSet<usize> = hidden.flatten().copied().collect();
            &hidden & &self.sums[*whole].parts
        });
        let secrets = alone.chain(less).chain(rest);
        secrets
            .filter(few)
            .find(|secret| known.determines(secret) && !before.determines(secret))
    }
}

/// A prime, by which equations are solved without fractions. That a number other than zero is
/// divided by it would need numbers far larger than sums of some hundred ones.
const PRIME: u64 = (1 << 61) - 1;

/// What is known from the numbers that are told: equations about the parts, each solved for one.
struct Known {
    parts: usize,
    /// Coefficients, and the part that the equation is solved for, of which it has one.
    rows: Vec<(usize, Vec<u64>)>,
}

impl Known {
    fn of(numbers: &Numbers, told: &[bool]) -> Self {
        let mut known = Self {
            parts: numbers.parts.len(),
            rows: Vec::new(),
        };
        let told = numbers.sums.iter().zip(told).filter(|(_, told)| **told);
        for (sum, _) in told {
            let row = known.reduced(&sum.parts);
            let Some(place) = row.iter().position(|it| *it != 0) else {
                continue;
            };
            let inverse = power(row[place], PRIME - 2);
            let row = row.iter().map(|it| product(*it, inverse)).collect();
            known.rows.push((place, row));
        }
        known
    }

    /// What is left of a sum when everything known is taken from it.
    fn reduced(&self, parts: &BTreeSet<usize>) -> Vec<u64> {
        let mut left: Vec<u64> = (0..self.parts)
            .map(|part| u64::from(parts.contains(&part)))
            .collect();
        for (place, row) in &self.rows {
            let times = left[*place];
            if times == 0 {
                continue;
            }
            for (value, coefficient) in left.iter_mut().zip(row) {
                *value = (*value + PRIME - product(times, *coefficient)) % PRIME;
            }
        }
        left
    }

    fn determines(&self, parts: &BTreeSet<usize>) -> bool {
        self.reduced(parts).iter().all(|value| *value == 0)
    }
}

fn product(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right) % u128::from(PRIME);
    u64::try_from(product).unwrap_or(0)
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut base) = (1, base);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = product(result, base);
        }
        base = product(base, base);
        exponent /= 2;
    }
    result
}

/// A number as it is told: to the nearest five, so that two tables, or the same table of two
/// periods, never differ by fewer than five people.
#[must_use]
pub const fn rounded(number: u64) -> u64 {
    (number + 2) / 5 * 5
}

/// A share of people in percent as it is told: to the nearest five percent.
#[must_use]
pub fn share(part: u64, whole: u64) -> Option<u8> {
    if whole == 0 {
        return None;
    }
    let twentieths = (40 * part + whole) / (2 * whole);
    u8::try_from(twentieths.min(20) * 5).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A whole that is divided into rows, each of which is divided into columns; all sums may be
    /// told. Returns the numbers, those of rows, those of columns, and the whole.
    fn table(cells: &[Vec<u64>]) -> (Numbers, Vec<Vec<Number>>, Vec<Number>, Vec<Number>, Number) {
        let (rows, columns) = (cells.len(), cells[0].len());
        let part = |row: usize, column: usize| row * columns + column;
        let mut numbers = Numbers::over(cells.iter().flatten().copied().collect());
        let inner: Vec<Vec<Number>> = (0..rows)
            .map(|row| {
                let within = 0..columns;
                within
                    .map(|column| numbers.may_tell([part(row, column)]))
                    .collect()
            })
            .collect();
        let of_rows: Vec<Number> = (0..rows)
            .map(|row| numbers.may_tell((0..columns).map(|column| part(row, column))))
            .collect();
        let of_columns: Vec<Number> = (0..columns)
            .map(|column| numbers.may_tell((0..rows).map(|row| part(row, column))))
            .collect();
        let whole = numbers.may_tell(0..rows * columns);
        for (row, within) in of_rows.iter().zip(&inner) {
            numbers.divide(*row, within.iter().copied());
        }
        for (column, sum) in of_columns.iter().enumerate() {
            numbers.divide(*sum, inner.iter().map(|row| row[column]));
        }
        numbers.divide(whole, of_rows.iter().copied());
        numbers.divide(whole, of_columns.iter().copied());
        (numbers, inner, of_rows, of_columns, whole)
    }

    /// Whether a target is a sum of multiples of rows, by elimination with fractions: written anew
    /// for the test, so that the same mistake is not made twice.
    pub(in super::super) fn follows(rows: &[Vec<f64>], target: &[f64]) -> bool {
        let mut rows = rows.to_vec();
        let mut target = target.to_vec();
        let width = target.len();
        let mut used = 0;
        for column in 0..width {
            let best = (used..rows.len()).max_by(|left, right| {
                rows[*left][column]
                    .abs()
                    .total_cmp(&rows[*right][column].abs())
            });
            let Some(best) = best.filter(|row| rows[*row][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(used, best);
            let pivot = rows[used].clone();
            let eliminate = |row: &mut Vec<f64>| {
                let times = row[column] / pivot[column];
                for (value, other) in row.iter_mut().zip(&pivot) {
                    *value -= times * other;
                }
            };
            rows.iter_mut().skip(used + 1).for_each(&eliminate);
            eliminate(&mut target);
            used += 1;
        }
        target.iter().all(|value| value.abs() < 1e-6)
    }

    fn vector(parts: usize, of: impl IntoIterator<Item = usize>) -> Vec<f64> {
        let mut vector = vec![0.0; parts];
        of.into_iter().for_each(|part| vector[part] = 1.0);
        vector
    }

    /// All that an attacker can add and subtract.
    fn equations(numbers: &Numbers, told: &[bool]) -> Vec<Vec<f64>> {
        let parts = numbers.parts.len();
        let sums = numbers.sums.iter().zip(told).filter(|(_, told)| **told);
        sums.map(|(sum, _)| vector(parts, sum.parts.iter().copied()))
            .collect()
    }

    #[test]
    fn few_people_are_not_told_and_nor_is_what_would_tell_them() {
        let (numbers, inner, rows, columns, whole) = table(&[vec![12, 9, 3, 7]]);
        let told = numbers.told();
        let cells: Vec<bool> = inner[0].iter().map(|number| told[*number]).collect();
        // The next smallest goes with it.
        assert_eq!(cells, [true, true, false, false]);
        assert!(told[whole] && told[rows[0]]);
        assert!(!told[columns[2]]);
    }

    #[test]
    fn all_but_a_few_is_a_number_of_few() {
        // 18 of 20: two would be known not to be.
        let mut numbers = Numbers::over(vec![18, 2]);
        let active = numbers.may_tell([0]);
        let whole = numbers.may_tell([0, 1]);
        let told = numbers.told();
        assert!(!told[active] && told[whole]);
    }

    #[test]
    fn rest_of_few_is_not_left() {
        // Both hidden cells are of few, and so is their sum: one more has to go.
        let (numbers, inner, ..) = table(&[vec![2, 1, 40, 8, 30]]);
        let told = numbers.told();
        let cells: Vec<bool> = inner[0].iter().map(|number| told[*number]).collect();
        assert_eq!(cells, [false, false, true, false, true]);
    }

    /// In each row and column two numbers are hidden, and yet one of them could be worked out: the
    /// only hidden cell that joins two blocks.
    #[test]
    fn a_cell_between_two_blocks_is_not_given_away() {
        let cells = vec![
            vec![1, 2, 50, 50],
            vec![2, 1, 3, 50],
            vec![50, 50, 2, 1],
            vec![50, 50, 1, 2],
        ];
        let (numbers, inner, ..) = table(&cells);
        let told = numbers.told();
        let target = vector(16, [6]);
        assert!(!told[inner[1][2]]);
        assert!(!follows(&equations(&numbers, &told), &target));
        // Row by row and column by column it would have seemed safe.
        let naive: Vec<bool> = numbers.sums.iter().map(|sum| sum.people >= LEAST).collect();
        assert!(follows(&equations(&numbers, &naive), &target));
    }

    #[test]
    fn what_is_known_from_elsewhere_hides_nothing_else() {
        let mut numbers = Numbers::over(vec![3, 20, 30]);
        let few = numbers.settled([0], true);
        let one = numbers.may_tell([1]);
        let two = numbers.may_tell([2]);
        let told = numbers.told();
        assert_eq!([few, one, two].map(|number| told[number]), [true; 3]);
    }

    #[test]
    fn what_was_settled_before_stays() {
        let mut numbers = Numbers::over(vec![20, 3]);
        let whole = numbers.settled([0, 1], true);
        let part = numbers.may_tell([0]);
        assert_eq!((numbers.told()[whole], numbers.told()[part]), (true, false));
    }

    #[test]
    fn shares_and_numbers_are_told_by_fives() {
        assert_eq!([5, 7, 8, 12, 13].map(rounded), [5, 5, 10, 10, 15]);
        assert_eq!(share(1, 3), Some(35));
        assert_eq!(share(19, 20), Some(95));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(7, 7), Some(100));
    }

    fn cells() -> impl Strategy<Value = Vec<Vec<u64>>> {
        let count = prop_oneof![3 => 0..8_u64, 1 => 8..60_u64];
        (1..5_usize, 1..6_usize).prop_flat_map(move |(rows, columns)| {
            let row = prop::collection::vec(count.clone(), columns);
            prop::collection::vec(row, rows)
        })
    }

    proptest! {
        /// Whatever is told of a table and its totals: no cell and no total of few people, nobody
        /// who is left out of one, and no rest of a row or column can be worked out.
        #[test]
        fn no_number_of_few_can_be_worked_out(cells in cells()) {
            let (numbers, inner, rows, columns, whole) = table(&cells);
            let told = numbers.told();
            let equations = equations(&numbers, &told);
            let parts = numbers.parts.len();
            let derived = |of: &BTreeSet<usize>| {
                follows(&equations, &vector(parts, of.iter().copied()))
            };
            let people = |of: &BTreeSet<usize>| of.iter().map(|part| numbers.parts[*part]).sum::<u64>();
            for sum in &numbers.sums {
                prop_assert!(sum.people >= LEAST || !derived(&sum.parts), "{:?} {:?}", cells, sum);
            }
            for whole in &numbers.sums {
                for sum in numbers.sums.iter().filter(|sum| sum.parts.is_subset(&whole.parts)) {
                    let left: BTreeSet<usize> = &whole.parts - &sum.parts;
                    let few = !left.is_empty() && people(&left) < LEAST;
                    prop_assert!(!few || !derived(&left), "{:?} {:?}", cells, left);
                }
            }
            let mut lines: Vec<Vec<Number>> = inner.clone();
            lines.extend((0..columns.len()).map(|column| inner.iter().map(|row| row[column]).collect()));
            lines.extend([rows, columns]);
            for line in lines {
                let hidden = line.iter().map(|number| &numbers.sums[*number].parts);
                let hidden: BTreeSet<usize> = hidden.filter(|of| !derived(of)).flatten().copied().collect();
                let few = !hidden.is_empty() && people(&hidden) < LEAST;
                prop_assert!(!few || !derived(&hidden), "{:?} {:?}", cells, hidden);
            }
            let all: u64 = cells.iter().flatten().sum();
            prop_assert!(!told[whole] || all >= LEAST);
        }

        /// Tables of one period and the next, or of two filters, taken from one another.
        #[test]
        fn differences_are_nobody_or_at_least_five(
            numbers in prop::collection::vec(LEAST..1000, 1..20),
            signs in prop::collection::vec(-1..=1_i64, 20),
        ) {
            let sum: i64 = numbers.iter().zip(signs)
                .map(|(number, sign)| sign * i64::try_from(rounded(*number)).unwrap())
                .sum();
            prop_assert!(sum == 0 || sum.abs() >= 5);
            prop_assert!(numbers.iter().all(|number| rounded(*number).abs_diff(*number) <= 2));
        }
    }
}
