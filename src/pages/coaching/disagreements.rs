//! "I disagree": what a person says against a number, and what their coach answers.
//!
//! Everything stands on one page of the person; the part about one competency also stands where its
//! number is explained.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::ui;
use super::choice::Choices;
use super::{Visitor, mendable};
use crate::coaching::LONGEST_TEXT;
use crate::coaching::disagreements::{self, Disagreement, Note};
use crate::competency::{CompetencyProgress, EvidenceItem, PersonReport, person_report};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::store::{StoreError, Tx};

/// Pieces of evidence that a form offers.
const OFFERED: usize = 40;

/// What is said to be wrong, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    competency: String,
    statement: String,
    text: String,
}

/// An answer, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reply {
    text: String,
}

/// What was said against a person's numbers, as somebody reads it.
pub(in crate::pages) struct Said<'a> {
    locale: Locale,
    actor: &'a Actor,
    person: PersonId,
    /// Whether whoever reads may answer.
    may_act: bool,
    all: Vec<Disagreement>,
    names: BTreeMap<PersonId, Person>,
}

impl<'a> Said<'a> {
    /// All that a person has said, the newest first.
    pub(in crate::pages) async fn of(
        tx: &mut Tx,
        locale: Locale,
        actor: &'a Actor,
        person: PersonId,
        may_act: bool,
    ) -> Result<Self, StoreError> {
        let all = disagreements::list(tx, person).await?;
        let writers = all.iter().flat_map(|one| &one.notes);
        let names = people::find_all(tx, writers.map(|note| note.writer)).await?;
        Ok(Self {
            locale,
            actor,
            person,
            may_act,
            all,
            names,
        })
    }

    fn is_own(&self) -> bool {
        self.actor.person == self.person
    }

    fn path(&self, rest: &str) -> String {
        format!("/people/{}/disagreements{rest}", self.person)
    }

    /// The part about one competency, with the form for the person whose number it is.
    pub(in crate::pages) fn about(&self, found: &CompetencyProgress) -> Markup {
        let some: Vec<&Disagreement> = self
            .all
            .iter()
            .filter(|one| one.competency == found.iri)
            .collect();
        let may_open = self.is_own() && self.may_act;
        html! {
            @if may_open || !some.is_empty() {
                section.card #disagree {
                    h2 { (self.locale.text(if self.is_own() { "disagree-title" } else { "disagreements-title" })) }
                    @if !some.is_empty() {
                        ol.aims { @for one in some { (self.entry(one, None)) } }
                    }
                    @if may_open { (self.form(found)) }
                }
            }
        }
    }

    fn form(&self, found: &CompetencyProgress) -> Markup {
        html! {
            p.note { (self.locale.text("disagree-note")) }
            form.fields method="post" action=(self.path("")) {
                input type="hidden" name="competency" value=(found.iri);
                @if !found.evidence.is_empty() {
                    p.field {
                        label for="disagree-statement" { (self.locale.text("disagree-with")) }
                        select #disagree-statement name="statement" {
                            option value="" { (self.locale.text("disagree-number")) }
                            @for item in found.evidence.iter().take(OFFERED) {
                                option value=(item.statement) { (self.piece(item)) }
                            }
                        }
                    }
                }
                (text_field(self.locale, "disagree-text", "disagree-why", ""))
                button type="submit" { (self.locale.text("disagree-say")) }
            }
        }
    }

    /// A piece of evidence in a list to choose from.
    fn piece(&self, item: &EvidenceItem) -> String {
        let kind = self.locale.text(&format!("kind-{}", item.kind.word()));
        format!("{}, {kind}", self.locale.day(item.day))
    }

    /// One of them; under a name where several competencies stand together.
    fn entry(&self, one: &Disagreement, name: Option<&Markup>) -> Markup {
        let locale = self.locale;
        html! {
            li id={ "disagreement-" (one.id) } {
                div.row-head {
                    h3 {
                        @match name {
                            Some(name) => (name),
                            None => (locale.with("disagree-since", &[
                                ("day", locale.day_of(&self.actor.zone, one.opened_at).into()),
                            ])),
                        }
                    }
                    div.chips { (self.stands(one)) }
                }
                @if let Some(statement) = one.statement {
                    p.note {
                        a href={ "/people/" (self.person) "/statements/" (statement) } {
                            (locale.text("disagree-piece"))
                        }
                    }
                }
                ol.feed { @for note in &one.notes { li { (self.note(note)) } } }
                @if self.may_act && one.closed_at.is_none() { (self.answering(one)) }
            }
        }
    }

    /// How it stands: whoever spoke last waits for the other side.
    fn stands(&self, one: &Disagreement) -> Markup {
        let locale = self.locale;
        let waits = one.notes.last().map(|note| note.writer) == Some(self.person);
        html! {
            @match one.closed_at {
                Some(at) => span.chip.grey {
                    (locale.with("disagree-closed", &[
                        ("day", locale.day_of(&self.actor.zone, at).into()),
                    ]))
                },
                None if waits => span.chip.amber { (locale.text("disagree-waits")) },
                None => span.chip { (locale.text("disagree-answered")) },
            }
        }
    }

    fn note(&self, note: &Note) -> Markup {
        let writer = self.names.get(&note.writer);
        html! {
            div.meta {
                span { strong { (ui::name(self.locale, writer)) } }
                span { (ui::minute(self.locale, &self.actor.zone, note.at)) }
            }
            blockquote.written { (note.text) }
        }
    }

    fn answering(&self, one: &Disagreement) -> Markup {
        let field = format!("answer-{}", one.id);
        html! {
            div.actions {
                details.confirm open[!self.is_own()] {
                    summary { (self.locale.text("disagree-answer")) }
                    form.fields method="post" action=(self.path(&format!("/{}/answer", one.id))) {
                        (text_field(self.locale, &field, "disagree-answer-text", ""))
                        button type="submit" { (self.locale.text("disagree-answer-now")) }
                    }
                }
                form method="post" action=(self.path(&format!("/{}/close", one.id))) {
                    button.plain type="submit" { (self.locale.text("disagree-close")) }
                }
            }
        }
    }
}

