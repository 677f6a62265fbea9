//! How much somebody took part in the groups where they and their coach meet.

use maud::{Markup, html};

use super::locale::Locale;
use super::{chart, ui};
use crate::engagement::{Involved, WEEKS};

pub(super) fn card(locale: Locale, together: &[Involved], today: i64) -> Markup {
    let week = locale.text("involved-week");
    let labels = ["involved-group", "involved-weeks", "involved-all"].map(|key| locale.text(key));
    let [_, weeks_label, all] = &labels;
    let ago = |place: usize| (WEEKS - 1 - place) as i64 * 7;
    html! {
        @if !together.is_empty() {
            section.card #involved {
                h2 { (locale.text("involved-title")) }
                div.table { table.cards {
                    thead { tr {
                        th scope="col" { (labels[0]) }
                        th scope="col" { (weeks_label) }
                        th.number scope="col" { (all) }
                    } }
                    tbody { @for (group, weeks) in together {
                        @let total: usize = weeks.iter().sum();
                        tr {
                            th scope="row" { a href={ "/groups/" (group.id) } { (ui::group_name(locale, group)) } }
                            td data-label=(weeks_label) { (spark(locale, weeks, total)) }
                            td.number data-label=(all) { (total) }
                        }
                    } }
                } }
                p.note { (locale.text("involved-note")) }
                details {
                    summary { (locale.text("show-as-table")) }
                    div.table tabindex="0" role="region" aria-label=(locale.text("involved-title")) { table {
                        thead { tr {
                            th scope="col" { (week) }
                            @for (group, _) in together { th.number scope="col" { (ui::group_name(locale, group)) } }
                        } }
                        tbody { @for place in (0..WEEKS).rev() { tr {
                            th scope="row" { (locale.day(today - ago(place))) }
                            @for (_, weeks) in together {
                                td.number { (weeks.get(place).copied().unwrap_or(0)) }
                            }
                        } } }
                    } }
                }
            }
        }
    }
}

fn spark(locale: Locale, weeks: &[usize], total: usize) -> Markup {
    let last = weeks.last().copied().unwrap_or(0);
    let counts: Vec<Option<usize>> = weeks.iter().copied().map(Some).collect();
    let says = [("total", total.into()), ("last", last.into())];
    chart::spark(&counts, &locale.with("involved-summary", &says))
}
