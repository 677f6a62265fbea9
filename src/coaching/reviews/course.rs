//! The course of a review: it is scheduled, held, closed or called off, and statements say so.

use uuid::Uuid;

use super::super::acts::{Acting, Rating, long, note, title};
use super::super::competency::Measured;
use super::super::desk::Desk;
use super::super::error::CoachingError;
use super::super::statement::{self, Saying, thing};
use super::super::terms::{COMPLETED, DIRECTED, GOAL, REVIEW, SCHEDULED, STEP};
use super::super::unsaid::{self, Unsaid};
use super::store::{self, Review, Snapshot};
use super::{Frozen, Record, Stage, find, prepare};
use crate::message::Message;
use crate::people::PersonId;
use crate::projector::date_of;
use crate::seal::{hex, sha256};
use crate::store::Tx;

/// Most ratings and goals of a review.
const MOST: usize = 100;

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
    pub(in crate::coaching) async fn say_scheduled(
        &self,
        review: &Review,
    ) -> Result<(), CoachingError> {
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
            record.notes = long("notes", &record.notes)?;
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
            goal.title = title(&goal.title)?;
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
            let text = long("text", text)?;
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
    pub(in crate::coaching) async fn say_cancelled(
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
    pub(in crate::coaching) async fn say_held(&self, review: &Review) -> Result<(), CoachingError> {
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
        let place = self.only_place(review.person, review.coach).await?;
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
                    .within(place.as_ref())
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
