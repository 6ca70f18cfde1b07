//! Lengths of time and what repeats: durations, "ago" and "later", sets.
//!
//! Owns: amounts of units and the words around them that turn a length into a point ("two days later") or a set
//! ("every two days"). In: pieces. Out: [`Found`]. Refuses: units that no number or determiner measures.

use super::{Grammar, Read};
use crate::time::atoms::Case;
use crate::time::expr::{Amount, Base, Core, Found, Modifier};
use crate::time::lexicon::{Role, Unit};

/// An amount of a unit as read.
struct Length {
    amount: Amount,
    unit: Unit,
    modifier: Option<Modifier>,
    /// The amount was a word or number, not only an article or a bare plural.
    counted: bool,
}

impl Grammar<'_, '_> {
    /// "more than", "at least", "up to", "nearly": how an amount is bounded.
    fn bound(&self, i: usize) -> Read<Modifier> {
        let atom = self.scan.at(i);
        let than = self.is(i + 1, Role::Than);
        if than && atom.is(Role::More) {
            return Some((Modifier::More, i + 2));
        }
        if than && atom.is(Role::Less) {
            return Some((Modifier::Less, i + 2));
        }
        if atom.is(Role::At) && self.is(i + 1, Role::Least) {
            return Some((Modifier::EqualOrMore, i + 2));
        }
        if atom.is(Role::At) && self.is(i + 1, Role::Most) || atom.is(Role::Up) && self.is(i + 1, Role::To) {
            return Some((Modifier::EqualOrLess, i + 2));
        }
        let modifier = match atom {
            a if a.is(Role::Over) => Modifier::More,
            a if a.is(Role::Under) => Modifier::Less,
            a if a.any(&[Role::About, Role::Nearly]) => Modifier::Approx,
            _ => return None,
        };
        Some((modifier, i + 1))
    }

    /// "three days", "more than a decade", "ten-day", "several long weeks".
    fn length(&self, i: usize) -> Read<Length> {
        let only = self.skip(i, Role::Only);
        let (modifier, at) = self.bound(only).map_or((None, only), |(m, at)| (Some(m), at));
        let (amount, at) = self.amount(at)?;
        let counted = !self.is(at.saturating_sub(1), Role::A) || at > i + 1;
        let hyphen = self.scan.at(at).mark('-');
        let at = self.skip_mark(at, '-');
        let (unit, end) = self.unit_near(at)?;
        let plural = self.scan.before(end, 1).entry.plural;
        let fits = match amount {
            _ if hyphen => !plural,
            // "a second attack" and "a quarter of the troops" are no lengths.
            Some(100) => !plural && (counted || !matches!(unit, Unit::Second | Unit::Quarter)),
            Some(50) => true,
            _ => plural || self.loose_singular(i, end),
        };
        if !fits || unit == Unit::Quarter && self.is(end, Role::Of) {
            return None;
        }
        let (amount, unit) = match unit {
            Unit::Fortnight => (amount.map(|a| a * 2), Unit::Week),
            unit => (amount, unit),
        };
        Some((Length { amount, unit, modifier, counted }, end))
    }

    /// "thirty year truce", "ten year long": a singular unit used as an adjective.
    fn loose_singular(&self, i: usize, end: usize) -> bool {
        let next = self.scan.at(end);
        next.is(Role::Long)
            || next.is(Role::Old)
            || next.is_word()
                && !next.entry.function
                && !self.scan.at(i).is(Role::Several)
                && !self.scan.at(i).is(Role::Few)
    }

    /// The unit at `i`, or after one adjective ("three long years", "two more days").
    fn unit_near(&self, i: usize) -> Read<Unit> {
        let unit = |i: usize| self.scan.at(i).entry.unit.filter(|_| !self.scan.at(i).mark('-'));
        if let Some(unit) = unit(i) {
            return Some((unit, i + 1));
        }
        let adjective = self.scan.at(i);
        let plain = adjective.is_word()
            && !adjective.entry.function
            && adjective.entry.month == 0
            && adjective.entry.number.is_none();
        if plain
            && let Some(unit) = unit(i + 1)
                .filter(|_| self.scan.at(i + 1).entry.plural || adjective.any(&[Role::Entire, Role::More]))
        {
            return Some((unit, i + 2));
        }
        None
    }

