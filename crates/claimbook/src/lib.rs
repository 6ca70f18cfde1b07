//! The claimbook command as a library: the one place that wires the rooms together.
//!
//! Owns: arguments, output and exit codes. In: what the user types. Out: data on stdout, messages on stderr.
//! Refuses: any knowledge about text (crate extract) or storage (crate ledger).

pub mod audience;
pub mod book;
pub mod cli;
pub mod commands;
pub mod endpoint;
pub mod failure;
pub mod geonames;
pub mod network;
pub mod noted;
pub mod output;
pub mod phrase;
pub mod pipeline;
pub mod places;
pub mod progress;
pub mod reading;
pub mod report;
pub mod selection;
pub mod table;
pub mod view;
pub mod visits;
pub mod witness;

use clap::Parser;
use std::process::ExitCode;

/// Parses the arguments of this process, runs the command and gives its exit code.
pub fn run() -> ExitCode {
    match commands::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
