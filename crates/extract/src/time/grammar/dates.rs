//! Calendar dates: weekdays, days and months.
//!
//! Owns: absolute dates and those that leave the year open. In: pieces. Out: [`Found`]. Refuses: numbers that count
//! things (a bare number needs a month, a preposition or the look of a year).

use super::{Grammar, Read};
use crate::time::atoms::{Case, Kind};
use crate::time::expr::{Calendar, Core, Found, Year};
use crate::time::lexicon::Role;

impl Grammar<'_, '_> {
    pub(super) fn calendar_found(&self, i: usize) -> Option<Found> {
        let (date, end) = self.calendar(i)?;
        Some(Found::new(i, end, Core::Calendar(date)))
    }

    fn calendar(&self, i: usize) -> Read<Calendar> {
        let readings = [
            self.weekday_date(i),
            self.numeric(i),
            self.month_first(i),
            self.day_first(i),
            self.season(i),
            self.fraction(i),
            self.year_alone(i),
            self.month_day_ordinal(i),
        ];
        readings.into_iter().flatten().reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// "Tuesday", "Tuesday, April 27", "Sunday the 3rd".
    fn weekday_date(&self, i: usize) -> Read<Calendar> {
        let (weekday, end) = self.weekday(i)?;
        let mut at = self.skip_mark(end, ',');
        at = self.skip(at, Role::The);
        let date = self.month_first(at).or_else(|| self.day_first(at)).or_else(|| self.numeric(at));
        if let Some((date, end)) = date.filter(|(d, _)| d.day.is_some()) {
            return Some((Calendar { weekday: Some(weekday), ..date }, end));
        }
        if self.is(end, Role::The)
            && let Some((day, end)) = self.ordinal(end + 1).filter(|(d, _)| *d <= 31)
        {
            return Some((Calendar { weekday: Some(weekday), day: Some(day), ..Calendar::default() }, end));
        }
        self.weekday_stands(i, end).then(|| (Calendar { weekday: Some(weekday), ..Calendar::default() }, end))
    }

    /// The weekday named at `i`; its full stop is read when it is an abbreviation.
    pub(super) fn weekday(&self, i: usize) -> Read<u8> {
        let atom = self.scan.at(i);
        if atom.entry.weekday == 0 || atom.entry.plural || (atom.case == Case::Lower && atom.entry.ambiguous)
        {
            return None;
        }
        Some((atom.entry.weekday, self.abbreviation(i, 5)))
    }

    /// A short ambiguous weekday ("Sun", "Sat") needs a word beside it that dates have.
    fn weekday_stands(&self, i: usize, end: usize) -> bool {
        let atom = self.scan.at(i);
        if !atom.entry.ambiguous {
            return true;
        }
        let before = self.scan.before(i, 1);
        let after = self.scan.at(end);
        before.any(&[Role::On, Role::This, Role::Last, Role::Next, Role::Since, Role::Until])
            || after.is_number()
            || after.entry.part.is_some()
    }

    /// Index after a word and, when it is shorter than `full` letters, its full stop.
    fn abbreviation(&self, i: usize, full: usize) -> usize {
        let stop = self.scan.at(i + 1);
        let short = self.scan.at(i).span.len() < full;
        let ends = self.scan.at(i + 2).sentence != self.scan.at(i).sentence;
        i + 1 + usize::from(short && stop.mark('.') && stop.glued && !ends)
    }

    /// The month named at `i`.
    pub(super) fn month(&self, i: usize) -> Read<u8> {
        let atom = self.scan.at(i);
        if atom.entry.month == 0
            || (atom.case == Case::Lower && atom.entry.ambiguous && !self.dated_number(i))
        {
            return None;
        }
        let full = if atom.entry.month == 5 { 3 } else { 5 };
        Some((atom.entry.month, self.abbreviation(i, full)))
    }

    /// A number that a date may have stands next to the word at `i`.
    fn dated_number(&self, i: usize) -> bool {
        let (before, after) = (self.scan.before(i, 1), self.scan.at(i + 1));
        before.is_number() && before.value <= 31
            || after.is_number() && (after.value <= 31 || (1000..2200).contains(&after.value))
    }

    /// A month alone: an everyday word ("may", "march") needs a word before it that dates have, or its capital
    /// inside a sentence.
    fn month_stands(&self, i: usize, end: usize) -> bool {
        let atom = self.scan.at(i);
        if !atom.entry.ambiguous {
            return true;
        }
        let before = self.scan.before(i, 1);
        let dash = before.mark('-') && self.scan.before(i, 2).is(Role::Mid);
        let range = self.joint(end).is_some_and(|at| self.scan.at(at).entry.month > 0);
        if before.any(super::DATING) || dash || range {
            return true;
        }
        let inside = before.is_word() && before.case == Case::Lower && before.sentence == atom.sentence;
        let walk = before.is(Role::The) && self.scan.at(end).is_word() && self.scan.at(end).entry.function;
        atom.case == Case::Capital && inside && !walk
    }

    /// "April", "April 27", "April 27, 1989", "April of that year", "Dec '89".
    fn month_first(&self, i: usize) -> Read<Calendar> {
        let (month, end) = self.month(i)?;
        let mut date = Calendar { month: Some(month), ..Calendar::default() };
        let the = self.skip(end, Role::The);
        if let Some((day, after)) = self.day_number(the, the > end) {
            date.day = Some(day);
            let comma = self.skip_mark(after, ',');
            if let Some((year, end)) = self.year_after(comma).or_else(|| self.year_after(after)) {
                date.year = year;
                return Some((date, end));
            }
            return Some((date, after));
        }
        let comma = self.skip_mark(end, ',');
        if let Some((year, end)) =
            self.year_after(comma).filter(|(y, _)| comma == end || matches!(y, Year::Exact(_)))
        {
            date.year = year;
            return Some((date, end));
        }
        self.month_stands(i, end).then_some((date, end))
    }

    /// A day of the month; `ordinal` asks for "27th".
    fn day_number(&self, i: usize, ordinal: bool) -> Read<u8> {
        let atom = self.scan.at(i);
        let day = u8::try_from(atom.value).ok().filter(|d| (1..=31).contains(d));
        if let Some(day) = day.filter(|_| atom.is_number() && atom.digits <= 2 && !atom.grouped) {
            let end = self.suffix(i + 1);
            let after = self.scan.at(end);
            let joined = after.glued && (after.mark(':') || after.mark('%') || after.is_word());
            let decimal = after.glued
                && after.mark('.')
                && self.scan.at(end + 1).glued
                && self.scan.at(end + 1).is_number();
            let clock = after.any(&[Role::Am, Role::Pm])
                || (self.scan.reads(end, "a") || self.scan.reads(end, "p"))
                    && self.scan.at(end + 1).mark('.');
            return (!joined && !decimal && !clock && (!ordinal || end > i + 1)).then_some((day, end));
        }
        if ordinal || atom.entry.ordinal > 0 {
            return self.ordinal(i).filter(|(d, _)| (1..=31).contains(d));
        }
        None
    }

    /// "27 April", "27th of April 1989", "30 DEC 89".
    fn day_first(&self, i: usize) -> Read<Calendar> {
        let the = self.skip(i, Role::The);
        let (day, at) = self.day_number(the, the > i)?;
        let of = self.skip(self.skip_mark(at, '-'), Role::Of);
        let (month, end) = self.month(of)?;
        let date = Calendar { month: Some(month), day: Some(day), ..Calendar::default() };
        let comma = self.skip_mark(self.skip_mark(end, '-'), ',');
        if let Some((year, end)) = self.year_after(comma).or_else(|| self.short_year(comma)) {
            return Some((Calendar { year, ..date }, end));
        }
        Some((date, end))
    }

    /// "the 13th" after "on", "of" or "by": a day of the running month, or of the one before.
    fn month_day_ordinal(&self, i: usize) -> Read<Calendar> {
        const BEFORE: &[Role] = &[Role::On, Role::Of, Role::By, Role::Since, Role::Until, Role::From];
        if !self.is(i, Role::The) || !self.scan.before(i, 1).any(BEFORE) {
            return None;
        }
        let number = self.scan.at(i + 1).is_number();
        let (day, end) = self.ordinal(i + 1).filter(|(d, _)| number && *d <= 31)?;
        let after = self.scan.at(end);
        let alone = !after.is_word() || after.entry.function;
        alone.then(|| (Calendar { day: Some(day), ..Calendar::default() }, end))
    }

    /// ISO and other dates in digits: "2024-05-02", "2/5/2024", "27.03.15".
    fn numeric(&self, i: usize) -> Read<Calendar> {
        let scan = self.scan;
        let (a, b, c) = (scan.at(i), scan.at(i + 2), scan.at(i + 4));
        let mark = scan.at(i + 1).kind;
        let same = mark == scan.at(i + 3).kind && matches!(mark, Kind::Mark('-' | '/' | '.'));
        let glued = (1..=4).all(|n| scan.at(i + n).glued);
        if !(same && glued && a.is_number() && b.is_number() && c.is_number()) || b.digits > 2 {
            return None;
        }
        let byte = |v: u32| u8::try_from(v).ok();
        let (year, month, day) = if a.digits == 4 && c.digits <= 2 {
            (Year::Exact(i16::try_from(a.value).ok()?), byte(b.value)?, byte(c.value)?)
        } else if a.digits <= 2 && (c.digits == 4 || c.digits == 2) {
            let year = if c.digits == 4 {
                Year::Exact(i16::try_from(c.value).ok()?)
            } else {
                Year::Short(byte(c.value)?)
            };
            let (first, second) = (byte(a.value)?, byte(b.value)?);
            // Slashes are read month first where that is a date (the American press), dots and dashes day first.
            let american = scan.at(i + 1).mark('/') && first <= 12 || second > 12;
            if american { (year, first, second) } else { (year, second, first) }
        } else {
            return None;
        };
        let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && scan.at(i).value > 0;
        valid.then(|| (Calendar { year, month: Some(month), day: Some(day), ..Calendar::default() }, i + 5))
    }

    /// The first of two dates that share what is named after them: "18–24 October", "5 and 6 May 1990",
    /// "499–493 BC".
    pub(super) fn shared_month(&self, i: usize) -> Option<Found> {
        let atom = self.scan.at(i);
        if !atom.is_number() {
            return None;
        }
        if let Some((day, at)) = self.day_number(i, false)
            && let Some((rest, _)) = self.joint(at).and_then(|j| self.day_first(j))
        {
            return Some(Found::new(i, at, Core::Calendar(Calendar { day: Some(day), ..rest })));
        }
        let (Year::Exact(later), _) = self.joint(i + 1).and_then(|j| self.year_after(j))? else {
            return None;
        };
        let year = 1 - i16::try_from(atom.value).ok()?;
        let before_christ = later <= 0 && year < later && !atom.grouped;
        let date = Calendar { year: Year::Exact(year), ..Calendar::default() };
        before_christ.then(|| Found::new(i, i + 1, Core::Calendar(date)))
    }

    /// Index after a dash, "to", "and", "or" or comma that joins two dates.
    fn joint(&self, i: usize) -> Option<usize> {
        let atom = self.scan.at(i);
        (atom.mark('-') || atom.mark('/') || atom.mark(',') || atom.any(&[Role::To, Role::And]))
            .then_some(i + 1)
    }

    /// A second date that borrows from the one before it: "April 5 and 6", "1939–41".
    pub(super) fn continued(&self, last: &Found) -> Option<Found> {
        let Core::Calendar(date) = &last.core else { return None };
        let at = self.joint(last.end)?;
        let atom = self.scan.at(at);
        if !atom.is_number() || atom.grouped {
            return None;
        }
        let dash = self.scan.at(last.end).mark('-') || self.scan.at(last.end).mark('/');
        if date.day.is_some() && date.month.is_some() && last.clock.is_none() {
            let month_first =
                self.scan.before(last.end, 1).is_number() && self.scan.at(last.first).entry.month > 0;
            let (day, end) = self.day_number(at, false)?;
            let bare = !self.countable(end) && self.scan.at(end).entry.month == 0;
            let first = date.day.unwrap_or(0);
            if matches!(date.year, Year::Unsaid) && month_first && bare && (dash || day > first) {
                let comma = self.skip_mark(end, ',');
                let (year, end) = self
                    .year_after(comma)
                    .filter(|(y, _)| matches!(y, Year::Exact(_)))
                    .unwrap_or((Year::Unsaid, end));
                return Some(Found::new(
                    at,
                    end,
                    Core::Calendar(Calendar { day: Some(day), year, weekday: None, ..*date }),
                ));
            }
            return None;
        }
        let Year::Exact(year) = date.year else { return None };
        let plain = date.month.is_none() && date.quarter.is_none() && date.half.is_none();
        let second = i16::try_from(atom.value).ok()?;
        let later = (year / 100) * 100 + second;
        if plain
            && dash
            && atom.glued
            && atom.digits == 2
            && year > 999
            && later > year
            && !self.scan.at(at + 1).glued_word()
        {
            return Some(Found::new(
                at,
                at + 1,
                Core::Calendar(Calendar { year: Year::Exact(later), ..*date }),
            ));
        }
        None
    }

    /// A noun or unit follows, so that the number before it counts something.
    fn countable(&self, i: usize) -> bool {
        let atom = self.scan.at(i);
        atom.entry.unit.is_some() || atom.mark('%') || atom.is_word() && !atom.known_function()
    }
}
