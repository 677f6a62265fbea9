//! Alerts that nobody is told of: about people whose data are only kept, or who object to alerts.

use std::collections::BTreeSet;

use super::course::Kept;
use crate::engagement::AlertRule;
use crate::people::PersonId;
use crate::restrictions::{self, Use};
use crate::store::{StoreError, Tx};

/// The people whom alerts have to leave out.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// Whatever it is about.
    whole: BTreeSet<PersonId>,
    /// Where it is about their inactivity or goals.
    unwatched: BTreeSet<PersonId>,
}

impl Withheld {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            whole: restrictions::withheld(tx, Use::Everything).await?,
            unwatched: restrictions::withheld(tx, Use::Alerts).await?,
        })
    }
}

/// Whether nobody is told of an alert.
pub(super) fn is_untold(alert: &Kept, withheld: &Withheld) -> bool {
    let about_a_member = alert.rule().is_some_and(AlertRule::is_about_a_member);
    alert.person.is_some_and(|person| {
        withheld.whole.contains(&person) || (about_a_member && withheld.unwatched.contains(&person))
    })
}
