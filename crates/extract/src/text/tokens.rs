//! Tokens: words, numbers and marks with exact bytes.
//!
//! Owns: where a token starts and ends, in the manner of the English treebanks ("do|n't", "Iranian|-|backed"), with
//! names kept whole ("Kata'ib", "Al-Mayadeen", "F-16"). In: a range of the body. Out: [`Piece`]s in order, never
//! overlapping, together covering all that is not white space. Refuses: sentences and tags.

use super::words::WordLists;
use compact_str::CompactString;

/// A token before it has a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First byte in the body.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// True when its last full stop belongs to an abbreviation ("Gen.", "U.S.").
    pub abbreviation: bool,
}

pub use claimbook_records::spelling::is_apostrophe;

/// Bytes of one stretch of letters, hyphens and apostrophes that are looked at as one; what is longer is no word of any language.
const CHUNK: usize = 128;
/// Bytes before the "@" of an e-mail address (RFC 5321).
const LOCAL_PART: usize = 64;
/// Letters with a stop each that are read as one abbreviation.
const DOTTED: usize = 16;

/// True for a hyphen that may stand inside a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '_' | '=' | '*' | '~')
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}')
}

/// A digit of another script as we write it: "١٢" is 12.
fn digit(c: char) -> Option<char> {
    // The zeros of Arabic, Persian, Devanagari, Bengali, Burmese and full-width digits.
    const ZEROS: [u32; 6] = [0x660, 0x6f0, 0x966, 0x9e6, 0x1040, 0xff10];
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|n| *n < 10))?;
    char::from_digit(value, 10)
}

