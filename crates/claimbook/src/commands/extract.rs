//! `claimbook extract`: articles in, one report a line out; nothing is kept.
//!
//! Owns: the arguments and the output of the command. In: files, folders or standard input. Out: JSONL, or one page.
//! Refuses: writing to a ledger.

use crate::endpoint::EndpointArguments;
use crate::failure::Failure;
use crate::output::Output;
use crate::pipeline;
use crate::reading::{FORMATS, ReadingArguments};
use crate::view::Page;
use claimbook_extract::Options;
use claimbook_ledger::printable;
use claimbook_overlay::Data;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Read articles and print what each one says, one JSON report a line; nothing is kept
#[derive(Debug, clap::Args)]
#[command(after_help = format!("Examples:
  claimbook extract report.html
  claimbook extract --html page.html samples/
  claimbook extract --mentions --input-format jsonl articles.jsonl.gz > reports.jsonl
  cat report.txt | claimbook extract - | jq '.incidents[].type'
  claimbook extract --annotator endpoint --endpoint http://127.0.0.1:8080/v1 --model qwen --answers answers/ samples/

{FORMATS}"))]
pub struct Arguments {
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// Also write every mention found, used or not
    #[arg(long)]
    mentions: bool,
    /// Write one self-contained page instead, the words beside the record; `-` is standard output
    #[arg(long, value_name = "OUT.html")]
    html: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    match &arguments.html {
        Some(out) => page(arguments, data, out),
        None => lines(arguments, data),
    }
}

fn lines(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let engine = arguments.endpoint.engine(data, None)?;
    let options = Options { mentions: arguments.mentions };
    let stdout = io::stdout().lock();
    let quiet = stdout.is_terminal();
    let mut out = BufWriter::new(stdout);
    let done = pipeline::ordered(
        arguments.reading.documents(engine.own()),
        arguments.reading.threads,
        quiet,
        &engine,
        |document| {
            let report = engine.read(&document.article()?, options)?;
            let line = serde_json::to_string(&report);
            Ok((report, line))
        },
        |(report, _)| report,
        |batch| {
            for (_, line) in batch {
                let line = line.map_err(|e| Failure::io("writing a report")(e.into()))?;
                writeln!(out, "{}", printable::json(&line)).map_err(Failure::io("standard output"))?;
            }
            out.flush().map_err(Failure::io("standard output"))
        },
    )?;
    engine.tell();
    done.all_read()
}

fn page(arguments: &Arguments, data: &Data, out: &Path) -> Result<(), Failure> {
    let engine = arguments.endpoint.engine(data, None)?;
    let mut page = Page::default();
    let done = pipeline::ordered(
        arguments.reading.documents(engine.own()),
        arguments.reading.threads,
        false,
        &engine,
        |document| engine.read(&document.article()?, Options::default()),
        |report| report,
        |batch| {
            batch.iter().for_each(|report| page.add(report));
            Ok(())
        },
    )?;
    engine.tell();
    let page = page.finish();
    if out == Path::new("-") {
        io::stdout().lock().write_all(page.as_bytes()).map_err(Failure::io("standard output"))?;
    } else {
        let mut file = Output::to(Some(out))?;
        file.write_all(page.as_bytes()).map_err(Failure::io(out.display().to_string()))?;
        file.finish()?;
    }
    done.all_read()
}
