//! The trained and listed knowledge behind [`super::analyse`].
//!
//! Owns: loading the embedded data once, and running the trained parts over a text. In: bytes built
//! into the program. Out: [`Models`]. Refuses: files and network.

use super::features::{Word, is_cased};
use super::labels::{BEGIN, DEPS, LAST, TAGS, UNIT, name_parts};
use super::lemma::Lemmas;
use super::namer::{self, Memory, View};
use super::parser::{self, State};
use super::table::{Table, take_u32};
use super::tagger;
use super::words::WordLists;
use super::{Dep, Entity, Form, Tag, Text, Token};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

const WEIGHTS: &[u8] = include_bytes!("../../data/ling.bin");
/// First bytes of a file of weights; the digit rises whenever features or labels change.
pub const MAGIC: &[u8; 8] = b"CBLING01";

/// Word lists and weights; cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Models(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    lists: WordLists,
    weights: Option<Weights>,
}

/// The tables of the trained parts, in the order they stand in the file.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Class of tags a word is seen with, by its norm.
    pub classes: Table<1>,
    pub tags: Table<{ tagger::WIDTH }>,
    pub moves: Table<{ parser::MOVES }>,
    pub relations: Table<{ parser::RELATIONS }>,
    pub names: Table<{ namer::WIDTH }>,
    /// Score differences are multiplied by this before they become probabilities.
    pub name_scale: f32,
    pub lemmas: Lemmas,
}

impl Weights {
    /// Reads a file of weights; nothing when it is of another version or cut short.
    pub fn read(mut bytes: &'static [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        bytes = rest;
        let view = &mut bytes;
        Some(Self {
            classes: Table::read(view)?,
            tags: Table::read(view)?,
            moves: Table::read(view)?,
            relations: Table::read(view)?,
            names: Table::read(view)?,
            name_scale: f32::from_bits(u32::try_from(take_u32(view)?).ok()?),
            lemmas: Lemmas::read(view)?,
        })
    }

    /// Appends the words of a sentence as the trained parts see them; `word(i)` gives text and norm.
    pub fn words<'a>(&self, n: usize, word: impl Fn(usize) -> (&'a str, &'a str), out: &mut Vec<Word>) {
        let cased = is_cased((0..n).map(|i| word(i).0));
        for i in 0..n {
            let (raw, norm) = word(i);
            let mut w = Word::new(raw, norm, cased, i == 0);
            w.class = self.class(&w);
            out.push(w);
        }
    }

    /// Class of tags of a word: by its norm, else by its ending.
    fn class(&self, word: &Word) -> u64 {
        let row = self.classes.row(word.norm).or_else(|| self.classes.row(class_of_ending(word)));
        row.map_or(0, |r| u64::from(r[0]) + 2)
    }

    /// "walked in and shot him" is no base form, whatever the tagger says.
    fn past(&self, tokens: &[Token], tags: &mut [u8]) {
        let number =
            |form| TAGS.iter().position(|t| *t == (Tag::Verb, form)).and_then(|n| u8::try_from(n).ok());
        let (Some(base), Some(past)) = (number(Form::Base), number(Form::Past)) else { return };
        let mut after_to = false;
        for (token, tag) in tokens.iter().zip(tags) {
            if *tag == base && !after_to && self.lemmas.past_only(&token.norm) {
                *tag = past;
            }
            after_to = token.norm == "to";
        }
    }
}

/// Key under which the class of an unknown word's ending is kept.
pub fn class_of_ending(word: &Word) -> u64 {
    word.suffix[2] ^ 0x5bd1_e995
}

impl Models {
    /// The models that ship with the crate, read where they lie in the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Models> = OnceLock::new();
        EMBEDDED.get_or_init(|| Models::with(WEIGHTS))
    }

    /// The embedded lists with other weights: for training, which measures what it has made.
    pub fn with(weights: &'static [u8]) -> Self {
        Models(Arc::new(Inner { lists: WordLists::embedded(), weights: Weights::read(weights) }))
    }

    /// The word lists.
    pub fn lists(&self) -> &WordLists {
        &self.0.lists
    }

    /// The trained tables.
    pub fn weights(&self) -> Option<&Weights> {
        self.0.weights.as_ref()
    }

    /// Fills tags, lemmas, trees and entities.
    pub(super) fn annotate(&self, body: &str, text: &mut Text) {
        let Some(weights) = self.weights() else { return };
        let mut work = Work::default();
        // One step over the whole article after another, so that a table stays in the nearer caches while it is used.
        work.tag(weights, body, text);
        work.parse(weights, text);
        work.name(weights, text);
    }
}

