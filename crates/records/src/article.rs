//! One publication's text as Claimbook keeps it.
//!
//! Owns: the article, where its publication date comes from, and the way to its record and back. In: what acquisition
//! found, or a record. Out: [`Article`]. Refuses: an id that is not the address of the content, and spans that do not
//! stand in the body.

use crate::body::Body;
use crate::ids;
use crate::report::{ArticleRecord, PartRecord};
use crate::span::Span;
use serde::{Deserialize, Serialize};
use thiserror::Error;

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

/// Why a record is not taken for an article.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    #[error("the {what} at {start}..{end} does not stand in the body")]
    Misplaced { what: &'static str, start: usize, end: usize },
    #[error("the content of {told} has the address {found}")]
    OtherContent { told: String, found: String },
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

    /// The article that [`Article::record`] wrote, with the same id. A record as a report holds it need not pass: a date
    /// that the engine worked out and clutter that it found stand there too.
    pub fn from_record(record: ArticleRecord) -> Result<Self, RecordError> {
        let body = Body::new(record.body);
        let mut clutter = Vec::with_capacity(record.clutter.len());
        for quote in record.clutter {
            let span = body.span(quote.start, quote.end).filter(|span| span.of(body.as_str()) == quote.text);
            let misplaced = || RecordError::Misplaced { what: "clutter", start: quote.start, end: quote.end };
            clutter.push(span.ok_or_else(misplaced)?);
        }
        let mut parts = Vec::with_capacity(record.x_parts.len());
        for PartRecord { start, end, published } in record.x_parts {
            let misplaced = || RecordError::Misplaced { what: "part", start, end };
            parts.push(Part { span: body.span(start, end).ok_or_else(misplaced)?, published });
        }
        let article = Self {
            id: record.id,
            input: record.input,
            publisher: record.publisher,
            url: record.url,
            headline: record.headline,
            bylines: record.bylines,
            published: record.published,
            language: record.language,
            body,
            clutter,
            parts,
            notes: record.x_notes,
            capture: record.x_capture,
        };
        let found = ids::article_id(&article);
        if found != article.id {
            return Err(RecordError::OtherContent { told: article.id, found });
        }
        Ok(article)
    }

    /// Recomputes the content address.
    pub fn seal(&mut self) {
        self.id = ids::article_id(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live_blog() -> Article {
        let text = "Kata’ib — أربيل\n\n09:10 Zwei Dröhnen über Erbil.\n\nWeiterlesen…";
        let mut article = Article::new("blog.html", text);
        let of = |words: &str| {
            let at = text.find(words).unwrap();
            Span::new(at, at + words.len())
        };
        article.publisher =
            Some(Publisher { name: "Zagros Courier".to_owned(), domain: Some("zagros.example".to_owned()) });
        article.url = Some("https://zagros.example/blog".to_owned());
        article.headline = Some("Dröhnen".to_owned());
        article.bylines = vec!["Mira Oz".to_owned()];
        article.published = Some(Published { value: "2024-05-02".to_owned(), basis: Basis::Metadata });
        article.language = "de".to_owned();
        article.clutter = vec![of("Weiterlesen…"), of("Kata’ib — أربيل")];
        let published = Published { value: "2024-05-02T09:10:00Z".to_owned(), basis: Basis::Text };
        article.parts = vec![Part { span: of("09:10 Zwei Dröhnen über Erbil."), published }];
        article.notes = vec!["Cut by a paywall.".to_owned()];
        article.capture = Some(ids::sha256(b"page"));
        article.seal();
        article
    }

    #[test]
    fn a_record_leads_back_to_its_article() {
        for article in [live_blog(), Article::new("plain.txt", "Aden."), Article::new("empty.txt", "")] {
            let back = Article::from_record(article.record()).unwrap();
            assert_eq!((&back.clutter, &back.parts), (&article.clutter, &article.parts));
            assert_eq!(back.record(), article.record());
            assert_eq!(back.id, ids::article_id(&article));
        }
    }

    #[test]
    fn a_record_that_does_not_hold_is_refused() {
        let record = live_blog().record();
        type Change = fn(&mut ArticleRecord);
        let breaks: [(Change, &str); 7] = [
            (|r| r.clutter[0].end += 1, "the clutter at"),
            (|r| r.clutter[0].start += 1, "the clutter at"),
            (|r| r.x_parts[0].end = 1000, "the part at"),
            (|r| r.x_parts[0].start = r.x_parts[0].end + 1, "the part at"),
            (|r| r.x_parts[0].start += 1, "has the address art_"),
            (|r| r.body.push('.'), "has the address art_"),
            (|r| r.headline = None, "has the address art_"),
        ];
        for (n, (change, told)) in breaks.into_iter().enumerate() {
            let mut changed = record.clone();
            change(&mut changed);
            let error = Article::from_record(changed).unwrap_err().to_string();
            assert!(error.contains(told), "change {n}: {error}");
        }
    }
}
