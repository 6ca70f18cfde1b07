//! Windows: the days an expression may mean.
//!
//! Owns: narrowing by "early" and "late", opening by "since", "until", "before", "after", and joining the two ends of
//! a range. In: expressions and their points. Out: windows in [`TimeMention`]. Refuses: zones (a clock time keeps the
//! offset the text gives, else none).

use super::calendar::Point;
use super::expr::{Base, Core, Found, Lead, Modifier};
use super::lexicon::{Part, Reference};
use super::{Instant, TimeMention, Window};
use claimbook_records::report::Precision;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// Sets the window of every mention that lies on the calendar.
pub(crate) fn fill(
    found: &[Found],
    points: &[Option<Point>],
    out: &mut [TimeMention],
    published: Option<Date>,
) {
    for ((one, point), mention) in found.iter().zip(points).zip(out.iter_mut()) {
        mention.window = window(one, *point, published);
    }
    // Both ends of a range carry the whole range.
    for n in 1..found.len().min(out.len()) {
        if found.get(n).is_none_or(|f| f.lead != Lead::Closes) {
            continue;
        }
        let ends = (out.get(n - 1).and_then(|m| m.window), out.get(n).and_then(|m| m.window));
        if let (Some(a), Some(b)) = ends
            && a.earliest <= b.latest
        {
            let whole = Window { earliest: a.earliest, latest: b.latest, precision: Precision::Range };
            for mention in out.iter_mut().skip(n - 1).take(2) {
                mention.window = Some(whole);
            }
        }
    }
}

fn window(found: &Found, point: Option<Point>, published: Option<Date>) -> Option<Window> {
    let past = |earliest: Option<Date>| {
        let latest = Some(instant(published?));
        Some(Window { earliest: earliest.map(instant), latest, precision: Precision::Range })
    };
    match &found.core {
        Core::Reference(Reference::Past) => return past(None),
        Core::Shift { forward: false, base: Base::Either, .. } if point.is_none() => return past(None),
        Core::Duration { amount, unit } if found.lead == Lead::Past => {
            let units = amount.map(|a| i32::try_from(a.div_ceil(100)).unwrap_or(i32::MAX));
            let from = units.and_then(|n| Point::Day(published?).back(*unit, n));
            return past(from);
        }
        Core::Duration { .. } => return None,
        _ => {}
    }
    let point = point?;
    let (first, last) = narrow(point, found.modifier)?;
    let mut window =
        Window { earliest: Some(instant(first)), latest: Some(instant(last)), precision: point.precision() };
    if let (Some(clock), Some(day)) = (found.clock, point.day()) {
        let time =
            Time::new(i8::try_from(clock.hour % 24).ok()?, i8::try_from(clock.minute).ok()?, 0, 0).ok();
        let at = Some(Instant { date: day, time, offset_minutes: clock.zone });
        let precision = if clock.whole { Precision::Hour } else { Precision::Minute };
        window = Window { earliest: at, latest: at, precision };
    } else if let (Some(part), Some(day)) = (found.part, point.day()) {
        let latest = if part == Part::Ni { day.checked_add(1.day()).unwrap_or(day) } else { day };
        window = Window {
            earliest: Some(instant(day)),
            latest: Some(instant(latest)),
            precision: Precision::PartOfDay,
        };
    } else if found.modifier.is_some() && point.day().is_some() {
        window.precision = Precision::PartOfDay;
    }
    Some(match found.lead {
        // "before dawn", "after sunset": a part of the same day, however bounded.
        Lead::Before | Lead::After if found.part.is_some() && found.clock.is_none() => window,
        Lead::Since => Window { latest: None, precision: Precision::Range, ..window },
        Lead::Until => Window { earliest: None, precision: Precision::Range, ..window },
        Lead::Before => {
            let latest = first.checked_sub(1.day()).ok().map(instant);
            match found.clock {
                Some(_) => {
                    Window { earliest: Some(instant(first)), precision: Precision::PartOfDay, ..window }
                }
                None => Window { earliest: None, latest, precision: Precision::Range },
            }
        }
        Lead::After => {
            let earliest = last.checked_add(1.day()).ok().map(instant);
            match found.clock {
                Some(_) => Window { latest: Some(instant(last)), precision: Precision::PartOfDay, ..window },
                None => Window { earliest, latest: None, precision: Precision::Range },
            }
        }
        Lead::At | Lead::Past | Lead::Opens | Lead::Closes => window,
    })
}

/// First and last day of a point, narrowed by "early", "mid-", "late". The halves overlap in the middle: writers do
/// not agree on where early ends.
fn narrow(point: Point, modifier: Option<Modifier>) -> Option<(Date, Date)> {
    let (first, last) = (point.first()?, point.last()?);
    let days = i64::from(first.until(last).ok()?.get_days());
    let at = |part: i64| first.checked_add((days * part / 4).days()).ok();
    Some(match modifier {
        Some(Modifier::Start) if days > 0 => (first, at(2)?),
        Some(Modifier::Mid) if days > 0 => (at(1)?, at(3)?),
        Some(Modifier::End) if days > 0 => (at(2)?, last),
        _ => (first, last),
    })
}

fn instant(date: Date) -> Instant {
    Instant { date, time: None, offset_minutes: None }
}
