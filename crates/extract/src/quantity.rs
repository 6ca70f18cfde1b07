//! Quantities: exact, at least, more than, ranges, vague words, tied to the noun they count.
//!
//! Owns: number words and their bounds (coding guide 2.4). In: a [`Text`]. Out: [`QuantityMention`]s. Refuses:
//! years, clock times, ages and parts of names.

use crate::text::Text;
use claimbook_records::Span;
use claimbook_records::report::Count;

/// A number of something.
#[derive(Debug, Clone)]
pub struct QuantityMention {
    /// The number with its qualifier ("at least 20").
    pub span: Span,
    pub count: Count,
    /// Token index of the noun counted, where there is one.
    pub noun: Option<usize>,
}

/// All quantities of a text, in order.
pub fn find(_text: &Text, _body: &str) -> Vec<QuantityMention> {
    Vec::new()
}
