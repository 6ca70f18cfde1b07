//! `claimbook extract`: articles in, one report a line out; nothing is kept.
//!
//! Owns: the arguments and the output of the command. In: files, folders or standard input. Out: JSONL.
//! Refuses: writing to a ledger.

use crate::failure::Failure;
use crate::inputs::{self, InputFormat};
use crate::pipeline;
use claimbook_extract::{Engine, Options};
use claimbook_records::Codebook;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Read articles and print what each one says, one JSON report a line
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook extract report.html
  claimbook extract --mentions --input-format jsonl articles.jsonl > reports.jsonl
  cat report.txt | claimbook extract -")]
pub struct Arguments {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to read the files
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    input_format: InputFormat,
    /// Also write every mention found, used or not
    #[arg(long)]
    mentions: bool,
    /// Threads to read with; 0 takes one per core
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let engine = Engine::new(Codebook::builtin());
    let options = Options { mentions: arguments.mentions };
    let mut out = BufWriter::new(io::stdout().lock());
    let articles = inputs::articles(&arguments.files, arguments.input_format);
    let failed = pipeline::ordered(
        articles,
        arguments.threads,
        |article| serde_json::to_string(&engine.read(article, options)),
        |line| {
            let line = line.map_err(|e| Failure::io("writing a report")(e.into()))?;
            writeln!(out, "{line}").map_err(Failure::io("standard output"))
        },
    )?;
    out.flush().map_err(Failure::io("standard output"))?;
    if failed > 0 { Err(Failure::SomeInputs(failed)) } else { Ok(()) }
}
