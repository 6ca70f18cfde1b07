//! Finding: patterns over pieces of text.
//!
//! Owns: which words form a time expression and what they say. In: a [`Scan`]. Out: [`Found`]s in order, not
//! overlapping. Refuses: placing anything on the calendar.
//!
//! Every pattern is a method that takes the index of a first piece and returns what it read with the index one past
//! its last piece. At each piece the longest reading wins; the order of patterns breaks ties.

mod dates;
mod lengths;
mod moments;
mod numbers;
mod steps;
mod years;

use super::atoms::Scan;
use super::expr::{Calendar, Core, Found, Lead, Modifier, Year};
use super::lexicon::{Entry, Meaning, Reference, Role};

/// Words before a date: they make an everyday word ("may", "fall") a month or season.
#[rustfmt::skip]
const DATING: &[Role] = &[
    Role::In, Role::On, Role::Of, Role::By, Role::Since, Role::Until, Role::From, Role::Between, Role::Early,
    Role::Late, Role::Mid, Role::Last, Role::Next, Role::This, Role::Before, Role::After,
];

/// What a pattern read, and one past its last piece.
type Read<T> = Option<(T, usize)>;

/// All time expressions of a scan.
pub(crate) fn find(scan: &Scan) -> Vec<Found> {
    find_from(scan, |entry| entry.starts)
}

/// As [`find`], looking only where a word of which `starts` holds, a number or an apostrophe stands.
fn find_from(scan: &Scan, starts: impl Fn(&Entry) -> bool) -> Vec<Found> {
    let grammar = Grammar { scan };
    let mut out: Vec<Found> = Vec::new();
    let mut i = 0;
    while i < scan.len() {
        let atom = scan.at(i);
        if !(starts(&atom.entry) || atom.is_number() || atom.mark('\'')) {
            i += 1;
            continue;
        }
        if let Some(open) = grammar.shared_month(i) {
            i = open.end;
            out.push(open);
            continue;
        }
        match grammar.expression(i) {
            Some(found) => {
                i = found.end;
                out.push(found);
                while let Some(next) = out.last().and_then(|last| grammar.continued(last)) {
                    i = next.end;
                    out.push(next);
                }
            }
            None => i += 1,
        }
    }
    grammar.leads(&mut out);
    out
}

struct Grammar<'s, 'b> {
    scan: &'s Scan<'b>,
}

impl Grammar<'_, '_> {
    fn is(&self, i: usize, role: Role) -> bool {
        self.scan.at(i).is(role)
    }

    /// Index after the optional piece that plays `role`.
    fn skip(&self, i: usize, role: Role) -> usize {
        i + usize::from(self.is(i, role))
    }

    /// Index after an optional mark.
    fn skip_mark(&self, i: usize, mark: char) -> usize {
        i + usize::from(self.scan.at(i).mark(mark))
    }

