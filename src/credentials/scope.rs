//! What a credential may do.

use std::fmt;
use std::str::FromStr;

/// What a credential may do (xAPI 1.0.3, Communication 4.2 names the standard ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everything.
    All,
    /// Read everything.
    AllRead,
    /// Act for coaches and learners: our own, for the organisation's apps.
    CoachingWrite,
    /// Change what is known of activities.
    Define,
    /// Read what apps are told: our own.
    EventsRead,
    /// Read competency frameworks at the CASE endpoint: our own.
    FrameworksRead,
    /// Read and write profiles.
    Profile,
    /// Read what groups and people have come to: our own, for the organisation's systems.
    ReportsRead,
    /// Read and write state.
    State,
    /// Read all statements.
    StatementsRead,
    /// Read the statements written with the same authority.
    StatementsReadMine,
    /// Write statements.
    StatementsWrite,
    /// Make and lead webhooks: our own.
    WebhooksWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 13] = [
        Self::StatementsWrite,
        Self::StatementsReadMine,
        Self::StatementsRead,
        Self::State,
        Self::Define,
        Self::Profile,
        Self::AllRead,
        Self::All,
        Self::ReportsRead,
        Self::FrameworksRead,
        Self::CoachingWrite,
        Self::EventsRead,
        Self::WebhooksWrite,
    ];

    const NAMES: [(Self, &'static str); 13] = [
        (Self::All, "all"),
        (Self::AllRead, "all/read"),
        (Self::CoachingWrite, "coaching/write"),
        (Self::Define, "define"),
        (Self::EventsRead, "events/read"),
        (Self::FrameworksRead, "frameworks/read"),
        (Self::Profile, "profile"),
        (Self::ReportsRead, "reports/read"),
        (Self::State, "state"),
        (Self::StatementsRead, "statements/read"),
        (Self::StatementsReadMine, "statements/read/mine"),
        (Self::StatementsWrite, "statements/write"),
        (Self::WebhooksWrite, "webhooks/write"),
    ];
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES
            .iter()
            .find(|(scope, _)| scope == self)
            .map_or("", |(_, name)| name);
        formatter.write_str(name)
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(scope, _)| *scope)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::NAMES.iter().map(|(_, name)| *name).collect();
                format!("there is no scope {text:?}; known are {}", known.join(", "))
            })
    }
}
