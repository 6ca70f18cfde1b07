//! Names of persons on their way out.
//!
//! Owns: the one set of names of an article that all formats withhold. In: articles of the ledger. Out: [`Names`], which
//! cut them out of any text. Refuses: formats, and what a reader may see for other reasons.

mod find;
mod hide;
mod lexicon;
mod read;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use find::{Found, Told};
pub(crate) use hide::Names;
pub use hide::WITHHELD;
pub use lexicon::Knowledge;
pub(crate) use lexicon::Lexicon;

use crate::entry::Payload;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::query::{IncidentView, Read};
use crate::review::history;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Articles whose names are kept at hand.
const AT_HAND: usize = 4_096;

/// Finds the names of articles.
pub(super) struct Registry<'l> {
    ledger: &'l Ledger,
    lexicon: Lexicon<'l>,
    lately: RefCell<BTreeMap<String, Known>>,
}

/// What was found in an article, and the names withheld for it.
type Known = (Rc<Found>, Rc<Names>);

impl<'l> Registry<'l> {
    pub(super) fn new(ledger: &'l Ledger, knowledge: Knowledge<'l>) -> Self {
        Self { ledger, lexicon: Lexicon::new(knowledge), lately: RefCell::default() }
    }

    /// The names withheld wherever the articles of these incident reports are shown.
    pub(super) fn of(&self, views: &[IncidentView]) -> Result<Rc<Names>> {
        let mut articles: BTreeMap<&str, i64> = BTreeMap::new();
        views.iter().for_each(|v| {
            articles.insert(&v.article.id, v.report);
        });
        let mut all: Vec<Known> = Vec::new();
        for (article, report) in articles {
            all.push(self.article(article, report)?);
        }
        match &all[..] {
            [(_, names)] => Ok(Rc::clone(names)),
            several => {
                let mut found = Found::default();
                several.iter().for_each(|(one, _)| found.extend(one));
                found.leave_out(views.iter().filter_map(|v| v.article.publisher.as_deref()));
                found.tidy();
                Ok(Rc::new(Names::of(&found)))
            }
        }
    }

    fn article(&self, article: &str, report: i64) -> Result<Known> {
        if let Some(known) = self.lately.borrow().get(article) {
            return Ok(known.clone());
        }
        let store = self.ledger.store.as_ref();
        let read = Read::of(store, report, article, &history::holding(store, Some(article))?)?;
        let seq = read.article.seq;
        let Payload::Article(record) = self.ledger.entry(seq)?.read()? else {
            return Err(Error::BadEntry { seq, problem: "no article stands here".to_owned() });
        };
        let found = Found::of(
            &Told {
                headline: record.headline.as_deref(),
                body: &record.body,
                publisher: record.publisher.as_ref().map(|p| p.name.as_str()),
                report: &read.report,
                masked: read.reviews.iter().flat_map(|r| &r.masked).map(String::as_str).collect(),
            },
            &self.lexicon,
        );
        let names = Rc::new(Names::of(&found));
        let known = (Rc::new(found), names);
        let mut lately = self.lately.borrow_mut();
        if lately.len() == AT_HAND {
            lately.clear();
        }
        lately.insert(article.to_owned(), known.clone());
        Ok(known)
    }
}
