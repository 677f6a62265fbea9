//! Grades at platforms (AGS 2.0): columns of a course's gradebook that show progress in chosen
//! competencies or goals, and what platforms' own columns tell.
//!
//! - A column is chosen ([`choose`]) and then made, changed and deleted at the platform through the
//!   outbox ([`Courier`]).
//! - What is to stand in it is worked out when the projection has moved ([`Watch`]), and written
//!   down together with the work for the outbox.
//! - Nobody gets a grade who is not a learner of that course now; a test account or somebody
//!   unnamed never is one.
//! - A grade's timestamp is later than every earlier one of the same person and column, and never
//!   ahead of the clock: platforms compare whole seconds, so that a second grade in one second
//!   waits for the next.
//! - What stands in the gradebook is read back ([`Results`]). What differs is sent once more; what
//!   differs still was changed by somebody there, who is right.
//! - A column that somebody deletes there is gone and gets nothing more, until one for the same is
//!   picked with a link, or chosen, once more. That one takes its place, and gets everybody's grade.

mod courier;
pub mod erasing;
mod loss;
mod results;
mod score;
mod sending;
mod store;
mod watch;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::courses;
use crate::frameworks;
use crate::locale::Locale;
use crate::outbox;
use crate::projector;
use crate::statements;
use crate::store::{StoreError, Tx, coded};

pub use courier::Courier;
pub use results::{Read, Results, judge};
pub use score::{Wanted, wanted};
pub use store::{Column, Grade, Standing, chosen, columns, grades, sweep_all};
pub use watch::Watch;

coded! {
    /// What a column shows.
    pub enum Measure {
        /// Progress in a competency, of all that there is to it.
        Competency = 1 "competency",
        /// The way that is gone to the level that a person's plan aims at.
        Goal = 2 "goal",
    }
}

impl Measure {
    /// Our word for such columns at platforms.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Competency => "coachlight-competency",
            Self::Goal => "coachlight-goal",
        }
    }

    /// The measure of a column that has one of our words.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.tag() == tag)
    }
}

/// What the outbox carries for us.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Work {
    /// Make, change or delete a column.
    Column { item: Uuid },
    /// Publish a grade.
    Score { item: Uuid, subject: String },
    /// See whether a column is still there.
    Look { item: Uuid },
}

impl Work {
    fn about(&self) -> String {
        match self {
            Self::Column { item } => format!("column {item}"),
            Self::Score { item, subject } => format!("score {item} {subject}"),
            Self::Look { item } => format!("look {item}"),
        }
    }

    async fn enqueue(&self, tx: &mut Tx, platform: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let payload = serde_json::to_string(self)
            .map_err(|error| StoreError::from(sqlx::Error::Encode(error.into())))?;
        outbox::enqueue(tx, platform, None, &self.about(), &payload, now).await
    }
}

/// The highest score that a column can have.
const MAXIMUM: i64 = 100;

/// A column to be.
#[derive(Debug, Clone, Copy)]
pub struct NewColumn<'n> {
    /// The course.
    pub course: Uuid,
    /// What it shows.
    pub measure: Measure,
    /// The competency's IRI.
    pub competency: &'n str,
    /// What it is called; left out: as before, or by what it shows.
    pub label: Option<&'n str>,
    /// The score that counts as all; left out: as before, or 100.
    pub maximum: Option<i64>,
    /// The resource link it belongs to at the platform, if to one.
    pub resource_link: Option<&'n str>,
    /// Where it is, if the platform has made it already (deep linking).
    pub url: Option<&'n str>,
}

/// Why a column cannot be chosen.
#[derive(Debug, thiserror::Error)]
pub enum GradeError {
    /// There is no such course.
    #[error("there is no such course; courses are known from their first launch")]
    Course,
    /// The course has no gradebook.
    #[error("the platform offers no gradebook for that course")]
    Gradebook,
    /// The label is empty or too long.
    #[error("a column's label has 1 to 255 characters")]
    Label,
    /// The maximum is none that all platforms take.
    #[error("a column's maximum is a whole number from 1 to 100")]
    Maximum,
    /// The database refused.
    #[error("choosing a column")]
    Store(#[from] StoreError),
}

/// Chooses that a course's gradebook shows something; done again it changes label and maximum, and
/// makes the column anew if somebody deleted it. Everybody's grade follows by itself.
pub async fn choose(
    tx: &mut Tx,
    column: &NewColumn<'_>,
    now: Timestamp,
) -> Result<Uuid, GradeError> {
    let course = courses::by_id(tx, column.course).await?;
    let course = course.ok_or(GradeError::Course)?;
    if column.url.is_none() && course.line_items_url.is_none() {
        return Err(GradeError::Gradebook);
    }
    let before = store::columns(tx, course.id).await?.into_iter();
    let mut before = before.filter(|it| it.measure() == column.measure);
    let before = before.find(|it| it.competency == column.competency);
    let label = match (column.label, &before) {
        (Some(label), _) => label.to_owned(),
        (None, Some(before)) => before.label.clone(),
        (None, None) => label_of(tx, column, course.locale.as_deref()).await?,
    };
    if !(1..=255).contains(&label.chars().count()) {
        return Err(GradeError::Label);
    }
    let maximum = column.maximum.or(before.map(|it| it.maximum));
    let maximum = maximum.unwrap_or(MAXIMUM);
    // Moodle's deep linking takes no others.
    if !(1..=MAXIMUM).contains(&maximum) {
        return Err(GradeError::Maximum);
    }
    let column = NewColumn {
        label: Some(&label),
        maximum: Some(maximum),
        ..*column
    };
    let item = store::choose(tx, &column, now).await?;
    let work = Work::Column { item };
    work.enqueue(tx, course.platform, now).await?;
    Ok(item)
}

/// What a column is called by what it shows, as links to that are, in a course's language.
async fn label_of(
    tx: &mut Tx,
    column: &NewColumn<'_>,
    spoken: Option<&str>,
) -> Result<String, StoreError> {
    let key = statements::find_activity(tx, column.competency).await?;
    let keys: Vec<i64> = key.into_iter().collect();
    let name = match frameworks::names(tx, &keys).await?.into_values().next() {
        Some(name) => Some(name),
        None => {
            let said = projector::activity_names(tx, &keys).await?;
            said.into_values().find_map(|(_, name)| name)
        }
    };
    let name = name.unwrap_or_else(|| column.competency.to_owned());
    let title = match column.measure {
        Measure::Competency => "pick-competency",
        Measure::Goal => "pick-goal",
    };
    let locale = Locale::ENGLISH.or_launch(spoken.unwrap_or_default());
    let label = locale.with(title, &[("name", name.into())]);
    Ok(label.chars().take(255).collect())
}

/// Has it looked whether a column is still at its platform.
pub async fn look(
    tx: &mut Tx,
    platform: Uuid,
    item: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    Work::Look { item }.enqueue(tx, platform, now).await
}

/// Chooses that a column is no longer wanted: it is deleted at the platform with all its grades.
/// False if there is none.
pub async fn remove(tx: &mut Tx, item: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let Some(platform) = store::unwanted(tx, item).await? else {
        return Ok(false);
    };
    Work::Column { item }.enqueue(tx, platform, now).await?;
    Ok(true)
}
