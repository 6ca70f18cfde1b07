//! How predictions are paired with gold and what the pairs are worth.
//!
//! Owns: one-to-one pairing of spans and precision, recall and F1. In: spans in code points. Out: pairs and shares.
//! Refuses: knowing what the spans mean (see the files beside this one).

pub mod place;
pub mod time;

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Precision, recall and their harmonic mean, with the counts they come from. An empty side counts as 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Share {
    #[serde(rename = "P")]
    pub precision: f64,
    #[serde(rename = "R")]
    pub recall: f64,
    #[serde(rename = "F1")]
    pub f1: f64,
    pub tp: usize,
    pub pred: usize,
    pub gold: usize,
}

impl Share {
    /// The shares of `tp` right ones among `pred` predicted and `gold` wanted.
    pub fn new(tp: usize, pred: usize, gold: usize) -> Self {
        let part = |of: usize| if of == 0 { 0.0 } else { tp as f64 / of as f64 };
        let (precision, recall) = (part(pred), part(gold));
        let both = precision + recall;
        let f1 = if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 };
        Self { precision, recall, f1, tp, pred, gold }
    }
}

/// `tp / of`, or nothing where there is nothing to count.
pub fn ratio(tp: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| tp as f64 / of as f64)
}

/// Pairs gold spans with predicted ones, each at most once: equal spans first, then by the largest overlap, ties by
/// position in the lists. Gives indices (gold, predicted) in the order they were paired.
pub fn pair(gold: &[Range<usize>], predicted: &[Range<usize>]) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(bool, std::cmp::Reverse<usize>, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in predicted.iter().enumerate() {
            let overlap = g.end.min(p.end).saturating_sub(g.start.max(p.start));
            if overlap > 0 {
                candidates.push((g != p, std::cmp::Reverse(overlap), i, j));
            }
        }
    }
    candidates.sort_unstable();
    let (mut gold_used, mut predicted_used) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (_, _, i, j) in candidates {
        if !gold_used[i] && !predicted_used[j] {
            (gold_used[i], predicted_used[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs
}

/// For every gold span the predicted one it was paired with.
pub fn partners(gold: usize, pairs: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut partner = vec![None; gold];
    for &(i, j) in pairs {
        partner[i] = Some(j);
    }
    partner
}

/// What became of the single gold items, so that two runs can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// Gold items read rightly, as `document start-end 'words' = value`.
    pub right: Vec<String>,
    /// Gold items missed or read otherwise, the same way.
    pub wrong: Vec<String>,
    /// Predictions that match nothing, with what was read.
    pub stray: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_spans_win_over_longer_overlaps() {
        let gold = [0..4, 2..20];
        assert_eq!(pair(&gold, &[2..20, 0..18]), [(1, 0), (0, 1)]);
    }

    #[test]
    fn touching_spans_are_no_pair() {
        assert_eq!(pair(&[Range { start: 0, end: 3 }], &[Range { start: 3, end: 5 }]), []);
    }

    #[test]
    fn nothing_predicted_gives_zero_not_nan() {
        let share = Share::new(0, 0, 3);
        assert_eq!((share.precision, share.recall, share.f1), (0.0, 0.0, 0.0));
    }
}
