//! One article's bytes on their way to an article.
//!
//! Owns: what was cut out of an input and how it becomes an [`Article`]. In: bytes, place and format. Out: the
//! article, sealed. Refuses: to touch the file system.

use crate::error::{At, InputError, Problem, named};
use crate::html::Hints;
use crate::options::{Format, Options};
use crate::record::Record;
use crate::{detect, encoding, html, mail, office, pdf, text, warc};
use claimbook_records::{Article, Body, ids};
use std::sync::Arc;

/// The bytes of one article as they came out of an input (compression undone), not yet an article.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) input: Arc<str>,
    pub(crate) at: Option<At>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Content,
    pub(crate) options: Arc<Options>,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Text,
    Html,
    Mail,
    Pdf,
    Office,
    Warc,
    Record(Box<Record>),
}

impl Document {
    /// File name as handed over, or `-`.
    pub fn input(&self) -> &str {
        &self.input
    }

    /// Which line, row or record of the input.
    pub fn at(&self) -> Option<&At> {
        self.at.as_ref()
    }

    /// The bytes to keep as capture, compression undone: the whole file, or the piece of it that holds this article (a
    /// line of JSONL without its end, header and row of a table, a mail, a record of a web archive).
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The page inside one record of a web archive, as it was fetched from `address`.
    pub fn of_record(address: &str, record: Vec<u8>, options: &Options) -> Result<Self, InputError> {
        if warc::answer(&record).is_none() {
            let reason = ": the server calls it neither a web page nor a text nor a PDF; a feed is for `claimbook watch`, else save it and add the file";
            return Err(InputError::new(address, Problem::NoWords(reason)));
        }
        let options = Arc::new(options.clone());
        Ok(Self { input: address.into(), at: None, bytes: record, content: Content::Warc, options })
    }

    /// Decodes the bytes and finds text, date, publisher and language. Pure: the same document gives the same article
    /// on any thread.
    pub fn article(&self) -> Result<Article, InputError> {
        let place = named(&self.input, self.at.as_ref());
        let (bytes, options) = (&self.bytes, &self.options);
        let mut article = match &self.content {
            Content::Text => plain(bytes, &place, options),
            Content::Html => html::article(bytes, &place, options, &Hints::default()),
            Content::Mail => mail::article(bytes, &place, options),
            Content::Pdf => pdf::article(bytes, &place),
            Content::Office => office::article(bytes, &place, options),
            Content::Warc => archived(bytes, &place, options),
            Content::Record(record) => record.article(|| place),
        }
        .map_err(|problem| InputError {
            input: self.input.to_string(),
            at: self.at.clone().map(Box::new),
            problem,
        })?;
        article.capture = Some(ids::sha256(&self.bytes));
        article.seal();
        Ok(article)
    }
}

fn plain(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let body = encoding::decode(bytes, options.encoding.as_deref(), None)?;
    if body.trim().is_empty() {
        return Err(Problem::Empty);
    }
    Ok(text::article(input, body))
}

/// The page inside a record of a web archive.
fn archived(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let answer = warc::answer(bytes).ok_or(Problem::NoText)?;
    let page = answer.page(options.limits.document)?;
    let hints = Hints { url: answer.url.clone(), charset: answer.charset.clone() };
    let mut article = match detect::format(&page, None)? {
        // A server's word that it is a page counts for a page without tags.
        Format::Html => html::article(&page, input, options, &hints)?,
        Format::Pdf => pdf::article(&page, input)?,
        Format::Text => plain(&page, input, options)?,
        _ => return Err(Problem::NoText),
    };
    article.url = article.url.or(answer.url);
    Ok(article)
}

/// A document inside another one, such as what is attached to a mail.
pub(crate) fn read_inner(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    match detect::format(bytes, None)? {
        Format::Text => plain(bytes, input, options),
        Format::Html => html::article(bytes, input, options, &Hints::default()),
        Format::Pdf => pdf::article(bytes, input),
        Format::Zip => office::article(bytes, input, options),
        _ => Err(Problem::NoWords(" besides what is attached; save the attachment and read that")),
    }
}

/// An article of a text alone, not yet sealed.
pub(crate) fn blank(input: String, body: impl Into<Arc<str>>) -> Article {
    Article {
        id: String::new(),
        input,
        publisher: None,
        url: None,
        headline: None,
        bylines: Vec::new(),
        published: None,
        language: "und".to_owned(),
        body: Body::new(body),
        clutter: Vec::new(),
        parts: Vec::new(),
        notes: Vec::new(),
        capture: None,
    }
}
