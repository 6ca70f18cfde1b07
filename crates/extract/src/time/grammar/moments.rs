//! Clock times and parts of the day, with the date beside them.
//!
//! Owns: "5:30 a.m. local time", "0530 GMT", "the night of 8 February", "early Sunday", "Friday evening". In: pieces.
//! Out: [`Found`] with a clock or a part. Refuses: scores, ratios and other numbers with a colon that no hour has.

use super::{Grammar, Read};
use crate::time::atoms::Case;
use crate::time::expr::{Clock, Core, Found, Modifier};
use crate::time::lexicon::{Part, Role};

impl Grammar<'_, '_> {
    pub(super) fn moment(&self, i: usize) -> Option<Found> {
        let readings = [self.clock_found(i), self.part_found(i), self.dated_part(i), self.turned(i)];
        readings.into_iter().flatten().reduce(|best, next| if next.end > best.end { next } else { best })
    }

    /// A clock time, its zone, and a date right behind it ("5 a.m. Friday").
    fn clock_found(&self, i: usize) -> Option<Found> {
        let (mut clock, mut end) = self.clock(i)?;
        if let Some((zone, after)) = self.zone(end) {
            (clock.zone, end) = (Some(zone), after);
        } else if self.is(end + 1, Role::Time)
            && (self.is(end, Role::Local) || self.scan.at(end).case == Case::Capital)
        {
            // "local time", "Aden time"
            end += 2;
        }
        let mut found = Found::new(i, end, Core::Moment);
        found.clock = Some(clock);
        // "in the morning" only tells which half of the day.
        if self.is(end, Role::In) && self.is(end + 1, Role::The) && self.scan.at(end + 2).entry.part.is_some()
        {
            let part = self.scan.at(end + 2).entry.part;
            if matches!(part, Some(Part::Af | Part::Ev)) && clock.hour < 12 {
                clock.hour += 12;
                found.clock = Some(clock);
            }
            end += 3;
            found.end = end;
        }
        let comma = self.skip_mark(end, ',');
        let linked = self.skip(comma, Role::On);
        if let Some(date) = self.dated(linked).filter(|d| self.is_day(d) && d.part.is_none()) {
            found.core = date.core;
            found.end = date.end;
        }
        Some(found)
    }

    /// True for a date of day precision.
    fn is_day(&self, found: &Found) -> bool {
        match &found.core {
            Core::Calendar(date) => date.day.is_some() || date.weekday.is_some() || date.easter.is_some(),
            Core::Day(_) => true,
            Core::Step { target, .. } => {
                matches!(
                    target,
                    crate::time::expr::Target::Weekday(_)
                        | crate::time::expr::Target::Unit(crate::time::lexicon::Unit::Day)
                )
            }
            _ => false,
        }
    }

