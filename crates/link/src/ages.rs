//! How old those in an incident are said to be.
//!
//! Owns: ages told in or beside the words for those struck, and in the clauses that tell the act, of whomever they are. In: an
//! incident, the text. Out: years. Refuses: an age that words do not tell as one.

use claimbook_records::report::{Incident, Quote, TargetClass};
use serde::Deserialize;
use std::sync::LazyLock;

/// Nobody is older, in years.
const OLDEST: u8 = 115;
/// Characters before a name that may tell the age.
const NEAR: usize = 18;

#[derive(Debug, Default, Deserialize)]
struct AgeWords {
    /// From one upwards.
    numbers: Vec<String>,
    years: Vec<String>,
    under_a_year: Vec<String>,
    closing: Vec<String>,
}

/// A test holds that the file can be read.
static WORDS: LazyLock<AgeWords> =
    LazyLock::new(|| toml::from_str(include_str!("../data/age_words.toml")).unwrap_or_default());

/// The ages told of the persons struck and in the telling clauses, ascending.
pub(crate) fn ages(incident: &Incident, body: &str) -> Vec<u8> {
    let persons = incident.targets.iter().filter(|t| t.class == TargetClass::Person);
    let mut out: Vec<u8> = persons.flat_map(|t| &t.evidence).filter_map(|quote| of(quote, body)).collect();
    out.extend(incident.evidence.iter().flat_map(|clause| all(&clause.text)));
    out.sort_unstable();
    out.dedup();
    out
}

/// "a 17-year-old boy"; "Tarn Beral, 17,"; "17-year-old Tarn Beral".
fn of(quote: &Quote, body: &str) -> Option<u8> {
    let start = body.char_indices().nth(quote.start).map_or(body.len(), |(i, _)| i);
    let (before, rest) = body.split_at(start);
    let near = before.char_indices().rev().take(NEAR).last().map_or(start, |(i, _)| i);
    let before = &before[near..];
    let after = rest.get(quote.text.len()..).unwrap_or_default();
    told(&quote.text).or_else(|| told(before).filter(|_| closes(before))).or_else(|| beside(after))
}

/// The last age in some words.
fn told(text: &str) -> Option<u8> {
    all(text).pop()
}

/// The ages in some words, in order.
fn all(text: &str) -> Vec<u8> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let age = |w: &[&str]| {
        let known = |list: &[String], word: &str| list.iter().any(|k| k.eq_ignore_ascii_case(word));
        let spelled = || WORDS.numbers.iter().position(|n| n.eq_ignore_ascii_case(w[0]));
        let number =
            w[0].parse().ok().or_else(|| u8::try_from(spelled()? + 1).ok()).filter(|n| *n <= OLDEST)?;
        match known(&WORDS.closing, w[2]) {
            true if known(&WORDS.years, w[1]) => Some(number),
            true if known(&WORDS.under_a_year, w[1]) => Some(0),
            _ => None,
        }
    };
    words.windows(3).filter_map(age).collect()
}

/// Whether the words before a name end with an age.
fn closes(before: &str) -> bool {
    let last = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    before.len() - last.len() <= 2 && WORDS.closing.iter().any(|w| last.ends_with(w.as_str()))
}

/// ", 17," right behind a name.
fn beside(after: &str) -> Option<u8> {
    let rest = after.strip_prefix(", ").or_else(|| after.strip_prefix(" ("))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let closed = rest[digits..].starts_with([',', '.', ';', ')']);
    rest[..digits].parse().ok().filter(|n| closed && (1..=OLDEST).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(body: &str, name: &str) -> Option<u8> {
        let start = body.find(name).map(|i| body[..i].chars().count()).unwrap_or_default();
        of(&Quote { start, end: start + name.chars().count(), text: name.to_owned() }, body)
    }

    #[test]
    fn ages_are_read_in_and_beside_the_words_for_a_person() {
        assert_eq!(age("Police found a 17-year-old boy.", "17-year-old boy"), Some(17));
        assert_eq!(age("“Yes”: 6-month-old Tarn Beral died.", "Tarn Beral"), Some(0));
        assert_eq!(age("Café: Tarn Beral, 38, of Dal", "Tarn Beral"), Some(38));
        assert_eq!(age("Tarn Beral (38) died.", "Tarn Beral"), Some(38));
        for none in ["Tarn Beral, 38 miles off", "Tarn Beral, 438, said", "17 years later Tarn Beral died"] {
            assert_eq!(age(none, "Tarn Beral"), None, "{none}");
        }
        assert!(!WORDS.closing.is_empty());
    }
}
