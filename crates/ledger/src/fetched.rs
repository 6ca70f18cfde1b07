//! What addresses gave when they were fetched.
//!
//! Owns: the entry of something fetched, and that a later version of a page takes the place of the one before. In: a reading
//! and the address it came from, or that a page is gone. Out: entries, and the history of an address. Refuses: to forget a
//! version: the one before stays with its words, and only leaves the lists.

use crate::clock::stamp;
use crate::entry::{Entry, EntryKind, Payload};
use crate::error::{Error, Result};
use crate::ledger::{Added, Ledger, Outcome, Reading};
use crate::record::{Ready, append, record};
use crate::store::{Reader, Writer};
use serde::{Deserialize, Serialize};

/// What a server gave for an address, where that was news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The address that was asked for.
    pub url: String,
    /// When it answered, RFC 3339 in UTC.
    pub answered: String,
    /// 200 with a page; 404 or 410 where it is gone.
    pub status: u16,
    /// SHA-256 of the web archive record of the answer, which lies among the captures.
    pub capture: String,
    /// `art_…`: the article it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// `art_…`: the version of the article before, where it was edited since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The feed that named the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
}

/// The same with the entry that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FetchedEntry {
    pub seq: i64,
    pub at: String,
    #[serde(flatten)]
    pub fetched: Fetched,
}

impl Fetched {
    /// In a few words.
    pub fn told(&self) -> String {
        match (&self.article, &self.replaces) {
            (None, _) => format!("gone ({}): {}", self.status, self.url),
            (Some(_), Some(old)) => format!("edited, before {old}: {}", self.url),
            (Some(_), None) => format!("fetched: {}", self.url),
        }
    }
}

impl Ledger {
    /// Records what an address gave, with the reading of it where it became an article, in one transaction. A version that it
    /// replaces leaves the lists, and one that comes back returns to them. What a person withdrew stays withdrawn, and nothing
    /// is recorded of it.
    pub fn add_fetched(&mut self, reading: Option<&Reading<'_>>, fetched: &Fetched) -> Result<Option<Added>> {
        let ready = reading.map(|reading| Ready::of(reading.article, reading.report)).transpose()?;
        let article = ready.as_ref().map(Ready::article);
        if article != fetched.article.as_deref()
            || article.is_some() && article == fetched.replaces.as_deref()
        {
            let reason = "what was fetched is another article".to_owned();
            return Err(Error::Refused { what: fetched.url.clone(), reason });
        }
        let at = stamp(self.clock.as_ref());
        let payload = Payload::Fetched(fetched.clone());
        let mut added = None;
        self.store.transact(&mut |writer| {
            let Some(ready) = &ready else { return append(writer, &at, &payload).map(|_| ()) };
            let known = writer.article(ready.article())?;
            if known.is_some_and(|row| row.withdrawn.is_some()) {
                if is_replaced(&*writer, ready.article())? {
                    append(writer, &at, &payload)?;
                }
                added = Some(record(writer, &at, ready)?);
                return Ok(());
            }
            let now = record(writer, &at, ready)?;
            if now.outcome != Outcome::Withdrawn {
                append(writer, &at, &payload)?;
            }
            added = Some(now);
            Ok(())
        })?;
        Ok(added)
    }

    /// What was fetched after entry `seq`, in order.
    pub fn fetched(&self, after: i64) -> Result<Vec<FetchedEntry>> {
        let numbers = self.store.entries_of(EntryKind::Fetched, after)?;
        let entries = numbers.into_iter().map(|seq| {
            let missing = || Error::BadEntry { seq, problem: "it is missing".to_owned() };
            read(&self.store.entry(seq)?.ok_or_else(missing)?)
        });
        entries.collect()
    }

    /// What the addresses gave that gave an article (`art_…`, whole), in order: its versions, and when it was gone.
    pub fn fetched_of(&self, article: &str) -> Result<Vec<FetchedEntry>> {
        let all = self.fetched(0)?;
        let is = |id: &Option<String>| id.as_deref() == Some(article);
        let own = all.iter().filter(|f| is(&f.fetched.article) || is(&f.fetched.replaces));
        let urls: std::collections::BTreeSet<&str> = own.map(|f| f.fetched.url.as_str()).collect();
        Ok(all.iter().filter(|f| urls.contains(f.fetched.url.as_str())).cloned().collect())
    }
}

fn read(entry: &Entry) -> Result<FetchedEntry> {
    match entry.read()? {
        Payload::Fetched(fetched) => Ok(FetchedEntry { seq: entry.seq, at: entry.at.clone(), fetched }),
        _ => Err(Error::BadEntry { seq: entry.seq, problem: "nothing fetched stands here".to_owned() }),
    }
}

/// Whether an article is out of the lists because a later version took its place, and not because a person withdrew it.
pub(crate) fn is_replaced<R: Reader + ?Sized>(reader: &R, article: &str) -> Result<bool> {
    let Some(by) = reader.article(article)?.and_then(|row| row.withdrawn) else { return Ok(false) };
    Ok(reader.entry(by)?.is_some_and(|entry| entry.kind == EntryKind::Fetched))
}

/// Takes versions out of the lists and brings them back; gives the articles whose rows are to be filled again.
pub(crate) fn turns(writer: &mut dyn Writer, seq: i64, fetched: &Fetched) -> Result<Vec<String>> {
    let mut turned = Vec::new();
    if let Some(old) = &fetched.replaces
        && writer.article(old)?.is_some_and(|row| row.withdrawn.is_none())
    {
        writer.withdraw_article(old, Some(seq))?;
        turned.push(old.clone());
    }
    if let Some(new) = &fetched.article
        && is_replaced(&*writer, new)?
    {
        writer.withdraw_article(new, None)?;
        turned.push(new.clone());
    }
    Ok(turned)
}
