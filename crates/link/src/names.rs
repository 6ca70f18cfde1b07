//! Names of places compared.
//!
//! Owns: which words of a name tell places apart, and when two names are one spelled differently. In: folded names. Out: a share or yes
//! and no. Refuses: gazetteers; what resolves has been resolved by the reader.

use serde::Deserialize;
use std::sync::LazyLock;

/// What a word for the kind of site counts beside a word of a name.
const SITE: f32 = 0.3;
/// Letters from which a name may be misspelled, and from which it may be so twice.
const LONG: usize = 6;
const LONGER: usize = 7;

#[derive(Debug, Default, Deserialize)]
struct PlaceWords {
    general: Vec<String>,
    sites: Vec<String>,
}

/// A test holds that the file can be read.
static WORDS: LazyLock<PlaceWords> =
    LazyLock::new(|| toml::from_str(include_str!("../data/place_words.toml")).unwrap_or_default());

/// The words of a folded name that tell places apart.
pub(crate) fn telling(name: &str) -> String {
    let general = |word: &&str| word.len() > 1 && !WORDS.general.iter().any(|g| g == word);
    name.split(' ').filter(general).collect::<Vec<_>>().join(" ")
}

/// The share of the shorter name that both have, as much as a word of a name at the most: "quetta railway station" and "railway station
/// quetta" share 1, two railway stations 0.6.
pub(crate) fn shared(a: &str, b: &str) -> f32 {
    let weight = |word: &str| if WORDS.sites.iter().any(|s| s == word) { SITE } else { 1.0 };
    let all = |name: &str| name.split(' ').filter(|w| !w.is_empty()).map(weight).sum::<f32>();
    let both: f32 = a.split(' ').filter(|w| !w.is_empty() && b.split(' ').any(|v| v == *w)).map(weight).sum();
    let least = all(a).min(all(b));
    if least == 0.0 { 0.0 } else { (both / least).min(1.0) * both.min(1.0) }
}

/// One name in two spellings: "gorlovka" and "horlivka", "mauk ka daw" and "maukkadaw".
pub(crate) fn spelled_alike(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| *c != ' ').collect::<Vec<_>>();
    let (x, y) = (letters(a), letters(b));
    let short = x.len().min(y.len());
    let most = if short < LONGER { 1 } else { 2 };
    short >= LONG && x.len().abs_diff(y.len()) <= most && strsim::generic_levenshtein(&x, &y) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_words_tell_nothing_and_sites_little() {
        assert_eq!(telling("the town of quetta"), "quetta");
        assert_eq!(shared(&telling("quetta railway station"), &telling("railway station in quetta")), 1.0);
        assert!(shared("railway station", "dera railway station") < 0.7);
        assert_eq!(shared(&telling("district"), "quetta"), 0.0);
        assert!(!WORDS.sites.is_empty());
    }

    #[test]
    fn long_names_may_be_spelled_in_two_ways() {
        assert!(spelled_alike("gorlovka", "horlivka"));
        assert!(spelled_alike("mauk ka daw", "maukkadaw"));
        assert!(!spelled_alike("basra", "bosra"), "short names differ by a letter");
        assert!(!spelled_alike("kirkuk", "kirkor"));
    }
}
