//! One article's bytes on their way to an article.
//!
//! Owns: what was cut out of an input and how it becomes an [`Article`]. In: bytes, place and format. Out: the
//! article, sealed. Refuses: to touch the file system.

use crate::error::{InputError, Problem};
use crate::jsonl::Record;
use crate::options::Options;
use crate::{encoding, html, language};
use claimbook_records::{Article, Basis, Body, Published, ids};
use std::sync::Arc;

/// The bytes of one article as they came out of an input (compression undone), not yet an article.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) input: Arc<str>,
    pub(crate) line: Option<u64>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Content,
    pub(crate) options: Arc<Options>,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Text,
    Html,
    Record(Box<Record>),
}

impl Document {
    /// File name as handed over, or `-`.
    pub fn input(&self) -> &str {
        &self.input
    }

    /// Line of a JSONL input, counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The bytes to keep as capture: the whole file, or the line of a JSONL file without its end, compression undone.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Decodes the bytes and finds text, date, publisher and language. Pure: the same document gives the same article
    /// on any thread.
    pub fn article(&self) -> Result<Article, InputError> {
        let mut article = match &self.content {
            Content::Text => self.text(),
            Content::Html => html::article(&self.bytes, &self.input, &self.options),
            Content::Record(record) => Ok(self.record(record)),
        }
        .map_err(|problem| InputError { input: self.input.to_string(), line: self.line, problem })?;
        article.capture = Some(ids::sha256(&self.bytes));
        article.seal();
        Ok(article)
    }

    fn text(&self) -> Result<Article, Problem> {
        let body = encoding::decode(&self.bytes, self.options.encoding.as_deref(), None)?;
        if body.trim().is_empty() {
            return Err(Problem::Empty);
        }
        Ok(Article { language: language::detect(&body), ..blank(self.input.to_string(), body) })
    }

    fn record(&self, record: &Record) -> Article {
        let place = || format!("{}:{}", self.input, self.line.unwrap_or_default());
        let published = record.published.clone();
        Article {
            publisher: record.publisher.clone(),
            url: record.url.clone(),
            headline: record.headline.clone(),
            published: published.map(|value| Published { value, basis: Basis::Given }),
            language: record.language.clone().unwrap_or_else(|| language::detect(&record.body)),
            ..blank(record.id.clone().unwrap_or_else(place), record.body.as_str())
        }
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
        capture: None,
    }
}
