//! What a caller may choose about reading.
//!
//! Owns: formats by name, limits and their defaults. In: nothing. Out: [`Options`]. Refuses: anything about meaning.

use crate::columns::ColumnMap;
use std::path::PathBuf;
use std::str::FromStr;

/// How the bytes of an input are laid out (after compression is undone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The whole input is the body of one article.
    Text,
    /// One web page; the main text is the body.
    Html,
    /// One JSON object a line, one article each.
    Jsonl,
    /// A JSON array of objects, an export of a Telegram channel, or a JSON feed.
    Json,
    /// Rows under a header, separated by commas, semicolons, tabs or bars.
    Table,
    /// One mail, or a page that a browser saved as MHTML.
    Mail,
    /// Many mails in one file.
    Mbox,
    /// An RSS or Atom feed.
    Feed,
    /// A web archive.
    Warc,
    /// A ZIP archive: an office document, a WACZ, or a collection of files.
    Zip,
    /// A PDF with a text layer.
    Pdf,
}

impl Format {
    /// Every format and the word an option uses, in the order messages list them.
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Text, "text"),
        (Self::Html, "html"),
        (Self::Jsonl, "jsonl"),
        (Self::Json, "json"),
        (Self::Table, "table"),
        (Self::Mail, "mail"),
        (Self::Mbox, "mbox"),
        (Self::Feed, "feed"),
        (Self::Warc, "warc"),
        (Self::Zip, "zip"),
        (Self::Pdf, "pdf"),
    ];

    /// Every format, in the order messages list them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::WORDS.iter().map(|(format, _)| *format)
    }

    /// The word an option uses.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(format, _)| *format == self).map_or("", |(_, word)| word)
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let names = || Self::all().map(Self::as_str).collect::<Vec<_>>().join(", ");
        Self::all()
            .find(|f| f.as_str() == word)
            .ok_or_else(|| format!("'{word}' is no input format; use one of: {}", names()))
    }
}

/// How much of one input may be held or unpacked. Sizes are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest text or page, after decompression.
    pub document: usize,
    /// Largest JSONL line.
    pub line: usize,
    /// Most that one compressed input may unpack to.
    pub unpacked: u64,
    /// Most unpacked bytes per packed byte, looked at once more than [`Limits::ratio_from`] bytes are unpacked.
    /// News text packs three to ten times, repetitive logs about fifty times.
    pub ratio: u64,
    /// Unpacked bytes below which no ratio is suspicious.
    pub ratio_from: u64,
    /// Deepest nesting of elements in a page that is read as a tree; above it the tags are only stripped.
    pub html_depth: usize,
    /// Most tags in a page that is read as a tree.
    pub html_tags: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: 64 << 20,
            line: 64 << 20,
            unpacked: 1 << 40,
            ratio: 200,
            ratio_from: 64 << 20,
            html_depth: 256,
            html_tags: 60_000,
        }
    }
}

/// Options of [`crate::Inputs::expand`] and [`crate::read`].
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read every input as this format; `None`: tell by content.
    pub format: Option<Format>,
    /// Decode every text and page with this encoding (a WHATWG label such as `windows-1256`); `None`: tell by content.
    pub encoding: Option<String>,
    /// Read files and folders below a folder whose names begin with a dot, too.
    pub hidden: bool,
    /// Files and folders that folders and patterns leave out, such as the program's own.
    pub passed_over: Vec<PathBuf>,
    /// Which column or key holds what, where the user says so.
    pub columns: ColumnMap,
    /// How much is too much.
    pub limits: Limits,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_read_back_from_its_name() {
        for format in Format::all() {
            assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
        }
        assert!("papyrus".parse::<Format>().unwrap_err().contains("jsonl"));
    }
}
