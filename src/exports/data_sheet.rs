//! What data are kept and what is agreed about them, to attach to an agreement with a works council.

use super::dossier::document;
use crate::agreement;
use crate::engagement::AlertRule;
use crate::locale::Locale;
use crate::paper::{Block, Document, Grid};
use crate::problem::Problem;
use crate::rules;
use crate::state::App;
use crate::store::Tx;
use crate::tables::Reader;

/// Kinds of data, in the words of the page on which people see their own.
const KEPT: [&str; 6] = [
    "activity",
    "coaching",
    "looks",
    "sessions",
    "identifiers",
    "audit",
];
/// Who sees something of people.
const READERS: [&str; 6] = ["self", "coach", "member", "hr", "administrator", "system"];

/// The sheet as of today.
pub async fn data_sheet(app: &App, tx: &mut Tx, locale: Locale) -> Result<Document, Problem> {
    let standing = agreement::standing(tx, &app.config.agreement()).await?;
    let policy = app.policy(tx).await?;
    let rules = rules::in_force(tx).await?;
    let text = |key: &str| locale.text(key);
    let mut blocks = vec![
        Block::Pairs(vec![
            (text("sheet-date"), locale.day(app.today())),
            (
                text("sheet-program"),
                format!("Coachlight {}", env!("CARGO_PKG_VERSION")),
            ),
            (text("sheet-rules"), rules.version.clone()),
            (text("sheet-basis"), basis(app, locale)),
        ]),
        Block::Heading(text("privacy-kept")),
        Block::Table(kept(app, locale)),
        Block::Heading(text("sheet-readers")),
        Block::Table(readers(locale)),
        Block::Note(text("sheet-looks-kept")),
        Block::Heading(text("sheet-switches")),
    ];
    let switches = standing.iter().map(|one| {
        let word = one.switch.word();
        let state = text(if one.on {
            "agreement-on"
        } else {
            "agreement-off"
        });
        let effect = text(&format!("agreement-{word}-effect"));
        vec![text(&format!("agreement-{word}")), state, effect]
    });
    blocks.push(Block::Table(Grid {
        columns: ["sheet-switch", "sheet-state", "sheet-effect"]
            .map(|key| (text(key), false))
            .to_vec(),
        names: Some(0),
        rows: switches.collect(),
    }));
    let alerts = AlertRule::ALL.iter().map(|rule| {
        let raised = policy.raises(*rule);
        let state = text(if raised {
            "agreement-on"
        } else {
            "agreement-off"
        });
        vec![text(&format!("sheet-alert-{}", rule.word())), state]
    });
    blocks.extend([
        Block::Heading(text("sheet-alerts")),
        Block::Table(Grid {
            columns: ["sheet-alert", "sheet-state"]
                .map(|key| (text(key), false))
                .to_vec(),
            names: Some(0),
            rows: alerts.collect(),
        }),
        Block::Heading(text("group-board")),
        Block::Text(text(if policy.ranks {
            "sheet-boards"
        } else {
            "sheet-boards-no-ranks"
        })),
        Block::Text(text(if policy.opt_out {
            "sheet-boards-opt-out"
        } else {
            "sheet-boards-chosen"
        })),
        Block::Heading(text("sheet-processors")),
        Block::Text(text("sheet-processors-none")),
        Block::Heading(text("sheet-decisions")),
        Block::Text(text("sheet-decisions-none")),
        Block::Heading(text("sheet-rights")),
        Block::Text(text("sheet-rights-what")),
    ]);
    let reader = Reader {
        locale,
        zone: app.zone(),
    };
    let title = text("export-of-data_sheet");
    Ok(document(&reader, &app.config.organisation, title, blocks))
}

/// What the organisation names as the legal basis.
fn basis(app: &App, locale: Locale) -> String {
    let named = app.config.privacy.legal_basis.clone();
    named.unwrap_or_else(|| locale.text("sheet-basis-missing"))
}

fn kept(app: &App, locale: Locale) -> Grid {
    let labels = [
        "privacy-what",
        "sheet-fields",
        "privacy-why",
        "privacy-how-long",
    ];
    let lasting = [
        ("months", app.config.privacy.looks_months.into()),
        ("hours", app.config.sso.session_hours.into()),
    ];
    let row = |kind: &str| {
        vec![
            locale.text(&format!("sheet-{kind}")),
            locale.text(&format!("sheet-{kind}-fields")),
            locale.text(&format!("sheet-{kind}-why")),
            locale.with(&format!("sheet-{kind}-long"), &lasting),
        ]
    };
    Grid {
        columns: labels.map(|key| (locale.text(key), false)).to_vec(),
        names: Some(0),
        rows: KEPT.map(row).to_vec(),
    }
}

fn readers(locale: Locale) -> Grid {
    let row = |reader: &str| {
        vec![
            locale.text(&format!("sheet-reader-{reader}")),
            locale.text(&format!("sheet-reader-{reader}-sees")),
        ]
    };
    Grid {
        columns: ["sheet-reader", "sheet-sees"]
            .map(|key| (locale.text(key), false))
            .to_vec(),
        names: Some(0),
        rows: READERS.map(row).to_vec(),
    }
}
