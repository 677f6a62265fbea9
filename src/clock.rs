//! The one place that reads the system clock.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time. The gateway holds one; tests hold their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads it"
        )]
        Self(Arc::new(Timestamp::now))
    }

    /// A clock that tells what `source` says.
    #[must_use]
    pub fn from_fn(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// The time now, to the microsecond: what rows and statements hold.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        truncate((self.0)())
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Clock")
    }
}

fn truncate(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}
