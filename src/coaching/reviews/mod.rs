//! Review interviews: scheduled, prepared, held, closed.
//!
//! Closing freezes exactly what was shown, as text with its SHA-256. Later statements may change what
//! was true on a day; they never change what two people looked at and agreed on.

mod compare;
mod store;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use compare::{Achievement, Column, Compared, OpenAim, Shown, compare};

use compare::achievements;
pub use store::{Review, Snapshot};

use super::acts::{Acting, Rating, note};
use super::aims::{aims, steps};
use super::competency::Measured;
use super::desk::Desk;
use super::error::CoachingError;
use super::known::known;
use super::statement::{self, Saying, thing};
use super::terms::{COMPLETED, DIRECTED, GOAL, REVIEW, SCHEDULED, STEP};
use super::unsaid::{self, Unsaid};
use crate::competency::person_report;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::projector::{ActKind, EvidenceKind, date_of};
use crate::restrictions::{self, Use};
use crate::seal::{hex, sha256};
use crate::store::{StoreError, Tx};

/// Most ratings and goals of a review.
const MOST: usize = 100;

/// How a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It will not take place.
    Cancelled,
    /// It is over, and what was shown is frozen.
    Closed,
    /// It is to take place, or is being held.
    Open,
}

/// What is written down in a review, for both to see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// Notes for both.
    pub notes: String,
    /// What the coach says of competencies.
    pub ratings: Vec<Rated>,
    /// Goals that both agree on.
    pub goals: Vec<Agreed>,
}

impl Record {
    /// As whoever reads may see it.
    fn shown(mut self, tx: &Tx) -> Self {
        let shown = |text: &mut String| *text = people::text(tx, std::mem::take(text));
        shown(&mut self.notes);
        self.ratings
            .iter_mut()
            .filter_map(|it| it.note.as_mut())
            .for_each(shown);
        self.goals
            .iter_mut()
            .map(|it| &mut it.title)
            .for_each(shown);
        self
    }
}

/// A level that the coach names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    /// The competency: its address, identifier or code.
    pub competency: String,
    /// The level; 0 for none.
    pub level: i64,
    /// What there is to say about it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A goal for the time until the next review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// What it is called.
    pub title: String,
    /// A transfer step rather than a goal.
    #[serde(default)]
    pub step: bool,
    /// Competencies that it is for.
    #[serde(default)]
    pub competencies: Vec<String>,
    /// The day it is due, such as 2026-11-23.
    #[serde(default)]
    pub due: Option<String>,
}

/// What a review looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Preparation {
    /// The day of the review before; none for the first.
    pub then: Option<String>,
    /// The day that it is compared with.
    pub now: String,
    /// Version of the rules that the numbers were made by.
    pub rule_set: String,
    /// Each competency then and now.
    pub competencies: Vec<Compared>,
    /// What was reached since.
    pub achievements: Vec<Achievement>,
    /// Goals and planned steps that are open.
    pub open: Vec<OpenAim>,
    /// Steps that are done and wait for a coach's word.
    pub unverified: Vec<Uuid>,
}

/// What is frozen when a review is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Frozen {
    /// The review.
    pub review: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// The coach who held it.
    pub coach: Uuid,
    /// The moment.
    pub closed_at: String,
    /// What was shown.
    pub shown: Preparation,
    /// What was written down.
    pub record: Record,
}

/// The reviews of a person, the latest first.
pub async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Review>, CoachingError> {
    store::list(tx, person).await
}

/// Reviews that a coach has scheduled up to a day and that have not been held, the earliest first.
pub async fn open_with(
    tx: &mut Tx,
    coach: PersonId,
    until: i64,
) -> Result<Vec<Review>, CoachingError> {
    store::open_with(tx, coach, until).await
}

/// The people who agreed that a coach knows them by name in a review interview that is still to be held.
pub async fn named_to(tx: &mut Tx, coach: PersonId) -> Result<Vec<PersonId>, StoreError> {
    store::named_to(tx, coach).await
}

/// The person of a review agrees that its coach knows them by name, or takes that back; the review as it
/// is then, and whether that changed anything. One that is over cannot be agreed to any more.
pub async fn agree_to_name(
    tx: &mut Tx,
    (person, review): (PersonId, Uuid),
    agreed: bool,
    now: Timestamp,
) -> Result<(Review, bool), CoachingError> {
    let mut found = find(tx, person, review).await?;
    if found.named_at.is_some() == agreed {
        return Ok((found, false));
    }
    if agreed {
        found.require_open()?;
    }
    store::name(tx, &mut found, agreed.then_some(now)).await?;
    Ok((found, true))
}

