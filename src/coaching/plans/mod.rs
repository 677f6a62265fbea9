//! Development plans: drafted by a coach or the learner, and agreed once both have signed a version.
//!
//! A plan is what is worked on, not what counts: agreeing says one `planned` for each aim, and from
//! then on the facts tell what the person aims at, whatever else an app plans or gives up.

mod change;
mod store;

use uuid::Uuid;

pub use change::{Changes, Item, changes};
pub use store::{Plan, Version};

use super::acts::{Acting, note, title};
use super::competency::Measured;
use super::desk::Desk;
use super::error::CoachingError;
use super::roles::{self, Requirement, gaps};
use super::statement::{self, Saying, competency};
use super::terms::{DESELECTED, PLANNED};
use super::unsaid::{self, Unsaid};
use crate::competency::person_report;
use crate::message::Message;
use crate::people::PersonId;
use crate::store::Tx;

/// Most aims of a plan.
const MOST: usize = 100;

/// How a version of a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanState)]
pub enum State {
    /// Both have signed it.
    Agreed,
    /// Nobody has.
    Draft,
    /// One side has: the other is asked.
    Proposed,
}

/// What a new plan begins with.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// What it is called.
    pub title: String,
    /// The aims that it names.
    pub items: Vec<Item>,
    /// A role whose missing levels become aims.
    pub role: Option<Uuid>,
    /// The day by which what the role asks for is due.
    pub due: Option<i64>,
    /// A plan, of this person or another, whose aims it takes over.
    pub copy_of: Option<Uuid>,
}

/// The plans of a person, the newest first.
pub async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Plan>, CoachingError> {
    store::list(tx, person).await
}

/// A plan of a person.
pub async fn find(tx: &mut Tx, person: PersonId, plan: Uuid) -> Result<Plan, CoachingError> {
    let found = store::find(tx, plan).await?;
    found
        .filter(|plan| plan.person == person)
        .ok_or(CoachingError::Unknown)
}

/// A plan, whosever it is.
pub async fn any(tx: &mut Tx, plan: Uuid) -> Result<Plan, CoachingError> {
    store::find(tx, plan).await?.ok_or(CoachingError::Unknown)
}

impl Desk {
    /// Begins a plan. That a plan to copy may be read is decided before.
    pub async fn draft(&self, acting: Acting, beginning: Beginning) -> Result<Plan, CoachingError> {
        let name = title(&beginning.title)?;
        let today = self.today();
        let mut tx = self.db.write().await?;
        let mut items = self.checked(&mut tx, beginning.items).await?;
        if let Some(copied) = beginning.copy_of {
            let copied = any(&mut tx, copied).await?;
            // What is due in the past for one is without a date for the other.
            take(
                &mut items,
                copied.current().items.iter().cloned().map(|mut item| {
                    item.due = item.due.filter(|due| *due >= today);
                    item
                }),
            );
        }
        if let Some(role) = beginning.role {
            let lacking = self
                .lacking(&mut tx, acting.person, role, beginning.due)
                .await?;
            take(&mut items, lacking.into_iter());
        }
        let plan = store::begin(&mut tx, acting, &name, &items, self.now()).await?;
        tx.commit().await?;
        Ok(plan)
    }

    /// What a person lacks for a role, as aims.
    async fn lacking(
        &self,
        tx: &mut Tx,
        person: PersonId,
        role: Uuid,
        due: Option<i64>,
    ) -> Result<Vec<Item>, CoachingError> {
        if roles::by_id(tx, role).await?.is_none() {
            return Err(CoachingError::Wrong(
                Message::new("refused-no-role").with("role", role.to_string()),
            ));
        }
        if due.is_some_and(|due| due < self.today()) {
            return Err(CoachingError::wrong("refused-due-past"));
        }
        let parts = roles::requirements(tx, &[role]).await?;
        let report = person_report(tx, person, self.today()).await?;
        let reached = report.map_or_else(Vec::new, |report| report.competencies);
        let reached = reached
            .iter()
            .map(|it| (it.key, it.progress.level))
            .collect();
        let asked: Vec<Requirement> = parts.iter().map(Requirement::from).collect();
        let items = gaps(&asked, &reached)
            .into_iter()
            .filter(|gap| gap.missing() > 0);
        let items = items.filter_map(|gap| {
            let part = parts
                .iter()
                .find(|part| part.competency == gap.competency)?;
            Some(Item {
                competency: part.iri.clone(),
                level: part.level,
                due,
                why: None,
            })
        });
        Ok(items.collect())
    }

    /// Makes a new version of a plan, which nobody has signed.
    pub async fn change(
        &self,
        acting: Acting,
        plan: Uuid,
        name: &str,
        items: Vec<Item>,
        condition: Option<&str>,
    ) -> Result<Plan, CoachingError> {
        let name = title(name)?;
        let mut tx = self.db.write().await?;
        let before = find(&mut tx, acting.person, plan).await?;
        CoachingError::unless_changed(condition, &before.tag())?;
        let items = self.checked(&mut tx, items).await?;
        let plan = store::add(&mut tx, before, acting.who, &name, &items, self.now()).await?;
        tx.commit().await?;
        Ok(plan)
    }

