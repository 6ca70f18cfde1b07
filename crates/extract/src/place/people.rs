//! Persons a text names, as far as they get in the way of places.
//!
//! Owns: runs of words that name a person, and the surnames and given names in them. In: words, what the lists
//! say of them. Out: [`Persons`]. Refuses: telling persons apart or resolving them (the actor room does).

use super::gazetteer::{Feature, Gazetteer};
use super::key::{Case, Gap, Words};
use super::recognise::{Known, Spot};
use std::collections::BTreeSet;
use std::ops::Range;

/// Who is named, by words.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    runs: Vec<Range<usize>>,
    /// First words of those that cannot be a place's name.
    sure: Vec<usize>,
    surnames: BTreeSet<String>,
    given: BTreeSet<String>,
}

impl Persons {
    /// Runs of a given name and what follows it, and of a title and what follows it.
    pub(crate) fn of(
        words: &Words,
        gazetteer: &Gazetteer,
        known: &Known<'_>,
        caps: &[bool],
        spots: &[Spot],
    ) -> Self {
        let mut persons = Self::default();
        let mut i = 0;
        while i < words.list.len() {
            let Some(end) = run(words, gazetteer, known, caps, spots, i) else {
                i += 1;
                continue;
            };
            let title = known.cue(i).title();
            let first = i + usize::from(title);
            if end - first >= 2 {
                persons.given.insert(words.key(first).to_owned());
            }
            persons.surnames.insert(words.key(end - 1).to_owned());
            if whole(words, known, first) {
                persons.sure.push(first);
            }
            persons.runs.push(first..end);
            i = end;
        }
        persons
    }

    /// True when the words begin a name that cannot be a place's.
    pub(crate) fn begin_at(&self, first: usize) -> bool {
        self.sure.binary_search(&first).is_ok()
    }

    /// True when the words lie in a person's name.
    pub(crate) fn covers(&self, first: usize, end: usize) -> bool {
        let at = self.runs.partition_point(|r| r.end <= first);
        self.runs.get(at).is_some_and(|r| r.start < end)
    }

    pub(crate) fn surname(&self, key: &str) -> bool {
        self.surnames.contains(key)
    }

    pub(crate) fn given(&self, key: &str) -> bool {
        self.given.contains(key)
    }
}

/// End of a person's name that begins at a word.
fn run(
    words: &Words,
    gazetteer: &Gazetteer,
    known: &Known<'_>,
    caps: &[bool],
    spots: &[Spot],
    i: usize,
) -> Option<usize> {
    let in_caps = caps.get(i).copied().unwrap_or(false);
    let first = words.list.get(i).filter(|w| w.case != Case::Lower)?;
    let title = known.cue(i).title();
    let given = known.kind(i).given_name();
    // A place of several words that begins here ("San Jose", "Virginia Beach") is no person's name.
    let place =
        if whole(words, known, i) { several_words(spots, i) } else { long_place(gazetteer, spots, i) };
    if !(title || given || aged(words, i)) || place || first.possessive {
        return None;
    }
    let mut end = i + 1;
    while end < words.list.len() && end - i < 4 {
        let (Some(word), Some(last)) = (words.list.get(end), words.list.get(end - 1)) else { break };
        let key = words.key(end);
        let (cue, kind) = (known.cue(end), known.kind(end));
        let initial = key.len() == 1 && word.dot;
        let particle =
            matches!(key, "al" | "el" | "de" | "del" | "bin" | "von" | "van" | "la" | "abu" | "ibn");
        let joined = word.gap == Gap::Blank || word.gap == Gap::Hyphen;
        let named = word.case != Case::Lower || particle;
        let other = cue.kind()
            || cue.body()
            || cue.street()
            || cue.time()
            || cue.inside()
            || cue.toward()
            || cue.of()
            || (cue.title() && !title)
            || cue.direction();
        let odd_caps = in_caps && !(kind.given_name() || kind.surname() || particle || initial);
        if !joined || !named || other || odd_caps || last.possessive || (kind.common() && in_caps) {
            break;
        }
        if long_place(gazetteer, spots, end) {
            break;
        }
        end += 1;
    }
    let enough = end - i >= 2 && words.key(end - 1).len() > 1;
    enough.then_some(end)
}

/// A given name and a surname, or two names with an age.
fn whole(words: &Words, known: &Known<'_>, i: usize) -> bool {
    let capital = words.list.get(i + 1).is_some_and(|w| w.case == Case::Title && w.gap == Gap::Blank);
    let second = known.kind(i + 1);
    aged(words, i) || known.kind(i).given_name() && capital && second.surname() && !second.common()
}

/// Two names followed by an age ("Tarn Beral, 38,"), or after one ("38-year-old Tarn Beral").
fn aged(words: &Words, i: usize) -> bool {
    let name = |k: usize| words.list.get(k).is_some_and(|w| w.case == Case::Title);
    let joined = words.list.get(i + 1).is_some_and(|w| w.gap == Gap::Blank);
    let gap = |k: usize| words.list.get(k).is_some_and(|w| w.gap == Gap::Comma);
    let age = |k: usize| matches!(words.key(k).parse(), Ok(1..=110));
    let after = age(i + 2) && gap(i + 2) && gap(i + 3);
    let before = i >= 2 && words.key(i - 1) == "old" && words.key(i - 2).starts_with("year");
    name(i) && name(i + 1) && joined && (before || after)
}

fn spot_at(spots: &[Spot], word: usize) -> Option<&Spot> {
    let at = spots.partition_point(|s| s.end <= word);
    spots.get(at).filter(|s| s.first <= word)
}

fn several_words(spots: &[Spot], word: usize) -> bool {
    spot_at(spots, word).is_some_and(|s| s.end - s.first > 1)
}

/// A spot of several words covers a word, or a populous country begins at it.
fn long_place(gazetteer: &Gazetteer, spots: &[Spot], word: usize) -> bool {
    const POPULOUS: u32 = 6_000_000;
    spot_at(spots, word).is_some_and(|s| {
        let country = |p: &(super::gazetteer::Ref, bool)| {
            gazetteer.feature(p.0) == Feature::Country && gazetteer.population(p.0) > POPULOUS
        };
        s.end - s.first > 1 || s.places.iter().any(country)
    })
}
