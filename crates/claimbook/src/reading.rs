//! Options that every command that reads articles shares.
//!
//! Owns: which files, in which format, on how many threads. In: arguments. Out: documents. Refuses:
//! knowing what is done with the reports.

use claimbook_acquire::{Documents, Format, Inputs, Options};
use std::path::PathBuf;

/// How the inputs are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// Tell by content
    Auto,
    /// One article a file
    Text,
    /// One web page a file
    Html,
    /// One article a line: {"id", "publisher", "published", "url", "headline", "language", "body"}
    Jsonl,
}

/// Which articles to read, and how.
#[derive(Debug, clap::Args)]
pub struct ReadingArguments {
    /// Files, folders or patterns; `-` is standard input. Text, HTML and JSONL, also compressed (gzip, zstd). Links inside
    /// a folder are followed as far as they stay in it
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to read them
    #[arg(long, value_enum, default_value_t = InputFormat::Auto, value_name = "FORMAT")]
    input_format: InputFormat,
    /// Decode texts and pages with this encoding (such as windows-1256) instead of telling by content
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Threads to read with, four per core at most; 0 takes one per core. The output is the same for any number
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
}

impl ReadingArguments {
    /// The documents of all inputs, in order, opened as they are asked for. Folders and patterns leave out the program's
    /// own files and folders.
    pub fn documents(&self, own: Vec<PathBuf>) -> Documents {
        let format = match self.input_format {
            InputFormat::Auto => None,
            InputFormat::Text => Some(Format::Text),
            InputFormat::Html => Some(Format::Html),
            InputFormat::Jsonl => Some(Format::Jsonl),
        };
        let options =
            Options { format, encoding: self.encoding.clone(), passed_over: own, ..Options::default() };
        claimbook_acquire::documents(Inputs::expand(&self.files, &options), options)
    }
}
