//! What can be wrong with an input, in plain words.
//!
//! Owns: every message about a bad input and what to do next. In: the place and the problem. Out: [`InputError`].
//! Refuses: messages without a file name.

/// An input, or one piece of it, that gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", place(.input, .at.as_deref()))]
pub struct InputError {
    /// File name as handed over, or `-` for standard input.
    pub input: String,
    /// Which line, row or record of it.
    pub at: Option<Box<At>>,
    /// The reason and what to do next.
    pub problem: Problem,
}

/// A piece of an input that holds many articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// What the pieces of this format are called: "line", "row", "message".
    pub unit: &'static str,
    /// Which of them, counted from 1.
    pub number: u64,
    /// Where the piece says it comes from, such as its address.
    pub name: Option<String>,
}

impl At {
    pub(crate) fn new(unit: &'static str, number: u64) -> Self {
        Self { unit, number, name: None }
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.unit, self.number)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, " ({name})"))
    }
}

fn place(input: &str, at: Option<&At>) -> String {
    let input = if input == "-" { "standard input" } else { input };
    match at {
        Some(at) => format!("{input}, {at}"),
        None => input.to_owned(),
    }
}

/// The name under which a piece of an input goes: the input's, and the number of the piece in it.
pub(crate) fn named(input: &str, at: Option<&At>) -> String {
    match at {
        Some(at) => format!("{input}:{}", at.number),
        None => input.to_owned(),
    }
}

impl InputError {
    /// The name that the article would have, had it given one and no id of its own.
    pub fn name(&self) -> String {
        named(&self.input, self.at.as_deref())
    }

    pub(crate) fn new(input: impl Into<String>, problem: Problem) -> Self {
        Self { input: input.into(), at: None, problem }
    }

    pub(crate) fn at(input: impl Into<String>, at: At, problem: Problem) -> Self {
        Self { input: input.into(), at: Some(Box::new(at)), problem }
    }
}

/// The reason an input gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing of that name.
    #[error("no such file or folder; check the name")]
    NotFound,
    /// An address where a file is to be read.
    #[error("it is an address, and nothing is fetched here; `claimbook add` fetches it")]
    Address,
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
    #[error("the record has no \"body\" (its keys: {}); add the text under that name, or name its key with --columns body=KEY", .0.join(", "))]
    MissingBody(Vec<String>),
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
    /// A JSON file without an array of objects.
    #[error(
        "it is JSON without records: neither one object a line, nor an array of objects; convert it, for example with: jq -c '.[]' FILE"
    )]
    NoArray,
    /// JSON that breaks off or breaks its own rules, outside of any record.
    #[error("the JSON is broken ({0}); what came before was read. Mend the file or export it again")]
    DamagedJson(String),
    /// A list of addresses.
    #[error(
        "it is a list of {0}, not an article; `claimbook add --urls FILE` fetches addresses, or save the pages (as HTML, MHTML or WARC) and read those"
    )]
    Addresses(String),
    /// A table without a column that holds a text.
    #[error("it is a table, and none of its columns ({}) is known to hold a text; name them, for example with: --columns body={}", .0.join(", "), .0.last().map_or("NAME", String::as_str))]
    NoTextColumn(Vec<String>),
    /// A table that points at pages and does not hold their text.
    #[error(
        "it is a table of addresses without their texts (columns {}); write the addresses into a file, one a line, and `claimbook add --urls FILE` fetches them; or name the column of the text with --columns body=NAME",
        .0.join(", ")
    )]
    AddressTable(Vec<String>),
    /// A column that a column map names and the table lacks.
    #[error("the table has no column '{column}' (given with --columns); it has: {}", .columns.join(", "))]
    NoSuchColumn { column: String, columns: Vec<String> },
    /// A table that looks like one but does not hold together.
    #[error(
        "the row has {found} cells, the header {expected}; mend the quotes of the row, or export the table again"
    )]
    UnevenRow { found: usize, expected: usize },
    /// A row whose cell of text is empty.
    #[error("the cell of column '{0}' is empty, so there is no text to read")]
    EmptyCell(String),
    /// A piece of a feed or archive without any text.
    #[error("it holds no text{0}")]
    NoWords(&'static str),
    /// Bytes of a format that did not read as such.
    #[error("it looks like {format} and cannot be read as such ({reason}); save or export it again")]
    Broken { format: &'static str, reason: String },
    /// A format behind an option of the build.
    #[error(
        "it is {0}, which this build does not read; use the released binary, or build with the feature '{1}'"
    )]
    NotBuilt(&'static str, &'static str),
    /// A PDF whose pages are pictures.
    #[error(
        "all its pages ({0}) are pictures without text; make the text readable first, for example with: ocrmypdf IN.pdf OUT.pdf"
    )]
    OnlyPictures(usize),
    /// A file that needs a password.
    #[error("it is locked with a password; save a copy without one")]
    Locked,
    /// A page that lists articles.
    #[error(
        "the page is a list of articles ({0} with a line or two each), not one article; save the pages it links to and read those"
    )]
    IndexPage(usize),
    /// The page that a server or browser shows instead of an article.
    #[error("the page is no article but what a server shows instead ('{0}'); fetch or save the page again")]
    ErrorPage(String),
    /// A page cut before its first sentence.
    #[error("the page holds nothing but the notice of a paywall; save it again as a reader who may read it")]
    OnlyPaywall,
    /// A page without text.
    #[error(
        "the page holds no text; it may be filled in by scripts: save it from a browser after it has loaded"
    )]
    NoText,
}
