//! My groups: which of them needs me?

use axum::extract::State;
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use super::{chart, sheet, ui};
use crate::engagement::{self, Alert, GroupSummary, Severity};
use crate::exports::{Subject, sheets};
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            "Only coaches have groups here.",
        ));
    }
    let today = app.today();
    let mut tx = app.db.read().await?;
    let groups = engagement::my_groups(&mut tx, actor.person).await?;
    let mut summaries = engagement::group_summaries(&mut tx, &groups, today, &app.policy()).await?;
    // Whatever needs the coach most comes first; equals stay in the order of their names.
    summaries.sort_by_key(|summary| std::cmp::Reverse(rank(summary)));
    let title = locale.text("groups-title");
    let body = html! {
        div.head { h1 { (title) } }
        @if summaries.is_empty() {
            (ui::empty(locale, "groups-empty-title", "groups-empty"))
        } @else {
            section.card {
                (table(&app, locale, &summaries))
                (sheet::menu(locale, Subject::Groups, ""))
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Groups,
        &title,
        body,
    ))
}

fn rank(summary: &GroupSummary) -> usize {
    let weight = |alert: &Alert| {
        if alert.severity == Severity::Red {
            100
        } else {
            1
        }
    };
    summary.health.about_group().map(weight).sum()
}

fn table(app: &App, locale: Locale, summaries: &[GroupSummary]) -> Markup {
    let definition = sheets::group_list(locale, app.today());
    sheet::table(
        &sheet::reader(app, locale),
        &definition,
        summaries,
        |column, one| {
            Some(match &*column.name {
                "name" => {
                    let name = one.group.name.clone();
                    let name = name.unwrap_or_else(|| locale.text("group-unnamed"));
                    html! { a href={ "/groups/" (one.group.id) } { (name) } }
                }
                "state" => ui::state(locale, one.health.worst()),
                "contributions" => {
                    let total: usize = one.weeks.iter().sum();
                    let last = one.weeks.last().copied().unwrap_or(0);
                    let counts = [("total", total.into()), ("last", last.into())];
                    chart::spark(&one.weeks, &locale.with("groups-weeks-summary", &counts))
                }
                "last_contribution" => {
                    let silence = one.health.silence.map(|days| -days);
                    html! { (locale.days_ago(silence, 0)) }
                }
                _ => return None,
            })
        },
    )
}
