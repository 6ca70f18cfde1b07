//! Word lists of the tokenizer and the sentence splitter.
//!
//! Owns: reading `data/ling_words.toml`. In: the embedded file. Out: sets of lower-case words. Refuses: grammar.

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../data/ling_words.toml");

/// A set of lower-case words.
pub type WordSet = FxHashSet<CompactString>;

/// Lists that decide where tokens and sentences end; what each is for stands in the data file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordLists {
    /// Titles before a name ("gen"): their stop never ends a sentence.
    pub title: WordSet,
    /// Take a stop only before a number ("no").
    pub before_number: WordSet,
    /// Months and weekdays cut short.
    pub calendar: WordSet,
    /// Abbreviations inside a sentence ("vs").
    pub inner: WordSet,
    /// Abbreviations that may end a sentence ("inc").
    pub either: WordSet,
    /// Words that open a sentence.
    pub starter: WordSet,
    /// Bound prefixes ("pro-").
    pub prefix: WordSet,
    /// Articles and kinship words inside names ("al-").
    pub name_article: WordSet,
    /// Hosts of "'d" and "'m".
    pub clitic_host: WordSet,
    /// Days, which have no clause of their own.
    pub day: WordSet,
    /// What is claimed in a word ("responsibility").
    pub claimed: WordSet,
    /// Forms of saying that stand between two names and in none ("Patton said Newsome").
    pub said: WordSet,
    /// Nouns of a deed in the form of a participle.
    pub deed: WordSet,
    /// Parts of the day.
    pub day_end: WordSet,
}

impl WordLists {
    /// The lists that ship with the crate. The file is checked by a test, so a fault in it cannot reach users.
    pub fn embedded() -> Self {
        toml::from_str(EMBEDDED).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_are_read() {
        let lists: WordLists = toml::from_str(EMBEDDED).unwrap();
        assert!(lists.title.contains("gen") && lists.starter.contains("the"));
        for set in [&lists.title, &lists.prefix, &lists.name_article, &lists.starter] {
            assert!(set.iter().all(|w| w.chars().all(|c| c.is_lowercase() || c == '-')));
        }
    }
}
