//! Who is in the made-up organisation, in which groups.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

use xapi_schemas::Version;

use super::text::{FIRST, LAST, TOPICS};

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Learners, 5 to 100,000.
    pub people: usize,
    /// Days of history.
    pub days: i64,
    /// The last day of it, days since the epoch.
    pub last_day: i64,
    /// Another seed makes another organisation.
    pub seed: u64,
    /// The version of xAPI that the statements speak.
    pub version: Version,
}

/// A learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner {
    /// Number, from 0 on.
    pub number: usize,
    /// Name.
    pub name: String,
    /// How often they show up, against an average of 1: log-normal.
    pub(super) rate: f64,
    /// How much they contribute when they do: readers 0, core 4.
    pub(super) voice: f64,
    /// What they can do, 0 to 1: tests and ratings scatter around it.
    pub(super) skill: f64,
}

/// A learning group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub(super) number: usize,
    pub(super) topic: usize,
    pub(super) coach: usize,
    pub(super) members: Vec<usize>,
    /// Day of the history on which it starts.
    pub(super) start: i64,
    /// Some groups die early.
    pub(super) dies: bool,
    pub(super) temper: Temper,
}

/// What is peculiar about a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    /// Members talk to the coach and not to each other.
    CoachCentred,
    /// Nothing.
    Ordinary,
    /// Everybody falls silent after two weeks.
    Silent,
    /// One member speaks for all.
    Soloist(usize),
}

/// Everybody and every group.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Learners.
    pub learners: Vec<Learner>,
    /// Names of coaches.
    pub coaches: Vec<String>,
    pub(super) groups: Vec<Group>,
}

/// Learners to a coach.
const SPAN: usize = 30;

impl Organisation {
    pub(super) fn new(options: &Options) -> Self {
        let mut random = StdRng::seed_from_u64(options.seed);
        let learners: Vec<Learner> = (0..options.people)
            .map(|number| learner(number, &mut random))
            .collect();
        let coaches: Vec<String> = (0..(options.people / SPAN).max(2))
            .map(|number| {
                if number == 0 {
                    "Carla Coach".to_owned()
                } else {
                    name(options.people + number * 7, &mut random)
                }
            })
            .collect();
        let groups = groups(options, coaches.len(), &mut random);
        Self {
            learners,
            coaches,
            groups,
        }
    }
}

fn name(number: usize, random: &mut StdRng) -> String {
    let first = FIRST.get(number % FIRST.len()).unwrap_or(&"Kim");
    let last = LAST.choose(random).unwrap_or(&"Lee");
    // Beyond what the lists can tell apart, a middle initial helps.
    match number / FIRST.len() {
        0 => format!("{first} {last}"),
        round => {
            let letter = char::from(b'A' + u8::try_from(round % 26).unwrap_or(0));
            format!("{first} {letter}. {last}")
        }
    }
}

fn learner(number: usize, random: &mut StdRng) -> Learner {
    let voice = match random.random_range(0.0..1.0) {
        share if share < 0.35 => 0.0,
        share if share < 0.75 => 0.35,
        share if share < 0.95 => 1.2,
        _ => 4.0,
    };
    Learner {
        number,
        name: name(number, random),
        rate: normal(random).exp(),
        voice,
        skill: (0.6 + 0.18 * normal(random)).clamp(0.1, 0.98),
    }
}

/// Standard normal (Box–Muller).
pub(super) fn normal(random: &mut StdRng) -> f64 {
    let radius: f64 = random.random_range(f64::EPSILON..1.0);
    let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
    (-2.0 * radius.ln()).sqrt() * angle.cos()
}

fn groups(options: &Options, coaches: usize, random: &mut StdRng) -> Vec<Group> {
    // One membership each, and a second, third and fourth with falling chance.
    let mut seats: Vec<usize> = (0..options.people).collect();
    for chance in [0.5, 0.25, 0.1] {
        seats.extend((0..options.people).filter(|_| random.random_bool(chance)));
    }
    seats.shuffle(random);
    let mut groups = Vec::new();
    let mut rest = seats.as_slice();
    while !rest.is_empty() {
        let size = 4.0 + 7.0 * (0.6 * normal(random)).exp();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let size = size.clamp(5.0, 30.0) as usize;
        // A rest too small for a group of its own joins the last one.
        let size = if rest.len() < size + 5 {
            rest.len()
        } else {
            size
        };
        let (taken, left) = rest.split_at(size);
        rest = left;
        let mut members = taken.to_vec();
        members.sort_unstable();
        members.dedup();
        let number = groups.len();
        let temper = match (number, members.first()) {
            (2, Some(first)) => Temper::Soloist(*first),
            (4, _) => Temper::Silent,
            (6, _) => Temper::CoachCentred,
            _ => Temper::Ordinary,
        };
        groups.push(Group {
            number,
            topic: number % TOPICS.len(),
            coach: number % coaches,
            members,
            start: if number < 4 {
                0
            } else {
                random.random_range(0..=options.days / 3)
            },
            dies: number != 0 && random.random_bool(0.12),
            temper,
        });
    }
    groups
}