/// A review of a person.
pub async fn find(tx: &mut Tx, person: PersonId, review: Uuid) -> Result<Review, CoachingError> {
    let found = store::find(tx, review).await?;
    found
        .filter(|review| review.person == person)
        .ok_or(CoachingError::Unknown)
}

/// What a writer noted for themselves.
pub async fn private_note(
    tx: &mut Tx,
    review: Uuid,
    writer: PersonId,
) -> Result<Option<String>, CoachingError> {
    Ok(store::note(tx, review, writer).await?)
}

/// What was frozen.
pub async fn snapshot(tx: &mut Tx, review: Uuid) -> Result<Option<Snapshot>, CoachingError> {
    Ok(store::snapshot(tx, review).await?)
}

/// The day of the last review before a day: of ours that were closed, and of those that apps tell of
/// with a rating.
async fn last_day(tx: &mut Tx, person: PersonId, today: i64) -> Result<Option<i64>, CoachingError> {
    let ours = store::last_closed(tx, person).await?;
    let known = known(tx, person, today).await?;
    let told = known.facts.iter().filter(|fact| {
        let about = fact.recipient.unwrap_or(fact.actor);
        fact.act == ActKind::Review
            && fact.evidence == EvidenceKind::CoachRating
            && known.who(about) == Some(person)
    });
    Ok(told.map(|fact| fact.day).chain(ours).max())
}

/// What a review on a day looks at; nothing for a person who objects to that.
pub async fn prepare(
    tx: &mut Tx,
    person: PersonId,
    today: i64,
) -> Result<Preparation, CoachingError> {
    let then = last_day(tx, person, today).await?;
    let before = match then {
        Some(day) => person_report(tx, person, day).await?,
        None => None,
    };
    let now = person_report(tx, person, today).await?;
    let now = now.ok_or(CoachingError::Unknown)?;
    if restrictions::is_withheld(tx, person, Use::Reviews).await? {
        return Ok(Preparation {
            then: then.map(|day| date_of(day).to_string()),
            now: date_of(today).to_string(),
            rule_set: now.rules.version.clone(),
            competencies: Vec::new(),
            achievements: Vec::new(),
            open: Vec::new(),
            unverified: Vec::new(),
        });
    }
    let known = known(tx, person, today).await?;
    let own = |fact: &crate::projector::Fact| {
        known.who(fact.recipient.unwrap_or(fact.actor)) == Some(person)
    };
    let title = |key: i64| {
        let name = known.title(key).or_else(|| known.iri(key));
        name.map(str::to_owned)
    };
    let all = aims(&known.facts, person, &known.sources);
    Ok(Preparation {
        then: then.map(|day| date_of(day).to_string()),
        now: date_of(today).to_string(),
        rule_set: now.rules.version.clone(),
        competencies: compare(before.as_ref(), &now),
        achievements: achievements(&known.facts, own, title, then),
        open: compare::open_aims(&all, title),
        unverified: compare::unverified(&steps(&known.facts, person, &known.sources)),
    })
}

/// What a review shows and what was written down in it: as it is now, or as it was when it was
/// closed.
pub async fn shown(
    tx: &mut Tx,
    review: &Review,
    today: i64,
) -> Result<(Option<Preparation>, Record), CoachingError> {
    match review.stage() {
        Stage::Open => {
            let prepared = prepare(tx, review.person, today).await?;
            Ok((Some(prepared), review.record.clone()))
        }
        Stage::Cancelled => Ok((None, review.record.clone())),
        Stage::Closed => {
            let frozen = snapshot(tx, review.id).await?;
            let frozen = frozen.ok_or(CoachingError::Unknown)?;
            let frozen: Frozen = serde_json::from_str(&frozen.text)?;
            Ok((Some(frozen.shown), frozen.record))
        }
    }
}

/// A review, whosever it is.
pub(super) async fn any(tx: &mut Tx, review: Uuid) -> Result<Review, CoachingError> {
    store::find(tx, review).await?.ok_or(CoachingError::Unknown)
}

