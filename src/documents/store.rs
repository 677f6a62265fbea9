//! All SQL of the documents table.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Document, Subject, Tag};
use crate::statements::{AgentKey, find_activity, find_agent, intern_activities, intern_agent};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, sql};

sql! {
    FIND = "SELECT content_type, content, sha1, updated_at FROM document
            WHERE activity = $1 AND agent = $2 AND kind = $3 AND registration = $4 AND name = $5";
    NAMES = "SELECT DISTINCT name FROM document
             WHERE activity = $1 AND agent = $2 AND kind = $3 AND updated_at > $4 ORDER BY name";
    NAMES_OF_REGISTRATION = "SELECT name FROM document
                             WHERE activity = $1 AND agent = $2 AND kind = $3
                                 AND registration = $5 AND updated_at > $4 ORDER BY name";
    ADD = "INSERT INTO document (activity, agent, kind, registration, name, content_type, content,
               sha1, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE document SET content_type = $6, content = $7, sha1 = $8, updated_at = $9
              WHERE activity = $1 AND agent = $2 AND kind = $3 AND registration = $4 AND name = $5
                  AND sha1 = $10 AND updated_at = $11";
    DELETE = "DELETE FROM document
              WHERE activity = $1 AND agent = $2 AND kind = $3 AND registration = $4 AND name = $5
                  AND sha1 = $6 AND updated_at = $7";
    DELETE_ALL = "DELETE FROM document WHERE activity = $1 AND agent = $2 AND kind = $3";
    DELETE_ALL_OF_REGISTRATION = "DELETE FROM document
                                  WHERE activity = $1 AND agent = $2 AND kind = $3
                                      AND registration = $4";
    NEXT_ABOUT = "SELECT d.activity, a.iri, d.kind, d.registration, d.name, d.content_type, d.content,
                      d.updated_at
                  FROM document d LEFT JOIN activity a ON a.key = d.activity
                  WHERE d.agent = $1 AND d.agent <> 0
                      AND (d.activity, d.kind, d.registration, d.name) > ($2, $3, $4, $5)
                  ORDER BY d.activity, d.kind, d.registration, d.name LIMIT 1";
    COUNT_UNTOUCHED = "SELECT count(*) FROM document WHERE agent <> 0 AND updated_at < $1";
    FORGET_UNTOUCHED = {
        sqlite: "DELETE FROM document WHERE agent <> 0
                     AND agent NOT IN (SELECT value FROM json_each($3)) AND updated_at <= (
                     SELECT max(updated_at) FROM (
                         SELECT updated_at FROM document
                         WHERE agent <> 0 AND updated_at < $1
                             AND agent NOT IN (SELECT value FROM json_each($3))
                         ORDER BY updated_at LIMIT $2) d)",
        postgres: "DELETE FROM document WHERE agent <> 0
                       AND agent NOT IN (SELECT value::bigint
                                         FROM jsonb_array_elements_text($3::jsonb))
                       AND updated_at <= (
                       SELECT max(updated_at) FROM (
                           SELECT updated_at FROM document
                           WHERE agent <> 0 AND updated_at < $1
                               AND agent NOT IN (SELECT value::bigint
                                                 FROM jsonb_array_elements_text($3::jsonb))
                           ORDER BY updated_at LIMIT $2) d)",
    };
}

/// A subject as the table holds it.
struct Place {
    activity: i64,
    agent: AgentKey,
    kind: i64,
    registration: Uuid,
}

impl Subject {
    const fn kind(&self) -> i64 {
        match self {
            Self::State { .. } => 1,
            Self::Activity { .. } => 2,
            Self::Agent { .. } => 3,
        }
    }

    const fn registration(&self) -> Option<Uuid> {
        match self {
            Self::State { registration, .. } => *registration,
            Self::Activity { .. } | Self::Agent { .. } => None,
        }
    }

    /// Looks the names up; none when one is unknown, so that there can be no document.
    async fn place(&self, tx: &mut Tx) -> Result<Option<Place>, StoreError> {
        let (activity, agent) = match self {
            Self::State {
                activity, agent, ..
            } => (
                find_activity(tx, activity).await?,
                find_agent(tx, agent).await?,
            ),
            Self::Activity { activity } => (find_activity(tx, activity).await?, Some(0)),
            Self::Agent { agent } => (Some(0), find_agent(tx, agent).await?),
        };
        Ok(activity.zip(agent).map(|keys| self.placed(keys)))
    }

    /// Gives the names keys where they have none.
    async fn make_place(&self, tx: &mut Tx) -> Result<Place, StoreError> {
        let (activity, agent) = match self {
            Self::State {
                activity, agent, ..
            } => (Some(activity), Some(agent)),
            Self::Activity { activity } => (Some(activity), None),
            Self::Agent { agent } => (None, Some(agent)),
        };
        let activity = match activity {
            None => 0,
            Some(iri) => {
                let found = intern_activities(tx, &[iri]).await?;
                let first = found.first();
                first.map(|(_, key)| *key).ok_or(sqlx::Error::RowNotFound)?
            }
        };
        let agent = match agent {
            None => 0,
            Some(identity) => intern_agent(tx, identity).await?,
        };
        Ok(self.placed((activity, agent)))
    }

    fn placed(&self, (activity, agent): (i64, AgentKey)) -> Place {
        Place {
            activity,
            agent,
            kind: self.kind(),
            registration: self.registration().unwrap_or_default(),
        }
    }
}

