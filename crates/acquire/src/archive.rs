//! ZIP archives: office documents, web archives with a list of pages (WACZ), and folders packed into one file.
//!
//! Owns: what a ZIP archive is, its members and their bytes. In: a file or bytes. Out: a document's kind, or a stream a
//! member. Refuses: locked archives, archives inside archives, packings other than deflate, members that swell.

use crate::error::Problem;
use crate::options::Options;
use crate::unpack::{self, Stream};
use ::zip::{CompressionMethod, ZipArchive, result::ZipError};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Most members of one archive.
const MEMBERS: usize = 1_000_000;

/// Where an archive lies.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

pub(crate) trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

impl Source {
    fn open(&self) -> io::Result<Box<dyn Seekable>> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// An office document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Office {
    Docx,
    Odt,
}

/// What an archive is.
pub(crate) enum Archive {
    Office(Office),
    Members(Members),
}

/// An opened archive of any kind.
pub(crate) type Zip = ZipArchive<Box<dyn Seekable>>;

/// Opens an archive as a table of members.
pub(crate) fn table(source: &Source) -> Result<Zip, Problem> {
    let reader = source.open().map_err(|e| crate::inputs::io_problem(&e))?;
    let zip = ZipArchive::new(reader).map_err(|e| problem(&e))?;
    if zip.len() > MEMBERS { Err(broken("it has too many members")) } else { Ok(zip) }
}

/// Tells what an archive is.
pub(crate) fn open(source: Source, options: &Options) -> Result<Archive, Problem> {
    let mut zip = table(&source)?;
    let has = |name: &str| zip.index_for_name(name).is_some();
    if has("word/document.xml") {
        return Ok(Archive::Office(Office::Docx));
    }
    for (sign, what, advice) in [
        (
            "xl/workbook.xml",
            "a spreadsheet (XLSX)",
            "save its sheet as CSV, and name its columns with --columns",
        ),
        ("ppt/presentation.xml", "a presentation (PPTX)", "save it as plain text or PDF"),
        ("AndroidManifest.xml", "an Android program", "name the files to read"),
        ("META-INF/container.xml", "a book (EPUB)", "save it as HTML or plain text"),
    ] {
        if has(sign) {
            return Err(Problem::OtherFormat(what, advice));
        }
    }
    let mimetype = member(&mut zip, "mimetype", 200).unwrap_or_default();
    match mimetype.as_slice() {
        b"application/vnd.oasis.opendocument.text" => return Ok(Archive::Office(Office::Odt)),
        kind if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") => {
            return Err(Problem::OtherFormat("a spreadsheet (ODS)", "save its sheet as CSV"));
        }
        _ => {}
    }
    let limit = options.limits.document;
    let packed =
        |name: &str| name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz"));
    let mut names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    names.sort();
    let mut pages = None;
    if names.iter().any(|n| n == "datapackage.json") && names.iter().any(|n| packed(n)) {
        for name in names.iter().filter(|n| n.starts_with("pages/") && n.ends_with(".jsonl")) {
            pages.get_or_insert_with(HashSet::new).extend(urls(&member(&mut zip, name, limit)?));
        }
        names.retain(|name| packed(name));
    }
    names.retain(|name| {
        let mut steps = name.split('/');
        !name.ends_with('/') && (options.hidden || !steps.any(|s| s.starts_with('.') || s == "__MACOSX"))
    });
    if names.is_empty() {
        return Err(Problem::NothingInFolder);
    }
    Ok(Archive::Members(Members {
        source,
        zip,
        names: names.into_iter(),
        pages: pages.filter(|p| !p.is_empty()),
    }))
}

/// The addresses in a list of pages, one JSON object a line.
fn urls(list: &[u8]) -> HashSet<String> {
    let url = |line: &[u8]| {
        let page: serde_json::Value = serde_json::from_slice(line).ok()?;
        page.get("url")?.as_str().map(str::to_owned)
    };
    list.split(|b| *b == b'\n').filter_map(url).collect()
}

/// The bytes of a member, of at most `limit` bytes.
pub(crate) fn member(zip: &mut Zip, name: &str, limit: usize) -> Result<Vec<u8>, Problem> {
    let file = zip.by_name(name).map_err(|e| problem(&e))?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| broken(&e.to_string()))?;
    if bytes.len() > limit { Err(Problem::TooLarge((limit >> 20) as u64)) } else { Ok(bytes) }
}

fn broken(reason: &str) -> Problem {
    Problem::Broken { format: "a ZIP archive", reason: reason.to_owned() }
}

fn problem(error: &ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Problem::Locked,
        error => broken(&error.to_string()),
    }
}

/// The members of an archive that may hold articles, in the order of their names.
pub(crate) struct Members {
    source: Source,
    zip: Zip,
    names: std::vec::IntoIter<String>,
    /// The pages to read, where the archive lists them.
    pub(crate) pages: Option<HashSet<String>>,
}

impl Members {
    /// The next member as a stream of its own; `None` after the last.
    pub(crate) fn next(
        &mut self,
        options: &Options,
        read: &Arc<AtomicU64>,
    ) -> Option<(String, Result<Stream, Problem>)> {
        let name = self.names.next()?;
        let stream = self.stream(&name, options, read);
        Some((name, stream))
    }

    fn stream(&mut self, name: &str, options: &Options, read: &Arc<AtomicU64>) -> Result<Stream, Problem> {
        let at = self.zip.index_for_name(name).ok_or_else(|| broken("a member is missing"))?;
        let file = self.zip.by_index_raw(at).map_err(|e| problem(&e))?;
        if file.encrypted() {
            return Err(Problem::Locked);
        }
        let start = file.data_start().ok_or_else(|| broken("a member has no place"))?;
        let (size, packing) = (file.compressed_size(), file.compression());
        drop(file);
        let mut raw = self.source.open().map_err(|e| crate::inputs::io_problem(&e))?;
        raw.seek(SeekFrom::Start(start)).map_err(|e| crate::inputs::io_problem(&e))?;
        let raw = Box::new(raw.take(size));
        match packing {
            CompressionMethod::Stored => unpack::stream(raw, &options.limits, read),
            CompressionMethod::Deflated => unpack::inflated(raw, &options.limits, read),
            other => Err(broken(&format!("a member is packed in a way that is not read: {other}"))),
        }
    }
}
