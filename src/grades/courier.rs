//! What the outbox carries for grades: columns and scores.

use jiff::{SignedDuration, Timestamp};
use lti::services::assignment_and_grade::{self as ags, Filter, LineItem};
use lti::services::{Answer, Call, ServiceError, Verdict};
use url::Url;
use uuid::Uuid;

use super::sending::{Moment, moment, score};
use super::store::{self, Column, Grade};
use super::{Measure, Work, loss};
use crate::courses::{self, Course, RoundKind, Setting, Trouble, whole};
use crate::outbox::{Deliver, Failure, Lanes, Outcome, Outgoing};
use crate::platforms::{self, CallError, Platform, Traffic};
use crate::restrictions::{self, Use};
use crate::store::StoreError;

/// A grade of somebody whose data are only kept is looked at again after this long.
const WHILE_RESTRICTED: SignedDuration = SignedDuration::from_mins(10);
/// What is not granted is tried again after this long.
const NOT_GRANTED: SignedDuration = SignedDuration::from_hours(6);

/// Delivers columns and scores.
#[derive(Debug)]
pub struct Courier {
    /// What it needs.
    pub setting: Setting,
}

/// What a column belongs to.
struct Place {
    column: Column,
    course: Course,
    platform: Platform,
}

impl Deliver for Courier {
    const LANES: Lanes = Lanes::Platforms;

    async fn deliver(&self, _platform: Uuid, work: &Outgoing) -> Result<Outcome, StoreError> {
        let Ok(known) = serde_json::from_str(&work.payload) else {
            return Ok(never(
                "the work cannot be read: the database was changed from outside",
            ));
        };
        let item = match &known {
            Work::Column { item } | Work::Score { item, .. } | Work::Look { item } => *item,
        };
        let Some(place) = self.place(item).await? else {
            // The column is gone, and with it what was to be done.
            return Ok(Outcome::Done);
        };
        let done = match &known {
            Work::Column { .. } => self.column(&place).await,
            Work::Score { subject, .. } => self.score(&place, subject, work).await,
            Work::Look { .. } => self.look(&place).await,
        };
        match done {
            Ok(outcome) => {
                // A score that was taken has said so itself.
                if let (Work::Column { .. }, Outcome::Done) = (&known, &outcome) {
                    let mut tx = self.setting.db.write().await?;
                    platforms::worked(&mut tx, place.platform.id, Traffic::Scores).await?;
                    tx.commit().await?;
                }
                Ok(outcome)
            }
            Err(Trouble::Store(error)) => Err(error),
            Err(trouble) => {
                let mut tx = self.setting.db.write().await?;
                let now = self.setting.clock.now();
                let (id, code) = (place.platform.id, trouble.code());
                platforms::failed(&mut tx, id, Traffic::Scores, code, now).await?;
                tx.commit().await?;
                Ok(outcome(&trouble, now))
            }
        }
    }
}

fn never(reason: &str) -> Outcome {
    Outcome::Never(Failure {
        reason: reason.to_owned(),
        status: None,
        retry_at: None,
        of_lane: false,
    })
}

/// What a trouble means for the work that met it.
fn outcome(trouble: &Trouble, now: Timestamp) -> Outcome {
    let failure = Failure {
        reason: trouble.words(),
        status: trouble.status(),
        retry_at: trouble.retry_at(),
        of_lane: trouble.is_of_platform(),
    };
    if trouble.is_not_granted() {
        return Outcome::Again(Failure {
            retry_at: Some(now + NOT_GRANTED),
            of_lane: false,
            ..failure
        });
    }
    let for_good = match trouble {
        Trouble::Service(error) => !matches!(error.verdict(), None | Some(Verdict::RetryAt(_))),
        Trouble::Unusable(_) | Trouble::Call(CallError::Origin(_)) => true,
        _ => false,
    };
    if for_good {
        Outcome::Never(Failure {
            of_lane: false,
            ..failure
        })
    } else {
        Outcome::Again(failure)
    }
}

/// A column as the platform is to have it. One that was made with a link keeps the identifier that
/// it was given there.
fn line_item(column: &Column, before: Option<LineItem>) -> LineItem {
    let before = before.unwrap_or_else(|| LineItem {
        resource_link_id: column.resource_link.clone(),
        ..LineItem::default()
    });
    let own = || column.id.to_string();
    LineItem {
        label: column.label.clone(),
        score_maximum: column.maximum as f64,
        resource_id: Some(before.resource_id.clone().unwrap_or_else(own)),
        tag: Some(column.measure().tag().to_owned()),
        ..before
    }
}

