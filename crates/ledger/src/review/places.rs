//! Places that people set.
//!
//! Owns: how words that a person types become a place of the gazetteer: a name, a name with its division and country, or an
//! id. In: the words, and a gazetteer that the caller brings. Out: the value as the book keeps it, and the places it means.
//! Refuses: an id that no place has, and a name of several places of which none is by far the largest; it says which.

use super::{Act, correct};
use crate::decide::Ruling;
use crate::error::{Error, Result};
use crate::keys::fold;
use crate::ledger::Ledger;
use claimbook_records::report::{Level, Place};
use std::collections::BTreeSet;

/// Of several places of one name the largest is meant where it has as many times the people of any other.
const PLAINLY: u64 = 10;

/// A place of the gazetteer, in the shape that records have.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPlace {
    pub place: Place,
    /// How many people the name stands for; the most for countries and seas.
    pub people: u64,
}

/// Places of a name or an id ("geonames:295277"), best first; none where the gazetteer does not know it.
pub type Gazetteer = dyn Fn(&str) -> Vec<KnownPlace> + Send + Sync;

/// What a person may mean by some words.
#[derive(Debug, Clone, PartialEq)]
pub struct Meant {
    /// Best first.
    pub places: Vec<KnownPlace>,
    /// Whether the first is meant without a further question.
    pub plain: bool,
}

/// The places that typed words may mean.
pub fn meant(text: &str, gazetteer: &Gazetteer) -> Meant {
    if let Some(id) = id(text) {
        let places = gazetteer(&id);
        return Meant { plain: !places.is_empty(), places };
    }
    let typed = Typed::of(text);
    let mut places = gazetteer(typed.name);
    places.retain(|k| typed.fits(&k.place));
    // A name that is a town's and its division's is the town's, as the reader of articles has it.
    let around: BTreeSet<String> = places
        .iter()
        .filter(|k| k.place.level == Level::Locality)
        .flat_map(|k| k.place.within.iter().cloned())
        .collect();
    places.retain(|k| k.place.level != Level::Region || !around.contains(&k.place.name));
    let plain = match places.split_first() {
        None => false,
        Some((first, others)) => {
            others.is_empty() || others.iter().all(|other| first.people / PLAINLY > other.people)
        }
    };
    Meant { places, plain }
}

impl Ledger {
    /// Looks up the places that a ruling sets: its value becomes what the book keeps, and the places go with it. One that
    /// the records know already keeps what is known of it; one that nobody knows stays a name without a point.
    pub fn look_up(&self, ruling: &mut Ruling, gazetteer: &Gazetteer) -> Result<()> {
        let Act::Correct { value, .. } = &ruling.act else { return Ok(()) };
        if !ruling.act.sets_places() {
            return Ok(());
        }
        let views: Vec<_> = ruling.subjects.iter().map(|id| self.incident(id)).collect::<Result<_>>()?;
        let (mut texts, mut places) = (Vec::new(), Vec::new());
        for text in correct::list(value) {
            let typed = Typed::of(text);
            let is = |p: &Place| p.lat.is_some() && fold(&p.name) == fold(typed.name) && typed.fits(p);
            if id(text).is_none() && views.iter().all(|v| v.record.places.iter().any(is)) {
                texts.push(text.to_owned());
                continue;
            }
            let found = meant(text, gazetteer);
            match found.places.into_iter().map(|k| k.place).collect::<Vec<_>>() {
                mut all if found.plain => {
                    let place = all.swap_remove(0);
                    texts.push(told(&place));
                    places.push(place);
                }
                all if !all.is_empty() => {
                    return Err(Error::SeveralPlaces { wanted: text.to_owned(), candidates: all });
                }
                _ if id(text).is_some() => {
                    return Err(Error::BadRequest(format!(
                        "the gazetteer has no place '{text}'; `claimbook gazetteer lookup NAME` shows the ids of a name"
                    )));
                }
                _ => texts.push(text.to_owned()),
            }
        }
        if !texts.is_empty() {
            ruling.act = Act::Correct { property: "place".to_owned(), value: texts.join("; ") };
            ruling.places = places;
        }
        Ok(())
    }
}

