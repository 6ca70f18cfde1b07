//! Years and what is longer or shorter by fixed parts: seasons, quarters, halves, decades, centuries.
//!
//! Owns: years in digits with their era, years told by a step ("of that year"), and the stretches named by them. In:
//! pieces. Out: years and [`Found`]. Refuses: four digits that count, name or number something else.

use super::{DATING, Grammar, Read};
use crate::time::atoms::{Case, Kind};
use crate::time::expr::{Base, Calendar, Core, Found, Modifier, Year};
use crate::time::lexicon::Role;

/// Years written with four digits that a bare number may mean.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2199;

impl Grammar<'_, '_> {
    /// Two digits after a day and month that cannot count anything: "30 DEC 89", "Dec '89".
    pub(super) fn short_year(&self, i: usize) -> Read<Year> {
        let quote = self.scan.at(i).mark('\'');
        let at = i + usize::from(quote);
        let atom = self.scan.at(at);
        let short = atom.is_number() && atom.digits == 2;
        let next = self.scan.at(at + 1);
        let counts = next.is_word() && next.case == Case::Lower && !next.known_function();
        let plain = atom.value > 31 || next.mark(']') || next.mark(')') || next.mark('-') || next.mark('(');
        let value = u8::try_from(atom.value).ok()?;
        (short && (quote || plain && !counts)).then_some((Year::Short(value), at + 1))
    }

    /// The year after a month or season: "1989", "of 1989", "of that year", "last year", "'89".
    pub(super) fn year_after(&self, i: usize) -> Read<Year> {
        if let Some((year, end)) = self.year_number(i) {
            return Some((Year::Exact(year), end));
        }
        if self.scan.at(i).mark('\'') && self.scan.at(i + 1).glued {
            return self.short_year(i);
        }
        let of = self.is(i, Role::Of) || self.is(i, Role::In);
        let at = i + usize::from(of);
        if of && let Some((year, end)) = self.year_number(at) {
            return Some((Year::Exact(year), end));
        }
        let (step, end) = self.year_step(at)?;
        // "April this year" needs no preposition, "April the year" is none.
        (of || !self.is(at, Role::The)).then_some((step, end))
    }

    /// "that year", "the previous year", "last year".
    pub(super) fn year_step(&self, i: usize) -> Read<Year> {
        let the = self.is(i, Role::The);
        let at = i + usize::from(the);
        let atom = self.scan.at(at);
        let (step, base, at) = if atom.is(Role::That) && self.is(at + 1, Role::Same) {
            (0, Base::Running, at + 2)
        } else if atom.any(&[Role::That, Role::Same]) {
            (0, Base::Running, at + 1)
        } else if atom.is(Role::This) {
            (0, Base::Either, at + 1)
        } else if atom.is(Role::Previous) || (atom.is(Role::Last) && the) {
            (-1, Base::Running, at + 1)
        } else if atom.is(Role::Last) {
            (-1, Base::Either, at + 1)
        } else if atom.is(Role::Subsequent)
            || self.scan.reads(at, "following")
            || (atom.is(Role::Next) && the)
        {
            (1, Base::Running, at + 1)
        } else if atom.is(Role::Next) {
            (1, Base::Either, at + 1)
        } else {
            return None;
        };
        self.scan.reads(at, "year").then_some((Year::Step(step, base), at + 1))
    }

    /// A year in digits: "1989", "490 BC", "AD 70".
    pub(super) fn year_number(&self, i: usize) -> Read<i16> {
        if self.is(i, Role::Ad) && self.scan.at(i).case == Case::Upper {
            let atom = self.scan.at(i + 1);
            let year = i16::try_from(atom.value).ok().filter(|_| atom.is_number() && atom.digits <= 4)?;
            return Some((year, i + 2));
        }
        let atom = self.scan.at(i);
        if !atom.is_number() || atom.digits > 4 || atom.grouped {
            return None;
        }
        let year = i16::try_from(atom.value).ok()?;
        if let Some((before, end)) = self.era(i + 1) {
            return Some((if before { 1 - year } else { year }, end));
        }
        let (dot, digit) = (self.scan.at(i + 1), self.scan.at(i + 2));
        let joined = dot.glued
            && (dot.is_word() && !dot.is(Role::Bc)
                || dot.mark('%')
                || dot.mark(':')
                || dot.mark('/') && digit.is_number() && digit.digits > 2);
        let decimal = dot.glued && dot.mark('.') && digit.glued && digit.is_number();
        let signed = self.scan.at(i).glued
            && matches!(self.scan.before(i, 1).kind, Kind::Mark('$' | '£' | '€' | '#' | '.' | ':'));
        (atom.digits == 4 && YEARS.contains(&atom.value) && !joined && !decimal && !signed)
            .then_some((year, i + 1))
    }

