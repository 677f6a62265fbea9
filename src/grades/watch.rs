//! Works out grades when the projection has moved, and everybody's from time to time: progress
//! fades without anything happening.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::store::{self, Column};
use super::{Wanted, Work, wanted};
use crate::clock::Clock;
use crate::competency::{PersonReport, person_report};
use crate::courses::{self, Course, MemberRow};
use crate::leases::Worker;
use crate::locale::Locale;
use crate::people::{self, PersonId};
use crate::projector::{self, Generation};
use crate::restrictions::{self, Use};
use crate::statements;
use crate::store::{Db, StoreError, Tx};

/// How often the projection is looked at.
const POLL: Duration = Duration::from_millis(300);
/// Everybody's grade in a column is worked out again after this long.
const SWEEP: Duration = Duration::from_secs(600);
/// Columns of one step.
const COLUMNS: i64 = 4;
/// Grades of one transaction: whoever stores statements meanwhile waits for it.
const AT_ONCE: usize = 100;

/// Works out grades.
#[derive(Debug)]
pub struct Watch {
    db: Db,
    clock: Clock,
    zone: TimeZone,
    worker: Worker,
}

/// What there is to do.
struct Task {
    generation: Generation,
    from: Option<(i64, i64)>,
    sweeps: Vec<Column>,
}

impl Task {
    /// Facts made anew from the log tell nothing of what they were.
    fn is_of_another_generation(&self) -> bool {
        self.from
            .is_none_or(|(generation, _)| generation != self.generation.generation)
    }
}

/// Somebody's grade in a column, to be looked at.
struct Look<'l> {
    column: &'l Column,
    member: MemberRow,
}

impl Watch {
    /// Watches the projection from [`Watch::start`] on.
    #[must_use]
    pub fn new(db: Db, clock: Clock, zone: TimeZone) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
            zone,
        }
    }

    /// Watches until `stop` is cancelled.
    #[must_use]
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = Box::pin(self.look()).await {
                    let error = anyhow::Error::from(error);
                    tracing::warn!(error = format!("{error:#}"), "grades cannot be worked out");
                }
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        })
    }

    async fn look(&self) -> Result<(), StoreError> {
        if self.task().await?.is_some() {
            // Another instance that holds the lease does it.
            Box::pin(self.worker.alone("grades", self.work()))
                .await?
                .transpose()?;
        }
        Ok(())
    }

    async fn work(&self) -> Result<(), StoreError> {
        while let Some(task) = self.task().await? {
            self.step(task).await?;
        }
        Ok(())
    }

    /// None if there is nothing to do, without anything being written or locked.
    async fn task(&self) -> Result<Option<Task>, StoreError> {
        let mut tx = self.db.read().await?;
        if !store::any_live(&mut tx).await? {
            return Ok(None);
        }
        let Some(generation) = projector::current(&mut tx).await? else {
            return Ok(None);
        };
        let from = store::position(&mut tx).await?;
        let now = self.clock.now().as_microsecond();
        let task = Task {
            sweeps: store::due_sweeps(&mut tx, now, COLUMNS).await?,
            generation,
            from,
        };
        let moved = task.from != Some((task.generation.generation, task.generation.seq));
        Ok((moved || !task.sweeps.is_empty()).then_some(task))
    }

    async fn step(&self, task: Task) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        let mut columns = task.sweeps.clone();
        let mut members: Vec<(Uuid, MemberRow)> = Vec::new();
        for column in &task.sweeps {
            for member in courses::learners(&mut tx, column.course).await? {
                members.push((column.id, member));
            }
        }
        let withheld = restrictions::withheld(&mut tx, Use::Everything).await?;
        if let (Some((_, seq)), false) = (task.from, task.is_of_another_generation()) {
            let persons = touched(&mut tx, &task.generation, seq).await?;
            let placed = courses::graded_members(&mut tx, &persons).await?;
            let live = store::live_of(&mut tx, placed.iter().map(|(course, _)| *course)).await?;
            for column in live {
                let here = placed.iter().filter(|(course, _)| *course == column.course);
                members.extend(here.map(|(_, member)| (column.id, member.clone())));
                if !columns.iter().any(|known| known.id == column.id) {
                    columns.push(column);
                }
            }
        }
        let mut looks: BTreeMap<PersonId, Vec<Look<'_>>> = BTreeMap::new();
        // What is only kept is told to no platform; all is worked out again when that is over.
        members.retain(|(_, member)| !withheld.contains(&member.person));
        for (id, member) in members {
            if let Some(column) = columns.iter().find(|column| column.id == id) {
                let person = member.person;
                looks
                    .entry(person)
                    .or_default()
                    .push(Look { column, member });
            }
        }
        let mut courses = BTreeMap::new();
        for column in &columns {
            if let Some(course) = courses::by_id(&mut tx, column.course).await? {
                courses.insert(course.id, course);
            }
        }
        let today = projector::day(&self.zone, self.clock.now().as_microsecond());
        let mut changes = Vec::new();
        for (person, looks) in &looks {
            let report = person_report(&mut tx, *person, today).await?;
            for look in looks {
                let course = courses.get(&look.column.course);
                changes.extend(change(&mut tx, look, course, report.as_ref()).await?);
            }
        }
        drop(tx);
        self.write(&task, &changes).await
    }

    /// Grades and the work that they cause go together; then the place in the projection.
    async fn write(&self, task: &Task, changes: &[Change]) -> Result<(), StoreError> {
        let now = self.clock.now();
        for part in changes.chunks(AT_ONCE) {
            let mut tx = self.db.write().await?;
            for change in part {
                let (item, subject) = (change.item, change.subject.as_str());
                store::want(&mut tx, item, subject, &change.wanted).await?;
                let work = Work::Score {
                    item,
                    subject: subject.to_owned(),
                };
                work.enqueue(&mut tx, change.platform, now).await?;
            }
            tx.commit().await?;
        }
        let mut tx = self.db.write().await?;
        for column in &task.sweeps {
            store::swept(&mut tx, column, now + SWEEP).await?;
        }
        if task.from.is_some() && task.is_of_another_generation() {
            store::sweep_all(&mut tx).await?;
        }
        let Generation {
            generation, seq, ..
        } = task.generation;
        store::move_to(&mut tx, generation, seq).await?;
        tx.commit().await
    }
}

