//! Page furniture inside a body.
//!
//! Owns: which characters are no part of the article ("Read more:", captions, share lines). In: a body and the
//! codebook's clutter phrases. Out: spans, in order, not overlapping. Refuses: cutting anything.

use aho_corasick::{AhoCorasick, MatchKind};
use claimbook_records::Span;
use claimbook_records::codebook::{Clutter, ClutterExtent};

#[derive(Debug)]
struct Pattern {
    /// Pieces in lower case, `?` for any one character; anything may stand between two of them.
    pieces: Vec<String>,
    /// Anything may stand before the first, or after the last piece.
    open_start: bool,
    open_end: bool,
    extent: ClutterExtent,
}

/// The clutter phrases, ready to be looked for; built once.
#[derive(Debug, Default)]
pub struct ClutterFinder {
    /// Patterns that stand at the start of a line, by the first byte of what must stand there.
    starting: Vec<Pattern>,
    /// Patterns that may stand anywhere in a line, and the index of their first pieces.
    inside: Vec<Pattern>,
    index: Option<AhoCorasick>,
}

impl ClutterFinder {
    /// Takes the codebook's phrases.
    pub fn new(entries: &[Clutter]) -> Self {
        let patterns = entries
            .iter()
            .flat_map(|e| e.texts.iter().map(|t| Pattern::new(t, e.extent)))
            .filter(|p| p.literal().is_some());
        let (inside, starting): (Vec<_>, Vec<_>) =
            patterns.partition(|p| p.open_start || p.extent == ClutterExtent::Phrase);
        let mut starting = starting;
        starting.sort_by_key(Pattern::first_byte);
        let literals = inside.iter().filter_map(Pattern::literal);
        let index = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(literals);
        Self { index: index.ok(), starting, inside }
    }

    /// Clutter of a body.
    pub fn find(&self, body: &str) -> Vec<Span> {
        let mut hits: Vec<(usize, usize)> = self
            .index
            .iter()
            .flat_map(|i| i.find_overlapping_iter(body))
            .map(|m| (m.start(), m.pattern().as_usize()))
            .collect();
        hits.sort_unstable();
        let mut hits = hits.into_iter().peekable();
        let mut found = Vec::new();
        let mut at = 0;
        for line in body.split_inclusive('\n') {
            let text = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            let mut here: Vec<usize> = Vec::new();
            while let Some((_, pattern)) = hits.next_if(|(place, _)| *place < at) {
                if !here.contains(&pattern) {
                    here.push(pattern);
                }
            }
            if text.is_empty() {
                continue;
            }
            let low = text.to_ascii_lowercase();
            let first = low.bytes().next();
            let from = self.starting.partition_point(|p| p.first_byte() < first);
            let to = self.starting.partition_point(|p| p.first_byte() <= first);
            let starting = self.starting.get(from..to).into_iter().flatten();
            let starting = starting.filter(|p| p.literal().is_some_and(|l| low.starts_with(l)));
            for pattern in starting.chain(here.iter().filter_map(|p| self.inside.get(*p))) {
                pattern.find(&low, start, body.len(), &mut found);
            }
        }
        merge(found)
    }
}

impl Pattern {
    fn new(text: &str, extent: ClutterExtent) -> Self {
        let text = text.to_ascii_lowercase();
        Self {
            pieces: text.split('*').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect(),
            open_start: text.starts_with('*'),
            open_end: text.ends_with('*'),
            extent,
        }
    }

    /// What must stand in a line for the pattern to be tried: its first piece up to a `?`.
    fn literal(&self) -> Option<&str> {
        self.pieces.first().and_then(|p| p.split('?').next()).filter(|l| !l.is_empty())
    }

    fn first_byte(&self) -> Option<u8> {
        self.literal().and_then(|l| l.bytes().next())
    }

    /// Looks in one lower-case line that begins at byte `start` of the body.
    fn find(&self, line: &str, start: usize, body: usize, found: &mut Vec<Span>) {
        match self.extent {
            ClutterExtent::Line | ClutterExtent::LineStart => {
                let Some((from, to)) = self.first(line, 0) else { return };
                let begins = from == 0 || self.open_start;
                let ends = to == line.len() || self.open_end || self.extent == ClutterExtent::LineStart;
                if begins && ends {
                    found.push(Span::new(start, start + line.len()));
                }
            }
            ClutterExtent::Rest => {
                if let Some((0, _)) = self.first(line, 0)
                    && start * 3 >= body * 2
                {
                    found.push(Span::new(start, body));
                }
            }
            ClutterExtent::Phrase => {
                let mut from = 0;
                // Where the sentence begins, as far as the line was looked through.
                let (mut sentence, mut seen) = (0, 0);
                while let Some((a, b)) = self.first(line, from) {
                    if self.open_start {
                        sentence = sentence.max(sentence_start(line, seen, a));
                        seen = a;
                    }
                    let left = if self.open_start { sentence } else { a };
                    let b = if self.open_end { line_end(line, b) } else { b };
                    if whole_words(line, left, b) {
                        found.push(Span::new(start + left, start + b));
                    }
                    from = b;
                }
            }
        }
    }

