//! What speaks for and against two accounts telling one incident.
//!
//! Owns: the named features of a pair and their values. In: two accounts. Out: [`Features`]. Refuses: weighing them.
//!
//! A feature is 0 where an account is silent; agreement and contradiction are two features, so that silence is neither. Words, things
//! struck and tolls count only where the days do not exclude each other, and words only where a day, a place or somebody named agrees:
//! attacks of one series are told in the same words, and as many may die in each.

use crate::day::{When, days};
use crate::place::{Where, places};
use crate::profile::{Person, Profile, Range, meet};
use crate::words::alike;

/// Which way a feature may speak. What the training data says against it is chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    For,
    Against,
    Either,
}

/// Names of the features, in order, with their side; the names are the keys of `data/weights.toml`.
pub const FEATURES: [(&str, Side); 37] = [
    ("words_alike", Side::For),
    ("telling_alike", Side::For),
    ("same_day_and_place", Side::For),
    ("same_day_and_type", Side::For),
    ("next_day", Side::For),
    ("day_missed", Side::Either),
    ("week_shared", Side::For),
    ("month_shared", Side::For),
    ("years_shared", Side::For),
    ("days_apart", Side::Against),
    ("weeks_apart", Side::Against),
    ("same_site", Side::For),
    ("same_town", Side::For),
    ("town_spelled_alike", Side::For),
    ("place_near", Side::Either),
    ("place_within", Side::For),
    ("place_apart", Side::Against),
    ("countries_apart", Side::Against),
    ("shared_person", Side::For),
    ("shared_victim", Side::For),
    ("victims_apart", Side::Against),
    ("age_equal", Side::For),
    ("shared_target", Side::For),
    ("shared_doer", Side::For),
    ("doers_apart", Side::Against),
    ("types_differ", Side::Against),
    ("other_type_next_day", Side::Against),
    ("other_type_vaguely_dated", Side::Against),
    ("killed_equal", Side::For),
    ("killed_close", Side::Either),
    ("killed_disputed", Side::Against),
    ("killed_apart", Side::Against),
    ("injured_equal", Side::For),
    ("injured_apart", Side::Against),
    ("published_near", Side::For),
    ("published_far", Side::Against),
    ("undated_background", Side::Against),
];

/// The values of one pair, in the order of [`FEATURES`].
pub type Features = [f32; FEATURES.len()];

/// True for a feature that looks at words alone.
pub(crate) fn is_textual(name: &str) -> bool {
    name == "words_alike" || name == "telling_alike"
}

/// Likeness of words beyond which more of it says nothing further: accounts of one incident in words of their own seldom reach
/// it, communiqués about different ones often do.
const ENOUGH: f32 = 0.4;
/// Deaths from which the same number is no chance.
const MANY: u64 = 3;

