//! Places: found, and resolved against the gazetteer with the alternatives kept.
//!
//! Owns: place mentions and the gazetteer. In: a [`Text`]. Out: [`PlaceMention`]s. Refuses: deciding what a place is
//! to an incident, and coordinates finer than the locality.
//!
//! Three steps: [`recognise`] finds names and weighs whether they are places here, [`resolve`] weighs what they mean,
//! and this module puts both together and says why.

mod cues;
pub mod gazetteer;
pub(crate) mod key;
mod people;
mod reason;
mod recognise;
mod resolve;
mod streets;
mod weights;

pub use gazetteer::Gazetteer;

use crate::text::Text;
use claimbook_records::Span;
use claimbook_records::report::Level;
use gazetteer::{Feature, Ref};
use key::Words;
use recognise::Spot;
use resolve::{Group, Named, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// Alternatives kept beside a choice, the choice included.
const KEPT: usize = 8;
/// A division's name with at most so many places names the division outright.
const FEW: usize = 12;

/// One place a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// "geonames:295277", or an id of our own tables ("cb:golan-heights").
    pub id: String,
    pub name: String,
    /// ISO 3166-1 alpha-2, internationally recognised.
    pub country: Option<String>,
    /// ISO 3166-1 alpha-2 where another state administers it.
    pub administered_by: Option<String>,
    pub admin1: Option<String>,
    pub feature: Option<String>,
    /// WGS84 degrees, to two decimals.
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

/// What is known about an article's origin before it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Home<'a> {
    /// ISO 3166-1 alpha-2 of the publisher's country.
    pub country: Option<&'a str>,
}

/// All place mentions of a text, in order, not overlapping.
///
/// ```
/// use claimbook_extract::place::{self, Gazetteer};
/// use claimbook_extract::text::Text;
/// let body = "A drone fell near Eilat, Israel, on Tuesday.";
/// let places = place::find(&Text::default(), body, &Gazetteer::embedded());
/// assert_eq!(places[0].reading.chosen().map(|c| c.name.as_str()), Some("Eilat"));
/// ```
pub fn find(text: &Text, body: &str, gazetteer: &Gazetteer) -> Vec<PlaceMention> {
    find_at(text, body, gazetteer, Home::default())
}

/// As [`find`], knowing where the article comes from.
pub fn find_at(text: &Text, body: &str, gazetteer: &Gazetteer, home: Home<'_>) -> Vec<PlaceMention> {
    let words = Words::of(body);
    let reading = read(text, body, &words, gazetteer, home);
    let mut mentions = Vec::new();
    // A name has one reading, but for the place that it is said to lie in.
    let mut known: BTreeMap<Said, PlaceReading> = BTreeMap::new();
    for (i, spot) in reading.spots.iter().enumerate() {
        if reading.trust[i] < gazetteer.weights.threshold {
            continue;
        }
        let Some(group) = reading.group_of.get(i).and_then(|g| reading.groups.get(*g)) else { continue };
        let outer = spot.inside_of.and_then(|o| reading.spots.get(o)).map(|o| o.places.as_slice());
        let said = known
            .entry((reading.group_of[i], outer))
            .or_insert_with(|| reason::reading(gazetteer, &reading, spot, group));
        mentions.push(PlaceMention { span: spot.span, reading: said.clone() });
    }
    mentions
}

/// The group of a name, and the places of the name that it is said to lie in.
type Said<'a> = (usize, Option<&'a [(Ref, bool)]>);

/// Everything the two steps say about a text.
struct Reading {
    spots: Vec<Spot>,
    /// Probability that a spot is a place, by spot.
    trust: Vec<f32>,
    groups: Vec<Group>,
    /// Group of a spot.
    group_of: Vec<usize>,
}

