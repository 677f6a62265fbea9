//! The statement log: append only, the truth that everything else is derived from.
//!
//! - A sequence number is given inside the appending transaction, under a lock that is held until
//!   the commit is visible. So the order of sequence numbers is the order of commit and has no
//!   gaps, on both databases and with several gateways: whoever has read up to a number has
//!   missed nothing before it.
//! - `stored` rises with the sequence number, strictly, in microseconds.
//! - What a client sent is kept as text; only what the record store sets stands in columns.

mod equality;
mod new;
mod query;
mod store;
mod stored;
mod writer;

pub use equality::equivalent;
pub use new::{Identity, NewStatement, PrepareError, Relation};
pub use query::{Direction, Filter, Page, Query};
pub use store::{
    AgentKey, LogHead, find_agent, following, head, identities, intern_activities, intern_agent,
    intern_agents, lock, one, page,
};
pub use stored::{StoredStatement, format_time};
pub use writer::{AppendError, Appended, Log};
