//! Facts with a date on the public record that an article names.
//!
//! Owns: `data/datable.toml` and its look-up. In: a body. Out: the latest such fact. Refuses: reading more from a fact
//! than that the text is not older.

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DATA: &str = include_str!("../../data/datable.toml");

#[derive(Debug, Default, Deserialize)]
struct File {
    words: BTreeMap<String, Vec<String>>,
    label: BTreeMap<String, Vec<String>>,
    fact: Vec<Fact>,
}

#[derive(Debug, Deserialize)]
struct Fact {
    date: Date,
    phrases: Vec<String>,
    with: Option<String>,
    #[serde(default)]
    fresh: bool,
}

/// The latest fact a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) date: Date,
    /// The press names it like this for some weeks only.
    pub(super) fresh: bool,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(DATA).unwrap_or_default());
    &FILE
}

/// True for a word that announces a date line ("Published").
pub(super) fn is_label(word: &str) -> bool {
    file().label.values().flatten().any(|w| w.eq_ignore_ascii_case(word))
}

/// The latest fact named in a body.
pub(super) fn latest(body: &str) -> Option<Bound> {
    let plain: String = body
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '−' => '-',
            '’' | '‘' => '\'',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    let file = file();
    let named = |fact: &&Fact| {
        fact.phrases.iter().any(|phrase| {
            plain.match_indices(phrase.as_str()).any(|(at, _)| match &fact.with {
                None => true,
                Some(with) => {
                    let sentence = sentence(&plain, at);
                    file.words
                        .get(with)
                        .is_some_and(|words| words.iter().any(|w| sentence.contains(w.as_str())))
                }
            })
        })
    };
    let fact = file.fact.iter().filter(named).max_by_key(|f| f.date)?;
    Some(Bound { date: fact.date, fresh: fact.fresh })
}

/// The sentence around a byte, by its full stops and line breaks.
fn sentence(text: &str, at: usize) -> &str {
    let ends = |c: char| matches!(c, '.' | '\n' | '!' | '?');
    let (before, after) = text.split_at_checked(at).unwrap_or_default();
    let start = before.rfind(ends).map_or(0, |i| i + 1);
    let end = after.find(ends).map_or(text.len(), |i| at + i);
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_latest_fact_named_bounds_a_text() {
        assert!(file().fact.len() > 15 && is_label("Published"));
        let bound = latest("Raids grew after the Israel–Hamas war began. Kabul was calm.");
        assert_eq!(bound, Some(Bound { date: date(2023, 10, 7), fresh: false }));
        assert_eq!(latest("The mayor of Qarn opened a bridge."), None);
    }

    #[test]
    fn a_name_alone_is_no_death() {
        assert_eq!(latest("Mr. Haniyeh met envoys. Two men were killed elsewhere."), None);
        assert!(latest("They vowed revenge for the killing of Haniyeh.").is_some());
    }
}
