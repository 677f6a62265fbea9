//! How far somebody is in all that they aim at, at a glance: levels against targets, as a picture and
//! as a table.

use maud::{Markup, html};

use super::chart::{self, MOST_SPOKES, Spoke};
use super::locale::Locale;
use crate::competency::{CompetencyProgress, PersonReport};

/// What is shown: what is aimed at first, then what most is known of.
fn chosen(report: &PersonReport) -> Vec<&CompetencyProgress> {
    let mut chosen: Vec<&CompetencyProgress> = report.competencies.iter().collect();
    chosen.sort_by(|left, right| {
        let aims = left.plan.is_none().cmp(&right.plan.is_none());
        aims.then(left.progress.unknown.total_cmp(&right.progress.unknown))
    });
    chosen.truncate(MOST_SPOKES);
    chosen.sort_by_key(|found| (found.plan.is_none(), &found.name));
    chosen
}

fn spoke(locale: Locale, found: &CompetencyProgress) -> Spoke {
    let level = usize::from(found.progress.level);
    let target = found
        .plan
        .and_then(|plan| usize::try_from(plan.target).ok());
    let says = [
        ("name", found.name.as_str().into()),
        ("level", level.into()),
    ];
    let words = match target {
        Some(target) => {
            let [name, level] = says;
            locale.with("glance-spoke", &[name, level, ("target", target.into())])
        }
        None => locale.with("glance-spoke-alone", &says),
    };
    Spoke {
        level,
        target,
        levels: found.scale.len(),
        words,
    }
}

/// The card; none while too little is known for a picture.
pub(super) fn card(locale: Locale, report: &PersonReport) -> Markup {
    let chosen = chosen(report);
    let spokes: Vec<Spoke> = chosen.iter().map(|found| spoke(locale, found)).collect();
    let aimed_at = spokes.iter().filter(|spoke| spoke.target.is_some());
    let reached = spokes
        .iter()
        .filter(|spoke| spoke.target.is_some_and(|target| target <= spoke.level));
    let summary = locale.with(
        "glance-summary",
        &[
            ("count", spokes.len().into()),
            ("aims", aimed_at.count().into()),
            ("reached", reached.count().into()),
        ],
    );
    let Some(picture) = chart::radar(&spokes, &summary) else {
        return html! {};
    };
    let person = report.person.id;
    let labels = ["plan-competency", "review-level", "export-target"].map(|key| locale.text(key));
    html! {
        section.card #glance {
            h2 { (locale.text("glance-title")) }
            div.glance {
                div {
                    (picture)
                    p.legend {
                        span.s { (locale.text("glance-reached")) }
                        span.t { (locale.text("glance-wanted")) }
                    }
                }
                div.table { table {
                    caption { (summary) }
                    thead { tr { @for (place, label) in labels.iter().enumerate() {
                        th.number[place > 0] scope="col" { (label) }
                    } } }
                    tbody { @for (place, (found, spoke)) in chosen.iter().zip(&spokes).enumerate() { tr {
                        th scope="row" {
                            (place + 1) ". "
                            a href={ "/people/" (person) "/competencies/" (found.key) } { (found.name) }
                        }
                        td.number { (spoke.level) }
                        td.number { @match spoke.target { Some(target) => (target), None => "–" } }
                    } } }
                } }
            }
        }
    }
}