fn text_field(locale: Locale, id: &str, label: &str, text: &str) -> Markup {
    html! {
        p.field {
            label for=(id) { (locale.text(label)) }
            textarea id=(id) name="text" rows="3" required maxlength=(LONGEST_TEXT) { (text) }
        }
    }
}

pub(super) async fn get(visitor: Visitor) -> Result<Markup, Problem> {
    show(&visitor, &Filled::default(), None).await
}

async fn show(
    visitor: &Visitor,
    filled: &Filled,
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let (locale, person) = (visitor.locale, visitor.person.id);
    let mut tx = visitor.app.read(&visitor.actor).await?;
    let report = person_report(&mut tx, person, visitor.app.today()).await?;
    let choices = Choices::of(&mut tx, report.as_ref()).await?;
    let said = Said::of(&mut tx, locale, &visitor.actor, person, true).await?;
    drop(tx);
    let own = visitor.is_own();
    let body = html! {
        (ui::fault(locale, complaint))
        @if said.all.is_empty() {
            (visitor.empty("disagreements-empty-title", "disagreements-empty-own", "disagreements-empty"))
        } @else {
            section.card {
                ol.aims { @for one in &said.all {
                    (said.entry(one, Some(&named(report.as_ref(), &choices, person, &one.competency))))
                } }
            }
        }
        @if own { (opening(visitor, &choices, filled)) }
    };
    let title = visitor.text("disagreements-title");
    Ok(visitor.page(ui::PersonTab::Progress, &title, &body))
}

/// A competency's name, with the way to its number where there is one.
fn named(
    report: Option<&PersonReport>,
    choices: &Choices,
    person: PersonId,
    competency: &str,
) -> Markup {
    let mut all = report.into_iter().flat_map(|report| &report.competencies);
    let found = all.find(|found| found.iri == competency);
    html! {
        @match found {
            Some(found) => a href={ "/people/" (person) "/competencies/" (found.key) } { (found.name) },
            None => (choices.name(competency)),
        }
    }
}

/// The form to say so of any competency.
fn opening(visitor: &Visitor, choices: &Choices, filled: &Filled) -> Markup {
    let locale = visitor.locale;
    let label = locale.text("disagree-competency");
    html! {
        section.card #disagree {
            h2 { (locale.text("disagree-title")) }
            p.note { (locale.text("disagree-note")) }
            form.fields method="post" action=(visitor.path("disagreements")) {
                input type="hidden" name="statement" value=(filled.statement);
                p.field {
                    label for="competency" { (label) }
                    (choices.competencies(locale, "competency", "competency", &filled.competency, &label))
                }
                (text_field(locale, "disagree-text", "disagree-why", &filled.text))
                button type="submit" { (locale.text("disagree-say")) }
            }
        }
    }
}

impl Filled {
    fn statement(&self) -> Result<Option<Uuid>, Problem> {
        let text = self.statement.trim();
        let read = (!text.is_empty()).then(|| text.parse()).transpose();
        read.map_err(|_| Problem::not_found())
    }
}

/// Says that a number about oneself, or a piece of evidence for it, is wrong.
pub(super) async fn open(
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    if !visitor.is_own() {
        let refusal = Message::new("refused-own-disagreement");
        return Err(Problem::new(Kind::Forbidden, refusal));
    }
    let wrong = if filled.competency.trim().is_empty() {
        visitor.text("form-competency")
    } else {
        let about = filled.statement()?;
        let (acting, now) = (visitor.acting(), visitor.app.clock.now());
        let mut tx = visitor.app.db.write().await?;
        let (of, text) = (&filled.competency, &filled.text);
        match disagreements::open(&mut tx, acting, of, about, text, now).await {
            Ok(opened) => {
                tx.commit().await?;
                return Ok(visitor.to(&at(opened.id)).into_response());
            }
            Err(error) => mendable(visitor.locale, error)?,
        }
    };
    let page = show(&visitor, &filled, Some(&wrong)).await?;
    Ok((Kind::BadRequest.status(), page).into_response())
}

/// Where one of them stands.
fn at(id: Uuid) -> String {
    format!("disagreements#disagreement-{id}")
}

/// Answers a disagreement, or closes it, for either side.
pub(super) async fn deal(
    visitor: Visitor,
    Path((_, id, deed)): Path<(Uuid, Uuid, String)>,
    Form(reply): Form<Reply>,
) -> Result<Response, Problem> {
    let (acting, now) = (visitor.acting(), visitor.app.clock.now());
    let mut tx = visitor.app.db.write().await?;
    let done = match deed.as_str() {
        "answer" => disagreements::answer(&mut tx, acting, id, &reply.text, now).await,
        "close" => disagreements::close(&mut tx, acting, id, now).await,
        _ => return Err(Problem::not_found()),
    };
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visitor.to(&at(id)).into_response())
        }
        Err(error) => {
            drop(tx);
            let wrong = mendable(visitor.locale, error)?;
            let page = show(&visitor, &Filled::default(), Some(&wrong)).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}
