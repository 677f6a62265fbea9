//! One development plan: what is aimed at, how it stands, and who has signed it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{chart, sheet, ui};
use super::choice::Choices;
use super::plans::{day, standing};
use super::{Visitor, mendable, used_rows};
use crate::coaching::LONGEST_TITLE;
use crate::coaching::plans::{self, Item, Plan, State as Standing, Version};
use crate::competency::{CompetencyProgress, PersonReport, person_report};
use crate::exports::Subject;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::date_of;

/// Empty rows that a form has for further aims.
const FURTHER: usize = 3;

/// Whether the plan is to be changed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct View {
    edit: Option<String>,
}

/// The aims as they were filled in: a list for each column.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    state: String,
    title: String,
    competency: Vec<String>,
    /// A code or address, for what the list does not offer.
    other: String,
    level: Vec<String>,
    due: Vec<String>,
    why: Vec<String>,
}

/// What a button sends: the state that the person saw.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    state: String,
}

/// A plan, and what is needed to show it.
struct Shown {
    plan: Plan,
    report: Option<PersonReport>,
    choices: Choices,
    names: BTreeMap<PersonId, String>,
}

impl Shown {
    async fn of(visitor: &Visitor, plan: Uuid) -> Result<Self, Problem> {
        let mut tx = visitor.app.read(&visitor.actor).await?;
        let plan = plans::find(&mut tx, visitor.person.id, plan).await?;
        let report = person_report(&mut tx, visitor.person.id, visitor.app.today()).await?;
        let choices = Choices::of(&mut tx, report.as_ref()).await?;
        let makers = plan.versions.iter();
        let named = makers.flat_map(|it| [Some(PersonId(it.made_by)), it.coach]);
        let named: BTreeSet<PersonId> = named.flatten().collect();
        let mut names = BTreeMap::new();
        for person in named {
            let known = people::find(&mut tx, person).await?;
            names.insert(person, ui::name(visitor.locale, known.as_ref()));
        }
        Ok(Self {
            plan,
            report,
            choices,
            names,
        })
    }

    fn name(&self, visitor: &Visitor, person: PersonId) -> String {
        let name = self.names.get(&person).cloned();
        name.unwrap_or_else(|| visitor.text("person-unnamed"))
    }

    fn progress(&self, iri: &str) -> Option<&CompetencyProgress> {
        let mut all = self.report.as_ref()?.competencies.iter();
        all.find(|found| found.iri == iri)
    }
}

pub(super) async fn get(
    visitor: Visitor,
    Path((_, plan)): Path<(Uuid, Uuid)>,
    Query(view): Query<View>,
) -> Result<Markup, Problem> {
    let shown = Shown::of(&visitor, plan).await?;
    let edits = view.edit.is_some() || shown.plan.current().state() == Standing::Draft;
    let form = edits.then(|| Filled::of(&shown.plan));
    Ok(show(&visitor, &shown, form.as_ref(), None))
}

fn show(
    visitor: &Visitor,
    shown: &Shown,
    form: Option<&Filled>,
    complaint: Option<&str>,
) -> Markup {
    let current = shown.plan.current();
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        section.card {
            div.row-head {
                h2 { (visitor.text("plan-aims")) }
                (standing(visitor.locale, current.state()))
            }
            (signatures(visitor, shown, current))
            @if current.items.is_empty() {
                p.note { (visitor.text("plan-no-aims")) }
            } @else {
                ol.aims { @for item in &current.items { (aim(visitor, shown, item)) } }
            }
            (actions(visitor, &shown.plan, form.is_some()))
            (sheet::menu(visitor.locale, Subject::Plan, &format!("&person={}&plan={}", visitor.person.id, shown.plan.id)))
        }
        @if let Some(form) = form { (edit(visitor, shown, form)) }
        @if shown.plan.versions.len() > 1 { (versions(visitor, shown)) }
    };
    visitor.page(ui::PersonTab::Plans, &current.title, &body)
}

/// Who has signed, and for whom it is to sign.
fn signatures(visitor: &Visitor, shown: &Shown, version: &Version) -> Markup {
    let signed = |name: String, at: i64| {
        visitor.locale.with(
            "plan-signed",
            &[("name", name.into()), ("date", visitor.day_of(at).into())],
        )
    };
    let coach = version
        .coach
        .zip(version.coach_at)
        .map(|(coach, at)| signed(shown.name(visitor, coach), at));
    let learner = version.learner_at.map(|at| signed(visitor.name(), at));
    html! {
        p.facts {
            @for line in [learner, coach].into_iter().flatten() { span { (line) } }
            @match version.state() {
                Standing::Draft => span { (visitor.text("plan-draft-note")) },
                Standing::Proposed if version.is_signed_by(visitor.is_own()) => {
                    span { (visitor.text(if visitor.is_own() { "plan-waits-coach" } else { "plan-waits-learner" })) }
                }
                Standing::Proposed => span { strong { (visitor.text("plan-your-turn")) } },
                Standing::Agreed => {}
            }
        }
    }
}

