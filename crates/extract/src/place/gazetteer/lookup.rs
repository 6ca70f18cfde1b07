//! Look-up of a single name or id, outside any text.
//!
//! Owns: the order of candidates when nothing but the name is known. In: a name or an id. Out: candidates with a reason each.
//! Refuses: context (see [`crate::place::find`]).

use super::{Candidate, Feature, Gazetteer, Ref};
use crate::place::key::key;
use std::cmp::Reverse;

/// A candidate and why it stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub candidate: Candidate,
    /// Containing places, innermost first.
    pub within: Vec<String>,
    pub reason: String,
}

/// How likely a name means a place of this kind and size when nothing else is known, as a number to sort by:
/// the logarithm of the population, with kinds lifted as far as the press uses them for the bare name.
pub(super) fn prominence(feature: Feature, population: u32) -> i64 {
    let size = (f64::from(population) + 1.0).log10() * 100.0;
    let lift = match feature {
        Feature::Country => 900.0,
        Feature::Continent | Feature::Sea | Feature::Gulf | Feature::Strait | Feature::Region => 700.0,
        Feature::Division1 => 120.0,
        Feature::Capital => 100.0,
        Feature::Division2 => -120.0,
        Feature::Base | Feature::Airport | Feature::Camp | Feature::Port => 350.0,
        _ => 0.0,
    };
    (size + lift) as i64
}

/// Lift of the places of our own tables, which hold what the press means by a name.
const OURS: i64 = 200;

impl Gazetteer {
    /// The places a name may mean, best first by kind and size alone, each with the reason for its rank.
    pub fn lookup(&self, name: &str) -> Vec<Found> {
        let mut places = self.named(&key(name, false));
        places.extend(self.named(&key(name, true)));
        self.drop_doubles(&mut places);
        places.sort_by_key(|(at, primary)| (self.rank(*at, *primary), *at));
        places.dedup_by_key(|(at, _)| *at);
        let first = places.first().map(|(at, p)| self.rank(*at, *p));
        places
            .into_iter()
            .enumerate()
            .map(|(i, (at, primary))| {
                let tie = first == Some(self.rank(at, primary)) && i > 0;
                Found {
                    candidate: self.candidate(at),
                    within: self.within(at),
                    reason: self.why(at, primary, i, tie),
                }
            })
            .collect()
    }

    /// The place with an id ("geonames:295277", "cb:golan-heights").
    pub fn with_id(&self, id: &str) -> Option<Found> {
        let at = self.layers().find_map(|(layer, t)| t.find(id).map(|record| Ref { layer, record }))?;
        let reason = format!("{}, named by its id", self.feature(at).as_str());
        Some(Found { candidate: self.candidate(at), within: self.within(at), reason })
    }

    pub(crate) fn rank(&self, at: Ref, primary: bool) -> Reverse<i64> {
        let ours = if at.layer == 1 { OURS } else { 0 };
        Reverse(prominence(self.feature(at), self.population(at)) + ours - if primary { 0 } else { 80 })
    }

    fn why(&self, at: Ref, primary: bool, place: usize, tie: bool) -> String {
        let name = if primary { "its main name" } else { "another name of it" };
        let people = match self.population(at) {
            0 => "no population known".to_owned(),
            n => format!("population {n}"),
        };
        let order = match (place, tie) {
            (0, _) => "first",
            (_, true) => "level with the first",
            _ => "after it",
        };
        format!("{}, {name}, {people}: {order}", self.feature(at).as_str())
    }
}
