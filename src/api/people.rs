//! People, their progress, and the evidence behind it.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::coaching::PinItem;
use super::paging::{List, Listed, PageParameters};
use super::{Asker, Parameters, day_asked, json};
use crate::coaching::{disagreements, pins};
use crate::competency::{self, CompetencyProgress, Confidence, Status};
use crate::engagement::{self, Involved};
use crate::groups::GroupId;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::projector::{EvidenceKind, date_of};
use crate::restrictions::{self, Use};
use crate::rules::{Class, Gate, Level, RuleSet};
use crate::state::App;
use crate::store::{StoreError, Tx};

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonItem {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// Whether their data are only kept: nothing else is told of them.
    restricted: bool,
}

impl From<Person> for PersonItem {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.0,
            name: person.name,
            restricted: false,
        }
    }
}

impl PersonItem {
    /// Somebody whose data are only kept.
    pub(super) fn restricted(person: Person) -> Self {
        Self {
            restricted: true,
            ..Self::from(person)
        }
    }

    /// People, with those marked whose data are only kept.
    pub(super) async fn marked(tx: &mut Tx, people: Vec<Person>) -> Result<Vec<Self>, StoreError> {
        let withheld = restrictions::withheld(tx, Use::Everything).await?;
        let items = people.into_iter().map(|person| Self {
            restricted: withheld.contains(&person.id),
            ..Self::from(person)
        });
        Ok(items.collect())
    }

    /// The place in a list by name.
    pub(super) fn key(&self) -> (String, Uuid) {
        (self.name.clone().unwrap_or_default(), self.id)
    }
}

/// Whose people to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Membership {
    /// The group whose members are wanted. Only an API key may leave it out, to get everybody.
    group: Option<Uuid>,
}

/// The members of a group, or everybody, by name.
#[utoipa::path(
    get, path = "/people", tag = "people", params(Membership, PageParameters),
    responses(
        (status = 200, body = List<PersonItem>),
        (status = 404)
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { choice, page }: Listed<Membership>,
) -> Result<Json<List<PersonItem>>, Problem> {
    let mut tx = asker.read(&app).await?;
    let found = match (choice.group.map(GroupId), &asker) {
        (Some(group), _) => {
            asker.see_group(&mut tx, group).await?;
            let found = engagement::membership(&mut tx, group, app.today()).await?;
            let restricted = found.restricted.into_iter().map(PersonItem::restricted);
            let members = found.members.into_iter().map(PersonItem::from);
            let mut all: Vec<PersonItem> = members.chain(restricted).collect();
            all.sort_by_key(PersonItem::key);
            page.of(all, PersonItem::key)?
        }
        (None, Asker::System(_)) => {
            let after: Option<(String, Uuid)> = page.after()?;
            let after = after.map(|(name, id)| (name, PersonId(id)));
            let found = people::list_all(&mut tx, after, page.limit + 1).await?;
            let items = PersonItem::marked(&mut tx, found).await?;
            page.page(items, PersonItem::key)?
        }
        (None, Asker::Person(_)) => {
            return Err(Problem::new(
                Kind::InvalidParameter,
                "Name a group of yours with the parameter group.",
            ));
        }
    };
    Ok(json(found))
}

/// The moment to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct At {
    /// The day (`YYYY-MM-DD`); today if left out.
    pub(super) at: Option<String>,
}

/// A person's progress.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Progress {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// The day.
    at: String,
    /// Version of the rules that the numbers were made by.
    rule_set: String,
    /// Each competency there is a plan or evidence for.
    competencies: Vec<Competency>,
    /// Groups that the person has acted in, by name: all of them for themselves, those that they coach
    /// for a coach. An API key is told of all, unless an agreement keeps engagement out of files.
    groups: Vec<InvolvedItem>,
}

/// What a person did in a group.
#[derive(Debug, Serialize, ToSchema)]
struct InvolvedItem {
    /// The group.
    group: Uuid,
    /// Its name, where one is known.
    name: Option<String>,
    /// Own contributions, goals, notes of progress, steps, reflections and attendances in each of the
    /// twelve weeks that end with the day, the oldest first.
    weeks: Vec<usize>,
}

impl From<Involved> for InvolvedItem {
    fn from((group, weeks): Involved) -> Self {
        Self {
            group: group.id.0,
            name: group.name,
            weeks,
        }
    }
}

