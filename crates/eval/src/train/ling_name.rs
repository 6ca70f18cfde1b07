//! Training the entity tagger.
//!
//! Owns: the learning loop over sentences with names. In: words, tags and trees of the finished tagger and parser, gold
//! labels. Out: a table. Refuses: which person or place is meant.

use super::ling_perceptron::{Counter, Dice, Perceptron};
use claimbook_extract::text::features::Word;
use claimbook_extract::text::labels::{NAMES, OUTSIDE, may_follow};
use claimbook_extract::text::namer::{FEATURES, Memory, View, WIDTH, choose, features, remember};

/// A sentence to learn on.
pub(crate) struct NameExample {
    pub(crate) words: Vec<Word>,
    pub(crate) tags: Vec<u8>,
    pub(crate) heads: Vec<u32>,
    pub(crate) deps: Vec<u8>,
    pub(crate) names: Vec<u8>,
}

impl NameExample {
    fn view(&self) -> View<'_> {
        View { words: &self.words, tags: &self.tags, heads: &self.heads, deps: &self.deps }
    }
}

/// Learns from documents, each a run of sentences in order.
pub(crate) fn learn(
    documents: &mut [Vec<NameExample>],
    rounds: usize,
    most: usize,
    seed: u64,
) -> NameLearner {
    let mut counter = Counter::new();
    let mut keys = [0; FEATURES];
    for document in documents.iter() {
        let mut memory = Memory::default();
        for s in document {
            let mut before = [NAMES; 2];
            for i in 0..s.words.len() {
                features(s.view(), i, before, &memory, &mut keys);
                counter.add(&keys);
                before = [usize::from(s.names[i]), before[0]];
            }
            remember(&s.words, s.names.iter().map(|l| usize::from(*l)), &mut memory);
        }
    }
    let mut perceptron = Perceptron::<WIDTH>::new(counter.frequent(2, most));
    let mut dice = Dice::new(seed);
    for _ in 0..rounds {
        dice.shuffle(documents);
        for document in documents.iter() {
            let mut memory = Memory::default();
            for s in document {
                let mut guesses = Vec::with_capacity(s.words.len());
                let mut before = [NAMES; 2];
                for i in 0..s.words.len() {
                    features(s.view(), i, before, &memory, &mut keys);
                    let scores = perceptron.scores(&keys);
                    let last = i + 1 == s.words.len();
                    let guess = choose(&scores, before[0], last);
                    // After a mistake the gold label may not fit any more: then the nearest that does is right.
                    let gold = usize::from(s.names[i]);
                    let previous = if before[0] >= NAMES { OUTSIDE } else { before[0] };
                    let fits = may_follow(previous, gold) && (!last || may_follow(gold, OUTSIDE));
                    perceptron.tick();
                    if fits && guess != gold {
                        perceptron.update(gold, guess);
                    }
                    guesses.push(guess);
                    before = [guess, before[0]];
                }
                remember(&s.words, guesses.into_iter(), &mut memory);
            }
        }
    }
    NameLearner(perceptron)
}

/// The entity tagger as learnt.
pub(crate) struct NameLearner(Perceptron<WIDTH>);

impl NameLearner {
    /// Writes the table and the scale of its scores; returns its rows.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> usize {
        let (rows, step) = self.0.write(1, out);
        // A perceptron's margin is not a probability; a third of its raw scale keeps scores within a useful range.
        out.extend((step / 3.0).to_bits().to_le_bytes());
        rows
    }
}
