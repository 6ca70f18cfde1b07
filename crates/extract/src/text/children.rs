//! The trees of a text from the top down.
//!
//! Owns: which tokens each token governs. In: tokens with heads. Out: token indices in text order. Refuses: changing trees.

use super::Token;

/// Tokens governed by each token; empty until a text is indexed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Children {
    /// Where those of each token begin in `list`; one more entry at the end.
    starts: Vec<u32>,
    list: Vec<u32>,
}

impl Children {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let n = tokens.len();
        let mut starts = vec![0u32; n + 2];
        let governed = || {
            let inside = |(i, t): &(usize, &Token)| t.head as usize != *i && (t.head as usize) < n;
            tokens.iter().enumerate().filter(inside)
        };
        for (_, t) in governed() {
            starts[t.head as usize + 2] += 1;
        }
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut list = vec![0u32; starts[n + 1] as usize];
        for (i, t) in governed() {
            let slot = &mut starts[t.head as usize + 1];
            list[*slot as usize] = u32::try_from(i).unwrap_or(u32::MAX);
            *slot += 1;
        }
        Self { starts, list }
    }

    /// True where nothing was indexed.
    pub(crate) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Tokens governed by `i`.
    pub(crate) fn get(&self, i: usize) -> &[u32] {
        let range = self.starts.get(i).zip(self.starts.get(i + 1)).map(|(a, b)| *a as usize..*b as usize);
        range.and_then(|r| self.list.get(r)).unwrap_or_default()
    }
}
