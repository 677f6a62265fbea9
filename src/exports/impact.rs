//! The form of a data protection impact assessment (GDPR, article 35): what the program knows of itself is
//! filled in; what only the organisation can say is left to it.

use super::data_sheet::{basis, kept, periods, readers, recipients, titled};
use super::notice::responsible;
use crate::agreement::{self, Switch};
use crate::locale::Locale;
use crate::paper::{Block, Document, Grid};
use crate::problem::Problem;
use crate::rules;
use crate::state::App;
use crate::store::Tx;

/// Questions of necessity and proportionality, article 35 (7) b.
const QUESTIONS: [&str; 7] = [
    "purpose",
    "minimal",
    "accurate",
    "storage",
    "told",
    "rights",
    "otherwise",
];
/// Risks, each with the switch that lowers it.
const RISKS: [(&str, Option<Switch>); 9] = [
    ("watching", Some(Switch::NoMemberAlerts)),
    ("ranking", Some(Switch::NoRanks)),
    ("profile", Some(Switch::CoachPseudonyms)),
    ("other-use", Some(Switch::NoEngagementFiles)),
    ("unfair", None),
    ("mistaken", None),
    ("disclosed", None),
    ("told-apart", None),
    ("lost", None),
];
/// What is done technically and in how work is organised, article 35 (7) d.
const MEASURES: [&str; 8] = [
    "sign-in", "roles", "looks", "audit", "sealed", "reports", "erasure", "files",
];
/// What is written in by hand at the end.
const OPINIONS: [&str; 5] = ["officer", "council", "people", "result", "again"];

/// The form as of today.
pub async fn impact_assessment(
    app: &App,
    tx: &mut Tx,
    locale: Locale,
) -> Result<Document, Problem> {
    let text = |key: &str| locale.text(key);
    let rules = rules::in_force(tx).await?;
    let mut facts = responsible(app, locale);
    facts.extend([
        (text("sheet-date"), locale.day(app.today())),
        (
            text("sheet-program"),
            format!("Coachlight {}", env!("CARGO_PKG_VERSION")),
        ),
        (text("sheet-rules"), rules.version.clone()),
        (text("sheet-basis"), basis(app, locale)),
        (text("impact-extent"), text("impact-fill")),
        (text("impact-context"), text("impact-fill")),
    ]);
    let blocks = vec![
        Block::Note(text("impact-intro")),
        Block::Pairs(facts),
        Block::Heading(text("impact-description")),
        Block::Text(text("impact-description-what")),
        Block::Subheading(text("privacy-kept")),
        Block::Table(kept(app, locale)),
        Block::Subheading(text("sheet-periods")),
        Block::Table(periods(locale, &app.periods(tx).await?)),
        Block::Subheading(text("sheet-readers")),
        Block::Table(readers(locale)),
        Block::Subheading(text("notice-recipients")),
        Block::List(recipients(app, tx, locale).await?),
        Block::Heading(text("impact-need")),
        Block::Table(questions(locale)),
        Block::Heading(text("impact-risks")),
        Block::Note(text("impact-risks-note")),
        Block::Table(risks(app, tx, locale).await?),
        Block::Heading(text("impact-measures")),
        Block::List(
            MEASURES
                .map(|word| text(&format!("impact-measure-{word}")))
                .to_vec(),
        ),
        Block::Heading(text("impact-opinions")),
        Block::Pairs(
            OPINIONS
                .map(|word| (text(&format!("impact-opinion-{word}")), text("impact-fill")))
                .to_vec(),
        ),
        Block::Signatures(vec![text("notice-controller"), text("notice-officer")]),
    ];
    let key = "export-of-impact_assessment";
    Ok(titled(app, locale, key, blocks))
}

fn grid(locale: Locale, labels: &[&str], rows: Vec<Vec<String>>) -> Grid {
    Grid {
        columns: labels.iter().map(|key| (locale.text(key), false)).collect(),
        names: Some(0),
        rows,
    }
}

fn questions(locale: Locale) -> Grid {
    let row = |word: &str| {
        vec![
            locale.text(&format!("impact-question-{word}")),
            locale.text(&format!("impact-question-{word}-here")),
            locale.text("impact-fill"),
        ]
    };
    let labels = ["impact-question", "impact-here", "impact-own"];
    grid(locale, &labels, QUESTIONS.map(row).to_vec())
}

/// Each risk, what the program does about it as it is set up, and room for how likely and how grave it is.
async fn risks(app: &App, tx: &mut Tx, locale: Locale) -> Result<Grid, Problem> {
    let standing = agreement::standing(tx, &app.config.agreement()).await?;
    let row = |(word, switch): (&str, Option<Switch>)| {
        let mut here = locale.text(&format!("impact-risk-{word}-here"));
        let switch = switch.and_then(|switch| standing.iter().find(|one| one.switch == switch));
        if let Some(one) = switch {
            let name = locale.text(&format!("agreement-{}", one.switch.word()));
            let key = if one.on {
                "impact-switch-on"
            } else {
                "impact-switch-off"
            };
            here.push(' ');
            here.push_str(&locale.with(key, &[("switch", name.into())]));
        }
        vec![
            locale.text(&format!("impact-risk-{word}")),
            here,
            locale.text("impact-fill"),
            locale.text("impact-fill"),
        ]
    };
    let labels = [
        "impact-risk",
        "impact-here",
        "impact-likely",
        "impact-grave",
    ];
    Ok(grid(locale, &labels, RISKS.map(row).to_vec()))
}
