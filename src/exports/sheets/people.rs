//! Tables of one person.

use super::{identifier, name, word};
use crate::coaching::reviews::{Review, Stage};
use crate::competency::{
    ClassMass, CompetencyProgress, Confidence, EvidenceItem, Length, PersonReport, Progress, Status,
};
use crate::locale::Locale;
use crate::people::Look;
use crate::rules::{Class, Gate, Level};
use crate::tables::{Cell, Column, Definition, Kind};
use crate::words;

/// The key of a class's name.
#[must_use]
pub const fn class_name(class: Class) -> &'static str {
    match class {
        Class::Own => "class-own",
        Class::Social => "class-social",
        Class::System => "class-system",
        Class::Coach => "class-coach",
    }
}

pub(super) const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Own => "own",
        Class::Social => "social",
        Class::System => "system",
        Class::Coach => "coach",
    }
}

/// How far somebody is in each competency.
#[must_use]
pub fn progress(locale: Locale) -> Definition<'static, CompetencyProgress> {
    let text = |key: &str| locale.text(key);
    Definition::new("progress", text("person-progress"))
        .column(
            Column::new("competency", text("plan-competency"), Kind::Text).naming(),
            |one: &CompetencyProgress| Cell::Text(one.name.clone()),
        )
        .column(Column::new("iri", "IRI", Kind::Text).in_files(), |one| {
            Cell::Text(one.iri.clone())
        })
        .column(
            Column::new("level", text("review-level"), Kind::Whole),
            |one| Cell::Whole(one.progress.level.into()),
        )
        .column(
            Column::new("target_level", text("export-target"), Kind::Whole),
            |one| {
                one.plan
                    .map_or(Cell::Nothing, |plan| Cell::Whole(plan.target))
            },
        )
        .column(
            Column::new("due", text("plan-due-label"), Kind::Day),
            |one| {
                one.plan
                    .and_then(|plan| plan.due)
                    .map_or(Cell::Nothing, Cell::Day)
            },
        )
        .column(
            Column::new("status", text("plans-state"), Kind::Text),
            move |one| match one.status {
                None => Cell::Nothing,
                Some(Status::Achieved) => word(locale, "achieved", "status-achieved"),
                Some(Status::Behind) => word(locale, "behind", "status-behind"),
                Some(Status::OnTrack) => word(locale, "on_track", "status-on-track"),
                Some(Status::Overdue) => word(locale, "overdue", "status-overdue"),
            },
        )
        .column(
            Column::new("shown", text("progress-shown"), Kind::Share),
            |one| Cell::Share(one.progress.shown),
        )
        .column(
            Column::new("contradicted", text("progress-contradicted"), Kind::Share),
            |one| Cell::Share(one.progress.contradicted),
        )
        .column(
            Column::new("unknown", text("progress-unknown"), Kind::Share),
            |one| Cell::Share(one.progress.unknown),
        )
        .column(
            Column::new("confidence", text("export-confidence"), Kind::Text),
            move |one| match one.progress.confidence {
                Confidence::Low => word(locale, "low", "confidence-low"),
                Confidence::Medium => word(locale, "medium", "confidence-medium"),
                Confidence::High => word(locale, "high", "confidence-high"),
            },
        )
        .column(
            Column::new("lapses", text("export-lapses"), Kind::Day),
            |one| one.lapses.map_or(Cell::Nothing, Cell::Day),
        )
}

/// What each class of evidence comes to: the competency's name, the class and its mass.
#[must_use]
pub fn classes(
    locale: Locale,
    report: &PersonReport,
) -> Definition<'_, (String, Class, ClassMass)> {
    type Row = (String, Class, ClassMass);
    let text = |key: &str| locale.text(key);
    let rules = &report.rules.progress;
    Definition::new("classes", text("why-classes"))
        .column(
            Column::new("competency", text("plan-competency"), Kind::Text).in_files(),
            |(competency, _, _): &Row| Cell::Text(competency.clone()),
        )
        .column(
            Column::new("class", text("why-class"), Kind::Text).naming(),
            move |(_, class, _)| word(locale, class_word(*class), class_name(*class)),
        )
        .column(
            Column::new("raw", text("why-raw"), Kind::Decimal),
            |(_, _, mass)| Cell::Decimal(mass.raw),
        )
        .column(
            Column::new("ceiling", text("why-ceiling"), Kind::Decimal),
            |(_, class, _)| Cell::Decimal(rules.class(*class).ceiling),
        )
        .column(
            Column::new("counted", text("why-counted"), Kind::Decimal),
            |(_, _, mass)| Cell::Decimal(mass.counted),
        )
        .column(
            Column::new("quality", text("why-quality"), Kind::Share),
            |(_, _, mass)| {
                if mass.raw > 0.0 {
                    Cell::Share(mass.quality)
                } else {
                    Cell::Nothing
                }
            },
        )
}

