//! Mentions while they are being gathered.
//!
//! Owns: the working state of one article: words, which of them are taken, who is named so far. In: words of a text.
//! Out: drafts in order for the cast. Refuses: reading the register's data beyond what a mention needs.

use super::Naming;
use super::drafts::Drafts;
use super::fold::{Shape, Word};
use super::register::{Register, Symbols};
use crate::text::{Tag, Text};
use claimbook_records::Span;
use claimbook_records::report::ActorKind;
use compact_str::CompactString;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::ops::Range;

/// Who a draft names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// Index in the register.
    Known(usize),
    /// Index in [`Gathering::locals`].
    Local(usize),
}

/// Somebody the register does not know.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) name: String,
    /// Folded words of the name: equal keys are one.
    pub(super) key: String,
    pub(super) kind: ActorKind,
    pub(super) collective: bool,
    pub(super) country: Option<String>,
    pub(super) parent: Option<Who>,
}

/// A mention of somebody.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) words: Range<usize>,
    pub(super) span: Span,
    pub(super) who: Who,
    pub(super) naming: Naming,
}

/// One article at work.
pub(super) struct Gathering<'a> {
    pub(super) text: &'a Text,
    pub(super) body: &'a str,
    pub(super) register: &'a Register,
    pub(super) words: Vec<Word>,
    pub(super) symbols: Vec<Symbols>,
    /// Words that belong to a name already.
    pub(super) taken: Vec<bool>,
    pub(super) drafts: Drafts,
    pub(super) locals: Vec<Local>,
    /// Locals by key and whether they are collective.
    by_key: FxHashMap<(String, bool), usize>,
    /// Persons among them by the last words of their names: the one, or none where there are several.
    by_ending: FxHashMap<String, Option<usize>>,
    /// Words by what they fold to.
    by_fold: OnceCell<FxHashMap<CompactString, Vec<usize>>>,
    /// How often each country is named, most often first.
    pub(super) countries: Vec<(String, u32)>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(text: &'a Text, body: &'a str, register: &'a Register) -> Self {
        let mut words = super::fold::words(text, body);
        for word in &mut words {
            word.builds = register.lexicon.builds(&word.fold);
        }
        let symbols = register.symbols(&words);
        let taken = vec![false; words.len()];
        Self {
            text,
            body,
            register,
            words,
            symbols,
            drafts: Drafts::of(taken.len()),
            taken,
            locals: Vec::new(),
            by_key: FxHashMap::default(),
            by_ending: FxHashMap::default(),
            by_fold: OnceCell::new(),
            countries: Vec::new(),
        }
    }

    /// Bytes of some words, an article right before them included.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        let first = match words.start.checked_sub(1).and_then(|b| self.words.get(b)) {
            Some(before) if before.article && !self.breaks(words.start) => Some(before),
            _ => self.words.get(words.start),
        };
        match (first, words.end.checked_sub(1).and_then(|l| self.words.get(l))) {
            (Some(a), Some(b)) => a.span.join(b.span),
            _ => Span::default(),
        }
    }

    /// The words as written, on one line.
    pub(super) fn written(&self, words: &Range<usize>) -> String {
        one_line(self.span(words).of(self.body))
    }

    /// Folded words as one key.
    pub(super) fn key(&self, words: &Range<usize>) -> String {
        let range = self.words.get(words.clone()).unwrap_or_default();
        let kept = range.iter().filter(|w| !w.article && !w.possessive && w.fold != "the");
        kept.map(|w| w.fold.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn word(&self, i: usize) -> Option<&Word> {
        self.words.get(i)
    }

    /// True when a mark or sentence boundary stands before word `i`.
    pub(super) fn breaks(&self, i: usize) -> bool {
        self.words.get(i).is_none_or(|w| w.breaks)
    }

    pub(super) fn is_taken(&self, i: usize) -> bool {
        self.taken.get(i).copied().unwrap_or(true)
    }

    pub(super) fn free(&self, words: &Range<usize>) -> bool {
        words.clone().all(|i| !self.is_taken(i))
    }

    pub(super) fn take(&mut self, words: &Range<usize>) {
        for i in words.clone() {
            if let Some(slot) = self.taken.get_mut(i) {
                *slot = true;
            }
        }
    }

    pub(super) fn tag(&self, word: usize) -> Tag {
        let token = self.words.get(word).and_then(|w| self.text.tokens.get(w.token));
        token.map_or(Tag::X, |t| t.tag)
    }

    /// True when a word is written as a name is: with a capital in mixed case. In capitals the tagger decides.
    pub(super) fn name_like(&self, i: usize) -> bool {
        let Some(word) = self.words.get(i) else { return false };
        if self.text.all_caps {
            return self.tag(i) == Tag::Propn;
        }
        matches!(word.shape, Shape::Capital | Shape::Upper) && !word.possessive
    }

    /// True when the word's capital may come from the sentence or a heading alone.
    pub(super) fn opens_sentence(&self, i: usize) -> bool {
        let Some(word) = self.words.get(i) else { return true };
        let token = self.text.tokens.get(word.token);
        let sentence = token.and_then(|t| self.text.sentences.get(t.sentence as usize));
        sentence.is_none_or(|s| {
            let first = self.words.get(i.wrapping_sub(1)).map(|w| w.token);
            first.is_none_or(|before| before < s.tokens.start)
        })
    }

    /// Adds a mention and marks its words as taken.
    pub(super) fn add(&mut self, words: Range<usize>, who: Who, naming: Naming) {
        let span = self.span(&words);
        self.take(&words);
        self.drafts.push(Draft { words, span, who, naming });
    }

    /// The local with this key and kind of being, or a new one.
    pub(super) fn local(&mut self, new: Local) -> Who {
        let next = self.locals.len();
        let i = *self.by_key.entry((new.key.clone(), new.collective)).or_insert(next);
        if i < next {
            if let Some(known) = self.locals.get_mut(i) {
                known.parent = known.parent.or(new.parent);
                known.country = known.country.take().or(new.country);
            }
            return Who::Local(i);
        }
        if matches!(new.kind, ActorKind::Official | ActorKind::Person) {
            let endings = new.key.match_indices(' ').filter_map(|(at, _)| new.key.get(at + 1..));
            for ending in endings {
                self.by_ending.entry(ending.to_owned()).and_modify(|one| *one = None).or_insert(Some(next));
            }
        }
        self.locals.push(new);
        Who::Local(next)
    }

    /// The one person with a longer name that ends with these words.
    pub(super) fn person_ending(&self, key: &str) -> Option<Who> {
        self.by_ending.get(key).copied().flatten().map(Who::Local)
    }

    /// Where the words that fold alike stand.
    pub(super) fn places_of(&self, fold: &CompactString) -> &[usize] {
        let gather = || {
            let mut all: FxHashMap<CompactString, Vec<usize>> = FxHashMap::default();
            for (i, word) in self.words.iter().enumerate() {
                all.entry(word.fold.clone()).or_default().push(i);
            }
            all
        };
        self.by_fold.get_or_init(gather).get(fold).map(Vec::as_slice).unwrap_or_default()
    }

    /// The draft whose words end at `end` (a possessive ending may stand between).
    pub(super) fn draft_ending(&self, end: usize) -> Option<&Draft> {
        let end = match end.checked_sub(1).and_then(|l| self.words.get(l)) {
            Some(last) if last.possessive => end - 1,
            _ => end,
        };
        self.drafts.ending(end)
    }

    /// The draft that covers word `i`.
    pub(super) fn draft_at(&self, i: usize) -> Option<&Draft> {
        self.drafts.at(i)
    }

    pub(super) fn kind(&self, who: Who) -> ActorKind {
        match who {
            Who::Known(i) => self.register.actors.get(i).map_or(ActorKind::Other, |a| a.kind),
            Who::Local(i) => self.locals.get(i).map_or(ActorKind::Other, |l| l.kind),
        }
    }

    pub(super) fn name(&self, who: Who) -> &str {
        match who {
            Who::Known(i) => self.register.actors.get(i).map_or("", |a| a.name.as_str()),
            Who::Local(i) => self.locals.get(i).map_or("", |l| l.name.as_str()),
        }
    }

    pub(super) fn country(&self, who: Who) -> Option<&str> {
        match who {
            Who::Known(i) => self.register.actors.get(i).and_then(|a| a.country.as_deref()),
            Who::Local(i) => self.locals.get(i).and_then(|l| l.country.as_deref()),
        }
    }

    pub(super) fn collective(&self, who: Who) -> bool {
        match who {
            Who::Known(i) => self.register.actors.get(i).is_some_and(|a| a.collective),
            Who::Local(i) => self.locals.get(i).is_some_and(|l| l.collective),
        }
    }

    /// The country the article is about: named twice or more, and more often than any other.
    pub(super) fn topic(&self) -> Option<&str> {
        let (first, count) = self.countries.first()?;
        let rival = self.countries.get(1).map_or(0, |c| c.1);
        (*count >= 2 && *count > rival).then_some(first.as_str())
    }

    pub(super) fn weight(&self, country: &str) -> u32 {
        self.countries.iter().find(|c| c.0 == country).map_or(0, |c| c.1)
    }
}

/// White space of any sort as single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
