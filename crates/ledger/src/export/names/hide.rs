//! Withholding names in a text.
//!
//! Owns: where a word of a name stands and what is cut out for it. In: the names that one or several articles give, and a
//! text. Out: the text without them. Refuses: choosing the names (see [`super::find`]).
//!
//! Words meet folded and decoded (see [`super::words`]), in the plural and the genitive, with an article written into
//! them, joined in handles and addresses. A word of a name that is an ordinary word, a month or a place of the report is
//! withheld where its capital or another word of the name beside it shows that a name is meant. One pass over a text. A text that is nothing but
//! a place of the gazetteer stays, since whoever is called like a town is not told by it; not where a person's family name was taken for one.

use super::find::{Found, Strength};
use super::lexicon::{List, Plain};
use super::words::{Case, Gap, Word, words};
use aho_corasick::AhoCorasick;
use std::collections::{BTreeSet, HashMap};

/// Stands for a name.
pub const WITHHELD: &str = "[name withheld]";

/// Fewest letters of a word of a name that is looked for inside of other words.
const INSIDE: usize = 4;

/// The names withheld wherever some articles are shown.
#[derive(Debug)]
pub(crate) struct Names {
    parts: HashMap<String, Entry>,
    /// Names that stay, by their first word.
    public: HashMap<String, Vec<Vec<String>>>,
    /// Texts that are places.
    places: BTreeSet<String>,
    /// Words of names inside of other words, with the folded words in the same order.
    joined: Option<(AhoCorasick, Vec<(usize, bool)>)>,
}

#[derive(Debug)]
struct Entry {
    strength: Strength,
    /// Numbers of the names it is part of.
    names: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    No,
    Yes,
    /// Part of a public name.
    Keep,
}