impl Courier {
    async fn place(&self, item: Uuid) -> Result<Option<Place>, StoreError> {
        let mut tx = self.setting.db.read().await?;
        let Some(column) = store::one(&mut tx, item).await? else {
            return Ok(None);
        };
        let Some(course) = courses::by_id(&mut tx, column.course).await? else {
            return Ok(None);
        };
        let platform = platforms::by_id(&mut tx, course.platform).await?;
        Ok(platform.map(|platform| Place {
            platform: course.of(&platform),
            column,
            course,
        }))
    }

    async fn ask(&self, place: &Place, call: &Call) -> Result<Answer, Trouble> {
        Ok(self.setting.platforms.call(&place.platform, call).await?)
    }

    async fn column(&self, place: &Place) -> Result<Outcome, Trouble> {
        let url = place.column.url.as_deref().map(Url::parse).transpose();
        let url = url.map_err(|_| Trouble::Unusable("the column's address is none"))?;
        match url {
            Some(url) if place.column.is_unwanted() => self.delete(place, &url).await?,
            None if place.column.is_unwanted() => match self.find(place).await {
                Ok(Some(url)) => self.delete(place, &url).await?,
                Ok(None) => self.forget(place).await?,
                // The course is gone, and its gradebook with it.
                Err(trouble) if trouble.is_gone() => self.forget(place).await?,
                Err(trouble) => return Err(trouble),
            },
            Some(url) => self.update(place, &url).await?,
            None => self.make(place).await?,
        }
        Ok(Outcome::Done)
    }

    async fn delete(&self, place: &Place, url: &Url) -> Result<(), Trouble> {
        let answer = self.ask(place, &ags::delete(url)).await?;
        ags::deleted(&answer, self.setting.clock.now())?;
        Ok(self.forget(place).await?)
    }

    async fn forget(&self, place: &Place) -> Result<(), StoreError> {
        let mut tx = self.setting.db.write().await?;
        store::drop_item(&mut tx, place.column.id).await?;
        tx.commit().await
    }

    /// Where new columns go.
    fn container(place: &Place) -> Result<Url, Trouble> {
        let container = place.course.line_items_url.as_deref().map(Url::parse);
        match container {
            Some(Ok(container)) => Ok(container),
            _ => Err(Trouble::Unusable("the course has no gradebook")),
        }
    }

    /// Where the column is, if an attempt whose answer was lost has made it.
    async fn find(&self, place: &Place) -> Result<Option<Url>, Trouble> {
        let wanted = line_item(&place.column, None);
        let filter = Filter {
            resource_id: wanted.resource_id.clone(),
            tag: wanted.tag.clone(),
            ..Filter::default()
        };
        let asked = ags::line_items(&Self::container(place)?, &filter);
        let found = whole(&self.setting, &place.platform, asked).await?.content;
        // Some platforms ignore filters.
        let same = |item: &LineItem| item.resource_id == wanted.resource_id && item.id.is_some();
        Ok(found.items.into_iter().find(same).and_then(|item| item.id))
    }

