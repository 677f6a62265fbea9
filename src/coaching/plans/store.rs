//! All SQL of development plans.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::change::Item;
use super::{Acting, CoachingError, State};
use crate::people::{self, PersonId};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    LIST = "SELECT id, person FROM development_plan WHERE person = $1
            ORDER BY created_at DESC, id";
    FIND = "SELECT id, person FROM development_plan WHERE id = $1";
    VERSIONS = "SELECT version, title, items, made_by, made_at, learner_at, coach, coach_at
                FROM development_plan_version WHERE plan = $1 ORDER BY version";
    BEGIN = "INSERT INTO development_plan (id, person, created_at) VALUES ($1, $2, $3)";
    ADD = "INSERT INTO development_plan_version (plan, version, title, items, made_by, made_at)
           VALUES ($1, $2, $3, $4, $5, $6)";
    SIGN_LEARNER = "UPDATE development_plan_version SET learner_at = $3
                    WHERE plan = $1 AND version = $2";
    SIGN_COACH = "UPDATE development_plan_version SET coach = $3, coach_at = $4
                  WHERE plan = $1 AND version = $2";
    TAKE_BACK = "DELETE FROM development_plan_version WHERE plan = $1 AND version = $2";
    REMOVE = "DELETE FROM development_plan WHERE id = $1";
}

/// A plan with its versions, the oldest first; it has one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its identifier.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// Its versions.
    pub versions: Vec<Version>,
}

/// A version of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// Its number, from 1 on.
    pub number: i64,
    /// What the plan is called.
    pub title: String,
    /// What is aimed at.
    pub items: Vec<Item>,
    /// Who made it.
    pub made_by: Uuid,
    /// When, microseconds since the epoch.
    pub made_at: i64,
    /// When the learner signed it.
    pub learner_at: Option<i64>,
    /// The coach who signed it.
    pub coach: Option<PersonId>,
    /// When.
    pub coach_at: Option<i64>,
}

impl Version {
    /// How it stands.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.learner_at, self.coach_at) {
            (None, None) => State::Draft,
            (Some(_), Some(_)) => State::Agreed,
            _ => State::Proposed,
        }
    }

    /// Whether the learner's side, or the coach's, has signed it.
    #[must_use]
    pub const fn is_signed_by(&self, learner: bool) -> bool {
        if learner {
            self.learner_at.is_some()
        } else {
            self.coach_at.is_some()
        }
    }
}

static NONE: std::sync::LazyLock<Version> = std::sync::LazyLock::new(Version::default);

impl Plan {
    /// The version that is worked on.
    #[must_use]
    pub fn current(&self) -> &Version {
        self.versions.last().unwrap_or(&NONE)
    }

    /// The version agreed last.
    #[must_use]
    pub fn agreed(&self) -> Option<&Version> {
        let mut newest = self.versions.iter().rev();
        newest.find(|version| version.state() == State::Agreed)
    }

    /// What tells this state from every other.
    #[must_use]
    pub fn tag(&self) -> String {
        let Version {
            number,
            made_at,
            learner_at,
            coach_at,
            ..
        } = self.current();
        let [learner, coach] = [learner_at, coach_at].map(|at| at.unwrap_or(0));
        format!("{number}.{made_at:x}.{learner:x}.{coach:x}")
    }
}

#[derive(FromRow)]
struct Row {
    version: i64,
    title: String,
    items: String,
    made_by: Uuid,
    made_at: i64,
    learner_at: Option<i64>,
    coach: Option<PersonId>,
    coach_at: Option<i64>,
}

async fn whole(tx: &mut Tx, id: Uuid, person: PersonId) -> Result<Plan, CoachingError> {
    let rows = fetch_all!(tx, VERSIONS as Row, id)?;
    let versions = rows.into_iter().map(|row| {
        let mut items: Vec<Item> = serde_json::from_str(&row.items)?;
        for item in &mut items {
            item.why = item.why.take().map(|why| people::text(tx, why));
        }
        Ok(Version {
            number: row.version,
            title: people::text(tx, row.title),
            items,
            made_by: row.made_by,
            made_at: row.made_at,
            learner_at: row.learner_at,
            coach: row.coach,
            coach_at: row.coach_at,
        })
    });
    Ok(Plan {
        id,
        person,
        versions: versions.collect::<Result<_, CoachingError>>()?,
    })
}

pub(super) async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Plan>, CoachingError> {
    let mut plans = Vec::new();
    for (id, person) in fetch_all!(tx, LIST as (Uuid, PersonId), person)? {
        plans.push(whole(tx, id, person).await?);
    }
    Ok(plans)
}

pub(super) async fn find(tx: &mut Tx, plan: Uuid) -> Result<Option<Plan>, CoachingError> {
    match fetch_optional!(tx, FIND as (Uuid, PersonId), plan)? {
        Some((id, person)) => whole(tx, id, person).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn begin(
    tx: &mut Tx,
    acting: Acting,
    title: &str,
    items: &[Item],
    now: Timestamp,
) -> Result<Plan, CoachingError> {
    let plan = Plan {
        id: Uuid::now_v7(),
        person: acting.person,
        versions: Vec::new(),
    };
    execute!(tx, BEGIN, plan.id, plan.person, now.as_microsecond())?;
    add(tx, plan, acting.who, title, items, now).await
}

pub(super) async fn add(
    tx: &mut Tx,
    mut plan: Plan,
    by: PersonId,
    title: &str,
    items: &[Item],
    now: Timestamp,
) -> Result<Plan, CoachingError> {
    let number = plan.current().number + 1;
    let text = serde_json::to_string(items)?;
    let at = now.as_microsecond();
    execute!(tx, ADD, plan.id, number, title, text, by, at)?;
    plan.versions.push(Version {
        number,
        title: title.to_owned(),
        items: items.to_vec(),
        made_by: by.0,
        made_at: at,
        ..Version::default()
    });
    Ok(plan)
}

pub(super) async fn sign(
    tx: &mut Tx,
    plan: &mut Plan,
    acting: Acting,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, at) = (plan.id, now.as_microsecond());
    let Some(version) = plan.versions.last_mut() else {
        return Ok(());
    };
    if acting.is_own() {
        version.learner_at = Some(at);
        execute!(tx, SIGN_LEARNER, id, version.number, at)?;
    } else {
        (version.coach, version.coach_at) = (Some(acting.who), Some(at));
        execute!(tx, SIGN_COACH, id, version.number, acting.who, at)?;
    }
    Ok(())
}

pub(super) async fn take_back(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    execute!(tx, TAKE_BACK, plan.id, plan.current().number)?;
    if plan.versions.len() == 1 {
        execute!(tx, REMOVE, plan.id)?;
    }
    Ok(())
}
