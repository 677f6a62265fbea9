//! From facts to what is told of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Kind;
use super::store::{self, Event};
use crate::coaching::{self, CoachingError, Definition, definition, invitations};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::{
    ActKind, Fact, activity_names, date_of, group_settings, said, shares_group,
};
use crate::statements;
use crate::store::{StoreError, Tx};

/// Something to be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct News {
    pub(super) kind: Kind,
    pub(super) subject: String,
    pub(super) statement: Uuid,
    pub(super) data: Value,
}

/// Acts that something may be told of.
pub(super) const TOLD: [ActKind; 12] = [
    ActKind::Achieve,
    ActKind::AppointCoach,
    ActKind::ChangeGroup,
    ActKind::CloseGroup,
    ActKind::CreateGroup,
    ActKind::DismissCoach,
    ActKind::Hint,
    ActKind::Invite,
    ActKind::Join,
    ActKind::Plan,
    ActKind::ReopenGroup,
    ActKind::Unplan,
];

/// What is told of facts, which are read as they stand at the end of a day.
pub(super) struct Derivation<'t> {
    pub(super) tx: &'t mut Tx,
    pub(super) generation: i64,
    pub(super) today: i64,
    /// People whose data are only kept: they are not named.
    pub(super) withheld: &'t BTreeSet<PersonId>,
}

/// Who did something, and in which group.
struct Setting {
    by: PersonId,
    group: Option<GroupId>,
}

