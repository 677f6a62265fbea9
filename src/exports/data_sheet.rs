//! What data are kept and what is agreed about them, to attach to an agreement with a works council.

use url::Url;

use super::dossier::document;
use super::sheets;
use crate::agreement;
use crate::deliveries;
use crate::engagement::AlertRule;
use crate::locale::Locale;
use crate::paper::{Block, Document, Grid};
use crate::problem::Problem;
use crate::retention::{Kind, Period, Unit};
use crate::rules;
use crate::state::App;
use crate::store::Tx;
use crate::tables::Reader;

/// Kinds of data, as they are told of.
pub const KEPT: [&str; 6] = [
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
        Block::Heading(text("sheet-periods")),
        Block::Table(periods(locale, &app.periods(tx).await?)),
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
    let alerts = AlertRule::ALL
        .iter()
        .map(|rule| (rule.word(), policy.raises(*rule)));
    let alerts = alerts.chain([("hurried", policy.member_alerts)]);
    let alerts = alerts.map(|(word, told)| {
        let state = text(if told {
            "agreement-on"
        } else {
            "agreement-off"
        });
        vec![text(&format!("sheet-alert-{word}")), state]
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
    Ok(titled(app, locale, "export-of-data_sheet", blocks))
}

/// A document of the organisation, under the text of a key.
pub(super) fn titled(app: &App, locale: Locale, key: &str, blocks: Vec<Block>) -> Document {
    let reader = Reader {
        locale,
        zone: app.zone(),
    };
    document(&reader, &app.config.organisation, locale.text(key), blocks)
}

/// What the organisation names as the legal basis.
pub(super) fn basis(app: &App, locale: Locale) -> String {
    let named = app.config.privacy.legal_basis.clone();
    named.unwrap_or_else(|| locale.text("sheet-basis-missing"))
}

pub(super) fn kept(app: &App, locale: Locale) -> Grid {
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

/// For how long administrators have decided to keep what.
pub(super) fn periods(locale: Locale, decided: &[Period]) -> Grid {
    let told = |kind: Kind| {
        let decided = decided.iter().find(|one| one.kind == kind);
        let Some(decided) = decided else {
            return locale.text("retention-for-ever");
        };
        let unit = match kind.unit() {
            Unit::Days => "retention-days",
            Unit::Months => "retention-months",
        };
        locale.with(unit, &[("count", decided.period.into())])
    };
    let row = |kind: &Kind| {
        vec![
            locale.text(&format!("retention-{}", kind.word())),
            told(*kind),
        ]
    };
    Grid {
        columns: ["privacy-what", "privacy-how-long"]
            .map(|key| (locale.text(key), false))
            .to_vec(),
        names: Some(0),
        rows: Kind::ALL.iter().map(row).collect(),
    }
}

/// The systems that data are sent to, as they are connected now, and those that may ask for them.
pub(super) async fn recipients(
    app: &App,
    tx: &mut Tx,
    locale: Locale,
) -> Result<Vec<String>, Problem> {
    let letters = app.config.mail.smtp_url.is_some();
    let all = deliveries::destinations(tx, letters).await?;
    let told = all.iter().filter(|one| one.enabled).map(|one| {
        let kind = locale.text(&format!("delivery-{}", one.kind.word()));
        let name = sheets::destination_name(locale, one);
        // An address may hold a secret; whose it is says its host.
        let address = Url::parse(&name).ok();
        let host = address.as_ref().and_then(Url::host_str);
        let name = host.map_or(name.clone(), str::to_owned);
        if name == kind {
            return kind;
        }
        locale.with(
            "notice-recipient",
            &[("kind", kind.into()), ("name", name.into())],
        )
    });
    let mut told: Vec<String> = told.collect();
    told.push(locale.text("notice-recipient-keys"));
    Ok(told)
}

pub(super) fn readers(locale: Locale) -> Grid {
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
