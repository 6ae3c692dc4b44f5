//! The program: reads the command line and runs it.

use std::process::ExitCode;

use aftermath::cli::{Cli, run};
use clap::Parser as _;

fn main() -> ExitCode {
    run(Cli::parse())
}
