//! What a history comes to depends on the set of its statements and on nothing else: not on their
//! order, their division into requests, repetition, delay, or on what was voided again. Looking
//! back at a day is the same as a history that ended with it.
//!
//! Many made-up histories share a database, each in a world of its own names; the answers of two
//! worlds are compared to the last bit.

use std::collections::BTreeSet;
use std::fmt::Write;

use coachlight::competency::person_report;
use coachlight::engagement::{Window, group_report};
use coachlight::groups;
use coachlight::people::{self, PersonId};
use coachlight::projector::{days_since_epoch, rebuild};
use coachlight::statements::{self, Identity};
use coachlight::store::Tx;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{TestApp, both};

/// The first day of every history.
const FIRST: jiff::civil::Date = jiff::civil::Date::constant(2026, 2, 2);
/// Days of a history.
const DAYS: i64 = 60;
const PEOPLE: u8 = 4;
/// The person who coaches; the others learn.
const COACH: u8 = 0;

/// What somebody did, in terms that are the same in every world.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Deed {
    kind: Kind,
    who: u8,
    group: u8,
    thing: u8,
    other: u8,
    day: i64,
    minute: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    MakeGroup,
    Join,
    Leave,
    Discuss,
    Post,
    Reply,
    Ask,
    Like,
    Unlike,
    Dislike,
    Delete,
    DeleteByReference,
    Share,
    Unshare,
    Apply,
    Verify,
    ApproveStep,
    Test,
    Complete,
    Rate,
    CoachRates,
    Plan,
    Unplan,
    Progress,
    Achieve,
    Reflect,
    Badge,
    Revoke,
    Accept,
    Attend,
    View,
    Void,
}

const KINDS: [Kind; 32] = {
    use Kind::{
        Accept, Achieve, Apply, ApproveStep, Ask, Attend, Badge, CoachRates, Complete, Delete,
        DeleteByReference, Discuss, Dislike, Join, Leave, Like, MakeGroup, Plan, Post, Progress,
        Rate, Reflect, Reply, Revoke, Share, Test, Unlike, Unplan, Unshare, Verify, View, Void,
    };
    [
        MakeGroup,
        Join,
        Leave,
        Discuss,
        Post,
        Reply,
        Ask,
        Like,
        Unlike,
        Dislike,
        Delete,
        DeleteByReference,
        Share,
        Unshare,
        Apply,
        Verify,
        ApproveStep,
        Test,
        Complete,
        Rate,
        CoachRates,
        Plan,
        Unplan,
        Progress,
        Achieve,
        Reflect,
        Badge,
        Revoke,
        Accept,
        Attend,
        View,
        Void,
    ]
};

fn deed() -> impl Strategy<Value = Deed> {
    // Likes, replies and posts are what most statements need of each other.
    let kind = prop_oneof![
        3 => prop::sample::select(KINDS.as_slice()),
        2 => prop::sample::select(&[
            Kind::Discuss, Kind::Post, Kind::Reply, Kind::Like, Kind::Unlike, Kind::Apply,
            Kind::Verify, Kind::Void,
        ][..]),
    ];
    (
        kind,
        0..PEOPLE,
        0..2_u8,
        0..5_u8,
        0..24_u8,
        0..DAYS,
        0..3_i64,
    )
        .prop_map(|(kind, who, group, thing, other, day, minute)| Deed {
            kind,
            who,
            group,
            thing,
            other,
            day,
            minute,
        })
}

/// A coach with two groups in which everybody is, and what they did then.
fn history() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 8..26).prop_map(|mut deeds| {
        let fixed = |kind, who, group| Deed {
            kind,
            who,
            group,
            thing: group,
            other: 0,
            day: 0,
            minute: 0,
        };
        for group in 0..2 {
            deeds.push(fixed(Kind::MakeGroup, COACH, group));
            deeds.extend((1..PEOPLE).map(|who| fixed(Kind::Join, who, group)));
        }
        deeds
    })
}

/// A world of names of its own.
#[derive(Debug, Clone, Copy)]
struct World(u64);

impl World {
    /// Identifiers keep their order in every world, since it decides between equals.
    fn id(self, place: usize) -> Uuid {
        Uuid::from_u128(u128::from(self.0) << 80 | 0x8000 << 64 | 0x8 << 60 | place as u128)
    }

    fn iri(self, rest: impl std::fmt::Display) -> String {
        format!("https://w{}.example.org/{rest}", self.0)
    }

