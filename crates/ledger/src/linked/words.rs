//! Words by which articles say how statements and acts answer each other.
//!
//! Owns: `data/claim_words.toml` and where its entries stand in a text. In: a text and a list. Out: half-open ranges of bytes.
//! Refuses: words that are not listed.

use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The lists, each entry as its words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    /// A statement is called somebody else's.
    pub(super) fake: Vec<Phrase>,
    /// What stands before is an answer to what stands behind.
    pub(super) retaliation: Vec<Phrase>,
    /// What stands before was done because of what stands behind.
    pub(super) follow_up: Vec<Phrase>,
    /// The act ends a siege or frees hostages.
    pub(super) rescue: Vec<Phrase>,
    /// What stands behind is one of the acts that stand before.
    pub(super) part_of: Vec<Phrase>,
    /// Before an answer: it is none.
    pub(super) denied: Vec<Phrase>,
}

/// Some words in a row, folded.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct Phrase(Vec<String>);

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self(words(&text).into_iter().map(|(word, _)| word).collect())
    }
}

/// The lists that ship.
#[allow(clippy::expect_used, reason = "the file is part of the program and read by a test")]
pub(super) fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| toml::from_str(include_str!("../../data/claim_words.toml")).expect("claim words"))
}

/// Where phrases of a list stand in a text, in bytes, in order.
pub(super) fn find(text: &str, list: &[Phrase]) -> Vec<Range<usize>> {
    let all = words(text);
    let mut found = Vec::new();
    for at in 0..all.len() {
        let longest = list
            .iter()
            .map(|Phrase(phrase)| phrase)
            .filter(|phrase| {
                let here = all[at..].iter().map(|(word, _)| word);
                !phrase.is_empty() && phrase.len() <= all.len() - at && here.zip(*phrase).all(|(a, b)| a == b)
            })
            .map(Vec::len)
            .max();
        if let Some(longest) = longest {
            found.push(all[at].1.start..all[at + longest - 1].1.end);
        }
    }
    found
}

/// The last words of a text, at most so many, with what stands between them.
pub(super) fn last(text: &str, most: usize) -> &str {
    let all = words(text);
    let from = all.len().saturating_sub(most);
    all.get(from).map_or("", |(_, range)| text.get(range.start..).unwrap_or_default())
}

/// Whether some phrase of a list stands in a text.
pub(super) fn has(text: &str, list: &[Phrase]) -> bool {
    !find(text, list).is_empty()
}

/// The words of a text without case and accents, with their bytes.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut out: Vec<(String, Range<usize>)> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            open = false;
            continue;
        }
        if !open {
            out.push((String::new(), at..at));
            open = true;
        }
        if let Some((word, range)) = out.last_mut() {
            word.extend(c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
            range.end = at + c.len_utf8();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read_and_has_entries() {
        let Lists { fake, retaliation, follow_up, rescue, part_of, denied } = lists();
        assert!([fake, retaliation, follow_up, rescue, part_of, denied].iter().all(|list| list.len() > 5));
    }

    #[test]
    fn phrases_are_found_whatever_their_case_and_punctuation() {
        let text = "Its channel — it said — HAD BEEN\nhacked: the \u{201c}Fäke\u{201d} video.";
        let found: Vec<&str> = find(text, &lists().fake).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, ["BEEN\nhacked", "Fäke\u{201d} video"]);
        assert!(!has("Two herders were shot or hacked to death.", &lists().fake[..2]));
        assert!(!has("part of", &[]), "an empty list finds nothing");
    }
}
