//! The binary table of places: columns, a blob of names and an automaton from keys to records.
//!
//! Owns: the layout and how a value is read from it. In: bytes made by [`super::write::Builder`]. Out: values of one
//! record at a time; nothing is decoded in advance, so an embedded or mapped table costs only the pages it touches.
//! Refuses: bytes of another layout or with a broken automaton.
//!
//! Layout, little-endian: magic (8 bytes), counts of records, countries, first- and second-level divisions (u32
//! each), then for each section its offset and length (u32 each), then the sections. Records stand in the order
//! countries (by code), divisions, second-level divisions, others.

use super::Feature;
use fst::raw::{Fst, Node};
use std::sync::Arc;

pub(super) const MAGIC: &[u8; 8] = b"CBPLACE1";
pub(super) const NONE8: u8 = u8::MAX;
pub(super) const NONE16: u16 = u16::MAX;
/// Flag of an id that is text of our own and not a GeoNames number.
pub(super) const OWN_ID: u32 = 1 << 31;

/// Sections in file order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    Names,
    Ids,
    Latitudes,
    Longitudes,
    Populations,
    Countries,
    Administered,
    Divisions1,
    Divisions2,
    Features,
    Codes,
    Text,
    Postings,
    Keys,
    WordFlags,
}

pub(super) const SECTIONS: usize = 15;
pub(super) const HEAD: usize = 8 + 4 * 4 + SECTIONS * 8;

/// Why bytes are no table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("not a gazetteer of this version")]
    Magic,
    #[error("the gazetteer is cut short or its parts do not fit together")]
    Bounds,
    #[error("the gazetteer's name index is damaged: {0}")]
    Keys(fst::Error),
}

/// Bytes that live as long as the table: part of the program, or shared memory or a mapped file.
#[derive(Clone)]
pub(super) enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.all().len())
    }
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Bytes::Static(b) => b,
            Bytes::Shared(b) => (**b).as_ref(),
        }
    }
}

/// A part of the bytes, for the automaton.
#[derive(Debug, Clone)]
struct Part {
    bytes: Bytes,
    from: usize,
    len: usize,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes.all().get(self.from..self.from + self.len).unwrap_or_default()
    }
}

/// A table of places, read in place.
pub(super) struct Table {
    bytes: Bytes,
    sections: [(u32, u32); SECTIONS],
    pub(super) records: u32,
    pub(super) countries: u32,
    pub(super) divisions1: u32,
    keys: Fst<Part>,
    words: Fst<Part>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "table of {} places under {} keys", self.records, self.keys.len())
    }
}

/// A place in the automaton while a name is being spelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk {
    node: usize,
    output: u64,
}

impl Table {
    /// Reads the head. `verify` checks the automaton's sum, which touches every page: for files, not for our own.
    pub(super) fn new(bytes: Bytes, verify: bool) -> Result<Self, TableError> {
        let all = bytes.all();
        if all.get(..8) != Some(MAGIC.as_slice()) {
            return Err(TableError::Magic);
        }
        let head = |i: usize| read_u32(all, 8 + i * 4).ok_or(TableError::Bounds);
        let mut sections = [(0, 0); SECTIONS];
        for (i, s) in sections.iter_mut().enumerate() {
            *s = (head(4 + 2 * i)?, head(5 + 2 * i)?);
            if (s.0 as usize).checked_add(s.1 as usize).is_none_or(|end| end > all.len()) {
                return Err(TableError::Bounds);
            }
        }
        let part = |s: Section| {
            let (from, len) = sections[s as usize];
            Part { bytes: bytes.clone(), from: from as usize, len: len as usize }
        };
        let keys = Fst::new(part(Section::Keys)).map_err(TableError::Keys)?;
        let words = Fst::new(part(Section::WordFlags)).map_err(TableError::Keys)?;
        if verify {
            keys.verify().map_err(TableError::Keys)?;
            words.verify().map_err(TableError::Keys)?;
        }
        Ok(Self {
            records: head(0)?,
            countries: head(1)?,
            divisions1: head(2)?,
            sections,
            keys,
            words,
            bytes,
        })
    }

    fn section(&self, section: Section) -> &[u8] {
        let (from, len) = self.sections[section as usize];
        self.bytes.all().get(from as usize..(from + len) as usize).unwrap_or_default()
    }

    fn u8_at(&self, section: Section, i: u32) -> u8 {
        self.section(section).get(i as usize).copied().unwrap_or(NONE8)
    }

    fn u16_at(&self, section: Section, i: u32) -> u16 {
        read_array(self.section(section), i as usize * 2).map_or(NONE16, u16::from_le_bytes)
    }

    fn u32_at(&self, section: Section, i: u32) -> u32 {
        read_u32(self.section(section), i as usize * 4).unwrap_or(0)
    }

