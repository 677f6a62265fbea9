//! Black-box tests over HTTP against a real server, each on both databases.
//!
//! `./test` at the root starts what they need.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod acts;
mod admin;
mod administration;
mod agreement;
mod alerts;
mod api;
mod apps;
mod boards;
mod clients;
mod coaching;
mod connections;
mod crash;
mod credentials;
mod deciding;
mod deep_linking;
mod demo;
mod digests;
mod erasure;
mod every_page;
mod evidence;
mod exports;
mod extensions;
mod frameworks;
mod golden;
mod histories;
mod hostile;
mod input;
mod launch;
mod launch_attacks;
mod launch_browser;
mod launch_floods;
mod launch_pages;
mod likenesses;
mod live;
mod meaning;
mod measured;
mod merges;
mod oracle;
mod pages;
mod platforms;
mod profile;
mod projection;
mod refused;
mod reports;
mod retention;
mod roles;
mod rooms;
mod rulebook;
mod running;
mod schema;
mod search;
mod services;
mod sessions;
mod shapes;
mod sign_in;
mod sign_in_attacks;
mod support;
mod sync;
mod transfer;
mod twins;
mod xapi;
