//! One file per command.
//!
//! Owns: the list of commands. In: parsed arguments. Out: whatever the command prints. Refuses: shared helpers
//! (those live in rooms with a name of their own).

pub mod actors;
pub mod add;
pub mod claims;
pub mod codebook;
pub mod compare;
pub mod completions;
pub mod doctor;
pub mod explain;
pub mod export;
pub mod extract;
pub mod gazetteer;
pub mod incidents;
pub mod linked;
pub mod log;
pub mod man;
pub mod report;
pub mod review;
pub mod serve;
pub mod show;
pub mod sign;
pub mod tallies;
pub mod user;
pub mod verify;
pub mod watch;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Runs the command the user asked for.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let data = cli.data;
    match cli.command {
        Command::Extract(arguments) => extract::run(&arguments, &data),
        Command::Add(arguments) => add::run(&arguments, &data),
        Command::Watch(arguments) => watch::run(&arguments, &data),
        Command::Incidents(arguments) => incidents::run(&arguments, &data),
        Command::Linked(arguments) => linked::run(&arguments, &data),
        Command::Log(arguments) => log::run(&arguments),
        Command::Report(arguments) => report::run(&arguments, &data),
        Command::Review(arguments) => review::run(&arguments, &data),
        Command::Serve(arguments) => serve::run(&arguments, &data),
        Command::User(arguments) => user::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments, &data),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Tallies(arguments) => tallies::run(&arguments, &data),
        Command::Actors(arguments) => actors::run(&arguments, &data),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Export(arguments) => export::run(&arguments, &data),
        Command::Gazetteer(arguments) => gazetteer::run(&arguments, &data),
        Command::Codebook(arguments) => codebook::run(&arguments, &data),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments, &data),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}
