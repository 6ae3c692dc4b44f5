//! All commands, and what each is told about the installation.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::outcome::{Done, Trouble, say, tell};
use super::{
    aggregate, campaign, chips, demo, export, gold, imagery, import, ledger, model, quality,
    release, serve, simulate, source, token, upkeep, user, verify, volunteer, whatif, witness,
};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::telemetry;
use crate::web::api::document;

/// Dates the destruction of buildings from satellite imagery, with volunteers.
#[derive(Debug, Parser)]
#[command(name = "aftermath", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 imported in part, \
                        4 a check found problems.")]
pub struct Cli {
    #[command(flatten)]
    data: DataSettings,
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web pages
    Serve(serve::Serve),
    /// Serve a made-up town with simulated volunteers, to try everything out
    Demo(demo::Demo),
    /// Make, open and close campaigns
    #[command(subcommand)]
    Campaign(campaign::CampaignCommand),
    /// Import captures and buildings
    #[command(subcommand)]
    Import(import::Import),
    /// Cut, check and tidy chips
    #[command(subcommand)]
    Chips(chips::Chips),
    /// The terms under which imagery may be shown
    #[command(subcommand)]
    Source(source::Source),
    /// Captures, and moving them onto one another
    #[command(subcommand)]
    Capture(source::CaptureCommand),
    /// Look into an image file, or cut a piece out of it
    #[command(subcommand)]
    Imagery(imagery::Imagery),
    /// Simulate crowds of known skill, to choose and to check rules; needs no campaign
    Simulate(simulate::Simulate),
    /// Aggregate labels of many workers from a table; needs no campaign
    Aggregate(aggregate::Aggregate),
    /// Buildings whose answer is known, to measure volunteers on
    #[command(subcommand)]
    Gold(gold::GoldCommand),
    /// Fit the model beside the rule
    #[command(subcommand)]
    Model(model::ModelCommand),
    /// Try other rules on the judgements that a campaign was given
    WhatIf(whatif::WhatIf),
    /// Agreement, and the audit of a sample by experts
    #[command(subcommand)]
    Quality(quality::QualityCommand),
    /// Volunteers' figures; set them aside and restore them
    #[command(subcommand)]
    Volunteer(volunteer::VolunteerCommand),
    /// Recompute every building of a campaign from its judgements
    Settle(campaign::Settle),
    /// Write a campaign's files
    Export(export::Export),
    /// Findings frozen under a number
    #[command(subcommand)]
    Release(release::ReleaseCommand),
    /// The key that signs checkpoints of the record
    #[command(subcommand)]
    Key(ledger::KeyCommand),
    /// The record of what happened, and whether it is whole
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Look that somebody else's record only grows
    Witness(witness::Witness),
    /// Check the package of a release, without a network or a database
    Verify(verify::Verify),
    /// Look whether the installation is well
    Check(upkeep::Check),
    /// Copy the database while the server works
    Backup(upkeep::Backup),
    /// Remove what was kept long enough
    Sweep(upkeep::Sweep),
    /// Tokens by which programs take exports
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Write the description of the API (OpenAPI 3.1)
    Openapi,
    /// Staff accounts
    #[command(subcommand)]
    User(user::User),
}

impl Command {
    /// Whether it may have done what belongs in the ledger, and no server of its own records it.
    const fn is_recorded(&self) -> bool {
        matches!(
            self,
            Self::Campaign(_)
                | Self::Import(_)
                | Self::Source(_)
                | Self::Capture(_)
                | Self::Gold(_)
                | Self::Volunteer(_)
                | Self::Settle(_)
                | Self::Export(_)
                | Self::Key(_)
                | Self::Token(_)
                | Self::User(_)
        )
    }
}

/// Runs a command and says how it ended.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    telemetry::start();
    let (data, clock) = (cli.data, Clock::System);
    let is_recorded = cli.command.is_recorded();
    let done = match cli.command {
        Command::Serve(command) => command.run(&data, &clock),
        Command::Demo(command) => command.run(&data),
        Command::Campaign(command) => command.run(&data, &clock),
        Command::Import(command) => command.run(&data, &clock),
        Command::Chips(command) => command.run(&data, &clock),
        Command::Source(command) => command.run(&data, &clock),
        Command::Capture(command) => command.run(&data, &clock),
        Command::Imagery(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Aggregate(command) => command.run(),
        Command::Gold(command) => command.run(&data, &clock),
        Command::Model(command) => command.run(&data, &clock),
        Command::Quality(command) => command.run(&data),
        Command::WhatIf(command) => command.run(&data),
        Command::Volunteer(command) => command.run(&data, &clock),
        Command::Settle(command) => command.run(&data, &clock),
        Command::Export(command) => command.run(&data, &clock),
        Command::Release(command) => command.run(&data, &clock),
        Command::Key(command) => command.run(&data, &clock),
        Command::Ledger(command) => command.run(&data, &clock),
        Command::Witness(command) => command.run(&clock),
        Command::Verify(command) => Ok(command.run()),
        Command::Check(command) => command.run(&data, &clock),
        Command::Backup(command) => command.run(&data, &clock),
        Command::Sweep(command) => command.run(&data, &clock),
        Command::Token(command) => command.run(&data, &clock),
        Command::Openapi => describe(),
        Command::User(command) => command.run(&data, &clock),
    };
    if is_recorded
        && done.is_ok()
        && let Err(Trouble(message)) = ledger::close(&data)
    {
        tell(&format!("what was done waits for its place in the ledger: {message}"));
    }
    match done {
        Ok(Done::Whole) => ExitCode::SUCCESS,
        Ok(Done::InPart) => ExitCode::from(3),
        Ok(Done::Refused) => ExitCode::FAILURE,
        Ok(Done::Unreadable) => ExitCode::from(2),
        Ok(Done::Problems) => ExitCode::from(4),
        Err(Trouble(message)) => {
            tell(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// Writes what programs are told of the API.
fn describe() -> Result<Done, Trouble> {
    say(document().to_pretty_json()?);
    Ok(Done::Whole)
}
