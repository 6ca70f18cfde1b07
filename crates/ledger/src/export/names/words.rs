//! The words of a text as names are looked for in it.
//!
//! Owns: what is one word, decoded and folded, and what stands between two. In: any text that leaves the book: prose, an
//! address, a file name. Out: [`Word`]s with the bytes they stand at. Refuses: what a word means.
//!
//! A word is read through percent-encoding, HTML entities and `\u` escapes, twice where they are nested; soft hyphens, marks
//! of no width, apostrophes and accents are not there. One pass each, so that the time grows with the text alone.

use claimbook_records::spelling::{self, is_apostrophe};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Capital,
    /// Two and more letters, all capitals.
    Upper,
    /// A script without capitals.
    Uncased,
    Digits,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: a digit meets a letter.
    None,
    Space,
    Hyphen,
    /// A full stop and a space: the end of a sentence, or of an abbreviation.
    Stop,
    Comma,
    /// A mark that joins the words of an address or an id.
    Code,
    /// Any other mark, a new paragraph, the beginning of the text.
    Break,
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Bytes in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) fold: String,
    /// The other way to write its umlauts ("mueller" for "Müller").
    pub(super) other: Option<String>,
    pub(super) case: Case,
    pub(super) gap: Gap,
    /// Part of an address, a handle, an id.
    pub(super) coded: bool,
    /// Bytes of an apostrophe and "s" at its end.
    pub(super) possessive: usize,
}

impl Word {
    pub(super) fn capital(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper | Case::Uncased)
    }

    /// One letter: an initial.
    pub(super) fn initial(&self) -> bool {
        self.fold.chars().count() == 1 && self.case != Case::Digits
    }

    /// Reads on from the word before as one name does.
    pub(super) fn follows(&self) -> bool {
        matches!(self.gap, Gap::None | Gap::Space | Gap::Hyphen)
    }
}

/// A decoded character and the bytes it was written in.
#[derive(Debug, Clone, Copy)]
struct Letter {
    c: char,
    start: usize,
    end: usize,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut letters: Vec<Letter> =
        text.char_indices().map(|(start, c)| Letter { c, start, end: start + c.len_utf8() }).collect();
    let plain = letters.len();
    for _ in 0..2 {
        if !letters.iter().any(|l| matches!(l.c, '%' | '&' | '\\')) {
            break;
        }
        letters = decoded(&letters);
    }
    let coded = coded(&letters, letters.len() != plain);
    split(&letters, &coded)
}

/// Takes one layer of encoding away.
fn decoded(letters: &[Letter]) -> Vec<Letter> {
    let mut out = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let found = match letter.c {
            '%' => percent(letters, at, &mut out),
            '&' => entity(letters, at, &mut out),
            '\\' => escape(letters, at, &mut out),
            _ => None,
        };
        at = found.unwrap_or_else(|| {
            out.push(*letter);
            at + 1
        });
    }
    out
}

fn hex(letters: &[Letter], from: usize, digits: usize) -> Option<u32> {
    letters.get(from..from + digits)?.iter().try_fold(0, |n, l| Some(n * 16 + l.c.to_digit(16)?))
}

/// "%C3%A9": a run of bytes; what is no UTF-8 is read as Latin-1.
fn percent(letters: &[Letter], at: usize, out: &mut Vec<Letter>) -> Option<usize> {
    let mut bytes = Vec::new();
    let mut next = at;
    while letters.get(next).is_some_and(|l| l.c == '%')
        && let Some(byte) = hex(letters, next + 1, 2)
    {
        bytes.push(u8::try_from(byte).unwrap_or_default());
        next += 3;
    }
    let span = |from: usize, to: usize| Some((letters.get(from)?.start, letters.get(to - 1)?.end));
    if bytes.is_empty() {
        return None;
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => {
            for (byte, c) in text.char_indices() {
                let from = at + byte * 3;
                let (start, end) = span(from, from + c.len_utf8() * 3)?;
                out.push(Letter { c, start, end });
            }
        }
        Err(_) => {
            for (n, byte) in bytes.iter().enumerate() {
                let (start, end) = span(at + n * 3, at + n * 3 + 3)?;
                out.push(Letter { c: char::from(*byte), start, end });
            }
        }
    }
    Some(next)
}

/// Longest name of an HTML entity that is looked for.
const ENTITY: usize = 12;

fn entity(letters: &[Letter], at: usize, out: &mut Vec<Letter>) -> Option<usize> {
    let inside = letters.get(at + 1..letters.len().min(at + 1 + ENTITY))?;
    let close = inside.iter().position(|l| l.c == ';')?;
    let name: String = letters.get(at..=at + 1 + close)?.iter().map(|l| l.c).collect();
    let text = html_escape::decode_html_entities(&name);
    if text == name {
        return None;
    }
    let (start, end) = (letters.get(at)?.start, letters.get(at + 1 + close)?.end);
    out.extend(text.chars().map(|c| Letter { c, start, end }));
    Some(at + close + 2)
}

