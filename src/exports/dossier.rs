//! Documents to hand to somebody: a review interview and a group's report.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::sheets;
use crate::coaching::reviews::{Column, Compared, Preparation, Record, Review, Stage};
use crate::engagement::GroupReport;
use crate::locale::Locale;
use crate::paper::{self, Block, Document, Grid, PaperError};
use crate::projector::days_since_epoch;
use crate::tables::{Reader, Table};
use crate::words;

/// A review, and what is needed to print it.
#[derive(Debug, Clone)]
pub(super) struct Interview {
    /// The interview.
    pub(super) review: Review,
    /// What it looks at: as it is now, or as it was when the review was closed.
    pub(super) prepared: Option<Preparation>,
    /// What was written down.
    pub(super) record: Record,
    /// Whose it is, and who holds it.
    pub(super) names: (String, String),
    /// What competencies are called, by their addresses.
    pub(super) competencies: Vec<(String, String)>,
}

/// A table as it is printed: what pages show of it.
pub(super) fn grid(table: &Table, reader: &Reader) -> Grid {
    let columns = || table.head.columns.iter().filter(|column| column.shown);
    let row = |row: &Vec<crate::tables::Cell>| {
        let cells = table.head.columns.iter().zip(row);
        let shown = cells.filter(|(column, _)| column.shown);
        shown.map(|(_, cell)| cell.written(reader)).collect()
    };
    Grid {
        columns: columns()
            .map(|column| {
                let label = column.label_in(&reader.zone).into_owned();
                (label, column.kind.is_number())
            })
            .collect(),
        names: columns().position(|column| column.names_row),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// A day that is kept as text, as the reader writes it.
fn written(locale: Locale, day: &str) -> String {
    day.parse().map_or_else(
        |_| day.to_owned(),
        |date| locale.day(days_since_epoch(date)),
    )
}

/// Everything but its parts.
pub(super) fn document(
    reader: &Reader,
    organisation: &str,
    title: String,
    blocks: Vec<Block>,
) -> Document {
    Document {
        foot: format!("{organisation} · {title}"),
        title,
        organisation: organisation.to_owned(),
        language: reader.locale.tag(),
        blocks,
    }
}

/// Prints a document as PDF, made at a moment.
pub(super) fn printed(
    document: &Document,
    now: Timestamp,
    locale: Locale,
) -> Result<Vec<u8>, PaperError> {
    let now = TimeZone::UTC.to_datetime(now);
    let part = |value: i8| value.unsigned_abs();
    let moment = (
        now.year().unsigned_abs(),
        [now.month(), now.day(), now.hour(), now.minute()].map(part),
    );
    paper::pdf(document, moment, |page, of| {
        locale.with("paper-page", &[("page", page.into()), ("of", of.into())])
    })
}

/// Tables as a document, each under its heading.
pub(super) fn of_tables(
    reader: &Reader,
    organisation: &str,
    title: &str,
    day: i64,
    tables: &[Table],
) -> Document {
    let locale = reader.locale;
    let as_of = [("date", locale.day(day).into())];
    let mut blocks = vec![Block::Note(locale.with("paper-as-of", &as_of))];
    for table in tables {
        blocks.push(Block::Heading(table.head.title.clone()));
        if table.rows.is_empty() {
            blocks.push(Block::Note(locale.text("paper-nothing")));
        } else {
            blocks.push(Block::Table(grid(table, reader)));
        }
    }
    document(reader, organisation, title.to_owned(), blocks)
}

/// A group's report: its state, its members, its days.
pub(super) fn group(
    reader: &Reader,
    organisation: &str,
    title: &str,
    report: &GroupReport,
    tables: &[Table],
) -> Document {
    let locale = reader.locale;
    let mut whole = of_tables(reader, organisation, title, report.today, tables);
    let share = |share: Option<f64>| share.map_or("–".to_owned(), |it| locale.percent(it));
    let number = |it: Option<f64>| it.map_or("–".to_owned(), |it| locale.decimal(it));
    let names: Vec<String> = (report.coaches.iter())
        .map(|coach| sheets::name(locale, Some(coach)))
        .collect();
    let text = |key: &str| locale.text(key);
    let facts = vec![
        (text("paper-coaches"), names.join(", ")),
        (
            text("group-window"),
            locale.with("window-days", &[("days", report.window.days().into())]),
        ),
        (text("groups-members"), report.members.len().to_string()),
        (text("groups-active"), share(report.health.active)),
        (text("groups-voices"), number(report.health.voices)),
        (
            text("groups-last"),
            locale.days_ago(report.health.silence.map(|days| -days), 0),
        ),
    ];
    whole.blocks.insert(1, Block::Pairs(facts));
    let rules = [("version", report.rules.version.as_str().into())];
    whole
        .blocks
        .push(Block::Note(locale.text("index-explained")));
    whole
        .blocks
        .push(Block::Note(locale.with("rule-set", &rules)));
    whole
}

/// A review interview.
pub(super) fn interview(reader: &Reader, organisation: &str, found: &Interview) -> Document {
    let locale = reader.locale;
    let text = |key: &str| locale.text(key);
    let review = &found.review;
    let date = [("date", locale.day(review.day).into())];
    let stage = match review.stage() {
        Stage::Cancelled => "review-cancelled",
        Stage::Closed => "review-closed",
        Stage::Open => "review-open",
    };
    let (person, coach) = &found.names;
    let mut facts = vec![
        (text("paper-person"), person.clone()),
        (text("paper-coach"), coach.clone()),
        (text("plans-state"), text(stage)),
    ];
    if let Some(digest) = &review.digest {
        facts.push((text("review-digest"), digest.clone()));
    }
    let mut blocks = vec![Block::Pairs(facts)];
    if let Some(prepared) = &found.prepared {
        changed(locale, prepared, &mut blocks);
        reached(locale, prepared, &mut blocks);
    }
    agreed(locale, found, &mut blocks);
    blocks.push(Block::Signatures(vec![
        format!("{person}, {}", text("paper-signed")),
        format!("{coach}, {}", text("paper-signed")),
    ]));
    let title = format!("{} – {person}", locale.with("review-title", &date));
    document(reader, organisation, title, blocks)
}

fn changed(locale: Locale, prepared: &Preparation, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(locale.text("review-changed")));
    let now = written(locale, &prepared.now).into();
    blocks.push(Block::Note(match &prepared.then {
        Some(then) => {
            let then = written(locale, then).into();
            locale.with("review-since", &[("then", then), ("now", now)])
        }
        None => locale.with("review-first", &[("now", now)]),
    }));
    if prepared.competencies.is_empty() {
        blocks.push(Block::Text(locale.text("review-nothing")));
    }
    for found in &prepared.competencies {
        competency(locale, found, blocks);
    }
    let rules = [("version", prepared.rule_set.as_str().into())];
    blocks.push(Block::Note(locale.with("rule-set", &rules)));
}

/// A share as a length of paper, on which a thousandth is not seen.
#[expect(
    clippy::cast_possible_truncation,
    reason = "shares are from 0 to 1; what is lost is far below a hair"
)]
const fn drawn(share: f64) -> f32 {
    share as f32
}

