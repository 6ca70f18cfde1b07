//! The visit of one address: fetched, kept, read, recorded.
//!
//! Owns: the order of these, and what is news about an address. In: an address and what is known of it. Out: what became of it; the
//! answer is among the captures, and ledger and [`Visits`] know of it. Refuses: to record what is not news.

use super::{Page, Visits};
use crate::book::BookArguments;
use crate::endpoint::{Asking, NotRead};
use crate::failure::Failure;
use claimbook_acquire::{CaptureStore, Document, FolderStore, InputError, Options};
use claimbook_extract::Options as Reading;
use claimbook_fetch::{Answer, FetchError, Fetcher, Known};
use claimbook_ledger::{Added, Error, Fetched, Ledger, Reading as Recorded};
use claimbook_records::{Article, Basis, Published, Publisher, Report};

/// All that a visit needs.
pub struct Visitor<'a> {
    pub fetcher: Fetcher,
    pub engine: &'a Asking,
    pub ledger: &'a mut Ledger,
    pub captures: &'a FolderStore,
    pub book: &'a BookArguments,
    /// How pages are read.
    pub options: Options,
    pub visits: Visits,
}

/// Why an address is visited.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The feed that lists it.
    pub feed: Option<String>,
    /// Only to look whether it changed: what is known is not read again.
    pub again: bool,
}

/// What became of an address.
#[derive(Debug)]
pub enum Visit {
    /// It is in the ledger now, or was there before; `replaces` names the version of the article that it takes the place of.
    Read {
        article: Box<Article>,
        report: Box<Report>,
        added: Added,
        replaces: Option<String>,
    },
    /// It is as it was.
    Unchanged,
    /// The page was there before and is not any more; the answer is recorded.
    Gone {
        article: String,
        status: u16,
    },
    /// Nothing came that could be read.
    Failed(FetchError),
    Unread(NotRead),
    Refused(String),
}

/// What a user should know of an article that was fetched.
pub fn remark(report: &Report) -> Option<String> {
    let article = &report.article;
    if !claimbook_extract::engine::is_coded(&article.language) {
        return Some(format!("it is not in English ({}); it is kept whole and not coded", article.language));
    }
    let undated = article.published.is_none();
    let date = undated.then(|| "it has no publication date, so days it names may stay open".to_owned());
    let remarks: Vec<String> = date.into_iter().chain(article.x_notes.iter().cloned()).collect();
    (!remarks.is_empty()).then(|| remarks.join("; "))
}

impl<'a> Visitor<'a> {
    /// A visitor that knows what earlier runs left beside the ledger.
    pub fn new(
        fetcher: Fetcher,
        engine: &'a Asking,
        ledger: &'a mut Ledger,
        captures: &'a FolderStore,
        book: &'a BookArguments,
        options: Options,
    ) -> Result<Self, Failure> {
        let mut visits = Visits::of(book, ledger)?;
        let fetcher = fetcher.with_robots(std::mem::take(&mut visits.robots));
        Ok(Self { fetcher, engine, ledger, captures, book, options, visits })
    }

    /// Keeps what is known now for a later run.
    pub fn save(&mut self) -> Result<(), Failure> {
        self.visits.robots = self.fetcher.robots();
        self.visits.save(self.fetcher.clock().now())
    }

    /// Fetches an address and records what is new.
    pub fn visit(&mut self, url: &str, asked: &Asked) -> Result<Visit, Failure> {
        let page = self.visits.pages.get(url).cloned().unwrap_or_default();
        let known = if asked.again && !page.gone { page.known.clone() } else { Known::default() };
        let answer = match self.fetcher.fetch(url, &known) {
            Ok(answer) => answer,
            Err(error) => return Ok(Visit::Failed(error)),
        };
        if answer.is_unchanged() {
            return Ok(Visit::Unchanged);
        }
        if answer.is_gone() {
            return self.gone(url, &page, &answer, asked);
        }
        let (record, article) = match self.article(url, &page, &answer) {
            Ok(found) => found,
            Err(error) => return Ok(Visit::Unread(error.into())),
        };
        let is_known = page.article.as_ref() == Some(&article.id) && !page.gone;
        if asked.again && is_known {
            self.know(url, &answer);
            return Ok(Visit::Unchanged);
        }
        let report = match self.engine.read(&article, Reading::default()) {
            Ok(report) => report,
            Err(error) => return Ok(Visit::Unread(error)),
        };
        let recorded = Recorded { article: &article, report: &report };
        let replaces = page.article.filter(|old| *old != article.id);
        let added = if is_known {
            self.ledger.add(&[recorded]).map(|added| added.into_iter().next())
        } else {
            // The capture first: an entry must never name bytes that a power cut took.
            let fetched = Fetched {
                article: Some(article.id.clone()),
                replaces: replaces.clone(),
                ..self.fetched(url, &answer, &record, asked)?
            };
            self.ledger.add_fetched(Some(&recorded), &fetched)
        };
        let added = match added {
            Ok(Some(added)) => added,
            Ok(None) => return Ok(Visit::Unchanged),
            Err(error @ Error::Refused { .. }) => return Ok(Visit::Refused(error.to_string())),
            Err(error) => return Err(error.into()),
        };
        self.book.note(self.ledger)?;
        self.visits.catch_up(self.ledger)?;
        self.know(url, &answer);
        Ok(Visit::Read { article: Box::new(article), report: Box::new(report), added, replaces })
    }

    /// The answer as it is kept, and the article it holds.
    fn article(&self, url: &str, page: &Page, answer: &Answer) -> Result<(Vec<u8>, Article), InputError> {
        let record = answer.record();
        let mut article = Document::of_record(url, record.clone(), &self.options)?.article()?;
        if let Some(name) = &page.publisher {
            let domain = article.publisher.take().and_then(|publisher| publisher.domain);
            article.publisher = Some(Publisher { name: name.clone(), domain });
        }
        if let (None, Some(value)) = (&article.published, &page.published) {
            article.published = Some(Published { value: value.clone(), basis: Basis::Metadata });
        }
        article.seal();
        Ok((record, article))
    }

    /// A page that is gone is recorded once, where it was there before.
    fn gone(&mut self, url: &str, page: &Page, answer: &Answer, asked: &Asked) -> Result<Visit, Failure> {
        let status = answer.status;
        match &page.article {
            Some(_) if page.gone => Ok(Visit::Unchanged),
            Some(article) => {
                let fetched = self.fetched(url, answer, &answer.record(), asked)?;
                self.ledger.add_fetched(None, &fetched)?;
                self.book.note(self.ledger)?;
                self.visits.catch_up(self.ledger)?;
                Ok(Visit::Gone { article: article.clone(), status })
            }
            None => Ok(Visit::Failed(FetchError {
                url: url.to_owned(),
                problem: claimbook_fetch::Problem::Status(status),
            })),
        }
    }

    fn fetched(&self, url: &str, answer: &Answer, record: &[u8], asked: &Asked) -> Result<Fetched, Failure> {
        Ok(Fetched {
            url: url.to_owned(),
            answered: answer.date(),
            status: answer.status,
            capture: self.captures.put(record)?.address,
            article: None,
            replaces: None,
            feed: asked.feed.clone(),
        })
    }

    fn know(&mut self, url: &str, answer: &Answer) {
        if let Some(page) = self.visits.pages.get_mut(url) {
            page.known = answer.known();
        }
    }
}
