//! What people are told about their data (GDPR, articles 13 and 14), made from how this installation is
//! set up, so that it is true on the day it is read.

use super::data_sheet::{KEPT, basis, readers, recipients, titled};
use crate::agreement;
use crate::locale::Locale;
use crate::paper::{Block, Document, Grid};
use crate::problem::Problem;
use crate::retention::Period;
use crate::state::App;
use crate::store::Tx;

/// Where data come from.
const SOURCES: [&str; 5] = ["self", "apps", "platforms", "sign-in", "others"];
/// What people may ask for, by the articles of the regulation.
const RIGHTS: [&str; 7] = ["15", "16", "17", "18", "20", "21", "7"];

/// The notice as of today.
pub async fn notice(app: &App, tx: &mut Tx, locale: Locale) -> Result<Document, Problem> {
    let text = |key: &str| locale.text(key);
    let today = [("date", locale.day(app.today()).into())];
    let periods = app.periods(tx).await?;
    let mut blocks = vec![
        Block::Note(locale.with("notice-intro", &today)),
        Block::Heading(text("notice-who")),
        Block::Pairs(responsible(app, locale)),
        Block::Heading(text("notice-what")),
        Block::Table(kept(app, locale, &periods)),
        Block::Heading(text("notice-basis")),
        Block::Text(basis(app, locale)),
        Block::Note(text("notice-basis-note")),
        Block::Heading(text("notice-sources")),
        Block::List(listed(locale, "notice-source", &SOURCES)),
        Block::Heading(text("sheet-readers")),
        Block::Table(readers(locale)),
        Block::Heading(text("notice-recipients")),
        Block::List(recipients(app, tx, locale).await?),
        Block::Text(text("notice-transfers")),
    ];
    let standing = agreement::standing(tx, &app.config.agreement()).await?;
    let agreed: Vec<String> = standing
        .iter()
        .filter(|one| one.on)
        .map(|one| text(&format!("agreement-{}-effect", one.switch.word())))
        .collect();
    if !agreed.is_empty() {
        blocks.push(Block::Heading(text("sheet-switches")));
        blocks.push(Block::List(agreed));
    }
    let authority = app.config.privacy.supervisory_authority.clone();
    let authority = authority.unwrap_or_else(|| text("notice-authority-any"));
    let mut rights = listed(locale, "notice-right", &RIGHTS);
    rights.push(locale.with("notice-right-77", &[("authority", authority.into())]));
    blocks.extend([
        Block::Heading(text("notice-rights")),
        Block::List(rights),
        Block::Heading(text("notice-must")),
        Block::Text(text("notice-must-what")),
        Block::Heading(text("sheet-decisions")),
        Block::Text(text("sheet-decisions-none")),
    ]);
    Ok(titled(app, locale, "export-of-notice", blocks))
}

/// Who is responsible, and how to reach them.
pub(super) fn responsible(app: &App, locale: Locale) -> Vec<(String, String)> {
    let privacy = &app.config.privacy;
    let house = || {
        let organisation = app.config.organisation.as_str().into();
        locale.with(
            "notice-controller-missing",
            &[("organisation", organisation)],
        )
    };
    let officer = privacy.data_protection_officer.clone();
    vec![
        (
            locale.text("notice-controller"),
            privacy.controller.clone().unwrap_or_else(house),
        ),
        (
            locale.text("notice-officer"),
            officer.unwrap_or_else(|| locale.text("notice-officer-missing")),
        ),
    ]
}

fn listed(locale: Locale, family: &str, words: &[&str]) -> Vec<String> {
    let told = words
        .iter()
        .map(|word| locale.text(&format!("{family}-{word}")));
    told.collect()
}

/// What is kept of whoever reads, in the words of the page on which they see it.
fn kept(app: &App, locale: Locale, periods: &[Period]) -> Grid {
    let lasting = [
        ("months", app.config.privacy.looks_months.into()),
        ("hours", app.config.sso.session_hours.into()),
    ];
    let row = |kind: &str| {
        let mut long = locale.with(&format!("privacy-{kind}-long"), &lasting);
        for period in periods.iter().filter(|one| one.kind.concerns() == kind) {
            let key = format!("privacy-{}-shorter", period.kind.word());
            long.push_str("; ");
            long.push_str(&locale.with(&key, &[("count", period.period.into())]));
        }
        vec![
            locale.text(&format!("privacy-{kind}")),
            locale.text(&format!("sheet-{kind}-fields")),
            locale.text(&format!("privacy-{kind}-why")),
            long,
        ]
    };
    let labels = [
        "privacy-what",
        "sheet-fields",
        "privacy-why",
        "privacy-how-long",
    ];
    Grid {
        columns: labels.map(|key| (locale.text(key), false)).to_vec(),
        names: Some(0),
        rows: KEPT.map(row).to_vec(),
    }
}
