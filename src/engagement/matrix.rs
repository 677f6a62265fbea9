//! The members of a group by the competencies that it works on: where the gaps are.

use std::collections::BTreeSet;

use super::{Membership, membership};
use crate::competency::{self, MOST_COMPETENCIES, MOST_PEOPLE, Matrix};
use crate::frameworks;
use crate::groups::GroupId;
use crate::people::{Person, PersonId};
use crate::projector::{self, activity_names, group_settings};
use crate::store::{StoreError, Tx};

/// A competency that a group works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its key.
    pub key: i64,
    /// Its address.
    pub iri: String,
    /// Its name.
    pub name: String,
}

/// A group's members, its competencies, and the progress of the one in the other.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMatrix {
    /// The columns.
    pub topics: Vec<Topic>,
    /// The rows, by name.
    pub members: Vec<Person>,
    /// Members whose data are only kept, by name: they have no row.
    pub restricted: Vec<Person>,
    /// The numbers; none if there are more than [`MOST_PEOPLE`] members or [`MOST_COMPETENCIES`]
    /// competencies.
    pub matrix: Option<Matrix>,
}

/// Competencies by their keys, in the order given. A framework's name wins over what statements call
/// them.
pub async fn topics(tx: &mut Tx, keys: &[i64]) -> Result<Vec<Topic>, StoreError> {
    let titles = activity_names(tx, keys).await?;
    let mut framed = frameworks::names(tx, keys).await?;
    let topics = keys.iter().filter_map(|key| {
        let (iri, said) = titles.get(key)?.clone();
        let name = framed.remove(key).or(said);
        Some(Topic {
            key: *key,
            name: name.unwrap_or_else(|| iri.clone()),
            iri,
        })
    });
    Ok(topics.collect())
}

/// The competencies that groups work on at the end of `today`.
pub async fn topics_of(
    tx: &mut Tx,
    groups: &[GroupId],
    today: i64,
) -> Result<Vec<Topic>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let settings = group_settings(tx, current.generation, groups, today).await?;
    let planned: BTreeSet<i64> = settings
        .into_values()
        .flat_map(|setting| setting.competencies)
        .collect();
    let planned: Vec<i64> = planned.into_iter().collect();
    topics(tx, &planned).await
}

/// Progress of a group's members in what it works on, at the end of `today`.
pub async fn group_matrix(
    tx: &mut Tx,
    group: GroupId,
    today: i64,
) -> Result<GroupMatrix, StoreError> {
    let Membership {
        members,
        restricted,
    } = membership(tx, group, today).await?;
    let topics = topics_of(tx, &[group], today).await?;
    let planned: Vec<i64> = topics.iter().map(|topic| topic.key).collect();
    let matrix = if members.len() > MOST_PEOPLE || planned.len() > MOST_COMPETENCIES {
        None
    } else {
        let persons: Vec<PersonId> = members.iter().map(|person| person.id).collect();
        Some(competency::matrix(tx, &persons, &planned, today).await?)
    };
    Ok(GroupMatrix {
        topics,
        members,
        restricted,
        matrix,
    })
}
