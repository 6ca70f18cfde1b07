//! Names of places that are names of streets here.
//!
//! Owns: crossings of two streets and blocks of one. In: words and what the lists say of them. Out: yes or no. Refuses:
//! a street named in full ("Elm Street"), which is weighed with the other signs (see [`super::recognise`]).

use super::key::{Case, Words};
use super::recognise::Known;

/// Whether the name from one word to another is a street's for what stands around it.
pub(super) fn is_street(words: &Words, known: &Known<'_>, first: usize, end: usize) -> bool {
    block_before(words, known, first) || crossing(words, known, first, end)
}

/// One of two streets: "Elm and Oak avenues", "the corner of Elm and Oak".
fn crossing(words: &Words, known: &Known<'_>, first: usize, end: usize) -> bool {
    let capital = |k: usize| words.list.get(k).is_some_and(|w| w.case != Case::Lower);
    let and = |k: usize| words.key(k) == "and";
    let streets_after = |and: usize| {
        let last = (and + 1..and + 4).find(|k| !capital(*k));
        last.is_some_and(|k| k > and + 1 && known.cue(k).streets())
    };
    let second = first.checked_sub(1).filter(|k| and(*k));
    // The first word of the first street.
    let whole =
        second.map_or(first, |and| (0..and).rev().take_while(|k| capital(*k)).last().unwrap_or(first));
    let corner = whole.checked_sub(2).is_some_and(|k| known.cue(k).corner() && known.cue(k + 1).of());
    corner || second.is_some() && known.cue(end).streets() || and(end) && streets_after(end)
}

/// "the 4500 block of Elm", "of South Elm".
fn block_before(words: &Words, known: &Known<'_>, first: usize) -> bool {
    let of = (first.saturating_sub(2)..first).rev().find(|i| words.key(*i) == "of");
    let block = |of: usize| of.checked_sub(1).is_some_and(|b| words.key(b) == "block");
    let between = |of: usize| (of + 1..first).all(|i| known.cue(i).direction());
    of.is_some_and(|of| block(of) && between(of))
}
