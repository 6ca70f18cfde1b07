//! The words of a text read one run after the other: names of persons among other names.
//!
//! Owns: where a name begins and ends, what else it may be, and the office told beside it. In: words, and what the article
//! knows. Out: [`Hit`]s. Refuses: what several hits make together (see [`super::find`]).

use super::find::{Part, Strength, part};
use super::lexicon::{Known, Lexicon, List, Phrases, Title};
use super::words::{Case, Gap, Word};
use std::collections::HashSet;

/// A name as it stands in a text.
pub(super) struct Hit {
    pub(super) parts: Vec<Part>,
    pub(super) public: bool,
    /// Positions among `parts` of words that are a place elsewhere.
    pub(super) places: Vec<usize>,
}

/// What a word of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing that is known.
    Name,
    Ordinary,
    Function,
    Title(Title),
    Head,
    Other,
    Place,
    Public,
    Calendar,
    Particle,
    Suffix,
    Digits,
}

pub(super) struct Reader<'a> {
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) text: &'a str,
    pub(super) known: &'a Phrases,
    pub(super) words: &'a [Word],
    /// Words that stand in lower case in the article.
    pub(super) lower: &'a HashSet<&'a str>,
    pub(super) loud: bool,
}

impl Reader<'_> {
    /// All names, and words of places that stand alone.
    pub(super) fn read(&self, hits: &mut Vec<Hit>, alone: &mut HashSet<String>) {
        let mut at = 0;
        while at < self.words.len() {
            let end = self.run(at);
            if end == at {
                at += 1;
                continue;
            }
            self.parted(at, end, hits, alone);
            at = end;
        }
    }

    /// A word that a name may be made of.
    fn named(&self, i: usize) -> bool {
        let word = &self.words[i];
        let capital = word.capital() && !word.coded;
        capital && (!self.loud || word.case == Case::Uncased || !self.plain(word))
    }

    /// So short that it is the second part of a given name.
    fn syllable(&self, word: &Word) -> bool {
        word.fold.len() < 4 && !self.lexicon.plain.is(List::Function, &word.fold)
    }

    fn plain(&self, word: &Word) -> bool {
        self.lexicon.plain.ordinary(&word.fold) || self.lower.contains(word.fold.as_str())
    }

    /// Where the run of name words that begins at `at` ends; `at` where none does.
    fn run(&self, at: usize) -> usize {
        let particle = |i: usize| {
            let word = &self.words[i];
            let list = self.lexicon.plain;
            let next = self.words.get(i + 1);
            let bound = next
                .is_some_and(|n| n.gap == Gap::Hyphen || n.follows() && !list.is(List::Function, &word.fold));
            word.case == Case::Lower && !word.coded && bound && list.is(List::Particle, &word.fold)
        };
        let mut end = at;
        let mut next = at;
        while next < self.words.len() && next - at < MOST {
            if next > at && !self.on(next) {
                break;
            }
            // "Jong-su"
            let bound = next > at
                && self.words[next].gap == Gap::Hyphen
                && self.words[next].case == Case::Lower
                && (!self.plain(&self.words[next]) || self.syllable(&self.words[next]));
            if self.named(next) || bound {
                next += 1;
                end = next;
            } else if particle(next) {
                next += 1;
            } else {
                break;
            }
        }
        end
    }

    /// Whether word `i` reads on from the one before: over the full stop of an initial or an abbreviation too.
    fn on(&self, i: usize) -> bool {
        let word = &self.words[i];
        let before = &self.words[i - 1];
        if before.possessive > 0 {
            return false;
        }
        let short = || before.initial() || self.lexicon.plain.is(List::Abbreviation, &before.fold);
        word.follows() || matches!(word.gap, Gap::Stop | Gap::Code) && short()
    }

    /// Whether a capital may come from the place of the word alone.
    fn opens(&self, i: usize) -> bool {
        matches!(self.words[i].gap, Gap::Break | Gap::Stop) && (i == 0 || !self.on(i))
    }

    /// Kinds of the words of a run.
    fn kinds(&self, from: usize, to: usize) -> Vec<Kind> {
        let mut out = Vec::with_capacity(to - from);
        let mut at = from;
        while at < to {
            let (n, kind) = self.kind(at, to);
            out.extend(std::iter::repeat_n(kind, n));
            at += n;
        }
        out.truncate(to - from);
        out
    }

    fn kind(&self, at: usize, to: usize) -> (usize, Kind) {
        let word = &self.words[at];
        let plain = self.lexicon.plain;
        let phrases = [self.known, &self.lexicon.known, &self.lexicon.titles, &self.lexicon.heads];
        let run = self.words.get(..to).unwrap_or_default();
        let found = phrases.into_iter().filter_map(|p| p.at(run, at));
        // "Prince Okafor" without a "the" or a "Saudi" before it is called so.
        let called = |(n, known): &(usize, Known)| {
            *n == 1
                && *known == Known::Title(Title::Weak)
                && plain.is(List::NameOffice, &word.fold)
                && !self.public_title(at, Title::Weak)
        };
        let found = found.max_by_key(|(n, _)| *n).filter(|_| word.case != Case::Lower);
        if let Some((n, known)) = found.filter(|f| !called(f)) {
            let kind = match known {
                Known::Title(title) => Kind::Title(title),
                Known::Head => Kind::Head,
                Known::Other => Kind::Other,
                Known::Place => Kind::Place,
                Known::Public => Kind::Public,
            };
            return (n, kind);
        }
        let is = |list| plain.is(list, &word.fold);
        let kind = match word.case {
            Case::Digits => Kind::Digits,
            _ if is(List::Suffix) => Kind::Suffix,
            Case::Lower if is(List::Particle) => Kind::Particle,
            Case::Lower => Kind::Name,
            _ if is(List::PlaceHead) || is(List::GroupHead) => Kind::Head,
            _ if is(List::Calendar) => Kind::Calendar,
            _ if is(List::Thing) => Kind::Other,
            _ if is(List::Function) => Kind::Function,
            _ if is(List::Particle) => Kind::Particle,
            // "IED" by itself; a family name in capitals has a given name beside it.
            Case::Upper if to - at == 1 && word.fold.len() < 6 && !self.loud => Kind::Other,
            _ if self.plain(word) => Kind::Ordinary,
            _ => Kind::Name,
        };
        (1, kind)
    }

    /// Takes a run apart at titles and bodies.
    fn parted(&self, from: usize, to: usize, hits: &mut Vec<Hit>, alone: &mut HashSet<String>) {
        let kinds = self.kinds(from, to);
        let mut start = from;
        let mut title = self.title_before(from);
        for at in from..to {
            match kinds[at - from] {
                Kind::Title(_) => {
                    self.segment(start, at, title, &kinds[start - from..at - from], hits, alone);
                    let (kind, first) =
                        (kinds[at - from], at == from || kinds[at - from - 1] != kinds[at - from]);
                    if let Kind::Title(found) = kind {
                        title = self.public_title(if first { at } else { start }, found);
                    }
                    start = at + 1;
                }
                Kind::Function if self.opens(at) => start = at + 1,
                // "Noor Hospital Samer Qandoura": what stands behind the body is no part of its name.
                Kind::Head if at + 1 < to && at > start && kinds[at + 1 - from] == Kind::Name => {
                    self.segment(start, at + 1, title, &kinds[start - from..at + 1 - from], hits, alone);
                    title = false;
                    start = at + 1;
                }
                _ => {}
            }
        }
        self.segment(start, to, title, &kinds[start - from..], hits, alone);
    }

    fn public_title(&self, at: usize, title: Title) -> bool {
        let word = &self.words[at];
        let plain = self.lexicon.plain;
        match title {
            Title::Public => true,
            Title::Plain => false,
            Title::Weak => {
                let before = at.checked_sub(1).and_then(|b| self.words.get(b)).filter(|_| word.follows());
                let office = before.is_some_and(|b| {
                    plain.is(List::OfOffice, &b.fold)
                        || matches!(self.lexicon.known.at(self.words, at - 1), Some((1, Known::Other)))
                });
                word.capital() && (!plain.is(List::NameOffice, &word.fold) || office)
            }
        }
    }

    /// "spokesman Tal Rim", "the governor, Tal Rim": an office in lower case right before a name.
    fn title_before(&self, at: usize) -> bool {
        let comma = self.words[at].gap == Gap::Comma;
        if !(self.words[at].follows() || comma) {
            return false;
        }
        let found =
            (1..=4).rev().filter_map(|n| at.checked_sub(n).map(|from| (from, n))).find_map(|(from, n)| {
                match self.lexicon.titles.at(self.words, from) {
                    Some((m, Known::Title(title))) if m == n => Some((from, title)),
                    _ => None,
                }
            });
        let Some((from, title)) = found else { return false };
        let own = self.words[at - 1].possessive == 0 && self.words[at - 1].case == Case::Lower;
        // "a guard of the governor, Tal Rim"
        let of = |i: usize| {
            matches!(self.words[i].fold.as_str(), "of" | "to" | "for" | "by" | "with")
                || self.words[i].possessive > 0
        };
        let before = (from.saturating_sub(2)..from).any(of);
        own && !(comma && before) && title == Title::Public
    }

    /// "Tal Rim, a spokesman for the army": an office told behind a name.
    fn title_behind(&self, end: usize) -> bool {
        let Some(first) = self.words.get(end) else { return false };
        if first.gap != Gap::Comma || self.words[end - 1].possessive > 0 {
            return false;
        }
        for at in end..self.words.len().min(end + 8) {
            let word = &self.words[at];
            if at > end && !word.follows() {
                return false;
            }
            if let Some((n, Known::Title(title))) = self.lexicon.titles.at(self.words, at) {
                let last = &self.words[at + n - 1];
                let closes = self
                    .words
                    .get(at + n)
                    .is_none_or(|next| !next.follows() || self.lexicon.plain.is(List::Function, &next.fold));
                if closes && last.possessive == 0 && title == Title::Public {
                    return true;
                }
            }
            if matches!(
                word.fold.as_str(),
                "of" | "for" | "who" | "whose" | "to" | "in" | "and" | "by" | "with"
            ) {
                return false;
            }
        }
        false
    }

    /// "a florist named Tal Rim", "Tal Rim, 41,": a person is told.
    fn person_cue(&self, start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).map(|b| &self.words[b]).filter(|_| self.words[start].follows());
        let trade = before.is_some_and(|b| {
            b.case == Case::Lower
                && (self.lexicon.plain.is(List::Naming, &b.fold) || self.lexicon.trade(&b.fold))
        });
        let behind = self.words.get(end).filter(|w| matches!(w.gap, Gap::Comma | Gap::Break));
        let age = behind.is_some_and(|w| w.case == Case::Digits && w.fold.len() < 4)
            || behind.is_some() && self.words.get(end + 1).is_some_and(|w| w.case == Case::Digits);
        trade || age
    }

    fn segment(
        &self,
        start: usize,
        end: usize,
        title: bool,
        kinds: &[Kind],
        hits: &mut Vec<Hit>,
        alone: &mut HashSet<String>,
    ) {
        let (mut start, mut kinds) = (start, kinds);
        // "Iraqi Tal Rim", "Al Tal Rim" at the head of a sentence.
        while let [first, rest @ ..] = kinds
            && (matches!(first, Kind::Other | Kind::Digits) || *first == Kind::Function && self.opens(start))
            && !rest.is_empty()
        {
            (start, kinds) = (start + 1, rest);
        }
        while let [rest @ .., last] = kinds
            && matches!(last, Kind::Digits)
        {
            kinds = rest;
        }
        let end = end.min(start + kinds.len());
        if kinds.is_empty() {
            return;
        }
        let cue = self.person_cue(start, end) || title;
        if self.explained(start, end, kinds, cue) {
            let before = start.checked_sub(1).map(|b| self.words[b].fold.as_str());
            let at = before.is_some_and(|b| {
                self.lexicon.plain.is(List::Dating, b)
                    || self.lexicon.plain.is(List::Locative, b)
                    || b == "at"
            });
            if kinds.iter().all(|k| *k == Kind::Place || *k == Kind::Name && at) {
                alone.extend(self.words[start..end].iter().map(|w| w.fold.clone()));
            }
            return;
        }
        let mut places = Vec::new();
        let mut parts = Vec::new();
        for (n, kind) in kinds.iter().enumerate() {
            let word = &self.words[start + n];
            let mut part = part(word, self.lexicon, self.lower);
            match kind {
                Kind::Place => places.push(n),
                // "Yesterday Tal Rim": whether it is a name nobody can tell.
                Kind::Ordinary if n == 0 && self.opens(start) => part.strength = Strength::Beside,
                Kind::Other | Kind::Head => part.strength = part.strength.min(Strength::Capital),
                Kind::Name if kinds.len() == 1 && self.opens(start) => {
                    part.strength = part.strength.min(Strength::Capital);
                }
                _ => {}
            }
            parts.push(part);
        }
        if parts.iter().all(|p| p.strength == Strength::Beside) && !cue {
            return;
        }
        let public = title || self.title_behind(end) || kinds.contains(&Kind::Public);
        hits.push(Hit { parts, public, places });
    }

    /// Whether a segment is known to be something else than a person.
    fn explained(&self, start: usize, end: usize, kinds: &[Kind], cue: bool) -> bool {
        let has = |kind: Kind| kinds.contains(&kind);
        let names = kinds.iter().filter(|k| **k == Kind::Name).count();
        let before = start.checked_sub(1).map(|b| &self.words[b]).filter(|_| self.words[start].follows());
        let is_before = |list| before.is_some_and(|b| self.lexicon.plain.is(list, &b.fold));
        let the = before.is_some_and(|b| b.fold == "the");
        let (first, last) = (&self.words[start], &self.words[end - 1]);
        // A body or a place by the form of its name.
        if has(Kind::Head) {
            let family = kinds.len() == 2
                && self.lexicon.plain.is(List::FamilyHead, &last.fold)
                && (matches!(kinds[0], Kind::Name | Kind::Ordinary) || cue && kinds[0] == Kind::Place)
                && !the
                && (cue
                    || self.lexicon.given(&first.fold)
                    || !is_before(List::Locative) && !is_before(List::Dating));
            if family {
                return false;
            }
            if kinds.first() == Some(&Kind::Head) || kinds.last() == Some(&Kind::Head) {
                return true;
            }
        }
        if names == 0 {
            let something = [Kind::Place, Kind::Other, Kind::Public, Kind::Head];
            let known = something.into_iter().any(has);
            // "Paris Hunter"
            let town = matches!(kinds, [Kind::Place, Kind::Ordinary | Kind::Calendar])
                && !(the || self.loud || is_before(List::Locative));
            if town {
                return false;
            }
            if known {
                return !cue || has(Kind::Place) || has(Kind::Other) || kinds.len() < 2;
            }
            // "Rose Hunter" in the middle of a sentence is a name, one word is none.
            let own = if self.opens(start) { &kinds[1..] } else { kinds };
            let capitals = kinds.iter().filter(|k| matches!(k, Kind::Ordinary | Kind::Calendar)).count();
            return the
                || own.iter().all(|k| *k == Kind::Calendar)
                || capitals < 2 && !cue
                || self.loud
                || kinds.iter().all(|k| *k == Kind::Function);
        }
        if cue {
            return false;
        }
        let text = self.text.get(first.start..last.end - last.possessive).unwrap_or_default();
        let given = self.words[start..end].iter().any(|w| self.lexicon.given(&w.fold));
        if !given && self.lexicon.place(text) {
            return true;
        }
        let single = kinds.iter().filter(|k| !matches!(k, Kind::Particle)).count() == 1;
        if single {
            let next = self.words.get(end).filter(|w| w.follows() && last.possessive == 0);
            let noun = next.is_some_and(|w| {
                w.case == Case::Lower
                    && (self.lexicon.plain.is(List::PlaceNoun, &w.fold) || w.gap == Gap::Hyphen)
            });
            let of = before.is_some_and(|b| b.fold == "of")
                && start
                    .checked_sub(2)
                    .is_some_and(|i| self.lexicon.plain.is(List::Placing, &self.words[i].fold));
            let placed = is_before(List::Locative) && last.possessive == 0;
            // "the Qarn", "a Qarnite"; "the Qarns" are a family.
            let family =
                last.fold.ends_with('s') && !["is", "es", "us"].iter().any(|e| last.fold.ends_with(e));
            let thing = the && !family || before.is_some_and(|b| matches!(b.fold.as_str(), "a" | "an"));
            return noun || of || placed || thing || self.opens(start) && self.inflected(last);
        }
        // "in Tel Qasr", where no given name tells a person.
        is_before(List::Locative) && last.possessive == 0 && !given
    }

    /// An English word that stands at the head of a sentence and nowhere else.
    fn inflected(&self, word: &Word) -> bool {
        [
            "ing", "ed", "ly", "tion", "tions", "ment", "ments", "ness", "ers", "ists", "ors", "men", "ies",
            "ism",
        ]
        .into_iter()
        .any(|end| word.fold.len() > end.len() + 2 && word.fold.ends_with(end))
    }
}

/// Most words that are read as one run.
const MOST: usize = 12;
