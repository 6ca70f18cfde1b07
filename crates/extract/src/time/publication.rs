//! The publication date that the text itself shows.
//!
//! Owns: datelines, labelled dates, and solving a year from weekdays and datable facts. In: a [`Text`] and its body.
//! Out: a [`Published`] with its basis. Refuses: a day without a dateline, a printed date or a weekday to hold it.

use super::atoms::{Case, Scan};
use super::calendar::{self, day_value};
use super::datable::{self, Bound};
use super::expr::{Calendar, Core, Found, Year};
use super::lexicon::{self, Role};
use super::{grammar, resolve};
use crate::text::Text;
use claimbook_records::{Basis, Published};
use jiff::ToSpan;
use jiff::civil::Date;

/// How far into a text a dateline may stand, in pieces.
const HEAD: usize = 60;

/// A day and month printed in a text, with the weekday where the text names it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Anchor {
    month: i8,
    day: i8,
    weekday: Option<u8>,
}

impl Anchor {
    /// The day in a year, where it exists and falls on the weekday.
    fn in_year(self, year: i16) -> Option<Date> {
        let date = Date::new(year, self.month, self.day).ok()?;
        let fits = self.weekday.is_none_or(|w| calendar::weekday(w) == Some(date.weekday()));
        fits.then_some(date)
    }
}

/// The publication date as the text gives it.
pub(super) fn read(text: &Text, body: &str) -> Option<Published> {
    let scan = Scan::new(text, body, lexicon::english());
    let found = grammar::find(&scan);
    let printed: Vec<&Found> = found.iter().filter(|f| is_printed(&scan, f)).collect();
    let of = |found: &Found| match &found.core {
        Core::Calendar(date) => Some(*date),
        _ => None,
    };
    if let Some(day) = printed.iter().filter_map(|f| exact(&of(f)?)).next() {
        return Some(Published { value: day_value(day), basis: Basis::Text });
    }
    let facts = Facts::of(&scan, &found, body);
    let dateline = printed.iter().find_map(|f| anchor(&of(f)?));
    let day = dateline.and_then(|a| facts.solve(&[a])).or_else(|| facts.solve(&pairs(&scan, &found)));
    let day = day.or_else(|| facts.fresh_weekday(&scan, &found));
    if let Some(day) = day {
        return Some(Published { value: day_value(day), basis: Basis::Inferred });
    }
    let month = facts.bound.filter(|b| b.fresh)?.date;
    Some(Published { value: format!("{:04}-{:02}", month.year(), month.month()), basis: Basis::Inferred })
}

/// A full date.
fn exact(date: &Calendar) -> Option<Date> {
    let year = match date.year {
        Year::Exact(year) => year,
        Year::Short(short) => resolve::pivot(short),
        _ => return None,
    };
    Date::new(year, i8::try_from(date.month?).ok()?, i8::try_from(date.day?).ok()?).ok()
}

/// A day and month whose year is not said.
fn anchor(date: &Calendar) -> Option<Anchor> {
    let (month, day) = (i8::try_from(date.month?).ok()?, i8::try_from(date.day?).ok()?);
    (date.year == Year::Unsaid).then_some(Anchor { month, day, weekday: date.weekday })
}

/// True for a date that stands as the date of the text: in a dateline, after a label, or alone on one of the first
/// lines.
fn is_printed(scan: &Scan, found: &Found) -> bool {
    matches!(&found.core, Core::Calendar(d) if d.day.is_some() && d.month.is_some())
        && (is_labelled(scan, found)
            || found.first < HEAD && (is_dateline(scan, found) || is_alone(scan, found)))
}

/// First piece of the line that holds piece `i`.
fn line_start(scan: &Scan, i: usize) -> usize {
    (1..=i).rev().find(|j| scan.breaks_before(*j)).unwrap_or(0)
}

/// "Published: May 2, 2024", "date 2024-05-02", "Posted on Monday, May 2, 2024".
fn is_labelled(scan: &Scan, found: &Found) -> bool {
    let start = line_start(scan, found.first);
    let near = found.first - start <= 5;
    near && datable::is_label(scan.text(start))
        && (start + 1..found.first).all(|i| {
            let atom = scan.at(i);
            atom.mark(':')
                || atom.mark('-')
                || atom.mark('|')
                || atom.is(Role::On)
                || scan.reads(i, "date")
                || datable::is_label(scan.text(i))
        })
}

/// "SAN TELMO, 3 JAN 90 (RADIO LIBRE) --", "ADEN, Oct 18 (Wire) —".
fn is_dateline(scan: &Scan, found: &Found) -> bool {
    let start = line_start(scan, found.first);
    let place = found.first - start;
    let named = (2..=9).contains(&place)
        && scan.before(found.first, 1).mark(',')
        && (start..found.first).all(|i| scan.at(i).case != Case::Lower || !scan.at(i).is_word());
    let mut at = found.end;
    if scan.at(at).mark('(') {
        at = (at..at + 12).find(|i| scan.at(*i).mark(')')).map_or(at, |i| i + 1);
    }
    named && (scan.at(at).mark('-') || scan.at(at).mark(':'))
}

/// A line of nothing but a date, perhaps with a clock time.
fn is_alone(scan: &Scan, found: &Found) -> bool {
    let starts = line_start(scan, found.first) == found.first;
    starts && (scan.breaks_before(found.end) || found.end == scan.len())
}

