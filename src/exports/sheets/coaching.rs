//! Tables of what coaches and learners agree on, and of what needs a coach.

use std::collections::BTreeMap;

use super::{identifier, name, word};
use crate::alerts::Standing;
use crate::coaching::plans::{Item, State, Version};
use crate::coaching::reviews::Review;
use crate::coaching::{Aim, AimState, Known, Step};
use crate::competency::{CompetencyProgress, Status};
use crate::engagement::Severity;
use crate::groups::Group;
use crate::inbox::Question;
use crate::locale::Locale;
use crate::people::Person;
use crate::projector::ONE;
use crate::tables::{Cell, Column, Definition, Kind};
use crate::words;

fn share(millionths: i64) -> Cell {
    Cell::Share(millionths as f64 / ONE as f64)
}

fn text(value: Option<String>) -> Cell {
    value.map_or(Cell::Nothing, Cell::Text)
}

fn status(locale: Locale, status: Status) -> Cell {
    let (name, key) = match status {
        Status::Achieved => ("achieved", "status-achieved"),
        Status::OnTrack => ("on_track", "status-on-track"),
        Status::Behind => ("behind", "status-behind"),
        Status::Overdue => ("overdue", "status-overdue"),
    };
    word(locale, name, key)
}

/// What a development plan aims at, and how that stands; progress by the competency's address.
#[must_use]
pub fn plan_aims(
    locale: Locale,
    progress: &BTreeMap<String, CompetencyProgress>,
) -> Definition<'_, Item> {
    let of = |item: &Item| progress.get(&item.competency);
    Definition::new("aims", locale.text("plan-aims"))
        .column(
            Column::new("competency", locale.text("plan-competency"), Kind::Text).naming(),
            move |item: &Item| {
                let named = of(item).map(|found| found.name.clone());
                Cell::Text(named.unwrap_or_else(|| item.competency.clone()))
            },
        )
        .column(Column::new("iri", "IRI", Kind::Text).in_files(), |item| {
            Cell::Text(item.competency.clone())
        })
        .column(
            Column::new("target_level", locale.text("export-target"), Kind::Whole),
            |item| Cell::Whole(item.level),
        )
        .column(
            Column::new("level", locale.text("review-level"), Kind::Whole),
            move |item| of(item).map_or(Cell::Nothing, |it| Cell::Whole(it.progress.level.into())),
        )
        .column(
            Column::new("shown", locale.text("progress-shown"), Kind::Share),
            move |item| of(item).map_or(Cell::Nothing, |it| Cell::Share(it.progress.shown)),
        )
        .column(
            Column::new("due", locale.text("plan-due-label"), Kind::Day),
            |item| item.due.map_or(Cell::Nothing, Cell::Day),
        )
        .column(
            Column::new("status", locale.text("groups-state"), Kind::Text),
            move |item| {
                let found = of(item).and_then(|found| found.status);
                found.map_or(Cell::Nothing, |found| status(locale, found))
            },
        )
        .column(
            Column::new("why", locale.text("plan-why"), Kind::Text),
            |item| text(item.why.clone()),
        )
}

/// The versions of a development plan, with who has signed them when.
#[must_use]
pub fn plan_versions(locale: Locale) -> Definition<'static, Version> {
    Definition::new("versions", locale.text("plan-versions"))
        .column(
            Column::new("number", locale.text("export-version"), Kind::Whole).naming(),
            |one: &Version| Cell::Whole(one.number),
        )
        .column(
            Column::new("state", locale.text("groups-state"), Kind::Text),
            move |one| match one.state() {
                State::Agreed => word(locale, "agreed", "plan-agreed"),
                State::Draft => word(locale, "draft", "plan-draft"),
                State::Proposed => word(locale, "proposed", "plan-proposed"),
            },
        )
        .column(
            Column::new("made_at", locale.text("export-made-at"), Kind::Moment),
            |one| Cell::Moment(one.made_at),
        )
        .column(
            Column::new(
                "learner_at",
                locale.text("export-signed-learner"),
                Kind::Moment,
            ),
            |one| one.learner_at.map_or(Cell::Nothing, Cell::Moment),
        )
        .column(
            Column::new("coach_at", locale.text("export-signed-coach"), Kind::Moment),
            |one| one.coach_at.map_or(Cell::Nothing, Cell::Moment),
        )
}

/// What an activity is called.
fn called(locale: Locale, known: &Known, object: Option<i64>) -> Cell {
    let title = object.and_then(|key| known.title(key));
    Cell::Text(title.map_or_else(|| locale.text("goal-unnamed"), str::to_owned))
}

/// Goals and planned steps.
#[must_use]
pub fn goals(locale: Locale, known: &Known) -> Definition<'_, Aim> {
    Definition::new("goals", locale.text("goals-title"))
        .column(
            Column::new("title", locale.text("plans-name"), Kind::Text).naming(),
            move |aim: &Aim| called(locale, known, Some(aim.object)),
        )
        .column(identifier(locale, "statement"), |aim| {
            Cell::Identifier(aim.statement)
        })
        .column(
            Column::new("state", locale.text("groups-state"), Kind::Text),
            move |aim| match aim.state {
                AimState::Achieved => word(locale, "achieved", "goal-achieved"),
                AimState::GivenUp => word(locale, "given_up", "goal-given-up"),
                AimState::Open => word(locale, "open", "goals-open"),
            },
        )
        .column(
            Column::new("done", locale.text("export-done"), Kind::Share),
            |aim| share(aim.done),
        )
        .column(
            Column::new("since", locale.text("export-since"), Kind::Day),
            |aim| Cell::Day(aim.since),
        )
        .column(
            Column::new("due", locale.text("plan-due-label"), Kind::Day),
            |aim| aim.due.map_or(Cell::Nothing, Cell::Day),
        )
        .column(
            Column::new("closed", locale.text("export-closed"), Kind::Day),
            |aim| aim.closed.map_or(Cell::Nothing, Cell::Day),
        )
}

