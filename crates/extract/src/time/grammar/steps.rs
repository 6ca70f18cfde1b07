//! Steps from a date known already: "last week", "the following day", "that month", "yesterday", "next Friday".
//!
//! Owns: determiners and adjectives of order before a unit, weekday, month, season or part of the day. In: pieces.
//! Out: [`Found`]. Refuses: counted units ("the last two years" is a length).

use super::{Grammar, Read};
use crate::time::expr::{Base, Core, Found, Target};
use crate::time::lexicon::{Role, Unit};

impl Grammar<'_, '_> {
    pub(super) fn step(&self, i: usize) -> Option<Found> {
        if self.span_of_one(i).is_some() {
            return None;
        }
        let (step, base, at) = self.order(i)?;
        let (target, part, end) = self.target(at)?;
        let mut found = Found::new(i, end, Core::Step { target, step, base });
        found.part = part;
        Some(found)
    }

    /// The words that say which one: (step, base, index after).
    fn order(&self, i: usize) -> Option<(i8, Base, usize)> {
        let the = self.is(i, Role::The);
        let at = i + usize::from(the);
        let atom = self.scan.at(at);
        if atom.is(Role::That) && !the {
            return Some((0, Base::Running, self.skip(at + 1, Role::Same)));
        }
        if atom.is(Role::This) && !the {
            return Some((0, Base::Either, self.skip(at + 1, Role::Same)));
        }
        if atom.is(Role::Same) && the {
            return Some((0, Base::Running, at + 1));
        }
        if atom.is(Role::Last) {
            return Some((-1, if the { Base::Running } else { Base::Either }, at + 1));
        }
        if atom.is(Role::Previous) {
            return Some((-1, Base::Running, at + 1));
        }
        if atom.is(Role::Next) {
            return Some((1, if the { Base::Running } else { Base::Either }, at + 1));
        }
        let following = self.scan.reads(at, "following") && the;
        (following || atom.is(Role::Subsequent)).then_some((1, Base::Running, at + 1))
    }

    fn target(&self, i: usize) -> Option<(Target, Option<crate::time::lexicon::Part>, usize)> {
        let atom = self.scan.at(i);
        if let Some((weekday, end)) = self.weekday(i) {
            let part = self.scan.at(end).entry.part;
            return Some((Target::Weekday(weekday), part, end + usize::from(part.is_some())));
        }
        if let Some((month, end)) = self.month(i) {
            return Some((Target::Month(month), None, end));
        }
        if let Some(season) = atom.entry.season {
            return Some((Target::Season(season), None, i + 1));
        }
        if let Some(part) =
            atom.entry.part.filter(|_| atom.entry.deictic.is_none() && !self.scan.reads(i, "nights"))
        {
            return Some((Target::Part, Some(part), i + 1));
        }
        let unit = atom.entry.unit.filter(|_| !atom.entry.plural)?;
        (unit != Unit::Second).then_some((Target::Unit(unit), None, i + 1))
    }

    /// "yesterday", "today", "tonight", "tomorrow morning", "the day before yesterday".
    pub(super) fn deictic(&self, i: usize) -> Option<Found> {
        let mut at = i;
        let mut extra = 0;
        let the = self.skip(i, Role::The);
        if self.scan.reads(the, "day") && self.scan.at(the + 1).any(&[Role::Before, Role::After]) {
            extra = if self.is(the + 1, Role::Before) { -1 } else { 1 };
            at = the + 2;
        }
        let shift = self.scan.at(at).entry.deictic?;
        if extra != 0 && shift == 0 {
            return None;
        }
        let mut found = Found::new(i, at + 1, Core::Day(shift + extra));
        found.part = self.scan.at(at).entry.part;
        if let Some(part) = self.scan.at(at + 1).entry.part.filter(|_| found.part.is_none()) {
            found.part = Some(part);
            found.end = at + 2;
        }
        Some(found)
    }

    /// "the weekend": the press rarely says which.
    pub(super) fn weekend(&self, i: usize) -> Option<Found> {
        let entry = &self.scan.at(i + 1).entry;
        let one = self.is(i, Role::The) && entry.unit == Some(Unit::Weekend) && !entry.plural;
        one.then(|| Found::new(i, i + 2, Core::Weekend))
    }

    /// "the year", "the month" after "the end of" and "later in": the one told last.
    pub(super) fn bare_unit(&self, i: usize) -> Option<Found> {
        if !self.is(i, Role::The) {
            return None;
        }
        let atom = self.scan.at(i + 1);
        let target = match (atom.entry.unit, atom.entry.season) {
            (_, Some(season)) => Target::Season(season),
            (Some(unit), _) if !atom.entry.plural && !unit.is_clock() => Target::Unit(unit),
            _ => return None,
        };
        Some(Found::new(i, i + 2, Core::Step { target, step: 0, base: Base::Running }))
    }

    /// "later in the year", "later that month", "the day before", "the day after", "the day following".
    pub(super) fn turned(&self, i: usize) -> Option<Found> {
        let atom = self.scan.at(i);
        if atom.any(&[Role::Later, Role::Earlier]) {
            let of = self.skip(i + 1, Role::In);
            let mut found = if of > i + 1 { self.after_preposition(of) } else { self.step(of) }?;
            if !matches!(
                found.core,
                Core::Step {
                    target: Target::Unit(_) | Target::Season(_) | Target::Month(_) | Target::Weekday(_),
                    ..
                } | Core::Decade(_)
            ) {
                return None;
            }
            found.first = i;
            return Some(found);
        }
        let (step, end) = self.turn_behind(i)?;
        let (target, part) = match self.scan.at(i + 1).entry {
            e if e.part.is_some() && e.unit.is_none() => (Target::Part, e.part),
            e => (Target::Unit(e.unit.filter(|_| !e.plural)?), None),
        };
        let mut found = Found::new(i, end, Core::Step { target, step, base: Base::Running });
        found.part = part;
        Some(found)
    }

    /// "the day before" -1, "the week after" +1.
    fn turn_behind(&self, i: usize) -> Read<i8> {
        let entry = &self.scan.at(i + 1).entry;
        if !self.is(i, Role::The) || entry.unit.is_none() && entry.part.is_none() {
            return None;
        }
        let turn = self.scan.at(i + 2);
        let ends = !self.scan.at(i + 3).is_word() || self.scan.at(i + 3).entry.function;
        if self.scan.reads(i + 2, "before") && ends {
            Some((-1, i + 3))
        } else if (self.scan.reads(i + 2, "after")
            || self.scan.reads(i + 2, "following")
            || turn.is(Role::Later))
            && ends
        {
            Some((1, i + 3))
        } else {
            None
        }
    }
}