/// The levels of competencies, with what each asks for and whether that is there: the competency's
/// name, a level, and the progress.
#[must_use]
pub fn levels(locale: Locale) -> Definition<'static, (String, Level, Progress)> {
    type Row = (String, Level, Progress);
    let text = |key: &str| locale.text(key);
    let met = move |is_met: bool| {
        if is_met {
            word(locale, "met", "gate-met")
        } else {
            word(locale, "missing", "gate-missing")
        }
    };
    Definition::new("levels", text("why-levels"))
        .column(
            Column::new("competency", text("plan-competency"), Kind::Text).in_files(),
            |(competency, _, _): &Row| Cell::Text(competency.clone()),
        )
        .column(
            Column::new("level", text("review-level"), Kind::Text).naming(),
            move |(_, level, _)| {
                let number = i64::from(level.number);
                Cell::Text(words::level(locale, number, level.title.as_deref()))
            },
        )
        .column(
            Column::new("threshold", text("level-threshold"), Kind::Share),
            |(_, level, _)| Cell::Share(level.threshold as f64 / 1e6),
        )
        .column(
            Column::new("reached", text("level-reached"), Kind::Text),
            move |(_, level, progress)| met(progress.suffices(level)),
        )
        .column(
            Column::new("gate", text("level-gate"), Kind::Text),
            move |(_, level, _)| match level.gate {
                None => Cell::Nothing,
                Some(Gate::Check) => word(locale, "check", "gate-check"),
                Some(Gate::Coach) => word(locale, "coach", "gate-coach"),
            },
        )
        .column(
            Column::new("gate_met", text("level-gate-met"), Kind::Text),
            move |(_, level, progress)| match level.gate {
                None => Cell::Nothing,
                Some(_) => met(progress.opens(level)),
            },
        )
}

/// A length of time in the reader's words.
fn length(locale: Locale, length: Option<&Length>) -> Cell {
    length.map_or(Cell::Nothing, |it| Cell::Text(locale.length(it.seconds)))
}

/// The evidence behind numbers: each piece with the competency that it speaks of.
#[must_use]
pub fn evidence(locale: Locale) -> Definition<'static, (String, EvidenceItem)> {
    type Row = (String, EvidenceItem);
    let text = |key: &str| locale.text(key);
    Definition::new("evidence", text("why-evidence"))
        .column(
            Column::new("competency", text("plan-competency"), Kind::Text).in_files(),
            |(competency, _): &Row| Cell::Text(competency.clone()),
        )
        .column(
            Column::new("day", text("evidence-date"), Kind::Day),
            |(_, one)| Cell::Day(one.day),
        )
        .column(
            Column::new("kind", text("evidence-kind"), Kind::Text),
            move |(_, one)| {
                word(
                    locale,
                    one.kind.word(),
                    &format!("kind-{}", one.kind.word()),
                )
            },
        )
        .column(
            Column::new("by", text("evidence-by"), Kind::Text),
            move |(_, one)| Cell::Text(name(locale, one.by.as_ref())),
        )
        .column(
            Column::new("source", text("evidence-source"), Kind::Text),
            |(_, one)| one.sender.clone().map_or(Cell::Nothing, Cell::Text),
        )
        .column(
            Column::new("verifies", text("evidence-verifies"), Kind::Identifier).in_files(),
            |(_, one)| one.verifies.map_or(Cell::Nothing, Cell::Identifier),
        )
        .column(
            Column::new("quality", text("evidence-quality"), Kind::Share),
            |(_, one)| Cell::Share(one.quality as f64 / 1e6),
        )
        .column(
            Column::new("time", text("evidence-time"), Kind::Text),
            move |(_, one)| length(locale, one.timing.as_ref().map(|it| &it.taken)),
        )
        .column(
            Column::new("planned_time", text("evidence-planned"), Kind::Text).in_files(),
            move |(_, one)| {
                length(
                    locale,
                    one.timing.as_ref().and_then(|it| it.planned.as_ref()),
                )
            },
        )
        .column(
            Column::new("effect", text("evidence-effect"), Kind::Share),
            |(_, one)| Cell::Share(one.effect),
        )
        .column(
            Column::new("statement", text("evidence-statement"), Kind::Identifier),
            |(_, one)| Cell::Identifier(one.statement),
        )
}

/// A person's review interviews.
#[must_use]
pub fn review_list(locale: Locale) -> Definition<'static, Review> {
    let text = |key: &str| locale.text(key);
    Definition::new("reviews", text("reviews-title"))
        .column(
            Column::new("day", text("reviews-day"), Kind::Day).naming(),
            |one: &Review| Cell::Day(one.day),
        )
        .column(identifier(locale, "review"), |one| Cell::Identifier(one.id))
        .column(
            Column::new("state", text("plans-state"), Kind::Text),
            move |one| match one.stage() {
                Stage::Cancelled => word(locale, "cancelled", "review-cancelled"),
                Stage::Closed => word(locale, "closed", "review-closed"),
                Stage::Open => word(locale, "open", "review-open"),
            },
        )
        .column(
            Column::new("goals", text("reviews-goals"), Kind::Whole),
            |one| one.record.goals.len().into(),
        )
}

/// Who looked at somebody.
#[must_use]
pub fn looks(locale: Locale) -> Definition<'static, Look> {
    let text = |key: &str| locale.text(key);
    Definition::new("looks", text("looks-title"))
        .column(
            Column::new("who", text("looks-who"), Kind::Text).naming(),
            move |look: &Look| {
                Cell::Text(match (&look.system, &look.name) {
                    (Some(system), _) => {
                        locale.with("looks-system", &[("system", system.as_str().into())])
                    }
                    (None, Some(name)) => name.clone(),
                    (None, None) => locale.text("person-unnamed"),
                })
            },
        )
        .column(
            Column::new("what", text("looks-what"), Kind::Text),
            move |look| word(locale, &look.kind, &format!("look-{}", look.kind)),
        )
        .column(
            Column::new("when", text("looks-when"), Kind::Moment),
            |look| Cell::Moment(look.at),
        )
}
