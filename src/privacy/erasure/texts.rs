//! Texts of all rooms in which a person may be named, of whomever the rows are.

use super::store;
use crate::store::{Change, StoreError, Tx};
use crate::{
    alerts, alignments, coaching, courses, credentials, digests, events, frameworks, grades,
    groups, merges, outbox, people, platforms, projector, restrictions, rulebook, sso, statements,
    sync,
};

macro_rules! rooms {
    ($($room:ident)*) => {
        /// Takes out of every text what is sought.
        pub(super) async fn replace(
            tx: &mut Tx,
            sought: &[String],
            change: Change<'_>,
        ) -> Result<(), StoreError> {
            $($room::erasing::replace_in_texts(tx, sought, change).await?;)*
            store::replace_in_texts(tx, sought, change).await
        }

        /// Texts that something works by and that hold what is sought, with what they are.
        pub(super) async fn working(
            tx: &mut Tx,
            sought: &[String],
        ) -> Result<Vec<(&'static str, String)>, StoreError> {
            let mut found = store::working_texts(tx, sought).await?;
            $(found.extend($room::erasing::working_texts(tx, sought).await?);)*
            Ok(found)
        }
    };
}

rooms! {
    alerts alignments coaching courses credentials digests events frameworks grades groups
    merges outbox people platforms projector restrictions rulebook sso statements sync
}
