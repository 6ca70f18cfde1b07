//! `claimbook verify`: is everything as it was recorded?
//!
//! Owns: arguments and verdict. In: a ledger and its captures. Out: what was checked and the first bad entry.
//! Refuses: mending anything.

use crate::book::{BookArguments, CaptureArguments};
use crate::failure::Failure;
use crate::table;
use claimbook_acquire::{CaptureError, CaptureStore};
use claimbook_ledger::{Head, VerifyOptions};
use indicatif::ProgressBar;
use std::io::IsTerminal;

/// Check the hash chain of the entries, the captures, and that the lists follow from the entries
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook verify
  claimbook verify --head 120:9f2c…   # a head noted earlier also shows a book cut short

Exit code 4 when something is not as it was recorded.")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    /// A head noted earlier, as `verify` prints it
    #[arg(long, value_name = "SEQ:HASH", value_parser = head)]
    head: Option<Head>,
    /// Do not check the captures
    #[arg(long)]
    no_captures: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn head(text: &str) -> Result<Head, String> {
    let (seq, hash) = text.split_once(':').ok_or("write it as SEQ:HASH")?;
    let seq = seq.parse().map_err(|e| format!("'{seq}': {e}"))?;
    Ok(Head { seq, hash: hash.to_owned() })
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ledger = arguments.book.open()?;
    let captures = arguments.captures.of(&arguments.book);
    let read = |address: &str| match captures.get(address) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(CaptureError::Missing(_)) => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let progress = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let options = VerifyOptions {
        captures: if arguments.no_captures { None } else { Some(&read) },
        noted: arguments.head.clone(),
        progress: Some(&progress),
    };
    let found = ledger.verify(&options)?;
    bar.finish_and_clear();
    let good = found.is_good();
    if arguments.json {
        table::json([&found])?;
    } else {
        let mut lines = vec![
            format!("{} entries as they were sealed, {} captures as received", found.entries, found.captures),
            format!("head {}:{}", found.head.seq, found.head.hash),
        ];
        let flaws = found.bad_entry.iter().chain(&found.noted).chain(&found.bad_captures);
        lines.extend(flaws.map(|flaw| format!("BAD entry {}: {}", flaw.seq, flaw.problem)));
        lines.extend(
            found
                .bad_views
                .iter()
                .map(|table| format!("BAD list '{table}' does not follow from the entries")),
        );
        table::text(&(lines.join("\n") + "\n"))?;
    }
    if good { Ok(()) } else { Err(Failure::Check("the ledger is not as it was recorded".to_owned())) }
}