fn aim(visitor: &Visitor, shown: &Shown, item: &Item) -> Markup {
    let found = shown.progress(&item.competency);
    let locale = visitor.locale;
    html! {
        li {
            div.row-head {
                h3 { (shown.choices.name(&item.competency)) }
                div.chips {
                    span.chip { (shown.choices.level(locale, &item.competency, item.level)) }
                    @if let Some(due) = item.due {
                        span.chip.grey { (locale.with("plan-due", &[("date", locale.day(due).into())])) }
                    }
                    @if let Some(status) = found.and_then(|found| found.status) {
                        (ui::status(locale, status))
                    }
                }
            }
            @if let Some(found) = found {
                @let progress = &found.progress;
                @let summary = ui::shares(locale, progress);
                (chart::meter(progress, &found.scale, Some(item.level), &summary))
                p.note {
                    (summary) " "
                    a href={ "/people/" (visitor.person.id) "/competencies/" (found.key) } {
                        (visitor.text("why-title"))
                    }
                }
            } @else {
                p.note { (visitor.text("plan-nothing-yet")) }
            }
            @if let Some(why) = &item.why { p { (why) } }
        }
    }
}

fn button(visitor: &Visitor, plan: &Plan, deed: &str, key: &str, plain: bool) -> Markup {
    html! {
        form method="post" action=(visitor.path(&format!("plans/{}/{deed}", plan.id))) {
            input type="hidden" name="state" value=(plan.tag());
            button.plain[plain] type="submit" { (visitor.text(key)) }
        }
    }
}

fn actions(visitor: &Visitor, plan: &Plan, edits: bool) -> Markup {
    let current = plan.current();
    html! {
        div.actions {
            @match current.state() {
                Standing::Draft if !current.items.is_empty() => {
                    (button(visitor, plan, "sign", "plan-propose", false))
                }
                Standing::Proposed if !current.is_signed_by(visitor.is_own()) => {
                    (button(visitor, plan, "sign", "plan-agree", false))
                }
                _ => {}
            }
            @if !edits {
                a href=(visitor.path(&format!("plans/{}?edit=yes#edit", plan.id))) {
                    (visitor.text("plan-change"))
                }
            }
            @if current.state() != Standing::Agreed {
                (button(visitor, plan, "undo", if plan.versions.len() == 1 { "plan-discard" } else { "plan-undo" }, true))
            }
        }
    }
}

fn edit(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    let locale = visitor.locale;
    let labels = [
        "plan-competency",
        "plan-level",
        "plan-due-label",
        "plan-why",
    ]
    .map(|key| visitor.text(key));
    let [competency, level, due, why] = &labels;
    let Filled {
        competency: chosen,
        level: levels,
        due: days,
        why: reasons,
        ..
    } = filled;
    let used = used_rows(&[chosen, levels, days, reasons]);
    let empty = String::new();
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    html! {
        section.card #edit {
            h2 { (visitor.text("plan-edit")) }
            @if shown.plan.current().state() != Standing::Draft {
                p.note { (visitor.text("plan-edit-note")) }
            }
            form.wide method="post" action=(visitor.path(&format!("plans/{}", shown.plan.id))) {
                input type="hidden" name="state" value=(filled.state);
                p.field {
                    label for="title" { (visitor.text("plans-name")) }
                    input #title name="title" value=(filled.title) required maxlength=(LONGEST_TITLE);
                }
                div.table { table.cards.form {
                    thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                    tbody {
                        @for row in 0..used + FURTHER {
                            @let iri = filled.competency.get(row).unwrap_or(&empty);
                            tr {
                                td data-label=(competency) {
                                    (shown.choices.competencies(locale, "competency", &format!("competency-{row}"), iri, competency))
                                }
                                td data-label=(level) {
                                    (shown.choices.levels(locale, "level", iri, 1, at(&filled.level, row).parse().ok(), level))
                                }
                                td data-label=(due) { input type="date" name="due" value=(at(&filled.due, row)) aria-label=(due); }
                                td data-label=(why) { input name="why" value=(at(&filled.why, row)) maxlength="2000" aria-label=(why); }
                            }
                        }
                    }
                } }
                p.field {
                    label for="other" { (visitor.text("plan-other")) }
                    input #other name="other" value=(filled.other);
                    span.note { (visitor.text("plan-other-note")) }
                }
                p.note { (visitor.text("plan-remove-note")) }
                button type="submit" { (visitor.text("plan-save")) }
            }
        }
    }
}