    fn account(self, who: u8) -> Value {
        json!({
            "name": format!("Person {who}"),
            "account": { "homePage": self.iri(""), "name": format!("p{who}") }
        })
    }

    fn competency(self, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("competencies/{}", number % 2)),
            "definition": { "type": "https://w3id.org/xapi/tla/activity-types/competency" }
        })
    }

    fn group(self, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("groups/{number}")),
            "definition": { "type": "http://activitystrea.ms/group" }
        })
    }

    fn thing(self, kind: &str, number: u8) -> Value {
        json!({
            "id": self.iri(format_args!("things/{number}")),
            "definition": { "type": kind }
        })
    }

    /// The statement of a deed at its place in the history.
    fn statement(self, deeds: &[Deed], place: usize) -> Value {
        let deed = &deeds[place];
        let reference = || {
            let id = self.id(usize::from(deed.other) % deeds.len());
            json!({ "objectType": "StatementRef", "id": id })
        };
        let note = |number| self.thing("http://activitystrea.ms/note", number);
        let discussion =
            |number| self.thing("http://id.tincanapi.com/activitytype/discussion", number);
        let step = || {
            self.thing(
                "https://coachlight.org/xapi/activity-types/transfer-step",
                40 + deed.thing,
            )
        };
        let test = || {
            self.thing(
                "http://adlnet.gov/expapi/activities/assessment",
                60 + deed.thing,
            )
        };
        let badge = || {
            self.thing(
                "https://w3id.org/xapi/tla/activity-types/badge",
                80 + deed.thing,
            )
        };
        let grouping = json!({ "contextActivities": { "grouping": [self.group(deed.group)] } });
        let explicit = json!({ "contextActivities": {
            "grouping": [self.competency(deed.thing)], "other": [self.group(deed.group)]
        } });
        let parent = json!({ "contextActivities": { "parent": [discussion(deed.other % 5)] } });
        let none = json!({});
        let score = json!({ "score": { "raw": deed.other, "min": 0, "max": 23 } });
        let from = |verb: &str| format!("http://activitystrea.ms/{verb}");
        let tla = |verb: &str| format!("https://w3id.org/xapi/tla/verbs/{verb}");
        let adl = |verb: &str| format!("http://adlnet.gov/expapi/verbs/{verb}");
        let nothing = Value::Null;
        let (verb, object, context, result) = match deed.kind {
            Kind::MakeGroup => (
                from("create"),
                self.group(deed.group),
                json!({ "extensions": {
                "https://coachlight.org/xapi/extensions/competency-link":
                    [self.iri(format_args!("competencies/{}", deed.thing % 2))]
            } }),
                nothing,
            ),
            Kind::Join => (from("join"), self.group(deed.group), none, nothing),
            Kind::Leave => (from("leave"), self.group(deed.group), none, nothing),
            Kind::Discuss => (from("create"), discussion(deed.thing), grouping, nothing),
            Kind::Post => (from("create"), note(5 + deed.thing), grouping, nothing),
            Kind::Reply => (from("create"), note(10 + deed.thing), parent, nothing),
            Kind::Ask => (
                from("create"),
                self.thing("http://activitystrea.ms/question", deed.thing),
                grouping,
                nothing,
            ),
            Kind::Like => (
                from("like"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::Unlike => (
                from("unlike"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::Dislike => (from("dislike"), note(deed.thing), none, nothing),
            Kind::Delete => (
                from("delete"),
                note(deed.thing + 5 * (deed.other % 3)),
                none,
                nothing,
            ),
            Kind::DeleteByReference => (from("delete"), reference(), none, nothing),
            Kind::Share => (from("share"), note(20 + deed.thing), grouping, nothing),
            Kind::Unshare => (from("unshare"), note(20 + deed.thing), none, nothing),
            Kind::Apply => (
                "https://w3id.org/xapi/dod-isd/verbs/applied".into(),
                step(),
                grouping,
                nothing,
            ),
            Kind::Verify => (tla("verified"), reference(), none, nothing),
            Kind::ApproveStep => (from("approve"), step(), none, nothing),
            Kind::Test => (adl("scored"), test(), explicit, score),
            Kind::Complete => (adl("completed"), test(), explicit, nothing),
            Kind::Rate => (
                "http://id.tincanapi.com/verb/rated".into(),
                note(deed.thing),
                none,
                score,
            ),
            Kind::CoachRates => {
                let learner = self.account(1 + deed.other % (PEOPLE - 1));
                let context = json!({ "contextActivities": {
                    "other": [self.competency(deed.thing), self.group(deed.group)]
                } });
                (
                    "http://id.tincanapi.com/verb/reviewed".into(),
                    learner,
                    context,
                    score,
                )
            }
            Kind::Plan => (
                tla("planned"),
                self.competency(deed.thing),
                json!({
                    "contextActivities": { "grouping": [self.group(deed.group)] },
                    "extensions": {
                        "https://coachlight.org/xapi/extensions/target-level": 1 + deed.other % 4,
                        "https://w3id.org/xapi/tla/contextextensions/due_date": "2026-03-20"
                    }
                }),
                nothing,
            ),
            Kind::Unplan => (tla("deselected"), reference(), none, nothing),
            Kind::Progress => (
                adl("progressed"),
                self.competency(deed.thing),
                grouping,
                score,
            ),
            Kind::Achieve => (
                tla("achieved"),
                self.competency(deed.thing),
                grouping,
                nothing,
            ),
            Kind::Reflect => (
                "https://coachlight.org/xapi/verbs/reflected".into(),
                note(30 + deed.thing),
                explicit,
                json!({ "response": "What I took from it. ".repeat(2 + usize::from(deed.other)) }),
            ),
            Kind::Badge => (
                tla("achieved"),
                badge(),
                json!({
                    "contextActivities": { "grouping": [self.competency(deed.thing)] },
                    "extensions": {
                        "https://w3id.org/xapi/tla/contextextensions/expiration": "2026-03-10"
                    }
                }),
                nothing,
            ),
            Kind::Revoke => (tla("forfeited"), badge(), none, nothing),
            Kind::Accept => (
                from("approve"),
                self.thing(
                    "http://id.tincanapi.com/activitytype/forum-reply",
                    10 + deed.thing,
                ),
                parent,
                nothing,
            ),
            Kind::Attend => (
                adl("attended"),
                self.thing(
                    "http://adlnet.gov/expapi/activities/meeting",
                    90 + deed.thing,
                ),
                explicit,
                nothing,
            ),
            Kind::View => (adl("experienced"), note(deed.thing), grouping, nothing),
            Kind::Void => (adl("voided"), reference(), none, nothing),
        };
        let who = match deed.kind {
            Kind::CoachRates => COACH,
            _ => deed.who,
        };
        let time = FIRST
            .at(8, 0, 0, 0)
            .checked_add(jiff::Span::new().days(deed.day).minutes(deed.minute))
            .unwrap();
        let mut statement = json!({
            "id": self.id(place),
            "actor": self.account(who),
            "verb": { "id": verb },
            "object": object,
            "context": context,
            "timestamp": format!("{time}Z")
        });
        if !result.is_null() {
            statement["result"] = result;
        }
        statement
    }
}

/// Places of deeds that a voiding takes back. A voiding cannot be voided.
fn voided(deeds: &[Deed]) -> BTreeSet<usize> {
    deeds
        .iter()
        .filter(|deed| deed.kind == Kind::Void)
        .map(|deed| usize::from(deed.other) % deeds.len())
        .filter(|target| deeds[*target].kind != Kind::Void)
        .collect()
}

/// Everything that a world comes to on a day, in names that are the same in every world.
async fn answers(tx: &mut Tx, world: World, date: jiff::civil::Date) -> String {
    let day = days_since_epoch(date);
    let mut text = String::new();
    let mut persons: Vec<(PersonId, u8)> = Vec::new();
    for who in 0..PEOPLE {
        let identity = Identity::of(&world.account(who)).unwrap();
        let agent = statements::intern_agent(tx, &identity).await.unwrap();
        if let Some(person) = people::by_agent(tx, agent).await.unwrap() {
            persons.push((person, who));
        }
    }
    let name = |person: PersonId| {
        persons
            .iter()
            .find(|(id, _)| *id == person)
            .map(|found| found.1)
    };
    let place = |id: Uuid| id.as_u128() as u32;
    for (person, who) in &persons {
        let report = person_report(tx, *person, day).await.unwrap().unwrap();
        let mut competencies = report.competencies;
        competencies.sort_by(|left, right| left.iri.cmp(&right.iri));
        for found in competencies {
            let progress = &found.progress;
            let bits = [progress.shown, progress.contradicted, progress.unknown].map(f64::to_bits);
            writeln!(
                text,
                "p{who} {} {bits:x?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                found.iri.rsplit('/').next().unwrap(),
                progress.level,
                progress.waiting_for,
                progress.classes.map(|class| class.counted.to_bits()),
                found.plan.map(|plan| (plan.target, plan.since, plan.due)),
                found.status,
                found.done.map(f64::to_bits),
                found.lapses,
                found
                    .helps
                    .iter()
                    .map(|help| (help.kind, help.effect.to_bits()))
                    .collect::<Vec<_>>(),
            )
            .unwrap();
            for item in found.evidence {
                writeln!(
                    text,
                    "  {} {:?} {} {} {} {:x} {:?} {}",
                    place(item.statement),
                    item.kind,
                    item.day,
                    item.weight,
                    item.quality,
                    item.effect.to_bits(),
                    item.by.and_then(|by| name(by.id)),
                    item.implied,
                )
                .unwrap();
            }
        }
    }
    for number in 0..2 {
        let identity = format!("activity {}", world.iri(format_args!("groups/{number}")));
        let named = groups::Named {
            identity: &identity,
            name: None,
            at: 0,
        };
        let keys = groups::ensure(tx, &[named], jiff::Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
        let keys: Vec<i64> = keys.into_values().collect();
        let group = groups::ids(tx, &keys).await.unwrap()[&keys[0]];
        for window in Window::ALL {
            let report = group_report(tx, group, window, day).await.unwrap().unwrap();
            let mut members: Vec<String> = report
                .members
                .iter()
                .map(|member| {
                    format!(
                        "{:?} {} {:?} {:?}",
                        name(member.person.id),
                        member.since,
                        member.last_active,
                        member.score
                    )
                })
                .collect();
            members.sort();
            let health = &report.health;
            let mut alerts: Vec<String> = health
                .alerts
                .iter()
                .map(|alert| {
                    format!(
                        "{:?} {:?} {:?} {:?} {:x}",
                        alert.rule,
                        alert.severity,
                        alert.person.map(name),
                        alert.statement.map(place),
                        alert.value.to_bits()
                    )
                })
                .collect();
            alerts.sort();
            let mut ties: Vec<String> = report
                .graph
                .ties
                .iter()
                .map(|tie| {
                    format!(
                        "{:?}>{:?} {} {}",
                        name(tie.from),
                        name(tie.to),
                        tie.replies,
                        tie.likes
                    )
                })
                .collect();
            ties.sort();
            let competencies: Vec<&str> = report
                .competencies
                .iter()
                .filter_map(|(_, iri, _)| iri.rsplit('/').next())
                .collect();
            writeln!(
                text,
                "g{number} {window:?} {members:?} {alerts:?} {ties:?} {:?} {:?} {:?} {} {:?}",
                report
                    .coaches
                    .iter()
                    .map(|coach| name(coach.id))
                    .collect::<Vec<_>>(),
                report
                    .activity
                    .iter()
                    .map(|day| (day.contributions, day.other))
                    .collect::<Vec<_>>(),
                report
                    .discussion
                    .iter()
                    .map(|said| place(said.statement))
                    .collect::<Vec<_>>(),
                competencies.len(),
                [
                    health.active,
                    health.voices,
                    health.coach_centred,
                    health.response,
                    health.momentum
                ]
                .map(|figure| figure.map(f64::to_bits)),
            )
            .unwrap();
        }
    }
    text
}

/// How many histories, and how many of them share a request.
fn cases() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a long run asks for more")]
    let wanted = std::env::var("HISTORIES");
    wanted
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(400)
}

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
        // Seeded by the day, so that time finds what a fixed seed never would; the seed is told.
        let seed = days_since_epoch(jiff::civil::Date::constant(2026, 1, 1));
        let seed = Uuid::now_v7().as_u128() as i64 ^ seed;
        println!("seed {seed}");
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut next = 1;
        let mut remaining = cases();
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
                    if queues[place].front().is_some_and(|next| ids.contains(next["id"].as_str().unwrap())) {
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
                    let answer = app.post(&json!(request)).await;
                    assert_eq!(answer.status, 200, "{}", answer.body);
                }
                if turn % 3 == 0 {
                    app.projected().await;
                }
            }
            app.projected().await;
            compare(&app, &batch).await;
        }
        let rebuilt = rebuild(&app.projector(), |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, coachlight::projector::Difference::default());
    }
}

async fn compare(app: &TestApp, batch: &[Case]) {
    let mut tx = app.db().write().await.unwrap();
    let last = FIRST.checked_add(jiff::Span::new().days(DAYS)).unwrap();
    for case in batch {
        let [straight, shuffled, cut] = case.worlds;
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