impl Desk {
    /// Schedules a review interview.
    pub async fn schedule(&self, acting: Acting, day: i64) -> Result<Review, CoachingError> {
        acting.require_coach("refused-review-schedule")?;
        if day < self.today() {
            return Err(CoachingError::wrong("refused-day-past"));
        }
        let mut tx = self.db.write().await?;
        let review = store::add(&mut tx, acting, day, self.now()).await?;
        unsaid::note(&mut tx, Unsaid::ReviewScheduled, review.id, self.now()).await?;
        tx.commit().await?;
        self.say_scheduled(&review).await?;
        self.is_said(Unsaid::ReviewScheduled, review.id).await?;
        Ok(review)
    }

    /// That it is scheduled, unless it was cancelled before that was said.
    pub(super) async fn say_scheduled(&self, review: &Review) -> Result<(), CoachingError> {
        if review.stage() == Stage::Cancelled {
            return Ok(());
        }
        let learner = self.agent(review.person).await?;
        let coach = self.agent(review.coach).await?;
        let id = scheduled(review.id);
        let saying = Saying::new(id, &coach, SCHEDULED, self.interview(review), self.now())
            .inviting(&learner)
            .due(Some(review.day));
        self.write(&[saying]).await
    }

    fn interview(&self, review: &Review) -> serde_json::Value {
        let name = format!("Review interview of {}", date_of(review.day));
        thing(&self.address("reviews", review.id), REVIEW, &name)
    }

