//! Options that every command that reads articles shares.
//!
//! Owns: which files, in which format, on how many threads; the table of formats in the help. In: arguments. Out:
//! documents. Refuses: knowing what is done with the reports.

use claimbook_acquire::{ColumnMap, Documents, Format, Inputs, Options};
use std::path::PathBuf;

/// What is read and what becomes of it, for the help of commands that read articles.
pub const FORMATS: &str = "\
What is read (told by content, never by name; also inside gzip and zstd):
  text             the whole file, every character kept; understood are lines
                   `Publisher:`, `Headline:`, `Date:`, a line such as
                   \"Northgate Tribune, 8 March 2024\", and \"(Harbour Wire) –\"
                   before the first sentence
  web page         its main text; of a live blog each post with its own time;
                   a list of articles, an error page and a bare paywall are
                   refused, a cut page is read with a warning
  JSONL, JSON      one object a line, or an array of them: id, url, publisher,
                   published, headline, language, body; what trafilatura,
                   newspaper and news-please write is understood too
  table            CSV, TSV, semicolons, bars: a row an article, by --columns
                   or by the names of the columns (auto-archiver sheets,
                   ACLED, UCDP GED and Uwazi are known)
  mail, mbox       the text of each mail; sender, day and subject
  MHTML            the page that a browser saved
  feed             RSS, Atom, JSON Feed: an item an article; nothing is fetched
  Telegram export  result.json or messages.html: a message an article, the
                   channel its publisher
  WARC, WACZ       every page that was fetched, of a WACZ those on its list
  DOCX, ODT, PDF   the paragraphs; of a PDF its text layer, pages that are
                   pictures are told
  ZIP              every file inside, as if it were a folder
Everything else is refused with its name and what to do. One refused file never
stops the others.";

/// How the inputs are laid out; nothing for "tell by content".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputFormat(Option<Format>);

impl InputFormat {
    fn parse(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self(None)),
            word => word.parse().map(|format| Self(Some(format))),
        }
    }

    /// The words of the option, for the help and for completion.
    fn words() -> impl clap::builder::TypedValueParser<Value = Self> {
        use clap::builder::TypedValueParser;
        let words = std::iter::once("auto").chain(Format::all().map(Format::as_str));
        clap::builder::PossibleValuesParser::new(words).try_map(|word| Self::parse(&word))
    }
}

/// Which articles to read, and how.
#[derive(Debug, clap::Args)]
pub struct ReadingArguments {
    /// Files, folders or patterns; `-` is standard input. `claimbook help add` lists what is read. Links inside a folder
    /// are followed as far as they stay in it
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to read them instead of telling by content
    #[arg(long, value_parser = InputFormat::words(), default_value = "auto", value_name = "FORMAT")]
    input_format: InputFormat,
    /// Which column of a table, or key of a JSON object, holds what: url=link,body=text,published=date. Fields: id, url,
    /// publisher, published, headline, language, body, author, domain, source
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    columns: Option<ColumnMap>,
    /// Decode texts, pages and tables with this encoding (such as windows-1256) instead of telling by content
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
        self.documents_of(&self.files, own)
    }

    /// The same of some of the files.
    pub fn documents_of(&self, files: &[PathBuf], own: Vec<PathBuf>) -> Documents {
        let options = self.options(own);
        claimbook_acquire::documents(Inputs::expand(files, &options), options)
    }

    /// How the inputs are read.
    pub fn options(&self, own: Vec<PathBuf>) -> Options {
        Options {
            format: self.input_format.0,
            encoding: self.encoding.clone(),
            columns: self.columns.clone().unwrap_or_default(),
            passed_over: own,
            ..Options::default()
        }
    }
}
