//! Writing the binary table.
//!
//! Owns: collecting rows and laying them out. In: [`Row`]s in any order. Out: bytes for [`super::table::Table`], the
//! same for the same rows. Refuses: more divisions or names than the layout counts.

use super::Feature;
use super::table::{HEAD, MAGIC, NONE8, NONE16, OWN_ID, Posting, SECTIONS};
use crate::place::key::key;
use fst::MapBuilder;
use std::collections::BTreeMap;

/// One place to be written.
#[derive(Debug, Clone)]
pub struct Row {
    /// "geonames:295277", or an id of our own.
    pub id: String,
    pub feature: Feature,
    pub name: String,
    /// WGS84 degrees; kept to two decimals.
    pub lat: f64,
    pub lon: f64,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// Alpha-2 of the state that administers it, where another does, or empty.
    pub administered_by: String,
    /// Ids of the divisions it lies in, or empty.
    pub division1: String,
    pub division2: String,
    pub population: u32,
    /// Further names.
    pub names: Vec<String>,
}

/// Why rows cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("too many {0} for the layout")]
    TooMany(&'static str),
    #[error("the name index cannot be built: {0}")]
    Keys(#[from] fst::Error),
}

/// Collects rows and words.
#[derive(Debug, Default)]
pub struct Builder {
    rows: Vec<Row>,
    words: BTreeMap<String, u8>,
    aliases: Vec<(String, u32)>,
    keep_dots: bool,
}

impl Builder {
    /// A builder for tables whose names may end in a dot that counts ("Ind."), as our own tables have them.
    pub(super) fn with_dots() -> Self {
        Self { keep_dots: true, ..Self::default() }
    }

    /// Adds a place.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds what an ordinary word may be (bits of [`super::WordKind`]).
    pub fn word(&mut self, word: &str, flags: u8) {
        *self.words.entry(key(word, false)).or_default() |= flags;
    }

    /// Adds a name for a record of the base table.
    pub(super) fn alias(&mut self, name: &str, base_record: u32) {
        self.aliases.push((name.to_owned(), base_record));
    }

    /// The table.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.rows.sort_by(|a, b| order(a).cmp(&order(b)));
        let rows = &self.rows;
        let of = |f| rows.iter().filter(|r| r.feature == f).count();
        let counts = [of(Feature::Country), of(Feature::Division1), of(Feature::Division2)];
        let codes = self.codes()?;
        let code = |c: &str| codes.iter().position(|k| k == c).map_or(NONE8, |i| i as u8);
        let index = |feature, skip: usize, n: usize| -> Result<BTreeMap<&str, u16>, WriteError> {
            if n >= usize::from(NONE16) {
                return Err(WriteError::TooMany("divisions"));
            }
            let ids = rows.iter().skip(skip).take(n).filter(|r| r.feature == feature);
            Ok(ids.enumerate().map(|(i, r)| (r.id.as_str(), i as u16)).collect())
        };
        let first = index(Feature::Division1, counts[0], counts[1])?;
        let second = index(Feature::Division2, counts[0] + counts[1], counts[2])?;

        let mut parts: [Vec<u8>; SECTIONS] = Default::default();
        let mut text = Texts::default();
        for row in rows {
            put(&mut parts[0], &text.add(&row.name).to_le_bytes());
            let id = match row.id.strip_prefix("geonames:").and_then(|n| n.parse::<u32>().ok()) {
                Some(n) if n & OWN_ID == 0 => n,
                _ => text.add(&row.id) | OWN_ID,
            };
            put(&mut parts[1], &id.to_le_bytes());
            put(&mut parts[2], &hundredths(row.lat).to_le_bytes());
            put(&mut parts[3], &hundredths(row.lon).to_le_bytes());
            put(&mut parts[4], &row.population.to_le_bytes());
            parts[5].push(code(&row.country));
            parts[6].push(code(&row.administered_by));
            let d1 = first.get(row.division1.as_str()).copied().unwrap_or(NONE16);
            let d2 = second.get(row.division2.as_str()).copied().unwrap_or(NONE16);
            put(&mut parts[7], &d1.to_le_bytes());
            put(&mut parts[8], &d2.to_le_bytes());
            parts[9].push(row.feature as u8);
        }
        parts[10] = codes.concat().into_bytes();
        parts[11] = text.bytes;
        (parts[12], parts[13]) = self.keys()?;
        let mut words = MapBuilder::memory();
        for (word, flags) in &self.words {
            words.insert(word, u64::from(*flags))?;
        }
        parts[14] = words.into_inner()?;
        lay_out(&[rows.len(), counts[0], counts[1], counts[2]], &parts)
    }

    /// Country codes in use, those with a record first and in the order of the records.
    fn codes(&self) -> Result<Vec<String>, WriteError> {
        let mut codes: Vec<String> = Vec::new();
        let all = self.rows.iter().flat_map(|r| [&r.country, &r.administered_by]);
        for c in all.filter(|c| c.len() == 2) {
            if !codes.contains(c) {
                codes.push(c.clone());
            }
        }
        codes.sort();
        if codes.len() >= usize::from(NONE8) { Err(WriteError::TooMany("countries")) } else { Ok(codes) }
    }

    /// Postings and the automaton over all keys.
    fn keys(&self) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
        let mut entries: Vec<(String, u32)> = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let record = u32::try_from(i).map_err(|_| WriteError::TooMany("records"))?;
            if record >= 1 << 30 {
                return Err(WriteError::TooMany("records"));
            }
            let mut add = |name: &str, primary| {
                entries.push((key(name, self.keep_dots), Posting { record, primary, base: false }.entry()));
            };
            add(&row.name, true);
            row.names.iter().for_each(|n| add(n, false));
        }
        for (name, record) in &self.aliases {
            let posting = Posting { record: *record, primary: true, base: true };
            entries.push((key(name, self.keep_dots), posting.entry()));
        }
        // Highest entry first among equal records, so that the main name wins over an alternate of the same key.
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        entries.dedup_by(|b, a| a.0 == b.0 && a.1 >> 1 == b.1 >> 1);
        let (mut postings, mut map) = (Vec::new(), MapBuilder::memory());
        for group in entries.chunk_by(|a, b| a.0 == b.0) {
            let Some((name, only)) = group.first().filter(|g| !g.0.is_empty()) else { continue };
            let value = if group.len() == 1 {
                u64::from(*only) << 1
            } else {
                let at = (postings.len() / 4) as u64;
                put(&mut postings, &(group.len() as u32).to_le_bytes());
                group.iter().rev().for_each(|(_, e)| put(&mut postings, &e.to_le_bytes()));
                at << 1 | 1
            };
            map.insert(name, value)?;
        }
        Ok((postings, map.into_inner()?))
    }
}