/// "\u00e9", with a second one where two make one letter.
fn escape(letters: &[Letter], at: usize, out: &mut Vec<Letter>) -> Option<usize> {
    let unit = |at: usize| -> Option<u16> {
        let opens = letters.get(at)?.c == '\\' && letters.get(at + 1)?.c == 'u';
        u16::try_from(opens.then(|| hex(letters, at + 2, 4)).flatten()?).ok()
    };
    let first = unit(at)?;
    let units: Vec<u16> = std::iter::once(first).chain(unit(at + 6)).collect();
    let c = char::decode_utf16(units.iter().copied()).next()?.ok()?;
    let end = at + 6 * c.len_utf16();
    out.push(Letter { c, start: letters.get(at)?.start, end: letters.get(end - 1)?.end });
    Some(end)
}

/// Which letters are part of an address, a handle or an id: of a run without blanks that holds a mark only those hold.
fn coded(letters: &[Letter], was_encoded: bool) -> Vec<bool> {
    let mut out = vec![false; letters.len()];
    let mut from = 0;
    while from < letters.len() {
        let to = (from..letters.len()).find(|i| letters[*i].c.is_whitespace()).unwrap_or(letters.len());
        let run = &letters[from..to];
        if code(run) || (was_encoded && run.iter().any(|l| l.end - l.start > l.c.len_utf8())) {
            out[from..to].iter_mut().for_each(|c| *c = true);
        }
        from = to + 1;
    }
    out
}

fn code(run: &[Letter]) -> bool {
    let at = |i: Option<usize>| i.and_then(|i| run.get(i)).is_some_and(|l| l.c.is_alphanumeric());
    let digits = run.iter().any(|l| l.c.is_numeric());
    // "and/or" is prose.
    let path = run.iter().filter(|l| l.c == '/').count() > 1;
    run.iter().enumerate().any(|(i, l)| match l.c {
        '@' | '_' | '\\' | '#' | '=' => true,
        '/' => path,
        // "depot.txt", not "U.S."
        '.' => [i.checked_sub(2), i.checked_sub(1), Some(i + 1), Some(i + 2)].into_iter().all(at),
        '-' => digits && at(i.checked_sub(1)) && at(Some(i + 1)),
        _ => false,
    })
}

/// No part of a word and no end of it.
fn unseen(c: char) -> bool {
    is_combining_mark(c) || unprinted(c) || matches!(c, '\u{640}' | '\u{2b0}'..='\u{2ff}') || is_apostrophe(c)
}

/// Marks that print nothing.
pub(crate) fn unprinted(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Letters that no accent makes out of others, those of more scripts than [`spelling::plain`] has.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ə' | 'ɛ' | 'ǝ' => "e",
        'ɗ' => "d",
        'ŧ' => "t",
        'ŋ' => "n",
        'ɓ' => "b",
        'ƙ' => "k",
        'ɔ' => "o",
        c => return spelling::plain(c),
    })
}

/// The other way to write a letter with an umlaut or a ring.
fn umlaut(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        _ => return None,
    })
}

/// A letter without case and accents.
fn fold(c: char, out: &mut String) {
    for c in c.nfkd().filter(|c| !unseen(*c)).flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c))
    {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(c),
        }
    }
}

fn split(letters: &[Letter], coded: &[bool]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut gap = Gap::Break;
    // Where the line began and the last word ended.
    let (mut line, mut last) = (0, 0);
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].c.is_alphanumeric() {
            at += 1;
            continue;
        }
        let numeric = |i: usize| letters[i].c.is_numeric();
        let digits = numeric(at);
        let mut end = at + 1;
        let mut closed = end;
        while let Some(l) = letters.get(end) {
            if l.c.is_alphanumeric() && numeric(end) == digits {
                end += 1;
                closed = end;
            } else if unseen(l.c) {
                end += 1;
            } else {
                break;
            }
        }
        // Marks that print nothing belong to the word; an apostrophe at its end does not.
        while letters.get(closed).is_some_and(|l| unseen(l.c) && !is_apostrophe(l.c)) {
            closed += 1;
        }
        if last > 0 || !out.is_empty() {
            gap = between(letters, last, at, &mut line);
        }
        out.push(word(&letters[at..closed], gap, coded[at], digits));
        last = closed;
        at = end;
    }
    out
}