/// Progress in one competency: three shares that sum to 1.
#[derive(Debug, Serialize, ToSchema)]
struct Competency {
    /// Key, for the address of its evidence.
    key: i64,
    /// IRI.
    iri: String,
    /// Name.
    name: String,
    /// Share that the evidence shows.
    shown: f64,
    /// Share that the evidence contradicts.
    contradicted: f64,
    /// Share that is not known.
    unknown: f64,
    /// How much is known.
    confidence: Confidence,
    /// The levels it is measured by.
    scale: Vec<LevelItem>,
    /// The level reached, 0 for none.
    level: u8,
    /// A level whose threshold is reached, but which waits for a coach's check.
    waiting_for: Option<u8>,
    /// What each class of evidence comes to.
    classes: Vec<ClassItem>,
    /// The day on which the level would be lost without anything new.
    lapses: Option<String>,
    /// Of each class of evidence that is not full the kind whose next piece would raise the
    /// shown share most, the best first.
    helps: Vec<HelpItem>,
    /// The competencies that it consists of.
    parts: Vec<Part>,
    /// What the plan aims at.
    plan: Option<Plan>,
    /// What coaches say beside the number on that day; it changes nothing in it.
    pins: Vec<PinItem>,
    /// Disagreements of the person about it that are open now.
    open_disagreements: usize,
}

/// A part of a competency.
#[derive(Debug, Serialize, ToSchema)]
struct Part {
    /// Its key.
    competency: i64,
    /// How much it counts among its siblings.
    weight: f64,
}

/// A level of a scale.
#[derive(Debug, Serialize, ToSchema)]
struct LevelItem {
    /// Its number, from 1 on.
    number: u8,
    /// What it is called, if it has a name.
    title: Option<String>,
    /// The shown share that it needs.
    threshold: f64,
    /// What must have been among the evidence of the last 24 months.
    gate: Option<Gate>,
    /// Whether the shown share is enough for it.
    reached: bool,
    /// Whether what the gate asks for was among the evidence; true without a gate.
    gate_met: bool,
}

/// What would help.
#[derive(Debug, Serialize, ToSchema)]
struct HelpItem {
    /// The kind of evidence.
    #[schema(value_type = String)]
    kind: EvidenceKind,
    /// Its class.
    class: Class,
    /// By how much the shown share would rise with full quality.
    effect: f64,
}

/// What a class of evidence comes to.
#[derive(Debug, Serialize, ToSchema)]
struct ClassItem {
    /// The class.
    class: Class,
    /// Mass before the ceiling.
    raw: f64,
    /// The ceiling.
    ceiling: f64,
    /// Mass that counts.
    counted: f64,
    /// Mean quality, 0 to 1.
    quality: f64,
}

/// An aim of the plan.
#[derive(Debug, Serialize, ToSchema)]
struct Plan {
    /// The level aimed at.
    target_level: i64,
    /// The day it is due.
    due: Option<String>,
    /// The way that is gone, 0 to 1.
    done: Option<f64>,
    /// How it stands.
    status: Option<Status>,
}

/// A person's progress on a day.
#[utoipa::path(
    get, path = "/people/{person}/progress", tag = "people",
    params(("person" = Uuid, Path, description = "The person"), At),
    responses((status = 200, body = Progress))
)]
pub(super) async fn progress(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Parameters(at): Parameters<At>,
) -> Result<Json<Progress>, Problem> {
    let report = report(&app, &asker, PersonId(person), &at).await?;
    let mut tx = asker.read(&app).await?;
    let pins = pins::list(&mut tx, report.person.id).await?;
    let open = disagreements::open_of(&mut tx, &[report.person.id]).await?;
    let open = open.get(&report.person.id).map_or(&[][..], Vec::as_slice);
    let is_told_all = match &asker {
        Asker::System(_) => app.policy(&mut tx).await?.files,
        Asker::Person(actor) => actor.person == report.person.id,
    };
    let groups = engagement::involved(&mut tx, &report, |_, it| match &asker {
        Asker::Person(actor) if !is_told_all => it.coaches.contains(&actor.person),
        _ => is_told_all,
    })
    .await?;
    Ok(json(Progress {
        groups: groups.into_iter().map(InvolvedItem::from).collect(),
        person,
        name: report.person.name,
        at: date_of(report.today).to_string(),
        rule_set: report.rules.version.clone(),
        competencies: report
            .competencies
            .iter()
            .map(|found| Competency {
                pins: pins
                    .iter()
                    .filter(|pin| pin.competency == found.iri && pin.holds(report.today))
                    .cloned()
                    .map(PinItem::from)
                    .collect(),
                open_disagreements: open.iter().filter(|iri| **iri == found.iri).count(),
                ..Competency::of(found, &report.rules)
            })
            .collect(),
    }))
}

pub(super) async fn report(
    app: &App,
    asker: &Asker,
    person: PersonId,
    at: &At,
) -> Result<competency::PersonReport, Problem> {
    let day = day_asked(app, at.at.as_deref())?;
    let mut tx = asker.read(app).await?;
    asker.see_person(&mut tx, person).await?;
    let report = competency::person_report(&mut tx, person, day)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    asker.looked(app, &[person]).await?;
    Ok(report)
}