fn read(text: &Text, body: &str, words: &Words, gazetteer: &Gazetteer, home: Home<'_>) -> Reading {
    let spots = recognise::spots(text, body, words, gazetteer, &gazetteer.cues);
    let trust: Vec<f32> =
        spots.iter().map(|s| logistic(s.signs.weigh(gazetteer.weights.signs(s.caps)))).collect();
    let mut keys: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (i, spot) in spots.iter().enumerate() {
        let key = (recognise::name_key(words, spot), None);
        let at = *keys.entry(key).or_insert(members.len());
        if at == members.len() {
            members.push(Vec::new());
        }
        members[at].push(i);
    }
    let setting = Setting {
        people: people(words, gazetteer),
        home: home.country.and_then(|c| c.as_bytes().try_into().ok()),
    };
    let named = named(&spots, &trust, &setting, gazetteer);
    let mut group_of = vec![0; spots.len()];
    let mut groups = Vec::with_capacity(members.len());
    for (g, list) in members.iter().enumerate() {
        list.iter().for_each(|i| group_of[*i] = g);
        let Some(first) = list.first().map(|i| &spots[*i]) else { continue };
        // The same names around it say nothing more.
        let around: BTreeSet<&[(Ref, bool)]> =
            list.iter().filter_map(|i| spots[*i].inside_of).map(|o| spots[o].places.as_slice()).collect();
        let outer: Vec<Ref> = around.into_iter().flatten().map(|p| p.0).collect();
        let said = |at: Ref| outer.iter().any(|o| resolve::lies_in(gazetteer, at, *o));
        let dateline = list.iter().any(|i| spots[*i].signs.dateline > 0.0 && spots[*i].inside_of.is_none());
        let most = list.iter().map(|i| trust[*i]).fold(0.0, f32::max);
        groups.push(Group::new(gazetteer, &first.places, said, &named, list.len() as f32, most, dateline));
    }
    resolve::resolve(&mut groups, &setting, &gazetteer.weights.traits);
    Reading { spots, trust, groups, group_of }
}

/// Countries and divisions named outright, by their own names or their people's.
fn named(spots: &[Spot], trust: &[f32], setting: &Setting, gazetteer: &Gazetteer) -> Named {
    let mut named = Named::default();
    named.countries.extend(setting.people.iter().map(|(c, _)| *c));
    named.countries.extend(setting.home);
    for (spot, _) in spots.iter().zip(trust).filter(|(_, t)| **t >= gazetteer.weights.threshold) {
        for (at, _) in &spot.places {
            match gazetteer.feature(*at) {
                Feature::Country => named.countries.extend(gazetteer.country(*at)),
                Feature::Division1 if spot.places.len() <= FEW => {
                    named.divisions.insert(*at);
                    named.countries.extend(gazetteer.country(*at));
                }
                _ if spot.places.len() == 1 => {
                    named.countries.extend(gazetteer.country(*at));
                    named.divisions.extend(gazetteer.division1(*at));
                }
                _ => {}
            }
        }
    }
    named
}

/// Countries by their people and adjectives, with how often.
fn people(words: &Words, gazetteer: &Gazetteer) -> Vec<([u8; 2], f32)> {
    let mut counts: BTreeMap<[u8; 2], f32> = BTreeMap::new();
    for (i, word) in words.list.iter().enumerate() {
        if word.case != key::Case::Lower
            && let Some(country) = gazetteer.people(words.key(i))
        {
            *counts.entry(country).or_default() += 1.0;
        }
    }
    counts.into_iter().collect()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// True when the first place lies in the second, as far as their division and country names tell.
pub fn containment(a: &Candidate, b: &Candidate) -> bool {
    if a.id == b.id || a.country.is_none() {
        return false;
    }
    match b.level {
        Level::Country => a.country == b.country && a.level != Level::Country,
        Level::Region => a.country == b.country && a.admin1.as_deref() == Some(b.name.as_str()),
        _ => false,
    }
}

/// Signs of every name and traits of every candidate, for fitting the weights: not part of reading an article.
#[doc(hidden)]
pub fn features(text: &Text, body: &str, gazetteer: &Gazetteer) -> Vec<weights::Features> {
    let words = Words::of(body);
    let reading = read(text, body, &words, gazetteer, Home::default());
    weights::features(gazetteer, &reading.spots, &reading.groups, &reading.group_of)
}

pub use weights::{SIGNS, TRAITS};

#[cfg(test)]
mod tests;
