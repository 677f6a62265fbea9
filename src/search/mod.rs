//! Search by name through what somebody may see: people, groups, competencies and contributions.
//!
//! There is no index. What is searched is read anew for whoever asks, from the places that decide
//! what they may see, so that nothing else can come out and nothing is out of date
//! (`docs/decisions/0017-search-reads-what-may-be-seen.md`).

mod matching;

use std::collections::BTreeSet;

use uuid::Uuid;

pub use matching::{Rank, Wanted};

use crate::engagement;
use crate::frameworks::{self, Rating};
use crate::groups::{self, Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{self, Titled, titles_in};
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx};

/// People or groups read at once where all are searched.
const AT_ONCE: usize = 1000;

/// Where somebody may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody and every group, by name alone: for systems and administrators.
    Everything,
    /// Every group, by name alone: for those who see figures without people.
    Groups,
    /// The groups that a person coaches and the people in them, and those that they are in.
    Person {
        /// Who.
        person: PersonId,
        /// Whether they look as a coach.
        coach: bool,
        /// The only group of others that they see, if they came from its course.
        only: Option<GroupId>,
    },
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A person.
    Person(Person),
    /// A group.
    Group {
        /// Which.
        group: Group,
        /// Whether whoever asks coaches it.
        coached: bool,
    },
    /// A competency of a framework, or one that a group works on.
    Competency {
        /// Its key.
        key: i64,
        /// Its address.
        iri: String,
        /// Its name, with its code before it if it has one.
        name: String,
    },
    /// What somebody contributed.
    Contribution {
        /// The statement.
        statement: Uuid,
        /// Its title.
        title: String,
        /// The group.
        group: Group,
        /// Whether whoever asks coaches the group.
        coached: bool,
        /// The organisation's calendar day of it.
        day: i64,
    },
}

/// What kind of thing is looked for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// People.
    Person,
    /// Groups.
    Group,
    /// Competencies.
    Competency,
    /// Contributions.
    Contribution,
}

impl Kind {
    /// Every kind, in the order in which results are listed.
    pub const ALL: [Self; 4] = [
        Self::Person,
        Self::Group,
        Self::Competency,
        Self::Contribution,
    ];
}

impl Found {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Group { .. } => Kind::Group,
            Self::Competency { .. } => Kind::Competency,
            Self::Contribution { .. } => Kind::Contribution,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => person.name.as_deref().unwrap_or_default(),
            Self::Group { group, .. } => group.name.as_deref().unwrap_or_default(),
            Self::Competency { name, .. } => name,
            Self::Contribution { title, .. } => title,
        }
    }

    /// What tells it from all others of its kind.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Person(person) => person.id.to_string(),
            Self::Group { group, .. } => group.id.to_string(),
            Self::Competency { iri, .. } => iri.clone(),
            Self::Contribution { statement, .. } => statement.to_string(),
        }
    }
}

/// What somebody may see that fits, by kind, the best first: what is called so, then what begins so,
/// then the rest by name; of contributions that fit alike the newest first.
pub async fn search(
    tx: &mut Tx,
    scope: Scope,
    wanted: &Wanted,
    only: Option<Kind>,
    today: i64,
) -> Result<Vec<Found>, StoreError> {
    let mut search = Search {
        tx,
        wanted,
        today,
        found: Vec::new(),
    };
    let asked = |kind: Kind| only.is_none_or(|only| only == kind);
    match scope {
        Scope::Everything | Scope::Groups => {
            if scope == Scope::Everything && asked(Kind::Person) {
                search.everybody().await?;
            }
            if asked(Kind::Group) {
                search.every_group().await?;
            }
            if asked(Kind::Competency) {
                search.competencies(&[]).await?;
            }
        }
        Scope::Person {
            person,
            coach,
            only: visited,
        } => {
            let seen = search.seen(person, coach, visited).await?;
            if asked(Kind::Person) {
                search.people_of(&seen).await?;
            }
            if asked(Kind::Group) {
                search.groups(&seen);
            }
            if asked(Kind::Competency) {
                search.competencies(&seen).await?;
            }
            if asked(Kind::Contribution) {
                search.contributions(&seen).await?;
            }
        }
    }
    let mut found = search.found;
    found.sort_by_cached_key(|(rank, one)| {
        let day = match one {
            Found::Contribution { day, .. } => -day,
            _ => 0,
        };
        (one.kind(), *rank, day, matching::fold(one.name()), one.id())
    });
    found.dedup_by(|(_, left), (_, right)| left.kind() == right.kind() && left.id() == right.id());
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

/// A group that somebody sees, and whether as a coach.
type Seen = (Group, bool);

struct Search<'s> {
    tx: &'s mut Tx,
    wanted: &'s Wanted,
    today: i64,
    found: Vec<(Rank, Found)>,
}

