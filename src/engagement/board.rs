//! The leader board (`domain.md` 4.3). Pure.

use crate::people::PersonId;

/// A place on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// 1, 2, 2, 4: equal points share a place.
    pub rank: usize,
    /// Who.
    pub person: PersonId,
    /// Tenths of points.
    pub tenths: i64,
}

/// The board of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    /// Too few members want to be on it.
    Hidden {
        /// How many want to.
        willing: usize,
    },
    /// The places, the best first.
    Shown(Vec<Ranked>),
}

/// Ranks those who want to be ranked, if there are at least `smallest` of them. `entries` are in the order in which equals are listed.
#[must_use]
pub fn board(smallest: usize, entries: &[(PersonId, i64)]) -> Board {
    if entries.len() < smallest {
        return Board::Hidden {
            willing: entries.len(),
        };
    }
    // Who did nothing is absent, not shown with a zero.
    let mut sorted: Vec<&(PersonId, i64)> =
        entries.iter().filter(|(_, tenths)| *tenths > 0).collect();
    sorted.sort_by_key(|(_, tenths)| std::cmp::Reverse(*tenths));
    let rank = |tenths: i64| 1 + entries.iter().filter(|(_, other)| *other > tenths).count();
    Board::Shown(
        sorted
            .into_iter()
            .map(|&(person, tenths)| Ranked {
                rank: rank(tenths),
                person,
                tenths,
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    #[test]
    fn equal_points_share_a_place() {
        let entries = [(1, 50), (2, 70), (3, 50), (4, 0), (5, 90)];
        let entries = entries.map(|(number, tenths)| (person(number), tenths));
        let Board::Shown(places) = board(5, &entries) else {
            panic!("five are enough")
        };
        let ranks: Vec<(usize, PersonId)> = places
            .iter()
            .map(|place| (place.rank, place.person))
            .collect();
        let expected = [(1, 5), (2, 2), (3, 1), (3, 3)];
        assert_eq!(ranks, expected.map(|(rank, number)| (rank, person(number))));
        assert_eq!(board(5, &entries[..4]), Board::Hidden { willing: 4 });
    }
}
