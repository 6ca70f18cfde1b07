//! Numbers inside time expressions.
//!
//! Owns: amounts ("twenty-three", "2.5", "a few"), ordinals ("27th", "third"). In: pieces. Out: values. Refuses:
//! numbers that count anything but time (see [`crate::quantity`]).

use super::{Grammar, Read};
use crate::time::expr::Amount;
use crate::time::lexicon::Role;

impl Grammar<'_, '_> {
    /// "three", "23", "two and a half", "a few", "a", in hundredths.
    pub(super) fn amount(&self, i: usize) -> Read<Amount> {
        let scan = self.scan;
        let atom = scan.at(i);
        if atom.is(Role::A) {
            let at = i + 1;
            if self.is(at, Role::Few) || (self.is(at, Role::Couple) && !self.is(at + 1, Role::Of)) {
                return Some((None, at + 1));
            }
            if self.is(at, Role::Couple) {
                return Some((None, at + 2));
            }
            if self.is(at, Role::Half) {
                return Some((Some(50), self.skip_mark(at + 1, '-')));
            }
            if scan.at(at).entry.number.is_some_and(|n| n >= 12) {
                return self.cardinal(at).map(|(n, end)| (Some(n * 100), end));
            }
            return Some((Some(100), at));
        }
        if atom.any(&[Role::Few, Role::Several]) {
            return Some((None, i + 1));
        }
        if atom.is(Role::Half) {
            let at = self.skip(self.skip_mark(i + 1, '-'), Role::A);
            return Some((Some(50), at));
        }
        if atom.is_number() {
            if atom.digits > 6 {
                return None;
            }
            let whole = atom.value.saturating_mul(100);
            let (dot, tenths) = (scan.at(i + 1), scan.at(i + 2));
            if dot.mark('.') && dot.glued && tenths.is_number() && tenths.glued && tenths.digits <= 2 {
                let part = if tenths.digits == 1 { tenths.value * 10 } else { tenths.value };
                return Some((Some(whole + part), i + 3));
            }
            return Some((Some(whole), i + 1));
        }
        let (n, end) = self.cardinal(i)?;
        let half = self.is(end, Role::And) && self.is(end + 1, Role::A) && self.is(end + 2, Role::Half);
        if half { Some((Some(n * 100 + 50), end + 3)) } else { Some((Some(n * 100), end)) }
    }

    /// A number in words, below a million.
    fn cardinal(&self, i: usize) -> Read<u32> {
        let scan = self.scan;
        let word = |i: usize| scan.at(i).entry.number.map(u32::from);
        let mut total = word(i)?;
        let mut end = i + 1;
        loop {
            let hyphen = scan.at(end).mark('-') && scan.at(end).glued;
            let and = self.is(end, Role::And) && total >= 100;
            let at = end + usize::from(hyphen || and);
            let Some(next) = word(at) else { return Some((total, end)) };
            total = match next {
                1..=9 if total >= 20 && total.is_multiple_of(10) => total + next,
                10..=99 if total >= 100 && total.is_multiple_of(100) => total + next,
                100 | 1000 if total < next => total * next,
                _ => return Some((total, end)),
            };
            end = at + 1;
        }
    }

    /// "third", "27th", "twenty-first".
    pub(super) fn ordinal(&self, i: usize) -> Read<u8> {
        let scan = self.scan;
        let atom = scan.at(i);
        if atom.is_number() {
            let end = self.suffix(i + 1);
            return (end > i + 1).then(|| u8::try_from(atom.value).ok().map(|v| (v, end))).flatten();
        }
        if atom.entry.ordinal > 0 {
            return Some((atom.entry.ordinal, i + 1));
        }
        let tens = atom.entry.number.filter(|n| (20..100).contains(n) && n % 10 == 0)?;
        let at = self.skip_mark(i + 1, '-');
        let ones = scan.at(at).entry.ordinal;
        (1..=9).contains(&ones).then(|| (u8::try_from(tens).unwrap_or(0) + ones, at + 1))
    }

    /// Index after the ending of an ordinal glued to a number that ends at `i`.
    pub(super) fn suffix(&self, i: usize) -> usize {
        let ending = ["st", "nd", "rd", "th"].iter().any(|s| self.scan.reads(i, s));
        i + usize::from(ending && self.scan.at(i).glued)
    }
}
