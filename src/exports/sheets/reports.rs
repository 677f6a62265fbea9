//! Tables of reports. They name no people.

use super::word;
use crate::locale::Locale;
use crate::reports::{Cohort, CompetencyFigures, Figure, Measure, Period, Report, RoleShares};
use crate::tables::{Cell, Column, Definition, Kind, Table};

/// What a period is called.
#[must_use]
pub fn period_name(locale: Locale, period: Period) -> String {
    let written = period.to_string();
    let (year, within) = written.split_once('-').unwrap_or((&written, ""));
    let (key, number) = match within.strip_prefix('Q') {
        Some(quarter) => ("period-quarter", quarter),
        None => ("period-month", within),
    };
    let number: i64 = number.parse().unwrap_or(0);
    locale.with(key, &[("year", year.into()), ("number", number.into())])
}

/// What a figure is called.
#[must_use]
pub fn figure_name(locale: Locale, measure: Measure) -> String {
    locale.text(&format!("measure-{}", measure.word()))
}

fn number(value: Option<u64>) -> Cell {
    let value = value.and_then(|value| i64::try_from(value).ok());
    value.map_or(Cell::Nothing, Cell::Whole)
}

fn percent(value: Option<u8>) -> Cell {
    value.map_or(Cell::Nothing, |it| Cell::Share(f64::from(it) / 100.0))
}

/// Every table of a report.
#[must_use]
pub fn report(locale: Locale, report: &Report) -> Vec<Table> {
    let mut tables = vec![figures(locale).of(&report.figures)];
    if !report.roles.is_empty() {
        tables.push(roles(locale).of(&report.roles));
    }
    tables.push(competencies(locale, &report.competencies).of(&report.competencies));
    tables.push(cohorts(locale).of(&report.cohorts));
    tables
}

fn figures(locale: Locale) -> Definition<'static, Figure> {
    Definition::new("figures", locale.text("report-figures"))
        .column(
            Column::new("measure", locale.text("report-measure"), Kind::Text).naming(),
            move |one: &Figure| {
                let name = one.measure.word();
                word(locale, name, &format!("measure-{name}"))
            },
        )
        .column(
            Column::new("number", locale.text("report-number"), Kind::Whole),
            |one| number(one.number),
        )
        .column(
            Column::new("share", locale.text("report-share"), Kind::Share),
            |one| percent(one.share),
        )
}

/// Shares of people with each role.
#[must_use]
pub fn roles(locale: Locale) -> Definition<'static, RoleShares> {
    let of = |name: &'static str| {
        Column::new(name, locale.text(&format!("measure-{name}")), Kind::Share)
    };
    Definition::new("roles", locale.text("report-roles"))
        .column(
            Column::new("title", locale.text("report-role"), Kind::Text).naming(),
            move |one: &RoleShares| {
                let title = one.title.clone();
                Cell::Text(title.unwrap_or_else(|| locale.text("report-no-role")))
            },
        )
        .column(
            Column::new("people", locale.text("measure-people"), Kind::Whole),
            |one| number(one.people),
        )
        .column(of("active"), |one| percent(one.active))
        .column(of("contributing"), |one| percent(one.contributing))
        .column(of("applying"), |one| percent(one.applying))
        .column(of("verified"), |one| percent(one.verified))
        .column(of("achieving"), |one| percent(one.achieving))
}

/// People at each level of each competency.
#[must_use]
pub fn competencies(
    locale: Locale,
    all: &[CompetencyFigures],
) -> Definition<'static, CompetencyFigures> {
    let levels = all.iter().map(|one| one.levels.len()).max().unwrap_or(0);
    let mut table = Definition::new("competencies", locale.text("report-competencies"))
        .column(
            Column::new("name", locale.text("report-competency"), Kind::Text).naming(),
            |one: &CompetencyFigures| Cell::Text(one.name.clone()),
        )
        .column(
            Column::new("iri", locale.text("report-iri"), Kind::Text).in_files(),
            |one| Cell::Text(one.iri.clone()),
        )
        .column(
            Column::new("people", locale.text("report-known"), Kind::Whole),
            |one| number(Some(one.people)),
        );
    for level in 0..levels {
        let label = match i64::try_from(level).unwrap_or(0) {
            0 => locale.text("level-none"),
            level => locale.with("level", &[("level", level.into())]),
        };
        table = table.column(
            Column::new(format!("level_{level}"), label, Kind::Whole),
            move |one| number(one.levels.get(level).copied().flatten()),
        );
    }
    table
        .column(
            Column::new("moved_up", locale.text("report-moved-up"), Kind::Whole),
            |one| number(one.moved_up),
        )
        .column(
            Column::new(
                "with_target",
                locale.text("report-with-target"),
                Kind::Whole,
            ),
            |one| number(one.with_target),
        )
        .column(
            Column::new(
                "target_reached",
                locale.text("report-target-reached"),
                Kind::Share,
            ),
            |one| percent(one.target_reached),
        )
}

fn cohorts(locale: Locale) -> Definition<'static, Cohort> {
    Definition::new("cohorts", locale.text("report-cohorts"))
        .column(
            Column::new("began", locale.text("report-began"), Kind::Text).naming(),
            |one: &Cohort| Cell::Text(one.began.clone()),
        )
        .column(
            Column::new("after", locale.text("report-after"), Kind::Whole),
            |one| Cell::Whole(one.after),
        )
        .column(
            Column::new("people", locale.text("measure-people"), Kind::Whole),
            |one| number(one.people),
        )
        .column(
            Column::new("active", locale.text("measure-active"), Kind::Share),
            |one| percent(one.active),
        )
        .column(
            Column::new("at_level_two", locale.text("report-level-two"), Kind::Share),
            |one| percent(one.at_level_two),
        )
}
