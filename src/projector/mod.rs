//! From statements to facts.
//!
//! Each statement yields at most one fact: what was done, by whom, in which group, as evidence of
//! what. Facts are additive and free of order: progress and engagement are functions of the set of
//! facts and a moment. What a fact needs of other statements (the author of the thing liked, the
//! group of the thread replied in) is found again whenever one of those arrives, is voided or is
//! withdrawn, so any order of arrival ends in the same facts.

mod act;
pub mod erasing;
mod fact;
mod follow;
mod kinds;
mod leading;
mod meanings;
mod project;
mod quality;
mod rebuild;
mod renewals;
pub mod retention;
mod store;
mod tenures;
mod vocabularies;
mod vocabulary;
mod waiting;
mod who;

pub use act::{Act, Fallback, GroupName, Reading, date_of, day, days_since_epoch, read, said};
pub use fact::{About, Fact, GroupFacts, Move, Presence, Visits};
pub use follow::{Projector, ProjectorError};
pub use kinds::{ActKind, EngagementKind, EvidenceKind, Unused};
pub use leading::GroupSetting;
pub use meanings::{Mapping, Meaning, RESULTS, with_mapping};
pub use quality::ONE;
pub use rebuild::{Difference, Pace, Rebuilt, rebuild};
pub use renewals::{Renewals, renewal};
pub use store::{
    Generation, Packed, Titled, Unmapped, UnusedStatement, Words, about, about_all, about_on,
    acted_in, acting_in, activity_names, aiming_at, coached_groups, comings_and_goings, current,
    facts_between, facts_of_group, facts_of_groups, finished, group_settings, group_settings_on,
    likes_received, packed, presence_in, said_to, shares_group, titles_in, touched, unmapped_verbs,
    unused_statements, words_of,
};
pub use tenures::{Tenure, Tenures};
pub use vocabularies::Vocabularies;
pub use vocabulary::{SHIPPED as SHIPPED_VOCABULARY, Vocabulary, VocabularyError};
pub use waiting::caught_up;
