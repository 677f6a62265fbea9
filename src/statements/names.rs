//! Names as integers: verbs, activities, agents and authorities have keys that the indexes hold.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::identity::Identity;
use super::new::{NewStatement, Relation};
use super::store::{self, AgentKey};
use crate::store::{StoreError, Tx};

/// Interned names remembered of each kind; the memory is dropped when it is full.
const REMEMBERED: usize = 100_000;

/// Names with their keys. Holds only what is committed.
#[derive(Debug)]
struct Interned<N>(HashMap<N, i64>);

impl<N> Default for Interned<N> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<N: Eq + Hash> Interned<N> {
    fn remember(&mut self, pairs: Vec<(N, i64)>) {
        if self.0.len() + pairs.len() > REMEMBERED {
            self.0.clear();
        }
        self.0.extend(pairs);
    }
}

/// Keys that are remembered.
#[derive(Debug, Default)]
pub(super) struct Names {
    verbs: Interned<String>,
    activities: Interned<String>,
    agents: Interned<Identity>,
    authorities: Interned<String>,
}

/// The keys under which a statement is indexed.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) verb: i64,
    pub(super) agents: Vec<(AgentKey, Relation)>,
    /// In the order of the statement's activities.
    pub(super) activities: Vec<(i64, Relation)>,
}

/// Keys found during a transaction, remembered once it has committed.
#[derive(Default)]
pub(super) struct Found {
    verbs: HashMap<String, i64>,
    activities: HashMap<String, i64>,
    agents: HashMap<Identity, AgentKey>,
    authorities: HashMap<String, i64>,
}

impl Names {
    /// Finds or makes the key of every name that is not remembered.
    pub(super) async fn find(
        &self,
        tx: &mut Tx,
        statements: &[&NewStatement],
        authorities: impl Iterator<Item = &str>,
    ) -> Result<Found, StoreError> {
        let mut found = Found::default();
        let verbs = missing(
            statements.iter().map(|new| new.verb.as_str()),
            &self.verbs.0,
        );
        if !verbs.is_empty() {
            found.verbs.extend(store::intern_verbs(tx, &verbs).await?);
        }
        let iris = statements
            .iter()
            .flat_map(|new| new.activities.keys().map(String::as_str));
        let activities = missing(iris, &self.activities.0);
        if !activities.is_empty() {
            found
                .activities
                .extend(store::intern_activities(tx, &activities).await?);
        }
        let agents = missing(
            statements.iter().flat_map(|new| new.agents.keys()),
            &self.agents.0,
        );
        if !agents.is_empty() {
            found
                .agents
                .extend(store::intern_agents(tx, &agents).await?);
        }
        let authorities = missing(authorities, &self.authorities.0);
        if !authorities.is_empty() {
            found
                .authorities
                .extend(store::intern_authorities(tx, &authorities).await?);
        }
        Ok(found)
    }

    /// Remembers what a transaction found, once it has committed.
    pub(super) fn remember(&mut self, found: Found) {
        self.verbs.remember(found.verbs.into_iter().collect());
        self.activities
            .remember(found.activities.into_iter().collect());
        self.agents.remember(found.agents.into_iter().collect());
        self.authorities
            .remember(found.authorities.into_iter().collect());
    }

    pub(super) fn authority(&self, found: &Found, text: &str) -> Result<i64, StoreError> {
        key(&self.authorities, &found.authorities, text)
    }

    /// The keys of a statement whose names were found.
    pub(super) fn keys(&self, found: &Found, new: &NewStatement) -> Result<Keys, StoreError> {
        let agents = new.agents.iter().map(|(identity, relation)| {
            Ok((key(&self.agents, &found.agents, identity)?, *relation))
        });
        let activities = new.activities.iter().map(|(iri, relation)| {
            Ok((
                key(&self.activities, &found.activities, iri.as_str())?,
                *relation,
            ))
        });
        Ok(Keys {
            verb: key(&self.verbs, &found.verbs, new.verb.as_str())?,
            agents: agents.collect::<Result<_, StoreError>>()?,
            activities: activities.collect::<Result<_, StoreError>>()?,
        })
    }
}

impl Found {
    /// Takes over what was found later.
    pub(super) fn extend(&mut self, later: Self) {
        self.verbs.extend(later.verbs);
        self.activities.extend(later.activities);
        self.agents.extend(later.agents);
        self.authorities.extend(later.authorities);
    }
}

/// The distinct names that are not remembered, in a fixed order.
fn missing<'n, N, O>(names: impl Iterator<Item = &'n N>, known: &HashMap<O, i64>) -> Vec<&'n N>
where
    N: Ord + Hash + ?Sized,
    O: Eq + Hash + Borrow<N>,
{
    let distinct: BTreeSet<&N> = names.filter(|name| !known.contains_key(*name)).collect();
    distinct.into_iter().collect()
}

/// Every name was interned in this transaction or before; a missing one means that the database
/// folds distinct names together, and nothing may be stored.
fn key<N, O>(remembered: &Interned<O>, found: &HashMap<O, i64>, name: &N) -> Result<i64, StoreError>
where
    N: Eq + Hash + ?Sized,
    O: Eq + Hash + Borrow<N>,
{
    let key = remembered.0.get(name).or_else(|| found.get(name));
    key.copied()
        .ok_or_else(|| StoreError::from(sqlx::Error::RowNotFound))
}
