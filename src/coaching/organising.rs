//! Groups that are made and led here. Each act becomes a statement; what a group is, who coaches it
//! and whether it is closed is read from such statements, whoever wrote them.

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::acts::{note, text};
use super::competency::Measured;
use super::desk::Desk;
use super::error::CoachingError;
use super::statement::{self, Saying, competency};
use super::terms::{
    APPOINTED, CHANGED, CLOSED, CLOSES, CREATED, DESELECTED, DISMISSED, OPENS, REOPENED,
};
use crate::groups::{self, Group, GroupId};
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::projector::{
    self, GroupSetting, activity_names, days_since_epoch, group_settings, said,
};
use crate::seal;
use crate::statements;
use crate::store::Tx;

/// Most characters of a group's name.
const NAME: usize = 300;
/// Most competencies of a group.
const MOST: usize = 100;

/// What a group is to be.
#[derive(Debug, Clone, Default)]
pub struct GroupWish {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Competencies that it works on.
    pub competencies: Vec<String>,
    /// The day it begins its work.
    pub opens: Option<i64>,
    /// The day it is to end it.
    pub closes: Option<i64>,
}

/// A group that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its identifier here.
    pub group: GroupId,
    /// What statements call it.
    pub iri: String,
    /// The statement that makes it.
    pub statement: Uuid,
}

/// How a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupState {
    /// A coach has closed it, or its last day is over.
    Closed,
    /// It works.
    Open,
    /// Its first day is still to come.
    Planned,
}

/// What a group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The group.
    pub group: Group,
    /// What statements call it: activities as "activity IRI", groups of agents as "agent …".
    pub identities: Vec<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Addresses of the competencies that it works on.
    pub competencies: Vec<String>,
    /// Who coaches it, by identifier.
    pub coaches: Vec<Person>,
    /// The day it begins its work.
    pub opens: Option<i64>,
    /// The day it is to end it.
    pub closes: Option<i64>,
    /// The day a coach closed it.
    pub closed: Option<i64>,
    /// How it stands.
    pub state: GroupState,
    /// Changes when the definition does.
    pub tag: String,
}

/// What the statement that described a group last says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    description: Option<String>,
    opens: Option<i64>,
    closes: Option<i64>,
}

impl Described {
    pub(super) fn of(statement: &Value) -> Self {
        let day = |iri: &str| {
            let text = statement
                .pointer("/context/extensions")?
                .get(iri)?
                .as_str()?;
            let date: Date = text.get(..10)?.parse().ok()?;
            Some(days_since_epoch(date))
        };
        Self {
            description: said(statement),
            opens: day(OPENS),
            closes: day(CLOSES),
        }
    }

    pub(super) fn state(&self, closed: Option<i64>, today: i64) -> GroupState {
        if closed.is_some() || self.closes.is_some_and(|last| last < today) {
            GroupState::Closed
        } else if self.opens.is_some_and(|first| today < first) {
            GroupState::Planned
        } else {
            GroupState::Open
        }
    }
}

