//! The gazetteer: names and the places they may mean.
//!
//! Owns: the embedded table, the tables laid over it and look-up. In: names. Out: [`Candidate`]s. Refuses: files
//! (a command hands over bytes) and anything finer than the locality.

mod feature;
mod lookup;
mod overlay;
mod table;
mod write;

pub use feature::Feature;
pub use lookup::Found;
pub use overlay::OverlayError;
pub use table::TableError;
pub use write::{Builder, Row, WriteError};

use super::Candidate;
use super::cues::Cues;
use super::key::{Case, Gap, Words};
use super::weights::Weights;
use claimbook_records::globe::distance_km;
use overlay::{Missing, Overlay};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use table::{Bytes, Table, Walk};

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.bin"));

/// Our own tables, by file.
const TABLES: &[(&str, &str)] = &[
    ("places/abbreviations.toml", include_str!("../../../../../codebook/places/abbreviations.toml")),
    ("places/countries.toml", include_str!("../../../../../codebook/places/countries.toml")),
    ("places/latin_america.toml", include_str!("../../../../../codebook/places/latin_america.toml")),
    ("places/middle_east.toml", include_str!("../../../../../codebook/places/middle_east.toml")),
    ("places/regions.toml", include_str!("../../../../../codebook/places/regions.toml")),
    ("places/waters.toml", include_str!("../../../../../codebook/places/waters.toml")),
];

/// A place in one of the gazetteer's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ref {
    /// 0 = base, 1 = laid over it.
    pub(crate) layer: u8,
    pub(crate) record: u32,
}

/// What an ordinary word may be besides a place's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordKind(u8);

impl WordKind {
    pub const COMMON: u8 = 1;
    pub const GIVEN_NAME: u8 = 2;
    pub const SURNAME: u8 = 4;

    pub(crate) fn common(self) -> bool {
        self.0 & Self::COMMON != 0
    }

    pub(crate) fn given_name(self) -> bool {
        self.0 & Self::GIVEN_NAME != 0
    }

    pub(crate) fn surname(self) -> bool {
        self.0 & Self::SURNAME != 0
    }
}

/// A name of the gazetteer found in a text, from some word on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    /// Words it covers.
    pub(crate) words: usize,
    /// It ends with a dot that belongs to it.
    pub(crate) dot: bool,
    /// The last word's "'s" belongs to it.
    pub(crate) genitive: bool,
    /// 0 = base, 1 = laid over it.
    pub(crate) layer: u8,
    value: u64,
}

/// The table of places.
#[derive(Debug, Default)]
pub struct Gazetteer {
    base: Option<Table>,
    overlay: Option<Overlay>,
    /// The embedded table, for what it knows of ordinary words, when the base is another.
    lexicon: Option<Table>,
    /// Hash of what a user put in the base's place or laid over it.
    own: Option<[u8; 32]>,
    pub(super) cues: Cues,
    pub(super) weights: Weights,
}

impl Gazetteer {
    /// The embedded gazetteer with our own tables. Nothing of the base is decoded before a look-up needs it.
    pub fn embedded() -> Self {
        // Both parts are made and checked with the program (see the tests below).
        let base = Table::new(Bytes::Static(EMBEDDED), false).ok();
        let overlay = overlay::read(TABLES, base.as_ref(), Missing::Refuse).ok();
        Self::of(base, overlay)
    }

