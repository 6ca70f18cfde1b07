//! `claimbook-train`: from gold data to the weights the crates embed.
//!
//! Owns: the arguments of the training command. In: a folder of training data. Out: a file of weights, figures on
//! standard error. Refuses: data of its own.

use claimbook_eval::train::ling;
use clap::{Parser, Subcommand};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Trains the parts of Claimbook that learn.
#[derive(Debug, Parser)]
#[command(name = "claimbook-train", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tagger, lemmatizer, parser and entity tagger
    Ling {
        /// Folder with the treebanks and re3d (see docs/data/ling.md)
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Where to write the weights
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only print the figures of the weights in `--out`
        #[arg(long)]
        measure: bool,
        /// Most rows of the tables of tags, moves, relations and names
        #[arg(long, num_args = 4, value_name = "N", default_values_t = ling::Settings::default().rows)]
        rows: Vec<usize>,
        /// Rounds of the tagger, the parser and the entity tagger
        #[arg(long, num_args = 3, value_name = "N", default_values_t = ling::Settings::default().rounds)]
        rounds: Vec<usize>,
    },
}

fn main() -> ExitCode {
    let Cli { command: Command::Ling { data, out, measure, rows, rounds } } = Cli::parse();
    let log = &mut io::stderr();
    let done = if measure {
        ling::measure(&data, &out, log)
    } else {
        ling::run(&data, &out, &ling::Settings::new(&rows, &rounds), log)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("claimbook-train: {error}");
            ExitCode::FAILURE
        }
    }
}
