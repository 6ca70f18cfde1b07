//! What speaks for and against two accounts telling one incident.
//!
//! Owns: the named features of a pair and their values. In: two accounts. Out: [`Features`]. Refuses: weighing them.
//!
//! A feature is 0 where an account is silent; agreement and contradiction are two features, so that silence is neither.

use crate::account::disjoint;
use crate::copies::copied;
use crate::profile::{BLASTS, Days, Person, Profile, Range, STRIKES, Spot, meet};
use crate::words::alike;
use claimbook_records::globe::distance_km;

/// Names of the features, in order; the keys of `data/weights.toml`.
pub const NAMES: [&str; 30] = [
    "words_alike",
    "one_formula",
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
    "age_equal",
    "shared_doer",
    "doers_apart",
    "type_differs",
    "killed_equal",
    "counts_apart",
    "background",
    "weeks_apart",
    "countries_apart",
    "same_place_and_day",
    "place_and_days_apart",
    "strikes_days_apart",
    "strikes_places_apart",
];

/// Features whose weight is set by hand. The training data, shootings in large towns of one country, hardly holds contradictions that
/// no likeness of words outweighs, nor what it means that two attacks struck one village on one day.
pub const SET_BY_HAND: [(&str, f32); 9] = [
    ("strikes_days_apart", -6.0),
    ("strikes_places_apart", -6.0),
    ("one_formula", -8.0),
    ("weeks_apart", -8.0),
    ("countries_apart", -8.0),
    ("days_apart", -4.0),
    ("place_apart", -2.0),
    ("same_place_and_day", 4.5),
    ("place_and_days_apart", -8.0),
];

/// Features that alone make two accounts different, whatever else agrees.
pub(crate) const DECISIVE: [&str; 2] = ["weeks_apart", "countries_apart"];

/// Likeness of words beyond which more of it says nothing further: accounts of one incident in words of their own seldom reach
/// it, communiqués about different ones often do.
const ENOUGH: f32 = 0.25;
/// Likeness from which another day or another place means that one formula tells two incidents.
const FORMULA: f32 = 0.6;

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
pub fn features(a: &Profile, b: &Profile) -> Features {
    let words = alike(&a.words, &b.words);
    let yes = |b: bool| f32::from(u8::from(b));
    let day = days(a, b);
    let published = a.published.zip(b.published).map(|(x, y)| (y - x).abs());
    let place = places(&a.sites, &b.sites);
    let person = shared_person(&a.persons, &b.persons);
    let victim = a.victims.iter().any(|v| b.victims.iter().any(|w| same_person(v, w)));
    let both = |x: usize, y: usize| x > 0 && y > 0;
    let doer = meet(&a.doers, &b.doers);
    let counts = |x: Option<Range>, y: Option<Range>| x.zip(y).map(|(x, y)| !disjoint(x, y));
    let killed = counts(a.killed, b.killed);
    let injured = counts(a.injured, b.injured);
    [
        words.min(ENOUGH),
        yes(words > FORMULA && (day == When::Apart || matches!(place, Where::Near | Where::Apart))),
        alike(&a.telling, &b.telling).min(ENOUGH),
        yes(copied(&a.sketch, &b.sketch)),
        yes(day == When::Same),
        yes(day == When::Next),
        yes(day == When::Overlap),
        yes(day == When::Apart),
        published.map_or(0.0, |d| 1.0 / (1.0 + d as f32)),
        published.map_or(0.0, |d| ((d as f32 / 7.0).max(1.0).ln() / 3.0).min(2.0)),
        yes(place == Where::Same),
        yes(place == Where::Near),
        yes(place == Where::Within),
        yes(place == Where::Apart),
        person,
        yes(victim),
        yes(both(a.victims.len(), b.victims.len()) && !victim && person == 0.0),
        yes(meet(&a.ages, &b.ages)),
        yes(doer),
        yes(both(a.doers.len(), b.doers.len()) && !doer && person == 0.0),
        yes(apart(a, b)),
        yes(killed == Some(true)),
        yes(killed == Some(false) || injured == Some(false)),
        yes(a.background != b.background),
        yes(weeks_apart(a, b) && !victim && person == 0.0),
        yes(countries_apart(a, b)),
        yes(place == Where::Same && day == When::Same && !apart(a, b)),
        yes(place == Where::Apart && day == When::Apart),
        yes(day == When::Apart && strikes(a, b)),
        yes(place == Where::Apart && strikes(a, b)),
    ]
}

