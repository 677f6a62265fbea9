//! Black-box tests over HTTP against a real server, each on both databases.
//!
//! `./test` at the root starts what they need.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod input;
mod projection;
mod schema;
mod statements;
mod support;
