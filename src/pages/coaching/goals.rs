//! A person's goals and transfer steps: what is open, what was done, and whose word stands behind it.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{chart, sheet, ui};
use super::choice::{self, Choices};
use super::plans::day;
use super::vouching::{self, Back};
use super::{Visitor, mendable};
use crate::coaching::{
    Aim, AimState, CoachingError, Known, LONGEST_TEXT, LONGEST_TITLE, Step, Wish, aims, known,
    steps,
};
use crate::competency::person_report;
use crate::exports::Subject;
use crate::groups::{Group, GroupId};
use crate::message::Message;
use crate::problem::{Kind, Problem};

/// A goal to set or a step to report, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    title: String,
    /// `goal` and `step` are to be reached; `done` is a step that is done.
    kind: String,
    competency: String,
    due: String,
    /// The group it belongs to; a form that was not filled in yet has none, an empty one is a choice.
    group: Option<String>,
    note: String,
}

/// What is done with a goal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Deed {
    percent: String,
    note: String,
}

/// What is needed to show goals.
struct Shown {
    known: Known,
    aims: Vec<Aim>,
    steps: Vec<Step>,
    choices: Choices,
    /// The groups that a goal can belong to.
    groups: Vec<Group>,
}

impl Shown {
    async fn of(visitor: &Visitor) -> Result<Self, Problem> {
        let today = visitor.app.today();
        let mut tx = visitor.app.read(&visitor.actor).await?;
        let report = person_report(&mut tx, visitor.person.id, today).await?;
        let choices = Choices::of(&mut tx, report.as_ref()).await?;
        let known = known(&mut tx, visitor.person.id, today).await?;
        let who = visitor.actor.person;
        let groups = known.shared_groups(&mut tx, who, today).await?;
        Ok(Self {
            groups,
            aims: aims(&known.facts, visitor.person.id, &known.sources),
            steps: steps(&known.facts, visitor.person.id, &known.sources),
            known,
            choices,
        })
    }

    fn title(&self, visitor: &Visitor, object: Option<i64>) -> String {
        let title = object.and_then(|key| self.known.title(key));
        title.map_or_else(|| visitor.text("goal-unnamed"), str::to_owned)
    }

    /// The names of competencies.
    fn topics(&self, competencies: &[i64]) -> String {
        let iris = competencies.iter().filter_map(|key| self.known.iri(*key));
        let names: Vec<&str> = iris.map(|iri| self.choices.name(iri)).collect();
        names.join(", ")
    }
}

pub(super) async fn get(visitor: Visitor) -> Result<Markup, Problem> {
    let shown = Shown::of(&visitor).await?;
    Ok(show(&visitor, &shown, &Filled::default(), None))
}

fn show(visitor: &Visitor, shown: &Shown, filled: &Filled, complaint: Option<&str>) -> Markup {
    let open = |aim: &&Aim| aim.state == AimState::Open;
    let waiting: Vec<&Aim> = shown.aims.iter().filter(open).collect();
    let closed: Vec<&Aim> = shown.aims.iter().filter(|aim| !open(aim)).collect();
    let body = html! {
        (ui::fault(visitor.locale, complaint))
        section.card {
            h2 { (visitor.text("goals-open")) }
            @if waiting.is_empty() {
                p.note { (visitor.text("goals-open-none")) }
            } @else {
                ol.aims { @for aim in &waiting { (open_aim(visitor, shown, aim)) } }
            }
        }
        (form(visitor, shown, filled))
        section.card {
            h2 { (visitor.text("steps-done")) }
            @if shown.steps.is_empty() {
                p.note { (visitor.text("steps-none")) }
            } @else {
                ol.aims { @for step in &shown.steps { (done_step(visitor, shown, step)) } }
            }
        }
        @if !closed.is_empty() {
            section.card { details {
                summary { (visitor.locale.with("goals-closed", &[("count", closed.len().into())])) }
                ul.list { @for aim in &closed { li { span {
                    (shown.title(visitor, Some(aim.object))) " · "
                    (visitor.text(match aim.state {
                        AimState::GivenUp => "goal-given-up",
                        AimState::Achieved | AimState::Open => "goal-achieved",
                    }))
                    @if let Some(day) = aim.closed { " · " (visitor.locale.day(day)) }
                } } } }
            } }
        }
    };
    let body = html! {
        (body)
        section.card { (sheet::menu(visitor.locale, Subject::Goals, &format!("&person={}", visitor.person.id))) }
    };
    let title = visitor.text("goals-title");
    visitor.page(ui::PersonTab::Goals, &title, &body)
}

