//! The vocabularies that generations are derived by. Each generation keeps to the one it was begun
//! with, whatever an instance of another release or a later decision says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::follow::ProjectorError;
use super::store;
use super::vocabulary::{SHIPPED, Vocabulary, VocabularyError};
use crate::groups;
use crate::rulebook::{self, Kind};
use crate::store::Tx;

/// Vocabularies by version, read once.
#[derive(Debug, Default)]
pub struct Vocabularies(Mutex<BTreeMap<String, Arc<Vocabulary>>>);

impl Vocabularies {
    /// The vocabulary of a version, which some generation has.
    pub async fn of(&self, tx: &mut Tx, version: &str) -> Result<Arc<Vocabulary>, ProjectorError> {
        if let Some(known) = self.known(version) {
            return Ok(known);
        }
        let noted = store::vocabulary(tx, version).await?;
        let vocabulary = Vocabulary::of(noted.own.as_deref(), &noted.shipped)?;
        let activities = noted.activities().map_err(VocabularyError::from)?;
        Ok(self.keep(vocabulary.with_activities(activities)))
    }

    /// The vocabulary of what readers see now: that of the current generation.
    pub async fn current(&self, tx: &mut Tx) -> Result<Arc<Vocabulary>, ProjectorError> {
        match store::current(tx).await? {
            Some(generation) => self.of(tx, &generation.vocabulary).await,
            None => Ok(Arc::new(Vocabulary::load(None)?)),
        }
    }

    /// The vocabulary that a new generation is to have: the shipped one of this release, with what
    /// the organisation decided last before it, and the activities that stand for groups. All of it is
    /// noted for whoever follows.
    pub(super) async fn wanted(&self, tx: &mut Tx) -> Result<Arc<Vocabulary>, ProjectorError> {
        let ruling = rulebook::in_force(tx, Kind::Vocabulary).await?;
        let own = ruling.and_then(|ruling| ruling.document);
        let activities = groups::activities(tx).await?;
        let vocabulary = Vocabulary::load(own.as_deref())?.with_activities(activities.clone());
        let version = &vocabulary.version;
        store::note_vocabulary(tx, version, own.as_deref(), SHIPPED, &activities).await?;
        Ok(self.keep(vocabulary))
    }

    fn known(&self, version: &str) -> Option<Arc<Vocabulary>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(version).cloned()
    }

    fn keep(&self, vocabulary: Vocabulary) -> Arc<Vocabulary> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = vocabulary.version.clone();
        let kept = known.entry(version).or_insert_with(|| Arc::new(vocabulary));
        kept.clone()
    }
}
