//! Codebook phrases found in a text.
//!
//! Owns: matching by lemma, with alternatives and gaps. In: phrases with a number each, a [`Text`]. Out: [`Hit`]s.
//! Refuses: senses and overlaps (the caller chooses among hits).

use crate::text::{Tag, Text};
use claimbook_records::codebook::{Part, Phrase, Pos};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A phrase where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Number of the phrase's entry.
    pub entry: usize,
    /// Token indices it covers, gaps included.
    pub tokens: Range<usize>,
    /// Token index of the word that carries the meaning.
    pub head: usize,
}

#[derive(Debug)]
struct Pattern {
    entry: usize,
    parts: Vec<Part>,
    head: usize,
    pos: Pos,
}

/// Phrases by their first lemma; built once.
#[derive(Debug, Default)]
pub struct PhraseIndex {
    patterns: Vec<Pattern>,
    by_first: FxHashMap<String, Vec<u32>>,
}

impl PhraseIndex {
    /// An index over `(entry, phrase, part of speech of its head)`; a part of speech in the phrase itself wins.
    pub fn new<'a>(items: impl IntoIterator<Item = (usize, &'a Phrase, Pos)>) -> Self {
        let mut index = Self::default();
        for (entry, phrase, pos) in items {
            let pos = phrase.pos.unwrap_or(pos);
            let number = index.patterns.len() as u32;
            for word in phrase.first() {
                index.by_first.entry(word.clone()).or_default().push(number);
            }
            index.patterns.push(Pattern { entry, parts: phrase.parts.clone(), head: phrase.head(pos), pos });
        }
        index
    }

    /// Hits that begin at token `at`: longest first, then those whose part of speech is the tagger's, then in the order
    /// of their entries.
    pub fn at(&self, text: &Text, at: usize) -> Vec<Hit> {
        let token = &text.tokens[at];
        let mut hits = Vec::new();
        let mut look = |key: &str| {
            for number in self.by_first.get(key).into_iter().flatten() {
                let pattern = &self.patterns[*number as usize];
                if let Some(hit) = pattern.match_at(text, at)
                    && !hits.iter().any(|(h, _)| *h == hit)
                {
                    let sure = surely(pattern.pos, text.tokens[hit.head].tag);
                    hits.push((hit, sure));
                }
            }
        };
        look(&token.lemma);
        if token.norm != token.lemma {
            look(&token.norm);
        }
        hits.sort_by_key(|(h, sure)| (usize::MAX - h.tokens.end, !sure, h.entry));
        hits.into_iter().map(|(h, _)| h).collect()
    }

    /// All hits, by where they begin.
    pub fn all(&self, text: &Text) -> Vec<Hit> {
        (0..text.tokens.len()).flat_map(|i| self.at(text, i)).collect()
    }

    /// The longest hit that begins at each token, hits inside an earlier one left out.
    pub fn longest(&self, text: &Text, within: Range<usize>) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut at = within.start;
        while at < within.end.min(text.tokens.len()) {
            match self.at(text, at).into_iter().find(|h| h.tokens.end <= within.end) {
                Some(hit) => {
                    at = hit.tokens.end;
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }
}

impl Pattern {
    fn match_at(&self, text: &Text, at: usize) -> Option<Hit> {
        let end = text.sentences.get(text.tokens[at].sentence as usize)?.tokens.end;
        let mut heads = None;
        let stop = self.rest(text, 0, at, end, &mut heads)?;
        let head = heads?;
        fits(self.pos, text.tokens[head].tag).then_some(Hit { entry: self.entry, tokens: at..stop, head })
    }

    /// Matches parts from number `part` on at token `at`; gives the end. Backtracks over gaps, which are short.
    fn rest(
        &self,
        text: &Text,
        part: usize,
        at: usize,
        end: usize,
        head: &mut Option<usize>,
    ) -> Option<usize> {
        match self.parts.get(part) {
            None => Some(at),
            Some(Part::Word(words)) => {
                let at = if part > 0 && at < end && text.tokens[at].norm == "-" { at + 1 } else { at };
                let token = text.tokens.get(at).filter(|_| at < end)?;
                if !words.iter().any(|w| *w == token.lemma.as_str() || *w == token.norm.as_str()) {
                    return None;
                }
                let stop = self.rest(text, part + 1, at + 1, end, head)?;
                if part == self.head {
                    *head = Some(at);
                }
                Some(stop)
            }
            Some(Part::Gap { max }) => (0..=usize::from(*max))
                .take_while(|n| at + n < end)
                .find_map(|n| self.rest(text, part + 1, at + n, end, head)),
        }
    }
}

/// True when a tag is the one a part of speech goes with.
fn surely(pos: Pos, tag: Tag) -> bool {
    match pos {
        Pos::Verb => matches!(tag, Tag::Verb | Tag::Aux),
        Pos::Noun => matches!(tag, Tag::Noun | Tag::Propn),
        _ => true,
    }
}

/// True when a tag may carry a part of speech. Participles and gerunds are read both ways by taggers, so verbs and
/// adjectives, and nouns and verbs in -ing, are told apart by the caller where it matters.
fn fits(pos: Pos, tag: Tag) -> bool {
    match pos {
        Pos::Verb => matches!(tag, Tag::Verb | Tag::Aux | Tag::Adj | Tag::X),
        Pos::Noun => {
            matches!(tag, Tag::Noun | Tag::Propn | Tag::Adj | Tag::Verb | Tag::Num | Tag::Pron | Tag::X)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sentence, Token};

    /// A text of one sentence from lemmas parted by blanks.
    fn text(words: &str) -> Text {
        let tokens: Vec<Token> =
            words.split(' ').map(|w| Token { norm: w.into(), lemma: w.into(), ..Token::default() }).collect();
        let sentence = Sentence { tokens: 0..tokens.len(), ..Sentence::default() };
        Text { tokens, sentences: vec![sentence], ..Text::default() }
    }

    fn heads(phrase: &str, pos: Pos, words: &str) -> Vec<usize> {
        let phrase = Phrase::parse(phrase).unwrap();
        PhraseIndex::new([(0, &phrase, pos)]).all(&text(words)).iter().map(|h| h.head).collect()
    }

    #[test]
    fn alternatives_and_gaps_match_within_a_sentence() {
        assert_eq!(heads("car|truck bomb", Pos::Noun, "a truck bomb"), [2]);
        assert_eq!(heads("set _ on fire", Pos::Verb, "they set the old mill on fire"), [1]);
        assert_eq!(heads("set _ on fire", Pos::Verb, "it was set on fire"), [2]);
        assert_eq!(heads("hurl ~ grenade", Pos::Verb, "hurl a hand grenade"), [0]);
    }

    #[test]
    fn a_hyphen_between_words_is_a_blank() {
        assert_eq!(heads("car bomb", Pos::Noun, "a car - bomb"), [3]);
    }

    #[test]
    fn the_longest_hit_wins_and_covers_shorter_ones() {
        let phrases = ["bomb", "bomb attack"].map(|p| Phrase::parse(p).unwrap());
        let index = PhraseIndex::new(phrases.iter().enumerate().map(|(i, p)| (i, p, Pos::Noun)));
        let found = index.longest(&text("a bomb attack"), 0..3);
        assert_eq!(found.iter().map(|h| h.entry).collect::<Vec<_>>(), [1]);
    }
}
