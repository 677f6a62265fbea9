//! A coach's word on what somebody says of themselves: that it is so, how far, or that it is not.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{competency, person};
use super::{Visitor, goals, mendable};
use crate::coaching::{CoachingError, LONGEST_TEXT};
use crate::competency::{CompetencyProgress, EvidenceItem};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::PersonId;
use crate::problem::{Kind, Problem};
use crate::projector::{Words, words_of};
use crate::rules::Class;
use crate::store::{StoreError, Tx};

/// Claims shown at once.
const SHOWN: usize = 3;
/// Older ones that can be unfolded.
const OLDER: usize = 12;

/// A word, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Word {
    mark: String,
    note: String,
    back: Back,
}

/// The page on which it was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(in crate::pages) enum Back {
    /// One competency of the person, by its key.
    Competency(i64),
    /// Goals and steps.
    #[default]
    Goals,
    /// The person's page.
    Person,
}

impl From<String> for Back {
    fn from(text: String) -> Self {
        match text.parse() {
            Ok(key) => Self::Competency(key),
            Err(_) if text == "person" => Self::Person,
            Err(_) => Self::Goals,
        }
    }
}

impl Back {
    fn word(self) -> String {
        match self {
            Self::Competency(key) => key.to_string(),
            Self::Goals => "goals".to_owned(),
            Self::Person => "person".to_owned(),
        }
    }

    fn address(self, visitor: &Visitor) -> String {
        match self {
            Self::Competency(key) => visitor.path(&format!("competencies/{key}#claims")),
            Self::Goals => visitor.path("goals"),
            Self::Person => format!("/people/{}#claims", visitor.person.id),
        }
    }
}

/// The forms of a word on a claim: how far it is so, and that it is not.
pub(in crate::pages) fn asked(
    locale: Locale,
    (person, claim): (PersonId, Uuid),
    back: Back,
) -> Markup {
    let path = format!("/people/{person}/steps/{claim}/verify");
    let marks = [
        ("1", "mark-full"),
        ("0.75", "mark-good"),
        ("0.5", "mark-half"),
        ("0.25", "mark-little"),
    ];
    let note = format!("reject-{claim}");
    html! {
        div.actions {
            form.inline method="post" action=(path) {
                input type="hidden" name="back" value=(back.word());
                label {
                    (locale.text("step-mark")) " "
                    select name="mark" {
                        @for (mark, key) in marks { option value=(mark) { (locale.text(key)) } }
                    }
                }
                button.plain type="submit" { (locale.text("step-verify")) }
            }
            details.confirm {
                summary { (locale.text("claim-reject")) }
                form.fields method="post" action=(path) {
                    input type="hidden" name="back" value=(back.word());
                    input type="hidden" name="mark" value="0";
                    p.note { (locale.text("claim-reject-note")) }
                    p.field {
                        label for=(note) { (locale.text("claim-reject-why")) }
                        textarea id=(note) name="note" rows="2" maxlength=(LONGEST_TEXT) {}
                    }
                    button type="submit" { (locale.text("claim-reject-now")) }
                }
            }
        }
    }
}

/// The form that takes a word back.
pub(in crate::pages) fn taken_back(
    locale: Locale,
    (person, claim): (PersonId, Uuid),
    back: Back,
) -> Markup {
    html! {
        form method="post" action={ "/people/" (person) "/steps/" (claim) "/withdraw" } {
            input type="hidden" name="back" value=(back.word());
            button.plain type="submit" { (locale.text("step-withdraw")) }
        }
    }
}

/// Something that a person says of themselves, with the competencies that it is evidence of.
struct Claim<'r> {
    item: &'r EvidenceItem,
    of: Vec<&'r CompetencyProgress>,
}