    /// Writes down what both see: notes, ratings, goals.
    pub async fn hold(
        &self,
        acting: Acting,
        review: Uuid,
        record: Record,
        condition: Option<&str>,
    ) -> Result<Review, CoachingError> {
        acting.require_coach("refused-review-record")?;
        let mut tx = self.db.write().await?;
        let mut found = find(&mut tx, acting.person, review).await?;
        CoachingError::unless_changed(condition, &found.tag())?;
        found.require_open()?;
        found.record = self.checked_record(&mut tx, record).await?;
        store::hold(&mut tx, &mut found).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn checked_record(
        &self,
        tx: &mut Tx,
        mut record: Record,
    ) -> Result<Record, CoachingError> {
        if record.ratings.len() > MOST || record.goals.len() > MOST {
            return Err(CoachingError::Wrong(
                Message::new("refused-review-many").with("most", MOST as i64),
            ));
        }
        if !record.notes.is_empty() {
            record.notes = super::acts::long("notes", &record.notes)?;
        }
        let mut rated: Vec<String> = Vec::new();
        for rating in &mut record.ratings {
            let measured = Measured::named(tx, &rating.competency).await?;
            measured.check(rating.level, 0)?;
            if rated.contains(&measured.iri) {
                return Err(CoachingError::Wrong(
                    Message::new("refused-review-twice").with("competency", measured.iri),
                ));
            }
            rating.note = note("note", rating.note.as_deref())?;
            rating.competency = measured.iri.clone();
            rated.push(measured.iri);
        }
        for goal in &mut record.goals {
            goal.title = super::acts::title(&goal.title)?;
            for competency in &mut goal.competencies {
                *competency = Measured::named(tx, competency).await?.iri;
            }
            if let Some(due) = &goal.due
                && due_day(due)?.is_none_or(|due| due < self.today())
            {
                return Err(CoachingError::wrong("refused-goal-past"));
            }
        }
        Ok(record)
    }

    /// Notes something for oneself; an empty text takes it away. That stays possible when the
    /// review is closed.
    pub async fn note_privately(
        &self,
        acting: Acting,
        review: Uuid,
        text: &str,
    ) -> Result<(), CoachingError> {
        let mut tx = self.db.write().await?;
        find(&mut tx, acting.person, review).await?;
        if text.trim().is_empty() {
            store::remove_note(&mut tx, review, acting.who).await?;
        } else {
            let text = super::acts::long("text", text)?;
            store::put_note(&mut tx, review, acting.who, &text, self.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Calls a review off.
    pub async fn cancel(
        &self,
        acting: Acting,
        review: Uuid,
        condition: Option<&str>,
    ) -> Result<Review, CoachingError> {
        let mut tx = self.db.write().await?;
        let mut found = find(&mut tx, acting.person, review).await?;
        CoachingError::unless_changed(condition, &found.tag())?;
        found.require_open()?;
        store::cancel(&mut tx, &mut found, self.now()).await?;
        unsaid::note(&mut tx, Unsaid::ReviewCancelled, review, self.now()).await?;
        tx.commit().await?;
        self.say_cancelled(acting.who, review).await?;
        self.is_said(Unsaid::ReviewCancelled, review).await?;
        Ok(found)
    }

    /// Takes back that it is scheduled, if that was said and still holds.
    pub(super) async fn say_cancelled(
        &self,
        who: PersonId,
        review: Uuid,
    ) -> Result<(), CoachingError> {
        let mut tx = self.db.read().await?;
        let said = self.ours(&mut tx, scheduled(review)).await?.is_some();
        drop(tx);
        if said {
            self.void(who, scheduled(review)).await?;
        }
        Ok(())
    }

    /// Freezes what is shown and says what was agreed on. Closing again says what is still unsaid,
    /// and changes nothing.
    pub async fn close(
        &self,
        acting: Acting,
        review: Uuid,
        condition: Option<&str>,
    ) -> Result<Review, CoachingError> {
        acting.require_coach("refused-review-close")?;
        let mut tx = self.db.write().await?;
        let mut found = find(&mut tx, acting.person, review).await?;
        if found.closed_at.is_none() {
            CoachingError::unless_changed(condition, &found.tag())?;
            found.require_open()?;
            let now = self.now();
            let shown = prepare(&mut tx, acting.person, self.today()).await?;
            let text = serde_json::to_string(&Frozen {
                review,
                person: acting.person.0,
                coach: acting.who.0,
                closed_at: crate::statements::format_time(now.as_microsecond()),
                shown,
                record: found.record.clone(),
            })?;
            let digest = hex(&sha256(text.as_bytes()));
            let frozen = Snapshot { text, digest };
            let today = self.today();
            store::close(&mut tx, &mut found, acting.who, &frozen, now, today).await?;
            unsaid::note(&mut tx, Unsaid::ReviewClosed, review, now).await?;
        }
        tx.commit().await?;
        self.say_held(&found).await?;
        self.is_said(Unsaid::ReviewClosed, review).await?;
        Ok(found)
    }

    /// That it was held, the ratings, and the goals, each with an identifier made from the review.
    pub(super) async fn say_held(&self, review: &Review) -> Result<(), CoachingError> {
        let acting = Acting {
            who: review.coach,
            person: review.person,
        };
        let once = |what: &str| statement::once(&format!("review {} {what}", review.id));
        let at = review.closed_at.unwrap_or_default();
        let at = jiff::Timestamp::from_microsecond(at).unwrap_or_else(|_| self.now());
        let learner = self.agent(review.person).await?;
        let coach = self.agent(review.coach).await?;
        let held = once("held");
        let mut sayings = vec![
            Saying::new(held, &learner, COMPLETED, self.interview(review), at)
                .by_coach(Some(&coach))
                .response(Some(&review.record.notes)),
        ];
        for rated in &review.record.ratings {
            let rating = Rating {
                id: Some(once(&format!("rated {}", rated.competency))),
                competency: rated.competency.clone(),
                level: rated.level,
                note: rated.note.clone(),
                group: None,
            };
            sayings.push(self.rating(acting, &rating).await?);
        }
        for (index, goal) in review.record.goals.iter().enumerate() {
            let id = once(&format!("goal {index}"));
            let (kind, folder) = if goal.step {
                (STEP, "steps")
            } else {
                (GOAL, "goals")
            };
            let object = thing(&self.address(folder, id), kind, &goal.title);
            let due = match &goal.due {
                Some(due) => due_day(due)?,
                None => None,
            };
            sayings.push(
                Saying::new(id, &learner, DIRECTED, object, at)
                    .about(&goal.competencies)
                    .by_coach(Some(&coach))
                    .by_profile()
                    .due(due),
            );
        }
        self.write(&sayings).await
    }
}

/// The statement that schedules a review.
fn scheduled(review: Uuid) -> Uuid {
    statement::once(&format!("review {review} scheduled"))
}

fn due_day(text: &str) -> Result<Option<i64>, CoachingError> {
    let date: Option<jiff::civil::Date> = text.parse().ok().filter(|_| text.len() == 10);
    match date {
        Some(date) => Ok(Some(crate::projector::days_since_epoch(date))),
        None => Err(CoachingError::wrong("refused-goal-date")),
    }
}