    /// "BC" (true), "B.C.", "AD" (false) after a number.
    pub(super) fn era(&self, i: usize) -> Read<bool> {
        let atom = self.scan.at(i);
        if atom.is(Role::Bc) {
            return Some((true, i + 1));
        }
        if atom.is(Role::Ad) && atom.case == Case::Upper {
            return Some((false, i + 1));
        }
        let dots = self.scan.at(i + 1).mark('.')
            && self.scan.at(i + 1).glued
            && self.scan.reads(i + 2, "c")
            && self.scan.at(i + 2).glued;
        if self.scan.reads(i, "b") && dots {
            return Some((true, self.skip_mark(i + 3, '.')));
        }
        None
    }

    /// A year that stands alone.
    pub(super) fn year_alone(&self, i: usize) -> Read<Calendar> {
        let (year, end) = self.year_number(i)?;
        let date = Calendar { year: Year::Exact(year), ..Calendar::default() };
        if end > i + 1 {
            return Some((date, end));
        }
        let before = self.scan.before(i, 1);
        let after = self.scan.at(end);
        // "in the 1800 block of Elm Street"
        if before.is(Role::No)
            || self.scan.reads(end, "block")
            || before.mark('+')
            || before.mark('/')
            || self.counted(end) && !self.after_time_word(i)
        {
            return None;
        }
        let code = before.mark('-')
            && before.glued
            && self.scan.before(i, 2).case == Case::Upper
            && self.scan.before(i, 2).span.len() <= 3;
        let plausible = (1500..=2099).contains(&self.scan.at(i).value) || self.after_time_word(i);
        (plausible && !code && !after.mark('°')).then_some((date, end))
    }

    /// The piece before `i` is a preposition or another word that a year follows.
    pub(super) fn after_time_word(&self, i: usize) -> bool {
        let before = self.scan.before(i, 1);
        before.any(DATING) || before.is(Role::Years) || before.mark('(')
    }

    /// The piece at `i` is a noun that a number before it would count.
    pub(super) fn counted(&self, i: usize) -> bool {
        let atom = self.scan.at(i);
        atom.is_word()
            && atom.case == Case::Lower
            && !atom.known_function()
            && self.scan.text(i).ends_with('s')
            || atom.entry.unit.is_some()
    }

    /// "the summer of 1942", "summer 1942", "the winter", "summer offensive".
    pub(super) fn season(&self, i: usize) -> Read<Calendar> {
        let the = self.skip(i, Role::The);
        let atom = self.scan.at(the);
        let season = atom.entry.season?;
        let date = Calendar { season: Some(season), ..Calendar::default() };
        let year = self.year_after(the + 1).or_else(|| self.year_after(self.skip_mark(the + 1, ',')));
        if let Some((year, end)) = year {
            return Some((Calendar { year, ..date }, end));
        }
        // "the fall of the city", "to spring a trap"
        let before = self.scan.before(i, 1);
        let clear =
            if atom.entry.ambiguous { before.any(DATING) } else { !before.any(&[Role::To, Role::Will]) };
        (clear && !self.is(the + 1, Role::Of)).then_some((date, the + 1))
    }

