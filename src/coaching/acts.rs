//! Single acts: goals, steps, verifications, ratings, reflections, hints. Each becomes a statement.

use serde_json::Value;
use uuid::Uuid;

use super::aims::{Aim, AimState, Verification, aims, verification};
use super::competency::Measured;
use super::desk::Desk;
use super::error::CoachingError;
use super::known::{Known, known};
use super::statement::{self, Place, Saying, competency, thing};
use super::terms::{ACHIEVED, COMPLETED, DESELECTED, DIRECTED, GOAL, PLANNED, PROGRESSED, STEP};
use crate::competency::claims;
use crate::groups::{self, GroupId};
use crate::message::Message;
use crate::people::PersonId;
use crate::rules;
use crate::store::Tx;

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 300;
/// Longest text, in characters.
pub const LONGEST_TEXT: usize = 10_000;

/// Somebody acts for somebody: a coach of theirs, or they themselves. Who may is decided before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// Who acts.
    pub who: PersonId,
    /// Whom it concerns.
    pub person: PersonId,
}

impl Acting {
    /// Whether somebody acts for themselves.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.who == self.person
    }

    /// Refuses, in the words of the key, what only the person themselves can say.
    pub(super) fn require_own(&self, key: &'static str) -> Result<(), CoachingError> {
        if self.is_own() {
            return Ok(());
        }
        Err(CoachingError::not_yours(key))
    }

    /// Refuses, in the words of the key, what is a coach's word.
    pub(super) fn require_coach(&self, key: &'static str) -> Result<(), CoachingError> {
        if !self.is_own() {
            return Ok(());
        }
        Err(CoachingError::not_yours(key))
    }
}

/// A text that somebody wrote, without blanks around it.
pub(super) fn text(field: &str, value: &str, most: usize) -> Result<String, CoachingError> {
    let text = value.trim();
    if text.is_empty() || text.chars().count() > most || text.contains('\0') {
        return Err(CoachingError::Wrong(
            Message::new("refused-text")
                .with("field", field)
                .with("most", most as i64),
        ));
    }
    Ok(text.to_owned())
}

/// The same for one that may be left out.
pub(super) fn note(field: &str, value: Option<&str>) -> Result<Option<String>, CoachingError> {
    value
        .map(|value| text(field, value, LONGEST_TEXT))
        .transpose()
}

/// A title of something.
pub(super) fn title(value: &str) -> Result<String, CoachingError> {
    text("title", value, LONGEST_TITLE)
}

/// A long text.
pub(super) fn long(field: &str, value: &str) -> Result<String, CoachingError> {
    text(field, value, LONGEST_TEXT)
}

/// A goal to set, or a step.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Identifier of the statement; a new one if none is given.
    pub id: Option<Uuid>,
    /// What it is called.
    pub title: String,
    /// A transfer step rather than a goal.
    pub step: bool,
    /// Competencies that it is for.
    pub competencies: Vec<String>,
    /// The day it is due.
    pub due: Option<i64>,
    /// The group that it belongs to.
    pub group: Option<GroupId>,
    /// What somebody says about it.
    pub note: Option<String>,
}

/// An open goal or planned step, as what is said about it names it: the same in each statement, so
/// that it ends where it was set.
struct Open {
    object: Value,
    /// Addresses of the competencies it is for.
    about: Vec<String>,
    place: Option<Place>,
}

/// A coach's word on a competency.
#[derive(Debug, Clone)]
pub struct Rating {
    /// Identifier of the statement; a new one if none is given.
    pub id: Option<Uuid>,
    /// The competency.
    pub competency: String,
    /// The level, 0 for none.
    pub level: i64,
    /// What the coach says about it.
    pub note: Option<String>,
    /// The group that it belongs to.
    pub group: Option<GroupId>,
}