/// The evidence that `is` picks for a competency, each once, the newest first.
fn claims<'r>(
    competencies: &'r [CompetencyProgress],
    is: impl Fn(&CompetencyProgress, &EvidenceItem) -> bool,
) -> Vec<Claim<'r>> {
    let mut found: BTreeMap<Uuid, Claim<'r>> = BTreeMap::new();
    for competency in competencies {
        for item in competency
            .evidence
            .iter()
            .filter(|item| is(competency, item))
        {
            let claim = found.entry(item.statement).or_insert(Claim {
                item,
                of: Vec::new(),
            });
            claim.of.push(competency);
        }
    }
    let mut claims: Vec<Claim<'r>> = found.into_values().collect();
    claims.sort_by_key(|claim| std::cmp::Reverse((claim.item.day, claim.item.statement)));
    claims
}

/// What of a person's evidence asks for a coach's word, and the words of that coach that stand.
pub(in crate::pages) struct Claims<'r> {
    person: PersonId,
    /// What rests on the person's own word alone, the newest first.
    waiting: Vec<Claim<'r>>,
    /// What others say of the person, such as results of tests, that took less time than can be.
    fast: Vec<Claim<'r>>,
    /// What the coach has given their word on.
    said: Vec<Claim<'r>>,
    /// What is claimed, by the statement that says so.
    words: BTreeMap<Uuid, Words>,
}

impl<'r> Claims<'r> {
    /// What `coach` is shown of `person`'s competencies.
    pub(in crate::pages) async fn of(
        tx: &mut Tx,
        competencies: &'r [CompetencyProgress],
        (person, coach): (PersonId, PersonId),
    ) -> Result<Self, StoreError> {
        let waiting = claims(competencies, |_, item| item.class == Class::Own);
        let said = claims(competencies, |_, item| {
            item.verifies.is_some() && item.by.as_ref().is_some_and(|by| by.id == coach)
        });
        let shown = waiting.iter().take(SHOWN + OLDER);
        let shown = shown.map(|claim| claim.item.statement);
        let meant = said.iter().take(OLDER);
        let meant = meant.filter_map(|claim| claim.item.verifies);
        let words = words_of(tx, shown.chain(meant)).await?;
        Ok(Self {
            person,
            waiting,
            fast: claims(competencies, CompetencyProgress::is_hurried),
            said,
            words,
        })
    }

    fn are_none(&self) -> bool {
        self.waiting.is_empty() && self.fast.is_empty() && self.said.is_empty()
    }

