//! What the organisation decides in place of what is shipped: what verbs mean, and the numbers. A
//! document is tried out before it is put in force, and every earlier one can be put back.

pub(super) mod rules;
pub(super) mod vocabulary;

use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::ui;
use super::{Tab, by, framed};
use crate::access;
use crate::decisions::{self, DecisionError};
use crate::locale::Locale;
use crate::problem::{Kind as ProblemKind, Problem};
use crate::projector::VocabularyError;
use crate::rulebook::{self, Faults, Kind, Ruling};
use crate::sso::Actor;
use crate::state::App;
use crate::store::Tx;
use vocabulary::Mapped;

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

/// What a page shows beside what is stored.
#[derive(Default)]
struct Shown {
    /// The form that maps a verb.
    mapped: Mapped,
    filled: Option<Filled>,
    /// What the document would do that was filled in.
    tried: Option<Markup>,
    complaint: Option<String>,
}

impl From<Filled> for Shown {
    fn from(filled: Filled) -> Self {
        Self {
            filled: Some(filled),
            ..Self::default()
        }
    }
}

/// What a page shows of its kind of document alone.
struct Particulars {
    /// Which version is in force, in words.
    version: String,
    /// Below the head.
    above: Markup,
    /// Above the editor.
    further: Markup,
}

/// A document's page: whoever looks, and what is shown of the document.
struct Desk<'d> {
    app: &'d App,
    actor: &'d Actor,
    locale: Locale,
    kind: Kind,
}

impl<'d> Desk<'d> {
    /// Lets in whoever administrates.
    fn enter(app: &'d App, actor: &'d Actor, locale: Locale, kind: Kind) -> Result<Self, Problem> {
        access::administrate(actor)?;
        Ok(Self {
            app,
            actor,
            locale,
            kind,
        })
    }

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

    async fn show(&self, shown: &Shown) -> Result<Markup, Problem> {
        let mut tx = self.app.db.read().await?;
        let own = match self.kind {
            Kind::Vocabulary => vocabulary::particulars(self, &mut tx, &shown.mapped).await?,
            Kind::RuleSet => rules::particulars(self, &mut tx).await?,
        };
        let begun = self.begun(&mut tx).await?;
        let history = self.history(&mut tx).await?;
        drop(tx);
        let title = self.text(self.tab().label());
        let filled = shown.filled.as_ref();
        let document = filled.map_or(begun, |filled| filled.document.clone());
        let body = html! {
            div.head { h1 { (title) } p.facts { span { (own.version) } } }
            (own.above)
            (ui::fault(self.locale, shown.complaint.as_deref()))
            @if let (Some(tried), Some(filled)) = (&shown.tried, filled) {
                section.card {
                    h2 { (self.text("trial-title")) }
                    (tried)
                    (self.apply(filled))
                }
            }
            (own.further)
            (self.editor(&document))
            (history)
        };
        let page = framed(self.app, self.locale, self.actor, self.tab(), &title, body);
        Ok(page)
    }

    /// The page that a form comes back to with what is wrong.
    async fn refused(&self, shown: &Shown) -> Result<Response, Problem> {
        let page = self.show(shown).await?;
        Ok((ProblemKind::BadRequest.status(), page).into_response())
    }

    /// The text to begin with: the document in force, else the numbers that are shipped. Rules of a
    /// vocabulary come before the shipped ones: there may be none.
    async fn begun(&self, tx: &mut Tx) -> Result<String, Problem> {
        let ruling = rulebook::in_force(tx, self.kind).await?;
        let document = ruling.and_then(|ruling| ruling.document);
        Ok(document.unwrap_or_else(|| match self.kind {
            Kind::Vocabulary => String::new(),
            Kind::RuleSet => decisions::shipped(self.kind).to_owned(),
        }))
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

    /// Tries the document of the form out.
    async fn try_out(&self, mut shown: Shown) -> Result<Response, Problem> {
        let document = shown.filled.as_ref().and_then(Filled::document);
        let mut tx = self.app.db.read().await?;
        let tried = match self.kind {
            Kind::Vocabulary => vocabulary::tried(self, &mut tx, document.as_deref()).await?,
            Kind::RuleSet => rules::tried(self, &mut tx, document.as_deref()).await,
        };
        drop(tx);
        match tried {
            Ok(tried) => {
                shown.tried = Some(tried);
                Ok(self.show(&shown).await?.into_response())
            }
            Err(error) => {
                shown.complaint = Some(mendable(self.locale, error)?);
                self.refused(&shown).await
            }
        }
    }

    /// Puts the document of the form in force, or an earlier one.
    async fn decide(&self, filled: Filled) -> Result<Response, Problem> {
        match self.decided(&filled).await? {
            Ok(_) => {
                // Facts are derived anew by another vocabulary, beside those that serve.
                if self.kind == Kind::Vocabulary {
                    self.app.renewals.ask();
                }
                Ok(Redirect::to(self.path()).into_response())
            }
            Err(wrong) => {
                let shown = Shown {
                    complaint: Some(wrong),
                    filled: filled.number.is_none().then_some(filled),
                    ..Shown::default()
                };
                self.refused(&shown).await
            }
        }
    }

    /// Puts a document in force; what is wrong with it or with the reason, in words.
    async fn decided(&self, filled: &Filled) -> Result<Result<i64, String>, Problem> {
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
