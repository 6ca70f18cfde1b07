//! The register as an index over folded words.
//!
//! Owns: which sequences of words are names of whom. In: the codebook's actors and name forms, once. Out: the longest
//! names that begin at a word. Refuses: choosing between actors that share a name (the cast does).

use super::fold::{Shape, Word, name_words};
use super::lexicon::Lexicon;
use claimbook_records::Codebook;
use claimbook_records::codebook::ActorEntry;
use claimbook_records::report::ActorKind;
use claimbook_records::spelling::loose;
use compact_str::CompactString;
use rustc_hash::FxHashMap;

/// What sort of name a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormKind {
    Name,
    Acronym,
    /// Means the actor only where the text supports it.
    Context,
    /// Nationality of a state.
    Adjective,
    /// A place that stands for a government.
    Metonym,
}

/// One way to name one actor.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) actor: usize,
    pub(super) kind: FormKind,
    shapes: Vec<Shape>,
    /// "al-" is what makes it a name ("Al-Manar").
    needs_article: bool,
}

/// What the engine needs to know of an actor.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: ActorKind,
    pub(super) collective: bool,
    pub(super) country: Option<String>,
    pub(super) parent: Option<usize>,
    /// First adjective of a state ("Iraqi").
    pub(super) adjective: Option<String>,
    /// Folded words of the canonical name.
    pub(super) key: String,
}

/// The register, built once and shared.
#[derive(Debug, Default)]
pub struct Register {
    pub(super) actors: Vec<Known>,
    pub(super) lexicon: Lexicon,
    pub(super) forms: Vec<Form>,
    strict: FxHashMap<CompactString, u32>,
    loose: FxHashMap<CompactString, u32>,
    edges: FxHashMap<(u32, u32), u32>,
    /// Forms that end at a node.
    ends: Vec<Vec<u32>>,
    /// States by country code.
    states: FxHashMap<String, usize>,
}

/// Words `start..end` and the forms they may be.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) forms: Vec<u32>,
}

/// The two symbols a word may be read as.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Symbols {
    strict: Option<u32>,
    loose: Option<u32>,
}

impl Register {
    /// Indexes a codebook for one language.
    pub fn new(codebook: &Codebook, language: &str) -> Self {
        let numbers: FxHashMap<&str, usize> =
            codebook.actors.iter().enumerate().map(|(i, a)| (a.id.as_str(), i)).collect();
        let mut register = Self {
            lexicon: Lexicon::new(&codebook.lists(language).names),
            ends: vec![Vec::new()],
            ..Self::default()
        };
        for (i, entry) in codebook.actors.iter().enumerate() {
            register.actors.push(Known {
                id: entry.id.clone(),
                name: entry.name.clone(),
                kind: entry.kind,
                collective: entry.collective,
                country: entry.country.clone(),
                parent: entry.parent.as_deref().and_then(|p| numbers.get(p).copied()),
                adjective: entry.adjectives.first().cloned(),
                key: key(&entry.name),
            });
            if entry.kind == ActorKind::State
                && let (Some(country), false) = (&entry.country, entry.adjectives.is_empty())
            {
                register.states.entry(country.clone()).or_insert(i);
            }
            register.add_entry(i, entry);
        }
        register
    }

    fn add_entry(&mut self, actor: usize, entry: &ActorEntry) {
        let loose = entry.romanised;
        if !entry.name.contains('(') {
            self.add(actor, &entry.name, FormKind::Name, loose);
        }
        for alias in &entry.aliases {
            self.add(actor, &alias.name, FormKind::Name, loose && alias.script == "Latn");
        }
        for name in &entry.context_aliases {
            self.add(actor, name, FormKind::Context, loose);
        }
        for (list, kind) in [
            (&entry.acronyms, FormKind::Acronym),
            (&entry.adjectives, FormKind::Adjective),
            (&entry.metonyms, FormKind::Metonym),
        ] {
            for name in list {
                self.add(actor, name, kind, false);
            }
        }
    }

    fn add(&mut self, actor: usize, name: &str, kind: FormKind, romanised: bool) {
        let mut words = name_words(name);
        if words.len() > 1 && words.first().is_some_and(|w| w.fold == "the") {
            words.remove(0);
        }
        let article = words.first().is_some_and(|w| w.article);
        words.retain(|w| !w.article);
        if words.is_empty() {
            return;
        }
        let mut node = 0;
        for word in &words {
            let symbol = if romanised && word.shape != Shape::Lower && word.shape != Shape::Plain {
                symbol(&mut self.loose, loose(&word.fold)) * 2 + 1
            } else {
                symbol(&mut self.strict, word.fold.clone()) * 2
            };
            let fresh = self.ends.len() as u32;
            node = *self.edges.entry((node, symbol)).or_insert(fresh);
            if node == fresh {
                self.ends.push(Vec::new());
            }
        }
        let form = Form {
            actor,
            kind,
            needs_article: article && words.len() == 1,
            shapes: words.iter().map(|w| w.shape).collect(),
        };
        let number = self.forms.len() as u32;
        self.forms.push(form);
        if let Some(end) = self.ends.get_mut(node as usize) {
            end.push(number);
        }
    }

