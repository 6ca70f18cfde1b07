//! How an article is shown: numbered sentences, a long one in overlapping parts.
//!
//! Owns: which sentences are shown together, and how a sentence looks on its line. In: what was found in an article. Out: [`Plan`].
//! Refuses: page furniture, and what lies behind the last part.

use crate::form::Quote;
use crate::quotes::Folded;
use claimbook_extract::engine::Reading;
use claimbook_extract::text::SentenceKind;
use claimbook_records::Span;
use std::ops::Range;

/// Bytes of sentences shown together, and of those shown again in the next part.
const PART: usize = 8000;
const OVERLAP: usize = 800;
/// Most bytes of a sentence that are shown.
const LINE: usize = 4000;
/// Most parts of an article; what lies behind is not marked, and said to be so.
const PARTS: usize = 32;

/// One sentence as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    /// Counted from 1 over all sentences of the text.
    pub(crate) number: usize,
    pub(crate) span: Span,
    pub(crate) words: Folded<'a>,
}

/// Everything that is shown of an article, in order.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    pub(crate) body: &'a str,
    pub(crate) published: Option<String>,
    pub(crate) headline: Option<String>,
    pub(crate) lines: Vec<Line<'a>>,
    /// Which lines each part shows.
    pub(crate) parts: Vec<Range<usize>>,
    /// The byte from which nothing is shown.
    pub(crate) until: Option<usize>,
}

impl<'a> Plan<'a> {
    /// How an article is shown.
    pub fn of(reading: &'a Reading<'_>) -> Self {
        let shown =
            reading.text.sentences.iter().enumerate().filter(|(_, s)| s.kind != SentenceKind::Clutter);
        let mut plan = Self::over(reading.body(), shown.map(|(i, s)| (i + 1, s.span)));
        plan.published = reading.anchors.whole.map(|day| day.to_string());
        let headline = reading.article.headline.as_deref().map(one_line).unwrap_or_default();
        let told = one_line(reading.body().get(..4 * headline.len().min(LINE)).unwrap_or(reading.body()));
        plan.headline = Some(headline).filter(|h| !h.is_empty() && !told.starts_with(h.as_str()));
        plan
    }

    /// Numbered sentences of a body.
    pub(crate) fn over(body: &'a str, sentences: impl Iterator<Item = (usize, Span)>) -> Self {
        let mut lines = Vec::new();
        for (number, span) in sentences {
            let words = span.of(body);
            let end = (0..=words.len().min(LINE)).rev().find(|i| words.is_char_boundary(*i)).unwrap_or(0);
            let words = &words[..end];
            if !words.trim().is_empty() {
                let span = Span::new(span.start(), span.start() + words.len());
                lines.push(Line { number, span, words: Folded::new(words) });
            }
        }
        let mut parts = cut(&lines);
        let until = parts.get(PARTS).map(|_| lines[parts[PARTS - 1].end].span.start());
        parts.truncate(PARTS);
        Self { body, published: None, headline: None, lines, parts, until }
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Words of the body as an answer quotes them; none where they do not stand in one sentence that is shown.
    pub fn quote(&self, span: Span) -> Option<Quote> {
        let behind = self.lines.partition_point(|line| line.span.start() <= span.start());
        let line = self.lines.get(behind.checked_sub(1)?).filter(|line| line.span.contains(span))?;
        let words = span.of(self.body);
        let at = span.start() - line.span.start();
        let places = 1..=line.span.len();
        let mut found =
            places.map_while(|nth| Some((nth, line.words.find(words, nth)?))).take(line.span.len());
        let (nth, _) = found.find(|(_, range)| range.start == at && range.end == at + span.len())?;
        Some(Quote { sentence: line.number, words: words.to_owned(), nth })
    }

    /// The sentence of a number, where a part shows it.
    pub(crate) fn line(&self, part: usize, number: usize) -> Option<&Line<'a>> {
        let shown = self.lines.get(self.parts.get(part)?.clone())?;
        shown.binary_search_by_key(&number, |line| line.number).ok().map(|i| &shown[i])
    }

    /// A sentence as it stands on its line.
    pub(crate) fn shown(&self, line: &Line) -> String {
        one_line(line.span.of(self.body))
    }
}

/// White space of any kind as single spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parts within their size, each but the first beginning with the last sentences of the one before.
fn cut(lines: &[Line]) -> Vec<Range<usize>> {
    let (mut out, mut from) = (Vec::new(), 0);
    while from < lines.len() {
        let (mut to, mut size) = (from, 0);
        while to < lines.len() && (to == from || size + lines[to].span.len() <= PART) {
            size += lines[to].span.len();
            to += 1;
        }
        out.push(from..to);
        if to == lines.len() {
            break;
        }
        let (mut next, mut again) = (to, 0);
        while next > from + 1 && again + lines[next - 1].span.len() <= OVERLAP {
            next -= 1;
            again += lines[next].span.len();
        }
        from = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(body: &str) -> Plan<'_> {
        let mut at = 0;
        let spans: Vec<Span> = body
            .split_inclusive('\n')
            .map(|line| {
                at += line.len();
                Span::new(at - line.len(), at)
            })
            .collect();
        Plan::over(body, spans.into_iter().enumerate().map(|(i, s)| (i + 1, s)))
    }

    #[test]
    fn short_texts_are_one_part_and_long_ones_overlap() {
        assert_eq!(plan("One.\nTwo.\n").parts.first(), Some(&(0..2)));
        let long = "A sentence that says nothing at all of note.\n".repeat(400);
        let plan = plan(&long);
        assert!(plan.parts.len() == 3 && plan.until.is_none(), "{:?}", plan.parts);
        for pair in plan.parts.windows(2) {
            assert!(pair[1].start < pair[0].end && pair[1].start > pair[0].start, "{pair:?}");
        }
        assert_eq!(plan.parts.last().unwrap().end, plan.lines.len());
    }

    #[test]
    fn what_is_longer_than_all_parts_is_said_to_be_unread() {
        let long = "A sentence that says nothing at all of note.\n".repeat(9000);
        let plan = plan(&long);
        let until = plan.until.unwrap();
        assert_eq!(plan.parts.len(), PARTS);
        assert_eq!(plan.lines[plan.parts[PARTS - 1].end].span.start(), until);
    }

    #[test]
    fn words_are_quoted_so_that_they_are_found_again() {
        let body = "A bomb hit Qarn and a bomb hit Harir.\nA bomb in Qarn.\n";
        let plan = plan(body);
        let quote = |start, end| plan.quote(Span::new(start, end));
        assert_eq!(quote(22, 26).map(|q| (q.sentence, q.nth)), Some((1, 2)));
        assert_eq!(
            quote(40, 44).map(|q| (q.sentence, q.words.as_str() == "bomb", q.nth)),
            Some((2, true, 1))
        );
        assert_eq!(quote(30, 44), None);
        assert_eq!(quote(22, 25), None, "a piece of a word");
    }

    #[test]
    fn a_sentence_without_end_is_cut_and_a_number_out_of_sight_is_none() {
        let giant = "é".repeat(3 * PART);
        let plan = plan(&giant);
        assert_eq!((plan.parts.len(), plan.parts[0].clone()), (1, 0..1));
        assert!(plan.lines[0].span.len() <= LINE);
        assert!(plan.line(0, 1).is_some() && plan.line(0, 2).is_none() && plan.line(1, 1).is_none());
    }
}
