//! `claimbook completions`: completions for a shell.
//!
//! Owns: the argument. In: a shell's name. Out: its script. Refuses: installing it.

use crate::cli::Cli;
use crate::failure::Failure;
use crate::table;
use clap::CommandFactory;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  claimbook completions bash > ~/.local/share/bash-completion/completions/claimbook")]
pub struct Arguments {
    /// Which shell
    shell: Shell,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "claimbook", &mut script);
    table::text(&String::from_utf8_lossy(&script))
}
