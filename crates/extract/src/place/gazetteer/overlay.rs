//! Our own tables of places, laid over a base table.
//!
//! Owns: the shape of `codebook/places/*.toml` and how its entries meet the base. In: texts of TOML files with their
//! names, and the base table. Out: a second, small [`Table`]. Refuses: an alias of a place the base does not know
//! and a kind outside the list, with the file's name.

use super::table::{Bytes, Table, TableError};
use super::write::{Builder, Row, WriteError};
use super::{Feature, Ref, lookup};
use crate::place::key::key;
use claimbook_records::codebook::CodebookError;
use claimbook_records::globe::distance_km;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::Spanned;

/// One file of places.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    place: Vec<Place>,
    #[serde(default)]
    alias: Vec<Alias>,
    /// Adjectives and names of a country's people, by country code: context, never places.
    #[serde(default)]
    people: BTreeMap<Spanned<String>, Vec<String>>,
}

/// A place of our own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: Spanned<String>,
    #[serde(default)]
    names: Vec<String>,
    feature: String,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    administered_by: Option<String>,
    /// Name of the first-level division it lies in.
    #[serde(default)]
    division: Option<String>,
    lat: f64,
    lon: f64,
    #[serde(default)]
    population: u32,
}

/// Further names of a place the base table has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    /// "US", "US/Louisiana" or "IQ/town/Erbil".
    of: Spanned<String>,
    #[serde(default)]
    names: Vec<String>,
    /// Names that count only in capitals ("US", "UAE").
    #[serde(default)]
    capitals: Vec<String>,
    /// Names that count only in capitals and after another place and a comma ("Pineville, LA").
    #[serde(default)]
    postal: Vec<String>,
}

/// Why a table of places cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OverlayError {
    #[error(transparent)]
    Text(#[from] CodebookError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// One text of a table, to name the line of a mistake.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn mistake(self, at: usize, message: String) -> OverlayError {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        OverlayError::Text(CodebookError { file: self.file.to_owned(), line, message })
    }

    fn parse(self) -> Result<File, OverlayError> {
        toml::from_str(self.text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            self.mistake(at, e.message().trim().replace('\n', " "))
        })
    }

    /// What a place is; its point and countries are checked too.
    fn feature(self, place: &Place) -> Result<Feature, OverlayError> {
        let (name, at) = (place.name.get_ref(), place.name.span().start);
        let feature = Feature::of_word(&place.feature).ok_or_else(|| {
            self.mistake(at, format!("'{name}' is of the unknown kind '{}'", place.feature))
        })?;
        let (lat, lon) = (place.lat, place.lon);
        if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)) {
            let message = format!("'{name}' lies at {lat}, {lon}, which is no point in degrees");
            return Err(self.mistake(at, message));
        }
        for code in place.country.iter().chain(&place.administered_by) {
            self.country(code, at)?;
        }
        Ok(feature)
    }

    /// Two capital letters of ISO 3166-1.
    fn country(self, code: &str, at: usize) -> Result<[u8; 2], OverlayError> {
        <[u8; 2]>::try_from(code.as_bytes()).ok().filter(|c| c.iter().all(u8::is_ascii_uppercase)).ok_or_else(
            || self.mistake(at, format!("country '{code}': use the two capital letters of ISO 3166-1")),
        )
    }
}

/// A name of this table counts only when written in capitals.
pub(super) const CAPITALS: u8 = 1;
/// A name of this table counts only after a comma.
pub(super) const AFTER_COMMA: u8 = 2;

/// What to do with an alias of a place that the base lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    PassOver,
    Refuse,
}

/// A small table over the base.
#[derive(Debug)]
pub(super) struct Overlay {
    pub(super) table: Table,
    /// First-level division in the base table, by record.
    pub(super) divisions1: Vec<Option<u32>>,
    /// Country codes by the key of an adjective or people's name.
    pub(super) people: FxHashMap<String, [u8; 2]>,
}

