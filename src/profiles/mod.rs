//! Checks against xAPI Profiles: whether statements follow the templates and extensions that a
//! community has agreed on (xAPI Profiles 1.0, Structure).
//!
//! A profile is a JSON-LD document. Its statement templates become one JSON Schema, in which each
//! template is a condition and what follows from it; each extension's own schema stands beside it.
//! A credential says what becomes of a statement that breaks one: nothing is looked at, it is
//! stored and reported, or it is refused.

mod compile;
mod path;
mod store;

pub use compile::{CompileError, Compiled};
pub use store::{Listed, add, all, remove};

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;
use xapi_schemas::Violation;

use crate::store::{Db, StoreError, coded};

/// Our own profile, as it is published: our few terms, and how we say what we say.
pub const OWN: &str = include_str!("../../xapi-schemas/profiles/coachlight.jsonld");

/// A change of the profiles is in force after this long on every instance.
const FRESH: Duration = Duration::from_secs(5);

coded! {
    /// What becomes of statements that break a profile.
    pub enum Check {
        /// They are not looked at.
        Off = 0 "off",
        /// They are stored, and what is wrong is kept for the app's developer.
        Report = 1 "report",
        /// They are refused.
        Refuse = 2 "refuse",
    }
}

#[expect(
    clippy::derivable_impls,
    reason = "the macro that makes the type derives no default"
)]
impl Default for Check {
    fn default() -> Self {
        Self::Off
    }
}

impl std::str::FromStr for Check {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|check| check.word() == text)
            .ok_or_else(|| format!("{text:?} is none of off, report and refuse"))
    }
}

/// The profiles in force.
#[derive(Debug, Default)]
pub struct Profiles(Mutex<Option<Known>>);

#[derive(Debug)]
struct Known {
    /// Changes with every change of a profile.
    state: store::State,
    looked: Instant,
    compiled: Arc<Vec<Compiled>>,
}

impl Profiles {
    /// The profiles as they stand in the database a moment ago.
    pub async fn current(&self, db: &Db) -> Result<Arc<Vec<Compiled>>, StoreError> {
        let mut known = self.0.lock().await;
        if let Some(known) = known.as_ref()
            && known.looked.elapsed() < FRESH
        {
            return Ok(known.compiled.clone());
        }
        let mut tx = db.read().await?;
        let state = store::state(&mut tx).await?;
        let compiled = match known.take() {
            Some(known) if known.state == state => known.compiled,
            _ => Arc::new(compile_all(&store::documents(&mut tx).await?)),
        };
        *known = Some(Known {
            state,
            looked: Instant::now(),
            compiled: compiled.clone(),
        });
        Ok(compiled)
    }
}

/// What was added was compiled once before; a later release may understand less of it.
fn compile_all(documents: &[String]) -> Vec<Compiled> {
    let compile = |text: &String| match Compiled::of(text) {
        Ok(compiled) => Some(compiled),
        Err(error) => {
            tracing::warn!(%error, "a stored profile cannot be used");
            None
        }
    };
    documents.iter().filter_map(compile).collect()
}

/// What is wrong with a statement that stands at `base` in the body, by any of the profiles.
#[must_use]
pub fn violations(profiles: &[Compiled], statement: &Value, base: &str) -> Vec<Violation> {
    let found = profiles.iter().flat_map(|profile| profile.check(statement));
    found
        .map(|violation| Violation {
            pointer: format!("{base}{}", violation.pointer),
            ..violation
        })
        .collect()
}