    /// Signs the draft for one side and asks the other.
    pub async fn propose(
        &self,
        acting: Acting,
        plan: Uuid,
        condition: Option<&str>,
    ) -> Result<Plan, CoachingError> {
        let mut tx = self.db.write().await?;
        let mut found = find(&mut tx, acting.person, plan).await?;
        CoachingError::unless_changed(condition, &found.tag())?;
        if found.current().state() != State::Draft {
            return Err(CoachingError::state("refused-plan-proposed"));
        }
        if found.current().items.is_empty() {
            return Err(CoachingError::state("refused-plan-empty"));
        }
        self.in_time(&found)?;
        store::sign(&mut tx, &mut found, acting, self.now()).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Signs the proposed version for the other side: it is agreed, and what it changes is said.
    /// Agreeing again says what is still unsaid, and changes nothing.
    pub async fn agree(
        &self,
        acting: Acting,
        plan: Uuid,
        condition: Option<&str>,
    ) -> Result<Plan, CoachingError> {
        let mut tx = self.db.write().await?;
        let mut found = find(&mut tx, acting.person, plan).await?;
        CoachingError::unless_changed(condition, &found.tag())?;
        match found.current().state() {
            State::Draft => {
                return Err(CoachingError::state("refused-plan-draft"));
            }
            State::Proposed if found.current().is_signed_by(acting.is_own()) => {
                return Err(CoachingError::state("refused-plan-signed"));
            }
            State::Proposed => {
                self.in_time(&found)?;
                store::sign(&mut tx, &mut found, acting, self.now()).await?;
                unsaid::note(&mut tx, Unsaid::Plan, plan, self.now()).await?;
            }
            State::Agreed => {}
        }
        tx.commit().await?;
        self.say_agreed(&found).await?;
        self.is_said(Unsaid::Plan, plan).await?;
        Ok(found)
    }

    fn in_time(&self, plan: &Plan) -> Result<(), CoachingError> {
        let today = self.today();
        let agreed = plan.agreed().map_or(&[][..], |version| &version.items);
        let late = |item: &&Item| item.due.is_some_and(|due| due < today) && !agreed.contains(item);
        match plan.current().items.iter().find(late) {
            Some(item) => Err(CoachingError::Wrong(
                Message::new("refused-plan-past").with("competency", &*item.competency),
            )),
            None => Ok(()),
        }
    }

    /// Says what the agreed version changes against the one agreed before. Identifiers are made
    /// from the plan, so that saying it again adds nothing.
    pub(super) async fn say_agreed(&self, plan: &Plan) -> Result<(), CoachingError> {
        let agreed: Vec<(i64, &[Item])> = plan
            .versions
            .iter()
            .filter(|version| version.state() == State::Agreed)
            .map(|version| (version.number, version.items.as_slice()))
            .collect();
        let Changes { planned, dropped } = changes(&agreed);
        let learner = self.agent(plan.person).await?;
        let coach = match plan.agreed().and_then(|version| version.coach) {
            Some(coach) => Some(self.agent(coach).await?),
            None => None,
        };
        let id =
            |iri: &str, since: i64| statement::once(&format!("plan {} {since} {iri}", plan.id));
        let mut sayings = Vec::new();
        for (iri, since) in &dropped {
            let of = id(iri, *since);
            let once = statement::once(&format!("deselected {of}"));
            let object = statement::statement(of);
            sayings.push(
                Saying::new(once, &learner, DESELECTED, object, self.now())
                    .by_coach(coach.as_ref())
                    .by_profile(),
            );
        }
        for (item, since) in planned {
            let object = competency(&item.competency);
            sayings.push(
                Saying::new(
                    id(&item.competency, since),
                    &learner,
                    PLANNED,
                    object,
                    self.now(),
                )
                .by_coach(coach.as_ref())
                .by_profile()
                .target_level(item.level)
                .due(item.due)
                .because(item.why.as_deref()),
            );
        }
        self.write(&sayings).await
    }

    /// Goes back to the version before one that is not agreed; none is left of a plan that had but
    /// this one.
    pub async fn undo(
        &self,
        acting: Acting,
        plan: Uuid,
        condition: Option<&str>,
    ) -> Result<Option<Plan>, CoachingError> {
        let mut tx = self.db.write().await?;
        let found = find(&mut tx, acting.person, plan).await?;
        CoachingError::unless_changed(condition, &found.tag())?;
        if found.current().state() == State::Agreed {
            return Err(CoachingError::state("refused-plan-agreed"));
        }
        store::take_back(&mut tx, &found).await?;
        let left = store::find(&mut tx, plan).await?;
        tx.commit().await?;
        Ok(left)
    }

    /// Aims with their competencies found, each once.
    async fn checked(&self, tx: &mut Tx, items: Vec<Item>) -> Result<Vec<Item>, CoachingError> {
        if items.len() > MOST {
            return Err(CoachingError::Wrong(
                Message::new("refused-plan-many").with("most", MOST as i64),
            ));
        }
        let mut checked: Vec<Item> = Vec::with_capacity(items.len());
        for item in items {
            let measured = Measured::named(tx, &item.competency).await?;
            measured.check(item.level, 1)?;
            if checked.iter().any(|known| known.competency == measured.iri) {
                return Err(CoachingError::Wrong(
                    Message::new("refused-plan-twice").with("competency", measured.iri),
                ));
            }
            checked.push(Item {
                competency: measured.iri,
                level: item.level,
                due: item.due,
                why: note("why", item.why.as_deref())?,
            });
        }
        Ok(checked)
    }
}

/// Adds aims for what is not aimed at yet.
fn take(items: &mut Vec<Item>, more: impl Iterator<Item = Item>) {
    for item in more {
        if !items
            .iter()
            .any(|known| known.competency == item.competency)
        {
            items.push(item);
        }
    }
}
