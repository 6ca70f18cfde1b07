//! Word pieces with the bytes they stand for.
//!
//! Owns: the uncased BERT tokenisation (clean, strip accents, lower case, part at punctuation, longest piece first). In: a
//! text. Out: piece ids and byte spans. Refuses: special tokens, which windows add.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is looked up; longer ones are unknown.
const LONGEST: usize = 100;
const UNKNOWN: u32 = 100;

/// A piece and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) id: u32,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The list of pieces, ready to be looked up.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<&'static str, u32>,
    /// Characters of the longest piece.
    longest: usize,
}

/// A normalised character with the bytes it came from.
#[derive(Clone, Copy)]
struct Letter {
    char: char,
    start: usize,
    end: usize,
}

impl Vocabulary {
    /// One piece a line, numbered from 0.
    pub(crate) fn new(lines: &'static str) -> Self {
        let ids = lines.lines().enumerate().map(|(i, w)| (w, u32::try_from(i).unwrap_or(UNKNOWN)));
        let longest = lines.lines().map(|w| w.trim_start_matches("##").chars().count()).max();
        Self { ids: ids.collect(), longest: longest.unwrap_or(0) }
    }

    /// The pieces of a text, in order.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::with_capacity(text.len() / 4);
        let mut word: Vec<Letter> = Vec::new();
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            if c == '\0' || c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()) || is_format(c) {
                continue;
            }
            if c.is_whitespace() {
                self.word(&word, &mut out);
                word.clear();
                continue;
            }
            for n in std::iter::once(c).nfd().filter(|n| !is_combining_mark(*n)).flat_map(char::to_lowercase)
            {
                let letter = Letter { char: n, start, end };
                if is_punctuation(n) || is_ideograph(n) {
                    self.word(&word, &mut out);
                    word.clear();
                    self.word(&[letter], &mut out);
                } else {
                    word.push(letter);
                }
            }
        }
        self.word(&word, &mut out);
        out
    }

    /// The pieces of one word, longest first; a word with an unknown part is unknown whole.
    fn word(&self, word: &[Letter], out: &mut Vec<Piece>) {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return };
        let unknown = Piece { id: UNKNOWN, start: first.start, end: last.end };
        if word.len() > LONGEST {
            out.push(unknown);
            return;
        }
        let (mark, mut at, mut key) = (out.len(), 0, String::new());
        while at < word.len() {
            let furthest = word.len().min(at + self.longest);
            let found = (at + 1..=furthest).rev().find_map(|to| {
                key.clear();
                if at > 0 {
                    key.push_str("##");
                }
                key.extend(word[at..to].iter().map(|l| l.char));
                self.ids.get(key.as_str()).map(|id| (*id, to))
            });
            let Some((id, to)) = found else {
                out.truncate(mark);
                out.push(unknown);
                return;
            };
            out.push(Piece { id, start: word[at].start, end: word[to - 1].end });
            at = to;
        }
    }
}

/// Invisible characters that tokenisation drops (category Cf).
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// ASCII marks and the punctuation of Unicode (categories P*) that press texts use.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{060c}' | '\u{061b}' | '\u{061f}' | '\u{0964}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(u32, &str)> {
        let lines = "gun\n##men\n##man\nqarn\n,\n\u{201c}\ncafe";
        Vocabulary::new(lines).pieces(text).into_iter().map(|p| (p.id, &text[p.start..p.end])).collect()
    }

    #[test]
    fn pieces_keep_the_bytes_they_came_from() {
        assert_eq!(words("Gunmen, Qarn"), [(0, "Gun"), (1, "men"), (4, ","), (3, "Qarn")]);
        assert_eq!(words("\u{201c}CAFÉ gunboat"), [(5, "\u{201c}"), (6, "CAFÉ"), (UNKNOWN, "gunboat")]);
    }
}
