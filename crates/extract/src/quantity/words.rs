//! The words around numbers.
//!
//! Owns: `data/lang/en/quantity.toml` and the look-up of phrases in it. In: the file. Out: [`Words`]. Refuses: number
//! words themselves (they are shared with [`crate::time`]).

use claimbook_records::report::Qualifier;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const DATA: &str = include_str!("../../data/lang/en/quantity.toml");

#[derive(Debug, Default, Deserialize)]
struct File {
    before: BTreeMap<String, Qualifier>,
    after: BTreeMap<String, Qualifier>,
    vague: BTreeMap<String, u64>,
    none: BTreeMap<String, BTreeSet<String>>,
    scale: BTreeMap<String, u64>,
    measure: BTreeMap<String, BTreeSet<String>>,
    naming: BTreeMap<String, BTreeSet<String>>,
}

/// Phrases by their first word, longest first.
type Phrases<T> = BTreeMap<String, Vec<(Vec<String>, T)>>;

/// The words, ready for look-up.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) before: Phrases<Qualifier>,
    pub(super) after: Phrases<Qualifier>,
    pub(super) vague: Phrases<u64>,
    pub(super) none: BTreeSet<String>,
    pub(super) scale: BTreeMap<String, u64>,
    pub(super) measure: BTreeSet<String>,
    pub(super) naming: BTreeSet<String>,
}

/// The English words.
pub(super) fn english() -> &'static Words {
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
        let file: File = toml::from_str(DATA).unwrap_or_default();
        let set = |lists: BTreeMap<String, BTreeSet<String>>| lists.into_values().flatten().collect();
        Words {
            before: phrases(file.before),
            after: phrases(file.after),
            vague: phrases(file.vague),
            none: set(file.none),
            scale: file.scale,
            measure: set(file.measure),
            naming: set(file.naming),
        }
    });
    &ENGLISH
}

fn phrases<T>(list: BTreeMap<String, T>) -> Phrases<T> {
    let mut out: Phrases<T> = BTreeMap::new();
    for (text, value) in list {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let Some(first) = words.first().cloned() else { continue };
        out.entry(first).or_default().push((words, value));
    }
    for list in out.values_mut() {
        list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_are_read() {
        let words = english();
        assert!(words.before.contains_key("at") && words.after.contains_key("or"));
        assert_eq!(words.vague["tens"][0].1, 10_000);
        assert!(words.measure.contains("dollars") && words.naming.contains("resolution"));
    }
}
