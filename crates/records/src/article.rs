//! One publication's text as Claimbook keeps it.
//!
//! Owns: the article and where its publication date comes from. In: what acquisition found. Out: [`Article`].
//! Refuses: an id that is not the address of the content.

use crate::body::Body;
use crate::ids;
use crate::report::{ArticleRecord, PartRecord};
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// Where a publication date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Handed over with the text (a JSONL field, an option).
    Given,
    /// Read from the page's metadata, URL or `<time>`.
    Metadata,
    /// Printed in the text (a dateline, a visible date).
    Text,
    /// Solved from weekdays and datable facts.
    Inferred,
}

/// A publication date: ISO 8601 date or date-time, and why we believe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub value: String,
    pub basis: Basis,
}

/// Who prints the article. Never "source".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    pub name: String,
    pub domain: Option<String>,
}

/// A part of an article with a time of its own: a post of a live blog, a dated section of a digest. Words such as
/// "today" or "overnight" inside it are told from that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part inside the body, its own heading included.
    pub span: Span,
    /// ISO 8601 date or date-time at which the part was published.
    pub published: Published,
}

/// An article: text, publisher, date, language, page furniture.
#[derive(Debug, Clone)]
pub struct Article {
    /// Content address, see [`ids::article_id`].
    pub id: String,
    /// File name, URL or the id of the JSONL record, as handed over.
    pub input: String,
    pub publisher: Option<Publisher>,
    pub url: Option<String>,
    pub headline: Option<String>,
    pub bylines: Vec<String>,
    pub published: Option<Published>,
    /// BCP 47 language code, `und` when unknown.
    pub language: String,
    pub body: Body,
    /// Page furniture that acquisition itself recognised; the engine adds what it finds in the text.
    pub clutter: Vec<Span>,
    /// Parts with a time of their own, in text order, not overlapping; empty for an article of one piece.
    pub parts: Vec<Part>,
    /// What a reader must know of how the text was come by (cut by a paywall, forwarded, edited), one sentence each.
    pub notes: Vec<String>,
    /// SHA-256 (hex) of the bytes as received, where there are any.
    pub capture: Option<String>,
}

impl Article {
    /// An article of nothing but a text; the other fields are filled by whoever knows them.
    /// Call [`Article::seal`] after the last change.
    pub fn new(input: impl Into<String>, body: impl Into<std::sync::Arc<str>>) -> Self {
        let mut article = Self {
            id: String::new(),
            input: input.into(),
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
        };
        article.seal();
        article
    }

    /// The article as reports and the ledger write it.
    pub fn record(&self) -> ArticleRecord {
        let part = |part: &Part| PartRecord {
            start: self.body.code_point(part.span.start()),
            end: self.body.code_point(part.span.end()),
            published: part.published.clone(),
        };
        ArticleRecord {
            id: self.id.clone(),
            input: self.input.clone(),
            publisher: self.publisher.clone(),
            url: self.url.clone(),
            headline: self.headline.clone(),
            bylines: self.bylines.clone(),
            published: self.published.clone(),
            language: self.language.clone(),
            body: self.body.as_str().to_owned(),
            clutter: self.clutter.iter().map(|span| self.body.quote(*span)).collect(),
            x_parts: self.parts.iter().map(part).collect(),
            x_notes: self.notes.clone(),
            x_capture: self.capture.clone(),
        }
    }

    /// Recomputes the content address.
    pub fn seal(&mut self) {
        self.id = ids::article_id(self);
    }
}
