//! What the organisation decides in place of what is shipped: what verbs mean, and the numbers. A
//! document is tried out before it is put in force, and every earlier one can be put back.

pub(super) mod rules;
pub(super) mod vocabulary;

use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::ui;
use super::{Tab, by, framed};
use crate::decisions::{self, DecisionError};
use crate::locale::Locale;
use crate::problem::{Kind as ProblemKind, Problem};
use crate::projector::VocabularyError;
use crate::rulebook::{self, Faults, Kind, Ruling};
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;

/// Longest reason, in characters.
const REASON: usize = 500;

/// A form about a document, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    /// The document's text; empty for what is shipped.
    document: String,
    /// Why it is to be in force.
    reason: String,
    /// An earlier decision that is to be in force again.
    number: Option<i64>,
}

impl Filled {
    /// The document as it is kept: browsers end lines in their own way.
    fn document(&self) -> Option<String> {
        let text = self.document.replace("\r\n", "\n");
        (!text.trim().is_empty()).then_some(text)
    }
}

/// A document's page: whoever looks, and what is shown of the document.
struct Desk<'d> {
    app: &'d App,
    actor: &'d Actor,
    locale: Locale,
    kind: Kind,
}

impl Desk<'_> {
    const fn path(&self) -> &'static str {
        match self.kind {
            Kind::Vocabulary => "/admin/vocabulary",
            Kind::RuleSet => "/admin/rules",
        }
    }

    const fn tab(&self) -> Tab {
        match self.kind {
            Kind::Vocabulary => Tab::Vocabulary,
            Kind::RuleSet => Tab::Rules,
        }
    }

    fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    fn page(&self, title: &str, body: Markup) -> Markup {
        framed(self.app, self.locale, self.actor, self.tab(), title, body)
    }

    /// The text to begin with: the document in force, else what `unless` says.
    async fn begun(&self, tx: &mut Tx, unless: &str) -> Result<String, Problem> {
        let ruling = rulebook::in_force(tx, self.kind).await?;
        let document = ruling.and_then(|ruling| ruling.document);
        Ok(document.unwrap_or_else(|| unless.to_owned()))
    }

    /// The field that the document is written in.
    fn editor(&self, document: &str) -> Markup {
        html! {
            section.card id="document" {
                h2 { (self.text("document-title")) }
                form.wide method="post" action={ (self.path()) "/try" } {
                    p.field.whole {
                        label for="text" { (self.text("document-text")) }
                        textarea #text.code name="document" rows="18" spellcheck="false" { (document) }
                    }
                    p.note { (self.text("document-note")) }
                    button type="submit" { (self.text("document-try")) }
                }
            }
        }
    }

    /// Putting a document in force that was tried out.
    fn apply(&self, filled: &Filled) -> Markup {
        html! {
            form.fields method="post" action=(self.path()) {
                input type="hidden" name="document" value=(filled.document);
                p.field {
                    label for="reason" { (self.text("document-reason")) }
                    input #reason name="reason" value=(filled.reason) required maxlength=(REASON);
                }
                button type="submit" { (self.text("document-apply")) }
            }
        }
    }

    /// Every decision, the latest first, each to be put back.
    async fn history(&self, tx: &mut Tx) -> Result<Markup, Problem> {
        let all = rulebook::list_all(tx, self.kind).await?;
        let in_force = all.first().map_or(0, |ruling| ruling.number);
        Ok(html! {
            section.card {
                h2 { (self.text("document-history")) }
                ol.feed {
                    @for ruling in &all { li { (self.decision(ruling, in_force)) } }
                    li {
                        p.meta {
                            strong { (self.text("document-shipped")) }
                            @if in_force == 0 { span.chip.green { (self.text("document-in-force")) } }
                        }
                        @if in_force != 0 { (self.restore(0)) }
                    }
                }
            }
        })
    }

    fn decision(&self, ruling: &Ruling, in_force: i64) -> Markup {
        let Ruling {
            number,
            document,
            reason,
            decided_by,
            decided_at,
        } = ruling;
        html! {
            p.meta {
                strong { (self.locale.with("document-number", &[("number", (*number).into())])) }
                span { (decided_by) }
                span { (ui::moment(self.locale, &self.actor.zone, *decided_at)) }
                @if document.is_none() { span.chip.grey { (self.text("document-shipped")) } }
                @if *number == in_force { span.chip.green { (self.text("document-in-force")) } }
            }
            p { (reason) }
            @if let Some(document) = document {
                details { summary { (self.text("document-show")) } pre { (document) } }
            }
            @if *number != in_force { (self.restore(*number)) }
        }
    }

    fn restore(&self, number: i64) -> Markup {
        let field = format!("reason-{number}");
        html! {
            details.confirm {
                summary { (self.text("document-restore")) }
                form.fields method="post" action={ (self.path()) "/restore" } {
                    input type="hidden" name="number" value=(number);
                    p.field {
                        label for=(field) { (self.text("document-reason")) }
                        input id=(field) name="reason" required maxlength=(REASON);
                    }
                    button type="submit" { (self.text("document-restore-now")) }
                }
            }
        }
    }

    /// Puts a document in force; what is wrong with it or with the reason, in words.
    async fn decide(&self, filled: &Filled) -> Result<Result<i64, String>, Problem> {
        let reason = filled.reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON || reason.contains('\0') {
            return Ok(Err(self.text("document-no-reason")));
        }
        let now: Timestamp = self.app.clock.now();
        let author = self.app.author(self.actor);
        let by = by(self.actor);
        let mut tx = self.app.db.write().await?;
        let document = match filled.number {
            Some(number) => match decisions::document_of(&mut tx, self.kind, number).await {
                Ok(document) => document,
                Err(error) => return mendable(self.locale, error).map(Err),
            },
            None => filled.document(),
        };
        let said = (reason, by.as_str());
        let decided =
            decisions::decide(&mut tx, self.kind, document.as_deref(), said, &author, now).await;
        match decided {
            Ok(number) => {
                tx.commit().await?;
                Ok(Ok(number))
            }
            Err(error) => mendable(self.locale, error).map(Err),
        }
    }
}

/// What whoever decides can mend, in words; anything else ends the request.
fn mendable(locale: Locale, error: DecisionError) -> Result<String, Problem> {
    match error {
        DecisionError::NoDecision(_) => Err(Problem::not_found()),
        DecisionError::Audit(error) => Err(error.into()),
        DecisionError::Store(error) => Err(error.into()),
        DecisionError::Rules(faults) => Ok(told(locale, &faults)),
        DecisionError::Vocabulary(error) => unread(locale, error),
    }
}

/// What is wrong with a document, a line for each fault.
fn told(locale: Locale, faults: &Faults) -> String {
    let lines: Vec<String> = faults.0.iter().map(|it| locale.say(&it.said())).collect();
    lines.join("\n")
}

/// The same of a vocabulary.
fn unread(locale: Locale, error: VocabularyError) -> Result<String, Problem> {
    match error {
        VocabularyError::Faults(faults) => Ok(told(locale, &faults)),
        VocabularyError::Json(error) => {
            Ok(locale.with("fault-json", &[("text", error.to_string().into())]))
        }
        other @ VocabularyError::Schema(_) => Err(Problem::internal(other)),
    }
}

/// A page that a form comes back to with what is wrong.
fn refused(page: Markup) -> Response {
    (ProblemKind::BadRequest.status(), page).into_response()
}
