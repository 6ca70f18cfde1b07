//! What can be wrong with an input, in plain words.
//!
//! Owns: every message about a bad input and what to do next. In: the place and the problem. Out: [`InputError`].
//! Refuses: messages without a file name.

/// An input, or one line of it, that gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", place(.input, *.line))]
pub struct InputError {
    /// File name as handed over, or `-` for standard input.
    pub input: String,
    /// Line of a JSONL input, counted from 1.
    pub line: Option<u64>,
    /// The reason and what to do next.
    pub problem: Problem,
}

fn place(input: &str, line: Option<u64>) -> String {
    let input = if input == "-" { "standard input" } else { input };
    match line {
        Some(line) => format!("{input}, line {line}"),
        None => input.to_owned(),
    }
}

impl InputError {
    pub(crate) fn new(input: impl Into<String>, problem: Problem) -> Self {
        Self { input: input.into(), line: None, problem }
    }

    pub(crate) fn at(input: impl Into<String>, line: u64, problem: Problem) -> Self {
        Self { input: input.into(), line: Some(line), problem }
    }
}

/// The reason an input gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing of that name.
    #[error("no such file or folder; check the name")]
    NotFound,
    /// A pattern that names nothing.
    #[error("no file matches this pattern; quote it if the shell should leave it alone")]
    NoMatch,
    /// A pattern that cannot be read.
    #[error("the pattern cannot be read ({0}); write it with *, ? and [..] only")]
    BadPattern(String),
    /// The operating system refused.
    #[error("cannot be read ({0}); check that it exists and that you may read it")]
    Unreadable(String),
    /// A folder without files.
    #[error("the folder holds no files (hidden files are passed over)")]
    NothingInFolder,
    /// A link that leads back to a folder above it.
    #[error("this link leads back to a folder above it and is not followed; remove the link")]
    LinkLoop,
    /// A link inside a folder to something outside of it.
    #[error("this link leads out of the folder and is not followed; name what it leads to")]
    LinkOut,
    /// No bytes, or white space only.
    #[error("it is empty")]
    Empty,
    /// Bytes that are no text; with the name of the format where known.
    #[error("it holds no text but {0}; convert it to plain text or HTML first")]
    Binary(&'static str),
    /// Text in a format that is not read here.
    #[error("it is {0}, which is not read here; {1}")]
    OtherFormat(&'static str, &'static str),
    /// Bytes that do not decode.
    #[error("the bytes do not decode as {0}; convert the file to UTF-8 or name its encoding")]
    Encoding(String),
    /// An encoding label nobody knows.
    #[error("'{0}' is no known encoding; use a label such as utf-8, windows-1252 or windows-1256")]
    UnknownEncoding(String),
    /// A text or page above [`crate::Limits::document`].
    #[error("it is larger than {0} MiB, too large for one article; split it")]
    TooLarge(u64),
    /// A line above [`crate::Limits::line`].
    #[error("the line is longer than {0} MiB and is passed over; split the record, or raise the line limit")]
    LineTooLong(u64),
    /// Compressed data that swells beyond [`crate::Limits::unpacked`] or [`crate::Limits::ratio`].
    #[error(
        "it unpacks to more than {0} MiB, which no collection of articles does; reading stopped there. Raise the limit if you trust it"
    )]
    Bomb(u64),
    /// Compressed data that ends early or does not check.
    #[error(
        "the {packing} data is damaged or cut short ({reason}); what came before was read. Fetch the file again"
    )]
    Damaged { packing: &'static str, reason: String },
    /// JSONL in UTF-16.
    #[error(
        "its lines are in UTF-16, but JSONL is UTF-8; convert it, for example with: iconv -f UTF-16 -t UTF-8 FILE"
    )]
    WideRecords,
    /// A line that is no JSON object.
    #[error("not a JSON object ({0}); mend or remove the line")]
    BrokenJson(String),
    /// A record without `body`.
    #[error("the record has no \"body\"{}", .0.as_ref().map(|k| format!("; rename \"{k}\" to \"body\"")).unwrap_or_else(|| "; add the text under that name".to_owned()))]
    MissingBody(Option<String>),
    /// A record whose `body` is empty.
    #[error("the record's \"body\" is empty; leave the record out or add its text")]
    EmptyBody,
    /// A field that does not hold what its name says.
    #[error("\"{field}\" is {value}, not {expected}")]
    BadField { field: &'static str, value: String, expected: &'static str },
    /// An id that an earlier record of the same input has.
    #[error("the id '{0}' was used earlier in this file; the record is left out: give each its own id")]
    DuplicateId(String),
    /// A JSONL input of blank lines only.
    #[error("it holds no records")]
    NoRecords,
    /// JSON over several lines.
    #[error(
        "it is JSON over several lines, not one object a line; convert it, for example with: jq -c '.[]?' FILE"
    )]
    WholeJson,
    /// A page without text.
    #[error(
        "the page holds no text; it may be filled in by scripts: save it from a browser after it has loaded"
    )]
    NoText,
}
