//! The `coachlight` command.
fn main() {}
