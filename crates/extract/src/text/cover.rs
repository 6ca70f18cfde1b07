//! Spans of page furniture, looked up by position.
//!
//! Owns: how much of a stretch lies inside them, and whether one begins or ends in a gap. In: spans in any order, which may
//! overlap. Out: sums and answers, each found by binary search. Refuses: knowing why a span is furniture.

use claimbook_records::Span;

/// Spans as their sorted beginnings and ends, each with the sum of all before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cover {
    starts: Edges,
    ends: Edges,
    /// Beginnings of spans that are not empty.
    opening: Vec<usize>,
}

#[derive(Debug, Clone, Default)]
struct Edges {
    at: Vec<usize>,
    sums: Vec<usize>,
}

impl Edges {
    fn of(mut at: Vec<usize>) -> Self {
        at.sort_unstable();
        let mut sum = 0;
        let before = |x: &usize| {
            let here = sum;
            sum += x;
            here
        };
        let mut sums: Vec<usize> = at.iter().map(before).collect();
        sums.push(sum);
        Self { at, sums }
    }

    /// How far behind each edge that stands before it a byte lies, added up.
    fn behind(&self, byte: usize) -> usize {
        let n = self.at.partition_point(|x| *x < byte);
        n * byte - self.sums.get(n).copied().unwrap_or_default()
    }
}

impl Cover {
    pub(crate) fn of(spans: &[Span]) -> Self {
        let mut opening: Vec<usize> = spans.iter().filter(|s| !s.is_empty()).map(|s| s.start()).collect();
        opening.sort_unstable();
        Self {
            starts: Edges::of(spans.iter().map(|s| s.start()).collect()),
            ends: Edges::of(spans.iter().map(|s| s.end()).collect()),
            opening,
        }
    }

    /// Bytes of a stretch that lie inside a span, counted once for each.
    pub(crate) fn within(&self, span: Span) -> usize {
        let before = |byte| self.starts.behind(byte) - self.ends.behind(byte);
        before(span.end()) - before(span.start())
    }

    /// True when a span begins or ends in a gap, its edges included.
    pub(crate) fn parts(&self, from: usize, to: usize) -> bool {
        let inside =
            |edges: &[usize]| edges.get(edges.partition_point(|x| *x < from)).is_some_and(|x| *x <= to);
        inside(&self.opening) || inside(&self.ends.at)
    }

    /// True when at least half of a stretch lies inside.
    pub(crate) fn half(&self, span: Span) -> bool {
        let covered = self.within(span);
        covered > 0 && covered * 2 >= span.len()
    }

    /// True when some span shares a byte with this one.
    pub(crate) fn touches(&self, span: Span) -> bool {
        self.within(span) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_is_what_looking_at_every_span_gives() {
        let spans: Vec<Span> =
            [(3, 9), (5, 6), (5, 12), (20, 20), (20, 31), (0, 2)].map(|(a, b)| Span::new(a, b)).into();
        let cover = Cover::of(&spans);
        for (from, to) in (0..35).flat_map(|a| (a..35).map(move |b| (a, b))) {
            let span = Span::new(from, to);
            let over = |s: &&Span| s.overlaps(span);
            let each = |s: &Span| s.end().min(to) - s.start().max(from);
            let sum: usize = spans.iter().filter(over).map(each).sum();
            assert_eq!((cover.within(span), cover.touches(span)), (sum, sum > 0), "{span:?}");
            let crossed = spans.iter().any(|c| {
                from <= c.start() && c.start() <= to && !c.is_empty() || from <= c.end() && c.end() <= to
            });
            assert_eq!(cover.parts(from, to), crossed, "{span:?}");
        }
    }
}
