//! Persons: who is behind the identifiers that statements, launches and sign-ins bring.
//!
//! An identifier never seen before becomes a person of its own. Two identifiers are one person
//! only where a trusted issuer vouches for it or an administrator says so; the reason is kept.
//!
//! [`find`], [`names`] and [`mentored`] tell names as the transaction's [`Veil`](crate::store::Veil)
//! lets whoever reads know them; [`search`], [`list_all`] and [`everybody`] are for administrators and
//! for work that nobody reads.

mod absences;
mod coaches;
mod disabled;
pub mod erasing;
mod everybody;
mod held;
mod hints;
mod looks;
mod mentors;
mod merging;
mod moved;
mod pseudonyms;
mod shown;
mod store;
mod zones;

pub use absences::{Absence, absences, absent_on, note_absence, remove_absence};
pub use coaches::{CoachBy, known_coaches, note_coach};
pub use disabled::{count_kept_out, is_disabled, kept_out, set_disabled};
pub use everybody::{Alone, KnownBy, alone, everybody};
pub(crate) use held::held;
pub use hints::{Hint, note_hint};
pub use looks::{Look, LookError, Looks, Noting, View, Viewer, forget_looks, looks_at};
pub use mentors::{may_mentor, mentored, mentors};
pub use merging::{MovedIdentifiers, move_identifiers, return_identifiers};
pub(crate) use moved::moved;
pub use pseudonyms::{give_pseudonyms, pseudonym_of};
pub use shown::{json, statement, text};
pub use store::{
    LinkReason, Named, Person, PersonId, agents_of, by_agent, by_subject, ensure, find, find_all,
    identifiers, link_agent, link_subject, list_all, names, persons, rename, search,
};
pub use zones::{
    Zones, choose_language, choose_zone, language, tell_zone, zone_meant, zone_named, zone_names,
    zones,
};