    pub(super) fn duration(&self, i: usize) -> Option<Found> {
        let atom = self.scan.at(i);
        if atom.entry.length > 0 {
            return Some(Found::new(i, i + 1, Core::Length(atom.entry.length)));
        }
        if let Some((length, end)) = self.length(i) {
            return self.finish_length(i, end, length);
        }
        if let Some(found) = self.span_of_one(i) {
            return Some(found);
        }
        // "the last two years", "the next few days", "the first seven weeks"
        if self.scan.before(i, 1).is(Role::Will) {
            return None;
        }
        let mut at = self.skip(i, Role::The);
        let ordinal = at > i && self.ordinal(at).is_some();
        if self.scan.at(at).any(&[
            Role::Last,
            Role::Next,
            Role::Subsequent,
            Role::Previous,
            Role::Final,
            Role::Same,
            Role::Early,
            Role::These,
        ]) || self.scan.reads(at, "following") && at > i
            || ordinal
        {
            at += 1;
            if let Some((length, end)) = self.length(at).filter(|(l, _)| l.counted) {
                return self.finish_length(i, end, length);
            }
            let many = self.scan.at(at).entry.plural && self.scan.at(at).entry.unit.is_some();
            if many && !ordinal {
                return self
                    .scan
                    .at(at)
                    .entry
                    .unit
                    .map(|unit| Found::new(i, at + 1, Core::Duration { amount: None, unit }));
            }
        } else if at > i
            && let Some((length, end)) = self.length(at).filter(|(l, _)| l.counted)
        {
            // "the three months between", "the four previous weeks"
            return self.finish_length(i, end, length);
        }
        self.bare_plural(i)
    }

    /// "the past year", "for the next month", "over the last decade": a length, not the stretch of the calendar.
    pub(super) fn span_of_one(&self, i: usize) -> Option<Found> {
        if !self.is(i, Role::The) {
            return None;
        }
        let past = self.scan.reads(i + 1, "past");
        let lasting = self.scan.before(i, 1).is(Role::Over) || self.scan.reads(i.checked_sub(1)?, "for");
        let order = self.scan.at(i + 1).any(&[Role::Last, Role::Next, Role::Final]);
        let unit = self.scan.at(i + 2).entry.unit.filter(|_| !self.scan.at(i + 2).entry.plural)?;
        let core = Core::Duration { amount: Some(100), unit };
        (past || lasting && order).then(|| Found::new(i, i + 3, core))
    }

    /// "for weeks", "hours of fighting", "in recent months".
    fn bare_plural(&self, i: usize) -> Option<Found> {
        let (modifier, at) = self.bound(i).map_or((None, i), |(m, at)| (Some(m), at));
        let recent = self.scan.at(at).entry.reference.is_some();
        let at = at + usize::from(recent);
        let atom = self.scan.at(at);
        let unit = atom.entry.unit.filter(|u| atom.entry.plural && *u != Unit::Quarter)?;
        if self.scan.before(i, 1).mark('-') || self.scan.before(i, 1).is(Role::The) {
            return None;
        }
        let mut found = Found::new(i, at + 1, Core::Duration { amount: None, unit });
        found.modifier = modifier;
        Some(found)
    }

    fn finish_length(&self, first: usize, end: usize, length: Length) -> Option<Found> {
        let mut end = end;
        let dash = self.skip_mark(end, '-');
        if self.is(dash, Role::Long) || self.is(dash, Role::Old) {
            end = dash + 1;
        } else if self.is(end, Role::Of) && self.is(end + 1, Role::Age) {
            end += 2;
        }
        let (amount, unit) = (length.amount, length.unit);
        let mut found = Found::new(first, end, Core::Duration { amount, unit });
        found.modifier = length.modifier;
        Some(found)
    }

