//! What speaks for and against two accounts telling one incident.
//!
//! Owns: the named features of a pair and their values. In: two accounts. Out: [`Features`]. Refuses: weighing them.
//!
//! A feature is 0 where an account is silent; agreement and contradiction are two features, so that silence is neither.

use crate::account::{Account, Site, Window, disjoint, meet};
use crate::words::Collection;
use claimbook_records::report::{Count, IncidentType, Level};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Names of the features, in order; the keys of `data/weights.toml`.
pub const NAMES: [&str; 26] = [
    "words_alike",
    "words_very_alike",
    "telling_alike",
    "same_text",
    "same_day",
    "next_day",
    "days_overlap",
    "days_apart",
    "published_near",
    "published_far",
    "same_place",
    "place_near",
    "place_within",
    "place_apart",
    "shared_person",
    "shared_victim",
    "victims_apart",
    "shared_doer",
    "doers_apart",
    "type_differs",
    "killed_equal",
    "counts_apart",
    "background",
    "weeks_apart",
    "countries_apart",
    "same_place_and_day",
];

/// Features whose weight is set by hand. The training data, shootings in large towns of one country, hardly holds contradictions that
/// no likeness of words outweighs, nor what it means that two attacks struck one village on one day.
pub const SET_BY_HAND: [(&str, f32); 5] = [
    ("weeks_apart", -8.0),
    ("countries_apart", -8.0),
    ("days_apart", -1.0),
    ("place_apart", -1.0),
    ("same_place_and_day", 4.5),
];

/// Features that alone make two accounts different, whatever else agrees.
pub(crate) const DECISIVE: [&str; 2] = ["weeks_apart", "countries_apart"];

/// Days between two days told from which they are no slip.
const WEEKS: i32 = 21;

/// The values of one pair, in the order of [`NAMES`].
pub type Features = [f32; NAMES.len()];

/// True for a feature that looks at words alone.
pub(crate) fn is_textual(name: &str) -> bool {
    name.starts_with("words_") || name == "telling_alike" || name == "same_text"
}

/// Kilometres up to which two localities are the same, and up to which they are neighbours.
const SAME_KM: f64 = 4.0;
const NEAR_KM: f64 = 40.0;

/// The features of two accounts.
pub fn features(
    a: &Account,
    b: &Account,
    at: (usize, usize),
    collection: &Collection,
    copy: bool,
) -> Features {
    let alike = collection.alike(at.0, at.1);
    let day = days(a, b);
    let published = a.published.zip(b.published).map(|(x, y)| (y - x).get_days().abs());
    let place = places(&a.sites, &b.sites);
    let shared = |x: &BTreeSet<String>, y: &BTreeSet<String>| x.intersection(y).next().is_some();
    let person = a.persons.intersection(&b.persons).map(|p| collection.rarity(p)).fold(0.0, f32::max);
    let victim = a.victims.iter().any(|v| b.victims.iter().any(|w| same_person(v, w)));
    let both = |x: &BTreeSet<String>, y: &BTreeSet<String>| !x.is_empty() && !y.is_empty();
    let counts = |x: Option<Count>, y: Option<Count>| x.zip(y).map(|(x, y)| meet(&x, &y));
    let killed = counts(a.killed, b.killed);
    let injured = counts(a.injured, b.injured);
    let yes = |b: bool| f32::from(u8::from(b));
    [
        alike,
        (alike - 0.3).max(0.0),
        collection.told_alike(at.0, at.1),
        yes(copy),
        yes(day == Day::Same),
        yes(day == Day::Next),
        yes(day == Day::Overlap),
        yes(day == Day::Apart),
        published.map_or(0.0, |d| 1.0 / (1.0 + d as f32)),
        published.map_or(0.0, |d| ((d as f32 / 7.0).max(1.0).ln() / 3.0).min(2.0)),
        yes(place == Where::Same),
        yes(place == Where::Near),
        yes(place == Where::Within),
        yes(place == Where::Apart),
        person,
        yes(victim),
        yes(both(&a.victims, &b.victims) && !victim && person == 0.0),
        yes(shared(&a.doers, &b.doers)),
        yes(both(&a.doers, &b.doers) && !shared(&a.doers, &b.doers) && person == 0.0),
        yes(apart(a.kind, b.kind)),
        yes(killed == Some(true)),
        yes(killed == Some(false) || injured == Some(false)),
        yes(a.background != b.background),
        yes(weeks_apart(a, b) && !victim && person == 0.0),
        yes(countries_apart(a, b)),
        yes(place == Where::Same && day == Day::Same && !apart(a.kind, b.kind)),
    ]
}

