//! The weights of signs and traits.
//!
//! Owns: reading `data/gazetteer_weights.toml` and laying out what the fitting script reads. In: the file. Out:
//! [`Weights`]. Refuses: names of signs that the code does not know.

use super::gazetteer::Gazetteer;
use super::recognise::{Signs, Spot};
use super::resolve::{Group, Traits};
use claimbook_records::Span;
use std::collections::BTreeMap;

const TEXT: &str = include_str!("../../data/gazetteer_weights.toml");

/// Names of the signs, in order.
pub const SIGNS: &[&str] = Signs::NAMES;
/// Names of the traits, in order.
pub const TRAITS: &[&str] = Traits::NAMES;

/// Weights in the order of the names.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    signs: Vec<f32>,
    /// For text in capitals.
    signs_caps: Vec<f32>,
    pub(crate) traits: Vec<f32>,
    /// A name at least this likely to be a place is one.
    pub(crate) threshold: f32,
    /// A candidate at least this likely is chosen; below it the mention stays unresolved.
    pub(crate) choose: f32,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    threshold: f32,
    choose: f32,
    signs: BTreeMap<String, f32>,
    signs_caps: BTreeMap<String, f32>,
    traits: BTreeMap<String, f32>,
}

impl Weights {
    /// The weights that come with the program.
    pub(crate) fn embedded() -> Self {
        // The file is part of the program; a test reads it.
        Self::read(TEXT).unwrap_or_default()
    }

    /// Weights of the signs, in capitals or in ordinary text.
    pub(crate) fn signs(&self, caps: bool) -> &[f32] {
        if caps { &self.signs_caps } else { &self.signs }
    }

    pub(crate) fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let list = |names: &[&str], map: &BTreeMap<String, f32>| {
            names.iter().map(|n| map.get(*n).copied().unwrap_or(0.0)).collect()
        };
        Ok(Self {
            signs: list(SIGNS, &file.signs),
            signs_caps: list(SIGNS, &file.signs_caps),
            traits: list(TRAITS, &file.traits),
            threshold: file.threshold,
            choose: file.choose,
        })
    }
}

/// What is known about one name: its signs, and the traits and points of its candidates.
#[derive(Debug)]
pub struct Features {
    pub span: Span,
    pub signs: Vec<f32>,
    /// Point (latitude, longitude) and traits of each candidate, best first.
    pub candidates: Vec<((f64, f64), Vec<f32>)>,
}

pub(super) fn features(g: &Gazetteer, spots: &[Spot], groups: &[Group], group_of: &[usize]) -> Vec<Features> {
    let row = |(i, s): (usize, &Spot)| {
        let places = group_of.get(i).and_then(|k| groups.get(*k)).map_or(&[][..], |k| &k.places);
        Features {
            span: s.span,
            signs: s.signs.values(),
            candidates: places.iter().map(|c| (g.point(c.at), c.traits.values())).collect(),
        }
    };
    spots.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_names_a_sign_or_a_trait() {
        let file: File = toml::from_str(TEXT).unwrap();
        for name in file.signs.keys().chain(file.signs_caps.keys()) {
            assert!(SIGNS.contains(&name.as_str()), "{name}");
        }
        for name in file.traits.keys() {
            assert!(TRAITS.contains(&name.as_str()), "{name}");
        }
    }
}
