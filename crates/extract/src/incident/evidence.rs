//! The clauses an incident rests on.
//!
//! Owns: which tellings tell something and which only point back. In: tellings. Out: clauses, and the words that tell. Refuses:
//! clauses inside another; review decisions hang on what this gives.

use super::{Table, naming};
use claimbook_records::Span;

/// Token that heads the words of each telling, in order.
pub(super) fn triggers(table: &Table, acts: &[usize]) -> Vec<usize> {
    let mut out: Vec<usize> =
        acts.iter().filter_map(|a| head(table, table.marked.acts[*a].trigger)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The token that heads a span.
pub(super) fn head(table: &Table, span: Span) -> Option<usize> {
    naming::head(table.scene.reading, span)
}

/// Tellings that give something about the act (the first always does), and those that only point back to it.
pub(super) fn parts(table: &Table, acts: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let first = acts.first().copied();
    acts.iter().copied().partition(|a| Some(*a) == first || table.marked.roles(*a).next().is_some())
}

/// The clauses of some tellings.
pub(super) fn clauses(table: &Table, acts: &[usize]) -> Vec<Span> {
    let head = |a: &usize| head(table, table.marked.acts[*a].trigger);
    table.scene.grammar.clauses(acts.iter().filter_map(head))
}
