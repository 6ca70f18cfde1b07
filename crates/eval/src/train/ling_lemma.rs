//! Learning endings for the lemmatizer.
//!
//! Owns: which endings decide, and the edit each asks for. In: treebank words with lemmas. Out: the lemmatizer's part
//! of the weights. Refuses: words that never change.

use super::ling_data::Sentence;
use claimbook_extract::text::labels::TAGS;
use claimbook_extract::text::lemma::{LONGEST, inflects, key};
use claimbook_extract::text::table;
use claimbook_extract::text::{Form, Tag};
use std::collections::{BTreeMap, BTreeSet};

type Edit = (usize, String);

/// What turns a word into its lemma: bytes off, text on.
fn edit(norm: &str, lemma: &str) -> Edit {
    let common: usize =
        norm.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (norm.len() - common, lemma[common..].to_owned())
}

/// Writes the lemmatizer learnt from sentences and a list of further words ("form lemma TAG"); returns its endings.
pub(crate) fn write(
    sentences: &[Sentence],
    further: &[(String, String, Tag, Form)],
    out: &mut Vec<u8>,
) -> usize {
    // Kinds of a word, with how often each (form, lemma) was seen.
    let mut words: BTreeMap<(usize, &str), BTreeMap<Edit, usize>> = BTreeMap::new();
    for s in sentences {
        for ((norm, lemma), tag) in s.norm.iter().zip(&s.lemmas).zip(&s.tags) {
            let (t, f) = TAGS[usize::from(*tag)];
            let usable = inflects(t, f)
                && norm.len() < 30
                && lemma != "_"
                && !norm.chars().any(|c| c.is_ascii_digit());
            if usable {
                *words.entry((usize::from(*tag), norm)).or_default().entry(edit(norm, lemma)).or_default() +=
                    1;
            }
        }
    }
    for (norm, lemma, t, f) in further {
        if let Some(tag) = TAGS.iter().position(|x| *x == (*t, *f)) {
            *words.entry((tag, norm)).or_default().entry(edit(norm, lemma)).or_default() += 1000;
        }
    }
    // Each word counts once for its endings, by the edit it takes most often.
    let top = |edits: &BTreeMap<Edit, usize>| edits.iter().max_by_key(|(_, n)| **n).map(|(e, _)| e.clone());
    let mut endings: BTreeMap<(usize, &[u8]), BTreeMap<Edit, usize>> = BTreeMap::new();
    for ((tag, norm), edits) in &words {
        let Some(edit) = top(edits) else { continue };
        let bytes = norm.as_bytes();
        for k in 0..=LONGEST.min(bytes.len()) {
            *endings
                .entry((*tag, &bytes[bytes.len() - k..]))
                .or_default()
                .entry(edit.clone())
                .or_default() += 1;
        }
    }
    // An ending is kept when it decides otherwise than the next shorter one; a word when it differs from its endings.
    let mut kept: BTreeMap<(usize, &[u8], bool), Edit> = BTreeMap::new();
    for ((tag, ending), edits) in &endings {
        let Some(choice) = top(edits) else { continue };
        let shorter = ending.get(1..).and_then(|e| endings.get(&(*tag, e))).and_then(top);
        let support: usize = edits.values().sum();
        if shorter.as_ref() != Some(&choice) && (support >= 2 || ending.is_empty()) {
            kept.insert((*tag, ending, false), choice);
        }
    }
    for ((tag, norm), edits) in &words {
        let Some(choice) = top(edits) else { continue };
        let bytes = norm.as_bytes();
        let by_ending = (0..=LONGEST.min(bytes.len()))
            .rev()
            .find_map(|k| kept.get(&(*tag, &bytes[bytes.len() - k..], false)));
        if by_ending != Some(&choice) {
            kept.insert((*tag, bytes, true), choice);
        }
    }
    let edits: Vec<&Edit> =
        kept.values().collect::<BTreeSet<_>>().into_iter().filter(|e| e.0 < 256 && e.1.len() < 256).collect();
    out.extend(u32::try_from(edits.len()).unwrap_or(0).to_le_bytes());
    for (off, on) in &edits {
        out.push(*off as u8);
        out.push(on.len() as u8);
        out.extend(on.as_bytes());
    }
    let rows: Vec<(u64, [i8; 2])> = kept
        .iter()
        .filter_map(|((tag, ending, whole), edit)| {
            let number = u16::try_from(edits.binary_search(&edit).ok()?).ok()?.to_le_bytes();
            let (t, f) = TAGS[*tag];
            Some((key(t, f, ending, *whole), number.map(u8::cast_signed)))
        })
        .collect();
    table::write(&rows, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_rebuild_the_lemma() {
        assert_eq!(edit("carried", "carry"), (3, "y".into()));
        assert_eq!(edit("went", "go"), (4, "go".into()));
        assert_eq!(edit("fire", "fire"), (0, String::new()));
    }
}