impl Default for Models {
    /// The embedded models.
    fn default() -> Self {
        Self::embedded().clone()
    }
}

/// What is known of an article's tokens while it is read.
#[derive(Default)]
struct Work {
    /// Of each sentence: its range in the lists below, which may differ from that of its tokens.
    ranges: Vec<Range<usize>>,
    words: Vec<Word>,
    tags: Vec<u8>,
    heads: Vec<u32>,
    deps: Vec<u8>,
}

impl Work {
    fn tag(&mut self, weights: &Weights, body: &str, text: &mut Text) {
        self.words.reserve(text.tokens.len());
        self.tags.reserve(text.tokens.len());
        for sentence in &text.sentences {
            let tokens = text.tokens.get_mut(sentence.tokens.clone()).unwrap_or_default();
            let start = self.words.len();
            let word = |i: usize| (tokens[i].span.of(body), tokens[i].norm.as_str());
            weights.words(tokens.len(), word, &mut self.words);
            tagger::tag(&self.words[start..], &weights.tags, &mut self.tags);
            weights.past(tokens, &mut self.tags[start..]);
            for (token, number) in tokens.iter_mut().zip(&self.tags[start..]) {
                let (tag, form) = TAGS[usize::from(*number).min(TAGS.len() - 1)];
                token.tag = if is_mark(&token.norm) { Tag::Punct } else { tag };
                token.form = form;
                token.lemma = weights.lemmas.lemma(&token.norm, tag, form);
            }
            self.ranges.push(start..self.words.len());
        }
    }

    fn parse(&mut self, weights: &Weights, text: &mut Text) {
        let mut state = State::default();
        for (sentence, range) in text.sentences.iter().zip(&self.ranges) {
            state.start(&self.words[range.clone()], &self.tags[range.clone()]);
            state.parse(&weights.moves, &weights.relations);
            let start = sentence.tokens.start;
            let tokens = text.tokens.get_mut(sentence.tokens.clone()).unwrap_or_default();
            let n = tokens.len();
            for (i, token) in tokens.iter_mut().enumerate() {
                let head = state.head(i);
                let root = head as usize >= n;
                let local = if root { i } else { head as usize };
                token.head = u32::try_from(start + local).unwrap_or(u32::MAX);
                token.dep =
                    if root { Dep::Root } else { DEPS[usize::from(state.dep(i)).min(DEPS.len() - 1)] };
                self.heads.push(u32::try_from(local).unwrap_or(u32::MAX));
                self.deps.push(if root { 62 } else { state.dep(i) });
            }
        }
    }

    fn name(&self, weights: &Weights, text: &mut Text) {
        let mut memory = Memory::default();
        let mut names = Vec::new();
        for (sentence, range) in text.sentences.iter().zip(&self.ranges) {
            let view = View {
                words: &self.words[range.clone()],
                tags: &self.tags[range.clone()],
                heads: &self.heads[range.clone()],
                deps: &self.deps[range.clone()],
            };
            names.clear();
            namer::label(view, &weights.names, weights.name_scale, &mut memory, &mut names);
            let start = sentence.tokens.start;
            let tokens = text.tokens.get(sentence.tokens.clone()).unwrap_or_default();
            let mut open = 0;
            for (i, (label, _)) in names.iter().enumerate() {
                let Some((kind, part)) = name_parts(usize::from(*label)) else { continue };
                if matches!(part, BEGIN | UNIT) {
                    open = i;
                }
                if matches!(part, LAST | UNIT) {
                    let score = names[open..=i].iter().map(|(_, s)| *s).fold(1.0, f32::min);
                    let span = tokens[open].span.join(tokens[i].span);
                    text.entities.push(Entity { span, tokens: start + open..start + i + 1, kind, score });
                }
            }
        }
    }
}

/// True for marks whatever the tagger thinks of them.
fn is_mark(norm: &str) -> bool {
    !norm.chars().any(char::is_alphanumeric)
        && !norm.contains(['$', '%', '€', '£', '+', '=', '@', '#', '&', '/', '°'])
        && norm != "'"
        && !norm.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_weights_are_of_this_version() {
        assert!(Models::embedded().weights().is_some());
    }

    #[test]
    fn cut_files_are_refused() {
        for cut in [0, 4, 8, 20, WEIGHTS.len() / 2, WEIGHTS.len().saturating_sub(1)] {
            assert!(Weights::read(&WEIGHTS[..cut]).is_none());
        }
    }
}