fn word(letters: &[Letter], gap: Gap, coded: bool, digits: bool) -> Word {
    let (mut folded, mut other, mut varies) = (String::new(), String::new(), false);
    let composed: String = letters.iter().map(|l| l.c).nfc().flat_map(char::to_lowercase).collect();
    letters.iter().for_each(|l| fold(l.c, &mut folded));
    for c in composed.chars() {
        match umlaut(c) {
            Some(letters) => {
                varies = true;
                other.push_str(letters);
            }
            None => fold(c, &mut other),
        }
    }
    let mut upper = 0;
    let (mut lower, mut first) = (0, None);
    for l in letters.iter().filter(|l| l.c.is_alphabetic()) {
        first = first.or(Some(l.c));
        upper += usize::from(l.c.is_uppercase());
        lower += usize::from(l.c.is_lowercase());
    }
    let case = match first {
        _ if digits => Case::Digits,
        Some(c) if !c.is_uppercase() && !c.is_lowercase() => Case::Uncased,
        Some(c) if c.is_uppercase() && lower == 0 && upper > 1 => Case::Upper,
        Some(c) if c.is_uppercase() => Case::Capital,
        _ if upper > 1 => Case::Capital,
        _ => Case::Lower,
    };
    let end = letters.last().map_or(0, |l| l.end);
    let owner = letters.len().checked_sub(2).and_then(|n| letters.get(n..));
    let possessive = match owner {
        Some([mark, s]) if is_apostrophe(mark.c) && matches!(s.c, 's' | 'S') => end - mark.start,
        _ => 0,
    };
    if possessive > 0 {
        folded.pop();
        other.pop();
    }
    Word {
        start: letters.first().map_or(0, |l| l.start),
        end,
        fold: folded,
        other: varies.then_some(other),
        case,
        gap,
        coded,
        possessive,
    }
}

/// Lines shorter than this end where a capital follows: they are headings.
const HEADING: usize = 60;

fn between(letters: &[Letter], last: usize, at: usize, line: &mut usize) -> Gap {
    let marks = &letters[last..at];
    if marks.is_empty() {
        return Gap::None;
    }
    let breaks = marks.iter().filter(|l| l.c == '\n').count();
    if breaks > 0 {
        let short = last - *line < HEADING && letters[at].c.is_uppercase();
        *line = at;
        if breaks > 1 || short {
            return Gap::Break;
        }
    }
    let mut gap = None;
    let blank = marks.iter().any(|l| l.c.is_whitespace());
    for l in marks.iter().filter(|l| !unseen(l.c)) {
        let this = match l.c {
            c if c.is_whitespace() => Gap::Space,
            '-' | '‐' | '‑' | '–' if !blank => Gap::Hyphen,
            '.' if blank => Gap::Stop,
            ',' => Gap::Comma,
            '.' | '_' | '/' | '@' | '+' | '\\' | ':' | '=' | '&' | '?' | '#' | '~' if !blank => Gap::Code,
            _ => Gap::Break,
        };
        gap = Some(match (gap, this) {
            (None, this) => this,
            (Some(Gap::Space), this) => this,
            (Some(one), Gap::Space) => one,
            (Some(one), other) if one == other => one,
            (Some(Gap::Code), Gap::Hyphen) | (Some(Gap::Hyphen), Gap::Code) => Gap::Code,
            _ => Gap::Break,
        });
    }
    gap.unwrap_or(if blank { Gap::Space } else { Gap::Hyphen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folds(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.fold).collect()
    }

    #[test]
    fn words_are_read_through_every_encoding() {
        let name = ["nunez", "lafleche"];
        for text in [
            "Núñez Laflèche",
            "NU\u{301}N\u{303}EZ la\u{ad}fl\u{e8}che",
            "N%C3%BA%C3%B1ez-Lafl%C3%A8che",
            "N%25C3%25BA%25C3%25B1ez+Lafl%E8che",
            "N&uacute;&ntilde;ez La&shy;fl&#232;che",
            "N\\u00fa\\u00f1ez_La\u{200b}fle\u{300}che",
            "Nú'ñez’ La‘flèche",
        ] {
            assert_eq!(folds(text), name, "{text}");
        }
        let text = "x N%C3%BA&ntilde;ez’s";
        let word = words(text).remove(1);
        assert_eq!((&text[word.start..word.end], word.possessive), ("N%C3%BA&ntilde;ez’s", 4));
        assert_eq!(words("Müller").remove(0).other.as_deref(), Some("mueller"));
        assert_eq!(folds("Þórður Łukasz Sørensen"), ["thordur", "lukasz", "sorensen"]);
        assert_eq!(folds("100% of A&B, \\user"), ["100", "of", "a", "b", "user"]);
    }

    #[test]
    fn gaps_and_cases_are_told_apart() {
        let gaps = |text: &str| words(text).iter().map(|w| w.gap).collect::<Vec<_>>();
        assert_eq!(gaps("Tal Qasr-Amin, Sul. Rim"), {
            use Gap::{Break, Comma, Hyphen, Space, Stop};
            [Break, Space, Hyphen, Comma, Stop]
        });
        assert_eq!(gaps("tal.rim@sul_1"), [Gap::Break, Gap::Code, Gap::Code, Gap::Code]);
        assert_eq!(gaps("Two Dead\nGunmen fired")[2], Gap::Break);
        let coded = |text: &str| words(text)[0].coded;
        assert!(coded("tal_rim") && coded("https://tal.example/") && coded("tal-9.txt") && coded("@tal"));
        assert!(!coded("Tal-Rim") && !coded("U.S.") && !coded("and/or"));
        assert_eq!(words("de Rim IED 12").iter().map(|w| w.case).collect::<Vec<_>>(), {
            [Case::Lower, Case::Capital, Case::Upper, Case::Digits]
        });
    }
}
