//! Coachlight, an LMS interoperability gateway: an xAPI record store, an LTI 1.3 tool, the engine
//! that turns activity into competency progress and engagement, and the coach's pages.
//!
//! Dependencies point one way: edge rooms ([`xapi`], pages, api, launch, sso, cli) → domain rooms
//! ([`statements`], people, groups, competency, engagement, projector) → [`store`].

pub mod access;
pub mod agreement;
pub mod alerts;
pub mod alignments;
pub mod api;
pub mod app;
pub mod arrivals;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod case;
pub mod cli;
pub mod clock;
pub mod coaching;
pub mod competency;
pub mod config;
pub mod cores;
pub mod courses;
pub mod credentials;
pub mod decisions;
pub mod digests;
pub mod documents;
pub mod engagement;
pub mod events;
pub mod exports;
pub mod frameworks;
pub mod generator;
pub mod grades;
pub mod groups;
pub mod inbox;
pub mod language;
pub mod launch;
pub mod leases;
pub mod locale;
pub mod merges;
pub mod outbound;
pub mod outbox;
pub mod pages;
pub mod paper;
pub mod people;
pub mod platforms;
pub mod privacy;
pub mod problem;
pub mod profiles;
pub mod projector;
pub mod refusals;
pub mod reports;
pub mod rosters;
pub mod rulebook;
pub mod rules;
pub mod seal;
pub mod search;
pub mod server;
pub mod sso;
pub mod state;
pub mod statements;
pub mod store;
pub mod sync;
pub mod tables;
pub mod telemetry;
pub mod words;
pub mod xapi;