/// One piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EvidenceItem {
    /// The statement in the record store.
    statement: Uuid,
    /// What it is.
    #[schema(value_type = String)]
    kind: EvidenceKind,
    /// The day it counts from.
    day: String,
    /// Weight.
    weight: f64,
    /// Quality, 0 to 1.
    quality: f64,
    /// Shown share less what it would be without this item.
    effect: f64,
    /// Who did it; absent where their data are only kept.
    by: Option<Uuid>,
    /// Whether only the group's topic links it to the competency.
    implied: bool,
    /// Whether what coaches have said of the activity links it to the competency.
    aligned: bool,
    /// The statement that this one verifies; whoever did this one vouches for it.
    verifies: Option<Uuid>,
    /// The app that the statement came from, where it has a name.
    source: Option<String>,
    /// How long it took, as the statement says (ISO 8601); of a word on a claim, what is claimed.
    duration: Option<String>,
    /// How long its activity is meant to take, as its definition says (ISO 8601).
    planned_duration: Option<String>,
    /// Whether it took less than the rule set's share of that. It counts as before; a coach is to look.
    too_fast: bool,
}

/// The evidence behind one number, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/competencies/{competency}/evidence", tag = "people",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("competency" = i64, Path, description = "The competency's key"),
        At, PageParameters
    ),
    responses((status = 200, body = List<EvidenceItem>))
)]
pub(super) async fn evidence(
    State(app): State<App>,
    asker: Asker,
    Path((person, key)): Path<(Uuid, i64)>,
    Listed { choice, page }: Listed<At>,
) -> Result<Json<List<EvidenceItem>>, Problem> {
    let mut report = report(&app, &asker, PersonId(person), &choice).await?;
    report.competencies.retain(|found| found.key == key);
    let mut tx = asker.read(&app).await?;
    report.ask_statements(&mut tx).await?;
    drop(tx);
    let found = report
        .competencies
        .into_iter()
        .find(|found| found.key == key)
        .ok_or_else(Problem::not_found)?;
    let items = found.evidence.into_iter().map(|item| EvidenceItem {
        too_fast: item.too_fast().is_some(),
        statement: item.statement,
        kind: item.kind,
        day: date_of(item.day).to_string(),
        weight: item.weight as f64 / 1e6,
        quality: item.quality as f64 / 1e6,
        effect: item.effect,
        by: item.by.map(|person| person.id.0),
        implied: item.implied,
        aligned: item.aligned,
        verifies: item.verifies,
        source: item.sender,
        planned_duration: (item.timing.as_ref())
            .and_then(|timing| Some(timing.planned.as_ref()?.text.clone())),
        duration: item.timing.map(|timing| timing.taken.text),
    });
    page.of(items.collect(), |item| item.statement).map(json)
}

impl LevelItem {
    fn of(level: &Level, progress: &competency::Progress) -> Self {
        Self {
            reached: progress.suffices(level),
            gate_met: progress.opens(level),
            number: level.number,
            title: level.title.clone(),
            threshold: level.threshold as f64 / 1e6,
            gate: level.gate,
        }
    }
}

impl Competency {
    fn of(found: &CompetencyProgress, rules: &RuleSet) -> Self {
        let progress = &found.progress;
        Self {
            key: found.key,
            iri: found.iri.clone(),
            name: found.name.clone(),
            shown: progress.shown,
            contradicted: progress.contradicted,
            unknown: progress.unknown,
            confidence: progress.confidence,
            scale: (found.scale.iter())
                .map(|level| LevelItem::of(level, progress))
                .collect(),
            level: progress.level,
            waiting_for: progress.waiting_for,
            classes: Class::ALL
                .into_iter()
                .map(|class| {
                    let mass = progress.classes[class as usize];
                    ClassItem {
                        class,
                        raw: mass.raw,
                        ceiling: rules.progress.class(class).ceiling,
                        counted: mass.counted,
                        quality: mass.quality,
                    }
                })
                .collect(),
            lapses: found.lapses.map(|day| date_of(day).to_string()),
            helps: found
                .helps
                .iter()
                .map(|help| HelpItem {
                    kind: help.kind,
                    class: help.class,
                    effect: help.effect,
                })
                .collect(),
            parts: found
                .parts
                .iter()
                .map(|part| Part {
                    competency: part.competency,
                    weight: part.weight as f64 / 1e6,
                })
                .collect(),
            plan: found.plan.map(|plan| Plan {
                target_level: plan.target,
                due: plan.due.map(|day| date_of(day).to_string()),
                done: found.done,
                status: found.status,
            }),
            pins: Vec::new(),
            open_disagreements: 0,
        }
    }
}