fn competency(locale: Locale, found: &Compared, blocks: &mut Vec<Block>) {
    let level = |level: u8| words::level(locale, level.into(), None);
    let mut head = format!("{}: {}", found.name, level(found.now.level));
    if let Some(target) = found.target {
        head.push_str(", ");
        head.push_str(&locale.with("level-target", &[("level", target.into())]));
    }
    blocks.push(Block::Subheading(head));
    let points = |share: f64| format!("{:.0}", share * 100.0);
    let mut told = vec![
        ("now", points(found.now.shown).into()),
        ("contradicted", points(found.now.contradicted).into()),
    ];
    let mut lines = Vec::new();
    let summary = match found.then {
        Some(then) => {
            let label = format!("{} · {}", locale.text("paper-then"), level(then.level));
            lines.push((label, drawn(then.shown), drawn(then.contradicted)));
            told.push(("then", points(then.shown).into()));
            locale.with("review-change", &told)
        }
        None => locale.with("review-new", &told),
    };
    let label = format!("{} · {}", locale.text("paper-now"), level(found.now.level));
    lines.push((label, drawn(found.now.shown), drawn(found.now.contradicted)));
    blocks.push(Block::Bars {
        lines,
        summary: summary.clone(),
    });
    blocks.push(Block::Note(summary));
    let says = |column: &Column| match column.quality {
        Some(quality) => {
            let quality = locale.percent(quality).into();
            let mass = locale.decimal(column.mass).into();
            locale.with("review-side", &[("quality", quality), ("mass", mass)])
        }
        None => "–".to_owned(),
    };
    let sides = [
        ("class-own", &found.own),
        ("class-social", &found.peers),
        ("class-system", &found.records),
        ("class-coach", &found.coach),
    ];
    blocks.push(Block::Table(Grid {
        columns: sides
            .iter()
            .map(|(key, _)| (locale.text(key), false))
            .collect(),
        names: None,
        rows: vec![sides.iter().map(|(_, column)| says(column)).collect()],
    }));
}

