//! Review interviews: scheduled, prepared, held, closed.
//!
//! Closing freezes exactly what was shown, as text with its SHA-256. Later statements may change what
//! was true on a day; they never change what two people looked at and agreed on.

mod compare;
mod course;
mod store;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use compare::{Achievement, Column, Compared, OpenAim, Shown, compare};

use compare::achievements;
pub use store::{Review, Snapshot};

use super::aims::{aims, steps};
use super::error::CoachingError;
use super::known::known;
use crate::competency::person_report;
use crate::people::{self, PersonId};
use crate::projector::{ActKind, EvidenceKind, date_of};
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx};

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
