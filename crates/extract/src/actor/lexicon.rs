//! Words that build names: heads, bodies of state, titles, collectives.
//!
//! Owns: look-up of name-building phrases. In: the codebook's name forms. Out: the longest phrase that begins or ends
//! at a word. Refuses: names.

use super::fold::{Word, name_words};
use claimbook_records::codebook::NameForms;
use claimbook_records::report::ActorKind;
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

/// Phrases of folded words with a kind each, by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    by_first: FxHashMap<CompactString, Vec<(Vec<CompactString>, ActorKind)>>,
    longest: usize,
}

impl Phrases {
    fn new<'a>(items: impl Iterator<Item = (&'a str, ActorKind)>) -> Self {
        let mut out = Self::default();
        let mut phrases: Vec<(Vec<CompactString>, ActorKind)> = items
            .map(|(phrase, kind)| (name_words(phrase).into_iter().map(|w| w.fold).collect(), kind))
            .collect();
        phrases.sort_by_key(|(words, _)| usize::MAX - words.len());
        for (words, kind) in phrases {
            if let Some(first) = words.first().cloned() {
                out.longest = out.longest.max(words.len());
                out.by_first.entry(first).or_default().push((words, kind));
            }
        }
        out
    }

    /// The longest phrase that begins at word `at`: where it ends, and its kind.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<(usize, ActorKind)> {
        let first = words.get(at).filter(|w| w.builds)?;
        let list = self.by_first.get(&first.fold)?;
        let whole = |phrase: &[CompactString]| {
            phrase
                .iter()
                .enumerate()
                .all(|(n, p)| words.get(at + n).is_some_and(|w| w.fold == *p && (n == 0 || !w.breaks)))
        };
        list.iter().find(|(phrase, _)| whole(phrase)).map(|(phrase, kind)| (at + phrase.len(), *kind))
    }

    /// The longest phrase inside `start..end` that ends at `end`.
    pub(super) fn ending(&self, words: &[Word], start: usize, end: usize) -> Option<ActorKind> {
        let from = end.saturating_sub(self.longest).max(start);
        (from..end).find_map(|at| self.at(words, at).filter(|(stop, _)| *stop == end).map(|(_, kind)| kind))
    }
}

/// All name-building words of a language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) heads: Phrases,
    pub(super) bodies: Phrases,
    pub(super) titles: Phrases,
    pub(super) collectives: Phrases,
    pub(super) back_singular: Phrases,
    pub(super) back_plural: Phrases,
    pub(super) not_names: Phrases,
    /// First words of all phrases.
    firsts: FxHashSet<CompactString>,
    backed: FxHashSet<CompactString>,
    prefixes: FxHashSet<CompactString>,
    inner: FxHashSet<CompactString>,
    not_in_capitals: FxHashSet<CompactString>,
    never: FxHashSet<CompactString>,
    given: FxHashSet<CompactString>,
    deeds: FxHashSet<CompactString>,
    deeds_with: FxHashSet<CompactString>,
    deed_objects: FxHashSet<CompactString>,
    deed_carriers: FxHashSet<CompactString>,
}

impl Lexicon {
    /// Indexes the name forms of a language.
    pub(super) fn new(names: &NameForms) -> Self {
        let set = |list: &[String]| list.iter().map(|w| super::fold::fold(w)).collect();
        let plain = |list: &[String]| Phrases::new(list.iter().map(|w| (w.as_str(), ActorKind::Other)));
        let mut lexicon = Self {
            heads: Phrases::new(
                names.heads.iter().flat_map(|h| h.words.iter().map(move |w| (w.as_str(), h.kind))),
            ),
            bodies: Phrases::new(
                names.bodies.iter().flat_map(|h| h.words.iter().map(move |w| (w.as_str(), h.kind))),
            ),
            titles: Phrases::new(
                names.titles.iter().flat_map(|h| h.words.iter().map(move |w| (w.as_str(), h.kind))),
            ),
            collectives: plain(&names.collectives),
            back_singular: plain(&names.back_singular),
            back_plural: plain(&names.back_plural),
            not_names: plain(&names.not_names),
            backed: set(&names.backed),
            prefixes: set(&names.prefixes),
            inner: set(&names.inner),
            not_in_capitals: set(&names.not_in_capitals),
            never: set(&names.never),
            given: set(&names.given),
            deeds: set(&names.deeds),
            deeds_with: set(&names.deeds_with),
            deed_objects: set(&names.deed_objects),
            deed_carriers: set(&names.deed_carriers),
            firsts: FxHashSet::default(),
        };
        let Self { heads, bodies, titles, collectives, back_singular, back_plural, not_names, .. } = &lexicon;
        let lists = [heads, bodies, titles, collectives, back_singular, back_plural, not_names];
        lexicon.firsts = lists.iter().flat_map(|l| l.by_first.keys().cloned()).collect();
        lexicon
    }

    /// True when some phrase begins with this word.
    pub(super) fn builds(&self, fold: &str) -> bool {
        self.firsts.contains(fold)
    }

    /// "backed", "aligned": ties a group to the state before it.
    pub(super) fn backed(&self, word: &Word) -> bool {
        self.backed.contains(&word.fold)
    }

    /// "pro", "anti".
    pub(super) fn prefix(&self, word: &Word) -> bool {
        self.prefixes.contains(&word.fold)
    }

    /// A small word that may stand inside a name.
    pub(super) fn inner(&self, word: &Word) -> bool {
        self.inner.contains(&word.fold)
    }

    /// In a text of capitals these letters are an ordinary word.
    pub(super) fn ordinary_in_capitals(&self, fold: &str) -> bool {
        self.not_in_capitals.contains(fold)
    }

    /// Never part of a name's edge.
    pub(super) fn never(&self, word: &Word) -> bool {
        self.never.contains(&word.fold)
    }

    /// True for a verb whose subject attacks; `object` is the lemma of its object.
    pub(super) fn deed(&self, verb: &str, object: Option<&str>) -> bool {
        self.deeds.contains(verb)
            || self.deeds_with.contains(verb) && object.is_some_and(|o| self.deed_objects.contains(o))
    }

    /// A verb that tells, plans or tries a deed.
    pub(super) fn carries_deed(&self, verb: &str) -> bool {
        self.deed_carriers.contains(verb)
    }

    /// A common given name.
    pub(super) fn given(&self, word: &Word) -> bool {
        self.given.contains(&word.fold)
    }
}