impl Names {
    /// The set over some articles.
    pub(crate) fn of(found: &Found) -> Self {
        let mut parts: HashMap<String, Entry> = HashMap::new();
        let folds =
            |name: &super::find::Private| name.parts.iter().map(|p| p.fold.clone()).collect::<Vec<_>>();
        let open = |name: &&super::find::Private| name.sure || !found.public.contains(&folds(name));
        let mut kept: BTreeSet<Vec<String>> = found.public.iter().filter(|p| p.len() > 1).cloned().collect();
        for (number, name) in found.private.iter().filter(open).enumerate() {
            kept.remove(&folds(name));
            for part in &name.parts {
                for fold in [Some(&part.fold), part.other.as_ref()].into_iter().flatten() {
                    let entry = parts
                        .entry(fold.clone())
                        .or_insert(Entry { strength: part.strength, names: Vec::new() });
                    entry.strength = entry.strength.max(part.strength);
                    entry.names.push(number);
                }
            }
        }
        let mut public: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for name in kept {
            public.entry(name[0].clone()).or_default().push(name);
        }
        let mut inside: Vec<(&String, bool)> = parts
            .iter()
            .filter(|(fold, entry)| fold.len() > 1 && entry.strength != Strength::Calendar)
            .map(|(fold, entry)| (fold, entry.strength == Strength::Strong && fold.chars().count() >= INSIDE))
            .collect();
        inside.sort_unstable();
        let patterns = inside.iter().map(|(fold, strong)| (fold.len(), *strong)).collect();
        let joined =
            AhoCorasick::new(inside.iter().map(|(fold, _)| fold)).ok().map(|found| (found, patterns));
        let family = |place: &str| {
            let place: Vec<String> = words(place).into_iter().map(|w| w.fold).collect();
            let mut names = found.private.iter().map(folds);
            names.any(|name| name.len() > place.len() && name.ends_with(&place))
        };
        let places =
            found.places.iter().filter(|(name, _)| !family(name)).flat_map(|(_, texts)| texts.clone());
        Self { parts, public, places: places.collect(), joined }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The text without the names; none where it holds none.
    pub(crate) fn hide(&self, text: &str) -> Option<String> {
        if self.is_empty() || text.is_empty() || self.places.contains(text) {
            return None;
        }
        let words = words(text);
        let marks = self.marks(text, &words);
        if !marks.contains(&Mark::Yes) {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let (mut done, mut at) = (0, 0);
        while at < words.len() {
            if marks[at] != Mark::Yes {
                at += 1;
                continue;
            }
            let start = words[at].start;
            let mut last = at;
            while last + 1 < words.len()
                && marks[last + 1] == Mark::Yes
                && joins(text, &words[last], &words[last + 1])
            {
                last += 1;
            }
            let end = words[last].end - words[last].possessive;
            // Two words may stand for one byte range: both sides of one encoded letter.
            if start >= done {
                out.push_str(text.get(done..start).unwrap_or_default());
                out.push_str(WITHHELD);
                done = end;
            }
            at = last + 1;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Some(out)
    }

    fn marks(&self, text: &str, words: &[Word]) -> Vec<Mark> {
        let plain = Plain::embedded();
        let loud = super::find::loud(words);
        let mut marks = vec![Mark::No; words.len()];
        self.keep(words, &mut marks);
        let entries: Vec<Option<&Entry>> = words.iter().map(|w| self.entry(w, plain)).collect();
        for at in 0..words.len() {
            if marks[at] == Mark::No && self.taken(words, at, entries[at], loud, plain) {
                marks[at] = Mark::Yes;
            }
        }
        // Two words of one name beside each other.
        for at in 1..words.len() {
            let (Some(one), Some(two)) = (entries[at - 1], entries[at]) else { continue };
            let (a, b) = (&words[at - 1], &words[at]);
            let beside = a.possessive == 0 && (b.follows() || b.gap == Gap::Code);
            let written = a.capital() && b.capital() || a.coded && b.coded;
            let telling = |w: &Word| w.fold.len() > 1 && !plain.is(List::Particle, &w.fold);
            let named = (telling(a) && telling(b)) && (a.fold != b.fold);
            if beside && written && named && one.names.iter().any(|n| two.names.contains(n)) {
                for i in [at - 1, at].into_iter().filter(|i| marks[*i] == Mark::No).collect::<Vec<_>>() {
                    marks[i] = Mark::Yes;
                }
            }
        }
        for at in 0..words.len() {
            if marks[at] == Mark::Yes {
                spread(words, &entries, &mut marks, at, plain);
            }
        }
        addresses(text, words, &mut marks);
        marks
    }

    /// Marks public names that stand in full.
    fn keep(&self, words: &[Word], marks: &mut [Mark]) {
        for at in 0..words.len() {
            let Some(names) = self.public.get(&words[at].fold) else { continue };
            for name in names {
                let whole = name.iter().enumerate().all(|(n, fold)| {
                    words.get(at + n).is_some_and(|w| w.fold == *fold && (n == 0 || w.gap != Gap::Break))
                });
                if whole {
                    marks[at..at + name.len()].iter_mut().for_each(|m| *m = Mark::Keep);
                }
            }
        }
    }

    /// The word of a name that a word is, in some form.
    fn entry(&self, word: &Word, plain: &Plain) -> Option<&Entry> {
        let whole = self.parts.get(&word.fold).or_else(|| self.parts.get(word.other.as_ref()?));
        if whole.is_some() {
            return whole;
        }
        let fold = word.fold.as_str();
        if plain.ordinary(fold) {
            return None;
        }
        let known =
            |form: &str| self.parts.get(form).filter(|e| e.strength >= Strength::Capital && form.len() > 2);
        for form in [fold.strip_suffix('s'), fold.strip_suffix("es")].into_iter().flatten() {
            if let Some(entry) = known(form) {
                return Some(entry);
            }
        }
        (1..=LONGEST_PREFIX.min(fold.len())).filter(|n| fold.is_char_boundary(*n)).find_map(|n| {
            let (front, rest) = fold.split_at(n);
            let rest = rest.strip_suffix('s').filter(|r| self.parts.contains_key(*r)).unwrap_or(rest);
            known(rest).filter(|e| plain.is(List::Prefix, front) && e.strength == Strength::Strong)
        })
    }

    fn taken(&self, words: &[Word], at: usize, entry: Option<&Entry>, loud: bool, plain: &Plain) -> bool {
        let word = &words[at];
        match entry.map(|e| e.strength) {
            Some(Strength::Strong) => true,
            Some(Strength::Capital) => word.capital() && !loud && !word.coded,
            Some(Strength::Calendar) => word.capital() && !loud && !word.coded && !dated(words, at, plain),
            Some(Strength::Beside) => false,
            None => self.joined(word, plain),
        }
    }

    /// "samerqandoura": made of words of names; in an address one word of a name is enough.
    fn joined(&self, word: &Word, plain: &Plain) -> bool {
        let Some((found, patterns)) = &self.joined else { return false };
        if word.fold.len() <= INSIDE || !word.coded && (word.fold.len() < 7 || plain.ordinary(&word.fold)) {
            return false;
        }
        let mut hits = Vec::new();
        for hit in found.find_overlapping_iter(&word.fold) {
            let Some((length, strong)) = patterns.get(hit.pattern().as_usize()) else { continue };
            if *strong && word.coded && !plain.ordinary(&word.fold) {
                return true;
            }
            hits.push((hit.start(), *length));
        }
        covered(word.fold.len(), &hits)
    }
}

/// Longest of the prefixes that are written into a name.
const LONGEST_PREFIX: usize = 5;

/// Whether pieces laid end to end, two at least, make the whole.
fn covered(length: usize, hits: &[(usize, usize)]) -> bool {
    let mut fewest: Vec<Option<usize>> = vec![None; length + 1];
    fewest[0] = Some(0);
    let mut by_start = hits.to_vec();
    by_start.sort_unstable();
    for (start, size) in by_start {
        if let (Some(n), Some(end)) = (fewest[start], fewest.get_mut(start + size)) {
            *end = Some(end.map_or(n + 1, |e| e.max(n + 1)));
        }
    }
    fewest[length].is_some_and(|n| n > 1)
}

/// "in March", "5 March", "March 5".
fn dated(words: &[Word], at: usize, plain: &Plain) -> bool {
    let before =
        at.checked_sub(1).map(|b| &words[b]).filter(|_| words[at].follows() || words[at].gap == Gap::Comma);
    let after = words.get(at + 1).filter(|w| w.follows() || w.gap == Gap::Comma);
    let digits = |w: Option<&Word>| w.is_some_and(|w| w.case == Case::Digits);
    let dating = |w: &Word| plain.is(List::Dating, &w.fold) || plain.is(List::Calendar, &w.fold);
    digits(before) || digits(after) || before.is_some_and(dating)
}

/// Withholds the other words of a name beside one that is withheld: its small words, initials, "Jr.".
fn spread(words: &[Word], entries: &[Option<&Entry>], marks: &mut [Mark], from: usize, plain: &Plain) {
    let own: &[usize] = entries[from].map_or(&[], |e| &e.names);
    let belongs = |i: usize| {
        let word = &words[i];
        let shares = entries[i].is_some_and(|e| e.names.iter().any(|n| own.contains(n)));
        let written =
            word.capital() || word.coded || word.gap == Gap::Hyphen || plain.is(List::Particle, &word.fold);
        shares && written || word.initial() && word.capital() || plain.is(List::Suffix, &word.fold)
    };
    let near = |left: usize, right: usize| {
        let stop = words[right].gap == Gap::Stop && words[left].initial();
        words[left].possessive == 0 && (words[right].follows() || stop || words[right].gap == Gap::Code)
    };
    let mut at = from;
    while at > 0 && marks[at - 1] == Mark::No && near(at - 1, at) && belongs(at - 1) {
        at -= 1;
        marks[at] = Mark::Yes;
    }
    let mut at = from;
    while at + 1 < words.len() && marks[at + 1] == Mark::No && near(at, at + 1) && belongs(at + 1) {
        at += 1;
        marks[at] = Mark::Yes;
    }
}

/// An address of mail or a handle with a name in it goes as a whole.
fn addresses(text: &str, words: &[Word], marks: &mut [Mark]) {
    let mut from = 0;
    while from < words.len() {
        let mut to = from + 1;
        while to < words.len()
            && words[to].coded
            && matches!(words[to].gap, Gap::None | Gap::Code | Gap::Hyphen)
        {
            to += 1;
        }
        let before = text.get(..words[from].start).and_then(|t| t.chars().next_back());
        let inside = text.get(words[from].start..words[to - 1].end).unwrap_or_default();
        let named = words[from].coded && marks[from..to].contains(&Mark::Yes);
        if named && (before == Some('@') || inside.contains('@')) {
            marks[from..to].iter_mut().for_each(|m| *m = Mark::Yes);
        }
        from = to;
    }
}

/// Whether nothing but what joins the words of a name stands between two.
fn joins(text: &str, one: &Word, two: &Word) -> bool {
    let between = text.get(one.end..two.start).unwrap_or_default();
    one.possessive == 0
        && (between.chars().all(|c| {
            c.is_whitespace()
                || matches!(c, '-' | '‐' | '‑' | '–' | '.' | '@' | '_' | '+')
                || super::words::unprinted(c)
        }) || two.coded && between.starts_with('%'))
}
