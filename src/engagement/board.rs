//! The leader board (`domain.md` 4.3): one function decides what anybody sees of it. Pure.

use std::collections::BTreeMap;

use super::score::Facet;
use crate::groups::BoardMode;
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

/// A member who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub person: PersonId,
    /// Tenths of points.
    pub tenths: i64,
    /// Tenths of points of each side.
    pub facets: BTreeMap<Facet, i64>,
}

/// Who looks at the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// A coach of the group: sees what members see.
    Coach,
    /// A member.
    Member(PersonId),
    /// Anybody else, a system too: a board does not leave its group.
    Outsider,
}

/// What somebody sees of a group's board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    /// There is none.
    Off,
    /// Too few members take part.
    Hidden {
        /// How many do.
        willing: usize,
    },
    /// Places, the best first; of a mode that shows a part, those that this viewer sees.
    Places {
        /// How much of the board it is.
        mode: BoardMode,
        /// The places.
        places: Vec<Ranked>,
    },
    /// What everybody does, without ranks.
    Facets(Vec<Entry>),
}

/// Places up to this one are the top.
const TOP: usize = 3;

/// What a viewer sees of the board of those who take part, if there are at least `smallest`.
/// `entries` are in the order in which equals are listed.
#[must_use]
pub fn board(mode: BoardMode, viewer: Viewer, smallest: usize, entries: &[Entry]) -> Board {
    if mode == BoardMode::Off || viewer == Viewer::Outsider {
        return Board::Off;
    }
    if entries.len() < smallest {
        return Board::Hidden {
            willing: entries.len(),
        };
    }
    // Who did nothing is absent, not shown with a zero.
    let active = entries.iter().filter(|entry| entry.tenths > 0);
    if mode == BoardMode::Facets {
        return Board::Facets(active.cloned().collect());
    }
    let mut places: Vec<Ranked> = active
        .map(|entry| Ranked {
            rank: 1 + entries
                .iter()
                .filter(|other| other.tenths > entry.tenths)
                .count(),
            person: entry.person,
            tenths: entry.tenths,
        })
        .collect();
    places.sort_by_key(|place| place.rank);
    let own = match viewer {
        Viewer::Member(person) => places.iter().position(|place| place.person == person),
        Viewer::Coach | Viewer::Outsider => None,
    };
    let shown = |(index, place): &(usize, Ranked)| match mode {
        BoardMode::Top => place.rank <= TOP || own.is_some_and(|own| own.abs_diff(*index) <= 1),
        BoardMode::Own => own == Some(*index),
        BoardMode::Full | BoardMode::Facets | BoardMode::Off => true,
    };
    let places = places.into_iter().enumerate().filter(shown);
    Board::Places {
        mode,
        places: places.map(|(_, place)| place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::engagement::Policy;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn entries(points: &[(u128, i64)]) -> Vec<Entry> {
        points
            .iter()
            .map(|(number, tenths)| Entry {
                person: person(*number),
                tenths: *tenths,
                facets: BTreeMap::from([(Facet::Contribute, *tenths)]),
            })
            .collect()
    }

    /// A short way to write what is seen: places as "rank.person", sides as "person".
    fn seen(board: &Board) -> String {
        match board {
            Board::Off => "off".to_owned(),
            Board::Hidden { willing } => format!("hidden {willing}"),
            Board::Places { places, .. } => {
                let places = places.iter();
                let words: Vec<String> = places
                    .map(|place| format!("{}.{}", place.rank, place.person.0.as_u128()))
                    .collect();
                words.join(" ")
            }
            Board::Facets(sides) => {
                let words: Vec<String> = sides
                    .iter()
                    .map(|side| side.person.0.as_u128().to_string())
                    .collect();
                words.join(" ")
            }
        }
    }

    #[test]
    fn who_sees_what_in_which_mode() {
        use BoardMode::{Facets, Full, Off, Own, Top};
        // Seven take part, one without having done anything; 3 and 4 have as many points, as have
        // 5 and 6.
        let seven = entries(&[(1, 90), (2, 70), (3, 50), (4, 50), (5, 20), (6, 20), (7, 0)]);
        let five = &seven[..5];
        let four = &seven[..4];
        let coach = Viewer::Coach;
        let member = |number| Viewer::Member(person(number));
        let outsider = Viewer::Outsider;
        let all = "1.1 2.2 3.3 3.4 5.5 5.6";
        let top = "1.1 2.2 3.3 3.4";
        let table: &[(BoardMode, Viewer, &[Entry], &str)] = &[
            (Full, coach, &seven, all),
            (Full, member(1), &seven, all),
            // Whoever does not take part sees the others' board.
            (Full, member(9), &seven, all),
            (Full, outsider, &seven, "off"),
            (Full, coach, five, "1.1 2.2 3.3 3.4 5.5"),
            (Full, coach, four, "hidden 4"),
            (Full, member(1), four, "hidden 4"),
            (Full, outsider, four, "off"),
            (Top, coach, &seven, top),
            (Top, member(1), &seven, top),
            (Top, member(5), &seven, all),
            (Top, member(6), &seven, all),
            (Top, member(7), &seven, top),
            (Top, member(9), &seven, top),
            (Top, outsider, &seven, "off"),
            (Top, member(1), four, "hidden 4"),
            (Own, coach, &seven, ""),
            (Own, member(4), &seven, "3.4"),
            (Own, member(7), &seven, ""),
            (Own, member(9), &seven, ""),
            (Own, outsider, &seven, "off"),
            (Own, member(1), four, "hidden 4"),
            (Facets, coach, &seven, "1 2 3 4 5 6"),
            (Facets, member(9), &seven, "1 2 3 4 5 6"),
            (Facets, outsider, &seven, "off"),
            (Facets, coach, four, "hidden 4"),
            (Off, coach, &seven, "off"),
            (Off, member(1), &seven, "off"),
            (Off, outsider, four, "off"),
        ];
        for (mode, viewer, entries, expected) in table {
            let found = board(*mode, *viewer, 5, entries);
            assert_eq!(seen(&found), *expected, "{mode:?} {viewer:?}");
        }
    }

    #[test]
    fn neighbours_beyond_the_top_are_one_place_away() {
        let ten: Vec<(u128, i64)> = (1..=10).zip((1..=10).rev()).collect();
        let ten = entries(&ten);
        let viewer = Viewer::Member(person(7));
        let found = board(BoardMode::Top, viewer, 5, &ten);
        assert_eq!(seen(&found), "1.1 2.2 3.3 6.6 7.7 8.8");
    }

    #[test]
    fn without_ranks_no_mode_ranks() {
        let policy = Policy {
            ranks: false,
            ..Policy::default()
        };
        for mode in BoardMode::ALL {
            let expected = match mode {
                BoardMode::Off => BoardMode::Off,
                _ => BoardMode::Facets,
            };
            assert_eq!(policy.mode(Some(*mode)), expected);
        }
        assert_eq!(policy.mode(None), BoardMode::Facets);
        assert_eq!(Policy::default().mode(None), BoardMode::Full);
        let chosen = Policy::default().mode(Some(BoardMode::Own));
        assert_eq!(chosen, BoardMode::Own);
    }
}