impl Desk {
    /// Sets a goal or plans a step. What a coach sets earns the learner no points.
    pub async fn set(&self, acting: Acting, wish: &Wish) -> Result<Uuid, CoachingError> {
        let name = title(&wish.title)?;
        if wish.due.is_some_and(|due| due < self.today()) {
            return Err(CoachingError::wrong("refused-due-past"));
        }
        let (about, place) = self
            .setting(acting.person, wish.group, &wish.competencies)
            .await?;
        let id = wish.id.unwrap_or_else(Uuid::now_v7);
        let (kind, folder) = if wish.step {
            (STEP, "steps")
        } else {
            (GOAL, "goals")
        };
        let object = thing(&self.address(folder, id), kind, &name);
        let actor = self.agent(acting.person).await?;
        let coach = self.coach(acting).await?;
        let verb = if acting.is_own() { PLANNED } else { DIRECTED };
        let saying = Saying::new(id, &actor, verb, object, self.now())
            .about(&about)
            .within(place.as_ref())
            .by_coach(coach.as_ref())
            .by_profile()
            .due(wish.due)
            .response(note("note", wish.note.as_deref())?.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Notes how far a goal or step is.
    pub async fn note_progress(
        &self,
        acting: Acting,
        goal: Uuid,
        percent: u8,
        said: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        acting.require_own("refused-own-progress")?;
        if percent > 100 {
            return Err(CoachingError::wrong("refused-percent"));
        }
        let said = note("note", said)?;
        let open = self.open(acting.person, goal).await?;
        let id = Uuid::now_v7();
        let actor = self.agent(acting.person).await?;
        let saying = Saying::new(id, &actor, PROGRESSED, open.object, self.now())
            .about(&open.about)
            .within(open.place.as_ref())
            .progress(percent)
            .response(said.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Says that a goal is reached.
    pub async fn achieve(
        &self,
        acting: Acting,
        goal: Uuid,
        said: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        acting.require_own("refused-own-achieved")?;
        let said = note("note", said)?;
        let open = self.open(acting.person, goal).await?;
        let id = statement::once(&format!("achieved {goal}"));
        let actor = self.agent(acting.person).await?;
        let saying = Saying::new(id, &actor, ACHIEVED, statement::statement(goal), self.now())
            .about(&open.about)
            .within(open.place.as_ref())
            .by_profile()
            .response(said.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Gives a goal or planned step up.
    pub async fn give_up(
        &self,
        acting: Acting,
        goal: Uuid,
        reason: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        let reason = note("reason", reason)?;
        let open = self.open(acting.person, goal).await?;
        let id = statement::once(&format!("deselected {goal}"));
        let actor = self.agent(acting.person).await?;
        let coach = self.coach(acting).await?;
        let saying = Saying::new(
            id,
            &actor,
            DESELECTED,
            statement::statement(goal),
            self.now(),
        )
        .within(open.place.as_ref())
        .by_coach(coach.as_ref())
        .by_profile()
        .because(reason.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Reports a step as done: one that was planned, or another.
    pub async fn report(
        &self,
        acting: Acting,
        planned: Option<Uuid>,
        wish: &Wish,
    ) -> Result<Uuid, CoachingError> {
        acting.require_own("refused-own-step")?;
        let said = note("note", wish.note.as_deref())?;
        let (mut about, mut place) = self
            .setting(acting.person, wish.group, &wish.competencies)
            .await?;
        let id = wish.id.unwrap_or_else(Uuid::now_v7);
        let object = match planned {
            Some(planned) => {
                let open = self.open(acting.person, planned).await?;
                if about.is_empty() {
                    about = open.about;
                }
                place = place.or(open.place);
                let object = open.object;
                if object.pointer("/definition/type").and_then(Value::as_str) != Some(STEP) {
                    return Err(CoachingError::wrong("refused-is-a-goal"));
                }
                object
            }
            None => thing(&self.address("steps", id), STEP, &title(&wish.title)?),
        };
        let actor = self.agent(acting.person).await?;
        let saying = Saying::new(id, &actor, COMPLETED, object, self.now())
            .about(&about)
            .within(place.as_ref())
            .response(said.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// The coach who acts, if it is not the person themselves.
    pub(super) async fn coach(&self, acting: Acting) -> Result<Option<Value>, CoachingError> {
        if acting.is_own() {
            return Ok(None);
        }
        Ok(Some(self.agent(acting.who).await?))
    }

    /// Addresses of competencies and the group, as statements name them.
    pub(super) async fn setting(
        &self,
        person: PersonId,
        group: Option<GroupId>,
        competencies: &[String],
    ) -> Result<(Vec<String>, Option<Place>), CoachingError> {
        let place = self.place_of(person, group).await?;
        let mut tx = self.db.read().await?;
        let mut about = Vec::with_capacity(competencies.len());
        for named in competencies {
            about.push(Measured::named(&mut tx, named).await?.iri);
        }
        about.sort_unstable();
        about.dedup();
        Ok((about, place))
    }

    pub(super) async fn place_of(
        &self,
        person: PersonId,
        group: Option<GroupId>,
    ) -> Result<Option<Place>, CoachingError> {
        let Some(group) = group else { return Ok(None) };
        let mut tx = self.db.read().await?;
        let known = known(&mut tx, person, self.today()).await?;
        if !known.groups.contains(&group) {
            return Err(CoachingError::wrong("refused-not-in-group"));
        }
        Ok(self.place(&mut tx, group).await?)
    }

    /// The group where a coach and a person meet, if it is the only one.
    pub(super) async fn only_place(
        &self,
        person: PersonId,
        coach: PersonId,
    ) -> Result<Option<Place>, CoachingError> {
        let mut tx = self.db.read().await?;
        let known = known(&mut tx, person, self.today()).await?;
        let shared = known.shared_groups(&mut tx, coach, self.today()).await?;
        match &shared[..] {
            [only] => Ok(self.place(&mut tx, only.id).await?),
            _ => Ok(None),
        }
    }

    /// An open goal or planned step of a person; refuses one that is closed.
    async fn open(&self, person: PersonId, goal: Uuid) -> Result<Open, CoachingError> {
        let mut tx = self.db.read().await?;
        let known = known(&mut tx, person, self.today()).await?;
        let all = aims(&known.facts, person, &known.sources);
        let aim = all.iter().find(|aim| aim.statement == goal);
        let aim = aim.ok_or(CoachingError::Unknown)?;
        if aim.state != AimState::Open {
            return Err(CoachingError::state("refused-goal-closed"));
        }
        let object = object_of(&mut tx, aim).await?;
        let object =
            object.unwrap_or_else(|| competency(known.iri(aim.object).unwrap_or_default()));
        let about = aim.competencies.iter().filter_map(|key| known.iri(*key));
        let about = about.map(str::to_owned).collect();
        let place = match aim.group {
            Some(key) => match groups::ids(&mut tx, &[key]).await?.get(&key) {
                Some(group) => self.place(&mut tx, *group).await?,
                None => None,
            },
            None => None,
        };
        Ok(Open {
            object,
            about,
            place,
        })
    }

    /// What a person says of themselves, by its statement: the coach's word that stands for it.
    pub(super) async fn claim(
        &self,
        person: PersonId,
        statement: Uuid,
    ) -> Result<Option<Verification>, CoachingError> {
        let mut tx = self.db.read().await?;
        let Known { facts, sources, .. } = known(&mut tx, person, self.today()).await?;
        let rules = rules::in_force(&mut tx).await?;
        let mut all = claims(&facts, person, &sources, &rules.progress).into_iter();
        let claim = all.find(|it| it.id == statement);
        let claim = claim.ok_or(CoachingError::Unknown)?;
        Ok(verification(&facts, claim, person, &sources))
    }
}

/// What a goal's own statement says that it is.
pub(super) async fn object_of(tx: &mut Tx, aim: &Aim) -> Result<Option<Value>, CoachingError> {
    let Some(stored) = crate::statements::one(tx, aim.statement).await? else {
        return Ok(None);
    };
    Ok(stored.value()?.get("object").cloned())
}