/// What is to be written.
struct Change {
    item: Uuid,
    subject: String,
    platform: Uuid,
    wanted: Wanted,
}

async fn change(
    tx: &mut Tx,
    look: &Look<'_>,
    course: Option<&Course>,
    report: Option<&PersonReport>,
) -> Result<Option<Change>, StoreError> {
    let Some(course) = course else {
        return Ok(None);
    };
    let spoken = look.member.locale.as_deref().or(course.locale.as_deref());
    let locale = Locale::ENGLISH.or_launch(spoken.unwrap_or_default());
    let progress = report.and_then(|report| {
        let mut known = report.competencies.iter();
        known.find(|one| one.iri == look.column.competency)
    });
    let wanted = wanted(look.column.measure(), progress, locale);
    let subject = &look.member.subject;
    let known = store::grade(tx, look.column.id, subject).await?;
    let changed = match known {
        Some(known) => (known.share, known.completed) != (wanted.share, wanted.completed),
        None => wanted.share.is_some(),
    };
    Ok(changed.then(|| Change {
        item: look.column.id,
        subject: subject.clone(),
        platform: course.platform,
        wanted,
    }))
}

/// The persons whose progress may have changed since a place in the projection.
async fn touched(
    tx: &mut Tx,
    generation: &Generation,
    after: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let until = generation.seq;
    let mut agents: BTreeSet<i64> = projector::touched(tx, generation.generation, after, until)
        .await?
        .into_iter()
        .collect();
    // A statement about a statement concerns those whom the other is about: it may void it.
    agents.extend(statements::referred_actors(tx, after, until).await?);
    let agents: Vec<i64> = agents.into_iter().collect();
    let persons = people::names(tx, &agents).await?;
    let persons: BTreeSet<PersonId> = persons.into_values().map(|person| person.id).collect();
    Ok(persons.into_iter().collect())
}
