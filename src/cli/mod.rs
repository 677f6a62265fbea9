//! The command line.

mod alignment;
mod audit;
mod course;
mod credential;
mod demo;
mod export;
mod framework;
mod import;
mod output;
mod person;
mod platform;
mod profile;
mod refusals;
mod retention;
mod role;
mod rows;
mod rulebook;
mod serve;
mod size;
mod statements;
mod sync;
mod tools;
mod webhook;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::audit::Author;
use crate::config::{Config, Flags};
use crate::rulebook::Kind;
use crate::seal::MasterKey;

/// LMS interoperability gateway: xAPI record store, LTI 1.3 tool, coach pages
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fill a data folder with a made-up organisation and serve it
    Demo(demo::Arguments),
    /// Serve until interrupted
    Serve,
    /// Bring the database's schema up to date and end
    Migrate,
    /// Make, list and revoke API keys of apps
    #[command(subcommand)]
    Credential(credential::Command),
    /// Find statements, and show what belongs to one
    #[command(subcommand)]
    Statements(statements::Command),
    /// See which requests of apps were refused, and why
    #[command(subcommand)]
    Refusals(refusals::Command),
    /// Register and list learning platforms that may launch us (LTI 1.3)
    #[command(subcommand)]
    Platform(platform::Command),
    /// Read and check the log of what administrators did
    #[command(subcommand)]
    Audit(audit::Command),
    /// Find people, merge two who are one, and name coaches
    #[command(subcommand)]
    Person(person::Command),
    /// Decide for how long data are kept, and see what would go
    #[command(subcommand)]
    Retention(retention::Command),
    /// Decide what verbs and types mean, before the shipped rules
    #[command(subcommand)]
    Vocabulary(rulebook::Command),
    /// Decide the numbers that progress, engagement and group health are worked out with
    #[command(subcommand)]
    Rules(rulebook::Command),
    /// Add, list and remove xAPI Profiles that statements are checked against
    #[command(subcommand)]
    Profile(profile::Command),
    /// Import, export and change competency frameworks (CASE)
    #[command(subcommand)]
    Framework(framework::Command),
    /// Import and export which activities are about which competencies
    #[command(subcommand)]
    Alignment(alignment::Command),
    /// Import and list role profiles, and note who has which
    #[command(subcommand)]
    Role(role::Command),
    /// Send statements to other record stores
    #[command(subcommand)]
    Forward(sync::Forward),
    /// Fetch statements from other record stores
    #[command(subcommand)]
    Pull(sync::Pull),
    /// Send apps what is new: groups, invitations, hints, goals
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Write the statement log to a file, a statement a line; or rows for analysis
    Export(export::Export),
    /// Store the statements of a file
    Import(import::Import),
    /// Write a made-up history, a statement a line
    Generate(tools::Generate),
    /// Derive everything from the statement log anew and report differences
    Rebuild(tools::Rebuild),
    /// Make a link that signs a coach in once
    SignInLink(tools::Link),
}

/// Runs the command line and says how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("coachlight: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Where the demo's data go unless told otherwise: not where real ones are.
const DEMO_FOLDER: &str = "demo-data";

fn execute(mut arguments: Arguments) -> anyhow::Result<()> {
    if matches!(arguments.command, Command::Demo(_)) && arguments.flags.data_dir.is_none() {
        arguments.flags.data_dir = Some(DEMO_FOLDER.into());
    }
    let mut config = Config::load(&arguments.flags)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Demo(demo) => {
                // A terminal with a progress bar is no place for a line a request.
                if config.log.level == "info" {
                    config.log.level = "warn".into();
                }
                demo::run(config, demo).await
            }
            Command::Generate(generate) => tools::generate(&config, &generate),
            Command::Rebuild(how) => tools::rebuild(config, &how).await,
            Command::SignInLink(link) => tools::sign_in_link(config, &link).await,
            Command::Platform(command) => platform::run(config, command).await,
            Command::Profile(command) => profile::run(config, command).await,
            Command::Retention(command) => retention::run(config, command).await,
            Command::Audit(command) => audit::run(config, command).await,
            Command::Person(command) => person::run(config, command).await,
            Command::Vocabulary(command) => rulebook::run(config, Kind::Vocabulary, command).await,
            Command::Rules(command) => rulebook::run(config, Kind::RuleSet, command).await,
            Command::Framework(command) => framework::run(config, command).await,
            Command::Alignment(command) => alignment::run(config, command).await,
            Command::Role(command) => role::run(config, command).await,
            Command::Forward(command) => sync::forward(config, command).await,
            Command::Pull(command) => sync::pull(config, command).await,
            Command::Webhook(command) => webhook::run(config, command).await,
            Command::Export(export) => export::run(config, export).await,
            Command::Import(import) => import::run(config, import).await,
            Command::Statements(command) => statements::run(config, command).await,
            Command::Refusals(command) => refusals::run(config, command).await,
            Command::Serve => serve::serve(config).await,
            Command::Migrate => serve::migrate(config).await,
            Command::Credential(command) => credential::run(config, command).await,
        }
    })
}

/// Whoever has the command line, as the author of entries of the audit log.
fn author(config: &Config) -> anyhow::Result<Author> {
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    Ok(Author::command_line(&key))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    /// What is wrong with the definition of a command is told otherwise only where that is used.
    #[test]
    fn every_command_is_sound() {
        Arguments::command().debug_assert();
    }
}
