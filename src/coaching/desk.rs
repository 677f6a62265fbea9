//! Where acts of coaching become statements in the log.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use xapi_schemas::Version;

use super::error::CoachingError;
use super::statement::{Place, Saying};
use crate::clock::Clock;
use crate::groups::{self, GroupId};
use crate::message::Message;
use crate::people::{self, LinkReason, PersonId};
use crate::projector;
use crate::statements::{self, AppendError, Author, Identity, Log, NewStatement};
use crate::store::{Db, StoreError, Tx};

/// What work on coaching needs: a handle that is cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The zone whose midnight separates days.
    pub zone: TimeZone,
    /// The way into the statement log.
    pub log: Log,
    /// Our own address.
    pub base_url: Url,
}

impl Desk {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The organisation's calendar day.
    #[must_use]
    pub fn today(&self) -> i64 {
        projector::day(&self.zone, self.now().as_microsecond())
    }

    /// An address of ours.
    pub(super) fn address(&self, kind: &str, id: Uuid) -> String {
        format!("{}coaching/{kind}/{id}", self.base_url)
    }

    /// Somebody as the actor or object of statements. Whoever no statement has named yet gets an
    /// account with us.
    pub async fn agent(&self, person: PersonId) -> Result<Value, StoreError> {
        let mut tx = self.db.read().await?;
        if let Some(known) = identity(&mut tx, person).await? {
            return Ok(named(&known, people::find(&mut tx, person).await?));
        }
        drop(tx);
        let own = Identity::Account {
            home_page: self.base_url.as_str().to_owned(),
            name: person.to_string(),
        };
        let mut tx = self.db.write().await?;
        let key = statements::intern_agent(&mut tx, &own).await?;
        people::link_agent(&mut tx, key, person, LinkReason::SignIn, self.now()).await?;
        let found = people::find(&mut tx, person).await?;
        tx.commit().await?;
        Ok(named(&own, found))
    }

    /// A group as statements name it.
    pub async fn place(&self, tx: &mut Tx, group: GroupId) -> Result<Option<Place>, StoreError> {
        let identities = groups::identities(tx, group).await?;
        let activities = identities.iter().filter(|it| it.starts_with("activity "));
        let mut in_order = activities.chain(&identities);
        Ok(in_order.find_map(|identity| Place::of(identity)))
    }

    /// Writes statements of ours. One that says the same under the same identifier stays as it is;
    /// an identifier that says something else is refused.
    pub async fn write(&self, sayings: &[Saying]) -> Result<(), CoachingError> {
        let mut new = Vec::new();
        let mut tx = self.db.read().await?;
        for saying in sayings {
            let read = read(saying.value())?;
            match statements::one(&mut tx, read.id()).await? {
                None => new.push(saying),
                Some(stored) if same(saying.value(), &stored.value()?) => {}
                Some(_) => {
                    return Err(CoachingError::State(
                        Message::new("refused-statement-taken")
                            .with("statement", read.id().to_string()),
                    ));
                }
            }
        }
        drop(tx);
        let all = new.iter().map(|saying| read(saying.value()));
        let all: Vec<NewStatement> = all.collect::<Result<_, _>>()?;
        match self.log.append(all, self.author()).await {
            Ok(_) => Ok(()),
            // Another request has written one of them meanwhile: the others are still to be.
            Err(AppendError::Conflict { .. }) => {
                for saying in new {
                    match self
                        .log
                        .append(vec![read(saying.value())?], self.author())
                        .await
                    {
                        Ok(_) | Err(AppendError::Conflict { .. }) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A statement that this desk wrote and nobody has voided; none for anybody else's.
    pub(super) async fn ours(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Value>, CoachingError> {
        let Some(stored) = statements::one(tx, id).await? else {
            return Ok(None);
        };
        let authority: Value = serde_json::from_str(&stored.authority)?;
        if stored.voided || authority.get("account") != self.authority().get("account") {
            return Ok(None);
        }
        Ok(Some(stored.value()?))
    }

    fn authority(&self) -> Value {
        json!({
            "objectType": "Agent",
            "name": "Coachlight",
            "account": { "homePage": self.base_url.as_str(), "name": "coachlight" }
        })
    }

    /// Our statements do not change what is known of activities that others describe.
    fn author(&self) -> Author {
        Author {
            authority: self.authority().to_string().into(),
            defines: false,
        }
    }
}

/// By what statements know a person: what came first.
async fn identity(tx: &mut Tx, person: PersonId) -> Result<Option<Identity>, StoreError> {
    let Some(first) = people::agents_of(tx, person).await?.into_iter().next() else {
        return Ok(None);
    };
    let found = statements::identities(tx, &[first]).await?;
    Ok(found.into_iter().next().map(|(identity, _)| identity))
}

fn named(identity: &Identity, person: Option<people::Person>) -> Value {
    let mut agent = identity.to_agent();
    if let Some(name) = person.and_then(|person| person.name) {
        agent["name"] = name.into();
    }
    agent
}

/// Whether two statements say the same, whenever and under whatever name.
fn same(left: &Value, right: &Value) -> bool {
    let who = |value: &Value| value.get("actor").and_then(Identity::of);
    who(left) == who(right)
        && left.pointer("/verb/id") == right.pointer("/verb/id")
        && ["object", "result"]
            .iter()
            .all(|part| left.get(part) == right.get(part))
        && left.pointer("/context/extensions") == right.pointer("/context/extensions")
}

fn read(statement: &Value) -> Result<NewStatement, CoachingError> {
    xapi_schemas::validate_statement(Version::V1_0_3, statement)
        .map_err(|faults| CoachingError::Statement(format!("{faults:?}")))?;
    let id = statement["id"].as_str().and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| CoachingError::Statement("it has no identifier".into()))?;
    Ok(NewStatement::from_value(Version::V1_0_3, statement, id)?)
}
