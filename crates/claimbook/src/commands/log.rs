//! `claimbook log`: a ledger as lines, and back.
//!
//! Owns: arguments. In: a ledger; a log. Out: a log; a ledger with the same entries, ids and views. Refuses: captures, which
//! lie in a folder as files of their own.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::output::Output;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

/// Write the ledger's entries as lines, or make a ledger from such lines
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook log export --out book.log
  claimbook log replay book.log --db copy.ledger     # same entries, ids and views; captures are copied by hand
  claimbook log export | ssh archive claimbook log replay - --db mirror.ledger")]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write every entry, one JSON line each
    Export {
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        book: BookArguments,
    },
    /// Append the entries of a log as they are; what is already there is left as it is
    Replay {
        /// A file that `log export` wrote; - is standard input
        log: PathBuf,
        #[command(flatten)]
        book: BookArguments,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.what {
        What::Export { out, book } => {
            let mut to = Output::to(out.as_deref())?;
            let written = book.read()?.write_log(&mut to)?;
            to.finish()?;
            eprintln!("claimbook: {written} entries");
        }
        What::Replay { log, book } => {
            let mut from: Box<dyn BufRead> = if log.as_os_str() == "-" {
                Box::new(io::stdin().lock())
            } else {
                Box::new(BufReader::new(File::open(log).map_err(Failure::io(log.display().to_string()))?))
            };
            let mut ledger = book.create_or_open()?;
            let done = ledger.replay_log(&mut from);
            // Also of a log that is broken off, what came before is there.
            book.note(&ledger)?;
            let done = done?;
            eprintln!("claimbook: {} entries appended, {} already there", done.appended, done.known);
        }
    }
    Ok(())
}