    /// The longest reading that starts at `i`.
    fn expression(&self, i: usize) -> Option<Found> {
        let readings = [
            self.moment(i),
            self.modified(i),
            self.dated(i),
            self.shift(i),
            self.set(i),
            self.duration(i),
            self.pointer(i),
        ];
        let mut best: Option<Found> = None;
        for found in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| found.end > b.end) {
                best = Some(found);
            }
        }
        best
    }

    /// A date that may stand inside a larger expression ("the morning of ...").
    fn dated(&self, i: usize) -> Option<Found> {
        let readings = [
            self.calendar_found(i),
            self.decade(i),
            self.century(i),
            self.step(i),
            self.weekend(i),
            self.deictic(i),
            self.feast(i),
        ];
        readings.into_iter().flatten().reduce(|best, next| if next.end > best.end { next } else { best })
    }

    /// "early 1942", "the end of April", "late in the year", "about 1900".
    fn modified(&self, i: usize) -> Option<Found> {
        let scan = self.scan;
        let the = self.skip(i, Role::The);
        let atom = scan.at(the);
        let simple = |modifier| (modifier, the + 1);
        let (modifier, at) = if atom.is(Role::Early) {
            simple(Modifier::Start)
        } else if atom.is(Role::Late) && !scan.reads(the, "latter") {
            simple(Modifier::End)
        } else if atom.is(Role::Mid) && scan.reads(the, "mid") {
            (Modifier::Mid, self.skip_mark(the + 1, '-'))
        } else if atom.any(&[Role::About, Role::Nearly]) && the == i {
            (Modifier::Approx, self.skip_mark(the + 1, '.'))
        } else {
            let (modifier, at) = self.portion(the)?;
            let mut found = self.after_preposition(at)?;
            found.first = i;
            found.modifier = Some(modifier);
            return Some(found);
        };
        // "early in April", "the early part of the decade"
        let mut at = at;
        if self.is(at, Role::Portion) && self.is(at + 1, Role::Of) {
            at += 1;
        }
        let linked = self.is(at, Role::In) || self.is(at, Role::Of) || self.is(at, Role::On);
        let mut found = if linked { self.after_preposition(at + 1) } else { None }
            .or_else(|| self.dated(at).filter(|f| !matches!(f.core, Core::Day(_))))
            .or_else(|| self.is(at, Role::The).then(|| self.after_preposition(at)).flatten())?;
        if modifier == Modifier::Approx
            && !matches!(found.core, Core::Calendar(_) | Core::Decade(_) | Core::Century(_))
        {
            return None;
        }
        if found.modifier.is_some() && modifier != Modifier::Approx {
            return None;
        }
        found.first = i;
        found.modifier = Some(modifier);
        Some(found)
    }

    /// "beginning of", "latter part of", "rest of": the part of a span that is meant.
    fn portion(&self, i: usize) -> Read<Modifier> {
        let atom = self.scan.at(i);
        let part = self.is(i + 1, Role::Portion) && !self.is(i + 1, Role::Half);
        let (modifier, at) = match atom {
            a if a.is(Role::Begin) => (Modifier::Start, i + 1),
            a if a.any(&[Role::End, Role::Rest]) => (Modifier::End, i + 1),
            a if a.is(Role::Mid) => (Modifier::Mid, i + 1),
            a if part && a.any(&[Role::Late, Role::Final, Role::Last]) => (Modifier::End, i + 2),
            a if part && a.is(Role::Early) => (Modifier::Start, i + 2),
            // "the last week of January", "the first days of May"
            a if self.scan.at(i + 1).entry.unit.is_some() && a.any(&[Role::Last, Role::Final]) => {
                (Modifier::End, i + 2)
            }
            a if self.scan.at(i + 1).entry.unit.is_some() && a.entry.ordinal == 1 => (Modifier::Start, i + 2),
            _ => return None,
        };
        self.is(at, Role::Of).then_some((modifier, at + 1))
    }

    /// A date after "of" or "in", where "the year" alone is one too.
    fn after_preposition(&self, i: usize) -> Option<Found> {
        self.dated(i).or_else(|| self.bare_unit(i))
    }

    /// "now", "recent", "the future".
    fn pointer(&self, i: usize) -> Option<Found> {
        if let Some((Meaning::Reference(reference), end)) = self.phrase(i) {
            return Some(Found::new(i, end, Core::Reference(reference)));
        }
        let reference = self.scan.at(i).entry.reference?;
        // "the former" and "the future of" stand for a thing, "former" before a noun for a time.
        let next = self.scan.at(i + 1);
        let alone = !next.is_word() || next.entry.function;
        let thing = self.scan.before(i, 1).is(Role::The) && alone && self.scan.reads(i, "former");
        (!thing).then(|| Found::new(i, i + 1, Core::Reference(reference)))
    }

    /// "Christmas Eve", "Easter 1916".
    fn feast(&self, i: usize) -> Option<Found> {
        let (meaning, end) = self.phrase(i)?;
        let mut date = Calendar::default();
        match meaning {
            Meaning::Feast(Some((month, day))) => (date.month, date.day) = (Some(month), Some(day)),
            Meaning::Easter(shift) => date.easter = Some(shift),
            Meaning::Feast(None) => return Some(Found::new(i, end, Core::Feast)),
            Meaning::Reference(_) => return None,
        }
        let (year, end) = self.year_after(end).unwrap_or((Year::Unsaid, end));
        date.year = year;
        Some(Found::new(i, end, Core::Calendar(date)))
    }

    /// The longest phrase of the word list that begins at `i`.
    fn phrase(&self, i: usize) -> Read<Meaning> {
        if !self.scan.at(i).entry.opens {
            return None;
        }
        let first = self.scan.text(i).to_lowercase();
        let fits = |words: &[String]| words.iter().enumerate().all(|(n, w)| self.scan.reads(i + n, w));
        let phrases = self.scan.lexicon.phrases(&first).iter().filter(|p| fits(&p.words));
        phrases.max_by_key(|p| p.words.len()).map(|p| (p.meaning.clone(), i + p.words.len()))
    }

    /// "(the) past ...", "(the) last ...", "recent ...": a length that ends at the day of writing.
    fn ends_now(&self, first: usize) -> bool {
        let at = self.skip(first, Role::The);
        let recent = self.scan.at(at).entry.reference == Some(Reference::Past);
        self.is(at, Role::Last) && !self.scan.before(first, 1).is(Role::Of) || recent
    }

    /// Sets how the words before each expression bound it.
    fn leads(&self, out: &mut [Found]) {
        for n in 0..out.len() {
            let Some(found) = out.get(n) else { return };
            let before = self.scan.before(found.first, 1);
            let mut lead = if before.is(Role::Since) {
                Lead::Since
            } else if before.any(&[Role::Until, Role::By])
                || (before.is(Role::Of) && self.scan.before(found.first, 2).is(Role::As))
            {
                Lead::Until
            } else if before.is(Role::Before)
                || (before.is(Role::To) && self.scan.before(found.first, 2).is(Role::Before))
            {
                Lead::Before
            } else if before.is(Role::After) {
                Lead::After
            } else if matches!(found.core, Core::Duration { .. }) && self.ends_now(found.first) {
                Lead::Past
            } else {
                Lead::At
            };
            if let Some(previous) = n.checked_sub(1).and_then(|p| out.get(p)) {
                let opened = self.scan.before(previous.first, 1);
                let near = previous.end + 1 == found.first;
                let dash = near && before.mark('-') && (before.glued || self.scan.at(found.first).glued);
                let pair =
                    near && (before.is(Role::To) && !opened.is(Role::Before) || before.is(Role::Until));
                let between = near && before.is(Role::And) && opened.is(Role::Between);
                let from = near && opened.is(Role::From) && before.any(&[Role::To, Role::Until, Role::By]);
                if (dash || pair || between || from) && same_kind(&previous.core, &found.core) {
                    lead = Lead::Closes;
                }
            }
            if let Some(found) = out.get_mut(n) {
                found.lead = lead;
            }
            if lead == Lead::Closes
                && let Some(previous) = n.checked_sub(1).and_then(|p| out.get_mut(p))
            {
                previous.lead = Lead::Opens;
            }
        }
    }
}

