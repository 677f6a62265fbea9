//! A coach's word on one competency of a person: a rating, which is evidence, and a pin, which stands
//! beside the number and changes nothing about it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::competency::show;
use super::super::ui;
use super::plans::day;
use super::{Visitor, mendable};
use crate::coaching::pins::{self, NewPin, Pin};
use crate::coaching::{CoachingError, LONGEST_TEXT, Rating};
use crate::competency::{CompetencyProgress, person_report};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::store::{StoreError, Tx};
use crate::words;

/// A rating, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rated {
    level: String,
    note: String,
}

/// A pin, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pinned {
    level: String,
    reason: String,
    until: String,
}

/// The pins of a person that hold.
pub(in crate::pages) struct Pins {
    all: Vec<Pin>,
    names: BTreeMap<PersonId, Person>,
}

impl Pins {
    pub(in crate::pages) async fn of(
        tx: &mut Tx,
        person: PersonId,
        today: i64,
    ) -> Result<Self, StoreError> {
        let mut all = pins::list(tx, person).await?;
        all.retain(|pin| pin.holds(today));
        let names = people::find_all(tx, all.iter().map(|pin| pin.made_by)).await?;
        Ok(Self { all, names })
    }

    fn about<'p>(&'p self, found: &'p CompetencyProgress) -> impl Iterator<Item = &'p Pin> {
        self.all.iter().filter(|pin| pin.competency == found.iri)
    }

    /// What coaches say beside a number, in short.
    pub(in crate::pages) fn chips(&self, locale: Locale, found: &CompetencyProgress) -> Markup {
        html! {
            @for pin in self.about(found) {
                span.chip.grey title=(pin.reason) {
                    (locale.with("pin-says", &[("what", said(locale, found, pin).into())]))
                }
            }
        }
    }

    /// The same with reasons, and what a coach may do; `coach` is whoever reads, if they may.
    pub(in crate::pages) fn card(
        &self,
        locale: Locale,
        (person, coach): (PersonId, Option<PersonId>),
        found: &CompetencyProgress,
    ) -> Markup {
        let any = self.about(found).next().is_some();
        let path = format!("/people/{person}/competencies/{}", found.key);
        html! {
            @if any || coach.is_some() {
                section.card #word {
                    h2 { (locale.text("pins-title")) }
                    @if any {
                        ul.feed { @for pin in self.about(found) { li { (self.pin(locale, coach, (path.as_str(), found), pin)) } } }
                    } @else {
                        p.note { (locale.text("pins-none")) }
                    }
                    @if coach.is_some() { (rating(locale, &path, found)) (pinning(locale, &path, found)) }
                }
            }
        }
    }

    fn pin(
        &self,
        locale: Locale,
        coach: Option<PersonId>,
        (path, found): (&str, &CompetencyProgress),
        pin: &Pin,
    ) -> Markup {
        let name = ui::name(locale, self.names.get(&pin.made_by));
        html! {
            div.meta {
                span { strong { (said(locale, found, pin)) } }
                span { (name) }
                span {
                    @match pin.until {
                        Some(until) => (locale.with("pin-until", &[
                            ("since", locale.day(pin.since).into()),
                            ("until", locale.day(until).into()),
                        ])),
                        None => (locale.with("pin-since", &[("since", locale.day(pin.since).into())])),
                    }
                }
            }
            blockquote.written { (pin.reason) }
            @if coach.is_some() {
                form method="post" action={ (path) "/pins/" (pin.id) "/end" } {
                    button.plain type="submit" { (locale.text("pin-end")) }
                }
            }
        }
    }
}

/// What a pin says: a level, or a share.
fn said(locale: Locale, found: &CompetencyProgress, pin: &Pin) -> String {
    match (pin.level, pin.share) {
        (Some(level), _) => level_name(locale, found, level),
        (None, Some(share)) => locale.percent(share as f64 / 1e6),
        (None, None) => locale.text("level-none"),
    }
}

fn level_name(locale: Locale, found: &CompetencyProgress, level: i64) -> String {
    words::level(locale, level, found.title_of(level))
}

fn levels(locale: Locale, id: &str, found: &CompetencyProgress) -> Markup {
    html! {
        select id=(id) name="level" required {
            option value="" { (locale.text("choice-none")) }
            @for level in 0..=found.scale.len() as i64 {
                option value=(level) { (level_name(locale, found, level)) }
            }
        }
    }
}

fn rating(locale: Locale, path: &str, found: &CompetencyProgress) -> Markup {
    html! {
        details {
            summary { (locale.text("rating-title")) }
            form.fields method="post" action={ (path) "/rating" } {
                p.note { (locale.text("rating-note")) }
                p.field {
                    label for="rating-level" { (locale.text("review-level")) }
                    (levels(locale, "rating-level", found))
                }
                p.field {
                    label for="rating-words" { (locale.text("goals-note")) }
                    textarea #rating-words name="note" rows="2" maxlength=(LONGEST_TEXT) {}
                }
                button type="submit" { (locale.text("rating-say")) }
            }
        }
    }
}

