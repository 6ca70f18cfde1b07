//! How a text is laid out for the encoder: sentences, windows, and which window speaks for which piece.
//!
//! Owns: the segmentation the weights were trained with (`training/claimbook_training/layout.py` does the same). In: a text
//! and its pieces. Out: a [`Layout`]. Refuses: sentences for readers, which are the text room's.

use crate::pieces::Piece;
use std::ops::Range;

/// Pieces in one window, without the two special ones at its ends.
const WINDOW: usize = 510;
/// Most windows of one article: some 15,000 words. What stands behind them is not marked.
const WINDOWS: usize = 64;
/// Pieces that a window shares with the one before.
const OVERLAP: usize = 160;
/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Gen", "Col", "Lt", "Maj", "Capt", "Sgt", "Brig", "Gov", "Sen", "Rep", "St",
    "No", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "vs",
    "approx",
];

/// Sentences, windows and the best window of each piece.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Sentence of each piece.
    pub(crate) sentence: Vec<usize>,
    pub(crate) sentences: usize,
    pub(crate) windows: Vec<Range<usize>>,
    /// For each piece its window and the place in it, counted from 0 without the special piece.
    pub(crate) pick: Vec<(usize, usize)>,
}

impl Layout {
    /// Lays out as many of the pieces as are read: the pieces are cut behind the last of them.
    pub(crate) fn new(text: &str, pieces: &mut Vec<Piece>) -> Self {
        let starts = sentence_starts(text);
        let number = |p: &Piece| starts.partition_point(|s| *s <= p.start).saturating_sub(1);
        let mut sentence: Vec<usize> = pieces.iter().map(number).collect();
        let mut windows = windows(&sentence);
        if windows.len() > WINDOWS {
            windows.truncate(WINDOWS);
            let end = windows.last().map_or(0, |w| w.end);
            pieces.truncate(end);
            sentence.truncate(end);
        }
        let mut pick = vec![(0, 0); pieces.len()];
        let mut best = vec![-1_i64; pieces.len()];
        for (w, window) in windows.iter().enumerate() {
            for t in window.clone() {
                let before = if window.start > 0 { (t - window.start) as i64 } else { 9999 };
                let after = if window.end < pieces.len() { (window.end - 1 - t) as i64 } else { 9999 };
                if before.min(after) > best[t] {
                    best[t] = before.min(after);
                    pick[t] = (w, t - window.start);
                }
            }
        }
        Self { sentence, sentences: starts.len().max(1), windows, pick }
    }
}

/// Windows that begin and end at sentences where they can.
fn windows(sentence: &[usize]) -> Vec<Range<usize>> {
    let n = sentence.len();
    if n <= WINDOW {
        return std::iter::once(0..n).collect();
    }
    let (mut out, mut a) = (Vec::new(), 0);
    loop {
        let mut b = n.min(a + WINDOW);
        if b < n {
            let mut k = b;
            while k > a + WINDOW / 2 && sentence[k - 1] == sentence[b] {
                k -= 1;
            }
            if k > a + WINDOW / 2 {
                b = k;
            }
        }
        out.push(a..b);
        if b >= n {
            return out;
        }
        let back = b - OVERLAP;
        let mut k = back;
        while k > a + 1 && sentence[k - 1] == sentence[back] {
            k -= 1;
        }
        // A sentence longer than a window goes on within it.
        a = if k > a + 1 { k } else { back };
    }
}

/// Where sentences begin, in bytes.
fn sentence_starts(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|c| c.1);
    let byte = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let (mut out, mut from, mut i) = (Vec::new(), 0, 0);
    while i < chars.len() {
        let Some(end) = boundary(&at, i) else {
            i += 1;
            continue;
        };
        let gap = &text[byte(i)..byte(end)];
        let segment = &text[byte(from)..byte(i)];
        if !gap.contains('\n') && abbreviated(segment) {
            i = end;
            continue;
        }
        if !segment.trim().is_empty() {
            out.push(byte(from));
        }
        from = end;
        i = end;
    }
    if !text[byte(from)..].trim().is_empty() {
        out.push(byte(from));
    }
    out
}

/// The end of a sentence boundary that begins at character `i`: line ends; or white space, after closing marks, between the
/// mark that ends a sentence and a capital or a figure.
fn boundary(at: &dyn Fn(usize) -> Option<char>, i: usize) -> Option<usize> {
    let mut j = i;
    while at(j) == Some('\n') {
        j += 1;
    }
    if j > i {
        return Some(j);
    }
    if !matches!(at(i.checked_sub(1)?), Some('.' | '!' | '?')) {
        return None;
    }
    while matches!(at(j), Some('"' | '”' | '’' | '\'' | ')' | ']')) {
        j += 1;
    }
    let blank = j;
    while at(j).is_some_and(char::is_whitespace) {
        j += 1;
    }
    let opener = usize::from(matches!(at(j), Some('"' | '“' | '‘' | '\'' | '(' | '[')));
    let capital = |k: usize| at(k).is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (j > blank && (capital(j) || opener == 1 && capital(j + 1))).then_some(j)
}

/// True when a segment ends with a word whose full stop ends no sentence, or an initial.
fn abbreviated(segment: &str) -> bool {
    let Some(stem) = segment.strip_suffix('.') else { return false };
    let word_at = stem
        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
        .map_or(0, |i| i + stem[i..].chars().next().map_or(1, char::len_utf8));
    let word = &stem[word_at..];
    ABBREVIATIONS.contains(&word) || word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_after_line_ends_and_full_stops() {
        let text = "Blast in Qarn\n\nGen. Omar said \"no.\" He left. 3 died";
        let starts = sentence_starts(text);
        let parts: Vec<&str> = starts.iter().map(|s| &text[*s..]).collect();
        assert_eq!(parts.len(), 4, "{parts:?}");
        assert!(parts[1].starts_with("Gen. Omar") && parts[2].starts_with("He left") && parts[3] == "3 died");
    }

    #[test]
    fn what_stands_behind_the_last_window_is_not_read() {
        let text = "Two men left the town at noon. ".repeat(8000);
        let piece = |(start, word): (usize, &str)| Piece { id: 7, start, end: start + word.len() };
        let words = text.split(' ').scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        });
        let mut pieces: Vec<Piece> = words.filter(|(_, w)| !w.is_empty()).map(piece).collect();
        let all = pieces.len();
        let layout = Layout::new(&text, &mut pieces);
        assert!(layout.windows.len() == WINDOWS && pieces.len() < all);
        assert_eq!(layout.windows.last().map(|w| w.end), Some(pieces.len()));
        assert!(layout.sentence.len() == pieces.len() && layout.pick.len() == pieces.len());
        let mut short = pieces[..600].to_vec();
        Layout::new(&text, &mut short);
        assert_eq!(short.len(), 600);
    }

    #[test]
    fn long_texts_are_read_in_windows_that_overlap() {
        let sentence: Vec<usize> = (0..1200).map(|i| i / 20).collect();
        let windows = windows(&sentence);
        assert!(windows.iter().all(|w| w.len() <= WINDOW && w.start % 20 == 0));
        assert!(windows.windows(2).all(|p| p[1].start < p[0].end && p[1].start > p[0].start));
        assert_eq!(windows.last().map(|w| w.end), Some(1200));
    }

    #[test]
    fn a_sentence_longer_than_a_window_is_read_in_as_few_as_any_text() {
        let long = windows(&[0; 5000]);
        assert!(long.len() <= 5000 / (WINDOW - OVERLAP) + 1, "{}", long.len());
        assert!(long.windows(2).all(|p| p[1].start + OVERLAP == p[0].end));
    }
}