impl Derivation<'_> {
    /// What a fact tells.
    pub(super) async fn of(&mut self, fact: &Fact) -> Result<Vec<News>, CoachingError> {
        let Some(by) = self.who(fact.actor).await? else {
            return Ok(Vec::new());
        };
        let group = match fact.group {
            Some(key) => groups::ids(self.tx, &[key]).await?.remove(&key),
            None => None,
        };
        let setting = Setting { by, group };
        match (fact.act, group) {
            (
                ActKind::AppointCoach
                | ActKind::ChangeGroup
                | ActKind::CloseGroup
                | ActKind::CreateGroup
                | ActKind::DismissCoach
                | ActKind::ReopenGroup,
                Some(group),
            ) => self.organised(fact, by, group).await,
            (ActKind::Invite | ActKind::Join, Some(group)) => self.moved(fact, group).await,
            (ActKind::Hint, _) => self.hinted(fact, &setting).await,
            (ActKind::Plan | ActKind::Unplan, Some(group))
                if fact.level.is_none()
                    && fact.instructor.is_none()
                    && self.organises(group, by).await? =>
            {
                self.organised(fact, by, group).await
            }
            (ActKind::Plan, _) => self.planned(fact, &setting).await,
            (ActKind::Achieve | ActKind::Unplan, _) => self.closed(fact).await,
            _ => Ok(Vec::new()),
        }
    }

    async fn organised(
        &mut self,
        fact: &Fact,
        by: PersonId,
        group: GroupId,
    ) -> Result<Vec<News>, CoachingError> {
        let subject = subject_of_group(group);
        let kind = match fact.act {
            // An app that makes its group for one that was made here makes no second one.
            ActKind::CreateGroup
                if !store::is_told(self.tx, &subject, Kind::GroupCreated).await? =>
            {
                Kind::GroupCreated
            }
            // Whoever never coached it has changed nothing.
            _ if !self.organises(group, by).await? => return Ok(Vec::new()),
            ActKind::CloseGroup => Kind::GroupClosed,
            ActKind::ReopenGroup => Kind::GroupReopened,
            _ => Kind::GroupChanged,
        };
        let Some(data) = self.group_data(fact.id, Some(by), group).await? else {
            return Ok(Vec::new());
        };
        Ok(vec![News {
            kind,
            subject,
            statement: fact.id,
            data,
        }])
    }

    async fn group_data(
        &mut self,
        statement: Uuid,
        by: Option<PersonId>,
        group: GroupId,
    ) -> Result<Option<Value>, CoachingError> {
        let Some(found) = definition(self.tx, group, self.today).await? else {
            return Ok(None);
        };
        let mut coaches = Vec::with_capacity(found.coaches.len());
        let named = found.coaches.iter();
        for coach in named.filter(|coach| !self.withheld.contains(&coach.id)) {
            coaches.push(self.person(coach.id).await?);
        }
        let mut data = json!({ "statement": statement, "group": described(&found, coaches) });
        if let Some(by) = by {
            data["by"] = self.person(by).await?;
        }
        Ok(Some(data))
    }

    /// An invitation, or a joining that an invitation led to.
    async fn moved(&mut self, fact: &Fact, group: GroupId) -> Result<Vec<News>, CoachingError> {
        let all = invitations::standing(self.tx, group, self.today).await?;
        let joining = match fact.act {
            ActKind::Join => self.who(fact.actor).await?,
            _ => None,
        };
        let found = all.iter().find(|it| match joining {
            Some(person) => it.person == person && it.joined == Some(fact.day),
            None => {
                let mut reminders = it.reminders.iter();
                it.statement == fact.id || reminders.any(|(statement, _)| *statement == fact.id)
            }
        });
        let Some(invitation) = found else {
            return Ok(Vec::new());
        };
        let mut data = json!({
            "invitation": invitation.statement,
            "person": self.person(invitation.person).await?,
            "by": self.person(invitation.by).await?,
            "group": self.group(group).await?,
            "note": self.text(invitation.statement).await?,
        });
        if joining.is_none() && fact.id != invitation.statement {
            let by = self.who(fact.actor).await?;
            data["by"] = self.person_if(by).await?;
            data["note"] = self.text(fact.id).await?.into();
            return Ok(vec![News {
                kind: Kind::InvitationReminded,
                subject: subject_of_group(group),
                statement: fact.id,
                data,
            }]);
        }
        let telling = |kind, data: &Value| News {
            kind,
            subject: subject_of_group(group),
            statement: invitation.statement,
            data: data.clone(),
        };
        let mut tellings = Vec::new();
        if joining.is_none() {
            tellings.push(telling(Kind::InvitationMade, &data));
        }
        if let Some(day) = invitation.joined {
            data["joined"] = date_of(day).to_string().into();
            tellings.push(telling(Kind::InvitationAccepted, &data));
        }
        Ok(tellings)
    }

    /// A coach's hint; talk by anybody else is none.
    async fn hinted(&mut self, fact: &Fact, setting: &Setting) -> Result<Vec<News>, CoachingError> {
        let person = match fact.recipient {
            Some(agent) => self.who(agent).await?,
            None => None,
        };
        let subject = match (person, setting.group) {
            (Some(person), _)
                if shares_group(self.tx, self.generation, setting.by, person).await? =>
            {
                subject_of_person(person)
            }
            (None, Some(group)) if self.organises(group, setting.by).await? => {
                subject_of_group(group)
            }
            _ => return Ok(Vec::new()),
        };
        let data = json!({
            "hint": fact.id,
            "by": self.person(setting.by).await?,
            "person": self.person_if(person).await?,
            "group": self.group_if(setting.group).await?,
            "competencies": self.competencies(fact).await?,
            "text": self.text(fact.id).await?,
        });
        Ok(vec![News {
            kind: Kind::HintGiven,
            subject,
            statement: fact.id,
            data,
        }])
    }

    /// A goal, a step, or a level of a competency that a person aims at.
    async fn planned(
        &mut self,
        fact: &Fact,
        setting: &Setting,
    ) -> Result<Vec<News>, CoachingError> {
        let owner = self.who(fact.recipient.unwrap_or(fact.actor)).await?;
        let (Some(owner), Some(object)) = (owner, fact.object) else {
            return Ok(Vec::new());
        };
        let coach = match fact.instructor {
            Some(agent) => self.who(agent).await?,
            None => None,
        };
        let named = activity_names(self.tx, &[object]).await?.remove(&object);
        let (iri, title) = named.unwrap_or_default();
        let data = json!({
            "goal": fact.id,
            "person": self.person(owner).await?,
            "by": self.person_if(coach).await?,
            "group": self.group_if(setting.group).await?,
            "object": iri,
            "title": title,
            "competencies": self.competencies(fact).await?,
            "level": fact.level,
            "due": fact.due_day.map(|day| date_of(day).to_string()),
        });
        Ok(vec![News {
            kind: Kind::GoalSet,
            subject: subject_of_person(owner),
            statement: fact.id,
            data,
        }])
    }

    /// A goal that was told and is reached or given up now, by the statement that set it.
    async fn closed(&mut self, fact: &Fact) -> Result<Vec<News>, CoachingError> {
        let Some(target) = fact.target else {
            return Ok(Vec::new());
        };
        let told = store::of_statements(self.tx, &[target]).await?;
        let state = match fact.act {
            ActKind::Achieve => "achieved",
            _ => "given_up",
        };
        let set = told
            .into_iter()
            .filter(|it| it.kind == Kind::GoalSet.word());
        let ended = set.map(|it| ended(&it, Kind::GoalClosed, fact.id, Some(state)));
        Ok(ended.collect())
    }

    /// What is told of statements that are voided: only of those that something was told of.
    pub(super) async fn withdrawn(
        &mut self,
        voided: &[(Uuid, Uuid)],
    ) -> Result<Vec<News>, CoachingError> {
        let targets: Vec<Uuid> = voided.iter().map(|(target, _)| *target).collect();
        let mut tellings = Vec::new();
        for told in store::of_statements(self.tx, &targets).await? {
            let by = voided.iter().find(|(target, _)| *target == told.statement);
            let Some((_, voiding)) = by else { continue };
            match Kind::from_word(&told.kind) {
                Some(Kind::InvitationMade) => {
                    tellings.push(ended(&told, Kind::InvitationWithdrawn, *voiding, None));
                }
                Some(Kind::HintGiven) => {
                    tellings.push(ended(&told, Kind::HintWithdrawn, *voiding, None));
                }
                Some(Kind::GoalSet) => {
                    let state = Some("withdrawn");
                    tellings.push(ended(&told, Kind::GoalClosed, *voiding, state));
                }
                Some(
                    Kind::GroupChanged
                    | Kind::GroupClosed
                    | Kind::GroupCreated
                    | Kind::GroupReopened,
                ) => {
                    let group = told.data()["group"]["id"].as_str().map(str::parse);
                    let Some(Ok(group)) = group else { continue };
                    let group = GroupId(group);
                    if let Some(data) = self.group_data(*voiding, None, group).await? {
                        tellings.push(News {
                            kind: Kind::GroupChanged,
                            subject: told.subject,
                            statement: *voiding,
                            data,
                        });
                    }
                }
                _ => {}
            }
        }
        Ok(tellings)
    }

    async fn who(&mut self, agent: i64) -> Result<Option<PersonId>, StoreError> {
        people::by_agent(self.tx, agent).await
    }

    /// Whether somebody coaches a group, or did when they said what is told now.
    async fn organises(&mut self, group: GroupId, person: PersonId) -> Result<bool, StoreError> {
        let settings = group_settings(self.tx, self.generation, &[group], self.today).await?;
        let setting = settings.get(&group);
        Ok(setting.is_some_and(|setting| setting.tenures.include(person)))
    }

    async fn competencies(&mut self, fact: &Fact) -> Result<Vec<String>, StoreError> {
        let named = activity_names(self.tx, &fact.competencies).await?;
        Ok(named.into_values().map(|(iri, _)| iri).collect())
    }

    async fn text(&mut self, statement: Uuid) -> Result<Option<String>, CoachingError> {
        match statements::one(self.tx, statement).await? {
            Some(stored) => Ok(said(&stored.value()?)),
            None => Ok(None),
        }
    }

    /// A person with everything that statements know them by, so that an app finds its own.
    async fn person(&mut self, person: PersonId) -> Result<Value, StoreError> {
        if self.withheld.contains(&person) {
            return Ok(Value::Null);
        }
        let name = people::find(self.tx, person).await?.and_then(|it| it.name);
        let agents = people::agents_of(self.tx, person).await?;
        let known = statements::identities(self.tx, &agents).await?;
        let agents: Vec<Value> = known.iter().map(|(who, _)| who.to_agent()).collect();
        Ok(json!({ "id": person, "name": name, "agents": agents }))
    }

    async fn person_if(&mut self, person: Option<PersonId>) -> Result<Value, StoreError> {
        match person {
            Some(person) => self.person(person).await,
            None => Ok(Value::Null),
        }
    }

    async fn group(&mut self, group: GroupId) -> Result<Value, StoreError> {
        let name = groups::find(self.tx, group).await?.and_then(|it| it.name);
        let identities = groups::identities(self.tx, group).await?;
        Ok(json!({ "id": group, "iri": iri(&identities), "iris": iris(&identities), "name": name }))
    }

    async fn group_if(&mut self, group: Option<GroupId>) -> Result<Value, StoreError> {
        match group {
            Some(group) => self.group(group).await,
            None => Ok(Value::Null),
        }
    }
}