    /// Them with the forms of a word; `back` is where it leads to then.
    pub(in crate::pages) fn card(&self, locale: Locale, back: Back) -> Markup {
        html! {
            @if !self.are_none() {
                section.card #claims {
                    h2 { (locale.text("claims-title")) }
                    (self.waiting(locale, back))
                    (self.fast(locale))
                    (self.said(locale, back))
                }
            }
        }
    }

    fn waiting(&self, locale: Locale, back: Back) -> Markup {
        let (shown, folded) = self.waiting.split_at(self.waiting.len().min(SHOWN));
        let older = &folded[..folded.len().min(OLDER)];
        let left = folded.len() - older.len();
        let list = |claims: &[Claim<'_>]| {
            html! {
                ol.aims { @for claim in claims { li {
                    (self.told(locale, claim, claim.item.statement))
                    (asked(locale, (self.person, claim.item.statement), back))
                } } }
            }
        };
        html! {
            @if shown.is_empty() {
                p.note { (locale.text("claims-none")) }
            } @else {
                p.note { (locale.text("claims-note")) }
                (list(shown))
            }
            @if !older.is_empty() {
                details {
                    summary { (locale.with("claims-older", &[("count", older.len().into())])) }
                    (list(older))
                    @if left > 0 {
                        p.note { (locale.with("claims-more", &[("count", left.into())])) }
                    }
                }
            }
        }
    }

    fn fast(&self, locale: Locale) -> Markup {
        let person = self.person;
        html! {
            @if !self.fast.is_empty() {
                h3 #fast { (locale.text("claims-fast")) }
                p.note { (locale.text("claims-fast-note")) }
                ol.aims { @for claim in self.fast.iter().take(OLDER) { li {
                    (self.told(locale, claim, claim.item.statement))
                    div.actions { @for competency in &claim.of {
                        a.button.plain href={ "/people/" (person) "/competencies/" (competency.key) "#word" } {
                            (locale.with("claims-fast-rate", &[("competency", competency.name.as_str().into())]))
                        }
                    } }
                } } }
            }
        }
    }

    fn said(&self, locale: Locale, back: Back) -> Markup {
        html! {
            @if !self.said.is_empty() {
                details {
                    summary { (locale.with("claims-said", &[("count", self.said.len().into())])) }
                    ol.aims { @for claim in self.said.iter().take(OLDER) {
                        @if let Some(meant) = claim.item.verifies { li {
                            (self.told(locale, claim, meant))
                            (taken_back(locale, (self.person, meant), back))
                        } }
                    } }
                }
            }
        }
    }

    /// What is claimed in which words, of what, and when; `meant` is the statement that says so.
    fn told(&self, locale: Locale, claim: &Claim<'_>, meant: Uuid) -> Markup {
        let item = claim.item;
        let words = self.words.get(&meant);
        html! {
            div.row-head {
                h3 { a href={ "/people/" (self.person) "/statements/" (meant) } {
                    (person::kind(locale, item))
                } }
                div.chips {
                    span.chip.grey { (locale.day(item.day)) }
                    @if item.verifies.is_some() { (mark(locale, item.quality)) }
                    @if let Some(timing) = item.too_fast() { (person::too_fast(locale, timing)) }
                }
            }
            @if let Some(title) = words.and_then(|words| words.title.as_ref()) { p { (title) } }
            @if let Some(text) = words.and_then(|words| words.text.as_ref()) { blockquote.written { (text) } }
            p.note {
                @for (place, competency) in claim.of.iter().enumerate() {
                    @if place > 0 { ", " }
                    (competency.name)
                }
            }
        }
    }
}

/// A coach's word, in short.
pub(in crate::pages) fn mark(locale: Locale, millionths: i64) -> Markup {
    html! {
        @if millionths == 0 {
            span.chip.red { (locale.text("claim-rejected")) }
        } @else {
            span.chip.green {
                (locale.with("step-verified", &[("mark", locale.percent(millionths as f64 / 1e6).into())]))
            }
        }
    }
}

/// A coach's word on what the person says of themselves, or taking it back.
pub(super) async fn vouch(
    visitor: Visitor,
    Path((_, claim, deed)): Path<(Uuid, Uuid, String)>,
    Form(word): Form<Word>,
) -> Result<Response, Problem> {
    let (desk, acting) = (visitor.app.desk(), visitor.acting());
    let note = Some(word.note.as_str()).filter(|note| !note.trim().is_empty());
    let done = match deed.as_str() {
        "verify" => match word.mark.trim().parse() {
            Ok(mark) => desk.verify(acting, claim, Some(mark), note).await,
            Err(_) => Err(CoachingError::Wrong(Message::new("form-mark"))),
        },
        "withdraw" => desk.withdraw(acting, claim).await,
        _ => return Err(Problem::not_found()),
    };
    match done {
        Ok(_) => {
            super::derived(&visitor.app).await?;
            Ok(Redirect::to(&word.back.address(&visitor)).into_response())
        }
        Err(error) => {
            let wrong = mendable(visitor.locale, error)?;
            let page = again(&visitor, word.back, &wrong).await?;
            Ok((Kind::BadRequest.status(), page).into_response())
        }
    }
}

/// The page on which the word was said, with what is wrong with it.
async fn again(visitor: &Visitor, back: Back, wrong: &str) -> Result<Markup, Problem> {
    let asked = (&visitor.app, &visitor.actor, visitor.locale);
    let person = visitor.person.id;
    match back {
        Back::Competency(key) => competency::show(asked, (person, key), Some(wrong)).await,
        Back::Goals => goals::again(visitor, wrong).await,
        Back::Person => person::show(asked, person, Some(wrong)).await,
    }
}