    /// The symbols of each word.
    pub(super) fn symbols(&self, words: &[Word]) -> Vec<Symbols> {
        let read = |w: &Word| {
            if w.possessive || w.article {
                return Symbols::default();
            }
            let capital = matches!(w.shape, Shape::Capital | Shape::Upper);
            Symbols {
                strict: self.strict.get(&w.fold).map(|s| s * 2),
                loose: if capital { self.loose.get(&loose(&w.fold)).map(|s| s * 2 + 1) } else { None },
            }
        };
        words.iter().map(read).collect()
    }

    /// The longest name that begins at word `at`.
    pub(super) fn longest(
        &self,
        words: &[Word],
        symbols: &[Symbols],
        at: usize,
        all_caps: bool,
    ) -> Option<Hit> {
        // Most words begin no name.
        let read = symbols.get(at).copied().unwrap_or_default();
        let begins = |s: Option<u32>| s.is_some_and(|s| self.edges.contains_key(&(0, s)));
        if !begins(read.strict) && !begins(read.loose) {
            return None;
        }
        let mut best: Option<Hit> = None;
        let mut open = vec![(0u32, at)];
        while let Some((node, i)) = open.pop() {
            if i > at && node != 0 {
                let forms = self.ends.get(node as usize).map(Vec::as_slice).unwrap_or_default();
                if !forms.is_empty() && best.as_ref().is_none_or(|b| b.end <= i) {
                    let fitting: Vec<u32> =
                        forms.iter().copied().filter(|f| self.fits(*f, words, at, i, all_caps)).collect();
                    if !fitting.is_empty() {
                        match &mut best {
                            Some(b) if b.end == i => b.forms.extend(fitting),
                            _ => best = Some(Hit { start: at, end: i, forms: fitting }),
                        }
                    }
                }
            }
            let Some(word) = words.get(i) else { continue };
            if i > at && word.breaks {
                continue;
            }
            if i > at && (word.possessive || word.article) {
                open.push((node, i + 1));
                continue;
            }
            let read = symbols.get(i).copied().unwrap_or_default();
            for symbol in [read.strict, read.loose].into_iter().flatten() {
                if let Some(next) = self.edges.get(&(node, symbol)) {
                    open.push((*next, i + 1));
                }
            }
        }
        if let Some(hit) = &mut best {
            hit.forms.sort_unstable();
            hit.forms.dedup();
        }
        best
    }

    /// True when the words are written as the form asks.
    fn fits(&self, form: u32, words: &[Word], start: usize, end: usize, all_caps: bool) -> bool {
        let Some(form) = self.forms.get(form as usize) else { return false };
        if form.needs_article && !start.checked_sub(1).and_then(|b| words.get(b)).is_some_and(|w| w.article) {
            return false;
        }
        let Some(range) = words.get(start..end) else { return false };
        if range.last().is_some_and(|w| w.possessive || w.article) {
            return false;
        }
        let bare: Vec<&Word> = range.iter().filter(|w| !w.possessive && !w.article).collect();
        if all_caps {
            let after_the = start.checked_sub(1).and_then(|b| words.get(b)).is_some_and(|w| w.fold == "the");
            let alone = bare.len() == 1 && !after_the && !bare.iter().any(|w| w.dotted);
            return !(alone && bare.iter().any(|w| self.lexicon.ordinary_in_capitals(&w.fold)))
                || form.kind == FormKind::Acronym;
        }
        let acronym = form.kind == FormKind::Acronym;
        form.shapes.iter().zip(&bare).all(|(asked, word)| match asked {
            Shape::Upper if acronym && word.fold.len() >= 4 => word.shape != Shape::Lower,
            Shape::Upper => matches!(word.shape, Shape::Upper | Shape::Plain) || word.dotted,
            Shape::Capital => word.shape != Shape::Lower,
            Shape::Lower | Shape::Plain => true,
        })
    }

    /// The one actor that is named exactly so, ignoring case.
    pub(super) fn lookup(&self, name: &str) -> Option<usize> {
        let words = name_words(name);
        let symbols = self.symbols(&words);
        let hit = self.longest(&words, &symbols, 0, true).filter(|h| h.end == words.len())?;
        match hit.forms.as_slice() {
            [one] => self.forms.get(*one as usize).map(|f| f.actor),
            _ => None,
        }
    }

    /// The one official of a country whose last name this is.
    pub(super) fn office_holder(&self, country: &str, surname: &str) -> Option<usize> {
        let holds = |a: &Known| {
            a.kind == ActorKind::Official
                && a.country.as_deref() == Some(country)
                && a.key.strip_suffix(surname).is_some_and(|rest| rest.ends_with(' '))
        };
        let mut found = self.actors.iter().enumerate().filter(|(_, a)| holds(a));
        let one = found.next()?.0;
        found.next().is_none().then_some(one)
    }

    /// The state with a country code.
    pub(super) fn state(&self, country: &str) -> Option<usize> {
        self.states.get(country).copied()
    }
}

fn key(name: &str) -> String {
    let words = name_words(name);
    words.iter().filter(|w| !w.article).map(|w| w.fold.as_str()).collect::<Vec<_>>().join(" ")
}

fn symbol(table: &mut FxHashMap<CompactString, u32>, key: CompactString) -> u32 {
    let next = table.len() as u32;
    *table.entry(key).or_insert(next)
}
