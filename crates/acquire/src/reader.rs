//! Inputs become documents and articles, one after the other.
//!
//! Owns: the order of reading, which format is read how, ids within one file, progress. In: [`Inputs`] and [`Options`].
//! Out: an iterator over documents or articles, each failure in its place. Refuses: to hold more than one article (or
//! line) in memory.

use crate::archive::{self, Archive, Members, Source};
use crate::columns::Unread;
use crate::document::{Content, Document};
use crate::error::{At, InputError, Problem};
use crate::inputs::{Input, Inputs, Place, io_problem};
use crate::json::{self, Objects};
use crate::options::{Format, Options};
use crate::record::Record;
use crate::unpack::{self, Line, Stream};
use crate::{detect, encoding, feed, jsonl, mbox, table, telegram, warc};
use claimbook_records::Article;
use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::PathBuf;
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
    let context =
        Context { options: Arc::new(options), read: Arc::clone(&progress.read), unread: Unread::default() };
    Documents { inputs: inputs.into_iter(), context, progress, many: None }
}

/// Where the bytes of one input are.
pub enum Origin {
    /// A file of this machine.
    File(PathBuf),
    /// Anything that can be read once, from the beginning.
    Stream(Box<dyn Read>),
}

/// The documents of one input under a name of the caller's choice, whatever the place of its bytes is called.
pub fn documents_of(name: &str, origin: Origin, options: Options) -> Documents {
    let mut documents = documents(Inputs::default(), options);
    let context = &documents.context;
    let (raw, source): (Result<Box<dyn Read>, Problem>, _) = match origin {
        Origin::Stream(raw) => (Ok(raw), None),
        Origin::File(path) => match File::open(&path) {
            Ok(file) => (Ok(Box::new(file)), Some(Source::File(path))),
            Err(error) => (Err(io_problem(&error)), None),
        },
    };
    let opened = raw.and_then(|raw| {
        let stream = unpack::stream(raw, &context.options.limits, &context.read)?;
        let source = source.filter(|_| stream.packing.is_none());
        context.opened(name.into(), stream, source, None)
    });
    documents.progress.inputs = 1;
    documents.many = Some(match opened {
        Ok(Opened::Many(many)) => many,
        Ok(Opened::One(document)) => Box::new(std::iter::once(Ok(document))),
        Err(problem) => Box::new(std::iter::once(Err(InputError::new(name, problem)))),
    });
    documents
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

/// Documents of one input, in order.
type Many = Box<dyn Iterator<Item = Result<Document, InputError>>>;

/// Iterator of [`documents`].
pub struct Documents {
    inputs: std::vec::IntoIter<Result<Input, InputError>>,
    context: Context,
    progress: Progress,
    many: Option<Many>,
}

impl Documents {
    /// How far reading has come.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Names of columns and JSON keys met so far that hold nothing known here, sorted, the first few dozen.
    pub fn unread(&self) -> Vec<String> {
        self.context.unread.names()
    }

    fn open(&self, input: &Input) -> Result<Opened, Problem> {
        let stream = unpack::open(input, &self.context.options.limits, &self.context.read)?;
        let source = match &input.place {
            Place::File(path) if stream.packing.is_none() => Some(Source::File(path.clone())),
            _ => None,
        };
        self.context.opened(input.name().into(), stream, source, None)
    }
}

impl Iterator for Documents {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(many) = &mut self.many {
                match many.next() {
                    Some(item) => return Some(item),
                    None => self.many = None,
                }
                self.progress.done.fetch_add(1, Ordering::Relaxed);
            }
            let input = self.inputs.next()?;
            let opened = input.and_then(|input| {
                self.open(&input).map_err(|problem| InputError::new(input.name(), problem))
            });
            match opened {
                Ok(Opened::Many(many)) => {
                    self.many = Some(many);
                    continue;
                }
                Ok(Opened::One(document)) => {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                    return Some(Ok(document));
                }
                Err(error) => {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                    return Some(Err(error));
                }
            }
        }
    }
}

/// An opened input: one document, or many to go through.
enum Opened {
    One(Document),
    Many(Many),
}

/// What every input is read with.
#[derive(Clone)]
struct Context {
    options: Arc<Options>,
    read: Arc<AtomicU64>,
    unread: Unread,
}

/// What an archive says of its members.
struct Within {
    /// The pages to read, where the archive lists them.
    pages: Option<HashSet<String>>,
}

