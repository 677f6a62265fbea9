//! What coaches and learners agree on: so far the roles that people have and aim at.

pub mod roles;