    /// "two days later", "three weeks ago", "a year before", "days earlier".
    pub(super) fn shift(&self, i: usize) -> Option<Found> {
        let (length, end) = self.length(i).or_else(|| {
            let only = self.skip(i, Role::Only);
            let atom = self.scan.at(only);
            let unit = atom.entry.unit.filter(|_| atom.entry.plural)?;
            Some((Length { amount: None, unit, modifier: None, counted: false }, only + 1))
        })?;
        let atom = self.scan.at(end);
        let (forward, base) = if atom.is(Role::Ago) {
            (false, Base::Either)
        } else if atom.is(Role::Earlier) {
            (false, Base::Running)
        } else if atom.is(Role::Later) || self.is(end, Role::From) && self.scan.reads(end + 1, "now") {
            (true, if self.is(end, Role::From) { Base::Writing } else { Base::Running })
        } else if atom.is(Role::Before) {
            (false, Base::Running)
        } else if atom.is(Role::After) {
            (true, Base::Running)
        } else {
            return None;
        };
        let last = if self.is(end, Role::From) { end + 2 } else { end + 1 };
        let core = Core::Shift { amount: length.amount, unit: length.unit, forward, base };
        let mut found = Found::new(i, last, core);
        found.modifier = match length.modifier {
            Some(Modifier::More) => Some(if forward { Modifier::After } else { Modifier::Before }),
            Some(Modifier::Less) => Some(if forward { Modifier::Before } else { Modifier::After }),
            other => other,
        };
        Some(found)
    }

    /// "every day", "each of the last two years" (no), "twice a week", "per month", "daily", "on Fridays".
    pub(super) fn set(&self, i: usize) -> Option<Found> {
        let atom = self.scan.at(i);
        let plain = |end, unit| {
            Found::new(i, end, Core::Set { amount: Some(100), unit, weekday: 0, freq: 0, each: false })
        };
        if let Some(unit) = atom.entry.repeated {
            // "the daily Voice of Qarn", "a morning daily": a newspaper.
            let before = self.scan.before(i, 1);
            let name = self.scan.at(i + 1).is_word() && self.scan.at(i + 1).case != Case::Lower;
            if (before.is(Role::The) && name) || before.entry.part.is_some() {
                return None;
            }
            return Some(plain(i + 1, unit));
        }
        if atom.entry.weekday > 0 && atom.entry.plural {
            let core = Core::Set {
                amount: Some(100),
                unit: Unit::Week,
                weekday: atom.entry.weekday,
                freq: 0,
                each: false,
            };
            return Some(Found::new(i, i + 1, core));
        }
        let often = atom.entry.often;
        if often > 0 {
            let unit = self
                .scan
                .at(i + 2)
                .entry
                .unit
                .filter(|_| self.is(i + 1, Role::A) || self.is(i + 1, Role::Every))?;
            return Some(Found::new(
                i,
                i + 3,
                Core::Set { amount: Some(100), unit, weekday: 0, freq: often, each: false },
            ));
        }
        if atom.is(Role::Per) {
            let unit = self.scan.at(i + 1).entry.unit.filter(|_| !self.scan.at(i + 1).entry.plural)?;
            return Some(plain(i + 2, unit));
        }
        if !atom.is(Role::Every) {
            return None;
        }
        let next = self.scan.at(i + 1);
        let each = |amount, unit, weekday, end| {
            Some(Found::new(i, end, Core::Set { amount, unit, weekday, freq: 0, each: true }))
        };
        if next.entry.weekday > 0 {
            return each(Some(100), Unit::Week, next.entry.weekday, i + 2);
        }
        if let Some(part) = next.entry.part {
            let mut found = each(Some(100), Unit::Day, 0, i + 2)?;
            found.part = Some(part);
            return Some(found);
        }
        if let Some(unit) = next.entry.unit.filter(|_| !next.entry.plural) {
            return each(Some(100), unit, 0, i + 2);
        }
        let (amount, at) = self.amount(i + 1)?;
        let (unit, end) = self.unit_near(at)?;
        each(amount, unit, 0, end)
    }
}