fn button(visitor: &Visitor, path: &str, key: &str, plain: bool) -> Markup {
    html! {
        form method="post" action=(visitor.path(path)) {
            button.plain[plain] type="submit" { (visitor.text(key)) }
        }
    }
}

fn open_aim(visitor: &Visitor, shown: &Shown, aim: &Aim) -> Markup {
    let locale = visitor.locale;
    let late = aim.due.is_some_and(|due| due < visitor.app.today());
    let topics = shown.topics(&aim.competencies);
    let percent = format!("{:.0}", aim.done as f64 / 1e4);
    html! {
        li {
            div.row-head {
                h3 { (shown.title(visitor, Some(aim.object))) }
                div.chips {
                    @if let Some(due) = aim.due {
                        span.chip.grey[!late].red[late] {
                            (locale.with("plan-due", &[("date", locale.day(due).into())]))
                        }
                    }
                }
            }
            p.index {
                (chart::index(aim.done / 10_000))
                (locale.with("goal-done", &[("percent", percent.as_str().into())]))
            }
            @if !topics.is_empty() { p.note { (topics) } }
            div.actions {
                @if visitor.is_own() {
                    form.inline method="post" action=(visitor.path(&format!("goals/{}/progress", aim.statement))) {
                        label {
                            (visitor.text("goal-percent")) " "
                            input type="number" name="percent" min="0" max="100" step="5" value=(percent) required;
                        }
                        button.plain type="submit" { (visitor.text("goal-note")) }
                    }
                    (button(visitor, &format!("goals/{}/achieve", aim.statement), "goal-achieve", true))
                }
                (button(visitor, &format!("goals/{}/give-up", aim.statement), "goal-give-up", true))
            }
        }
    }
}