/// Reads table texts, given as (file name, text), over `base`.
pub(super) fn read(
    texts: &[(&str, &str)],
    base: Option<&Table>,
    missing: Missing,
) -> Result<Overlay, OverlayError> {
    let mut builder = Builder::with_dots();
    let (mut divisions, mut people, mut seen) = (BTreeMap::new(), FxHashMap::default(), BTreeSet::new());
    for (file, text) in texts {
        let source = Source { file, text };
        let parsed = source.parse()?;
        for place in parsed.place {
            let feature = source.feature(&place)?;
            if let Some(base) = base
                && feature == Feature::Town
                && place.administered_by.is_none()
                && let Some(record) = namesake(base, &place)
            {
                for name in place.names.iter().chain([place.name.get_ref()]) {
                    builder.alias(name, record);
                }
                continue;
            }
            let mut id = format!("cb:{}", key(place.name.get_ref(), false).replace(' ', "-"));
            while !seen.insert(id.clone()) {
                id.push_str("-2");
            }
            if let (Some(d), Some(base)) = (&place.division, base) {
                let of = format!("{}/{d}", place.country.as_deref().unwrap_or_default());
                divisions.insert(id.clone(), find_base(base, &of));
            }
            builder.add(Row {
                id,
                feature,
                name: place.name.into_inner(),
                lat: place.lat,
                lon: place.lon,
                country: place.country.unwrap_or_default(),
                administered_by: place.administered_by.unwrap_or_default(),
                division1: String::new(),
                division2: String::new(),
                population: place.population,
                names: place.names,
            });
        }
        for alias in parsed.alias {
            let Some(base) = base else { continue };
            let of = alias.of.get_ref();
            let record = match (find_base(base, of), missing) {
                (Some(record), _) => record,
                (None, Missing::PassOver) => continue,
                (None, Missing::Refuse) => {
                    let message = format!("alias of '{of}', which the gazetteer does not know");
                    return Err(source.mistake(alias.of.span().start, message));
                }
            };
            for (names, flags) in
                [(&alias.names, 0), (&alias.capitals, CAPITALS), (&alias.postal, CAPITALS | AFTER_COMMA)]
            {
                for name in names {
                    builder.alias(name, record);
                    if flags != 0 {
                        builder.word(name, flags);
                    }
                }
            }
        }
        for (code, names) in parsed.people {
            let bytes = source.country(code.get_ref(), code.span().start)?;
            people.extend(names.iter().map(|n| (key(n, false), bytes)));
        }
    }
    let table = Table::new(Bytes::Shared(Arc::new(builder.finish()?)), false)?;
    let divisions1 = (0..table.records).map(|i| divisions.get(&table.id(i)).copied().flatten()).collect();
    Ok(Overlay { table, divisions1, people })
}

/// The base's own record of a town of ours: same name and country, at most 20 km away.
fn namesake(base: &Table, place: &Place) -> Option<u32> {
    let walk = base.step(base.walk(), key(place.name.get_ref(), false).as_bytes())?;
    let near = |r: &u32| {
        let (lat, lon) = base.point(*r);
        distance_km((lat, lon), (place.lat, place.lon)) < 20.0
            && base
                .country(*r)
                .is_some_and(|c| Some(c.as_slice()) == place.country.as_deref().map(str::as_bytes))
            && base.feature(*r).is_town()
    };
    base.postings(base.value(walk)?).map(|p| p.record).filter(near).max_by_key(|r| base.population(*r))
}

/// The base record "US", "US/Louisiana" or "IQ/town/Erbil" speaks of.
fn find_base(base: &Table, of: &str) -> Option<u32> {
    let mut parts = of.splitn(3, '/');
    let code = parts.next()?;
    let second = parts.next();
    let in_country = |r: &u32| base.country(*r).is_some_and(|c| c == code.as_bytes());
    let Some(second) = second else {
        return (0..base.countries).find(in_country);
    };
    let town = parts.next();
    let mut walk = base.walk();
    walk = base.step(walk, key(town.unwrap_or(second), false).as_bytes())?;
    let mut found: Vec<u32> = base.postings(base.value(walk)?).map(|p| p.record).filter(in_country).collect();
    found.retain(|r| {
        town.is_none()
            || !matches!(base.feature(*r), Feature::Country | Feature::Division1 | Feature::Division2)
    });
    found.sort_by_key(|r| (std::cmp::Reverse(lookup::prominence(base.feature(*r), base.population(*r))), *r));
    found.first().copied()
}

impl Overlay {
    /// The reference of one of its postings.
    pub(super) fn reference(posting: super::table::Posting) -> Ref {
        Ref { layer: u8::from(!posting.base), record: posting.record }
    }
}
