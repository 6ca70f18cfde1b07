//! Paragraphs and sentences.
//!
//! Owns: where a paragraph and a sentence end, and whether a sentence is prose, a heading or clutter. In: a body and
//! the spans known as clutter. Out: pieces and sentences over them, covering every piece once. Refuses: grammar.

use super::cover::Cover;
use super::tokens::{self, Piece, is_apostrophe, normal};
use super::words::WordLists;
use super::{Sentence, SentenceKind};
use claimbook_records::Span;

/// Words a heading may have at most.
const HEADING_WORDS: usize = 18;
/// Tokens within which a dateline must reach its dash.
const DATELINE_TOKENS: usize = 24;
/// Widest line of hard-wrapped text.
const WRAP_WIDTH: usize = 100;
/// Most tokens of a sentence: what runs on beyond is cut at a mark, else anywhere. Grammar is asked about every two words of a
/// sentence, so that its work grows with the square of this and not of the text.
pub(crate) const LONGEST: usize = 256;
/// Tokens before the longest end of a sentence among which a mark to cut at is looked for.
const CUT_BACK: usize = 96;
/// Straight marks that open and close alike.
const STRAIGHT: [char; 3] = ['"', '\'', '`'];

/// Pieces of a body and the sentences they form.
pub(super) fn segment(body: &str, clutter: &Cover, lists: &WordLists) -> (Vec<Piece>, Vec<Sentence>) {
    let mut pieces = Vec::with_capacity(body.len() / 5 + 1);
    let mut sentences = Vec::with_capacity(body.len() / 100 + 1);
    for (number, (from, to)) in paragraphs(body).into_iter().enumerate() {
        let first = pieces.len();
        tokens::split(body, from, to, lists, &mut pieces);
        if pieces.len() == first {
            continue;
        }
        let paragraph = Paragraph::new(body, &pieces[first..], clutter, lists);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let ends = paragraph.ends();
        let alone = ends.len() == 1;
        let mut start = 0;
        for end in ends {
            let span = Span::new(paragraph.pieces[start].start, paragraph.pieces[end - 1].end);
            let kind = paragraph.kind(start, end, span, alone);
            sentences.push(Sentence { span, tokens: first + start..first + end, paragraph: number, kind });
            start = end;
        }
    }
    (pieces, sentences)
}

/// True when most cased letters are capitals.
pub fn all_caps(text: &str) -> bool {
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper >= 2 && upper > lower * 9
}

/// Byte ranges of the paragraphs: blank lines end them, and so does every line end unless the text is hard-wrapped.
fn paragraphs(body: &str) -> Vec<(usize, usize)> {
    let lines = lines(body);
    let width = wrap_width(body, &lines);
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for (i, &(from, to)) in lines.iter().enumerate() {
        let text = body.get(from..to).unwrap_or_default();
        if text.trim().is_empty() {
            open = false;
            continue;
        }
        let indented = text.starts_with("  ") || text.starts_with('\t');
        let before =
            i.checked_sub(1).and_then(|p| lines.get(p)).map(|l| body.get(l.0..l.1).unwrap_or_default());
        // A line that ends a sentence far from the margin ends its paragraph too.
        let short = before.is_some_and(|b| {
            b.len() * 3 < width * 2 && b.trim_end().ends_with(['.', '!', '?', '"', '”', ':'])
        });
        if open && width > 0 && !indented && !short {
            if let Some(last) = out.last_mut() {
                last.1 = to;
            }
        } else {
            out.push((from, to));
        }
        open = true;
    }
    out
}

/// Ranges of the lines, without their ends ("\n", "\r\n", "\r", U+2028, U+2029).
fn lines(body: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in body.char_indices() {
        if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{0b}' | '\u{0c}') {
            // "\r\n" is one end: the empty line between its two halves is not a blank line.
            if !(c == '\n' && at == from && at > 0 && body.as_bytes()[at - 1] == b'\r') {
                out.push((from, at));
            }
            from = at + c.len_utf8();
        }
    }
    out.push((from, body.len()));
    out
}

