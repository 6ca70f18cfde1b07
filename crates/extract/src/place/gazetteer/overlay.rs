//! Our own tables of places, laid over a base table.
//!
//! Owns: the shape of `codebook/places/*.toml` and how its entries meet the base. In: texts of TOML files with their
//! names, and the base table. Out: a second, small [`Table`]. Refuses: an alias of a place the base does not know
//! and a kind outside the list, with the file's name.

use super::table::{Bytes, Table, TableError};
use super::write::{Builder, Row, WriteError};
use super::{Feature, Ref, lookup};
use crate::place::distance_km;
use crate::place::key::key;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    people: BTreeMap<String, Vec<String>>,
}

/// A place of our own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
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
    of: String,
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
pub enum OverlayError {
    #[error("{file}: {message}")]
    Text { file: String, message: String },
    #[error("{file}: alias of '{of}', which the gazetteer does not know")]
    UnknownAlias { file: String, of: String },
    #[error("{file}: '{name}' is of the unknown kind '{feature}'")]
    Feature { file: String, name: String, feature: String },
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// A name of this table counts only when written in capitals.
pub(super) const CAPITALS: u8 = 1;
/// A name of this table counts only after a comma.
pub(super) const AFTER_COMMA: u8 = 2;

/// A small table over the base.
#[derive(Debug)]
pub(super) struct Overlay {
    pub(super) table: Table,
    /// First-level division in the base table, by record.
    pub(super) divisions1: Vec<Option<u32>>,
    /// Country codes by the key of an adjective or people's name.
    pub(super) people: BTreeMap<String, [u8; 2]>,
}

/// Reads table texts, given as (file name, text), over `base`.
pub(super) fn read(texts: &[(&str, &str)], base: Option<&Table>) -> Result<Overlay, OverlayError> {
    let mut builder = Builder::with_dots();
    let (mut divisions, mut people, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    for (file, text) in texts {
        let parsed: File = toml::from_str(text)
            .map_err(|e| OverlayError::Text { file: (*file).to_owned(), message: e.to_string() })?;
        for place in parsed.place {
            let feature = Feature::of_word(&place.feature).ok_or_else(|| OverlayError::Feature {
                file: (*file).to_owned(),
                name: place.name.clone(),
                feature: place.feature.clone(),
            })?;
            if let Some(base) = base
                && feature == Feature::Town
                && place.administered_by.is_none()
                && let Some(record) = namesake(base, &place)
            {
                for name in place.names.iter().chain([&place.name]) {
                    builder.alias(name, record);
                }
                continue;
            }
            let mut id = format!("cb:{}", key(&place.name, false).replace(' ', "-"));
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
                name: place.name,
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
            let record = find_base(base, &alias.of).ok_or_else(|| OverlayError::UnknownAlias {
                file: (*file).to_owned(),
                of: alias.of.clone(),
            })?;
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
            if let Ok(code) = <[u8; 2]>::try_from(code.as_bytes()) {
                people.extend(names.iter().map(|n| (key(n, false), code)));
            }
        }
    }
    let table = Table::new(Bytes::Shared(Arc::new(builder.finish()?)), false)?;
    let divisions1 = (0..table.records).map(|i| divisions.get(&table.id(i)).copied().flatten()).collect();
    Ok(Overlay { table, divisions1, people })
}

/// The base's own record of a town of ours: same name and country, at most 20 km away.
fn namesake(base: &Table, place: &Place) -> Option<u32> {
    let walk = base.step(base.walk(), key(&place.name, false).as_bytes())?;
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