/// True for two expressions that can be the ends of one range.
fn same_kind(a: &Core, b: &Core) -> bool {
    let placed = |c: &Core| {
        !matches!(
            c,
            Core::Duration { .. } | Core::Length(_) | Core::Set { .. } | Core::Reference(_) | Core::Feast
        )
    };
    placed(a) && placed(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use crate::time::lexicon::english;

    /// Words of the list and everyday ones, thrown together: what an expression may begin with must hold for all of
    /// them.
    #[test]
    fn no_expression_begins_with_a_word_that_is_passed_over() {
        let mut words: Vec<&str> = english().words().collect();
        let everyday =
            ["town", "said", "27", "2024", "5:30", "1,200", "1980s", ",", "-", ".", "'", "(", "two"];
        words.extend(everyday);
        words.sort_unstable();
        let mut state = 11u64;
        let mut found = 0;
        for _ in 0..30_000 {
            let mut body = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let n = usize::try_from(state >> 40).unwrap_or(0);
                body.push_str(words[n % words.len()]);
                body.push(' ');
            }
            let scan = Scan::new(&Text::default(), &body, english());
            let all = find_from(&scan, |entry| entry.known);
            assert_eq!(find(&scan), all, "{body}");
            found += all.len();
        }
        assert!(found > 30_000, "{found}");
    }
}
