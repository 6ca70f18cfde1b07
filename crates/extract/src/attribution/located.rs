//! Things by the spans they stand in.
//!
//! Owns: the look-up of spans by position. In: spans with numbers. Out: numbers, sorted, each once. Refuses: knowing what they
//! number.

use super::Attribution;
use claimbook_records::Span;

/// Numbered spans in the order of their beginnings.
#[derive(Debug, Default)]
pub(super) struct Located {
    spans: Vec<(Span, usize)>,
    /// For each the furthest end of those up to it.
    ends: Vec<usize>,
}

impl Located {
    pub(super) fn of(spans: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut spans: Vec<(Span, usize)> = spans.collect();
        spans.sort_unstable();
        let mut furthest = 0;
        let reach = |(span, _): &(Span, usize)| {
            furthest = furthest.max(span.end());
            furthest
        };
        let ends = spans.iter().map(reach).collect();
        Self { spans, ends }
    }

    /// Numbers of the spans that hold this one.
    pub(super) fn around(&self, span: Span) -> Vec<usize> {
        let from = self.ends.partition_point(|e| *e < span.end());
        let to = self.spans.partition_point(|(s, _)| s.start() <= span.start());
        self.numbers(from, to, |s| s.contains(span))
    }

    /// Numbers of the spans inside this one that pass a test.
    pub(super) fn inside(&self, span: Span, test: impl Fn(Span) -> bool) -> Vec<usize> {
        let from = self.spans.partition_point(|(s, _)| s.start() < span.start());
        let to = self.spans.partition_point(|(s, _)| s.start() <= span.end());
        self.numbers(from, to, |s| span.contains(s) && test(s))
    }

    fn numbers(&self, from: usize, to: usize, test: impl Fn(Span) -> bool) -> Vec<usize> {
        let near = self.spans.get(from..to).unwrap_or_default();
        let mut out: Vec<usize> = near.iter().filter(|(s, _)| test(*s)).map(|(_, n)| *n).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Claims by the words that show them.
pub(super) fn by_evidence(found: &Attribution) -> Located {
    let claims = found.claims.iter().enumerate();
    Located::of(claims.flat_map(|(i, c)| c.evidence.iter().map(move |e| (*e, i))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_found_whatever_lies_over_them() {
        let spans = [(0, 90), (3, 8), (3, 5), (20, 30), (25, 40)].map(|(a, b)| Span::new(a, b));
        let located = Located::of(spans.iter().copied().zip(0..));
        assert_eq!(located.around(Span::new(4, 5)), [0, 1, 2]);
        assert_eq!(located.around(Span::new(26, 29)), [0, 3, 4]);
        assert_eq!(located.inside(Span::new(0, 31), |_| true), [1, 2, 3]);
        assert_eq!(located.inside(Span::new(0, 31), |s| s.len() > 5), [3]);
    }
}
