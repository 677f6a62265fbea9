//! By what numbers are progress, engagement and group health worked out? Trying another rule set
//! out: how many people's levels would move.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};

use super::super::super::ui;
use super::{Desk, Filled, refused, told};
use crate::access;
use crate::decisions::{self, Effect};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::rulebook::Kind;
use crate::rules;
use crate::sso::Actor;
use crate::state::App;

/// Fewer people than this are not told apart from nobody.
const FEWEST: usize = 5;
/// Competencies that are listed.
const LISTED: usize = 50;

/// What a page shows beside what is stored.
#[derive(Default)]
struct Shown {
    filled: Option<Filled>,
    tried: Option<(String, Effect)>,
    complaint: Option<String>,
}

fn desk<'d>(app: &'d App, actor: &'d Actor, locale: Locale) -> Desk<'d> {
    Desk {
        app,
        actor,
        locale,
        kind: Kind::RuleSet,
    }
}

pub(in super::super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    show(&desk(&app, &actor, locale), &Shown::default()).await
}

async fn show(desk: &Desk<'_>, shown: &Shown) -> Result<Markup, Problem> {
    let mut tx = desk.app.db.read().await?;
    let version = rules::in_force(&mut tx).await?.version.clone();
    let begun = desk.begun(&mut tx, rules::SHIPPED).await?;
    let history = desk.history(&mut tx).await?;
    drop(tx);
    let title = desk.text("admin-rules");
    let document = shown
        .filled
        .as_ref()
        .map_or(begun, |filled| filled.document.clone());
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (desk.locale.with("rule-set", &[("version", version.into())])) } }
        }
        p { (desk.text("rules-note")) }
        (ui::fault(desk.locale, shown.complaint.as_deref()))
        @if let (Some((version, effect)), Some(filled)) = (&shown.tried, &shown.filled) {
            section.card {
                h2 { (desk.text("trial-title")) }
                (moved(desk.locale, version, effect))
                (desk.apply(filled))
            }
        }
        (desk.editor(&document))
        (history)
    };
    Ok(desk.page(&title, body))
}

/// A number of people; a few are not told apart.
fn people(locale: Locale, count: usize) -> String {
    match count {
        1..FEWEST => locale.with("rules-few", &[("fewest", FEWEST.into())]),
        count => count.to_string(),
    }
}

fn moved(locale: Locale, version: &str, effect: &Effect) -> Markup {
    let labels =
        ["rules-competency", "rules-up", "rules-down", "rules-people"].map(|key| locale.text(key));
    let [_, up, down, all] = &labels;
    let competencies = effect.competencies.iter();
    let moving = competencies.filter(|(_, moved)| moved.up + moved.down > 0);
    let moving: Vec<_> = moving.take(LISTED).collect();
    html! {
        p {
            (locale.with("rules-effect", &[
                ("looked", effect.looked_at.into()),
                ("moved", people(locale, effect.people).into()),
                ("version", version.into()),
            ]))
            @if !effect.whole { " " (locale.text("rules-part")) }
        }
        @if !moving.is_empty() {
            div.table { table.cards {
                thead { tr { @for (index, label) in labels.iter().enumerate() {
                    th.number[index > 0] scope="col" { (label) }
                } } }
                tbody { @for (name, moved) in &moving { tr {
                    th scope="row" { (name) }
                    td.number data-label=(up) { (people(locale, moved.up)) }
                    td.number data-label=(down) { (people(locale, moved.down)) }
                    td.number data-label=(all) { (people(locale, moved.people)) }
                } } }
            } }
        }
        p.note { (locale.text("rules-effect-note")) }
    }
}

/// Tries the document out that was written.
pub(in super::super) async fn try_out(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let desk = desk(&app, &actor, locale);
    let document = filled
        .document()
        .unwrap_or_else(|| rules::SHIPPED.to_owned());
    let mut shown = Shown {
        filled: Some(filled),
        ..Shown::default()
    };
    match rules::parse(&document) {
        Ok(new) => {
            let new = Arc::new(new);
            let mut tx = app.db.read().await?;
            let old = rules::in_force(&mut tx).await?;
            let effect = decisions::effect(&mut tx, &old, &new, app.today()).await?;
            shown.tried = Some((new.version.clone(), effect));
            Ok(show(&desk, &shown).await?.into_response())
        }
        Err(faults) => {
            shown.complaint = Some(told(locale, &faults));
            Ok(refused(show(&desk, &shown).await?))
        }
    }
}

/// Puts a rule set in force: every number is worked out by it from now on.
pub(in super::super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let desk = desk(&app, &actor, locale);
    match desk.decide(&filled).await? {
        Ok(_) => Ok(Redirect::to(desk.path()).into_response()),
        Err(wrong) => {
            let shown = Shown {
                complaint: Some(wrong),
                filled: filled.number.is_none().then_some(filled),
                ..Shown::default()
            };
            Ok(refused(show(&desk, &shown).await?))
        }
    }
}