    /// "the first quarter of 2010", "the second half of the year", "Q3 2010".
    pub(super) fn fraction(&self, i: usize) -> Read<Calendar> {
        let mut date = Calendar::default();
        let number = self.scan.at(i + 1);
        let end = if self.scan.reads(i, "q")
            && number.is_number()
            && number.glued
            && (1..=4).contains(&number.value)
        {
            date.quarter = u8::try_from(number.value).ok();
            i + 2
        } else {
            let the = self.skip(i, Role::The);
            let (n, at) = if self.scan.reads(the, "latter") { (2, the + 1) } else { self.ordinal(the)? };
            let quarter = self.scan.reads(at, "quarter");
            match (quarter, self.is(at, Role::Half)) {
                (true, _) if n <= 4 => date.quarter = Some(n),
                (_, true) if n <= 2 => date.half = Some(n),
                _ => return None,
            }
            at + 1
        };
        if let Some((year, end)) = self.year_after(end) {
            return Some((Calendar { year, ..date }, end));
        }
        let whole = self.is(end, Role::Of) && self.is(end + 1, Role::The) && self.scan.reads(end + 2, "year");
        if whole {
            return Some((Calendar { year: Year::Step(0, Base::Either), ..date }, end + 3));
        }
        (date.quarter.is_some() && !self.is(end, Role::Of)).then_some((date, end))
    }

    /// "the 1980s", "the late eighties", "1920's".
    pub(super) fn decade(&self, i: usize) -> Option<Found> {
        let mut at = self.skip(i, Role::The);
        let modifier = self.edge(at);
        at = modifier.map_or(at, |(_, at)| at);
        let quote = self.scan.at(at).mark('\'');
        let number = self.scan.at(at + usize::from(quote));
        let (core, end) = if number.is_number()
            && number.value.is_multiple_of(10)
            && (number.digits == 4 || number.digits == 2 && quote || number.digits == 3)
        {
            let mut end = at + usize::from(quote) + 1;
            end = self.skip_mark(end, '\'');
            if !(self.scan.reads(end, "s") && self.scan.at(end).glued) {
                return None;
            }
            match (number.digits, self.era(end + 1)) {
                (2, _) => (Core::ShortDecade(u8::try_from(number.value).ok()?), end + 1),
                (_, Some((true, end))) => (Core::Decade(-i16::try_from(number.value).ok()?), end),
                (4, _) => (Core::Decade(i16::try_from(number.value).ok()?), end + 1),
                _ => return None,
            }
        } else {
            let word = self.scan.at(at).entry.decade;
            // "in her twenties" is an age, "the twenties" a decade.
            if word == 0 || !(self.is(i, Role::The)) {
                return None;
            }
            (Core::ShortDecade(word), at + 1)
        };
        let mut found = Found::new(i, end, core);
        found.modifier = modifier.map(|(m, _)| m);
        Some(found)
    }

    /// "the early 20th century", "the fifth century BC".
    pub(super) fn century(&self, i: usize) -> Option<Found> {
        let mut at = self.skip(i, Role::The);
        let modifier = self.edge(at);
        at = modifier.map_or(at, |(_, at)| at);
        let (n, at) = self.ordinal(at)?;
        let at = self.skip_mark(at, '-');
        if !self.scan.reads(at, "century") && !self.scan.reads(at, "centuries") {
            return None;
        }
        let n = i16::from(n);
        let (first, end) = match self.era(at + 1) {
            Some((true, end)) => (-100 * (n - 1), end),
            Some((false, end)) => (100 * (n - 1), end),
            None => (100 * (n - 1), at + 1),
        };
        let mut found = Found::new(i, end, Core::Century(first));
        // The first century BC would share its first year with the first century.
        if first <= 0 && end > at + 1 {
            found.core = Core::Century(first - 1);
        }
        found.modifier = modifier.map(|(m, _)| m);
        Some(found)
    }

    /// "early", "mid-", "late" before a decade or century.
    pub(super) fn edge(&self, i: usize) -> Read<Modifier> {
        let modifier = match self.scan.at(i) {
            a if a.is(Role::Early) => Modifier::Start,
            a if a.is(Role::Late) => Modifier::End,
            a if a.is(Role::Mid) => Modifier::Mid,
            _ => return None,
        };
        Some((modifier, self.skip_mark(i + 1, '-')))
    }
}
