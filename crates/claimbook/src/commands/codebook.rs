//! `claimbook codebook`: the data a user may edit.
//!
//! Owns: arguments and summary. In: a folder, or the built-in codebook. Out: what it holds, or every mistake with file
//! and line. Refuses: changing files.

use crate::failure::Failure;
use crate::table;
use claimbook_extract::place::Gazetteer;
use claimbook_overlay as overlay;
use claimbook_overlay::{Data, DataError};
use claimbook_records::Codebook;
use claimbook_records::codebook::CodebookErrors;
use serde::Serialize;
use std::path::PathBuf;

/// Look after the codebook: event types, actors, weapons, publishers, word lists
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check a folder of codebook files laid over the built-in ones; every mistake is told with file and line
    #[command(after_help = "Exit code 4 when there are mistakes.")]
    Check {
        /// The folder; without it `--codebook`, or else the built-in codebook
        dir: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct Summary<'a> {
    event_types: usize,
    actors: usize,
    weapons: usize,
    publishers: usize,
    languages: Vec<&'a str>,
    hash: &'a str,
}

#[derive(Serialize)]
struct Mistake<'a> {
    file: &'a str,
    line: usize,
    message: &'a str,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let Command::Check { dir, json } = &arguments.command;
    let folder = dir.as_deref().or(data.folder.as_deref());
    let checked = overlay::codebook(folder).and_then(|codebook| {
        if let Some(folder) = folder {
            overlay::with_places(Gazetteer::embedded(), folder)?;
        }
        Ok(codebook)
    });
    match checked {
        Ok(codebook) => good(&codebook, *json),
        Err(DataError::Codebook(errors)) => bad(&errors, *json),
        Err(error) => Err(error.into()),
    }
}

fn good(codebook: &Codebook, json: bool) -> Result<(), Failure> {
    let summary = Summary {
        event_types: codebook.event_types.len(),
        actors: codebook.actors.len(),
        weapons: codebook.weapons.len(),
        publishers: codebook.publishers.len(),
        languages: codebook.lists.keys().map(String::as_str).collect(),
        hash: &codebook.hash,
    };
    if json {
        return table::json([summary]);
    }
    table::text(&format!(
        "no mistakes: {} event types, {} actors, {} weapons, {} publishers, word lists for {}\nhash {}\n",
        summary.event_types,
        summary.actors,
        summary.weapons,
        summary.publishers,
        summary.languages.join(", "),
        summary.hash
    ))
}

fn bad(errors: &CodebookErrors, json: bool) -> Result<(), Failure> {
    if json {
        table::json(errors.0.iter().map(|e| Mistake { file: &e.file, line: e.line, message: &e.message }))?;
    } else {
        table::text(&format!("{errors}\n"))?;
    }
    let number = match errors.0.len() {
        1 => "1 mistake".to_owned(),
        n => format!("{n} mistakes"),
    };
    Err(Failure::Check(format!("{number} in the codebook")))
}
