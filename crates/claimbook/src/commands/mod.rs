//! One file per command.
//!
//! Owns: the list of commands. In: parsed arguments. Out: whatever the command prints. Refuses: shared helpers
//! (those live in rooms with a name of their own).

pub mod extract;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Runs the command the user asked for.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let codebook = cli.codebook.as_deref();
    match cli.command {
        Command::Extract(arguments) => extract::run(&arguments, codebook),
    }
}