/// The features of two accounts.
pub fn features(a: &Profile, b: &Profile) -> Features {
    let yes = |b: bool| f32::from(u8::from(b));
    let (day, place) = (days(a, b), places(&a.sites, &b.sites));
    let person = shared_person(&a.persons, &b.persons);
    let victim = a.victims.iter().any(|v| b.victims.iter().any(|w| same_person(v, w)));
    let may = !day.excludes();
    let agree = may && (day.agrees() || place.agrees() || victim || person > 0.0);
    let worded = |x, y| if agree { alike(x, y).min(ENOUGH) } else { 0.0 };
    let both = |x: usize, y: usize| x > 0 && y > 0;
    let doer = meet(&a.doers, &b.doers);
    let (named, one_type) = (both(a.kinds.len(), b.kinds.len()), one_type(a, b));
    let first = named && a.kinds[0] == b.kinds[0];
    let news = !a.background && !b.background;
    let gap = a.published.zip(b.published).map(|(x, y)| (y - x).abs() as f32).filter(|_| news);
    let vague = matches!(day, When::Week | When::Month | When::Wide);
    let undated = matches!(day, When::Unknown | When::Wide);
    let killed = toll(a.killed, b.killed);
    let mut out = [
        worded(&a.words, &b.words),
        worded(&a.telling, &b.telling),
        yes(day == When::Same && place.agrees()),
        yes(day == When::Same && first),
        yes(day == When::Next),
        yes(day == When::Slip),
        yes(day == When::Week),
        yes(day == When::Month),
        yes(day == When::Wide),
        yes(day == When::Apart),
        yes(day == When::Weeks),
        yes(place == Where::Site),
        yes(place == Where::Town),
        yes(place == Where::Alike),
        yes(place == Where::Near),
        yes(place == Where::Within),
        yes(place == Where::Apart),
        yes(place == Where::Abroad),
        person,
        yes(victim),
        yes(both(a.victims.len(), b.victims.len()) && !victim && person == 0.0),
        yes(meet(&a.ages, &b.ages)),
        yes(may && meet(&a.struck, &b.struck)),
        yes(doer),
        yes(both(a.doers.len(), b.doers.len()) && !doer),
        yes(named && !one_type),
        yes(matches!(day, When::Next | When::Slip) && !first),
        yes(vague && !first),
        yes(may && killed == Toll::Equal),
        yes(killed == Toll::Close),
        yes(killed == Toll::Disputed),
        yes(killed == Toll::Apart),
        yes(may && toll(a.injured, b.injured) == Toll::Equal),
        yes(injured_apart(a.injured, b.injured)),
        gap.filter(|_| undated).map_or(0.0, |days| 1.0 / (1.0 + days)),
        gap.map_or(0.0, |days| ((days / 7.0).max(1.0).ln() / 3.0).min(2.0)),
        yes(day == When::Unknown && !news),
    ];
    // One formula tells a bomb in every town: where towns or countries differ and nobody named is shared, nothing speaks for one act.
    if matches!(place, Where::Apart | Where::Abroad) && !victim && person == 0.0 {
        for ((_, side), value) in FEATURES.iter().zip(&mut out) {
            if *side != Side::Against {
                *value = 0.0;
            }
        }
    }
    out
}

/// How much the person tells that both name, 0 where none is.
fn shared_person(a: &[(u64, f32)], b: &[(u64, f32)]) -> f32 {
    let shared = a.iter().filter(|(name, _)| b.binary_search_by_key(name, |p| p.0).is_ok());
    shared.map(|(_, rarity)| *rarity).fold(0.0, f32::max)
}

/// "salim karout" and "karout".
fn same_person(a: &Person, b: &Person) -> bool {
    a.name == b.name || (a.single || b.single) && a.last == b.last
}

/// Both may be called by one type.
fn one_type(a: &Profile, b: &Profile) -> bool {
    a.kinds.iter().any(|kind| b.kinds.contains(kind))
}

/// How two counts of the dead stand to each other.
#[derive(PartialEq)]
enum Toll {
    Silent,
    /// Many, and as many.
    Equal,
    /// Few and as many, or the counts leave each other room.
    Open,
    /// The first days count up: half as many again, or three more.
    Close,
    /// Many and many more: each side counts its own.
    Disputed,
    Apart,
}

fn bounds(range: Range) -> (u64, u64) {
    (range.0.unwrap_or(0), range.1.unwrap_or(u64::MAX))
}

fn toll(a: Option<Range>, b: Option<Range>) -> Toll {
    let Some((x, y)) = a.map(bounds).zip(b.map(bounds)) else { return Toll::Silent };
    if x == y && x.0 == x.1 && x.0 >= MANY {
        return Toll::Equal;
    }
    if x.0 <= y.1 && y.0 <= x.1 {
        return Toll::Open;
    }
    let (few, many) = (x.0.min(y.0), x.0.max(y.0));
    match few {
        1.. if many <= (few + few / 2).max(few + 3) => Toll::Close,
        MANY.. => Toll::Disputed,
        _ => Toll::Apart,
    }
}

/// The injured are counted loosely: they exclude each other where one count is more than twice the other.
fn injured_apart(a: Option<Range>, b: Option<Range>) -> bool {
    a.map(bounds).zip(b.map(bounds)).is_some_and(|(x, y)| {
        let apart = x.0 > y.1 || y.0 > x.1;
        apart && x.0.max(y.0) > x.0.min(y.0).saturating_mul(2).saturating_add(5)
    })
}
