//! Figures of the linguistic layer on held-out sentences.
//!
//! Owns: accuracy of tags and trees, F1 of names, in both casings. In: weights and gold sentences. Out: one line for
//! each set. Refuses: training.

use super::ling_data::Sentence;
use claimbook_extract::text::features::Word;
use claimbook_extract::text::labels::{BEGIN, LAST, TAGS, UNIT, name_parts};
use claimbook_extract::text::models::Weights;
use claimbook_extract::text::namer::{self, Memory, View};
use claimbook_extract::text::parser::State;
use claimbook_extract::text::{Tag, tagger};
use std::collections::BTreeMap;
use std::fmt;

/// What the layer makes of a sentence with given tokens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Analysis {
    pub(crate) words: Vec<Word>,
    pub(crate) tags: Vec<u8>,
    /// The root governs itself.
    pub(crate) heads: Vec<u32>,
    pub(crate) deps: Vec<u8>,
}

/// Tags and parses a sentence with given tokens.
pub(crate) fn analyse(weights: &Weights, sentence: &Sentence) -> Analysis {
    let mut a = Analysis::default();
    weights.words(sentence.len(), |i| (&sentence.raw[i], &sentence.norm[i]), &mut a.words);
    tagger::tag(&a.words, &weights.tags, &mut a.tags);
    let mut state = State::default();
    state.start(&a.words, &a.tags);
    state.parse(&weights.moves, &weights.relations);
    for i in 0..sentence.len() {
        let root = state.head(i) as usize >= sentence.len();
        a.heads.push(if root { i as u32 } else { state.head(i) });
        a.deps.push(if root { 62 } else { state.dep(i) });
    }
    a
}

/// Counts behind the figures of one set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    words: usize,
    tags: usize,
    labels: usize,
    arcs: usize,
    relations: usize,
    words_without_marks: usize,
    arcs_without_marks: usize,
    relations_without_marks: usize,
    lemmas: usize,
    /// Right, found, wanted for each kind of name.
    names: BTreeMap<u8, [usize; 3]>,
}

impl Figures {
    /// Measures sentences in order, document by document.
    pub(crate) fn of(weights: &Weights, sentences: &[Sentence]) -> Self {
        let mut figures = Self::default();
        let mut memory = Memory::default();
        let mut document = usize::MAX;
        for s in sentences {
            let a = analyse(weights, s);
            figures.count_trees(weights, s, &a);
            let Some(gold) = &s.names else { continue };
            if s.document != document {
                memory.clear();
                document = s.document;
            }
            let view = View { words: &a.words, tags: &a.tags, heads: &a.heads, deps: &a.deps };
            let mut found = Vec::new();
            namer::label(view, &weights.names, weights.name_scale, &mut memory, &mut found);
            let found: Vec<u8> = found.into_iter().map(|(l, _)| l).collect();
            let (found, wanted) = (spans(&found), spans(gold));
            for (kind, from, to) in &found {
                let right = usize::from(wanted.contains(&(*kind, *from, *to)));
                let entry = figures.names.entry(*kind).or_default();
                entry[0] += right;
                entry[1] += 1;
            }
            for (kind, _, _) in wanted {
                figures.names.entry(kind).or_default()[2] += 1;
            }
        }
        figures
    }

    fn count_trees(&mut self, weights: &Weights, s: &Sentence, a: &Analysis) {
        if s.tags.is_empty() {
            return;
        }
        for i in 0..s.len() {
            let (gold, found) = (TAGS[usize::from(s.tags[i])], TAGS[usize::from(a.tags[i])]);
            self.words += 1;
            self.tags += usize::from(gold.0 == found.0);
            self.labels += usize::from(gold == found);
            let norm = s.norm[i].as_str().into();
            self.lemmas += usize::from(weights.lemmas.lemma(&norm, found.0, found.1) == s.lemmas[i].as_str());
            let root = s.heads[i] as usize >= s.len();
            let arc = a.heads[i] == if root { i as u32 } else { s.heads[i] };
            let relation = arc && (root || a.deps[i] == s.deps[i]);
            self.arcs += usize::from(arc);
            self.relations += usize::from(relation);
            if gold.0 != Tag::Punct {
                self.words_without_marks += 1;
                self.arcs_without_marks += usize::from(arc);
                self.relations_without_marks += usize::from(relation);
            }
        }
    }
}

fn spans(labels: &[u8]) -> Vec<(u8, usize, usize)> {
    let mut out = Vec::new();
    let mut open = 0;
    for (i, label) in labels.iter().enumerate() {
        let Some((_, part)) = name_parts(usize::from(*label)) else { continue };
        if matches!(part, BEGIN | UNIT) {
            open = i;
        }
        if matches!(part, LAST | UNIT) {
            out.push(((label - 1) / 4, open, i));
        }
    }
    out
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.words > 0 {
            write!(
                f,
                "tag {:.3} form {:.3} lemma {:.3} UAS {:.3} LAS {:.3} (without marks {:.3} {:.3})",
                share(self.tags, self.words),
                share(self.labels, self.words),
                share(self.lemmas, self.words),
                share(self.arcs, self.words),
                share(self.relations, self.words),
                share(self.arcs_without_marks, self.words_without_marks),
                share(self.relations_without_marks, self.words_without_marks),
            )?;
        }
        if self.names.is_empty() {
            return Ok(());
        }
        let total = self.names.values().fold([0; 3], |a, n| [a[0] + n[0], a[1] + n[1], a[2] + n[2]]);
        let f1 = |n: [usize; 3]| 2.0 * n[0] as f64 / (n[1] + n[2]).max(1) as f64;
        write!(
            f,
            " names P {:.3} R {:.3} F {:.3}",
            share(total[0], total[1]),
            share(total[0], total[2]),
            f1(total)
        )?;
        let kinds = ["person", "organisation", "place", "weapon", "other"];
        for (kind, n) in &self.names {
            write!(f, " {} {:.3}/{}", kinds[usize::from(*kind).min(4)], f1(*n), n[2])?;
        }
        Ok(())
    }
}
