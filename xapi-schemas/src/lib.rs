//! Stand-in until the room's owner lands.
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::allow_attributes)]
use serde_json::Value;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version { V1_0_3, V2_0 }
pub struct UnsupportedVersion;
impl Version {
    pub fn from_header(s: &str) -> Result<Self, UnsupportedVersion> {
        if s.starts_with("1.0") { Ok(Self::V1_0_3) } else if s.starts_with("2.0") { Ok(Self::V2_0) } else { Err(UnsupportedVersion) }
    }
    pub fn as_str(self) -> &'static str { match self { Self::V1_0_3 => "1.0.3", Self::V2_0 => "2.0.0" } }
}
#[derive(Debug)]
pub struct Violation { pub pointer: String, pub rule: String, pub message: String }
pub fn validate_statement(_v: Version, _s: &Value) -> Result<(), Vec<Violation>> { Ok(()) }
pub fn validate_statements(_v: Version, _s: &Value) -> Result<(), Vec<Violation>> { Ok(()) }
pub fn timestamp(text: &str) -> Option<jiff::Timestamp> { text.parse().ok() }
