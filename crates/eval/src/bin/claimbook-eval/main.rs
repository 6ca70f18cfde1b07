//! `claimbook-eval`: figures over kits and cases, and what changed between two runs.
//!
//! Owns: the arguments and tables of the evaluation command. In: paths. Out: a table, or JSON. Refuses: exit codes of its
//! own; they are those of `claimbook` (4: a case does not hold, a page of the corpus has mistakes).

mod corpus;
mod failure;
mod link;
mod press;

use claimbook_eval::cases::{self, State};
use claimbook_eval::compare::{Runs, compare};
use claimbook_eval::kits::{self, Run, Settings};
use claimbook_extract::Engine;
use claimbook_records::Codebook;
use clap::{Parser, Subcommand};
use failure::{Failure, about};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Measures how well Claimbook reads.
#[derive(Debug, Parser)]
#[command(name = "claimbook-eval", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the engine over kits and print figures; a folder gives every kit below it
    Run {
        /// Kits: JSONL files with timexes or toponyms, folders of cases, or folders of these
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// A place is right within this many kilometres
        #[arg(long, default_value_t = 161.0)]
        km: f64,
        /// Print this many items that were read wrongly, and stray readings, per kit
        #[arg(long, default_value_t = 0, value_name = "N")]
        errors: usize,
        /// Also write every figure and item to this file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Check the literate cases and say why one does not hold
    Cases {
        /// A folder of cases, or one page
        #[arg(default_value = "cases")]
        path: PathBuf,
    },
    /// Say what a change gained and lost between two files written by `run --json`
    Compare {
        before: PathBuf,
        after: PathBuf,
        /// Print this many lines of each list
        #[arg(long, default_value_t = 20, value_name = "N")]
        lines: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check the press corpus, or write it as training data, articles or gold
    #[command(subcommand)]
    Corpus(corpus::Command),
    /// Score reports against press gold: what a reader of the map may rely on
    Press(press::Press),
    /// Link reports without a book and write the clusters
    Link(link::Link),
    /// Write press gold as reports, to see what comes after reading by itself
    PressReports(press::PressReports),
    /// Say what a change did to pins and news between two files of reports
    PressCompare(press::PressCompare),
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let done = match Cli::parse().command {
        Command::Run { paths, km, errors, json } => {
            run(&mut out, &paths, Settings { km }, errors, json.as_deref())
        }
        Command::Cases { path } => check_cases(&mut out, &path),
        Command::Compare { before, after, lines, json } => {
            compare_files(&mut out, &before, &after, lines, json)
        }
        Command::Corpus(command) => corpus::run(&mut out, &command),
        Command::Press(args) => press::run(&mut out, &args),
        Command::Link(args) => link::run(&mut out, &args),
        Command::PressReports(args) => press::run_reports(&mut out, &args),
        Command::PressCompare(args) => press::run_compare(&mut out, &args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message, code)) => {
            eprintln!("claimbook-eval: {message}");
            ExitCode::from(code)
        }
    }
}

fn run(
    out: &mut impl Write,
    paths: &[PathBuf],
    settings: Settings,
    errors: usize,
    json: Option<&Path>,
) -> Result<(), Failure> {
    let engine = Engine::new(Codebook::builtin());
    let info = engine.info();
    let mut runs =
        Runs { version: info.version, codebook: info.codebook, model: info.model, runs: Vec::new() };
    writeln!(out, "{:24} {:14} {:>7} {:>7} {:>7} {:>9}", "kit", "metric", "value", "P", "R", "articles/s")?;
    for path in paths {
        let found = kits::find(path)?;
        if found.is_empty() {
            return Err(Failure(format!("{}: no kit here", path.display()), 2));
        }
        for (kind, file) in found {
            let run = kits::run(&engine, kind, &file, settings)?;
            table(out, &run)?;
            let wrong = run.items.wrong.iter().map(|line| format!("  wrong  {line}"));
            let stray = run.items.stray.iter().map(|line| format!("  stray  {line}"));
            for line in wrong.take(errors).chain(stray.take(errors)) {
                writeln!(out, "{line}")?;
            }
            runs.runs.push(run);
        }
    }
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&runs)?;
        fs::write(path, text).map_err(|e| about(path, e))?;
    }
    Ok(())
}

/// One line a figure; precision and recall stand beside their F.
fn table(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let mut kit = format!("{}/{}", run.kind.as_str(), run.name);
    let mut speed = format!("{:9.0}", run.articles as f64 / run.seconds.max(1e-9));
    for (name, value) in &run.metrics {
        if name.ends_with(" P") || name.ends_with(" R") {
            continue;
        }
        let stem = name.trim_end_matches(" F");
        let beside = |part: &str| {
            run.metrics.get(&format!("{stem} {part}")).map_or_else(|| " ".repeat(7), |v| format!("{v:7.4}"))
        };
        writeln!(out, "{kit:24} {name:14} {value:7.4} {} {} {speed}", beside("P"), beside("R"))?;
        (kit, speed) = (String::new(), String::new());
    }
    Ok(())
}

fn check_cases(out: &mut impl Write, path: &Path) -> Result<(), Failure> {
    let (outcomes, _) = cases::outcomes(&Engine::new(Codebook::builtin()), path)?;
    for outcome in &outcomes {
        writeln!(out, "{:6} {}  {}", outcome.state().as_str(), outcome.path.display(), outcome.title)?;
        if let Some(gap) = &outcome.gap {
            writeln!(out, "       known gap: {gap}")?;
        }
        for line in &outcome.wrong {
            writeln!(out, "         {line}")?;
        }
    }
    let count = |state: State| outcomes.iter().filter(|o| o.state() == state).count();
    writeln!(
        out,
        "{} of {} cases hold, {} known gaps",
        count(State::Holds),
        outcomes.len(),
        count(State::Gap)
    )?;
    match outcomes.iter().filter(|o| !o.state().is_sound()).count() {
        0 => Ok(()),
        n => Err(Failure(format!("{n} cases fail, or hold although they are marked as gaps"), 4)),
    }
}

fn compare_files(
    out: &mut impl Write,
    before: &Path,
    after: &Path,
    lines: usize,
    json: bool,
) -> Result<(), Failure> {
    let load = |path: &Path| -> Result<Runs, Failure> {
        let text = fs::read_to_string(path).map_err(|e| about(path, e))?;
        serde_json::from_str(&text).map_err(|e| about(path, e))
    };
    let differences = compare(&load(before)?, &load(after)?);
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&differences)?)?;
        return Ok(());
    }
    for d in &differences {
        writeln!(out, "{}/{}", d.kind.as_str(), d.name)?;
        for (name, (a, b)) in &d.metrics {
            writeln!(out, "  {name:14} {a:7.4} -> {b:7.4}  {:+.4}", b - a)?;
        }
        for (title, list) in [
            ("gained", &d.gained),
            ("lost", &d.lost),
            ("new stray", &d.new_stray),
            ("stray gone", &d.gone_stray),
        ] {
            writeln!(out, "  {title}: {}", list.len())?;
            for line in list.iter().take(lines) {
                writeln!(out, "    {line}")?;
            }
        }
    }
    Ok(())
}
