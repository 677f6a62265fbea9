//! Coachlight, an LMS interoperability gateway.
