//! Places: found, and resolved against the gazetteer with the alternatives kept.
//!
//! Owns: place mentions and the gazetteer. In: a [`Text`]. Out: [`PlaceMention`]s. Refuses: deciding what a place is
//! to an incident, and coordinates finer than the locality.

use crate::text::Text;
use claimbook_records::Span;
use claimbook_records::report::Level;

/// One place a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// "geonames:295277", or an id of our own tables ("cb:golan").
    pub id: String,
    pub name: String,
    /// ISO 3166-1 alpha-2, internationally recognised.
    pub country: Option<String>,
    /// ISO 3166-1 alpha-2 where another state administers it.
    pub administered_by: Option<String>,
    pub admin1: Option<String>,
    pub feature: Option<String>,
    /// WGS84 degrees.
    pub lat: f64,
    pub lon: f64,
    pub population: u64,
    pub level: Level,
}

/// What a place mention means.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceReading {
    /// Best first; empty when the gazetteer does not know the name.
    pub candidates: Vec<Candidate>,
    /// Index of the choice; `None` = unresolved.
    pub choice: Option<usize>,
    /// Containing places, innermost first.
    pub within: Vec<String>,
    /// Why, in one line.
    pub reason: String,
}

impl PlaceReading {
    /// The chosen candidate.
    pub fn chosen(&self) -> Option<&Candidate> {
        self.choice.and_then(|i| self.candidates.get(i))
    }
}

/// A mention of a place by name. Nationalities and group names are none.
#[derive(Debug, Clone)]
pub struct PlaceMention {
    pub span: Span,
    pub reading: PlaceReading,
}

/// The table of places.
#[derive(Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The embedded gazetteer; cheap until the first look-up.
    pub fn embedded() -> Self {
        Self::default()
    }
}

/// All place mentions of a text, in order, not overlapping. `home` is where the publisher or dateline says it is.
pub fn find(_text: &Text, _body: &str, _gazetteer: &Gazetteer) -> Vec<PlaceMention> {
    Vec::new()
}