    fn text(&self, offset: u32) -> &str {
        let blob = self.section(Section::Text);
        let at = offset as usize;
        let len = blob.get(at).copied().unwrap_or(0) as usize;
        blob.get(at + 1..at + 1 + len).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    pub(super) fn name(&self, i: u32) -> &str {
        self.text(self.u32_at(Section::Names, i))
    }

    pub(super) fn id(&self, i: u32) -> String {
        let id = self.u32_at(Section::Ids, i);
        if id & OWN_ID == 0 { format!("geonames:{id}") } else { self.text(id & !OWN_ID).to_owned() }
    }

    /// The record with an id; looks at every record.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let number = id.strip_prefix("geonames:").and_then(|n| n.parse::<u32>().ok());
        (0..self.records).find(|i| {
            let own = self.u32_at(Section::Ids, *i);
            match (number, own & OWN_ID) {
                (Some(n), 0) => n == own,
                (None, OWN_ID) => self.text(own & !OWN_ID) == id,
                _ => false,
            }
        })
    }

    pub(super) fn point(&self, i: u32) -> (f64, f64) {
        let degrees = |s| f64::from(self.u16_at(s, i) as i16) / 100.0;
        (degrees(Section::Latitudes), degrees(Section::Longitudes))
    }

    pub(super) fn population(&self, i: u32) -> u32 {
        self.u32_at(Section::Populations, i)
    }

    pub(super) fn feature(&self, i: u32) -> Feature {
        Feature::of_byte(self.u8_at(Section::Features, i))
    }

    /// Number of its country in the table's list of countries.
    fn country_of_byte(&self, byte: u8) -> Option<[u8; 2]> {
        if byte == NONE8 { None } else { read_array(self.section(Section::Codes), usize::from(byte) * 2) }
    }

    /// ISO 3166-1 alpha-2 letters.
    pub(super) fn country(&self, i: u32) -> Option<[u8; 2]> {
        self.country_of_byte(self.u8_at(Section::Countries, i))
    }

    pub(super) fn administered_by(&self, i: u32) -> Option<[u8; 2]> {
        self.country_of_byte(self.u8_at(Section::Administered, i))
    }

    /// Record of its first-level division.
    pub(super) fn division1(&self, i: u32) -> Option<u32> {
        let d = self.u16_at(Section::Divisions1, i);
        (d != NONE16).then(|| self.countries + u32::from(d))
    }

    /// Record of its second-level division.
    pub(super) fn division2(&self, i: u32) -> Option<u32> {
        let d = self.u16_at(Section::Divisions2, i);
        (d != NONE16).then(|| self.countries + self.divisions1 + u32::from(d))
    }

    /// Flags of an ordinary word (see [`super::WordKind`]); 0 when the table does not know it.
    pub(super) fn word(&self, key: &str) -> u8 {
        self.words.get(key).map_or(0, |o| o.value() as u8)
    }

    /// Start of a walk through the keys.
    pub(super) fn walk(&self) -> Walk {
        Walk { node: self.keys.root().addr(), output: 0 }
    }

    /// Follows some bytes; `None` when no key goes on so.
    pub(super) fn step(&self, walk: Walk, bytes: &[u8]) -> Option<Walk> {
        let mut node: Node<'_> = self.keys.node(walk.node);
        let mut output = walk.output;
        for b in bytes {
            let t = node.transition(node.find_input(*b)?);
            output += t.out.value();
            node = self.keys.node(t.addr);
        }
        Some(Walk { node: node.addr(), output })
    }

    /// What the key spelled so far names: a list for [`Self::postings`].
    pub(super) fn value(&self, walk: Walk) -> Option<u64> {
        let node = self.keys.node(walk.node);
        node.is_final().then(|| walk.output + node.final_output().value())
    }

    /// Records behind a value, each with whether the key is its main name.
    pub(super) fn postings(&self, value: u64) -> impl Iterator<Item = Posting> + '_ {
        let list = value & 1 == 1;
        let start = (value >> 1) as u32;
        let n = if list { self.u32_at(Section::Postings, start) } else { 1 };
        (0..n.min(self.records + 1)).map(move |k| {
            let entry = if list { self.u32_at(Section::Postings, start + 1 + k) } else { start };
            Posting::of(entry)
        })
    }
}

/// One record behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) record: u32,
    /// The key is the record's main name.
    pub(super) primary: bool,
    /// The record stands in the base table, not in the one that holds the key.
    pub(super) base: bool,
}

impl Posting {
    fn of(entry: u32) -> Self {
        Self { record: entry >> 2, primary: entry & 1 == 1, base: entry & 2 == 2 }
    }

    pub(super) fn entry(self) -> u32 {
        self.record << 2 | u32::from(self.base) << 1 | u32::from(self.primary)
    }
}

fn read_array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    read_array(bytes, at).map(u32::from_le_bytes)
}
