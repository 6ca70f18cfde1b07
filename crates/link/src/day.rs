//! When two accounts say that it happened.
//!
//! Owns: how the days of one account lie to those of another. In: day windows and days of publication. Out: [`When`]. Refuses: hours,
//! which time zones and night shifts move.

use crate::account::disjoint;
use crate::profile::{Day, Days, Profile};

/// Days apart up to which days that are not told outright may be a slip, and from which two days told are no slip at all.
const SLIP: Day = 2;
const WEEKS: Day = 21;
/// Days of a window that is a week or a weekend, and of one that is a month.
const WEEK: Day = 10;
const MONTH: Day = 45;

/// How the days of two accounts lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// One account does not say, and nothing excludes that they meet.
    Unknown,
    /// Both tell one day or one night.
    Same,
    /// Both tell a day, the one after the other: a night, a time zone or the stamp of a page moves a day.
    Next,
    /// They miss each other by a day or two, but one of them tells no single day.
    Slip,
    /// They meet, the wider within a week, a month or more.
    Week,
    Month,
    Wide,
    /// They do not meet.
    Apart,
    /// By more than three weeks.
    Weeks,
}

impl When {
    /// About one day, as far as the accounts tell.
    pub(crate) fn agrees(self) -> bool {
        matches!(self, Self::Same | Self::Next | Self::Slip | Self::Week)
    }

    /// They cannot both be right, nor nearly so.
    pub(crate) fn excludes(self) -> bool {
        matches!(self, Self::Apart | Self::Weeks)
    }
}

/// A window of one day or one night.
fn single(window: Days) -> Option<(Day, Day)> {
    window.0.zip(window.1).filter(|(x, y)| y - x <= 1)
}

/// How the days of two accounts lie to each other. What is told has happened before it is published.
pub(crate) fn days(a: &Profile, b: &Profile) -> When {
    if let (Some(x), Some(y)) = (single(a.window), single(b.window)) {
        return match (y.0 - x.1).max(x.0 - y.1) {
            Day::MIN..=0 => When::Same,
            1 => When::Next,
            gap if gap > WEEKS => When::Weeks,
            _ => When::Apart,
        };
    }
    let told = |p: &Profile| (p.window.0, p.window.1.or(p.published));
    let (x, y) = (told(a), told(b));
    if disjoint(x, y) {
        let gap = |x: Days, y: Days| y.0.zip(x.1).map(|(from, to)| from - to);
        return match gap(x, y).max(gap(y, x)).unwrap_or(Day::MAX) {
            ..=SLIP => When::Slip,
            gap if gap > WEEKS => When::Weeks,
            _ => When::Apart,
        };
    }
    let known = |w: Days| w.0.is_some() || w.1.is_some();
    if !known(a.window) || !known(b.window) {
        return When::Unknown;
    }
    let width = |w: Days| w.0.zip(w.1).map_or(Day::MAX, |(from, to)| to - from);
    match width(a.window).max(width(b.window)) {
        width if width <= WEEK => When::Week,
        width if width <= MONTH => When::Month,
        _ => When::Wide,
    }
}