/// "Name, Division, IQ", as a person may type it.
#[derive(Debug)]
pub(super) struct Typed<'t> {
    pub(super) name: &'t str,
    pub(super) division: Option<&'t str>,
    pub(super) country: Option<&'t str>,
}

impl<'t> Typed<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        // The first part is the name, also of a place that is called by two capitals.
        let country = if parts.len() > 1 { parts.pop_if(|last| is_country(last)) } else { None };
        let name = parts.first().copied().unwrap_or(text);
        Self { name, division: parts.get(1).copied(), country }
    }

    /// Whether a place lies where the words say.
    fn fits(&self, place: &Place) -> bool {
        let inside = |division: &str| {
            let mut own = place.within.iter().chain(&place.admin1).chain(std::iter::once(&place.name));
            own.any(|name| fold(name).contains(&fold(division)))
        };
        let country = |code: &str| {
            [&place.country, &place.administered_by].into_iter().flatten().any(|own| own == code)
        };
        self.country.is_none_or(country) && self.division.is_none_or(inside)
    }
}

/// Two capital letters are a country.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// The id that words are: with its table, or a number of GeoNames alone.
fn id(text: &str) -> Option<String> {
    let digits = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    match text.split_once(':') {
        None => digits(text).then(|| format!("geonames:{text}")),
        Some(("gn" | "geonames", number)) => digits(number).then(|| format!("geonames:{number}")),
        Some(_) => (!text.contains(char::is_whitespace)).then(|| text.to_owned()),
    }
}

/// A place as the value of a decision words it.
pub(super) fn told(place: &Place) -> String {
    let parts = [Some(&place.name), place.admin1.as_ref(), place.country.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    // A value of several places is cut at the semicolons.
    parts.join(", ").replace(';', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::report::PlaceRole;

    fn place(id: &str, name: &str, division: &str, country: &str, people: u64, level: Level) -> KnownPlace {
        let place = Place {
            name: name.to_owned(),
            country: Some(country.to_owned()),
            administered_by: None,
            admin1: Some(division.to_owned()).filter(|d| d != name),
            within: vec![division.to_owned()],
            feature: None,
            lat: Some(30.0),
            lon: Some(40.0),
            gazetteer_id: Some(id.to_owned()),
            level,
            role: PlaceRole::Target,
            evidence: Vec::new(),
            x_reason: None,
        };
        KnownPlace { place, people }
    }

    fn gazetteer(wanted: &str) -> Vec<KnownPlace> {
        let all = [
            place("geonames:1", "Tel Marsa", "Upper Qasr", "QS", 90_000, Level::Locality),
            place("geonames:2", "Tel Marsa", "Low Plain", "RM", 40_000, Level::Locality),
            place("geonames:3", "Harun", "Harun District", "QS", 500_000, Level::Locality),
            place("geonames:4", "Harun District", "Harun District", "QS", 900_000, Level::Region),
            place("geonames:5", "Harun", "Low Plain", "RM", 300, Level::Locality),
        ];
        let is = |k: &KnownPlace| {
            let name = k.place.name.to_lowercase();
            k.place.gazetteer_id.as_deref() == Some(wanted)
                || name.trim_end_matches(" district") == wanted.to_lowercase()
        };
        all.into_iter().filter(is).collect()
    }

    #[test]
    fn words_mean_a_place_where_one_is_plain() {
        let first = |text: &str| {
            let meant = meant(text, &gazetteer);
            let id = meant.places.first().and_then(|k| k.place.gazetteer_id.clone());
            (id.as_deref().map(|id| id.replace("geonames:", "")), meant.places.len(), meant.plain)
        };
        let is = |id: &str, n, plain| (Some(id.to_owned()), n, plain);
        assert_eq!(first("Tel Marsa"), is("1", 2, false), "two towns of one order: the person says which");
        assert_eq!(first("Tel Marsa, RM"), is("2", 1, true));
        assert_eq!(first("tel marsa, upper qasr"), is("1", 1, true));
        assert_eq!(first("Harun"), is("3", 2, true), "the town, not its district, and not the hamlet");
        for id in ["geonames:2", "2", "gn:2"] {
            assert_eq!(first(id), is("2", 1, true));
        }
        assert_eq!(first("geonames:9"), (None, 0, false));
        assert_eq!(first("Nowhere"), (None, 0, false));
    }
}
