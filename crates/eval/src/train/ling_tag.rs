//! Training the tagger and the classes of words it looks ahead with.
//!
//! Owns: the class lexicon, the learning loop, tags for the parser to learn on. In: treebank sentences. Out: tables.
//! Refuses: trees.

use super::ling_data::Sentence;
use super::ling_perceptron::{Counter, Dice, Perceptron, best};
use claimbook_extract::text::features::{Word, is_cased};
use claimbook_extract::text::labels::TAGS;
use claimbook_extract::text::models::class_of_ending;
use claimbook_extract::text::table;
use claimbook_extract::text::tagger::{FEATURES, START, WIDTH, features};
use std::collections::{BTreeMap, HashMap};

/// A word must be seen this often to have a class of its own.
const CLASS_LEAST: u32 = 3;
/// Endings of rare words need this many of them.
const ENDING_LEAST: u32 = 8;
/// Classes fit a byte.
const CLASSES: usize = 250;

/// Classes by norm hash and by ending.
#[derive(Debug, Clone, Default)]
pub(crate) struct Classes(BTreeMap<u64, u8>);

impl Classes {
    /// Learns them from sentences: the tags that make up at least an eighth of a word's uses.
    pub(crate) fn learn<'a>(sentences: impl Iterator<Item = &'a Sentence>) -> Self {
        let mut counts: BTreeMap<u64, (u32, [u32; 30])> = BTreeMap::new();
        let mut endings: BTreeMap<u64, (u32, [u32; 30])> = BTreeMap::new();
        let mut of_word: HashMap<u64, u64> = HashMap::new();
        for s in sentences {
            for (norm, tag) in s.norm.iter().zip(&s.tags) {
                let word = Word::new(norm, norm, false, false);
                of_word.insert(word.norm, class_of_ending(&word));
                let entry = counts.entry(word.norm).or_default();
                entry.0 += 1;
                entry.1[usize::from(*tag)] += 1;
            }
        }
        for (word, (n, tags)) in counts.iter().filter(|(_, c)| c.0 <= CLASS_LEAST) {
            let Some(key) = of_word.get(word) else { continue };
            let entry = endings.entry(*key).or_default();
            entry.0 += n;
            for (sum, k) in entry.1.iter_mut().zip(tags) {
                *sum += k;
            }
        }
        let kept = counts.iter().filter(|(_, c)| c.0 >= CLASS_LEAST);
        let kept: Vec<(u64, u64, u32)> = kept
            .chain(endings.iter().filter(|(_, c)| c.0 >= ENDING_LEAST))
            .map(|(key, (n, tags))| (*key, signature(*n, tags), *n))
            .collect();
        let mut sizes: BTreeMap<u64, u32> = BTreeMap::new();
        for (_, class, n) in &kept {
            *sizes.entry(*class).or_default() += n;
        }
        let mut order: Vec<(u32, u64)> = sizes.into_iter().map(|(c, n)| (n, c)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        let numbers: HashMap<u64, u8> =
            order.iter().take(CLASSES).enumerate().map(|(i, (_, c))| (*c, i as u8)).collect();
        Self(kept.into_iter().filter_map(|(key, class, _)| numbers.get(&class).map(|n| (key, *n))).collect())
    }

    /// Words of a sentence as the tagger sees them.
    pub(crate) fn words(&self, sentence: &Sentence) -> Vec<Word> {
        let cased = is_cased(sentence.raw.iter().map(String::as_str));
        let word = |(i, (raw, norm)): (usize, (&String, &String))| {
            let mut w = Word::new(raw, norm, cased, i == 0);
            let class = self.0.get(&w.norm).or_else(|| self.0.get(&class_of_ending(&w)));
            w.class = class.map_or(0, |c| u64::from(*c) + 2);
            w
        };
        sentence.raw.iter().zip(&sentence.norm).enumerate().map(word).collect()
    }

    /// Writes the lexicon as a table.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> usize {
        let rows: Vec<(u64, [i8; 1])> = self.0.iter().map(|(k, c)| (*k, [c.cast_signed()])).collect();
        table::write(&rows, out)
    }
}

/// The set of tags a word often has, with the most frequent one told apart.
fn signature(n: u32, tags: &[u32; 30]) -> u64 {
    let mut set = 0u64;
    let mut top = 0;
    for (i, k) in tags.iter().enumerate() {
        if k * 8 >= n && *k > 0 {
            set |= 1 << i;
        }
        if *k > tags[top] {
            top = i;
        }
    }
    set | (top as u64) << 32
}

/// A tagger while it is learnt.
pub(crate) struct TagLearner {
    pub(crate) classes: Classes,
    perceptron: Perceptron<WIDTH>,
}

impl TagLearner {
    /// Learns from sentences, each in both casings.
    pub(crate) fn learn(sentences: &[&Sentence], rounds: usize, most: usize, seed: u64) -> Self {
        let classes = Classes::learn(sentences.iter().copied());
        let mut examples: Vec<(Vec<Word>, &[u8])> = Vec::with_capacity(sentences.len() * 2);
        for s in sentences {
            examples.push((classes.words(s), &s.tags));
            examples.push((classes.words(&s.in_capitals()), &s.tags));
        }
        let mut counter = Counter::new();
        let mut keys = [0; FEATURES];
        for (words, tags) in &examples {
            for i in 0..words.len() {
                features(words, i, history(tags, i), &mut keys);
                counter.add(&keys);
            }
        }
        let mut perceptron = Perceptron::new(counter.frequent(3, most));
        drop(counter);
        let mut dice = Dice::new(seed);
        for _ in 0..rounds {
            dice.shuffle(&mut examples);
            for (words, tags) in &examples {
                let mut before = [START; 2];
                for i in 0..words.len() {
                    features(words, i, before, &mut keys);
                    let scores = perceptron.scores(&keys);
                    let guess = best(&scores[..TAGS.len()], |_| true).unwrap_or(0);
                    let right = usize::from(tags[i]);
                    perceptron.tick();
                    if guess != right {
                        perceptron.update(right, guess);
                    }
                    before = [guess, before[0]];
                }
            }
        }
        Self { classes, perceptron }
    }

    /// Writes the table of tags; returns its rows.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> usize {
        self.perceptron.write(2, out).0
    }
}

fn history(tags: &[u8], i: usize) -> [usize; 2] {
    let at = |k: usize| i.checked_sub(k).and_then(|j| tags.get(j)).map_or(START, |t| usize::from(*t));
    [at(1), at(2)]
}