impl Search<'_> {
    fn offer(&mut self, found: Found) {
        if let Some(rank) = self.wanted.rank(found.name()) {
            self.found.push((rank, found));
        }
    }

    /// Everybody whose data are used.
    async fn everybody(&mut self) -> Result<(), StoreError> {
        let withheld = restrictions::withheld(self.tx, Use::Everything).await?;
        let mut after = None;
        loop {
            let some = people::list_all(self.tx, after, AT_ONCE).await?;
            let more = some.len() == AT_ONCE;
            after = some
                .last()
                .map(|last| (last.name.clone().unwrap_or_default(), last.id));
            for person in some {
                if !withheld.contains(&person.id) {
                    self.offer(Found::Person(person));
                }
            }
            if !more {
                return Ok(());
            }
        }
    }

    async fn every_group(&mut self) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let some = groups::list_all(self.tx, after, AT_ONCE).await?;
            let more = some.len() == AT_ONCE;
            after = some
                .last()
                .map(|last| (last.name.clone().unwrap_or_default(), last.id));
            for group in some {
                self.offer(Found::Group {
                    group,
                    coached: false,
                });
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// The groups that somebody coaches, then those that they are in.
    async fn seen(
        &mut self,
        person: PersonId,
        coach: bool,
        only: Option<GroupId>,
    ) -> Result<Vec<Seen>, StoreError> {
        let mut seen: Vec<Seen> = Vec::new();
        if coach {
            let mine = engagement::my_groups(self.tx, person).await?;
            seen.extend(mine.into_iter().map(|group| (group, true)));
        }
        let Some(current) = projector::current(self.tx).await? else {
            return Ok(seen);
        };
        let generation = current.generation;
        let acted_in = projector::acted_in(self.tx, generation, &[person], self.today).await?;
        let keys: Vec<i64> = acted_in.into_values().flatten().collect();
        let ids = groups::ids(self.tx, &keys).await?;
        let ids: BTreeSet<GroupId> = ids.into_values().collect();
        let coached = |id: &GroupId| seen.iter().any(|(group, _)| group.id == *id);
        let others: Vec<GroupId> = ids
            .into_iter()
            .filter(|id| only.is_none_or(|only| only == *id) && !coached(id))
            .collect();
        let memberships = engagement::memberships(self.tx, &others, self.today).await?;
        let among = memberships.into_iter().filter(|(_, it)| it.has(person));
        let among: Vec<GroupId> = among.map(|(group, _)| group).collect();
        let among = groups::find_all(self.tx, &among).await?;
        seen.extend(among.into_iter().map(|group| (group, false)));
        Ok(seen)
    }

    /// The people in groups that are coached: nobody else sees who else is in a group.
    async fn people_of(&mut self, seen: &[Seen]) -> Result<(), StoreError> {
        let coached = seen.iter().filter(|(_, coached)| *coached);
        let coached: Vec<GroupId> = coached.map(|(group, _)| group.id).collect();
        let memberships = engagement::memberships(self.tx, &coached, self.today).await?;
        for person in memberships.into_values().flat_map(|it| it.members) {
            self.offer(Found::Person(person));
        }
        Ok(())
    }

    fn groups(&mut self, seen: &[Seen]) {
        for (group, coached) in seen {
            self.offer(Found::Group {
                group: group.clone(),
                coached: *coached,
            });
        }
    }

    /// Those of frameworks, which everybody may read, and those that the groups work on.
    async fn competencies(&mut self, seen: &[Seen]) -> Result<(), StoreError> {
        for framework in frameworks::list(self.tx).await? {
            for item in frameworks::items(self.tx, framework.id).await? {
                if item.scale.rating == Rating::Unrated {
                    continue;
                }
                let name = match &item.code {
                    Some(code) => format!("{code} {}", item.name),
                    None => item.name,
                };
                self.offer(Found::Competency {
                    key: item.competency,
                    iri: item.uri,
                    name,
                });
            }
        }
        let ids: Vec<GroupId> = seen.iter().map(|(group, _)| group.id).collect();
        for topic in engagement::topics_of(self.tx, &ids, self.today).await? {
            let known = |(_, one): &(Rank, Found)| matches!(one, Found::Competency { key, .. } if *key == topic.key);
            if !self.found.iter().any(known) {
                self.offer(Found::Competency {
                    key: topic.key,
                    iri: topic.iri,
                    name: topic.name,
                });
            }
        }
        Ok(())
    }

    async fn contributions(&mut self, seen: &[Seen]) -> Result<(), StoreError> {
        let Some(current) = projector::current(self.tx).await? else {
            return Ok(());
        };
        let ids: Vec<GroupId> = seen.iter().map(|(group, _)| group.id).collect();
        let said = titles_in(self.tx, current.generation, &ids, self.today).await?;
        for Titled {
            group,
            statement,
            day,
            title,
            ..
        } in said
        {
            if let Some((group, coached)) = seen.iter().find(|(known, _)| known.id == group) {
                self.offer(Found::Contribution {
                    statement,
                    title,
                    group: group.clone(),
                    coached: *coached,
                    day,
                });
            }
        }
        Ok(())
    }
}
