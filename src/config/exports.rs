//! Settings of exports.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Exports that are made in the background.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exports {
    /// Hours for which a file is kept, 1 to 720. Default 24.
    pub keep_hours: i64,
    /// Largest file in bytes. Default 1 GiB.
    pub largest_bytes: u64,
    /// Bytes of all files that are kept. Default 4 GiB.
    pub kept_bytes: u64,
}

impl Default for Exports {
    fn default() -> Self {
        Self {
            keep_hours: 24,
            largest_bytes: 1 << 30,
            kept_bytes: 4 << 30,
        }
    }
}

impl Exports {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if (1..=720).contains(&self.keep_hours) {
            return Ok(());
        }
        Err(ConfigError::Value(format!(
            "exports.keep_hours is {}, but must be from 1 to 720",
            self.keep_hours
        )))
    }
}
