//! What changed between two days. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::coaching::aims::{Aim, AimState, Step};
use crate::competency::{CompetencyProgress, PersonReport};
use crate::projector::{ActKind, Fact, date_of};
use crate::rules::Class;

/// What a number was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Shown {
    /// Share that the evidence shows.
    pub shown: f64,
    /// Share that the evidence contradicts.
    pub contradicted: f64,
    /// The level reached, 0 for none.
    pub level: u8,
}

/// What one side's evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// Mass that counts.
    pub mass: f64,
    /// Mean quality, 0 to 1; none where there is no evidence.
    pub quality: Option<f64>,
}

/// A competency then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Compared {
    /// The competency's address.
    pub competency: String,
    /// Its name.
    pub name: String,
    /// At the last review; none if nothing was known then.
    pub then: Option<Shown>,
    /// Now.
    pub now: Shown,
    /// The level that the plan aims at.
    pub target: Option<i64>,
    /// What the person says of themselves.
    pub own: Column,
    /// What peers and contributions say.
    pub peers: Column,
    /// What tests and records say.
    pub records: Column,
    /// What coaches say.
    pub coach: Column,
}

/// Something reached since the last review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Achievement {
    /// The statement.
    pub statement: Uuid,
    /// The day.
    pub day: String,
    /// What was done, in the words of the vocabulary.
    pub act: String,
    /// What it is about, as statements name it.
    pub object: Option<String>,
}

/// A goal or step that is still open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OpenAim {
    /// The statement that set it.
    pub statement: Uuid,
    /// What it is called.
    pub title: Option<String>,
    /// The day it is due.
    pub due: Option<String>,
    /// Progress noted last, 0 to 1.
    pub done: f64,
}

/// What acts count as something reached.
const REACHED: [ActKind; 4] = [
    ActKind::Achieve,
    ActKind::EarnCredential,
    ActKind::Complete,
    ActKind::Transfer,
];

/// Each competency known now, with what was known of it then.
#[must_use]
pub fn compare(then: Option<&PersonReport>, now: &PersonReport) -> Vec<Compared> {
    let known = |key: i64| {
        let mut before = then?.competencies.iter();
        before.find(|found| found.key == key)
    };
    let compared = now.competencies.iter().map(|found| Compared {
        competency: found.iri.clone(),
        name: found.name.clone(),
        then: known(found.key).map(shown),
        now: shown(found),
        target: found.plan.map(|plan| plan.target),
        own: column(found, 0),
        peers: column(found, 1),
        records: column(found, 2),
        coach: column(found, 3),
    });
    compared.collect()
}

fn shown(found: &CompetencyProgress) -> Shown {
    Shown {
        shown: found.progress.shown,
        contradicted: found.progress.contradicted,
        level: found.progress.level,
    }
}

/// By the place of the class in [`Class::ALL`].
fn column(found: &CompetencyProgress, place: usize) -> Column {
    let class = Class::ALL.get(place).map(|class| *class as usize);
    let mass = class.and_then(|class| found.progress.classes.get(class));
    let mass = mass.copied().unwrap_or_default();
    Column {
        mass: mass.counted,
        quality: (mass.raw > 0.0).then_some(mass.quality),
    }
}

/// What a person reached after a day, the oldest first.
pub(super) fn achievements(
    facts: &[Fact],
    own: impl Fn(&Fact) -> bool,
    title: impl Fn(i64) -> Option<String>,
    since: Option<i64>,
) -> Vec<Achievement> {
    let mut reached: Vec<&Fact> = facts
        .iter()
        .filter(|fact| REACHED.contains(&fact.act) && own(fact))
        .filter(|fact| since.is_none_or(|since| fact.day > since))
        .collect();
    reached.sort_by_key(|fact| (fact.at, fact.id));
    let achievement = |fact: &Fact| Achievement {
        statement: fact.id,
        day: date_of(fact.day).to_string(),
        act: fact.act.word().to_owned(),
        object: fact.object.and_then(&title),
    };
    reached.into_iter().map(achievement).collect()
}

/// Goals and steps that are open.
pub(super) fn open_aims(all: &[Aim], title: impl Fn(i64) -> Option<String>) -> Vec<OpenAim> {
    let open = all.iter().filter(|aim| aim.state == AimState::Open);
    open.map(|aim| OpenAim {
        statement: aim.statement,
        title: title(aim.object),
        due: aim.due.map(|due| date_of(due).to_string()),
        done: aim.done as f64 / 1e6,
    })
    .collect()
}

/// Steps that are done and that no coach vouches for yet.
#[must_use]
pub(super) fn unverified(all: &[Step]) -> Vec<Uuid> {
    let open = all.iter().filter(|step| step.verification.is_none());
    open.map(|step| step.statement).collect()
}
