//! What was agreed with a works council: switches, and the sheet to attach to the agreement.

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::{printed, sheet};
use super::{Tab, framed, headed, read};
use crate::access;
use crate::agreement::{self, Standing, Switch};
use crate::exports::{Subject, data_sheet, impact_assessment};
use crate::paper::Document;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let standing = agreement::standing(&mut tx, &app.config.agreement()).await?;
    drop(tx);
    let body = html! {
        @for one in &standing { (switch(&actor.zone, locale, one)) }
        section.card {
            h2 { (locale.text("agreement-retention")) }
            p { (locale.text("agreement-retention-note")) }
        }
        section.card {
            h2 { (locale.text("export-of-data_sheet")) }
            p { (locale.text("agreement-sheet-note")) }
            p.actions { a.button href="/admin/works-council/data-sheet" { (locale.text("agreement-sheet-open")) } }
            (sheet::menu(locale, Subject::DataSheet, ""))
        }
        section.card {
            h2 { (locale.text("export-of-impact_assessment")) }
            p { (locale.text("agreement-impact-note")) }
            p.actions { a.button href="/admin/works-council/impact-assessment" { (locale.text("agreement-impact-open")) } }
            (sheet::menu(locale, Subject::ImpactAssessment, ""))
        }
        section.card {
            h2 { (locale.text("export-of-notice")) }
            p { (locale.text("agreement-notice-note")) }
            p.actions { a.button href="/me/privacy/notice" { (locale.text("agreement-notice-open")) } }
            (sheet::menu(locale, Subject::Notice, ""))
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Agreement, body))
}

fn switch(zone: &TimeZone, locale: Locale, standing: &Standing) -> Markup {
    let word = standing.switch.word();
    let text = |what: &str| locale.text(&format!("agreement-{word}{what}"));
    let name = text("");
    html! {
        section.card {
            h2 {
                (name) " "
                @if standing.on { span.chip.green { (locale.text("agreement-on")) } }
                @else { span.chip.grey { (locale.text("agreement-off")) } }
            }
            p { (text("-effect")) }
            @if let Some((who, at)) = &standing.decided {
                p.note { (locale.with("agreement-decided", &[
                    ("who", who.as_str().into()), ("when", locale.moment_there(zone, *at).into()),
                ])) }
            }
            @if standing.fixed {
                p.note { (locale.text("agreement-fixed")) }
            } @else {
                form method="post" action="/admin/works-council" {
                    input type="hidden" name="switch" value=(word);
                    @let (on, label) = if standing.on { ("no", "agreement-put-off") } else { ("yes", "agreement-put-on") };
                    button.plain type="submit" name="on" value=(on) {
                        (locale.text(label)) span.hidden { ": " (name) }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Decision {
    switch: Switch,
    on: YesOrNo,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum YesOrNo {
    No,
    Yes,
}

pub(super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    Form(decision): Form<Decision>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let wanted = (decision.switch, decision.on == YesOrNo::Yes);
    let mut tx = app.db.write().await?;
    let (author, basis) = (app.author(&actor), app.config.agreement());
    agreement::decide(&mut tx, &author, wanted, &basis, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/works-council"))
}

/// The sheet as a page. Its parts are those that are printed.
pub(super) async fn show(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let sheet = data_sheet(&app, &mut tx, locale).await?;
    Ok(told(&app, locale, &actor, &sheet, Subject::DataSheet))
}

/// The form of an impact assessment as a page.
pub(super) async fn assess(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let form = impact_assessment(&app, &mut tx, locale).await?;
    Ok(told(&app, locale, &actor, &form, Subject::ImpactAssessment))
}

fn told(app: &App, locale: Locale, actor: &Actor, document: &Document, what: Subject) -> Markup {
    let title = &document.title;
    let body = html! {
        div.head { h1 { (title) } }
        section.card {
            (printed::parts(document))
            (sheet::menu(locale, what, ""))
        }
    };
    framed(app, locale, actor, Tab::Agreement, title, body)
}
