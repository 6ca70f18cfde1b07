//! Inputs become documents and articles, one after the other.
//!
//! Owns: the order of reading, ids within one file, progress. In: [`Inputs`] and [`Options`]. Out: an iterator over
//! documents or articles, each failure in its place. Refuses: to hold more than one article (or line) in memory.

use crate::document::{Content, Document};
use crate::error::{InputError, Problem};
use crate::inputs::{Input, Inputs};
use crate::jsonl::Record;
use crate::options::{Format, Options};
use crate::unpack::{self, Line, Stream};
use crate::{detect, encoding};
use claimbook_records::Article;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads inputs in order into articles; a failure stands in the place of what it kept from being read.
pub fn read(inputs: Inputs, options: Options) -> Articles {
    Articles { documents: documents(inputs, options) }
}

/// Reads inputs in order into documents, for callers that make the articles on several threads.
pub fn documents(inputs: Inputs, options: Options) -> Documents {
    let progress = Progress {
        read: Arc::default(),
        done: Arc::default(),
        total: inputs.total_bytes(),
        inputs: inputs.len() as u64,
    };
    Documents { inputs: inputs.into_iter(), options: Arc::new(options), progress, records: None }
}

/// How far reading has come; may be kept and asked from another thread.
#[derive(Debug, Clone)]
pub struct Progress {
    read: Arc<AtomicU64>,
    done: Arc<AtomicU64>,
    total: Option<u64>,
    inputs: u64,
}

impl Progress {
    /// Bytes read from disk or standard input, before decompression.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes on disk of all inputs; `None` when standard input or a pipe is among them.
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }

    /// Inputs finished, failed ones included.
    pub fn inputs_done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Inputs in all.
    pub fn inputs_total(&self) -> u64 {
        self.inputs
    }
}

/// Iterator of [`read`].
pub struct Articles {
    documents: Documents,
}

impl Articles {
    /// How far reading has come.
    pub fn progress(&self) -> Progress {
        self.documents.progress()
    }
}

impl Iterator for Articles {
    type Item = Result<Article, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.documents.next()?.and_then(|document| document.article()))
    }
}

/// Iterator of [`documents`].
pub struct Documents {
    inputs: std::vec::IntoIter<Result<Input, InputError>>,
    options: Arc<Options>,
    progress: Progress,
    records: Option<Records>,
}

impl Documents {
    /// How far reading has come.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Opens the next input: one document, one failure, or a file of records to go through.
    fn open(&mut self, input: &Input) -> Result<Option<Document>, Problem> {
        let options = &self.options;
        let stream = unpack::open(input, &options.limits, &self.progress.read)?;
        let content = match detect::format(&stream.head, options.format)? {
            Format::Text => Content::Text,
            Format::Html => Content::Html,
            Format::Jsonl if encoding::is_wide(&stream.head) => return Err(Problem::WideRecords),
            Format::Jsonl => {
                let options = Arc::clone(options);
                self.records = Some(Records::new(input.name().into(), stream, options));
                return Ok(None);
            }
        };
        let bytes = whole(stream, options.limits.document)?;
        let input = input.name().into();
        Ok(Some(Document { input, line: None, bytes, content, options: Arc::clone(options) }))
    }
}

impl Iterator for Documents {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(records) = &mut self.records {
                match records.next() {
                    Some(item) => return Some(item),
                    None => self.records = None,
                }
                self.progress.done.fetch_add(1, Ordering::Relaxed);
            }
            let input = match self.inputs.next()? {
                Ok(input) => input,
                Err(error) => {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                    return Some(Err(error));
                }
            };
            match self.open(&input) {
                Ok(None) => {}
                Ok(Some(document)) => {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                    return Some(Ok(document));
                }
                Err(problem) => {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                    return Some(Err(InputError::new(input.name(), problem)));
                }
            }
        }
    }
}

fn whole(stream: Stream, limit: usize) -> Result<Vec<u8>, Problem> {
    let Stream { reader, packing, .. } = stream;
    let mut bytes = Vec::new();
    let mut limited = reader.take(limit as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(|e| unpack::read_problem(&e, packing))?;
    if bytes.len() > limit {
        return Err(Problem::TooLarge((limit >> 20) as u64));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::Empty);
    }
    Ok(bytes)
}

/// The lines of one JSONL input.
struct Records {
    input: Arc<str>,
    stream: Stream,
    options: Arc<Options>,
    line: u64,
    /// Hashes of the ids so far: eight bytes a record, so that a file of millions stays small.
    ids: HashSet<u64>,
    found: bool,
    ended: bool,
}

impl Records {
    fn new(input: Arc<str>, stream: Stream, options: Arc<Options>) -> Self {
        Self { input, stream, options, line: 0, ids: HashSet::new(), found: false, ended: false }
    }

    fn fail(&mut self, problem: Problem) -> Option<Result<Document, InputError>> {
        self.found = true;
        Some(Err(InputError::at(&*self.input, self.line, problem)))
    }

    fn is_repeated(&mut self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        !self.ids.insert(hasher.finish())
    }
}

impl Iterator for Records {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let limit = self.options.limits.line;
        while !self.ended {
            let mut bytes = Vec::new();
            let read = unpack::next_line(&mut self.stream.reader, &mut bytes, limit);
            self.line += 1;
            match read {
                Ok(Line::Read) => {}
                Ok(Line::TooLong) => return self.fail(Problem::LineTooLong((limit >> 20) as u64)),
                Ok(Line::End) => {
                    self.ended = true;
                    let problem = if self.line == 1 { Problem::Empty } else { Problem::NoRecords };
                    return (!self.found).then(|| Err(InputError::new(&*self.input, problem)));
                }
                Err(error) => {
                    self.ended = true;
                    return self.fail(unpack::read_problem(&error, self.stream.packing));
                }
            }
            if self.line == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let record = match Record::parse(&bytes) {
                Ok(record) => record,
                Err(problem) => return self.fail(problem),
            };
            if let Some(id) = record.id.as_deref().filter(|id| self.is_repeated(id)) {
                let id = id.to_owned();
                return self.fail(Problem::DuplicateId(id));
            }
            self.found = true;
            let content = Content::Record(Box::new(record));
            let (input, options) = (Arc::clone(&self.input), Arc::clone(&self.options));
            return Some(Ok(Document { input, line: Some(self.line), bytes, content, options }));
        }
        None
    }
}
