//! What a person may do beside seeing their own.

use std::fmt;
use std::str::FromStr;

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sees the gateway's settings and the people in it, but nobody's progress.
    Administrator,
    /// Sees the groups they coach and the people in them.
    Coach,
    /// Sees figures of the whole organisation, and nobody's own.
    Hr,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Coach, Self::Hr];

    /// The word it is stored as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coach => "coach",
            Self::Hr => "hr",
        }
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    administrator: bool,
    coach: bool,
    hr: bool,
}

impl Roles {
    /// Adds a role.
    pub const fn add(&mut self, role: Role) {
        match role {
            Role::Administrator => self.administrator = true,
            Role::Coach => self.coach = true,
            Role::Hr => self.hr = true,
        }
    }

    /// One role.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        let mut roles = Self {
            administrator: false,
            coach: false,
            hr: false,
        };
        roles.add(role);
        roles
    }

    /// Whether a role is among them.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        match role {
            Role::Administrator => self.administrator,
            Role::Coach => self.coach,
            Role::Hr => self.hr,
        }
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held: Vec<&str> = Role::ALL
            .into_iter()
            .filter(|role| self.has(*role))
            .map(Role::word)
            .collect();
        formatter.write_str(&held.join(" "))
    }
}

impl FromStr for Roles {
    type Err = std::convert::Infallible;

    /// Words of a later release are passed over: they grant nothing here.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut roles = Self::default();
        for role in Role::ALL {
            if text.split(' ').any(|word| word == role.word()) {
                roles.add(role);
            }
        }
        Ok(roles)
    }
}
