//! From scores of pieces to spans.
//!
//! Owns: cutting runs of pieces, growing them to whole words, distances. In: probabilities. Out: ranges of pieces. Refuses:
//! what the spans mean.

use crate::pieces::Piece;
use std::ops::Range;

/// Runs of pieces whose probability exceeds `least`; a new one begins where the beginning is likelier than not.
pub(crate) fn runs(
    n: usize,
    inside: impl Fn(usize) -> f32,
    begins: impl Fn(usize) -> f32,
    least: f32,
) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for t in 0..n {
        if inside(t) > least {
            match &mut open {
                Some(run) if begins(t) <= 0.5 => run.end = t + 1,
                _ => out.extend(open.replace(t..t + 1)),
            }
        } else {
            out.extend(open.take());
        }
    }
    out.extend(open);
    out
}

/// Runs grown to whole words; those that then meet are one.
pub(crate) fn whole_words(runs: Vec<Range<usize>>, text: &str, pieces: &[Piece]) -> Vec<Range<usize>> {
    let joined = |left: usize, right: usize| {
        let (a, b) = (&pieces[left], &pieces[right]);
        let last = text[..a.end].chars().next_back().is_some_and(char::is_alphanumeric);
        let next = text[b.start..].chars().next().is_some_and(char::is_alphanumeric);
        a.end == b.start && last && next
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    for mut run in runs {
        while run.start > 0 && joined(run.start - 1, run.start) {
            run.start -= 1;
        }
        while run.end < pieces.len() && joined(run.end - 1, run.end) {
            run.end += 1;
        }
        match out.last_mut() {
            Some(last) if run.start < last.end => last.end = last.end.max(run.end),
            _ => out.push(run),
        }
    }
    out
}

/// Bucket of a distance in pieces: its sign and the power of two, 0 to 16.
pub(crate) fn distance(from: usize, to: usize) -> i32 {
    let apart = from.abs_diff(to);
    let size = if apart == 0 { 0 } else { (apart.ilog2() as i32 + 1).min(8) };
    if to < from { 8 - size } else { 8 + size }
}

/// Bucket of a distance in sentences, 0 to 12.
pub(crate) fn sentences_apart(from: usize, to: usize) -> i32 {
    (to as i64 - from as i64).clamp(-6, 6) as i32 + 6
}

/// Bucket of a sentence's number, 0 to 8.
pub(crate) fn position(sentence: usize) -> i32 {
    match sentence {
        0..4 => sentence as i32,
        4 | 5 => 4,
        6..9 => 5,
        9..13 => 6,
        13..20 => 7,
        _ => 8,
    }
}

pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Probabilities from scores.
pub(crate) fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}

/// Rows brought to mean 0 and variance 1.
pub(crate) fn normalise(row: &mut [f32]) {
    let n = row.len() as f32;
    let mean = row.iter().sum::<f32>() / n;
    let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / n;
    let scale = 1.0 / (variance + 1e-5).sqrt();
    row.iter_mut().for_each(|x| *x = (*x - mean) * scale);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_part_where_one_begins() {
        let inside = [0.9, 0.8, 0.1, 0.9, 0.9];
        let begins = [0.9, 0.1, 0.0, 0.9, 0.8];
        assert_eq!(runs(5, |i| inside[i], |i| begins[i], 0.5), [0..2, 3..4, 4..5]);
    }

    #[test]
    fn distances_fall_into_buckets() {
        assert_eq!([distance(5, 5), distance(5, 6), distance(6, 5), distance(0, 400)], [8, 9, 7, 16]);
        assert_eq!([sentences_apart(3, 1), sentences_apart(0, 40), position(5), position(30)], [4, 12, 4, 8]);
    }
}
