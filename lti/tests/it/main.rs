//! The library from outside: sound messages, and the same with just one rule broken.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod arbitrary;
mod claims;
mod deep_linking;
mod keys;
mod leniency;
mod login;
mod messages;
mod registration;
mod services;
mod support;
mod tokens;
mod tool_keys;
