//! Tables of groups.

use super::{identifier, name, word};
use crate::engagement::{
    Activity, AlertRule, Entry, Facet, GroupMatrix, GroupReport, GroupSummary, MemberReport,
    Ranked, Severity, WEEKS,
};
use crate::locale::Locale;
use crate::people::{Person, PersonId};
use crate::projector::date_of;
use crate::tables::{Cell, Column, Definition, Kind};

/// The key of a side of engagement's name.
const fn facet_key(facet: Facet) -> (&'static str, &'static str) {
    match facet {
        Facet::Contribute => ("contribute", "facet-contribute"),
        Facet::Respond => ("respond", "facet-respond"),
        Facet::Appreciate => ("appreciate", "facet-appreciate"),
        Facet::Apply => ("apply", "facet-apply"),
    }
}

fn points(tenths: i64) -> Cell {
    Cell::Decimal(tenths as f64 / 10.0)
}

/// A coach's groups.
#[must_use]
pub fn group_list(locale: Locale, today: i64) -> Definition<'static, GroupSummary> {
    let text = |key: &str| locale.text(key);
    Definition::new("groups", text("nav-groups"))
        .column(
            Column::new("name", text("groups-group"), Kind::Text).naming(),
            move |one: &GroupSummary| {
                let name = one.group.name.clone();
                Cell::Text(name.unwrap_or_else(|| locale.text("group-unnamed")))
            },
        )
        .column(identifier(locale, "group"), |one| {
            Cell::Identifier(one.group.id.0)
        })
        .column(
            Column::new("state", text("groups-state"), Kind::Text),
            move |one| match one.health.worst() {
                None => word(locale, "well", "state-well"),
                Some(Severity::Amber) => word(locale, "amber", "state-amber"),
                Some(Severity::Red) => word(locale, "red", "state-red"),
            },
        )
        .column(
            Column::new("members", text("groups-members"), Kind::Whole),
            |one| one.members.into(),
        )
        .column(
            Column::new("contributions", text("groups-weeks"), Kind::Whole),
            |one| one.weeks.iter().sum::<usize>().into(),
        )
        .column(
            Column::new("active_share", text("groups-active"), Kind::Share),
            |one| one.health.active.map_or(Cell::Nothing, Cell::Share),
        )
        .column(
            Column::new("effective_voices", text("groups-voices"), Kind::Decimal),
            |one| one.health.voices.map_or(Cell::Nothing, Cell::Decimal),
        )
        .column(
            Column::new("quiet", text("groups-quiet"), Kind::Whole),
            |one| {
                let alerts = one.health.alerts.iter();
                let quiet = alerts.filter(|alert| alert.rule == AlertRule::Quiet);
                quiet.count().into()
            },
        )
        .column(
            Column::new("last_contribution", text("groups-last"), Kind::Day),
            move |one| {
                let silence = one.health.silence;
                silence.map_or(Cell::Nothing, |days| Cell::Day(today - days))
            },
        )
}

/// What was contributed to a coach's groups in each of the last twelve weeks, the latest first.
#[must_use]
pub fn group_weeks(locale: Locale, today: i64) -> Definition<'static, GroupSummary> {
    let text = |key: &str| locale.text(key);
    let mut table = Definition::new("weeks", text("groups-weeks"))
        .column(
            Column::new("name", text("groups-group"), Kind::Text).naming(),
            move |one: &GroupSummary| {
                let name = one.group.name.clone();
                Cell::Text(name.unwrap_or_else(|| locale.text("group-unnamed")))
            },
        )
        .column(identifier(locale, "group"), |one| {
            Cell::Identifier(one.group.id.0)
        });
    for back in 0..WEEKS {
        let ends = today - 7 * back as i64;
        let label = locale.with("groups-week-to", &[("day", locale.day(ends).into())]);
        table = table.column(
            Column::new(format!("week_to_{}", date_of(ends)), label, Kind::Whole),
            move |one| {
                let week = one.weeks.iter().rev().nth(back).copied();
                week.unwrap_or(0).into()
            },
        );
    }
    table
}