    /// First place at or after `from` where all pieces stand in order; wildcards stay within a sentence's length.
    fn first(&self, line: &str, from: usize) -> Option<(usize, usize)> {
        const REACH: usize = 160;
        let (first, rest) = self.pieces.split_first()?;
        let begin = from + seek(line.get(from..)?, first)?;
        let mut end = begin + first.len();
        for piece in rest {
            let gap = seek(line.get(end..)?, piece).filter(|g| *g <= REACH)?;
            end += gap + piece.len();
        }
        Some((begin, end))
    }
}

/// Where a piece first stands; `?` takes any one byte, so pieces with it are written in ASCII.
fn seek(line: &str, piece: &str) -> Option<usize> {
    if !piece.contains('?') {
        return line.find(piece);
    }
    let fits = |w: &[u8]| w.iter().zip(piece.bytes()).all(|(a, b)| b == b'?' && a.is_ascii() || *a == b);
    line.as_bytes().windows(piece.len()).position(fits)
}

/// An open end reaches the end of a short line and stops where it is in a long one.
fn line_end(line: &str, at: usize) -> usize {
    const CAPTION: usize = 80;
    if line.len() - at <= CAPTION { line.len() } else { at }
}

/// Where the last sentence that ends between two bytes did so; 0 where none does.
fn sentence_start(line: &str, from: usize, at: usize) -> usize {
    const MARKS: [&str; 5] = [". ", "! ", "? ", ".” ", ".\" "];
    // A mark may lie over the first of the two.
    let from = (0..=from.saturating_sub(5)).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0);
    let between = line.get(from..at).unwrap_or_default();
    let ends = MARKS.iter().filter_map(|mark| between.rfind(mark).map(|i| from + i + mark.len()));
    ends.max().unwrap_or(0)
}

fn whole_words(line: &str, from: usize, to: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = line.get(..from).and_then(|s| s.chars().next_back());
    let after = line.get(to..).and_then(|s| s.chars().next());
    let (first, last) =
        (line.get(from..).and_then(|s| s.chars().next()), line.get(..to).and_then(|s| s.chars().next_back()));
    !(letter(before) && letter(first) || letter(last) && letter(after))
}

/// Spans in order, those that overlap as one.
pub(crate) fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.join(span),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(body: &str, texts: &[&str], extent: ClutterExtent) -> Vec<String> {
        let entry = Clutter { texts: texts.iter().map(|t| (*t).to_owned()).collect(), extent };
        ClutterFinder::new(&[entry]).find(body).iter().map(|s| s.of(body).to_owned()).collect()
    }

    #[test]
    fn a_line_of_nothing_else_is_furniture_and_a_sentence_with_the_word_is_not() {
        let body = "Troops moved.\nAdvertisement\nThe advertisement was pulled.\n";
        assert_eq!(find(body, &["advertisement"], ClutterExtent::Line), ["Advertisement"]);
    }

    #[test]
    fn a_caption_goes_back_to_its_own_beginning() {
        let body = "The siege ended. A flag over Port Vell (credit: M. Arno) Nothing was found.";
        let found = find(body, &["*(credit:*)"], ClutterExtent::Phrase);
        assert_eq!(found, ["A flag over Port Vell (credit: M. Arno)"]);
    }

    #[test]
    fn question_marks_take_one_character_each() {
        let found = find("date 2031-04-02 The siege ended.", &["date 20??-??-??"], ClutterExtent::Phrase);
        assert_eq!(found, ["date 2031-04-02"]);
        assert_eq!(find("AP Photo/R. Vell", &["AP Photo/*"], ClutterExtent::Phrase), ["AP Photo/R. Vell"]);
    }

    #[test]
    fn the_rest_of_the_page_goes_only_near_its_end() {
        let body = "Trending on top\nOne shell fell.\nTwo fell.\nThree fell.\nFour.\nTrending on Page\nmore";
        assert_eq!(find(body, &["trending on"], ClutterExtent::Rest), ["Trending on Page\nmore"]);
    }
}
