//! Words, numbers and marks as time expressions need them.
//!
//! Owns: cutting a body where dates are cut ("27th" into 27 and th, "mid-April" into three), and which sentence each
//! piece lies in. In: a body and its [`Text`] (sentences are taken from it when it has any). Out: [`Scan`]. Refuses:
//! meaning beyond the look-up of single words.

use super::lexicon::{Entry, Lexicon, Role};
use crate::text::Text;
use claimbook_records::Span;

/// What a piece is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    Word,
    Number,
    /// One mark; dashes of all lengths are `-`, all apostrophes `'`.
    Mark(char),
    /// Before the first and after the last piece.
    #[default]
    Edge,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Case {
    #[default]
    Lower,
    Capital,
    Upper,
}

/// A piece of text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Atom {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    /// No white space before it.
    pub(crate) glued: bool,
    pub(crate) case: Case,
    /// Value of a number, 0 for anything else and for numbers above `u32::MAX`.
    pub(crate) value: u32,
    /// Digits of a number.
    pub(crate) digits: u8,
    /// Written with thousands separators.
    pub(crate) grouped: bool,
    pub(crate) sentence: u32,
    pub(crate) entry: Entry,
}

impl Atom {
    pub(crate) fn is(&self, role: Role) -> bool {
        self.entry.is(role)
    }

    pub(crate) fn any(&self, roles: &[Role]) -> bool {
        self.entry.any(roles)
    }

    pub(crate) fn mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(crate) fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// A word of the closed classes or of time, so not a noun that a number may count.
    pub(crate) fn known_function(&self) -> bool {
        self.entry.function
    }

    pub(crate) fn glued_word(&self) -> bool {
        self.glued && self.is_word()
    }
}

/// A body cut into pieces.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    pub(crate) body: &'a str,
    pub(crate) lexicon: &'static Lexicon,
    /// Most words are written in capitals, so capitals mean nothing.
    pub(crate) all_caps: bool,
    atoms: Vec<Atom>,
    edge: Atom,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &Text, body: &'a str, lexicon: &'static Lexicon) -> Self {
        let mut atoms = cut(body, lexicon);
        if text.sentences.is_empty() {
            guess_sentences(&mut atoms, body);
        } else {
            let mut at = 0;
            for atom in &mut atoms {
                while text.sentences.get(at).is_some_and(|s| s.span.end() <= atom.span.start()) {
                    at += 1;
                }
                atom.sentence = u32::try_from(at).unwrap_or(u32::MAX);
            }
        }
        let words =
            |case: Case| atoms.iter().filter(|a| a.is_word() && a.case == case && a.span.len() > 1).count();
        let upper = words(Case::Upper);
        let all_caps = text.all_caps || upper > 8 * (words(Case::Lower) + words(Case::Capital));
        Self { body, lexicon, all_caps, atoms, edge: Atom::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// The piece at `i`, or an empty piece outside the text.
    pub(crate) fn at(&self, i: usize) -> &Atom {
        self.atoms.get(i).unwrap_or(&self.edge)
    }

    /// The piece `back` places before `i`, or an empty piece.
    pub(crate) fn before(&self, i: usize, back: usize) -> &Atom {
        i.checked_sub(back).map_or(&self.edge, |j| self.at(j))
    }

    /// The words of a piece.
    pub(crate) fn text(&self, i: usize) -> &'a str {
        self.at(i).span.of(self.body)
    }

    /// True when the piece reads `word` in any case.
    pub(crate) fn reads(&self, i: usize, word: &str) -> bool {
        let text = self.text(i);
        text.eq_ignore_ascii_case(word) || (word == "'" && self.at(i).mark('\''))
    }

    /// True when a line break stands before piece `i`.
    pub(crate) fn breaks_before(&self, i: usize) -> bool {
        let gap = self.before(i, 1).span.end()..self.at(i).span.start();
        i > 0 && self.body.get(gap).is_some_and(|gap| gap.contains('\n'))
    }

    /// Bytes from piece `first` up to, not including, piece `end`.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.at(first).span.start(), self.before(end, 1).span.end())
    }
}

