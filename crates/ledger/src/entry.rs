//! Entries: the only truth of the book, chained by hash.
//!
//! Owns: the kinds of entry, the canonical form of what they carry and how one is sealed to the one before. In: what
//! is to be recorded and the last entry's hash. Out: [`Entry`]. Refuses: to read an entry whose kind or payload it
//! does not know.

use crate::canonical::canonical;
use crate::error::{Error, Result};
use crate::fetched::Fetched;
use crate::review::Decision;
use claimbook_records::Report;
use claimbook_records::ids::hex;
use claimbook_records::report::ArticleRecord;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// `prev_hash` of the first entry.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Most bytes of a payload: twice the largest article that is read by default.
pub(crate) const LARGEST: usize = 128 << 20;

/// Beside the payload of an entry that was recorded by a clock set back: the time of the entry before it.
const CLOCK_SET_BACK: &str = "x_clock_set_back_from";

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    ArticleRecorded,
    ReportRecorded,
    Withdrawn,
    Decided,
    Received,
    Fetched,
}

impl EntryKind {
    const ALL: [Self; 6] = [
        Self::ArticleRecorded,
        Self::ReportRecorded,
        Self::Withdrawn,
        Self::Decided,
        Self::Received,
        Self::Fetched,
    ];

    /// The word stored in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ArticleRecorded => "article_recorded",
            Self::ReportRecorded => "report_recorded",
            Self::Withdrawn => "withdrawn",
            Self::Decided => "decided",
            Self::Received => "received",
            Self::Fetched => "fetched",
        }
    }

    /// The kind a stored word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An article or a report that is no longer to be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// `art_…` or `rpt_…`.
    pub subject: String,
    pub reason: String,
}

/// A recorded article that came once more, under another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// `art_…`
    pub article: String,
    /// The file, URL or record it came as.
    pub input: String,
}

/// What an entry carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// The article as acquired, body included.
    Article(Box<ArticleRecord>),
    /// The report without the article's body (it stands in the article's entry) and without `mentions` (they follow
    /// from the article and the engine). `article.body` is an empty string.
    Report(Box<Report>),
    Withdrawn(Withdrawal),
    /// What a person decided.
    Decision(Box<Decision>),
    Received(Received),
    Fetched(Fetched),
}

impl Payload {
    /// The kind of entry that carries it.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Article(_) => EntryKind::ArticleRecorded,
            Self::Report(_) => EntryKind::ReportRecorded,
            Self::Withdrawn(_) => EntryKind::Withdrawn,
            Self::Decision(_) => EntryKind::Decided,
            Self::Received(_) => EntryKind::Received,
            Self::Fetched(_) => EntryKind::Fetched,
        }
    }

    /// As the entry's canonical JSON, where the clock was not set back.
    pub(crate) fn text(&self) -> Result<String> {
        let text = canonical(&self.value()?);
        self.fits(&text).map(|()| text)
    }

    fn fits(&self, text: &str) -> Result<()> {
        if text.len() <= LARGEST {
            return Ok(());
        }
        let reason = format!("{} bytes are too many for one entry", text.len());
        Err(Error::Refused { what: self.kind().as_str().replace('_', " "), reason })
    }

    /// As JSON.
    fn value(&self) -> Result<Value> {
        let value = match self {
            Self::Article(article) => serde_json::to_value(article),
            Self::Report(report) => serde_json::to_value(report),
            Self::Withdrawn(withdrawal) => serde_json::to_value(withdrawal),
            Self::Decision(decision) => serde_json::to_value(decision),
            Self::Received(received) => serde_json::to_value(received),
            Self::Fetched(fetched) => serde_json::to_value(fetched),
        };
        value.map_err(|e| Error::Refused { what: "entry".to_owned(), reason: e.to_string() })
    }
}

/// The last entry of a book: its number and hash. Written down elsewhere, it also shows a book cut short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

impl Default for Head {
    /// The head of an empty book.
    fn default() -> Self {
        Self { seq: 0, hash: GENESIS.to_owned() }
    }
}

/// One entry as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub seq: i64,
    pub at: String,
    pub kind: EntryKind,
    /// Canonical JSON.
    pub payload: String,
    pub prev_hash: String,
    pub hash: String,
}

impl Entry {
    /// The entry that follows `head`. `set_back_from` is the time of that one, where the clock has been set back since.
    pub fn after(head: &Head, at: &str, payload: &Payload, set_back_from: Option<&str>) -> Result<Self> {
        let mut value = payload.value()?;
        if let (Some(before), Some(fields)) = (set_back_from, value.as_object_mut()) {
            fields.insert(CLOCK_SET_BACK.to_owned(), before.into());
        }
        let text = canonical(&value);
        payload.fits(&text)?;
        Ok(Self::sealed(head, at, payload.kind(), text))
    }

