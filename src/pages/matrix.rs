//! People by competencies: where are the gaps?

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::group::restricted;
use super::layout::{Place, page};
use super::locale::Locale;
use super::look::looked;
use super::{chart, sheet, ui};
use crate::access;
use crate::coaching::{self, GroupState};
use crate::competency::{Cell, MOST_COMPETENCIES, MOST_PEOPLE, Matrix};
use crate::engagement::{self, GroupMatrix, Topic};
use crate::exports::Subject;
use crate::groups::{self, Group, GroupId};
use crate::people::{Person, PersonId, View};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use crate::words;

/// Which people are to be shown, and in which order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    /// Only those with a gap.
    gaps: Option<String>,
    /// The competency by whose gap they are sorted; by name if there is none.
    by: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(group): Path<Uuid>,
    Query(choice): Query<Choice>,
) -> Result<Markup, Problem> {
    let id = GroupId(group);
    let mut tx = app.read(&actor).await?;
    access::see_group(&mut tx, &actor, id).await?;
    let group = groups::find(&mut tx, id).await?;
    let group = group.ok_or_else(Problem::not_found)?;
    let found = engagement::group_matrix(&mut tx, id, app.today()).await?;
    let elsewhere = elsewhere(&mut tx, &actor, id, app.today()).await?;
    drop(tx);
    if found.matrix.is_some() {
        let people: Vec<PersonId> = found.members.iter().map(|member| member.id).collect();
        looked(&app, &actor, &people, View::Group).await?;
    }
    let name = ui::group_name(locale, &group);
    let title = locale.text("matrix-title");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { a href={ "/groups/" (id) } { (name) } }
        }
        @match &found.matrix {
            _ if found.topics.is_empty() => (ui::empty(locale, "matrix-no-topics-title", "matrix-no-topics")),
            _ if found.members.is_empty() => (ui::empty(locale, "matrix-nobody-title", "matrix-nobody")),
            None => section.card { p { (locale.with("matrix-too-large", &[
                ("people", MOST_PEOPLE.into()), ("competencies", MOST_COMPETENCIES.into()),
            ])) } },
            Some(matrix) => (whole(locale, (&found, matrix), &choice, (id, &elsewhere))),
        }
        (restricted(locale, &found.restricted))
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

/// The coach's other groups that go on, by name: where people with a gap can be invited to.
async fn elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    here: GroupId,
    today: i64,
) -> Result<Vec<Group>, Problem> {
    let mut groups = engagement::my_groups(tx, actor.person).await?;
    groups.retain(|group| group.id != here);
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let states = coaching::states(tx, &ids, today).await?;
    groups.retain(|group| states.get(&group.id) != Some(&GroupState::Closed));
    Ok(groups)
}

/// Levels that a person lacks; none where nothing is aimed at.
fn gap(cell: Option<&Cell>) -> Option<i64> {
    let cell = cell?;
    let target = cell.plan?.target;
    Some((target - i64::from(cell.progress.level)).max(0))
}

