//! `claimbook man`: manual pages.
//!
//! Owns: the argument. In: a command's name or a folder. Out: roff. Refuses: words that are not in the help.

use crate::cli::Cli;
use crate::failure::Failure;
use crate::table;
use clap::CommandFactory;
use std::fs;
use std::path::PathBuf;

/// Print the manual page, or write one page a command into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook man | man -l -
  claimbook man --out ~/.local/share/man/man1")]
pub struct Arguments {
    /// Write claimbook.1, claimbook-extract.1 … into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    match &arguments.out {
        Some(folder) => {
            fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
            clap_mangen::generate_to(command, folder).map_err(Failure::io(folder.display().to_string()))
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(Failure::io("the manual page"))?;
            table::text(&String::from_utf8_lossy(&page))
        }
    }
}
