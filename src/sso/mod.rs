//! Signing in: `OpenID` Connect (authorization code with PKCE) at one of the organisation's
//! providers, or a one-time link made on the command line. Sessions are kept by the server; the
//! browser holds a random token of which only the digest is stored.
//!
//! What a provider says of somebody's roles holds until it says otherwise: at the next sign-in,
//! when it ends the session by back-channel logout, or when the session has lasted its time.

mod accounts;
mod attempt;
mod browser;
mod claims;
mod cookie;
pub mod erasing;
mod links;
mod listing;
mod logout;
mod oidc;
mod provider;
mod roles;
mod session;
mod step_up;
mod store;
mod web;

pub use accounts::{Admission, admit};
pub use attempt::{Answer, Finished, Tested, finish};
pub use claims::Grant;
pub use cookie::{browser_cookie, read as read_cookie};
pub use links::{Link, look_at_link, make_link, make_link_within, take_link};
pub use listing::{Door, Listed, sessions};
pub use provider::{Provider, Providers};
pub use roles::{Role, Roles};
pub use session::{
    Actor, Ended, Entrance, SESSION_COOKIE, Seen, SessionError, SessionId, SignedIn, Visit, begin,
    begin_within, end,
};
pub use step_up::{Held, held, is_recent, recently};
pub use store::{end_one_session, end_other_sessions, end_sessions};
pub use web::{local, router};
