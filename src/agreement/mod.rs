//! What an organisation has agreed with its works council: switches that take away what could be used
//! to watch single people. They stand in the database, so they hold at once for every gateway that
//! shares it. The configuration file may fix some: these are on, and no page changes them.
//!
//! A switch only ever takes away: on, less is shown than the file says, never more.

mod names;
mod store;

pub use names::{agree_to_name, draw_veil};

use jiff::Timestamp;

use crate::audit::{self, Act, AuditError, Author, Change, Filter};
use crate::coaching::CoachingError;
use crate::engagement::Policy;
use crate::store::{StoreError, Tx, coded};

/// Entries of the audit log among which it is looked for who decided.
const LOOKED_AT: i64 = 200;

coded! {
    /// What can be taken away.
    pub enum Switch {
        /// Nobody is ranked: boards show what everybody does, without places.
        NoRanks = 1 "no-ranks",
        /// Members are on a board only if they have chosen to be.
        ChosenBoards = 2 "chosen-boards",
        /// There are no alerts about single members.
        NoMemberAlerts = 3 "no-member-alerts",
        /// The engagement of single people is in no file, and no other system is told it.
        NoEngagementFiles = 4 "no-engagement-files",
        /// Coaches see pseudonyms of people until these have agreed to a review interview with them.
        CoachPseudonyms = 5 "coach-pseudonyms",
    }
}

/// What the configuration file says: how engagement is shown without switches, and which of them it
/// has put on for good.
#[derive(Debug, Clone)]
pub struct Basis {
    /// How engagement is shown where no switch is on.
    pub policy: Policy,
    /// Switches that the file fixes.
    pub fixed: Vec<Switch>,
}

/// How a switch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The switch.
    pub switch: Switch,
    /// Whether it is on.
    pub on: bool,
    /// Whether the configuration file fixes it.
    pub fixed: bool,
    /// Who switched it last and when (microseconds since the epoch), as far as the audit log's last
    /// entries say.
    pub decided: Option<(String, i64)>,
}

/// Why nothing was switched.
#[derive(Debug, thiserror::Error)]
pub enum AgreementError {
    /// The audit log refused.
    #[error("keeping what was agreed")]
    Audit(#[from] AuditError),
    /// A review could not be changed.
    #[error("changing a review")]
    Coaching(#[from] CoachingError),
    /// The configuration file fixes it.
    #[error("the configuration file has put this switch on")]
    Fixed,
    /// Names are hidden from nobody, so that there is nothing to agree to.
    #[error("names are not hidden from coaches")]
    NamesShown,
    /// The database refused.
    #[error("reading what was agreed")]
    Store(#[from] StoreError),
}

impl Basis {
    fn is_fixed(&self, switch: Switch) -> bool {
        self.fixed.contains(&switch)
    }
}

/// Whether coaches see pseudonyms.
pub async fn hides_names(tx: &mut Tx, basis: &Basis) -> Result<bool, StoreError> {
    let switch = Switch::CoachPseudonyms;
    Ok(basis.is_fixed(switch) || store::on(tx).await?.contains(&switch))
}

/// How engagement is shown, given the file and the switches.
pub async fn policy(tx: &mut Tx, basis: &Basis) -> Result<Policy, StoreError> {
    let mut policy = basis.policy;
    let on = store::on(tx).await?;
    for switch in Switch::ALL {
        if basis.is_fixed(*switch) || on.contains(switch) {
            limit(&mut policy, *switch);
        }
    }
    Ok(policy)
}

/// Takes away what a switch takes away.
const fn limit(policy: &mut Policy, switch: Switch) {
    match switch {
        Switch::NoRanks => policy.ranks = false,
        Switch::ChosenBoards => policy.opt_out = false,
        Switch::NoMemberAlerts => policy.member_alerts = false,
        Switch::NoEngagementFiles => policy.files = false,
        // What hides names is not of how engagement is shown: see `draw_veil`.
        Switch::CoachPseudonyms => {}
    }
}

/// How every switch stands.
pub async fn standing(tx: &mut Tx, basis: &Basis) -> Result<Vec<Standing>, StoreError> {
    let on = store::on(tx).await?;
    let filter = Filter {
        act: Some(Act::AgreementChanged),
        before: None,
    };
    let entries = audit::list(tx, filter, LOOKED_AT).await?;
    let standing = Switch::ALL.iter().map(|switch| {
        let decided = entries.iter().find(|it| it.subject == switch.word());
        let fixed = basis.is_fixed(*switch);
        Standing {
            switch: *switch,
            on: fixed || on.contains(switch),
            fixed,
            decided: decided.map(|it| {
                let name = it.actor_name.clone();
                (name.unwrap_or_else(|| it.actor.clone()), it.at)
            }),
        }
    });
    Ok(standing.collect())
}

/// Puts a switch on or off. To say again what holds changes nothing.
pub async fn decide(
    tx: &mut Tx,
    by: &Author,
    (switch, on): (Switch, bool),
    basis: &Basis,
    now: Timestamp,
) -> Result<(), AgreementError> {
    if basis.is_fixed(switch) {
        return Err(AgreementError::Fixed);
    }
    if store::set(tx, switch, on).await? {
        let word = |on: bool| if on { "on" } else { "off" };
        let change = Change::to(switch.word(), word(on)).from(word(!on));
        audit::record(tx, by, Act::AgreementChanged, change, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engagement::AlertRule;
    use crate::groups::BoardMode;

    /// Whatever is on, nothing is shown that would not be without it.
    #[test]
    fn a_switch_only_takes_away() {
        for bits in 0..32_u8 {
            let mut policy = Policy {
                board: BoardMode::Full,
                opt_out: true,
                ranks: true,
                member_alerts: true,
                files: true,
            };
            let on = |switch: Switch| bits & 1 << (switch.code() - 1) != 0;
            for switch in Switch::ALL.iter().filter(|switch| on(**switch)) {
                limit(&mut policy, *switch);
            }
            assert_eq!(policy.ranks, !on(Switch::NoRanks));
            assert_eq!(policy.opt_out, !on(Switch::ChosenBoards));
            assert_eq!(policy.raises(AlertRule::Quiet), !on(Switch::NoMemberAlerts));
            assert_eq!(policy.files, !on(Switch::NoEngagementFiles));
        }
    }
}
