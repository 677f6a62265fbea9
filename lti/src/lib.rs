//! The LTI 1.3 Advantage protocol for a tool: login initiation and launch, fully checked.
//!
//! No I/O: the time, random values, keys and what stores answered are arguments. The order of a
//! launch is
//!
//! 1. [`login::Initiation::parse`], [`registration::select`], [`login::begin`]: where to send the
//!    browser, and what to remember ([`login::Pending`]);
//! 2. the platform posts an ID token; the caller takes the pending login of its state, once, and
//!    checks the browser with [`login::Pending::belongs_to`];
//! 3. [`jwks::Cache`] tells whether keys have to be fetched;
//! 4. [`launch::verify`] checks everything and names exactly the rule that a refused token broke.
//!
//! Section numbers in the docs are those of LTI Core 1.3 (CORE), the 1EdTech Security Framework
//! 1.1 (SEC) and `OpenID` Connect Core 1.0 (OIDC).

pub mod claims;
pub mod jwks;
pub mod jws;
pub mod launch;
pub mod login;
pub mod registration;
pub mod roles;