/// What ends something that was told.
fn ended(told: &Event, kind: Kind, statement: Uuid, state: Option<&str>) -> News {
    let mut data = told.data();
    if let Some(state) = state {
        data["state"] = state.into();
    }
    News {
        kind,
        subject: told.subject.clone(),
        statement,
        data,
    }
}

fn subject_of_group(group: GroupId) -> String {
    format!("group {group}")
}

fn subject_of_person(person: PersonId) -> String {
    format!("person {person}")
}

fn iris(identities: &[String]) -> Vec<&str> {
    let activities = identities.iter();
    activities
        .filter_map(|identity| identity.strip_prefix("activity "))
        .collect()
}

fn iri(identities: &[String]) -> Option<&str> {
    iris(identities).first().copied()
}

fn described(found: &Definition, coaches: Vec<Value>) -> Value {
    let day = |day: Option<i64>| day.map(|day| date_of(day).to_string());
    json!({
        "id": found.group.id,
        "iri": iri(&found.identities),
        "iris": iris(&found.identities),
        "name": found.group.name,
        "description": found.description,
        "competencies": found.competencies,
        "coaches": coaches,
        "opens": day(found.opens),
        "closes": day(found.closes),
        "closed": day(found.closed),
        "state": found.state,
    })
}

impl From<CoachingError> for super::follow::FollowError {
    fn from(error: CoachingError) -> Self {
        match error {
            coaching::CoachingError::Store(error) => Self::Store(error),
            error => Self::Reading(error),
        }
    }
}