/// A document by its name.
pub async fn find(
    tx: &mut Tx,
    subject: &Subject,
    name: &str,
) -> Result<Option<Document>, StoreError> {
    type Row = (String, Vec<u8>, Vec<u8>, i64);
    let Some(place) = subject.place(tx).await? else {
        return Ok(None);
    };
    let row = fetch_optional!(
        tx,
        FIND as Row,
        place.activity,
        place.agent,
        place.kind,
        place.registration,
        name
    )?;
    Ok(
        row.map(|(content_type, content, sha1, updated_at)| Document {
            tag: Tag::from_bytes(&sha1).unwrap_or_else(|| Tag::of(&content)),
            content_type,
            content,
            updated_at,
        }),
    )
}

/// Names of documents stored after a moment (microseconds since the epoch). State without a
/// registration asked for is that of every registration.
pub async fn names(
    tx: &mut Tx,
    subject: &Subject,
    since: Option<i64>,
) -> Result<Vec<String>, StoreError> {
    let Some(place) = subject.place(tx).await? else {
        return Ok(Vec::new());
    };
    let since = since.unwrap_or(i64::MIN);
    let (activity, agent, kind) = (place.activity, place.agent, place.kind);
    let names = match subject.registration() {
        None => fetch_all!(tx, NAMES as (String,), activity, agent, kind, since)?,
        Some(registration) => fetch_all!(
            tx,
            NAMES_OF_REGISTRATION as (String,),
            activity,
            agent,
            kind,
            since,
            registration
        )?,
    };
    Ok(names.into_iter().map(|(name,)| name).collect())
}

/// Puts `new` (or nothing) in the place of `old` (or of nothing); false if `old` is no longer what
/// is stored, so that nothing was changed.
pub async fn replace(
    tx: &mut Tx,
    subject: &Subject,
    name: &str,
    old: Option<&Document>,
    new: Option<&Document>,
) -> Result<bool, StoreError> {
    let place = subject.make_place(tx).await?;
    let (activity, agent, kind) = (place.activity, place.agent, place.kind);
    let registration = place.registration;
    let changed = match (old, new) {
        (None, None) => return Ok(true),
        (None, Some(new)) => execute!(
            tx,
            ADD,
            activity,
            agent,
            kind,
            registration,
            name,
            &new.content_type,
            &new.content,
            &new.tag.0[..],
            new.updated_at
        )?,
        (Some(old), Some(new)) => execute!(
            tx,
            CHANGE,
            activity,
            agent,
            kind,
            registration,
            name,
            &new.content_type,
            &new.content,
            &new.tag.0[..],
            new.updated_at,
            &old.tag.0[..],
            old.updated_at
        )?,
        (Some(old), None) => execute!(
            tx,
            DELETE,
            activity,
            agent,
            kind,
            registration,
            name,
            &old.tag.0[..],
            old.updated_at
        )?,
    };
    Ok(changed == 1)
}

/// Deletes every document of a subject. State without a registration asked for is that of every
/// registration.
pub async fn delete_all(tx: &mut Tx, subject: &Subject) -> Result<(), StoreError> {
    let Some(place) = subject.place(tx).await? else {
        return Ok(());
    };
    let (activity, agent, kind) = (place.activity, place.agent, place.kind);
    match subject.registration() {
        None => execute!(tx, DELETE_ALL, activity, agent, kind)?,
        Some(registration) => execute!(
            tx,
            DELETE_ALL_OF_REGISTRATION,
            activity,
            agent,
            kind,
            registration
        )?,
    };
    Ok(())
}

/// How many documents about agents nobody has changed since before a moment.
pub async fn count_untouched(tx: &mut Tx, before: jiff::Timestamp) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNT_UNTOUCHED as (i64,), before.as_microsecond())?.0)
}

/// Removes documents about agents, but some of these, that nobody has changed since before a moment,
/// some `limit` of them; how many there were.
pub async fn forget_untouched(
    tx: &mut Tx,
    before: jiff::Timestamp,
    but: &BTreeSet<AgentKey>,
    limit: i64,
) -> Result<i64, StoreError> {
    let (before, but) = (before.as_microsecond(), list(but.iter()));
    let gone = execute!(tx, FORGET_UNTOUCHED, before, limit, &but)?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// A place among the documents about an agent.
#[derive(Debug, Clone, Default)]
pub struct After {
    activity: i64,
    kind: i64,
    registration: Uuid,
    /// The document's name.
    pub name: String,
}

/// A document about an agent.
#[derive(Debug, Clone)]
pub struct About {
    /// Its place.
    pub after: After,
    /// The IRI of the activity that it is state of.
    pub activity: Option<String>,
    /// The media type of the content.
    pub content_type: String,
    /// The content.
    pub content: Vec<u8>,
    /// When it was changed last, microseconds since the epoch.
    pub updated_at: i64,
}

impl About {
    /// The registration that it is bound to.
    #[must_use]
    pub fn registration(&self) -> Option<Uuid> {
        Some(self.after.registration).filter(|registration| !registration.is_nil())
    }
}

/// The next document about an agent after a place.
pub async fn next_about(
    tx: &mut Tx,
    agent: AgentKey,
    after: &After,
) -> Result<Option<About>, StoreError> {
    type Row = (i64, Option<String>, i64, Uuid, String, String, Vec<u8>, i64);
    let After {
        activity,
        kind,
        registration,
        name,
    } = after;
    let row = fetch_optional!(
        tx,
        NEXT_ABOUT as Row,
        agent,
        *activity,
        *kind,
        *registration,
        name
    )?;
    Ok(row.map(
        |(activity, iri, kind, registration, name, content_type, content, updated_at)| About {
            after: After {
                activity,
                kind,
                registration,
                name,
            },
            activity: iri,
            content_type,
            content,
            updated_at,
        },
    ))
}
