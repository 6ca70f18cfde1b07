//! Where two accounts say that it happened.
//!
//! Owns: how the places of one account lie to those of another. In: places struck. Out: [`Where`]. Refuses: places an account only
//! mentions.

use crate::names::{shared, spelled_alike};
use crate::profile::Spot;
use claimbook_records::globe::distance_km;
use claimbook_records::report::Level;

/// Kilometres up to which two localities are the same, and up to which they are neighbours.
const SAME_KM: f64 = 4.0;
const NEAR_KM: f64 = 40.0;
/// Share of a name from which two names are of one place.
const ONE_NAME: f32 = 0.65;

/// The closest that two places of two accounts come, the least telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Where {
    /// One account names no place, or nothing is known of how theirs lie.
    Unknown,
    /// One lies in the other.
    Within,
    /// In different countries.
    Abroad,
    Apart,
    Near,
    /// The names may be two spellings of one.
    Alike,
    Town,
    Site,
}

impl Where {
    /// One place, as far as the accounts tell.
    pub(crate) fn agrees(self) -> bool {
        self >= Self::Alike
    }
}

/// How the places of two accounts lie to each other.
pub(crate) fn places(a: &[Spot], b: &[Spot]) -> Where {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| between(x, y)));
    match pairs.max().unwrap_or(Where::Unknown) {
        Where::Apart | Where::Abroad if abroad(a, b) => Where::Abroad,
        Where::Abroad => Where::Apart,
        found => found,
    }
}

fn abroad(a: &[Spot], b: &[Spot]) -> bool {
    let known = |s: &[Spot]| s.iter().any(|s| s.country.is_some());
    let shared = a.iter().any(|x| x.country.is_some() && b.iter().any(|y| x.country == y.country));
    known(a) && known(b) && !shared
}

fn between(x: &Spot, y: &Spot) -> Where {
    let equal = x.id.is_some() && x.id == y.id || x.name == y.name;
    let lies_in = |x: &Spot, y: &Spot| x.within.binary_search(&y.name).is_ok();
    let inside = lies_in(x, y) || lies_in(y, x);
    let one_name = shared(&x.called, &y.called) >= ONE_NAME;
    let resolved = x.id.is_some() && y.id.is_some();
    let large = |s: &Spot| matches!(s.level, Level::Region | Level::Country | Level::Sea);
    let one_country = x.country.is_some() && x.country == y.country;
    let of = |s: &Spot, level: Level| s.level == level;
    if large(x) || large(y) {
        return match () {
            () if equal || inside || one_name && !resolved => Where::Within,
            () if resolved && !(large(x) && large(y) && one_country) => Where::Apart,
            () => Where::Unknown,
        };
    }
    let vague = of(x, Level::Unresolved) || of(y, Level::Unresolved);
    let site = of(x, Level::Site) || of(y, Level::Site);
    let km = x.point.zip(y.point).map(|(p, q)| distance_km(p, q));
    match km {
        _ if equal && (site || vague) => Where::Site,
        _ if equal || one_name => Where::Town,
        Some(km) if km <= SAME_KM => Where::Town,
        _ if inside => Where::Within,
        _ if vague && spelled_alike(&x.called, &y.called) => Where::Alike,
        Some(km) if km <= NEAR_KM => Where::Near,
        Some(_) => Where::Apart,
        None if vague || site => Where::Unknown,
        None => Where::Apart,
    }
}
