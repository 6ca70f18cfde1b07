//! The shape of the command line.
//!
//! Owns: commands, options of all commands and the order of help. In: arguments. Out: typed values. Refuses: doing
//! anything.

use crate::commands::extract;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Reads news reports about attacks and keeps who says who did what to whom, where, when and with what result.
///
/// Every value carries the exact words it rests on. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "claimbook", version, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 ok, 1 failure, 2 usage, 3 some inputs failed (named on stderr), 4 a check failed"
)]
pub struct Cli {
    /// A folder of codebook files laid over the built-in codebook
    #[arg(long, global = true, env = "CLAIMBOOK_CODEBOOK", value_name = "DIR")]
    pub codebook: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Extract(extract::Arguments),
}
