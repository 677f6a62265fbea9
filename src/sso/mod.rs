//! Signing in: `OpenID` Connect (authorization code with PKCE) at the organisation's provider, or a
//! one-time link made on the command line. Sessions are kept by the server; the browser holds a
//! random token of which only the digest is stored.

mod claims;
mod cookie;
mod oidc;
mod session;
mod store;
mod web;

pub use cookie::{browser_cookie, read as read_cookie};
pub use oidc::Provider;
pub use session::{
    Actor, Link, Role, Roles, Seen, SessionError, SignedIn, Visit, begin, begin_within, end,
    look_at_link, make_link, make_link_within, take_link,
};
pub use store::end_sessions;
pub use web::{local, router};
