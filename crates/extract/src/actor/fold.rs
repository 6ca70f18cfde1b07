//! Words of names, folded so that spelling variants meet.
//!
//! Owns: case, accents, apostrophes, hyphens, Arabic articles and transcriptions. In: tokens, or a name of the
//! register. Out: [`Word`]s. Refuses: deciding that two names are one (the register does).

use crate::text::Text;
use crate::text::tokens::{is_apostrophe, is_hyphen};
use claimbook_records::Span;
use claimbook_records::spelling::fold_word;
use compact_str::CompactString;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    Capital,
    /// Two or more letters, all capitals.
    Upper,
    /// Digits or a script without case.
    Plain,
}

/// A word of a text or of a name; hyphenated tokens give several.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Lower case, without accents, apostrophes and full stops.
    pub(super) fold: CompactString,
    /// Index of its token.
    pub(super) token: usize,
    pub(super) shape: Shape,
    /// "al-", "el-" and the like: no part of a name's key.
    pub(super) article: bool,
    /// The clitic "'s".
    pub(super) possessive: bool,
    /// Written with full stops ("U.S.").
    pub(super) dotted: bool,
    /// A mark or a sentence boundary stands before it: no name goes across.
    pub(super) breaks: bool,
    /// Begins a name-building phrase; set by the gathering.
    pub(super) builds: bool,
    /// The mark right before it, if one stands there.
    pub(super) mark: Option<char>,
}

/// Articles that count as such only when a hyphen joins them to the next word.
const JOINED_ARTICLES: [&str; 9] = ["el", "as", "ash", "an", "ar", "ad", "at", "az", "ul"];

/// The words of a text in order.
pub(super) fn words(text: &Text, body: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(text.tokens.len());
    let mut breaks = true;
    let mut mark = None;
    let mut sentence = u32::MAX;
    for (i, token) in text.tokens.iter().enumerate() {
        if token.sentence != sentence {
            sentence = token.sentence;
            breaks = true;
            mark = None;
        }
        let written = token.span.of(body);
        let before = out.len();
        split(written, token.span.start(), &mut |word| {
            out.push(Word { token: i, breaks, mark, ..word });
            breaks = false;
            mark = None;
        });
        if out.len() == before {
            let joins =
                written.chars().all(|c| is_apostrophe(c) || is_hyphen(c) || c == '/') && written.len() <= 3;
            if !joins {
                breaks = true;
                mark = written.chars().last();
            }
        }
    }
    out
}

/// The words of a name as the register writes it.
pub(super) fn name_words(name: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for (i, part) in name.split_whitespace().enumerate() {
        split(part, 0, &mut |word| {
            let possessive = word.possessive;
            if !possessive {
                out.push(Word { token: i, ..word });
            }
        });
    }
    out
}

/// Splits a token at hyphens and a possessive ending.
fn split(written: &str, base: usize, take: &mut dyn FnMut(Word)) {
    let ends = written.char_indices().filter(|(_, c)| is_hyphen(*c) || matches!(c, '/' | '–'));
    let mut start = 0;
    let mut pieces: Vec<(usize, usize)> = Vec::with_capacity(2);
    for (at, c) in ends {
        pieces.push((start, at));
        start = at + c.len_utf8();
    }
    pieces.push((start, written.len()));
    for (n, (from, to)) in pieces.iter().copied().enumerate() {
        let Some(piece) = written.get(from..to).filter(|p| !p.is_empty()) else { continue };
        let joined = n + 1 < pieces.len();
        let stem = piece.char_indices().rev().nth(1).filter(|(at, c)| {
            is_apostrophe(*c) && piece.get(at + c.len_utf8()..).is_some_and(|s| s == "s" || s == "S")
        });
        let cut = stem.map_or(piece.len(), |(at, _)| at);
        if let Some(head) = piece.get(..cut).filter(|h| !h.is_empty()) {
            take_word(head, base + from, joined, take);
        }
        if cut < piece.len() {
            let span = Span::new(base + from + cut, base + to);
            take(Word { span, possessive: true, ..blank("s") });
        }
    }
}

fn blank(fold: &str) -> Word {
    Word {
        span: Span::default(),
        fold: CompactString::new(fold),
        token: 0,
        shape: Shape::Lower,
        article: false,
        possessive: false,
        dotted: false,
        breaks: false,
        builds: false,
        mark: None,
    }
}

fn take_word(piece: &str, at: usize, joined: bool, take: &mut dyn FnMut(Word)) {
    let fold = fold(piece);
    if fold.is_empty() {
        return;
    }
    let article = fold == "al" || joined && JOINED_ARTICLES.contains(&fold.as_str());
    take(Word {
        span: Span::new(at, at + piece.len()),
        shape: shape(piece),
        dotted: piece.contains('.'),
        article,
        ..blank(&fold)
    });
}

fn shape(piece: &str) -> Shape {
    let mut letters = piece.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Plain };
    if !first.is_uppercase() {
        return if first.is_lowercase() { Shape::Lower } else { Shape::Plain };
    }
    let mut more = letters.peekable();
    if more.peek().is_some() && more.all(|c| !c.is_lowercase()) { Shape::Upper } else { Shape::Capital }
}

/// A word as [`fold_word`] has it.
pub(super) fn fold(word: &str) -> CompactString {
    let mut out = String::with_capacity(word.len());
    fold_word(word, &mut out);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::spelling::loose;

    fn key(name: &str) -> String {
        let words = name_words(name);
        words.iter().filter(|w| !w.article).map(|w| w.fold.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn apostrophes_hyphens_accents_and_articles_do_not_matter() {
        assert_eq!(key("Kata’ib al-Qarn"), "kataib qarn");
        assert_eq!(key("Kataib Al Qarn"), key("KATA'IB AL-QARN"));
        assert_eq!(key("Güneş"), "gunes");
        assert_eq!(key("Ansar ash-Shams"), "ansar shams");
        assert_eq!(key("El Rosal"), "el rosal");
        assert_eq!(key("U.S. Navy"), "us navy");
    }

    #[test]
    fn transcriptions_meet_and_look_alikes_do_not() {
        for (a, b) in
            [("hezbollah", "hizbullah"), ("kataib", "kataeb"), ("sayyid", "sayed"), ("houthi", "huthi")]
        {
            assert_eq!(loose(a), loose(b), "{a} {b}");
        }
        assert_ne!(loose("hamas"), loose("homs"));
        assert_ne!(loose("badr"), loose("bader"));
    }
}
