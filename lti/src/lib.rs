//! The LTI 1.3 Advantage protocol for a tool: login initiation and launch, fully checked.
//!
//! No I/O: the time, random values, keys and what stores answered are arguments. The order of a
//! launch is
//!
//! 1. [`login::Initiation::parse`], [`registration::select`], [`login::begin`]: where to send the
//!    browser, and what to remember ([`login::Pending`]);
//! 2. the platform posts a [`login::AuthenticationResponse`]; the caller takes the pending login of
//!    its state, once, and has the browser proven by [`login::Pending::prove`], which takes a cookie or what the
//!    platform stored ([`storage`]);
//! 3. [`jwks::Cache`] tells whether keys have to be fetched;
//! 4. [`launch::verify`] checks everything and names exactly the rule that a refused token broke.
//!
//! Section numbers in the docs are those of LTI Core 1.3 (CORE), the 1EdTech Security Framework
//! 1.1 (SEC), `OpenID` Connect Core 1.0 (OIDC), Deep Linking 2.0 (DL), Assignment and Grade
//! Services 2.0 (AGS), Names and Role Provisioning Services 2.0 (NRPS), Course Groups 1.0 (GS),
//! Dynamic Registration 1.0 (DR), Submission Review 1.0 (SR), Platform Notification Service 1.0
//! (PNS), the migration guide (MIG), and the postMessage documents (PM, PMS, CSO).

pub mod claims;
pub mod deep_linking;
pub mod id_token;
pub mod jwks;
pub mod jws;
pub mod launch;
mod lenient;
pub mod login;
pub mod migration;
pub mod registration;
pub mod return_url;
pub mod roles;
pub mod services;
pub mod storage;
pub mod tool_keys;

/// The code of the README is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