fn cut(body: &str, lexicon: &Lexicon) -> Vec<Atom> {
    let bytes = body.as_bytes();
    let mut out = Vec::with_capacity(body.len() / 5 + 4);
    let mut lower = String::new();
    let mut at = 0;
    let mut space = true;
    while let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_whitespace() {
            space = true;
            at += c.len_utf8();
            continue;
        }
        let mut atom = Atom { glued: !space, ..Atom::default() };
        let mut end = at + c.len_utf8();
        if c.is_ascii_digit() {
            (end, atom) = number(bytes, at, atom);
        } else if c.is_alphabetic() {
            lower.clear();
            let (mut ups, mut all) = (0, 0);
            let first_upper = c.is_uppercase();
            for (offset, c) in body.get(at..).unwrap_or_default().char_indices() {
                if !c.is_alphabetic() {
                    break;
                }
                end = at + offset + c.len_utf8();
                ups += u32::from(c.is_uppercase());
                all += 1;
                lower.extend(c.to_lowercase());
            }
            atom.kind = Kind::Word;
            atom.entry = lexicon.get(&lower);
            atom.case = match (ups, first_upper) {
                (n, true) if n == all && all > 1 => Case::Upper,
                (_, true) => Case::Capital,
                _ => Case::Lower,
            };
        } else {
            atom.kind = Kind::Mark(match c {
                '\u{2010}'..='\u{2015}' | '−' => '-',
                '’' | '‘' | '`' | '´' => '\'',
                c => c,
            });
        }
        atom.span = Span::new(at, end);
        out.push(atom);
        at = end;
        space = false;
    }
    out
}

/// Reads digits from `at`, with commas between groups of three ("1,200").
fn number(bytes: &[u8], at: usize, mut atom: Atom) -> (usize, Atom) {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut value: u64 = 0;
    let mut end = at;
    let mut digits = 0u8;
    loop {
        while digit(end) {
            value = value.saturating_mul(10).saturating_add(u64::from(bytes[end] - b'0'));
            digits = digits.saturating_add(1);
            end += 1;
        }
        let group = bytes.get(end) == Some(&b',') && (1..=3).all(|i| digit(end + i)) && !digit(end + 4);
        if !group || (!atom.grouped && digits > 3) {
            break;
        }
        atom.grouped = true;
        end += 1;
    }
    atom.kind = Kind::Number;
    atom.value = u32::try_from(value).unwrap_or(0);
    atom.digits = digits;
    (end, atom)
}

/// Sentences for a body without a linguistic layer: at full stops before a capital, and at line breaks.
fn guess_sentences(atoms: &mut [Atom], body: &str) {
    let mut sentence = 0;
    let mut previous = Atom::default();
    let mut before = Atom::default();
    for atom in atoms {
        let gap = body.get(previous.span.end()..atom.span.start()).unwrap_or_default();
        let stop =
            matches!(previous.kind, Kind::Mark('.' | '!' | '?')) && !atom.glued && atom.case != Case::Lower;
        let short = before.entry.month > 0 || before.span.len() < 2;
        if (stop && !short) || gap.contains('\n') {
            sentence += 1;
        }
        atom.sentence = sentence;
        before = previous;
        previous = *atom;
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon;
    use super::*;

    fn pieces(body: &str) -> Vec<&str> {
        let scan = Scan::new(&Text::default(), body, lexicon::english());
        (0..scan.len()).map(|i| scan.text(i)).collect()
    }

    #[test]
    fn dates_are_cut_where_their_parts_meet() {
        assert_eq!(pieces("mid-April 27th, 1,200"), ["mid", "-", "April", "27", "th", ",", "1,200"]);
        assert_eq!(pieces("May 5,1950"), ["May", "5", ",", "1950"]);
        assert_eq!(pieces("1939–41"), ["1939", "–", "41"]);
    }

    #[test]
    fn capitals_throughout_are_noticed() {
        let caps = |body| Scan::new(&Text::default(), body, lexicon::english()).all_caps;
        assert!(caps("SAN TELMO, 3 JAN 90 -- TWO MEN WERE SEEN NEAR THE BRIDGE"));
        assert!(!caps("UN and US envoys met in Aden"));
    }
}