fn whole(
    locale: Locale,
    (found, matrix): (&GroupMatrix, &Matrix),
    choice: &Choice,
    (group, elsewhere): (GroupId, &[Group]),
) -> Markup {
    let of = format!("&group={group}");
    let cell = |person: &Person, key: i64| matrix.cells.get(&person.id)?.get(&key);
    let lacks = |person: &Person| {
        let mut topics = found.topics.iter();
        topics.any(|topic| gap(cell(person, topic.key)).is_some_and(|gap| gap > 0))
    };
    let mut people: Vec<&Person> = found
        .members
        .iter()
        .filter(|person| choice.gaps.is_none() || lacks(person))
        .collect();
    if let Some(by) = choice.by {
        // The widest gap first; who aims at nothing comes last. Equals stay in the order of names.
        people.sort_by_key(|person| std::cmp::Reverse(gap(cell(person, by)).unwrap_or(-1)));
    }
    let by = choice.by.and_then(|key| {
        let mut topics = found.topics.iter();
        topics.find(|topic| topic.key == key)
    });
    let is_chosen = |person: &Person| {
        by.is_some_and(|topic| gap(cell(person, topic.key)).is_some_and(|gap| gap > 0))
    };
    let with_gaps = found.members.iter().filter(|person| lacks(person)).count();
    html! {
        nav.tabs aria-label=(locale.text("matrix-people")) {
            a href="?" aria-current=[choice.gaps.is_none().then_some("true")] {
                (locale.with("matrix-all", &[("count", found.members.len().into())]))
            }
            a href="?gaps=yes" aria-current=[choice.gaps.is_some().then_some("true")] {
                (locale.with("matrix-gaps", &[("count", with_gaps.into())]))
            }
        }
        section.card {
            p.legend.heat-legend {
                span.l0 { (locale.text("level-none")) }
                span.l2 { (locale.text("matrix-higher")) }
                span.nothing { (locale.text("progress-unknown")) }
                span.gap { (locale.text("matrix-below-target")) }
            }
            @if people.is_empty() {
                p.note { (locale.text("matrix-no-gaps")) }
            } @else {
                form {
                div.table tabindex="0" role="region" aria-label=(locale.text("matrix-title")) {
                    table.heat {
                        thead { tr {
                            th scope="col" { (locale.text("member-name")) }
                            @for topic in &found.topics { (column(locale, topic, choice)) }
                        } }
                        tbody { @for person in &people {
                            tr {
                                th scope="row" {
                                    @if elsewhere.is_empty() {
                                        (ui::person_link(locale, person))
                                    } @else {
                                        span.choice {
                                            input type="checkbox" name="person" value=(person.id) checked[is_chosen(person)]
                                                aria-label=(locale.with("matrix-choose", &[("name", ui::name(locale, Some(person)).into())]));
                                            (ui::person_link(locale, person))
                                        }
                                    }
                                }
                                @for topic in &found.topics {
                                    (show(locale, person, topic, cell(person, topic.key)))
                                }
                            }
                        } }
                    }
                }
                (assign(locale, elsewhere, by))
                }
            }
            p.note { (locale.text("matrix-note")) }
            (ui::rule_set(locale, &matrix.rules.version))
            (sheet::menu(locale, Subject::Matrix, &of))
        }
    }
}

/// The way from people who were chosen to inviting them to another group.
fn assign(locale: Locale, elsewhere: &[Group], by: Option<&Topic>) -> Markup {
    html! {
        @if !elsewhere.is_empty() {
            fieldset.plain.assign {
                legend { h2 { (locale.text("matrix-assign")) } }
                p.note {
                    @match by {
                        Some(topic) => (locale.with("matrix-assign-chosen", &[("name", topic.name.as_str().into())])),
                        None => (locale.text("matrix-assign-note")),
                    }
                }
                div.actions { @for group in elsewhere {
                    button.plain type="submit" formaction={ "/groups/" (group.id) "/invitations" } {
                        (ui::group_name(locale, group))
                    }
                } }
            }
        }
    }
}

fn column(locale: Locale, topic: &Topic, choice: &Choice) -> Markup {
    let sorted = choice.by == Some(topic.key);
    let gaps = if choice.gaps.is_some() {
        "&gaps=yes"
    } else {
        ""
    };
    html! {
        th scope="col" aria-sort=[sorted.then_some("descending")] {
            a href={ "?by=" (topic.key) (gaps) }
                title=(locale.with("matrix-sort", &[("name", topic.name.as_str().into())])) {
                (topic.name)
            }
        }
    }
}

/// A cell: the level as its colour and number, what is missing as a mark, and all of it in words.
fn show(locale: Locale, person: &Person, topic: &Topic, cell: Option<&Cell>) -> Markup {
    let Some(cell) = cell else {
        return html! {
            td.nothing { span title=(locale.text("progress-unknown")) { "–" span.hidden { (locale.text("progress-unknown")) } } }
        };
    };
    let progress = &cell.progress;
    let summary = ui::shares(locale, progress);
    let target = cell.plan.map(|plan| plan.target);
    let mut look = format!("l{}", chart::shade(progress.shown));
    if gap(Some(cell)).is_some_and(|gap| gap > 0) {
        look.push_str(" gap");
    }
    let level = words::level(locale, progress.level.into(), None);
    html! {
        td class=(look) {
            a href={ "/people/" (person.id) "/competencies/" (topic.key) } title=(summary) {
                span.hidden { (level) ". " (summary) }
                span aria-hidden="true" {
                    (progress.level)
                    @if let Some(target) = target { "/" (target) }
                }
                @if let Some(target) = target {
                    span.hidden { " " (locale.with("level-target", &[("level", target.into())])) }
                }
            }
        }
    }
}