/// Weekdays printed beside a date: "Wednesday (Oct 18)", "Tuesday, April 27".
fn pairs(scan: &Scan, found: &[Found]) -> Vec<Anchor> {
    let mut out = Vec::new();
    let mut weekday = None;
    for one in found {
        let Core::Calendar(date) = &one.core else { continue };
        match (anchor(date), weekday) {
            (Some(anchor), _) if anchor.weekday.is_some() => out.push(anchor),
            (Some(anchor), Some((day, end))) if one.first == end + 1 && scan.at(end).mark('(') => {
                out.push(Anchor { weekday: Some(day), ..anchor });
            }
            _ => {}
        }
        weekday = date.weekday.filter(|_| date.month.is_none()).map(|day| (day, one.end));
    }
    out
}

/// What a text says about its own time.
struct Facts {
    /// Latest year named in full.
    year: Option<i16>,
    bound: Option<Bound>,
}

impl Facts {
    fn of(scan: &Scan, found: &[Found], body: &str) -> Self {
        let year = found
            .iter()
            .filter_map(|f| match &f.core {
                Core::Calendar(Calendar { year: Year::Exact(year), .. }) if !resolve::future(scan, f) => {
                    Some(*year)
                }
                _ => None,
            })
            .max();
        Self { year, bound: datable::latest(body) }
    }

    /// The latest of the anchors, in the year that fits them all and is nearest to what the text names.
    fn solve(&self, anchors: &[Anchor]) -> Option<Date> {
        let bound = self.bound.map(|b| b.date);
        let latest = |year: i16| {
            let days: Option<Vec<Date>> = anchors.iter().map(|a| a.in_year(year)).collect();
            days?.into_iter().max().filter(|d| bound.is_none_or(|b| *d >= b))
        };
        let from = match (self.year, bound) {
            (Some(year), Some(bound)) => year.max(bound.year()),
            (Some(year), None) => year,
            (None, Some(bound)) => bound.year(),
            (None, None) => return None,
        };
        // Without a weekday nothing but the bound itself holds the year.
        let reach = if anchors.iter().any(|a| a.weekday.is_some()) { 6 } else { 1 };
        (from..from.saturating_add(reach)).find_map(latest)
    }

    /// After a fresh fact: the first day that bears the weekday the text begins with, when every other weekday it
    /// names lies between the two.
    fn fresh_weekday(&self, scan: &Scan, found: &[Found]) -> Option<Date> {
        let bound = self.bound.filter(|b| b.fresh)?.date;
        let told: Vec<u8> = found
            .iter()
            .filter(|f| !resolve::future(scan, f))
            .filter_map(|f| match &f.core {
                Core::Calendar(Calendar { weekday: Some(day), month: None, .. }) => Some(*day),
                _ => None,
            })
            .collect();
        let first = calendar::weekday(*told.first()?)?;
        let day =
            (0..7).filter_map(|n: i64| bound.checked_add(n.days()).ok()).find(|d| d.weekday() == first)?;
        let back = |weekday: &u8| {
            (0..7)
                .filter_map(|n: i64| day.checked_sub(n.days()).ok())
                .find(|d| Some(d.weekday()) == calendar::weekday(*weekday))
        };
        told.iter().all(|w| back(w).is_some_and(|d| d >= bound)).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_dates_are_read() {
        for (body, value, basis) in [
            (
                "SAN TELMO, 3 JAN 90 (RADIO LIBRE) -- [TEXT] A BOMB EXPLODED YESTERDAY.",
                "1990-01-03",
                Basis::Text,
            ),
            ("ROME (ITALY), 11 JAN 90 -- [TEXT] ENVOYS MET TODAY.", "1990-01-11", Basis::Text),
            (" date 2024-05-02 The group claimed an attack on April 27.", "2024-05-02", Basis::Text),
            (
                "Drone falls near Qarn\nPublished: May 2, 2024\nA drone fell on Tuesday.",
                "2024-05-02",
                Basis::Text,
            ),
            ("Drone falls near Qarn\n2 May 2024\nA drone fell on Tuesday.", "2024-05-02", Basis::Text),
            ("ADEN, Oct 18, 2023 (Wire) — Two drones fell.", "2023-10-18", Basis::Text),
            (
                "ADEN, Oct 18 (Wire) — Two drones fell during the Israel-Hamas war.",
                "2023-10-18",
                Basis::Inferred,
            ),
            (
                "On Wednesday (Oct 18), drones fell near Qarn amid the Israel-Hamas war.",
                "2023-10-18",
                Basis::Inferred,
            ),
            (
                "Guards fired on Tuesday, April 27, weeks after a truce of March 2021.",
                "2021-04-27",
                Basis::Inferred,
            ),
        ] {
            let read = read(&Text::default(), body);
            assert_eq!(read, Some(Published { value: value.to_owned(), basis }), "{body}");
        }
    }

    #[test]
    fn what_cannot_be_shown_is_not_guessed() {
        for body in [
            "",
            "Drones fell near Qarn on Tuesday.",
            "Drones fell near Qarn on Wednesday (Oct 18).",
            "The office was founded on May 2, 2011, he said.",
            "Drones fell during the Israel-Hamas war on Tuesday.",
        ] {
            assert_eq!(read(&Text::default(), body), None, "{body}");
        }
    }
}