impl Context {
    /// Tells the format of a stream and cuts it into documents. `source` is a way to read it again from any place.
    fn opened(
        &self,
        input: Arc<str>,
        stream: Stream,
        source: Option<Source>,
        within: Option<Within>,
    ) -> Result<Opened, Problem> {
        let options = &self.options;
        let limits = options.limits;
        let cut = Cut { input, context: self.clone() };
        let label = options.encoding.as_deref();
        let content = match detect::format(&stream.head, options.format)? {
            Format::Text => Content::Text,
            Format::Html if telegram::is_page(&encoding::peek(&stream.head)) => {
                let page = encoding::decode(&whole(stream, limits.document)?, label, None)?;
                return Ok(Opened::Many(cut.posts(telegram::page(&page))));
            }
            Format::Html => Content::Html,
            Format::Mail => Content::Mail,
            Format::Pdf => Content::Pdf,
            Format::Jsonl | Format::Json if encoding::is_wide(&stream.head) => {
                return Err(Problem::WideRecords);
            }
            Format::Jsonl => return Ok(Opened::Many(Box::new(Records::new(cut, stream)))),
            Format::Json if json::may_hold_list(&encoding::peek(&stream.head)) => {
                let objects = Objects::of(stream.reader, stream.packing, limits.line);
                return Ok(Opened::Many(cut.objects(objects)));
            }
            Format::Json => {
                let bytes = whole(stream, limits.document)?;
                let record = jsonl::record(&bytes, &options.columns, &self.unread);
                let content = Content::Record(Box::new(record.map_err(no_array)?));
                return Ok(Opened::One(cut.document(None, bytes, content)));
            }
            Format::Table => {
                let Stream { head, reader, packing } = stream;
                let (map, unread) = (options.columns.clone(), self.unread.clone());
                let rows = table::Rows::open(reader, packing, &head, label, &map, &unread, limits.line)?;
                return Ok(Opened::Many(cut.rows(rows)));
            }
            Format::Mbox => {
                let mails = mbox::Mails::of(stream.reader, stream.packing, limits.document);
                return Ok(Opened::Many(cut.mails(mails)));
            }
            Format::Feed => {
                let items = feed::items(&whole(stream, limits.document)?, label)?;
                return Ok(Opened::Many(cut.items(items)));
            }
            Format::Warc => {
                let pages = within.and_then(|within| within.pages);
                let records = warc::Records::of(stream.reader, stream.packing, limits.document, pages);
                return Ok(Opened::Many(cut.archived(records)));
            }
            Format::Zip => {
                return match source {
                    Some(source) => cut.zip(source, within, || whole(stream, limits.document)),
                    None => {
                        let bytes = whole(stream, limits.document)?;
                        cut.zip(Source::Bytes(bytes.as_slice().into()), within, || Ok(bytes))
                    }
                };
            }
        };
        Ok(Opened::One(cut.document(None, whole(stream, limits.document)?, content)))
    }
}

