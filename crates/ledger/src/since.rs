//! A moment of the book as a person names it.
//!
//! Owns: the forms in which one may ask "since when": the number of an entry, the beginning of its hash, a day or a time. In:
//! text. Out: the number of the last entry that counts as before. Refuses: forms that fit several entries or none.

use crate::dates;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use jiff::Timestamp;

/// Hex digits from which a word may be the beginning of a hash.
const SHORTEST: usize = 6;

impl Ledger {
    /// The last entry before what `asked` names: entry `12` or the one whose hash begins with `9f3a01` itself, or the last
    /// one that was recorded before a day (`2024-05-03`, in UTC) or a time (`2024-05-03T10:00:00Z`) began.
    pub fn entry_asked(&self, asked: &str) -> Result<i64> {
        let asked = asked.trim();
        let last = self.head()?.seq;
        if let Ok(seq) = asked.parse::<i64>()
            && (0..=last).contains(&seq)
        {
            return Ok(seq);
        }
        if let Some(from) = moment(asked) {
            return self.recorded_before(from, last);
        }
        let hex = asked.bytes().all(|b| b.is_ascii_hexdigit());
        if hex && asked.len() >= SHORTEST {
            return self.hash_begins(&asked.to_ascii_lowercase());
        }
        Err(Error::BadRequest(format!(
            "'{asked}' is no entry: give its number (the last is {last}), at least {SHORTEST} digits of its hash, or a day such as \
             2024-05-03"
        )))
    }

    /// The entry before the first one recorded at a moment or later.
    fn recorded_before(&self, from: Timestamp, last: i64) -> Result<i64> {
        let mut found = last;
        self.each_entry(0, &mut |entry| {
            let later = entry.at.parse::<Timestamp>().is_ok_and(|at| at >= from);
            if later {
                found = entry.seq - 1;
            }
            Ok(!later)
        })?;
        Ok(found)
    }

    fn hash_begins(&self, asked: &str) -> Result<i64> {
        let mut found: Vec<(i64, String)> = Vec::new();
        self.each_entry(0, &mut |entry| {
            if entry.hash.starts_with(asked) {
                found.push((entry.seq, entry.hash.clone()));
            }
            Ok(true)
        })?;
        match &found[..] {
            [] => Err(Error::NotFound { kind: "entry", wanted: asked.to_owned() }),
            [(seq, _)] => Ok(*seq),
            _ => {
                let candidates = found.into_iter().map(|(_, hash)| hash).collect();
                Err(Error::Ambiguous { wanted: asked.to_owned(), candidates })
            }
        }
    }
}

/// When a day or a time begins.
fn moment(asked: &str) -> Option<Timestamp> {
    if let Ok(time) = asked.parse::<Timestamp>() {
        return Some(time);
    }
    let day = dates::asked(asked, false).filter(|_| asked.len() <= 10)?;
    format!("{day}T00:00:00Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::ledger::Reading;
    use crate::sample;
    use crate::store::SqliteStore;

    /// Two entries of 3 May, two of 5 May.
    fn book() -> Ledger {
        let mut log = Vec::new();
        for (day, telling) in [("03", sample::depot()), ("05", sample::boast())] {
            let clock = FixedClock(format!("2024-05-{day}T08:00:00Z").parse().unwrap());
            let mut ledger =
                Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
            ledger.replay_log(&mut log.as_slice()).unwrap();
            let (article, report) = telling.build();
            ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
            log.clear();
            ledger.write_log(&mut log).unwrap();
        }
        let mut ledger =
            Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(crate::SystemClock)).unwrap();
        ledger.replay_log(&mut log.as_slice()).unwrap();
        ledger
    }

    #[test]
    fn a_moment_is_named_by_number_hash_day_or_time() {
        let ledger = book();
        let hash = ledger.entries(2, 1).unwrap()[0].hash.clone();
        for (asked, wanted) in [
            ("0", 0),
            (" 3 ", 3),
            (&hash[..12], 3),
            (&hash[..12].to_uppercase(), 3),
            (&hash, 3),
            ("2024-05-03", 0),
            ("2024-05-04", 2),
            ("2024-05", 0),
            ("2024-05-05T08:00:00Z", 2),
            ("2024-05-05T10:00:01+02:00", 4),
            ("2025", 4),
        ] {
            assert_eq!(ledger.entry_asked(asked).unwrap(), wanted, "{asked}");
        }
        assert!(matches!(ledger.entry_asked("fffffffffffff0"), Err(Error::NotFound { .. })));
        for wrong in ["", "last week", "7", "ab", "2024-05-32"] {
            assert!(matches!(ledger.entry_asked(wrong), Err(Error::BadRequest(_))), "{wrong}");
        }
    }
}
