//! Dictionary forms.
//!
//! Owns: endings learnt from treebanks, the longest known ending deciding. In: a norm with its tag and form. Out: a
//! lemma. Refuses: context.

use super::features::{hash_bytes, mix};
use super::table::{Table, take_u32};
use super::{Form, Tag};
use compact_str::CompactString;

/// Longest ending looked at, in bytes; a whole word may be longer.
pub const LONGEST: usize = 6;

/// Endings and what they become.
#[derive(Debug, Clone)]
pub struct Lemmas {
    /// Key of an ending to the number of its edit.
    table: Table<2>,
    /// Bytes to take off, text to put on.
    edits: Vec<(usize, &'static str)>,
}

/// Key of an ending for a tag and form; `whole` when the ending is the whole word.
pub fn key(tag: Tag, form: Form, ending: &[u8], whole: bool) -> u64 {
    mix(mix(hash_bytes(ending), tag as u64 * 32 + form as u64), u64::from(whole) + 0x4409)
}

/// True for words whose lemma can differ from their norm.
pub fn inflects(tag: Tag, form: Form) -> bool {
    match tag {
        Tag::Noun | Tag::Propn => form == Form::Plural,
        Tag::Verb | Tag::Aux | Tag::Pron | Tag::Adj | Tag::Adv | Tag::Det | Tag::Part => true,
        _ => false,
    }
}

impl Lemmas {
    /// Takes the lemmatizer from the front of `bytes`: the edits, then the table.
    pub fn read(bytes: &mut &'static [u8]) -> Option<Self> {
        let count = take_u32(bytes)?;
        let mut edits = Vec::with_capacity(count.min(4096));
        for _ in 0..count {
            let ([off, length], rest) = bytes.split_first_chunk::<2>()?;
            let (text, rest) = rest.split_at_checked(usize::from(*length))?;
            edits.push((usize::from(*off), std::str::from_utf8(text).ok()?));
            *bytes = rest;
        }
        Some(Self { table: Table::read(bytes)?, edits })
    }

    /// True for a verb's form of the past that is no base form of another ("shot", but not "cut").
    pub fn past_only(&self, norm: &CompactString) -> bool {
        let bytes = norm.as_bytes();
        let known = |form| self.table.row(key(Tag::Verb, form, bytes, true)).is_some();
        known(Form::Past) && !known(Form::Base) && self.lemma(norm, Tag::Verb, Form::Past) != *norm
    }

    /// Lemma of a word.
    pub fn lemma(&self, norm: &CompactString, tag: Tag, form: Form) -> CompactString {
        if !inflects(tag, form) {
            return norm.clone();
        }
        let bytes = norm.as_bytes();
        let whole = self.table.row(key(tag, form, bytes, true));
        let edit = whole.or_else(|| {
            let longest = LONGEST.min(bytes.len());
            (0..=longest).rev().find_map(|k| self.table.row(key(tag, form, &bytes[bytes.len() - k..], false)))
        });
        let edit = edit.and_then(|row| self.edits.get(usize::from(u16::from_le_bytes(*row))));
        let Some((off, on)) = edit else { return norm.clone() };
        let Some(stem) = bytes.len().checked_sub(*off).and_then(|end| norm.get(..end)) else {
            return norm.clone();
        };
        if stem.is_empty() && on.is_empty() {
            return norm.clone();
        }
        let mut lemma = CompactString::new(stem);
        lemma.push_str(on);
        lemma
    }
}
