//! Everything that a world comes to, in names that are the same in every world.

use std::fmt::Write;

use coachlight::competency::person_report;
use coachlight::engagement::{GroupReport, Policy, Viewer, Window, group_report};
use coachlight::groups::{self, GroupId};
use coachlight::people::{self, PersonId};
use coachlight::projector::days_since_epoch;
use coachlight::statements::{self, Identity};
use coachlight::store::Tx;
use uuid::Uuid;

use super::deeds::PEOPLE;
use super::world::World;

type Persons = Vec<(PersonId, u8)>;

fn name(persons: &Persons, person: PersonId) -> Option<u8> {
    let known = persons.iter().find(|(id, _)| *id == person);
    known.map(|found| found.1)
}

/// The place of a statement in its history.
fn place(id: Uuid) -> u128 {
    id.as_u128() & 0xffff_ffff
}

/// Those of a world who are known, and its groups.
pub(super) struct Known {
    persons: Persons,
    groups: Vec<(u8, GroupId)>,
}

impl Known {
    pub(super) async fn of(tx: &mut Tx, world: World) -> Self {
        let mut persons: Persons = Vec::new();
        for who in 0..PEOPLE {
            let identity = Identity::of(&world.account(who)).unwrap();
            let agent = statements::intern_agent(tx, &identity).await.unwrap();
            if let Some(person) = people::by_agent(tx, agent).await.unwrap() {
                persons.push((person, who));
            }
        }
        let mut groups = Vec::new();
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
            let ids = groups::ids(tx, &keys).await.unwrap();
            groups.push((number, ids[&keys[0]]));
        }
        Self { persons, groups }
    }
}

/// Everything that a world comes to on a day, in names that are the same in every world.
pub(super) async fn answers(tx: &mut Tx, known: &Known, date: jiff::civil::Date) -> String {
    let day = days_since_epoch(date);
    let mut text = String::new();
    for (person, who) in &known.persons {
        tell_person(tx, &mut text, &known.persons, (*person, *who), day).await;
    }
    for (number, group) in &known.groups {
        tell_group(tx, &mut text, &known.persons, (*number, *group), day).await;
    }
    text
}

async fn tell_person(
    tx: &mut Tx,
    text: &mut String,
    persons: &Persons,
    (person, who): (PersonId, u8),
    day: i64,
) {
    let report = person_report(tx, person, day).await.unwrap().unwrap();
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
                item.by.and_then(|by| name(persons, by.id)),
                item.implied,
            )
            .unwrap();
        }
    }
}

async fn tell_group(
    tx: &mut Tx,
    text: &mut String,
    persons: &Persons,
    (number, group): (u8, GroupId),
    day: i64,
) {
    for window in Window::ALL {
        let report = group_report(tx, group, Viewer::Coach, (window, day), &Policy::default())
            .await
            .unwrap()
            .unwrap();
        tell_report(text, persons, number, &report);
    }
}

fn tell_report(text: &mut String, persons: &Persons, number: u8, report: &GroupReport) {
    let window = report.window;
    let mut members: Vec<String> = report
        .members
        .iter()
        .map(|member| {
            format!(
                "{:?} {} {:?} {:?}",
                name(persons, member.person.id),
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
                alert.person.map(|person| name(persons, person)),
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
                name(persons, tie.from),
                name(persons, tie.to),
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
            .map(|coach| name(persons, coach.id))
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