fn reached(locale: Locale, prepared: &Preparation, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(locale.text("review-achievements")));
    if prepared.achievements.is_empty() {
        blocks.push(Block::Text(locale.text("review-achievements-none")));
    } else {
        let told = prepared.achievements.iter().map(|reached| {
            let act = locale.text(&format!("reached-{}", reached.act));
            let day = written(locale, &reached.day);
            match &reached.object {
                Some(object) => format!("{day} – {act}: {object}"),
                None => format!("{day} – {act}"),
            }
        });
        blocks.push(Block::List(told.collect()));
    }
    blocks.push(Block::Heading(locale.text("review-open-aims")));
    if prepared.open.is_empty() {
        blocks.push(Block::Text(locale.text("review-open-none")));
    } else {
        let told = prepared.open.iter().map(|aim| {
            let title = aim.title.clone();
            let title = title.unwrap_or_else(|| locale.text("goal-unnamed"));
            format!(
                "{title} · {}{}",
                locale.percent(aim.done),
                due(locale, aim.due.as_deref())
            )
        });
        blocks.push(Block::List(told.collect()));
    }
}

fn due(locale: Locale, due: Option<&str>) -> String {
    due.map_or_else(String::new, |due| {
        let date = [("date", written(locale, due).into())];
        format!(" · {}", locale.with("plan-due", &date))
    })
}

fn agreed(locale: Locale, found: &Interview, blocks: &mut Vec<Block>) {
    let Record {
        notes,
        ratings,
        goals,
    } = &found.record;
    let name = |iri: &String| {
        let known = found.competencies.iter().find(|(known, _)| known == iri);
        known.map_or_else(|| iri.clone(), |(_, name)| name.clone())
    };
    blocks.push(Block::Heading(locale.text("review-record")));
    if notes.is_empty() && ratings.is_empty() && goals.is_empty() {
        blocks.push(Block::Text(locale.text("review-record-none")));
    }
    if !notes.is_empty() {
        blocks.push(Block::Text(notes.clone()));
    }
    if !ratings.is_empty() {
        blocks.push(Block::Subheading(locale.text("review-ratings")));
        let labels = ["plan-competency", "review-level", "review-rating-note"];
        blocks.push(Block::Table(Grid {
            columns: labels.map(|key| (locale.text(key), false)).to_vec(),
            names: Some(0),
            rows: (ratings.iter())
                .map(|rated| {
                    let level = rated.level.to_string();
                    let note = rated.note.clone().unwrap_or_default();
                    vec![name(&rated.competency), level, note]
                })
                .collect(),
        }));
    }
    if !goals.is_empty() {
        blocks.push(Block::Subheading(locale.text("review-goals")));
        let told = goals.iter().map(|goal| {
            let mut parts = vec![goal.title.clone()];
            parts.extend(goal.competencies.iter().map(name));
            format!("{}{}", parts.join(" · "), due(locale, goal.due.as_deref()))
        });
        blocks.push(Block::List(told.collect()));
    }
}
