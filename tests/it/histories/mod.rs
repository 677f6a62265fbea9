//! What a history comes to depends on the set of its statements and on nothing else: not on their
//! order, their division into requests, repetition, delay, or on what was voided again. Looking
//! back at a day is the same as a history that ended with it.
//!
//! Many made-up histories share a database, each in a world of its own names; the answers of two
//! worlds are compared to the last bit.

mod answers;
mod deeds;
pub(crate) mod packs;
mod world;

use std::collections::BTreeSet;

use coachlight::projector::{Pace, rebuild};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

use self::answers::{Known, answers};
use self::deeds::{DAYS, Deed, FIRST, Kind, beginning, history, voided};
use self::packs::{pack_all, packs_hold};
use self::world::World;
use crate::oracle::declare_groups;
use crate::support::waiting::until;
use crate::support::{TestApp, both};

fn wished(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a long run asks for more")]
    std::env::var(name).ok()
}

/// How many histories, others in each run; `HISTORIES` asks for more.
fn cases() -> usize {
    wished("HISTORIES").map_or(120, |text| text.parse().unwrap())
}

/// How many of them are told together.
const TOGETHER: usize = 20;

/// A history told three times: as it came, in another order with repetitions, and cut at a day.
struct Case {
    deeds: Vec<Deed>,
    order: Vec<usize>,
    cut: i64,
    worlds: [World; 3],
}

impl Case {
    /// The statements of the three tellings.
    fn told(&self) -> [Vec<Value>; 3] {
        let [straight, shuffled, cut] = self.worlds;
        let voided = voided(&self.deeds);
        let tell = |world: World, places: &mut dyn Iterator<Item = usize>| -> Vec<Value> {
            places
                .map(|place| world.statement(&self.deeds, place))
                .collect()
        };
        [
            tell(straight, &mut (0..self.deeds.len())),
            tell(shuffled, &mut self.order.iter().copied()),
            tell(
                cut,
                &mut (0..self.deeds.len()).filter(|place| {
                    let deed = &self.deeds[*place];
                    deed.kind != Kind::Void && !voided.contains(place) && deed.day <= self.cut
                }),
            ),
        ]
    }
}

both! {
    async fn a_history_comes_to_what_its_statements_say(app: TestApp) {
        // Another one each time, so that time finds what a fixed one never would. It is told, and
        // HISTORY_SEED repeats it.
        let seed = wished("HISTORY_SEED").map_or_else(Uuid::new_v4, |text| text.parse().unwrap());
        println!("HISTORY_SEED={seed}");
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(seed.as_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut next = 1;
        let mut remaining = cases();
        let worlds = (1..).map(World).take(3 * cases());
        let places: Vec<String> = worlds.map(World::groups).collect();
        declare_groups(&app, &places).await;
        while remaining > 0 {
            let count = remaining.min(TOGETHER);
            remaining -= count;
            let mut batch = Vec::new();
            for _ in 0..count {
                let strategy = history().prop_flat_map(|deeds| {
                    let places: Vec<usize> = (0..deeds.len()).collect();
                    let repeated = prop::sample::subsequence(places.clone(), 0..places.len() / 3);
                    let order = repeated.prop_flat_map(move |repeated| {
                        let all: Vec<usize> = places.iter().copied().chain(repeated).collect();
                        Just(all).prop_shuffle()
                    });
                    (Just(deeds), order, 0..DAYS)
                });
                let (deeds, order, cut) = strategy.new_tree(&mut runner).unwrap().current();
                let worlds = [World(next), World(next + 1), World(next + 2)];
                next += 3;
                batch.push(Case { deeds, order, cut, worlds });
            }
            tell(&app, &batch).await;
            app.projected().await;
            // They are made in the background.
            until(async || packs_hold(&app).await.iter().all(|held| *held > 0)).await;
            compare(&app, &batch).await;
            pack_all(&app).await;
            compare(&app, &batch[..1]).await;
        }
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, coachlight::projector::Difference::default());
    }
}