    /// A gazetteer over a table made by [`Builder`], in memory or mapped, with our own tables laid over it. What our
    /// tables say of places that the table lacks is passed over: it may hold one country only.
    pub fn from_bytes(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, OverlayError> {
        Self::over(bytes, TABLES, Missing::PassOver)
    }

    /// As [`Gazetteer::from_bytes`], with the tables given as (file name, text) instead of our own; an alias of a place
    /// that the table lacks is an error.
    pub fn from_bytes_with(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
        tables: &[(&str, &str)],
    ) -> Result<Self, OverlayError> {
        Self::over(bytes, tables, Missing::Refuse)
    }

    fn over(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
        tables: &[(&str, &str)],
        missing: Missing,
    ) -> Result<Self, OverlayError> {
        let own = digest(None, [bytes.as_ref()]);
        let base = Table::new(Bytes::Shared(Arc::new(bytes)), true)?;
        let overlay = overlay::read(tables, Some(&base), missing)?;
        let lexicon = Table::new(Bytes::Static(EMBEDDED), false).ok();
        Ok(Self { lexicon, own: Some(own), ..Self::of(Some(base), Some(overlay)) })
    }

    /// The same base with our own tables and further ones (a user's `places/*.toml`).
    pub fn with_tables(self, tables: &[(&str, &str)]) -> Result<Self, OverlayError> {
        let missing = if self.lexicon.is_some() { Missing::PassOver } else { Missing::Refuse };
        let all: Vec<(&str, &str)> = TABLES.iter().chain(tables).copied().collect();
        let overlay = overlay::read(&all, self.base.as_ref(), missing)?;
        let own = digest(self.own, tables.iter().flat_map(|(file, text)| [file.as_bytes(), text.as_bytes()]));
        Ok(Self { overlay: Some(overlay), own: Some(own), ..self })
    }

    /// SHA-256 of a user's own table and tables; nothing for the embedded ones alone.
    pub fn own(&self) -> Option<[u8; 32]> {
        self.own
    }

    /// The same tables with other weights (the text of a `gazetteer_weights.toml`).
    pub fn with_weights(self, text: &str) -> Result<Self, toml::de::Error> {
        Ok(Self { weights: Weights::read(text)?, ..self })
    }

    fn of(base: Option<Table>, overlay: Option<Overlay>) -> Self {
        Self { base, overlay, lexicon: None, own: None, cues: Cues::embedded(), weights: Weights::embedded() }
    }

    fn layers(&self) -> impl Iterator<Item = (u8, &Table)> {
        let overlay = self.overlay.as_ref().map(|o| (1, &o.table));
        overlay.into_iter().chain(self.base.as_ref().map(|b| (0, b)))
    }

    fn table(&self, layer: u8) -> Option<&Table> {
        if layer == 0 { self.base.as_ref() } else { self.overlay.as_ref().map(|o| &o.table) }
    }

    /// What an ordinary word may be.
    pub(crate) fn word(&self, key: &str) -> WordKind {
        WordKind(self.lexicon.as_ref().or(self.base.as_ref()).map_or(0, |t| t.word(key)))
    }

    /// The country whose people or adjective a word is ("iraqi").
    pub(crate) fn people(&self, key: &str) -> Option<[u8; 2]> {
        self.overlay.as_ref().and_then(|o| o.people.get(key).copied())
    }

    /// All names that begin at a word, longest first, our own tables before the base.
    pub(crate) fn hits(&self, words: &Words, start: usize, out: &mut Vec<Hit>) {
        out.clear();
        for (layer, table) in self.layers() {
            spell(table, layer, words, start, table.walk(), 0, out);
        }
        out.retain(|h| self.written_right(*h, words, start));
        out.sort_by_key(|h| std::cmp::Reverse((h.words, !h.genitive, h.dot, h.layer)));
    }

    /// Names of ours that count only in capitals or only after a comma.
    fn written_right(&self, hit: Hit, words: &Words, start: usize) -> bool {
        if hit.layer == 0 || hit.words != 1 || hit.dot {
            return true;
        }
        let flags = self.table(hit.layer).map_or(0, |t| t.word(words.key(start)));
        let Some(word) = words.list.get(start) else { return false };
        (flags & overlay::CAPITALS == 0 || word.case == Case::Upper)
            && (flags & overlay::AFTER_COMMA == 0 || word.gap == Gap::Comma)
    }

    /// The places a hit may mean, each with whether the words are its main name.
    pub(crate) fn places(&self, hit: Hit) -> impl Iterator<Item = (Ref, bool)> + '_ {
        let table = self.table(hit.layer);
        table.into_iter().flat_map(move |t| {
            t.postings(hit.value).map(move |p| {
                let at =
                    if hit.layer == 0 { Ref { layer: 0, record: p.record } } else { Overlay::reference(p) };
                (at, p.primary)
            })
        })
    }

