//! The shape of the command line.
//!
//! Owns: commands, options and their help. In: arguments. Out: typed values. Refuses: doing anything.

use crate::commands::extract;
use clap::{Parser, Subcommand};

/// Reads news reports about attacks and keeps who says who did what to whom, where, when and with what result.
#[derive(Debug, Parser)]
#[command(name = "claimbook", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Extract(extract::Arguments),
}