    /// "5:30 a.m.", "5 am", "17:30", "0530 GMT", "five o'clock", "noon".
    fn clock(&self, i: usize) -> Read<Clock> {
        let atom = self.scan.at(i);
        if let Some(hour) = atom.entry.clock {
            return Some((Clock { hour, minute: 0, whole: false, zone: None }, i + 1));
        }
        let before = self.scan.before(i, 1);
        if let Some(number) = atom.entry.number.filter(|n| (1..=12).contains(n)) {
            let end = self.oclock(i + 1).or_else(|| self.half_day(i + 1).map(|(_, end)| end))?;
            let hour = u8::try_from(number).unwrap_or(0);
            let clock = Clock { hour, minute: 0, whole: true, zone: None };
            return Some((
                self.half_day(end).map_or(clock, |(pm, _)| shifted(clock, pm)),
                self.half_day(end).map_or(end, |(_, e)| e),
            ));
        }
        if !atom.is_number() || atom.grouped || before.mark('$') {
            return None;
        }
        let byte = |n: u32| u8::try_from(n).unwrap_or(u8::MAX);
        if atom.digits <= 2 && atom.value <= 24 {
            let (sep, minutes) = (self.scan.at(i + 1), self.scan.at(i + 2));
            let pair = sep.glued
                && (sep.mark(':') || sep.mark('.'))
                && minutes.glued
                && minutes.is_number()
                && minutes.digits == 2
                && minutes.value < 60;
            if pair {
                let mut end = i + 3;
                let seconds = self.scan.at(end).mark(':')
                    && self.scan.at(end).glued
                    && self.scan.at(end + 1).glued
                    && self.scan.at(end + 1).is_number();
                end += if seconds { 2 } else { 0 };
                let clock =
                    Clock { hour: byte(atom.value), minute: byte(minutes.value), whole: false, zone: None };
                if let Some((pm, end)) = self.half_day(end) {
                    return (1..=12).contains(&atom.value).then(|| (shifted(clock, pm), end));
                }
                let stands =
                    sep.mark(':') && !before.mark(':') && clock.hour < 24 && !self.scan.at(end).mark('%');
                return stands.then_some((clock, self.oclock(end).unwrap_or(end)));
            }
            let clock = Clock { hour: byte(atom.value), minute: 0, whole: true, zone: None };
            if let Some((pm, end)) = self.half_day(i + 1) {
                return (1..=12).contains(&atom.value).then(|| (shifted(clock, pm), end));
            }
            return self.oclock(i + 1).map(|end| (clock, self.half_day(end).map_or(end, |(_, e)| e)));
        }
        if (3..=4).contains(&atom.digits) && atom.value < 2400 && atom.value % 100 < 60 {
            let clock = Clock {
                hour: byte(atom.value / 100),
                minute: byte(atom.value % 100),
                whole: false,
                zone: None,
            };
            if let Some((pm, end)) = self.half_day(i + 1) {
                return (100..1300).contains(&atom.value).then(|| (shifted(clock, pm), end));
            }
            let named = self.zone(i + 1).is_some()
                || self.is(i + 1, Role::Local)
                || self.scan.reads(i + 1, "hours")
                    && atom.digits == 4
                    && self.scan.body.as_bytes().get(atom.span.start()) == Some(&b'0');
            let end = i + 1 + usize::from(self.scan.reads(i + 1, "hours") && named);
            return (atom.digits == 4 && named).then_some((clock, end));
        }
        None
    }

    /// "a.m." (false), "pm" (true).
    fn half_day(&self, i: usize) -> Read<bool> {
        let atom = self.scan.at(i);
        if atom.is(Role::Am) && (atom.glued || atom.case != Case::Capital) {
            return Some((false, i + 1));
        }
        if atom.is(Role::Pm) {
            return Some((true, i + 1));
        }
        let pm = match self.scan.text(i) {
            "a" | "A" => false,
            "p" | "P" => true,
            _ => return None,
        };
        let dotted = self.scan.at(i + 1).mark('.')
            && self.scan.at(i + 1).glued
            && self.scan.reads(i + 2, "m")
            && self.scan.at(i + 2).glued;
        let stop = self.scan.at(i + 3).mark('.') && self.scan.at(i + 3).glued;
        dotted.then_some((pm, i + 3 + usize::from(stop)))
    }

    fn oclock(&self, i: usize) -> Option<usize> {
        (self.scan.reads(i, "o") && self.scan.at(i + 1).mark('\'') && self.scan.reads(i + 2, "clock"))
            .then_some(i + 3)
    }

    /// "GMT", "(EST)", "GMT+3", "+0300".
    fn zone(&self, i: usize) -> Read<i16> {
        let open = self.scan.at(i).mark('(');
        let at = i + usize::from(open);
        let atom = self.scan.at(at);
        let zone = atom
            .entry
            .zone
            .filter(|_| atom.case == Case::Upper || self.scan.text(at) == "Z" && atom.glued)?;
        let mut end = at + 1;
        let mut minutes = zone;
        let sign = self.scan.at(end);
        let hours = self.scan.at(end + 1);
        if zone == 0
            && sign.glued
            && (sign.mark('+') || sign.mark('-'))
            && hours.glued
            && hours.is_number()
            && hours.value <= 14
        {
            let east = i16::try_from(hours.value).unwrap_or(0) * 60;
            minutes = if sign.mark('-') { -east } else { east };
            end += 2;
        }
        let close = open && self.scan.at(end).mark(')');
        Some((minutes, end + usize::from(close)))
    }