    /// The places of a whole name.
    pub(crate) fn named(&self, key: &str) -> Vec<(Ref, bool)> {
        let mut out = Vec::new();
        for (layer, table) in self.layers() {
            if let Some(value) = table.step(table.walk(), key.as_bytes()).and_then(|w| table.value(w)) {
                let hit = Hit { words: 0, dot: false, genitive: false, layer, value };
                out.extend(self.places(hit));
            }
        }
        out
    }

    /// Leaves out what our own tables make needless: towns of the base that they hold too (with the state that
    /// administers them), and namesakes of seas, continents and regions of many countries.
    pub(crate) fn drop_doubles(&self, places: &mut Vec<(Ref, bool)>) {
        const SAME_KM: f64 = 20.0;
        let ours: Vec<Ref> =
            places.iter().filter(|(at, primary)| at.layer == 1 && *primary).map(|p| p.0).collect();
        if ours.is_empty() {
            return;
        }
        let wide = |at: &Ref| match self.feature(*at) {
            Feature::Sea | Feature::Gulf | Feature::Strait | Feature::Continent => true,
            Feature::Region => self.country(*at).is_none(),
            _ => false,
        };
        let any_wide = ours.iter().any(wide);
        places.retain(|(at, _)| {
            let same = |o: &Ref| {
                self.feature(*o).is_town() && distance_km(self.point(*o), self.point(*at)) < SAME_KM
            };
            at.layer == 1 || !(any_wide || (self.feature(*at).is_town() && ours.iter().any(same)))
        });
    }

    pub(crate) fn name(&self, at: Ref) -> &str {
        self.table(at.layer).map_or("", |t| t.name(at.record))
    }

    pub(crate) fn feature(&self, at: Ref) -> Feature {
        self.table(at.layer).map_or(Feature::Region, |t| t.feature(at.record))
    }

    pub(crate) fn country(&self, at: Ref) -> Option<[u8; 2]> {
        self.table(at.layer).and_then(|t| t.country(at.record))
    }

    pub(crate) fn population(&self, at: Ref) -> u32 {
        self.table(at.layer).map_or(0, |t| t.population(at.record))
    }

    pub(crate) fn point(&self, at: Ref) -> (f64, f64) {
        self.table(at.layer).map_or((0.0, 0.0), |t| t.point(at.record))
    }

    /// Its first-level division; a division is its own.
    pub(crate) fn division1(&self, at: Ref) -> Option<Ref> {
        if at.layer == 0 && self.feature(at) == Feature::Division1 {
            return Some(at);
        }
        let record = match at.layer {
            0 => self.base.as_ref().and_then(|b| b.division1(at.record)),
            _ => self.overlay.as_ref().and_then(|o| o.divisions1.get(at.record as usize).copied().flatten()),
        };
        record.map(|record| Ref { layer: 0, record })
    }

    /// Its second-level division.
    pub(crate) fn division2(&self, at: Ref) -> Option<Ref> {
        if at.layer == 0 && self.feature(at) == Feature::Division2 {
            return Some(at);
        }
        let base = self.base.as_ref().filter(|_| at.layer == 0)?;
        base.division2(at.record).map(|record| Ref { layer: 0, record })
    }

    /// The record of a country.
    pub(crate) fn country_record(&self, code: [u8; 2]) -> Option<Ref> {
        let base = self.base.as_ref()?;
        // Countries stand first and in the order of their codes.
        let (mut low, mut high) = (0, base.countries);
        while low < high {
            let middle = low + (high - low) / 2;
            if base.country(middle) < Some(code) { low = middle + 1 } else { high = middle }
        }
        (low < base.countries && base.country(low) == Some(code)).then_some(Ref { layer: 0, record: low })
    }

