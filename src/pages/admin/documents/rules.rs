//! By what numbers are progress, engagement and group health worked out? Trying another rule set
//! out: how many people's levels would move.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Form;
use maud::{Markup, html};

use super::{Desk, Filled, Particulars, Shown};
use crate::decisions::{self, DecisionError, Effect};
use crate::locale::Locale;
use crate::pages::ui;
use crate::problem::Problem;
use crate::reports::suppression::LEAST;
use crate::rulebook::Kind;
use crate::rules;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// Competencies that are listed.
const LISTED: usize = 50;

pub(in super::super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::RuleSet)?;
    desk.show(&Shown::default()).await
}

/// What is shown of rule sets alone.
pub(super) async fn particulars(desk: &Desk<'_>, tx: &mut Tx) -> Result<Particulars, Problem> {
    let version = rules::in_force(tx).await?.version.clone();
    let version = [("version", version.into())];
    Ok(Particulars {
        version: desk.locale.with("rule-set", &version),
        above: html! { p { (desk.text("rules-note")) } },
        further: html! {},
    })
}

/// A number of people, or that it is withheld.
fn people(locale: Locale, count: Option<u64>) -> Markup {
    ui::told(locale, count, |count| locale.whole(count))
}

fn moved(locale: Locale, effect: &Effect) -> Markup {
    let labels =
        ["rules-competency", "rules-up", "rules-down", "rules-people"].map(|key| locale.text(key));
    let [_, up, down, all] = &labels;
    let moving: Vec<_> = effect.competencies.iter().take(LISTED).collect();
    let looked = ("looked", effect.looked_at.into());
    let version = ("version", effect.version.as_str().into());
    html! {
        p {
            @match effect.people {
                Some(people) => (locale.with("rules-effect", &[looked, version, ("moved", people.into())])),
                None => (locale.with("rules-effect-withheld", &[looked, version, ("fewest", LEAST.into())])),
            }
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

/// What a rule set would change.
pub(super) async fn tried(
    desk: &Desk<'_>,
    tx: &mut Tx,
    document: Option<&str>,
) -> Result<Markup, DecisionError> {
    let document = document.unwrap_or(rules::SHIPPED);
    let effect = decisions::effect(tx, document, desk.app.today()).await?;
    Ok(moved(desk.locale, &effect))
}

/// Tries the document out that was written.
pub(in super::super) async fn try_out(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::RuleSet)?;
    desk.try_out(filled.into()).await
}

/// Puts a rule set in force: every number is worked out by it from now on.
pub(in super::super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let desk = Desk::enter(&app, &actor, locale, Kind::RuleSet)?;
    desk.decide(filled).await
}