    /// Makes the column, unless it is there already.
    async fn make(&self, place: &Place) -> Result<(), Trouble> {
        let url = match self.find(place).await? {
            Some(url) => url,
            None => {
                let wanted = line_item(&place.column, None);
                let call = ags::create(&Self::container(place)?, &wanted)
                    .map_err(|_| Trouble::Unusable("the column cannot be written"))?;
                let answer = self.ask(place, &call).await?;
                let made = ags::parse_line_item(&answer, self.setting.clock.now())?;
                let nowhere = Trouble::Unusable("the platform does not say where the column is");
                made.id.ok_or(nowhere)?
            }
        };
        let mut tx = self.setting.db.write().await?;
        store::made(&mut tx, place.column.id, url.as_str()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes what differs. A column that somebody deleted is made anew.
    async fn update(&self, place: &Place, url: &Url) -> Result<(), Trouble> {
        let now = self.setting.clock.now();
        let answer = self.ask(place, &ags::line_item(url)).await?;
        let before = match ags::parse_line_item(&answer, now) {
            Ok(before) => before,
            Err(ServiceError::Refused {
                verdict: Verdict::Gone,
                ..
            }) => {
                let mut tx = self.setting.db.write().await?;
                store::lost(&mut tx, place.column.id, url.as_str()).await?;
                tx.commit().await?;
                return self.make(place).await;
            }
            Err(error) => return Err(error.into()),
        };
        let wanted = line_item(&place.column, Some(before.clone()));
        if wanted != before {
            let call = ags::update(url, &wanted)
                .map_err(|_| Trouble::Unusable("the column cannot be written"))?;
            let answer = self.ask(place, &call).await?;
            ags::parse_line_item(&answer, now)?;
        }
        Ok(())
    }

    /// Where the column is, if it is there.
    fn found(place: &Place) -> Option<Url> {
        let column = Some(&place.column).filter(|column| column.is_there());
        Url::parse(column?.url.as_deref()?).ok()
    }

    /// Sees whether the column is still there.
    async fn look(&self, place: &Place) -> Result<Outcome, Trouble> {
        if let Some(url) = Self::found(place) {
            self.is_lost(place, &url, false).await?;
        }
        Ok(Outcome::Done)
    }

    async fn is_lost(&self, place: &Place, url: &Url, told: bool) -> Result<bool, Trouble> {
        let lost = loss::note(&self.setting, &place.platform, &place.column, url, told).await?;
        if lost {
            // One that was put in its place is found when the gradebook is read.
            let mut tx = self.setting.db.write().await?;
            let now = self.setting.clock.now();
            courses::hurry(&mut tx, place.course.id, RoundKind::Results, now).await?;
            tx.commit().await?;
        }
        Ok(lost)
    }

    async fn score(
        &self,
        place: &Place,
        subject: &str,
        work: &Outgoing,
    ) -> Result<Outcome, Trouble> {
        let Some(url) = Self::found(place) else {
            // It is sent when the column is there.
            return Ok(Outcome::Done);
        };
        let mut tx = self.setting.db.write().await?;
        let learners = courses::learners(&mut tx, place.course.id).await?;
        let learner = learners.iter().find(|one| one.subject == subject);
        if let Some(learner) = learner
            && restrictions::is_withheld(&mut tx, learner.person, Use::Everything).await?
        {
            return Ok(Outcome::Later(self.setting.clock.now() + WHILE_RESTRICTED));
        }
        if learner.is_none() {
            // Whoever has left the course meanwhile is not graded there; if they come back, they are.
            store::forget(&mut tx, place.column.id, subject).await?;
            tx.commit().await?;
            return Ok(Outcome::Done);
        }
        let Some(grade) = store::grade(&mut tx, place.column.id, subject).await? else {
            return Ok(Outcome::Done);
        };
        let now = self.setting.clock.now();
        let sending = format!("{} {}", work.id, work.version);
        let (at, again) = match moment(&grade, &sending, now) {
            Moment::Fixed(at) => (at, true),
            Moment::Wait(until) => return Ok(Outcome::Later(until)),
            Moment::New(at) => {
                let item = place.column.id;
                store::stamp(&mut tx, item, subject, at, &sending).await?;
                (at, false)
            }
        };
        tx.commit().await?;
        let call = ags::publish(&url, &score(&place.column, &grade, at))
            .map_err(|_| Trouble::Unusable("the score cannot be written"))?;
        let answer = self.ask(place, &call).await?;
        // Whatever takes the column's place gets everybody's grade.
        if matches!(answer.status, 404 | 410) && self.is_lost(place, &url, true).await? {
            return Ok(Outcome::Done);
        }
        self.settle(place, &grade, again, &answer).await
    }

    async fn settle(
        &self,
        place: &Place,
        grade: &Grade,
        again: bool,
        answer: &Answer,
    ) -> Result<Outcome, Trouble> {
        let now = self.setting.clock.now();
        let published = ags::published(answer, now);
        let verdict = published.as_ref().err().and_then(ServiceError::verdict);
        let trouble = match verdict {
            None => None,
            // An attempt whose answer was lost has come there.
            Some(Verdict::Stale) if again => None,
            Some(Verdict::Stale) => Some("the platform has a later grade"),
            Some(Verdict::NotTaken | Verdict::Gone) => {
                Some("the platform does not grade this person here")
            }
            Some(_) => Some(""),
        };
        let item = place.column.id;
        let mut tx = self.setting.db.write().await?;
        match (verdict, trouble) {
            (None | Some(Verdict::Stale), trouble) => {
                store::published(&mut tx, item, grade, now, trouble).await?;
                platforms::scored(&mut tx, place.platform.id, now).await?;
            }
            (_, Some(words)) if !words.is_empty() => {
                store::trouble(&mut tx, item, &grade.subject, words).await?;
            }
            _ => {}
        }
        tx.commit().await?;
        match published {
            Err(error) if verdict != Some(Verdict::Stale) => Err(error.into()),
            _ => Ok(Outcome::Done),
        }
    }
}

/// Whether a line item is one of ours, by our word.
pub(super) fn is_ours(item: &LineItem) -> bool {
    let tag = item.tag.as_deref();
    tag.is_some_and(|tag| Measure::of_tag(tag).is_some())
}