/// How much the person tells that both name, 0 where none is.
fn shared_person(a: &[(u64, f32)], b: &[(u64, f32)]) -> f32 {
    let shared = a.iter().filter(|(name, _)| b.binary_search_by_key(name, |p| p.0).is_ok());
    shared.map(|(_, rarity)| *rarity).fold(0.0, f32::max)
}

/// Two days told outright that lie more than three weeks apart: the same town is struck again.
fn weeks_apart(a: &Profile, b: &Profile) -> bool {
    single(a.window).zip(single(b.window)).is_some_and(|(x, y)| (x.0 - y.0).abs() > WEEKS)
}

fn countries_apart(a: &Profile, b: &Profile) -> bool {
    let mut known = [&a.sites, &b.sites].map(|s| s.iter().filter_map(|s| s.country).collect::<Vec<_>>());
    known.iter_mut().for_each(|c| c.sort_unstable());
    let [x, y] = known;
    !x.is_empty() && !y.is_empty() && !meet(&x, &y) && !namesakes(a, b)
}

/// Both name one town, which one of them looked for in another country.
fn namesakes(a: &Profile, b: &Profile) -> bool {
    let local = |s: &Spot| s.local;
    a.sites.iter().filter(|s| local(s)).any(|x| b.sites.iter().any(|y| local(y) && x.name == y.name))
}

#[derive(PartialEq)]
enum When {
    Unknown,
    Same,
    Next,
    Overlap,
    Apart,
}

/// A window of one day or one night.
fn single(window: Days) -> Option<(i32, i32)> {
    window.0.zip(window.1).filter(|(x, y)| y - x <= 1)
}

fn days(a: &Profile, b: &Profile) -> When {
    if let (Some(x), Some(y)) = (single(a.window), single(b.window)) {
        let gap = (y.0 - x.1).max(x.0 - y.1);
        return match gap {
            i32::MIN..=0 => When::Same,
            1 => When::Next,
            _ => When::Apart,
        };
    }
    let known = |w: Days| w.0.is_some() || w.1.is_some();
    if !known(a.window) || !known(b.window) {
        return When::Unknown;
    }
    if disjoint(a.window, b.window) { When::Apart } else { When::Overlap }
}

#[derive(PartialEq)]
enum Where {
    Unknown,
    Same,
    Near,
    Within,
    Apart,
}

fn places(a: &[Spot], b: &[Spot]) -> Where {
    let mut best = Where::Unknown;
    for x in a {
        for y in b {
            let equal = x.id.is_some() && x.id == y.id || x.name == y.name;
            let km = x.point.zip(y.point).map(|(p, q)| distance_km(p, q));
            let lies_in = |x: &Spot, y: &Spot| x.within.binary_search(&y.name).is_ok();
            let inside = lies_in(x, y) || lies_in(y, x);
            let this = match (x.local && y.local, equal, km) {
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

/// "salim karout" and "karout".
fn same_person(a: &Person, b: &Person) -> bool {
    a.name == b.name || (a.single || b.single) && a.last == b.last
}

/// Bombs, drones, rockets and shells come in series: what is told of one day or town is told of the next in the same words.
fn strikes(a: &Profile, b: &Profile) -> bool {
    let strike = |p: &Profile| matches!(p.family, BLASTS | STRIKES);
    strike(a) && strike(b)
}

/// Acts that no reader would call one.
fn apart(a: &Profile, b: &Profile) -> bool {
    a.family != 0 && b.family != 0 && a.family != b.family
}
