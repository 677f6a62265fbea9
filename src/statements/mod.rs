//! The statement log: append only, the truth that everything else is derived from. Only when a person
//! is erased are texts rewritten.
//!
//! - A sequence number is given inside the appending transaction, under a lock that is held until
//!   the commit is visible. So the order of sequence numbers is the order of commit and has no
//!   gaps, on both databases and with several gateways: whoever has read up to a number has
//!   missed nothing before it.
//! - `stored` rises with the sequence number, strictly, in microseconds.
//! - What a client sent is kept as text; only what the record store sets stands in columns.

mod barred;
mod canonical;
mod equality;
pub mod erasing;
mod format;
mod identity;
mod names;
mod new;
mod packed;
mod query;
mod redaction;
mod references;
mod removal;
mod selection;
mod signature;
pub mod sought;
mod store;
mod stored;
mod versions;
mod writer;

pub use barred::{
    BarredDigest, admit, bar, digest_of_agent, digest_of_subject, first_barred, is_barred,
};
pub use equality::equivalent;
pub use format::{Format, Languages, shape};
pub use identity::{Identity, KeyError, check_key, names};
pub use new::{NewStatement, PrepareError, Relation, attachments};
pub use query::{Direction, Filter, Page, Query, midnight};
pub use redaction::{REASON, Redacted, Redaction, masked, replaced};
pub use removal::{Removed, remove};
pub use selection::Selection;
pub use signature::{
    LARGEST_SIGNATURE, MOST_SIGNATURES, SIGNATURE, SignatureError, verify_signature,
    verify_signatures,
};
pub use store::{
    ActivityRow, AgentKey, LogHead, Timed, activities, activities_holding, agents_alike, at,
    attached, authorities_holding, by_places, come_after, declaring, definitions, detach,
    find_activity, find_agent, following, forget_former, head, identities, intern_activities,
    intern_agent, intern_agents, lock, mentioning, mentions, naming, one, page, position_at,
    referred_actors, referring_to, rename_agent, rewrite, sender, senders, set_activity,
    set_authority, texts, timed, voided_about, voided_between, voider,
};
pub use stored::{StoredStatement, activities_of, format_time, hashes_of};
pub use writer::{AppendError, Appended, Author, Log};
