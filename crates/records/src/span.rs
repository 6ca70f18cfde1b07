//! Half-open byte ranges of an article's body.
//!
//! Owns: the arithmetic of ranges. In: two byte offsets on character boundaries. Out: [`Span`]. Refuses: to know
//! which text it points into (see [`crate::Body`]) and to hold a reversed range.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of bytes in an article's body; `start <= end` always holds.
///
/// Inside the engine every span counts bytes; the report counts Unicode code points and is written by
/// [`crate::Body::quote`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// A span from two offsets; swapped offsets are put in order. Bodies above 4 GiB are refused by acquisition.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (a, b) = if start <= end { (start, end) } else { (end, start) };
        Self { start: clamp(a), end: clamp(b) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span that covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range of `usize`, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The text it covers, or nothing when it does not lie on the text's character boundaries.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// True when `other` lies inside this span (equal counts).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two share at least one byte; touching spans do not.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at either end.
    pub fn trim(self, text: &str) -> Span {
        let inner = self.of(text);
        let left = inner.len() - inner.trim_start().len();
        let start = self.start() + left;
        Span::new(start, start + inner.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(r: Range<usize>) -> Self {
        Span::new(r.start, r.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }

    #[test]
    fn trim_keeps_the_words() {
        let text = "  Aden  port ";
        let span = Span::new(0, text.len()).trim(text);
        assert_eq!(span.of(text), "Aden  port");
    }

    #[test]
    fn a_span_off_the_boundaries_gives_no_text() {
        assert_eq!(Span::new(1, 2).of("é"), "");
    }
}
