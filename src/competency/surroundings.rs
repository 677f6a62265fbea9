//! The groups that facts happened in, for the rules that ask who coaches and what is planned there.

use std::collections::{BTreeMap, BTreeSet};

use crate::groups::{self, GroupId};
use crate::people::PersonId;
use crate::projector::{Fact, GroupSetting, Tenures, group_settings_on};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// Groups by the keys that facts name them by, with who leads them and what they are for.
#[derive(Default)]
pub(super) struct Surroundings {
    ids: BTreeMap<i64, GroupId>,
    settings: BTreeMap<GroupId, GroupSetting>,
}

impl Surroundings {
    /// The groups behind some keys at the end of each of some days, in their order.
    pub(super) async fn on(
        tx: &mut Tx,
        generation: i64,
        keys: BTreeSet<i64>,
        days: &[i64],
    ) -> Result<Vec<Self>, StoreError> {
        let keys: Vec<i64> = keys.into_iter().collect();
        let ids = groups::ids(tx, &keys).await?;
        let all: BTreeSet<GroupId> = ids.values().copied().collect();
        let all: Vec<GroupId> = all.into_iter().collect();
        let settings = group_settings_on(tx, generation, &all, days).await?;
        let of = |settings| Self {
            ids: ids.clone(),
            settings,
        };
        Ok(settings.into_iter().map(of).collect())
    }

    /// The same at the end of one day.
    pub(super) async fn of(
        tx: &mut Tx,
        generation: i64,
        keys: BTreeSet<i64>,
        today: i64,
    ) -> Result<Self, StoreError> {
        let mut days = Self::on(tx, generation, keys, &[today]).await?;
        Ok(days.pop().unwrap_or_default())
    }

    /// The groups behind some of the keys.
    pub(super) fn groups<'k>(&self, keys: impl Iterator<Item = &'k i64>) -> BTreeSet<GroupId> {
        keys.filter_map(|key| self.ids.get(key)).copied().collect()
    }

    /// The group behind a key.
    pub(super) fn group(&self, key: i64) -> Option<GroupId> {
        self.ids.get(&key).copied()
    }

    /// Who coaches a group.
    pub(super) fn coaches(&self, group: GroupId) -> BTreeSet<PersonId> {
        let setting = self.settings.get(&group);
        setting.map_or_else(BTreeSet::new, |setting| setting.coaches.clone())
    }

    /// Who has coached one of some groups, and when.
    pub(super) fn tenures(&self, groups: &BTreeSet<GroupId>) -> Tenures {
        let mut tenures = Tenures::default();
        for group in groups {
            if let Some(setting) = self.settings.get(group) {
                tenures.add_all(&setting.tenures);
            }
        }
        tenures
    }

    /// Competencies planned for groups, by the keys that facts name groups by.
    pub(super) fn planned(&self) -> BTreeMap<i64, Vec<i64>> {
        let groups = self.ids.iter();
        groups
            .filter_map(|(key, id)| Some((*key, &self.settings.get(id)?.competencies)))
            .filter(|(_, competencies)| !competencies.is_empty())
            .map(|(key, competencies)| (key, competencies.iter().copied().collect()))
            .collect()
    }
}

/// Everybody whom facts name.
pub(super) fn agents<'f>(facts: impl Iterator<Item = &'f Fact>) -> Vec<AgentKey> {
    let agents: BTreeSet<AgentKey> = facts
        .flat_map(|fact| [Some(fact.actor), fact.instructor, fact.recipient])
        .flatten()
        .collect();
    agents.into_iter().collect()
}

/// The activities that facts are about.
pub(super) fn activities<'f>(facts: impl Iterator<Item = &'f Fact>) -> Vec<i64> {
    let found: BTreeSet<i64> = facts
        .flat_map(|fact| [fact.object, fact.anchor])
        .flatten()
        .collect();
    found.into_iter().collect()
}