/// A whole JSON file without a text is not a record that lacks one.
fn no_array(problem: Problem) -> Problem {
    if matches!(problem, Problem::MissingBody(_)) { Problem::NoArray } else { problem }
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

/// Makes documents out of the pieces of one input.
#[derive(Clone)]
struct Cut {
    input: Arc<str>,
    context: Context,
}

impl Cut {
    fn document(&self, at: Option<At>, bytes: Vec<u8>, content: Content) -> Document {
        let options = Arc::clone(&self.context.options);
        Document { input: Arc::clone(&self.input), at, bytes, content, options }
    }

    fn fail(&self, at: At, problem: Problem) -> Result<Document, InputError> {
        Err(InputError::at(&*self.input, at, problem))
    }

    fn record(
        &self,
        at: At,
        bytes: Vec<u8>,
        record: Result<Record, Problem>,
    ) -> Result<Document, InputError> {
        match record {
            Ok(record) => Ok(self.document(Some(at), bytes, Content::Record(Box::new(record)))),
            Err(problem) => self.fail(at, problem),
        }
    }

    /// A document or failure for each piece that `make` does not pass over, and `none` where it passes over all.
    fn each<T>(
        self,
        mut pieces: impl Iterator<Item = T> + 'static,
        none: Problem,
        mut make: impl FnMut(&Self, u64, T) -> Option<Result<Document, InputError>> + 'static,
    ) -> Many {
        let (mut number, mut none) = (0, Some(none));
        Box::new(std::iter::from_fn(move || {
            for piece in pieces.by_ref() {
                number += 1;
                if let Some(item) = make(&self, number, piece) {
                    none = None;
                    return Some(item);
                }
            }
            none.take().map(|problem| Err(InputError::new(&*self.input, problem)))
        }))
    }

    fn objects(self, objects: Objects) -> Many {
        self.each(objects, Problem::NoArray, |cut, number, object| {
            let object = match object {
                Ok(object) => object,
                Err(problem) => return Some(cut.fail(At::new("record", number), problem)),
            };
            let json::Object { bytes, around } = object;
            if telegram::is_chat(&around) {
                let (at, message) = match telegram::message(&bytes, &around) {
                    Ok((own, message)) => (own.unwrap_or(number), Ok(message?)),
                    Err(problem) => (number, Err(problem)),
                };
                return Some(cut.record(At::new("message", at), bytes, message));
            }
            let record = match feed::is_json(&around) {
                true => feed::json_item(&bytes, &around),
                false => jsonl::record(&bytes, &cut.context.options.columns, &cut.context.unread),
            };
            Some(cut.record(At::new("record", number), bytes, record))
        })
    }

    fn posts(self, posts: Vec<telegram::Posted>) -> Many {
        let none = Problem::NoWords(": no message of this export says anything in words");
        self.each(posts.into_iter(), none, |cut, number, post| {
            let at = At::new("message", post.number.unwrap_or(number));
            Some(cut.record(at, post.markup.into_bytes(), Ok(post.record)))
        })
    }

    fn rows(self, rows: table::Rows) -> Many {
        self.each(rows, Problem::NoRecords, |cut, _, row| {
            Some(cut.record(At::new("row", row.number), row.bytes, row.record))
        })
    }

    fn mails(self, mails: mbox::Mails) -> Many {
        self.each(mails, Problem::NoRecords, |cut, number, mail| {
            let at = At::new("message", number);
            Some(match mail {
                Ok(mail) => Ok(cut.document(Some(at), mail, Content::Mail)),
                Err(problem) => cut.fail(at, problem),
            })
        })
    }

    fn items(self, items: Vec<feed::Item>) -> Many {
        self.each(items.into_iter(), Problem::NoRecords, |cut, number, item| {
            Some(cut.record(At::new("item", number), item.bytes, item.record))
        })
    }

    fn archived(self, records: warc::Records) -> Many {
        let none = Problem::NoWords(": none of its records is a page");
        self.each(records, none, |cut, _, record| {
            Some(match record {
                Ok(record) => {
                    let at = At { name: record.url, ..At::new("record", record.number) };
                    Ok(cut.document(Some(at), record.bytes, Content::Warc))
                }
                Err((number, name, problem)) => cut.fail(At { name, ..At::new("record", number) }, problem),
            })
        })
    }

    fn zip(
        self,
        source: Source,
        within: Option<Within>,
        bytes: impl FnOnce() -> Result<Vec<u8>, Problem>,
    ) -> Result<Opened, Problem> {
        match archive::open(source, &self.context.options)? {
            Archive::Office(_) => Ok(Opened::One(self.document(None, bytes()?, Content::Office))),
            Archive::Members(_) if within.is_some() => {
                Err(Problem::OtherFormat("a ZIP archive inside another", "unpack it first"))
            }
            Archive::Members(members) => {
                Ok(Opened::Many(Box::new(Folder { cut: self, members, many: None })))
            }
        }
    }
}

/// The members of one archive.
struct Folder {
    cut: Cut,
    members: Members,
    many: Option<Many>,
}

impl Iterator for Folder {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.many.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.many = None;
            let context = &self.cut.context;
            let (name, stream) = self.members.next(&context.options, &context.read)?;
            let input: Arc<str> = format!("{}/{name}", self.cut.input).into();
            let within = Some(Within { pages: self.members.pages.clone() });
            match stream.and_then(|stream| context.opened(Arc::clone(&input), stream, None, within)) {
                Ok(Opened::Many(many)) => self.many = Some(many),
                Ok(Opened::One(document)) => return Some(Ok(document)),
                Err(problem) => return Some(Err(InputError::new(&*input, problem))),
            }
        }
    }
}

/// The lines of one JSONL input.
struct Records {
    cut: Cut,
    stream: Stream,
    line: u64,
    /// Hashes of the ids so far: eight bytes a record, so that a file of millions stays small.
    ids: HashSet<u64>,
    found: bool,
    ended: bool,
}

impl Records {
    fn new(cut: Cut, stream: Stream) -> Self {
        Self { cut, stream, line: 0, ids: HashSet::new(), found: false, ended: false }
    }

    fn fail(&mut self, problem: Problem) -> Option<Result<Document, InputError>> {
        self.found = true;
        Some(self.cut.fail(At::new("line", self.line), problem))
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
        let limit = self.cut.context.options.limits.line;
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
                    return (!self.found).then(|| Err(InputError::new(&*self.cut.input, problem)));
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
            let context = &self.cut.context;
            let record = match jsonl::record(&bytes, &context.options.columns, &context.unread) {
                Ok(record) => record,
                Err(problem) => return self.fail(problem),
            };
            if let Some(id) = record.id.as_deref().filter(|id| self.is_repeated(id)) {
                let id = id.to_owned();
                return self.fail(Problem::DuplicateId(id));
            }
            self.found = true;
            return Some(self.cut.record(At::new("line", self.line), bytes, Ok(record)));
        }
        None
    }
}
