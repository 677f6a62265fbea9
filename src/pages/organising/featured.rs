//! What coaches feature in a group: at the top of its page, and the acts that put it there.

use axum::extract::Path;
use axum::response::Response;
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Lead;
use crate::engagement::{Contribution, GroupReport, MOST_FEATURED};
use crate::locale::Locale;
use crate::pages::ui;
use crate::problem::Problem;
use crate::projector::ActKind;

/// What is to be featured, as it was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    contribution: Uuid,
}

/// What is featured, with the way to each resource.
pub(in crate::pages) fn card(locale: Locale, report: &GroupReport) -> Markup {
    let path = format!("/groups/{}/featured", report.group.id);
    html! {
        @if !report.featured.is_empty() {
            section.card #featured {
                h2 { (locale.text("featured-title")) }
                ul.feed { @for one in &report.featured { li {
                    div.row-head {
                        a href=(one.address) rel="noopener noreferrer" {
                            (one.title.as_deref().unwrap_or(&one.address))
                        }
                        form method="post" action={ (path) "/" (one.statement) "/remove" } {
                            button.plain type="submit" { (locale.text("featured-remove")) }
                        }
                    }
                    div.meta { span {
                        (locale.with("featured-by", &[("name", ui::name(locale, one.by.as_ref()).into())]))
                    } }
                } } }
            }
        }
    }
}

/// The form that features a contribution, where that is possible.
pub(in crate::pages) fn button(
    locale: Locale,
    report: &GroupReport,
    said: &Contribution,
) -> Markup {
    let featured = |address: &String| report.featured.iter().any(|one| one.address == *address);
    // A reply has an address, too, but is no resource.
    let can = matches!(said.act, ActKind::Post | ActKind::Share)
        && report.featured.len() < MOST_FEATURED
        && said
            .address
            .as_ref()
            .is_some_and(|address| !featured(address));
    html! {
        @if can {
            form method="post" action={ "/groups/" (report.group.id) "/featured" } {
                input type="hidden" name="contribution" value=(said.statement);
                button.plain type="submit" { (locale.text("featured-feature")) }
            }
        }
    }
}

/// Features what somebody contributed.
pub(super) async fn feature(lead: Lead, Form(chosen): Form<Chosen>) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.feature(lead.actor.person, lead.id(), chosen.contribution)
        .await?;
    lead.once_derived("#featured").await
}

/// Features it no longer.
pub(super) async fn remove(
    lead: Lead,
    Path((_, feature)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let desk = lead.app.desk();
    desk.feature_no_longer(lead.actor.person, lead.id(), feature)
        .await?;
    lead.once_derived("").await
}