    /// The entry that follows `head` and carries a text that [`Payload::text`] gave.
    pub(crate) fn sealed(head: &Head, at: &str, kind: EntryKind, payload: String) -> Self {
        let mut entry = Self {
            seq: head.seq + 1,
            at: at.to_owned(),
            kind,
            payload,
            prev_hash: head.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.compute_hash();
        entry
    }

    /// SHA-256 over the canonical JSON array `[seq, at, kind, payload, prev_hash]`. The payload goes in as the text
    /// that is stored, so that nothing has to be parsed to check it.
    pub fn compute_hash(&self) -> String {
        let word = |s: &str| Value::String(s.to_owned()).to_string();
        let mut sum = Sha256::new();
        sum.update(format!("[{},{},{},", self.seq, word(&self.at), word(self.kind.as_str())));
        sum.update(&self.payload);
        sum.update(format!(",{}]", word(&self.prev_hash)));
        hex(&sum.finalize())
    }

    /// The place of this entry in the chain.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }

    /// What it carries.
    pub fn read(&self) -> Result<Payload> {
        let bad = |e: serde_json::Error| Error::BadEntry { seq: self.seq, problem: e.to_string() };
        Ok(match self.kind {
            EntryKind::ArticleRecorded => {
                Payload::Article(Box::new(serde_json::from_str(&self.payload).map_err(bad)?))
            }
            EntryKind::ReportRecorded => {
                Payload::Report(Box::new(serde_json::from_str(&self.payload).map_err(bad)?))
            }
            EntryKind::Withdrawn => Payload::Withdrawn(serde_json::from_str(&self.payload).map_err(bad)?),
            EntryKind::Received => Payload::Received(serde_json::from_str(&self.payload).map_err(bad)?),
            EntryKind::Fetched => Payload::Fetched(serde_json::from_str(&self.payload).map_err(bad)?),
            EntryKind::Decided => {
                Payload::Decision(Box::new(serde_json::from_str(&self.payload).map_err(bad)?))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withdrawal(reason: &str) -> Payload {
        Payload::Withdrawn(Withdrawal { subject: "art_1".to_owned(), reason: reason.to_owned() })
    }

    #[test]
    fn an_entry_is_sealed_to_the_one_before() {
        let first =
            Entry::after(&Head::default(), "2024-05-03T10:00:00.000Z", &withdrawal("wrong file"), None)
                .unwrap();
        let second =
            Entry::after(&first.head(), "2024-05-03T10:00:01.000Z", &withdrawal("twice"), None).unwrap();
        assert_eq!((first.seq, second.seq), (1, 2));
        assert_eq!(first.prev_hash, GENESIS);
        assert_eq!(second.prev_hash, first.hash);
        assert_eq!(second.read().unwrap(), withdrawal("twice"));
    }

    #[test]
    fn a_clock_set_back_is_noted_and_what_is_carried_stays() {
        let at = "2024-05-03T10:00:00.000Z";
        let before = Some("2024-05-04T10:00:00.000Z");
        let entry = Entry::after(&Head::default(), at, &withdrawal("x"), before).unwrap();
        assert!(entry.payload.contains(r#""x_clock_set_back_from":"2024-05-04T10:00:00.000Z""#));
        assert_eq!(entry.read().unwrap(), withdrawal("x"));
    }

    #[test]
    fn what_is_too_large_for_an_entry_is_refused() {
        let large = withdrawal(&"x".repeat(LARGEST));
        assert!(Entry::after(&Head::default(), "2024-05-03T10:00:00.000Z", &large, None).is_err());
    }

    #[test]
    fn every_part_of_an_entry_is_under_the_seal() {
        let entry =
            Entry::after(&Head::default(), "2024-05-03T10:00:00.000Z", &withdrawal("x"), None).unwrap();
        let changes: [fn(&mut Entry); 5] = [
            |e| e.seq += 1,
            |e| e.at.push('0'),
            |e| e.kind = EntryKind::ReportRecorded,
            |e| e.payload.push(' '),
            |e| e.prev_hash = "f".repeat(64),
        ];
        for change in changes {
            let mut changed = entry.clone();
            change(&mut changed);
            assert_ne!(changed.compute_hash(), entry.hash);
        }
    }
}