    /// "the morning of 3 May", "early in the morning of", "that night", "overnight", "morning".
    fn part_found(&self, i: usize) -> Option<Found> {
        let mut at = self.skip(i, Role::The);
        let mut modifier = None;
        for (role, m) in
            [(Role::Early, Modifier::Start), (Role::Late, Modifier::End), (Role::Mid, Modifier::Mid)]
        {
            if self.is(at, role) {
                modifier = Some(m);
                at = self.skip_mark(at + 1, '-');
                at = self.skip(at, Role::In);
                at = self.skip(at, Role::The);
                break;
            }
        }
        // "early the next morning", "late that night"
        if modifier.is_some()
            && let Some(mut found) = self.step(at).or_else(|| self.deictic(at)).filter(|f| f.part.is_some())
        {
            found.first = i;
            found.modifier = modifier;
            return Some(found);
        }
        let atom = self.scan.at(at);
        if atom.entry.deictic.is_some() {
            return None;
        }
        let (part, mut end) = match atom.entry.part {
            Some(part) => (part, at + 1),
            // "the early hours of"
            None if modifier == Some(Modifier::Start) && self.scan.reads(at, "hours") => (Part::Mo, at + 1),
            None => return None,
        };
        if self.scan.reads(end, "hours") {
            end += 1;
        }
        let mut found = Found::new(i, end, Core::Moment);
        found.part = Some(part);
        found.modifier = modifier;
        let of = self.skip(end, Role::Of);
        let of = if of == end { self.skip(end, Role::On) } else { of };
        let date = if of > end { self.shared_month(of).or_else(|| self.dated(of)) } else { None };
        if let Some(date) = date.filter(|d| self.is_day(d) && d.part.is_none()) {
            found.core = date.core;
            found.end = date.end;
            return Some(found);
        }
        // "the dawn of an age" and a name ("Operation Red Dawn") are no times of day.
        let name =
            atom.case != Case::Lower && self.scan.before(at, 1).case != Case::Lower && !self.scan.all_caps;
        let figure = self.is(end, Role::Of) || name && self.scan.before(at, 1).is_word();
        (!figure && !self.scan.before(i, 1).mark('-')).then_some(found)
    }

    /// "Sunday morning", "April 5, morning", "early Sunday", "late on Friday night".
    fn dated_part(&self, i: usize) -> Option<Found> {
        let mut at = i;
        let mut modifier = None;
        for (role, m) in [(Role::Early, Modifier::Start), (Role::Late, Modifier::End)] {
            if self.is(at, role) {
                modifier = Some(m);
                at = self.skip(at + 1, Role::On);
                break;
            }
        }
        let mut found = self.dated(at).filter(|d| self.is_day(d))?;
        let part = self.scan.at(found.end).entry.part.filter(|_| found.part.is_none());
        if let Some(part) = part {
            found.part = Some(part);
            found.end += 1;
        } else if modifier.is_none() {
            // "Friday, 5 a.m.", "Sat 7pm"
            let comma = self.skip_mark(found.end, ',');
            let (mut clock, mut end) = self.clock(comma)?;
            if let Some((zone, after)) = self.zone(end) {
                (clock.zone, end) = (Some(zone), after);
            }
            found.clock = Some(clock);
            found.end = end;
        }
        found.first = i;
        found.modifier = modifier;
        Some(found)
    }
}

/// The hour on a 24-hour clock.
fn shifted(clock: Clock, pm: bool) -> Clock {
    let hour = match (clock.hour, pm) {
        (12, false) => 0,
        (12, true) => 12,
        (h, true) if h < 12 => h + 12,
        (h, _) => h,
    };
    Clock { hour, ..clock }
}
