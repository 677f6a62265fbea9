//! Settings of reports.

use serde::{Deserialize, Serialize};

use crate::reports::Length;

/// Reports: figures of the whole organisation, without people.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reports {
    /// How long the periods are that reports are of: `quarter` or `month`. Days that were reported
    /// on by one length are not by the other. Default `quarter`.
    pub period: Length,
}

impl Default for Reports {
    fn default() -> Self {
        Self {
            period: Length::Quarter,
        }
    }
}