/// The members of a group.
#[must_use]
pub fn members(locale: Locale) -> Definition<'static, MemberReport> {
    let text = |key: &str| locale.text(key);
    let mut table = Definition::new("members", text("group-people"))
        .column(
            Column::new("name", text("member-name"), Kind::Text).naming(),
            move |one: &MemberReport| Cell::Text(name(locale, Some(&one.person))),
        )
        .column(identifier(locale, "person"), |one| {
            Cell::Identifier(one.person.id.0)
        })
        .column(
            Column::new("index", text("member-index"), Kind::Whole),
            |one| Cell::Whole(one.score.index),
        )
        .column(
            Column::new("points", text("board-points"), Kind::Decimal).in_files(),
            |one| points(one.score.tenths),
        );
    for facet in Facet::ALL {
        let (name, key) = facet_key(facet);
        table = table.column(
            Column::new(name, text(key), Kind::Decimal),
            move |one: &MemberReport| points(one.score.facets.get(&facet).copied().unwrap_or(0)),
        );
    }
    table
        .column(
            Column::new("active_days", text("member-active"), Kind::Whole),
            |one| Cell::Whole(one.score.active_days),
        )
        .column(
            Column::new("last_active", text("member-last"), Kind::Day),
            |one| one.last_active.map_or(Cell::Nothing, Cell::Day),
        )
}

/// What happened on each day.
#[must_use]
pub fn activity(locale: Locale) -> Definition<'static, Activity> {
    let text = |key: &str| locale.text(key);
    Definition::new("activity", text("group-activity"))
        .column(
            Column::new("day", text("activity-day"), Kind::Day).naming(),
            |one: &Activity| Cell::Day(one.day),
        )
        .column(
            Column::new("contributions", text("activity-contributions"), Kind::Whole),
            |one| one.contributions.into(),
        )
        .column(
            Column::new("other", text("activity-other"), Kind::Whole),
            |one| one.other.into(),
        )
}

fn named(locale: Locale, report: &GroupReport, person: PersonId) -> Cell {
    let members = report.members.iter().map(|member| &member.person);
    let found = members
        .chain(&report.coaches)
        .find(|known| known.id == person);
    Cell::Text(name(locale, found))
}

/// Places on the leader board.
#[must_use]
pub fn places(locale: Locale, report: &GroupReport) -> Definition<'_, Ranked> {
    let text = |key: &str| locale.text(key);
    Definition::new("board", text("group-board"))
        .column(
            Column::new("rank", text("board-rank"), Kind::Whole),
            |one: &Ranked| one.rank.into(),
        )
        .column(
            Column::new("name", text("member-name"), Kind::Text).naming(),
            move |one| named(locale, report, one.person),
        )
        .column(identifier(locale, "person"), |one| {
            Cell::Identifier(one.person.0)
        })
        .column(
            Column::new("points", text("board-points"), Kind::Decimal),
            |one| points(one.tenths),
        )
}

/// The leader board without places.
#[must_use]
pub fn facets(locale: Locale, report: &GroupReport) -> Definition<'_, Entry> {
    let mut table = Definition::new("board", locale.text("group-board"))
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text).naming(),
            move |one: &Entry| named(locale, report, one.person),
        )
        .column(identifier(locale, "person"), |one| {
            Cell::Identifier(one.person.0)
        });
    for facet in Facet::ALL {
        let (name, key) = facet_key(facet);
        table = table.column(
            Column::new(name, locale.text(key), Kind::Decimal),
            move |one: &Entry| points(one.facets.get(&facet).copied().unwrap_or(0)),
        );
    }
    table
}

/// People by competencies.
#[must_use]
pub fn matrix(locale: Locale, found: &GroupMatrix) -> Definition<'_, Person> {
    let mut table = Definition::new("matrix", locale.text("matrix-title"))
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text).naming(),
            move |person: &Person| Cell::Text(name(locale, Some(person))),
        )
        .column(identifier(locale, "person"), |person| {
            Cell::Identifier(person.id.0)
        });
    for topic in &found.topics {
        let key = topic.key;
        let cell = move |person: &Person| found.matrix.as_ref()?.cells.get(&person.id)?.get(&key);
        let of = |what: &str| format!("{what}_{key}");
        let target = format!("{}: {}", topic.name, locale.text("export-target"));
        let shown = format!("{}: {}", topic.name, locale.text("progress-shown"));
        table = table
            .column(
                Column::new(of("level"), topic.name.clone(), Kind::Whole),
                move |person| {
                    let cell = cell(person);
                    cell.map_or(Cell::Nothing, |it| Cell::Whole(it.progress.level.into()))
                },
            )
            .column(
                Column::new(of("target_level"), target, Kind::Whole).in_files(),
                move |person| {
                    let plan = cell(person).and_then(|cell| cell.plan);
                    plan.map_or(Cell::Nothing, |plan| Cell::Whole(plan.target))
                },
            )
            .column(
                Column::new(of("shown"), shown, Kind::Share).in_files(),
                move |person| {
                    let cell = cell(person);
                    cell.map_or(Cell::Nothing, |cell| Cell::Share(cell.progress.shown))
                },
            );
    }
    table
}