/// Transfer steps that were done, with the coach's word.
#[must_use]
pub fn steps(locale: Locale, known: &Known) -> Definition<'_, Step> {
    Definition::new("steps", locale.text("steps-done"))
        .column(
            Column::new("title", locale.text("plans-name"), Kind::Text).naming(),
            move |step: &Step| called(locale, known, step.object),
        )
        .column(identifier(locale, "statement"), |step| {
            Cell::Identifier(step.statement)
        })
        .column(
            Column::new("day", locale.text("activity-day"), Kind::Day),
            |step| Cell::Day(step.day),
        )
        .column(
            Column::new("verified_on", locale.text("export-verified"), Kind::Day),
            |step| {
                let word = step.verification;
                word.map_or(Cell::Nothing, |word| Cell::Day(word.day))
            },
        )
        .column(
            Column::new("mark", locale.text("export-mark"), Kind::Share),
            |step| {
                let word = step.verification;
                word.map_or(Cell::Nothing, |word| share(word.mark))
            },
        )
}

fn group_name(locale: Locale, group: &Group) -> Cell {
    let name = group.name.clone();
    Cell::Text(name.unwrap_or_else(|| locale.text("group-unnamed")))
}

fn person_name(locale: Locale, person: Option<&Person>) -> Cell {
    person.map_or(Cell::Nothing, |_| Cell::Text(name(locale, person)))
}

fn person_id(person: Option<&Person>) -> Cell {
    person.map_or(Cell::Nothing, |person| Cell::Identifier(person.id.0))
}

/// Alerts that hold.
#[must_use]
pub fn standing_alerts(locale: Locale) -> Definition<'static, Standing> {
    Definition::new("alerts", locale.text("export-alerts"))
        .column(
            Column::new("what", locale.text("audit-what"), Kind::Text).naming(),
            move |one: &Standing| {
                let about = name(locale, one.person.as_ref());
                Cell::Text(words::alert(locale, &one.alert, &about))
            },
        )
        .column(
            Column::new("rule", locale.text("export-rule"), Kind::Text).in_files(),
            |one| Cell::Text(one.alert.rule.word().to_owned()),
        )
        .column(
            Column::new("severity", locale.text("groups-state"), Kind::Text),
            move |one| match one.alert.severity {
                Severity::Amber => word(locale, "amber", "state-amber"),
                Severity::Red => word(locale, "red", "state-red"),
            },
        )
        .column(
            Column::new("group", locale.text("groups-group"), Kind::Text),
            move |one| group_name(locale, &one.group),
        )
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text),
            move |one| person_name(locale, one.person.as_ref()),
        )
        .column(identifier(locale, "person"), |one| {
            person_id(one.person.as_ref())
        })
        .column(
            Column::new("since", locale.text("export-since"), Kind::Moment),
            |one| {
                let kept = one.kept.as_ref();
                kept.map_or(Cell::Nothing, |kept| Cell::Moment(kept.opened_at))
            },
        )
}

/// Questions without a reply.
#[must_use]
pub fn open_questions(locale: Locale) -> Definition<'static, Question> {
    Definition::new("questions", locale.text("export-questions"))
        .column(
            Column::new("title", locale.text("plans-name"), Kind::Text).naming(),
            |one: &Question| text(one.title.clone()),
        )
        .column(identifier(locale, "statement"), |one| {
            Cell::Identifier(one.statement)
        })
        .column(
            Column::new("group", locale.text("groups-group"), Kind::Text),
            move |one| group_name(locale, &one.group),
        )
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text),
            move |one| person_name(locale, one.asker.as_ref()),
        )
        .column(
            Column::new("waiting", locale.text("export-waiting"), Kind::Whole),
            |one| Cell::Whole(one.waiting),
        )
}

/// Reviews that are to take place soon, with whom.
#[must_use]
pub fn due_reviews(locale: Locale) -> Definition<'static, (Review, Option<Person>)> {
    Definition::new("reviews", locale.text("export-of-reviews"))
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text).naming(),
            move |one: &(Review, Option<Person>)| Cell::Text(name(locale, one.1.as_ref())),
        )
        .column(identifier(locale, "person"), |one| {
            person_id(one.1.as_ref())
        })
        .column(
            Column::new("day", locale.text("activity-day"), Kind::Day),
            |one| Cell::Day(one.0.day),
        )
}

/// Members who disagree with numbers, and how many disagreements are open.
#[must_use]
pub fn disagreeing(locale: Locale) -> Definition<'static, (Person, usize)> {
    counted(
        locale,
        ("disagreements", "export-disagreements"),
        ("open", "export-open"),
    )
}

/// Members whose results took less time than can be, and how many a coach has not had a word on.
#[must_use]
pub fn hurried(locale: Locale) -> Definition<'static, (Person, usize)> {
    counted(
        locale,
        ("hurried", "claims-fast"),
        ("results", "export-results"),
    )
}

/// People with a number each.
fn counted(
    locale: Locale,
    (table, title): (&'static str, &str),
    (column, heading): (&'static str, &str),
) -> Definition<'static, (Person, usize)> {
    Definition::new(table, locale.text(title))
        .column(
            Column::new("name", locale.text("member-name"), Kind::Text).naming(),
            move |one: &(Person, usize)| Cell::Text(name(locale, Some(&one.0))),
        )
        .column(identifier(locale, "person"), |one| person_id(Some(&one.0)))
        .column(
            Column::new(column, locale.text(heading), Kind::Whole),
            |one| one.1.into(),
        )
}