/// Width of hard-wrapped text, 0 for text with one paragraph a line.
///
/// A line end is a wrap when the next line's first word would not have fitted any more.
fn wrap_width(body: &str, lines: &[(usize, usize)]) -> usize {
    let text = |l: &(usize, usize)| body.get(l.0..l.1).unwrap_or_default().trim_end();
    let width = lines.iter().map(|l| text(l).len()).max().unwrap_or(0);
    if !(40..=WRAP_WIDTH).contains(&width) {
        return 0;
    }
    let (mut wraps, mut breaks) = (0usize, 0usize);
    for pair in lines.windows(2) {
        let (line, next) = (text(&pair[0]), text(&pair[1]));
        if line.is_empty() || next.is_empty() || next.starts_with(' ') {
            continue;
        }
        let word = next.split_whitespace().next().map_or(0, str::len);
        breaks += 1;
        wraps += usize::from(line.len() + 1 + word > width.saturating_sub(width / 6));
    }
    if breaks > 0 && wraps * 10 >= breaks * 7 { width } else { 0 }
}

struct Paragraph<'a> {
    body: &'a str,
    pieces: &'a [Piece],
    clutter: &'a Cover,
    lists: &'a WordLists,
    /// For each of [`STRAIGHT`], the pieces that are such a mark.
    straight: [Vec<usize>; STRAIGHT.len()],
}

impl<'a> Paragraph<'a> {
    fn new(body: &'a str, pieces: &'a [Piece], clutter: &'a Cover, lists: &'a WordLists) -> Self {
        let mut own = Self { body, pieces, clutter, lists, straight: Default::default() };
        for i in 0..pieces.len() {
            let short = own.text(i).len() <= 2;
            let mark = STRAIGHT.iter().position(|c| short && own.first_char(i) == Some(*c));
            if let Some(places) = mark.and_then(|m| own.straight.get_mut(m)) {
                places.push(i);
            }
        }
        own
    }