fn pinning(locale: Locale, path: &str, found: &CompetencyProgress) -> Markup {
    html! {
        details {
            summary { (locale.text("pin-title")) }
            form.fields method="post" action={ (path) "/pin" } {
                p.note { (locale.text("pin-note")) }
                p.field {
                    label for="pin-level" { (locale.text("review-level")) }
                    (levels(locale, "pin-level", found))
                }
                p.field {
                    label for="pin-reason" { (locale.text("pin-why")) }
                    textarea #pin-reason name="reason" rows="2" required maxlength=(LONGEST_TEXT) {}
                }
                p.field {
                    label for="pin-until" { (locale.text("pin-last")) }
                    input #pin-until type="date" name="until";
                }
                button type="submit" { (locale.text("pin-set")) }
            }
        }
    }
}

/// Somebody at one competency of a person.
struct Judge {
    visitor: Visitor,
    key: i64,
    iri: String,
}

impl Judge {
    /// Lets in a coach of the person; `refusal` is what the person themselves is told.
    async fn enter(visitor: Visitor, key: i64, refusal: &'static str) -> Result<Self, Problem> {
        if visitor.is_own() {
            return Err(Problem::new(Kind::Forbidden, Message::new(refusal)));
        }
        let mut tx = visitor.app.read(&visitor.actor).await?;
        let report = person_report(&mut tx, visitor.person.id, visitor.app.today()).await?;
        drop(tx);
        let mut all = report.into_iter().flat_map(|report| report.competencies);
        let found = all.find(|found| found.key == key);
        let iri = found.ok_or_else(Problem::not_found)?.iri;
        Ok(Self { visitor, key, iri })
    }

    fn level(&self, text: &str) -> Result<i64, String> {
        let level = text.trim().parse();
        level.map_err(|_| self.visitor.text("form-level-one"))
    }

    /// Back to the number, or the page again with what is wrong.
    async fn answer(&self, done: Result<(), String>) -> Result<Response, Problem> {
        let visitor = &self.visitor;
        match done {
            Ok(()) => {
                let back = format!("competencies/{}", self.key);
                Ok(visitor.once_derived(&back).await?.into_response())
            }
            Err(wrong) => {
                let asked = (&visitor.app, &visitor.actor, visitor.locale);
                let page = show(asked, (visitor.person.id, self.key), Some(&wrong)).await?;
                Ok((Kind::BadRequest.status(), page).into_response())
            }
        }
    }

    fn settled<T>(&self, done: Result<T, CoachingError>) -> Result<Result<(), String>, Problem> {
        match done {
            Ok(_) => Ok(Ok(())),
            Err(error) => mendable(self.visitor.locale, error).map(Err),
        }
    }
}

/// A coach rates.
pub(super) async fn rate(
    visitor: Visitor,
    Path((_, key)): Path<(Uuid, i64)>,
    Form(rated): Form<Rated>,
) -> Result<Response, Problem> {
    let judge = Judge::enter(visitor, key, "refused-rating").await?;
    let done = match judge.level(&rated.level) {
        Ok(level) => {
            let rating = Rating {
                id: None,
                competency: judge.iri.clone(),
                level,
                note: Some(rated.note).filter(|note| !note.trim().is_empty()),
                group: None,
            };
            let desk = judge.visitor.app.desk();
            judge.settled(desk.rate(judge.visitor.acting(), &rating).await)?
        }
        Err(wrong) => Err(wrong),
    };
    judge.answer(done).await
}

/// A coach says beside the number what it should be.
pub(super) async fn pin(
    visitor: Visitor,
    Path((_, key)): Path<(Uuid, i64)>,
    Form(pinned): Form<Pinned>,
) -> Result<Response, Problem> {
    let judge = Judge::enter(visitor, key, "refused-pin").await?;
    let visitor = &judge.visitor;
    let read = judge.level(&pinned.level);
    let read = read.and_then(|level| Ok((level, day(visitor, &pinned.until)?)));
    let done = match read {
        Ok((level, until)) => {
            let new = NewPin {
                competency: judge.iri.clone(),
                level: Some(level),
                share: None,
                reason: pinned.reason,
                until,
            };
            let (today, now) = (visitor.app.today(), visitor.app.clock.now());
            let mut tx = visitor.app.db.write().await?;
            let set = pins::set(&mut tx, visitor.acting(), &new, today, now).await;
            if set.is_ok() {
                tx.commit().await?;
            }
            judge.settled(set)?
        }
        Err(wrong) => Err(wrong),
    };
    judge.answer(done).await
}

/// A coach takes a pin away.
pub(super) async fn unpin(
    visitor: Visitor,
    Path((_, key, pin)): Path<(Uuid, i64, Uuid)>,
) -> Result<Response, Problem> {
    let judge = Judge::enter(visitor, key, "refused-pin").await?;
    let visitor = &judge.visitor;
    let mut tx = visitor.app.db.write().await?;
    let ended = pins::end(&mut tx, visitor.acting(), pin, visitor.app.today()).await;
    if ended.is_ok() {
        tx.commit().await?;
    }
    let done = judge.settled(ended)?;
    judge.answer(done).await
}
