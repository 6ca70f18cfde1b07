//! Words that resolving looks for.
//!
//! Owns: `data/resolving_words.toml`. In: nothing. Out: lists of words. Refuses: names.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    pub(crate) pronouns: Vec<String>,
    pub(crate) possessives: Vec<String>,
    pub(crate) stand_ins: Vec<String>,
    pub(crate) messengers: Vec<String>,
    pub(crate) pointing: Vec<String>,
    pub(crate) apart: Vec<String>,
    pub(crate) joints: Vec<String>,
    pub(crate) dead: Vec<String>,
    pub(crate) hurt: Vec<String>,
    pub(crate) nobody: Vec<String>,
    pub(crate) reporters: Vec<String>,
    pub(crate) claiming: Vec<String>,
    pub(crate) divisions: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) fighters: Vec<String>,
    pub(crate) origins: Vec<String>,
    pub(crate) outlets: Vec<String>,
    pub(crate) parts: Vec<String>,
    pub(crate) single: Vec<String>,
    pub(crate) several: Vec<String>,
    pub(crate) persons: Vec<String>,
    pub(crate) creeds: Vec<String>,
    pub(crate) adversaries: Vec<String>,
    pub(crate) involvement: Vec<String>,
    pub(crate) journeys: Vec<String>,
}

/// The lists that were built in.
pub(crate) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| toml::from_str(include_str!("../../data/resolving_words.toml")).unwrap_or_default());
    &WORDS
}

impl Words {
    pub(crate) fn has(list: &[String], word: &str) -> bool {
        list.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    pub(crate) fn says(list: &[String], lower: &str) -> bool {
        list.iter().any(|w| lower.contains(w.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let words = words();
        assert!(Words::has(&words.pronouns, "They") && Words::says(&words.hurt, "no injuries"));
        assert!(!words.reporters.is_empty() && !words.messengers.is_empty() && !words.apart.is_empty());
    }
}