fn versions(visitor: &Visitor, shown: &Shown) -> Markup {
    html! {
        section.card {
            details {
                summary { (visitor.text("plan-versions")) }
                ol.feed reversed {
                    @for version in shown.plan.versions.iter().rev() {
                        li {
                            div.meta {
                                strong { (visitor.locale.with("plan-version", &[("number", version.number.into())])) }
                                (standing(visitor.locale, version.state()))
                                span { (shown.name(visitor, PersonId(version.made_by))) }
                                span { (ui::day_of(visitor.locale, &visitor.actor.zone, version.made_at)) }
                            }
                            ul.list { @for item in &version.items { li {
                                (shown.choices.name(&item.competency)) ": "
                                (shown.choices.level(visitor.locale, &item.competency, item.level))
                                @if let Some(due) = item.due {
                                    ", " (visitor.locale.with("plan-due", &[("date", visitor.locale.day(due).into())]))
                                }
                            } } }
                        }
                    }
                }
            }
        }
    }
}

impl Filled {
    /// The form of a plan as it stands.
    fn of(plan: &Plan) -> Self {
        let current = plan.current();
        let column = |text: &dyn Fn(&Item) -> String| current.items.iter().map(text).collect();
        Self {
            state: plan.tag(),
            title: current.title.clone(),
            competency: column(&|item| item.competency.clone()),
            other: String::new(),
            level: column(&|item| item.level.to_string()),
            due: column(&|item| {
                item.due
                    .map_or_else(String::new, |due| date_of(due).to_string())
            }),
            why: column(&|item| item.why.clone().unwrap_or_default()),
        }
    }

    /// The aims; a row without a competency is none.
    fn items(&self, visitor: &Visitor) -> Result<Vec<Item>, String> {
        if self.title.trim().is_empty() {
            return Err(visitor.text("form-title"));
        }
        let mut other = Some(self.other.trim()).filter(|other| !other.is_empty());
        let mut items = Vec::new();
        for (row, chosen) in self.competency.iter().enumerate() {
            let cell = |list: &[String]| list.get(row).cloned().unwrap_or_default();
            let level = cell(&self.level);
            let chosen = match chosen.trim() {
                // What was written out belongs to the first row that has a level and no competency.
                "" if !level.is_empty() => other.take().unwrap_or_default(),
                chosen => chosen,
            };
            if chosen.is_empty() {
                continue;
            }
            items.push(Item {
                competency: chosen.to_owned(),
                level: level.parse().map_err(|_| visitor.text("form-level"))?,
                due: day(visitor, &cell(&self.due))?,
                why: Some(cell(&self.why)).filter(|why| !why.trim().is_empty()),
            });
        }
        if other.is_some() {
            return Err(visitor.text("form-other"));
        }
        Ok(items)
    }
}

pub(super) async fn change(
    visitor: Visitor,
    Path((_, plan)): Path<(Uuid, Uuid)>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let wrong = match filled.items(&visitor) {
        Ok(items) => {
            let desk = visitor.app.desk();
            let state = Some(filled.state.as_str());
            let changed = desk.change(visitor.acting(), plan, &filled.title, items, state);
            match changed.await {
                Ok(_) => return Ok(visitor.to(&format!("plans/{plan}")).into_response()),
                Err(error) => mendable(visitor.locale, error)?,
            }
        }
        Err(wrong) => wrong,
    };
    let shown = Shown::of(&visitor, plan).await?;
    let page = show(&visitor, &shown, Some(&filled), Some(&wrong));
    Ok((Kind::BadRequest.status(), page).into_response())
}

/// Signs for one's own side: a draft is proposed by it, a proposal agreed.
pub(super) async fn sign(
    visitor: Visitor,
    Path((_, plan)): Path<(Uuid, Uuid)>,
    Form(seen): Form<Seen>,
) -> Result<Response, Problem> {
    let mut tx = visitor.app.read(&visitor.actor).await?;
    let found = plans::find(&mut tx, visitor.person.id, plan).await?;
    drop(tx);
    let (desk, acting) = (visitor.app.desk(), visitor.acting());
    let signed = match found.current().state() {
        Standing::Draft => desk.propose(acting, plan, Some(&seen.state)).await,
        Standing::Proposed | Standing::Agreed => desk.agree(acting, plan, Some(&seen.state)).await,
    };
    match signed {
        Ok(_) => Ok(visitor
            .once_derived(&format!("plans/{plan}"))
            .await?
            .into_response()),
        Err(error) => {
            let wrong = mendable(visitor.locale, error)?;
            let shown = Shown::of(&visitor, plan).await?;
            let page = show(&visitor, &shown, None, Some(&wrong));
            Ok((Kind::Conflict.status(), page).into_response())
        }
    }
}

pub(super) async fn undo(
    visitor: Visitor,
    Path((_, plan)): Path<(Uuid, Uuid)>,
    Form(seen): Form<Seen>,
) -> Result<Response, Problem> {
    let desk = visitor.app.desk();
    let left = desk.undo(visitor.acting(), plan, Some(&seen.state)).await?;
    let rest = match left {
        Some(plan) => format!("plans/{}", plan.id),
        None => "plans".to_owned(),
    };
    Ok(visitor.to(&rest).into_response())
}
