//! Identifiers that both databases keep as a UUID, and how lists of them come to statements.

use uuid::Uuid;

use super::list;

/// Something that is known by a UUID.
pub(crate) trait Identifier {
    /// The UUID.
    fn uuid(&self) -> Uuid;

    /// Its digits without hyphens, which `unhex` of SQLite does not read.
    fn hex(&self) -> String {
        self.uuid().simple().to_string()
    }
}

impl Identifier for Uuid {
    fn uuid(&self) -> Uuid {
        *self
    }
}

impl<I: Identifier> Identifier for &I {
    fn uuid(&self) -> Uuid {
        (*self).uuid()
    }
}

/// Identifiers as the one parameter that both databases take them by (see [`list`]).
pub(crate) fn id_list(ids: impl IntoIterator<Item = impl Identifier>) -> String {
    list(ids.into_iter().map(|id| id.hex()))
}

/// Makes the type of the identifiers of one kind of thing.
macro_rules! identifier {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            Hash,
            PartialOrd,
            Ord,
            serde::Serialize,
            serde::Deserialize,
            sqlx::Type,
        )]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl $crate::store::Identifier for $name {
            fn uuid(&self) -> uuid::Uuid {
                self.0
            }
        }
    };
}

pub(crate) use identifier;
