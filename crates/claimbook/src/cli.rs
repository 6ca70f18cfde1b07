//! The shape of the command line.
//!
//! Owns: commands, options of all commands and the order of help. In: arguments. Out: typed values. Refuses: doing
//! anything.

use crate::commands::{
    actors, add, claims, codebook, compare, completions, doctor, explain, export, extract, gazetteer,
    incidents, linked, log, man, report, review, serve, show, sign, tallies, user, verify, watch,
};
use claimbook_overlay::Data;
use clap::{Parser, Subcommand};

/// Reads news reports about attacks and keeps who says who did what to whom, where, when and with what result.
///
/// Every value carries the exact words it rests on. Nothing leaves this machine unless you name an address: `watch` and `add`
/// fetch what they are told to, and `--annotator endpoint` asks the model that you name.
#[derive(Debug, Parser)]
#[command(name = "claimbook", version, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 ok, 1 failure, 2 usage, 3 some inputs failed (named on stderr), 4 a check failed"
)]
pub struct Cli {
    #[command(flatten)]
    pub data: Data,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Extract(extract::Arguments),
    Add(add::Arguments),
    Watch(watch::Arguments),
    Incidents(incidents::Arguments),
    Linked(linked::Arguments),
    Review(review::Arguments),
    Compare(compare::Arguments),
    Serve(serve::Arguments),
    User(user::Arguments),
    Show(show::Arguments),
    Claims(claims::Arguments),
    Tallies(tallies::Arguments),
    Actors(actors::Arguments),
    Explain(explain::Arguments),
    Export(export::Arguments),
    Report(report::Arguments),
    Gazetteer(gazetteer::Arguments),
    Codebook(codebook::Arguments),
    Log(log::Arguments),
    Verify(verify::Arguments),
    Sign(sign::Arguments),
    Doctor(doctor::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}
