//! What an organisation has decided of how engagement is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::alert::AlertRule;
use crate::groups::BoardMode;

/// What an organisation has decided of how engagement is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policy {
    /// How a group's leader board is shown where its coach has chosen nothing.
    pub board: BoardMode,
    /// Members are on a board unless they have chosen not to be.
    pub opt_out: bool,
    /// Whether anybody is ranked at all.
    pub ranks: bool,
    /// Whether there are alerts about single members.
    pub member_alerts: bool,
    /// Whether the engagement of single people may stand in files and be told to other systems.
    pub files: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            board: BoardMode::Full,
            opt_out: false,
            ranks: true,
            member_alerts: true,
            files: true,
        }
    }
}

impl Policy {
    /// How a board is shown, given what the group's coach has chosen.
    #[must_use]
    pub const fn mode(&self, chosen: Option<BoardMode>) -> BoardMode {
        let mode = match chosen {
            Some(mode) => mode,
            None => self.board,
        };
        if self.ranks || matches!(mode, BoardMode::Off) {
            mode
        } else {
            BoardMode::Facets
        }
    }

    /// Whether alerts by a rule are raised.
    #[must_use]
    pub const fn raises(&self, rule: AlertRule) -> bool {
        self.member_alerts || !matches!(rule, AlertRule::Quiet | AlertRule::GoalStalled)
    }
}