/// Two days told outright that lie weeks apart: the same town is struck again.
fn weeks_apart(a: &Account, b: &Account) -> bool {
    single(a.window).zip(single(b.window)).is_some_and(|(x, y)| (x.0 - y.0).get_days().abs() > WEEKS)
}

fn countries_apart(a: &Account, b: &Account) -> bool {
    let of = |x: &Account| x.sites.iter().filter_map(|s| s.country.clone()).collect::<BTreeSet<String>>();
    let (x, y) = (of(a), of(b));
    !x.is_empty() && !y.is_empty() && x.is_disjoint(&y)
}

#[derive(PartialEq)]
enum Day {
    Unknown,
    Same,
    Next,
    Overlap,
    Apart,
}

/// A window of one day or one night.
fn single(window: Window) -> Option<(Date, Date)> {
    window.0.zip(window.1).filter(|(x, y)| (*y - *x).get_days() <= 1)
}

fn days(a: &Account, b: &Account) -> Day {
    if let (Some(x), Some(y)) = (single(a.window), single(b.window)) {
        let gap = (y.0 - x.1).get_days().max((x.0 - y.1).get_days());
        return match gap {
            i32::MIN..=0 => Day::Same,
            1 => Day::Next,
            _ => Day::Apart,
        };
    }
    let known = |w: Window| w.0.is_some() || w.1.is_some();
    if !known(a.window) || !known(b.window) {
        return Day::Unknown;
    }
    if disjoint(&a.window, &b.window) { Day::Apart } else { Day::Overlap }
}

#[derive(PartialEq)]
enum Where {
    Unknown,
    Same,
    Near,
    Within,
    Apart,
}

fn places(a: &[Site], b: &[Site]) -> Where {
    let mut best = Where::Unknown;
    for x in a {
        for y in b {
            let local = |s: &Site| s.level <= Level::Area;
            let equal = x.id.is_some() && x.id == y.id || x.key == y.key;
            let km = x.point.zip(y.point).map(|(p, q)| kilometres(p, q));
            let inside = x.within.contains(&y.key) || y.within.contains(&x.key);
            let this = match (local(x) && local(y), equal, km) {
                (true, true, _) => return Where::Same,
                (true, _, Some(km)) if km <= SAME_KM => return Where::Same,
                (true, _, Some(km)) if km <= NEAR_KM => Where::Near,
                (true, _, _) => Where::Apart,
                (false, true, _) => Where::Within,
                (false, _, _) if inside => Where::Within,
                _ => Where::Apart,
            };
            let rank = |w: &Where| match w {
                Where::Same => 4,
                Where::Near => 3,
                Where::Within => 1,
                Where::Apart => 2,
                Where::Unknown => 0,
            };
            if rank(&this) > rank(&best) {
                best = this;
            }
        }
    }
    best
}

/// Great-circle distance on a sphere of radius 6371 km (haversine).
fn kilometres((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (p, q) = (lat1.to_radians(), lat2.to_radians());
    let (dp, dl) = (q - p, (lon2 - lon1).to_radians());
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().asin()
}

/// "salim karout" and "karout".
fn same_person(a: &str, b: &str) -> bool {
    let last = |n: &str| n.rsplit(' ').next().unwrap_or(n).to_owned();
    a == b || (!a.contains(' ') || !b.contains(' ')) && last(a) == last(b)
}

/// Types that no reader would call one act.
fn apart(a: IncidentType, b: IncidentType) -> bool {
    use IncidentType as T;
    let family = |k: T| match k {
        T::Other => 0,
        T::ArmedAssault | T::Assassination => 1,
        T::Bombing | T::Arson | T::Sabotage => 2,
        T::DroneAttack | T::RocketMissileAttack | T::Airstrike | T::Shelling | T::InterceptionOnly => 3,
        T::Kidnapping | T::Hijacking => 4,
        T::Robbery => 5,
        T::ForcedWorkStoppage => 6,
    };
    family(a) != 0 && family(b) != 0 && family(a) != family(b)
}