    fn text(&self, i: usize) -> &'a str {
        self.pieces.get(i).and_then(|p| self.body.get(p.start..p.end)).unwrap_or_default()
    }

    fn first_char(&self, i: usize) -> Option<char> {
        self.text(i).chars().next()
    }

    /// White space between piece `i` and the one before it.
    fn gap(&self, i: usize) -> usize {
        match (i.checked_sub(1).and_then(|p| self.pieces.get(p)), self.pieces.get(i)) {
            (Some(a), Some(b)) => b.start - a.end,
            _ => 1,
        }
    }

    /// One past the last piece of each sentence.
    fn ends(&self) -> Vec<usize> {
        let n = self.pieces.len();
        let mut ends = Vec::new();
        let mut i = self.dateline().unwrap_or(0);
        if i > 0 {
            ends.push(i);
        }
        let caps = all_caps(self.body.get(self.pieces[0].start..self.pieces[n - 1].end).unwrap_or_default());
        let mut start = i;
        while i < n {
            let next = i + 1;
            let end =
                if next < n && self.crosses_clutter(i) { Some(next) } else { self.end_after(i, start, caps) };
            if let Some(end) = end.filter(|e| *e < n) {
                ends.push(end);
                start = end;
                i = end;
            } else {
                i = next;
            }
        }
        if ends.last() != Some(&n) {
            ends.push(n);
        }
        self.cut(ends)
    }

    /// The same ends, and more of them where a sentence would be too long: behind the last semicolon or colon within reach, else
    /// the last comma or bracket, else at the longest.
    fn cut(&self, ends: Vec<usize>) -> Vec<usize> {
        let mut out = Vec::with_capacity(ends.len());
        let mut start = 0;
        for end in ends {
            while end - start > LONGEST {
                let reach = start + LONGEST - CUT_BACK..start + LONGEST;
                let last = |marks: &[&str]| reach.clone().rev().find(|i| marks.contains(&self.text(*i)));
                let mark = last(&[";", ":"]).or_else(|| last(&[",", ")", "—", "--"]));
                start = mark.map_or(start + LONGEST, |i| i + 1);
                out.push(start);
            }
            out.push(end);
            start = end;
        }
        out
    }

    /// True when a clutter span starts or ends between piece `i` and the next.
    fn crosses_clutter(&self, i: usize) -> bool {
        self.clutter.parts(self.pieces[i].end, self.pieces[i + 1].start)
    }

    /// End of the sentence that piece `i` closes, if it closes one.
    fn end_after(&self, i: usize, start: usize, caps: bool) -> Option<usize> {
        let text = self.text(i);
        let full = matches!(text.as_bytes().first(), Some(b'.' | b'!' | b'?')) || text.starts_with('…');
        let abbreviation = self.pieces[i].abbreviation && text.ends_with('.');
        if !full && !abbreviation {
            return None;
        }
        if abbreviation && !self.abbreviation_ends(i, caps) {
            return None;
        }
        let mut end = i + 1;
        let mut quoted = false;
        while end < self.pieces.len() && self.closes(end, start) {
            quoted = true;
            end += 1;
        }
        if end == self.pieces.len() {
            return Some(end);
        }
        if self.gap(end) == 0 && !quoted && !self.opens(end) && !self.glued(i) {
            return None;
        }
        let mut word = end;
        while word < self.pieces.len() && self.opens(word) {
            word += 1;
        }
        let next = self.first_char(word)?;
        let continues = next.is_lowercase() || matches!(next, ',' | ';' | ':' | ')');
        let ellipsis = text.starts_with("..") || text.starts_with('…');
        if continues || ellipsis && !next.is_uppercase() {
            return None;
        }
        if caps && quoted && !text.starts_with('.') && self.said_follows(end) {
            return None;
        }
        Some(end)
    }

    /// "on Aug. 6.The toddler died": a mark without the space behind it, between the end of a word and a capitalised one.
    fn glued(&self, mark: usize) -> bool {
        let before = mark.checked_sub(1).and_then(|i| self.text(i).chars().next_back());
        let mut after = self.text(mark + 1).chars();
        self.gap(mark) == 0
            && self.text(mark).len() == 1
            && before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
            && after.next().is_some_and(char::is_uppercase)
            && after.next().is_none_or(char::is_lowercase)
    }

    /// In capitals, "WHY?" HE SAID goes on.
    fn said_follows(&self, at: usize) -> bool {
        (at..at + 4)
            .any(|i| matches!(normal(self.text(i)).as_str(), "said" | "asked" | "added" | "says" | "asks"))
    }

    fn abbreviation_ends(&self, i: usize, caps: bool) -> bool {
        let word = normal(self.text(i).trim_end_matches('.'));
        let word = word.as_str();
        let next = normal(self.text(i + 1));
        let starter = self.lists.starter.contains(&next);
        if i + 1 >= self.pieces.len() {
            return true;
        }
        if self.lists.title.contains(word) || self.lists.before_number.contains(word) {
            return false;
        }
        if self.lists.inner.contains(word) || self.lists.calendar.contains(word) {
            return false;
        }
        if word.chars().count() == 1 {
            return starter && !(caps && next == "a");
        }
        let quote = self.closes(i + 1, 0) || self.opens(i + 1);
        // "in the U.S. The army": only words that open sentences tell an end from a name.
        starter && (!caps || self.gap(i + 1) > 1) || quote && self.gap(i + 1) > 0
    }

    /// True for a quote or bracket that closes what stands before it.
    fn closes(&self, i: usize, start: usize) -> bool {
        let Some(c) = self.first_char(i) else { return false };
        match c {
            '”' | '»' | ')' | ']' | '}' => true,
            '"' | '\'' | '`' => self.gap(i) == 0 || self.open_before(i, start, c),
            '’' => self.gap(i) == 0 && self.text(i).len() == c.len_utf8(),
            _ => false,
        }
    }

    /// True when an odd number of straight quotes stands between `start` and `i`.
    fn open_before(&self, i: usize, start: usize, c: char) -> bool {
        let glued_right = self.pieces.get(i + 1).is_some() && self.gap(i + 1) == 0;
        let places = STRAIGHT.iter().position(|s| *s == c).and_then(|m| self.straight.get(m));
        let before = |end: usize| places.map_or(0, |p| p.partition_point(|k| *k < end));
        !glued_right && before(i).saturating_sub(before(start)) % 2 == 1
    }

    fn opens(&self, i: usize) -> bool {
        match self.first_char(i) {
            Some('“' | '„' | '«' | '‘' | '(' | '[' | '{') => true,
            Some('"') => true,
            Some(c) => is_apostrophe(c) && self.text(i).len() == c.len_utf8(),
            None => false,
        }
    }

    /// A town in capitals before text that is not: the other sign of a dateline ("TOWN, Country - Words").
    fn opens_in_capitals(&self, dash: usize) -> bool {
        let capitals = |t: &str| t.len() > 2 && t.chars().all(char::is_uppercase);
        let after = self.text(dash + 1);
        let mixed =
            (dash + 1..self.pieces.len().min(dash + 8)).any(|i| self.text(i).contains(char::is_lowercase));
        let begins = after.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '‘'));
        capitals(self.text(0)) && begins && mixed
    }

    /// End of an agency dateline: "TOWN, 4 May (AGENCY) -- [TEXT]", "TOWN (Agency) —" or "TOWN, Country -".
    fn dateline(&self) -> Option<usize> {
        let mut depth = 0i32;
        let mut sign = false;
        let mut capitals = true;
        for i in 0..self.pieces.len().min(DATELINE_TOKENS) {
            let text = self.text(i);
            let first = self.first_char(i)?;
            match first {
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    sign = true;
                }
                '-' | '–' | '—' if i > 0 && depth == 0 && self.gap(i) > 0 => {
                    let dateline = capitals && (sign || self.opens_in_capitals(i));
                    return dateline.then(|| self.bracket_tags(i + 1));
                }
                _ if first.is_ascii_digit() => sign = true,
                _ if depth > 0 || matches!(text, "," | "." | "de" | "of" | "and" | "/" | "-") => {}
                _ if first.is_uppercase() => {
                    // Running text in capitals has verbs and articles; a dateline has none.
                    capitals &= !self.lists.starter.contains(&normal(text));
                }
                _ => capitals = false,
            }
        }
        None
    }

    /// Skips "[TEXT] [Article by …]" after a dateline.
    fn bracket_tags(&self, mut at: usize) -> usize {
        while self.text(at) == "[" {
            let Some(close) = (at..self.pieces.len()).find(|i| self.text(*i) == "]") else { break };
            at = close + 1;
        }
        at
    }

    fn kind(&self, start: usize, end: usize, span: Span, alone: bool) -> SentenceKind {
        if self.clutter.half(span) {
            return SentenceKind::Clutter;
        }
        let words = (start..end).filter(|i| self.first_char(*i).is_some_and(char::is_alphanumeric)).count();
        if words == 0 || start == 0 && self.dateline() == Some(end) {
            return SentenceKind::Clutter;
        }
        let last = self.text(end - 1);
        let closed = last.starts_with(['.', '!', '…', ':', ';', ',', '”', '"'])
            || last.starts_with('?') && words > HEADING_WORDS / 2
            || self.pieces[end - 1].abbreviation && last.ends_with('.') && words > HEADING_WORDS / 2;
        if alone && !closed && words <= HEADING_WORDS { SentenceKind::Heading } else { SentenceKind::Prose }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(body: &str) -> Vec<String> {
        let (_, sentences) = segment(body, &Cover::default(), &WordLists::embedded());
        sentences.iter().map(|s| s.span.of(body).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn sentences_end_where_they_should() {
        let table: [(&str, &[&str]); 20] = [
            ("Gen. Omar Tal arrived. He left.", &["Gen. Omar Tal arrived.", "He left."]),
            (
                "It hit the U.S. base. All left the U.S. The end.",
                &["It hit the U.S. base.", "All left the U.S.", "The end."],
            ),
            (
                "At 5 a.m. Sunday it fell. It fell at 6 p.m. The sirens rang.",
                &["At 5 a.m. Sunday it fell.", "It fell at 6 p.m.", "The sirens rang."],
            ),
            ("“We fired.” The group left.", &["“We fired.”", "The group left."]),
            ("\"We fired.\" The group left.", &["\"We fired.\"", "The group left."]),
            ("He said \"stop.\" \"Why?\" he asked.", &["He said \"stop.\"", "\"Why?\" he asked."]),
            ("J. B. Orr died. A. Noor lived.", &["J. B. Orr died.", "A. Noor lived."]),
            ("It cost 4.5 million. No. 4 won.", &["It cost 4.5 million.", "No. 4 won."]),
            ("Why now? Nobody knows!", &["Why now?", "Nobody knows!"]),
            (
                "It hit on Aug. 6.The mill burned.Two died.",
                &["It hit on Aug. 6.", "The mill burned.", "Two died."],
            ),
            ("It told Qarn.com and the U.S.Army.", &["It told Qarn.com and the U.S.Army."]),
            (
                "THE ARMY LEFT.  GEN.  BUSTAR STAYED.  \"WE WON.\"  HE LEFT.",
                &["THE ARMY LEFT.", "GEN. BUSTAR STAYED.", "\"WE WON.\"", "HE LEFT."],
            ),
            ("\"WHY?\" HE SAID. ", &["\"WHY?\" HE SAID."]),
            ("One line\nanother line", &["One line", "another line"]),
            ("He waited ... and left. So... He ran.", &["He waited ... and left.", "So...", "He ran."]),
            (
                "Acme Inc. shares fell. He joined Acme Inc. The rest left.",
                &["Acme Inc. shares fell.", "He joined Acme Inc.", "The rest left."],
            ),
            ("(The base was hit.) Nobody died.", &["(The base was hit.)", "Nobody died."]),
            (
                "PORT X, 4 FEB 90 (QNS) -- [TEXT] THE ARMY LEFT.",
                &["PORT X, 4 FEB 90 (QNS) -- [TEXT]", "THE ARMY LEFT."],
            ),
            ("QARN, Liria - The army left.", &["QARN, Liria -", "The army left."]),
            ("NATO - and not the army - left.", &["NATO - and not the army - left."]),
        ];
        for (body, expected) in table {
            assert_eq!(sentences(body), expected, "in {body:?}");
        }
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let body = "THE QUARTO NEWS SERVICE REPORTED TODAY THAT A COLUMN OF REBELS OF THE\n\
                    NORTHERN FRONT ATTACKED THE POST NEAR THE RIVER AT DAWN AND LEFT BEFORE\n\
                    NOON.\n\n   THE ARMY SAID THAT NO SOLDIER WAS HURT IN THE ATTACK ON THE POST.\n";
        let found = sentences(body);
        assert_eq!(found.len(), 2, "{found:?}");
        let (_, s) = segment(body, &Cover::default(), &WordLists::embedded());
        assert_eq!(s.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn headings_and_clutter_are_told_from_prose() {
        let body = "Rebels Hit Port of Qarn\n\nThe port was hit on Monday. Photo: Desk\n\nRead more";
        let clutter = [Span::new(body.find("Photo").unwrap(), body.find("\n\nRead").unwrap())];
        let (_, s) = segment(body, &Cover::of(&clutter), &WordLists::embedded());
        let kinds: Vec<_> = s.iter().map(|s| s.kind).collect();
        assert_eq!(
            kinds,
            [SentenceKind::Heading, SentenceKind::Prose, SentenceKind::Clutter, SentenceKind::Heading]
        );
    }

    #[test]
    fn windows_line_ends_are_single_breaks() {
        let (_, s) = segment("One.\r\nTwo.\r\n\r\nThree.", &Cover::default(), &WordLists::embedded());
        assert_eq!(s.len(), 3);
    }
}