/// Lower case, with typographic quotes and dashes and digits made plain.
pub fn normal(word: &str) -> CompactString {
    if word.is_ascii() {
        let mut out = CompactString::new(word);
        out.make_ascii_lowercase();
        return out;
    }
    let mut out = CompactString::with_capacity(word.len());
    for c in word.chars() {
        match c {
            _ if is_apostrophe(c) => out.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '‐' | '‑' | '‒' | '–' | '−' => out.push('-'),
            '—' | '―' => out.push_str("--"),
            '…' => out.push_str("..."),
            _ if digit(c).is_some() => out.extend(digit(c)),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Splits `body[from..to]` into pieces appended to `out`.
///
/// `from` and `to` must lie on character boundaries; otherwise nothing is appended.
pub fn split(body: &str, from: usize, to: usize, lists: &WordLists, out: &mut Vec<Piece>) {
    let Some(text) = body.get(from..to) else { return };
    Scanner { text, base: from, at: 0, lists, out }.run();
}

struct Scanner<'a> {
    text: &'a str,
    /// Offset of `text` in the body.
    base: usize,
    at: usize,
    lists: &'a WordLists,
    out: &'a mut Vec<Piece>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek(self.at) {
            if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
                self.at += c.len_utf8();
            } else if is_word(c) {
                self.word_like();
            } else {
                self.mark(c);
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte < 0x80 { Some(byte as char) } else { self.text.get(at..)?.chars().next() }
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn emit(&mut self, end: usize, abbreviation: bool) {
        self.out.push(Piece { start: self.base + self.at, end: self.base + end, abbreviation });
        self.at = end;
    }

    /// First offset from `at` whose character fails the test.
    fn while_at(&self, at: usize, test: impl Fn(char) -> bool) -> usize {
        self.while_before(at, self.text.len(), test)
    }

    /// First offset from `at` whose character fails the test, or the first at or after `end`.
    fn while_before(&self, mut at: usize, end: usize, test: impl Fn(char) -> bool) -> usize {
        while at < end
            && let Some(c) = self.peek(at).filter(|c| test(*c))
        {
            at += c.len_utf8();
        }
        at
    }

    fn previous(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// Quotes, brackets, dashes, handles, currency: everything that does not start with a word character.
    fn mark(&mut self, c: char) {
        let next = self.at + c.len_utf8();
        let following = self.peek(next);
        if matches!(c, '@' | '#') && following.is_some_and(|n| is_word(n) || n == '_') {
            let end = self.while_at(next, |c| is_word(c) || c == '_');
            return self.emit(end, false);
        }
        if is_apostrophe(c) && following.is_some_and(|n| n.is_ascii_digit()) {
            // "'80s"
            let digits = self.while_at(next, |c| c.is_ascii_digit());
            if digits == next + 2 && self.peek(digits) == Some('s') {
                return self.emit(digits + 1, false);
            }
        }
        if c == '.'
            && following.is_some_and(|n| n.is_ascii_digit())
            && !self.previous(self.at).is_some_and(is_word)
        {
            let end = self.while_at(next, |c| c.is_ascii_digit());
            return self.emit(end, false);
        }
        let same_run = match c {
            '.' | '…' => self.while_at(next, |n| matches!(n, '.' | '…')),
            '!' | '?' => self.while_at(next, |n| matches!(n, '!' | '?')),
            '\'' | '`' if following == Some(c) => next + 1,
            _ if is_dash(c) => self.while_at(next, |n| n == c),
            _ => self.while_at(next, |n| matches!(n, '\u{fe0f}' | '\u{200d}')),
        };
        self.emit(same_run, false);
    }

    /// A run that starts with a letter or digit.
    fn word_like(&mut self) {
        if let Some(end) = self.address() {
            return self.emit(end, false);
        }
        let start = self.at;
        let end = self.chunk_end(start);
        let Some(chunk) = self.text.get(start..end) else { return self.emit(end, false) };
        if chunk.as_bytes()[0].is_ascii_digit() && self.number(end) {
            return;
        }
        if let Some(end) = self.dotted(start) {
            return self.emit(end, true);
        }
        self.parts(end);
    }

    /// End of the letters, digits, inner apostrophes and inner hyphens from `at`.
    fn chunk_end(&self, mut at: usize) -> usize {
        let limit = at + CHUNK;
        loop {
            at = self.while_at(at, is_word);
            let Some(c) = self.peek(at) else { return at };
            let joins = is_apostrophe(c) || is_hyphen(c) || matches!(c, '_' | '&' | '\u{200d}' | '\u{ad}');
            let next = at + c.len_utf8();
            if joins && at < limit && self.peek(next).is_some_and(is_word) {
                at = next;
            } else {
                return at;
            }
        }
    }

    /// Web addresses and e-mail addresses.
    fn address(&self) -> Option<usize> {
        let rest = self.text.get(self.at..)?;
        let head = rest.as_bytes();
        let web = head.get(..8).is_some_and(|h| h.eq_ignore_ascii_case(b"https://"))
            || head.get(..7).is_some_and(|h| h.eq_ignore_ascii_case(b"http://"))
            || head.get(..4).is_some_and(|h| h.eq_ignore_ascii_case(b"www."));
        let mail = || {
            let local = self.while_before(self.at, self.at + LOCAL_PART, |c| {
                c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')
            });
            (self.peek(local) == Some('@') && self.peek(local + 1).is_some_and(|c| c.is_ascii_alphanumeric()))
                .then(|| {
                    self.while_at(local + 1, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
                })
        };
        let end = if web { self.while_at(self.at, |c| !c.is_whitespace()) } else { mail()? };
        let word = self.slice(self.at, end);
        let kept = word.trim_end_matches(|c: char| {
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '"' | '>' | '”' | '»')
                || is_apostrophe(c)
        });
        (!kept.is_empty()).then_some(self.at + kept.len())
    }

    /// Numbers: "1,300", "4.5", "5:30", "27th", "2024-05-02", "3." at the head of a list line. Says whether it took one.
    fn number(&mut self, chunk_end: usize) -> bool {
        let start = self.at;
        let mut at = start;
        loop {
            at = self.while_at(at, |c| c.is_ascii_digit());
            let inner = self.peek(at).is_some_and(|c| matches!(c, ',' | '.' | ':' | '/'));
            if !(inner && self.peek(at + 1).is_some_and(|c| c.is_ascii_digit())) {
                break;
            }
            at += 1;
        }
        let bytes = self.text.as_bytes();
        let iso = |b: &[u8]| {
            b.len() == 10
                && b[4] == b'-'
                && b[7] == b'-'
                && b.iter().filter(|c| c.is_ascii_digit()).count() == 8
        };
        if bytes.get(start..start + 10).is_some_and(iso) {
            self.emit(start + 10, false);
            return true;
        }
        let letters = self.while_at(at, |c| c.is_ascii_alphabetic());
        let suffix = self.slice(at, letters);
        if ["am", "pm", "hrs"].iter().any(|s| suffix.eq_ignore_ascii_case(s))
            || suffix.is_empty() && at != chunk_end
        {
            self.emit(at, false);
            return true;
        }
        if ["a", "p"].iter().any(|s| suffix.eq_ignore_ascii_case(s)) && self.peek(letters) == Some('.') {
            self.emit(at, false); // "5:30p.m."
            return true;
        }
        if suffix.is_empty() && self.peek(at) == Some('.') && start == 0 && at - start <= 2 {
            let listed = self.peek(at + 1).is_none_or(char::is_whitespace);
            self.emit(if listed { at + 1 } else { at }, false);
            return true;
        }
        if at > chunk_end || suffix.is_empty() {
            self.emit(at.max(start + 1), false);
            return true;
        }
        false
    }

    /// Initials and abbreviations with their stop: "U.S.", "J.", "a.m.", "Gen.", "No." before a number.
    fn dotted(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut letters = 0;
        while let Some(c) = self.peek(at).filter(|c| c.is_alphabetic()) {
            if letters == DOTTED || self.peek(at + c.len_utf8()) != Some('.') {
                break;
            }
            letters += 1;
            at += c.len_utf8() + 1;
        }
        let free = !self.peek(at).is_some_and(is_word);
        if letters >= 2 && free {
            return Some(at);
        }
        let last = self.peek(at).filter(|c| letters >= 1 && c.is_alphabetic());
        if let Some(end) = last.map(|c| at + c.len_utf8()).filter(|e| !self.peek(*e).is_some_and(is_word)) {
            return Some(end); // "U.N" with its second stop forgotten
        }
        if letters >= 2 {
            // "Ph.D." and the like end in more than one letter; otherwise take what is dotted ("U.S.-led" is free).
            let end = self.while_before(at, at + CHUNK, is_word);
            return (self.peek(end) == Some('.') && end - at <= 3).then_some(end + 1);
        }
        let end = self.while_before(start, start + CHUNK, |c| is_word(c) || is_hyphen(c));
        if self.peek(end) != Some('.') {
            return None;
        }
        let word = normal(self.slice(start, end));
        let word = word.as_str();
        let next = self.while_at(end + 1, char::is_whitespace);
        let following = self.peek(next);
        let spaced = next > end + 1;
        if word.chars().count() == 1 {
            // A single capital before a capital is an initial; a lone letter at the end of a sentence is not.
            let capital = self.peek(start).is_some_and(char::is_uppercase);
            let initial = spaced && capital && word != "i" && following.is_some_and(char::is_uppercase);
            let glued = !spaced && following.is_some_and(|c| c.is_uppercase());
            let numbered =
                self.lists.before_number.contains(word) && following.is_some_and(|c| c.is_ascii_digit());
            return (capital && (initial || glued) || numbered).then_some(end + 1);
        }
        let digit = following.is_some_and(|c| c.is_ascii_digit());
        let comma = self.peek(end + 1).is_some_and(|c| matches!(c, ',' | ')' | ';' | '-'));
        let known = self.lists.title.contains(word)
            || self.lists.inner.contains(word)
            || self.lists.either.contains(word)
            || self.lists.before_number.contains(word) && digit
            || self.lists.calendar.contains(word) && (digit || comma);
        known.then_some(end + 1)
    }

    /// Splits a chunk at hyphens and clitics.
    fn parts(&mut self, end: usize) {
        while self.at < end {
            let stop = self.joined_end(end);
            self.clitics(stop);
            while let Some(c) = self.peek(self.at).filter(|c| self.at < end && is_hyphen(*c)) {
                self.emit(self.at + c.len_utf8(), false);
            }
        }
    }

    /// End of the longest head of the chunk that stays one token.
    fn joined_end(&self, end: usize) -> usize {
        let part_end = |from: usize| self.while_before(from, end, |c| !is_hyphen(c));
        let from = self.at;
        let mut stop = part_end(from);
        let mut last = from;
        while stop < end {
            let Some(hyphen) = self.peek(stop) else { break };
            let next = stop + hyphen.len_utf8();
            let next_end = part_end(next);
            let (part, following) = (normal(self.slice(last, stop)), normal(self.slice(next, next_end)));
            let digits = following.chars().next().is_some_and(|c| c.is_ascii_digit())
                && part.chars().all(char::is_alphabetic)
                && !self.lists.prefix.contains(&part);
            let bound = self.lists.prefix.contains(&part) && last == from;
            let article = self.lists.name_article.contains(&part)
                || self.lists.name_article.contains(&following) && next_end < end && following.len() <= 3;
            if !(digits || bound || article) {
                break;
            }
            last = next;
            stop = next_end;
        }
        stop
    }

    /// Emits `self.at..end` with "n't", "'s" and the like split off.
    fn clitics(&mut self, end: usize) {
        let word = self.slice(self.at, end);
        if !word.contains(is_apostrophe) {
            if word.len() == 6 && word.eq_ignore_ascii_case("cannot") {
                self.emit(self.at + 3, false);
            }
            return self.emit(end, false);
        }
        let Some((mark, last)) = word.char_indices().rev().find(|(_, c)| is_apostrophe(*c)) else {
            return self.emit(end, false);
        };
        let (host, tail) = (&word[..mark], &word[mark + last.len_utf8()..]);
        let is = |s: &str| tail.eq_ignore_ascii_case(s);
        let short_host = || self.lists.clitic_host.contains(&normal(host));
        let cut = if is("s") || is("ll") || is("re") || is("ve") || (is("d") || is("m")) && short_host() {
            Some(mark)
        } else if is("t") && host.len() > 1 && host.ends_with(['n', 'N']) {
            Some(mark - 1)
        } else {
            None
        };
        match cut.map(|c| self.at + c).filter(|c| *c > self.at) {
            Some(cut) => {
                self.emit(cut, false);
                self.emit(end, false);
            }
            None => self.emit(end, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let lists = WordLists::embedded();
        let mut out = Vec::new();
        split(text, 0, text.len(), &lists, &mut out);
        out.iter().map(|p| &text[p.start..p.end]).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_numbers_and_marks() {
        let table = [
            ("He didn't, she'd say.", "He|did|n't|,|she|'d|say|."),
            ("The port’s men can’t", "The|port|’s|men|ca|n’t"),
            ("the guerrillas' camp", "the|guerrillas|'|camp"),
            ("Kata'ib al-Noor in Sana'a", "Kata'ib|al-Noor|in|Sana'a"),
            ("Sa'd and Shi‘ite men", "Sa'd|and|Shi‘ite|men"),
            ("Al-Mayadeen, an Iranian-backed outlet", "Al-Mayadeen|,|an|Iranian|-|backed|outlet"),
            ("Umm-al-Qura, Bab-el-Mandeb, Port-X", "Umm-al-Qura|,|Bab-el-Mandeb|,|Port|-|X"),
            ("pro-Iranian non-state groups", "pro-Iranian|non-state|groups"),
            ("an F-16 and 20-year-old AK-47s", "an|F-16|and|20|-|year|-|old|AK-47s"),
            ("U.S.-led U.N. forces at 5:30 a.m. local", "U.S.|-|led|U.N.|forces|at|5:30|a.m.|local"),
            ("GEN.  BUSTAR AND LT. COL. J. M. OTO", "GEN.|BUSTAR|AND|LT.|COL.|J.|M.|OTO"),
            ("No. 4 said no. Then", "No.|4|said|no|.|Then"),
            ("on Oct. 7, in oct. The", "on|Oct.|7|,|in|oct|.|The"),
            ("1,300 men, 4.5 percent, $2.5 million", "1,300|men|,|4.5|percent|,|$|2.5|million"),
            ("5pm on 2024-05-02, the 27th", "5|pm|on|2024-05-02|,|the|27th"),
            ("24-25 May; 3.", "24|-|25|May|;|3|."),
            ("1. THE ARMY", "1.|THE|ARMY"),
            ("“Go!” he said—then left…", "“|Go|!|”|he|said|—|then|left|…"),
            ("CITY -- [TEXT] THE", "CITY|--|[|TEXT|]|THE"),
            ("see https://example.org/a-b?c=1. Or @user_1", "see|https://example.org/a-b?c=1|.|Or|@user_1"),
            ("write a.b@example.org.", "write|a.b@example.org|."),
            ("and/or 9/11", "and|/|or|9/11"),
            ("cannot CANNOT", "can|not|CAN|NOT"),
            ("in the '80s", "in|the|'80s"),
            ("plan B. It", "plan|B.|It"),
            ("107mm shells, 10km off", "107mm|shells|,|10km|off"),
        ];
        for (text, expected) in table {
            assert_eq!(tokens(text), expected, "in {text:?}");
        }
    }

    #[test]
    fn norms_are_plain() {
        assert_eq!(normal("Kata’ib"), "kata'ib");
        assert_eq!(normal("—"), "--");
        assert_eq!(normal("ÉTÉ"), "été");
        assert_eq!(normal("١٢"), "12");
    }
}
