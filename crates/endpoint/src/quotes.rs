//! Words back to their place in a sentence.
//!
//! Owns: when quoted words stand in a text: letter for letter, else with case, quotation marks, dashes and spaces folded. In: a text and
//! words. Out: a range of bytes. Refuses: words that stand there in another form, and pieces of words.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A sentence with its folded form, and where in the sentence each byte of it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Folded<'a> {
    text: &'a str,
    folded: String,
    from: Vec<u32>,
}

impl<'a> Folded<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let (mut folded, mut from) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        fold(text, |at, c| {
            folded.push(c);
            from.resize(folded.len(), at as u32);
        });
        Self { text, folded, from }
    }

    /// Bytes of the words' `nth` place, counted from 1. Where they stand but once, that is the place whatever the number.
    pub(crate) fn find(&self, words: &str, nth: usize) -> Option<Range<usize>> {
        let words = words.trim();
        if words.is_empty() || words.len() > 2 * self.text.len() {
            return None;
        }
        let exact = whole(self.text, words);
        if !exact.is_empty() {
            return pick(&exact, nth);
        }
        let mut sought = String::with_capacity(words.len());
        fold(words, |_, c| sought.push(c));
        let edge = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '"');
        let sought = sought.trim_matches(edge);
        if !sought.contains(char::is_alphanumeric) {
            return None;
        }
        let found: Vec<Range<usize>> =
            whole(&self.folded, sought).into_iter().map(|r| self.unfolded(&r)).collect();
        pick(&found, nth)
    }

    /// Bytes of the text that a range of its folded form comes from.
    fn unfolded(&self, range: &Range<usize>) -> Range<usize> {
        let at = |i: usize| self.from.get(i).map_or(self.text.len(), |b| *b as usize);
        let last = at(range.end - 1);
        let end = last + self.text[last..].chars().next().map_or(0, char::len_utf8);
        at(range.start)..end
    }
}

fn pick(found: &[Range<usize>], nth: usize) -> Option<Range<usize>> {
    match found {
        [one] => Some(one.clone()),
        many => many.get(nth.max(1) - 1).cloned(),
    }
}

/// Places of some words that begin and end with words.
fn whole(text: &str, words: &str) -> Vec<Range<usize>> {
    let (first, last) = (words.chars().next(), words.chars().next_back());
    let joined = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    let alone = |r: &Range<usize>| {
        !joined(text[..r.start].chars().next_back(), first) && !joined(last, text[r.end..].chars().next())
    };
    text.match_indices(words).map(|(at, w)| at..at + w.len()).filter(alone).collect()
}

/// Each character as it is compared, with the byte it comes from.
fn fold(text: &str, mut put: impl FnMut(usize, char)) {
    let mut space = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            if !space {
                put(at, ' ');
            }
            space = true;
            continue;
        }
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
        {
            continue;
        }
        space = false;
        for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
            let same = match c {
                '‘' | '’' | '‚' | '‛' | '`' | '´' | 'ʼ' | 'ʻ' => '\'',
                '“' | '”' | '„' | '‟' | '«' | '»' => '"',
                '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                c if c.is_whitespace() => ' ',
                c => c,
            };
            put(at, same);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, words: &str, nth: usize) -> Option<&'a str> {
        Folded::new(text).find(words, nth).map(|r| &text[r])
    }

    #[test]
    fn words_are_found_as_they_stand_else_folded() {
        let text = "The “Qarn Front”\n said its men – five of them – had attacked Tel\u{a0}Noor.";
        assert_eq!(found(text, "its men", 1), Some("its men"));
        assert_eq!(found(text, "the \"qarn front\" said", 1), Some("The “Qarn Front”\n said"));
        assert_eq!(found(text, "men - five", 1), Some("men – five"));
        assert_eq!(found(text, "Tel Noor.", 1), Some("Tel\u{a0}Noor"));
    }

    #[test]
    fn pieces_of_words_and_other_words_are_not_found() {
        for words in ["attack", "ive of them", "its men attacked", "", "...", "“", "seven of them"] {
            assert_eq!(found("Its men, five of them, had attacked.", words, 1), None, "{words}");
        }
    }

    #[test]
    fn of_words_that_stand_twice_the_number_says_which() {
        let text = "A bomb hit Qarn and a bomb hit Harir.";
        let at = |nth| Folded::new(text).find("bomb", nth).map(|r| r.start);
        assert_eq!((at(1), at(2), at(3), at(0)), (Some(2), Some(22), None, Some(2)));
        assert_eq!(found(text, "Qarn", 7), Some("Qarn"));
    }

    #[test]
    fn letters_that_grow_when_folded_keep_their_place() {
        assert_eq!(found("İzmir ﬁghters fled", "FIGHTERS", 1), Some("ﬁghters"));
        assert_eq!(found("x\u{200b}y İzmir", "i\u{307}zmir", 1), Some("İzmir"));
    }
}
