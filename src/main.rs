//! The `coachlight` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    coachlight::cli::run()
}