/// Countries, first divisions, second divisions, then the rest along the divisions so that columns compress.
fn order(row: &Row) -> (u8, &str, &str, &str, &str, &str) {
    let rank = match row.feature {
        Feature::Country => 0,
        Feature::Division1 => 1,
        Feature::Division2 => 2,
        _ => 3,
    };
    (rank, &row.country, &row.division1, &row.division2, &row.name, &row.id)
}

#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Texts {
    /// Offset of a text in the blob; a text longer than 255 bytes is cut at a character.
    fn add(&mut self, text: &str) -> u32 {
        let mut len = text.len().min(255);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        let text = &text[..len];
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let at = self.bytes.len() as u32;
        self.bytes.push(len as u8);
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        at
    }
}

fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(bytes);
}

fn hundredths(degrees: f64) -> i16 {
    (degrees * 100.0).round() as i16
}

fn lay_out(counts: &[usize; 4], parts: &[Vec<u8>; SECTIONS]) -> Result<Vec<u8>, WriteError> {
    let fit = |n: usize| u32::try_from(n).map_err(|_| WriteError::TooMany("bytes"));
    let mut out = MAGIC.to_vec();
    for n in counts {
        put(&mut out, &fit(*n)?.to_le_bytes());
    }
    let mut at = HEAD;
    for part in parts {
        put(&mut out, &fit(at)?.to_le_bytes());
        put(&mut out, &fit(part.len())?.to_le_bytes());
        at += part.len();
    }
    parts.iter().for_each(|p| put(&mut out, p));
    Ok(out)
}
