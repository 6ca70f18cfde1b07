//! The log: the entries of a book on their way out and into another one.
//!
//! Owns: the line an entry is written as, and appending foreign entries as they are. In: entries; lines. Out: lines; a book
//! with the same entries, ids and views. Refuses: entries that do not follow, that are not what their hash says, and a book
//! that holds something else at the same number.

use crate::derive;
use crate::entry::{Entry, EntryKind, LARGEST};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::store::Reader;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Read, Write};

/// Entries read or written at a time, and bytes of lines.
const AT_A_TIME: usize = 256;
const LOT: usize = 16 << 20;
/// A payload is JSON, of which a line escapes quotes and backslashes alone: it becomes at most twice as long.
const LONGEST_LINE: u64 = 2 * LARGEST as u64 + 1024;

/// One entry as a line of JSON. The payload stands as the text that was sealed.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    seq: i64,
    at: String,
    kind: String,
    payload: String,
    prev_hash: String,
    hash: String,
}

/// What a replay did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    pub appended: u64,
    /// Entries that were there already.
    pub known: u64,
}

impl Ledger {
    /// Writes every entry, one line each; gives their number.
    pub fn write_log(&self, out: &mut dyn Write) -> Result<u64> {
        let mut last = 0;
        let mut written = 0;
        loop {
            let entries = self.entries(last, AT_A_TIME)?;
            let Some(end) = entries.last() else { break };
            last = end.seq;
            for entry in &entries {
                let line = Line {
                    seq: entry.seq,
                    at: entry.at.clone(),
                    kind: entry.kind.as_str().to_owned(),
                    payload: entry.payload.clone(),
                    prev_hash: entry.prev_hash.clone(),
                    hash: entry.hash.clone(),
                };
                serde_json::to_writer(&mut *out, &line).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                written += 1;
            }
        }
        out.flush()?;
        Ok(written)
    }

    /// Appends the entries of a log as they are, in batches that are on disk one after the other, so that a replay cut short
    /// goes on where it stopped.
    pub fn replay_log(&mut self, log: &mut dyn BufRead) -> Result<Replayed> {
        self.replay_lines(log, LONGEST_LINE)
    }

    /// The same with lines of at most so many bytes, of which no more are held.
    fn replay_lines(&mut self, log: &mut dyn BufRead, longest: u64) -> Result<Replayed> {
        let mut done = Replayed::default();
        let mut waiting: Vec<Entry> = Vec::new();
        let (mut line, mut number, mut bytes) = (Vec::new(), 0, 0);
        loop {
            number += 1;
            line.clear();
            log.take(longest + 1).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                break;
            }
            if line.len() as u64 > longest {
                let reason = format!("it is longer than {longest} bytes, which no entry is");
                return Err(Error::Refused { what: format!("line {number} of the log"), reason });
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            bytes += line.len();
            waiting.push(entry(&line, number)?);
            if waiting.len() == AT_A_TIME || bytes > LOT {
                bytes = 0;
                self.append_all(&mut waiting, &mut done)?;
            }
        }
        self.append_all(&mut waiting, &mut done)?;
        Ok(done)
    }

    /// The book as it was when entry `seq` was its last: a copy that leaves nothing behind.
    pub fn at(&self, seq: i64) -> Result<Self> {
        let last = self.head()?.seq;
        if !(0..=last).contains(&seq) {
            return Err(Error::BadRequest(format!(
                "there is no version {seq}: the ledger's last entry is {last}"
            )));
        }
        let mut then = Self::over(self.store.scratch()?, Box::new(crate::clock::SystemClock))?;
        let mut done = Replayed::default();
        let mut read = 0;
        while read < seq {
            let wanted = usize::try_from(seq - read).unwrap_or(AT_A_TIME).min(AT_A_TIME);
            let mut waiting = self.entries(read, wanted)?;
            let Some(end) = waiting.last() else { break };
            read = end.seq;
            then.append_all(&mut waiting, &mut done)?;
        }
        Ok(then)
    }

    fn append_all(&mut self, waiting: &mut Vec<Entry>, done: &mut Replayed) -> Result<()> {
        let mut now = *done;
        self.store.transact(&mut |writer| {
            now = *done;
            for entry in waiting.iter() {
                let head = writer.head()?;
                if entry.seq <= head.seq {
                    same(writer, entry)?;
                    now.known += 1;
                    continue;
                }
                if entry.seq != head.seq + 1 || entry.prev_hash != head.hash {
                    return Err(bad(
                        entry.seq,
                        format!("it does not follow entry {} of this ledger", head.seq),
                    ));
                }
                writer.append(entry)?;
                derive::apply(writer, entry, &entry.read()?)?;
                now.appended += 1;
            }
            Ok(())
        })?;
        *done = now;
        waiting.clear();
        Ok(())
    }
}

fn same(reader: &dyn Reader, entry: &Entry) -> Result<()> {
    match reader.entry(entry.seq)? {
        Some(known) if known.hash == entry.hash => Ok(()),
        _ => Err(bad(entry.seq, "this ledger holds something else there; replay into a new one".to_owned())),
    }
}

fn entry(line: &[u8], number: usize) -> Result<Entry> {
    let parsed: Line = serde_json::from_slice(line)
        .map_err(|e| Error::Refused { what: format!("line {number} of the log"), reason: e.to_string() })?;
    let kind = EntryKind::parse(&parsed.kind)
        .ok_or_else(|| bad(parsed.seq, format!("its kind '{}' is not known", parsed.kind)))?;
    let Line { seq, at, payload, prev_hash, hash, .. } = parsed;
    let entry = Entry { seq, at, kind, payload, prev_hash, hash };
    if entry.compute_hash() == entry.hash {
        Ok(entry)
    } else {
        Err(bad(seq, "it is not what its hash says".to_owned()))
    }
}

fn bad(seq: i64, reason: String) -> Error {
    Error::Refused { what: format!("entry {seq} of the log"), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::ledger::Reading;
    use crate::sample;
    use crate::store::SqliteStore;

    fn ledger() -> Ledger {
        Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(SystemClock)).unwrap()
    }

    #[test]
    fn a_line_that_no_entry_can_have_is_refused_and_what_came_before_is_kept() {
        let mut from = ledger();
        let (article, report) = sample::depot().build();
        from.add(&[Reading { article: &article, report: &report }]).unwrap();
        let mut log = Vec::new();
        from.write_log(&mut log).unwrap();
        let longest = log.split(|b| *b == b'\n').map(<[u8]>::len).max().unwrap() as u64 + 1;
        assert_eq!(ledger().replay_lines(&mut log.as_slice(), longest).unwrap().appended, 2);

        let mut endless = std::io::BufReader::new(log.chain(std::io::repeat(b'x')));
        let mut to = ledger();
        let refused = to.replay_lines(&mut endless, longest).unwrap_err().to_string();
        assert!(refused.contains("line 3") && refused.contains("longer than"), "{refused}");
        assert_eq!(to.counts().unwrap().entries, 0, "nothing of its lot, which a second replay brings");
    }
}