fn done_step(visitor: &Visitor, shown: &Shown, step: &Step) -> Markup {
    let locale = visitor.locale;
    let topics = shown.topics(&step.competencies);
    html! {
        li {
            div.row-head {
                h3 { (shown.title(visitor, step.object)) }
                div.chips {
                    span.chip.grey { (locale.day(step.day)) }
                    @match &step.verification {
                        Some(word) => (vouching::mark(locale, word.mark)),
                        None => span.chip.amber { (locale.text("step-unverified")) },
                    }
                }
            }
            @if !topics.is_empty() { p.note { (topics) } }
            @if !visitor.is_own() {
                @let claim = (visitor.person.id, step.statement);
                @match &step.verification {
                    None => (vouching::asked(locale, claim, Back::Goals)),
                    Some(word) if word.by == visitor.actor.person => {
                        div.actions { (vouching::taken_back(locale, claim, Back::Goals)) }
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

fn form(visitor: &Visitor, shown: &Shown, filled: &Filled) -> Markup {
    let mut kinds = vec![("goal", "goal-kind-goal"), ("step", "goal-kind-step")];
    if visitor.is_own() {
        kinds.push(("done", "goal-kind-done"));
    }
    // Where there is but one group, that is what is meant most often.
    let only = match &shown.groups[..] {
        [only] => Some(only.id.to_string()),
        _ => None,
    };
    let chosen = filled.group.clone().or(only);
    html! {
        section.card {
            h2 { (visitor.text("goals-new")) }
            form.fields method="post" action=(visitor.path("goals")) {
                p.field {
                    label for="title" { (visitor.text("goals-what")) }
                    input #title name="title" value=(filled.title) required maxlength=(LONGEST_TITLE);
                }
                p.field {
                    label for="kind" { (visitor.text("review-goal-kind")) }
                    select #kind name="kind" {
                        @for (kind, key) in kinds {
                            option value=(kind) selected[filled.kind == kind] { (visitor.text(key)) }
                        }
                    }
                }
                p.field {
                    label for="competency" { (visitor.text("goals-for")) }
                    (shown.choices.competencies(visitor.locale, "competency", "competency", &filled.competency, &visitor.text("goals-for")))
                }
                (choice::groups(visitor.locale, &shown.groups, chosen.as_deref().unwrap_or_default()))
                p.field {
                    label for="due" { (visitor.text("plans-due")) }
                    input #due type="date" name="due" value=(filled.due);
                }
                p.field {
                    label for="note" { (visitor.text("goals-note")) }
                    textarea #note name="note" rows="2" maxlength=(LONGEST_TEXT) { (filled.note) }
                }
                button type="submit" { (visitor.text("goals-set")) }
            }
        }
    }
}

impl Filled {
    fn read(&self, visitor: &Visitor) -> Result<Wish, String> {
        if self.title.trim().is_empty() {
            return Err(visitor.text("form-title"));
        }
        let due = day(visitor, &self.due)?;
        if due.is_some_and(|due| due < visitor.app.today()) {
            return Err(visitor.text("form-past"));
        }
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let group = self.group.as_deref().filter(|group| !group.is_empty());
        let group = group.map(str::parse).transpose();
        let group = group.map_err(|_| visitor.text("form-group"))?;
        Ok(Wish {
            id: None,
            title: self.title.clone(),
            step: self.kind == "step",
            competencies: some(&self.competency).into_iter().collect(),
            due,
            group: group.map(GroupId),
            note: some(&self.note),
        })
    }
}

pub(super) async fn set(visitor: Visitor, Form(filled): Form<Filled>) -> Result<Response, Problem> {
    let wrong = match filled.read(&visitor) {
        Ok(wish) => {
            let desk = visitor.app.desk();
            let said = if filled.kind == "done" {
                desk.report(visitor.acting(), None, &wish).await
            } else {
                desk.set(visitor.acting(), &wish).await
            };
            match said {
                Ok(_) => return Ok(visitor.once_derived("goals").await?.into_response()),
                Err(error) => mendable(visitor.locale, error)?,
            }
        }
        Err(wrong) => wrong,
    };
    let shown = Shown::of(&visitor).await?;
    let page = show(&visitor, &shown, &filled, Some(&wrong));
    Ok((Kind::BadRequest.status(), page).into_response())
}

/// Does something with a goal: notes how far it is, says that it is reached, gives it up.
pub(super) async fn deal(
    visitor: Visitor,
    Path((_, goal, deed)): Path<(Uuid, Uuid, String)>,
    Form(filled): Form<Deed>,
) -> Result<Response, Problem> {
    let (desk, acting) = (visitor.app.desk(), visitor.acting());
    let note = Some(filled.note.as_str()).filter(|note| !note.trim().is_empty());
    let done = match deed.as_str() {
        "progress" => match filled.percent.trim().parse() {
            Ok(percent) => desk.note_progress(acting, goal, percent, note).await,
            Err(_) => Err(CoachingError::Wrong(Message::new("form-percent"))),
        },
        "achieve" => desk.achieve(acting, goal, note).await,
        "give-up" => desk.give_up(acting, goal, note).await,
        _ => return Err(Problem::not_found()),
    };
    answer(&visitor, done).await
}

async fn answer(visitor: &Visitor, done: Result<Uuid, CoachingError>) -> Result<Response, Problem> {
    match done {
        Ok(_) => Ok(visitor.once_derived("goals").await?.into_response()),
        Err(error) => {
            let wrong = mendable(visitor.locale, error)?;
            let page = again(visitor, &wrong).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}

/// The page as it stands, with what is wrong with what was asked for.
pub(super) async fn again(visitor: &Visitor, wrong: &str) -> Result<Markup, Problem> {
    let shown = Shown::of(visitor).await?;
    Ok(show(visitor, &shown, &Filled::default(), Some(wrong)))
}