/// Tells histories, and projects and packs now and then meanwhile.
async fn tell(app: &TestApp, batch: &[Case]) {
    // The tellings of many histories are mixed; the order within each stays.
    let mut queues: Vec<std::collections::VecDeque<Value>> =
        batch.iter().flat_map(Case::told).map(Into::into).collect();
    let mut turn = 0;
    while !queues.is_empty() {
        let mut request: Vec<Value> = Vec::new();
        let mut ids = BTreeSet::new();
        let size = 1 + (turn * 37) % 400;
        while request.len() < size && !queues.is_empty() {
            turn += 1;
            let place = (turn * 7919) % queues.len();
            // What is repeated comes in another request: one may not hold an id twice.
            if queues[place]
                .front()
                .is_some_and(|next| ids.contains(next["id"].as_str().unwrap()))
            {
                break;
            }
            match queues[place].pop_front() {
                Some(statement) => {
                    ids.insert(statement["id"].as_str().unwrap().to_owned());
                    request.push(statement);
                }
                None => {
                    queues.swap_remove(place);
                }
            }
        }
        if !request.is_empty() {
            let request = json!(request);
            let mut answer = app.post(&request).await;
            // The machine is busy with other tests: like any client, it sends it again.
            while answer.status == 503 {
                answer = app.post(&request).await;
            }
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        if turn % 3 == 0 {
            app.projected().await;
        }
        // What comes later changes what was packed.
        if turn % 4 == 0 {
            pack_all(app).await;
        }
    }
}

both! {
    async fn what_is_deleted_before_it_was_made_is_there_until_then(app: TestApp) {
        let mut deeds = beginning();
        let deed = |kind, who, other, day| Deed { kind, who, group: 1, thing: 2, other, day, minute: 0 };
        let second = u8::try_from(deeds.len()).unwrap() + 1;
        deeds.push(deed(Kind::Post, 2, 0, 3));
        deeds.push(deed(Kind::Post, 3, 0, 28));
        // By its statement, which is told already and made later.
        deeds.push(deed(Kind::DeleteByReference, 1, second, 8));
        let worlds = [World(1), World(2), World(3)];
        let places: Vec<String> = worlds.into_iter().map(World::groups).collect();
        declare_groups(&app, &places).await;
        let order = (0..deeds.len()).rev().collect();
        let batch = [Case { deeds, order, cut: 11, worlds }];
        tell(&app, &batch).await;
        app.projected().await;
        compare(&app, &batch).await;
    }
}

async fn compare(app: &TestApp, batch: &[Case]) {
    let last = FIRST.checked_add(jiff::Span::new().days(DAYS)).unwrap();
    // Whoever writes meanwhile need not wait: only names are looked up in a writer's transaction.
    let mut tx = app.db().write().await.unwrap();
    let mut known = Vec::with_capacity(batch.len());
    for case in batch {
        let [straight, shuffled, cut] = case.worlds;
        known.push([
            Known::of(&mut tx, straight).await,
            Known::of(&mut tx, shuffled).await,
            Known::of(&mut tx, cut).await,
        ]);
    }
    tx.commit().await.unwrap();
    let mut tx = app.db().read().await.unwrap();
    for (case, [straight, shuffled, cut]) in batch.iter().zip(&known) {
        let expected = answers(&mut tx, straight, last).await;
        assert!(expected.contains("g0"), "{expected}");
        let found = answers(&mut tx, shuffled, last).await;
        assert!(
            expected == found,
            "order matters:\n{expected}\n---\n{found}\n{:#?}\n{:?}",
            case.deeds,
            case.order
        );
        let date = FIRST.checked_add(jiff::Span::new().days(case.cut)).unwrap();
        let looked_back = answers(&mut tx, straight, date).await;
        let ended = answers(&mut tx, cut, date).await;
        assert!(
            looked_back == ended,
            "looking back at {date} is not the history that ended then:\n{looked_back}\n---\n{ended}\n{:#?}",
            case.deeds
        );
    }
}
