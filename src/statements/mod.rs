//! The statement log: append only, the truth that everything else is derived from.
//!
//! - A sequence number is given inside the appending transaction, under a lock that is held until
//!   the commit is visible. So the order of sequence numbers is the order of commit and has no
//!   gaps, on both databases and with several gateways: whoever has read up to a number has
//!   missed nothing before it.
//! - `stored` rises with the sequence number, strictly, in microseconds.
//! - What a client sent is kept as text; only what the record store sets stands in columns.

mod canonical;
mod equality;
mod format;
mod identity;
mod names;
mod new;
mod packed;
mod query;
mod references;
mod selection;
mod signature;
mod store;
mod stored;
mod versions;
mod writer;

pub use equality::equivalent;
pub use format::{Format, Languages, shape};
pub use identity::{Identity, KeyError, check_key};
pub use new::{NewStatement, PrepareError, Relation, attachments};
pub use query::{Direction, Filter, Page, Query};
pub use selection::Selection;
pub use signature::{LARGEST_SIGNATURE, SIGNATURE, SignatureError, verify_signature};
pub use store::{
    AgentKey, LogHead, at, attached, come_after, definitions, find_activity, find_agent, following,
    head, identities, intern_activities, intern_agent, intern_agents, lock, mentions, one, page,
    position_at, referred_actors, referring_to, voided_about, voided_between, voider,
};
pub use stored::{StoredStatement, format_time};
pub use writer::{AppendError, Appended, Author, Log};
