//! `claimbook-eval corpus`: checks the press corpus and writes it in other forms.
//!
//! Owns: the arguments and output of these commands. In: folders of pages. Out: mistakes and counts, or JSON lines. Refuses:
//! pages with mistakes; they are named on stderr and left out (exit code 3; for `check` 4).

use crate::failure::{Failure, write_lines};
use claimbook_encoder::Encoder;
use claimbook_endpoint::Answers;
use claimbook_eval::corpus::{Counts, Document, Page, Split, answers, convert, read, sameness};
use claimbook_extract::Engine;
use claimbook_records::Codebook;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every mistake with file and line, and the counts
    Check {
        /// Folders of pages, or pages
        #[arg(required = true, value_name = "DIR")]
        paths: Vec<PathBuf>,
    },
    /// Write the whole record as JSON lines for training, offsets in code points
    Jsonl(Selection),
    /// Write the articles alone, as `claimbook extract --input-format jsonl` reads them
    Articles(Selection),
    /// Write pairs of groups of tellings with their features, to fit when two are one incident
    Sameness(Selection),
    /// Write the record as values, as `claimbook-eval press` reads it
    Gold(Selection),
    /// Write the record as kept answers of a model named `gold`, one file an article, for
    /// `claimbook extract --annotator endpoint --model gold --answers DIR --replay`: what resolving makes of perfect marks
    Answers {
        /// Folders of pages, or pages
        #[arg(required = true, value_name = "DIR")]
        paths: Vec<PathBuf>,
        /// Only this part
        #[arg(long)]
        split: Option<Split>,
        /// Folder of the answers
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Which pages, and where they go.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// Folders of pages, or pages
    #[arg(required = true, value_name = "DIR")]
    paths: Vec<PathBuf>,
    /// Only this part
    #[arg(long)]
    split: Option<Split>,
    /// Write to this file and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs one of the commands.
pub(crate) fn run(out: &mut impl Write, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check { paths } => check(out, paths),
        Command::Jsonl(selection) => write(out, selection, Document::clone),
        Command::Articles(selection) => write(out, selection, convert::article),
        Command::Sameness(selection) => {
            let engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(Encoder::embedded()));
            write(out, selection, |d| sameness::pairs(&engine, d))
        }
        Command::Gold(selection) => write(out, selection, convert::gold),
        Command::Answers { paths, split, out: folder } => kept(out, paths, *split, folder),
    }
}

/// The name that gold goes by among models.
const GOLD: &str = "gold";

fn kept(out: &mut impl Write, paths: &[PathBuf], split: Option<Split>, folder: &Path) -> Result<(), Failure> {
    let pages = read(paths)?;
    let engine = Engine::new(Codebook::builtin());
    let answers = Answers::new(folder);
    let (mut written, mut lost, mut long) = (0, 0, 0);
    for document in pages.iter().filter_map(Page::sound).filter(|d| split.is_none_or(|s| s.has(d))) {
        match answers::answer(&engine, document, GOLD) {
            Some(answer) => {
                answers.put(&answer.name, &answer.kept).map_err(|e| Failure(e.to_string(), 1))?;
                written += 1;
                lost += answer.lost;
            }
            None => long += 1,
        }
    }
    writeln!(
        out,
        "{written} answers; {lost} marks do not stand in one sentence; {long} articles have no sentence or too many"
    )?;
    Ok(())
}

fn check(out: &mut impl Write, paths: &[PathBuf]) -> Result<(), Failure> {
    let pages = read(paths)?;
    for line in pages.iter().flat_map(Page::told) {
        writeln!(out, "{line}")?;
    }
    let counts = Counts::of(&pages);
    writeln!(out, "{counts}")?;
    match counts.wrong {
        0 => Ok(()),
        n => Err(Failure(format!("{n} articles have mistakes"), 4)),
    }
}

fn write<T: Serialize>(
    out: &mut impl Write,
    selection: &Selection,
    form: impl Fn(&Document) -> T,
) -> Result<(), Failure> {
    let pages = read(&selection.paths)?;
    let wanted = |document: &&Document| selection.split.is_none_or(|split| split.has(document));
    let documents = pages.iter().filter_map(Page::sound).filter(wanted);
    write_lines(out, selection.out.as_deref(), documents.map(|d| serde_json::to_string(&form(d))))?;
    for line in pages.iter().flat_map(Page::told) {
        eprintln!("{line}");
    }
    match Counts::of(&pages).wrong {
        0 => Ok(()),
        n => Err(Failure(format!("{n} articles with mistakes were left out"), 3)),
    }
}