    /// A place with all the tables say about it.
    pub(crate) fn candidate(&self, at: Ref) -> Candidate {
        let letters = |c: Option<[u8; 2]>| c.map(|c| c.iter().map(|b| *b as char).collect());
        let feature = self.feature(at);
        let (lat, lon) = self.point(at);
        let table = self.table(at.layer);
        let division = self.division1(at).filter(|d| *d != at);
        Candidate {
            id: table.map(|t| t.id(at.record)).unwrap_or_default(),
            name: self.name(at).to_owned(),
            country: letters(self.country(at)),
            administered_by: letters(table.and_then(|t| t.administered_by(at.record))),
            admin1: division.map(|d| self.name(d).to_owned()),
            feature: Some(feature.as_str().to_owned()),
            lat,
            lon,
            population: u64::from(self.population(at)),
            level: feature.level(),
        }
    }

    /// Names of the places it lies in, innermost first.
    pub(crate) fn within(&self, at: Ref) -> Vec<String> {
        let country = self.country(at).and_then(|c| self.country_record(c));
        let outer = [self.division2(at), self.division1(at), country];
        outer.into_iter().flatten().filter(|o| *o != at).map(|o| self.name(o).to_owned()).collect()
    }
}

/// Walks the keys along the words of a text; a genitive "'s" may belong to the name or not.
fn spell(table: &Table, layer: u8, words: &Words, start: usize, walk: Walk, done: usize, out: &mut Vec<Hit>) {
    const LONGEST: usize = 7;
    let Some(word) = words.list.get(start + done) else { return };
    if done >= LONGEST || (done > 0 && !matches!(word.gap, Gap::Blank | Gap::Hyphen)) {
        return;
    }
    let walk = if done == 0 { Some(walk) } else { table.step(walk, b" ") };
    let Some(walk) = walk.and_then(|w| table.step(w, words.key(start + done).as_bytes())) else { return };
    let mut ends = |w: Walk, dot, genitive| {
        if let Some(value) = table.value(w) {
            out.push(Hit { words: done + 1, dot, genitive, layer, value });
        }
    };
    ends(walk, false, false);
    // "UK." ends a sentence; "U.K." and "Ind." are written with their dots.
    let initials = word.case == Case::Upper && !word.inner_dot && table.value(walk).is_some();
    if word.dot
        && !initials
        && let Some(dotted) = table.step(walk, b".")
    {
        ends(dotted, true, false);
    }
    if word.possessive {
        if let Some(owned) = table.step(walk, b"s") {
            if done > 0 {
                ends(owned, false, true);
            }
            spell(table, layer, words, start, owned, done + 1, out);
        }
    } else {
        spell(table, layer, words, start, walk, done + 1, out);
    }
}

/// SHA-256 of parts, each with its length, after what was there before.
fn digest<'a>(before: Option<[u8; 32]>, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut digest = Sha256::new_with_prefix(before.unwrap_or_default());
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_parts_fit_together() {
        let base = Table::new(Bytes::Static(EMBEDDED), true).unwrap();
        assert!(base.records > 200_000);
        let overlay = overlay::read(TABLES, Some(&base), Missing::Refuse).unwrap();
        assert!(overlay.table.records > 300);
    }

    #[test]
    fn names_that_need_capitals_or_a_comma_wait_for_them() {
        let gazetteer = Gazetteer::embedded();
        let hits = |text: &str, at: usize| {
            let mut out = Vec::new();
            gazetteer.hits(&Words::of(text), at, &mut out);
            out.iter().filter(|h| h.layer == 1).count()
        };
        assert_eq!((hits("they told us", 2), hits("the US said", 1)), (0, 1));
        assert_eq!((hits("Go to LA", 2), hits("Pineville, LA", 1)), (0, 1));
        assert_eq!((hits("Terre Haute, Ind", 2), hits("Terre Haute, Ind.", 2)), (0, 1));
    }

    #[test]
    fn cut_or_foreign_bytes_are_refused() {
        assert!(matches!(
            Gazetteer::from_bytes(b"no table".to_vec()),
            Err(OverlayError::Table(TableError::Magic))
        ));
        assert!(Gazetteer::from_bytes(EMBEDDED[..4096].to_vec()).is_err());
    }
}