/// What a group is at the end of a day; none if there is no such group.
pub async fn definition(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<Option<Definition>, CoachingError> {
    // Its tag is made of what is kept: whoever may not know a name can change the group all the same.
    let veil = tx.veil().cloned();
    let hides = veil.is_some();
    tx.draw(None);
    let kept = as_kept(tx, group, today).await;
    tx.draw(veil);
    let Some(mut found) = kept? else {
        return Ok(None);
    };
    let whole = seal::sha256(format!("{found:?}").as_bytes());
    found.tag = seal::hex(&whole[..12]);
    if hides {
        let shown = |text: Option<String>| text.map(|text| people::text(tx, text));
        found.group.name = shown(found.group.name);
        found.description = shown(found.description);
        let coaches = found.coaches.iter().map(|coach| coach.id);
        found.coaches = people::find_all(tx, coaches).await?.into_values().collect();
    }
    Ok(Some(found))
}

/// The same without anything hidden, and without a tag.
async fn as_kept(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<Option<Definition>, CoachingError> {
    let Some(found) = groups::find(tx, group).await? else {
        return Ok(None);
    };
    let setting = setting(tx, group, today).await?;
    let described = match setting.described_by {
        Some(statement) => match statements::one(tx, statement).await? {
            Some(stored) => Described::of(&stored.value()?),
            None => Described::default(),
        },
        None => Described::default(),
    };
    let keys: Vec<i64> = setting.competencies.iter().copied().collect();
    let mut competencies: Vec<String> = activity_names(tx, &keys)
        .await?
        .into_values()
        .map(|(iri, _)| iri)
        .collect();
    competencies.sort_unstable();
    let coaches = people::find_all(tx, setting.coaches.iter().copied()).await?;
    Ok(Some(Definition {
        identities: groups::identities(tx, group).await?,
        state: described.state(setting.closed, today),
        group: found,
        description: described.description,
        competencies,
        coaches: coaches.into_values().collect(),
        opens: described.opens,
        closes: described.closes,
        closed: setting.closed,
        tag: String::new(),
    }))
}

pub(super) async fn setting(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<GroupSetting, CoachingError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(GroupSetting::default());
    };
    let mut settings = group_settings(tx, current.generation, &[group], today).await?;
    Ok(settings.remove(&group).unwrap_or_default())
}

/// Refuses what is new in a group that is closed.
pub(super) fn open(setting: &GroupSetting) -> Result<(), CoachingError> {
    if setting.closed.is_some() {
        return Err(CoachingError::state("refused-group-closed"));
    }
    Ok(())
}

impl Desk {
    /// Makes a group, which `coach` coaches from then on. That they may is decided before. Its
    /// address is ours unless one is given.
    pub async fn make_group(
        &self,
        coach: PersonId,
        id: Option<Uuid>,
        iri: Option<&str>,
        wish: &GroupWish,
    ) -> Result<Made, CoachingError> {
        let id = id.unwrap_or_else(Uuid::now_v7);
        let iri = match iri {
            Some(iri) => address(iri)?,
            None => self.address("groups", id),
        };
        let identity = format!("activity {iri}");
        let mut tx = self.db.read().await?;
        let repeated = statements::one(&mut tx, id).await?.is_some();
        if !repeated && groups::belongs_to(&mut tx, &identity).await?.is_some() {
            return Err(CoachingError::state("refused-group-known"));
        }
        if groups::known_coaches_only(&mut tx).await?
            && people::known_coaches(&mut tx, &[coach].into())
                .await?
                .is_empty()
        {
            return Err(CoachingError::not_yours("refused-not-a-coach"));
        }
        drop(tx);
        let saying = self.describe(coach, id, &iri, true, wish).await?;
        self.write(&[saying]).await?;
        Ok(Made {
            group: GroupId::of(&identity),
            iri,
            statement: id,
        })
    }

    /// Says anew what a group is. That the coach coaches it is decided before, here and below.
    pub async fn change_group(
        &self,
        coach: PersonId,
        group: GroupId,
        wish: &GroupWish,
        condition: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let before = definition(&mut tx, group, self.today()).await?;
        let before = before.ok_or(CoachingError::Unknown)?;
        CoachingError::unless_changed(condition, &before.tag)?;
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        let Some(iri) = place.iri().map(str::to_owned) else {
            return Err(CoachingError::state("refused-group-foreign"));
        };
        drop(tx);
        let id = Uuid::now_v7();
        let said = self.describe(coach, id, &iri, false, wish).await?;
        let kept = said.linked();
        let actor = self.agent(coach).await?;
        let gone = before.competencies.iter().filter(|it| !kept.contains(it));
        let gone = gone.map(|iri| {
            let object = competency(iri);
            Saying::new(Uuid::now_v7(), &actor, DESELECTED, object, self.now()).within(Some(&place))
        });
        let mut sayings: Vec<Saying> = gone.collect();
        sayings.push(said);
        self.write(&sayings).await?;
        Ok(id)
    }

    /// The statement that says what a group is.
    async fn describe(
        &self,
        coach: PersonId,
        id: Uuid,
        iri: &str,
        new: bool,
        wish: &GroupWish,
    ) -> Result<Saying, CoachingError> {
        let name = text("name", &wish.name, NAME)?;
        let description = note("description", wish.description.as_deref())?;
        if wish.competencies.len() > MOST {
            return Err(CoachingError::Wrong(
                Message::new("refused-group-many").with("most", MOST as i64),
            ));
        }
        if wish
            .opens
            .zip(wish.closes)
            .is_some_and(|(first, last)| last < first)
        {
            return Err(CoachingError::wrong("refused-group-days"));
        }
        let mut tx = self.db.read().await?;
        let mut links = Vec::with_capacity(wish.competencies.len());
        for named in &wish.competencies {
            links.push(Measured::named(&mut tx, named).await?.iri);
        }
        drop(tx);
        links.sort_unstable();
        links.dedup();
        let actor = self.agent(coach).await?;
        let object = statement::learning_group(iri, &name, description.as_deref());
        let verb = if new { CREATED } else { CHANGED };
        Ok(Saying::new(id, &actor, verb, object, self.now())
            .linking(&links)
            .day(OPENS, wish.opens)
            .day(CLOSES, wish.closes))
    }

    /// Closes a group: what was said in it stays, and nobody is invited any more.
    pub async fn close_group(
        &self,
        coach: PersonId,
        group: GroupId,
        reason: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        self.turn(coach, group, true, reason).await
    }

    /// Lets a closed group go on.
    pub async fn reopen_group(
        &self,
        coach: PersonId,
        group: GroupId,
        reason: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        self.turn(coach, group, false, reason).await
    }

    async fn turn(
        &self,
        coach: PersonId,
        group: GroupId,
        closing: bool,
        reason: Option<&str>,
    ) -> Result<Uuid, CoachingError> {
        let reason = note("reason", reason)?;
        let mut tx = self.db.read().await?;
        let closed = setting(&mut tx, group, self.today())
            .await?
            .closed
            .is_some();
        if closed == closing {
            return Err(CoachingError::state(if closed {
                "refused-group-closed-already"
            } else {
                "refused-group-open"
            }));
        }
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        drop(tx);
        let verb = if closing { CLOSED } else { REOPENED };
        let actor = self.agent(coach).await?;
        let id = Uuid::now_v7();
        let object = statement::group(&place);
        let saying = Saying::new(id, &actor, verb, object, self.now()).because(reason.as_deref());
        self.write(&[saying]).await?;
        Ok(id)
    }

    /// Makes somebody a coach of a group.
    pub async fn appoint(
        &self,
        coach: PersonId,
        group: GroupId,
        person: PersonId,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        if people::find(&mut tx, person).await?.is_none() {
            return Err(CoachingError::Wrong(
                Message::new("refused-no-person").with("person", person.to_string()),
            ));
        }
        if setting(&mut tx, group, self.today())
            .await?
            .coaches
            .contains(&person)
        {
            return Err(CoachingError::state("refused-coaches-already"));
        }
        if groups::known_coaches_only(&mut tx).await?
            && people::known_coaches(&mut tx, &[person].into())
                .await?
                .is_empty()
        {
            return Err(CoachingError::state("refused-is-no-coach"));
        }
        drop(tx);
        self.lead(coach, group, person, true).await
    }

    /// Ends that somebody coaches a group. The last coach stays, so that somebody answers for it.
    pub async fn dismiss(
        &self,
        coach: PersonId,
        group: GroupId,
        person: PersonId,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let coaches = setting(&mut tx, group, self.today()).await?.coaches;
        if !coaches.contains(&person) {
            return Err(CoachingError::Unknown);
        }
        if coaches.len() == 1 {
            return Err(CoachingError::state("refused-last-coach"));
        }
        if groups::is_coach_by_launch(&mut tx, group, person).await? {
            return Err(CoachingError::state("refused-teaches"));
        }
        drop(tx);
        self.lead(coach, group, person, false).await
    }

    async fn lead(
        &self,
        coach: PersonId,
        group: GroupId,
        person: PersonId,
        is: bool,
    ) -> Result<Uuid, CoachingError> {
        let mut tx = self.db.read().await?;
        let place = self.place(&mut tx, group).await?;
        let place = place.ok_or(CoachingError::Unknown)?;
        drop(tx);
        let verb = if is { APPOINTED } else { DISMISSED };
        let (actor, object) = (self.agent(coach).await?, self.agent(person).await?);
        let id = Uuid::now_v7();
        let saying = Saying::new(id, &actor, verb, object, self.now()).within(Some(&place));
        self.write(&[saying]).await?;
        Ok(id)
    }
}

/// An address that an app gives to a group, as it stands in statements.
pub fn address(iri: &str) -> Result<String, CoachingError> {
    let iri = iri.trim();
    let sound = iri.len() <= 2000 && !iri.contains(|letter: char| letter.is_whitespace());
    if sound && url::Url::parse(iri).is_ok() {
        return Ok(iri.to_owned());
    }
    Err(CoachingError::wrong("refused-iri"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_decide_unless_a_coach_has_closed_it() {
        let described = Described::of(&json!({ "context": { "extensions": {
            OPENS: "1970-01-11", CLOSES: "1970-01-21T10:00:00Z"
        } } }));
        assert_eq!((described.opens, described.closes), (Some(10), Some(20)));
        for (today, closed, state) in [
            (9, None, GroupState::Planned),
            (10, None, GroupState::Open),
            (20, None, GroupState::Open),
            (21, None, GroupState::Closed),
            (15, Some(12), GroupState::Closed),
        ] {
            assert_eq!(described.state(closed, today), state, "{today}");
        }
    }

    #[test]
    fn an_address_is_absolute() {
        assert!(address(" urn:uuid:8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee ").is_ok());
        for wrong in ["", "groups/1", "https://a b", "/x"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
