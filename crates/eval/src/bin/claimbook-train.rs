//! `claimbook-train`: from gold data to the weights the crates embed.
//!
//! Owns: the arguments of the training command. In: a folder of training data. Out: a file of weights, figures on
//! standard error. Refuses: data of its own.

use claimbook_eval::train::{event, ling, link, words};
use clap::{Parser, Subcommand};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
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
    /// Roles, merging and relevance of incidents, from the MUC-4 training articles
    Event {
        /// The kit's train.jsonl
        #[arg(long, value_name = "FILE")]
        muc4: PathBuf,
        /// Where to write the weights
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Linking, from articles whose incidents are known
    Link {
        /// Gold (lines with `id` and `incident`, or press gold with ids over articles), what `claimbook extract` says of the same
        /// articles, and what their pairs count together; once for each set
        #[arg(long, num_args = 3, required = true, value_names = ["GOLD", "REPORTS", "WEIGHT"])]
        learn: Vec<String>,
        /// Gold and reports to choose the threshold and to take figures on; once for each set
        #[arg(long, num_args = 2, required = true, value_names = ["GOLD", "REPORTS"])]
        kept: Vec<PathBuf>,
        /// Where to write the weights
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// In how many articles each word stands, for linking
    Words {
        /// Collections of articles: lines of JSON with `text`, or `headline` and `body`
        #[arg(required = true, value_name = "FILE")]
        articles: Vec<PathBuf>,
        /// Where to write the counts
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let log = &mut io::stderr();
    let done = match Cli::parse().command {
        Command::Ling { data, out, measure: true, .. } => {
            ling::measure(&data, &out, log).map_err(|e| e.to_string())
        }
        Command::Ling { data, out, rows, rounds, .. } => {
            ling::run(&data, &out, &ling::Settings::new(&rows, &rounds), log).map_err(|e| e.to_string())
        }
        Command::Event { muc4, out } => events(&muc4, &out, log),
        Command::Link { learn, kept, out } => links(&learn, &kept, &out, log),
        Command::Words { articles, out } => counts(&articles, &out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("claimbook-train: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// A set goes by the name of its reports.
fn set(gold: &Path, reports: &Path) -> Result<link::Set, String> {
    let name = reports.file_name().unwrap_or_default().to_string_lossy();
    let name = name.trim_end_matches(".jsonl").trim_end_matches(".reports");
    link::read(name, &read(gold)?, &read(reports)?).map_err(|e| format!("{name}: {e}"))
}

fn links(learn: &[String], kept: &[PathBuf], out: &Path, log: &mut impl Write) -> Result<(), String> {
    let mut learned = Vec::new();
    for one in learn.chunks_exact(3) {
        let weight = one[2].parse().map_err(|_| format!("{}: no weight", one[2]))?;
        learned.push((set(Path::new(&one[0]), Path::new(&one[1]))?, weight));
    }
    let kept: Vec<link::Set> =
        kept.chunks_exact(2).map(|one| set(&one[0], &one[1])).collect::<Result<_, _>>()?;
    let (weights, figures) = link::train(&learned, &kept)?;
    fs::write(out, weights).map_err(|e| format!("{}: {e}", out.display()))?;
    log.write_all(figures.as_bytes()).map_err(|e| e.to_string())
}

fn counts(articles: &[PathBuf], out: &Path) -> Result<(), String> {
    let collections: Vec<String> = articles.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    fs::write(out, words::count(&collections)?).map_err(|e| format!("{}: {e}", out.display()))
}

fn events(muc4: &Path, out: &Path, log: &mut impl Write) -> Result<(), String> {
    let (weights, figures) = event::train(&read(muc4)?)?;
    fs::write(out, weights).map_err(|e| format!("{}: {e}", out.display()))?;
    log.write_all(figures.as_bytes()).map_err(|e| e.to_string())
}
